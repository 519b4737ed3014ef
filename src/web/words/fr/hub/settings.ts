/** What the settings of the standard flows mean: [as the definition says it, in French]. */
export const settingTexts: readonly (readonly [string, string])[] = [
  [
    'Begins every sales order number; the shop order id follows. Unique per GP company, 21 characters with the id.',
    'Commence chaque numéro de commande de vente ; l’id de la commande de la boutique suit. Unique par société GP, 21 caractères avec l’id.',
  ],
  [
    'Begins every GP customer number that the hub makes; the shop customer id follows. 15 characters with the id.',
    'Commence chaque numéro de client GP que le hub crée ; l’id du client de la boutique suit. 15 caractères avec l’id.',
  ],
  [
    'Begins every GP address code that the hub makes; the shop address id follows.',
    'Commence chaque code d’adresse GP que le hub crée ; l’id de l’adresse de la boutique suit.',
  ],
  [
    'Stands in every record that the hub makes, before the shop id, so that the hub knows its own. Up to 9 characters.',
    'Figure dans chaque fiche que le hub crée, avant l’id de la boutique, pour que le hub reconnaisse les siennes. Jusqu’à 9 caractères.',
  ],
  [
    'The GP customer that all guest orders go to. Empty: each guest becomes a customer.',
    'Le client GP auquel vont toutes les commandes d’invités. Vide : chaque invité devient un client.',
  ],
  [
    'A customer of whom the hub has no link is looked for in GP before one is made: a person is asked about one of the same name with the same VAT number or postcode. It takes two more calls for each new customer.',
    'Un client dont le hub n’a aucun lien est recherché dans GP avant d’être créé : une personne est interrogée sur celui qui a le même nom avec le même numéro de TVA ou code postal. Cela prend deux appels de plus par nouveau client.',
  ],
  [
    'Guests with one e-mail address are one customer in GP, that of the first of them; an address that 200 customers of the shop have is taken for that of nobody. Without, each guest becomes a customer, unless guestCustomer names one for all.',
    'Les invités de même adresse e-mail sont un seul client dans GP, celui du premier d’entre eux ; une adresse que 200 clients de la boutique ont n’est prise pour celle de personne. Sinon, chaque invité devient un client, sauf si guestCustomer en nomme un pour tous.',
  ],
  [
    'The GP class of new customers, where the value map "customer-class" names none for their group or country. Empty: the default class.',
    'La classe GP des nouveaux clients, quand la table de valeurs "customer-class" n’en indique aucune pour leur groupe ou leur pays. Vide : la classe par défaut.',
  ],
  [
    'An order of a customer who is on hold or inactive in GP is asked about before it is sent; it takes two more calls an order. Without, GP decides: where its policy checks the hold, it refuses the order.',
    'La commande d’un client bloqué ou inactif dans GP donne lieu à une question avant d’être envoyée ; cela prend deux appels de plus par commande. Sinon, GP décide : si sa politique vérifie le blocage, il refuse la commande.',
  ],
  [
    'An order that goes over before it is paid is asked about, where the customer would then owe more than the credit limit in GP: the balance, what is on order, and this order. It takes the same two calls.',
    'Une commande transférée avant d’être payée donne lieu à une question quand le client devrait alors plus que la limite de crédit dans GP : le solde, ce qui est en commande, et cette commande. Cela prend les mêmes deux appels.',
  ],
  ['The GP document id of sales orders.', 'L’id de document GP des commandes de vente.'],
  [
    'Begins the name of the batch; the day of the order follows, so there is one batch a day.',
    'Commence le nom du lot ; le jour de la commande suit : il y a donc un lot par jour.',
  ],
  [
    'A quantity of 1 in the shop is one default selling unit of the item in GP, for example a case. Without: one base unit, the smallest of the item\'s schedule. The value map "unit" says otherwise for a product.',
    'Une quantité de 1 dans la boutique est une unité de vente par défaut de l’article dans GP, par exemple un carton. Sinon : une unité de base, la plus petite du barème de l’article. La table de valeurs "unit" peut dire autre chose pour un produit.',
  ],
  [
    'The GP site that orders are taken from. Empty: the default site.',
    'Le site GP d’où sont prises les commandes. Vide : le site par défaut.',
  ],
  [
    'The GP payment terms of orders whose payment module is not in the value map "payment". Empty: those of the customer.',
    'Les conditions de paiement GP des commandes dont le module de paiement n’est pas dans la table de valeurs "payment". Vide : celles du client.',
  ],
  [
    "The code page of the GP company, as SQL Server gives it: SELECT COLLATIONPROPERTY(CONVERT(varchar, DATABASEPROPERTYEX(DB_NAME(), 'Collation')), 'CodePage'). GP stores \"?\" for a letter that is not in it. Empty: 1252, Western Europe and America.",
    "La page de codes de la société GP, telle que SQL Server la donne : SELECT COLLATIONPROPERTY(CONVERT(varchar, DATABASEPROPERTYEX(DB_NAME(), 'Collation')), 'CodePage'). GP enregistre \"?\" pour une lettre qui n’y est pas. Vide : 1252, Europe de l’Ouest et Amérique.",
  ],
  [
    'Write letters that the code page does not have in Latin ones: Łódź as Lódz. The journal says where. Without, a person is asked.',
    'Écrire en lettres latines celles que la page de codes n’a pas : Łódź devient Lódz. Le journal dit où. Sinon, une personne est interrogée.',
  ],
  [
    'Credit slips of orders that are transferred or posted in GP become credit memos, by the process “refunds”. Without, the flow of orders asks a person about them.',
    'Les avoirs des commandes transférées ou comptabilisées dans GP deviennent des notes de crédit, par le processus « refunds ». Sinon, le processus des commandes interroge une personne à leur sujet.',
  ],
  [
    "The shop's time zone, for the day of an order: Europe/Paris, America/New_York.",
    'Le fuseau horaire de la boutique, pour le jour d’une commande : Europe/Paris, America/New_York.',
  ],
  [
    'Ids of order states that are taken over although they are not marked as paid, for example cash on delivery.',
    'Ids des états de commande qui sont transférés bien qu’ils ne soient pas marqués comme payés, par exemple le contre-remboursement.',
  ],
  [
    "Send the tax details of the goods with each line, so that they stay when GP users transfer an order in parts. Without: with the document, as totals, which is enough where orders are transferred whole. Try it in a test company first: send one order, transfer it in two parts, and compare the invoices' taxes.",
    'Envoyer les détails de taxe des marchandises avec chaque ligne, pour qu’ils restent quand on transfère une commande en parties dans GP. Sinon : avec le document, en totaux, ce qui suffit quand les commandes sont transférées en entier. Essayez-le d’abord dans une société de test : envoyez une commande, transférez-la en deux parties, et comparez les taxes des factures.',
  ],
  [
    'Send a row for each tax detail. Without, only the amounts of tax.',
    'Envoyer une ligne par détail de taxe. Sinon, seulement les montants de taxe.',
  ],
  [
    'Begins the number of every cash receipt and deposit; the id of the shop payment follows. Unique per GP company, 20 characters with the id.',
    'Commence le numéro de chaque encaissement et acompte ; l’id du paiement de la boutique suit. Unique par société GP, 20 caractères avec l’id.',
  ],
  [
    'The GP checkbook of checks and cash, where the value map "checkbook" has none for the payment method. Empty: GP takes its default.',
    'Le compte bancaire (checkbook) GP des chèques et des espèces, quand la table de valeurs "checkbook" n’en a aucun pour le mode de paiement. Vide : GP prend celui par défaut.',
  ],
  [
    'Ids of the order states by which staff say that money came. A payment that the shop wrote by itself with any other state asks a person. 2, 9 and 11 in a shop as it is installed: payment accepted, on backorder (paid), remote payment accepted.',
    'Ids des états de commande par lesquels le personnel dit que l’argent est arrivé. Un paiement que la boutique a écrit d’elle-même dans un autre état donne lieu à une question. 2, 9 et 11 dans une boutique telle qu’installée : paiement accepté, en réapprovisionnement (payé), paiement à distance accepté.',
  ],
  [
    'Payment methods, as in the value map "receipt", whose payments go to GP with the sales order, as its deposits; "*" for all. A deposit posts when the order is saved. A payment that comes later, or about which there is something to ask, becomes a cash receipt. Empty: every payment does.',
    'Modes de paiement, comme dans la table de valeurs "receipt", dont les paiements passent dans GP avec la commande de vente, comme ses acomptes ; "*" pour tous. Un acompte se comptabilise à l’enregistrement de la commande. Un paiement qui vient plus tard, ou qui pose une question, devient un encaissement. Vide : chaque paiement le devient.',
  ],
  [
    'The first day that is open in the series Sales of GP, as 2026-11-01. A payment or credit slip of before asks once, and is then booked on that day, with its own day in its text; a payment of before goes along with no sales order. Empty: nothing is asked, and GP refuses to post what lies in a closed period.',
    'Le premier jour ouvert dans la série Sales de GP, sous la forme 2026-11-01. Un paiement ou un avoir antérieur pose une question, une fois, puis est comptabilisé à ce jour, avec son propre jour dans son texte ; un paiement antérieur ne part avec aucune commande de vente. Vide : rien n’est demandé, et GP refuse de comptabiliser ce qui est dans une période close.',
  ],
  [
    'The GP sites that the shop sells from. Their stock is added up. None: no stock is written.',
    'Les sites GP que vend la boutique. Leurs stocks s’additionnent. Aucun : aucun stock n’est écrit.',
  ],
  [
    'The most products in stock that a round may set to 0 without a person.',
    'Le plus de produits en stock qu’un passage peut mettre à 0 sans qu’une personne soit consultée.',
  ],
  [
    'The most products that a round may set to 0 without a person, as a percentage of those in stock. Three may always be.',
    'Le plus de produits qu’un passage peut mettre à 0 sans qu’une personne soit consultée, en pourcentage de ceux en stock. Trois peuvent toujours l’être.',
  ],
  [
    'The most products that a round may raise to more than three times of what the shop has without a person.',
    'Le plus de produits qu’un passage peut élever à plus de trois fois ce qu’a la boutique sans qu’une personne soit consultée.',
  ],
  [
    'The most products that a round may take out of the shop without a person.',
    'Le plus de produits qu’un passage peut retirer de la boutique sans qu’une personne soit consultée.',
  ],
  [
    'The most prices that a round may change without a person.',
    'Le plus de prix qu’un passage peut changer sans qu’une personne soit consultée.',
  ],
  [
    'The most products of which a round may change prices of customer groups without a person.',
    'Le plus de produits dont un passage peut changer les prix des groupes de clients sans qu’une personne soit consultée.',
  ],
  [
    'The most products, and the most combinations, that a round may make in the shop without a person. The first are asked about in any case.',
    'Le plus de produits, et le plus de déclinaisons, qu’un passage peut créer dans la boutique sans qu’une personne soit consultée. Les premiers sont demandés dans tous les cas.',
  ],
  [
    'Pieces of each product that are never offered, in the unit that the shop sells.',
    'Pièces de chaque produit qui ne sont jamais proposées, dans l’unité que vend la boutique.',
  ],
  [
    'Shops of a multistore that share their stock may be given it. Orders of a shop without an integration in this hub are only taken off when GP counts them.',
    'Les boutiques d’un multiboutique qui partagent leur stock peuvent le recevoir. Les commandes d’une boutique sans intégration dans ce hub ne sont déduites que lorsque GP les compte.',
  ],
  [
    'Orders may be taken from a site (setting site) that is none of stockSites: what is sold lowers the stock of the shop only until GP has the order.',
    'Des commandes peuvent être prises d’un site (réglage site) qui n’est pas de stockSites : ce qui est vendu ne diminue le stock de la boutique que jusqu’à ce que GP ait la commande.',
  ],
  [
    'Stock that somebody changed in the shop is set right by the next round. Without, it stays as it is until GP says another number, and a proposal lists it: meanwhile more may be sold than there is.',
    'Un stock que quelqu’un a changé dans la boutique est remis à sa valeur par le passage suivant. Sinon, il reste tel quel jusqu’à ce que GP donne un autre nombre, et une proposition en fait la liste : en attendant, on peut vendre plus qu’il n’y a.',
  ],
  [
    'A name that somebody changed in the shop is set to that of GP again. Without, it stays, and a proposal lists it.',
    'Un nom que quelqu’un a changé dans la boutique est remis à celui de GP. Sinon, il reste, et une proposition en fait la liste.',
  ],
  [
    'What GP has left of a discontinued item is offered. Without, the item is sold out in the shop: GP refuses orders of it.',
    'Ce que GP a encore d’un article arrêté est proposé à la vente. Sinon, l’article est épuisé dans la boutique : GP en refuse les commandes.',
  ],
  [
    'Goods that GP has back-ordered are promised: they are taken off. Without: only what is allocated.',
    'Les marchandises que GP a mises en reliquat (back-ordered) sont promises : elles sont déduites. Sinon : seulement ce qui est alloué.',
  ],
  [
    'The GP price level whose prices the shop shows to everybody. Empty: no price is set.',
    'Le niveau de prix GP dont la boutique montre les prix à tous. Vide : aucun prix n’est fixé.',
  ],
  [
    'The currency of these prices, which has to be the default currency of the shop: EUR.',
    'La devise de ces prix, qui doit être la devise par défaut de la boutique : EUR.',
  ],
  [
    'The prices of the level contain tax. The hub then sets the net price with which the shop shows exactly this amount to a visitor from its own country.',
    'Les prix du niveau contiennent la taxe. Le hub fixe alors le prix net avec lequel la boutique affiche exactement ce montant à un visiteur de son propre pays.',
  ],
  [
    'Where GP has quantity breaks, what one piece costs is set, and the breaks are left to the shop or to the process group-prices. Without, a person is asked.',
    'Quand GP a des prix par quantité, le prix d’une pièce est fixé, et les autres sont laissés à la boutique ou au processus group-prices. Sinon, une personne est interrogée.',
  ],
  [
    'A price that would change by more percent than this, up or down, is not set: a person is asked. 0: any change is set.',
    'Un prix qui changerait de plus de ce pourcentage, en hausse ou en baisse, n’est pas fixé : une personne est interrogée. 0 : tout changement est fait.',
  ],
  [
    'A price that somebody changed in the shop is set right again without a question.',
    'Un prix que quelqu’un a changé dans la boutique est remis à sa valeur sans question.',
  ],
  [
    'Numbers of the customer groups that are given the prices of a GP price level, which the value map "price-level" names for each. "0" is everybody: of its level the quantity breaks are carried, and the prices in other currencies.',
    'Numéros des groupes de clients qui reçoivent les prix d’un niveau de prix GP, que la table de valeurs "price-level" indique pour chacun. "0" désigne tout le monde : de son niveau passent les prix par quantité, et les prix en d’autres devises.',
  ],
  ['The currencies of these prices, as ISO codes: EUR, CHF.', 'Les devises de ces prix, en codes ISO : EUR, CHF.'],
  [
    'GP price levels whose prices contain tax. The hub then sets the net price with which the shop shows exactly this amount to a visitor from its own country.',
    'Niveaux de prix GP dont les prix contiennent la taxe. Le hub fixe alors le prix net avec lequel la boutique affiche exactement ce montant à un visiteur de son propre pays.',
  ],
  [
    'A product of whose group prices one would change by more percent than this, up or down, at any quantity, is not changed: a person is asked. 0: any change is set.',
    'Un produit dont un des prix de groupe changerait de plus de ce pourcentage, en hausse ou en baisse, à une quantité quelconque, n’est pas changé : une personne est interrogée. 0 : tout changement est fait.',
  ],
  [
    'A product on which a group would be given its first price, and this price, at any quantity, differs by more percent than this from what everybody pays, is not changed: a person is asked. 0: any price is set.',
    'Un produit sur lequel un groupe recevrait son premier prix, et dont ce prix, à une quantité quelconque, diffère de plus de ce pourcentage de ce que tous paient, n’est pas changé : une personne est interrogée. 0 : tout prix est fixé.',
  ],
  [
    'Prices that GP has no more are taken out of the shop. Without, a person is asked, and they stay.',
    'Les prix que GP n’a plus sont retirés de la boutique. Sinon, une personne est interrogée, et ils restent.',
  ],
  [
    'Prices of GP come before campaigns of the shop (specific prices that end) for the same people, where the shop takes them first. Without, a person is asked about each product with such a campaign.',
    'Les prix de GP passent avant les campagnes de la boutique (prix spécifiques qui prennent fin) pour les mêmes personnes, quand la boutique les prend en premier. Sinon, une personne est interrogée sur chaque produit qui a une telle campagne.',
  ],
  [
    'Group prices of the hub that somebody changed in the shop are set right again without a question.',
    'Les prix de groupe du hub que quelqu’un a changés dans la boutique sont remis à leur valeur sans question.',
  ],
  [
    'A product whose item is discontinued is taken out of the shop when nothing is left of it there. It needs stockOfDiscontinued of the process stock, which else sells such items out at once. Without, the product is taken out at once.',
    'Un produit dont l’article est arrêté est retiré de la boutique quand il n’y en reste plus. Cela demande stockOfDiscontinued du processus stock, qui sinon met ces articles aussitôt à zéro. Sans cela, le produit est retiré tout de suite.',
  ],
  [
    'A product whose reference is no item of GP, as one that was deleted there, is taken out like a discontinued one. Without, it is left alone.',
    'Un produit dont la référence n’est aucun article de GP, par exemple supprimé là-bas, est retiré comme un produit arrêté. Sinon, il est laissé tel quel.',
  ],
  [
    'The page of a product whose item is discontinued stays in the shop; it only cannot be ordered. Without, the product is switched off.',
    'La page d’un produit dont l’article est arrêté reste dans la boutique ; il ne peut simplement plus être commandé. Sinon, le produit est désactivé.',
  ],
  [
    'Ids of the order states in which an order waits for its payment.',
    'Ids des états de commande dans lesquels une commande attend son paiement.',
  ],
  [
    'Begins the name of the batch of cash receipts; the day of the payment follows.',
    'Commence le nom du lot d’encaissements ; le jour du paiement suit.',
  ],
  [
    'The first number of journals of payouts. The next 9,000,000 must be used by nobody else in the GP company; GP shows at most eight digits.',
    'Le premier numéro des écritures de versements. Les 9 000 000 suivants ne doivent servir à personne d’autre dans la société GP ; GP affiche au plus huit chiffres.',
  ],
  [
    'Begins the name of the batch of journals; the day of the payout follows.',
    'Commence le nom du lot d’écritures ; le jour du versement suit.',
  ],
  [
    'The first day that is open in the general ledger, as 2026-11-01. A payout before asks once, and is then booked on that day. Empty: GP alone refuses a closed period.',
    'Le premier jour ouvert dans la comptabilité générale, sous la forme 2026-11-01. Un versement antérieur pose une question, une fois, puis est comptabilisé à ce jour. Vide : GP seul refuse une période close.',
  ],
  [
    'Ask where a sale of a payout has no cash receipt. Without: for companies that enter receipts in another way.',
    'Interroger quand une vente d’un versement n’a pas d’encaissement. Sinon : pour les sociétés qui saisissent les encaissements autrement.',
  ],
  [
    'Ask about each payout with chargebacks before its journal is written. Without: they go to their account at once.',
    'Interroger sur chaque versement avec des impayés (chargebacks) avant d’écrire son écriture. Sinon : ils vont aussitôt à leur compte.',
  ],
  [
    'Begins the number of every credit memo; the id of the credit slip follows. Unique per GP company, 20 characters with the id.',
    'Commence le numéro de chaque note de crédit ; l’id de l’avoir suit. Unique par société GP, 20 caractères avec l’id.',
  ],
  [
    'Begins the name of the batch of credit memos; the day of the slip follows.',
    'Commence le nom du lot de notes de crédit ; le jour de l’avoir suit.',
  ],
  [
    'Goods of a credit slip that staff put back into stock become a return in GP (SOP), which raises the stock when it is posted; what is left of the slip becomes its credit memo. Without: all of it becomes a credit memo, and a person enters the goods. GP then takes the cost of today for them, unless the return is corrected before it is posted.',
    'Les marchandises d’un avoir que le personnel a remises en stock deviennent un retour dans GP (SOP), qui augmente le stock quand il est comptabilisé ; le reste de l’avoir devient sa note de crédit. Sinon : tout devient une note de crédit, et une personne saisit les marchandises. GP prend alors pour elles le coût du jour, sauf si le retour est corrigé avant d’être comptabilisé.',
  ],
  [
    'Where GP counts pieces that staff put back into stock: On Hand, Returned, In Use, In Service, Damaged. On Hand is for sale.',
    'Où GP compte les pièces que le personnel a remises en stock : On Hand, Returned, In Use, In Service, Damaged. On Hand est à vendre.',
  ],
  [
    'Where GP counts pieces that came back and were not put back into stock: Returned, In Use, In Service, Damaged. Empty: they become part of the credit memo, and a person enters the goods.',
    'Où GP compte les pièces revenues sans être remises en stock : Returned, In Use, In Service, Damaged. Vide : elles font partie de la note de crédit, et une personne saisit les marchandises.',
  ],
  ['The GP document id of returns.', 'L’id de document GP des retours.'],
  [
    'Begins the number of every return; the id of the credit slip follows. Unique per GP company, 21 characters with the id.',
    'Commence le numéro de chaque retour ; l’id de l’avoir suit. Unique par société GP, 21 caractères avec l’id.',
  ],
  [
    'Begins the name of the batch of returns; the day of the slip follows.',
    'Commence le nom du lot de retours ; le jour de l’avoir suit.',
  ],
  [
    'When GP has shipped an order. fulfilled: every line is fulfilled or cancelled, or the order is transferred whole to invoices. transferred: it is transferred whole, to invoices that may not be posted yet. posted: these are posted as well. released: the process hold shippedHold was on the order, and is removed; no parts are told. tracking: it has a tracking number in the field trackingField; with TrackingNumbers the order has one, or each invoice of an order that is transferred whole.',
    'Quand GP a expédié une commande. fulfilled : chaque ligne est livrée ou annulée, ou la commande est transférée en entier vers des factures. transferred : elle est transférée en entier, vers des factures qui ne sont peut-être pas encore comptabilisées. posted : elles le sont aussi. released : le blocage shippedHold était sur la commande, et il est retiré ; les envois partiels ne sont pas annoncés. tracking : elle a un numéro de suivi dans le champ trackingField ; avec TrackingNumbers, la commande en a un, ou chaque facture d’une commande transférée en entier.',
  ],
  [
    'With shippedWhen fulfilled: people fulfil the lines in GP, as “Use Separate Fulfillment Process” is marked for the order type. No: the hub sees it by what GP has allocated and not fulfilled of its orders, and asks while none shows it.',
    'Avec shippedWhen à fulfilled : des personnes exécutent les lignes dans GP, car « Use Separate Fulfillment Process » est coché pour le type de commande. Non : le hub le voit à ce que GP a alloué et non exécuté de ses commandes, et demande tant qu’aucune ne le montre.',
  ],
  [
    'Id of the order state that a shipped order gets. Empty: none is set, and the first order asks.',
    'Id de l’état que reçoit une commande expédiée. Vide : aucun n’est mis, et la première commande pose la question.',
  ],
  [
    'Ids of the order states from which an order becomes shipped. In any other, a person is asked.',
    'Ids des états à partir desquels une commande devient expédiée. Dans tout autre, une personne est interrogée.',
  ],
  [
    'Ids of the order states that come after shipped: such an order is left alone.',
    'Ids des états qui viennent après expédiée : une telle commande est laissée telle quelle.',
  ],
  [
    'What of GP holds the tracking number: Text01 to Text05, a user-defined text of the sales order; TrackingNumbers, its own list, of the sales order and its invoices (several are told with commas). Empty: nothing does.',
    'Ce qui porte le numéro de suivi dans GP : Text01 à Text05, un texte libre de la commande de vente ; TrackingNumbers, sa propre liste, de la commande et de ses factures (plusieurs sont séparés par des virgules). Vide : rien.',
  ],
  [
    'Ids of the order states in which the money is authorised and not captured yet (Klarna and others take it when the goods leave). A payment of such an order becomes a receipt, or a deposit, once a state of paymentStates or capturedStates comes after it, of the day of that state, and a shipped order without one is named by the comparison. Empty: none does.',
    'Identifiants des états de commande dans lesquels l’argent est autorisé et pas encore capturé (Klarna et d’autres le prennent au départ des marchandises). Un paiement d’une telle commande devient un encaissement, ou un acompte, une fois qu’un état de paymentStates ou de capturedStates le suit, du jour de cet état, et une commande expédiée sans lui est nommée par la comparaison. Vide : aucun.',
  ],
  [
    'Ids of order states that say of money that was authorised that it is captured, beside paymentStates. Where a module captures when the order is shipped, and adds no state, the shipped state belongs here. It does not belong in paymentStates: there it would say that every order that is shipped is paid.',
    'Identifiants d’états de commande qui disent d’un argent autorisé qu’il est capturé, en plus de paymentStates. Quand un module capture à l’expédition sans ajouter d’état, l’état expédié a sa place ici. Il n’a pas sa place dans paymentStates : là, il dirait que toute commande expédiée est payée.',
  ],
  [
    'Up to which amount a rest of an invoice or a receipt is small, by currency: "EUR 0.05". The comparison names such rests apart, as candidates for a write-off in GP. The hub itself writes nothing off. Empty: no rest is small.',
    'Jusqu’à quel montant un reste d’une facture ou d’un encaissement est petit, par devise : "EUR 0.05". La comparaison nomme ces restes à part, à passer en pertes et profits dans GP. Le hub lui-même ne passe rien. Vide : aucun reste n’est petit.',
  ],
  [
    'Percent by which the exchange rate of a document in GP may be off the rate of its order in the shop, either way round, before the comparison names it. It holds nothing. Empty: rates are not compared.',
    'Pourcentage dont le taux de change d’un document dans GP peut s’écarter du taux de sa commande dans la boutique, dans un sens ou dans l’autre, avant que la comparaison le nomme. Cela ne retient rien. Vide : les taux ne sont pas comparés.',
  ],
  [
    'With shippedWhen released: the id of the process hold in GP that people remove when the goods leave.',
    'Avec shippedWhen released : l’identifiant du blocage que des personnes retirent dans GP quand les marchandises partent.',
  ],
  [
    'With waitForTracking: hours after which an order that GP has shipped becomes shipped without its number, which it gets later. 0: it waits for the number, and a person is asked after 60 days.',
    'Avec waitForTracking : heures après lesquelles une commande expédiée par GP devient expédiée sans son numéro, qu’elle reçoit plus tard. 0 : elle attend le numéro, et une personne est consultée après 60 jours.',
  ],
  [
    'Wait for the tracking number before the order becomes shipped in the shop. Without: it is shipped without one where GP has none.',
    'Attendre le numéro de suivi avant que la commande devienne expédiée dans la boutique. Sinon : elle l’est sans numéro quand GP n’en a pas.',
  ],
  [
    'Customers that may be mailed in an hour. Before the next one a person is asked: a changed rule can bring many old orders up at once.',
    'Nombre de clients à qui un e-mail peut être envoyé en une heure. Avant le suivant, une personne est interrogée : une règle modifiée peut ramener beaucoup d’anciennes commandes d’un coup.',
  ],
  [
    'The shop mails the customer when the order becomes shipped, and shipped in part.',
    'La boutique envoie un e-mail au client quand la commande devient expédiée, et expédiée en partie.',
  ],
  [
    'With tellCustomer: the shop mails each tracking number, too (“Package in transit”), where the carrier has a tracking address. The mail of the state that a shop is installed with does not name the number. Set it to no where yours does, or where another program mails it.',
    'Avec tellCustomer : la boutique envoie aussi chaque numéro de suivi par e-mail (« Package in transit »), quand le transporteur a une adresse de suivi. L’e-mail de l’état d’une boutique telle qu’installée n’indique pas le numéro. Mettez non si le vôtre le fait, ou si un autre programme l’envoie.',
  ],
  [
    'Who is told in the messages of the order which lines are sent and which are still to come, for each part. nobody. staff: seen in the back office alone. customer: seen in the account as well; nobody is mailed.',
    'À qui les messages de la commande disent quelles lignes sont envoyées et lesquelles sont encore à venir, pour chaque partie. nobody : à personne. staff : visible dans le back-office seul. customer : visible aussi dans le compte du client ; aucun e-mail ne part.',
  ],
  [
    'Number of the employee of the shop in whose name parts are told. Empty: none, and the first part asks.',
    'Numéro de l’employé de la boutique au nom duquel les parties sont annoncées. Vide : aucun, et la première partie pose la question.',
  ],
  [
    'How the message of a part begins, before what is sent.',
    'Comment commence le message d’une partie, avant ce qui est envoyé.',
  ],
  [
    'What stands in the message of a part before what is still to come.',
    'Ce qui précède, dans le message d’une partie, ce qui est encore à venir.',
  ],
  [
    'Id of the order state that an order gets, once, when a part of it is shipped. Empty: it keeps its state.',
    'Id de l’état que reçoit une commande, une fois, quand une partie en est expédiée. Vide : elle garde son état.',
  ],
  [
    'Number of the customer group for customers who are on hold in GP. Empty: the hold is no matter of the shop.',
    'Numéro du groupe de clients pour les clients bloqués dans GP. Vide : le blocage ne concerne pas la boutique.',
  ],
  [
    'A default group that somebody changed in the shop is set right again without a question.',
    'Un groupe par défaut que quelqu’un a changé dans la boutique est rétabli sans question.',
  ],
  [
    'Types of GP items that become products: Sales Item, Kit, Service, Miscellaneous Charges, Flat Fee. A service becomes a virtual product, which has no stock; of charges and fees the process stock would sell out what is made.',
    'Types d’articles GP qui deviennent des produits : Sales Item, Kit, Service, Miscellaneous Charges, Flat Fee. Un service devient un produit dématérialisé, sans stock ; de frais et forfaits, le processus stock mettrait en rupture ce qui est créé.',
  ],
  [
    'Item classes of GP whose items are variants: each becomes a combination of the product that has its style as reference. None: every item is a product of its own.',
    'Classes d’articles de GP dont les articles sont des déclinaisons : chacun devient une déclinaison du produit qui a son modèle pour référence. Aucune : chaque article est un produit à part.',
  ],
  [
    'What the variants differ in, as the shop names it: Color, Size. At most five, in the order of their values in GP.',
    'Ce qui distingue les déclinaisons, tel que la boutique le nomme : Color, Size. Cinq au plus, dans l’ordre de leurs valeurs dans GP.',
  ],
  [
    'What divides an item number into style and values: TSHIRT-RED-L. Only its last parts are values, as many as there are options.',
    'Ce qui divise un numéro d’article en modèle et valeurs : TSHIRT-RED-L. Seules ses dernières parties sont des valeurs, autant qu’il y a d’attributs.',
  ],
  [
    'Numbers (1 to 6) of the user categories of an item that say its style, then a value of each option: 1, 2, 3. None: its number says them.',
    'Numéros (1 à 6) des catégories utilisateur d’un article qui disent son modèle, puis une valeur de chaque attribut : 1, 2, 3. Aucun : son numéro les dit.',
  ],
  [
    'A combination may be added to a product that is being sold. Until the next rounds of prices and stock it costs what the product does, and can be ordered where the shop takes orders of what is sold out.',
    'Une déclinaison peut être ajoutée à un produit en vente. Jusqu’aux prochains passages des prix et du stock, elle coûte le prix du produit, et peut être commandée là où la boutique accepte des commandes de ce qui est épuisé.',
  ],
  [
    'Fields of an account that GP owns: company (not of customers whom the hub has made in GP, nor of persons), siret (the tax registration number, of up to 14 characters), max_payment_days, outstanding_allow_amount (the credit limit), active (the account of a customer who is inactive in GP is closed, and opened again by people alone). The others are the customer’s.',
    'Champs d’un compte qui appartiennent à GP : company (sauf pour les clients que le hub a créés dans GP et pour les personnes), siret (le numéro fiscal, jusqu’à 14 caractères), max_payment_days, outstanding_allow_amount (la limite de crédit), active (le compte d’un client inactif dans GP est fermé, et rouvert par des personnes seulement). Les autres sont au client.',
  ],
  [
    'What somebody changed of these fields in the shop is set right again without a question.',
    'Ce que quelqu’un a modifié de ces champs dans la boutique est rétabli sans question.',
  ],
  [
    'Customer classes of GP whose customers get an account in the shop. None: no account is made.',
    'Classes de clients de GP dont les clients reçoivent un compte dans la boutique. Aucune : aucun compte n’est créé.',
  ],
  [
    'Number of the customer group of a new account whose price level is that of no group, or of several.',
    'Numéro du groupe de clients d’un nouveau compte dont le niveau de prix n’est celui d’aucun groupe, ou de plusieurs.',
  ],
  [
    'Texts of the shop that the hub may replace, each as it is there: those that it has set before, when the value map "sold-out-text" says others by now. "*": any text. A text that is not named here is a merchandiser’s and stays.',
    'Textes de la boutique que le hub peut remplacer, chacun tel qu’il y figure : ceux qu’il a écrits auparavant, quand la table "sold-out-text" en donne d’autres depuis. "*" : n’importe quel texte. Un texte qui n’est pas cité ici est celui d’un marchand et reste.',
  ],
  [
    'Whether a product can be ordered when it is sold out is set right again without a question where somebody changed it in the shop.',
    'La possibilité de commander un produit épuisé est rétablie sans question quand quelqu’un l’a modifiée dans la boutique.',
  ],
  [
    'Shops of a multistore that share their stock may be given it: they all do the same with what is sold out.',
    'Les boutiques d’un multiboutique qui partagent leur stock peuvent la recevoir : elles font toutes la même chose de ce qui est épuisé.',
  ],
  [
    'Fields of products and combinations that GP owns: weight, ean13, upc, and of products unity, id_manufacturer and features; of products without combinations id_tax_rules_group, by the value map tax-rules-group. The others are the shop’s. None: nothing is set.',
    'Champs des produits et des déclinaisons que GP possède : weight, ean13, upc, et pour les produits unity, id_manufacturer et features ; pour les produits sans déclinaisons id_tax_rules_group, par la table de valeurs tax-rules-group. Les autres sont à la boutique. Aucun : rien n’est écrit.',
  ],
  [
    'What one unit of weight of GP is in that of the shop: 0.45359237 where GP has pounds and the shop kilograms. Empty: no weight is set.',
    'Ce que vaut une unité de poids de GP dans celle de la boutique : 0.45359237 quand GP compte en livres et la boutique en kilogrammes. Vide : aucun poids n’est écrit.',
  ],
  [
    'Where GP has the bar code of an item: ShortDescription or Key; GenericDescription or the number of a user category (1 to 6) only for codes of 8 digits, since GP holds 10 signs there. Empty: nowhere.',
    'Où GP garde le code-barres d’un article : ShortDescription ou Key ; GenericDescription ou le numéro d’une catégorie utilisateur (1 à 6) seulement pour les codes à 8 chiffres, car GP y garde 10 signes. Vide : nulle part.',
  ],
  [
    'The number of the user category (1 to 6) that names the manufacturer of an item. Empty: none.',
    'Le numéro de la catégorie utilisateur (1 à 6) qui nomme la marque d’un article. Vide : aucune.',
  ],
  [
    'What GP owns of the addresses of accounts that are linked to an address which people keep there: address (street, postcode, town, country and state together), company, name (the contact person), phone, vat_number. None: no address is set.',
    'Ce dont GP est maître dans les adresses des comptes liées à une adresse que l’on tient là-bas : address (rue, code postal, ville, pays et état ensemble), company, name (le contact), phone, vat_number. Aucun : aucune adresse n’est mise.',
  ],
  [
    'A person has compared the weight of one item in GP with what the shop would show. No weight is set before.',
    'Une personne a comparé le poids d’un article dans GP avec ce que la boutique montrerait. Aucun poids n’est mis avant.',
  ],
  [
    'A manufacturer that GP names and the shop does not have is made there, with its name alone.',
    'Une marque que GP nomme et que la boutique n’a pas y est créée, avec son seul nom.',
  ],
  [
    'A feature, or a value of one, that the shop does not have is made there, in all languages as GP says it.',
    'Une caractéristique, ou une de ses valeurs, que la boutique n’a pas y est créée, dans toutes les langues comme GP la dit.',
  ],
]
