/** What the engine says with no name or number in it: reasons with which runs end, and hints. [the sentence, in French] */
export const engineSentences: readonly (readonly [string, string])[] = [
  ['Starts again.', 'Recommence.'],
  ['Nothing was to be done.', 'Il n’y avait rien à faire.'],
  [
    'The flow was paused during the round. What was not written yet is looked at by the next one.',
    'Le processus a été mis en pause pendant le passage. Ce qui n’est pas encore écrit est regardé par le suivant.',
  ],
  [
    'The round would leave out many records that were written before.',
    'Le passage laisserait de côté beaucoup de fiches écrites auparavant.',
  ],
  [
    'See whether both systems answer with all that they have: the company, the shop, a filter, deleted records.',
    'Voyez si les deux systèmes répondent avec tout ce qu’ils ont : la société, la boutique, un filtre, des fiches supprimées.',
  ],
  [
    'What it sets may be a day old. Run "ledgerline doctor": it says whether changed rows are seen, as where triggers of the database are off. Or a program writes past GP, as an import into its tables does. Then resolve the incident.',
    'Ce qu’il fixe peut dater d’un jour. Lancez "ledgerline doctor" : il dit si les lignes modifiées sont vues, par exemple si des triggers de la base sont désactivés. Ou un programme écrit sans passer par GP, comme un import dans ses tables. Fermez ensuite l’incident.',
  ],
  ['Nothing of this round was written.', 'Rien de ce passage n’a été écrit.'],
  [
    'If it is right, resolve the incident: the round then goes on.',
    'S’il est juste, fermez l’incident : le passage continue alors.',
  ],
  [
    'See whether the other system answers with what it has: the company, the account, a filter. Nothing was written.',
    'Voyez si l’autre système répond avec ce qu’il a : la société, le compte, un filtre. Rien n’a été écrit.',
  ],
  [
    'Then resolve the incident: the round goes on, and each record that still asks gets an incident of its own.',
    'Fermez ensuite l’incident : le passage continue, et chaque fiche qui pose encore la question a son propre incident.',
  ],
  [
    'See what it waits for. When that is there, replay the incident; if nothing is to come, resolve it.',
    'Voyez ce qu’elle attend. Quand c’est là, relancez l’incident ; si rien ne doit venir, fermez-le.',
  ],
  [
    'If nobody has done by hand meanwhile what the flow does, replay the incident: with the flow and its settings on, it takes the record up again. If people have done it, resolve the incident: the record is left alone then.',
    'Si personne n’a fait entre-temps à la main ce que fait le processus, relancez l’incident : quand le processus et ses réglages sont actifs, il reprend la fiche. Si des personnes l’ont fait, fermez l’incident : la fiche est alors laissée telle quelle.',
  ],
  [
    'Look at the log before each start. When the cause is found, replay the incident.',
    'Regardez le journal avant chaque démarrage. Quand la cause est trouvée, relancez l’incident.',
  ],
  [
    'This is a defect of Ledgerline. Report it with the journal of the run ("ledgerline show ORDER --json"), then replay the incident.',
    'C’est un défaut de Ledgerline. Signalez-le avec le journal de l’exécution ("ledgerline show ORDER --json"), puis relancez l’incident.',
  ],
  [
    'This is a defect of Ledgerline. Please report it with the log of the hub.',
    'C’est un défaut de Ledgerline. Signalez-le avec le journal du hub.',
  ],
  [
    'Check that the system is up and reachable from the hub. Runs resume by themselves when it is.',
    'Vérifiez que le système fonctionne et que le hub peut le joindre. Les exécutions reprennent alors d’elles-mêmes.',
  ],
  [
    'Compare the document in the run with the reply, then correct the mapping or the record.',
    'Comparez le document de l’exécution avec la réponse, puis corrigez la correspondance ou la fiche.',
  ],
  [
    'The remote system sent a record that does not fit its schema. Check its version and its modules.',
    'Le système distant a envoyé une fiche qui ne correspond pas à son schéma. Vérifiez sa version et ses modules.',
  ],
  [
    'It goes on by itself. If it comes back, two records are mapped to one key: look at the mapping.',
    'Elle continue d’elle-même. Si cela revient, deux fiches vont vers une même clé : regardez la correspondance.',
  ],
  ['Correct the places named and try again.', 'Corrigez les endroits indiqués et réessayez.'],
  [
    'An order line has no product reference, so its GP item is not known.',
    'Une ligne de commande n’a pas de référence produit : son article GP est inconnu.',
  ],
  [
    'Enter it there, or correct the setting, the value map or the reference that leads to it. Then replay the incident.',
    'Saisissez-le là, ou corrigez le réglage, la table de valeurs ou la référence qui y mène. Relancez ensuite l’incident.',
  ],
  [
    'Create it in GP, or correct the product reference in the shop, and replay the incident.',
    'Créez-le dans GP, ou corrigez la référence du produit dans la boutique, puis relancez l’incident.',
  ],
  [
    'Give the product a reference in the shop and correct this order line by a replay, or name the item in the value map.',
    'Donnez une référence au produit dans la boutique et corrigez cette ligne en relançant, ou indiquez l’article dans la table de valeurs.',
  ],
  [
    'Look at the sheet: was the order edited by hand, or did a shop module change its totals? Correct it in the shop, or enter this order in GP by hand.',
    'Regardez la feuille : la commande a-t-elle été modifiée à la main, ou un module a-t-il changé ses totaux ? Corrigez-la dans la boutique, ou saisissez-la à la main dans GP.',
  ],
  [
    'Replay the order; its customer and addresses are then brought over first.',
    'Relancez la commande ; son client et ses adresses sont alors transférés d’abord.',
  ],
  [
    'The mapping makes tax rows of its own. Let it take them from taxSplit, or correct the rows, and replay the incident.',
    'La correspondance fait ses propres lignes de taxe. Laissez-la les prendre de taxSplit, ou corrigez les lignes, puis relancez l’incident.',
  ],
  [
    'Look in the shop what became of it. Where nothing is left to be done, resolve the incident with "ledgerline incidents ID --resolve".',
    'Regardez dans la boutique ce que c’est devenu. S’il n’y a plus rien à faire, fermez l’incident par "ledgerline incidents ID --resolve".',
  ],
  [
    'If it was deleted on purpose, resolve the incident with "ledgerline incidents ID --resolve". If not, enter it in GP again, and replay the incident.',
    'Si c’est supprimé exprès, fermez l’incident par "ledgerline incidents ID --resolve". Sinon, saisissez-le à nouveau dans GP, puis relancez l’incident.',
  ],
  [
    'If the order is still wanted, enter it in GP by hand. Then resolve the incident with "ledgerline incidents ID --resolve".',
    'Si la commande est toujours voulue, saisissez-la à la main dans GP. Fermez ensuite l’incident par "ledgerline incidents ID --resolve".',
  ],
  [
    'If it is to go to GP as it was placed, resolve the incident with "ledgerline incidents ID --resolve" and book the refund in GP. If not, leave it as it is, or cancel the order in the shop.',
    'Si elle doit aller dans GP telle qu’elle a été passée, fermez l’incident par "ledgerline incidents ID --resolve" et comptabilisez le remboursement dans GP. Sinon, laissez-le tel quel, ou annulez la commande dans la boutique.',
  ],
  [
    'Correct it in the shop, or for this record alone by a replay with an edit.',
    'Corrigez-la dans la boutique, ou pour cette fiche seule en relançant avec une modification.',
  ],
  [
    'Correct the mapping so that the value fits, or correct this record by a replay with an edit.',
    'Corrigez la correspondance pour que la valeur convienne, ou corrigez cette fiche en relançant avec une modification.',
  ],
  [
    'Correct it again with "ledgerline replay"; or resolve the incident, then the order goes on without the correction.',
    'Corrigez-la à nouveau avec "ledgerline replay" ; ou fermez l’incident, et la commande continue sans la correction.',
  ],
  [
    'Make the record there, or correct what it is found by; then replay the incident.',
    'Créez la fiche, ou corrigez ce par quoi elle est trouvée ; puis relancez l’incident.',
  ],
  [
    'Give each a value of its own in what it is found by; then replay the incident.',
    'Donnez à chacune sa propre valeur dans ce par quoi elle est trouvée ; puis relancez l’incident.',
  ],
  [
    'Narrow what the step looks for, or raise its limit; then replay the incident.',
    'Restreignez ce que l’étape recherche, ou relevez sa limite ; puis relancez l’incident.',
  ],
  [
    'Compare it there with what was sent ("ledgerline show KEY" has both; of another record than an order with --entity): a policy, a modification or a user changed it. "ledgerline doctor" lists the policies. Correct what makes it so, then replay the incident.',
    'Comparez-le avec ce qui a été envoyé ("ledgerline show KEY" a les deux ; pour une autre fiche qu’une commande, avec --entity) : une stratégie, une modification ou un utilisateur l’a changé. "ledgerline doctor" liste les stratégies. Corrigez ce qui en est la cause, puis relancez l’incident.',
  ],
  [
    'Correct it in GP: by a return or a credit memo for what was given back, by a new document for what is more. Then resolve the incident; the document stays as it is.',
    'Corrigez-le dans GP : par un retour ou une note de crédit pour ce qui a été rendu, par un nouveau document pour ce qui est en plus. Fermez ensuite l’incident ; le document reste tel quel.',
  ],
  [
    'If the change is of what is still to be delivered, make it in the document in GP by hand. If it is of what was transferred, correct that: by a return or a credit memo for what was given back. Then resolve the incident; the hub leaves the document as it is.',
    'Si la modification porte sur ce qui reste à livrer, faites-la à la main dans le document de GP. Si elle porte sur ce qui a été transféré, corrigez cela : par un retour ou une note de crédit pour ce qui a été rendu. Fermez ensuite l’incident ; le hub laisse le document tel quel.',
  ],
  [
    'See in the shop whether these mails are right: a changed rule or old orders can bring many up at once. If so, resolve the incident: the others are mailed, too. If not, pause the flow.',
    'Voyez dans la boutique si ces e-mails sont justes : une règle modifiée ou d’anciennes commandes peuvent en faire partir beaucoup d’un coup. Si oui, fermez l’incident : les autres partent aussi. Sinon, mettez le processus en pause.',
  ],
  [
    'The hub proposes to write it under the rules of today: see "ledgerline proposals list", and approve that; or make the change in GP by hand.',
    'Le hub propose de l’écrire selon les règles d’aujourd’hui : voyez "ledgerline proposals list", et approuvez ; ou faites la modification à la main dans GP.',
  ],
  [
    'If it is the same, say so: "ledgerline incidents ID --entered-as NUMBER". Of several that are it together name one, with --although-different. What has become another kind of document cannot be named: leave the incident open then, and nothing is written. If people have not entered it, resolve the incident: the record goes over.',
    'Si c’est le même, dites-le : "ledgerline incidents ID --entered-as NUMBER". De plusieurs qui le sont ensemble, nommez-en un, avec --although-different. Ce qui est devenu un document d’une autre sorte ne peut pas être nommé : laissez alors l’incident ouvert, et rien n’est écrit. Si personne ne l’a saisi, fermez l’incident : l’enregistrement est transmis.',
  ],
  [
    'Wait until it has ended, or stop it: "ledgerline backfill stop".',
    'Attendez qu’elle soit terminée, ou arrêtez-la : "ledgerline backfill stop".',
  ],
  ['"ledgerline backfill" lists them.', '"ledgerline backfill" en donne la liste.'],
  ['A backfill takes it up.', 'Une reprise la traite.'],
]
