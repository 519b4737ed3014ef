/**
 * What the checks of connections, permissions, feeds and settings say, and errors of connections.
 * [the sentence, {} where a value stands; in French]
 */
export const checkSentences: readonly (readonly [string, string])[] = [
  [
    'Another worker carries this run on. Nothing is to be done.',
    'Un autre processus continue cette exécution. Il n’y a rien à faire.',
  ],
  [
    '“{}” goes live for the first time, and its cut-over is {}. Orders placed since then that are sales would all go to GP by themselves.',
    '« {1} » entre en service pour la première fois, et sa bascule est {2}. Les commandes passées depuis qui sont des ventes passeraient toutes dans GP d’elles-mêmes.',
  ],
  ['Placed since then: {}.', 'Passées depuis : {1}.'],
  ['Placed since then: {} or more.', 'Passées depuis : {1} ou plus.'],
  ['The shop does not say how many there are.', 'La boutique ne dit pas combien il y en a.'],
  [
    'If people have entered them in GP as ever, say that it begins now: --since now. If nobody has entered any, say --since {}. Orders placed before that time stay with people; a single one goes over with "ledgerline run ORDER".',
    'Si quelqu’un les a saisies dans GP comme toujours, dites que cela commence maintenant : --since now. Si personne n’en a saisi, dites --since {1}. Les commandes passées avant ce moment restent à la charge de quelqu’un ; une seule passe avec "ledgerline run ORDER".',
  ],
  [
    'The feed {} fails since {} ({} times): {}. {}; it is tried again {}.',
    'Le flux {1} échoue depuis {2} ({3} fois) : {4}. {5} ; il est réessayé {6}.',
  ],
  [
    'The feed {} goes on without {} that it cannot read: {}.',
    'Le flux {1} continue sans {2} qu’il ne peut pas lire : {3}.',
  ],
  [
    'Each has an incident that says what to do: "ledgerline incidents".',
    'Chacun a un incident qui dit que faire : "ledgerline incidents".',
  ],
  [
    'The integration is paused, so the shop is not asked for changes.',
    'L’intégration est en pause, donc les changements de la boutique ne sont pas demandés.',
  ],
  ['Rounds come by their schedule meanwhile.', 'Les passages viennent en attendant selon leur horaire.'],
  ['All {} feeds come through.', 'Les {1} flux passent tous.'],
  [
    'The shop was not asked for changes yet; the hub does it while it runs.',
    'Les changements de la boutique n’ont pas encore été demandés ; le hub le fait pendant qu’il tourne.',
  ],
  ['Feeds that did not come through when they were due: {}.', 'Flux qui ne sont pas passés quand ils devaient : {1}.'],
  [
    'Does a hub run that polls? If one does, a connection pauses after failures: the other checks and its log say which.',
    'Un hub qui interroge tourne-t-il ? Si oui, une connexion se met en pause après des échecs : les autres contrôles et son journal disent laquelle.',
  ],
  [
    '{} {} {} it: without it a cancelled order is known by nothing, and keeps lowering the stock.',
    '{1} ({2} {3}) : sans cela rien ne montre qu’une commande est annulée, et elle continue de diminuer le stock.',
  ],
  ['What {} sets there counts for nothing.', 'Ce que {1} y met ne compte pas.'],
  [
    'It takes a stock row only as a whole: {} gives back the number in stock that it has read, and a piece that is sold in that moment is on sale again.',
    'Elle ne prend une ligne de stock qu’entière : {1} rend le nombre en stock qu’il a lu, et une pièce vendue à ce moment est de nouveau en vente.',
  ],
  [
    'Add the process stock, whose next round sets the number right; or pause the flow until the shop is upgraded to 8.0.2 or later.',
    'Ajoutez le processus stock, dont le prochain passage corrige le nombre ; ou mettez le flux en pause jusqu’à la mise à niveau de la boutique vers 8.0.2 ou plus récent.',
  ],
  [
    'Enable stock management in the shop (Shop Parameters, Product Settings, Products stock).',
    'Activez la gestion des stocks dans la boutique (Paramètres de la boutique, Produits, Stock des produits).',
  ],
  [
    'Stock management is switched off in the shop (Shop Parameters, Product Settings): it sells everything, whatever its numbers say.',
    'La gestion des stocks est désactivée dans la boutique (Paramètres de la boutique, Produits) : elle vend tout, quoi que disent ses nombres.',
  ],
  [
    'The shop sells in {}, too, which the setting groupPriceCurrencies does not name: there customers of the groups {} pay what everybody pays, as the shop converts it, whatever {} sets.',
    'La boutique vend aussi en {1}, que le réglage groupPriceCurrencies n’indique pas : les clients des groupes {2} y paient ce que tous paient, converti par la boutique, quoi que mette {3}.',
  ],
  [
    'Name the currency in groupPriceCurrencies, where GP has price lists in it; or switch it off in the shop (International, Localization, Currencies).',
    'Indiquez la devise dans groupPriceCurrencies, si GP a des listes de prix dans cette devise ; ou désactivez-la dans la boutique (International, Localisation, Devises).',
  ],
  [
    "The shop's connection is in “{}”, and the setting timezone says “{}”: orders near midnight get the date of another day, perhaps of a closed month.",
    'La connexion de la boutique est dans « {1} », et le réglage timezone dit « {2} » : les commandes proches de minuit prennent la date d’un autre jour, peut-être d’un mois fermé.',
  ],
  [
    'Set both to the time zone of the shop (International, Localization), and import.',
    'Mettez les deux au fuseau horaire de la boutique (International, Localization), et importez.',
  ],
  [
    '{}, and orders are taken from {} (setting site): what was sold is offered again as soon as GP has its order.',
    '{1}, et les commandes sont prises sur {2} (réglage site) : ce qui a été vendu est proposé à nouveau dès que GP a la commande.',
  ],
  [
    'Name the same site in the settings site and stockSites; or set stockElsewhere to true, where the two differ on purpose.',
    'Indiquez le même site dans les réglages site et stockSites ; ou mettez stockElsewhere à true, si les deux diffèrent exprès.',
  ],
  [
    '{}, and orders name no site (setting site): GP takes its own default. Where that is another one, what was sold is offered again as soon as GP has its order.',
    '{1}, et les commandes n’indiquent aucun site (réglage site) : GP prend le sien. Si c’en est un autre, ce qui a été vendu est proposé à nouveau dès que GP a la commande.',
  ],
  [
    '{}, and orders name no site (setting site): GP has taken {} from {}. What was sold is offered again as soon as GP has its order.',
    '{1}, et les commandes n’indiquent aucun site (réglage site) : GP a pris {2} de {3}. Ce qui a été vendu est proposé à nouveau dès que GP a la commande.',
  ],
  [
    'Write the site that orders are to be taken from into the setting site, one of stockSites; or name {} in stockSites. Where the two differ on purpose, set stockElsewhere to true.',
    'Écrivez le site d’où prendre les commandes dans le réglage site, l’un de stockSites ; ou nommez {1} dans stockSites. Si les deux diffèrent à dessein, mettez stockElsewhere à true.',
  ],
  [
    'Write the site that orders are taken from into the setting site.',
    'Écrivez dans le réglage site le site sur lequel les commandes sont prises.',
  ],
  [
    '{} is on, and no GP site is chosen (setting stockSites): no stock is written.',
    '{1} est en marche, et aucun site de GP n’est choisi (réglage stockSites) : aucun stock n’est écrit.',
  ],
  [
    'The setting stockSites names {}, and GP has no such site: no item is there, so each of them asks.',
    'Le réglage stockSites nomme {1}, et GP n’a pas ce site : aucun article n’y est, et chacun pose donc une question.',
  ],
  ['Correct the setting stockSites. Sites of GP are {}.', 'Corrigez le réglage stockSites. Les sites de GP sont {1}.'],
  [
    'GP had allocated none of the newest {} sales orders when the hub made them, so its stock does not count them: {} takes them off until GP has allocated something of them.',
    'GP n’avait rien alloué des {1} commandes clients les plus récentes quand le hub les a créées, et son stock ne les compte donc pas : {2} les déduit jusqu’à ce que GP en ait alloué une partie.',
  ],
  [
    'Let the order type of GP allocate by line item (Sales Order Processing Setup, Order), where it can: then GP counts an order at once, for whatever else reads its stock, too.',
    'Faites allouer le type de commande de GP par ligne (Sales Order Processing Setup, Order), si c’est possible : GP compte alors une commande aussitôt, aussi pour tout autre lecteur de son stock.',
  ],
  [
    'The shop takes a discount off every price for customers of {}: they pay less than GP says, whatever {} set.',
    'La boutique retire une remise de chaque prix pour les clients de {1} : ils paient moins que ce que dit GP, quoi que mettent {2}.',
  ],
  [
    'Set the discount of the group to 0 in the shop (Shop Parameters, Customer Settings, Groups), where prices of GP are final. Everybody who is not signed in is in a group as well: Visitor, Guest.',
    'Mettez la remise du groupe à 0 dans la boutique (Paramètres de la boutique, Clients, Groupes), là où les prix de GP sont définitifs. Qui n’est pas connecté est aussi dans un groupe : Visiteur, Invité.',
  ],
  [
    '{} gives the shop the stock of GP, and no flow that is on carries orders to GP: what the shop has sold is offered again until somebody has entered it there.',
    '{1} donne à la boutique le stock de GP, et aucun processus en marche ne porte les commandes dans GP : ce que la boutique a vendu est proposé à nouveau jusqu’à ce que quelqu’un l’y ait saisi.',
  ],
  [
    'Switch the flow of orders on; or enter each order in GP at once, and hold pieces back with the setting stockSafety.',
    'Mettez en marche le processus des commandes ; ou saisissez aussitôt chaque commande dans GP, et gardez des pièces en réserve par le réglage stockSafety.',
  ],
  [
    'The answers of the value map "{}" are there and may be booked on.',
    'Les réponses de la table de valeurs "{1}" existent, et on peut y écrire.',
  ],
  ['The value map "{}" answers {} with {}.', 'La table de valeurs "{1}" répond à {2} par {3}.'],
  ['It is inactive.', 'C’est inactif.'],
  ['It is no posting account.', 'Ce n’est pas un compte d’imputation.'],
  ['It does not allow account entry.', 'Aucune saisie n’y est admise.'],
  ['There is no such record.', 'Un tel enregistrement n’existe pas.'],
  ['What needs it is refused or asked about.', 'Ce qui en a besoin est refusé ou fait l’objet d’une question.'],
  [
    'Correct the answer in the value map, or the record that it names.',
    'Corrigez la réponse dans la table de valeurs, ou l’enregistrement qu’elle nomme.',
  ],
  [
    'Recent orders used vouchers of an amount that one customer alone has: {}. They go over as discounts, and lower sales and tax.',
    'Des commandes récentes ont utilisé des bons d’un montant qu’un seul client possède : {1}. Ils passent comme remises, et diminuent ventes et taxe.',
  ],
  [
    'Where such vouchers were paid for, as gift cards are, name how their names or codes begin in moneyVouchers of the connection to the shop: such an order is asked about, and goes over at its full price. Where all of them are discounts, nothing is to be done.',
    'Si de tels bons ont été payés, comme les cartes cadeaux, nommez le début de leurs noms ou codes dans moneyVouchers de la connexion à la boutique : une telle commande fait l’objet d’une question, et passe à son plein prix. Si tous sont des remises, il n’y a rien à faire.',
  ],
  [
    'Payouts empty an account of their own for each of {} (value map payout-account), and no entry of the value map receipt is of a currency: receipts in all of them fill the account of one.',
    'Les versements vident un compte propre à chacune de {1} (table de valeurs payout-account), et aucune entrée de la table de valeurs receipt n’est d’une devise : les encaissements de toutes remplissent le compte d’une seule.',
  ],
  [
    'Name the card type of each currency in the value map receipt, by method and currency, as "paypal CHF"; of checks and cash the checkbook in the value map checkbook.',
    'Nommez le type de carte de chaque devise dans la table de valeurs receipt, par mode de paiement et devise, comme "paypal CHF" ; pour les chèques et les espèces, le carnet de chèques dans la table de valeurs checkbook.',
  ],
  [
    'The value map "{}" answers {} with {}, which GP has as a tax on purchases: sales would be declared as input tax.',
    'La table de valeurs "{1}" répond {3} à {2}, que GP tient pour une taxe sur les achats : des ventes seraient déclarées comme taxe déductible.',
  ],
  [
    'The value map "{}" answers {} of {} % with {}, which has {} % in GP: the tax would be declared at a rate at which nobody charged it.',
    'La table de valeurs "{1}" répond {4} à {2} de {3} %, qui a {5} % dans GP : la taxe serait déclarée à un taux auquel personne ne l’a facturée.',
  ],
  [
    'The shop charges tax {} “{}” in {}, and the value map "tax" answers it for other countries alone: an order from there stops.',
    'La boutique facture la taxe {1} « {2} » dans {3}, et la table de valeurs "tax" n’y répond que pour d’autres pays : une commande de ces pays s’arrête.',
  ],
  [
    'The shop charges tax {} “{}” in {}, and the value map "tax" answers it with {} for all of them.',
    'La boutique facture la taxe {1} « {2} » dans {3}, et la table de valeurs "tax" y répond par {4} pour tous.',
  ],
  [
    'Correct the answer in the value map, or the rate of the tax detail in GP. What was posted so far is corrected in GP.',
    'Corrigez la réponse dans la table de valeurs, ou le taux du détail de taxe dans GP. Ce qui est comptabilisé jusqu’ici se corrige dans GP.',
  ],
  [
    'Give each country an entry of its own in the value map "tax", by id and country, as "5 NL": it counts before the one by id alone. Where one tax detail is meant for all of them, say so by such entries.',
    'Donnez à chaque pays une entrée dans la table de valeurs "tax", par identifiant et pays, comme "5 NL" : elle compte avant celle de l’identifiant seul. Si un détail de taxe vaut pour tous, dites-le par de telles entrées.',
  ],
  [
    'By its name, money is only authorised in {}, and no setting says so: a payment of such an order may become a receipt before the money was taken.',
    'D’après son nom, l’argent est seulement autorisé dans {1}, et aucun réglage ne le dit : un paiement d’une telle commande peut devenir un encaissement avant que l’argent soit pris.',
  ],
  ['Add to the setting authorisedStates: {}.', 'Ajoutez au réglage authorisedStates : {1}.'],
  [
    'Name the states by which the capture is said in paymentStates or capturedStates; where the module captures when goods are shipped, that is the shipped state, in capturedStates. If the money has come in such a state, name it in paymentStates.',
    'Nommez les états qui disent la capture dans paymentStates ou capturedStates ; là où le module capture à l’expédition, c’est l’état expédié, dans capturedStates. Si l’argent est arrivé dans un tel état, nommez-le dans paymentStates.',
  ],
  [
    'The shop marks {} as paid, and no setting says whether money has come by then, or is only authorised.',
    'La boutique marque {1} comme payé, et aucun réglage ne dit si l’argent est alors arrivé ou seulement autorisé.',
  ],
  [
    'Add each to one setting: paymentStates where staff or a module say by it that money came, authorisedStates where it is only authorised, capturedStates where it says of such money that it is captured. A payment that the shop writes by itself with another state asks a person.',
    'Ajoutez chacun à un réglage : paymentStates là où le personnel ou un module dit par lui que l’argent est arrivé, authorisedStates là où il est seulement autorisé, capturedStates là où il dit d’un tel argent qu’il est capturé. Un paiement que la boutique écrit elle-même avec un autre état pose une question.',
  ],
  [
    'The two systems let the hub read and write what its {} flows need{}.',
    'Les deux systèmes laissent le hub lire et écrire ce dont ses {1} processus ont besoin{2}.',
  ],
  [
    'Whether GP lets its user write cannot be asked without writing: Web Services refuse it with the first document, which then waits for a person. The role of the user needs {}. Deposits go within CreateSalesOrder.',
    'Si GP laisse son utilisateur écrire, cela ne se demande pas sans écrire : Web Services le refuse au premier document, qui attend alors une personne. Le rôle de l’utilisateur a besoin de {1}. Les acomptes passent dans CreateSalesOrder.',
  ],
  ['The role of the user needs {}.', 'Le rôle de l’utilisateur a besoin de {1}.'],
  [
    'The hub may not list {}, which {} {} for records of before they began: {}. Nobody sees then whether people have entered them, so none is written by a backfill or by "run".',
    'Le hub n’a pas le droit de lister {1}, pour {2} {3} avec des enregistrements d’avant leur début : {4}. On ne voit alors pas si quelqu’un les a saisis ; aucun n’est donc écrit par une reprise ni par "run".',
  ],
  ['The hub may not {} {}, which {} {}: {}.', 'Le hub n’a pas le droit ({1} {2}), pour {3} {4} : {5}.'],
  [
    "The standard flows and mappings of this program are newer than this integration's: {}.",
    'Les processus et correspondances standard de ce programme sont plus récents que ceux de cette intégration : {1}.',
  ],
  [
    'The hub proposes them by itself while it runs: see "ledgerline proposals list", or ask for them with "ledgerline standard --again".',
    'Le hub les propose de lui-même pendant qu’il tourne : voyez "ledgerline proposals list", ou demandez-les par "ledgerline standard --again".',
  ],
  [
    'See what would change with "ledgerline proposals show {}", then decide: "ledgerline proposals approve {}" or "ledgerline proposals reject {}".',
    'Voyez ce qui changerait par "ledgerline proposals show {1}", puis décidez : "ledgerline proposals approve {2}" ou "ledgerline proposals reject {3}".',
  ],
  [
    'Newer standard flows and mappings were not taken over, by decision on proposal {}. "ledgerline standard --again" proposes them again.',
    'Des processus et correspondances standard plus récents n’ont pas été repris, par décision sur la proposition {1}. "ledgerline standard --again" les propose à nouveau.',
  ],
  [
    'The standard flows and mappings of this program are newer, and do not go together with what was changed here: {}.',
    'Les processus et correspondances standard de ce programme sont plus récents, et ne vont pas avec ce qui a été changé ici : {1}.',
  ],
  [
    'Write the integration to a folder with "ledgerline export FOLDER", and a fresh one with "ledgerline init OTHER-FOLDER --shop URL --gp URL --company-id ID". Carry over by hand what is wanted, then "ledgerline import FOLDER".',
    'Écrivez l’intégration dans un dossier par "ledgerline export FOLDER", et une neuve par "ledgerline init OTHER-FOLDER --shop URL --gp URL --company-id ID". Reprenez à la main ce qui est voulu, puis "ledgerline import FOLDER".',
  ],
  ['Documents travel to {} unencrypted.', 'Les documents vont à {1} sans chiffrement.'],
  [
    'Have the administrator put a certificate on the port and give the https address, or keep this network closed.',
    'Faites mettre un certificat sur le port par l’administrateur et donnez l’adresse https, ou gardez ce réseau fermé.',
  ],
  [
    'NTLM signs in at {} over plain http, and nobody has agreed to that.',
    'NTLM se connecte à {1} par http simple, et personne n’a accepté cela.',
  ],
  [
    'Give an https address; or set "allowInsecure": true in the GP connection, if this network is closed. A new connection needs one of the two.',
    'Donnez une adresse https ; ou mettez "allowInsecure": true dans la connexion GP, si ce réseau est fermé. Une nouvelle connexion a besoin de l’un des deux.',
  ],
  ['Open to this user: {}.', 'Ouvertes à cet utilisateur : {1}.'],
  ['GP Web Services answer and accept the sign-in.', 'GP Web Services répondent et acceptent la connexion.'],
  [
    'Company {} is not open to this user. Open are: {}.',
    'La société {1} n’est pas ouverte à cet utilisateur. Sont ouvertes : {2}.',
  ],
  [
    'Enable the company in the Web Services configuration wizard, give the user a role in it, or correct companyId.',
    'Activez la société dans l’assistant de configuration de Web Services, donnez-y un rôle à l’utilisateur, ou corrigez companyId.',
  ],
  ['Company {} is “{}”, not “{}”.', 'La société {1} est « {2} », non « {3} ».'],
  [
    'Correct companyId, so that nothing is written to the wrong company, or correct companyName.',
    'Corrigez companyId, pour que rien ne soit écrit dans la mauvaise société, ou corrigez companyName.',
  ],
  ['Company {} is “{}” and open to this user.', 'La société {1} est « {2} » et ouverte à cet utilisateur.'],
  [
    'What became of an order that was transferred cannot be seen: whether to an invoice or to a back order. No shipment reaches the shop by it, and "ledgerline reconcile" knows no invoices. No older order is written by a backfill or by "run", and an order in GP that is cancelled, refunded or unpaid again stops.',
    'Ce qu’est devenue une commande transférée ne se voit pas : facture ou reliquat. Aucune expédition n’arrive ainsi à la boutique, et "ledgerline reconcile" ne connaît pas de factures. Aucune ancienne commande n’est écrite par une reprise ni par "run", et une commande dans GP qui est annulée, remboursée ou de nouveau impayée s’arrête.',
  ],
  [
    'Whether an invoice is void cannot be seen, so no order that is invoiced is told as shipped, and no refund of it is credited, before a person has looked. Where the deposits of an order went cannot be seen either.',
    'Si une facture est annulée ne se voit pas : aucune commande facturée n’est donc dite expédiée, et aucun remboursement n’en est crédité, avant qu’une personne ait regardé. Où sont allés les acomptes d’une commande ne se voit pas non plus.',
  ],
  [
    'Orders are held whose unit is not in the value map "unit": GP would take the default selling unit, and 1 may mean a case.',
    'Les commandes dont l’unité n’est pas dans la table de valeurs "unit" sont retenues : GP prendrait l’unité de vente par défaut, et 1 peut vouloir dire un carton.',
  ],
  [
    "Prices have the decimals of the item itself, not those of the item in the order's currency.",
    'Les prix ont les décimales de l’article lui-même, non celles de l’article dans la devise de la commande.',
  ],
  ['The user may read {}.', 'L’utilisateur peut lire {1}.'],
  ['The policy of {} can be read.', 'La stratégie de {1} est lisible.'],
  [
    'The policy of {} does not say whether GP calculates unit prices.',
    'La stratégie de {1} ne dit pas si GP calcule les prix unitaires.',
  ],
  [
    "Compare the first order's unit prices in GP with the shop's.",
    'Comparez les prix unitaires de la première commande dans GP avec ceux de la boutique.',
  ],
  ['{} keeps the unit prices the hub sends.', '{1} garde les prix unitaires que le hub envoie.'],
  [
    "{} replaces the shop's unit prices by prices GP calculates from its price list.",
    '{1} remplace les prix unitaires de la boutique par ceux que GP calcule de son tarif.',
  ],
  [
    "In the Dynamics Security Console, policy of {}, set “Calculate Unit Price” to “Do Not Calculate” for the hub's role.",
    'Dans la Dynamics Security Console, stratégie de {1}, mettez « Calculate Unit Price » à « Do Not Calculate » pour le rôle du hub.',
  ],
  ['{}: “{}” is set to “{}”.', '{1} : « {2} » est mis à « {3} ».'],
  [
    'Create the batches the mapping names in GP, or let the policy create them.',
    'Créez dans GP les lots que la correspondance indique, ou laissez la stratégie les créer.',
  ],
  ['GP refused: {}.', 'GP a refusé : {1}.'],
  ['The check itself failed: {}.', 'Le contrôle lui-même a échoué : {1}.'],
  ['This is a mistake in the hub. Please report it.', 'C’est une erreur du hub. Signalez-la.'],
  ['The shop answers and accepts the key (PrestaShop {}).', 'La boutique répond et accepte la clé (PrestaShop {1}).'],
  [
    'The connection takes the orders of shop {} of the multistore alone.',
    'La connexion ne prend que les commandes de la boutique {1} du multiboutique.',
  ],
  ['Other shops: {}.', 'Autres boutiques : {1}.'],
  ['Of the newest orders some are of shop {}.', 'Parmi les dernières commandes, certaines sont de la boutique {1}.'],
  [
    'The shop has several shops, and the connection names none: it takes the orders of the shop of its address alone.',
    'La boutique en compte plusieurs, et la connexion n’en nomme aucune : elle ne prend que les commandes de celle de son adresse.',
  ],
  [
    'Name the shop in the connection (shopId in integration.json). Each other shop whose orders GP shall have is an integration of its own, with prefixes of its own.',
    'Nommez la boutique dans la connexion (shopId dans integration.json). Chaque autre boutique dont GP doit avoir les commandes est une intégration à part, avec ses propres préfixes.',
  ],
  [
    'Of the first {} products and as many combinations no two share a reference; the others were not looked at.',
    'Parmi les {1} premiers produits et autant de déclinaisons, aucune référence n’est partagée ; les autres n’ont pas été regardés.',
  ],
  ['No two products share a reference.', 'Aucune référence n’est partagée par deux produits.'],
  [
    '{} references are shared by several products, so their orders take one GP item: {}.',
    '{1} références sont partagées par plusieurs produits, donc leurs commandes prennent un seul article GP : {2}.',
  ],
  [
    'Give each product a reference of its own in the shop; or name its item in the value map "item", under product and combination as shown in brackets.',
    'Donnez à chaque produit sa propre référence dans la boutique ; ou indiquez son article dans la table de valeurs "item", sous produit et déclinaison comme entre parenthèses.',
  ],
  [
    'Ask the shop’s host what loads it: PHP workers, the database, a slow module. Until then set concurrency of the connection lower; orders still arrive, only later.',
    'Demandez à l’hébergeur de la boutique ce qui la charge : processus PHP, base de données, un module lent. Jusque-là baissez concurrency de la connexion ; les commandes arrivent, seulement plus tard.',
  ],
  [
    'PrestaShop {} is older than 8.0; orders are read, but the hub is tried with 8.x and 9.x.',
    'PrestaShop {1} est plus ancien que 8.0 ; les commandes sont lues, mais le hub est éprouvé avec 8.x et 9.x.',
  ],
  ['Plan the upgrade of the shop.', 'Prévoyez la mise à niveau de la boutique.'],
  [
    'PrestaShop {} cannot change single fields (PATCH) of some records.',
    'PrestaShop {1} ne peut pas changer un champ seul (PATCH) de certaines fiches.',
  ],
  ['Upgrade to 8.0.2 or later.', 'Passez à 8.0.2 ou plus récent.'],
  ['The key may read everything that orders need.', 'La clé peut lire tout ce dont les commandes ont besoin.'],
  ['The key may not read {}. Orders wait.', 'La clé ne peut pas lire {1}. Les commandes attendent.'],
  ['The key may not read {}.', 'La clé ne peut pas lire {1}.'],
  ['Tick {}.', 'Cochez {1}.'],
  ['The key may do what the hub never does: {}.', 'La clé permet ce que le hub ne fait jamais : {1}.'],
  [
    'Take these permissions away; whoever gets the key has them too.',
    'Retirez ces droits ; quiconque obtient la clé les a aussi.',
  ],
  ['The clocks of shop and hub differ by {} s.', 'Les horloges de la boutique et du hub diffèrent de {1} s.'],
  ["The shop's clock is {} s {} the hub's.", 'L’horloge de la boutique s’écarte de {1} s de celle du hub ({2}).'],
  [
    'Set both by NTP: webhooks more than 5 minutes off are refused.',
    'Réglez les deux par NTP : les webhooks décalés de plus de 5 minutes sont refusés.',
  ],
  ["The shop's time zone is {}.", 'Le fuseau horaire de la boutique est {1}.'],
  [
    "The shop's time zone is “{}”, the setting says “{}”.",
    'Le fuseau horaire de la boutique est « {1} », le réglage dit « {2} ».',
  ],
  [
    'Set timezone of the connection to that of the shop: dates would be read hours off.',
    'Mettez timezone de la connexion à celui de la boutique : les dates seraient lues décalées de plusieurs heures.',
  ],
  ['No order bears a date of the future.', 'Aucune commande ne porte une date future.'],
  [
    "Order {} bears a date that lies {} ahead of the shop's clock (in {}).",
    'La commande {1} porte une date en avance de {2} sur l’horloge de la boutique (en {3}).',
  ],
  [
    'Compare timezone of the connection with PS_TIMEZONE, and the clocks of the shop’s servers; until they agree, orders near it are read again at every poll.',
    'Comparez timezone de la connexion avec PS_TIMEZONE, et les horloges des serveurs de la boutique ; jusque-là, les commandes proches sont relues à chaque interrogation.',
  ],
  ['Orders and the key travel to {} unencrypted.', 'Les commandes et la clé vont à {1} sans chiffrement.'],
  ['Use https, unless shop and hub are one machine.', 'Utilisez https, sauf si boutique et hub sont une même machine.'],
  [
    'A voucher on one product or a gift is known by its amounts alone; where they fit several answers, its discount is spread over all lines, or the order is held.',
    'Un bon sur un produit ou un cadeau n’est connu que par ses montants ; s’ils vont à plusieurs réponses, sa remise est répartie sur toutes les lignes, ou la commande est retenue.',
  ],
  [
    'A change of state that leaves the date of the order as it was is only found at night.',
    'Un changement d’état qui laisse la date de la commande n’est trouvé que la nuit.',
  ],
  [
    'How an order was paid is not seen: part payments, overpayments, other currencies. Later payments do not start it.',
    'Comment une commande a été payée ne se voit pas : paiements partiels, trop-perçus, autres devises. Les paiements ultérieurs ne la relancent pas.',
  ],
  [
    'Shipments that are added later do not start their order.',
    'Les expéditions ajoutées plus tard ne relancent pas leur commande.',
  ],
  [
    'Credit slips are not seen, before or after the transfer: only what the lines or the state of an order show.',
    'Les avoirs ne sont pas vus, avant ou après le transfert : seulement ce que les lignes ou l’état d’une commande montrent.',
  ],
  ['Sales orders carry no shipping method.', 'Les commandes de vente ne portent pas de mode d’expédition.'],
  ['Addresses carry no state or province.', 'Les adresses ne portent pas de région.'],
  [
    'Order states are known by their flags alone, so that a cancelled order is not told from an unpaid one; the time zone is not checked, and the tax of gift wrapping is known by its amounts alone.',
    'Les états de commande ne sont connus que par leurs indicateurs : une commande annulée ne se distingue pas d’une impayée ; le fuseau horaire n’est pas contrôlé, et la taxe de l’emballage cadeau n’est connue que par ses montants.',
  ],
  [
    '"init" leaves the value map "tax-rate" empty, and a tax on shipping, wrapping or a line that no line names is asked for by its rate.',
    '"init" laisse vide la table de valeurs "tax-rate", et une taxe sur le port, l’emballage ou une ligne qu’aucune ligne n’indique est demandée par son taux.',
  ],
  [
    'What a customer wrote at the checkout is not carried.',
    'Ce qu’un client a écrit en commandant n’est pas transféré.',
  ],
  [
    'What customers had written on a product is not carried.',
    'Ce que des clients ont fait écrire sur un produit n’est pas transféré.',
  ],
  [
    'The fields of customized products are known by their numbers alone, and what is mapped by their names is not carried.',
    'Les champs des produits personnalisés ne sont connus que par leurs numéros, et ce qui est mis en correspondance par leurs noms n’est pas repris.',
  ],
  [
    'What a product is called by now is not shown beside an order line.',
    'Le nom actuel d’un produit n’est pas montré à côté d’une ligne de commande.',
  ],
  [
    'What a combination is called by now is not shown beside an order line.',
    'Le nom actuel d’une déclinaison n’est pas montré à côté d’une ligne de commande.',
  ],
  [
    'No manufacturer of a product can be set by its name.',
    'Aucune marque d’un produit ne peut être écrite par son nom.',
  ],
  [
    'A product is made in a category that the shop perhaps does not have, where no page lists it.',
    'Un produit est créé dans une catégorie que la boutique n’a peut-être pas, où aucune page ne le montre.',
  ],
  [
    'A tax rule group that is switched off is taken for one that adds its taxes, where prices of GP contain tax.',
    'Un groupe de règles de taxe désactivé est pris pour un groupe qui ajoute ses taxes, là où les prix de GP contiennent la taxe.',
  ],
  ['No price can be set for a customer group.', 'Aucun prix ne peut être mis pour un groupe de clients.'],
  [
    'No price can be set: not that of a product, nor one by customer group, currency and quantity.',
    'Aucun prix ne peut être mis : ni celui d’un produit, ni un prix par groupe de clients, devise et quantité.',
  ],
  [
    'Which other shops a multistore has is not known: no product and no combination is made in a shop that the connection names, and stock that groups of shops share is not set before its first order.',
    'On ne sait pas quelles autres boutiques l’installation a : aucun produit et aucune déclinaison n’est créé dans une boutique que la connexion nomme, et le stock que des groupes de boutiques partagent n’est pas mis avant sa première commande.',
  ],
  [
    'Stock of the shop is not shown, and no change of it can be proposed.',
    'Le stock de la boutique n’est pas montré, et aucun changement n’en peut être proposé.',
  ],
  [
    'Parts of an order that are shipped cannot be told in its messages.',
    'Les parties expédiées d’une commande ne peuvent pas être dites dans ses messages.',
  ],
  ['Orders are not carried.', 'Les commandes ne sont pas transférées.'],
  [
    'The stock of the shop is not raised: the integration “{}” sells from the same GP site and is paused, so nobody looks at what its shop has sold.',
    'Le stock de la boutique n’est pas relevé : l’intégration « {1} » vend depuis le même site de GP et est en pause, donc personne ne regarde ce que sa boutique a vendu.',
  ],
  [
    'Let it go on with "ledgerline resume --integration {}". If its shop is closed, or people enter its orders in GP, switch its flow of orders off: "ledgerline flows off order-to-sales-order --integration {}". GP alone says then what it has sold.',
    'Relancez-la par "ledgerline resume --integration {1}". Si sa boutique est fermée, ou si des personnes saisissent ses commandes dans GP, désactivez son processus des commandes : "ledgerline flows off order-to-sales-order --integration {2}". GP seul dit alors ce qu’elle a vendu.',
  ],
  [
    '{}: there are {} or more, and only so many were looked at.',
    '{1} : il y en a {2} ou plus, et seul ce nombre a été regardé.',
  ],
  [
    '{}: only values of its newest records are known, so none counts as unused.',
    '{1} : seules les valeurs de ses fiches les plus récentes sont connues, donc aucune ne compte comme inutilisée.',
  ],
  [
    '{} {}: no list has these values; one is known when a record needs it.',
    '{1} {2} : aucune liste n’a ces valeurs ; on en connaît une quand une fiche en a besoin.',
  ],
  ['{}: only the first {} were compared.', '{1} : seuls les {2} premiers ont été comparés.'],
  ['Documents of eConnect are handed over in {}.', 'Les documents eConnect sont remis dans {1}.'],
  [
    'The folder for documents of eConnect, {}, takes no files ({}).',
    'Le dossier des documents eConnect, {1}, ne prend aucun fichier ({2}).',
  ],
  [
    'Make the folder, or let the account of the hub write to it; or correct econnect.folder of the GP connection.',
    'Créez le dossier, ou laissez le compte du hub y écrire ; ou corrigez econnect.folder de la connexion GP.',
  ],
  ['SQL Server answers and accepts the login {}.', 'SQL Server répond et accepte la connexion {1}.'],
  ['The login {} may do everything at this SQL Server.', 'La connexion {1} a tous les droits sur ce SQL Server.'],
  [
    'Give the hub a login of its own, with the role DYNGRP in the company database and read access to the system database.',
    'Donnez au hub une connexion à lui, avec le rôle DYNGRP dans la base de la société et la lecture de la base système.',
  ],
  ['The login {} is no administrator of SQL Server.', 'La connexion {1} n’est pas administrateur de SQL Server.'],
  ['The database {} is no company of {}.', 'La base {1} n’est pas une société de {2}.'],
  [
    'Correct sql.database or sql.systemDatabase of the GP connection: Tools > Setup > Company shows the Company ID, which is the name of the database.',
    'Corrigez sql.database ou sql.systemDatabase de la connexion GP : Tools > Setup > Company montre le Company ID, qui est le nom de la base.',
  ],
  ['The database {} is that of company {}.', 'La base {1} est celle de la société {2}.'],
  [
    'The database {} is that of company {}, and Web Services write to company {}.',
    'La base {1} est celle de la société {2}, et les Web Services écrivent dans la société {3}.',
  ],
  [
    'Correct sql.database of the GP connection, so that nothing is written to the wrong company.',
    'Corrigez sql.database de la connexion GP, pour que rien ne soit écrit dans la mauvaise société.',
  ],
  [
    'The login sees no procedure {} in the company database.',
    'La connexion ne voit aucune procédure {1} dans la base de la société.',
  ],
  [
    'Give the login the role DYNGRP in the company database; where they are truly missing, install eConnect for the company (GP Utilities).',
    'Donnez à la connexion le rôle DYNGRP dans la base de la société ; si elles manquent vraiment, installez eConnect pour la société (GP Utilities).',
  ],
  ['The login may not execute {}.', 'La connexion n’a pas le droit d’exécuter {1}.'],
  [
    'Give the login the role DYNGRP in the company database, or EXECUTE on these procedures.',
    'Donnez à la connexion le rôle DYNGRP dans la base de la société, ou EXECUTE sur ces procédures.',
  ],
  ['The login may execute {}.', 'La connexion peut exécuter {1}.'],
  ['Web Services write it, or nothing does.', 'Les Web Services l’écrivent, ou rien ne l’écrit.'],
  [
    'The GP connection has no SQL Server, and nothing else can read this.',
    'La connexion GP n’a pas de SQL Server, et rien d’autre ne peut lire cela.',
  ],
  [
    'Add "sql" to the GP connection, as docs/econnect.md says, and import it with LEDGERLINE_GP_SQL_USERNAME and LEDGERLINE_GP_SQL_PASSWORD.',
    'Ajoutez "sql" à la connexion GP, comme le dit docs/econnect.md, et importez-la avec LEDGERLINE_GP_SQL_USERNAME et LEDGERLINE_GP_SQL_PASSWORD.',
  ],
  [
    '{} is written by eConnect over SQL, and the GP connection has not that.',
    '{1} est écrit par eConnect via SQL, et la connexion GP ne l’a pas.',
  ],
  [
    '{} is written by eConnect, and the GP connection has none.',
    '{1} est écrit par eConnect, et la connexion GP n’en a pas.',
  ],
  [
    'Do it in GP by hand; or add "econnect" to the GP connection, as docs/econnect.md says; then propose it again, or replay the incident.',
    'Faites-le à la main dans GP ; ou ajoutez "econnect" à la connexion GP, comme le dit docs/econnect.md ; puis proposez-le de nouveau, ou rejouez l’incident.',
  ],
  [
    '{} is handed over as a file, and only for a proposal that a person has approved.',
    '{1} est remis sous forme de fichier, et seulement pour une proposition qu’une personne a approuvée.',
  ],
  [
    'Propose the write instead of letting a flow make it; or write by SQL: "econnect": "sql" in the GP connection.',
    'Proposez l’écriture au lieu de la laisser à un processus ; ou écrivez par SQL : "econnect": "sql" dans la connexion GP.',
  ],
  [
    'No login of SQL Server is stored for {}. Set LEDGERLINE_GP_SQL_USERNAME and LEDGERLINE_GP_SQL_PASSWORD and run "ledgerline import FOLDER" again.',
    'Aucune connexion SQL Server n’est enregistrée pour {1}. Renseignez LEDGERLINE_GP_SQL_USERNAME et LEDGERLINE_GP_SQL_PASSWORD et relancez "ledgerline import FOLDER".',
  ],
  ['Custom fields are read from {}.', 'Des champs personnalisés sont lus depuis {1}.'],
  [
    'Correct the view in the company database, or what custom-fields.json and "sql.views" of the GP connection say of it. Until then no record with such a field is read.',
    'Corrigez la vue dans la base de la société, ou ce que custom-fields.json et "sql.views" de la connexion GP en disent. D’ici là, aucun enregistrement avec un tel champ n’est lu.',
  ],
  [
    '{} of {} is read from the view {}, which the GP connection does not name.',
    '{1} de {2} est lu depuis la vue {3}, que la connexion GP ne nomme pas.',
  ],
  [
    'Name the view, with the column of its key, in "views" of "sql" in the GP connection, as docs/econnect.md says; or take the field out of custom-fields.json. Then import again.',
    'Nommez la vue, avec la colonne de sa clé, dans "views" de "sql" de la connexion GP, comme le dit docs/econnect.md ; ou retirez le champ de custom-fields.json. Puis importez de nouveau.',
  ],
  [
    'The view {} of GP’s company database, or a column that is read of it, is not there.',
    'La vue {1} de la base de la société de GP, ou une colonne qui en est lue, n’existe pas.',
  ],
  [
    '"ledgerline doctor" says what is missing. A GP administrator makes it again in the company database, schema dbo; or correct "sql.views" of the GP connection and custom-fields.json, and import them.',
    '"ledgerline doctor" dit ce qui manque. Un administrateur de GP le recrée dans la base de la société, schéma dbo ; ou corrigez "sql.views" de la connexion GP et custom-fields.json, et importez-les.',
  ],
  [
    'A GP administrator corrects the view {}: one row for each key, and values of the type that custom-fields.json says. Nothing of the record was read.',
    'Un administrateur de GP corrige la vue {1} : une ligne par clé, et des valeurs du type que dit custom-fields.json. Rien de l’enregistrement n’a été lu.',
  ],
  [
    'The hub has no driver for SQL Server: the package mssql is not installed.',
    'Le hub n’a pas de pilote pour SQL Server : le paquet mssql n’est pas installé.',
  ],
  [
    'On the hub’s machine, in the folder that the hub was installed in: npm install --no-save mssql@12. It brings 76 MB, so the hub does not come with it.',
    'Sur la machine du hub, dans le dossier où le hub est installé : npm install --no-save mssql@12. Il pèse 76 Mo, donc le hub ne l’apporte pas.',
  ],
  [
    'The login may not read {}, so rounds that go by these come by their schedule alone.',
    'La connexion ne peut pas lire {1} : les passages qui en dépendent ne viennent donc que selon leur horaire.',
  ],
  [
    'Give the login SELECT on these tables (MC40200 is in the system database), or set sql.changesSeconds of the GP connection to 0.',
    'Donnez à la connexion SELECT sur ces tables (MC40200 est dans la base système), ou mettez sql.changesSeconds de la connexion GP à 0.',
  ],
  [
    'GP has active price sheets of extended pricing ({}), which Web Services do not read: where extended pricing is switched on, the price lists that they read are those of before.',
    'GP a des fiches de prix actives de la tarification étendue ({1}), que les Web Services ne lisent pas : là où la tarification étendue est activée, les listes de prix qu’ils lisent sont celles d’avant.',
  ],
  ['{} {} would set these in the shop.', '{1} {2} appliquerait ces prix dans la boutique.'],
  [
    'See in GP whether extended pricing is switched on. Where it is, do not carry prices with the processes prices and group-prices; where it is not, make the sheets inactive.',
    'Regardez dans GP si la tarification étendue est activée. Si elle l’est, ne transférez pas de prix avec les processus prices et group-prices ; sinon, désactivez les fiches.',
  ],
  [
    'The login may not read {}, so stock of inactive items and sites is offered, and GP refuses orders of it.',
    'La connexion ne peut pas lire {1} : le stock d’articles et de sites inactifs est donc proposé, et GP refuse les commandes qui en portent.',
  ],
  [
    'Give the login SELECT on these tables of the company database.',
    'Donnez à la connexion SELECT sur ces tables de la base de la société.',
  ],
  [
    'The login may not read {}, so customers of GP are not found by VAT number or e-mail address.',
    'La connexion ne peut pas lire {1} : les clients de GP ne sont donc pas trouvés par numéro de TVA ou adresse e-mail.',
  ],
  [
    'Where matchCustomers is on, give the login SELECT on these tables of the company database.',
    'Là où matchCustomers est activé, donnez à la connexion SELECT sur ces tables de la base de la société.',
  ],
  [
    '{} has no column DEX_ROW_TS, so rounds that go by it come by their schedule alone.',
    '{1} n’a pas de colonne DEX_ROW_TS : les passages qui en dépendent ne viennent donc que selon leur horaire.',
  ],
  [
    'GP 2015 and later have the column there: see that this is the database of a company, and that its upgrade is complete.',
    'GP 2015 et les versions suivantes ont cette colonne : vérifiez que c’est bien la base d’une société et que sa mise à niveau est complète.',
  ],
  [
    'The login sees no enabled trigger {}: movements of stock may stamp no item, and neither the feed nor the lists of Web Services show them.',
    'La connexion ne voit pas de trigger actif {1} : des mouvements de stock peuvent ne marquer aucun article, et ni le flux ni les listes de Web Services ne les montrent.',
  ],
  [
    'A GP administrator looks at the triggers of IV00102 in the company database, and lets GP make them again (GP Utilities). Until then only the full look, once a day, sees such a movement.',
    'Un administrateur GP regarde les triggers de IV00102 dans la base de la société et les fait recréer par GP (GP Utilities). D’ici là, seul le passage complet, une fois par jour, voit un tel mouvement.',
  ],
  [
    'Changed rows of {} are asked for every {} seconds.',
    'Les lignes modifiées de {1} sont demandées toutes les {2} secondes.',
  ],
  ['Login and data travel to SQL Server unencrypted.', 'La connexion et les données passent en clair vers SQL Server.'],
  [
    'Set sql.encrypt of the GP connection to true, or to "strict" where SQL Server is 2022 or newer.',
    'Mettez sql.encrypt de la connexion GP à true, ou à "strict" si SQL Server est 2022 ou plus récent.',
  ],
  [
    'No address of an account can be set from GP: one that is being paid with would be taken from its cart.',
    'Aucune adresse d’un compte ne peut être mise depuis GP : celle avec laquelle on est en train de payer serait retirée de son panier.',
  ],
  ['No feature of a product can be set.', 'Aucune caractéristique d’un produit ne peut être mise.'],
  [
    'PostgreSQL runs with {} = off: a power cut may take what was announced and answered, and what is known of documents that were sent.',
    'PostgreSQL tourne avec {1} = off : une coupure de courant peut emporter ce qui a été annoncé et accepté, et ce que l’on sait des documents envoyés.',
  ],
  [
    'Set {} = on for the server, the database and the user of DATABASE_URL.',
    'Mettez {1} = on pour le serveur, la base et l’utilisateur de DATABASE_URL.',
  ],
]
