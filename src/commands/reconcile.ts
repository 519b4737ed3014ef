import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import { dec } from '../domain/decimal.ts'
import { HubError, InvalidInput } from '../domain/errors.ts'
import { type Json, memberOf, type RecordValue } from '../domain/record.ts'
import { type Difference, differencesOf, type OrderFacts, unreadable } from '../reconcile/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import type { Parts } from './definition-folder.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { formats } from './print-reconciled.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('reconcile')
    .description('compare the orders of a period with their documents, receipts and credit memos in GP')
    .requiredOption('--from <day>', 'first day on which orders were placed, UTC: 2026-11-01')
    .requiredOption('--to <day>', 'last day')
    .option('--as <format>', 'text, markdown or csv', 'text')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ReconcileOptions) => reconcile(contextOf(options), options))
}

interface ReconcileOptions extends IntegrationOption {
  readonly from: string
  readonly to: string
  readonly as: string
}

/** What a period comes to. The orders themselves are not kept: a period of any length takes the memory of one page. */
export interface Reconciled {
  readonly from: string
  readonly to: string
  readonly orders: number
  readonly differences: readonly Difference[]
  /** What is at stake, by currency. */
  readonly atStake: Readonly<Record<string, string>>
}

async function reconcile(context: CommandContext & { openHub: OpenHub }, options: ReconcileOptions): Promise<void> {
  const days = [options.from, options.to]
  const odd = days.find((day) => !/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
  if (odd !== undefined) throw new InvalidInput('The period', [{ at: odd, reason: 'must be a day such as 2026-11-01' }])
  const show = memberOf(formats, options.as)
  if (!show) throw new InvalidInput('The format', [{ at: options.as, reason: 'must be text, markdown or csv' }])
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const result = await reconcilePeriod(client, id, options)
    answer(context, result, () => show(result))
  })
}

const pageSize = 100

/**
 * Compares the orders that were placed on the days of the period, newest first, a page at a time. Only reads. An order takes
 * one request for itself, one for its document, and one for each receipt and credit memo.
 */
export async function reconcilePeriod(
  client: Pick<HubClient, 'get'>,
  integration: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Reconciled> {
  const at = `/api/integrations/${encodeURIComponent(integration)}`
  const books = booksOf(await client.get<Parts>(at))
  const differences: Difference[] = []
  let orders = 0
  for (let before = ''; ; ) {
    const page = await client.get<RecordValue[]>(
      `${at}/records/prestashop/orders?limit=${pageSize}${before === '' ? '' : `&before=${before}`}`,
    )
    for (const { id, date_add } of page) {
      const day = String(date_add ?? '').slice(0, 10)
      // One that cannot be read has no date: it is looked at, so that it is not passed over.
      if (day !== '' && (day < from || day > to)) continue
      orders += 1
      differences.push(...(await differencesOfOrder(client, at, String(id), books)))
    }
    const last = page.at(-1)
    const ended = page.length < pageSize || page.every(({ date_add }) => String(date_add ?? '9').slice(0, 10) < from)
    if (!last || ended) break
    before = String(last.id)
  }
  const atStake: Record<string, string> = {}
  for (const { currency, amount } of differences.filter(({ currency }) => currency !== ''))
    atStake[currency] = dec(atStake[currency] ?? '0')
      .plus(amount)
      .toFixed()
  return { from, to, orders, differences, atStake }
}

/** What this integration makes receipts and credit memos of, and what their numbers begin with; null: it makes none. */
interface Books {
  readonly receipts: string | null
  /** Payment modules whose payments become receipts. */
  readonly modules: ReadonlySet<string>
  readonly memos: string | null
  /** Order states that are taken over although they are not marked as paid. */
  readonly accepted: readonly string[]
  /** What came before is not this integration's. */
  readonly cutOver: string
}

function booksOf(parts: Parts): Books {
  const settings =
    (parts['settings.json'] as { readonly settings?: Readonly<Record<string, { readonly value?: Json }>> }).settings ??
    {}
  const value = (name: string) => memberOf(settings, name)?.value
  const map = parts['value-maps/receipt.json'] as
    | { readonly entries?: readonly { from: string; to: string | null }[] }
    | undefined
  return {
    receipts: 'flows/payment-to-cash-receipt.json' in parts ? String(value('receiptPrefix') ?? '') : null,
    modules: new Set(
      (map?.entries ?? []).flatMap((entry) => (entry.to === null || entry.to === 'none' ? [] : [entry.from])),
    ),
    memos:
      'flows/slip-to-credit-memo.json' in parts && value('creditMemos') === true
        ? String(value('creditMemoPrefix') ?? '')
        : null,
    accepted: (value('acceptedStates') ?? []) as readonly string[],
    cutOver: String((parts['integration.json'] as { readonly cutOver?: string } | undefined)?.cutOver ?? ''),
  }
}

/** One whose answer is broken hides no other. What does not answer at all ends the report: it would be full of holes. */
async function differencesOfOrder(client: Pick<HubClient, 'get'>, at: string, id: string, books: Books) {
  try {
    return differencesOf(await factsOf(client, at, id, books))
  } catch (error) {
    if (!(error instanceof HubError) || !['unexpected_answer', 'invalid_input'].includes(error.code)) throw error
    return [unreadable(id, error.message)]
  }
}

async function factsOf(client: Pick<HubClient, 'get'>, at: string, id: string, books: Books): Promise<OrderFacts> {
  const read = async (system: string, entity: string, key: string) =>
    client.get<RecordValue>(`${at}/records/${system}/${entity}/${encodeURIComponent(key)}`).catch(unlessAbsent)
  const order = await client.get<RecordValue>(`${at}/records/prestashop/order/${id}`)
  const story = await client
    .get<{ runs: { flow: string; state: string; reason: string | null }[]; link: { target: { key: string } } | null }>(
      `${at}/orders/${id}`,
    )
    .catch(unlessAbsent)
  const currency = (order.currency as RecordValue).iso_code as string
  const given = order.given_back as { whole: boolean; slips: { id: string; total_tax_incl: string }[] } | null
  const refunds = (order.refunds ?? []) as readonly RecordValue[]
  const back = (given?.slips ?? []).reduce((sum, slip) => sum.plus(slip.total_tax_incl), dec(0))
  const charged = String(order.total_paid)
  const role = String(order.order_state_role)
  const link = story?.link?.target.key
  const held = link === undefined ? null : await read('gp', 'salesOrder', link)
  const run = story?.runs.find(({ flow }) => flow === 'order-to-sales-order') ?? story?.runs[0] ?? null
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
    if (books.receipts === null || !books.modules.has(String(order.module))) return []
    const where = `reference=${encodeURIComponent(String(order.reference))}&limit=100`
    const siblings = await client.get<RecordValue[]>(`${at}/records/prestashop/orders?${where}`)
    if (siblings.some((one) => Number(one.id) < Number(id))) return []
    const rows = await client.get<RecordValue[]>(
      `${at}/records/prestashop/orderPayment?limit=100&order_reference=${encodeURIComponent(String(order.reference))}`,
    )
    return Promise.all(
      rows
        .filter(({ amount, date_add }) => !dec(String(amount)).isZero() && isSince(date_add, books))
        .map(async (payment) => ({
          id: String(payment.id),
          amount: String(payment.amount),
          currency: payment.id_currency === order.id_currency ? currency : await isoOf(String(payment.id_currency)),
          receipt: receivable(await read('gp', 'cashReceipt', `${books.receipts}${payment.id}`), 'Amount'),
        })),
    )
  }
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
