import type { Json } from '../../domain/record.ts'
import { t } from '../words/index.ts'
import { sentenceIn } from './sentence.ts'

/** A value of a record in one line, for tables of fields. */
export function valueText(value: Json | undefined): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value === '' ? '“”' : value
  if (typeof value !== 'object') return String(value)
  return JSON.stringify(value)
}

/** "gp.salesOrder" → "sales order". Words of the systems stay in English where people have no other for it. */
export const entityText = (entity: string): string =>
  t.entities[entity] ??
  entity
    .slice(entity.indexOf('.') + 1)
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replaceAll('_', ' ')

/** A sentence of the hub for a page, in the reader's language where it is a usual one: "gp.salesOrder WEB7 is written." → "Sales order WEB7 is written." */
export const sentenceText = (sentence: string): string => sentenceIn(t.hubSentences, sentence, entityText)

/** A word of the hub: what it found ("not in GP"), who did something ("the hub"), what a flow or setting is for. As the hub says it where the reader's language has no other. */
export const labelText = (label: string): string => t.hubLabels[label] ?? label

/** A part of a sentence of the hub: a label, or a reason behind an amount. Its first letter stays as it is. */
export function partText(text: string): string {
  const label = t.hubLabels[text]
  if (label !== undefined) return label
  const said = sentenceText(text)
  return /^\p{Ll}/u.test(text) ? said.charAt(0).toLowerCase() + said.slice(1) : said
}

/** The title of a list of such records: "Orders", "GP: item". */
export const kindsText = (entity: string): string =>
  entity === 'prestashop.order' ? t.orders.title : `${systemText(entity)}${t.colon}${entityText(entity)}`

/** The title of one of them: "Order 12", "GP item 100XLG". */
export const recordText = ({ entity, key }: { readonly entity: string; readonly key: string }): string =>
  entity === 'prestashop.order' ? `${t.order.title} ${key}` : `${systemText(entity)} ${entityText(entity)} ${key}`

/** @param entity or the system itself: "gp" */
export const systemText = (entity: string): string => ({ gp: 'GP', hub: 'Hub' })[entity.split('.')[0]!] ?? 'PrestaShop'
