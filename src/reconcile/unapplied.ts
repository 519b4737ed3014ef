import { type Decimal, dec } from '../domain/decimal.ts'
import { type RecordRef, type RecordValue, ref, refText } from '../domain/record.ts'
import type { Books } from './books.ts'
import type { BothSides } from './both-sides.ts'
import type { Correction } from './causes.ts'
import type { OrderFacts, Standing } from './facts.ts'

/** A document that may be open in GP's receivables, as Web Services show it. */
export interface StandingName {
  /** RMDTYPAL. */
  readonly type: Standing['type']
  readonly key: string
  /** ISO 4217. */
  readonly currency: string
  readonly ofOther?: true
}

/** What of an order may stand open: what settles, and what is to be settled. */
export interface StandingNames {
  readonly credits: readonly StandingName[]
  readonly invoices: readonly StandingName[]
}

/** A credit and an invoice of one order that stand open beside each other. */
interface Pair {
  readonly from: Standing
  readonly to: Standing
  /** The smaller of what is open of the two, less what pairs before it take. */
  readonly amount: Decimal
}

interface UnappliedItem {
  readonly kind: 'not applied' | 'small rest' | 'credit left over'
  readonly amount: Decimal
  readonly currency: string
  readonly since: string
  readonly says: string
  readonly next: string
  readonly correction?: Correction | null
}

const entity = 'gp.receivablesApply'
/** GP's own window, for what the hub does not apply. */
export const applyWindow = 'Transactions > Sales > Apply Sales Documents'
const writeOffWindow = 'Tools > Routines > Sales > Write Off Documents'

/** "9:PAY3>1:STDINV1": the key of what is applied. */
const keyOf = ({ from, to }: Pick<Pair, 'from' | 'to'>) => `${from.type}:${from.key}>${to.type}:${to.key}`
/** GP takes no longer number in receivables. */
const numberLength = 20

/**
 * The oldest credits settle the oldest invoices, of one customer. Money goes first: it pays the invoice, and what a memo or a return
 * gives back then waits for the money that goes out.
 */
export function pairsOf({ credits, invoices }: Pick<NonNullable<OrderFacts['standing']>, 'credits' | 'invoices'>): {
  readonly pairs: readonly Pair[]
  /** What is left of each document after them. */
  readonly rests: readonly { readonly of: Standing; readonly rest: Decimal }[]
} {
  const isMemo = ({ type }: Standing) => type !== 9
  const inOrder = (all: readonly Standing[]) =>
    all
      .toSorted(
        (a, b) =>
          Number(isMemo(a)) - Number(isMemo(b)) || a.posted.localeCompare(b.posted) || a.key.localeCompare(b.key),
      )
      .map((of) => ({ of, rest: dec(of.open) }))
  const [froms, tos] = [inOrder(credits), inOrder(invoices)]
  const pairs: Pair[] = []
  for (const from of froms)
    for (const to of tos) {
      if (from.of.customer !== to.of.customer || from.of.currency !== to.of.currency) continue
      // The money is of all orders of a cart, a credit of its own order.
      if (isMemo(from.of) && to.of.ofOther) continue
      const amount = from.rest.lt(to.rest) ? from.rest : to.rest
      if (amount.lte(0)) continue
      pairs.push({ from: from.of, to: to.of, amount })
      from.rest = from.rest.minus(amount)
      to.rest = to.rest.minus(amount)
    }
  return { pairs, rests: [...froms, ...tos] }
}

const names = {
  1: 'Invoice',
  7: 'Credit memo',
  8: 'Return',
  9: 'Receipt',
} as const satisfies Record<Standing['type'], string>
const nameOf = ({ type, key }: Pick<Standing, 'type' | 'key'>) => `${names[type]} ${key}`

/**
 * What could be applied and is not, and what little is left then. Pure.
 *
 * @param today UTC: "2026-11-28"
 * @param tooMuch what is paid too much, and said elsewhere; null: more of the order may be invoiced, so its receipts may wait
 */
export function unappliedItems(
  { standing, smallRest }: Pick<OrderFacts, 'standing' | 'smallRest'>,
  today: string,
  tooMuch: Decimal | null,
): UnappliedItem[] {
  if (standing === null) return []
  let said = tooMuch ?? dec(0)
  const { pairs, rests } = pairsOf(standing)
  return [
    ...pairs.flatMap((pair) => (pair.from.ofOther ? [] : [notApplied(pair, standing, today)])),
    ...rests.flatMap(({ of, rest }): UnappliedItem[] => {
      const base = { amount: rest, currency: of.currency, since: of.posted }
      if (rest.lte(0) || of.ofOther) return []
      if (smallRest !== null && of.currency === smallRest.currency && rest.lte(smallRest.limit))
        return [
          {
            ...{ kind: 'small rest', ...base },
            says: `Of ${nameOf(of)} ${rest.toFixed()} ${of.currency} stay open, within your limit of ${smallRest.limit} ${of.currency}.`,
            next: smallRestNext,
          },
        ]
      if (of.type === 1 || (of.type === 9 && tooMuch === null)) return []
      const spare = of.type !== 9 ? dec(0) : said.lt(rest) ? said : rest
      said = said.minus(spare)
      const left = rest.minus(spare)
      return left.gt(0) ? [{ kind: 'credit left over', ...base, amount: left, ...leftOver(of, left) }] : []
    }),
  ]
}

/** Its invoice was settled by something else: by money, or a receipt's by a memo. What it gives has nothing to meet. */
const leftOver = (of: Standing, rest: Decimal) => ({
  says: `Of ${nameOf(of)} ${rest.toFixed()} ${of.currency} are open, and no invoice of its order is.`,
  next: `If the money went back to the customer, enter in GP that it went out, as a debit memo of ${rest.toFixed()} on the account that the refund was booked to (Transactions > Sales > Transaction Entry), post it, and apply ${of.key} to it. If not, it is a credit that the customer has.`,
})

/** The hub writes nothing off: whether eConnect books a write-off in the ledger is not known. */
export const smallRestNext = `Write it off in GP (${writeOffWindow}), with others like it: GP makes the memo on the account of write-offs, as far as the customer's Maximum Writeoff allows. Or leave it open.`

function notApplied(
  { from, to, amount }: Pair,
  { applied, applies, openFrom }: NonNullable<OrderFacts['standing']>,
  today: string,
): UnappliedItem {
  const key = keyOf({ from, to })
  const since = [from.posted, to.posted].sort().at(-1)!
  const sum = `${amount.toFixed()} ${to.currency}`
  const isShort = [from, to].every((one) => one.key.length <= numberLength)
  const isApplied = applied.includes(key)
  // GP takes no day before that of either document, nor one that is closed.
  const date = [today, since, openFrom].sort().at(-1)!
  const correction: Correction = { do: 'apply', entity, key, amount: amount.toFixed(), date }
  return {
    ...{ kind: 'not applied', amount, currency: to.currency, since },
    says: `Of ${nameOf(from)} ${from.open} ${from.currency} are open, and of ${nameOf(to)} ${to.open}.`,
    next: isApplied
      ? `Raise what is applied between the two by ${sum} in GP (${applyWindow}): eConnect applies two documents to each other once.`
      : applies && isShort
        ? `Let it be proposed that ${sum} of ${from.key} settle ${to.key}: "ledgerline reconcile --propose", or here.`
        : `Apply ${sum} of ${from.key} to ${to.key} in GP (${applyWindow}).`,
    correction: applies && isShort && !isApplied ? correction : null,
  }
}

/**
 * What stands open of these orders, by order. One that is not posted, or is settled and in history, is not among GP's open
 * documents and counts as nothing open.
 * @returns a sentence: why nothing is known of any
 */
export async function readStanding(
  sides: Pick<BothSides, 'readTogether'>,
  books: Pick<Books, 'applies' | 'salesOpenFrom'>,
  orders: ReadonlyMap<string, StandingNames>,
): Promise<ReadonlyMap<string, NonNullable<OrderFacts['standing']>> | string> {
  const named = [...orders.values()].flatMap(({ credits, invoices }) => [...credits, ...invoices])
  const open = await readAll(sides, named.map(openRef))
  if (typeof open === 'string') return open
  const heldOf = (name: StandingName) => open.get(refText(openRef(name)))
  const isVoid = (name: StandingName) => heldOf(name)?.IsVoided === true
  const standingOf = (all: readonly StandingName[]) => {
    const known = all.flatMap((name) => {
      const held = heldOf(name)
      return held && held.IsVoided !== true ? [{ name, held }] : []
    })
    const own = known.filter(({ held }) => !isForeign(held))
    return { own: own.map(({ name, held }) => standing(name, held)), hasForeign: own.length < known.length }
  }
  // Of a void one nothing is open, and nobody has paid it.
  const isSettled = (all: readonly StandingName[]) =>
    all.length > 0 && all.every((name) => !isVoid(name) && dec(String(heldOf(name)?.OpenAmount ?? '0')).isZero())
  const found = new Map(
    [...orders].map(([id, { credits, invoices }]) => {
      const [from, to] = [standingOf(credits), standingOf(invoices)]
      return [
        id,
        {
          ...{ credits: from.own, invoices: to.own, isSettled: isSettled(invoices) },
          voided: [...credits, ...invoices].filter(isVoid).map(({ type, key }) => `${type}:${key}`),
          hasForeign: from.hasForeign && to.hasForeign,
        },
      ] as const
    }),
  )
  const pairs = [...new Set([...found.values()].flatMap((one) => pairsOf(one).pairs.map(keyOf)))]
  const applied = await readAll(
    sides,
    pairs.map((key) => ref(entity, key)),
  )
  if (typeof applied === 'string') return applied
  return new Map(
    [...found].map(([id, one]) => [
      id,
      {
        ...one,
        applied: pairsOf(one)
          .pairs.map(keyOf)
          .filter((key) => applied.get(refText(ref(entity, key)))),
        ...{ applies: books.applies, openFrom: books.salesOpenFrom },
      },
    ]),
  )
}

const openRef = ({ type, key }: StandingName) => ref('gp.openReceivable', `${type}:${key}`)
const isForeign = ({ ForeignCurrency }: RecordValue) => String(ForeignCurrency ?? '') !== ''

const standing = (name: StandingName, held: RecordValue): Standing => ({
  ...{ ...name, customer: String(held.CustomerKey) },
  ...{ open: String(held.OpenAmount), posted: String(held.PostingDate).slice(0, 10) },
})

const readAll = async (
  sides: Pick<BothSides, 'readTogether'>,
  records: readonly RecordRef[],
): Promise<ReadonlyMap<string, RecordValue | null> | string> =>
  records.length === 0 ? new Map() : sides.readTogether(records)
