import { type SentenceRow, template } from '../../../kit/sentence.ts'
import { causeSentences } from './causes.ts'
import { checkSentences } from './checks.ts'
import { decisionSentences } from './decisions.ts'
import { engineSentences } from './engine.ts'
import { flowSentences, settledSentences } from './flows.ts'
import { outcomeSentences } from './outcomes.ts'
import { proofSentences } from './proof.ts'
import { reconciliationLabels, reconciliationSentences } from './reconciliation.ts'
import { refusalSentences } from './refusals.ts'
import { systemCauseSentences } from './system-causes.ts'
import { triageSentences } from './triage.ts'

/** With names, numbers and amounts in them. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /The value map "([^"]+)" has no answer for ("[^"]*"(?: \([^()]*\))?)\./g,
    'La table « $1 » n’a pas de réponse pour $2.',
  ],
  [/(^|\. )([^.]+) is written and read back\./g, '$1$2 : écrit et relu.'],
  [
    /(^|\. )([^.]+) was there already, as it was meant; nothing was sent\./g,
    '$1$2 : existait déjà, tel que voulu ; rien n’a été envoyé.',
  ],
  [/(^|\. )([^.]+) needed no change\./g, '$1$2 : aucun changement nécessaire.'],
  [/\bGP has no ([^".]+) "([^"]+)"\./g, 'GP n’a pas : $1 « $2 ».'],
  [/(^|\. )([^.]+) has no counterpart in ([^ ]+(?: [^ ]+)?) yet\./g, '$1$2 n’a pas encore d’équivalent : $3.'],
  [
    /The order's parts add up to (\S+ \S+), but the shop charged (\S+ \S+): (\S+ \S+) are not explained\./g,
    'Les parties de la commande font $1, mais la boutique a facturé $2 : $3 ne sont pas expliqués.',
  ],
  [
    /Say in (value-maps\/\S+\.json) which value belongs to ("[^"]*"(?: \([^()]*\))?), import it, and replay the incident\./g,
    'Dites dans $1 quelle valeur correspond à $2, importez ce fichier, puis relancez l’incident.',
  ],
  [
    /The shop has no ([^.:]+): it was deleted, or there never was one\./g,
    'La boutique n’a pas : $1. C’est supprimé, ou n’a jamais existé.',
  ],
  [
    /GP has no ([^".:]+) ("[^"]*"): it was deleted, or there never was one\./g,
    'GP n’a pas : $1 $2. C’est supprimé, ou n’a jamais existé.',
  ],
  [/(^|\. )([^.:]+) was made of it\./g, '$1On en a fait : $2.'],
  [
    /(^|\. )([^.:]+) was sent for it, and whether it arrived is not known\./g,
    '$1Envoyé pour cela : $2 ; on ne sait pas si c’est arrivé.',
  ],
  [/(^|\. )Nothing was carried over for ([^.:]+)\./g, '$1Rien n’a été transféré pour $2.'],
  [
    /Look whether ([^.;]+) is still wanted in the shop\. Then resolve the incident with ("[^"]*")\./g,
    'Voyez si la boutique a encore besoin de ceci : $1. Fermez ensuite l’incident par $2.',
  ],
  [/The shop no longer has ([^.:]+)\./g, 'La boutique n’a plus : $1.'],
  [
    /(^|\. )([^.:"]+) has no ([^.:"]+) ("[^"]*"), which ([^.:]+ \S+) needs\./g,
    '$1Dans $2, il manque : $3 $4, pour $5.',
  ],
  [/(^|\. )([^.:]+) is not in GP\./g, '$1$2 : pas dans GP.'],
  [/(^|\. )([^.:]+) is in GP already, as ([^.]+)\./g, '$1$2 : déjà dans GP, sous $3.'],
  [
    /Do not enter it again\. If nobody wants the order any more, void ([^.;]+) in GP; else leave it there\. Then resolve the incident with ("[^"]*")\./g,
    'Ne la saisissez pas à nouveau. Si personne ne veut plus la commande, annulez $1 dans GP ; sinon laissez ce document. Fermez ensuite l’incident par $2.',
  ],
  [/(^|\. )([^.:]+) names no ([^.:]+): its number there is 0\./g, '$1$2 n’indique pas : $3. Son numéro y est 0.'],
  [
    /Choose the ([^.;]+) on the page of the order in the shop \(Orders > Orders\); the hub then goes on by itself\. Where none can be chosen, enter the order in GP by hand, and resolve the incident with ("[^"]*")\./g,
    'Choisissez-le ($1) sur la page de la commande dans la boutique (Orders > Orders) ; le hub continue alors de lui-même. Si le choix est impossible, saisissez la commande à la main dans GP, et fermez l’incident par $2.',
  ],
  [
    /(^|\. )([^.:]+) is not in GP yet, and was refunded in the shop\./g,
    '$1$2 : pas encore dans GP, et remboursé dans la boutique.',
  ],
  [/(^|\. )There is no such ([^.:]+)\./g, '$1Il n’y a rien de tel : $2.'],
  [/(^|\. )Entered by hand as ([^.:]+)\./g, '$1Saisi à la main sous $2.'],
  [/(^|\. )([^.:]+) was refused(?=\.|: )/g, '$1$2 : refusé'],
  [/(^|\. )([^.]+): access denied\./g, '$1$2 : accès refusé.'],
  [/ The reply: “/g, ' La réponse : “'],
  [/ \((\d+) attempts\)/g, ' ($1 essais)'],
  [/(^|\. )It is (\d+) of (\d+) records\./g, '$1$2 fiches sur $3.'],
  [
    / Rounds before it have written (\d+) more that the full look had found\./g,
    ' Des passages précédents en ont écrit $1 autres, que le regard complet avait trouvées.',
  ],
  [/(^|\. )For example (.+)\.$/g, '$1Par exemple $2.'],
  [
    /("ledgerline flows wanted [^"]+") lists all that it would write\./g,
    '$1 donne la liste de tout ce qu’il écrirait.',
  ],
  [
    /One after the other its (\d+) writes take about (\d+) minutes, as the other system answers now; several go at a time\./g,
    'L’une après l’autre, ses $1 écritures prennent environ $2 minutes, d’après les réponses actuelles de l’autre système ; plusieurs se font à la fois.',
  ],
  [
    /The work on this record broke off (\d+) times: the process ended, or the hub's database was away\./g,
    'Le traitement de cette fiche s’est interrompu $1 fois : le programme s’est arrêté, ou la base de données du hub était absente.',
  ],
]

/** What is said when a person has settled a question is said of the question as well, with one end more. */
const settled = settledSentences.map(
  ([as, instead]) =>
    [`${as.slice(0, -1)}; a person has settled it.`, `${instead.slice(0, -1)} ; une personne l’a réglé.`] as const,
)

/** Values that are words of the hub. */
const words = {
  behind: 'en retard',
  'ahead of': 'en avance',
  nothing: 'rien',
  stopped: 'arrêtée',
  waiting: 'en attente',
  skipped: 'laissée de côté',
  done: 'faite',
}

/** [as the hub says it, {} where a value stands; in French, {1} for the first value] */
export const spokenSentences: readonly (readonly [string, string])[] = [
  ...[...decisionSentences, ...triageSentences, ...reconciliationSentences, ...checkSentences],
  ...[...outcomeSentences, ...refusalSentences, ...proofSentences],
]
const isTemplate = ([as]: readonly [string, string]) => as.includes('{}') || !/[.?!]$/.test(as)

/** The longest first: one sentence may be the end of another. */
const longestFirst = (rows: readonly (readonly [string, string])[]) => rows.toSorted(([a], [b]) => b.length - a.length)

const whole = longestFirst([
  ...[...flowSentences, ...settledSentences, ...settled],
  ...[...engineSentences, ...causeSentences, ...systemCauseSentences],
  ...spokenSentences.filter((row) => !isTemplate(row)),
])
const templates = longestFirst(spokenSentences.filter(isTemplate)).map(([as, instead]) => template(as, instead, words))
/** What the nightly comparison found, in one sentence. */
const comparisons: readonly SentenceRow[] = [
  [
    /(\d+) orders? of (\S+) to (\S+): (\d+) differences? \(([^()]+)\)(?:, ([^;]+?) at stake)?\./g,
    (_, orders, from, to, all, kinds, stake) => {
      // A kind may have a comma itself.
      const named = kinds!.replaceAll(
        /(.+?) (\d+)(, |$)/g,
        (__, kind: string, count: string, end: string) => `${reconciliationLabels[kind] ?? kind} ${count}${end}`,
      )
      return `${orders} commandes du ${from} au ${to} : ${all} ${all === '1' ? 'écart' : 'écarts'} (${named})${stake ? `, ${stake} en jeu` : ''}.`
    },
    ' differen',
  ],
  [
    /(\d+) orders? of (\S+) to (\S+): no difference was found between each order and its documents in GP\./g,
    '$1 commandes du $2 au $3 : aucun écart entre chaque commande et ses documents dans GP.',
  ],
  [
    /The shop shows no order of (\S+) to (\S+): nothing was compared\./g,
    'La boutique ne montre aucune commande du $1 au $2 : rien n’a été comparé.',
  ],
]

/** With so little that is fixed they come last. */
const isVague = ([, , has = '']: SentenceRow) => has.length < 8

/**
 * The hub's sentences in French: [as it says them, what stands in their place], to be put in one after the other. What is
 * in no row stays English.
 */
export const hubSentences: readonly SentenceRow[] = [
  ...whole,
  ...templates.filter((row) => !isVague(row)),
  ...patterns,
  ...comparisons,
  ...templates.filter(isVague),
]
