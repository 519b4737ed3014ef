import { instant } from '../../../domain/clock.ts'
import type { RemoteWrite } from '../../../domain/connector.ts'
import type { CustomFields } from '../../../domain/custom-fields.ts'
import { type EntityName, type Json, memberOf, type RecordValue } from '../../../domain/record.ts'
import type { ReferenceRows } from '../reference-rows.ts'
import type { ShopTime } from '../shop-time.ts'
import type { StockScope } from '../stock-scope.ts'
import type { Webservice } from '../webservice.ts'
import type { SentFields, WireRow } from '../xml.ts'

export interface WriteParts {
  readonly webservice: Webservice
  readonly reference: Pick<ReferenceRows, 'settings' | 'row' | 'mayRead' | 'fresh'>
  /** Of the connection; undefined: the shop is the only one. */
  readonly shopId?: string | undefined
  readonly stockScope: StockScope
  readonly time: ShopTime
  readonly customFields?: CustomFields
}

/**
 * Changes the row of a record. Whether a custom field is a text in several languages the row alone shows: sent without its
 * language, it would take the place of the text in each of them.
 * @param translated fields of the hub's own that are texts in several languages
 */
export function patchRow(
  resource: string,
  node: string,
  { record, document, tellCustomer }: RemoteWrite,
  parts: WriteParts,
  translated: readonly string[] = [],
  more: SentFields = {},
): Promise<WireRow> {
  const inLanguages = [...translated, ...customIn(parts, record.entity)].filter((field) =>
    Object.hasOwn(document, field),
  )
  const texts = wireTexts(document)
  const query: Record<string, string> = tellCustomer ? { sendemail: '1' } : {}
  const { webservice } = parts
  return inLanguages.length === 0
    ? webservice.patch(resource, node, { id: record.key, ...texts, ...more }, record, query)
    : webservice.patchTranslated(resource, node, { id: record.key, ...texts, ...more }, inLanguages, record, query)
}

/** Those of the record's own row that may be written. */
export const customIn = ({ customFields = {} }: Pick<WriteParts, 'customFields'>, entity: EntityName) =>
  Object.entries(customFields[entity] ?? {}).flatMap(([path, { readOnly }]) =>
    readOnly || path.includes('.') ? [] : [path],
  )

/** The shop takes no other time than its own. No field of the hub's own that is written is one. */
export function inShopTime(
  entity: EntityName,
  document: RecordValue,
  { customFields = {}, time }: WriteParts,
): RecordValue {
  const its = customFields[entity] ?? {}
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) =>
      typeof value === 'string' && memberOf(its, name)?.type === 'instant'
        ? [name, time.toLocal(instant(value))]
        : [name, value],
    ),
  )
}

export const wireTexts = (document: RecordValue) =>
  Object.fromEntries(Object.entries(document).map(([field, value]) => [field, wireText(value)]))
export const wireText = (value: Json | undefined) =>
  value === null || value === undefined ? '' : value === true ? '1' : value === false ? '0' : String(value)
