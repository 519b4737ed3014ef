/** What a comparison of shop and GP finds, and what to do about it. [the sentence, {} where a value stands; in French] */
export const reconciliationSentences: readonly (readonly [string, string])[] = [
  [
    '{} accounts of the shop have the same {}: {}. In GP they are {}.',
    '{1} comptes de la boutique ont en commun : {2}. Ce sont {3}. Dans GP, ils sont {4}.',
  ],
  [
    'The shop merges no accounts; the hub goes on with {}. If they are one customer, link the others to it: "ledgerline proposals link prestashop.customer ID gp.customer {}".',
    'La boutique ne fusionne pas de comptes ; le hub continue avec {1}. Si c’est un seul client, liez-y les autres : "ledgerline proposals link prestashop.customer ID gp.customer {2}".',
  ],
  [
    'The shop merges no accounts. If they are one customer, link them to one in GP: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER"; orders of each go there from then on.',
    'La boutique ne fusionne pas de comptes. Si c’est un seul client, liez-les à un seul dans GP : "ledgerline proposals link prestashop.customer ID gp.customer NUMBER" ; les commandes de chacun y vont dès lors.',
  ],
  [
    '{} customers of GP have the same {}: {}. Orders of the shop go to {}.',
    '{1} clients de GP ont en commun : {2}. Ce sont {3}. Les commandes de la boutique vont à {4}.',
  ],
  [
    'If they are one customer, merge the others into {} in GP (Customer Combiner and Modifier): the hub goes on with that one.',
    'Si c’est un seul client, fusionnez les autres dans {1} dans GP (Customer Combiner and Modifier) : le hub continue avec celui-là.',
  ],
  [
    'If they are one customer, merge them in GP (Customer Combiner and Modifier), into the one that the hub is to go on with; it then proposes to link the accounts of the others to that.',
    'Si c’est un seul client, fusionnez-les dans GP (Customer Combiner and Modifier), dans celui avec lequel le hub doit continuer ; il propose alors d’y lier les comptes des autres.',
  ],
  [
    'GP does not let the hub list its customers, so duplicates there are not looked for.',
    'GP ne laisse pas le hub lister ses clients ; les doublons n’y sont donc pas cherchés.',
  ],
  [
    'Of {} customers whose name another has, the first {} were compared.',
    'Sur {1} clients dont un autre a le nom, les {2} premiers ont été comparés.',
  ],
  [
    '{} has no reference and can be ordered, so no item of GP is known for it.',
    '{1} n’a pas de référence et peut être commandé ; on ne lui connaît donc aucun article de GP.',
  ],
  [
    '{} can be ordered, and GP has no item {}, by which it would be sold.',
    '{1} peut être commandé, et GP n’a pas l’article {2}, sous lequel il serait vendu.',
  ],
  [
    'Give it the number of its item as its reference in the shop; or name the item in the value map "item", for "{}:{}".',
    'Donnez-lui pour référence dans la boutique le numéro de son article ; ou nommez l’article dans la table de valeurs "item", pour "{1}:{2}".',
  ],
  [
    'Enter the item in GP, or correct the number; or take the product out of the shop. Orders of it stop.',
    'Saisissez l’article dans GP, ou corrigez le numéro ; ou retirez le produit de la boutique. Ses commandes s’arrêtent.',
  ],
  [
    '{} can be ordered, and GP has no item {}, by which it would be sold. Item {}, which the shop does not sell, is called the same.',
    '{1} peut être commandé, et GP n’a pas d’article {2}, sous lequel il serait vendu. L’article {3}, que la boutique ne vend pas, porte le même nom.',
  ],
  [
    'If the item was renumbered, correct the reference in the shop to {}, or let the value map "item" say so: "ledgerline reconcile --propose" proposes the entry. Orders of it stop.',
    'Si l’article a été renuméroté, corrigez la référence dans la boutique en {1}, ou indiquez-le dans la table de valeurs "item" : "ledgerline reconcile --propose" propose l’entrée. Ses commandes sont arrêtées.',
  ],
  [
    '{} has the reference {}, which is no item of GP; nearly the same are {}.',
    '{1} a la référence {2}, qui n’est pas un article de GP ; presque pareils sont {3}.',
  ],
  [
    '{} has the reference {}, which is no item of GP; item {} is nearly the same.',
    '{1} a la référence {2}, qui n’est pas un article de GP ; l’article {3} est presque pareil.',
  ],
  [
    '{} has the reference {}, which is no item of GP; item {} is nearly the same, and {} is that item, or nearly, as well.',
    '{1} a la référence {2}, qui n’est pas un article de GP ; l’article {3} est presque pareil, et {4} est aussi cet article, ou presque.',
  ],
  [
    'See which of them is this item: both would be sold from the same stock. Correct its reference in the shop where it is not exact, and take the other out of the shop, or give it the number of its own item. Orders of it stop.',
    'Voyez lequel des deux est cet article : les deux seraient vendus sur le même stock. Corrigez sa référence dans la boutique si elle n’est pas exacte, et retirez l’autre de la boutique, ou donnez-lui le numéro de son propre article. Ses commandes s’arrêtent.',
  ],
  [
    'Correct the reference in the shop; or name the item in the value map "item". Orders of it stop.',
    'Corrigez la référence dans la boutique ; ou nommez l’article dans la table de valeurs "item". Ses commandes s’arrêtent.',
  ],
  [
    'If it is this item, correct the reference in the shop to {}, or let the value map "item" say so: "ledgerline reconcile --propose" proposes the entry. Orders of it stop.',
    'Si c’est cet article, corrigez la référence dans la boutique en {1}, ou faites-le dire à la table de valeurs "item" : "ledgerline reconcile --propose" propose l’entrée. Ses commandes s’arrêtent.',
  ],
  [
    '{} have the reference {}, so each would be sold from the same stock: {}.',
    '{1} ont la référence {2} ; chacun serait donc vendu sur le même stock : {3}.',
  ],
  [
    'Item {} is of class {}, which the value map "category" names, and no product has its number.',
    'L’article {1} est de la classe {2}, qu’indique la table de valeurs "category", et aucun produit n’a son numéro.',
  ],
  [
    'See whether the process new-products is on, and what its rounds ask: "ledgerline flows". If the shop shall not sell it, give it another class, or mark it as discontinued in GP.',
    'Voyez si le processus new-products est en service, et ce que demandent ses passages : "ledgerline flows". Si la boutique ne doit pas le vendre, donnez-lui une autre classe, ou marquez-le comme abandonné dans GP.',
  ],
  ['Of {} differences “{}” the first {} are listed.', 'Des {1} écarts « {2} », les {3} premiers sont listés.'],
  [
    'Correct the record that is named, then compare again; "ledgerline show {}" shows what the hub knows of the order.',
    'Corrigez la fiche indiquée, puis comparez à nouveau ; "ledgerline show {1}" montre ce que le hub sait de la commande.',
  ],
  [
    '{} was written for the order and is no longer in GP: somebody deleted it.',
    '{1} a été écrit pour la commande et n’est plus dans GP : quelqu’un l’a supprimé.',
  ],
  [
    'If the order is to be delivered, let it be written again: "ledgerline run {}" asks under which number. If not, cancel it in the shop.',
    'Si la commande doit être livrée, faites-la réécrire : "ledgerline run {1}" demande sous quel numéro. Sinon, annulez-la dans la boutique.',
  ],
  [
    '{} is void in GP, and the order is a sale in the shop.',
    '{1} est annulé dans GP, et la commande est une vente dans la boutique.',
  ],
  [
    'The order is cancelled in the shop, and {} is {} in GP{}.',
    'La commande est annulée dans la boutique, et {1} est {2} dans GP{3}.',
  ],
  ['Void {} in GP.', 'Annulez {1} dans GP.'],
  [
    'Orders of the same cart are not in GP, as far as the hub knows: {}. If {} is one of them, link it: "ledgerline incidents ID --entered-as {}" answers its question. Void it only if it is order {} once more.',
    'Des commandes du même panier ne sont pas dans GP, pour ce que le hub en sait : {1}. Si {2} est l’une d’elles, liez-la : "ledgerline incidents ID --entered-as {3}" répond à sa question. Ne l’annulez que si c’est une seconde fois la commande {4}.',
  ],
  ['The tax of {} is {}, that of its invoices {}.', 'La taxe de {1} est de {2}, celle de ses factures de {3}.'],
  [
    'The tax of {} is {}, that of its invoices {} ({}).',
    'La taxe de {1} est de {2}, celle de ses factures de {3} ({4}).',
  ],
  [
    'Compare tax schedule and prices of the invoices with the order: the tax of the invoice is in the ledger, and the customer paid that of the order.',
    'Comparez barème de taxes et prix des factures avec la commande : la taxe de la facture est dans le grand livre, et le client a payé celle de la commande.',
  ],
  [
    'Nothing, if it is credited: nothing is asked about the order now. Look at the transactions of its customer in GP first; else enter a return or a credit memo of {}.',
    'Rien, si c’est porté au crédit : rien n’est plus demandé à propos de la commande. Regardez d’abord les transactions de son client dans GP ; sinon saisissez un retour ou une note de crédit de {1}.',
  ],
  [
    'The hub credits nothing for {}, since {} was transferred or posted: a person does, and the hub does not know the document.',
    'Le hub ne crédite rien pour {1}, car {2} a été transféré ou comptabilisé : une personne le fait, et le hub ne connaît pas le document.',
  ],
  [
    'Nothing, if it is credited: nothing is asked about the order now. Look at the transactions of its customer in GP before you enter anything.',
    'Rien, si c’est porté au crédit : rien n’est plus demandé à propos de la commande. Regardez les transactions de son client dans GP avant de saisir quoi que ce soit.',
  ],
  [
    'See what is asked, and answer it: "ledgerline show {}".',
    'Voyez ce qui est demandé, et répondez : "ledgerline show {1}".',
  ],
  ['Enter a return or a credit memo in GP.', 'Saisissez un retour ou une note de crédit dans GP.'],
  ['Enter a return or a credit memo of {} in GP.', 'Saisissez un retour ou une note de crédit de {1} dans GP.'],
  [
    'Enter a return or a credit memo of {} in GP: credit slips have credit memos of their own.',
    'Saisissez un retour ou une note de crédit de {1} dans GP : les avoirs ont leurs propres notes de crédit.',
  ],
  [
    '{} was transferred, and what it was invoiced by is void: {}.',
    '{1} a été transféré, et sa facture est annulée : {2}.',
  ],
  ['The order is a sale in the shop.', 'La commande est une vente dans la boutique.'],
  [
    'Every line of {} is cancelled in GP, and the order is a sale in the shop.',
    'Chaque ligne de {1} est annulée dans GP, et la commande est une vente dans la boutique.',
  ],
  [
    'Every line of {} is cancelled in GP; its credit memos of {} are not void.',
    'Chaque ligne de {1} est annulée dans GP ; ses notes de crédit de {2} ne le sont pas.',
  ],
  [
    'If it is delivered, and its invoice was voided in receivables, enter that there again and accept this difference.',
    'Si elle est livrée, et que sa facture a été annulée dans les comptes clients, saisissez-la là de nouveau et acceptez cet écart.',
  ],
  [
    'If it is to be delivered, enter the order in GP again and link it: "ledgerline proposals link prestashop.order {} gp.salesOrder NUMBER". If not, cancel it in the shop.',
    'Si elle est à livrer, saisissez de nouveau la commande dans GP et liez-la : "ledgerline proposals link prestashop.order {1} gp.salesOrder NUMBER". Sinon, annulez-la dans la boutique.',
  ],
  ['{} is in {}, the order in {}.', '{1} est en {2}, la commande en {3}.'],
  [
    'Void {} in GP, enter the order in {} and link it: "ledgerline proposals link prestashop.order {} gp.salesOrder NUMBER".',
    'Annulez {1} dans GP, saisissez la commande en {2} et liez-la : "ledgerline proposals link prestashop.order {3} gp.salesOrder NUMBER".',
  ],
  [
    'Take what was invoiced of {} back by a return in GP, enter the order in {} and link it: "ledgerline proposals link prestashop.order {} gp.salesOrder NUMBER".',
    'Reprenez ce qui a été facturé de {1} par un retour dans GP, saisissez la commande en {2} et liez-la : "ledgerline proposals link prestashop.order {3} gp.salesOrder NUMBER".',
  ],
  ['Then accept this difference.', 'Acceptez ensuite cet écart.'],
  [
    'What was refunded of the order is not known to the cent; {} holds {}.',
    'Ce qui a été remboursé de la commande n’est pas connu au centime ; {1} contient {2}.',
  ],
  [
    'Compare the refunds in the shop with what the payment provider paid back, and book the difference in GP by hand.',
    'Comparez les remboursements de la boutique avec ce que le prestataire de paiement a rendu, et comptabilisez l’écart à la main dans GP.',
  ],
  [
    'All of the order was given back, and its document is open in GP.',
    'Toute la commande a été rendue, et son document est ouvert dans GP.',
  ],
  [
    '{} was lowered by a refund, and the refund was credited as well: {} less {} in credit memos.',
    '{1} a été diminué d’un remboursement, et ce remboursement a aussi été crédité : {2} moins {3} en notes de crédit.',
  ],
  [
    'Void the credit memo of that refund in GP: it lowers sales and tax a second time, whether it is applied or not.',
    'Annulez dans GP la note de crédit de ce remboursement : elle baisse ventes et taxe une seconde fois, qu’elle soit appliquée ou non.',
  ],
  ['The shop says {}, {} {}.', 'La boutique dit {1}, {2} {3}.'],
  ['The hub had written {}.', 'Le hub avait écrit {1}.'],
  ['When it was linked it was {}.', 'Quand il a été lié, c’était {1}.'],
  [
    '"ledgerline run {} --dry-run" shows the difference. If GP is right, correct the order in the shop; if the shop is right, correct {}.',
    '"ledgerline run {1} --dry-run" montre l’écart. Si GP a raison, corrigez la commande dans la boutique ; si c’est la boutique, corrigez {2}.',
  ],
  [
    'The document is transferred or posted: compare it with the invoice, and correct the difference by a return, a credit memo or an invoice.',
    'Le document est transféré ou comptabilisé : comparez-le avec la facture, et corrigez l’écart par un retour, une note de crédit ou une facture.',
  ],
  ['The order is a sale, and GP has no document of it.', 'La commande est une vente, et GP n’en a pas de document.'],
  ['Answer the incident: "ledgerline show {}" names it.', 'Répondez à l’incident : "ledgerline show {1}" l’indique.'],
  [
    'Nothing, if the run ends soon; else "ledgerline show {}" says what it waits for.',
    'Rien, si l’exécution se termine bientôt ; sinon "ledgerline show {1}" dit ce qu’elle attend.',
  ],
  [
    'If the order belongs in GP, change the rule that is named, then "ledgerline run {}".',
    'Si la commande doit être dans GP, changez la règle indiquée, puis "ledgerline run {1}".',
  ],
  ['Let it be written: "ledgerline run {}".', 'Faites-la écrire : "ledgerline run {1}".'],
  [
    'GP has {} over {} {} under its reference. If that is this order, link it: "ledgerline proposals link prestashop.order {} gp.salesOrder {}". If not, "ledgerline run {}" writes it.',
    'GP a {1} de {2} {3} sous sa référence. Si c’est cette commande, liez-la : "ledgerline proposals link prestashop.order {4} gp.salesOrder {5}". Sinon, "ledgerline run {6}" l’écrit.',
  ],
  [
    'GP has invoice {} over {} {} under its reference. If that is this order, let nothing be written, and accept this difference with the reason. If not, "ledgerline run {}" writes it.',
    'GP a la facture {1} de {2} {3} sous sa référence. Si c’est cette commande, ne faites rien écrire et acceptez cette différence avec la raison. Sinon, "ledgerline run {4}" l’écrit.',
  ],
  [
    '{} belongs to customer {}; the hub had written it for {}.',
    '{1} est au client {2} ; le hub l’avait écrit pour {3}.',
  ],
  [
    'If customers were merged in GP, "ledgerline run {}" takes the new one over. If not, correct the customer of {}.',
    'Si des clients ont été fusionnés dans GP, "ledgerline run {1}" reprend le nouveau. Sinon, corrigez le client de {2}.',
  ],
  [
    'The taxes of {} are not those that were proved: {}.',
    'Les taxes de {1} ne sont pas celles qui ont été prouvées : {2}.',
  ],
  [
    'Correct the tax details of {}; the proof shows the right ones: "ledgerline show {}".',
    'Corrigez les détails de taxe de {1} ; la preuve montre les bons : "ledgerline show {2}".',
  ],
  [
    'The lines of {} are not those of the order, although the total is: {}.',
    'Les lignes de {1} ne sont pas celles de la commande, bien que le total le soit : {2}.',
  ],
  [
    'The total of {} is made of other parts than the hub had written: {}.',
    'Le total de {1} se compose d’autres parts que celles que le hub avait écrites : {2}.',
  ],
  [
    'Sales, freight, charges and discounts are posted to accounts of their own. If this is meant, accept this difference. If not, correct the amounts of {}.',
    'Les ventes, le port, les frais et les remises sont imputés à des comptes différents. Si c’est voulu, acceptez cette différence. Sinon, corrigez les montants de {1}.',
  ],
  [
    'GP has a second order with the reference of this one: {} over {} {}.',
    'GP a une seconde commande avec cette référence : {1} de {2} {3}.',
  ],
  [
    'If {} is this order, link it or void it before the hub writes one.',
    'Si {1} est cette commande, liez-la ou annulez-la avant que le hub en écrive une.',
  ],
  ['Void {} in GP, if it is the same order.', 'Annulez {1} dans GP, si c’est la même commande.'],
  ['{} is {}, and is invoiced for {} ({}).', '{1} est de {2}, et est facturé {3} ({4}).'],
  [
    'Compare the invoices with the order: freight that was added, a price that was corrected, a tax that GP computed anew, a line that was cancelled, or an invoice that was voided since. What the customer paid is what the shop charged.',
    'Comparez les factures avec la commande : un port ajouté, un prix corrigé, une taxe recalculée par GP, une ligne annulée, ou une facture annulée depuis. Le client a payé ce que la boutique a facturé.',
  ],
  [
    'Payment {} has no cash receipt of the hub, and GP has {} of the same amount, which names its order.',
    'Le paiement {1} n’a pas d’encaissement du hub, et GP a {2} du même montant, qui nomme sa commande.',
  ],
  [
    'If that is its receipt, link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt {}"; no second one is made then. If not, look at its run, {}.',
    'Si c’est son encaissement, liez-le : "ledgerline proposals link prestashop.orderPayment {1} gp.cashReceipt {2}" ; aucun second n’est fait alors. Sinon, regardez son exécution, {3}.',
  ],
  ['Payment {} has a second receipt in GP: {}.', 'Le paiement {1} a un second encaissement dans GP : {2}.'],
  [
    'Look whether the money came once: then delete {} before it is posted, or void it.',
    'Voyez si l’argent est venu une seule fois : supprimez alors {1} avant comptabilisation, ou annulez-le.',
  ],
  [
    'Payment {} is {} {}: money that went back. No flow books it.',
    'Le paiement {1} est de {2} {3} : de l’argent rendu. Aucun processus ne le comptabilise.',
  ],
  [
    'Book in GP the money that went out, once. Its credit slip is credited by the process refunds where that is on, and by a person where not.',
    'Comptabilisez dans GP l’argent sorti, une seule fois. Son avoir est porté par le processus refunds là où il est en service, et par une personne sinon.',
  ],
  [
    'The order is cancelled, and {} {} of what was paid are not known to have gone back.',
    'La commande est annulée, et de ce qui a été payé {1} {2} ne semblent pas avoir été rendus.',
  ],
  ['GP has under its reference, and linked to no order: {}.', 'GP a sous sa référence, lié à aucune commande : {1}.'],
  [
    'See first whether {} is delivered for this money. If it is, correct the state of the order in the shop, and pay back only what is beyond it. If it is not:',
    'Voyez d’abord si {1} est livré pour cet argent. Si oui, corrigez l’état de la commande dans la boutique, et ne rendez que ce qui dépasse. Sinon :',
  ],
  [
    'See at the payment provider or the bank how often the money came, and whether it was paid back; if it came and was not, pay it back. A receipt of it in GP is voided, or paid back there.',
    'Voyez chez le prestataire de paiement ou à la banque combien de fois l’argent est venu, et s’il a été rendu ; s’il est venu et ne l’a pas été, rendez-le. Un encaissement dans GP s’annule, ou se rembourse là.',
  ],
  [
    'Payment {} has no cash receipt in GP, and people have entered deposits of its order: {}.',
    'Le paiement {1} n’a pas d’encaissement dans GP, et quelqu’un a saisi des acomptes de sa commande : {2}.',
  ],
  [
    'If one of them is this payment, leave it so: answer what its run asks, {}, and let no receipt be made.',
    'Si l’un d’eux est ce paiement, laissez-le ainsi : répondez à la question de son exécution, {1}, et n’en faites pas d’encaissement.',
  ],
  [
    'People have entered deposits of the order: {}, {} {}, beside {}, {} {}. {} {} are noted as paid.',
    'Quelqu’un a saisi des acomptes de la commande : {1}, {2} {3}, à côté de {4}, {5} {6}. {7} {8} sont notés comme payés.',
  ],
  [
    'Look whether the money came once: then take the deposit off the sales order (Sales Transaction Entry, Amount Received); or delete the receipt before it is posted, or void it, where the deposit is posted with the invoice.',
    'Voyez si l’argent est venu une seule fois : retirez alors l’acompte de la commande de vente (Sales Transaction Entry, Amount Received) ; ou supprimez l’encaissement avant comptabilisation, ou annulez-le, si l’acompte est comptabilisé avec la facture.',
  ],
  [
    'Journal {} of payout {} is on other accounts than the hub wrote: {}.',
    'L’écriture {1} du versement {2} est sur d’autres comptes que ceux écrits par le hub : {3}.',
  ],
  [
    'Correct the accounts of journal {} before it is posted.',
    'Corrigez les comptes de l’écriture {1} avant sa comptabilisation.',
  ],
  [
    'Sales of payout {} were received at other rates than its journal has, {}: {}.',
    'Des ventes du versement {1} ont été encaissées à d’autres taux que celui de son écriture, {2} : {3}.',
  ],
  [
    'At the rates of the receipts they come to {}, at that of the journal to {}; where GP divides by rates, to {} and {}.',
    'Aux taux des encaissements elles font {1}, à celui de l’écriture {2} ; là où GP divise par les taux, {3} et {4}.',
  ],
  [
    "Book what lies between the two from the clearing account to realised gain or loss, by a journal of your own in the company's currency, or let GP revalue the clearing account. Then accept this difference.",
    'Portez ce qui sépare les deux du compte d’attente aux gains ou pertes de change réalisés, par une écriture à vous dans la monnaie de la société, ou laissez GP réévaluer le compte d’attente. Acceptez ensuite cet écart.',
  ],
  [
    'If the accounts are meant, accept this difference. If not, move the amounts by a journal of your own, then accept it.',
    'Si ces comptes sont voulus, acceptez cet écart. Sinon, déplacez les montants par une écriture à vous, puis acceptez-le.',
  ],
  [
    'Payout {}, or its journal, cannot be read, so it is compared with nothing: {}',
    'Le versement {1}, ou son écriture, est illisible, donc il n’est comparé à rien : {2}',
  ],
  [
    'Correct the record that is named, then compare again.',
    'Corrigez l’enregistrement nommé, puis comparez à nouveau.',
  ],
  ['Payment {} has no cash receipt in GP{}.', 'Le paiement {1} n’a pas d’encaissement dans GP{2}.'],
  [
    'Look at its run, {}: answer what it asks, or let it run again.',
    'Voyez son exécution, {1} : répondez à sa question, ou relancez-la.',
  ],
  [
    'The sales order is open and no longer has {}, of payment {}, and no invoice of it has it.',
    'La commande de vente est ouverte et n’a plus {1}, du paiement {2}, et aucune de ses factures ne l’a.',
  ],
  [
    'Find out in GP who took it off (Sales Transaction Entry, Amount Received), and whether a void invoice has it. If the money came and stays with you, enter a cash receipt.',
    'Cherchez dans GP qui l’a retiré (Sales Transaction Entry, Amount Received), et si une facture annulée l’a. Si l’argent est venu et vous reste, saisissez un encaissement.',
  ],
  ['{} of payment {} is void in GP.', '{1} du paiement {2} est annulé dans GP.'],
  [
    'If the money came, enter the receipt again in GP and link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER". If it went back, enter that in the shop.',
    'Si l’argent est arrivé, saisissez de nouveau l’encaissement dans GP et liez-le : "ledgerline proposals link prestashop.orderPayment {1} gp.cashReceipt NUMBER". S’il est reparti, saisissez cela dans la boutique.',
  ],
  ['Payment {} is {} {}, its receipt {} {} {}.', 'Le paiement {1} est de {2} {3}, son encaissement {4} de {5} {6}.'],
  [
    'Void {} in GP, enter what came and link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER".',
    'Annulez {1} dans GP, saisissez ce qui est venu et liez-le : "ledgerline proposals link prestashop.orderPayment {2} gp.cashReceipt NUMBER".',
  ],
  [
    'Correct the deposit on the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct it on the account of the customer and accept this difference.',
    'Corrigez l’acompte sur la commande dans GP (Sales Transaction Entry, Amount Received) ou, s’il est passé sur une facture, corrigez-le sur le compte du client et acceptez cet écart.',
  ],
  [
    'A deposit is of the customer of its sales order: if that is right, accept this difference.',
    'Un acompte est du client de sa commande : si celui-ci est le bon, acceptez cet écart.',
  ],
  ['Correct {} before it is posted.', 'Corrigez {1} avant comptabilisation.'],
  [
    '{} was linked to payment {} by hand, and is of customer {}; the order is of {}.',
    '{1} a été lié au paiement {2} à la main, et est du client {3} ; la commande est de {4}.',
  ],
  [
    'If it is the receipt of another payment, link the right one, "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt {}", and {} to the payment that it is of: where the hub has made a receipt of that one since, the money stands in GP twice, so delete the one of the hub before it is posted, or void it. If {} pays for the order, accept this difference.',
    'Si c’est l’encaissement d’un autre paiement, liez le bon, "ledgerline proposals link prestashop.orderPayment {1} gp.cashReceipt {2}", et {3} au paiement dont il est : si le hub a fait depuis un encaissement de celui-là, l’argent est deux fois dans GP ; supprimez alors celui du hub avant comptabilisation, ou annulez-le. Si {4} paie pour la commande, acceptez cet écart.',
  ],
  [
    '{} was linked to credit slip {} by hand, and is of customer {}; the order is of {}.',
    '{1} a été lié à l’avoir {2} à la main, et est du client {3} ; la commande est de {4}.',
  ],
  [
    'If it is the credit of another slip, link the right one, "ledgerline proposals link prestashop.orderSlip {} gp.receivablesCreditMemo NUMBER", and {} to the slip that it is of: where the hub has made a credit memo of that one since, it is credited in GP twice, so delete the one of the hub before it is posted, or void it. If {} pays for the order, accept this difference.',
    'Si c’est le crédit d’un autre avoir, liez le bon, "ledgerline proposals link prestashop.orderSlip {1} gp.receivablesCreditMemo NUMBER", et {2} à l’avoir dont il est : si le hub a fait depuis une note de crédit de celui-là, il est crédité deux fois dans GP ; supprimez alors celle du hub avant comptabilisation, ou annulez-la. Si {3} paie pour la commande, acceptez cet écart.',
  ],
  [
    '{} of payment {} is of customer {}; the hub had written it for {}.',
    '{1} du paiement {2} est du client {3} ; le hub l’avait écrit pour {4}.',
  ],
  [
    'If customers were merged in GP, accept this difference. If not, void {} in GP, enter it for the right customer and link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER".',
    'Si des clients ont été fusionnés dans GP, acceptez cet écart. Sinon, annulez {1} dans GP, saisissez-le pour le bon client et liez-le : "ledgerline proposals link prestashop.orderPayment {2} gp.cashReceipt NUMBER".',
  ],
  [
    'If customers were merged in GP, accept this difference. If not, delete {} in GP, enter it for the right customer and link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER".',
    'Si des clients ont été fusionnés dans GP, acceptez cet écart. Sinon, supprimez {1} dans GP, saisissez-le pour le bon client et liez-le : "ledgerline proposals link prestashop.orderPayment {2} gp.cashReceipt NUMBER".',
  ],
  [
    '{} of payment {} is on checkbook {}; the value map says {}.',
    '{1} du paiement {2} est sur le compte bancaire {3} ; la table de valeurs dit {4}.',
  ],
  [
    'Move the money between the checkbooks by a bank transfer in GP.',
    'Déplacez l’argent entre les comptes bancaires par un virement dans GP.',
  ],
  [
    '{} of payment {} is “{}”; the hub had written it as “{}”.',
    '{1} du paiement {2} est « {3} » ; le hub l’avait écrit comme « {4} ».',
  ],
  [
    'Its money stands on the account of the other kind, where no payout takes it off: move it in GP to the account of the kind that was written.',
    'Son argent est sur le compte de l’autre type, d’où aucun versement ne le retire : déplacez-le dans GP vers le compte du type qui avait été écrit.',
  ],
  [
    'Correct the type and the card of {} before it is posted.',
    'Corrigez le type et la carte de {1} avant comptabilisation.',
  ],
  [
    '{} of payment {} is of {}; the hub had written it in {}.',
    '{1} du paiement {2} est de {3} ; le hub l’avait écrit en {4}.',
  ],
  ['If the money came in {}, accept this difference.', 'Si l’argent est arrivé en {1}, acceptez cet écart.'],
  ['If not, correct the date of {} before it is posted.', 'Sinon corrigez la date de {1} avant comptabilisation.'],
  [
    'If not, void {} in GP, enter it on the right day and link it: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER".',
    'Sinon annulez {1} dans GP, saisissez-le au bon jour et liez-le : "ledgerline proposals link prestashop.orderPayment {2} gp.cashReceipt NUMBER".',
  ],
  [
    'If not, correct the date of the deposit on the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct the month in the general ledger and accept this difference.',
    'Sinon corrigez la date de l’acompte sur la commande client dans GP (Sales Transaction Entry, Amount Received) ou, si une facture l’a repris, corrigez le mois en comptabilité générale et acceptez cet écart.',
  ],
  ['Correct the checkbook of {} before it is posted.', 'Corrigez le compte bancaire de {1} avant comptabilisation.'],
  ['Payments {} and {} have the same transaction {}.', 'Les paiements {1} et {2} ont la même transaction {3}.'],
  [
    'Look at the payment provider whether money came twice. If twice, pay it back. Then accept this difference.',
    'Voyez chez le prestataire de paiement si l’argent est venu deux fois. Si deux, remboursez. Puis acceptez cet écart.',
  ],
  [
    'Look at the payment provider what was captured under {}. Noted twice, or authorised first and captured as another amount: remove in GP the receipt of what did not come. Captured in parts: keep both, and pay back what is too much.',
    'Voyez chez le prestataire de paiement ce qui a été capturé sous {1}. Noté deux fois, ou autorisé d’abord et capturé d’un autre montant : retirez dans GP l’encaissement de ce qui n’est pas venu. Capturé en parties : gardez les deux, et remboursez ce qui est de trop.',
  ],
  ['Credit slip {} has no credit memo in GP{}.', 'L’avoir {1} n’a pas de note de crédit dans GP{2}.'],
  [
    'The order is shipped, its money was authorised on {}, and no state of the order and no settlement report says that it was captured since.',
    'La commande est expédiée, son argent a été autorisé le {1}, et ni un état de la commande ni un relevé ne dit qu’il a été capturé depuis.',
  ],
  [
    'Look at the payment provider whether it was captured. Only if it was not, capture it there before the authorisation lapses: a second capture takes the money twice. If it was, put the order into a state of the setting paymentStates, as the module should have.',
    'Voyez chez le prestataire de paiement s’il a été capturé. Seulement s’il ne l’a pas été, capturez-le là-bas avant que l’autorisation n’expire : une seconde capture prend l’argent deux fois. S’il l’a été, mettez la commande dans un état du réglage paymentStates, comme le module aurait dû le faire.',
  ],
  [
    'Look at its run, "ledgerline show {} --entity prestashop.orderSlip": answer what it asks, or let it run again.',
    'Voyez son exécution, "ledgerline show {1} --entity prestashop.orderSlip" : répondez à sa question, ou relancez-la.',
  ],
  ['{} of credit slip {} is void in GP.', '{1} de l’avoir {2} est annulé dans GP.'],
  [
    'If the refund stands, enter the credit memo again in GP and link it: "ledgerline proposals link prestashop.orderSlip {} gp.receivablesCreditMemo NUMBER". If not, correct it in the shop.',
    'Si le remboursement tient, saisissez de nouveau la note de crédit dans GP et liez-la : "ledgerline proposals link prestashop.orderSlip {1} gp.receivablesCreditMemo NUMBER". Sinon, corrigez-le dans la boutique.',
  ],
  ['Credit slip {} is {} {}, its credit {} {} {}.', 'L’avoir {1} est de {2} {3}, son crédit {4} de {5} {6}.'],
  ['Void {} and enter the right one.', 'Annulez {1} et saisissez le bon.'],
  [
    '{} of credit slip {} is of customer {}; the hub had written it for {}.',
    '{1} de l’avoir {2} est du client {3} ; le hub l’avait écrit pour {4}.',
  ],
  [
    'If customers were merged in GP, accept this difference. If not, enter it for the right customer.',
    'Si des clients ont été fusionnés dans GP, acceptez cet écart. Sinon, saisissez-la pour le bon client.',
  ],
  [
    'The taxes of {} of credit slip {} are not those that were written: {}.',
    'Les taxes de {1} de l’avoir {2} ne sont pas celles qui ont été écrites : {3}.',
  ],
  ['Correct the tax details of {}.', 'Corrigez les détails de taxe de {1}.'],
  [
    'The customer has paid, and no sales document in GP stands against the money.',
    'Le client a payé, et aucun document de vente dans GP ne répond à cet argent.',
  ],
  [
    'See why the order is not in GP: "ledgerline show {}".',
    'Voyez pourquoi la commande n’est pas dans GP : "ledgerline show {1}".',
  ],
  [
    'The state of the order counts as paid, and the shop has no payment of it: nothing says that money came, so no receipt is made.',
    'L’état de la commande vaut payé, et la boutique n’en a aucun paiement : rien ne dit que l’argent est venu, donc aucun encaissement n’est fait.',
  ],
  [
    '{} GP has {}, which name the order and which no payment of the shop has made.',
    '{1} GP a {2}, qui nomment la commande et qu’aucun paiement de la boutique n’a fait.',
  ],
  [
    'See whether that is this money: the shop had a payment of it, which somebody has deleted. If it is, do not enter the payment again: a second receipt would be made of it.',
    'Voyez si c’est cet argent : la boutique en avait un paiement, que quelqu’un a supprimé. Si c’est lui, ne saisissez pas le paiement à nouveau : un second encaissement en serait fait.',
  ],
  [
    'See whether that is this money. If it is, enter the payment at the order in the shop: its run asks before a second receipt is made. Answer it with "ledgerline incidents ID --entered-as {}". If it is not, see at the payment provider or the bank whether the money came, and enter the payment only then.',
    'Voyez si c’est cet argent. Si c’est lui, saisissez le paiement à la commande dans la boutique : son exécution demande avant qu’un second encaissement ne soit fait. Répondez par "ledgerline incidents ID --entered-as {1}". Sinon, voyez chez le prestataire de paiement ou à la banque si l’argent est venu, et ne saisissez le paiement qu’alors.',
  ],
  [
    'See whether that is the money before you remind the customer. If it is, do not remind: it waits in GP to be posted or applied ({}). A payment that you enter in the shop as well makes a second receipt, unless its run asks first.',
    'Voyez si c’est l’argent avant de relancer le client. Si c’est lui, ne relancez pas : il attend dans GP d’être comptabilisé ou lettré ({1}). Un paiement que vous saisissez aussi dans la boutique fait un second encaissement, à moins que son exécution ne demande d’abord.',
  ],
  [
    'See at the payment provider or the bank whether the money came, and in GP whether it has a receipt: the hub cannot see all receipts of this customer. If it came and has none, enter the payment at the order in the shop. If it has one, do not: a second receipt may be made of it.',
    'Vérifiez chez le prestataire de paiement ou à la banque si l’argent est venu, et dans GP s’il a un encaissement : le hub ne voit pas tous les encaissements de ce client. S’il est venu et n’en a pas, saisissez le paiement à la commande dans la boutique. S’il en a un, ne le faites pas : un second encaissement pourrait en être fait.',
  ],
  [
    'See at the payment provider or the bank whether the money came; then enter the payment at the order in the shop. Where GP has a receipt of the customer of the same amount, its run asks before a second one is made.',
    'Vérifiez chez le prestataire de paiement ou à la banque si l’argent est venu ; saisissez alors le paiement à la commande dans la boutique. Là où GP a un encaissement du client du même montant, son exécution demande avant qu’un second ne soit fait.',
  ],
  [
    'The order is invoiced in GP, and of {} {} {} are known to have come.',
    'La commande est facturée dans GP, et sur {1} {2}, {3} sont connus comme reçus.',
  ],
  [
    'The order is cancelled in the shop. {} over {} {} has its reference, is linked to no order, and is open in GP.',
    'La commande est annulée dans la boutique. {1} de {2} {3} a sa référence, n’est lié à aucune commande et est ouvert dans GP.',
  ],
  [
    'The order is cancelled in the shop. Invoice {} over {} {} has its reference, and is of no order that the hub knows.',
    'La commande est annulée dans la boutique. La facture {1} de {2} {3} a sa référence, et n’est d’aucune commande que le hub connaisse.',
  ],
  [
    'If {} is this order, void it in GP; if a part of it is transferred already, cancel what is still open of it and credit the invoice. If it is delivered after all, correct the state of the order in the shop.',
    'Si {1} est cette commande, annulez-le dans GP ; si une partie est déjà transférée, annulez ce qui en reste ouvert et créditez la facture. Si elle est livrée malgré tout, corrigez l’état de la commande dans la boutique.',
  ],
  [
    'If {} is of this order, delete or void it in GP before it is posted. If it is delivered after all, correct the state of the order in the shop.',
    'Si {1} est de cette commande, supprimez-la ou annulez-la dans GP avant qu’elle soit comptabilisée. Si la commande est livrée malgré tout, corrigez son état dans la boutique.',
  ],
  [
    'If {} is of this order, enter a return or a credit memo of it in GP, and see that the goods come back. If that is done, accept this difference.',
    'Si {1} est de cette commande, saisissez-en un retour ou une note de crédit dans GP, et veillez à ce que les marchandises reviennent. Si c’est fait, acceptez cet écart.',
  ],
  [
    'Payment {} of {} has no receipt in GP, and no settlement report says that it came.',
    'Le paiement {1} de {2} n’a pas d’encaissement dans GP, et aucun relevé de versement ne dit qu’il est venu.',
  ],
  [
    'Of payment {} of {} people have entered {} in GP, and no settlement report says that the rest came.',
    'Du paiement {1} de {2}, {3} ont été saisis à la main dans GP, et aucun relevé de versement ne dit que le reste est venu.',
  ],
  [
    'See at the provider or the bank whether that came. If so, answer what its run asks: "ledgerline show {} --entity prestashop.orderPayment". If not, remind the customer.',
    'Voyez chez le prestataire ou à la banque si cela est venu. Si oui, répondez à ce que demande son exécution : "ledgerline show {1} --entity prestashop.orderPayment". Sinon, rappelez le client.',
  ],
  [
    'See at the provider or the bank whether it came. If not, make a credit slip of {} in the shop, so that sales and tax are lowered once. If it came, and went back, make no credit slip of it.',
    'Voyez chez le prestataire ou à la banque s’il est venu. Sinon, faites un avoir de {1} dans la boutique, pour que ventes et taxe soient diminuées une fois. S’il est venu, et a été rendu, n’en faites pas d’avoir.',
  ],
  [
    'A part of the order is invoiced in GP, and of {} {} {} are known to have come.',
    'Une partie de la commande est facturée dans GP, et sur {1} {2}, {3} sont connus comme reçus.',
  ],
  [
    'A part of the order is invoiced in GP, and {} in the shop.',
    'Une partie de la commande est facturée dans GP, et {1} dans la boutique.',
  ],
  [
    'Void {} in GP, or delete what cannot be voided: nothing of it is to be delivered or posted.',
    'Annulez {1} dans GP, ou supprimez ce qui ne peut pas être annulé : rien n’en doit être livré ni comptabilisé.',
  ],
  [
    'The order is cancelled. If the money did not come, or goes back, delete {} before it is posted. If it came and stays, post its batch: it is a credit of the customer.',
    'La commande est annulée. Si l’argent n’est pas venu, ou repart, supprimez {1} avant qu’il soit comptabilisé. S’il est venu et reste, comptabilisez son lot : c’est un crédit du client.',
  ],
  [
    'No invoice of {} is found. See in GP whether it was deleted before it was posted, or has another customer PO number. If it is posted, correct the difference by a return, a credit memo or an invoice.',
    'Aucune facture de {1} n’est trouvée. Voyez dans GP si elle a été supprimée avant d’être comptabilisée, ou a un autre numéro de commande client. Si elle est comptabilisée, corrigez l’écart par un retour, une note de crédit ou une facture.',
  ],
  [
    'No invoice of {} is found. See in GP whether it was deleted before it was posted, or has another customer PO number. If it was deleted, nothing is to be credited: accept this difference. If it is posted, enter a return or a credit memo of {}.',
    'Aucune facture de {1} n’est trouvée. Voyez dans GP si elle a été supprimée avant d’être comptabilisée, ou a un autre numéro de commande client. Si elle a été supprimée, rien n’est à créditer : acceptez cet écart. Si elle est comptabilisée, saisissez un retour ou une note de crédit de {2}.',
  ],
  [
    'Of what is posted enter a return or a credit memo, if that is not done.',
    'De ce qui est comptabilisé, saisissez un retour ou une note de crédit, si ce n’est pas fait.',
  ],
  [
    '{} was transferred, and what it was invoiced by is void ({}); its credit memos of {} are not.',
    '{1} a été transférée, et ce par quoi elle était facturée est annulé ({2}) ; ses notes de crédit de {3} ne le sont pas.',
  ],
  [
    'Void the credit memos of the order in GP: they lower sales and tax that the ledger does not have.',
    'Annulez dans GP les notes de crédit de la commande : elles diminuent des ventes et des taxes que le grand livre n’a pas.',
  ],
  ['The shop says {}; {} come to that together.', 'La boutique dit {1} ; {2} y arrivent ensemble.'],
  [
    'If they are this order in several documents, accept this difference: nothing is missing in GP. If not, correct {}, and void what is not wanted.',
    'S’ils sont cette commande en plusieurs documents, acceptez cet écart : rien ne manque dans GP. Sinon, corrigez {1}, et annulez ce qui n’est pas voulu.',
  ],
  ['The order is invoiced in GP, and {} in the shop.', 'La commande est facturée dans GP, et {1} dans la boutique.'],
  [
    '{} came by payments that become no receipt.',
    '{1} sont venus par des paiements qui ne deviennent pas d’encaissement.',
  ],
  [
    'If it only corrects payment {}, of which no money came, book nothing, and accept this difference. If money went back:',
    'S’il ne fait que corriger le paiement {1}, dont aucun argent n’est venu, ne comptabilisez rien, et acceptez cet écart. Si de l’argent a été rendu :',
  ],
  [
    'Order {} of the same cart is cancelled. See first whether what was paid for it has gone back; pay it back if it has not.',
    'De son panier, la commande {1} est annulée : voyez d’abord si ce qui a été payé pour elle est rendu, et rendez-le sinon.',
  ],
  [
    'See first whether GP has a receipt of it: the hub cannot see all receipts of this customer. If it has, apply it, and enter nothing in the shop. If not, remind the customer, or enter the payment in the shop if the money came.',
    'Voyez d’abord si GP en a un encaissement : le hub ne voit pas tous les encaissements de ce client. S’il y en a un, lettrez-le, et ne saisissez rien dans la boutique. Sinon, relancez le client, ou saisissez le paiement dans la boutique si l’argent est venu.',
  ],
  [
    'Remind the customer, or enter the payment in the shop if the money came.',
    'Relancez le client, ou saisissez le paiement dans la boutique si l’argent est venu.',
  ],
  ['In GP nothing is open of its invoices.', 'Dans GP, rien n’est ouvert de ses factures.'],
  [
    'See in GP what has settled the invoice. If it is this money, link the payment to its receipt: "ledgerline proposals link prestashop.orderPayment {} gp.cashReceipt NUMBER"; no second one is made then.',
    'Voyez dans GP ce qui a soldé la facture. Si c’est cet argent, liez le paiement à son encaissement : "ledgerline proposals link prestashop.orderPayment {1} gp.cashReceipt NUMBER" ; aucun second n’est fait alors.',
  ],
  ['In GP {} are open and not applied.', 'Dans GP, {1} sont ouverts et non appliqués.'],
  [
    'See whether that is the money before you remind the customer. If it is, apply it ({}), and do not enter it in the shop: a second receipt would be made of it.',
    'Voyez si c’est là l’argent avant de relancer le client. Si oui, appliquez-le ({1}), et ne le saisissez pas dans la boutique : un second encaissement en serait fait.',
  ],
  ['That is within your limit of {} {}.', 'C’est dans votre limite de {1} {2}.'],
  [
    'Of {} {} {} stay open, within your limit of {} {}.',
    'De {1}, {2} {3} restent ouverts, dans votre limite de {4} {5}.',
  ],
  [
    'See whether credit slip {} is of these goods. If it is, cancel them on {} in GP: nothing is credited for what was never invoiced. If not, transfer {} when the goods are there.',
    'Voyez si l’avoir {1} porte sur ces articles. Si oui, annulez-les sur {2} dans GP : rien n’est crédité pour ce qui n’a jamais été facturé. Sinon, transférez {3} quand les articles sont là.',
  ],
  [
    'Of {} {} {} are open, and no invoice of its order is.',
    'De {1}, {2} {3} sont ouverts, et aucune facture de sa commande ne l’est.',
  ],
  [
    'If the money went back to the customer, enter in GP that it went out, as a debit memo of {} on the account that the refund was booked to (Transactions > Sales > Transaction Entry), post it, and apply {} to it. If not, it is a credit that the customer has.',
    'Si l’argent est retourné au client, saisissez dans GP qu’il est sorti, par une note de débit de {1} sur le compte où le remboursement a été comptabilisé (Transactions > Sales > Transaction Entry), comptabilisez-la, et appliquez-lui {2}. Sinon, c’est un crédit qu’a le client.',
  ],
  [
    "Write it off in GP ({}), with others like it: GP makes the memo on the account of write-offs, as far as the customer's Maximum Writeoff allows. Or leave it open.",
    'Passez-le en pertes et profits dans GP ({1}), avec les autres pareils : GP fait la note sur le compte prévu, autant que le permet le Maximum Writeoff du client. Ou laissez-le ouvert.',
  ],
  ['Of {} {} {} are open, and of {} {}.', 'De {1}, {2} {3} sont ouverts, et de {4} {5}.'],
  [
    'Raise what is applied between the two by {} in GP ({}): eConnect applies two documents to each other once.',
    'Augmentez de {1} ce qui est appliqué entre les deux dans GP ({2}) : eConnect applique deux documents l’un à l’autre une seule fois.',
  ],
  [
    'Let it be proposed that {} of {} settle {}: "ledgerline reconcile --propose", or here.',
    'Faites proposer que {1} de {2} soldent {3} : "ledgerline reconcile --propose", ou ici.',
  ],
  ['Apply {} of {} to {} in GP ({}).', 'Appliquez {1} de {2} à {3} dans GP ({4}).'],
  [
    'SQL Server of GP could not be asked what is open of receipts and invoices, so what is not applied is not named.',
    'SQL Server de GP n’a pas pu être interrogé sur ce qui est ouvert des encaissements et des factures, donc ce qui n’est pas appliqué n’est pas nommé.',
  ],
  [
    'Receipts and invoices in another currency than the functional one are open beside each other: what is open of them is not compared, and they are applied in GP (Transactions > Sales > Apply Sales Documents).',
    'Des encaissements et des factures dans une autre devise que celle de tenue de compte sont ouverts côte à côte : ce qui en est ouvert n’est pas comparé, et ils s’appliquent dans GP (Transactions > Sales > Apply Sales Documents).',
  ],
  [
    'The setting writeOffLimits has “{}”, which is no currency and amount, as "EUR 0.05": it counts for nothing.',
    'Le réglage writeOffLimits contient « {1} », qui n’est pas une devise et un montant, comme "EUR 0.05" : cela ne compte pour rien.',
  ],
  [
    'The setting rateTolerance has “{}”, which is no percentage below 100, as "5": 5 counts.',
    'Le réglage rateTolerance contient « {1} », qui n’est pas un pourcentage inférieur à 100, comme "5" : 5 compte.',
  ],
  [
    'GP does not let the hub read what customers owe (GetCustomerReceivablesSummaryByKey), so the currency of its books is not known, and exchange rates are not compared: allow that operation for its role.',
    'GP ne laisse pas le hub lire ce que les clients doivent (GetCustomerReceivablesSummaryByKey), donc la devise de sa comptabilité n’est pas connue, et les taux de change ne sont pas comparés : autorisez cette opération à son rôle.',
  ],
  [
    'The shop has no currency {}, in which GP keeps its books, so exchange rates are not compared.',
    'La boutique n’a pas la devise {1}, dans laquelle GP tient ses comptes, donc les taux de change ne sont pas comparés.',
  ],
  [
    'None of the customers of documents in another currency has a balance in GP, so the currency of its books is not known, and their exchange rates are not compared.',
    'Aucun des clients des documents dans une autre devise n’a de solde dans GP : la devise de ses comptes n’est donc pas connue, et leurs taux de change ne sont pas comparés.',
  ],
  [
    'GP has the rate {} on {}; in the shop 1 {} was {}.',
    'GP a le taux {1} sur {2} ; dans la boutique 1 {3} valait {4}.',
  ],
  [
    'At the rate of the shop they come to {}, at that of GP to {}; where GP divides by rates, to {}.',
    'Au taux de la boutique ils font {1}, à celui de GP {2} ; là où GP divise par les taux, {3}.',
  ],
  [
    'Compare both rates with those of your bank. If that of GP is wrong, correct its exchange table, and the rate of each document that is not posted (the expansion button beside its currency); correct what is posted by a journal. If that of the shop is wrong, correct it there. Then accept this difference, or raise the setting rateTolerance.',
    'Comparez les deux taux à ceux de votre banque. Si celui de GP est faux, corrigez sa table de change, et le taux de chaque document non comptabilisé (le bouton d’extension à côté de sa devise) ; corrigez ce qui est comptabilisé par une écriture. Si celui de la boutique est faux, corrigez-le là. Acceptez ensuite cet écart, ou augmentez le réglage rateTolerance.',
  ],
  [
    'In another currency {} came: how much of the order that pays is not known.',
    'Dans une autre devise {1} sont venus : combien de la commande cela paie n’est pas connu.',
  ],
  [
    'Compare what came in the other currency with what is due before you remind the customer, and do not enter the same money in the shop again.',
    'Comparez ce qui est venu dans l’autre devise avec ce qui est dû avant de relancer le client, et ne saisissez pas le même argent une seconde fois dans la boutique.',
  ],
  ['{} {} are paid, and {} were charged.', '{1} {2} sont payés, et {3} ont été facturés.'],
  [
    'See at the provider or the bank how often the money came. If it came twice, pay back what is too much, or leave it as a credit of the customer in GP.',
    'Voyez chez le prestataire ou à la banque combien de fois l’argent est venu. S’il est venu deux fois, remboursez le trop-perçu, ou laissez-le en crédit du client dans GP.',
  ],
  ['{}, and GP has made no invoice of {}.', '{1}, et GP n’a pas fait de facture de {2}.'],
  [
    'Transfer {} to an invoice in GP, or correct the state in the shop.',
    'Transférez {1} en facture dans GP, ou corrigez l’état dans la boutique.',
  ],
  ['{} over {} {} waits for goods.', '{1} de {2} {3} attend des marchandises.'],
  ['When the goods are there, transfer {} in GP.', 'Quand les marchandises sont là, transférez {1} dans GP.'],
  [
    'Invoice {} of {} is not posted: the ledger does not have the sale yet.',
    'La facture {1} de {2} n’est pas comptabilisée : le grand livre n’a pas encore la vente.',
  ],
  ['Post the batch of {} in GP.', 'Comptabilisez le lot de {1} dans GP.'],
  ['Receipt {} of payment {} is not posted.', 'L’encaissement {1} du paiement {2} n’est pas comptabilisé.'],
  [
    'Post the batch of {} in GP, and apply the receipt to the invoice ({}).',
    'Comptabilisez le lot de {1} dans GP, et appliquez l’encaissement à la facture ({2}).',
  ],
  ['Credit memo {} of credit slip {} is not posted.', 'La note de crédit {1} de l’avoir {2} n’est pas comptabilisée.'],
  [
    'Post the batch of {} in GP, and apply the memo to the invoice ({}), while something is open of that.',
    'Comptabilisez le lot de {1} dans GP, et appliquez la note à la facture ({2}), tant que quelque chose en est ouvert.',
  ],
  [
    'The hub had set what GP says, and somebody changed it in the shop.',
    'Le hub avait mis ce que GP dit, et quelqu’un l’a changé dans la boutique.',
  ],
  ['GP has changed since the last round.', 'GP a changé depuis le dernier passage.'],
  [
    'The next round sets it right, or asks, as the setting says; "ledgerline reconcile --propose" proposes to set it. See who changes it in the shop.',
    'Le prochain passage le corrige, ou demande, selon le réglage ; "ledgerline reconcile --propose" propose de le mettre. Voyez qui le change dans la boutique.',
  ],
  [
    'The next round sets it right, or asks, as the setting says. See who changes it in the shop.',
    'Le prochain passage le corrige, ou demande, selon le réglage. Voyez qui le change dans la boutique.',
  ],
  [
    'Answer the question, or let the flow go on: "ledgerline flows" shows it.',
    'Répondez à la question, ou laissez le processus continuer : "ledgerline flows" le montre.',
  ],
  [
    'Answer the question, or let the flow go on: "ledgerline flows" shows it. Stock moves by the hour, so no number of now is proposed.',
    'Répondez à la question, ou laissez le processus continuer : "ledgerline flows" le montre. Le stock bouge d’heure en heure, donc aucun nombre d’à présent n’est proposé.',
  ],
  [
    'Answer the question, or let the flow go on: "ledgerline flows" shows it; "ledgerline reconcile --propose" proposes to set it alone.',
    'Répondez à la question, ou laissez le processus continuer : "ledgerline flows" le montre ; "ledgerline reconcile --propose" propose de le mettre seul.',
  ],
  [
    'The shop still has what {} has set, which is switched off: nobody keeps it up to date.',
    'La boutique a encore ce que {1} a mis, qui est désactivé : personne ne le tient à jour.',
  ],
  [
    'The shop still has what {} has set, which leaves the record out by now: nobody keeps it up to date.',
    'La boutique a encore ce que {1} a mis, qui laisse maintenant la fiche de côté : personne ne le tient à jour.',
  ],
  [
    '"ledgerline reconcile --propose" proposes to take it back; what other people have set stays. Or switch the flow on again.',
    '"ledgerline reconcile --propose" propose de le reprendre ; ce que d’autres ont mis reste. Ou réactivez le processus.',
  ],
  [
    'Nothing, if the next round sets it; "ledgerline flows" says when.',
    'Rien, si le prochain passage le met ; "ledgerline flows" dit quand.',
  ],
  [
    'Answer the incident: "ledgerline show {} --entity {}" names it.',
    'Répondez à l’incident : "ledgerline show {1} --entity {2}" l’indique.',
  ],
  [
    'A round found it on {} UTC: somebody had changed it in the shop.',
    'Un passage l’a trouvé le {1} UTC : quelqu’un l’avait changé dans la boutique.',
  ],
  [
    'A round that looked at every record found it on {} UTC: it had changed, and no list had shown it.',
    'Un passage sur toutes les fiches l’a trouvé le {1} UTC : cela avait changé, et aucune liste ne l’avait montré.',
  ],
  [
    'Nothing, where it was set right since. If it comes again, see what changes it.',
    'Rien, si c’est corrigé depuis. Si cela revient, voyez ce qui le change.',
  ],
  [
    'Payout {} has a sale of {} {}, and the shop has no such payment.',
    'Le versement {1} a une vente de {2} {3}, et la boutique n’a pas ce paiement.',
  ],
  [
    'Find the order at the provider. Where the shop has its payment without this transaction, as a state adds one, add no second one: accept this difference with the number of that payment. Where it has none, add the payment in the shop; until then the money stays open on the clearing account.',
    'Trouvez la commande chez le prestataire. Si la boutique a son paiement sans cette transaction, comme un état en ajoute un, n’en ajoutez pas un second : acceptez cet écart avec le numéro de ce paiement. Si elle n’en a pas, ajoutez le paiement dans la boutique ; d’ici là l’argent reste ouvert sur le compte d’attente.',
  ],
  ['Payout {} of {} has no journal in GP.', 'Le versement {1} de {2} n’a pas d’écriture dans GP.'],
  [
    'Look at its run, ledgerline show "{}" --entity hub.payout: answer what it asks, or let it run again.',
    'Voyez son exécution, ledgerline show "{1}" --entity hub.payout : répondez à sa question, ou relancez-la.',
  ],
  ['Journal {} of payout {} is {} GP.', 'L’écriture {1} du versement {2} est {3} GP.'],
  [
    'Find out why it was taken out. If the payout is to be booked, enter its journal in GP again and link it: "ledgerline proposals link hub.payout {} gp.glTransaction NUMBER". If not, accept this difference.',
    'Cherchez pourquoi il a été retiré. Si le versement est à comptabiliser, saisissez de nouveau son écriture dans GP et liez-la : "ledgerline proposals link hub.payout {1} gp.glTransaction NUMBER". Sinon, acceptez cet écart.',
  ],
  [
    'Journal {} has {}, the rows of payout {} come to {}.',
    'L’écriture {1} a {2}, les lignes du versement {3} font {4}.',
  ],
  ['Correct journal {} before it is posted.', 'Corrigez l’écriture {1} avant comptabilisation.'],
  [
    'Enter the difference by a journal of your own, then accept this difference.',
    'Saisissez la différence par une écriture à vous, puis acceptez cet écart.',
  ],
  [
    'The rows of payout {} do not add up to what went to the bank.',
    'Les lignes du versement {1} ne font pas ce qui est allé à la banque.',
  ],
  ['Bring the report that holds the missing rows.', 'Apportez le relevé qui contient les lignes manquantes.'],
  ['Journal {} of payout {} is not posted.', 'L’écriture {1} du versement {2} n’est pas comptabilisée.'],
  [
    'Post the batch of journal {} in GP; then deposit the receipts of the payout from the checkbook of the provider (Transactions > Financial > Bank Deposits), which Web Services cannot do.',
    'Comptabilisez le lot de l’écriture {1} dans GP ; déposez ensuite les encaissements du versement depuis le compte du prestataire (Transactions > Financial > Bank Deposits), ce que Web Services ne peut pas.',
  ],
  [
    'Payment {} is {} {}, and was paid out as {} {} ({}).',
    'Le paiement {1} est de {2} {3}, et a été versé pour {4} {5} ({6}).',
  ],
  [
    'Book the conversion: the receipt leaves the clearing account in one currency, the payout in the other.',
    'Comptabilisez la conversion : l’encaissement quitte le compte d’attente dans une devise, le versement dans l’autre.',
  ],
  [
    'Payment {}, transaction {}, was paid out {} times: {}.',
    'Le paiement {1}, transaction {2}, a été versé {3} fois : {4}.',
  ],
  [
    'Ask the provider. If the customer paid twice, add the second payment in the shop; if not, the provider takes it back.',
    'Demandez au prestataire. Si le client a payé deux fois, ajoutez le second paiement dans la boutique ; sinon, le prestataire le reprend.',
  ],
  [
    'Payment {} is {} {}, and {} of it were paid out ({}).',
    'Le paiement {1} est de {2} {3}, et {4} en ont été versés ({5}).',
  ],
  [
    'Compare order and provider: a part was captured, or the payment was edited. Correct the payment in the shop and its receipt in GP; the journal has what the provider says.',
    'Comparez commande et prestataire : une partie a été encaissée, ou le paiement a été modifié. Corrigez le paiement dans la boutique et son encaissement dans GP ; l’écriture a ce que dit le prestataire.',
  ],
  [
    'The provider has given {} {} back ({}), and the shop says {}.',
    'Le prestataire a rendu {1} {2} ({3}), et la boutique dit {4}.',
  ],
  [
    'Make the credit slip in the shop, so that sales and tax are lowered once.',
    'Faites l’avoir dans la boutique, pour que ventes et taxe soient diminuées une fois.',
  ],
  [
    'More came than was charged, {} for {}: {} of it went back.',
    'Il est venu plus que ce qui a été facturé, {1} pour {2} : {3} en sont repartis.',
  ],
  [
    'Make no credit slip: what had come too much lowers neither sales nor tax.',
    'Ne faites pas d’avoir : ce qui était venu en trop ne diminue ni ventes ni taxe.',
  ],
  [
    'Make a credit slip of {} in the shop, and no larger one: what had come too much lowers neither sales nor tax.',
    'Faites dans la boutique un avoir de {1}, pas plus grand : ce qui était venu en trop ne diminue ni ventes ni taxe.',
  ],
  [
    'Its receipt in GP is a credit of the customer: book once that it went back (a journal of the payout has moved that money already), then accept this difference.',
    'Son encaissement dans GP est un crédit du client : comptabilisez une fois qu’il est reparti (une écriture du versement a déjà mouvementé cet argent), puis acceptez cet écart.',
  ],
  [
    'Receipt {} of payment {} is on the clearing account, and no settlement report says that it was paid out.',
    'L’encaissement {1} du paiement {2} est sur le compte d’attente, et aucun relevé ne dit qu’il a été versé.',
  ],
  [
    'Bring the reports of the provider of these days. If they are there, ask the provider what became of the payment.',
    'Apportez les relevés du prestataire de ces jours. S’ils sont là, demandez-lui ce qu’est devenu le paiement.',
  ],
  [
    'The bank of the customer has taken {} {} of payment {} back ({}).',
    'La banque du client a repris {1} {2} du paiement {3} ({4}).',
  ],
  [
    'Answer at the provider before the deadline, and give nothing back for order {} meanwhile.',
    'Répondez chez le prestataire avant l’échéance, et ne rendez rien entre-temps pour la commande {1}.',
  ],
  [
    'The shop says that {} {} were given back (credit slip {}), and the reports of the provider have {}.',
    'La boutique dit que {1} {2} ont été rendus (avoir {3}), et les relevés du prestataire ont {4}.',
  ],
  [
    'A dispute about the order was won, so the money came back. If the credit slip was made for that dispute, pay nobody, and take its credit back in GP: void it, or enter a debit memo where it is posted. If the customer was promised the money all the same, give it back at the provider.',
    'Un litige sur la commande a été gagné, donc l’argent est revenu. Si l’avoir a été fait pour ce litige, ne payez personne, et reprenez son crédit dans GP : annulez-le, ou saisissez une note de débit s’il est comptabilisé. Si l’argent a été promis au client malgré tout, rendez-le chez le prestataire.',
  ],
  [
    'Receipts of the sales of payout {} lie on several checkbooks, and its journal takes all of them off one account: {} {}.',
    'Les encaissements des ventes du versement {1} sont sur plusieurs comptes bancaires (checkbooks), et son journal les retire tous d’un seul compte : {2} {3}.',
  ],
  [
    'Name one checkbook, or card types of one, for all methods of this provider in the value maps receipt and checkbook: that of the account which payout-account names for its sales. Transfer in GP what lies on the others, then accept this difference.',
    'Nommez un seul compte bancaire (checkbook), ou des types de carte d’un seul, pour tous les modes de ce prestataire dans les tables de valeurs receipt et checkbook : celui du compte que payout-account nomme pour ses ventes. Transférez dans GP ce qui est sur les autres, puis acceptez cette différence.',
  ],
  [
    'Look at the provider whether the refund is on its way. If nobody has made it, make it there: the customer waits for the money. If it went another way, or the customer has a voucher, there is nothing to do.',
    'Voyez chez le prestataire si le remboursement est en route. Si personne ne l’a fait, faites-le là : le client attend l’argent. S’il est passé autrement, ou si le client a un bon, il n’y a rien à faire.',
  ],
  [
    '{} was entered by hand with {} of the {} that the shop charged.',
    '{1} a été saisi à la main pour {2} des {3} que la boutique a facturés.',
  ],
  [
    'Whether {} took back goods of {} or of the rest is not known.',
    'On ne sait pas si {1} a repris des marchandises de {2} ou du reste.',
  ],
  [
    'Look where the rest stands in GP: if it was entered as another document, accept this difference with its number; if nowhere, enter it.',
    'Voyez où se trouve le reste dans GP : s’il a été saisi comme un autre document, acceptez cet écart avec son numéro ; s’il n’est nulle part, saisissez-le.',
  ],
  ['It is {} now.', 'Il est de {1} maintenant.'],
  ['See that each slip is credited once.', 'Veillez à ce que chaque avoir soit crédité une fois.'],
  [
    '{} was entered by hand for customer {}; the customer of the order is {}.',
    '{1} a été saisi à la main pour le client {2} ; le client de la commande est {3}.',
  ],
  [
    'If both are the same one, accept this difference. If not, correct the customer of {}.',
    'Si les deux sont le même, acceptez cet écart. Sinon, corrigez le client de {1}.',
  ],
  [
    '{} was entered by hand with {} of tax; the shop charged {}.',
    '{1} a été saisi à la main avec {2} de taxe ; la boutique a facturé {3}.',
  ],
  [
    'Correct the tax details of {}, or enter the difference in GP.',
    'Corrigez les détails de taxe de {1}, ou saisissez l’écart dans GP.',
  ],
  [
    '{} was entered by hand with other goods than the order has, although the total is the same: {}.',
    '{1} a été saisi à la main avec d’autres articles que la commande, bien que le total soit le même : {2}.',
  ],
  [
    'If these are to be delivered, accept this difference. If not, correct the lines of {}.',
    'Si ceux-ci doivent être livrés, acceptez cet écart. Sinon, corrigez les lignes de {1}.',
  ],
  [
    '{} was made of {} {}, and the shop has no such {} any more: somebody deleted it.',
    '{1} vient de {2} {3}, et la boutique n’a plus cela ({4}) : quelqu’un l’a supprimé.',
  ],
  [
    '{} was made of payment {}, and the shop has no such payment any more: somebody deleted it.',
    '{1} vient du paiement {2}, et la boutique n’a plus ce paiement : quelqu’un l’a supprimé.',
  ],
  [
    'Find out why the payment was deleted. If the money came for this order, keep the deposit, and do not enter the payment in the shop again: it would get a receipt. If not, take the deposit off the sales order in GP (Sales Transaction Entry, Amount Received), or, where it went on to an invoice, correct it on the account of the customer.',
    'Cherchez pourquoi le paiement a été supprimé. Si l’argent est venu pour cette commande, gardez l’acompte, et ne ressaisissez pas le paiement dans la boutique : il recevrait un encaissement. Sinon, retirez l’acompte de la commande dans GP (Sales Transaction Entry, Amount Received) ou, s’il est passé sur une facture, corrigez-le sur le compte du client.',
  ],
  [
    'If nothing is delivered, void {} in GP; else keep it, and note there why the shop has no order.',
    'Si rien n’est livré, annulez {1} dans GP ; sinon gardez-le, et notez-y pourquoi la boutique n’a pas de commande.',
  ],
  [
    'Find out why the {} was deleted, and correct {} in GP if the money or the goods did not go that way.',
    'Cherchez pourquoi cela ({1}) a été supprimé, et corrigez {2} dans GP si l’argent ou les marchandises ne sont pas allés ainsi.',
  ],
  [
    'GP does not let the hub list its sales documents, so invoices and back orders are not compared: see "ledgerline doctor".',
    'GP ne laisse pas le hub lister ses documents de vente, donc factures et reliquats ne sont pas comparés : voyez "ledgerline doctor".',
  ],
  [
    'GP does not let the hub read sales invoices, so a void one counts as an invoice, and deposits that a transfer took along are not compared: see "ledgerline doctor".',
    'GP ne laisse pas le hub lire les factures de vente, donc une facture annulée compte comme facture, et les acomptes qu’un transfert a emportés ne sont pas comparés : voyez "ledgerline doctor".',
  ],
  [
    'GP does not let the hub list the cash receipts of a customer, so a second receipt of a payment is not seen: see "ledgerline doctor".',
    'GP ne laisse pas le hub lister les encaissements d’un client, donc un second encaissement d’un paiement n’est pas vu : voyez "ledgerline doctor".',
  ],
  [
    'Let the Webservice key read order_slip (Advanced Parameters, Webservice), and compare again: what was refunded stands in the credit slips.',
    'Donnez à la clé du webservice le droit de lire order_slip (Paramètres avancés, Webservice), et comparez de nouveau : ce qui a été remboursé se trouve dans les avoirs.',
  ],
  [
    'The shop does not let the hub read credit slips (order_slip), so what was refunded is known by lines and states alone, and nothing says whether it is credited: see "ledgerline doctor".',
    'La boutique ne laisse pas le hub lire les avoirs (order_slip), donc ce qui a été remboursé n’est connu que par les lignes et les états, et rien ne dit si c’est crédité : voyez "ledgerline doctor".',
  ],
  [
    'GP has closed {}, and nothing that it made of it is found: no invoice, and no back order.',
    'GP a clos {1}, et rien de ce qu’il en a fait n’est trouvé : ni facture, ni reliquat.',
  ],
  [
    'See in GP whether its invoice was deleted, or has another customer PO number. If it was deleted, and the order is to be delivered, enter it again and link it: "ledgerline proposals link prestashop.order {} gp.salesOrder NUMBER".',
    'Voyez dans GP si sa facture a été supprimée, ou si elle a un autre numéro de commande client. Si elle a été supprimée et que la commande doit être livrée, saisissez-la de nouveau et liez-la : "ledgerline proposals link prestashop.order {1} gp.salesOrder NUMBER".',
  ],
  [
    'The shop does not let the hub read which states orders had (order_histories), so it is not known whose money is only authorised: see "ledgerline doctor".',
    'La boutique ne laisse pas le hub lire les états qu’ont eus les commandes (order_histories), donc on ne sait pas lesquelles sont seulement autorisées : voyez "ledgerline doctor".',
  ],
  ['Its run is {}:', 'Son exécution est dans l’état « {1} » :'],
  ['{} is {} in the shop, and {} by GP.', '{1} est {2} dans la boutique, et {3} selon GP.'],
  ['It has no run.', 'Elle n’a pas d’exécution.'],
  [
    'Do not void {}: a part of it is transferred already ({}). Cancel in GP what is still open of it, and credit what is invoiced.',
    'N’annulez pas {1} : une partie en est déjà transférée ({2}). Annulez dans GP ce qui en est encore ouvert, et créditez ce qui est facturé.',
  ],
  ['An invoice that was made of it is not void: {}.', 'Une facture qui en a été faite n’est pas annulée : {1}.'],
  [
    'See what that invoice delivers. Enter in GP what is left of the order, and no more; or give the rest back in the shop by a credit slip.',
    'Regardez ce que cette facture livre. Saisissez dans GP ce qui reste de la commande, et rien de plus ; ou rendez le reste dans la boutique par un avoir.',
  ],
  [
    '{} is void in GP, and what was made of a part of it is not: {}. Nothing of the order is a sale in the shop any more.',
    '{1} est annulé dans GP, et ce qui a été fait d’une partie ne l’est pas : {2}. Plus rien de la commande n’est une vente dans la boutique.',
  ],
  [
    'Enter a return or a credit memo of {} in GP; an invoice that is not posted is deleted or voided instead.',
    'Saisissez dans GP un retour ou une note de crédit de {1} ; une facture non comptabilisée est supprimée ou annulée à la place.',
  ],
  [
    'A part of {} is transferred: do not void it. If nothing more is delivered, cancel in GP what is still open of it; if what is invoiced was given back, enter a return or a credit memo.',
    'Une partie de {1} est transférée : ne l’annulez pas. Si rien de plus n’est livré, annulez dans GP ce qui en est encore ouvert ; si ce qui est facturé a été rendu, saisissez un retour ou une note de crédit.',
  ],
]

/** What a difference or an open item is called, and why sides disagree: [as the hub says it, in French]. */
export const reconciliationLabels: Readonly<Record<string, string>> = {
  'cannot be read': 'illisible',
  'not in GP': 'pas dans GP',
  'gone from GP': 'disparu de GP',
  'void in GP': 'annulé dans GP',
  'entered twice in GP': 'saisi deux fois dans GP',
  'cancelled in the shop, alive in GP': 'annulé dans la boutique, ouvert dans GP',
  'refunded whole, alive in GP': 'remboursé en entier, ouvert dans GP',
  'another currency': 'autre devise',
  'another customer': 'autre client',
  'another total': 'autre total',
  'other taxes': 'autres taxes',
  'other goods': 'autres articles',
  'other parts of the total': 'autres parts du total',
  'invoiced for another amount': 'facturé pour un autre montant',
  'refunds are not clear': 'remboursements peu clairs',
  "refunds are a person's": 'remboursements à saisir par une personne',
  'payment without receipt': 'paiement sans encaissement',
  'payment that takes back': 'paiement qui reprend',
  'paid twice': 'payé deux fois',
  'receipt of another amount': 'encaissement d’un autre montant',
  'receipt of another customer': 'encaissement d’un autre client',
  'receipt on another checkbook': 'encaissement sur un autre compte bancaire',
  'receipt of another kind': 'encaissement d’un autre type',
  'receipt of another month': 'encaissement d’un autre mois',
  'receipt is void': 'encaissement annulé',
  'deposit off the order': 'acompte retiré de la commande',
  'received twice': 'encaissé deux fois',
  'slip without credit memo': 'avoir sans note de crédit',
  'credit memo of another amount': 'note de crédit d’un autre montant',
  'credit memo of another customer': 'note de crédit d’un autre client',
  'credit memo with other taxes': 'note de crédit avec d’autres taxes',
  'credit memo is void': 'note de crédit annulée',
  'credited twice': 'crédité deux fois',
  'order is gone from the shop': 'commande disparue de la boutique',
  'payment is gone from the shop': 'paiement disparu de la boutique',
  'slip is gone from the shop': 'avoir disparu de la boutique',
  'paid out in another amount': 'versé pour un autre montant',
  'paid out in another currency': 'versé dans une autre devise',
  'paid out twice': 'versé deux fois',
  'paid out, not in the shop': 'versé, pas dans la boutique',
  'given back, not in the shop': 'rendu, pas dans la boutique',
  'payout without journal': 'versement sans écriture',
  'journal of another amount': 'écriture d’un autre montant',
  'journal on other accounts': 'écriture sur d’autres comptes',
  'another exchange rate': 'un autre taux de change',
  'received at another rate': 'encaissé à un autre taux',
  'received on several checkbooks': 'encaissé sur plusieurs comptes bancaires',
  'paid, not in GP': 'payé, pas dans GP',
  'paid without a payment': 'payé sans paiement',
  'sent, not invoiced': 'expédié, non facturé',
  'closed, not invoiced': 'close, non facturée',
  'waits in a back order': 'en reliquat',
  'invoice not posted': 'facture non comptabilisée',
  'invoiced, not paid': 'facturé, non payé',
  'not applied': 'non appliqué',
  'small rest': 'petit reste',
  'credit left over': 'crédit restant',
  'paid too much': 'trop payé',
  'paid, and cancelled': 'payé, et annulé',
  'sent, not captured': 'expédié, non encaissé',
  'receipt not posted': 'encaissement non comptabilisé',
  'credit memo not posted': 'note de crédit non comptabilisée',
  'receipt not paid out': 'encaissement non versé',
  'credited, not paid back': 'crédité, non remboursé',
  chargeback: 'contestation bancaire',
  'payout with missing rows': 'versement avec lignes manquantes',
  'journal not posted': 'écriture non comptabilisée',
  'another stock': 'autre stock',
  'another price': 'autre prix',
  'another name': 'autre nom',
  'discontinued, and sold': 'abandonné, et vendu',
  'another account': 'autre compte client',
  'another answer when sold out': 'autre réponse en rupture de stock',
  'other details': 'autres caractéristiques',
  'left behind by the hub': 'laissé par le hub',
  'no item in GP': 'pas d’article dans GP',
  'nearly an item': 'presque un article',
  'one reference, several products': 'une référence, plusieurs produits',
  'item that the shop does not sell': 'article que la boutique ne vend pas',
  'one customer, several accounts': 'un client, plusieurs comptes',
  'one customer, several in GP': 'un client, plusieurs dans GP',
  'its flow is off': 'son processus est désactivé',
  'not seen by the hub': 'non vu par le hub',
  stopped: 'arrêté',
  waits: 'en attente',
  blocked: 'bloqué',
  missed: 'manqué',
  'skipped by a rule': 'laissé de côté par une règle',
  'deleted in GP': 'supprimé dans GP',
  'edited in GP': 'modifié dans GP',
  'entered by hand in GP': 'saisi à la main dans GP',
  'edited in the shop': 'modifié dans la boutique',
  'cancelled in the shop': 'annulé dans la boutique',
  'refunded in the shop': 'remboursé dans la boutique',
  'deleted in the shop': 'supprimé dans la boutique',
  'paid twice in the shop': 'payé deux fois dans la boutique',
  'not in the shop': 'pas dans la boutique',
  'written differently': 'écrit autrement',
  renumbered: 'renuméroté',
  'used twice': 'utilisé deux fois',
  'settled differently': 'réglé autrement',
  'rows came later': 'lignes venues plus tard',
  unknown: 'inconnu',
}
