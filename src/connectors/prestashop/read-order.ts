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

/** An order with its lines and vouchers, and the facts of the rows it points to. Three requests when those are known. */
export async function readOrder(id: string, parts: ReadParts): Promise<RecordValue | null> {
  const { webservice, reference, time } = parts
  const filter = { id_order: `[${id}]` }
  const [row, details, rules] = await Promise.all([
    webservice.one('orders', id),
    webservice.list('order_details', { filter, sort: '[id_ASC]' }),
    ifAllowed(webservice.list('order_cart_rules', { filter, sort: '[id_ASC]' }), { rows: [] }),
  ])
  if (!row) return null
  const [currency, state, carrier, role, taxes] = await Promise.all([
    reference.row('currencies', idIn(row, 'id_currency')),
    idIn(row, 'current_state') === '0' ? beingPlaced : reference.row('order_states', idIn(row, 'current_state')),
    idIn(row, 'id_carrier') === '0' ? null : reference.row('carriers', idIn(row, 'id_carrier')),
    roleOf(idIn(row, 'current_state'), reference),
    taxesOf(details.rows, reference),
  ])
  return {
    ...plainFields(order.fields, row, time),
    order_state_role: role,
    ...(currency && { currency: plainFields(order.fields.currency.fields, currency, time) }),
    ...(state && { order_state: plainFields(order.fields.order_state.fields, state, time) }),
    carrier: carrier && plainFields(order.fields.carrier.fields, carrier, time),
    order_details: details.rows.map((detail) => ({
      ...plainFields(detailFields, detail, time),
      taxes: taxIds(detail).map((taxId) => taxes.get(taxId) ?? null),
    })),
    // A voucher that was taken off the order stays as a row.
    order_cart_rules: rules.rows
      .filter((rule) => rule.deleted !== '1')
      .map((rule) => plainFields(ruleFields, rule, time)),
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
