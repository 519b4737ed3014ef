import type { ReadField } from './read.ts'

/** Several source fields that fill one target together, and how: `first name + last name`. */
export interface Combination {
  readonly members: readonly number[]
  readonly way: 'rule' | 'arithmetic'
  readonly says: string
}

const has = ({ concepts }: ReadField, ...wanted: readonly string[]) => wanted.every((one) => concepts.has(one))

/**
 * Expressions over several source fields that a target may need, by what the trade knows (a person's name, tax as gross
 * less net, all fees, stock less what is reserved) and by arithmetic over samples of the same rows.
 */
export function combinationsFor(target: ReadField, sources: readonly ReadField[]): Combination[] {
  const found = [...byRule(target, sources), ...byArithmetic(target, sources)]
  const keyOf = ({ members }: Combination) => [...members].sort((a, b) => a - b).join()
  return found.filter((one, at) => found.findIndex((other) => keyOf(other) === keyOf(one)) === at)
}

function byRule(target: ReadField, sources: readonly ReadField[]): Combination[] {
  const indices = (test: (field: ReadField) => boolean) => sources.flatMap((field, at) => (test(field) ? [at] : []))
  const found: Combination[] = []
  const rule = (says: string, members: readonly number[]) => {
    if (members.length > 1) found.push({ members, way: 'rule', says })
  }
  if (target.kind === 'text' && (has(target, 'person') || has(target, 'name'))) {
    for (const first of indices((field) => has(field, 'first-name')))
      for (const last of indices((field) => has(field, 'last-name')))
        if (sameAround(sources[first]!, sources[last]!)) rule('First and last name make one name.', [first, last])
  }
  if (has(target, 'tax') && target.kind === 'number' && indices((field) => has(field, 'tax', 'amount')).length === 0) {
    for (const gross of indices((field) => has(field, 'gross')))
      for (const net of indices((field) => has(field, 'net')))
        if (sameButFor(sources[gross]!, sources[net]!, ['gross', 'net', 'tax']))
          rule('Tax is the amount with tax less the amount without.', [gross, net])
  }
  const ofFees = has(target, 'fee') || (target.around.has('fee') && has(target, 'amount') && !has(target, 'tax'))
  if (ofFees)
    rule(
      'All fees together.',
      indices((field) => has(field, 'fee') && field.kind === 'number'),
    )
  const stock = indices((field) => has(field, 'on-hand'))
  if (has(target, 'backordered'))
    for (const ordered of indices((field) => isPlainQuantity(field)))
      for (const there of stock) rule('What is ordered less what is in stock.', [ordered, there])
  if (has(target, 'quantity') || has(target, 'on-hand'))
    for (const there of stock)
      for (const reserved of indices((field) => has(field, 'allocated')))
        rule('Stock less what is reserved.', [there, reserved])
  if (has(target, 'functional'))
    for (const amount of indices((field) => field.kind === 'number' && (has(field, 'gross') || has(field, 'amount'))))
      for (const rate of indices((field) => has(field, 'exchange-rate')))
        if (!sharesOpposite(target, sources[amount]!)) rule('The amount at the exchange rate.', [amount, rate])
  return found
}

const opposites = [['debit', 'credit']] as const
const sharesOpposite = (a: ReadField, b: ReadField) =>
  opposites.some(([one, other]) => (has(a, one) && has(b, other)) || (has(a, other) && has(b, one)))

const sameAround = (a: ReadField, b: ReadField) => [...a.around].join() === [...b.around].join()
const isPlainQuantity = (field: ReadField) =>
  has(field, 'quantity') && [...field.concepts].every((one) => ['quantity', 'ordered', 'item'].includes(one))

function sameButFor(a: ReadField, b: ReadField, ignored: readonly string[]): boolean {
  const rest = ({ concepts }: ReadField) =>
    [...concepts]
      .filter((one) => !ignored.includes(one))
      .sort()
      .join()
  return sameAround(a, b) && rest(a) === rest(b)
}

/** Samples of one list are rows: where the same sum, difference or product gives every target sample, it is no accident. */
function byArithmetic(target: ReadField, sources: readonly ReadField[]): Combination[] {
  const wanted = target.numbers
  if (wanted.length < 2 || wanted.some((value) => value === null) || new Set(wanted).size < 2) return []
  const found: Combination[] = []
  const usable = sources.flatMap(({ numbers }, at) =>
    numbers.length === wanted.length && numbers.every((value) => value !== null) && numbers.some((value) => value !== 0)
      ? [at]
      : [],
  )
  const ways = [
    ['less', (a: number, b: number) => a - b],
    ['plus', (a: number, b: number) => a + b],
    ['times', (a: number, b: number) => a * b],
  ] as const
  for (const a of usable) {
    for (const b of usable) {
      if (a === b) continue
      for (const [word, of] of ways) {
        if (word !== 'less' && a > b) continue
        const [one, other] = [sources[a]!.numbers as readonly number[], sources[b]!.numbers as readonly number[]]
        const trivial =
          other.every((value) => value === (word === 'times' ? 1 : 0)) ||
          one.every((value) => value === (word === 'times' ? 1 : 0))
        if (trivial) continue
        if (wanted.every((value, at) => Math.abs(of(one[at]!, other[at]!) - value!) < 0.005))
          found.push({ members: [a, b], way: 'arithmetic', says: `The samples agree: the first ${word} the second.` })
      }
    }
  }
  return found.slice(0, 5)
}
