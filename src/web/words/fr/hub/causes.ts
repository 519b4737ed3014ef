/** The catalogue of causes, what each is and what to do next: of the hub itself, of connections, HTTP and SQL Server. */
export const causeSentences: readonly (readonly [string, string])[] = [
  [
    'A value of the shop has no entry in its value map.',
    'Une valeur de la boutique n’a pas d’entrée dans sa table de valeurs.',
  ],
  [
    'Say which GP value it is, by an entry in the value map; no default is taken for it.',
    'Dites quelle valeur GP c’est, par une entrée dans la table de valeurs ; aucune valeur par défaut n’est prise.',
  ],
  [
    'A record of the shop has no counterpart in GP yet.',
    'Une fiche de la boutique n’a pas encore d’équivalent dans GP.',
  ],
  [
    'Replay the order, so that its customer and addresses are brought over first; or link the record to the one that GP has.',
    'Relancez la commande, pour que son client et ses adresses soient transférés d’abord ; ou liez la fiche à celle que GP a.',
  ],
  ['GP does not have a record that the order names.', 'GP n’a pas une fiche que la commande indique.'],
  [
    'Create it in GP, or name the one that it is in the value map; then replay.',
    'Créez-la dans GP, ou indiquez dans la table de valeurs celle dont il s’agit ; puis relancez.',
  ],
  ['A setting of the integration is not decided.', 'Un réglage de l’intégration n’est pas décidé.'],
  ['Fill it in settings.json and import it.', 'Remplissez-le dans settings.json et importez-le.'],
  ['The shop has no record any more that the order names.', 'La boutique n’a plus une fiche que la commande indique.'],
  [
    'See in the shop what became of it; correct the order there, or resolve the incident.',
    'Voyez dans la boutique ce qu’elle est devenue ; corrigez-y la commande, ou fermez l’incident.',
  ],
  [
    'The order names no record where it has to name one.',
    'La commande n’indique aucune fiche là où elle doit en indiquer une.',
  ],
  ['Choose it on the page of the order in the shop.', 'Choisissez-la sur la page de la commande dans la boutique.'],
  [
    'The GP record that was linked is gone: merged, renamed or deleted.',
    'La fiche GP qui était liée n’existe plus : fusionnée, renommée ou supprimée.',
  ],
  [
    'Link the shop record to the GP record that took over, or have it written again.',
    'Liez la fiche de la boutique à la fiche GP qui l’a remplacée, ou faites-la écrire à nouveau.',
  ],
  [
    'The parts of the order do not reach what the shop charged.',
    'Les parties de la commande n’atteignent pas ce que la boutique a facturé.',
  ],
  [
    'Look at the proof sheet, and correct the part that differs; a total is never forced.',
    'Regardez la feuille de preuve, et corrigez la partie qui diffère ; un total n’est jamais forcé.',
  ],
  [
    'GP stored the document differently from what was sent.',
    'GP a enregistré le document autrement qu’il a été envoyé.',
  ],
  [
    'See which policy of GP changes it: "ledgerline doctor" lists them.',
    'Voyez quelle stratégie de GP le modifie : "ledgerline doctor" les liste.',
  ],
  [
    'GP has another document under the number of this order.',
    'GP a un autre document sous le numéro de cette commande.',
  ],
  [
    'Compare customer and amount first: where they are those of this order, link it to the document ("ledgerline proposals link prestashop.order ORDER gp.salesOrder NUMBER"). Else give this integration a prefix of its own, or rename the document in GP.',
    'Comparez d’abord client et montant : s’ils sont ceux de cette commande, liez-la au document ("ledgerline proposals link prestashop.order ORDER gp.salesOrder NUMBER"). Sinon, donnez à cette intégration son propre préfixe, ou renommez le document dans GP.',
  ],
  ['The order is in GP already.', 'La commande est déjà dans GP.'],
  ['Nothing is to be done: the second event is dropped.', 'Il n’y a rien à faire : le second événement est abandonné.'],
  [
    'The order was changed in the shop after its transfer, and its document is closed or was changed in GP.',
    'La commande a été modifiée dans la boutique après son transfert, et son document est clos ou a été modifié dans GP.',
  ],
  [
    'Make the change in GP by hand, or by a return where the document is posted.',
    'Faites la modification à la main dans GP, ou par un retour si le document est comptabilisé.',
  ],
  [
    'A value does not fit the field of GP that it is meant for.',
    'Une valeur ne va pas dans le champ de GP auquel elle est destinée.',
  ],
  [
    'Correct the mapping so that it fits, or correct this record by a replay with an edit.',
    'Corrigez la correspondance pour qu’elle y aille, ou corrigez cette fiche en relançant avec une modification.',
  ],
  ['A text is longer than its field in GP.', 'Un texte est plus long que son champ dans GP.'],
  [
    'Shorten it by a rule in the mapping, or map it to a longer field; then replay.',
    'Raccourcissez-le par une règle de la correspondance, ou placez-le dans un champ plus long ; puis relancez.',
  ],
  ['One of the systems refuses the hub.', 'Un des systèmes refuse le hub.'],
  [
    'Check credential and rights of the connection: "ledgerline doctor" names what is missing.',
    'Vérifiez l’identifiant et les droits de la connexion : "ledgerline doctor" indique ce qui manque.',
  ],
  ['The Webservice key may not read a resource.', 'La clé du Webservice ne peut pas lire une ressource.'],
  [
    'Tick the right that the message names (Advanced Parameters > Webservice).',
    'Cochez le droit qu’indique le message (Advanced Parameters > Webservice).',
  ],
  [
    'What answers at the address is not the system of the connection.',
    'Ce qui répond à l’adresse n’est pas le système de la connexion.',
  ],
  [
    'Correct the address in integration.json and import it.',
    'Corrigez l’adresse dans integration.json et importez-le.',
  ],
  ['The system did not answer.', 'Le système n’a pas répondu.'],
  [
    'See that the system is up and can be reached from the hub; runs go on by themselves.',
    'Vérifiez que le système fonctionne et que le hub peut le joindre ; les exécutions reprennent d’elles-mêmes.',
  ],
  ['The answer has another form than the hub knows.', 'La réponse a une autre forme que celle que le hub connaît.'],
  [
    'Report it with the release of the system and the journal of the run; a module may have changed the answer.',
    'Signalez-le avec la version du système et le journal de l’exécution ; un module a peut-être modifié la réponse.',
  ],
  ['The record that the run waited for did not come.', 'La fiche que l’exécution attendait n’est pas venue.'],
  ['See why that record is missing, then replay.', 'Voyez pourquoi cette fiche manque, puis relancez.'],
  ['The hub itself failed.', 'Le hub lui-même a échoué.'],
  [
    'Report it with the journal of the run ("ledgerline show ORDER --json"), then replay.',
    'Signalez-le avec le journal de l’exécution ("ledgerline show ORDER --json"), puis relancez.',
  ],
  ['Somebody has to let the integration write first.', 'Quelqu’un doit d’abord laisser l’intégration écrire.'],
  [
    'Confirm the company ("ledgerline confirm"), or let the integration go on ("ledgerline resume").',
    'Confirmez la société ("ledgerline confirm"), ou laissez l’intégration continuer ("ledgerline resume").',
  ],
  [
    'A round stopped before it wrote what looks unusual, and asks a person.',
    'Un passage s’est arrêté avant d’écrire ce qui paraît inhabituel, et interroge une personne.',
  ],
  [
    'Compare what the question names in both systems. If it is right, resolve the incident, and the round goes on.',
    'Comparez dans les deux systèmes ce que nomme la question. Si c’est juste, fermez l’incident, et le passage continue.',
  ],
  ['A rule of the flow holds the order for a person.', 'Une règle du processus retient la commande pour une personne.'],
  [
    'Decide as the question says; then replay or resolve the incident.',
    'Décidez comme le dit la question ; puis relancez ou fermez l’incident.',
  ],
  ['The shop cannot hand a record out as it is.', 'La boutique ne peut pas livrer une fiche telle qu’elle est.'],
  [
    'Correct the value that the message names in the shop; the hub tries the record again by itself.',
    'Corrigez dans la boutique la valeur qu’indique le message ; le hub réessaie la fiche de lui-même.',
  ],
  [
    'Nothing listens at the address and port: the service is stopped, or the port is another.',
    'Rien n’écoute à cette adresse et ce port : le service est arrêté, ou le port est un autre.',
  ],
  [
    'Start the service on its server (GP: Windows service “Microsoft Dynamics GP Service Host”), or correct the port of the connection. The hub goes on by itself when it answers.',
    'Démarrez le service sur son serveur (GP : service Windows « Microsoft Dynamics GP Service Host »), ou corrigez le port de la connexion. Le hub reprend de lui-même quand il répond.',
  ],
  [
    'The host name of the address is not known to the name servers.',
    'Les serveurs de noms ne connaissent pas le nom d’hôte de l’adresse.',
  ],
  [
    'Compare the address letter by letter with the one that people use. If it is right, the domain has expired or its DNS record was removed: have it restored.',
    'Comparez l’adresse lettre par lettre avec celle que les gens utilisent. Si elle est juste, le domaine a expiré ou son enregistrement DNS a été retiré : faites-le rétablir.',
  ],
  [
    'The name server of the hub’s machine did not answer for the moment.',
    'Le serveur de noms de la machine du hub n’a pas répondu pour le moment.',
  ],
  [
    'The hub tries again. If it lasts, check the name servers of the hub’s machine (/etc/resolv.conf).',
    'Le hub réessaie. Si cela dure, vérifiez les serveurs de noms de la machine du hub (/etc/resolv.conf).',
  ],
  [
    'The address does not answer at all: a firewall drops what the hub sends, or the machine is off.',
    'L’adresse ne répond pas du tout : un pare-feu rejette ce qu’envoie le hub, ou la machine est arrêtée.',
  ],
  [
    'See that the machine is up and that the firewall lets the hub’s address through to this port.',
    'Vérifiez que la machine fonctionne et que le pare-feu laisse passer l’adresse du hub vers ce port.',
  ],
  [
    'The system took the request and did not answer within the time that the hub waits.',
    'Le système a pris la requête et n’a pas répondu dans le temps que le hub attend.',
  ],
  [
    'The hub looks the record up before it sends anything again. If this lasts, see what loads the server at that time; "ledgerline doctor" shows how long calls take.',
    'Le hub recherche la fiche avant d’envoyer quoi que ce soit à nouveau. Si cela dure, voyez ce qui charge le serveur à cette heure ; "ledgerline doctor" montre la durée des appels.',
  ],
  [
    'There is no way from the hub’s machine to the network of the address.',
    'Il n’y a pas de chemin de la machine du hub au réseau de l’adresse.',
  ],
  [
    'Connect the VPN or correct the route of the hub’s machine, and let it start with the machine.',
    'Connectez le VPN ou corrigez la route de la machine du hub, et faites-le démarrer avec la machine.',
  ],
  ['The connection broke during the call.', 'La connexion s’est rompue pendant l’appel.'],
  [
    'The hub looks up whether the call had its effect, and tries again. If it happens often, see what stands between: a proxy, a firewall, a server that restarts.',
    'Le hub recherche si l’appel a eu son effet, et réessaie. Si cela arrive souvent, voyez ce qui est entre les deux : un proxy, un pare-feu, un serveur qui redémarre.',
  ],
  [
    'The TLS certificate of the server has expired, or is not valid yet.',
    'Le certificat TLS du serveur a expiré, ou n’est pas encore valide.',
  ],
  [
    'Have the certificate renewed on the server. If it is valid in a browser, compare the clock of the hub’s machine.',
    'Faites renouveler le certificat sur le serveur. S’il est valide dans un navigateur, comparez l’horloge de la machine du hub.',
  ],
  [
    'The TLS certificate was issued by an authority that the hub does not trust, or its chain is not complete.',
    'Le certificat TLS vient d’une autorité à laquelle le hub ne se fie pas, ou sa chaîne n’est pas complète.',
  ],
  [
    'Have the server send its whole chain; or, with an authority of your own, name its file in caFile of the connection.',
    'Faites envoyer au serveur sa chaîne entière ; ou, avec une autorité à vous, indiquez son fichier dans caFile de la connexion.',
  ],
  [
    'The TLS certificate is for another host name than the address of the connection.',
    'Le certificat TLS est pour un autre nom d’hôte que l’adresse de la connexion.',
  ],
  [
    'Give the address by the name that stands in the certificate, or have the certificate issued for this name.',
    'Donnez l’adresse par le nom qui est dans le certificat, ou faites émettre le certificat pour ce nom.',
  ],
  [
    'Hub and server find no common TLS version, or the port does not speak TLS at all.',
    'Le hub et le serveur ne trouvent aucune version TLS commune, ou le port ne parle pas TLS du tout.',
  ],
  [
    'See whether the port takes https (else give an http address or the right port), and have TLS 1.2 or later switched on.',
    'Voyez si le port prend https (sinon donnez une adresse http ou le bon port), et faites activer TLS 1.2 ou plus récent.',
  ],
  ['The answer is larger than is accepted.', 'La réponse est plus grande que ce qui est accepté.'],
  [
    'Ask for less at a time: smaller pages, a narrower window; or raise the limit of the program that reads it.',
    'Demandez moins à la fois : des pages plus petites, une fenêtre plus étroite ; ou relevez la limite du programme qui la lit.',
  ],
  [
    'The hub’s machine has no files, memory or disk left.',
    'La machine du hub n’a plus de fichiers, de mémoire ou de disque disponibles.',
  ],
  [
    'Free disk or memory on the hub’s machine, or raise its limit of open files (ulimit -n); then start the hub again.',
    'Libérez du disque ou de la mémoire sur la machine du hub, ou relevez sa limite de fichiers ouverts (ulimit -n) ; puis redémarrez le hub.',
  ],
  [
    'The operating system does not let the hub open this file, port or address.',
    'Le système d’exploitation ne laisse pas le hub ouvrir ce fichier, ce port ou cette adresse.',
  ],
  [
    'Give the user that the hub runs as the right to it, or let the local firewall allow the program.',
    'Donnez-en le droit à l’utilisateur sous lequel tourne le hub, ou laissez le pare-feu local autoriser le programme.',
  ],
  ['What answers at this address does not speak HTTP.', 'Ce qui répond à cette adresse ne parle pas HTTP.'],
  [
    'Give the address and port of the web service; another program listens at this one.',
    'Donnez l’adresse et le port du service web ; un autre programme écoute à ceux-ci.',
  ],
  [
    'The system or its host counts the hub’s requests, and had enough for now.',
    'Le système ou son hébergeur compte les requêtes du hub, et en a eu assez pour l’instant.',
  ],
  [
    'The hub waits as long as the answer asked for. If it happens often, set requestsPerSecond of the connection lower.',
    'Le hub attend aussi longtemps que la réponse l’a demandé. Si cela arrive souvent, diminuez requestsPerSecond de la connexion.',
  ],
  [
    'The request is larger than the web server accepts.',
    'La requête est plus grande que ce que le serveur web accepte.',
  ],
  [
    'Send less in one request (smaller images, shorter lists), or have the limit raised (nginx client_max_body_size, Apache LimitRequestLine).',
    'Envoyez moins en une requête (images plus petites, listes plus courtes), ou faites relever la limite (nginx client_max_body_size, Apache LimitRequestLine).',
  ],
  [
    'The address of the request is longer than the web server accepts: too many ids were asked for at once.',
    'L’adresse de la requête est plus longue que ce que le serveur web accepte : trop d’ids ont été demandés à la fois.',
  ],
  ['Ask for fewer ids in one request.', 'Demandez moins d’ids en une requête.'],
  ['The host has suspended the account of the site.', 'L’hébergeur a suspendu le compte du site.'],
  [
    'The owner of the shop settles that with the host; the hub waits.',
    'Le propriétaire de la boutique règle cela avec l’hébergeur ; le hub attend.',
  ],
  [
    'A firewall or bot rule before the system refuses the hub.',
    'Un pare-feu ou une règle contre les robots devant le système refuse le hub.',
  ],
  [
    'Let the hub’s IP address through to the web service (Cloudflare: Security > WAF > a rule for /api; else the host’s firewall).',
    'Laissez passer l’adresse IP du hub vers le service web (Cloudflare : Security > WAF > une règle pour /api ; sinon le pare-feu de l’hébergeur).',
  ],
  [
    'The system knows the hub’s account and does not let it do this.',
    'Le système connaît le compte du hub et ne le laisse pas faire cela.',
  ],
  [
    'Give the account the right for what stands in the message, or let the hub’s address through where a firewall answers.',
    'Donnez au compte le droit pour ce qui est dans le message, ou laissez passer l’adresse du hub si un pare-feu répond.',
  ],
  [
    'A password of the web server stands before the system, as on a test site.',
    'Un mot de passe du serveur web est devant le système, comme sur un site de test.',
  ],
  [
    'Take the password protection away from the path of the web service, or let the hub’s address through.',
    'Retirez la protection par mot de passe du chemin du service web, ou laissez passer l’adresse du hub.',
  ],
  ['The system does not accept the hub’s sign-in.', 'Le système n’accepte pas l’identification du hub.'],
  [
    'Check key, user, domain and password of the connection, and import it again with the right ones.',
    'Vérifiez la clé, l’utilisateur, le domaine et le mot de passe de la connexion, et importez-la à nouveau avec les bons.',
  ],
  ['A proxy on the way wants a sign-in.', 'Un proxy en chemin demande une identification.'],
  [
    'Set another proxy in the connection, or have the proxy let the hub’s machine through.',
    'Mettez un autre proxy dans la connexion, ou faites laisser passer la machine du hub par le proxy.',
  ],
  ['The site is closed for maintenance for a while.', 'Le site est fermé pour maintenance pendant un moment.'],
  [
    'The hub waits as long as the answer says, and tries again.',
    'Le hub attend aussi longtemps que le dit la réponse, et réessaie.',
  ],
  ['The server could not answer for the moment.', 'Le serveur n’a pas pu répondre pour le moment.'],
  [
    'The hub tries again. If it lasts, see on the server whether its service or PHP is up and what its log says.',
    'Le hub réessaie. Si cela dure, voyez sur le serveur si son service ou PHP fonctionne et ce que dit son journal.',
  ],
  [
    'The server failed on the request and says nothing of the reason.',
    'Le serveur a échoué sur la requête et ne dit rien de la raison.',
  ],
  [
    'Look into the error log of the server (PHP, IIS) for the time of the call. Read the record back before anything is sent again.',
    'Regardez le journal d’erreurs du serveur (PHP, IIS) à l’heure de l’appel. Relisez la fiche avant d’envoyer quoi que ce soit à nouveau.',
  ],
  [
    'The proxy before the site does not reach the site’s own server.',
    'Le proxy devant le site n’atteint pas le serveur du site.',
  ],
  [
    'See that the site’s server is up and takes connections of the proxy.',
    'Vérifiez que le serveur du site fonctionne et accepte les connexions du proxy.',
  ],
  [
    'The proxy before the site does not trust the certificate of the site’s own server.',
    'Le proxy devant le site ne se fie pas au certificat du serveur du site.',
  ],
  ['Have the certificate of the site’s own server renewed.', 'Faites renouveler le certificat du serveur du site.'],
  ['The system is at another address: it redirects.', 'Le système est à une autre adresse : il redirige.'],
  [
    'Give the address exactly as the system knows itself, with the right http or https and host name; import the connection again.',
    'Donnez l’adresse exactement comme le système se connaît, avec le bon http ou https et le bon nom d’hôte ; importez à nouveau la connexion.',
  ],
  [
    'There is no such page at the address of the connection.',
    'Il n’y a pas de telle page à l’adresse de la connexion.',
  ],
  [
    'Check the address, and that the web server hands this path to the web service.',
    'Vérifiez l’adresse, et que le serveur web transmet ce chemin au service web.',
  ],
  ['The system could not read the request.', 'Le système n’a pas pu lire la requête.'],
  [
    'Report it with the journal of the run; the request has to be corrected.',
    'Signalez-le avec le journal de l’exécution ; la requête doit être corrigée.',
  ],
  [
    'Two transactions blocked one another, and this one was ended.',
    'Deux transactions se sont bloquées l’une l’autre, et celle-ci a été arrêtée.',
  ],
  [
    'Nothing is to be repaired: the whole document is sent again after a pause.',
    'Il n’y a rien à réparer : le document entier est envoyé à nouveau après une pause.',
  ],
  [
    'Somebody held the rows longer than the hub waits for a lock.',
    'Quelqu’un a gardé les lignes plus longtemps que le hub n’attend un verrou.',
  ],
  [
    'The hub tries again. If it lasts, a GP administrator looks for the session that blocks (sp_who2, Activity Monitor).',
    'Le hub réessaie. Si cela dure, un administrateur GP cherche la session qui bloque (sp_who2, Activity Monitor).',
  ],
  ['The statement took longer than the client waits.', 'L’instruction a duré plus longtemps que le client n’attend.'],
  [
    'The document is looked up before it is sent again. If it lasts, see what loads the server at that time.',
    'Le document est recherché avant d’être envoyé à nouveau. Si cela dure, voyez ce qui charge le serveur à cette heure.',
  ],
  [
    'SQL Server is being started, stopped or updated.',
    'SQL Server est en cours de démarrage, d’arrêt ou de mise à jour.',
  ],
  ['The hub tries again in some minutes.', 'Le hub réessaie dans quelques minutes.'],
  ['SQL Server has no memory left for the query.', 'SQL Server n’a plus de mémoire pour la requête.'],
  [
    'The hub tries again when the load is over. If it lasts, a GP administrator raises “max server memory” or ends what takes it.',
    'Le hub réessaie quand la charge est passée. Si cela dure, un administrateur GP relève « max server memory » ou met fin à ce qui la prend.',
  ],
  ['The database or its log has no room left.', 'La base de données ou son journal n’a plus de place.'],
  [
    'A GP administrator makes room on the disk, lets the file grow, or backs the log up; then replay.',
    'Un administrateur GP libère du disque, laisse le fichier croître, ou sauvegarde le journal ; puis relancez.',
  ],
  [
    'SQL Server takes no more connections or requests for now.',
    'SQL Server ne prend plus de connexions ou de requêtes pour l’instant.',
  ],
  [
    'Lower concurrency of the connection, or have the limit of connections raised.',
    'Diminuez concurrency de la connexion, ou faites relever la limite de connexions.',
  ],
  ['SQL Server does not answer at this address.', 'SQL Server ne répond pas à cette adresse.'],
  [
    'See that the SQL Server service runs, that its port is open to the hub’s machine, and that name and instance are right.',
    'Vérifiez que le service SQL Server fonctionne, que son port est ouvert à la machine du hub, et que le nom et l’instance sont justes.',
  ],
  [
    'The login is disabled or locked, or its password has expired.',
    'Le login est désactivé ou verrouillé, ou son mot de passe a expiré.',
  ],
  [
    'Enable or unlock the login in SQL Server (Security > Logins) or give it a new password, and store that for the connection.',
    'Activez ou déverrouillez le login dans SQL Server (Security > Logins) ou donnez-lui un nouveau mot de passe, et enregistrez-le pour la connexion.',
  ],
  ['SQL Server does not accept user and password.', 'SQL Server n’accepte pas l’utilisateur et le mot de passe.'],
  [
    'Check user and password of the connection; a GP user’s password is encrypted and cannot be used here: take a login of its own.',
    'Vérifiez l’utilisateur et le mot de passe de la connexion ; le mot de passe d’un utilisateur GP est chiffré et ne peut pas servir ici : prenez un login à part.',
  ],
  [
    'The database of the connection cannot be opened: its name is wrong, or the login has no user in it.',
    'La base de données de la connexion ne peut pas être ouverte : son nom est faux, ou le login n’y a pas d’utilisateur.',
  ],
  [
    'Correct the name of the company database (GP: Tools > Setup > Company > Company), or give the login a user in it.',
    'Corrigez le nom de la base de données de la société (GP : Tools > Setup > Company > Company), ou donnez au login un utilisateur dans celle-ci.',
  ],
  ['The login has no right for this object.', 'Le login n’a pas de droit sur cet objet.'],
  [
    'Give the login the right, usually the role DYNGRP or RPT_ roles in the company database, or EXECUTE on the procedure.',
    'Donnez le droit au login, en général le rôle DYNGRP ou des rôles RPT_ dans la base de données de la société, ou EXECUTE sur la procédure.',
  ],
  ['A text is longer than its column.', 'Un texte est plus long que sa colonne.'],
  ['A row with this key is there already.', 'Une ligne avec cette clé existe déjà.'],
  [
    'Look the record up by its key: where it agrees, it is the one that was sent before.',
    'Recherchez la fiche par sa clé : si elle concorde, c’est celle qui a été envoyée avant.',
  ],
  ['The row names a record that is not there.', 'La ligne indique une fiche qui n’existe pas.'],
  [
    'Create the record that the constraint names, or correct the value; then replay.',
    'Créez la fiche qu’indique la contrainte, ou corrigez la valeur ; puis relancez.',
  ],
  ['A required column was sent empty.', 'Une colonne obligatoire a été envoyée vide.'],
  [
    'Fill the column that the text names; GP’s columns take no NULL.',
    'Remplissez la colonne qu’indique le texte ; les colonnes de GP ne prennent pas NULL.',
  ],
  [
    'A value has another form than its column: a text as a number, a date in another order, a number that is too large.',
    'Une valeur a une autre forme que sa colonne : un texte pour un nombre, une date dans un autre ordre, un nombre trop grand.',
  ],
  [
    'Correct the value in the mapping (numbers without letters, dates as YYYY-MM-DD); then replay.',
    'Corrigez la valeur dans la correspondance (nombres sans lettres, dates en YYYY-MM-DD) ; puis relancez.',
  ],
  [
    'The table, procedure or parameter is not in this database: eConnect is missing there, or has another release.',
    'La table, la procédure ou le paramètre n’est pas dans cette base de données : eConnect y manque, ou a une autre version.',
  ],
  [
    'Install or update eConnect for this company (GP Utilities, eConnect Runtime), or correct the database of the connection.',
    'Installez ou mettez à jour eConnect pour cette société (GP Utilities, eConnect Runtime), ou corrigez la base de données de la connexion.',
  ],
  [
    'Two databases compare texts by different rules (collation).',
    'Deux bases de données comparent les textes par des règles différentes (collation).',
  ],
  [
    'A GP administrator makes the collations of DYNAMICS and the company agree, or the query names one.',
    'Un administrateur GP accorde les collations de DYNAMICS et de la société, ou la requête en indique une.',
  ],
  [
    'The database is read only here: a copy or the second replica.',
    'La base de données est ici en lecture seule : une copie ou le second réplica.',
  ],
  [
    'Give the address of the primary server, where the company is written.',
    'Donnez l’adresse du serveur principal, où la société est écrite.',
  ],
  ['The transaction was ended by the server.', 'Le serveur a mis fin à la transaction.'],
  [
    'The document is looked up by its number and sent again.',
    'Le document est recherché par son numéro et envoyé à nouveau.',
  ],
  [
    'SQL Server found a page of the database damaged.',
    'SQL Server a trouvé une page de la base de données endommagée.',
  ],
  [
    'A GP administrator runs DBCC CHECKDB at once and restores from a backup where needed.',
    'Un administrateur GP exécute DBCC CHECKDB tout de suite et restaure une sauvegarde si besoin.',
  ],
  ['The certificate of SQL Server is not trusted.', 'Le certificat de SQL Server n’est pas reconnu.'],
  [
    'Install a certificate of a known authority on SQL Server, or name its authority in the connection.',
    'Installez sur SQL Server un certificat d’une autorité connue, ou indiquez son autorité dans la connexion.',
  ],
  ['The statement that was sent is wrong.', 'L’instruction envoyée est fausse.'],
  ['Report it with the journal of the run.', 'Signalez-le avec le journal de l’exécution.'],
  [
    'A proxy between the hub and the system does not know the system’s host name.',
    'Un proxy entre le hub et le système ne connaît pas le nom d’hôte du système.',
  ],
  [
    'Compare the address of the connection; if it is right, have the proxy use name servers that know it, or let the hub call without the proxy.',
    'Comparez l’adresse de la connexion ; si elle est juste, faites utiliser au proxy des serveurs de noms qui la connaissent, ou laissez le hub appeler sans le proxy.',
  ],
  [
    'A web filter of the hub’s own network refuses the address.',
    'Un filtre web du propre réseau du hub refuse l’adresse.',
  ],
  [
    'Have whoever runs the network let the hub’s machine through to this address; the system itself saw nothing of the call.',
    'Demandez à qui gère le réseau de laisser passer la machine du hub vers cette adresse ; le système lui-même n’a rien vu de l’appel.',
  ],
  [
    'The server wants a certificate of whoever calls, and the hub gives none.',
    'Le serveur veut un certificat de qui appelle, et le hub n’en donne pas.',
  ],
  [
    'Have the server let the hub’s machine in without a client certificate, or put a proxy before it that has one.',
    'Faites admettre la machine du hub sans certificat client, ou mettez devant le serveur un proxy qui en a un.',
  ],
  [
    'The database is offline, or SQL Server cannot open its files.',
    'La base de données est hors ligne, ou SQL Server ne peut pas ouvrir ses fichiers.',
  ],
  [
    'A GP administrator brings it online (ALTER DATABASE … SET ONLINE) and reads the error log of SQL Server for what it lacks: a disk, a file, a right on the folder.',
    'Un administrateur GP la remet en ligne (ALTER DATABASE … SET ONLINE) et lit dans le journal d’erreurs de SQL Server ce qui lui manque : un disque, un fichier, un droit sur le dossier.',
  ],
  [
    'Somebody holds the database for themselves, for maintenance.',
    'Quelqu’un garde la base de données pour soi, pour une maintenance.',
  ],
  [
    'The hub tries again. If it lasts, a GP administrator sets it back to many users (ALTER DATABASE … SET MULTI_USER).',
    'Le hub réessaie. Si cela dure, un administrateur GP la rend à plusieurs utilisateurs (ALTER DATABASE … SET MULTI_USER).',
  ],
  [
    'SQL Server lacks something on its machine: memory, disk, locks or connections.',
    'Il manque quelque chose à SQL Server sur sa machine : mémoire, disque, verrous ou connexions.',
  ],
  [
    'A GP administrator reads the error log of SQL Server for the time of the call and gives it what it lacks; then replay.',
    'Un administrateur GP lit le journal d’erreurs de SQL Server à l’heure de l’appel et lui donne ce qui manque ; puis relancez.',
  ],
  [
    'SQL Server ended the connection on an error of its own.',
    'SQL Server a fermé la connexion sur une erreur qui vient de lui.',
  ],
  [
    'A GP administrator reads the error log of SQL Server for the time of the call, and runs DBCC CHECKDB.',
    'Un administrateur GP lit le journal d’erreurs de SQL Server à l’heure de l’appel, et lance DBCC CHECKDB.',
  ],
  [
    'SQL Server refused the statement, by a number that is not known here.',
    'SQL Server a refusé l’instruction, par un numéro qui n’est pas connu ici.',
  ],
  [
    'Look the number up in Microsoft’s list of Database Engine errors; the message stands in the language of the login.',
    'Cherchez le numéro dans la liste des erreurs du moteur de base de données de Microsoft ; le message est dans la langue de la connexion.',
  ],
]
