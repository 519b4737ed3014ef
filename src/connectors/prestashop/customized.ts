import { rowsWith } from './filters.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { ifAllowed } from './rights.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/**
 * What customers had written on the products of these lines, by `id_customization`: one text field a line, "Engraving:
 * Anna"; a picture by the name of its file. No request where nothing is customized. Null when the key may not
 * read it.
 *
 * @see PrestaShop webservice reference: customizations, product_customization_fields
 */
export async function customizedBy(
  details: readonly WireRow[],
  { webservice, reference }: { readonly webservice: Webservice; readonly reference: ReferenceRows },
): Promise<ReadonlyMap<string, string> | null> {
  const ids = [...new Set(details.map((detail) => String(detail.id_customization ?? '0')))].filter((id) =>
    /^[1-9]/.test(id),
  )
  if (ids.length === 0) return new Map()
  const found = await ifAllowed(rowsWith(webservice, 'customizations', 'id', ids, { sort: '[id_ASC]' }), null)
  if (found === null) return null
  return new Map(await Promise.all(found.map(async (row) => [String(row.id), await textOf(row, reference)] as const)))
}

async function textOf(customization: WireRow, reference: ReferenceRows): Promise<string> {
  const { customized_data_text_fields: texts, customized_data_images: images } = (customization.associations ??
    {}) as WireRow
  const fields = [texts, images].flatMap((list) => (Array.isArray(list) ? (list as WireRow[]) : []))
  const lines = await Promise.all(
    fields.map(async ({ id_customization_field, value }) => {
      const id = String(id_customization_field ?? '0')
      const field = id === '0' ? null : await reference.row('product_customization_fields', id)
      const name = typeof field?.name === 'string' && field.name !== '' ? field.name : `Field ${id}`
      return typeof value === 'string' && value.trim() !== '' ? [`${name}: ${value.trim()}`] : []
    }),
  )
  return lines.flat().join('\n')
}
