<?php
/**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 */

global $_MODULE;
$_MODULE = [];
$_MODULE['<{ledgerline}prestashop>ledgerline_6468f9644b999aa4080a3c60a426d9ef'] = 'Webhooks Ledgerline';
$_MODULE['<{ledgerline}prestashop>ledgerline_e92ace814f9c89012b9d684b5ab12770'] = 'Annonce commandes, clients, produits et stocks à votre hub Ledgerline, avec signature et sans ralentir la boutique.';
$_MODULE['<{ledgerline}prestashop>ledgerline_4eb8db25ce1c37e6ac353f788d52d5db'] = 'Les événements non encore livrés seront supprimés, sauf si vous avez choisi de conserver les données. Désinstaller ?';
$_MODULE['<{ledgerline}prestashop>ledgerline_4009fa99de4ba57c4d04dee2709f85b8'] = 'Cette page ne peut pas être affichée. La raison est dans le journal de la boutique : Paramètres avancés, Logs.';
$_MODULE['<{ledgerline}prestashop>adminpage_8ce2af39a8bc103049f92c3cbf6c0f12'] = 'Vous n’avez pas le droit de configurer ce module.';
$_MODULE['<{ledgerline}prestashop>adminpage_1e09dc074c836b72763594540dc04b0c'] = 'Ce formulaire n’est plus valable. Ouvrez la page à nouveau.';
$_MODULE['<{ledgerline}prestashop>adminpage_4fca99ec7c0acb57aed85233a4eb85e3'] = 'L’adresse du hub doit commencer par https.';
$_MODULE['<{ledgerline}prestashop>adminpage_ad393faf3932a9d6c0aba1b8b1f11739'] = 'Ce n’est pas une adresse de hub. Le hub l’affiche avec « ledgerline module pair --hub ADRESSE ».';
$_MODULE['<{ledgerline}prestashop>adminpage_463bb916d729a83ef9ee97a5b0fcbcf5'] = 'L’adresse est enregistrée.';
$_MODULE['<{ledgerline}prestashop>adminpage_a66a14b5052a39da17a073abfc438dd6'] = 'Le hub n’a pas accepté le code :';
$_MODULE['<{ledgerline}prestashop>adminpage_7d9d7e271801612962b353f1be91ecea'] = 'Non livré pendant une semaine.';
$_MODULE['<{ledgerline}prestashop>adminpage_97c1b1093434d44c7aa632368f702092'] = 'Connecté.';
$_MODULE['<{ledgerline}prestashop>adminpage_ac046122b74a7a78e410b6843865d9b5'] = 'Le nouveau secret, affiché une seule fois. Donnez-le au hub ; l’ancien signe encore pendant un jour.';
$_MODULE['<{ledgerline}prestashop>adminpage_2bcf4d0012d8fec18f5b97a1f307c958'] = 'Enregistré.';
$_MODULE['<{ledgerline}prestashop>adminpage_e15a3a38fd1e5369fc9fa1c53ab8fb0a'] = 'Indiquez d’abord l’adresse du hub et connectez-vous.';
$_MODULE['<{ledgerline}prestashop>adminpage_947a852a7d022e3ec3e539e1e43e48d8'] = 'L’horloge du hub diffère de %s secondes.';
$_MODULE['<{ledgerline}prestashop>adminpage_1f36c8512f46b3ab5aa3941149c0260a'] = 'Le hub répond pour « %s ».';
$_MODULE['<{ledgerline}prestashop>adminpage_e4902b9ad6bad87e8ba772c035989d31'] = 'Événements livrés : %d.';
$_MODULE['<{ledgerline}prestashop>adminpage_30d8d0213c2c5bf8aeb24ad12d43f004'] = 'Événements de nouveau en attente : %d.';
$_MODULE['<{ledgerline}prestashop>adminpage_61f448a79c0db85938f1f2020cbfa0d8'] = 'Événements supprimés : %d.';
$_MODULE['<{ledgerline}prestashop>adminpage_0a322eba85651a9dd402c6cf9278a5b0'] = 'Le hub ne répond pas :';
$_MODULE['<{ledgerline}prestashop>adminpage_dfa54b20e36e93efffb1b4f0afe46bc3'] = 'Le hub refuse : les horloges diffèrent de plus de cinq minutes. Réglez l’horloge de ce serveur.';
$_MODULE['<{ledgerline}prestashop>adminpage_7ab16a0b31775df44d4482ecf846e4c2'] = 'Le hub refuse la signature. Associez à nouveau avec un nouveau code.';
$_MODULE['<{ledgerline}prestashop>adminpage_f85aafa7554d0c7554f5e5ca831bc7a8'] = 'Aucune intégration de ce nom à cette adresse.';
$_MODULE['<{ledgerline}prestashop>adminpage_5a7c0a65253dcfbdce51a614c2916766'] = 'Le hub répond :';
$_MODULE['<{ledgerline}prestashop>adminpage_d962bf1a8cdfad83e5141f61d8ebdb6f'] = 'Pas encore de secret.';
$_MODULE['<{ledgerline}prestashop>adminpage_29215187014003e82fd80bf7328259e4'] = 'Le secret se termine par %s.';
$_MODULE['<{ledgerline}prestashop>adminpage_c2cc7082a89c1ad6631a2f66af5f00c0'] = 'Connexion';
$_MODULE['<{ledgerline}prestashop>adminpage_49ab28040dfa07f53544970c6d147e1e'] = 'Connecter';
$_MODULE['<{ledgerline}prestashop>adminpage_fd61b744ee6896121d5de3e7e01879ac'] = 'Adresse du hub';
$_MODULE['<{ledgerline}prestashop>adminpage_127799e5b6907626aabb08877e637438'] = 'Telle que « ledgerline module pair --hub ADRESSE » l’affiche.';
$_MODULE['<{ledgerline}prestashop>adminpage_6b920a78c7360b10cd3babbbfe59af2d'] = 'Code d’association';
$_MODULE['<{ledgerline}prestashop>adminpage_be12589cc1ee160b48a4da7e423d00d9'] = 'Créer un secret';
$_MODULE['<{ledgerline}prestashop>adminpage_fe276c228982cbf8b1e4e2ac7931e7e8'] = 'Ce qui est annoncé';
$_MODULE['<{ledgerline}prestashop>adminpage_c9cc8cce247e49bae79f15173ce97354'] = 'Enregistrer';
$_MODULE['<{ledgerline}prestashop>adminpage_db231ec39f2ce4d5ad1de0abfc8970d9'] = 'Enregistrements';
$_MODULE['<{ledgerline}prestashop>adminpage_7c2e195d6942c0475c4702358d78097d'] = 'Conserver les données à la désinstallation';
$_MODULE['<{ledgerline}prestashop>adminpage_93cba07454f06a4a960172bbd6e2a435'] = 'Oui';
$_MODULE['<{ledgerline}prestashop>adminpage_bafd7322c6e97d25b6299b5d6fe8920b'] = 'Non';
$_MODULE['<{ledgerline}prestashop>adminpage_7442e29d7d53e549b78d93c46b8cdcfc'] = 'Commandes';
$_MODULE['<{ledgerline}prestashop>adminpage_daef64964ee3b9b904f5d467586e217f'] = 'Paiements';
$_MODULE['<{ledgerline}prestashop>adminpage_d1a365ea7809ae5831c6d9f86886630c'] = 'Avoirs';
$_MODULE['<{ledgerline}prestashop>adminpage_e06d7593c1cd6dabef450be6c3da7091'] = 'Retours produits';
$_MODULE['<{ledgerline}prestashop>adminpage_f7bf4a2c2db299d8caa62a509475e922'] = 'Expéditions et numéros de suivi';
$_MODULE['<{ledgerline}prestashop>adminpage_e6d0e1c8fc6a4fcf47869df87e04cd88'] = 'Clients';
$_MODULE['<{ledgerline}prestashop>adminpage_284b47b0bb63ae2df3b29f0e691d6fcf'] = 'Adresses';
$_MODULE['<{ledgerline}prestashop>adminpage_068f80c7519d0528fb08e82137a72131'] = 'Produits';
$_MODULE['<{ledgerline}prestashop>adminpage_b9208b03bcc9eb4a336258dcdcb66207'] = 'Déclinaisons';
$_MODULE['<{ledgerline}prestashop>adminpage_27ce7f8b5623b2e2df568d64cf051607'] = 'Stock';
$_MODULE['<{ledgerline}prestashop>adminpage_1d6af794b2599c1407a83029a09d1ecf'] = 'Transporteurs';
$_MODULE['<{ledgerline}prestashop>health_605669cab962bf944d99ce89cf9e58d9'] = 'État';
$_MODULE['<{ledgerline}prestashop>health_96c8dda77707e2daa54e54f22389ea7c'] = 'Dernière livraison';
$_MODULE['<{ledgerline}prestashop>health_f0cb0fabf714ae20dcb5f166b045e386'] = 'aucune';
$_MODULE['<{ledgerline}prestashop>health_5706de961fb376d701be6e7762d8b09c'] = 'En attente';
$_MODULE['<{ledgerline}prestashop>health_71acd4936ef57758f837eef6248ca0b5'] = 'le plus ancien depuis';
$_MODULE['<{ledgerline}prestashop>health_0b817601722d894edc905bf98fa77d7f'] = 'Événements non livrables';
$_MODULE['<{ledgerline}prestashop>health_3afed1e628ff370c818729b14018a5e6'] = 'Horloge du hub, secondes d’avance';
$_MODULE['<{ledgerline}prestashop>health_35a58c1e688559368e744f5de278957a'] = 'Dernier échec';
$_MODULE['<{ledgerline}prestashop>health_622c582287a5d7de1073893a07c0db64'] = 'Non enregistrés pendant que la file était pleine';
$_MODULE['<{ledgerline}prestashop>health_abaad1debd98444765657c91be043c69'] = 'Cron, chaque minute';
$_MODULE['<{ledgerline}prestashop>health_5663b053d691a2a962117e1ecf80df52'] = 'La file est pleine : les nouveaux événements sont comptés et laissés à l’interrogation par le hub.';
$_MODULE['<{ledgerline}prestashop>health_9428f5bbc31bb1d9065d6b4471d9f649'] = 'Ce serveur ne peut pas envoyer après la fin d’une réponse ; les événements attendent cron.';
$_MODULE['<{ledgerline}prestashop>health_0cbc6611f5540bd0809a388dc95a615b'] = 'Tester';
$_MODULE['<{ledgerline}prestashop>health_eeda926d7821a96a92595927c38441e1'] = 'Livrer maintenant';
$_MODULE['<{ledgerline}prestashop>dead_0b817601722d894edc905bf98fa77d7f'] = 'Événements non livrables';
$_MODULE['<{ledgerline}prestashop>dead_6a0d9eaee314c567fd72fb97ee707a36'] = 'Enregistrement';
$_MODULE['<{ledgerline}prestashop>dead_9f82518d468b9fee614fcc92f76bb163'] = 'Boutique';
$_MODULE['<{ledgerline}prestashop>dead_38c50b731f70abc42c8baa3e7399b413'] = 'Depuis';
$_MODULE['<{ledgerline}prestashop>dead_91164770fc34b877cc56ccaf61d6eee8'] = 'Raison';
$_MODULE['<{ledgerline}prestashop>dead_50ab1d847e175723e3f782f780d72b16'] = 'Renvoyer';
$_MODULE['<{ledgerline}prestashop>dead_f2a6c498fb90ee345d997f888fce3b18'] = 'Supprimer';
$_MODULE['<{ledgerline}prestashop>dead_8a7d57cb720292ac215ac3c5a67ce5f8'] = 'Tout renvoyer';
$_MODULE['<{ledgerline}prestashop>dead_0450d266974d92724ff4bacc3a51952e'] = 'Tout supprimer';
