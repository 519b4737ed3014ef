import type { FoundField } from '../../domain/connector.ts'
import type { CustomFields, CustomFieldType } from '../../domain/custom-fields.ts'
import { type EntitySchema, type Fields, fieldsIn } from '../../domain/entity.ts'
import { NotFound, type Problem } from '../../domain/errors.ts'
import { memberOf } from '../../domain/record.ts'
import { customizedBy, isCustomization, withCustomized } from './customized.ts'
import { resourceOf } from './read-records.ts'
import { listReadable } from './readable.ts'
import type { ReferenceRows } from './reference-rows.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** Never read: whoever has them can sign in, or take over an account. */
export const secretFields = /passw|secure_key|token|^key$|reset_/

const rowsLookedAt = 50
const mostSamples = 3

/**
 * What the newest records of an entity hold that the hub does not read. Modules add fields to the Webservice's answers; what customers
 * had written on a product of an order is a field of its line by the name that the product gives it.
 */
export async function discoverFields(
  name: string,
  {
    webservice,
    entities,
    reference,
  }: {
    readonly webservice: Webservice
    readonly entities: Readonly<Record<string, EntitySchema>>
    readonly reference: Pick<ReferenceRows, 'row' | 'mayRead'>
  },
): Promise<readonly FoundField[]> {
  const [resource, schema] = [resourceOf(name), memberOf(entities, name)]
  if (!resource || !schema)
    throw new NotFound(`Entity ${name} of the shop`, `The shop has ${Object.keys(entities).join(', ')}.`)
  const rowsOf = async (from: string): Promise<readonly WireRow[]> =>
    (await listReadable(webservice, from, { sort: '[id_DESC]', limit: rowsLookedAt })).rows
  const own = beside(await rowsOf(resource), schema.fields, '')
  if (name !== 'order') return own
  const details = await rowsOf('order_details')
  const customized = await customizedBy(details, { webservice, reference })
  const lines = details.map((detail) => withCustomized(detail, customized?.named ? customized : null))
  return [...own, ...beside(lines, fieldsIn(schema.fields.order_details), 'order_details.')]
}

function beside(rows: readonly WireRow[], fields: Fields, at: string): FoundField[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => typeof row[name] === 'string')))
  return [...names]
    .filter((name) => !Object.hasOwn(fields, name) && !secretFields.test(name))
    .sort()
    .map((name) => {
      const values = [...new Set(rows.map((row) => String(row[name] ?? '')).filter((value) => value !== ''))]
      return {
        path: at + name,
        type: isCustomization(name) ? 'text' : looksLike(values),
        samples: values.slice(0, mostSamples),
      }
    })
}

function looksLike(values: readonly string[]): CustomFieldType {
  const all = (pattern: RegExp) => values.length > 0 && values.every((value) => pattern.test(value))
  if (all(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)) return 'instant'
  if (all(/^\d{4}-\d\d-\d\d$/)) return 'date'
  // A code of digits may begin with zeros, which a number loses: whole numbers stay texts.
  if (all(/^-?\d+\.\d+$/)) return 'decimal'
  return 'text'
}

/** Custom fields that would bring a secret into the hub. */
export const secretsAmong = (custom: CustomFields): Problem[] =>
  Object.entries(custom).flatMap(([entity, fields]) =>
    entity.startsWith('prestashop.')
      ? Object.keys(fields)
          .filter((path) => secretFields.test(path.split('.').at(-1)!))
          .map((path) => ({ at: `custom-fields.json/${entity}/${path}`, reason: 'holds a secret, and is never read' }))
      : [],
  )

/** What customers type freely, as anything but text: "10.50" would be engraved as "10.5", and "12,5 cm" hold its order. */
export const typedByCustomers = (custom: CustomFields): Problem[] =>
  Object.entries(custom['prestashop.order'] ?? {}).flatMap(([path, { type }]) =>
    type !== 'text' && path.startsWith('order_details.') && isCustomization(path.slice('order_details.'.length))
      ? [{ at: `custom-fields.json/prestashop.order/${path}`, reason: 'is what customers type: its type must be text' }]
      : [],
  )
