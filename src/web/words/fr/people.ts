import type { people as english } from '../en/people.ts'

export const people: typeof english = {
  people: {
    title: 'Personnes et jetons',
    lead: 'Qui peut regarder, exécuter et décider ; et quels programmes peuvent demander.',
    nobodySignedIn:
      'Vous avez ouvert le hub comme propriétaire de cette machine. Pour gérer les personnes et décider des propositions, créez votre connexion.',
    people: 'Personnes',
    tokens: 'Jetons des programmes',
    add: 'Ajouter une personne',
    addToken: 'Créer un jeton',
    none: 'Personne ne peut encore se connecter',
    noTokens: 'Aucun programme n’a de jeton',
    noTokensText: 'Clients MCP et scripts demandent avec un jeton. Aucun ne peut approuver quoi que ce soit.',
    name: 'Nom',
    role: 'Rôle',
    remove: 'Retirer',
    removeText:
      'Cette personne ne peut plus se connecter et ses jetons prennent fin. Ses décisions restent dans le journal d’audit.',
    revoke: 'Révoquer',
    revokeText: 'Les programmes qui l’utilisent sont refusés dès maintenant.',
    revoked: 'Révoqué',
    expires: 'expire',
    upTo: 'Peut',
    ofCustomersText:
      'Aussi les noms, adresses e-mail, téléphones et adresses des clients. Sans cela, des marques les remplacent.',
    ofMessagesText: 'Aussi ce qui a été envoyé à la boutique et à GP, et leurs réponses, tels quels.',
    secondFactor: 'A un second facteur.',
    noSecondFactor: 'N’a pas de second facteur.',
    resetFactors: 'Réinitialiser les facteurs',
    resetFactorsText:
      'Retire application, codes de secours et clés d’accès, et déconnecte la personne partout. Pour qui les a perdus : assurez-vous que c’est bien elle qui demande.',
    tokenText: 'Il prend fin après 90 jours. Aucun jeton ne décide d’une proposition.',
    shownOnce: 'Affiché une seule fois. Copiez-le maintenant et transmettez-le en sûreté.',
    roles: { viewer: 'Lecteur', operator: 'Opérateur', approver: 'Approbateur', admin: 'Admin' },
    may: {
      viewer: 'Voit tout sauf les secrets.',
      operator: 'Exécute, relance, met en pause et propose aussi.',
      approver: 'Décide aussi des propositions.',
      admin: 'Gère aussi personnes, jetons et intégrations.',
    },
    scopes: {
      read: 'lire',
      propose: 'proposer',
      operate: 'exécuter et relancer',
      admin: 'configurer',
      people: 'clients',
      raw: 'messages',
    },
  },
}
