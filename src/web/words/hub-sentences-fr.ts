/**
 * The hub's most frequent sentences in French: [as it says them, what stands in their place]. What is in no row stays
 * English. A row translates a whole sentence: no text is half of each.
 */
export const hubSentences: readonly (readonly [RegExp, string])[] = [
  [
    /The value map "([^"]+)" has no answer for ("[^"]*"(?: \([^()]*\))?)\./g,
    'La table « $1 » n’a pas de réponse pour $2.',
  ],
  [/(^|\. )([^.]+) is written and read back\./g, '$1$2 : écrit et relu.'],
  [
    /(^|\. )([^.]+) was there already, as it was meant; nothing was sent\./g,
    '$1$2 : existait déjà, tel que voulu ; rien n’a été envoyé.',
  ],
  [/(^|\. )([^.]+) needed no change\./g, '$1$2 : aucun changement nécessaire.'],
  [/\bGP has no ([^".]+) "([^"]+)"\./g, 'GP n’a pas : $1 « $2 ».'],
  [
    /An order line has no product reference, so its GP item is not known\./g,
    'Une ligne de commande n’a pas de référence produit : son article GP est inconnu.',
  ],
  [/(^|\. )([^.]+) has no counterpart in ([^ ]+(?: [^ ]+)?) yet\./g, '$1$2 n’a pas encore d’équivalent : $3.'],
  [
    /The order's parts add up to (\S+ \S+), but the shop charged (\S+ \S+): (\S+ \S+) are not explained\./g,
    'Les parties de la commande font $1, mais la boutique a facturé $2 : $3 ne sont pas expliqués.',
  ],
  [
    /Create it in GP, or correct the product reference in the shop, and replay the incident\./g,
    'Créez-le dans GP, ou corrigez la référence du produit dans la boutique, puis relancez l’incident.',
  ],
  [
    /Give the product a reference in the shop and correct this order line by a replay, or name the item in the value map\./g,
    'Donnez une référence au produit dans la boutique et corrigez cette ligne en relançant, ou indiquez l’article dans la table de valeurs.',
  ],
  [
    /Look at the sheet: was the order edited by hand, or did a shop module change its totals\? Correct it in the shop, or enter this order in GP by hand\./g,
    'Regardez la feuille : la commande a-t-elle été modifiée à la main, ou un module a-t-il changé ses totaux ? Corrigez-la dans la boutique, ou saisissez-la à la main dans GP.',
  ],
  [
    /Replay the order; its customer and addresses are then brought over first\./g,
    'Relancez la commande ; son client et ses adresses sont alors transférés d’abord.',
  ],
  [/The order is not paid yet\./g, 'La commande n’est pas encore payée.'],
  [/Starts again\./g, 'Recommence.'],
]
