import { rowsWith } from './filters.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { ifAllowed } from './rights.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** What a customer had written on the product of a line. */
interface Customized {
  /** One text field a line, "Engraving: Anna"; a picture by the name of its file. */
  readonly text: string
  /** What stands in each, by `customizationField`: as members of the line, where custom fields of an integration read them. */
  readonly fields: Readonly<Record<string, string>>
}

interface CustomizedLines {
  /** By `id_customization`. */
  readonly by: ReadonlyMap<string, Customized>
  /** False: the key may not read what the fields are called, so that nothing stands in the fields of their names. */
  readonly named: boolean
}

type NamesOfFields = Pick<ReferenceRows, 'row' | 'mayRead'>

/**
 * What customers had written on the products of these lines. No request where nothing is customized. Null when the key may not read
 * it.
 *
 * @see PrestaShop webservice reference: customizations, product_customization_fields
 */
export async function customizedBy(
  details: readonly WireRow[],
  { webservice, reference }: { readonly webservice: Webservice; readonly reference: NamesOfFields },
): Promise<CustomizedLines | null> {
  const ids = [...new Set(details.map((detail) => String(detail.id_customization ?? '0')))].filter((id) =>
    /^[1-9]/.test(id),
  )
  if (ids.length === 0) return { by: new Map(), named: true }
  const found = await ifAllowed(rowsWith(webservice, 'customizations', 'id', ids, { sort: '[id_ASC]' }), null)
  if (found === null) return null
  const written = found.map(async (row) => [String(row.id), await writtenOn(row, reference)] as const)
  return { by: new Map(await Promise.all(written)), named: reference.mayRead('product_customization_fields') }
}

/** A line as if each of its customisation fields were a column of it. Such a column of a module stays. */
export const withCustomized = (detail: WireRow, customized: CustomizedLines | null): WireRow => ({
  ...customized?.by.get(String(detail.id_customization))?.fields,
  ...detail,
})

const prefix = 'customization_'
/** Of a field of a line, whether it holds what a customer had written. */
export const isCustomization = (field: string): boolean => field.startsWith(prefix)

/**
 * The field of an order's line that holds one customisation field: by its name, since each product has fields of its own, and many
 * have one "Engraving". Its number where the name has no Latin letter or digit. "Gravure (20 max.)" is customization_gravure_20_max.
 */
function customizationField(name: string, id: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 48)
    .replace(/^_+|_+$/g, '')
  return prefix + (plain === '' ? id : plain)
}

async function writtenOn(customization: WireRow, reference: NamesOfFields): Promise<Customized> {
  const { customized_data_text_fields: texts, customized_data_images: images } = (customization.associations ??
    {}) as WireRow
  const rows = [texts, images].flatMap((list) => (Array.isArray(list) ? (list as WireRow[]) : []))
  const written = await Promise.all(
    rows.map(async ({ id_customization_field, value }) => {
      const id = String(id_customization_field ?? '0')
      const field = id === '0' ? null : await reference.row('product_customization_fields', id)
      const name = typeof field?.name === 'string' ? field.name : ''
      const text = typeof value === 'string' ? value.trim() : ''
      return text === '' ? [] : [{ name: name || `Field ${id}`, text, at: customizationField(name, id) }]
    }),
  )
  const all = written.flat()
  return {
    text: all.map(({ name, text }) => `${name}: ${text}`).join('\n'),
    fields: Object.fromEntries(
      [...Map.groupBy(all, ({ at }) => at)].map(([at, its]) => [at, its.map(({ text }) => text).join('\n')]),
    ),
  }
}
