import type { shell as english } from '../en/shell.ts'

export const shell: typeof english = {
  nav: {
    label: 'Principale',
    skip: 'Aller à la page',
    open: 'Ouvrir le menu',
    search: 'Chercher ou aller à',
    integration: 'Intégration',
    noCompany: 'aucune société confirmée',
    test: 'test',
    live: 'réel',
    rules: 'Règles',
    hub: 'Hub',
    nothingYet: 'Rien n’est encore configuré',
    nothingYetText:
      'Reliez une boutique et une société GP ici ou avec « ledgerline init FOLDER --shop URL --gp URL --company-id ID », ou démarrez le hub sans rien pour voir la démonstration.',
    noPage: 'Cette page n’existe pas',
    noPageText: 'L’adresse est peut-être mal saisie, ou ce qu’elle désigne n’existe plus.',
  },
  palette: {
    placeholder: 'Aller à une page, ou saisir un numéro de commande',
    nothing: 'Rien trouvé',
    order: 'Commande',
    search: 'Chercher dans les commandes',
  },
  signIn: {
    title: 'Connexion à Ledgerline',
    lead: 'Avec le compte qu’un administrateur vous a donné.',
    email: 'E-mail',
    password: 'Mot de passe',
    showPassword: 'Afficher la saisie',
    submit: 'Se connecter',
    byPasskey: 'Se connecter avec une clé d’accès',
    first: 'Ouvrez le hub par son lien',
    firstText:
      'Personne ne peut encore se connecter à ce hub. Son propriétaire l’ouvre par le lien que « npm start » affiche dans le terminal.',
    firstOther: 'Le lien sert une fois, sur la machine du hub. Redémarrez le hub pour en avoir un autre.',
    expired: 'Votre session a pris fin',
    nothingLost: 'Connectez-vous à nouveau. Ce que vous avez saisi reste en place.',
  },
  assistant: {
    title: 'Assistant',
    ask: 'Demander à l’assistant',
    lead: 'Posez une question sur une commande, un incident ou une règle. L’assistant lit et propose avec vos droits. Une personne décide dans les approbations.',
    question: 'Poser une question à l’assistant',
    about: 'À propos de',
    thisIncident: 'cet incident',
    thisProposal: 'cette proposition',
    steps: 'Ce qu’il a regardé',
    thinking: 'L’assistant réfléchit',
    stop: 'Arrêter la réponse',
    send: 'Envoyer',
    another: 'Nouvelle conversation',
    proposed: 'Proposé',
    decide: 'Regarder et décider',
    noKey: 'Aucune clé de modèle n’est enregistrée',
    noKeyText:
      'L’assistant ne peut donc pas répondre ici. Un administrateur en enregistre une par « ledgerline assistant key », ou par ANTHROPIC_API_KEY. Les suggestions et le diagnostic des incidents fonctionnent sans clé.',
    notAllowed: 'Les données de cette intégration ne peuvent pas aller à un modèle',
    notAllowedText:
      'L’assistant ne peut donc pas répondre ici. Un administrateur l’autorise par « ledgerline assistant on ».',
  },
}
