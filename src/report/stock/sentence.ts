import { visible } from '../../domain/visible.ts'
import type { Sentences } from '../language/index.ts'
import { time } from '../words.ts'
import type { UnusualStock } from './find.ts'
import type { UnusualStockNow } from './read.ts'

const mostNamed = 5

/** What is unusual about the stock of an item, with the numbers that say so, and what to look at. */
export function stockSentence(its: UnusualStock, { stock: say }: Sentences): string {
  const item = visible(its.item)
  switch (its.kind) {
    case 'negative-stock':
      return say.negative(item, its.now, visible(its.place))
    case 'stock-move':
      return say.moved(item, its.before, its.now, its.day, its.largest, its.compared)
    case 'sold-unmoved': {
      const named = its.orders.slice(0, mostNamed).map(visible).join(', ')
      return say.unmoved(item, its.sold, its.orders.length, named, time(its.since), its.free)
    }
  }
}

type Some = Pick<UnusualStockNow, 'found' | 'more'>
const rests = ({ more }: Pick<Some, 'more'>) => Object.entries(more) as [UnusualStock['kind'], number][]

export const countOf = (some: Some) => some.found.length + rests(some).reduce((all, [, count]) => all + count, 0)

/** One a line, and how many more there are of a kind. */
export const stockSentences = (some: Some, sentences: Sentences): string[] => [
  ...some.found.map((one) => stockSentence(one, sentences)),
  ...moreSentences(some, sentences),
]

/** How many more there are, a sentence a kind. */
export const moreSentences = (some: Pick<Some, 'more'>, { stock: say }: Sentences): string[] =>
  rests(some).map(([kind, count]) => say.more(count, kind))
