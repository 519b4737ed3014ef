/**
 * What became of a run, a round or a proposal, and what both systems said: with values in them, as the engine, the proposals
 * and the connectors say it. [the sentence, {} where a value stands; in French, {1} for the first value]
 */
export const outcomeSentences: readonly (readonly [string, string])[] = [
  ['Try again in a moment.', 'Réessayez dans un instant.'],
  ['{} stops for another reason now.', '{1} s’arrête maintenant pour une autre raison.'],
  [
    'Nothing says beforehand what a round would do. Try one of its records.',
    'Rien ne dit d’avance ce que ferait un passage. Essayez une de ses fiches.',
  ],
  ['{} of {} documents would be written.', '{1} documents sur {2} seraient écrits.'],
  [
    'Nothing would be written: GP has what a run would write.',
    'Rien ne serait écrit : GP a ce qu’une exécution écrirait.',
  ],
  [
    'Switch it on with "ledgerline flows on {}". A dry run goes on meanwhile.',
    'Activez-le avec "ledgerline flows on {1}". Un essai à blanc reste possible.',
  ],
  [
    'Let it go on with "ledgerline resume", or run this one with --although-paused. A dry run goes on meanwhile.',
    'Laissez-la continuer avec "ledgerline resume", ou lancez celle-ci avec --although-paused. Un essai à blanc reste possible.',
  ],
  [
    'The shop has no record of this number, and the hub has never met it. The number is the ID in the list of the back office, not the reference.',
    'La boutique n’a aucune fiche de ce numéro, et le hub n’en a jamais rencontré. Le numéro est l’ID de la liste du back-office, pas la référence.',
  ],
  ['The flows are {}.', 'Les processus sont {1}.'],
  [
    'Only such a flow works in rounds; "ledgerline flows" lists them, with their last round.',
    'Seul un tel processus travaille par passages ; "ledgerline flows" les liste, avec leur dernier passage.',
  ],
  ['Those that start with it: {}.', 'Ceux qui commencent ainsi : {1}.'],
  [
    '{} has changed since {} was entered for it by hand, or linked to it. The hub does not change what people have entered.',
    '{1} a changé depuis que {2} a été saisi à la main pour cette fiche, ou lié à elle. Le hub ne change pas ce que des personnes ont saisi.',
  ],
  [
    'Compare both, and make the change there. Then resolve the incident with "ledgerline incidents ID --resolve".',
    'Comparez les deux, et faites le changement là-bas. Fermez ensuite l’incident avec "ledgerline incidents ID --resolve".',
  ],
  [
    'The hub has sent {} for {}, and does not know yet what became of it.',
    'Le hub a envoyé {1} pour {2}, et ne sait pas encore ce qu’il en est advenu.',
  ],
  [
    'Replay the incident: it is looked up. If it is not there and the order was entered by hand, void or delete {} where it comes later.',
    'Relancez l’incident : le document est recherché. S’il n’y est pas et que la commande a été saisie à la main, annulez ou supprimez {1} s’il arrive plus tard.',
  ],
  ['{} is worth {} {}, and {} {} {}. Nothing was linked.', '{1} vaut {2} {3}, et {4} {5} {6}. Rien n’a été lié.'],
  ['{} is of {}, and {} of {}. Nothing was linked.', '{1} est de {2}, et {3} de {4}. Rien n’a été lié.'],
  [
    'Look whether the number is right. If both are the same, say so with --although-different, or with "confirm": true.',
    'Voyez si le numéro est juste. Si c’est bien le même, dites-le avec --although-different, ou avec "confirm" : true.',
  ],
  [
    'Give the number exactly as {} shows it. What was entered there as another kind of document cannot be named.',
    'Donnez le numéro exactement comme {1} l’affiche. Ce qui y a été saisi comme document d’une autre sorte ne peut être indiqué.',
  ],
  ['The hub’s role there may not read {}.', 'Le rôle du hub ne peut pas y lire {1}.'],
  ['Import a definition that has one.', 'Importez une définition qui en a un.'],
  ['"ledgerline import FOLDER" makes one.', '"ledgerline import FOLDER" en crée une.'],
  [
    "GP already has {}, and it is not this order's: {}.",
    'GP a déjà {1}, et ce n’est pas celui de cette commande : {2}.',
  ],
  [
    'Compare customer and amount first. Where they are those of {}, it was sent before, and somebody has changed it there: link it with "ledgerline proposals link {} {} {} {}", then replay the incident. Only where they are not, give this integration a prefix of its own, or rename the document in GP.',
    'Comparez d’abord client et montant. S’ils sont ceux de {1}, il a été envoyé auparavant, et quelqu’un l’a modifié là-bas : liez-le avec "ledgerline proposals link {2} {3} {4} {5}", puis rejouez l’incident. Seulement s’ils ne le sont pas, donnez à cette intégration son propre préfixe, ou renommez le document dans GP.',
  ],
  [
    'Two systems number alike, or the document was made by hand. Give this integration a prefix of its own, or rename the document in GP.',
    'Deux systèmes numérotent de la même façon, ou le document a été fait à la main. Donnez à cette intégration son propre préfixe, ou renommez le document dans GP.',
  ],
  [
    '{} is wanted, and {}, which was made for it, is void.',
    '{1} est voulu, et {2}, qui en avait été fait, est annulé.',
  ],
  [
    'If it goes on, enter it again there and link it with "ledgerline proposals link {} {} {} NUMBER", then replay the incident. If nobody wants it any more, cancel it in the shop and resolve the incident.',
    'Si elle continue, saisissez-la à nouveau là-bas et liez-la avec "ledgerline proposals link {1} {2} {3} NUMBER", puis relancez l’incident. Si personne n’en veut plus, annulez-la dans la boutique et fermez l’incident.',
  ],
  [
    "The order was changed in the shop after its transfer, and {} {}. The shop's change: {}.",
    'La commande a été changée dans la boutique après son transfert, et {1} {2}. Le changement de la boutique : {3}.',
  ],
  [
    'Make the change in GP by hand, or undo the change there and replay the incident.',
    'Faites le changement à la main dans GP, ou défaites-le dans la boutique et relancez l’incident.',
  ],
  [
    '{} was not stored in GP as it was sent, and was changed there since ({}). The hub would set: {}.',
    '{1} n’a pas été enregistré dans GP comme il a été envoyé, et y a été modifié depuis ({2}). Le hub y mettrait : {3}.',
  ],
  [
    'Look in GP which of both is right. Where the hub is right, set these fields there so; where the change in GP is right, make it in the shop as well. Then replay the incident: resolved alone, the order that needs the record does not go over.',
    'Voyez dans GP ce qui est juste. Si c’est le hub, mettez-y ces champs ainsi ; si c’est la modification dans GP, faites-la aussi dans la boutique. Relancez ensuite l’incident : s’il est seulement fermé, la commande qui a besoin de la fiche ne passe pas.',
  ],
  [
    'Look in GP which of both is right. Where the hub is right, set these fields there so and replay the incident. Where the change in GP is right, resolve the incident: the hub leaves the document as it is, and asks again when the order changes.',
    'Voyez dans GP ce qui est juste. Si c’est le hub, mettez-y ces champs ainsi et relancez l’incident. Si c’est la modification dans GP, fermez l’incident : le hub laisse le document tel quel, et demande de nouveau quand la commande change.',
  ],
  [
    'The flow {} has mailed {} customers in an hour, and more are waiting.',
    'Le processus {1} a envoyé un e-mail à {2} clients en une heure, et d’autres attendent.',
  ],
  [
    '{} was written under other rules, and its order has changed in the shop since. Which difference comes from which cannot be told apart: {}.',
    '{1} a été écrit selon d’autres règles, et sa commande a changé depuis dans la boutique. On ne peut dire quel écart vient de quoi : {2}.',
  ],
  ['As many as were asked for, {}, were tried.', 'Autant que demandé, {1}, ont été essayées.'],
  ['The time for it, {} seconds, is over.', 'Le temps prévu, {1} secondes, est écoulé.'],
  [
    'It is about what cannot be read, not about what a record says.',
    'Il s’agit de ce qui ne peut être lu, pas de ce que dit une fiche.',
  ],
  ['The feed {} comes through again.', 'Le flux {1} passe à nouveau.'],
  ['{} stored {} differently from what was sent: {}.', '{1} a enregistré {2} autrement que ce qui a été envoyé : {3}.'],
  [
    'The record, or one that it names, changed while the run waited; a fresh run has started.',
    'La fiche, ou une fiche qu’elle nomme, a changé pendant que l’exécution attendait ; une nouvelle exécution a commencé.',
  ],
  [
    'A record of the other system that it had read changed while the run waited; a fresh run has started.',
    'Une fiche de l’autre système que l’exécution avait lue a changé pendant qu’elle attendait ; une nouvelle exécution a commencé.',
  ],
  [
    'What the run had searched for changed while it waited; a fresh run has started.',
    'Ce que l’exécution avait cherché a changé pendant qu’elle attendait ; une nouvelle exécution a commencé.',
  ],
  [
    'Other rules came while the run waited; a fresh run has started.',
    'D’autres règles sont arrivées pendant que l’exécution attendait ; une nouvelle exécution a commencé.',
  ],
  [
    'Other rules came while the round was at work; a fresh run has started.',
    'D’autres règles sont arrivées pendant le passage ; une nouvelle exécution a commencé.',
  ],
  [
    'What the round had compared is too old to be written; a fresh run has started.',
    'Ce que le passage avait comparé est trop ancien pour être écrit ; une nouvelle exécution a commencé.',
  ],
  [
    'The cut-over was moved while the run waited; a fresh run has started.',
    'La bascule a été déplacée pendant que l’exécution attendait ; une nouvelle exécution a commencé.',
  ],
  [
    'The record changed between its look and its write; a fresh run has started.',
    'La fiche a changé entre sa lecture et son écriture ; une nouvelle exécution a commencé.',
  ],
  ['{}; tried again at {}.', '{1} ; nouvel essai à {2}.'],
  [
    '{} is no longer the record that {} was made for: then {}; now {}. {} stays as it is.',
    '{1} n’est plus la fiche pour laquelle {2} a été fait : alors {3} ; maintenant {4}. {5} reste tel quel.',
  ],
  [
    'If the shop\'s ids began again, give the integration new prefixes for orders, customers, addresses, receipts, credit memos and returns: what is new then gets numbers of its own. If it is the same record after all, link it again with "ledgerline proposals link {} {} {} {}".',
    'Si les ids de la boutique ont recommencé, donnez à l’intégration de nouveaux préfixes pour commandes, clients, adresses, encaissements, notes de crédit et retours : ce qui est nouveau reçoit alors ses propres numéros. Si c’est bien la même fiche, liez-la à nouveau avec "ledgerline proposals link {1} {2} {3} {4}".',
  ],
  [
    '{} is there, and may have been made for {}, which is not wanted any more; what was sent for it is not kept.',
    '{1} existe, et a peut-être été fait pour {2}, qui n’est plus voulu ; ce qui a été envoyé pour cette fiche n’est pas gardé.',
  ],
  [
    "If it is this one's, void it there. If not, leave it. Then resolve the incident.",
    'Si c’est le sien, annulez-le là-bas. Sinon, laissez-le. Fermez ensuite l’incident.',
  ],
  ['The settlement report was taken back.', 'Le relevé de règlement a été retiré.'],
  ['The connection to GP leads to another company by now.', 'La connexion à GP mène désormais à une autre société.'],
  [
    'It was started again while it waited; a fresh run has started.',
    'Relancé pendant l’attente ; une nouvelle exécution a commencé.',
  ],
  ['{} was written for {} and is no longer in GP.', '{1} a été écrit pour {2} et n’est plus dans GP.'],
  [
    'If it must stay away, resolve the incident with "ledgerline incidents ID --resolve". To have it written again: {}.',
    'S’il doit rester absent, fermez l’incident avec "ledgerline incidents ID --resolve". Pour le faire réécrire : {1}.',
  ],
  ['If it was deleted in GP, have it written again: {}.', 'S’il a été supprimé dans GP, faites-le réécrire : {1}.'],
  [
    'If it was merged or renamed, compare {} with the customer in the shop, then link {} to the right one: {}.',
    'S’il a été fusionné ou renommé, comparez {1} avec le client de la boutique, puis liez {2} au bon : {3}.',
  ],
  [
    'If it was merged or renamed, find the number that it has in GP now, and link {} to it: {}.',
    'S’il a été fusionné ou renommé, trouvez le numéro qu’il a maintenant dans GP, et liez-lui {1} : {2}.',
  ],
  ['{}: it was merged into another, renamed or deleted.', '{1} : fusionné avec un autre, renommé ou supprimé.'],
  [
    '{}: it was merged into another, renamed or deleted. {} is perhaps another one: {}, and nothing else says that they are the same.',
    '{1} : fusionné avec un autre, renommé ou supprimé. {2} en est peut-être un autre : {3}, et rien d’autre ne dit que c’est le même.',
  ],
  [
    '{}. It was perhaps merged into {}, or renamed to it: {}.',
    '{1}. Il a peut-être été fusionné avec {2}, ou renommé ainsi : {3}.',
  ],
  ['{} can be read again.', '{1} peut à nouveau être lu.'],
  [
    "The shop itself fails on this record: look at it in the back office, and at the shop's error log.",
    'La boutique elle-même échoue sur cette fiche : regardez-la dans le back-office, et dans le journal d’erreurs de la boutique.',
  ],
  [
    '{} cannot be read: {}. The feed {} goes on without it; changes of it are not seen.',
    '{1} ne peut être lu : {2}. Le flux {3} continue sans lui ; ses changements ne sont pas vus.',
  ],
  [
    'The hub tries the record again by itself; to have it tried at once, replay the incident.',
    'Le hub réessaie la fiche de lui-même ; pour un essai immédiat, relancez l’incident.',
  ],
  [
    '{} is looked at again for {} after it was made, and that time is over.',
    '{1} est regardé à nouveau pendant {2} après sa création, et ce temps est écoulé.',
  ],
  [
    '{} is looked at again for {} after it came so far, and that time is over.',
    '{1} est regardé à nouveau pendant {2} après en être arrivé là, et ce temps est écoulé.',
  ],
  ['{} is not there, so nothing can be set in it.', '{1} n’existe pas : rien ne peut y être fixé.'],
  [
    'See why it is missing, or correct the mapping that makes its key; then replay the incident.',
    'Voyez pourquoi la fiche manque, ou corrigez la correspondance qui fait sa clé ; puis relancez l’incident.',
  ],
  [
    'The connections of “{}” were changed since this was typed',
    'Les connexions de « {1} » ont été modifiées depuis cette saisie',
  ],
  [
    'Nothing was changed. Open the page again: it shows what stands there now.',
    'Rien n’a été modifié. Rouvrez la page : elle montre ce qui y est maintenant.',
  ],
  [
    'The rules of the alerts were changed since these were typed',
    'Les règles des alertes ont été modifiées depuis cette saisie',
  ],
  [
    'Nothing was changed. Open the rules again: they are shown as they are now.',
    'Rien n’a été modifié. Rouvrez les règles : elles sont montrées telles qu’elles sont maintenant.',
  ],
  [
    'It was proposed about another GP company: the connection leads elsewhere since then.',
    'C’est une proposition pour une autre société GP : depuis, la connexion mène ailleurs.',
  ],
  [
    'Whoever proposed it takes it back with "ledgerline proposals withdraw {}"; one of the hub is rejected. Look at the company of now, and propose it again if it holds there, too.',
    'Qui l’a proposée la retire avec "ledgerline proposals withdraw {1}" ; une proposition du hub est rejetée. Regardez la société actuelle, et proposez-la à nouveau si elle y est valable aussi.',
  ],
  [
    'Nobody has confirmed yet which GP company this integration writes to.',
    'Personne n’a encore confirmé dans quelle société GP cette intégration écrit.',
  ],
  [
    'Look at the company with "ledgerline doctor", then confirm it with "ledgerline confirm test" or "ledgerline confirm live".',
    'Regardez la société avec "ledgerline doctor", puis confirmez-la avec "ledgerline confirm test" ou "ledgerline confirm live".',
  ],
  [
    '{} was linked to {} by hand, and the two are not worth the same: {} and {}. The hub does not change what people have linked.',
    '{1} a été lié à {2} à la main, et les deux n’ont pas la même valeur : {3} et {4}. Le hub ne modifie pas ce que des personnes ont lié.',
  ],
  [
    'Compare both. If they belong together, correct the document there where it is wrong, and resolve the incident: it stays as it is. If they do not, link the right one: "ledgerline proposals link {} {} {} NUMBER".',
    'Comparez les deux. S’ils vont ensemble, corrigez le document là-bas s’il est faux, et résolvez l’incident : il reste tel quel. Sinon, liez le bon : "ledgerline proposals link {1} {2} {3} NUMBER".',
  ],
  ['It is {}, in a run of its own.', 'C’est {1}, dans une exécution à part.'],
  ['Nothing of it was written.', 'Rien n’en a été écrit.'],
  [
    'Here it is {} records within an hour that were started one by one.',
    'Ici, ce sont {1} fiches en une heure, lancées une à une.',
  ],
  [
    'Of the records that wait here nothing was written. If it is right, resolve the incident: each of them is set.',
    'Des fiches qui attendent ici, rien n’a été écrit. Si c’est juste, résolvez l’incident : chacune est mise à jour.',
  ],
  ['The flow came to no document.', 'Le processus n’est arrivé à aucun document.'],
  [
    'It is so for {} of {} records that the round of {} looked at.',
    'C’est le cas de {1} des {2} fiches que le passage de {3} a regardées.',
  ],
  [
    'Records that {} had written are left out now: their record of {} is not there any more.',
    'Des fiches que {1} avait écrites sont maintenant laissées de côté : leur fiche de {2} n’existe plus.',
  ],
  [
    'Each keeps what was written last, and what is there to sell is sold on. See whether that record was deleted or renamed, or whether its number was changed in the shop. Correct the number, or take the product out of sale; then resolve the incident.',
    'Chacune garde ce qui a été écrit en dernier, et ce qui est à vendre continue de se vendre. Voyez si cette fiche a été supprimée ou renommée, ou si son numéro a changé dans la boutique. Corrigez le numéro, ou retirez le produit de la vente ; puis fermez l’incident.',
  ],
  [
    'The round of {} read no record of {}, although {} were written before.',
    'Le passage de {1} n’a lu aucune fiche de {2}, alors que {3} ont été écrites auparavant.',
  ],
  ['{} records read{}, {} written, {} left out{}.', '{1} fiches lues{2}, {3} écrites, {4} laissées de côté{5}.'],
  [
    'A round of {} is writing, or is being put back, at this moment. The flow is paused, so a round stops at its next page.',
    'Un passage de {1} écrit, ou est remis, en ce moment. Le processus est en pause : un passage s’arrête à sa prochaine page.',
  ],
  ['Call again in some seconds.', 'Demandez à nouveau dans quelques secondes.'],
  ['"ledgerline flows" shows what it did last.', '"ledgerline flows" montre ce qu’il a fait en dernier.'],
  ['An earlier round of this flow is still under way.', 'Un passage précédent de ce processus est encore en cours.'],
  ['A later round went through without a question.', 'Un passage ultérieur s’est terminé sans question.'],
  ['A later round went through with it.', 'Un passage ultérieur l’a traitée.'],
  ['{} {} is not there any more.', '{1} {2} n’existe plus.'],
  ['The write of {} of {} {} has emptied {}.', 'L’écriture de {1} de {2} {3} a vidé {4}.'],
  ['The write of {} {} has emptied {} there.', 'L’écriture de {1} {2} y a vidé {3}.'],
  [
    'Set it there again as it was: {}. A policy or a modification of the other system changes more than it is asked to: "ledgerline doctor" lists the policies. Then resolve the incident.',
    'Remettez-y ce qui s’y trouvait : {1}. Une stratégie ou une modification de l’autre système change plus que ce qu’on lui demande : "ledgerline doctor" liste les stratégies. Fermez ensuite l’incident.',
  ],
  [
    '{} was written, and that has emptied {} there. Set it there again.',
    '{1} a été écrit, et cela y a vidé {2}. Remettez-l’y.',
  ],
  [
    'Compare the record in the other system with what it held before, “{}”, and correct it there. The other system, or a module of it, changes more than it is asked to; the round goes on when the incident is resolved.',
    'Comparez la fiche dans l’autre système avec ce qu’elle contenait, « {1} », et corrigez-la là-bas. L’autre système, ou un de ses modules, change plus que ce qu’on lui demande ; le passage continue quand l’incident est fermé.',
  ],
  [
    '{} {} was answered as written, but holds what it held before.',
    '{1} {2} : la réponse dit écrit, mais le contenu est celui d’avant.',
  ],
  [
    '{} was written and holds something else now: {}. Look at it there.',
    '{1} a été écrit et contient maintenant autre chose : {2}. Regardez-le là-bas.',
  ],
  ['{} is no longer as it was: {}. Propose it again.', '{1} n’est plus tel qu’il était : {2}. Proposez-le à nouveau.'],
  [
    '{} went through since this was proposed, with {} as its document: nothing was voided. Look at both, and propose it again if it is to be void all the same.',
    '{1} est passée depuis que ceci a été proposé, avec {2} comme document : rien n’a été annulé. Regardez les deux, et proposez-le à nouveau s’il doit être annulé malgré tout.',
  ],
  [
    '{} was not written: the GP company was changed, or confirmed anew, after this was approved. Look at the company, then propose it again.',
    '{1} n’a pas été écrit : la société GP a été changée, ou confirmée de nouveau, après cette approbation. Regardez la société, puis proposez-le à nouveau.',
  ],
  [
    'It was proposed about another GP company: the connection leads elsewhere since then. Look at the company of now, and propose it again if it holds there, too.',
    'C’est une proposition pour une autre société GP : depuis, la connexion mène ailleurs. Regardez la société actuelle, et proposez-la à nouveau si elle y est valable aussi.',
  ],
  [
    '{} is no field of {} any more: whether {} has it cannot be seen. Name it in custom-fields.json, and propose it again.',
    '{1} n’est plus un champ de {2} : impossible de voir si {3} l’a. Nommez-le dans custom-fields.json et proposez-le à nouveau.',
  ],
  ['{} is another record by now. Propose it again.', '{1} est entre-temps une autre fiche. Proposez-le à nouveau.'],
  ['{} was written, and what is stored is different: {}.', '{1} a été écrit, et ce qui est enregistré diffère : {2}.'],
  [
    'The other system owns {}: the flow "{}" sets it again as it is there. Change it there if it shall stay.',
    '{1} relève de l’autre système : le processus « {2} » y remet ce qui s’y trouve. Changez-le là-bas si cela doit rester.',
  ],
  ['The customer is not mailed.', 'Le client ne reçoit pas d’e-mail.'],
  ['Nobody decided in time.', 'Personne n’a décidé à temps.'],
  [
    '{} of {} records were left as they are: they hold it by now, or are to hold something else, which the next comparison says.',
    '{1} fiches sur {2} ont été laissées telles quelles : elles contiennent déjà ce qu’il faut, ou doivent contenir autre chose, ce que dira la prochaine comparaison.',
  ],
  ['Done. Started again: {}.', 'Fait. Relancé : {1}.'],
  [
    'The full look of {} found {} records on {} whose change no list had shown. The most on a day of the two weeks before was {}.',
    'Le passage complet de {1} a trouvé {2} fiches le {3} dont aucune liste n’avait montré le changement. Le maximum d’un jour des deux semaines précédentes était de {4}.',
  ],
  [
    'It risks more by now than when it was proposed: {} Nothing was done. Propose it again.',
    'Elle risque désormais plus que lorsqu’elle a été proposée : {1} Rien n’a été fait. Proposez-la à nouveau.',
  ],
  [
    'What it would change is no longer what it was: {}. Propose it again.',
    'Ce que cela changerait n’est plus ce que c’était : {1}. Proposez-le à nouveau.',
  ],
  ['Not yet: {}. It goes on by itself.', 'Pas encore : {1}. Cela continue de soi-même.'],
  [
    'It could not be carried out: {}. Look at what it changes, and propose it again; if it fails again, report it with the hub’s log.',
    'Cela n’a pas pu être exécuté : {1}. Regardez ce que cela change, et proposez-le à nouveau ; si cela échoue encore, signalez-le avec le journal du hub.',
  ],
  [
    'Its decision is not signed by this hub, or is about another plan. Nothing was done.',
    'Sa décision n’est pas signée par ce hub, ou porte sur un autre plan. Rien n’a été fait.',
  ],
  [
    'It was approved, but could not be begun before it expired. Propose it again.',
    'Elle a été approuvée, mais n’a pas pu commencer avant d’expirer. Proposez-la à nouveau.',
  ],
  [
    'Somebody who approved it may not decide any more. Propose it again.',
    'Quelqu’un qui l’a approuvée ne peut plus décider. Proposez-la à nouveau.',
  ],
  ['{} of {} writes were done before and stay.', '{1} écritures sur {2} ont été faites auparavant et restent.'],
  ['It was removed.', 'Supprimé.'],
  ['{} may not decide.', 'Aucun droit de décider pour {1}.'],
  ['Ask an approver or an admin.', 'Demandez à un approbateur ou à un administrateur.'],
  ['The plan is not the one that was shown.', 'Le plan n’est pas celui qui a été montré.'],
  ['Look at it again, then decide.', 'Regardez-le à nouveau, puis décidez.'],
  ['The proposal is {}.', 'La proposition est {1}.'],
  ['Only a pending proposal can be decided on.', 'On ne décide que d’une proposition en attente.'],
  ['The proposal has expired.', 'La proposition a expiré.'],
  [
    'Propose it again: what it was made for may have changed.',
    'Proposez-la à nouveau : ce pour quoi elle était faite a peut-être changé.',
  ],
  [
    'You have approved it already, and it takes one more person.',
    'Vous l’avez déjà approuvée, et il faut une personne de plus.',
  ],
  [
    'It is of high risk and takes two people, and there is nobody else to decide.',
    'Le risque est élevé et il faut deux personnes ; or personne d’autre ne peut décider.',
  ],
  ['Confirm it with "ledgerline confirm", then decide.', 'Confirmez-la avec "ledgerline confirm", puis décidez.'],
  ['Let it go on with "ledgerline resume".', 'Laissez-la continuer avec "ledgerline resume".'],
  ['Another list takes its place.', 'Une autre liste prend sa place.'],
  ['The list before it is being decided.', 'La liste d’avant est en cours de décision.'],
  [
    'These documents were written before the rules were changed, and their records have changed nothing that matters since. They stay as they are until somebody decides.',
    'Ces documents ont été écrits avant le changement des règles, et leurs fiches n’ont rien changé d’important depuis. Ils restent tels quels jusqu’à ce que quelqu’un décide.',
  ],
  [
    'GP could not be asked whether it has {} {}: {}. Look it up before you approve.',
    'Impossible de demander à GP s’il a {1} {2} : {3}. Vérifiez avant d’approuver.',
  ],
  ['"ledgerline proposals list" shows them.', '"ledgerline proposals list" en donne la liste.'],
  ['Proposal {} was made by {}.', 'La proposition {1} a été faite par {2}.'],
  ['Who made it takes it back; an approver rejects it.', 'Qui l’a faite la retire ; un approbateur la refuse.'],
  [
    'It is {}, and nobody had it tried before. "ledgerline proposals show {}" says what it changed.',
    'Elle est {1}, et personne ne l’avait fait essayer avant. "ledgerline proposals show {2}" dit ce qu’elle a changé.',
  ],
  ['What incident {} holds starts again.', 'Ce que retient l’incident {1} recommence.'],
  ['Undoes proposal {}.', 'Défait la proposition {1}.'],
  ['{} proposals wait for a decision already.', '{1} propositions attendent déjà une décision.'],
  [
    'Decide on some of them first: "ledgerline proposals list" shows them.',
    'Décidez d’abord de quelques-unes : "ledgerline proposals list" en donne la liste.',
  ],
  ['Look it up by its key.', 'Cherchez-la par sa clé.'],
  ['Look it up by its key with read_record.', 'Cherchez-la par sa clé avec read_record.'],
  [
    'What is posted is corrected by a document of its own: enter a return or a credit memo in GP (Transactions > Sales > Sales Transaction Entry). Propose nothing for this record.',
    'Ce qui est comptabilisé se corrige par un document à part : saisissez un retour ou une note de crédit dans GP (Transactions > Sales > Sales Transaction Entry). Ne proposez rien pour cette fiche.',
  ],
  [
    'The parts were changed here since. Another proposal takes its place.',
    'Les parties ont été changées ici depuis. Une autre proposition prend sa place.',
  ],
  [
    'This program brings a newer standard for {} {} of the definition.',
    'Ce programme apporte un standard plus récent pour {1} {2} de la définition.',
  ],
  [
    'New documents are made by it once it is approved. Documents that are in GP already stay as they are.',
    'Les nouveaux documents sont faits ainsi une fois ceci approuvé. Les documents déjà dans GP restent tels quels.',
  ],
  ['What was changed here by people goes together with it.', 'Ce que des personnes ont changé ici s’y ajoute.'],
  [
    '{} {} changed both here and in the standard: what was changed here stays.',
    '{1} {2} a changé ici et dans le standard : ce qui a été changé ici reste.',
  ],
  ['It was entered by hand as {}.', 'Saisi à la main sous {1}.'],
  [
    'The shop sent an amount that is no number. Correct the row in the shop (a module or an import wrote it), then replay the incident.',
    'La boutique a envoyé un montant qui n’est pas un nombre. Corrigez la ligne dans la boutique (un module ou un import l’a écrite), puis relancez l’incident.',
  ],
  [
    'The order has state {} again, and its history says {} since this moment (row {}): the shop writes the whole row of an order, so setting {} has undone what somebody set meanwhile.',
    'La commande est revenue à l’état {1}, alors que son historique dit {2} depuis cet instant (ligne {3}) : la boutique écrit la ligne entière d’une commande, donc écrire {4} a annulé ce que quelqu’un a changé entre-temps.',
  ],
  [
    'Look at the order in the back office: its state, payment, invoice and delivery. Where state {} is right, set it there again; the shop does once more what goes with it, so compare the stock of its products after that. Then resolve the incident.',
    'Regardez la commande dans le back-office : son état, son paiement, sa facture et sa livraison. Si l’état {1} est le bon, remettez-le là-bas ; la boutique refait alors tout ce qui va avec, comparez donc ensuite le stock de ses produits. Résolvez ensuite l’incident.',
  ],
  [
    'The hub has sent {} of the order, and could not look after that whether this has undone a state that somebody set in the same moment.',
    'Le hub a envoyé {1} de la commande, et n’a pas pu regarder ensuite si cela a annulé un état que quelqu’un a mis au même instant.',
  ],
  [
    'Compare the state of the order in the back office with the newest row of its history. Where they differ, set the right one there. Then resolve the incident.',
    'Comparez l’état de la commande dans le back-office avec la dernière ligne de son historique. S’ils diffèrent, mettez-y le bon. Résolvez ensuite l’incident.',
  ],
  [
    'The shop has stock of {} shops ({}), and the connection does not say which one it is.',
    'La boutique a le stock de {1} boutiques ({2}), et la connexion ne dit pas laquelle c’est.',
  ],
  [
    'The Webservice key may not be used for shop {} of the multistore: what that shop has already would be made a second time.',
    'La clé du Webservice ne peut pas servir pour la boutique {1} de l’installation : ce que cette boutique a déjà serait créé une seconde fois.',
  ],
  [
    'Attach the key to every shop that is switched on (Advanced Parameters, Webservice, the page of the key, Shop association). Then resolve the incident.',
    'Associez la clé à chaque boutique active (Paramètres avancés, Webservice, la page de la clé, Association des boutiques). Résolvez ensuite l’incident.',
  ],
  [
    'Groups of shops share stock, and which group shop {} belongs to is not known: it has no order yet, and the key may not read shops.',
    'Des groupes de boutiques partagent leur stock, et le groupe de la boutique {1} n’est pas connu : elle n’a pas encore de commande, et la clé ne peut pas lire les boutiques.',
  ],
  [
    'Allow the Webservice key to read shops (Advanced Parameters, Webservice: View of “shops”); or wait for the first order of this shop. Then resolve the incident.',
    'Autorisez la clé du Webservice à lire les boutiques (Paramètres avancés, Webservice : Afficher de « shops ») ; ou attendez la première commande de cette boutique. Résolvez ensuite l’incident.',
  ],
  [
    'Name the shop as shopId in the connection of integration.json, then import it again.',
    'Nommez la boutique comme shopId dans la connexion de integration.json, puis importez-la à nouveau.',
  ],
  [
    'Something in front of the shop, such as a cache, answers with other records than those asked for. Let it pass the Webservice by.',
    'Quelque chose devant la boutique, comme un cache, répond avec d’autres fiches que celles demandées. Faites-lui laisser passer le Webservice.',
  ],
  [
    'No Webservice key is stored for {}, so nothing was sent. Set LEDGERLINE_SHOP_KEY and run "ledgerline import FOLDER" again.',
    'Aucune clé Webservice n’est enregistrée pour {1} : rien n’a été envoyé. Renseignez LEDGERLINE_SHOP_KEY et relancez "ledgerline import FOLDER".',
  ],
  [
    'Give the address exactly as the shop knows itself (Shop Parameters, Traffic & SEO), with the right http or https; check shopId.',
    'Donnez l’adresse exactement comme la boutique se connaît (Shop Parameters, Traffic & SEO), avec http ou https comme il faut ; vérifiez shopId.',
  ],
  [
    'Give the address of the shop without /api; check that the web server rewrites /api and that the Webservice is enabled.',
    'Donnez l’adresse de la boutique sans /api ; vérifiez que le serveur web réécrit /api et que le Webservice est activé.',
  ],
  [
    'Take "]]>" out of that name or message in the shop; someone typed it in. Until then the shop cannot hand the record out.',
    'Enlevez "]]>" de ce nom ou de ce message dans la boutique ; quelqu’un l’a saisi. D’ici là, la boutique ne peut pas livrer la fiche.',
  ],
  ['Check the permissions of the Webservice key.', 'Vérifiez les permissions de la clé Webservice.'],
  [
    'Nothing is to be done here: an order goes over by the integration of its own shop.',
    'Il n’y a rien à faire ici : une commande est transférée par l’intégration de sa propre boutique.',
  ],
  [
    'The server refuses this user at this address. Check the address, the user and the way to sign in.',
    'Le serveur refuse cet utilisateur à cette adresse. Vérifiez l’adresse, l’utilisateur et le mode de connexion.',
  ],
  [
    'Give the address of the legacy endpoint, by default http://HOST:48620/DynamicsGPWebServices/DynamicsGPService.asmx.',
    'Donnez l’adresse du point d’accès « legacy », par défaut http://HOST:48620/DynamicsGPWebServices/DynamicsGPService.asmx.',
  ],
  [
    'No user name and password are stored for {}, so nothing was sent. Set LEDGERLINE_GP_USERNAME and LEDGERLINE_GP_PASSWORD and run "ledgerline import FOLDER" again.',
    'Aucun nom d’utilisateur ni mot de passe n’est enregistré pour {1} : rien n’a été envoyé. Renseignez LEDGERLINE_GP_USERNAME et LEDGERLINE_GP_PASSWORD et relancez "ledgerline import FOLDER".',
  ],
  [
    'The server does not offer NTLM. Set the way to sign in that it does offer, or have NTLM switched on for its legacy endpoint.',
    'Le serveur n’offre pas NTLM. Choisissez le mode de connexion qu’il offre, ou faites activer NTLM pour son point d’accès « legacy ».',
  ],
  [
    'The server wants a user name and a password. Choose NTLM or Basic for the GP connection.',
    'Le serveur veut un nom d’utilisateur et un mot de passe. Choisissez NTLM ou Basic pour la connexion GP.',
  ],
  [
    'See on the GP server what loads it: SQL Server, a backup, a posting, the Web Services’ own log. Until then orders still arrive, only later; set timeoutMs of the connection above the slowest answer.',
    'Voyez sur le serveur GP ce qui le charge : SQL Server, une sauvegarde, une comptabilisation, le journal des Web Services. D’ici là les commandes arrivent quand même, seulement plus tard ; mettez timeoutMs de la connexion au-dessus de la réponse la plus lente.',
  ],
  ['The hub only reads this entity.', 'Le hub ne fait que lire cette sorte de fiche.'],
  [
    'GP Web Services only enter it; change it in GP.',
    'Les Web Services de GP ne font que la saisir ; changez-la dans GP.',
  ],
  ['Sales orders are voided.', 'Les commandes de vente s’annulent.'],
  ['It has deposits of {} {}, which are posted.', 'Elle a des acomptes de {1} {2}, qui sont comptabilisés.'],
  [
    'Whether the void takes them back by a reversing entry cannot be seen: look at the policy “Remove Posted Deposits” of VoidSalesOrder in GP first.',
    'On ne peut voir si l’annulation les reprend par une écriture inverse : regardez d’abord la politique « Remove Posted Deposits » de VoidSalesOrder dans GP.',
  ],
  [
    'The void leaves them as they are (policy “Remove Posted Deposits”: {}): the money stays on the account of the customer. Give it back in GP, or apply it to another document.',
    'L’annulation les laisse tels quels (politique « Remove Posted Deposits » : {1}) : l’argent reste sur le compte du client. Rendez-le dans GP, ou lettrez-le avec un autre document.',
  ],
  [
    'The void takes them back by a reversing entry (policy “Remove Posted Deposits”: {}). That is right where the money went back to the customer or never came; where you keep it, enter it as a cash receipt as well.',
    'L’annulation les reprend par une écriture inverse (politique « Remove Posted Deposits » : {1}). C’est juste si l’argent est retourné au client ou n’est jamais venu ; si vous le gardez, saisissez-le aussi comme encaissement.',
  ],
  [
    'No model was asked: the usual sentences were looked for.',
    'Aucun modèle n’a été interrogé : les phrases habituelles ont été cherchées.',
  ],
  [
    'No model was asked: words, numbers and currencies were compared.',
    'Aucun modèle n’a été interrogé : mots, nombres et devises ont été comparés.',
  ],
  ['No model had to be asked.', 'Il n’a fallu interroger aucun modèle.'],
  ['A person chose this before.', 'Une personne a déjà choisi ceci.'],
  ['It is already the counterpart of "{}".', 'C’est déjà l’équivalent de "{1}".'],
  ['Nothing of it is different any more.', 'Plus rien n’en diffère.'],
  ['There are more: they follow when this is decided.', 'Il y en a d’autres : elles suivent quand ceci est décidé.'],
  [
    'These prices were set by the hub, and no flow keeps them up to date any more. Prices that other people made stay.',
    'Ces prix ont été fixés par le hub, et aucun processus ne les tient plus à jour. Les prix d’autres personnes restent.',
  ],
  [
    'The hub had set what GP says, somebody changed it in the shop, and GP says what it said before. If the change is right, enter it in GP and reject this.',
    'Le hub avait fixé ce que dit GP, quelqu’un l’a changé dans la boutique, et GP dit ce qu’il disait. Si le changement est juste, saisissez-le dans GP et refusez ceci.',
  ],
  [
    'GP has changed, and the flow that would set it is paused or asks. These records alone are set; the question stays.',
    'GP a changé, et le processus qui le fixerait est en pause ou pose une question. Seules ces fiches sont fixées ; la question reste.',
  ],
  [
    'The two numbers are nearly the same. See for each whether they are of the same goods.',
    'Les deux numéros sont presque les mêmes. Voyez pour chacun s’ils désignent les mêmes articles.',
  ],
  [
    'GP has no item of the number in the shop, and an item that the shop does not sell is called as the product is. See for each whether GP has renumbered it.',
    'GP n’a aucun article du numéro qui est dans la boutique, et un article que la boutique ne vend pas s’appelle comme le produit. Voyez pour chacun si GP l’a renuméroté.',
  ],
  [
    'The taxes of the order cannot be split to the cent; its run asks about them.',
    'Les taxes de la commande ne se répartissent pas au centime près ; son exécution pose la question.',
  ],
  [
    'The order was sold and is cancelled, and GP has no sale of it. What no credit slip gave back of it stays taxed in the shop: make the credit slip there.',
    'La commande a été vendue puis annulée, et GP n’en a aucune vente. Ce qu’aucun avoir n’a rendu reste taxé dans la boutique : faites-y l’avoir.',
  ],
  ['The shop has no such order.', 'La boutique n’a pas cette commande.'],
  [
    'What the slip gave back is not known to the cent{}. A person books it in GP, and the hub does not know the document.',
    'Ce que l’avoir a rendu n’est pas connu au centime près{1}. Une personne le comptabilise dans GP, et le hub ne connaît pas le document.',
  ],
  [
    'The integration makes no credit memos: a person books the refund in GP.',
    'L’intégration ne fait pas de notes de crédit : une personne comptabilise le remboursement dans GP.',
  ],
  [
    'The order was placed before the cut-over, or before its flow began, and is not linked: what GP has of it, the hub does not know.',
    'La commande a été passée avant la bascule, ou avant le début de son processus, et n’est pas liée : le hub ne sait pas ce que GP en a.',
  ],
  [
    'The shop says no day of it, so it is in no period: correct its date there.',
    'La boutique ne lui donne aucun jour, donc aucune période : corrigez-y sa date.',
  ],
  [
    'Refunds lowered the sales order before it was transferred: GP has a smaller sale and no refund.',
    'Des remboursements ont diminué la commande de vente avant son transfert : GP a une vente plus petite et aucun remboursement.',
  ],
  [
    'The order was refunded whole before its transfer: GP has neither a sale nor a refund.',
    'La commande a été remboursée en entier avant son transfert : GP n’a ni vente ni remboursement.',
  ],
  [
    'The order was invoiced or paid, and its state is none that is taken over: GP has no sale of it. Correct its state, or give it back by a credit slip.',
    'La commande a été facturée ou payée, et son état n’est pas de ceux qui sont transférés : GP n’en a aucune vente. Corrigez son état, ou rendez-la par un avoir.',
  ],
  [
    'The refund lowered the sales order, or came before it: GP has a smaller sale and no refund.',
    'Le remboursement a diminué la commande de vente, ou l’a précédée : GP a une vente plus petite et aucun remboursement.',
  ],
  [
    'GP has {} on {}, after this period: the tax report of GP counts it there, and this one on the day of the slip.',
    'GP a {1} le {2}, après cette période : le rapport de taxe de GP l’y compte, et celui-ci au jour de l’avoir.',
  ],
  [
    'GP has {} on {}, before this period: the tax report of GP counts it there, and this one on the day of the slip.',
    'GP a {1} le {2}, avant cette période : le rapport de taxe de GP l’y compte, et celui-ci au jour de l’avoir.',
  ],
  ['There is no flow {}.', 'Il n’y a pas de processus {1}.'],
  ['Import a definition that has it.', 'Importez une définition qui l’a.'],
  [
    'It was sent to GP as {}, and whether it arrived is not known.',
    'Envoyé à GP sous {1} ; on ne sait pas s’il est arrivé.',
  ],
  [
    '{}. {} was sent to GP as {}, and whether it arrived is not known.',
    '{1}. {2} a été envoyé à GP sous {3} ; on ne sait pas s’il est arrivé.',
  ],
  [
    'Look for {} in GP. Where it is there, leave it or void it; do not enter the order again. Then resolve the incident with "ledgerline incidents ID --resolve".',
    'Cherchez {1} dans GP. S’il y est, laissez-le ou annulez-le ; ne saisissez pas la commande à nouveau. Fermez ensuite l’incident avec "ledgerline incidents ID --resolve".',
  ],
  [
    'The taxes of the document are not those of the shop: {}.',
    'Les taxes du document ne sont pas celles de la boutique : {1}.',
  ],
  [
    'What was given back is not known to the cent, so the hub leaves it to a person. What of it has a credit memo or a return in GP is booked already. Book the rest in GP: change {} while it is open, else by a return or a credit memo. Or, where no credit slip says it yet and the setting creditMemos is on, make one in the shop before you resolve the incident, and book nothing: the hub credits it. Then resolve the incident with "ledgerline incidents ID --resolve".',
    'Ce qui a été rendu n’est pas connu au centime près : le hub le laisse à une personne. Ce qui a déjà une note de crédit ou un retour dans GP est comptabilisé. Comptabilisez le reste dans GP : modifiez {1} tant qu’elle est ouverte, sinon par un retour ou une note de crédit. Ou, si aucun avoir ne le dit encore et si le réglage creditMemos est activé, faites-en un dans la boutique avant de fermer l’incident, et ne comptabilisez rien : le hub le crédite. Fermez ensuite l’incident avec "ledgerline incidents ID --resolve".',
  ],
  ['The field {} cannot be filled: {}.', 'Le champ {1} ne peut être rempli : {2}.'],
  [
    '{} was corrected ({}), and the correction was erased with the data of its customer. Without it the order goes on as the shop has it.',
    '{1} avait été corrigé ({2}), et la correction a été effacée avec les données de son client. Sans elle, la commande continue telle que la boutique l’a.',
  ],
  [
    '{} has more than one {}: {}. Which one is meant is not known.',
    '{1} a plus d’une fiche ({2}) : {3}. On ne sait laquelle est visée.',
  ],
  [
    'More than {} records of {} fit what the step {} looks for.',
    'Plus de {1} fiches ({2}) correspondent à ce que cherche l’étape {3}.',
  ],
  ['No stock is raised meanwhile: {}.', 'Aucun stock n’est augmenté entre-temps : {1}.'],
  ['People have perhaps entered {} already: {}.', 'Quelqu’un a peut-être déjà saisi {1} : {2}.'],
  [
    'Whether people have entered {} already is not known: the hub may not list all of {}.',
    'On ne sait pas si quelqu’un a déjà saisi {1} : le hub n’a pas le droit de lister tout ce qui suit : {2}.',
  ],
  [
    'Whether people have entered {} already cannot be seen, since {} has more than {} documents.',
    'On ne voit pas si quelqu’un a déjà saisi {1}, car {2} a plus de {3} documents.',
  ],
  ['A backfill of “{}” is under way already.', 'Une reprise de « {1} » est déjà en cours.'],
  [
    'A void would leave what was made of that part standing. Cancel the quantities that are still open in GP; what is invoiced is corrected by a return or a credit memo. Propose nothing for this record.',
    'Une annulation laisserait en place ce qui a été fait de cette partie. Annulez dans GP les quantités encore ouvertes ; ce qui est facturé se corrige par un retour ou une note de crédit. Ne proposez rien pour cette fiche.',
  ],
]
