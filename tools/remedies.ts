import { currencyDigitsOf } from '../src/domain/currency-digits.ts'
import { dec, decimalText } from '../src/domain/decimal.ts'
import { memberOf } from '../src/domain/record.ts'
import type { Missing, Question } from '../src/domain/run.ts'
import { counted, type NextCall } from './define-tool.ts'
import { code } from './untrusted.ts'

/** A question that stops orders, and which. */
export interface Stopped {
  readonly question: Question
  readonly incident: string
  /** One of them, to look at. */
  readonly order: string | undefined
  readonly orders: readonly string[]
  /** Where in the order the missing record is named: "order_details.1.product_reference". */
  readonly path?: string | undefined
}

/** A question as a model gets it: what to do stands in the next calls where the remedy is a proposal. */
export const shownQuestion = ({ message, hint, missing }: Question) =>
  missing ? { message, missing } : { message, hint }

/** A record that a feed cannot read: it stops no order, but changes of it are not seen. */
export const unreadable = 'unreadable_record'

/** The calls that lead from a question to its remedy, in their order, with their arguments where they are known. */
export function remediesFor(stopped: Stopped): NextCall[] {
  const { question, order, orders } = stopped
  const repairs = (question.repairs ?? []).map(
    ({ source, entity, before, after, because }): NextCall => ({
      tool: 'propose_link_repair',
      arguments: { source, entity, before, after, reason: '…' },
      because,
    }),
  )
  if (repairs.length > 0) return [...repairs, ...lookAgain(order)]
  const [missing] = question.missing ?? []
  if (missing) return missingRemedies(missing, stopped)
  if (question.code === unreadable)
    return [
      { tool: 'read_status', arguments: { check: true }, because: 'to see which feeds go on without which records' },
    ]
  if (/^(access_denied|wrong_address|held_otherwise|company_not_confirmed|remote_unavailable)$/.test(question.code))
    return [
      { tool: 'read_status', arguments: { check: true }, because: 'to see which connection, right or policy it is' },
      ...replay(orders),
    ]
  return [...lookAgain(order), ...replay(orders)]
}

const lookAgain = (order: string | undefined): NextCall[] =>
  order === undefined
    ? []
    : [
        { tool: 'plan_order', arguments: { order }, because: 'to see documents and differences as they are now' },
        {
          tool: 'read_record',
          arguments: { system: 'prestashop', entity: 'order', key: order },
          because: 'to see the order as the shop has it',
        },
      ]

const replay = (orders: readonly string[]): NextCall[] =>
  orders.length === 0
    ? []
    : [
        {
          tool: 'propose_replay',
          arguments: { orders: orders.slice(0, 50), reason: '…' },
          because: 'when the cause is gone',
        },
      ]

function missingRemedies(missing: Missing, stopped: Stopped): NextCall[] {
  const { incident, orders } = stopped
  switch (missing.what) {
    case 'value':
      return missingValue(missing.valueMap, missing.from, incident)
    case 'record':
      return missingRecord(missing.record, stopped)
    case 'link':
      return [
        {
          tool: 'propose_link_repair',
          arguments: { source: missing.source, entity: missing.entity, before: null, after: '…', reason: '…' },
          because: 'when GP has the record under a key of its own',
        },
        ...replay(orders),
      ]
  }
}

/** Where the name of a shop value stands, and which GP entity answers for it. */
const sourcesOf: Readonly<Record<string, { shop?: (from: string) => NextCall; gp: string }>> = {
  carrier: {
    shop: (from) => ({
      tool: 'list_shop_records',
      arguments: { entity: 'carrier', where: [{ field: 'id_reference', value: from }] },
      because: 'to see its name in the shop',
    }),
    gp: 'shippingMethod',
  },
  tax: {
    shop: (from) => ({
      tool: 'read_record',
      arguments: { system: 'prestashop', entity: 'tax', key: from },
      because: 'to see its name and rate in the shop',
    }),
    gp: 'taxDetail',
  },
  'tax-rate': { gp: 'taxDetail' },
  payment: { gp: 'paymentTerms' },
  receipt: { gp: 'paymentCardType' },
  checkbook: { gp: 'bank' },
  item: { gp: 'item' },
  unit: { gp: 'item' },
}

/** Where the keys stand that the answers of a value map must be of; empty: not known. */
export function keysInGp(valueMap: string): NextCall[] {
  const gp = memberOf(sourcesOf, valueMap)?.gp
  return gp ? [{ tool: 'list_gp_records', arguments: { entity: gp }, because: 'to see what GP has for it' }] : []
}

function missingValue(valueMap: string, value: string, incident: string): NextCall[] {
  const sources = memberOf(sourcesOf, valueMap)
  const from = code(value)
  const suggested = valueMap === 'carrier' || valueMap === 'tax'
  return [
    ...(suggested && from !== '…'
      ? [
          {
            tool: 'suggest_value_map_entries',
            arguments: { valueMap, from },
            because: 'to see its name and what it may stand for in GP',
          },
        ]
      : []),
    ...(!suggested && sources?.shop && from !== '…' ? [sources.shop(from)] : []),
    ...(suggested
      ? []
      : [{ tool: 'read_value_map', arguments: { valueMap }, because: 'to see what stands for similar values' }]),
    ...(suggested ? [] : keysInGp(valueMap)),
    {
      tool: 'propose_value_map_entry',
      arguments: { valueMap, from, to: '…', reason: '…', incidents: [incident] },
      because: 'to propose the missing answer',
    },
  ]
}

function missingRecord(
  record: { readonly entity: string; readonly key: string },
  { incident, order, orders, path }: Stopped,
): NextCall[] {
  const entity = record.entity.slice('gp.'.length)
  const key = code(record.key)
  const lookUp: NextCall =
    entity === 'item'
      ? { tool: 'list_gp_records', arguments: { entity, search: '…' }, because: 'to look for it under another number' }
      : {
          tool: 'list_gp_records',
          arguments: { entity, where: [{ field: '…', value: '…' }] },
          because: 'to look for it under another key',
        }
  if (entity !== 'item') return [lookUp, ...replay(orders)]
  return [
    lookUp,
    ...(record.key === ''
      ? []
      : [
          {
            tool: 'propose_value_map_entry',
            arguments: { valueMap: 'item', from: key, to: '…', reason: '…', incidents: [incident] },
            because: 'when GP has it under another number: for every order',
          },
        ]),
    ...(order === undefined
      ? []
      : [
          {
            tool: 'propose_record_correction',
            arguments: {
              order,
              path: path ?? 'order_details.….product_reference',
              before: record.key === '' ? '' : key,
              after: '…',
              reason: '…',
            },
            because: path
              ? 'when the shop has it wrong in this order alone, as when its product has another reference by now'
              : 'when the shop has it wrong in this order alone; lines count from 0',
          },
        ]),
  ]
}

/** "4 orders", "3 records of prestashop.orderPayment": what is counted is said. */
export const recordsText = (count: number, entity: string | null) =>
  entity === null || entity === orderEntity ? counted(count, 'order') : `${counted(count, 'record')} of ${entity}`

export const orderEntity = 'prestashop.order'

/** What records are worth together, in one currency; null: not known. */
export interface MoneyRow {
  readonly currency: string | null
  readonly amount: string
  readonly records: number
}

/** "37.10": as many decimals as the currency has, more where there are more. */
export function inDigits(amount: string, currency: string): string {
  const digits = currencyDigitsOf(currency)
  const value = dec(amount)
  return value.decimalPlaces() > digits ? decimalText(value) : value.toFixed(digits)
}

/** Never one sum over currencies. */
export const moneyText = (money: readonly MoneyRow[]) =>
  money
    .map(({ currency, amount, records }) =>
      currency === null ? `${records} of unknown amount` : `${inDigits(amount, currency)} ${currency} (${records})`,
    )
    .join(', ')
