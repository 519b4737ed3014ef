import type { CauseClass, Owner } from '../../domain/cause.ts'
import type { Noun, Sentences } from './en.ts'

const nouns: Readonly<Record<Noun, readonly [string, string]>> = {
  order: ['commande', 'commandes'],
  record: ['enregistrement', 'enregistrements'],
  incident: ['incident', 'incidents'],
  openIncident: ['incident ouvert', 'incidents ouverts'],
  difference: ['écart', 'écarts'],
  proposal: ['proposition', 'propositions'],
  feed: ['flux', 'flux'],
  round: ['passage', 'passages'],
  minute: ['minute', 'minutes'],
  hour: ['heure', 'heures'],
  day: ['jour', 'jours'],
  earlierWeek: ['semaine précédente', 'semaines précédentes'],
  unusualThing: ['fait inhabituel', 'faits inhabituels'],
  earlierDay: ['jour précédent', 'jours précédents'],
}
/** In French 0 is singular as well. */
const counted = (count: number, noun: Noun) => `${count} ${nouns[noun][count < 2 ? 0 : 1]}`

const classes: Readonly<Record<CauseClass, string>> = {
  authentication: 'authentification',
  permission: 'droit manquant',
  connection: 'connexion',
  intermittent: 'passager',
  rate_limit: 'limite atteinte',
  missing_master_record: 'fiche manquante',
  missing_mapping: 'correspondance manquante',
  invalid_value: 'valeur invalide',
  too_long: 'texte trop long',
  totals_mismatch: 'totaux différents',
  duplicate: 'doublon',
  locked: 'verrouillé',
  closed_period: 'période clôturée',
  quantity_shortage: 'stock insuffisant',
  configuration: 'configuration',
  remote_bug: 'défaut du système distant',
  our_bug: 'défaut du hub',
  unknown: 'inconnu',
}
const owners: Readonly<Record<Owner, string>> = {
  'GP admin': 'l’administrateur GP',
  'shop admin': 'l’administrateur de la boutique',
  integrator: 'l’intégrateur',
  'hub developer': 'le développeur du hub',
  'nobody (waits)': 'personne (cela attend)',
}
const risks = { low: 'faible', medium: 'moyen', high: 'élevé' } as const
const isA = { outage: 'hors service', slow: 'lent' } as const

/** The same in French. */
export const fr: Sentences = {
  counted,
  decimalPoint: ',',
  title: (integration, at) => `Rapport du matin de ${integration}, ${at}`,
  sections: {
    short: 'En bref',
    orders: 'Commandes',
    held: 'Retenu',
    agreement: 'Boutique et GP',
    proposals: 'Propositions',
    systems: 'Systèmes',
    feeds: 'Flux et passages',
    backfills: 'Fiches plus anciennes',
    backfillsDone: 'Fiches plus anciennes reprises',
    unusual: 'Inhabituel',
    unknown: 'Inconnu',
    newValues: 'Nouvelles valeurs',
    healed: 'Réparé de soi-même',
    assistant: 'Assistant',
  },
  nothingWrong:
    'Tout va bien : aucune commande n’est retenue, aucune proposition n’attend, les systèmes répondent, flux et passages aboutissent.',
  nothingHeld: 'Rien n’est retenu ; ce qui est inhabituel figure ci-dessous.',
  toSeeTo: (parts) => `À traiter : ${parts.join(' ; ')}.`,
  needPerson: (worth) => `commandes qui demandent une personne : ${worth}`,
  waitForAttempt: (worth) => `commandes qui attendent le prochain essai : ${worth}`,
  differences: (count) => `${counted(count, 'difference')} entre la boutique et GP`,
  notCompared: 'commandes qui n’ont pas pu être comparées avec GP',
  toDecide: (count) => `${counted(count, 'proposal')} à décider`,
  isInState: (system, kind) => `${system} est ${isA[kind]}`,
  feedsFail: (count) => `${counted(count, 'feed')} sans succès`,
  unusualThings: (count) => `${counted(count, 'unusualThing')} dans les commandes`,
  unusualPostings: (count) => `${counted(count, 'unusualThing')} dans les écritures`,
  unusualStock: (count) => `${counted(count, 'unusualThing')} dans le stock`,
  roundsMissed: (count) => `${counted(count, 'round')} ${count < 2 ? 'manqué' : 'manqués'}`,
  backfillsPaused: 'une reprise qui s’est suspendue',
  became: {
    running: 'en cours',
    waiting: 'en attente du prochain essai',
    done: 'faites',
    skipped: 'laissées de côté par une règle',
    superseded: 'modifiées entre-temps',
    stopped: 'demandant une personne',
  },
  noOrders: 'Aucune commande n’a été traitée ces dernières 24 heures.',
  workedOn: (count, states) => `${counted(count, 'order')} ces dernières 24 heures : ${states.join(', ')}.`,
  areWorth: (worth) => `Elles valent ${worth}.`,
  noWeek: 'Il n’y a pas encore de semaine précédente à comparer.',
  weeksBefore: (weeks) =>
    `Le même jour des semaines précédentes, la plus récente d’abord : ${weeks.map(({ orders, held }) => `${counted(orders, 'order')} (dont ${held} demandant une personne)`).join(', ')}.`,
  unknownAmount: (orders) => `${counted(orders, 'order')} de montant inconnu`,
  paused: 'L’intégration est en pause : rien n’est écrit jusqu’à « ledgerline resume ».',
  flowPaused: (flow) => `Le processus ${flow} est en pause jusqu’à « ledgerline resume ${flow} ».`,
  oldest: (age, since) => `La plus ancienne est retenue depuis ${age}, le ${since}.`,
  moreIncidents: (count) => `Et ${counted(count, 'incident')} de plus : « ledgerline incidents » les liste.`,
  causeOf: (code, of, owner) => `${code} (${classes[of as CauseClass] ?? of}, pour ${owners[owner]})`,
  more: (count) => `${count} de plus`,
  causeLine: (cause, age, records, worth, names, next) =>
    `${cause}, depuis ${age}, arrête ${counted(records, 'record')}${worth === '' ? '' : ` : ${worth}`}${names === '' ? '' : ` : ${names}`}. Suite : ${next}.`,
  decideOn: (proposal) => `décider de la proposition qui y répond, « ledgerline proposals show ${proposal} »`,
  compared: (says) => `« ${says} » Suite : « ledgerline reports » montre chacun, avec sa cause.`,
  agreed: (says) => `« ${says} »`,
  uncompared: (since, code, last) =>
    `Les commandes n’ont pas pu être comparées avec GP depuis le ${since} (${code}) ; ${last === null ? 'aucune comparaison n’a encore abouti' : `la dernière comparaison est du ${last}`}. Un nouvel essai aura lieu ; « ledgerline reconcile » montre ce qui ne va pas.`,
  proposal: (id, risk, age, approvals) =>
    `La proposition ${id}, risque ${risks[risk]}, attend depuis ${age}. ${
      risk !== 'high'
        ? 'Tout approbateur peut décider'
        : approvals > 0
          ? 'Un autre approbateur doit donner son accord'
          : 'Il faut deux personnes, dont au moins un approbateur qui ne l’a pas demandée'
    } : « ledgerline proposals show ${id} ».`,
  systemIs: (system, kind, age, since, worth) =>
    `${system} est ${isA[kind]} depuis ${age}, le ${since}.${worth === null ? '' : ` En attente : ${worth}.`}`,
  systemWas: (system, kind, age, since, until, worth) =>
    `${system} a été ${isA[kind]} pendant ${age}, du ${since} au ${until}.${worth === null ? '' : ` En attente à la fin : ${worth}.`}`,
  cameThrough: (last) =>
    last === null ? 'Il n’a encore jamais abouti' : `Il a abouti pour la dernière fois le ${last}`,
  feedFails: (feed, age, last) => `Le flux ${feed} échoue depuis ${age}. ${last}. « ledgerline doctor » dit pourquoi.`,
  feedLate: (feed, last) =>
    `Le flux ${feed} n’a pas abouti à l’heure prévue. ${last}. « ledgerline doctor » en dit plus.`,
  feedUnreadable: (feed, count) => `Le flux ${feed} continue sans ${counted(count, 'record')} qu’il ne peut pas lire.`,
  roundMissed: (flow, due, last) =>
    `Le passage de ${flow} prévu le ${due} n’a pas abouti. ${last === null ? 'Aucun n’a encore abouti' : `Le dernier qui a abouti était prévu le ${last}`}.`,
  backfillDone: (flow, ends) =>
    `La reprise de ${flow} est terminée : ${ends.done} transférées, ${ends.already} déjà là, ${ends.skipped} laissées, ${ends.held} retenues. « ledgerline backfill » en dit plus.`,
  backfillPaused: (flow, why, left) =>
    why === 'gone'
      ? `La reprise de ${flow} est suspendue : le processus n’existe plus ; ${counted(left, 'record')} à venir. « ledgerline backfill stop ${flow} » y met fin.`
      : `La reprise de ${flow} s’est suspendue d’elle-même : ${why === 'grown' ? 'il y a bien plus de fiches que celles comptées' : 'beaucoup de ses fiches sont retenues'} ; ${counted(left, 'record')} à venir. « ledgerline backfill run ${flow} » la relance.`,
  healed: (code, records, because) => `${code}, ${counted(records, 'record')} : « ${because} »`,
  moreHealed: (count) => `Et ${counted(count, 'incident')} de plus : « ledgerline incidents --resolved » les liste.`,
  unknown: (incident, code, records) =>
    `Personne ne connaît encore la cause de ${code}, qui arrête ${counted(records, 'record')} : « ledgerline incidents ${incident} ».`,
  notLooked: (count) => `Pour ${counted(count, 'incident')}, aucun modèle n’a encore regardé la cause.`,
  newValue: (valueMap, value, perhaps) =>
    `${value} est nouveau dans la boutique, et rien dans GP n’y correspond sûrement (table ${valueMap})${perhaps === null ? '' : ` ; peut-être ${perhaps}`}. Nommez-le avant la première commande qui en a besoin : « ledgerline suggest ${valueMap} ».`,
  used: (calls, failed, input, output, cost) =>
    `Ces dernières 24 heures, il a interrogé des modèles ${calls} fois${failed > 0 ? ` (dont ${failed} sans réponse)` : ''} : ${input} jetons envoyés, ${output} reçus, ${cost} USD.`,
  notUsed: 'Ces dernières 24 heures, il n’a interrogé aucun modèle.',
  lacks: {
    key: 'Il n’a pas de clé : règles, catalogue des causes et comparaisons répondent seuls, et la conversation ne répond pas. Un administrateur en donne une par « ledgerline assistant key ».',
    off: 'Les modèles sont désactivés pour cette intégration : règles, catalogue et comparaisons répondent seuls (« ledgerline assistant on »).',
    budget:
      'Le budget du jour est épuisé : jusqu’à minuit UTC aucun modèle n’est interrogé ; règles, catalogue et comparaisons répondent seuls.',
    provider:
      'Le fournisseur des modèles n’a pas répondu dernièrement : les réponses ont été faites sans modèle. « ledgerline doctor » dit pourquoi.',
  },
  anomaliesFrom: (from) =>
    `Ce que les commandes ont d’inhabituel est dit à partir du ${from} : avant, il y a trop peu à quoi comparer.`,
  muteKnown: 'Si vous savez pourquoi, mettez-le en sourdine : « ledgerline unusual » liste les noms.',
  mutedNow: (count) => `En sourdine : ${counted(count, 'unusualThing')}, que « ledgerline unusual » liste.`,
  anomaly: {
    high: 'haut',
    low: 'bas',
    distance: (deviations, limit) => `L’écart est de ${deviations} écarts-types robustes ; la limite est de ${limit}.`,
    silence: (since, hours, weeks, usual, low) =>
      `Le hub ne connaît aucune commande passée depuis le ${since}, depuis ${hours}. Aux mêmes heures de ${weeks}, il y en avait ${usual} au milieu ; moins de ${low} ne s’explique pas par le hasard.`,
    volume: (way, now, from, to, weeks, usual, low, high) =>
      `Le nombre de commandes est inhabituellement ${way} : ${now} passées du ${from} au ${to}. Aux mêmes heures de ${weeks}, il y en avait ${usual} au milieu ; le hasard et l’habitude expliquent de ${low} à ${high}.`,
    orderValue: (way, amount, orders, compared, usual, distance) =>
      `La valeur d’une commande est d’un niveau inhabituellement ${way} : ${amount}, ${orders}. Le milieu de ${counted(compared, 'order')} avant est ${usual}, et aucune habitude ne l’atteint. ${distance}`,
    dayValue: (way, currency, orders, now, days, usual, distance) =>
      `La valeur des commandes en ${currency} est d’un niveau inhabituellement ${way} : le milieu de ${counted(orders, 'order')} en 24 heures est ${now}, celui de ${counted(days, 'earlierDay')} ${usual}. ${distance}`,
    discounts: (way, now, orders, days, usual, distance) =>
      `Le niveau des remises est inhabituellement ${way} : ${now} % du prix en moyenne sur ${counted(orders, 'order')} en 24 heures ; le milieu de ${counted(days, 'earlierDay')} est ${usual} %. ${distance}`,
    refunds: (now, orders, weeks, usual, high) =>
      `Les remboursements sont inhabituellement nombreux : ${now} commandes en 24 heures, ${orders}. Le même jour de ${weeks}, il y en avait ${usual} au milieu ; le hasard et l’habitude en expliquent jusqu’à ${high}.`,
    payment: (way, method, now, orders, days, usual, distance) =>
      `La part des commandes payées par ${method} est d’un niveau inhabituellement ${way} : ${now} de ${counted(orders, 'order')} en 24 heures ; sur ${counted(days, 'earlierDay')} c’était ${usual} %. ${distance}`,
    destination: (way, country, now, orders, days, usual, distance) =>
      `La part des commandes à destination de ${country} est d’un niveau inhabituellement ${way} : ${now} de ${counted(orders, 'order')} en 24 heures ; sur ${counted(days, 'earlierDay')} c’était ${usual} %. ${distance}`,
    customer: (customer, now, orders, high) =>
      `Le client ${customer} a passé ${now} commandes en 24 heures : ${orders}. Plus de ${high} est inhabituel : deux fois ce que le troisième client le plus actif d’un jour avait passé.`,
  },
  unusual: {
    held: 'La part des commandes qui demandent une personne',
    high: 'haut',
    chance: (orders) => `le hasard de si peu que ${counted(orders, 'order')}`,
    of: (name, way, now, weeks, median, distance, limit, from) =>
      `${name} : niveau inhabituellement ${way}, ${now}. La médiane du même jour sur ${counted(weeks, 'earlierWeek')} est ${median}. L’écart est ${distance}, plus que la limite de ${limit} (${from}).`,
    mad: (far, deviation, mad) => `${far} × ${deviation} × ${mad}, leur écart absolu médian`,
    floor: (far, floor, is, mad) => `${far} × ${floor}, ${is}, car leur écart absolu médian de ${mad} est moindre`,
  },
  postings: {
    largeRefund: (documents, now, compared, middle, largest) =>
      `Un remboursement est d’un montant inhabituel : ${documents}, ${now}. La valeur médiane des ${compared} avoirs des semaines précédentes est ${middle}, la plus grande ${largest}.`,
    refundDay: (documents, now, compared, middle, largest) =>
      `Les remboursements des dernières 24 heures sont inhabituels par leur nombre ou leur montant : ensemble ${now} (${documents}). La valeur médiane des ${counted(compared, 'day')} avec avoirs est ${middle}, la plus grande ${largest}.`,
    largePosting: (documents, now, compared, middle, largest) =>
      `Une écriture est d’un montant inhabituel : ${documents}, ${now}. La valeur médiane des ${compared} écritures des semaines précédentes est ${middle}, la plus grande ${largest}.`,
    refundTax: (document, taxes, order, orderTaxes) =>
      `L’avoir ${document} porte une taxe sous ${taxes}, et sa commande ${order} ${orderTaxes === '' ? 'n’en porte pas' : `sous ${orderTaxes}`} : le remboursement est à un autre taux que la vente.`,
    newAccount: (account, document, compared) =>
      `L’écriture ${document} impute le compte ${account}, qu’aucune des ${compared} écritures des semaines précédentes n’a. Regardez si quelqu’un a changé la table de correspondance « payout-account ».`,
  },
  stock: {
    negative: (item, now, site) =>
      `GP a ${now} de l’article ${item} en stock au site ${site}. Regardez si une réception n’est pas encore validée, ou s’il a été vendu depuis le mauvais site ou dans la mauvaise unité.`,
    moved: (item, before, now, day, largest, compared) =>
      `Le stock de l’article ${item} dans GP est passé de ${before} à ${now} le ${day}. Le plus grand mouvement de ce sens était jusque-là de ${largest}, sur ${compared} connus. Voyez les transactions de l’article : un inventaire, un ajustement ou une quantité mal saisie.`,
    unmoved: (item, sold, orders, named, since, free) =>
      `L’article ${item} se vend et ne bouge pas dans GP : ${counted(orders, 'order')} en ont pris ${sold} depuis le ${since} (${named}), et le stock moins l’alloué est de ${free}, comme avant la première. Regardez si le type de commande alloue par ligne, et si les commandes citent le site qui a le stock.`,
    more: (count, kind) =>
      `${count} ${count === 1 ? 'autre article' : 'autres articles'} de même : ${{ 'negative-stock': 'moins que rien en stock', 'stock-move': 'un grand mouvement', 'sold-unmoved': 'vendus sans bouger' }[kind]}.`,
  },
}
