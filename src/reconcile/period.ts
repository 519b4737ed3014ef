import { dec } from '../domain/decimal.ts'
import { HubError } from '../domain/errors.ts'
import { type Json, memberOf, type RecordValue } from '../domain/record.ts'
import { type Difference, differencesOf, type OrderFacts, unreadable } from './differences.ts'

/** Asks the hub's own routes: over HTTP, or within the process. */
export interface Reader {
  get<T>(path: string): Promise<T>
}

/** Days on which orders were placed, UTC, both included: "2026-11-01". */
export interface Period {
  readonly from: string
  readonly to: string
}

/** What a period comes to. */
export interface Reconciled extends Period {
  /** Orders that were compared. */
  readonly orders: number
  /** The first of them. */
  readonly differences: readonly Difference[]
  /** How many there are of each kind, with those that are not in `differences`. */
  readonly kinds: Readonly<Record<string, number>>
  /** What is at stake, by currency. */
  readonly atStake: Readonly<Record<string, string>>
}

const pageSize = 100
/** Orders that are looked at at a time: each takes a request for itself, one for its document, and one for each receipt and credit memo. */
const atOnce = 8

/**
 * Compares the orders of a period with GP, newest first. Only reads. No more than a page is kept, so a period of any length
 * takes the same memory.
 */
export async function* reconcileOrders(
  reader: Reader,
  integration: string,
  { from, to }: Period,
): AsyncGenerator<{ readonly order: string; readonly differences: readonly Difference[] }> {
  const at = `/api/integrations/${encodeURIComponent(integration)}`
  const all =
    await reader.get<readonly { readonly id: string; readonly offFlows: readonly string[] }[]>('/api/integrations')
  const off = all.find(({ id }) => id === integration)?.offFlows ?? []
  const books = booksOf(await reader.get<Readonly<Record<string, Json>>>(at), off)
  for (let before = ''; ; ) {
    const page = await reader.get<RecordValue[]>(
      `${at}/records/prestashop/orders?limit=${pageSize}${before === '' ? '' : `&before=${before}`}`,
    )
    const ids = page.flatMap(({ id, date_add }) => {
      const day = String(date_add ?? '').slice(0, 10)
      // One that cannot be read has no date: it is looked at, so that it is not passed over.
      return day !== '' && (day < from || day > to) ? [] : [String(id)]
    })
    for (let first = 0; first < ids.length; first += atOnce)
      yield* notAllFailing(
        await Promise.all(
          ids.slice(first, first + atOnce).map(async (order) => ({
            order,
            ...(await differencesOfOrder(reader, at, order, books)),
          })),
        ),
      )
    const last = page.at(-1)
    const ended = page.length < pageSize || page.every(({ date_add }) => String(date_add ?? '9').slice(0, 10) < from)
    if (!last || ended) return
    before = String(last.id)
  }
}

interface Compared {
  readonly order: string
  readonly differences: readonly Difference[]
  /** Why the order could not be read. */
  readonly failed?: HubError
}

/** @throws when none of several can be read: a system is down, and its records are none to blame */
function notAllFailing(compared: readonly Compared[]): readonly Compared[] {
  const failed = compared.flatMap((one) => one.failed ?? [])
  if (failed.length > 1 && failed.length === compared.length) throw failed[0]!
  return compared
}

/** Adds up what a period comes to. @param most differences that are kept; all of them are counted */
export class Sums {
  private readonly period: Period
  private readonly most: number
  private readonly listed: Difference[] = []
  private readonly kinds: Record<string, number> = {}
  private readonly atStake: Record<string, string> = {}
  private orders = 0

  constructor(period: Period, most: number) {
    this.period = period
    this.most = most
  }

  add(differences: readonly Difference[]): void {
    this.orders++
    for (const one of differences) {
      this.kinds[one.kind] = (this.kinds[one.kind] ?? 0) + 1
      if (one.currency !== '')
        this.atStake[one.currency] = dec(this.atStake[one.currency] ?? '0')
          .plus(one.amount)
          .toFixed()
      if (this.listed.length < this.most) this.listed.push(one)
    }
  }

  get all(): Reconciled {
    const { from, to } = this.period
    const { orders, kinds, atStake, listed } = this
    return { from, to, orders, differences: [...listed], kinds: { ...kinds }, atStake: { ...atStake } }
  }
}

/** A period as a whole. @param most differences that are kept */
export async function reconcilePeriod(
  reader: Reader,
  integration: string,
  period: Period,
  most = Number.POSITIVE_INFINITY,
): Promise<Reconciled> {
  const sums = new Sums(period, most)
  for await (const { differences } of reconcileOrders(reader, integration, period)) sums.add(differences)
  return sums.all
}

/**
 * Only what was looked at is said: from the shop's orders, whether each has its documents; not whether GP has others beside.
 * "812 orders of 2026-11-20 to 2026-11-27: 2 differences (not in GP 1, another total 1), 129.90 EUR at stake."
 */
export function summaryOf({ from, to, orders, kinds, atStake }: Reconciled): string {
  const counts = Object.entries(kinds)
  if (orders === 0) return `The shop shows no order of ${from} to ${to}: nothing was compared.`
  if (counts.length === 0)
    return `${orders} order${orders === 1 ? '' : 's'} of ${from} to ${to}: no difference was found between each order and its documents in GP.`
  const all = counts.reduce((total, [, count]) => total + count, 0)
  const stake = Object.entries(atStake).map(([currency, amount]) => `${amount} ${currency}`)
  return `${orders} orders of ${from} to ${to}: ${all} difference${all === 1 ? '' : 's'} (${counts.map(([kind, count]) => `${kind} ${count}`).join(', ')})${stake.length > 0 ? `, ${stake.join(', ')} at stake` : ''}.`
}

/** What this integration makes receipts and credit memos of, and what their numbers begin with; null: it makes none. */
interface Books {
  readonly receipts: string | null
  /** Payment methods and modules whose payments become none. */
  readonly without: ReadonlySet<string>
  /** Methods and modules that are known. */
  readonly methods: ReadonlySet<string>
  readonly memos: string | null
  /** Order states that are taken over although they are not marked as paid. */
  readonly accepted: readonly string[]
  /** What came before is not this integration's. */
  readonly cutOver: string
}

/** @param off flows that are switched off: what they would make is not missing */
function booksOf(parts: Readonly<Record<string, Json>>, off: readonly string[]): Books {
  const settings =
    (parts['settings.json'] as { readonly settings?: Readonly<Record<string, { readonly value?: Json }>> }).settings ??
    {}
  const value = (name: string) => memberOf(settings, name)?.value
  const makes = (flow: string) => `flows/${flow}.json` in parts && !off.includes(flow)
  const map = parts['value-maps/receipt.json'] as
    | { readonly entries?: readonly { from: string; to: string | null }[] }
    | undefined
  return {
    receipts: makes('payment-to-cash-receipt') ? String(value('receiptPrefix') ?? '') : null,
    without: new Set((map?.entries ?? []).flatMap((entry) => (entry.to === 'none' ? [entry.from] : []))),
    methods: new Set((map?.entries ?? []).map(({ from }) => from)),
    memos:
      makes('slip-to-credit-memo') && value('creditMemos') === true ? String(value('creditMemoPrefix') ?? '') : null,
    accepted: (value('acceptedStates') ?? []) as readonly string[],
    cutOver: String((parts['integration.json'] as { readonly cutOver?: string } | undefined)?.cutOver ?? ''),
  }
}

/** One whose answer is broken hides no other. What does not answer at all ends the report: it would be full of holes. */
async function differencesOfOrder(
  reader: Reader,
  at: string,
  id: string,
  books: Books,
): Promise<Omit<Compared, 'order'>> {
  try {
    return { differences: differencesOf(await factsOf(reader, at, id, books)) }
  } catch (error) {
    // An amount that is no number, of a document or a row beside the order.
    if (error instanceof RangeError) return { differences: [unreadable(id, error.message)] }
    if (!(error instanceof HubError)) throw error
    const differences = [unreadable(id, error.message)]
    if (['unexpected_answer', 'invalid_input'].includes(error.code)) return { differences }
    if (error.code === 'remote_unavailable') return { differences, failed: error }
    throw error
  }
}

async function factsOf(reader: Reader, at: string, id: string, books: Books): Promise<OrderFacts> {
  const read = async (system: string, entity: string, key: string) =>
    reader.get<RecordValue>(`${at}/records/${system}/${entity}/${encodeURIComponent(key)}`).catch(unlessAbsent)
  const order = await reader.get<RecordValue>(`${at}/records/prestashop/order/${id}`)
  const storyOf = (flow: string) =>
    reader
      .get<{
        newest: { state: string; reason: string | null }
        links: { target: { entity: string; key: string } }[]
      }>(`${at}/orders/${id}${flow}`)
      .catch(unlessAbsent)
  // Another flow's run says nothing of why the order is not in GP; but what is linked is linked without a run as well.
  const story = (await storyOf('?flow=order-to-sales-order')) ?? (await storyOf(''))
  const currency = (order.currency as RecordValue).iso_code as string
  const given = order.given_back as { whole: boolean; slips: { id: string; total_tax_incl: string }[] } | null
  const refunds = (order.refunds ?? []) as readonly RecordValue[]
  const back = (given?.slips ?? []).reduce((sum, slip) => sum.plus(slip.total_tax_incl), dec(0))
  const charged = String(order.total_paid)
  const role = String(order.order_state_role)
  const link = story?.links.find(({ target }) => target.entity === 'gp.salesOrder')?.target.key
  const held = link === undefined ? null : await read('gp', 'salesOrder', link)
  const run = story?.newest ?? null
  return {
    order: {
      ...{ id, currency, charged, reference: String(order.reference) },
      left: given ? (given.whole ? '0' : dec(charged).minus(back).toFixed()) : refunds.length > 0 ? null : charged,
      isSale:
        isSince(order.date_add, books) &&
        ((order.order_state as RecordValue).paid === true ||
          role === 'refund' ||
          books.accepted.includes(String(order.current_state))),
      isCancelled: role === 'canceled' || role === 'error',
    },
    run: run && { state: run.state, reason: run.reason },
    document:
      link === undefined
        ? null
        : held === null
          ? { key: link, gone: true }
          : {
              key: link,
              gone: false,
              total: String(held.TotalAmount),
              currency: String(held.CurrencyKey),
              isVoided: held.IsVoided === true,
              isOpen: (held.TransactionState ?? 'Work') === 'Work',
            },
    payments: await paymentsOf(order),
    slips: await Promise.all(
      (books.memos === null ? [] : (given?.slips ?? [])).map(async (slip) => ({
        id: slip.id,
        total: slip.total_tax_incl,
        memo: receivable(await read('gp', 'receivablesCreditMemo', `${books.memos}${slip.id}`), 'DocumentAmount'),
      })),
    ),
  }

  async function isoOf(currencyId: string): Promise<string> {
    const row = await read('prestashop', 'currency', currencyId)
    return typeof row?.iso_code === 'string' ? row.iso_code : `currency ${currencyId}`
  }

  /** The orders of a split cart share their payments: those are looked at with the order that was placed first. */
  async function paymentsOf(order: RecordValue): Promise<OrderFacts['payments']> {
    if (books.receipts === null) return []
    const where = `reference=${encodeURIComponent(String(order.reference))}&limit=100`
    const siblings = await reader.get<RecordValue[]>(`${at}/records/prestashop/orders?${where}`)
    if (siblings.some((one) => Number(one.id) < Number(id))) return []
    const rows = await reader.get<RecordValue[]>(
      `${at}/records/prestashop/orderPayment?limit=100&order_reference=${encodeURIComponent(String(order.reference))}`,
    )
    const [bad] = rows.filter((one) => typeof one.unreadable === 'string')
    if (bad) throw new RangeError(`payment ${String(bad.id)}: ${String(bad.unreadable)}`)
    return Promise.all(
      rows
        .filter(({ amount, date_add }) => !dec(String(amount)).isZero() && isSince(date_add, books))
        .filter((payment) => !books.without.has(methodOf(payment, order, books)))
        .map(async (payment) => ({
          id: String(payment.id),
          amount: String(payment.amount),
          currency: payment.id_currency === order.id_currency ? currency : await isoOf(String(payment.id_currency)),
          receipt: receivable(await read('gp', 'cashReceipt', `${books.receipts}${payment.id}`), 'Amount'),
        })),
    )
  }
}

/** By its own label; by the module where the label is the order's. As the flow of payments goes by. */
function methodOf({ payment_method }: RecordValue, order: RecordValue, { methods }: Books): string {
  const label = String(payment_method ?? '')
  if (label !== '' && methods.has(label)) return label
  return label === '' || label === order.payment ? String(order.module) : label
}

const isSince = (at: Json | undefined, { cutOver }: Books) =>
  cutOver === '' || Date.parse(String(at)) >= Date.parse(cutOver)

const receivable = (held: RecordValue | null, amount: string) =>
  held && {
    key: String(held.Key),
    amount: String(held[amount]),
    currency: String(held.CurrencyKey),
    isVoided: held.IsVoided === true,
  }

function unlessAbsent(error: unknown): null {
  if ((error as { readonly code?: unknown }).code === 'not_found') return null
  throw error
}
