/** The catalogue of causes, what each is and what to do next: of GP and of PrestaShop, whose menus stay as they are. */
export const systemCauseSentences: readonly (readonly [string, string])[] = [
  [
    'The batch is being posted, printed or edited in GP, and takes no document now.',
    'Le lot est en cours de comptabilisation, d’impression ou de modification dans GP, et ne prend aucun document pour l’instant.',
  ],
  [
    'The hub tries again, and after a while uses the next batch of the same day. Where a posting was interrupted, a GP administrator frees the batch: Tools > Routines > Batch Recovery.',
    'Le hub réessaie, et après un moment utilise le lot suivant du même jour. Si une comptabilisation a été interrompue, un administrateur GP libère le lot : Tools > Routines > Batch Recovery.',
  ],
  [
    'A process or a user in GP holds what this document needs.',
    'Un traitement ou un utilisateur de GP retient ce dont ce document a besoin.',
  ],
  [
    'The hub tries again when it has ended. If nobody works there, a GP administrator removes the activity that was left behind: Tools > Utilities > System > User Activity.',
    'Le hub réessaie quand il est terminé. Si personne n’y travaille, un administrateur GP retire l’activité restée en place : Tools > Utilities > System > User Activity.',
  ],
  [
    'A GP user has the document, or a record that it needs, open.',
    'Un utilisateur de GP a ouvert le document, ou une fiche dont il a besoin.',
  ],
  [
    'The hub tries again by itself. Ask the user to close it if that lasts; an activity that was left behind is removed by an administrator: Tools > Utilities > System > User Activity.',
    'Le hub réessaie de lui-même. Si cela dure, demandez à l’utilisateur de le fermer ; un administrateur retire une activité restée en place : Tools > Utilities > System > User Activity.',
  ],
  ['GP already has a document of this number.', 'GP a déjà un document de ce numéro.'],
  [
    'Compare it with the document in the run: where customer and amount agree, it is the one that was sent before. Else give this integration a prefix, or a range of journal numbers, of its own.',
    'Comparez-le avec le document de l’exécution : si client et montant concordent, c’est celui qui a été envoyé avant. Sinon donnez à cette intégration son propre préfixe, ou sa propre plage de numéros de journal.',
  ],
  ['GP already has a record that this one repeats.', 'GP a déjà une fiche que celle-ci répète.'],
  [
    'Find it in GP by the value named in the reply, and link the shop record to it instead of making another: "ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER".',
    'Trouvez-la dans GP par la valeur indiquée dans la réponse, et liez-lui la fiche de la boutique au lieu d’en faire une autre : "ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER".',
  ],
  [
    'The batch does not exist, and the policy does not let GP create it.',
    'Le lot n’existe pas, et la stratégie ne laisse pas GP le créer.',
  ],
  [
    'Create it in GP in the window of its series (Transactions > Sales > Sales Batches or Receivables Batches; Transactions > Financial > Batches), or set “Create Batch” in the policy of the operation that was refused, as CreateSalesOrder (Dynamics Security Console > Policy); then replay.',
    'Créez-le dans GP dans la fenêtre de sa série (Transactions > Sales > Sales Batches ou Receivables Batches ; Transactions > Financial > Batches), ou activez « Create Batch » dans la stratégie de l’opération refusée, comme CreateSalesOrder (Dynamics Security Console > Policy) ; puis relancez.',
  ],
  [
    'The date of the document lies in a fiscal period that is closed in GP.',
    'La date du document est dans une période fiscale fermée dans GP.',
  ],
  [
    'The accountant decides: open the period for the series (Tools > Setup > Company > Fiscal Periods), or give the document a date in an open one; then replay.',
    'Le comptable décide : ouvrir la période pour la série (Tools > Setup > Company > Fiscal Periods), ou donner au document une date dans une période ouverte ; puis relancez.',
  ],
  [
    'The document is posted, voided or in history, and GP changes it no more.',
    'Le document est comptabilisé, annulé ou archivé, et GP ne le modifie plus.',
  ],
  [
    'Enter nothing in GP yet. Replay the incident: the hub reads the document again and says what is left to do; a refund may become a credit memo by itself. Only if GP refuses again, correct what was posted by a document of its own, a return or a credit memo (Transactions > Sales > Sales Transaction Entry, type Return), then resolve the incident.',
    'Ne saisissez encore rien dans GP. Relancez l’incident : le hub relit le document et dit ce qu’il reste à faire ; un remboursement peut devenir une note de crédit de lui-même. Seulement si GP refuse à nouveau, corrigez ce qui est comptabilisé par un document à part, un retour ou une note de crédit (Transactions > Sales > Sales Transaction Entry, type Return), puis fermez l’incident.',
  ],
  [
    'The document type id of the document is not one that GP has for documents of its kind.',
    'L’id de type du document n’est pas un de ceux que GP a pour les documents de son genre.',
  ],
  [
    'See which document was refused. The setting documentType is of sales orders alone, returnDocumentType of returns alone: give that one an id of GP’s list for its kind (GP: Tools > Setup > Sales > Sales Order Processing, Sales Document Setup > Order, or Return), and leave the other as it is. Import it, then replay.',
    'Voyez quel document a été refusé. Le réglage documentType est des commandes de vente seules, returnDocumentType des retours seuls : donnez à celui-là un id de la liste de GP pour son genre (GP : Tools > Setup > Sales > Sales Order Processing, Sales Document Setup > Order, ou Return), et laissez l’autre comme il est. Importez-le, puis relancez.',
  ],
  [
    'The eConnect procedure reported success without storing the row.',
    'La procédure eConnect a annoncé un succès sans enregistrer la ligne.',
  ],
  [
    'Undo the half document, leave optional parameters out one by one, and keep the read-back that noticed it.',
    'Défaites le document incomplet, retirez un à un les paramètres facultatifs, et gardez la relecture qui l’a remarqué.',
  ],
  [
    'The item exists, but is not assigned to the site of the line.',
    'L’article existe, mais n’est pas affecté au site de la ligne.',
  ],
  [
    'Assign it in GP: Cards > Inventory > Quantities/Sites, choose item and site, Save; then replay. Where orders are to come from another site, correct the setting site.',
    'Affectez-le dans GP : Cards > Inventory > Quantities/Sites, choisissez l’article et le site, Save ; puis relancez. Si les commandes doivent venir d’un autre site, corrigez le réglage site.',
  ],
  ['GP has no site of this name.', 'GP n’a pas de site de ce nom.'],
  [
    'Create it (Cards > Inventory > Site), or correct the setting site; then replay.',
    'Créez-le (Cards > Inventory > Site), ou corrigez le réglage site ; puis relancez.',
  ],
  [
    'The item is discontinued in GP, and GP sells it no more.',
    'L’article est discontinué dans GP, et GP ne le vend plus.',
  ],
  [
    'Decide in GP: set its type back to Sales Inventory (Cards > Inventory > Item) to sell the rest, or name its successor in the value map "item"; then replay. Switch the product off in the shop if it is not sold any more.',
    'Décidez dans GP : remettez son type à Sales Inventory (Cards > Inventory > Item) pour vendre le reste, ou indiquez son successeur dans la table de valeurs "item" ; puis relancez. Désactivez le produit dans la boutique s’il n’est plus vendu.',
  ],
  [
    'Create it in GP (Cards > Inventory > Item); or, where GP has it under another number, add an entry to the value map "item"; then replay.',
    'Créez-le dans GP (Cards > Inventory > Item) ; ou, si GP l’a sous un autre numéro, ajoutez une entrée à la table de valeurs "item" ; puis relancez.',
  ],
  [
    'The item is not sold in the unit of measure of the line.',
    'L’article ne se vend pas dans l’unité de mesure de la ligne.',
  ],
  [
    'Correct the unit of this product in the value map "unit", or add it to the item’s unit of measure schedule (Cards > Inventory > U of M Schedule); then replay.',
    'Corrigez l’unité de ce produit dans la table de valeurs "unit", ou ajoutez-la à la nomenclature d’unités de l’article (Cards > Inventory > U of M Schedule) ; puis relancez.',
  ],
  [
    'The customer is on hold in GP, so GP takes no order of theirs.',
    'Le client est bloqué dans GP : GP ne prend aucune commande de lui.',
  ],
  [
    'Whoever watches credit decides: take the hold off (Cards > Sales > Customer, box Hold), then replay; or leave the order waiting. The hub does not lift a hold.',
    'Qui suit le crédit décide : lever le blocage (Cards > Sales > Customer, case Hold), puis relancer ; ou laisser la commande en attente. Le hub ne lève pas un blocage.',
  ],
  [
    'The order takes the customer over the credit limit that GP has for them.',
    'La commande fait dépasser au client la limite de crédit que GP lui donne.',
  ],
  [
    'Whoever watches credit decides: raise the limit (Cards > Sales > Customer > Options), apply open payments, or leave the order waiting; then replay.',
    'Qui suit le crédit décide : relever la limite (Cards > Sales > Customer > Options), imputer des paiements ouverts, ou laisser la commande en attente ; puis relancer.',
  ],
  ['The customer is inactive in GP.', 'Le client est inactif dans GP.'],
  [
    'Take the mark Inactive away (Cards > Sales > Customer), or link the shop customer to the account that is in use; then replay.',
    'Retirez la marque Inactive (Cards > Sales > Customer), ou liez le client de la boutique au compte en usage ; puis relancez.',
  ],
  ['GP has no customer of this number any more, or not yet.', 'GP n’a plus, ou pas encore, de client de ce numéro.'],
  [
    'Where customers were merged or renumbered in GP, link the shop customer to the account that took over: "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Else let the customer flow make it; then replay.',
    'Si des clients ont été fusionnés ou renumérotés dans GP, liez le client de la boutique au compte qui l’a remplacé : "ledgerline proposals link prestashop.customer ID gp.customer NUMBER". Sinon laissez le processus des clients le créer ; puis relancez.',
  ],
  ['GP has no customer class of this name.', 'GP n’a pas de classe de clients de ce nom.'],
  [
    'Create it (Tools > Setup > Sales > Customer Class), or correct the setting customerClass; then replay.',
    'Créez-la (Tools > Setup > Sales > Customer Class), ou corrigez le réglage customerClass ; puis relancez.',
  ],
  ['The customer has no address of this code in GP.', 'Le client n’a pas d’adresse de ce code dans GP.'],
  [
    'Replay the order: the hub brings the address over first. Where the customer was merged in GP, link the shop address to the one it has now; then replay.',
    'Relancez la commande : le hub transfère d’abord l’adresse. Si le client a été fusionné dans GP, liez l’adresse de la boutique à celle qu’il a maintenant ; puis relancez.',
  ],
  ['GP has no shipping method of this name.', 'GP n’a pas de mode de livraison de ce nom.'],
  [
    'Correct the value map "carrier", or create it (Tools > Setup > Company > Shipping Methods); then replay.',
    'Corrigez la table de valeurs "carrier", ou créez-le (Tools > Setup > Company > Shipping Methods) ; puis relancez.',
  ],
  ['GP has no payment terms of this name.', 'GP n’a pas de conditions de paiement de ce nom.'],
  [
    'Correct the value map "payment" or the setting paymentTerms, or create them (Tools > Setup > Company > Payment Terms); then replay.',
    'Corrigez la table de valeurs "payment" ou le réglage paymentTerms, ou créez-les (Tools > Setup > Company > Payment Terms) ; puis relancez.',
  ],
  ['GP has no sales tax detail of this name.', 'GP n’a pas de détail de taxe de vente de ce nom.'],
  [
    'Correct the value map "tax", or create it (Tools > Setup > Company > Tax Details); then replay.',
    'Corrigez la table de valeurs "tax", ou créez-le (Tools > Setup > Company > Tax Details) ; puis relancez.',
  ],
  [
    'GP has no tax schedule of this name, or the document needs one.',
    'GP n’a pas de barème de taxes de ce nom, ou le document en demande un.',
  ],
  [
    'Create it (Tools > Setup > Company > Tax Schedules), or correct what the mapping sends; then replay.',
    'Créez-le (Tools > Setup > Company > Tax Schedules), ou corrigez ce qu’envoie la correspondance ; puis relancez.',
  ],
  [
    'GP has no price level of this name, or the item is not on it.',
    'GP n’a pas de niveau de prix de ce nom, ou l’article n’y est pas.',
  ],
  [
    'Create it (Tools > Setup > Inventory > Price Level), or add the item to it (Cards > Inventory > Price List); then replay.',
    'Créez-le (Tools > Setup > Inventory > Price Level), ou ajoutez-y l’article (Cards > Inventory > Price List) ; puis relancez.',
  ],
  ['GP has no vendor of this number.', 'GP n’a pas de fournisseur de ce numéro.'],
  [
    'Create the vendor (Cards > Purchasing > Vendor), or link the supplier to the one it is in GP; then replay.',
    'Créez le fournisseur (Cards > Purchasing > Vendor), ou liez le fournisseur à celui qu’il est dans GP ; puis relancez.',
  ],
  ['GP has no posting account of this number.', 'GP n’a pas de compte d’imputation de ce numéro.'],
  [
    'Create it (Cards > Financial > Account), or correct the account in the mapping; then replay.',
    'Créez-le (Cards > Financial > Account), ou corrigez le compte dans la correspondance ; puis relancez.',
  ],
  ['GP has no checkbook of this name.', 'GP n’a pas de chéquier (checkbook) de ce nom.'],
  [
    'Correct the value map of payments, or create it (Cards > Financial > Checkbook); then replay.',
    'Corrigez la table de valeurs des paiements, ou créez-le (Cards > Financial > Checkbook) ; puis relancez.',
  ],
  [
    'The buyer of the purchase order is not registered in GP.',
    'L’acheteur de la commande d’achat n’est pas enregistré dans GP.',
  ],
  [
    'Register the buyer (Tools > Setup > Purchasing > Buyers), or leave the buyer out; then replay.',
    'Enregistrez l’acheteur (Tools > Setup > Purchasing > Buyers), ou omettez-le ; puis relancez.',
  ],
  ['The salesperson is inactive or unknown in GP.', 'Le vendeur est inactif ou inconnu dans GP.'],
  [
    'Correct the salesperson of the customer (Cards > Sales > Customer) or make them active (Cards > Sales > Salesperson); then replay.',
    'Corrigez le vendeur du client (Cards > Sales > Customer) ou rendez-le actif (Cards > Sales > Salesperson) ; puis relancez.',
  ],
  ['A record that the document names is inactive in GP.', 'Une fiche que le document indique est inactive dans GP.'],
  [
    'Make the record that the reply names active in its card in GP, or use another; then replay.',
    'Rendez active dans GP la fiche qu’indique la réponse, ou utilisez-en une autre ; puis relancez.',
  ],
  [
    'GP has less in stock than was ordered, and its shortage policy takes the rest off the line; so the amounts no longer reach the order’s.',
    'GP a moins en stock que ce qui est commandé, et sa stratégie de rupture retire le reste de la ligne ; les montants n’atteignent donc plus ceux de la commande.',
  ],
  [
    'In the Dynamics Security Console, policy of the operation that was refused (CreateSalesOrder or UpdateSalesOrder), set “Quantity Shortage” to “Override Shortage” or “Back Order Balance” for the hub’s role; or bring stock to the site; then replay.',
    'Dans la Dynamics Security Console, stratégie de l’opération refusée (CreateSalesOrder ou UpdateSalesOrder), mettez « Quantity Shortage » à « Override Shortage » ou « Back Order Balance » pour le rôle du hub ; ou apportez du stock au site ; puis relancez.',
  ],
  [
    'The amounts do not add up the way GP counts them: lines (67), price × quantity (722), document (235).',
    'La somme des montants n’est pas celle que compte GP : lignes (67), prix × quantité (722), document (235).',
  ],
  [
    'Compare the parts on the proof sheet with the document, correct the amounts in the mapping, and replay. Never force a total.',
    'Comparez les parties de la feuille de preuve avec le document, corrigez les montants dans la correspondance, et relancez. Ne forcez jamais un total.',
  ],
  [
    'The tax of the document is not the sum of its tax rows.',
    'La taxe du document n’est pas la somme de ses lignes de taxe.',
  ],
  [
    'Compare the tax rows on the proof sheet with the document; let the mapping take them from taxSplit, and replay.',
    'Comparez les lignes de taxe de la feuille de preuve avec le document ; laissez la correspondance les prendre de taxSplit, et relancez.',
  ],
  [
    'A line has the quantity 0, and GP takes no line without a quantity.',
    'Une ligne a la quantité 0, et GP ne prend aucune ligne sans quantité.',
  ],
  [
    'Look at the order in the shop (Orders > Orders): a product was taken out by setting its quantity to 0. Delete that line there, or correct this order by a replay with an edit.',
    'Regardez la commande dans la boutique (Orders > Orders) : un produit a été retiré en mettant sa quantité à 0. Supprimez-y cette ligne, ou corrigez cette commande en relançant avec une modification.',
  ],
  [
    'The quantity has more decimals than GP allows for the item.',
    'La quantité a plus de décimales que GP n’en permet pour l’article.',
  ],
  [
    'Sell the item in a smaller unit (value map "unit"), or raise its quantity decimals (Cards > Inventory > Item); then replay.',
    'Vendez l’article dans une plus petite unité (table de valeurs "unit"), ou augmentez ses décimales de quantité (Cards > Inventory > Item) ; puis relancez.',
  ],
  [
    'GP has no exchange rate for the document’s currency on its date.',
    'GP n’a pas de taux de change pour la devise du document à sa date.',
  ],
  [
    'Enter the rate in GP (Cards > System > Exchange Table, choose the currency’s table, Rates), and see that the currency’s rate type is set up for the series of the document (Sales; Financial for a journal); then replay.',
    'Saisissez le taux dans GP (Cards > System > Exchange Table, choisissez la table de la devise, Rates), et vérifiez que le type de taux de la devise est prévu pour la série du document (Sales ; Financial pour une écriture) ; puis relancez.',
  ],
  [
    'An amount has more decimals than GP allows for the currency or the item.',
    'Un montant a plus de décimales que GP n’en permet pour la devise ou l’article.',
  ],
  [
    'Round the amount in the mapping to the decimals of the currency, or raise those of the item (Cards > Inventory > Item > Currency); then replay.',
    'Arrondissez le montant dans la correspondance aux décimales de la devise, ou augmentez celles de l’article (Cards > Inventory > Item > Currency) ; puis relancez.',
  ],
  [
    'An amount was sent without its currency, or with none that is an ISO code.',
    'Un montant a été envoyé sans sa devise, ou avec une devise qui n’est pas un code ISO.',
  ],
  [
    'Every amount of the document has to carry the code of its currency, also on the lines. Report it with the document of the run.',
    'Chaque montant du document doit porter le code de sa devise, aussi sur les lignes. Signalez-le avec le document de l’exécution.',
  ],
  [
    'GP has no currency of this code, or the company may not use it.',
    'GP n’a pas de devise de ce code, ou la société ne peut pas l’utiliser.',
  ],
  [
    'Set the currency up (Tools > Setup > System > Currency) and give the company access to it (Tools > Setup > System > Multicurrency Access); then replay.',
    'Créez la devise (Tools > Setup > System > Currency) et donnez-en l’accès à la société (Tools > Setup > System > Multicurrency Access) ; puis relancez.',
  ],
  ['The bin holds less than the line takes from it.', 'L’emplacement contient moins que ce que la ligne y prend.'],
  [
    'Pick from another bin or move stock into it (Transactions > Inventory > Bin Transfer), then replay.',
    'Prélevez dans un autre emplacement ou transférez-y du stock (Transactions > Inventory > Bin Transfer), puis relancez.',
  ],
  [
    'GP has less of the item in stock than was ordered, and the item takes no back orders.',
    'GP a moins de l’article en stock que ce qui est commandé, et l’article n’accepte pas de reliquat.',
  ],
  [
    'Bring stock to the site, or allow back orders (Cards > Inventory > Item > Options, box Allow Back Orders); then replay. Or cancel the rest and tell the customer.',
    'Apportez du stock au site, ou autorisez les reliquats (Cards > Inventory > Item > Options, case Allow Back Orders) ; puis relancez. Ou annulez le reste et prévenez le client.',
  ],
  ['The serial number is sold already.', 'Le numéro de série est déjà vendu.'],
  [
    'Choose a serial number that is in stock (Inquiry > Inventory > Serial/Lot), then replay.',
    'Choisissez un numéro de série en stock (Inquiry > Inventory > Serial/Lot), puis relancez.',
  ],
  ['GP has no such serial or lot number in stock.', 'GP n’a pas ce numéro de série ou de lot en stock.'],
  [
    'Receive it in GP, or correct the number; then replay.',
    'Réceptionnez-le dans GP, ou corrigez le numéro ; puis relancez.',
  ],
  ['GP has less in stock than the document takes.', 'GP a moins en stock que ce que prend le document.'],
  [
    'See the item’s quantities (Inquiry > Inventory > Item Stock), bring stock to the site or correct the quantity; then replay.',
    'Voyez les quantités de l’article (Inquiry > Inventory > Item Stock), apportez du stock au site ou corrigez la quantité ; puis relancez.',
  ],
  [
    'Two lines were sent under one line number, or a line under the number of another item.',
    'Deux lignes ont été envoyées sous un même numéro de ligne, ou une ligne sous le numéro d’un autre article.',
  ],
  [
    'This is a defect of the document that was sent. Report it with the journal of the run.',
    'C’est un défaut du document envoyé. Signalez-le avec le journal de l’exécution.',
  ],
  ['A text is longer than its column in GP.', 'Un texte est plus long que sa colonne dans GP.'],
  [
    'GP Web Services do not accept user name and password.',
    'Les GP Web Services n’acceptent pas l’utilisateur et le mot de passe.',
  ],
  [
    'Check user name, domain and password of the GP connection, and that the Windows account is not locked or expired. The user needs no SQL rights, only a role in Web Services.',
    'Vérifiez l’utilisateur, le domaine et le mot de passe de la connexion GP, et que le compte Windows n’est ni verrouillé ni expiré. L’utilisateur n’a besoin d’aucun droit SQL, seulement d’un rôle dans les Web Services.',
  ],
  [
    'The company of the connection is not open to this user.',
    'La société de la connexion n’est pas ouverte à cet utilisateur.',
  ],
  [
    'Correct companyId of the GP connection (DYNAMICS SY01500.CMPANYID), or have the company enabled (GP Web Services Configuration Wizard) and the user given a role in it (Dynamics Security Console).',
    'Corrigez companyId de la connexion GP (DYNAMICS SY01500.CMPANYID), ou faites activer la société (GP Web Services Configuration Wizard) et donner à l’utilisateur un rôle dans celle-ci (Dynamics Security Console).',
  ],
  [
    'The user has no role that allows this operation in this company.',
    'L’utilisateur n’a aucun rôle qui permette cette opération dans cette société.',
  ],
  [
    'Give the user a role that allows this operation in this company: Dynamics Security Console, application DynamicsGPWebServices, Role Assignments.',
    'Donnez à l’utilisateur un rôle qui permette cette opération dans cette société : Dynamics Security Console, application DynamicsGPWebServices, Role Assignments.',
  ],
  ['This address does not know the operation.', 'Cette adresse ne connaît pas l’opération.'],
  [
    'An administrator can narrow an endpoint to the operations of one series. Give the address of one that serves the full interface, or one address for each module.',
    'Un administrateur peut restreindre un point d’accès aux opérations d’une série. Donnez l’adresse d’un point d’accès qui sert l’interface complète, ou une adresse pour chaque module.',
  ],
  ['GP has no record under this key any more.', 'GP n’a plus de fiche sous cette clé.'],
  [
    'See whether it was voided, deleted, merged or renamed in GP; then link the shop record to what it is now ("ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER"), or resolve the incident.',
    'Voyez si elle a été annulée, supprimée, fusionnée ou renommée dans GP ; liez ensuite la fiche de la boutique à ce qu’elle est maintenant ("ledgerline proposals link ENTITY KEY GP-ENTITY NUMBER"), ou fermez l’incident.',
  ],
  ['GP could not read the request.', 'GP n’a pas pu lire la requête.'],
  [
    'This is a defect of Ledgerline, or GP has another release than the one it was made for. Report it with the journal of the run ("ledgerline show ORDER --json").',
    'C’est un défaut de Ledgerline, ou GP a une autre version que celle pour laquelle elle a été faite. Signalez-le avec le journal de l’exécution ("ledgerline show ORDER --json").',
  ],
  [
    'A business rule of GP refused the document, and its reason is not known here.',
    'Une règle de gestion de GP a refusé le document, pour une raison inconnue ici.',
  ],
  [
    'Read the entry in the Exception Management Console on the GP server, or the reply above; correct the record or the mapping that it names, and replay.',
    'Lisez l’entrée dans l’Exception Management Console sur le serveur GP, ou la réponse ci-dessus ; corrigez la fiche ou la correspondance qu’elle indique, et relancez.',
  ],
  [
    'GP’s own code met an empty value, and names no field.',
    'Le code de GP lui-même a rencontré une valeur vide, et n’indique aucun champ.',
  ],
  [
    'Compare the request with one that passes, and read the entry in the Exception Management Console on the GP server.',
    'Comparez la requête avec une qui passe, et lisez l’entrée dans l’Exception Management Console sur le serveur GP.',
  ],
  [
    'GP had a system exception; its reason stands only in the log on its server.',
    'GP a eu une exception système ; sa raison n’est que dans le journal de son serveur.',
  ],
  [
    'Open the Exception Management Console on the GP server and read the entry of that time. The hub looks the document up before it sends anything again.',
    'Ouvrez l’Exception Management Console sur le serveur GP et lisez l’entrée de ce moment. Le hub recherche le document avant d’envoyer quoi que ce soit à nouveau.',
  ],
  ['The Webservice of the shop is switched off.', 'Le Webservice de la boutique est désactivé.'],
  [
    'Switch it on in the back office: Advanced Parameters > Webservice, “Enable PrestaShop’s webservice” = Yes, Save. The hub goes on by itself.',
    'Activez-le dans le back-office : Advanced Parameters > Webservice, « Enable PrestaShop’s webservice » = Yes, Save. Le hub reprend de lui-même.',
  ],
  [
    'The shop saw no key at all: the web server does not hand the Authorization header to PHP.',
    'La boutique n’a vu aucune clé : le serveur web ne transmet pas l’en-tête Authorization à PHP.',
  ],
  [
    'The key is not the cause. On Apache with PHP as CGI or FPM set “CGIPassAuth On” or the rewrite rule with HTTP_AUTHORIZATION in .htaccess (PrestaShop up to 8.2: Advanced Parameters > Webservice, “Enable CGI mode for PHP” = Yes).',
    'La clé n’est pas en cause. Sur Apache avec PHP en CGI ou FPM, mettez « CGIPassAuth On » ou la règle de réécriture avec HTTP_AUTHORIZATION dans .htaccess (PrestaShop jusqu’à 8.2 : Advanced Parameters > Webservice, « Enable CGI mode for PHP » = Yes).',
  ],
  ['An empty key was sent.', 'Une clé vide a été envoyée.'],
  [
    'Store the Webservice key of the connection: set LEDGERLINE_SHOP_KEY and import the folder again.',
    'Enregistrez la clé du Webservice de la connexion : définissez LEDGERLINE_SHOP_KEY et importez à nouveau le dossier.',
  ],
  [
    'The key does not have the 32 characters of a Webservice key.',
    'La clé n’a pas les 32 caractères d’une clé de Webservice.',
  ],
  [
    'Copy the whole key (Advanced Parameters > Webservice, the key’s page), set LEDGERLINE_SHOP_KEY and import the folder again.',
    'Copiez la clé entière (Advanced Parameters > Webservice, page de la clé), définissez LEDGERLINE_SHOP_KEY et importez à nouveau le dossier.',
  ],
  ['The key exists and is switched off.', 'La clé existe et est désactivée.'],
  [
    'Switch the key on in the back office: Advanced Parameters > Webservice, the key’s page, Status = Enabled. The hub goes on by itself.',
    'Activez la clé dans le back-office : Advanced Parameters > Webservice, page de la clé, Status = Enabled. Le hub reprend de lui-même.',
  ],
  ['The shop does not know this key.', 'La boutique ne connaît pas cette clé.'],
  [
    'Compare the key with the one in the back office (Advanced Parameters > Webservice); it was replaced, deleted, or is of another shop. Set LEDGERLINE_SHOP_KEY and import the folder again.',
    'Comparez la clé avec celle du back-office (Advanced Parameters > Webservice) ; elle a été remplacée, supprimée, ou est celle d’une autre boutique. Définissez LEDGERLINE_SHOP_KEY et importez à nouveau le dossier.',
  ],
  [
    'The key is right and switched on, but has no right on any resource.',
    'La clé est juste et activée, mais n’a de droit sur aucune ressource.',
  ],
  [
    'Tick the rights of the key: Advanced Parameters > Webservice, the key’s page, Permissions; "ledgerline doctor" lists which ones. The hub goes on by itself.',
    'Cochez les droits de la clé : Advanced Parameters > Webservice, page de la clé, Permissions ; "ledgerline doctor" les liste. Le hub reprend de lui-même.',
  ],
  [
    'The key may not be used for the shop that shopId names.',
    'La clé ne peut pas servir pour la boutique qu’indique shopId.',
  ],
  [
    'Attach the key to that shop (Advanced Parameters > Webservice, the key’s page, Shop association), or correct shopId of the connection.',
    'Associez la clé à cette boutique (Advanced Parameters > Webservice, page de la clé, Shop association), ou corrigez shopId de la connexion.',
  ],
  ['The key may not use this resource in this way.', 'La clé ne peut pas utiliser cette ressource de cette façon.'],
  [
    'Tick the right that the call needs: Advanced Parameters > Webservice, the key’s page, Permissions.',
    'Cochez le droit que demande l’appel : Advanced Parameters > Webservice, page de la clé, Permissions.',
  ],
  [
    'The shop never allows this method for this resource, whatever the key may do.',
    'La boutique n’autorise jamais cette méthode pour cette ressource, quels que soient les droits de la clé.',
  ],
  [
    'Report it: stock rows, for example, are made by the shop itself and can only be changed.',
    'Signalez-le : les lignes de stock, par exemple, sont créées par la boutique elle-même et peuvent seulement être modifiées.',
  ],
  [
    'A text is longer than the shop allows for its field.',
    'Un texte est plus long que la boutique ne le permet pour son champ.',
  ],
  [
    'Shorten it by a rule in the mapping, or raise the limit in the shop where it has a setting; then replay.',
    'Raccourcissez-le par une règle de la correspondance, ou relevez la limite dans la boutique si elle a un réglage ; puis relancez.',
  ],
  [
    'The shop does not allow this value in the field that the message names.',
    'La boutique n’autorise pas cette valeur dans le champ qu’indique le message.',
  ],
  [
    'Correct the value in its source, or clean it by a rule in the mapping; then replay.',
    'Corrigez la valeur à sa source, ou nettoyez-la par une règle de la correspondance ; puis relancez.',
  ],
  [
    'The shop has an account with this e-mail address already.',
    'La boutique a déjà un compte avec cette adresse e-mail.',
  ],
  [
    'Link the record to that account instead of making another.',
    'Liez la fiche à ce compte au lieu d’en faire un autre.',
  ],
  [
    'The shop has no record under this id, or not in this shop.',
    'La boutique n’a pas de fiche sous cet id, ou pas dans cette boutique.',
  ],
  [
    'See in the back office what became of it: it was deleted, or belongs to another shop of a multi-shop (then assign it, or correct shopId).',
    'Voyez dans le back-office ce qu’elle est devenue : elle a été supprimée, ou appartient à une autre boutique du multiboutique (affectez-la alors, ou corrigez shopId).',
  ],
  [
    'The product’s stock is kept by warehouses (advanced stock management) and cannot be set.',
    'Le stock du produit est tenu par entrepôts (gestion avancée des stocks) et ne peut pas être fixé.',
  ],
  [
    'Switch advanced stock management off for the product (Catalog > Products, Quantities), then replay.',
    'Désactivez la gestion avancée des stocks pour le produit (Catalog > Products, Quantities), puis relancez.',
  ],
  [
    'PHP ran out of memory: too much was asked for at once.',
    'PHP n’a plus eu de mémoire : trop a été demandé à la fois.',
  ],
  [
    'Ask for fewer records at a time (pageSize of the connection), or raise memory_limit in the shop’s PHP.',
    'Demandez moins de fiches à la fois (pageSize de la connexion), ou relevez memory_limit dans le PHP de la boutique.',
  ],
  ['PHP ended the call because it ran too long.', 'PHP a mis fin à l’appel parce qu’il durait trop longtemps.'],
  [
    'Ask for fewer records at a time (pageSize of the connection), or raise max_execution_time in the shop’s PHP.',
    'Demandez moins de fiches à la fois (pageSize de la connexion), ou relevez max_execution_time dans le PHP de la boutique.',
  ],
  [
    'The shop’s database was too busy for the moment, or just restarted.',
    'La base de données de la boutique était trop occupée pour le moment, ou vient de redémarrer.',
  ],
  [
    'The hub tries again. If it happens often, lower concurrency of the connection, or have the database’s limit of connections raised.',
    'Le hub réessaie. Si cela arrive souvent, diminuez concurrency de la connexion, ou faites relever la limite de connexions de la base de données.',
  ],
  [
    'The shop’s database is damaged or does not fit its release: a table or column is missing.',
    'La base de données de la boutique est endommagée ou ne correspond pas à sa version : une table ou une colonne manque.',
  ],
  [
    'Finish the shop’s upgrade or repair the table that the message names; the host or the developer of the module has to do it.',
    'Terminez la mise à jour de la boutique ou réparez la table qu’indique le message ; c’est à l’hébergeur ou au développeur du module de le faire.',
  ],
  [
    'The shop’s database has a row with this key already.',
    'La base de données de la boutique a déjà une ligne avec cette clé.',
  ],
  [
    'Look the record up in the shop: where it agrees, it is the one that was sent before.',
    'Recherchez la fiche dans la boutique : si elle concorde, c’est celle qui a été envoyée avant.',
  ],
  [
    'The request is not one that this release of the Webservice takes: a filter, a field, an id or the body is wrong.',
    'La requête n’est pas de celles que prend cette version du Webservice : un filtre, un champ, un id ou le corps est faux.',
  ],
  [
    'Report it with the release of the shop ("ledgerline doctor" names it): the request has to be corrected.',
    'Signalez-le avec la version de la boutique ("ledgerline doctor" l’indique) : la requête doit être corrigée.',
  ],
  [
    'The shop does not take this image: its format, its size or its name.',
    'La boutique ne prend pas cette image : son format, sa taille ou son nom.',
  ],
  [
    'Send it as JPEG, PNG or GIF below the shop’s limit (Design > Image Settings), then replay.',
    'Envoyez-la en JPEG, PNG ou GIF sous la limite de la boutique (Design > Image Settings), puis relancez.',
  ],
  ['The image is larger than the shop takes.', 'L’image est plus grande que ce que prend la boutique.'],
  [
    'Scale it down before it is sent, or raise the limit (Design > Image Settings; upload_max_filesize of PHP).',
    'Réduisez-la avant de l’envoyer, ou relevez la limite (Design > Image Settings ; upload_max_filesize de PHP).',
  ],
  [
    'The shop did not save the record, or says so, and gives no reason.',
    'La boutique n’a pas enregistré la fiche, ou le dit, et ne donne pas de raison.',
  ],
  [
    'Read the record back first: it may be stored. Then look into the shop’s log (var/logs, Advanced Parameters > Logs) for the time of the call.',
    'Relisez d’abord la fiche : elle est peut-être enregistrée. Regardez ensuite le journal de la boutique (var/logs, Advanced Parameters > Logs) à l’heure de l’appel.',
  ],
  [
    'The shop’s own code, or a module’s, failed in PHP.',
    'Le code de la boutique, ou celui d’un module, a échoué dans PHP.',
  ],
  [
    'Read the record back first: it may be stored. The file in the message tells whose code it is: update that module or the shop, or switch the module off.',
    'Relisez d’abord la fiche : elle est peut-être enregistrée. Le fichier indiqué dans le message dit de qui est le code : mettez à jour ce module ou la boutique, ou désactivez le module.',
  ],
  [
    'A statement of the shop failed in its database.',
    'Une instruction de la boutique a échoué dans sa base de données.',
  ],
  [
    'The message names the statement; look for the module or the upgrade that it belongs to.',
    'Le message indique l’instruction ; cherchez le module ou la mise à jour à laquelle elle appartient.',
  ],
  [
    'The shop does not get into its own database: name, user or password in its settings is wrong.',
    'La boutique n’entre pas dans sa propre base de données : le nom, l’utilisateur ou le mot de passe de ses réglages est faux.',
  ],
  [
    'Whoever runs the shop compares app/config/parameters.php with the database of the host. The key of the hub is not the cause.',
    'Qui gère la boutique compare app/config/parameters.php avec la base de données de l’hébergeur. La clé du hub n’est pas en cause.',
  ],
  ['A module of the shop failed on what the hub did.', 'Un module de la boutique a échoué sur ce qu’a fait le hub.'],
  [
    'Read the record back first: it may be stored. Then see to the module that the message names: its settings, its account with the carrier or bank, an update.',
    'Relisez d’abord la fiche : elle est peut-être enregistrée. Voyez ensuite le module que le message indique : ses réglages, son compte chez le transporteur ou la banque, une mise à jour.',
  ],
  [
    'The web server of GP is not set up for the service: a handler, an assembly or its configuration is missing or does not fit.',
    'Le serveur web de GP n’est pas configuré pour le service : un gestionnaire, un assembly ou sa configuration manque ou ne convient pas.',
  ],
  [
    'A GP administrator repairs the installation of Web Services (GP installer, Repair) and registers .NET and WCF activation in IIS (Server Manager, Add Roles and Features > HTTP Activation).',
    'Un administrateur GP répare l’installation de Web Services (programme d’installation de GP, Repair) et active .NET et l’activation WCF dans IIS (Server Manager, Add Roles and Features > HTTP Activation).',
  ],
  [
    'GP does not accept the security header of the message: the binding is another, or the clocks differ by more than five minutes.',
    'GP n’accepte pas l’en-tête de sécurité du message : la liaison est une autre, ou les horloges diffèrent de plus de cinq minutes.',
  ],
  [
    'Compare the clocks of both machines first. Then give the address of the endpoint that takes NTLM or Basic over HTTP, as "ledgerline doctor" names it.',
    'Comparez d’abord les horloges des deux machines. Donnez ensuite l’adresse du point d’accès qui prend NTLM ou Basic par HTTP, comme "ledgerline doctor" la nomme.',
  ],
  [
    'This address of GP speaks another protocol, or knows itself by another name.',
    'Cette adresse de GP parle un autre protocole, ou se connaît sous un autre nom.',
  ],
  [
    'Give the address of the legacy endpoint as GP publishes it (its WSDL names it), with the host name that stands there.',
    'Donnez l’adresse du point d’accès « legacy » telle que GP la publie (son WSDL la nomme), avec le nom d’hôte qui y figure.',
  ],
  [
    'The connection within GP’s service broke or was too slow.',
    'La connexion à l’intérieur du service de GP s’est rompue ou était trop lente.',
  ],
  [
    'The hub looks up whether the call had its effect, and tries again. If it lasts, see what loads the GP server.',
    'Le hub vérifie si l’appel a eu son effet, et réessaie. Si cela dure, voyez ce qui charge le serveur GP.',
  ],
  [
    'GP’s service is up and does not reach its SQL Server.',
    'Le service de GP fonctionne et n’atteint pas son SQL Server.',
  ],
  [
    'See that the SQL Server service runs and that the GP server reaches it; the hub goes on by itself.',
    'Voyez que le service SQL Server fonctionne et que le serveur GP l’atteint ; le hub continue de lui-même.',
  ],
  [
    'The document was handed over as a file of eConnect, and GP does not show it yet.',
    'Le document a été remis sous forme de fichier eConnect, et GP ne le montre pas encore.',
  ],
  [
    'See whether the program that submits these files has taken it, and what it says of it. The hub looks again by itself, and never hands the same document over twice.',
    'Voyez si le programme qui soumet ces fichiers l’a pris, et ce qu’il en dit. Le hub regarde de nouveau de lui-même, et ne remet jamais deux fois le même document.',
  ],
]
