/** Lines of a proof sheet, and where its discounts lie: [as the sheet says it, in French]. */
export const proofTexts: readonly (readonly [string, string])[] = [
  ['Lines', 'Lignes'],
  ['Trade discount', 'Remise commerciale'],
  ['Freight', 'Port'],
  ['Miscellaneous', 'Divers'],
  ['Tax', 'Taxe'],
  ['Freight tax', 'Taxe sur le port'],
  ['Miscellaneous tax', 'Taxe sur les divers'],
  ['spread over all lines', 'réparties sur toutes les lignes'],
  ['on the lines that each voucher names', 'sur les lignes que chaque bon de réduction désigne'],
  [
    'because the shop rounds the sum once and its rounded parts add up to a little less or more',
    'car la boutique arrondit la somme une fois, et ses parties arrondies donnent un peu plus ou un peu moins',
  ],
]

/** What a proof sheet says of its amounts. [the sentence, {} where a value stands; in French, {1} for the first value] */
export const proofSentences: readonly (readonly [string, string])[] = [
  [
    'split as {}, because no price of {} decimals gives it',
    'répartie en {1}, car aucun prix à {2} décimales ne la donne',
  ],
  [
    'Line {} ({}) names {}; its amounts show {}, {} %',
    'La ligne {1} ({2}) indique {3} ; ses montants montrent {4}, {5} %',
  ],
  [
    'Line {} ({}) names {}; its unit prices show {} %',
    'La ligne {1} ({2}) indique {3} ; ses prix unitaires montrent {4} %',
  ],
  [
    '{}: its tax of {} on {} may be {}, and nothing in the order says which',
    '{1} : sa taxe de {2} sur {3} peut être {4}, et rien dans la commande ne dit laquelle',
  ],
  [
    "The goods' tax comes to {} by their lines, and the shop charged {} on them",
    'La taxe des marchandises donne {1} par leurs lignes, et la boutique en a facturé {2}',
  ],
  [
    '{} of tax lie on goods whose lines bear no tax',
    '{1} de taxe portent sur des marchandises dont les lignes n’ont pas de taxe',
  ],
  ['{}: {} would be {} on {}, and its rate makes {}', '{1} : {2} ferait {3} sur {4}, et son taux donne {5}'],
]
