/**
 * What is said of changes that wait for a decision: the changes themselves, their risk, who may decide, and what the hub
 * drafts for an incident. [the sentence, {} where a value stands; in French, {1} for the first value]
 */
export const decisionSentences: readonly (readonly [string, string])[] = [
  [
    '{}: {} is no longer corrected, the shop’s {} counts; it starts again.',
    '{1} : {2} n’est plus corrigé, {3} de la boutique compte ; la fiche recommence.',
  ],
  [
    '{}: {} is taken as {} as long as the shop says {}; it starts again.',
    '{1} : {2} vaut {3} tant que la boutique dit {4} ; la fiche recommence.',
  ],
  ['Starts again: {}.', 'Recommence : {1}.'],
  ['{} is linked to {} {} (before: {}).', '{1} est lié à {2} {3} (avant : {4}).'],
  [
    '{} is taken as the record that {} {} stands for ({}); what differs is then written to it.',
    '{1} est pris pour la fiche que {2} {3} représente ({4}) ; ce qui diffère y est ensuite écrit.',
  ],
  [
    '{} documents are written again under version {} of the definition; they were made under version {}.',
    '{1} documents sont réécrits selon la version {2} de la définition ; ils ont été faits selon la version {3}.',
  ],
  ['{}: {} documents, in all {} {} (before: {}).', '{1} : {2} documents, en tout {3} {4} (avant : {5}).'],
  ['{}: {} documents.', '{1} : {2} documents.'],
  ['And {} more documents.', 'Et {1} documents de plus.'],
  ['{} is voided (now: {}).', '{1} est annulé (actuellement : {2}).'],
  ['{} is made: {}.', '{1} est créé : {2}.'],
  ['{}: {} becomes {} (before: {}).', '{1} : {2} devient {3} (avant : {4}).'],
  ['In value map "{}", {} becomes {} (before: {}).', 'Dans la table « {1} », {2} devient {3} (avant : {4}).'],
  ['Setting {} becomes {} (before: {}).', 'Le réglage {1} devient {2} (avant : {3}).'],
  ['In mapping "{}", {} becomes {} (before: {}).', 'Dans la correspondance « {1} », {2} devient {3} (avant : {4}).'],
  [
    'In mapping "{}", the value {} becomes {} (before: {}).',
    'Dans la correspondance « {1} », la valeur {2} devient {3} (avant : {4}).',
  ],
  [
    'In flow "{}", step {} goes on if {} (before: {}). In words: it goes on if {}.',
    'Dans le processus « {1} », l’étape {2} continue si {3} (avant : {4}). En anglais courant : {5}.',
  ],
  ['In flow "{}", step {} goes: {}.', 'Dans le processus « {1} », l’étape {2} disparaît : {3}.'],
  ['In flow "{}", step {} moves to {}.', 'Dans le processus « {1} », l’étape {2} passe à la place {3}.'],
  ['In flow "{}", a step is added at {}:', 'Dans le processus « {1} », une étape s’ajoute à la place {2} :'],
  ['In {}, {} becomes {} (before: {}).', 'Dans {1}, {2} devient {3} (avant : {4}).'],
  ['{} is added: {}.', '{1} s’ajoute : {2}.'],
  ['{} goes: {}.', '{1} disparaît : {2}.'],
  [
    'In {}, {} stays as it was changed here: {}. The newer standard has {} there, the one before had {}. Change it by hand if the newer one is wanted.',
    'Dans {1}, {2} reste tel qu’il a été changé ici : {3}. Le nouveau standard y a {4}, le précédent avait {5}. Changez-le à la main si le nouveau est voulu.',
  ],
  [
    'It changes parts of the definition: how documents are made from then on.',
    'Cela change des parties de la définition : comment les documents sont faits désormais.',
  ],
  [
    'It writes documents anew that stand in GP, with other amounts, accounts or terms.',
    'Cela réécrit des documents qui sont dans GP, avec d’autres montants, comptes ou conditions.',
  ],
  [
    'It may write documents anew that stand in GP, and nobody can say whether with other amounts, accounts or terms: what they were made of is not kept, or cannot be read.',
    'Cela peut réécrire des documents qui sont dans GP, et personne ne peut dire si c’est avec d’autres montants, comptes ou conditions : ce dont ils ont été faits n’est pas conservé, ou ne peut être lu.',
  ],
  ['It changes the steps of a flow.', 'Cela change les étapes d’un processus.'],
  [
    'It changes how quantities, taxes or payments are booked.',
    'Cela change la comptabilisation de quantités, de taxes ou de paiements.',
  ],
  [
    'It changes how money is computed, who owes it, or by what a document is known again.',
    'Cela change le calcul des montants, qui les doit, ou à quoi un document est reconnu.',
  ],
  [
    'It corrects more than a name, an address, a carrier or an item of a record.',
    'Cela corrige plus qu’un nom, une adresse, un transporteur ou un article d’une fiche.',
  ],
  [
    'It says which document an order is, or that it is none: one may be written twice, or not at all.',
    'Cela dit quel document est une commande, ou qu’elle n’en a pas : un document peut être écrit deux fois, ou pas du tout.',
  ],
  ['It moves a customer to another account.', 'Cela déplace un client vers un autre compte.'],
  ['It voids a document.', 'Cela annule un document.'],
  ['It makes a record that is worth money.', 'Cela crée un enregistrement qui vaut de l’argent.'],
  [
    'It changes on what terms somebody buys, or which batch a document is posted with.',
    'Cela change les conditions d’achat de quelqu’un, ou le lot avec lequel un document est comptabilisé.',
  ],
  [
    'It answers a question about quantities, taxes or payments.',
    'Cela répond à une question sur des quantités, des taxes ou des paiements.',
  ],
  [
    'It changes the day, and so the period, in which everything is booked from then on.',
    'Cela change le jour, donc la période, où tout est comptabilisé à partir de là.',
  ],
  [
    'It says which goods are sold, and so their stock, price and cost, or whether they can be ordered.',
    'Cela dit quelles marchandises sont vendues, donc leur stock, leur prix et leur coût, ou si elles peuvent être commandées.',
  ],
  [
    'It answers for a value map of your own: what documents take from it is not known.',
    'Cela répond pour une table de valeurs à vous : ce que les documents en prennent n’est pas connu.',
  ],
  ['It changes from which site goods are sold.', 'Cela change le site d’où les marchandises sont vendues.'],
  ['It changes an answer that orders already went by.', 'Cela change une réponse que des commandes ont déjà suivie.'],
  ['It changes a mapping or a setting.', 'Cela change une correspondance ou un réglage.'],
  ['It corrects what the shop says of a record.', 'Cela corrige ce que la boutique dit d’une fiche.'],
  [
    'It writes to the shop or to GP outside of any flow.',
    'Cela écrit dans la boutique ou dans GP hors de tout processus.',
  ],
  ['The customer is mailed.', 'Le client reçoit un e-mail.'],
  ['It writes documents anew that stand in GP.', 'Cela réécrit des documents qui sont dans GP.'],
  ['It links records anew.', 'Cela lie des fiches autrement.'],
  ['It starts many records again.', 'Cela relance beaucoup de fiches.'],
  [
    'Its records go on as their flows say; no document that stands in GP becomes another by the rules of today.',
    'Ses fiches continuent comme leurs processus le disent ; aucun document de GP ne devient un autre par les règles d’aujourd’hui.',
  ],
  ['It touches no money.', 'Cela ne touche à aucun montant.'],
  [
    'It takes two people, and only {} may decide here: they type back what it is about.',
    'Il faut deux personnes, et seul {1} peut décider ici : cette personne recopie de quoi il s’agit.',
  ],
  ['{} approved it; one more person must approve it.', '{1} a approuvé ; une autre personne doit encore approuver.'],
  [
    'It takes two people, and nobody signed in to ask for it: two must approve it.',
    'Il faut deux personnes, et aucune ne s’est connectée pour le demander : deux doivent approuver.',
  ],
  [
    'It takes two people, and {} asked for it: somebody else must approve it.',
    'Il faut deux personnes, et {1} l’a demandé : quelqu’un d’autre doit approuver.',
  ],
  [
    'It takes two people, and was asked for by {}: a third must approve it, or two people.',
    'Il faut deux personnes, et {1} l’a demandé : une troisième doit approuver, ou deux.',
  ],
  ['{} of {} that were tried would go through now.', '{1} sur {2} qui ont été essayées passeraient maintenant.'],
  [
    '{} holds {} characters in GP. It touches no money, and the journal of each order says what was cut.',
    '{1} contient {2} caractères dans GP. Cela ne touche à aucun montant, et le journal de chaque commande dit ce qui a été coupé.',
  ],
  [
    'Or shorten the text in the shop, where nothing of it may be lost; then the order starts again by itself.',
    'Ou raccourcissez le texte dans la boutique, si rien ne doit s’en perdre ; la commande recommence alors d’elle-même.',
  ],
  [
    'The setting guestCustomer says that guest orders go to {}, and GP has no such customer.',
    'Le réglage guestCustomer dit que les commandes sans compte vont à {1}, et GP n’a pas ce client.',
  ],
  [
    'Then look at the card: Cards > Sales > Customer, {}: terms, class and accounts come from the class.',
    'Regardez ensuite la fiche : Cards > Sales > Customer, {1} : conditions, classe et comptes viennent de la classe.',
  ],
  [
    '{} in the state “{}” are paid in full, by the payments that the shop has booked.',
    '{1} dans l’état « {2} » sont payées en entier, selon les paiements que la boutique a enregistrés.',
  ],
  [
    'From then on each order in it is a sale, also one that is not paid; of the {} newest in it all are paid now.',
    'Dès lors, chaque commande dans cet état est une vente, même non payée ; des {1} plus récentes, toutes sont payées actuellement.',
  ],
  [
    'Or correct the state of the order in the shop (Orders > Orders): then it goes on by itself.',
    'Ou corrigez l’état de la commande dans la boutique (Orders > Orders) : elle continue alors d’elle-même.',
  ],
  [
    'It passes by itself, and was not seen for {} minutes. What was sent before is looked up first: nothing is written twice.',
    'Cela passe tout seul, et n’a pas été vu depuis {1} minutes. Ce qui a été envoyé avant est d’abord recherché : rien n’est écrit deux fois.',
  ],
  [
    'Then the hub sees that it is done and proposes to start {} again; "ledgerline replay --incident ID" does it at once.',
    'Le hub voit alors que c’est fait et propose de relancer {1} ; "ledgerline replay --incident ID" le fait aussitôt.',
  ],
  [
    'The shop has {}, which no setting names. By the name, {}.',
    'La boutique a {1}, qu’aucun réglage n’indique. D’après le nom, {2}.',
  ],
  [
    'A proposal with other new values takes its place.',
    'Une proposition avec d’autres valeurs nouvelles prend sa place.',
  ],
  [
    'Without an answer orders paid so take the terms that their customer has.',
    'Sans réponse, les commandes payées ainsi prennent les conditions de leur client.',
  ],
  [
    'Without an answer the first order that needs it would stop.',
    'Sans réponse, la première commande qui en a besoin s’arrêterait.',
  ],
  ['A proposal for more orders takes its place.', 'Une proposition pour davantage de commandes prend sa place.'],
  ['An incident belongs to an integration.', 'Un incident appartient à une intégration.'],
  [
    'Force a total, raise what rounding may explain, or take out the proof.',
    'Forcer un total, relever ce que l’arrondi peut expliquer, ou retirer la preuve.',
  ],
  ['Take one answer for whatever has none.', 'Prendre une même réponse pour tout ce qui n’en a pas.'],
  [
    'Choose another service, item or tax than the customer paid for.',
    'Choisir un autre service, article ou taxe que ce que le client a payé.',
  ],
  ['Book the order on another customer.', 'Comptabiliser la commande chez un autre client.'],
  [
    'Void, delete or overwrite what stands in GP; above all what is posted.',
    'Annuler, supprimer ou écraser ce qui est dans GP, surtout ce qui est comptabilisé.',
  ],
  [
    'Cut what is only right whole: a postal code, a phone number, an e-mail.',
    'Couper ce qui n’est juste qu’entier : un code postal, un numéro de téléphone, une adresse e-mail.',
  ],
  [
    'Give the document another day, so that a closed period takes it.',
    'Donner une autre date au document, pour qu’une période fermée l’accepte.',
  ],
  [
    'Nothing in GP is clearly “{}”, and no default is taken for it.',
    'Rien dans GP n’est clairement « {1} », et aucune valeur par défaut n’est prise.',
  ],
  [
    'Choose the GP value for {} on the page of the value map, in value-maps/{}.json, or in a chat, and propose it. Where GP has none yet, its admin creates it first.',
    'Choisissez la valeur GP pour {1} sur la page de la table de valeurs, dans value-maps/{2}.json, ou dans une conversation, et proposez-la. Si GP n’en a pas encore, son administrateur la crée d’abord.',
  ],
  ['Shop, {}: “{}”. GP, {}: “{}”.', 'Boutique, {1} : « {2} ». GP, {3} : « {4} ».'],
  [
    'GP has {} (“{}”): the same number, but for signs between its parts.',
    'GP a {1} (« {2} ») : le même numéro, aux signes entre ses parties près.',
  ],
  ['Shop: {}. GP: {}, “{}”.', 'Boutique : {1}. GP : {2}, « {3} ».'],
  [
    'The product has the reference {} in the shop by now, and GP has that item; the orders still carry the one it had before.',
    'Le produit a maintenant la référence {1} dans la boutique, et GP a cet article ; les commandes portent encore l’ancienne.',
  ],
  ['{}: {} says {}; the product says {}.', '{1} : {2} dit {3} ; le produit dit {4}.'],
  [
    'GP has no item {}, and no other number is surely the same item.',
    'GP n’a pas d’article {1}, et aucun autre numéro n’est sûrement le même article.',
  ],
  [
    'In GP: Cards > Inventory > Item. Item Number {}; give it an item class, and assign it to the site of web orders (Cards > Inventory > Quantities/Sites).',
    'Dans GP : Cards > Inventory > Item. Item Number {1} ; donnez-lui une classe d’articles, et affectez-le au site des commandes web (Cards > Inventory > Quantities/Sites).',
  ],
  [
    'Or, where GP has it under another number: an entry in the value map “item” for {}.',
    'Ou, si GP l’a sous un autre numéro : une entrée dans la table de valeurs « item » pour {1}.',
  ],
  [
    'The setting {} says {}, which GP does not have; {} is the only name like it.',
    'Le réglage {1} dit {2}, que GP n’a pas ; {3} est le seul nom semblable.',
  ],
  ['GP has {}.', 'GP a {1}.'],
  ['In words: it is {}.', 'En anglais courant : {1}.'],
  [
    'The shop has {} and the value map {} has no entry for it.',
    'La boutique a {1} et la table {2} n’a pas d’entrée pour cela.',
  ],
  [
    '{} is answered with {}, which GP does not have; {} is the only name like it.',
    '{1} a pour réponse {2}, que GP n’a pas ; {3} est le seul nom semblable.',
  ],
  [
    'It says {}, which GP does not have, and no other name is surely meant.',
    'Il dit {1}, que GP n’a pas, et aucun autre nom n’est sûrement visé.',
  ],
  ['GP has it.', 'GP l’a.'],
  [
    'Name in {} one that GP has, or have the GP admin create {}.',
    'Indiquez dans {1} un nom que GP a, ou faites créer {2} par l’administrateur GP.',
  ],
  ['In value map {}, {} becomes {}', 'Dans la table {1}, {2} devient {3}'],
  ['In value map item, {} becomes {}', 'Dans la table item, {1} devient {2}'],
  ['“{}” has no answer, and “{}” is it by {} %:', '« {1} » n’a pas de réponse, et « {2} » l’est à {3} % :'],
  ['Start {} again: the cause is gone', 'Relancer {1} : la cause a disparu'],
  ['Say which record {} is', 'Dire quelle fiche est {1}'],
  ['Create customer {} in GP, for guests of the shop', 'Créer le client {1} dans GP, pour les commandes sans compte'],
  ['Orders in state {} are taken over, paid or not', 'Les commandes dans l’état {1} sont reprises, payées ou non'],
  ['Wait: the hub tries again by itself', 'Attendre : le hub réessaie de lui-même'],
  ['Try {} again', 'Réessayer {1}'],
  ['Say what “{}” of value map {} is in GP', 'Dire ce que « {1} » de la table {2} est dans GP'],
  ['Create item {} in GP, or name the one that it is', 'Créer l’article {1} dans GP, ou indiquer lequel c’est'],
  ['{} is cut after {} characters, in {}', '{1} est coupé après {2} caractères, dans {3}'],
  ['Take item {} as {} in {}', 'Prendre l’article {1} pour {2} dans {3}'],
  ['Link {} to {}', 'Lier {1} à {2}'],
  ['A number or address is the same on both sides.', 'Un numéro ou une adresse est le même des deux côtés.'],
  ['Both have the same key.', 'Les deux ont la même clé.'],
  ['The currency is the same.', 'La devise est la même.'],
  ['The country is the same.', 'Le pays est le même.'],
  ['Town or postcode are the same.', 'La ville ou le code postal est le même.'],
  ['The key is made of the first letters of the label.', 'La clé est faite des premières lettres du libellé.'],
  [
    'A short word is made of the first letters of the label.',
    'Un mot court est fait des premières lettres du libellé.',
  ],
  ['All numbers agree.', 'Tous les nombres concordent.'],
  ['The currency differs.', 'La devise diffère.'],
  ['The country differs.', 'Le pays diffère.'],
  ['The town differs.', 'La ville diffère.'],
  ['A number differs on both sides.', 'Un nombre diffère d’un côté à l’autre.'],
  ['The target is closed or old.', 'La cible est fermée ou ancienne.'],
  ['Rows of this purpose are never the counterpart.', 'Des lignes de cet usage ne sont jamais l’équivalent.'],
  ['The target belongs to purchases or expenses.', 'La cible relève des achats ou des charges.'],
  ['Both name things that exclude each other.', 'Les deux désignent des choses qui s’excluent.'],
  [
    'A word of the source stands in other targets, but not in this one.',
    'Un mot de la source est dans d’autres cibles, mais pas dans celle-ci.',
  ],
  [
    'A word of the target stands in other sources, but not in this one.',
    'Un mot de la cible est dans d’autres sources, mais pas dans celle-ci.',
  ],
  ['"{}" stands on both sides.', '« {1} » est des deux côtés.'],
  ['"{}" follows from the row and fits "{}".', '« {1} » découle de la ligne et convient à « {2} ».'],
  ['"{}" means the same as "{}".', '« {1} » veut dire la même chose que « {2} ».'],
  ['"{}" is like "{}".', '« {1} » ressemble à « {2} ».'],
  [
    'Rules and the catalogue of causes answered; no model has looked at it.',
    'Les règles et le catalogue des causes ont répondu ; aucun modèle ne l’a regardé.',
  ],
  [
    'Rules and the catalogue of causes answered; no model had to be asked.',
    'Les règles et le catalogue des causes ont répondu ; aucun modèle n’a dû être interrogé.',
  ],
  ['Rules and the catalogue of causes answered.', 'Les règles et le catalogue des causes ont répondu.'],
  ['{} looked at it ({} USD).', '{1} l’a regardé ({2} USD).'],
  ['{} records stop for this reason.', '{1} fiches s’arrêtent pour cette raison.'],
  ['Also open: {}, {} records.', 'Ouvert aussi : {1}, {2} fiches.'],
  ['Seen: “{}”.', 'Vu : « {1} ».'],
  ['It is {} records by now, and asked anew.', 'Il y en a {1} à présent ; la question est posée à nouveau.'],
]
