import type { reconciliation as english } from '../en/reconciliation.ts'

export const reconciliation: typeof english = {
  reconciliation: {
    title: 'Rapprochement',
    lead: 'Les écarts entre la boutique et GP sur les commandes d’une période, leur cause, et ce qui reste ouvert. Rien n’est modifié.',
    from: 'Premier jour',
    to: 'Dernier jour',
    compare: 'Comparer',
    stop: 'Arrêter',
    comparedOne: 'commande comparée',
    comparedMany: 'commandes comparées',
    notWhole: 'La comparaison a été arrêtée avant la fin.',
    begin: 'Choisissez une période et comparez',
    beginText:
      'Les deux systèmes sont lus, commande par commande. Le hub fait de même chaque nuit pour les sept derniers jours.',
    differences: 'Écarts',
    open: 'Postes ouverts',
    agree: 'La boutique et GP concordent, et rien n’est ouvert',
    order: 'Commande',
    what: 'Quoi',
    cause: 'Cause',
    age: 'Ancienneté',
    amount: 'Montant',
    says: 'Constat et étape suivante',
    dayOne: 'jour',
    dayMany: 'jours',
    more: 'Afficher plus',
    startThere: 'La relancer sur sa page',
    proposeVoid: 'Proposer d’annuler',
    proposeDrift: 'Proposer de mettre ce que dit GP',
    nothingToSet: 'Il n’y a plus rien à mettre.',
  },
}
