/**
 * What the rules of triage say of a failure and what to do next: what each is, and what they have seen.
 * [the sentence, {} where a value stands; in French]
 */
export const triageSentences: readonly (readonly [string, string])[] = [
  [
    'The header has document type {}, {} lines have another.',
    'L’en-tête a le type de document {1}, {2} lignes en ont un autre.',
  ],
  [
    'The amounts agree; header and lines were sent under different document types, so GP finds no lines for the header.',
    'Les montants concordent ; en-tête et lignes ont été envoyés sous des types de document différents, donc GP ne trouve pas de lignes pour l’en-tête.',
  ],
  [
    'Send one document type on header and lines; do not touch the amounts.',
    'Envoyez un seul type de document sur l’en-tête et les lignes ; ne touchez pas aux montants.',
  ],
  [
    'A line was left out because its item has no counterpart, so the totals differ.',
    'Une ligne a été laissée de côté car son article n’a pas d’équivalent, donc les totaux diffèrent.',
  ],
  [
    'Map the item of that line; the totals then agree by themselves.',
    'Donnez un équivalent à l’article de cette ligne ; les totaux concordent alors d’eux-mêmes.',
  ],
  [
    'A whole tax is missing because the value map has no GP tax detail for it.',
    'Une taxe entière manque car la table de valeurs n’a pas de détail de taxe GP pour elle.',
  ],
  [
    'Add the tax to the value map (create the tax detail in GP if it is not there); the totals then agree by themselves.',
    'Ajoutez la taxe à la table de valeurs (créez le détail de taxe dans GP s’il n’y est pas) ; les totaux concordent alors d’eux-mêmes.',
  ],
  ['A voucher is not said to go anywhere in GP.', 'Rien ne dit où un bon de réduction va dans GP.'],
  [
    'The difference is a voucher for which nobody has said where it goes in GP.',
    'L’écart est un bon de réduction dont personne n’a dit où il va dans GP.',
  ],
  [
    'Say where this voucher goes (trade discount, or an item of its own), then replay. One that is store credit of an earlier refund is a means of payment, and no discount.',
    'Dites où va ce bon (remise commerciale, ou un article à lui), puis relancez. Celui qui est un avoir d’un remboursement précédent est un moyen de paiement, et pas une remise.',
  ],
  [
    'The policy of the operation lets GP take prices from its own price list.',
    'La stratégie de l’opération laisse GP prendre les prix de son propre tarif.',
  ],
  [
    'Set “Calculate Unit Price” to “Do Not Calculate” for the hub’s role (Dynamics Security Console > Policy). Correct the document in GP, or void it while nothing of it is transferred or posted; then replay the incident.',
    'Mettez « Calculate Unit Price » à « Do Not Calculate » pour le rôle du hub (Dynamics Security Console > Policy). Corrigez le document dans GP, ou annulez-le tant que rien n’en est transféré ou comptabilisé ; puis relancez l’incident.',
  ],
  ['The price before the reduction is {}, after it {}.', 'Le prix avant la réduction est {1}, après {2}.'],
  [
    'The price before the reduction was sent beside the amount after it.',
    'Le prix avant la réduction a été envoyé avec le montant après.',
  ],
  [
    'Map the price after the reduction, or send the difference as a markdown.',
    'Prenez le prix après la réduction, ou envoyez l’écart comme remise de ligne.',
  ],
  [
    'The address of the connection is mistyped: a name that differs in a letter or two is the right one.',
    'L’adresse de la connexion est mal saisie : un nom qui diffère d’une ou deux lettres est le bon.',
  ],
  [
    'Correct the address of the connection to the name that the system really has, then test it again.',
    'Corrigez l’adresse de la connexion avec le nom que le système a vraiment, puis testez-la à nouveau.',
  ],
  [
    'The connection has never worked: its address or port is not right.',
    'La connexion n’a jamais fonctionné : son adresse ou son port n’est pas le bon.',
  ],
  [
    'Compare host name, port and http or https of the connection with what the system’s administrator gives.',
    'Comparez le nom d’hôte, le port et http ou https de la connexion avec ce que donne l’administrateur du système.',
  ],
  [
    'A proxy of the hub’s own network opens TLS and shows a certificate of its own.',
    'Un proxy du propre réseau du hub ouvre le TLS et montre un certificat à lui.',
  ],
  [
    'Name the file of the proxy’s authority in caFile of the connection, or have the proxy let this address through unopened.',
    'Indiquez le fichier de l’autorité du proxy dans caFile de la connexion, ou faites laisser passer cette adresse par le proxy sans l’ouvrir.',
  ],
  [
    'The clock of the hub’s machine is wrong, so certificates and signatures look too old or too new.',
    'L’horloge de la machine du hub est fausse, donc certificats et signatures semblent trop vieux ou trop récents.',
  ],
  [
    'Set the clock of the hub’s machine by NTP, then try again.',
    'Réglez l’horloge de la machine du hub par NTP, puis réessayez.',
  ],
  [
    'The web service itself lacks rights or configuration after a change, so every call fails in it.',
    'Le service web lui-même manque de droits ou de configuration après un changement, donc chaque appel y échoue.',
  ],
  [
    'Undo or complete the change: the service account needs its rights in the security store and its databases (GP Web Services Configuration Wizard).',
    'Annulez ou achevez le changement : le compte du service a besoin de ses droits dans le magasin de sécurité et ses bases (GP Web Services Configuration Wizard).',
  ],
  [
    'This one record breaks the service, most often by a character that XML cannot hold.',
    'Cette seule fiche fait échouer le service, le plus souvent par un caractère que XML ne peut pas contenir.',
  ],
  [
    'Take the character out of the record (its note or a text) in GP; the hub then reads on.',
    'Retirez ce caractère de la fiche (sa note ou un texte) dans GP ; le hub continue alors la lecture.',
  ],
  [
    'The service or its database was down or busy for a moment; other calls of that time failed, later ones pass.',
    'Le service ou sa base était arrêté ou occupé un moment ; d’autres appels d’alors ont échoué, les suivants passent.',
  ],
  [
    'Repeat reads. Before a write is sent again the hub looks the document up.',
    'Refaites les lectures. Avant de renvoyer une écriture, le hub recherche le document.',
  ],
  [
    'The web server does not hand the Authorization header on, so the system sees no key; the key is right.',
    'Le serveur web ne transmet pas l’en-tête Authorization, donc le système ne voit aucune clé ; la clé est bonne.',
  ],
  [
    'Let the web server pass the header (CGIPassAuth On, or the rewrite rule with HTTP_AUTHORIZATION).',
    'Faites transmettre l’en-tête par le serveur web (CGIPassAuth On, ou la règle de réécriture avec HTTP_AUTHORIZATION).',
  ],
  [
    'An empty key was sent: the credential of this connection is not filled in.',
    'Une clé vide a été envoyée : l’identifiant de cette connexion n’est pas rempli.',
  ],
  ['Store the key of this connection, then test it.', 'Enregistrez la clé de cette connexion, puis testez-la.'],
  ['The key has {} characters, not 32.', 'La clé a {1} caractères, non 32.'],
  [
    'The key was entered with another length than the 32 characters it has.',
    'La clé a été saisie avec une autre longueur que ses 32 caractères.',
  ],
  ['Copy the whole key again.', 'Copiez à nouveau la clé entière.'],
  [
    'The 404 is a page of the web server, not an answer of the web service.',
    'Le 404 est une page du serveur web, non une réponse du service web.',
  ],
  [
    'The web server does not hand this path to the web service: a rewrite rule is missing, or the address is wrong.',
    'Le serveur web ne transmet pas ce chemin au service web : une règle de réécriture manque, ou l’adresse est fausse.',
  ],
  [
    'Add the rewrite of /api to webservice/dispatcher.php, or correct the address of the connection.',
    'Ajoutez la réécriture de /api vers webservice/dispatcher.php, ou corrigez l’adresse de la connexion.',
  ],
  [
    'The name that worked before does not resolve any more: the domain has expired or its record was removed.',
    'Le nom qui fonctionnait ne se résout plus : le domaine a expiré ou son enregistrement a été retiré.',
  ],
  [
    'Renew the domain or restore its DNS record; the hub goes on when the name resolves.',
    'Renouvelez le domaine ou rétablissez son enregistrement DNS ; le hub continue quand le nom se résout.',
  ],
  [
    'The VPN or route from the hub’s machine to the system is down.',
    'Le VPN ou la route de la machine du hub vers le système est coupé.',
  ],
  [
    'Connect the VPN again, and let it start with the machine.',
    'Reconnectez le VPN, et faites-le démarrer avec la machine.',
  ],
  ['The service is being restarted or updated.', 'Le service redémarre ou est mis à jour.'],
  [
    'Try again in a minute or two; nothing is to be repaired.',
    'Réessayez dans une minute ou deux ; il n’y a rien à réparer.',
  ],
  [
    'Too much is asked for at once: smaller requests pass.',
    'Trop est demandé à la fois : des demandes plus petites passent.',
  ],
  ['Ask in smaller pages or windows.', 'Demandez par pages ou fenêtres plus petites.'],
  [
    'The site is closed for maintenance, for a time that it names.',
    'Le site est fermé pour maintenance, pour une durée qu’il indique.',
  ],
  ['Wait as long as the answer says, and try again.', 'Attendez le temps que dit la réponse, et réessayez.'],
  ['It is attempt {}.', 'C’est l’essai {1}.'],
  [
    'The service has been down for a while: it is stopped, or its application pool is.',
    'Le service est arrêté depuis un moment, ou son pool d’applications l’est.',
  ],
  [
    'Start the service on its server (GP: “Microsoft Dynamics GP Service Host”, IIS application pool; shop: web server and PHP). The hub probes and goes on by itself.',
    'Démarrez le service sur son serveur (GP : « Microsoft Dynamics GP Service Host », pool d’applications IIS ; boutique : serveur web et PHP). Le hub sonde et continue de lui-même.',
  ],
  [
    'The connection broke after a write was on its way.',
    'La connexion s’est coupée alors qu’une écriture était en route.',
  ],
  [
    'The connection broke after the request was sent; it may have had its effect.',
    'La connexion s’est coupée après l’envoi de la demande ; elle a pu avoir son effet.',
  ],
  [
    'Look the record up first; send again only what is not there.',
    'Recherchez d’abord la fiche ; ne renvoyez que ce qui n’y est pas.',
  ],
  ['The call went to {}; the notes name {}.', 'L’appel est allé à {1} ; les notes indiquent {2}.'],
  [
    'The system has not answered for a while, and the hub stopped trying for every record.',
    'Le système n’a pas répondu depuis un moment, et le hub a cessé d’essayer pour chaque fiche.',
  ],
  [
    'Start the system; the next probe lets everything go on by itself.',
    'Démarrez le système ; la prochaine sonde fait tout continuer de soi-même.',
  ],
  [
    'The date of the document lies in a period that is closed in GP.',
    'La date du document est dans une période fermée dans GP.',
  ],
  [
    'Post with a date in an open period, as the accountant decides, or open the period (Tools > Setup > Company > Fiscal Periods); then replay.',
    'Comptabilisez avec une date d’une période ouverte, comme le comptable le décide, ou ouvrez la période (Tools > Setup > Company > Fiscal Periods) ; puis relancez.',
  ],
  ['Somebody has the record or its batch open.', 'Quelqu’un a ouvert la fiche ou son lot.'],
  [
    'Wait and try again; ask the person who has it open if that lasts an hour.',
    'Attendez et réessayez ; demandez à la personne qui l’a ouverte si cela dure une heure.',
  ],
  ['The same thing came twice, or is there already.', 'La même chose est venue deux fois, ou est déjà là.'],
  [
    'See whether both are meant. Where they are one, keep the one that the hub is linked to ("ledgerline show ORDER" names it), and take away the other only while nothing of it is transferred or posted.',
    'Voyez si les deux sont voulues. Si elles n’en font qu’une, gardez celle à laquelle le hub est lié ("ledgerline show ORDER" la nomme), et n’ôtez l’autre que tant que rien n’en est transféré ou comptabilisé.',
  ],
  [
    'A value of one side has no counterpart on the other in its value map.',
    'Une valeur d’un côté n’a pas d’équivalent de l’autre dans sa table de valeurs.',
  ],
  [
    'Say which value it is, by an entry in the value map that the stop names; no default is taken.',
    'Dites quelle valeur c’est, par une entrée dans la table de valeurs que l’arrêt indique ; aucune valeur par défaut n’est prise.',
  ],
  ['GP does not have a record that the document names.', 'GP n’a pas une fiche que le document indique.'],
  [
    'Create it in GP, or correct the value map that names it; then replay.',
    'Créez-la dans GP, ou corrigez la table de valeurs qui l’indique ; puis relancez.',
  ],
  [
    'The quantity that comes out is none that GP can hold for this item.',
    'La quantité obtenue n’est pas une que GP peut tenir pour cet article.',
  ],
  [
    'Sell the item in a smaller unit (unit map), or refuse such orders in the shop; then plan again.',
    'Vendez l’article dans une unité plus petite (table des unités), ou refusez de telles commandes dans la boutique ; puis réessayez.',
  ],
  ['GP has less in stock than the order needs.', 'GP a moins en stock que la commande n’en demande.'],
  [
    'Bring stock to the site, allow back orders for the item, or agree a part delivery with the customer; then replay.',
    'Approvisionnez le site, permettez les reliquats pour l’article, ou convenez d’une livraison partielle avec le client ; puis relancez.',
  ],
  ['A text is longer than its field.', 'Un texte est plus long que son champ.'],
  ['A bound that was set for this work is reached.', 'Une limite fixée pour ce travail est atteinte.'],
  [
    'See what made so much of it; raise the bound, or do less at a time.',
    'Voyez ce qui en a fait autant ; relevez la limite, ou faites-en moins à la fois.',
  ],
  [
    'The clocks of the two machines differ by more than is allowed.',
    'Les horloges des deux machines diffèrent plus qu’il n’est permis.',
  ],
  ['Set both clocks by NTP.', 'Réglez les deux horloges par NTP.'],
  ['A secret is missing, wrong or expired.', 'Un secret manque, est faux ou a expiré.'],
  [
    'Store the right secret on both sides: that of the connection, or that of the webhook module.',
    'Enregistrez le bon secret des deux côtés : celui de la connexion, ou celui du module de webhooks.',
  ],
  ['The sums of the two sides do not agree.', 'Les sommes des deux côtés ne concordent pas.'],
  [
    'Find the part that one side has and the other has not; correct that part, never the total.',
    'Trouvez la partie qu’un côté a et l’autre non ; corrigez cette partie, jamais le total.',
  ],
  [
    'An answer could not be read and was not kept, so nothing can be said of it.',
    'Une réponse n’a pas pu être lue et n’a pas été gardée, donc rien ne peut en être dit.',
  ],
  [
    'Try once more; keep the first bytes of answers that cannot be read.',
    'Réessayez une fois ; gardez les premiers octets des réponses illisibles.',
  ],
  ['The person or program has no right for this.', 'La personne ou le programme n’en a pas le droit.'],
  [
    'Give them the role, or let somebody do it who has it.',
    'Donnez-lui le rôle, ou faites-le faire par quelqu’un qui l’a.',
  ],
  [
    'A setting of the integration is missing or does not fit.',
    'Un réglage de l’intégration manque ou ne convient pas.',
  ],
  [
    'Correct the setting that the message names, import it, then replay.',
    'Corrigez le réglage que le message indique, importez-le, puis relancez.',
  ],
  ['The hub’s own code or schema failed on this record.', 'Le code ou le schéma du hub a échoué sur cette fiche.'],
  [
    'Report it with the journal of the run; then replay under the corrected release.',
    'Signalez-le avec le journal de l’exécution ; puis relancez sous la version corrigée.',
  ],
  [
    'A record that the document names is inactive, on hold or discontinued in GP.',
    'Une fiche que le document indique est inactive, bloquée ou abandonnée dans GP.',
  ],
  [
    'Whoever keeps that record in GP decides: make it active again, or name another; then replay.',
    'Qui tient cette fiche dans GP décide : la réactiver, ou en indiquer une autre ; puis relancez.',
  ],
  [
    'A value of the record is none that may be sent.',
    'Une valeur de la fiche n’est pas de celles qui peuvent être envoyées.',
  ],
  [
    'Correct the value in its source or by a rule in the mapping; then replay.',
    'Corrigez la valeur à sa source ou par une règle de la correspondance ; puis relancez.',
  ],
  [
    'The address redirects (most often http to https), and the write lost its body on the way.',
    'L’adresse redirige (le plus souvent de http vers https), et l’écriture a perdu son contenu en chemin.',
  ],
  [
    'Change the address of the connection to the one that it redirects to; writes follow no redirect.',
    'Mettez à la connexion l’adresse vers laquelle elle redirige ; les écritures ne suivent pas de redirection.',
  ],
  ['The request had no body.', 'La demande n’avait pas de contenu.'],
  ['The hub sent a write without a body.', 'Le hub a envoyé une écriture sans contenu.'],
  ['Report it: the serialiser made nothing of the record.', 'Signalez-le : rien n’a été fait de la fiche à l’envoi.'],
  [
    'The XML was sent pretty-printed: white space around the values makes numbers and ids invalid.',
    'Le XML a été envoyé mis en forme : les blancs autour des valeurs rendent nombres et identifiants invalides.',
  ],
  ['Send every value without white space around it.', 'Envoyez chaque valeur sans blanc autour.'],
  [
    'The shop takes no digits and signs in names of people.',
    'La boutique n’accepte ni chiffres ni signes dans les noms de personnes.',
  ],
  [
    'Put the name of a company into company, and give names without digits by a mapping rule.',
    'Mettez le nom d’une société dans company, et donnez des noms sans chiffres par une règle de correspondance.',
  ],
  ['It was sent without {}.', 'Cela a été envoyé sans {1}.'],
  [
    'The write left out fields that the system then fills by itself, so it hits another row.',
    'L’écriture a omis des champs que le système remplit alors de lui-même, donc elle touche une autre ligne.',
  ],
  [
    'Send these fields always, or change single fields by PATCH.',
    'Envoyez toujours ces champs, ou changez des champs seuls par PATCH.',
  ],
  [
    'The record was saved, a list of it was not; the shop gives no reason.',
    'La fiche a été enregistrée, une de ses listes non ; la boutique ne donne pas de raison.',
  ],
  [
    'Read the record back, and see whether the records in that list exist in this shop.',
    'Relisez la fiche, et voyez si les fiches de cette liste existent dans cette boutique.',
  ],
  [
    'The record was stored; sending the mail failed, and the shop answers as if nothing was stored.',
    'La fiche a été enregistrée ; l’envoi de l’e-mail a échoué, et la boutique répond comme si rien n’était enregistré.',
  ],
  [
    'Read the record back and do not send it again. Repair the shop’s mail settings (Advanced Parameters > E-mail).',
    'Relisez la fiche et ne la renvoyez pas. Réparez les réglages d’e-mail de la boutique (Advanced Parameters > E-mail).',
  ],
  [
    'The record was stored although the shop answered with an error: a defect of the shop or a module comes after saving.',
    'La fiche a été enregistrée bien que la boutique ait répondu par une erreur : un défaut de la boutique ou d’un module vient après l’enregistrement.',
  ],
  [
    'Look the record up before any other attempt; update the shop or the module that the message names.',
    'Recherchez la fiche avant tout autre essai ; mettez à jour la boutique ou le module que le message indique.',
  ],
  [
    'The Webservice of this release fails in its own code for this kind of call.',
    'Le Webservice de cette version échoue dans son propre code pour ce genre d’appel.',
  ],
  [
    'Ask in the other format (XML) or another way on this release, or update the shop.',
    'Demandez dans l’autre format (XML) ou autrement sur cette version, ou mettez la boutique à jour.',
  ],
  ['A record was to be deleted that is not there.', 'Une fiche à supprimer n’est pas là.'],
  ['The record that was to be deleted is gone already.', 'La fiche à supprimer a déjà disparu.'],
  ['Treat the deletion as done.', 'Tenez la suppression pour faite.'],
  ['Lot and bin of the line have the same number.', 'Le lot et l’emplacement de la ligne ont le même numéro.'],
  [
    'There is enough in the bin; GP mixes up lot and bin because both have the same number.',
    'L’emplacement en contient assez ; GP confond lot et emplacement car les deux ont le même numéro.',
  ],
  [
    'Rename the bin or install the fix; do not change the quantity.',
    'Renommez l’emplacement ou installez le correctif ; ne changez pas la quantité.',
  ],
  ['There is stock enough; the refusal is a defect of GP.', 'Il y a assez de stock ; le refus est un défaut de GP.'],
  [
    'Install the fix that the vendor names; do not change the quantity.',
    'Installez le correctif que l’éditeur indique ; ne changez pas la quantité.',
  ],
  [
    'It began with a release of the hub, for all records alike.',
    'Cela a commencé avec une version du hub, pour toutes les fiches de même.',
  ],
  [
    'Go back to the release before, and report the document that was sent.',
    'Revenez à la version précédente, et signalez le document envoyé.',
  ],
  ['It is attempt {}, always the same.', 'C’est l’essai {1}, toujours pareil.'],
  [
    'The distributed transaction ends at a limit or is not allowed on this server: the Distributed Transaction Coordinator is not set up for it.',
    'La transaction distribuée atteint une limite ou n’est pas permise sur ce serveur : le Distributed Transaction Coordinator n’est pas réglé pour elle.',
  ],
  [
    'Raise the transaction time-out in Component Services, or allow network transactions (Network DTC Access); split very large documents.',
    'Relevez la durée limite des transactions dans Component Services, ou permettez les transactions réseau (Network DTC Access) ; découpez les très gros documents.',
  ],
  [
    'The transaction was cancelled while the SQL Server was loaded.',
    'La transaction a été annulée pendant que SQL Server était chargé.',
  ],
  [
    'Look the document up by its number, and send it again in some minutes.',
    'Recherchez le document par son numéro, et renvoyez-le dans quelques minutes.',
  ],
  [
    'The eConnect service closed its pipe after a time without work; the first call after that fails.',
    'Le service eConnect a fermé son canal après un temps sans travail ; le premier appel suivant échoue.',
  ],
  [
    'Open the pipe again and repeat the call; raise the idle time-out (receiveTimeout) of the eConnect service.',
    'Rouvrez le canal et refaites l’appel ; relevez la durée d’inactivité (receiveTimeout) du service eConnect.',
  ],
  [
    'The request names a company of its own (OrganizationKey).',
    'La demande indique sa propre société (OrganizationKey).',
  ],
  [
    'The call went to another company than the one that has the records.',
    'L’appel est allé à une autre société que celle qui a les fiches.',
  ],
  [
    'Correct companyId of the GP connection; "ledgerline doctor" lists the companies that are open to the user.',
    'Corrigez companyId de la connexion GP ; "ledgerline doctor" liste les sociétés ouvertes à l’utilisateur.',
  ],
  [
    'The record was never made, because the flow that makes it is switched off.',
    'La fiche n’a jamais été faite, car le processus qui la fait est désactivé.',
  ],
  [
    'Switch that flow on for this shop, let it run, then replay.',
    'Activez ce processus pour cette boutique, laissez-le tourner, puis relancez.',
  ],
  [
    'The record exists under another name: it was renamed or merged.',
    'La fiche existe sous un autre nom : elle a été renommée ou fusionnée.',
  ],
  [
    'Link the record to the one that it is now, or correct the value map; then replay.',
    'Liez la fiche à celle qu’elle est maintenant, ou corrigez la table de valeurs ; puis relancez.',
  ],
  ['The disk of the server is full.', 'Le disque du serveur est plein.'],
  ['Make room on the server; the hub then goes on.', 'Faites de la place sur le serveur ; le hub continue alors.'],
  [
    'It failed once; the same call passes at other times.',
    'Cela a échoué une fois ; le même appel passe à d’autres moments.',
  ],
  ['Try again, after a look-up where it was a write.', 'Réessayez, après une recherche si c’était une écriture.'],
  [
    'A list came back with exactly as many rows as are allowed, so it may be cut.',
    'Une liste est revenue avec exactement autant de lignes que permis, donc elle peut être coupée.',
  ],
  ['Ask in smaller windows.', 'Demandez par fenêtres plus petites.'],
  [
    'GP takes no order of an item at a site that it is not assigned to. Not assigned: {}.',
    'GP ne prend aucune commande d’un article sur un site auquel il n’est pas affecté. Non affecté : {1}.',
  ],
  [
    'Only if the shop sells from that site. Where it does not, correct the setting site instead.',
    'Seulement si la boutique vend depuis ce site. Sinon, corrigez plutôt le paramètre site.',
  ],
]
