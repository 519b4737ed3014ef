import type { Fields } from '../../domain/entity.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import { order } from './entities/order.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { ifAllowed } from './rights.ts'
import type { ShopTime } from './shop-time.ts'
import type { Webservice } from './webservice.ts'
import { plainFields } from './wire-values.ts'
import type { WireRow } from './xml.ts'

export interface ReadParts {
  readonly webservice: Webservice
  readonly reference: ReferenceRows
  readonly time: ShopTime
}

const listedFields = (list: { of: { fields: Fields } }) => list.of.fields
const detailFields = listedFields(order.fields.order_details)
const ruleFields = listedFields(order.fields.order_cart_rules)

/** Rows that belong to an order: one request, for one order or for many. */
interface OrderList {
  readonly resource: string
  /** The field of such a row that names its order. */
  readonly by: 'id_order'
  /** Whether the order points to such rows; absent: always, so that they are asked for beside the order itself. */
  readonly when?: (order: WireRow) => boolean
}

const lists = {
  details: { resource: 'order_details', by: 'id_order' },
  rules: {
    resource: 'order_cart_rules',
    by: 'id_order',
    when: (order) =>
      ['total_discounts', 'total_discounts_tax_incl', 'total_discounts_tax_excl'].some((field) =>
        isAmount(order[field]),
      ),
  },
} satisfies Record<string, OrderList>
type Lists = { readonly [List in keyof typeof lists]: readonly WireRow[] }
const listEntries = Object.entries(lists) as [keyof typeof lists, OrderList][]

/** An order with its lines and vouchers, and the facts of the rows it points to. Two or three requests when those are known. */
export async function readOrder(id: string, parts: ReadParts): Promise<RecordValue | null> {
  const [row, beside] = await Promise.all([
    parts.webservice.one('orders', id),
    rowsOf([id], (list) => list.when === undefined, parts),
  ])
  if (!row) return null
  const pointedTo = await rowsOf([id], ({ when }) => when?.(row) === true, parts)
  return orderOf(row, listsFor(row, { ...beside, ...pointedTo }), parts)
}

/** Orders as `readOrder` reads each, made of their rows: the requests do not grow with their number. */
export async function readOrders(rows: readonly WireRow[], parts: ReadParts): Promise<RecordValue[]> {
  const ids = rows.map((row) => String(row.id))
  const inside = await rowsOf(ids, ({ when }) => when === undefined || rows.some(when), parts)
  return Promise.all(rows.map((row) => orderOf(row, listsFor(row, inside), parts)))
}

type Inside = Partial<Record<keyof typeof lists, readonly WireRow[]>>

async function rowsOf(
  ids: readonly string[],
  wanted: (list: OrderList) => boolean,
  { webservice }: ReadParts,
): Promise<Inside> {
  const found = listEntries
    .filter(([, list]) => ids.length > 0 && wanted(list))
    .map(async ([name, { resource, by }]) => {
      const filter = { [by]: `[${ids.join('|')}]` }
      const { rows } = await ifAllowed(webservice.list(resource, { filter, sort: '[id_ASC]' }), { rows: [] })
      return [name, rows] as const
    })
  return Object.fromEntries(await Promise.all(found))
}

const listsFor = (order: WireRow, inside: Inside): Lists =>
  Object.fromEntries(
    listEntries.map(([name, { by }]) => [name, (inside[name] ?? []).filter((row) => row[by] === order.id)]),
  ) as unknown as Lists

async function orderOf(row: WireRow, { details, rules }: Lists, parts: ReadParts): Promise<RecordValue> {
  const { reference, time } = parts
  const [currency, state, carrier, role, taxes] = await Promise.all([
    reference.row('currencies', idIn(row, 'id_currency')),
    idIn(row, 'current_state') === '0' ? beingPlaced : reference.row('order_states', idIn(row, 'current_state')),
    idIn(row, 'id_carrier') === '0' ? null : reference.row('carriers', idIn(row, 'id_carrier')),
    roleOf(idIn(row, 'current_state'), reference),
    taxesOf(details, reference),
  ])
  return {
    ...plainFields(order.fields, row, time),
    order_state_role: role,
    ...(currency && { currency: plainFields(order.fields.currency.fields, currency, time) }),
    ...(state && { order_state: plainFields(order.fields.order_state.fields, state, time) }),
    carrier: carrier && plainFields(order.fields.carrier.fields, carrier, time),
    order_details: details.map((detail) => ({
      ...plainFields(detailFields, detail, time),
      taxes: taxIds(detail).map((taxId) => taxes.get(taxId) ?? null),
    })),
    // A voucher that was taken off the order stays as a row.
    order_cart_rules: rules.filter((rule) => rule.deleted !== '1').map((rule) => plainFields(ruleFields, rule, time)),
  }
}

async function taxesOf(details: readonly WireRow[], reference: ReferenceRows): Promise<ReadonlyMap<string, Json>> {
  const ids = [...new Set(details.flatMap(taxIds))]
  const rows = await Promise.all(ids.map((id) => reference.row('taxes', id)))
  return new Map(
    ids.map((id, index) => [
      id,
      rows[index] ? { id, rate: String(rows[index].rate ?? ''), name: String(rows[index].name ?? '') } : null,
    ]),
  )
}

function taxIds(detail: WireRow): string[] {
  const taxes = (detail.associations as { taxes?: unknown } | undefined)?.taxes
  return Array.isArray(taxes)
    ? taxes.flatMap((tax: { id?: unknown }) => (typeof tax.id === 'string' ? [tax.id] : []))
    : []
}

/** An order that the shop is still placing has no state, for some tenths of a second. It gets one as its last change. */
const beingPlaced: WireRow = { name: '', paid: '0', logable: '0', shipped: '0', delivery: '0', invoice: '0' }

const isAmount = (value: unknown) => typeof value === 'string' && /[1-9]/.test(value)
const idIn = (row: WireRow, field: string) => (typeof row[field] === 'string' && row[field] !== '' ? row[field] : '0')

const roles: Readonly<Record<string, string>> = {
  PS_OS_CHEQUE: 'cheque',
  PS_OS_PAYMENT: 'payment',
  PS_OS_PREPARATION: 'preparation',
  PS_OS_SHIPPING: 'shipped',
  PS_OS_DELIVERED: 'delivered',
  PS_OS_CANCELED: 'canceled',
  PS_OS_REFUND: 'refund',
  PS_OS_ERROR: 'error',
  PS_OS_OUTOFSTOCK_PAID: 'outofstock_paid',
  PS_OS_OUTOFSTOCK_UNPAID: 'outofstock_unpaid',
  PS_OS_BANKWIRE: 'bankwire',
  PS_OS_WS_PAYMENT: 'ws_payment',
  PS_OS_COD_VALIDATION: 'cod',
}

/** Ids of states differ between shops; the settings say which is which. Without them the flags of the state decide. */
async function roleOf(state: string, reference: ReferenceRows): Promise<string> {
  const settings = await reference.settings()
  return Object.entries(roles).find(([name]) => settings.get(name) === state)?.[1] ?? 'other'
}
