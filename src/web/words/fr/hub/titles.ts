/**
 * What the standard flows, mappings and value maps are called, and when a flow goes a way of a branch: shown above and beside
 * them. [as the definition says it, in French]
 */
export const titleTexts: readonly (readonly [string, string])[] = [
  [
    'A paid shop order becomes one GP sales order, with its customer and addresses, to the cent.',
    'Une commande payée de la boutique devient une commande de vente dans GP, avec son client et ses adresses, au centime près.',
  ],
  [
    'it was placed before this flow began, and is a sale that is not in GP, as far as the hub knows',
    'elle a été passée avant le début de ce processus, et c’est une vente qui n’est pas dans GP, pour autant que le hub le sache',
  ],
  [
    'its refunds become credit memos once its sales order is closed',
    'ses remboursements deviennent des notes de crédit une fois sa commande de vente close',
  ],
  ['it is cancelled or refunded whole, and in GP', 'elle est annulée ou remboursée en entier, et elle est dans GP'],
  [
    'it is in GP, and its state is none that is taken over any more',
    'elle est dans GP, et son état n’est plus de ceux qui sont transférés',
  ],
  ['the customer has an account of their own in GP', 'le client a son propre compte dans GP'],
  ['the customer is not linked, and is looked for in GP', 'le client n’est pas lié, et est recherché dans GP'],
  ['guests with one e-mail are one customer', 'les invités de même adresse e-mail sont un seul client'],
  [
    'some of its refunds are not known to the cent, or may not be read, and it is in GP',
    'une partie de ses remboursements n’est pas connue au centime près, ou ne peut être lue, et elle est dans GP',
  ],
  ['some of it was given back, and it is in GP', 'une partie en a été remboursée, et elle est dans GP'],
  ['that is open', 'elle est ouverte'],
  [
    'some of it was given back, and it is in GP with deposits',
    'une partie en a été remboursée, et elle est dans GP avec des acomptes',
  ],
  [
    'people want to know what GP says of the customer before an order is sent, and it is not in GP yet',
    'on veut savoir ce que GP dit du client avant l’envoi d’une commande, et elle n’est pas encore dans GP',
  ],
  ['The sales order of a shop order.', 'La commande de vente d’une commande de la boutique.'],
  ['The GP customer of a shop customer.', 'Le client GP d’un client de la boutique.'],
  ['The GP customer address of a shop address.', 'L’adresse de client GP d’une adresse de la boutique.'],
  [
    'Shop carrier (id_reference) → GP shipping method.',
    'Transporteur de la boutique (id_reference) → mode d’expédition GP.',
  ],
  ['Shop tax (id) → GP tax detail.', 'Taxe de la boutique (id) → détail de taxe GP.'],
  [
    'Country and rate, for example "FR 20" → GP tax detail, for a tax that neither the order nor the rules of the shop name.',
    'Pays et taux, par exemple "FR 20" → détail de taxe GP, pour une taxe que ni la commande ni les règles de la boutique ne désignent.',
  ],
  [
    'Payment module → GP payment terms. A module that is not listed takes the setting paymentTerms.',
    'Module de paiement → conditions de paiement GP. Un module qui n’y figure pas suit le réglage paymentTerms.',
  ],
  [
    'Product reference → GP unit of measure, where a quantity of 1 in the shop is another unit than the setting sellingUnits says.',
    'Référence du produit → unité de mesure GP, quand une quantité de 1 dans la boutique est une autre unité que celle du réglage sellingUnits.',
  ],
  [
    'Customer group ("group 3", its id in the shop) or country ("country FR") → GP class of new customers, with its terms, price level, tax schedule and salesperson. The group counts first. One that is not listed takes the setting customerClass.',
    'Groupe de clients ("group 3", son id dans la boutique) ou pays ("country FR") → classe GP des nouveaux clients, avec ses conditions, son niveau de prix, son barème de taxes et son vendeur. Le groupe compte d’abord. Ce qui n’y figure pas suit le réglage customerClass.',
  ],
  [
    'Product reference → GP item, where the two differ. A reference that is not listed is the item number.',
    'Référence du produit → article GP, quand les deux diffèrent. Une référence qui n’y figure pas est le numéro d’article.',
  ],
  [
    'Payment method, as payments name it in the shop, or payment module of the order → Check, Cash, a GP payment card type, or "none" for money that comes another way, as cash on delivery. One of a currency counts first: "ps_checkout CHF", "ps_checkout".',
    'Mode de paiement, tel que les paiements le nomment dans la boutique, ou module de paiement de la commande → Check, Cash, un type de carte de paiement GP, ou "none" pour l’argent qui arrive autrement, comme le contre-remboursement. Une entrée d’une devise compte d’abord : "ps_checkout CHF", "ps_checkout".',
  ],
  [
    'Payment method or module, as in the value map "receipt" → GP checkbook; one of a currency counts first: "ps_wirepayment CHF". One that is not listed takes the setting checkbook. Of checks and cash alone: a card type has its checkbook in GP.',
    'Mode ou module de paiement, comme dans la table de valeurs "receipt" → compte bancaire (checkbook) GP ; une entrée d’une devise compte d’abord : "ps_wirepayment CHF". Ce qui n’y figure pas suit le réglage checkbook. Pour les chèques et les espèces seulement : un type de carte a son compte dans GP.',
  ],
  [
    'What GP has in stock at the chosen sites, less what is promised, becomes what the shop can sell.',
    'Ce que GP a en stock aux sites choisis, moins ce qui est promis, devient ce que la boutique peut vendre.',
  ],
  [
    'Only the quantity is set: what happens to orders of what is sold out stays the shop’s.',
    'Seule la quantité est fixée : le sort des commandes de ce qui est épuisé reste l’affaire de la boutique.',
  ],
  [
    'What one piece of an order line takes from stock in GP, in base units: the item itself, or the components of a kit.',
    'Ce qu’une pièce d’une ligne de commande prend du stock dans GP, en unités de base : l’article lui-même, ou les composants d’un kit.',
  ],
  [
    'What an item costs at a price level of GP becomes the base price of its product.',
    'Le prix d’un article à un niveau de prix GP devient le prix de base de son produit.',
  ],
  [
    'What an item costs at a price level of GP becomes the price impact of its combination.',
    'Le prix d’un article à un niveau de prix GP devient l’impact sur le prix de sa déclinaison.',
  ],
  [
    'Only the base price is set, tax excluded, and in its proportion the price per unit, where the shop has one.',
    'Seul le prix de base est fixé, hors taxe, et dans la même proportion le prix par unité, si la boutique en a un.',
  ],
  [
    'Only the impact is set: what the combination costs, less the base price of its product, tax excluded.',
    'Seul l’impact est fixé : le prix de la déclinaison, moins le prix de base de son produit, hors taxe.',
  ],
  [
    'What an item costs at price levels of GP becomes the specific prices of customer groups for its product.',
    'Les prix d’un article à des niveaux de prix GP deviennent les prix spécifiques de groupes de clients pour son produit.',
  ],
  [
    'What an item costs at price levels of GP becomes the specific prices of customer groups for its combination.',
    'Les prix d’un article à des niveaux de prix GP deviennent les prix spécifiques de groupes de clients pour sa déclinaison.',
  ],
  [
    'The prices of each chosen group that has some in GP, by currency and quantity, tax excluded.',
    'Les prix de chaque groupe choisi qui en a dans GP, par devise et quantité, hors taxe.',
  ],
  [
    'Customer group of the shop (id) → GP price level whose prices it is given. "0" is everybody.',
    'Groupe de clients de la boutique (id) → niveau de prix GP dont il reçoit les prix. "0" désigne tout le monde.',
  ],
  [
    'The short description of each GP item becomes the name of its product, in the language of the connection.',
    'La description courte de chaque article GP devient le nom de son produit, dans la langue de la connexion.',
  ],
  [
    'Only the name is set; every other field of the product stays the shop’s.',
    'Seul le nom est fixé ; tout autre champ du produit reste celui de la boutique.',
  ],
  [
    'An item that the shop does not sell becomes a product there, switched off for the merchandiser to complete.',
    'Un article que la boutique ne vend pas y devient un produit, désactivé, que le responsable du catalogue complète.',
  ],
  [
    'What a product is made with. Of one that is there nothing is changed.',
    'Avec quoi un produit est créé. D’un produit qui existe, rien n’est changé.',
  ],
  [
    'Item class of GP → category of the shop (id) that its new products begin in. Items of other classes stay in GP.',
    'Classe d’articles GP → catégorie de la boutique (id) où commencent ses nouveaux produits. Les articles d’autres classes restent dans GP.',
  ],
  [
    'Tax schedule of a taxable GP item → tax rule group of the shop (id); "0": no tax. Other items are asked for by their tax option: "Nontaxable", "Based On Customer".',
    'Barème de taxes d’un article GP taxable → groupe de règles de taxe de la boutique (id) ; "0" : pas de taxe. Les autres articles y figurent par leur option de taxe : "Nontaxable", "Based On Customer".',
  ],
  [
    'A product whose item is discontinued in GP, or the items of all its combinations, is taken out of the shop.',
    'Un produit dont l’article, ou ceux de toutes ses déclinaisons, sont arrêtés dans GP est retiré de la boutique.',
  ],
  [
    'Only whether it is shown and can be ordered is set, and only to no.',
    'Seul est fixé s’il est visible et peut être commandé, et seulement à non.',
  ],
  [
    'Every night a report lists the orders that are unpaid for seven days.',
    'Chaque nuit, un rapport liste les commandes impayées depuis sept jours.',
  ],
  ['One line an order, the newest 200 of them first.', 'Une ligne par commande, les 200 plus récentes d’abord.'],
  [
    'Each payment of the shop becomes one cash receipt in GP, once.',
    'Chaque paiement de la boutique devient un encaissement dans GP, une seule fois.',
  ],
  ['its order is in GP already', 'sa commande est déjà dans GP'],
  ['it went with the sales order', 'il est passé avec la commande de vente'],
  ['no transaction says that money came', 'aucune transaction ne dit que l’argent est arrivé'],
  ['its order is in GP', 'sa commande est dans GP'],
  [
    'The cash receipt of a payment whose order is not in GP yet. What was booked is what came: too much or too little stays open in GP.',
    'L’encaissement d’un paiement dont la commande n’est pas encore dans GP. Est comptabilisé ce qui est arrivé : le trop ou le manque reste ouvert dans GP.',
  ],
  [
    'The cash receipt of a payment whose order is in GP: of the customer of the sales order.',
    'L’encaissement d’un paiement dont la commande est dans GP : du client de la commande de vente.',
  ],
  [
    'What the hub keeps of a payment that went to GP with its sales order.',
    'Ce que le hub garde d’un paiement passé dans GP avec sa commande de vente.',
  ],
  [
    'A settlement report in the folder payouts is read. Each of its rows is kept once, whichever files bring it.',
    'Un relevé de règlement déposé dans le dossier payouts est lu. Chacune de ses lignes est gardée une seule fois, quels que soient les fichiers qui l’apportent.',
  ],
  [
    'A payout of a payment provider becomes one journal in GP, in a batch that a person posts.',
    'Un versement d’un prestataire de paiement devient une écriture de journal dans GP, dans un lot qu’une personne comptabilise.',
  ],
  ['the accounts of its journal', 'les comptes de son écriture'],
  ['the payout has a journal', 'le versement a une écriture'],
  ['the payout has no journal yet', 'le versement n’a pas encore d’écriture'],
  ['rows of payments, some at a time', 'les lignes des paiements, quelques-unes à la fois'],
  ['the provider has given money back', 'le prestataire a rendu de l’argent'],
  [
    'The rows of a settlement report. The value map "payout-columns" describes tables of other shapes.',
    'Les lignes d’un relevé de règlement. La table de valeurs "payout-columns" décrit les tableaux d’une autre forme.',
  ],
  [
    'One line for each kind of row, on the account of the value map "payout-account", and one that closes the payout.',
    'Une ligne par sorte, sur le compte qu’indique la table de valeurs "payout-account", et une qui solde le versement.',
  ],
  [
    'Kind of row → GP account: sale (the clearing account of the provider, where receipts put the money), fee, refund, chargeback, payout (the bank) or, of an account such as PayPal, withdrawal and balance (the clearing account). More exact ones count first: "payouts-brand2 fee EUR" and "payouts-brand2 fee", by the folder of the report, "stripe fee EUR", "stripe fee", "fee EUR", "fee". A kind without an account stops its payout.',
    'Sorte de ligne → compte GP : sale (le compte d’attente du prestataire, où les encaissements mettent l’argent), fee, refund, chargeback, payout (la banque) ou, pour un compte comme PayPal, withdrawal et balance (le compte d’attente). Les plus précises comptent d’abord : "payouts-brand2 fee EUR" et "payouts-brand2 fee", d’après le dossier du relevé, "stripe fee EUR", "stripe fee", "fee EUR", "fee". Une sorte sans compte arrête son versement.',
  ],
  [
    'How tables of other shapes are read, by folder: "payouts-mybank row" → column with the id of a row; payout, date, and amount (or credit and debit) are needed, too. Further words: date-form, time, times-in, days-in (zones), decimal, unit (major, minor), currency, kind, fee, fee-sign (signed, taken), amount-sign (by-kind, signed, by-column), empty-amount, net, transaction, reference, payout-row, and "payouts-mybank sale" → its words, + between. Of a known provider: "klarna unit" → major.',
    'Comment les tableaux d’une autre forme sont lus, par dossier : "payouts-mybank row" → nom de la colonne avec l’id d’une ligne ; il faut aussi payout, date, et amount (ou credit et debit). Autres mots : date-form, time, times-in, days-in (fuseaux), decimal, unit (major, minor), currency, kind, fee, fee-sign (signed, taken), amount-sign (by-kind, signed, by-column), empty-amount, net, transaction, reference, payout-row, et "payouts-mybank sale" → mots de la sorte, séparés par +. D’un prestataire connu : "klarna unit" → major.',
  ],
  [
    'A credit slip of a transferred order becomes one credit memo in GP, with its taxes to the cent; goods that are back in stock become a return, where the company wants it so.',
    'Un avoir d’une commande transférée devient une note de crédit dans GP, avec ses taxes au centime près ; les marchandises remises en stock deviennent un retour, si la société le veut ainsi.',
  ],
  ['the order is not in GP, as far as the hub knows', 'la commande n’est pas dans GP, pour autant que le hub le sache'],
  ['the slip has its return', 'l’avoir a son retour'],
  ['the shop does not say by which address it taxes', 'la boutique ne dit pas selon quelle adresse elle taxe'],
  ['goods that came back become a return', 'les marchandises revenues deviennent un retour'],
  [
    'its invoices can be found, and nothing of the slip is in GP yet',
    'ses factures se trouvent, et rien de l’avoir n’est encore dans GP',
  ],
  ['a part of the order is not invoiced', 'une partie de la commande n’est pas facturée'],
  ['all pieces of the order are invoiced, for less', 'toutes les pièces de la commande sont facturées, pour moins'],
  ['its goods are back', 'ses marchandises sont revenues'],
  ['goods came back that no return takes back yet', 'des marchandises sont revenues qu’aucun retour ne reprend encore'],
  ['something of the slip is left to be credited', 'il reste quelque chose de l’avoir à créditer'],
  [
    'The credit memo of a credit slip: goods, shipping, and the tax of both by detail.',
    'La note de crédit d’un avoir : marchandises, port, et la taxe des deux par détail.',
  ],
  [
    'The return of a credit slip: the goods that came back, at the price that was paid, with the shipping.',
    'Le retour d’un avoir : les marchandises revenues, au prix payé, avec le port.',
  ],
  [
    'An order that GP has shipped gets its tracking number and the state of shipped orders in the shop, once.',
    'Une commande que GP a expédiée reçoit son numéro de suivi et l’état des commandes expédiées dans la boutique, une seule fois.',
  ],
  ['the order is shipped in the shop already', 'la commande est déjà expédiée dans la boutique'],
  [
    'GP has a number that its only shipment in the shop has not',
    'GP a un numéro que sa seule expédition dans la boutique n’a pas',
  ],
  ['what GP has fits into the shipment of the shop', 'ce que GP a tient dans l’expédition de la boutique'],
  ['the shop has a number', 'la boutique a un numéro'],
  ['its only shipment in the shop has no number yet', 'sa seule expédition dans la boutique n’a pas encore de numéro'],
  [
    'a part of the order may be sent, and parts are told',
    'une partie de la commande peut être envoyée, et les parties sont annoncées',
  ],
  ['some states say that money is only authorised', 'certains états disent que l’argent est seulement autorisé'],
  ['GP says what is on each invoice', 'GP dit ce qui est sur chaque facture'],
  ['a part is sent, and a part is still to come', 'une partie est envoyée, et une partie est encore à venir'],
  ['it is told in a message', 'un message l’annonce'],
  ['the order has no conversation yet', 'la commande n’a pas encore de conversation'],
  ['it gets a state', 'elle reçoit un état'],
  ['it was not in that state yet', 'elle n’était pas encore dans cet état'],
  ['GP has transferred the order', 'GP a transféré la commande'],
  ['GP has a tracking number', 'GP a un numéro de suivi'],
  [
    'the shop does not have it yet, and the order has a shipment',
    'la boutique ne l’a pas encore, et la commande a une expédition',
  ],
  [
    'The tracking number is set, and the carrier where the value map "shop-carrier" names one. Else it stays as the customer has chosen it.',
    'Le numéro de suivi est fixé, et le transporteur si la table de valeurs "shop-carrier" en indique un. Sinon, il reste celui que le client a choisi.',
  ],
  ['The order is put into the state of shipped orders.', 'La commande est mise dans l’état des commandes expédiées.'],
  [
    'The tracking number that GP has by now. The carrier stays.',
    'Le numéro de suivi que GP a entre-temps. Le transporteur reste.',
  ],
  [
    'The order is put into the state of orders of which a part is shipped.',
    'La commande est mise dans l’état des commandes expédiées en partie.',
  ],
  [
    'The conversation about the order, as the back office would begin it.',
    'La conversation au sujet de la commande, telle que le back-office la commencerait.',
  ],
  [
    'Which lines of the order are sent, and which are still to come.',
    'Quelles lignes de la commande sont envoyées, et lesquelles sont encore à venir.',
  ],
  [
    'GP shipping method → carrier of the shop (id_reference), where the parcel goes another way than the customer chose. One that is not listed changes no carrier.',
    'Mode d’expédition GP → transporteur de la boutique (id_reference), quand le colis part autrement que le client ne l’a choisi. Ce qui n’y figure pas ne change aucun transporteur.',
  ],
  [
    'The price level of a customer in GP decides the customer group, and so the prices, of its account in the shop.',
    'Le niveau de prix d’un client dans GP décide du groupe de clients, et donc des prix, de son compte dans la boutique.',
  ],
  [
    'Only the default group is set, which decides prices; of its other groups a customer stays a member.',
    'Seul le groupe par défaut, qui décide des prix, est écrit ; le client reste membre de ses autres groupes.',
  ],
  [
    'An item that is one variant of a product, and that the shop does not sell, becomes a combination there.',
    'Un article qui est une déclinaison d’un produit, et que la boutique ne vend pas, y devient une déclinaison.',
  ],
  [
    'What a combination is made with, and its product where that is not there. Of one that is there nothing is changed.',
    'De quoi est faite une déclinaison, et son produit s’il n’existe pas. Ce qui existe n’est pas changé.',
  ],
  [
    'Option and value of a variant as GP says them ("Color RED") → what the value is called in the shop ("Red"). One that is not listed is called as in GP.',
    'Attribut et valeur d’une déclinaison tels que GP les dit ("Color RED") → nom de la valeur dans la boutique ("Red"). Ce qui n’y figure pas s’appelle comme dans GP.',
  ],
  [
    'An account of the shop becomes a customer in GP without an order, where a person asks for it.',
    'Un compte de la boutique devient un client dans GP sans commande, à la demande d’une personne.',
  ],
  ['The GP customer address of an address of an account.', 'L’adresse de client GP d’une adresse d’un compte.'],
  [
    'Company, terms and credit limit of a customer in GP become those of its account in the shop.',
    'Société, conditions et limite de crédit d’un client dans GP deviennent celles de son compte dans la boutique.',
  ],
  [
    'A customer of GP who has no account in the shop gets one, with a password that nobody knows.',
    'Un client de GP qui n’a pas de compte dans la boutique en reçoit un, avec un mot de passe que personne ne connaît.',
  ],
  [
    'What GP owns of an account, by the setting customerFieldsOfGp; the rest stays as the shop has it.',
    'Ce qui appartient à GP dans un compte, selon le réglage customerFieldsOfGp ; le reste demeure comme dans la boutique.',
  ],
  [
    'What an account is made with. Of one that is there nothing is changed.',
    'Avec quoi un compte est créé. D’un compte existant, rien n’est modifié.',
  ],
  [
    'Payment terms of GP → days that the account of the shop may take to pay. Of other terms the account keeps its days.',
    'Conditions de paiement de GP → jours que le compte de la boutique a pour payer. Pour d’autres conditions, le compte garde ses jours.',
  ],
  [
    'Country as addresses of GP have it → country of the shop (id). One that the shop calls alike needs no entry.',
    'Pays tel que les adresses de GP l’écrivent → pays de la boutique (id). Celui que la boutique nomme de même n’a pas besoin d’entrée.',
  ],
  [
    'The class of an item decides whether the shop takes orders of it when it is sold out, and what visitors read then.',
    'La classe d’un article décide si la boutique en accepte les commandes quand il est épuisé, et ce que les visiteurs lisent alors.',
  ],
  [
    'A text that is there stays, unless the setting soldOutReplaces names it. What no value map says stays as it is.',
    'Un texte déjà présent reste, sauf si le réglage soldOutReplaces le cite. Ce qu’aucune table de correspondance ne dit reste tel quel.',
  ],
  [
    'Item class of GP, or "*" for every other one → what the shop does with orders of what is sold out: 0 refuses them, 1 takes them, 2 as the shop does by itself, gp by Allow Back Orders of the item.',
    'Classe d’articles de GP, ou "*" pour toutes les autres → ce que la boutique fait des commandes de ce qui est épuisé : 0 les refuse, 1 les accepte, 2 suit le réglage de la boutique, gp suit Allow Back Orders de l’article.',
  ],
  [
    'Item class of GP, or "*" for every other one, and the number of a language of the shop ("RETAIL 1", "* 2") → the text that is shown when a product is sold out and can be ordered, as "Available in two weeks".',
    'Classe d’articles de GP, ou "*" pour toutes les autres, et numéro d’une langue de la boutique ("RETAIL 1", "* 2") → le texte affiché quand un produit est épuisé et peut être commandé, comme "Available in two weeks".',
  ],
  [
    'Weight, bar code, unit and taxes of an item in GP become those of its product, as far as GP owns them.',
    'Poids, code-barres, unité et taxes d’un article de GP deviennent ceux de son produit, pour autant que GP les possède.',
  ],
  [
    'Weight and bar code of an item in GP become those of its combination, as far as GP owns them.',
    'Poids et code-barres d’un article de GP deviennent ceux de sa déclinaison, pour autant que GP les possède.',
  ],
  [
    'What GP owns of a product, by the setting detailsOfGp, and says something of; the rest stays as the shop has it.',
    'Ce que GP possède d’un produit, selon le réglage detailsOfGp, et dont il dit quelque chose ; le reste demeure tel que dans la boutique.',
  ],
  [
    'What GP owns of a combination; its weight is what the item weighs, less that of the product.',
    'Ce que GP possède d’une déclinaison ; son poids est celui de l’article, moins celui du produit.',
  ],
  [
    'Manufacturer of an item as a user category of GP says it → manufacturer of the shop (id). One that is not listed is found in the shop by this name.',
    'Marque d’un article telle qu’une catégorie utilisateur de GP la nomme → marque de la boutique (id). Une marque qui n’y figure pas est cherchée dans la boutique par ce nom.',
  ],
  ['its sales order is void in GP', 'sa commande de vente est annulée dans GP'],
  [
    'An address of a customer in GP becomes that of its account in the shop, and old orders keep theirs.',
    'Une adresse d’un client dans GP devient celle de son compte dans la boutique, et les anciennes commandes gardent la leur.',
  ],
  [
    'What GP owns of an address, by the setting addressFieldsOfGp; the rest stays as the shop has it, and all of it while the address is in a cart of the last hour.',
    'Ce dont GP est maître dans une adresse, selon le réglage addressFieldsOfGp ; le reste demeure comme dans la boutique, et tout le demeure tant que l’adresse est dans un panier de la dernière heure.',
  ],
  [
    'Manufacturer and features of an item in GP become those of its product, as far as GP owns them.',
    'La marque et les caractéristiques d’un article dans GP deviennent celles de son produit, dans la mesure où GP les possède.',
  ],
  [
    'What GP owns of these, by the setting detailsOfGp, and says something of; the rest stays as the shop has it.',
    'Ce que GP en possède, selon le réglage detailsOfGp, et dont il dit quelque chose ; le reste demeure comme dans la boutique.',
  ],
  [
    'What GP says of an item → the feature that it is in the shop, by its name: the number of a user category (1 to 6), ClassKey, GenericDescription or ShortDescription → "Material". Empty: no feature is set.',
    'Ce que GP dit d’un article → la caractéristique de la boutique, par son nom : le numéro d’une catégorie utilisateur (1 à 6), ClassKey, GenericDescription ou ShortDescription → "Material". Vide : aucune caractéristique n’est mise.',
  ],
  [
    'Feature and what GP says of it ("Material CTN") → what the value is called in the shop ("Cotton"). One that is not listed is called as in GP.',
    'Caractéristique et ce que GP en dit ("Material CTN") → comment la valeur s’appelle dans la boutique ("Cotton"). Celle qui n’y figure pas s’appelle comme dans GP.',
  ],
]
