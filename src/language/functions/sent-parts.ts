import { Decimal } from '../../domain/decimal.ts'
import type { FunctionEntry } from './entry.ts'

/** How much of an item of an order is sent, and how much is still to come. */
class SentPart {
  readonly name: string
  readonly sent: Decimal
  readonly left: Decimal
  constructor(name: string, sent: Decimal, left: Decimal) {
    this.name = name
    this.sent = sent
    this.left = left
  }
}

/** The type that expressions see, with its fields. */
export const sentPartTypes = [
  { name: 'SentPart', ctor: SentPart, fields: { name: 'string', sent: 'decimal', left: 'decimal' } },
] as const

/** A shop takes them for markup, or for operators of its search. */
const odd = /[&<>[\]{}|\s]+/g

export const sentPartFunctions: readonly FunctionEntry[] = [
  {
    signature: 'sentParts(list<string>, list<string>, list<decimal>, list<string>, list<decimal>): list<SentPart>',
    inWords: 'of the items {1}, called {2} and ordered in the quantities {3}, what is sent: the quantities {5} of {4}',
    meaning:
      'Each item of an order once, in its order: what it is called (name), how much of it is sent (sent) and how much is still to come (left, never below 0). Of names, & < > [ ] { } and | become blanks.',
    examples: [
      [
        'sentParts(["A", "B", "A"], ["Cup & saucer", "Tea", ""], [dec("2"), dec("1"), dec("1")], ["A", "A"], [dec("1"), dec("1")]).map(one, one.name + ": " + text(one.sent) + ", " + text(one.left))',
        ['Cup saucer: 2, 1', 'Tea: 0, 1'],
      ],
    ],
    code: (
      items: readonly string[],
      names: readonly string[],
      ordered: readonly Decimal[],
      sentItems: readonly string[],
      sent: readonly Decimal[],
    ) => {
      if (items.length !== names.length || items.length !== ordered.length || sentItems.length !== sent.length)
        throw new RangeError('sentParts(…) needs a name and a quantity for each item')
      const gone = totals(sentItems, sent)
      return [...totals(items, ordered)].map(([item, wanted]) => {
        const its = gone.get(item) ?? new Decimal(0)
        const name = names[items.indexOf(item)]!.replace(odd, ' ').trim()
        return new SentPart(name, its, Decimal.max(0, wanted.minus(its)))
      })
    },
  },
]

function totals(items: readonly string[], quantities: readonly Decimal[]): Map<string, Decimal> {
  const found = new Map<string, Decimal>()
  for (const [index, item] of items.entries())
    found.set(item, (found.get(item) ?? new Decimal(0)).plus(quantities[index]!))
  return found
}
