import { prestashopWrites } from '../../src/connectors/prestashop/direct-writes/index.ts'
import { prestashopEntities } from '../../src/connectors/prestashop/entities/index.ts'
import { instant } from '../../src/domain/clock.ts'
import type { RecordSearch } from '../../src/domain/connector.ts'
import {
  type EntityName,
  integrationId,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
} from '../../src/domain/record.ts'
import type { BulkRow, Link } from '../../src/domain/stores.ts'
import { stockProcess } from '../../src/flows/stock/index.ts'
import type { BothSides, Read } from '../../src/reconcile/index.ts'

/** What a record is instead of what was generated; null: it is not there. */
export type Change = (entity: EntityName, key: string, value: RecordValue) => RecordValue | null

const prefixes: Readonly<Record<string, string>> = {
  'gp.salesOrder': 'WEB',
  'gp.cashReceipt': 'PAY',
  'gp.receivablesCreditMemo': 'CR',
  'gp.customer': 'PS',
}
const sourceOf: Readonly<Record<string, EntityName>> = {
  'gp.salesOrder': 'prestashop.order',
  'gp.cashReceipt': 'prestashop.orderPayment',
  'gp.receivablesCreditMemo': 'prestashop.orderSlip',
  'gp.customer': 'prestashop.customer',
}
const cents = (value: number) => (value / 100).toFixed(2)
const chargedFor = (n: number) => 1000 + ((n * 7919) % 90_000)
/** Every tenth order is invoiced, and something of it was given back. */
const hasSlip = (n: number) => n % 10 === 0
const givenBack = 250

/** Every third order went over with its payment as a deposit, where `deposits` says so. */
const isDeposited = (n: number) => n % 3 === 1
const inStock = 40

/**
 * A shop and a ledger that agree, of any size, made of numbers as they are asked for: nothing is kept. Order n of customer n,
 * paid by payment n; every tenth has slip n. What a test plants comes in by `change`.
 *
 * @param more `deposits`: a third of the payments went along with their orders; `stock`: as many stock rows, set by rounds
 */
export function generatedSides(
  orders: number,
  change: Change = (_entity, _key, value) => value,
  { deposits = false, stock = false }: { readonly deposits?: boolean; readonly stock?: boolean } = {},
): BothSides {
  const records: Readonly<Record<string, (n: number) => RecordValue | null>> = deposits
    ? {
        ...plainRecords,
        'gp.cashReceipt': (n) => (isDeposited(n) ? null : plainRecords['gp.cashReceipt']!(n)),
        'gp.salesOrder': (n) => ({ ...plainRecords['gp.salesOrder']!(n), ...(isDeposited(n) ? depositOf(n) : {}) }),
      }
    : plainRecords
  const made = (record: RecordRef): RecordValue | null => {
    const { entity, key } = record
    const n = Number(key.replace(prefixes[entity] ?? '', ''))
    if (!Number.isInteger(n) || n < 1 || n > orders) return null
    const value = records[entity]?.(n)
    return value ? change(entity, key, value) : null
  }
  const all = (entity: EntityName, { where, oneOf = {}, since = {}, before, limit }: RecordSearch): RecordValue[] => {
    if (entity === 'gp.salesDocument') return documentsOf(where.CustomerPONumber ?? '')
    if (entity === 'gp.cashReceipt') {
      const receipt = made(ref(entity, `PAY${(where.CustomerKey ?? '').slice(2)}`))
      return receipt ? [receipt] : []
    }
    const [named] = Object.values(oneOf)
    const numbers = named ? named.map((one) => Number(one.replace('R', ''))) : null
    const found: RecordValue[] = []
    const take = (n: number) => {
      const value = made(ref(entity, String(n)))
      if (value && Object.entries(since).every(([field, at]) => String(value[field]) >= at)) found.push(value)
    }
    if (numbers) for (const n of numbers) take(n)
    else for (let n = Math.min(orders, Number(before ?? orders + 1) - 1); n > 0 && found.length < limit; n--) take(n)
    return found.slice(0, limit)
  }
  const documentsOf = (reference: string): RecordValue[] => {
    const n = Number(reference.slice(1))
    const order = made(ref('gp.salesOrder', `WEB${n}`))
    if (!order) return []
    const summary = { ...order, Type: 'Order', MasterNumber: n }
    return hasSlip(n)
      ? [summary, { ...summary, Key: `INV${n}`, Type: 'Invoice', TransactionState: 'History', Payments: [] }]
      : [summary]
  }
  const linkOf = (entity: EntityName, source: RecordRef): Link | null => {
    const n = Number(source.key)
    const target = ref(entity, `${prefixes[entity]}${n}`)
    if (source.entity !== sourceOf[entity] || n < 1 || n > orders) return null
    const readBack = records[entity]?.(n)
    if (!readBack) return null
    const at = instant('2026-10-15T00:00:00.000Z')
    return {
      ...{
        integration: integrationId('main'),
        source,
        target,
        writtenHash: 'of the hub',
        written: readBack,
        readBack,
        at,
      },
      ...{ marks: null, writtenBy: null, rules: null },
    }
  }
  return {
    page: async () => ({ records: [], next: null }),
    parts: {
      ...(stock && { 'flows/stock-to-shop.json': JSON.parse(JSON.stringify(stockProcess.flows[0])) }),
      'flows/payment-to-cash-receipt.json': {},
      'flows/slip-to-credit-memo.json': {},
      'settings.json': {
        settings: {
          receiptPrefix: { value: 'PAY' },
          creditMemos: { value: true },
          creditMemoPrefix: { value: 'CR' },
        },
      },
    },
    offFlows: [],
    isProposed: (entity) => prestashopWrites.has(entity),
    schema: (entity) => prestashopEntities[entity.slice('prestashop.'.length)] ?? prestashopEntities.order!,
    bulkRows: async (_flow, after, limit) => {
      const first = Number(after ?? 0) + 1
      const count = stock ? Math.max(0, Math.min(limit, orders - first + 1)) : 0
      return Array.from({ length: count }, (_, index) => stockRowOf(first + index))
    },
    tryRun: async (_flow, { key }) => {
      const n = Number(key)
      const isSet = made(ref('prestashop.stockAvailable', String(n)))?.quantity === inStock
      return isSet ? { is: 'agrees' } : { is: 'differs', wanted: { id: String(n), quantity: inStock } }
    },
    blocked: async () => null,
    moved: async () => () => false,
    heldBy: async () => new Set<string>(),
    payoutRows: async () => [],
    payouts: async () => [],
    readMany: async (wanted) =>
      new Map(wanted.map((record): [string, Read] => [refText(record), { value: made(record) }])),
    search: async (entity, search) => all(entity, search),
    readTogether: async () => new Map(),
    links: async (entity, sources) =>
      new Map(
        sources.flatMap((source) => {
          const link = linkOf(entity, source)
          return link ? [[source.key, link] as const] : []
        }),
      ),
    // By key as text: "10" comes before "9".
    linksAfter: async ({ source, target }, after, limit) => {
      const found: Link[] = []
      for (let key = nextKey(after, orders); key !== null && found.length < limit; key = nextKey(key, orders)) {
        const link = linkOf(target, ref(source, key))
        if (link) found.push(link)
      }
      return found
    },
    linkedTo: async () => [],
    runs: async () => new Map(),
  }
}

/** The number after this one among 1 to `most`, as texts are sorted; null: it is the last. */
function nextKey(key: string | null, most: number): string | null {
  if (key === null) return '1'
  if (Number(key) * 10 <= most) return `${key}0`
  let n = Number(key)
  while (n > 0 && (n % 10 === 9 || n + 1 > most)) n = Math.floor(n / 10)
  return n === 0 ? null : String(n + 1)
}

/** Keys are sorted as texts. */
const stockRowOf = (n: number): BulkRow => ({
  ...{ key: recordKey(String(n).padStart(8, '0')), targetKey: String(n), seenHash: '', uses: {}, urgency: 0 },
  ...{ written: { id: String(n), quantity: inStock }, wanted: null, replaced: null, compared: null, sent: null },
})

const depositOf = (n: number): RecordValue => ({
  DepositAmount: cents(chargedFor(n)),
  Payments: [{ Number: `PAY${n}`, PaymentAmount: cents(chargedFor(n)), BankAccountKey: 'BANK', Date: '2026-10-10' }],
})

const plainRecords: Readonly<Record<string, (n: number) => RecordValue | null>> = {
  'prestashop.stockAvailable': (n) => ({ id: String(n), id_product: String(n), quantity: inStock }),
  'prestashop.order': (n) => {
    const charged = cents(chargedFor(n))
    const back = cents(givenBack)
    return {
      ...{
        id: String(n),
        reference: `R${n}`,
        id_customer: String(n),
        id_currency: '1',
        module: 'card',
        payment: 'Card',
      },
      ...{ date_add: '2026-10-10T10:00:00.000Z', total_paid: charged, current_state: '2', order_state_role: 'payment' },
      currency: { iso_code: 'EUR' },
      order_state: { paid: true, shipped: false },
      refunds: [],
      given_back: hasSlip(n) ? { whole: false, says: '', slips: [{ id: String(n), total_tax_incl: back }] } : null,
    }
  },
  'prestashop.orderPayment': (n) => ({
    ...{ id: String(n), order_reference: `R${n}`, amount: cents(chargedFor(n)), id_currency: '1' },
    ...{ date_add: '2026-10-10T10:00:00.000Z', payment_method: 'Card', transaction_id: `tr_${n}` },
  }),
  'prestashop.orderSlip': (n) =>
    hasSlip(n) ? { id: String(n), id_order: String(n), date_add: '2026-10-12T10:00:00.000Z' } : null,
  'prestashop.customer': (n) => ({ id: String(n) }),
  'gp.customer': (n) => ({ Key: `PS${n}` }),
  'gp.salesOrder': (n) => ({
    ...{ Key: `WEB${n}`, CustomerKey: `PS${n}`, CustomerPONumber: `R${n}`, MasterNumber: n, CurrencyKey: 'EUR' },
    ...{ Date: '2026-10-10', TotalAmount: cents(chargedFor(n)), IsVoided: false },
    TransactionState: hasSlip(n) ? 'History' : 'Work',
    Taxes: [{ TaxDetailKey: 'VAT20', TaxAmount: cents(Math.round(chargedFor(n) / 6)) }],
    Lines: [{ ItemKey: `ITEM${n % 100}`, Quantity: '2', QuantityCanceled: '0', QuantityFulfilled: '0' }],
  }),
  'gp.cashReceipt': (n) => ({
    ...{ Key: `PAY${n}`, CustomerKey: `PS${n}`, Amount: cents(chargedFor(n)), CurrencyKey: 'EUR', Date: '2026-10-10' },
    ...{ BankAccountKey: 'BANK', PostedDate: '2026-10-11', IsVoided: false, Description: `R${n} ${n}` },
  }),
  'gp.receivablesCreditMemo': (n) =>
    hasSlip(n)
      ? {
          ...{ Key: `CR${n}`, CustomerKey: `PS${n}`, DocumentAmount: cents(givenBack), CurrencyKey: 'EUR' },
          ...{ Date: '2026-10-12', PostedDate: '2026-10-13', IsVoided: false, Taxes: [] },
        }
      : null,
}
