/** What the standard flows say where they leave a record or ask a person: [the sentence, in French]. */
export const flowSentences: readonly (readonly [string, string])[] = [
  ['A guest goes over with the order.', 'Un invité est transféré avec sa commande.'],
  ['The account is deleted in the shop.', 'Le compte est supprimé dans la boutique.'],
  ['The account is not active in the shop.', 'Le compte n’est pas actif dans la boutique.'],
  ['The account has no address in the shop.', 'Le compte n’a pas d’adresse dans la boutique.'],
  [
    'The order was placed before this flow began, and was paid since.',
    'La commande a été passée avant le début de ce processus, et payée depuis.',
  ],
  [
    'See whether people have entered it in GP. If so, say as what: "ledgerline incidents ID --entered-as NUMBER". If not, replay the incident: it goes over.',
    'Voyez si quelqu’un l’a saisie dans GP. Si oui, dites sous quel numéro : "ledgerline incidents ID --entered-as NUMBER". Sinon, relancez l’incident : elle est transférée.',
  ],
  [
    'The order was placed before the cut-over, or before this flow began; a person takes it over.',
    'La commande a été passée avant la bascule, ou avant le début de ce processus ; une personne la reprend.',
  ],
  [
    'The sales order is transferred or posted in GP; its refunds become credit memos.',
    'La commande de vente est transférée ou comptabilisée dans GP ; ses remboursements deviennent des notes de crédit.',
  ],
  [
    'The order is cancelled or refunded, and its sales order is void in GP.',
    'La commande est annulée ou remboursée, et sa commande de vente est annulée dans GP.',
  ],
  [
    'The sales order is transferred or posted in GP, and the order was cancelled or refunded in the shop.',
    'La commande de vente est transférée ou comptabilisée dans GP, et la commande a été annulée ou remboursée dans la boutique.',
  ],
  [
    'A sales order that is transferred or posted is not voided. A back order of it, and an invoice that is not posted: delete or void it in GP. A posted invoice: enter a return that mirrors it, or a credit memo where no goods come back. Or, with the setting creditMemos, make a credit slip of it in the shop before you resolve the incident, and enter nothing: the hub credits the slip. Then resolve the incident.',
    'Une commande de vente transférée ou comptabilisée ne s’annule pas. Un reliquat (back order), et une facture non comptabilisée : supprimez-la ou annulez-la dans GP. Une facture comptabilisée : saisissez un retour qui la reflète, ou une note de crédit si aucune marchandise ne revient. Ou, avec le réglage creditMemos, faites-en un avoir dans la boutique avant de fermer l’incident, et ne saisissez rien : le hub crédite l’avoir. Fermez ensuite l’incident.',
  ],
  [
    'The order was cancelled or refunded in the shop after its transfer to GP.',
    'La commande a été annulée ou remboursée dans la boutique après son transfert vers GP.',
  ],
  [
    'Void the sales order in GP, or approve a proposal that voids it (operation void_gp_sales_order); then replay the incident. If it must stay, resolve the incident.',
    'Annulez la commande de vente dans GP, ou approuvez une proposition qui l’annule (opération void_gp_sales_order) ; puis relancez l’incident. Si elle doit rester, fermez l’incident.',
  ],
  [
    'The order is cancelled or refunded; a person has settled it.',
    'La commande est annulée ou remboursée ; une personne l’a réglé.',
  ],
  ['The order was refunded whole before its transfer.', 'La commande a été remboursée en entier avant son transfert.'],
  [
    'The order is paid in full, but its state does not count as paid.',
    'La commande est payée en entier, mais son état ne compte pas comme payé.',
  ],
  [
    'If the order is cancelled, it stays out of GP: put it into the state “Canceled” of the shop. Else correct its state; or, only where all orders in this state are sales, add its id to the setting acceptedStates.',
    'Si la commande est annulée, elle reste hors de GP : mettez-la dans l’état « Canceled » de la boutique. Sinon corrigez son état ; ou, seulement si toutes les commandes dans cet état sont des ventes, ajoutez son id au réglage acceptedStates.',
  ],
  ['The order is cancelled or its payment failed.', 'La commande est annulée ou son paiement a échoué.'],
  [
    'The order is in no state that is taken over, and its sales order is void in GP.',
    'La commande n’est dans aucun état repris, et sa commande de vente est annulée dans GP.',
  ],
  [
    'The order is in GP, and its state in the shop is none that is taken over any more.',
    'La commande est dans GP, et son état dans la boutique n’est plus un état repris.',
  ],
  [
    'If it was cancelled, void the sales order in GP, or approve a proposal that voids it (operation void_gp_sales_order); then replay the incident. If it goes on, add the id of its state to the setting acceptedStates, and replay. If the sales order must stay as it is, resolve the incident.',
    'Si elle a été annulée, annulez la commande de vente dans GP, ou approuvez une proposition qui l’annule (opération void_gp_sales_order) ; puis relancez l’incident. Si elle continue, ajoutez l’id de son état au réglage acceptedStates, et relancez. Si la commande de vente doit rester telle quelle, fermez l’incident.',
  ],
  ['The order is not paid yet.', 'La commande n’est pas encore payée.'],
  [
    'The cart of the order was placed before, as another order.',
    'Le panier de la commande a déjà été passé, comme une autre commande.',
  ],
  [
    'A payment module has perhaps placed it twice, by its webhook and by the page that the customer comes back to: the goods would be sent twice. If so, cancel one of the orders in the shop, give back what was paid twice, and replay the incident. If both are wanted, resolve the incident: this one goes over as well.',
    'Un module de paiement l’a peut-être passée deux fois, par son webhook et par la page où le client revient : la marchandise partirait deux fois. Si oui, annulez une des commandes dans la boutique, remboursez ce qui a été payé deux fois, et relancez l’incident. Si les deux sont voulues, fermez l’incident : celle-ci est transférée aussi.',
  ],
  [
    'A voucher of the order is store credit: the shop made it for what was refunded of an earlier order.',
    'Un bon de réduction de la commande est un avoir en bon d’achat : la boutique l’a créé pour le remboursement d’une commande précédente.',
  ],
  [
    'It is a means of payment. The refund has lowered sales and tax already, and as a discount the voucher would lower them once more. Enter the order in GP by hand at its full price, apply the open credit of the customer to it, and say so: "ledgerline incidents ID --entered-as NUMBER --although-different". If the refund was never credited in GP, resolve the incident: the voucher is a discount then.',
    'C’est un moyen de paiement. Le remboursement a déjà diminué le chiffre d’affaires et la taxe ; comme remise, le bon les diminuerait une fois de plus. Saisissez la commande à la main dans GP à son plein prix, imputez-lui le crédit ouvert du client, et dites-le : "ledgerline incidents ID --entered-as NUMBER --although-different". Si le remboursement n’a jamais été crédité dans GP, fermez l’incident : le bon est alors une remise.',
  ],
  [
    'Where the Webservice key may not read order_slip (Advanced Parameters, Webservice), let it, and replay the incident. Otherwise see whether the sales order is what is left of the order. If not, correct it in GP by hand. Then resolve the incident: the hub leaves the sales order as it is.',
    'Si la clé du webservice n’a pas le droit de lire order_slip (Paramètres avancés, Webservice), donnez-le-lui et rejouez l’incident. Sinon, voyez si la commande de vente correspond à ce qui reste de la commande. Sinon, corrigez-la à la main dans GP. Fermez ensuite l’incident : le hub laisse la commande de vente telle quelle.',
  ],
  [
    'If the refunded pieces were still to be delivered, take them off the sales order in GP by hand. If they were transferred, leave the sales order: with the setting creditMemos the slip is credited once all of it is transferred; without, credit it in GP by hand. Then resolve the incident: the hub leaves the sales order as it is.',
    'Si les pièces remboursées restaient à livrer, retirez-les à la main de la commande de vente dans GP. Si elles étaient transférées, laissez la commande de vente : avec le réglage creditMemos, l’avoir est crédité dès qu’elle est entièrement transférée ; sans lui, créditez-le à la main dans GP. Fermez ensuite l’incident : le hub laisse la commande de vente telle quelle.',
  ],
  [
    'The sales order in GP has deposits of more than what is left of the order.',
    'La commande de vente dans GP a des acomptes supérieurs à ce qui reste de la commande.',
  ],
  [
    'The money went back, or goes back: lower the deposit in GP by what was given back (Sales Transaction Entry, the order, Amount Received), then replay the incident. If the money stays with you, leave the deposit, correct the sales order in GP by hand, then resolve the incident.',
    'L’argent est reparti, ou va repartir : diminuez l’acompte dans GP de ce qui a été remboursé (Sales Transaction Entry, la commande, Amount Received), puis relancez l’incident. Si vous gardez l’argent, laissez l’acompte, corrigez la commande de vente à la main dans GP, puis fermez l’incident.',
  ],
  [
    'The customer of the order is on hold in GP, or inactive.',
    'Le client de la commande est bloqué dans GP, ou inactif.',
  ],
  [
    'Agree with who keeps receivables. Take the hold off in GP (Cards > Sales > Customer) and replay the incident; or, if this order may go over all the same, resolve it: GP takes the order where its policy does not check the hold. If it may not, cancel the order in the shop.',
    'Voyez avec qui suit les comptes clients. Levez le blocage dans GP (Cards > Sales > Customer) et relancez l’incident ; ou, si cette commande peut passer malgré tout, fermez-le : GP prend la commande si sa stratégie ne contrôle pas le blocage. Si elle ne peut pas passer, annulez la commande dans la boutique.',
  ],
  [
    'The order is on account, and with it the customer owes more than the credit limit in GP, or that is not known.',
    'La commande est en compte, et avec elle le client doit plus que sa limite de crédit dans GP, ou bien on ne le sait pas.',
  ],
  [
    'Agree with who keeps receivables: raise the limit in GP (Cards > Sales > Customer > Options), or wait for a payment, and replay the incident. If this order may go over all the same, resolve it. What is owed is as GP has summed it up; reading it needs the right to query the receivables summary of customers.',
    'Voyez avec qui suit les comptes clients : relevez la limite dans GP (Cards > Sales > Customer > Options), ou attendez un paiement, et relancez l’incident. Si cette commande peut passer malgré tout, fermez-le. Le montant dû est celui que GP a totalisé ; le lire demande le droit d’interroger le résumé des comptes clients.',
  ],
  [
    'This stock is shared with other shops of the multistore, whose orders the hub does not know.',
    'Ce stock est partagé avec d’autres boutiques du multiboutique, dont le hub ne connaît pas les commandes.',
  ],
  [
    'Let each of those shops have its own integration with the same GP company and the same stockSites, so that what its orders hold is taken off, and set stockShared to true. Or let each shop have its own stock.',
    'Donnez à chacune de ces boutiques sa propre intégration avec la même société GP et les mêmes stockSites, pour que ce que retiennent ses commandes soit déduit, et mettez stockShared à true. Ou donnez à chaque boutique son propre stock.',
  ],
  ['No site is chosen, so no stock is known.', 'Aucun site n’est choisi : aucun stock n’est connu.'],
  [
    'Name the GP sites that the shop sells from in the setting stockSites.',
    'Indiquez dans le réglage stockSites les sites GP depuis lesquels la boutique vend.',
  ],
  ['The stock row belongs to no product.', 'La ligne de stock n’appartient à aucun produit.'],
  ['The stock row belongs to no combination.', 'La ligne de stock n’appartient à aucune déclinaison.'],
  ['The shop computes the sum of the combinations.', 'La boutique calcule la somme des déclinaisons.'],
  ['A virtual product has no stock.', 'Un produit dématérialisé n’a pas de stock.'],
  [
    'The shop computes the stock of a pack by its products.',
    'La boutique calcule le stock d’un pack à partir de ses produits.',
  ],
  ['The product has no reference.', 'Le produit n’a pas de référence.'],
  [
    'Several products have this reference, so each would be sold from the same stock.',
    'Plusieurs produits ont cette référence : chacun serait vendu sur le même stock.',
  ],
  [
    'Give each its own reference in the shop; or name the item of each in the value map "item", by product and combination: "12:0".',
    'Donnez à chacun sa propre référence dans la boutique ; ou indiquez l’article de chacun dans la table de valeurs "item", par produit et déclinaison : "12:0".',
  ],
  ['GP has no item of this number.', 'GP n’a pas d’article de ce numéro.'],
  ['The item is of a kind that has no stock.', 'L’article est d’un genre qui n’a pas de stock.'],
  [
    'The item, or a component of the kit, is not assigned to every chosen site.',
    'L’article, ou un composant du kit, n’est pas affecté à tous les sites choisis.',
  ],
  [
    'Assign it to the site in GP (Item Quantities Maintenance), or leave the site out of the setting stockSites. A site that says nothing is not the number 0.',
    'Affectez-le au site dans GP (Item Quantities Maintenance), ou retirez le site du réglage stockSites. Un site qui ne dit rien n’est pas le nombre 0.',
  ],
  [
    'Its combinations have prices of their own; the base price stays.',
    'Ses déclinaisons ont leurs propres prix ; le prix de base reste.',
  ],
  ['No price level is chosen, so no price is known.', 'Aucun niveau de prix n’est choisi : aucun prix n’est connu.'],
  [
    'Name the GP price level whose prices the shop shows in the setting priceLevel, and its currency in priceCurrency.',
    'Indiquez dans le réglage priceLevel le niveau de prix GP que montre la boutique, et sa devise dans priceCurrency.',
  ],
  [
    'The shop keeps its prices in another currency than the setting priceCurrency says.',
    'La boutique tient ses prix dans une autre devise que celle du réglage priceCurrency.',
  ],
  [
    'Choose a price level of GP in the default currency of the shop: prices in another one are converted by the shop.',
    'Choisissez un niveau de prix GP dans la devise par défaut de la boutique : la boutique convertit les prix d’une autre devise.',
  ],
  [
    'GP computes the price of this item from a percentage.',
    'GP calcule le prix de cet article à partir d’un pourcentage.',
  ],
  [
    'Give it a price method of Currency Amount in GP (Item Maintenance), or leave its price to the shop: take its reference out of the shop’s product, or switch the flow off.',
    'Donnez-lui dans GP la méthode de prix Currency Amount (Item Maintenance), ou laissez son prix à la boutique : retirez sa référence du produit de la boutique, ou arrêtez le processus.',
  ],
  ['GP does not sell the item in the unit of this price.', 'GP ne vend pas l’article dans l’unité de ce prix.'],
  [
    'Let GP sell it in this unit (Item Price List Maintenance, unit of measure option); or name the unit that one piece of the shop is in the value map "unit".',
    'Permettez à GP de le vendre dans cette unité (Item Price List Maintenance, option de l’unité de mesure) ; ou indiquez l’unité d’une pièce de la boutique dans la table de valeurs "unit".',
  ],
  ['The price in GP is 0, or it is no amount.', 'Le prix dans GP est 0, ou n’est pas un montant.'],
  [
    'Enter the price in GP (Item Price List Maintenance). A price of 0 is never set in the shop.',
    'Saisissez le prix dans GP (Item Price List Maintenance). Un prix de 0 n’est jamais mis dans la boutique.',
  ],
  ['The price in GP is in another currency.', 'Le prix dans GP est dans une autre devise.'],
  [
    'Compare the price list in GP with the setting priceCurrency.',
    'Comparez la liste de prix dans GP avec le réglage priceCurrency.',
  ],
  [
    'GP has quantity breaks for this item, which the shop is not given.',
    'GP a pour cet article des prix par quantité, que la boutique ne reçoit pas.',
  ],
  [
    'Add the process group-prices, which gives them to everybody as group 0, or enter them in the shop as specific prices; then set priceOfOne to true: this flow sets what one piece costs.',
    'Ajoutez le processus group-prices, qui les donne à tous sous le groupe 0, ou saisissez-les dans la boutique comme prix spécifiques ; mettez ensuite priceOfOne à true : ce processus fixe le prix d’une pièce.',
  ],
  [
    'The product has an eco tax, which the shop adds to the price.',
    'Le produit a une écotaxe, que la boutique ajoute au prix.',
  ],
  [
    'Set its price in the shop by hand: what GP says is not what a visitor would see.',
    'Fixez son prix à la main dans la boutique : ce que dit GP n’est pas ce que verrait un visiteur.',
  ],
  [
    'The price would change by more percent than the setting priceChangeMost says.',
    'Le prix changerait de plus de pour cent que ne le dit le réglage priceChangeMost.',
  ],
  [
    'Compare the price in GP with the shop: unit, price level, currency, with or without tax. If it is right, raise the setting for one round, or set the price in the shop by hand.',
    'Comparez le prix dans GP avec la boutique : unité, niveau de prix, devise, avec ou sans taxe. S’il est juste, relevez le réglage pour un passage, ou fixez le prix à la main dans la boutique.',
  ],
  [
    'The shop has a specific price without an end for everybody, so nobody is asked what GP says.',
    'La boutique a pour tous un prix spécifique sans fin : personne ne paie ce que dit GP.',
  ],
  [
    'Delete it in the shop (Catalog, Products, Pricing; of a rule Catalog, Discounts), or give it an end, so that it is a campaign. If it is meant, resolve the incident: the price of GP is set as the base price, and the specific price stays.',
    'Supprimez-le dans la boutique (Catalog, Products, Pricing ; pour une règle Catalog, Discounts), ou donnez-lui une fin, pour en faire une promotion. S’il est voulu, résolvez l’incident : le prix de GP devient le prix de base, et le prix spécifique reste.',
  ],
  [
    'A campaign of the shop sets a price for everybody that is above the price in GP.',
    'Une promotion de la boutique fixe pour tous un prix supérieur à celui de GP.',
  ],
  [
    'Lower it in the shop or end it (Catalog, Products, Pricing; of a rule Catalog, Discounts). If it is meant, resolve the incident: the price of GP is set as the base price, and the campaign stays.',
    'Baissez-le dans la boutique ou terminez la promotion (Catalog, Products, Pricing ; pour une règle Catalog, Discounts). Si elle est voulue, résolvez l’incident : le prix de GP devient le prix de base, et la promotion reste.',
  ],
  ['The combination belongs to no product.', 'La déclinaison n’appartient à aucun produit.'],
  [
    'The combination has an eco tax, which the shop adds to the price.',
    'La déclinaison a une écotaxe, que la boutique ajoute au prix.',
  ],
  ['Its combinations have prices of their own.', 'Ses déclinaisons ont leurs propres prix.'],
  ['No customer group is chosen, or no currency.', 'Aucun groupe de clients n’est choisi, ou aucune devise.'],
  [
    'Name the groups of the shop in the setting priceGroups, the GP price level of each in the value map "price-level", and the currencies in groupPriceCurrencies.',
    'Indiquez les groupes de la boutique dans le réglage priceGroups, le niveau de prix GP de chacun dans la table de valeurs "price-level", et les devises dans groupPriceCurrencies.',
  ],
  [
    'There are more than 100 specific prices that the hub did not set, too many to be compared with those of GP.',
    'Il y a plus de 100 prix spécifiques que le hub n’a pas fixés, trop pour les comparer à ceux de GP.',
  ],
  [
    'Delete those that are not needed any more (Catalog, Products, Pricing). Or give customers who pay the same a group of their own with a GP price level, in place of prices of each; or leave this product to the shop: take its reference out.',
    'Supprimez ceux dont on n’a plus besoin (Catalog, Products, Pricing). Ou donnez aux clients qui paient le même prix un groupe à eux avec un niveau de prix GP, au lieu de prix pour chacun ; ou laissez ce produit à la boutique : retirez sa référence.',
  ],
  ['The shop has no such customer group.', 'La boutique n’a pas de tel groupe de clients.'],
  [
    'Correct the setting priceGroups: it lists numbers of customer groups (Shop Parameters, Customer Settings, Groups).',
    'Corrigez le réglage priceGroups : il liste des numéros de groupes de clients (Shop Parameters, Customer Settings, Groups).',
  ],
  [
    'The group has a discount of its own, which the shop takes off every price.',
    'Le groupe a une remise propre, que la boutique retire de chaque prix.',
  ],
  [
    'Set the discount of the group to 0 in the shop: the prices of its GP price level are final. Discounts of the group on categories, too.',
    'Mettez la remise du groupe à 0 dans la boutique : les prix de son niveau de prix GP sont définitifs. De même pour les remises du groupe sur des catégories.',
  ],
  [
    'The prices of the level contain tax, and the group is shown prices without tax.',
    'Les prix du niveau contiennent la taxe, et le groupe voit les prix hors taxe.',
  ],
  [
    'Let the group see prices with tax, or choose a level without tax; correct the setting levelsWithTax if the level contains none.',
    'Montrez au groupe les prix taxe comprise, ou choisissez un niveau hors taxe ; corrigez le réglage levelsWithTax si le niveau n’en contient pas.',
  ],
  [
    'The setting levelsWithTax names a price level that no group is given, or in other letters: its prices would be taken for prices without tax.',
    'Le réglage levelsWithTax nomme un niveau de prix qu’aucun groupe ne reçoit, ou l’écrit avec d’autres lettres : ses prix seraient pris pour des prix hors taxe.',
  ],
  [
    'Write each level as the value map "price-level" names it, there and in the setting, or take it out of the setting.',
    'Écrivez chaque niveau comme le nomme la table de valeurs "price-level", là et dans le réglage, ou retirez-le du réglage.',
  ],
  ['The shop does not have each of the currencies once.', 'La boutique n’a pas chacune des devises une fois.'],
  [
    'Correct the setting groupPriceCurrencies: ISO codes of currencies that the shop has.',
    'Corrigez le réglage groupPriceCurrencies : codes ISO de devises que la boutique a.',
  ],
  ['A price in GP is 0, or it is no amount.', 'Un prix dans GP est 0, ou n’est pas un montant.'],
  ['A price in GP is in another currency than its list.', 'Un prix dans GP est dans une autre devise que sa liste.'],
  [
    'Compare the price list in GP with the currencies of the setting groupPriceCurrencies.',
    'Comparez la liste de prix dans GP avec les devises du réglage groupPriceCurrencies.',
  ],
  [
    'A price list in GP ends: for larger quantities it has no price.',
    'Une liste de prix dans GP s’arrête : elle n’a pas de prix pour de plus grandes quantités.',
  ],
  [
    'Let the last break of the price list have no end in GP (To Quantity 999,999,999,999), as GP makes it by itself.',
    'Laissez le dernier palier de la liste de prix sans fin dans GP (To Quantity 999,999,999,999), comme GP le fait de lui-même.',
  ],
  [
    'The shop has a specific price without an end that the hub did not set, and that a customer of the group could be given in place of that of GP.',
    'La boutique a un prix spécifique sans fin que le hub n’a pas mis, et qu’un client du groupe pourrait recevoir à la place de celui de GP.',
  ],
  [
    'Delete it in the shop (Catalog, Products, Pricing), or give it an end, so that it is a campaign; or take the group out of the setting priceGroups.',
    'Supprimez-le dans la boutique (Catalog, Products, Pricing), ou donnez-lui une fin, pour qu’il soit une promotion ; ou retirez le groupe du réglage priceGroups.',
  ],
  [
    'A specific price of the product, or for every product, would lose to those of the hub for its combination.',
    'Un prix spécifique du produit, ou de tous les produits, perdrait face à ceux du hub pour sa déclinaison.',
  ],
  [
    'Make it for the combination as well (Catalog, Products, Pricing), for the same customer, group, currency, country, quantity and time; or delete it, or take the group out of the setting priceGroups.',
    'Créez-le aussi pour la déclinaison (Catalog, Products, Pricing), pour les mêmes client, groupe, devise, pays, quantité et durée ; ou supprimez-le, ou retirez le groupe du réglage priceGroups.',
  ],
  [
    'A specific price that the hub did not set would lose to one of the hub, for the people whom it is for.',
    'Un prix spécifique que le hub n’a pas mis perdrait face à un prix du hub, pour les personnes auxquelles il est destiné.',
  ],
  [
    'The shop takes the larger quantity first, then a price that no catalog price rule has made, then one that names the currency. So give it the currency, and a row at each quantity at which GP has a break (Catalog, Products, Pricing), in place of the rule; or delete it, or take the group out of the setting priceGroups. Of campaigns the setting groupPricesOverCampaigns says that prices of GP come first.',
    'La boutique prend d’abord la plus grande quantité, puis un prix qu’aucune règle de prix catalogue n’a créé, puis celui qui nomme la devise. Donnez-lui donc la devise, et une ligne à chaque quantité où GP a un palier (Catalog, Products, Pricing), à la place de la règle ; ou supprimez-le, ou retirez le groupe du réglage priceGroups. Pour les promotions, le réglage groupPricesOverCampaigns dit que les prix de GP passent avant.',
  ],
  [
    'GP has no price any more that a group has in the shop: its customers would pay what everybody pays.',
    'GP n’a plus un prix qu’un groupe a dans la boutique : ses clients paieraient ce que paie tout le monde.',
  ],
  [
    'Enter the price in GP again (Item Price List Maintenance); see whether its price level, unit or currency was changed. If these prices have ended, set groupPricesMayEnd to true until the next round went through.',
    'Saisissez à nouveau le prix dans GP (Item Price List Maintenance) ; voyez si son niveau de prix, son unité ou sa devise a changé. Si ces prix ont pris fin, mettez groupPricesMayEnd à true jusqu’à ce que le prochain passage soit terminé.',
  ],
  [
    'A price would change by more percent than the setting groupPriceChangeMost says.',
    'Un prix changerait de plus de pour cent que ne le dit le réglage groupPriceChangeMost.',
  ],
  [
    'The first price of a group would differ by more percent from what everybody pays than the setting groupPriceFirstMost says.',
    'Le premier prix d’un groupe différerait de ce que tous paient de plus de pour cent que ne le dit le réglage groupPriceFirstMost.',
  ],
  [
    'Compare the prices in GP with the shop: unit, price level, quantities, with or without tax. If they are right, raise the setting for one round.',
    'Comparez les prix dans GP avec la boutique : unité, niveau de prix, quantités, avec ou sans taxe. S’ils sont justes, relevez le réglage pour un passage.',
  ],
  [
    'Compare the prices in GP with the shop: unit, price level, currency, quantities, with or without tax. If they are right, raise the setting for one round.',
    'Comparez les prix dans GP avec la boutique : unité, niveau de prix, devise, quantités, avec ou sans taxe. S’ils sont justes, relevez le réglage pour un passage.',
  ],
  ['The item has no short description.', 'L’article n’a pas de description courte.'],
  ['The shop does not sell the item.', 'La boutique ne vend pas l’article.'],
  [
    'The credit limit in GP is in another currency than the amounts of the shop.',
    'La limite de crédit dans GP est dans une autre devise que les montants de la boutique.',
  ],
  [
    'The shop keeps the limit in its default currency, and GP in its functional one. Take outstanding_allow_amount out of the setting customerFieldsOfGp, and enter the limits in the shop by hand; correct those there that the hub has set before.',
    'La boutique tient la limite dans sa devise par défaut, et GP dans sa devise fonctionnelle. Retirez outstanding_allow_amount du réglage customerFieldsOfGp, et saisissez les limites à la main dans la boutique ; corrigez-y celles que le hub a posées avant.',
  ],
  [
    'The value map "item" says that the product with this reference is sold as another item: its name stays the shop’s.',
    'La table de valeurs "item" dit que le produit de cette référence est vendu comme un autre article : son nom reste celui de la boutique.',
  ],
  ['Its combinations are items of their own.', 'Ses déclinaisons sont des articles à part entière.'],
  ['No order is unpaid for seven days.', 'Aucune commande n’est impayée depuis sept jours.'],
  [
    'The payment came before this flow began; a person takes it over.',
    'Le paiement est arrivé avant le début de ce processus ; une personne le reprend.',
  ],
  ['The payment is of nothing.', 'Le paiement est de zéro.'],
  [
    'The payment is negative: some modules note refunds so.',
    'Le paiement est négatif : certains modules notent ainsi les remboursements.',
  ],
  [
    'If it only takes back a payment that was noted by mistake, and of which no money came, nothing is booked: resolve the incident. Otherwise it is money that went back: book that in GP, as what was paid out of the bank or is taken off the next payout, once. What was given back of sales and tax is booked by its credit slip: with the setting creditMemos the hub makes a credit memo of it, or has lowered the sales order, and nobody enters one; without, enter it by hand. Then resolve the incident.',
    'S’il ne fait que reprendre un paiement noté par erreur, dont aucun argent n’est venu, rien n’est comptabilisé : fermez l’incident. Sinon, c’est de l’argent rendu : comptabilisez dans GP, une seule fois, ce qui est sorti de la banque ou sera déduit du prochain versement. Ce qui est rendu des ventes et des taxes l’est par son avoir : avec le réglage creditMemos le hub en fait une note de crédit, ou a diminué la commande de vente, et personne n’en saisit ; sans lui, saisissez-la à la main. Fermez ensuite l’incident.',
  ],
  [
    'Money came without an order: no order has the reference of the payment.',
    'De l’argent est arrivé sans commande : aucune commande n’a la référence du paiement.',
  ],
  [
    'Find out what was paid, in the back office of the payment provider. Book the money in GP on the account for payments that are not clear, never on sales; replay the incident when the order is there.',
    'Cherchez ce qui a été payé, dans le back-office du prestataire de paiement. Comptabilisez l’argent dans GP sur le compte des paiements à identifier, jamais en ventes ; relancez l’incident quand la commande existe.',
  ],
  [
    'If the order is in GP, enter the receipt there by hand, of the customer whose order it is, and resolve the incident; or link the order to its sales order by a proposal, and replay the incident: the hub then makes the receipt. If the order is not in GP, and it is a sale, take it over ("ledgerline run ORDER"), then replay the incident.',
    'Si la commande est dans GP, saisissez-y l’encaissement à la main, au client de la commande, et fermez l’incident ; ou liez la commande à sa commande de vente par une proposition, et relancez l’incident : le hub fait alors l’encaissement. Si la commande n’est pas dans GP et qu’elle est une vente, transférez-la ("ledgerline run ORDER"), puis relancez l’incident.',
  ],
  [
    'The payment went to GP with its sales order, as a deposit.',
    'Le paiement est passé dans GP avec sa commande de vente, comme acompte.',
  ],
  [
    'See in GP whether a return or a credit memo of it is there. If so, say so: "ledgerline incidents ID --entered-as NUMBER", with --although-different where that is of more than the slip. If not, credit the slip in GP by hand, once, and say so in the same way. Or resolve the incident: the hub credits nothing.',
    'Voyez dans GP si un retour ou une note de crédit y est. Si oui, dites-le : "ledgerline incidents ID --entered-as NUMBER", avec --although-different si le document porte sur plus que l’avoir. Sinon, créditez l’avoir à la main dans GP, une fois, et dites-le de la même manière. Ou résolvez l’incident : le hub ne crédite rien.',
  ],
  [
    'Look at the deposits of the sales order, or of its invoice, in GP (Sales Transaction Entry, Amount Received). If the payment is there, or its receipt was entered, resolve the incident. If not, enter the receipt in GP by hand, then resolve the incident.',
    'Regardez les acomptes de la commande de vente, ou de sa facture, dans GP (Sales Transaction Entry, Amount Received). Si le paiement y est, ou si son encaissement a été saisi, fermez l’incident. Sinon, saisissez l’encaissement à la main dans GP, puis fermez l’incident.',
  ],
  [
    'The order is not in GP yet: the payment goes there with it, as a deposit.',
    'La commande n’est pas encore dans GP : le paiement y va avec elle, comme acompte.',
  ],
  [
    'The orders of the reference belong to more than one customer.',
    'Les commandes de la référence appartiennent à plus d’un client.',
  ],
  [
    'A state books its payment under the first nine characters of the reference, which several orders may begin with. See in the shop which of them was paid, and enter the receipt in GP by hand; or correct the orders in the shop, and replay the incident.',
    'Un état note son paiement sous les neuf premiers caractères de la référence, par lesquels plusieurs commandes peuvent commencer. Voyez dans la boutique laquelle a été payée, et saisissez l’encaissement à la main dans GP ; ou corrigez les commandes dans la boutique, et relancez l’incident.',
  ],
  ['The payment is in another currency than its order.', 'Le paiement est dans une autre devise que sa commande.'],
  [
    'A receipt in one currency is not applied to an invoice in another. Enter it in GP in the currency and at the rate that your bank has used.',
    'Un encaissement dans une devise ne s’impute pas à une facture dans une autre. Saisissez-le dans GP dans la devise et au taux que votre banque a appliqués.',
  ],
  [
    'Modules note one capture twice, by their webhook and by the page that the customer comes back to. See in the back office of the payment provider, or at the bank, how often the money came. Once: resolve the incident, no receipt is made of this one. Twice: enter the receipt of this one in GP by hand, then resolve the incident.',
    'Des modules notent deux fois un même encaissement, par leur webhook et par la page où le client revient. Voyez dans le back-office du prestataire de paiement, ou à la banque, combien de fois l’argent est arrivé. Une fois : fermez l’incident, aucun encaissement n’est fait de ce paiement. Deux fois : saisissez l’encaissement de celui-ci à la main dans GP, puis fermez l’incident.',
  ],
  [
    'Modules note what was authorised, and again what they capture of it. See in the back office of the payment provider what was captured. If this payment was, enter its receipt in GP by hand. If the hub has made a receipt of what was only authorised, void that one in GP. Then resolve the incident: the hub makes no receipt of this payment.',
    'Des modules notent ce qui a été autorisé, puis ce qu’ils en encaissent. Voyez dans le back-office du prestataire de paiement ce qui a été encaissé. Si ce paiement l’a été, saisissez son encaissement à la main dans GP. Si le hub a fait un encaissement de ce qui n’était qu’autorisé, annulez celui-là dans GP. Puis fermez l’incident : le hub ne fait aucun encaissement de ce paiement.',
  ],
  [
    'If the module of the order took it, say so by the payment method of the order, "ledgerline replay ID --entity prestashop.orderPayment --edit \'payment_method==>METHOD\'": the receipt is made. Otherwise enter it in GP by hand, then resolve the incident.',
    'Si le module de la commande l’a reçu, dites-le par le moyen de paiement de la commande, "ledgerline replay ID --entity prestashop.orderPayment --edit \'payment_method==>METHOD\'" : l’encaissement est fait. Sinon saisissez-le à la main dans GP, puis fermez l’incident.',
  ],
  [
    'Payments of this method become no receipts: the value map "receipt" says so.',
    'Les paiements de ce moyen ne deviennent pas des encaissements : la table de valeurs "receipt" le dit.',
  ],
  [
    'See whether the money came. If so, say what the bank calls it, "ledgerline replay ID --entity prestashop.orderPayment --edit \'transaction_id=null=>NUMBER\'": the receipt is made; or enter it in GP by hand, then resolve the incident. If not, correct the payment or the state in the shop, then resolve the incident: no receipt is made. Where staff use this state to say that money came, add it to the setting paymentStates, and replay.',
    'Voyez si l’argent est arrivé. Si oui, dites comment la banque l’appelle, "ledgerline replay ID --entity prestashop.orderPayment --edit \'transaction_id=null=>NUMBER\'" : l’encaissement est fait ; ou saisissez-le à la main dans GP, puis fermez l’incident. Sinon, corrigez le paiement ou l’état dans la boutique, puis fermez l’incident : aucun encaissement n’est fait. Si l’équipe utilise cet état pour dire que l’argent est arrivé, ajoutez-le au réglage paymentStates, et relancez.',
  ],
  ['The file lies in no folder of settlement reports.', 'Le fichier n’est dans aucun dossier de relevés de règlement.'],
  [
    'The payout has other amounts than its journal: rows came after it, or somebody changed the journal.',
    'Le versement a d’autres montants que son écriture de journal : des lignes sont venues après, ou quelqu’un a modifié l’écriture.',
  ],
  [
    'Compare the two. While the journal is not posted, correct it in GP; when it is posted, enter the difference by a journal of your own. Then resolve the incident: no other journal is written of the payout.',
    'Comparez les deux. Tant que l’écriture n’est pas comptabilisée, corrigez-la dans GP ; quand elle l’est, saisissez l’écart par une écriture à vous. Fermez ensuite l’incident : aucune autre écriture n’est faite du versement.',
  ],
  [
    'Rows of the payout are missing: they do not add up to what went to the bank.',
    'Des lignes du versement manquent : leur somme n’est pas ce qui est allé à la banque.',
  ],
  ['Nothing of it is left to be booked.', 'Il n’en reste rien à comptabiliser.'],
  ['Rows of payments name no transaction.', 'Des lignes de paiements n’indiquent aucune transaction.'],
  [
    'Find their orders at the provider. Resolve the incident to write the journal: what has no receipt stays open on the clearing account.',
    'Trouvez leurs commandes chez le prestataire. Fermez l’incident pour écrire le journal : ce qui n’a pas d’encaissement reste ouvert sur le compte d’attente.',
  ],
  [
    'Rows of the payout are of no payment that the shop has.',
    'Des lignes du versement ne concernent aucun paiement que la boutique a.',
  ],
  [
    'Find the orders at the provider, and add the payments in the shop; then replay the incident. Resolve it to write the journal as it is: the money stays open on the clearing account, never in sales.',
    'Trouvez les commandes chez le prestataire, et ajoutez les paiements dans la boutique ; puis relancez l’incident. Fermez-le pour écrire le journal tel quel : l’argent reste ouvert sur le compte d’attente, jamais en ventes.',
  ],
  [
    'Sales of the payout have another amount than the payments of the shop.',
    'Des ventes du versement ont un autre montant que les paiements de la boutique.',
  ],
  [
    'Compare order and provider: a part was captured, or the payment was edited. The journal takes the amount of the provider; resolve the incident to write it, and correct the receipt in GP.',
    'Comparez la commande et le prestataire : une partie a été encaissée, ou le paiement a été modifié. Le journal prend le montant du prestataire ; fermez l’incident pour l’écrire, et corrigez l’encaissement dans GP.',
  ],
  [
    'The provider has converted money of the payout: customers paid in another currency.',
    'Le prestataire a converti de l’argent du versement : des clients ont payé dans une autre devise.',
  ],
  [
    'See at the provider that the rate explains each amount. Then change no receipt: it is right in the currency in which the customer paid. Resolve the incident to write the journal with the amounts of the provider; what lies between the two on the clearing account is a gain or a loss, and is booked there (see “Realised gain or loss” in docs/payouts.md).',
    'Vérifiez chez le prestataire que le taux explique chaque montant. Ne changez alors aucun encaissement : il est juste dans la devise payée par le client. Fermez l’incident pour écrire le journal avec les montants du prestataire ; ce qui reste entre les deux sur le compte d’attente est un gain ou une perte, et se comptabilise là (voir « Realised gain or loss » dans docs/payouts.md).',
  ],
  [
    'The provider has converted money that was given back: customers got it in another currency.',
    'Le prestataire a converti de l’argent rendu : des clients l’ont reçu dans une autre devise.',
  ],
  [
    'Each needs one credit slip of its order, of what the customer got in the currency of the order. If it is there, change nothing, and make no other one of the converted amount: it would lower sales and tax twice. If it is missing, make it in the shop. Then resolve the incident: the journal only moves the money, in the amounts of the provider.',
    'Chacun demande un avoir de sa commande, de ce que le client a reçu dans la devise de la commande. S’il existe, ne changez rien, et n’en faites pas d’autre du montant converti : il diminuerait ventes et taxe deux fois. S’il manque, faites-le dans la boutique. Fermez ensuite l’incident : le journal ne fait que déplacer l’argent, dans les montants du prestataire.',
  ],
  [
    'If the slip was made for the dispute, wait until the case is closed, and give nothing back at the provider. Lost: credit the slip in GP by hand, once; the customer has the money already. Won: the sale stands, and nothing is credited. If the slip is of something else, credit it in GP by hand. Then resolve the incident: the hub makes no credit memo of this slip.',
    'Si l’avoir a été fait pour le litige, attendez que le dossier soit clos, et ne rendez rien chez le prestataire. Perdu : créditez l’avoir dans GP à la main, une fois ; le client a déjà l’argent. Gagné : la vente tient, et rien n’est crédité. Si l’avoir concerne autre chose, créditez-le dans GP à la main. Fermez ensuite l’incident : le hub ne fait pas de note de crédit de cet avoir.',
  ],
  ['Payments of the payout have no cash receipt yet.', 'Des paiements du versement n’ont pas encore d’encaissement.'],
  [
    'Look at the runs of the payments, and replay the incident when they are done. Resolve it to write the journal before: the receipts fill the clearing account later.',
    'Regardez les exécutions des paiements, et relancez l’incident quand elles sont terminées. Fermez-le pour écrire le journal avant : les encaissements remplissent le compte d’attente plus tard.',
  ],
  [
    'Money was given back that no credit slip of its order is about: none has the amount, or another refund has used it.',
    'De l’argent a été rendu sans avoir de sa commande qui le concerne : aucun n’a ce montant, ou un autre remboursement l’a utilisé.',
  ],
  [
    'Look for the refund in the order: each needs a credit slip of its own, of the same amount. If the customer was paid back twice, ask for the money. If more had come than was charged, and that went back, make no slip: it lowers neither sales nor tax. If a slip is missing, make it in the shop, so that sales and tax are lowered once, and replay the incident. Resolve it where the refund was credited differently, or needs no slip: the journal only moves the money.',
    'Cherchez le remboursement dans la commande : chacun demande son propre avoir, du même montant. Si le client a été remboursé deux fois, réclamez l’argent. S’il était venu plus que facturé, et que c’est cela qui est reparti, ne faites pas d’avoir : cela ne diminue ni ventes ni taxe. S’il manque un avoir, faites-le dans la boutique, pour que ventes et taxe soient diminuées une fois, et relancez l’incident. Fermez-le si le remboursement a été crédité autrement, ou n’en demande pas : le journal ne fait que déplacer l’argent.',
  ],
  [
    'Banks of customers have taken money back: chargebacks.',
    'Des banques de clients ont repris de l’argent : rétrofacturations (chargebacks).',
  ],
  [
    'Answer each at the provider before its deadline, and give nothing back to these customers meanwhile. Resolve the incident to write the journal: the money goes to the account of disputes, and orders and receipts stay as they are until the case is closed.',
    'Répondez à chacune chez le prestataire avant son échéance, et ne rendez rien à ces clients entre-temps. Fermez l’incident pour écrire le journal : l’argent va au compte des litiges, et commandes et encaissements restent tels quels jusqu’à la clôture du dossier.',
  ],
  [
    'The payout lies before the first day that is open in the general ledger.',
    'Le versement est antérieur au premier jour ouvert dans la comptabilité générale.',
  ],
  [
    'Open the period in GP (Tools > Setup > Company > Fiscal Periods, series Financial), move the setting ledgerOpenFrom, and replay. Or resolve the incident: the journal gets the date ledgerOpenFrom, and the day of the payout in its lines.',
    'Ouvrez la période dans GP (Tools > Setup > Company > Fiscal Periods, série Financial), déplacez le réglage ledgerOpenFrom, et relancez. Ou fermez l’incident : le journal reçoit la date ledgerOpenFrom, et le jour du versement dans ses lignes.',
  ],
  [
    'An account of the journal is not there, or nothing may be entered on it.',
    'Un compte de l’écriture n’existe pas, ou rien ne peut y être saisi.',
  ],
  [
    'Correct the value map "payout-account", or the account in GP (Cards > Financial > Account), then replay the incident. Nothing was sent.',
    'Corrigez la table de valeurs "payout-account", ou le compte dans GP (Cards > Financial > Account), puis relancez l’incident. Rien n’a été envoyé.',
  ],
  [
    'An account of the journal does not allow account entry: GP itself books on it.',
    'Un compte de l’écriture n’admet pas de saisie : GP y écrit lui-même.',
  ],
  [
    'Such accounts mostly belong to a module of GP, as receivables do, and a journal on them parts the two. Correct the value map "payout-account", and replay the incident. If the journal is meant to go there, resolve it.',
    'De tels comptes appartiennent le plus souvent à un module de GP, comme celui des clients, et une écriture sur eux sépare les deux. Corrigez la table de valeurs "payout-account", et relancez l’incident. Si l’écriture doit y aller, fermez-le.',
  ],
  [
    'GP holds a journal of this payout under another number.',
    'GP a une écriture de ce versement sous un autre numéro.',
  ],
  [
    'Compare the two. If it is this payout, leave the incident; if it is not, rename its reference in GP, and replay.',
    'Comparez les deux. Si c’est ce versement, laissez l’incident ; sinon, renommez sa référence dans GP, et relancez.',
  ],
  [
    'The setting creditMemos is off: the flow of orders asks a person about refunds.',
    'Le réglage creditMemos est désactivé : le processus des commandes interroge une personne sur les remboursements.',
  ],
  [
    'The slip was made before this flow began; a person takes it over.',
    'L’avoir a été fait avant le début de ce processus ; une personne le reprend.',
  ],
  [
    'The order of the slip was placed before the flow of orders began, and it is linked to no sales order.',
    'La commande de l’avoir a été passée avant le début du processus des commandes, et n’est liée à aucune commande de vente.',
  ],
  [
    'If the order is in GP, credit the slip there by hand and resolve the incident; or link the order to its sales order by a proposal, and replay the incident: the hub then credits it. If the order is not in GP, there is nothing to credit: resolve the incident.',
    'Si la commande est dans GP, créditez-y l’avoir à la main et fermez l’incident ; ou liez la commande à sa commande de vente par une proposition, et relancez l’incident : le hub le crédite alors. Si la commande n’est pas dans GP, il n’y a rien à créditer : fermez l’incident.',
  ],
  [
    'The order was placed before the flow of orders began; a person has settled the slip.',
    'La commande a été passée avant le début du processus des commandes ; une personne a réglé l’avoir.',
  ],
  [
    'The order is not in GP yet: it goes over as what is left of it. If a person has entered it in GP, the slip has to be credited there by hand.',
    'La commande n’est pas encore dans GP : elle est transférée pour ce qu’il en reste. Si une personne l’a saisie dans GP, l’avoir doit y être crédité à la main.',
  ],
  [
    'The sales order is void in GP: there is nothing to credit.',
    'La commande de vente est annulée dans GP : il n’y a rien à créditer.',
  ],
  [
    'The sales order is still open in GP: the refund lowers it.',
    'La commande de vente est encore ouverte dans GP : le remboursement la diminue.',
  ],
  [
    'What the slip gave back is not known to the cent: the flow of orders asks a person to book it in GP.',
    'Ce que l’avoir a rendu n’est pas connu au centime près : le processus des commandes demande à une personne de le comptabiliser dans GP.',
  ],
  [
    'People have entered the return of the slip: it is settled, also where the return is of less.',
    'Des personnes ont saisi le retour de l’avoir : il est réglé, même si le retour est d’un montant inférieur.',
  ],
  [
    'The slip has its return, and its credit memo where not all of it came back.',
    'L’avoir a son retour, et sa note de crédit si tout n’est pas revenu.',
  ],
  [
    'The settings of returns were changed since, or staff noted in the shop that more came back. Enter a credit memo of what the return leaves of the slip in GP by hand, then resolve the incident.',
    'Les réglages des retours ont changé depuis, ou l’équipe a noté dans la boutique que davantage est revenu. Saisissez à la main dans GP une note de crédit de ce que le retour laisse de l’avoir, puis fermez l’incident.',
  ],
  [
    'Compare the slips with what the payment provider paid back. Correct them in the shop and replay the incident; or book this slip in GP by hand, then resolve the incident.',
    'Comparez les avoirs avec ce que le prestataire de paiement a remboursé. Corrigez-les dans la boutique et relancez l’incident ; ou comptabilisez cet avoir à la main dans GP, puis fermez l’incident.',
  ],
  [
    'The flow of orders asks about the same order; enter in GP, once, what was added. See whether the sales order is less by what the slip gave back: if not, credit the slip in GP by hand. Then resolve the incident.',
    'Le processus des commandes interroge sur la même commande ; saisissez dans GP, une fois, ce qui a été ajouté. Voyez si la commande de vente est diminuée de ce que l’avoir a rendu : sinon, créditez l’avoir à la main dans GP. Fermez ensuite l’incident.',
  ],
  [
    'See in GP where the goods of the slip stand: the order may have been entered as several documents, or without what was given back already. If they were invoiced, credit the slip in GP by hand, once; if they were never entered, nothing is to be credited. Then resolve the incident.',
    'Voyez dans GP où se trouvent les marchandises de l’avoir : la commande a pu être saisie en plusieurs documents, ou sans ce qui avait déjà été rendu. Si elles ont été facturées, créditez l’avoir dans GP à la main, une fois ; si elles n’ont jamais été saisies, il n’y a rien à créditer. Puis fermez l’incident.',
  ],
  [
    'Somebody changed the document in GP, or the order in the shop. Compare both; credit in GP by hand what is still open of the slip, then resolve the incident.',
    'Quelqu’un a modifié le document dans GP, ou la commande dans la boutique. Comparez les deux ; créditez à la main dans GP ce qui reste ouvert de l’avoir, puis fermez l’incident.',
  ],
  [
    'The refund has lowered the sales order before that was transferred.',
    'Le remboursement a diminué la commande de vente avant son transfert.',
  ],
  ['The slip has its credit memo.', 'L’avoir a sa note de crédit.'],
  [
    'The shop does not say whether the goods of the slip are back.',
    'La boutique ne dit pas si les marchandises de l’avoir sont revenues.',
  ],
  [
    'See whether somebody has lowered the invoice by what the slip gave back. If so, nothing is to be credited: resolve the incident. If not, credit the slip in GP by hand, and say so: "ledgerline incidents ID --entered-as NUMBER".',
    'Voyez si quelqu’un a diminué la facture de ce que l’avoir a rendu. Si oui, rien n’est à créditer : fermez l’incident. Sinon, créditez l’avoir à la main dans GP, et dites-le : "ledgerline incidents ID --entered-as NUMBER".',
  ],
  [
    'Compare the sales order with the slip. If it was lowered for this refund, nothing is to be credited: resolve the incident. If not, credit the slip in GP by hand, once, and say so: "ledgerline incidents ID --entered-as NUMBER".',
    'Comparez la commande de vente avec l’avoir. Si elle a été diminuée pour ce remboursement, il n’y a rien à créditer : fermez l’incident. Sinon, créditez l’avoir dans GP à la main, une seule fois, et dites-le : "ledgerline incidents ID --entered-as NUMBER".',
  ],
  [
    'Somebody corrected the order for GP, or it was raised in the shop after its transfer. See in GP whether what the slip gave back was invoiced. If so, credit the slip there by hand, once, and say so: "ledgerline incidents ID --entered-as NUMBER". If it was left out of the sales order, nothing is to be credited: resolve the incident.',
    'Quelqu’un a corrigé la commande pour GP, ou elle a été augmentée dans la boutique après son transfert. Voyez dans GP si ce que l’avoir a rendu a été facturé. Si oui, créditez-y l’avoir à la main, une fois, et dites-le : "ledgerline incidents ID --entered-as NUMBER". Si cela ne figurait pas dans la commande de vente, il n’y a rien à créditer : fermez l’incident.',
  ],
  [
    'The taxes of the slip would be taken off other tax details than its order was booked under.',
    'Les taxes de l’avoir seraient retirées d’autres détails de taxe que ceux de sa commande de vente.',
  ],
  [
    'The taxes of the slip would be taken off other tax details than its order was booked under; a person has settled it.',
    'Les taxes de l’avoir seraient retirées d’autres détails de taxe que ceux de sa commande de vente ; une personne a réglé la question.',
  ],
  [
    'Were the answers of the value maps tax or tax-rate, or the countries of the taxes, changed since? Credit the slip in GP by hand, once, under the details of its sales order, and say so: "ledgerline incidents ID --entered-as NUMBER". If the order itself was booked under wrong details, correct both there. Or set the answers back, replay the incident, and change them again.',
    'Les réponses des tables de valeurs tax ou tax-rate, ou les pays des taxes, ont-ils changé depuis ? Créditez l’avoir dans GP à la main, une fois, sous les détails de sa commande de vente, et dites-le : "ledgerline incidents ID --entered-as NUMBER". Si la commande elle-même a été enregistrée sous de mauvais détails, corrigez les deux là-bas. Ou remettez les réponses, relancez l’incident, puis changez-les de nouveau.',
  ],
  [
    'See in GP what of the order is invoiced. What the slip gave back and nobody has invoiced: cancel it there, on its back order, and credit nothing for it. What was invoiced: credit that by hand, and say so: "ledgerline incidents ID --entered-as NUMBER" (--although-different, where it is less than the slip). Where nothing is to be credited, resolve the incident. If all of the order is invoiced later, replay the incident then: the hub credits the slip.',
    'Voyez dans GP ce qui est facturé de la commande. Ce que l’avoir a rendu et que personne n’a facturé : annulez-le là-bas, sur son reliquat, et ne créditez rien pour cela. Ce qui a été facturé : créditez-le à la main, et dites-le : "ledgerline incidents ID --entered-as NUMBER" (--although-different, si c’est moins que l’avoir). Si rien n’est à créditer, fermez l’incident. Si toute la commande est facturée plus tard, relancez alors l’incident : le hub crédite l’avoir.',
  ],
  [
    'If the sale is off, nothing is to be credited: resolve the incident. If the order was invoiced anew in another way, credit the slip in GP by hand, then resolve the incident.',
    'Si la vente est abandonnée, rien n’est à créditer : fermez l’incident. Si la commande a été facturée à nouveau d’une autre façon, créditez l’avoir à la main dans GP, puis fermez l’incident.',
  ],
  [
    'The invoice of the order is not posted in GP: there is nothing yet that the slip takes back.',
    'La facture de la commande n’est pas comptabilisée dans GP : l’avoir n’a encore rien à reprendre.',
  ],
  [
    'Enter the return, and the credit memo of what did not come back, in GP by hand; then resolve the incident.',
    'Saisissez à la main dans GP le retour, et la note de crédit de ce qui n’est pas revenu ; puis fermez l’incident.',
  ],
  [
    'The order was placed before the cut-over, or before the flow of orders began, and it is linked to no sales order.',
    'La commande a été passée avant la bascule, ou avant le début du processus des commandes, et n’est liée à aucune commande de vente.',
  ],
  ['No state is chosen for orders that are shipped.', 'Aucun état n’est choisi pour les commandes expédiées.'],
  [
    'Write the id of the order state in the setting shippedState: 4 in a shop as it is installed (Shop Parameters, Order Settings, Statuses).',
    'Écrivez l’id de l’état de commande dans le réglage shippedState : 4 dans une boutique telle qu’installée (Shop Parameters, Order Settings, Statuses).',
  ],
  ['The setting shippedWhen is not one of its values.', 'Le réglage shippedWhen n’est pas une de ses valeurs.'],
  [
    'Set it to fulfilled, transferred, posted, tracking or released.',
    'Mettez fulfilled, transferred, posted, tracking ou released.',
  ],
  [
    'With shippedWhen "released" an order is shipped when its process hold is removed, and the setting shippedHold names none.',
    'Avec shippedWhen "released", une commande est expédiée quand son blocage est retiré, et le réglage shippedHold n’en nomme aucun.',
  ],
  [
    'Write the id of the process hold that is removed when the goods leave in the setting shippedHold (Sales Order Processing Setup, Options, Process Holds).',
    'Écrivez dans le réglage shippedHold l’identifiant du blocage qui est retiré quand les marchandises partent (Sales Order Processing Setup, Options, Process Holds).',
  ],
  [
    'The order was cancelled while its money was only authorised: nothing says that it came.',
    'La commande a été annulée alors que son argent était seulement autorisé : rien ne dit qu’il est arrivé.',
  ],
  [
    'The order was cancelled while its money was only authorised: nothing says that it came; a person has settled it.',
    'La commande a été annulée alors que son argent était seulement autorisé : rien ne dit qu’il est arrivé ; une personne l’a réglé.',
  ],
  [
    'See in the back office of the payment provider that the authorisation is released: nothing was taken, so nothing is booked, and no credit memo is made. If the money was captured, enter the receipt in GP by hand. Then resolve the incident.',
    'Vérifiez chez le prestataire de paiement que l’autorisation est libérée : rien n’a été pris, donc rien n’est comptabilisé, et aucune note de crédit n’est faite. Si l’argent a été encaissé, saisissez l’encaissement à la main dans GP. Fermez ensuite l’incident.',
  ],
  [
    'The order was put into a state as the payment was noted, and the shop has not noted that state yet.',
    'La commande a été mise dans un état au moment où le paiement a été noté, et la boutique n’a pas encore noté cet état.',
  ],
  [
    'The money of the payment is only authorised: it becomes a receipt once it is captured.',
    'L’argent du paiement est seulement autorisé : il devient un encaissement une fois capturé.',
  ],
  [
    'GP has closed the order, and not all of its invoices are posted, or none is found.',
    'GP a clos la commande, et toutes ses factures ne sont pas comptabilisées, ou aucune n’est trouvée.',
  ],
  [
    'Whether the customer is in GP already is not looked for: the setting matchCustomers is off.',
    'On ne cherche pas si le client est déjà dans GP : le réglage matchCustomers est désactivé.',
  ],
  [
    'Set matchCustomers to yes, and replay the incident: customers of GP with its VAT number, e-mail address or name and postcode are asked about then. Without it each account would become a customer beside one that people have entered, and GP has no way back.',
    'Activez matchCustomers et rejouez l’incident : les clients de GP qui ont son numéro de TVA, son adresse e-mail ou ses nom et code postal donnent alors lieu à une question. Sans cela, chaque compte deviendrait un client à côté de celui que quelqu’un a saisi, et GP n’offre pas de retour.',
  ],
  [
    'The setting trackingField names no field of the sales order.',
    'Le réglage trackingField n’indique aucun champ de la commande de vente.',
  ],
  [
    'Set it to one of Text01 to Text05, the user-defined texts of the sales order; to TrackingNumbers, its own list; or empty, where GP holds no tracking numbers and shippedWhen is not "tracking".',
    'Mettez un des champs Text01 à Text05, les textes libres de la commande de vente ; ou TrackingNumbers, sa propre liste ; ou vide, si GP n’a pas de numéros de suivi et que shippedWhen n’est pas "tracking".',
  ],
  ['The setting salesOpenFrom is no day.', 'Le réglage salesOpenFrom n’est pas un jour.'],
  ['The setting ledgerOpenFrom is no day.', 'Le réglage ledgerOpenFrom n’est pas un jour.'],
  [
    'Write it as year, month and day with dashes, for example 2026-11-01, or leave it empty; then replay the incident.',
    'Écrivez-le en année, mois et jour avec des tirets, par exemple 2026-11-01, ou laissez-le vide ; puis relancez l’incident.',
  ],
  [
    'The payment lies before the first day that is open in the series Sales.',
    'Le paiement est d’avant le premier jour ouvert dans la série Sales.',
  ],
  [
    'Open the period in GP (Tools > Setup > Company > Fiscal Periods, series Sales), move the setting salesOpenFrom, and replay the incident. Or resolve the incident: the receipt gets the date salesOpenFrom, and the true day in its text.',
    'Ouvrez la période dans GP (Tools > Setup > Company > Fiscal Periods, série Sales), déplacez le réglage salesOpenFrom, et relancez l’incident. Ou fermez l’incident : le reçu reçoit la date salesOpenFrom, et son vrai jour dans son texte.',
  ],
  [
    'The credit slip lies before the first day that is open in the series Sales.',
    'L’avoir est d’avant le premier jour ouvert dans la série Sales.',
  ],
  [
    'Open the period in GP (Tools > Setup > Company > Fiscal Periods, series Sales), move the setting salesOpenFrom, and replay the incident. Or resolve the incident: its credit memo, or return, gets the date salesOpenFrom, and the true day in its text.',
    'Ouvrez la période dans GP (Tools > Setup > Company > Fiscal Periods, série Sales), déplacez le réglage salesOpenFrom, et relancez l’incident. Ou fermez l’incident : son avoir, ou son retour, reçoit la date salesOpenFrom, et son vrai jour dans son texte.',
  ],
  [
    'The state of the order has changed in the shop meanwhile: it is looked at again.',
    'L’état de la commande a changé entre-temps dans la boutique : elle est examinée à nouveau.',
  ],
  ['The order is shipped in the shop already.', 'La commande est déjà expédiée dans la boutique.'],
  [
    'GP has another tracking number than the shop, whose number is not of the hub: it stays.',
    'GP a un autre numéro de suivi que la boutique, dont le numéro ne vient pas du hub : il reste.',
  ],
  [
    'People have changed the tracking number that the hub had set in the shop: it stays.',
    'Quelqu’un a changé le numéro de suivi que le hub avait mis dans la boutique : il reste.',
  ],
  [
    'The setting tellParts is not one of its values, or no employee is named in whose name the shop shows it.',
    'Le réglage tellParts n’a pas une de ses valeurs, ou aucun employé n’est nommé au nom duquel la boutique l’affiche.',
  ],
  [
    'Set tellParts to nobody, staff or customer, and tellPartsAs to the number of an employee of the shop (Advanced Parameters, Team).',
    'Mettez tellParts à nobody, staff ou customer, et tellPartsAs au numéro d’un employé de la boutique (Paramètres avancés, Équipe).',
  ],
  ['The conversation of the order is gone.', 'La conversation de la commande n’est plus là.'],
  [
    'The order is not paid, and the state of orders that are shipped in part counts as paid: the shop would book the missing payment by itself.',
    'La commande n’est pas payée, et l’état des commandes expédiées en partie compte comme payé : la boutique enregistrerait d’elle-même le paiement manquant.',
  ],
  [
    'Choose a state that is not marked as paid in the setting partlyShippedState; or, if the shop may book the payment, resolve the incident.',
    'Choisissez dans le réglage partlyShippedState un état qui n’est pas marqué comme payé ; ou, si la boutique peut enregistrer le paiement, fermez l’incident.',
  ],
  [
    'The order is not for GP, or not yet: it is not paid.',
    'La commande n’est pas pour GP, ou pas encore : elle n’est pas payée.',
  ],
  ['The order is not in GP yet.', 'La commande n’est pas encore dans GP.'],
  ['The sales order is void in GP.', 'La commande de vente est annulée dans GP.'],
  [
    'Every line of the sales order is cancelled in GP: nothing of it was shipped.',
    'Chaque ligne de la commande de vente est annulée dans GP : rien n’en a été expédié.',
  ],
  [
    'GP has transferred the order, which has no customer PO number: what GP made of it cannot be found by the hub.',
    'GP a transféré la commande, qui n’a pas de numéro de bon de commande du client (customer PO number) : le hub ne peut pas trouver ce que GP en a fait.',
  ],
  [
    'See in GP whether the goods have left. If so, resolve the incident: the customer is told. If not, leave it open until they have.',
    'Voyez dans GP si la marchandise est partie. Si oui, fermez l’incident : le client est informé. Sinon, laissez-le ouvert jusque-là.',
  ],
  [
    'GP has transferred the order to a back order: what is in it is not shipped.',
    'GP a transféré la commande vers un reliquat (back order) : ce qu’il contient n’est pas expédié.',
  ],
  [
    'GP has closed the order, and nothing of it is invoiced or picked.',
    'GP a clos la commande, et rien n’en est facturé ni préparé.',
  ],
  ['GP has not shipped the order, or not all of it.', 'GP n’a pas expédié la commande, ou pas entièrement.'],
  [
    'GP has more tracking numbers for the order than its shipment in the shop takes: 64 characters.',
    'GP a plus de numéros de suivi pour la commande que son expédition dans la boutique n’en accepte : 64 caractères.',
  ],
  [
    'Enter those that fit at the shipment of the order in the shop. Then resolve the incident: the order becomes shipped.',
    'Saisissez ceux qui tiennent à l’expédition de la commande dans la boutique. Puis résolvez l’incident : la commande devient expédiée.',
  ],
  [
    'GP has shipped the order, and its tracking number is not there yet.',
    'GP a expédié la commande, et son numéro de suivi n’y est pas encore.',
  ],
  ['The order was shipped in the shop already.', 'La commande a déjà été expédiée dans la boutique.'],
  [
    'GP has shipped the order, and in the shop it is in no state from which it is shipped.',
    'GP a expédié la commande, et dans la boutique elle n’est dans aucun état à partir duquel on expédie.',
  ],
  [
    'If it was cancelled or refunded, stop the parcel or enter the return in GP. If it is to be shipped, correct its state in the shop, or add the state to the setting shippableStates; then replay the incident.',
    'Si elle a été annulée ou remboursée, arrêtez le colis ou saisissez le retour dans GP. Si elle doit être expédiée, corrigez son état dans la boutique, ou ajoutez l’état au réglage shippableStates ; puis relancez l’incident.',
  ],
  [
    'The order is not paid, and the state of shipped orders counts as paid: the shop would book the missing payment by itself.',
    'La commande n’est pas payée, et l’état des commandes expédiées compte comme payé : la boutique noterait d’elle-même le paiement manquant.',
  ],
  [
    'Choose a state that is not marked as paid in the setting shippedState; or, if the shop may book the payment, resolve the incident.',
    'Choisissez dans le réglage shippedState un état qui n’est pas marqué comme payé ; ou, si la boutique peut noter le paiement, fermez l’incident.',
  ],
  [
    'The order has several shipments in the shop, and GP has one tracking number.',
    'La commande a plusieurs expéditions dans la boutique, et GP a un seul numéro de suivi.',
  ],
  [
    'Enter the tracking number at its shipment in the shop, then replay the incident.',
    'Saisissez le numéro de suivi à son expédition dans la boutique, puis relancez l’incident.',
  ],
  [
    'The shop has no carrier of the number that the value map "shop-carrier" names.',
    'La boutique n’a pas de transporteur du numéro qu’indique la table de valeurs "shop-carrier".',
  ],
  [
    'Correct the value map: the number is that of the carrier in the list of carriers of the shop (id_reference).',
    'Corrigez la table de valeurs : le numéro est celui du transporteur dans la liste des transporteurs de la boutique (id_reference).',
  ],
  [
    'The shop counts this pack by its own number and by its products, and GP has it as an item of its own.',
    'La boutique compte ce pack par son propre nombre et par ses produits, et GP l’a comme article à part.',
  ],
  [
    'Its number stays as it is, and the pack is sold out at 0. Let the shop count it one way (the product, Quantities: only the pack, or only its products); or make the item a kit in GP.',
    'Son nombre reste tel quel, et le pack est épuisé à 0. Faites compter la boutique d’une seule façon (le produit, Quantities : le pack seul, ou ses produits seuls) ; ou faites de l’article un kit dans GP.',
  ],
  [
    'Its class is none that the value map "category" names.',
    'Sa classe n’est pas de celles qu’indique la table de valeurs "category".',
  ],
  [
    'Credit in GP what is left, and no more, by a return or a credit memo: what is named as credited has its document already. What you credited by hand when a slip was asked about before is taken off what is left as well. Then resolve the incident.',
    'Portez au crédit dans GP ce qui reste, et rien de plus, par un retour ou une note de crédit : ce qui est nommé comme porté a déjà son document. Ce que vous avez crédité à la main quand un avoir a fait l’objet d’une question auparavant se déduit aussi de ce qui reste. Puis résolvez l’incident.',
  ],
  [
    'Enter nothing in GP for a credit slip that has come since the process refunds began: its credit memo or return is made without you. Where more is to be given back than the slips say, make a credit slip of the rest in the shop, or enter the rest alone in GP as a return or credit memo. Then resolve the incident.',
    'Ne saisissez rien dans GP pour un avoir établi depuis que le processus refunds est en service : sa note de crédit ou son retour se fait sans vous. S’il faut rendre plus que ne disent les avoirs, établissez dans la boutique un avoir du reste, ou saisissez le reste seul dans GP comme retour ou note de crédit. Fermez ensuite l’incident.',
  ],
  [
    'The order is not in GP, and it is cancelled or nothing of it is left: it does not go over.',
    'La commande n’est pas dans GP, et elle est annulée ou il n’en reste rien : elle n’y passe pas.',
  ],
  ['It is discontinued.', 'Il est abandonné.'],
  [
    'The value map "item" says what it is sold as, or that its number is sold as another item.',
    'La table de valeurs "item" dit comment il est vendu, ou que son numéro est vendu comme un autre article.',
  ],
  [
    'The item has no description, so its product would have no name.',
    'L’article n’a pas de description ; son produit n’aurait donc pas de nom.',
  ],
  ['Enter its description in GP (Item Maintenance).', 'Saisissez sa description dans GP (Item Maintenance).'],
  ['A guest has no account.', 'Un invité n’a pas de compte.'],
  ['The customer is not linked to one of GP.', 'Le client n’est lié à aucun client de GP.'],
  ['GP has no customer of this number.', 'GP n’a pas de client de ce numéro.'],
  [
    'Its price level is none that the value map "price-level" names for a group.',
    'Son niveau de prix n’est pas de ceux que la table de valeurs "price-level" indique pour un groupe.',
  ],
  [
    'Several customer groups have the price level, so which of them is the customer’s is not known.',
    'Plusieurs groupes de clients ont ce niveau de prix ; on ne sait donc pas lequel est celui du client.',
  ],
  [
    'Give the customer one of them as its default group in the shop: there it stays. Or let the value map "price-level" name the level for one group; another that is taken out has no prices of the process group-prices any more.',
    'Donnez au client l’un d’eux comme groupe par défaut dans la boutique : il y reste. Ou faites que la table de valeurs "price-level" indique ce niveau pour un seul groupe ; un autre qui en est retiré n’a plus de prix du processus group-prices.',
  ],
  [
    'The customer is in the group of those on hold, GP has no hold on it, and no group has its price level: the group that it was in before is not known.',
    'Le client est dans le groupe de ceux qui sont bloqués, GP ne le bloque pas, et aucun groupe n’a son niveau de prix : le groupe où il était avant n’est pas connu.',
  ],
  [
    'Give the customer its default group in the shop; or let the value map "price-level" name its price level for a group.',
    'Donnez au client son groupe par défaut dans la boutique ; ou faites que la table de valeurs "price-level" indique son niveau de prix pour un groupe.',
  ],
  ['The shop has no customer group of this number.', 'La boutique n’a pas de groupe de clients de ce numéro.'],
  [
    'Correct the value map "price-level", or the setting groupOnHold: numbers of customer groups (Shop Parameters, Customer Settings, Groups).',
    'Corrigez la table de valeurs "price-level", ou le réglage groupOnHold : numéros de groupes de clients (Paramètres de la boutique, Clients, Groupes).',
  ],
  [
    'The round would put many customers into another group.',
    'Le passage mettrait beaucoup de clients dans un autre groupe.',
  ],
  [
    'The first round may. See whether the price levels of these customers were changed on purpose, as by a roll down of a customer class, and whether the value map "price-level" is right.',
    'Le premier passage le peut. Voyez si les niveaux de prix de ces clients ont été changés exprès, comme par la propagation d’une classe de clients, et si la table de valeurs "price-level" est juste.',
  ],
  [
    'Customers that the hub had put into a group are in another one by now, and GP says what it said before.',
    'Des clients que le hub avait mis dans un groupe sont maintenant dans un autre, et GP dit toujours la même chose.',
  ],
  [
    'If the change in the shop is meant, give the customer the price level of that group in GP. Resolve the incident to have them put back.',
    'Si le changement dans la boutique est voulu, donnez au client dans GP le niveau de prix de ce groupe. Fermez l’incident pour les faire remettre.',
  ],
  ['It is a variant: item-to-new-combination makes it.', 'C’est une déclinaison : item-to-new-combination la crée.'],
  [
    'No class of items is one of variants: the setting variantClasses is empty.',
    'Aucune classe d’articles n’est de déclinaisons : le réglage variantClasses est vide.',
  ],
  [
    'It is no variant: its class is none of the setting variantClasses, or it is a service.',
    'Ce n’est pas une déclinaison : sa classe n’est pas dans le réglage variantClasses, ou c’est un service.',
  ],
  ['Its type is none of the setting newProductTypes.', 'Son type n’est pas dans le réglage newProductTypes.'],
  [
    'GP does not say the style of the item, and a value of each option.',
    'GP ne dit pas le modèle de l’article, ni une valeur de chaque attribut.',
  ],
  [
    'Name the options in the setting variantOptions, as Color and Size, five at most. Then see the item number against variantSeparator, or the user categories of the item (Item Maintenance, Options) against variantCategories: the style comes first, then a value of each option.',
    'Nommez les attributs dans le réglage variantOptions, par exemple Color et Size, cinq au plus. Comparez ensuite le numéro d’article à variantSeparator, ou les catégories utilisateur de l’article (Item Maintenance, Options) à variantCategories : le modèle vient en premier, puis une valeur de chaque attribut.',
  ],
  [
    'Several products have the style as their reference, so which one has this variant is not known.',
    'Plusieurs produits ont le modèle pour référence ; on ne sait donc pas lequel a cette déclinaison.',
  ],
  ['Give each its own reference in the shop.', 'Donnez à chacun sa propre référence dans la boutique.'],
  ['The product of its style is sold without combinations.', 'Le produit de son modèle est vendu sans déclinaisons.'],
  [
    'Change its type in the shop (Catalog, Products: a product with combinations), when what is in stock of it is that of its variants. Or give it another reference.',
    'Changez son type dans la boutique (Catalogue, Produits : produit avec déclinaisons), si son stock est celui de ses déclinaisons. Ou donnez-lui une autre référence.',
  ],
  [
    'The product of its style is being sold: until prices and stock are set, the new variant costs what the product does.',
    'Le produit de son modèle est en vente : tant que prix et stock ne sont pas écrits, la nouvelle déclinaison coûte le prix du produit.',
  ],
  [
    'Take the product out of the shop until the rounds of prices and stock have set the new variant. Or set variantsInSale to true, if no variant has another price than its product.',
    'Retirez le produit de la boutique jusqu’à ce que les passages des prix et du stock aient réglé la nouvelle déclinaison. Ou mettez variantsInSale à true, si aucune déclinaison n’a un autre prix que son produit.',
  ],
  [
    'The round would make many combinations in the shop.',
    'Le passage créerait beaucoup de déclinaisons dans la boutique.',
  ],
  [
    'The first round does. See whether the items of the classes in the setting variantClasses are variants, and whether the shop still has its combinations.',
    'C’est le cas du premier passage. Voyez si les articles des classes du réglage variantClasses sont des déclinaisons, et si la boutique a toujours ses déclinaisons.',
  ],
  ['The round would make many products in the shop.', 'Le passage créerait beaucoup de produits dans la boutique.'],
  [
    'The first round does. See whether the classes in the value map "category" are those that the shop shall sell, and whether the shop still has its products.',
    'C’est le cas du premier passage. Voyez si les classes de la table de valeurs "category" sont celles que la boutique doit vendre, et si la boutique a toujours ses produits.',
  ],
  [
    'The round would set many products that can be sold to 0.',
    'Le passage mettrait à 0 beaucoup de produits vendables.',
  ],
  [
    'See whether GP answers for the right company and sites, and whether a reconcile or a transfer is under way.',
    'Voyez si GP répond pour la bonne société et les bons sites, et si un rapprochement ou un transfert est en cours.',
  ],
  [
    'The round would raise many products to more than three times of what the shop has.',
    'Le passage porterait beaucoup de produits à plus du triple de ce qu’a la boutique.',
  ],
  [
    'See whether pieces are counted as the shop sells them (the value map "unit", the setting sellingUnits), whether stockSites names the right sites, and whether a receipt in GP has too many. The first round may set all of them.',
    'Voyez si les pièces sont comptées comme la boutique les vend (la table de valeurs "unit", le réglage sellingUnits), si stockSites nomme les bons sites, et si une réception dans GP en a trop. Le premier passage peut les fixer toutes.',
  ],
  [
    'Prices that the hub had set were changed in the shop, and GP says what it said before.',
    'Des prix que le hub avait mis ont été modifiés dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'Enter these prices in GP, if they are meant. Resolve the incident to have them set right in the shop again; the setting pricesOverEdits does that without a question.',
    'Saisissez ces prix dans GP, s’ils sont voulus. Fermez l’incident pour les faire rétablir dans la boutique ; le réglage pricesOverEdits le fait sans question.',
  ],
  ['The round would change many prices.', 'Le passage modifierait beaucoup de prix.'],
  [
    'See whether a price list was changed as a whole: level, currency, with or without tax. The first round sets all of them.',
    'Voyez si une liste de prix a été modifiée en entier : niveau, devise, avec ou sans taxe. Le premier passage les met tous.',
  ],
  [
    'One of its combinations has no answer in the value map "sold-out", and that of the others takes more orders than the shop takes now.',
    'L’une de ses déclinaisons n’a pas de réponse dans la table "sold-out", et celle des autres accepte plus de commandes que la boutique n’en accepte maintenant.',
  ],
  [
    'Let the value map say what holds for the class of each of them, or for "*"; give one that GP does not have the number of its item as reference. If orders shall be taken of all of them, set that in the shop.',
    'Indiquez dans la table ce qui vaut pour la classe de chacune, ou pour "*" ; à celle que GP n’a pas, donnez comme référence le numéro de son article. Si les commandes doivent être acceptées pour toutes, réglez-le dans la boutique.',
  ],
  ['GP has perhaps this customer already.', 'GP a peut-être déjà ce client.'],
  [
    'GP has more customers of this name than are compared.',
    'GP a plus de clients de ce nom que ceux qui sont comparés.',
  ],
  [
    'See in GP whether one of them is this customer. If so, link it: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: the hub makes a new customer in GP.',
    'Voyez dans GP si l’un d’eux est ce client. Si oui, liez-le : "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Sinon, réglez l’incident : le hub crée un nouveau client dans GP.',
  ],
  [
    'If it is the same customer, link it: approve the proposal, or "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: the hub makes a new customer in GP.',
    'Si c’est le même client, liez-le : approuvez la proposition, ou "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Sinon, fermez l’incident : le hub crée un nouveau client dans GP.',
  ],
  [
    'Stock that the hub had set was changed in the shop, and GP says what it said before.',
    'Du stock que le hub avait mis a été modifié dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'Correct the stock in GP, if the change is meant; or approve the proposal to set what GP says.',
    'Corrigez le stock dans GP, si la modification est voulue ; ou approuvez la proposition de mettre ce que dit GP.',
  ],
  [
    'Prices of customer groups that the hub had set were changed in the shop, and GP says what it said before.',
    'Des prix de groupes de clients que le hub avait mis ont été modifiés dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'Enter these prices in GP, if they are meant. Resolve the incident to have them set right in the shop again; the setting groupPricesOverEdits does that without a question.',
    'Saisissez ces prix dans GP, s’ils sont voulus. Fermez l’incident pour les faire rétablir dans la boutique ; le réglage groupPricesOverEdits le fait sans question.',
  ],
  [
    'The settings priceGroups and groupPriceCurrencies do not name a group or a currency any more of which the shop has prices of the hub: they would be taken out of the shop.',
    'Les réglages priceGroups et groupPriceCurrencies ne nomment plus un groupe ou une devise dont la boutique a des prix du hub : ils seraient retirés de la boutique.',
  ],
  [
    'These customers then pay what everybody pays. If that is meant, resolve the incident; else name the group and the currency again. Prices of other people stay in any case.',
    'Ces clients paient alors ce que paie tout le monde. Si c’est voulu, fermez l’incident ; sinon, nommez à nouveau le groupe et la devise. Les prix d’autres personnes restent dans tous les cas.',
  ],
  [
    'The round would change prices of customer groups for many products.',
    'Le passage modifierait les prix de groupes de clients de beaucoup de produits.',
  ],
  ['The round would rename more than a third of the products.', 'Le passage renommerait plus d’un tiers des produits.'],
  [
    'See whether GP was restored or its items were renumbered.',
    'Voyez si GP a été restauré ou si ses articles ont été renumérotés.',
  ],
  [
    'These products have a name in the shop that the hub has not written.',
    'Ces produits ont dans la boutique un nom que le hub n’a pas écrit.',
  ],
  [
    'It would be replaced by the short description of GP. Where names of the shop are to stay, switch the flow off, or add a condition to it that leaves these products out.',
    'Il serait remplacé par la désignation courte de GP. Si des noms de la boutique doivent rester, désactivez le flux, ou ajoutez-lui une condition qui laisse ces produits de côté.',
  ],
  [
    'A name that the hub had set was changed in the shop.',
    'Un nom que le hub avait mis a été modifié dans la boutique.',
  ],
  [
    'It stays as it is. Approve the proposal to set the name of GP again; the setting namesOverEdits does that by itself.',
    'Il reste tel quel. Approuvez la proposition pour remettre le nom de GP ; le réglage namesOverEdits le fait de lui-même.',
  ],
  ['The round would take many products out of the shop.', 'Le passage retirerait beaucoup de produits de la boutique.'],
  [
    'See whether these items were discontinued on purpose, and whether GP answers for the right company.',
    'Voyez si ces articles ont été discontinués volontairement, et si GP répond pour la bonne société.',
  ],
  [
    'Products that the hub had taken out of the shop are sold there again, and their items are still discontinued in GP.',
    'Des produits que le hub avait retirés de la boutique y sont vendus à nouveau, et leurs articles sont toujours discontinués dans GP.',
  ],
  [
    'Take the mark off the item in GP if it is to be sold: orders of it are refused there. Resolve the incident to have the products taken out again.',
    'Retirez la marque de l’article dans GP s’il doit être vendu : ses commandes y sont refusées. Fermez l’incident pour faire retirer à nouveau les produits.',
  ],
  [
    'Orders are taken from a GP site whose stock the shop is not given.',
    'Des commandes sont prises sur un site GP dont la boutique ne reçoit pas le stock.',
  ],
  [
    'Name the same site in the settings site (of orders) and stockSites (of stock). Where the two differ on purpose, as for orders that a supplier sends, set stockElsewhere to true.',
    'Indiquez le même site dans les réglages site (des commandes) et stockSites (du stock). Si les deux diffèrent exprès, comme pour des commandes qu’un fournisseur expédie, mettez stockElsewhere à true.',
  ],
  [
    'GP has transferred the order to a fulfillment order: what is in it is not shipped before it is an invoice.',
    'GP a transféré la commande vers un ordre d’exécution (fulfillment order) : ce qu’il contient n’est pas expédié avant d’être une facture.',
  ],
  [
    'An invoice of the order is void, and the others are not the whole order.',
    'Une facture de la commande est annulée, et les autres ne font pas la commande entière.',
  ],
  [
    'See in GP whether all goods have left, or will not be sent any more. If so, resolve the incident: the customer is told that the order is shipped. If the rest is still to be invoiced, do that first, and replay the incident then.',
    'Voyez dans GP si toute la marchandise est partie, ou ne sera plus envoyée. Si oui, fermez l’incident : le client est informé que la commande est expédiée. Si le reste est encore à facturer, faites-le d’abord, puis relancez l’incident.',
  ],
  [
    'GP may have fulfilled the lines by itself when it allocated them: that says nothing of a shipment.',
    'GP a pu exécuter (fulfilled) les lignes de lui-même en les allouant : cela ne dit rien d’une expédition.',
  ],
  [
    'GP does so for every order of its order type: mark "Use Separate Fulfillment Process" for the order type in GP (Sales Order Processing Setup, Order), or set shippedWhen to transferred, posted, released or tracking; then replay the incident. Orders of before go on when they are invoiced. If people fulfil the lines, as it is marked already, set fulfilledByPeople to yes, and replay the incident.',
    'GP le fait pour chaque commande de ce type : cochez "Use Separate Fulfillment Process" pour le type de commande dans GP (Sales Order Processing Setup, Order), ou mettez shippedWhen à transferred, posted, released ou tracking ; puis relancez l’incident. Les commandes d’avant continuent quand elles sont facturées. Si des personnes exécutent les lignes, parce que c’est déjà coché, mettez fulfilledByPeople à oui, et relancez l’incident.',
  ],
  [
    'The shop does not say by which address it taxes, and the two are in different countries.',
    'La boutique ne dit pas d’après quelle adresse elle taxe, et les deux sont dans des pays différents.',
  ],
  [
    'Let the Webservice key read configurations, which say it (PS_TAX_ADDRESS_TYPE; Advanced Parameters, Webservice), then replay the incident. In a multistore, name the shop of the connection.',
    'Laissez la clé du Webservice lire configurations, qui le disent (PS_TAX_ADDRESS_TYPE ; Advanced Parameters, Webservice), puis relancez l’incident. Dans un multiboutique, indiquez la boutique de la connexion.',
  ],
  [
    'GP does not let the hub see whether the invoice of the order is void.',
    'GP ne laisse pas le hub voir si la facture de la commande est annulée.',
  ],
  [
    'A product of the same name has a reference that is no item of GP: perhaps the item was renumbered.',
    'Un produit du même nom a une référence qui n’est pas un article de GP : l’article a peut-être été renuméroté.',
  ],
  [
    'If it is this item, let the value map "item" say so, from the reference to the item, or give the product the number of the item as its reference. If it is another, resolve the incident: a product is made.',
    'Si c’est cet article, indiquez-le dans la table de valeurs "item", de la référence à l’article, ou donnez au produit le numéro de l’article comme référence. Si c’en est un autre, résolvez l’incident : un produit est créé.',
  ],
  ['It has the same VAT number or the same e-mail address.', 'Il a le même numéro de TVA ou la même adresse e-mail.'],
  ['The round would change many accounts of the shop.', 'Le passage modifierait beaucoup de comptes de la boutique.'],
  [
    'The first round may. See whether the company, its customers and the value map "payment-days" are the right ones.',
    'Le premier passage peut le faire. Voyez si la société, ses clients et la table de valeurs "payment-days" sont les bons.',
  ],
  [
    'Accounts that the hub had set are others in the shop by now, and GP says what it said before.',
    'Des comptes que le hub avait réglés sont entre-temps différents dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'If the change in the shop is meant, make it in GP (Customer Maintenance), or take the field out of the setting customerFieldsOfGp. Resolve the incident to have them put back.',
    'Si la modification dans la boutique est voulue, faites-la dans GP (Customer Maintenance), ou retirez le champ du réglage customerFieldsOfGp. Résolvez l’incident pour qu’ils soient rétablis.',
  ],
  ['GP owns no field of accounts.', 'Aucun champ des comptes n’appartient à GP.'],
  [
    'The round would make accounts in the shop for customers of GP.',
    'Le passage créerait dans la boutique des comptes pour des clients de GP.',
  ],
  [
    'The first round does. See whether the classes in the setting newAccountClasses are those of customers who shall order in the shop, and whether the shop still has its customers.',
    'Le premier passage le fait. Voyez si les classes du réglage newAccountClasses sont celles de clients qui doivent commander dans la boutique, et si la boutique a encore ses clients.',
  ],
  [
    'No class of customers gets accounts: the setting newAccountClasses is empty.',
    'Aucune classe de clients ne reçoit de compte : le réglage newAccountClasses est vide.',
  ],
  ['Its class is none of the setting newAccountClasses.', 'Sa classe n’est pas dans le réglage newAccountClasses.'],
  ['The customer is linked to an account of the shop.', 'Le client est lié à un compte de la boutique.'],
  ['The customer is inactive or on hold in GP.', 'Le client est inactif ou bloqué dans GP.'],
  ['GP has no address of the customer.', 'GP n’a pas d’adresse du client.'],
  ['GP has no e-mail address of the customer.', 'GP n’a pas d’adresse e-mail du client.'],
  [
    'What GP has as the e-mail address of the customer is not one address.',
    'Ce que GP a comme adresse e-mail du client n’est pas une seule adresse.',
  ],
  [
    'Correct it in GP (Customer Address Maintenance, the globe: Internet Information, To). The customer signs in by it, so it must be one alone.',
    'Corrigez-la dans GP (Customer Address Maintenance, le globe : Internet Information, To). Le client se connecte avec elle : il n’en faut qu’une.',
  ],
  ['The shop has perhaps an account of this customer already.', 'La boutique a peut-être déjà un compte de ce client.'],
  [
    'If it is the same customer, link it: approve the proposal, or "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". If not, resolve the incident: an account is made, unless the e-mail address is taken.',
    'Si c’est le même client, liez-le : approuvez la proposition, ou "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Sinon, résolvez l’incident : un compte est créé, sauf si l’adresse e-mail est prise.',
  ],
  ['It has the same e-mail address.', 'Il a la même adresse e-mail.'],
  [
    'Another account of the shop has the e-mail address; a person has looked at both.',
    'Un autre compte de la boutique a l’adresse e-mail ; une personne a regardé les deux.',
  ],
  [
    'The shop has no country of the name that GP has in the address.',
    'La boutique n’a pas de pays du nom que GP a dans l’adresse.',
  ],
  [
    'Name the country in the value map "shop-country"; where the address in GP has none, enter it there.',
    'Nommez le pays dans la table de valeurs "shop-country" ; si l’adresse dans GP n’en a pas, saisissez-le là.',
  ],
  [
    'The round would change for many products whether they can be ordered when they are sold out.',
    'Le passage changerait pour beaucoup de produits la possibilité de les commander quand ils sont épuisés.',
  ],
  [
    'The first round may. See the value map "sold-out": 0 refuses orders, 1 takes them, 2 does as the shop.',
    'Le premier passage le peut. Voyez la table de correspondance "sold-out" : 0 refuse les commandes, 1 les accepte, 2 suit la boutique.',
  ],
  [
    'Whether products can be ordered when they are sold out was changed in the shop, after the hub had set it.',
    'La possibilité de commander des produits épuisés a été modifiée dans la boutique, après que le hub l’a réglée.',
  ],
  [
    'If the change is meant, let the value map "sold-out" say it for their class, or take the class out of it. Resolve the incident to have it put back.',
    'Si la modification est voulue, que la table de correspondance "sold-out" le dise pour leur classe, ou retirez-en la classe. Clôturez l’incident pour la rétablir.',
  ],
  [
    'Some combinations of the product are discontinued in GP, and the shop takes orders of what is sold out.',
    'Certaines déclinaisons du produit sont arrêtées dans GP, et la boutique prend des commandes de ce qui est épuisé.',
  ],
  [
    'Let the shop refuse orders of it when it is sold out (the product, Quantities), or take these combinations out of the shop.',
    'Que la boutique en refuse les commandes quand il est épuisé (le produit, Quantités), ou retirez ces déclinaisons de la boutique.',
  ],
  ['The product has no stock in this shop.', 'Le produit n’a pas de stock dans cette boutique.'],
  [
    'The value maps "sold-out" and "sold-out-text" say nothing of its item class.',
    'Les tables de correspondance "sold-out" et "sold-out-text" ne disent rien de sa classe d’articles.',
  ],
  [
    'What the value map "sold-out" says is none of its answers.',
    'Ce que dit la table de correspondance "sold-out" n’est aucune de ses réponses.',
  ],
  [
    'The answers are 0 (orders are refused), 1 (they are taken), 2 (as the shop does by itself), and gp (by Allow Back Orders of the item).',
    'Les réponses sont 0 (les commandes sont refusées), 1 (elles sont acceptées), 2 (selon le réglage de la boutique) et gp (selon Allow Back Orders de l’article).',
  ],
  [
    'This stock row is shared with other shops of the multistore, which would all do the same.',
    'Cette ligne de stock est partagée avec d’autres boutiques du multiboutique, qui feraient toutes de même.',
  ],
  [
    'Set soldOutShared to true if they shall; or let each shop have its own stock.',
    'Mettez soldOutShared à true si c’est voulu ; ou donnez à chaque boutique son propre stock.',
  ],
  [
    'The round would change weights, bar codes or taxes of many products.',
    'Le passage changerait poids, codes-barres ou taxes de beaucoup de produits.',
  ],
  [
    'The first round does. See one of them before: where bar codes stand in GP (codeOfItem), what one of its units of weight is in the shop (weightOfOne), and what the value map "tax-rules-group" says.',
    'Le premier passage le fait. Regardez-en un avant : où GP garde les codes-barres (codeOfItem), ce que vaut son unité de poids dans la boutique (weightOfOne), et ce que dit la table de valeurs "tax-rules-group".',
  ],
  [
    'Bar codes of GP would stand beside another number in the shop: one as EAN, the other as UPC.',
    'Des codes-barres de GP se trouveraient à côté d’un autre numéro dans la boutique : l’un comme EAN, l’autre comme UPC.',
  ],
  [
    'Where the other number is an earlier code of the item, empty it in the shop (ean13, upc). Then resolve the incident: the code of GP is set, and a number that is still there stays.',
    'Si l’autre numéro est un ancien code de l’article, videz-le dans la boutique (ean13, upc). Puis résolvez l’incident : le code de GP est écrit, et un numéro qui y est encore reste.',
  ],
  [
    'Weights, bar codes or taxes that the hub had set were changed in the shop, and GP says what it said before.',
    'Des poids, codes-barres ou taxes que le hub avait écrits ont été modifiés dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'If the change is meant, make it in GP (Item Maintenance), or take the field out of the setting detailsOfGp. Resolve the incident to have them put back.',
    'Si la modification est voulue, faites-la dans GP (Item Maintenance), ou retirez le champ du réglage detailsOfGp. Clôturez l’incident pour les rétablir.',
  ],
  ['GP owns no field of products.', 'GP ne possède aucun champ des produits.'],
  [
    'The shop does not have the manufacturer of the item once.',
    'La boutique n’a pas la marque de l’article, ou l’a plusieurs fois.',
  ],
  [
    'Make it in the shop (Catalog, Brands & Suppliers), as GP calls it; say in the value map "manufacturer" which one it is; or let the hub make it (brandsMade). It is set by its name: of two that have the same one, give one another.',
    'Créez-la dans la boutique (Catalog, Brands & Suppliers), sous le nom de GP ; dites dans la table de correspondance "manufacturer" laquelle c’est ; ou laissez le hub la créer (brandsMade). Elle est posée par son nom : si deux portent le même, donnez-en un autre à l’une.',
  ],
  [
    'An invoice that is not posted: delete or void it in GP. A posted one: enter a return that mirrors it, or a credit memo where no goods come back; once, also where a credit slip of the order is asked about. Then resolve the incident.',
    'Une facture non comptabilisée : supprimez-la ou annulez-la dans GP. Une facture comptabilisée : saisissez un retour qui la reflète, ou une note de crédit si aucune marchandise ne revient ; une seule fois, même si une question porte aussi sur un avoir de la commande. Puis fermez l’incident.',
  ],
  [
    'If the order goes on, add the id of its state to the setting acceptedStates, and replay the incident. If it was cancelled: An invoice that is not posted: delete or void it in GP. A posted one: enter a return that mirrors it, or a credit memo where no goods come back; once, also where a credit slip of the order is asked about. Then resolve the incident.',
    'Si la commande suit son cours, ajoutez l’id de son état au réglage acceptedStates, et relancez l’incident. Si elle a été annulée : une facture non comptabilisée : supprimez-la ou annulez-la dans GP. Une facture comptabilisée : saisissez un retour qui la reflète, ou une note de crédit si aucune marchandise ne revient ; une seule fois, même si une question porte aussi sur un avoir de la commande. Puis fermez l’incident.',
  ],
  [
    'Do not void the sales order: its invoices would keep sales and tax of what was given back. Cancel in GP the quantities that are still open, on the sales order and on its back orders, so that GP closes it; then replay the incident: what is invoiced comes next. If all must stay as it is, resolve the incident.',
    'N’annulez pas la commande de vente : ses factures garderaient les ventes et la taxe de ce qui a été rendu. Annulez dans GP les quantités encore ouvertes, sur la commande de vente et sur ses commandes en attente, pour que GP la ferme ; puis relancez l’incident : ce qui est facturé vient ensuite. Si tout doit rester tel quel, fermez l’incident.',
  ],
  [
    'If the order goes on, add the id of its state to the setting acceptedStates, and replay the incident. If it was cancelled: Do not void the sales order: its invoices would keep sales and tax of what was given back. Cancel in GP the quantities that are still open, on the sales order and on its back orders, so that GP closes it; then replay the incident: what is invoiced comes next. If all must stay as it is, resolve the incident.',
    'Si la commande suit son cours, ajoutez l’id de son état au réglage acceptedStates, et relancez l’incident. Si elle a été annulée : n’annulez pas la commande de vente : ses factures garderaient les ventes et la taxe de ce qui a été rendu. Annulez dans GP les quantités encore ouvertes, sur la commande de vente et sur ses commandes en attente, pour que GP la ferme ; puis relancez l’incident : ce qui est facturé vient ensuite. Si tout doit rester tel quel, fermez l’incident.',
  ],
  [
    'Compare the slip with the invoice: credit in GP by hand what the invoice has of it, once, also where the order itself is asked about. An invoice that is not posted is deleted or voided instead. Then resolve the incident.',
    'Comparez l’avoir avec la facture : créditez à la main dans GP ce que la facture en contient, une seule fois, même si une question porte aussi sur la commande. Une facture non comptabilisée est supprimée ou annulée à la place. Puis fermez l’incident.',
  ],
  ['The round would change many addresses of accounts.', 'Le passage modifierait beaucoup d’adresses de comptes.'],
  [
    'The first round may. See whether the company and its customers are the right ones.',
    'Le premier passage le peut. Voyez si la société et ses clients sont les bons.',
  ],
  ['GP owns no field of addresses.', 'GP n’est maître d’aucun champ des adresses.'],
  ['The address is not linked to one of GP.', 'L’adresse n’est liée à aucune adresse de GP.'],
  ['GP has no address of this key.', 'GP n’a pas d’adresse de cette clé.'],
  [
    'The hub has made the address in GP of the one in the shop, which is its customer’s.',
    'Le hub a créé l’adresse dans GP d’après celle de la boutique, qui appartient à son client.',
  ],
  ['The address is not in the shop any more.', 'L’adresse n’est plus dans la boutique.'],
  [
    'The address was changed in the shop since it was made, or since the hub has set it, and GP says something else.',
    'L’adresse a été modifiée dans la boutique depuis sa création, ou depuis que le hub l’a mise, et GP dit autre chose.',
  ],
  [
    'Compare both. If the shop is right, correct the address in GP (Customer Address Maintenance) first. Then resolve the incident: what GP says is set in the shop.',
    'Comparez les deux. Si la boutique a raison, corrigez d’abord l’adresse dans GP (Customer Address Maintenance). Résolvez ensuite l’incident : ce que dit GP est mis dans la boutique.',
  ],
  [
    'The VAT number of the address is another in GP, and by it the shop taxes orders.',
    'Le numéro de TVA de l’adresse est un autre dans GP, et la boutique taxe les commandes d’après lui.',
  ],
  [
    'See whether GP is right, and what the shop then charges: with a VAT number of another country many shops charge no tax. If it is wrong, correct it in GP (Customer Maintenance, Options), and replay the incident. If it is right, resolve the incident: it is set in the shop.',
    'Voyez si GP a raison, et ce que la boutique facture alors : avec un numéro de TVA d’un autre pays, beaucoup de boutiques ne facturent pas de taxe. S’il est faux, corrigez-le dans GP (Customer Maintenance, Options), et rejouez l’incident. S’il est juste, résolvez l’incident : il est mis dans la boutique.',
  ],
  [
    'The address is in another country in GP, and by it the shop taxes orders.',
    'L’adresse est dans un autre pays dans GP, et la boutique taxe les commandes d’après lui.',
  ],
  [
    'See whether GP is right. If it is not, correct it there (Customer Address Maintenance), and replay the incident. If it is, resolve the incident: the address is set in the shop.',
    'Voyez si GP a raison. Sinon, corrigez-la là-bas (Customer Address Maintenance), et rejouez l’incident. Si oui, résolvez l’incident : l’adresse est mise dans la boutique.',
  ],
  [
    'Nobody has looked yet at what an item of GP would weigh in the shop.',
    'Personne n’a encore regardé ce qu’un article de GP pèserait dans la boutique.',
  ],
  [
    'Compare it with the item in GP (Item Maintenance, Shipping Weight). If the hub reads 250 where GP shows 2.50, weightOfOne has to be a hundredth of what it is else. Then set weightsSeen to true, and resolve the incident.',
    'Comparez-le avec l’article dans GP (Item Maintenance, Shipping Weight). Si le hub lit 250 là où GP montre 2.50, weightOfOne doit être un centième de ce qu’il est sinon. Mettez ensuite weightsSeen à oui, et résolvez l’incident.',
  ],
  [
    'The round would change manufacturers or features of many products.',
    'Le passage changerait marques ou caractéristiques de beaucoup de produits.',
  ],
  [
    'The first round does. See which user category names manufacturers (brandCategory), and what the value map "feature" makes of the others.',
    'Le premier passage le fait. Voyez quelle catégorie utilisateur nomme les marques (brandCategory), et ce que la table de correspondance "feature" fait des autres.',
  ],
  [
    'Manufacturers or features that the hub had set were changed in the shop, and GP says what it said before.',
    'Des marques ou caractéristiques que le hub avait écrites ont été modifiées dans la boutique, et GP dit ce qu’il disait avant.',
  ],
  [
    'If the change is meant, make it in GP (Item Maintenance, Options), or take the field out of the setting detailsOfGp. Resolve the incident to have them put back.',
    'Si la modification est voulue, faites-la dans GP (Item Maintenance, Options), ou retirez le champ du réglage detailsOfGp. Clôturez l’incident pour les rétablir.',
  ],
  [
    'GP owns neither manufacturers nor features of products.',
    'GP ne possède ni les marques ni les caractéristiques des produits.',
  ],
  [
    'The items of the combinations name several manufacturers.',
    'Les articles des déclinaisons nomment plusieurs marques.',
  ],
  [
    'A product of the shop has one. Correct the user category of the items in GP (Item Maintenance, Options); or make a product of each manufacturer.',
    'Un produit de la boutique en a une. Corrigez la catégorie utilisateur des articles dans GP (Item Maintenance, Options) ; ou faites un produit par marque.',
  ],
  ['The product is not in the shop any more.', 'Le produit n’est plus dans la boutique.'],
  [
    'The shop has perhaps the manufacturer of the item under nearly the same name.',
    'La boutique a peut-être la marque de l’article sous un nom presque identique.',
  ],
  [
    'If they are one, say so in the value map "manufacturer". If they are two, resolve the incident: the hub makes the one that GP names.',
    'Si c’est la même, dites-le dans la table de correspondance "manufacturer". S’il y en a deux, résolvez l’incident : le hub crée celle que GP nomme.',
  ],
  [
    'The shop does not have a feature of the item, or its value.',
    'La boutique n’a pas une caractéristique de l’article, ou sa valeur.',
  ],
  [
    'Make it in the shop (Catalog, Attributes & Features, Features); say in the value map "feature-value" what the shop calls it; or let the hub make features and values (featuresMade).',
    'Créez-la dans la boutique (Catalog, Attributes & Features, Features) ; dites dans la table de correspondance "feature-value" comment la boutique l’appelle ; ou laissez le hub créer caractéristiques et valeurs (featuresMade).',
  ],
  [
    'The product has a text of its own for a feature that GP owns.',
    'Le produit a un texte à lui pour une caractéristique que GP possède.',
  ],
  [
    'Somebody wrote it for this product alone. If it shall stay, take the feature out of the value map "feature". Resolve the incident to have the value of GP set.',
    'Quelqu’un l’a écrit pour ce produit seul. S’il doit rester, retirez la caractéristique de la table de correspondance "feature". Résolvez l’incident pour que la valeur de GP soit mise.',
  ],
  [
    'GP has another journal under the number of this payout.',
    'GP a une autre écriture sous le numéro de ce versement.',
  ],
  [
    'Two payouts may come to one number, and people may have used it. If that journal is of something else, set journalFrom to a number from which 9,000,000 are free in GP, as 80000000, and replay the incident: journals that are there keep their numbers. If it is this payout, and somebody has changed its reference, put that back in GP, and replay.',
    'Deux versements peuvent tomber sur un même numéro, et des personnes peuvent l’avoir utilisé. Si cette écriture est d’autre chose, mettez journalFrom à un nombre à partir duquel 9,000,000 sont libres dans GP, comme 80000000, et relancez l’incident : les écritures existantes gardent leurs numéros. Si c’est ce versement, et que quelqu’un en a changé la référence, remettez-la dans GP, et relancez.',
  ],
]

/** Questions that a person settles: once that is done, the flow says so of the record. */
export const settledSentences: readonly (readonly [string, string])[] = [
  [
    'The sales order in GP is less than the order, and what was refunded of that is not known to the cent.',
    'La commande de vente dans GP est inférieure à la commande, et ce qui en a été remboursé n’est pas connu au centime près.',
  ],
  [
    'Credit slips of the order are credited by themselves; it was cancelled or refunded in the shop, and its sales order is transferred or posted in GP.',
    'Les avoirs de la commande sont portés dans GP d’eux-mêmes ; elle a été annulée ou remboursée dans la boutique, et sa commande de vente est transférée ou comptabilisée dans GP.',
  ],
  [
    'The order is refunded whole, and only some of its credit slips are credited in GP: of another it is not known to the cent what it gave back.',
    'La commande est remboursée en entier, et seule une partie de ses avoirs est portée dans GP : d’un autre, on ne sait pas au centime près ce qu’il a rendu.',
  ],
  [
    'Some of the order was refunded, and its sales order is transferred in part: whether the refund is of that part is not known.',
    'Une partie de la commande a été remboursée, et sa commande de vente est transférée en partie : on ne sait pas si le remboursement porte sur cette partie.',
  ],
  [
    'The order of the payment was placed before the flow of orders began, and it is linked to no sales order.',
    'La commande du paiement a été passée avant le début du processus des commandes, et n’est liée à aucune commande de vente.',
  ],
  [
    'The sales order has deposits that people entered, or may have: the hub cannot see whether this payment is one of them.',
    'La commande de vente a, ou peut avoir, des acomptes saisis par des personnes : le hub ne peut pas voir si ce paiement en est un.',
  ],
  [
    'An earlier payment has the same transaction and the same amount.',
    'Un paiement précédent a la même transaction et le même montant.',
  ],
  [
    'More is noted than the orders cost, and an earlier payment has the same amount.',
    'Il est noté plus que ne coûtent les commandes, et un paiement précédent a le même montant.',
  ],
  [
    'More is noted under the transaction than the orders cost.',
    'Sous cette transaction il est noté plus que ne coûtent les commandes.',
  ],
  ['The payment names no method.', 'Le paiement n’indique aucun moyen.'],
  [
    'The shop wrote the payment by itself when the order was put into a state that counts as paid: nothing says that money came.',
    'La boutique a écrit le paiement d’elle-même quand la commande est passée dans un état qui compte comme payé : rien ne dit que l’argent est arrivé.',
  ],
  [
    'The return took back another part of the slip than it would now: what it leaves to be credited cannot be told.',
    'Le retour a repris une autre partie de l’avoir qu’il ne le ferait aujourd’hui : on ne peut pas dire ce qu’il laisse à créditer.',
  ],
  [
    'The bank of the customer has taken money of this order back: the slip may be about the dispute.',
    'La banque du client a repris de l’argent de cette commande : l’avoir concerne peut-être le litige.',
  ],
  [
    'People have settled a question about the order in GP before the slip was made: what the slip gave back may be credited there already.',
    'Des personnes ont réglé dans GP une question sur la commande avant que l’avoir soit fait : ce que l’avoir a rendu y est peut-être déjà crédité.',
  ],
  ['The credit slips give back more than was paid.', 'Les avoirs rendent plus que ce qui a été payé.'],
  [
    'Something was added to the order after its transfer: whether the slip has lowered the sales order cannot be told from its total.',
    'La commande a reçu un ajout après son transfert : son total ne permet pas de dire si l’avoir a diminué la commande de vente.',
  ],
  [
    'People have entered the sales order with less than the order: whether what the slip gave back stands in it is not known.',
    'Des personnes ont saisi la commande de vente pour moins que la commande : on ne sait pas si ce que l’avoir a rendu s’y trouve.',
  ],
  [
    'The sales order was made of less than the order comes to now: whether what the slip gave back stands in it is not known.',
    'La commande de vente a été faite de moins que ce que vaut la commande à présent : on ne sait pas si ce que l’avoir a rendu s’y trouve.',
  ],
  [
    'The sales order was lowered by another amount than its first credit slips.',
    'La commande de vente a été diminuée d’un autre montant que ses premiers avoirs.',
  ],
  [
    'Somebody has lowered the sales order in GP by as much as the slip gave back: whether it was for the slip is not known.',
    'Quelqu’un a diminué la commande de vente dans GP d’autant que ce que l’avoir a rendu : on ne sait pas si c’était pour l’avoir.',
  ],
  [
    'All pieces of the order are invoiced in GP, for less than the sales order: the refund may have lowered the invoice already.',
    'Toutes les pièces de la commande sont facturées dans GP, pour moins que la commande de vente : le remboursement a peut-être déjà diminué la facture.',
  ],
  [
    'A part of the order is not invoiced in GP, and the slip may be of that part.',
    'Une partie de la commande n’est pas facturée dans GP, et l’avoir porte peut-être sur cette partie.',
  ],
  [
    'The invoice of the order is void in GP: there is no sale that the slip takes back.',
    'La facture de la commande est annulée dans GP : il n’y a pas de vente que l’avoir reprenne.',
  ],
  [
    'The sales order has no customer PO number: its invoice cannot be found by the hub.',
    'La commande de vente n’a pas de numéro de bon de commande du client (customer PO number) : le hub ne peut pas trouver sa facture.',
  ],
  [
    'An invoice of the cancelled or refunded order stands in GP, and its sales order is void.',
    'Une facture de la commande annulée ou remboursée existe dans GP, et sa commande de vente est annulée.',
  ],
  [
    'A part of the cancelled or refunded order is transferred in GP already.',
    'Une partie de la commande annulée ou remboursée est déjà transférée dans GP.',
  ],
  [
    'An invoice of the unpaid order stands in GP, and its sales order is void.',
    'Une facture de la commande non payée existe dans GP, et sa commande de vente est annulée.',
  ],
  [
    'A part of the unpaid order is transferred in GP already.',
    'Une partie de la commande non payée est déjà transférée dans GP.',
  ],
  [
    'An invoice of the order stands in GP, and its sales order is void.',
    'Une facture de la commande existe dans GP, et sa commande de vente est annulée.',
  ],
]
