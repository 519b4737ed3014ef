import type { Json, RecordValue } from '../domain/record.ts'
import type { BothSides } from './both-sides.ts'
import { settingOf } from './value-maps.ts'

const orders = 'order-to-sales-order'

/** What an integration makes receipts and credit memos of, and what their numbers begin with; null: it makes none. */
export interface Books {
  readonly receipts: string | null
  /** Payment methods and modules whose payments become none. */
  readonly without: ReadonlySet<string>
  /** Methods and modules that are known. */
  readonly methods: ReadonlySet<string>
  readonly memos: string | null
  /** Whether slips may have returns, too. */
  readonly returns: boolean
  /** Whether SQL Server of GP can say what is open of posted receivables, and whether eConnect applies them by it. */
  readonly readsOpen: boolean
  readonly applies: boolean
  /** The first day that is open in the series Sales; empty: not known. */
  readonly salesOpenFrom: string
  /** Up to what a rest is small, by currency; and what of the setting is no limit. */
  readonly smallRests: ReadonlyMap<string, string>
  readonly badLimits: readonly string[]
  /** Whether payouts become journals. */
  readonly payouts: boolean
  /** Order states that are taken over although they are not marked as paid. */
  readonly accepted: readonly string[]
  /** Order states in which money is authorised and not taken yet, and those that say that it came. */
  readonly authorised: readonly string[]
  readonly captured: readonly string[]
  /** One customer of GP for all guests; empty: each has an own one. */
  readonly guestCustomer: string
  /** What came before is not this integration's. */
  readonly cutOver: string
  /** Orders that were placed before are a person's. */
  readonly ordersSince: string
  /** Payments that came before are a person's. */
  readonly receiptsSince: string
  /** Credit slips that were made before are a person's. */
  readonly memosSince: string
}

/** Settings that the comparison reads, whether or not a flow does. */
export const settingsOfBooks: readonly string[] = ['writeOffLimits', 'rateTolerance']

/** What the definition in force makes. Of flows that are switched off nothing is missing. */
export function booksOf({
  parts,
  offFlows,
  flowsSince = {},
}: Pick<BothSides, 'parts' | 'offFlows' | 'flowsSince'>): Books {
  const value = (name: string) => settingOf({ parts }, name)
  const cutOver = String((parts['integration.json'] as { readonly cutOver?: string } | undefined)?.cutOver ?? '')
  const { connections } = (parts['integration.json'] ?? {}) as { readonly connections?: { readonly gp?: GpParts } }
  const limits = ((value('writeOffLimits') ?? []) as readonly string[]).map((text) => ({
    text,
    limit: /^([A-Z]{3}) (\d{1,6}(?:\.\d{1,5})?)$/.exec(text.trim()),
  }))
  const since = (flow: string) => [cutOver, flowsSince[flow] ?? ''].sort().at(-1)!
  const makes = (flow: string) => `flows/${flow}.json` in parts && !offFlows.includes(flow)
  const map = parts['value-maps/receipt.json'] as
    | { readonly entries?: readonly { from: string; to: string | null }[] }
    | undefined
  return {
    receipts: makes('payment-to-cash-receipt') ? String(value('receiptPrefix') ?? '') : null,
    without: new Set((map?.entries ?? []).flatMap((entry) => (entry.to === 'none' ? [entry.from] : []))),
    methods: new Set((map?.entries ?? []).flatMap(({ from, to }) => (to === null ? [] : [from]))),
    memos:
      makes('slip-to-credit-memo') && value('creditMemos') === true ? String(value('creditMemoPrefix') ?? '') : null,
    returns: makes('slip-to-credit-memo') && value('returnPrefix') !== undefined,
    readsOpen: connections?.gp?.sql !== undefined,
    applies: connections?.gp?.econnect === 'sql',
    salesOpenFrom: /^\d{4}-\d{2}-\d{2}$/.exec(String(value('salesOpenFrom') ?? ''))?.[0] ?? '',
    smallRests: new Map(limits.flatMap(({ limit }) => (limit ? [[limit[1]!, limit[2]!] as const] : []))),
    badLimits: limits.flatMap(({ text, limit }) => (limit ? [] : [text])),
    payouts: makes('payout-to-journal'),
    accepted: (value('acceptedStates') ?? []) as readonly string[],
    authorised: (value('authorisedStates') ?? []) as readonly string[],
    captured: [value('paymentStates') ?? [], value('capturedStates') ?? []].flat() as readonly string[],
    guestCustomer: String(value('guestCustomer') ?? ''),
    cutOver,
    // An older standard of the flow goes by the cut-over alone.
    ordersSince: JSON.stringify(parts[`flows/${orders}.json`] ?? '').includes('flowSince') ? since(orders) : cutOver,
    receiptsSince: since('payment-to-cash-receipt'),
    memosSince: since('slip-to-credit-memo'),
  }
}

interface GpParts {
  readonly sql?: Json
  readonly econnect?: Json
}

/**
 * A payment goes by its own label; by the module where the label is the order's. What is said of the currency counts first. As in
 * the flow of payments.
 */
export function bringsReceipt(
  { payment_method }: RecordValue,
  order: RecordValue,
  currency: string,
  { methods, without }: Books,
): boolean {
  const label = String(payment_method ?? '')
  const isKnown = label !== '' && (methods.has(label) || methods.has(`${label} ${currency}`))
  const method = !isKnown && (label === '' || label === order.payment) ? String(order.module) : label
  return !without.has(methods.has(`${method} ${currency}`) ? `${method} ${currency}` : method)
}

/** @param since "": always */
export const isSince = (at: Json | undefined, since: string) =>
  since === '' || Date.parse(String(at)) >= Date.parse(since)

/** The state of the order counts as a sale, whenever it was placed. */
export const isInSaleState = (order: RecordValue, { accepted }: Pick<Books, 'accepted'>): boolean =>
  (order.order_state as RecordValue).paid === true ||
  order.order_state_role === 'refund' ||
  accepted.includes(String(order.current_state))
