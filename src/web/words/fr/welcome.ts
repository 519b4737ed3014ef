import type { welcome as english } from '../en/welcome.ts'

export const welcome: typeof english = {
  welcome: {
    nav: 'Première minute',
    title: 'Voyez une commande aller dans GP',
    lead: 'Une boutique et un GP de démonstration tournent à côté de ce hub. Rien ne quitte cette machine.',
    place: 'Passer une commande dans la boutique',
    placeAnother: 'Passer une autre commande',
    placed: 'Commande passée :',
    loseReply: 'En passer une, et GP perd sa réponse',
    newCarrier: 'Passer une commande par un nouveau transporteur',
    explains:
      'Le deuxième bouton est le cas difficile : GP enregistre le document, mais sa réponse n’arrive jamais. Un programme négligent le renverrait, et le client serait facturé deux fois. Avec le troisième, la boutique expédie par un transporteur que personne n’a nommé dans GP : la commande attend votre réponse.',
    asks: 'Elle attend une personne',
    asksText:
      'Rien n’a été deviné et rien n’a été écrit. L’incident montre la réponse probable : proposez-la, approuvez-la, et la commande continue d’elle-même.',
    answer: 'Y répondre',
    shop: 'La boutique vend',
    shopDoes: 'PrestaShop a une commande payée et signale au hub qu’elle a changé.',
    hubDoes: 'Lit la commande, la convertit, prouve ses totaux au centime, l’écrit une fois et la relit.',
    gp: 'GP l’a',
    gpDoes: 'Dynamics GP enregistre la commande avec son client, ses adresses, ses taxes et son total.',
    way: 'Le chemin de la commande',
    soon: 'La boutique a la commande. Le hub l’apprend dans un instant …',
    once: 'Elle est passée une seule fois',
    onceText:
      'La réponse s’est perdue : le hub a recherché le document au lieu de le renvoyer. Dans GP il y a maintenant',
    documentInGp: 'document de ce numéro',
    documentsInGp: 'documents de ce numéro',
    whole: 'Tout voir de cette commande',
    stored: 'Le document, tel que GP l’enregistre',
  },
  gp: {
    number: 'Document',
    date: 'Date',
    customer: 'Client',
    reference: 'Référence boutique',
    batch: 'Lot',
    lines: 'Lignes',
    item: 'Article',
    quantity: 'Quantité',
    price: 'Prix unitaire',
    amount: 'Montant',
    freight: 'Port',
    tax: 'Taxe',
    total: 'Total',
  },
}
