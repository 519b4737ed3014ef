import { InvalidInput } from '../../domain/errors.ts'
import { foldedKey, type RecordRef, type RecordValue } from '../../domain/record.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { checkChoices } from './shop-choices.ts'
import type { Webservice } from './webservice.ts'
import { listInAllShops } from './within-shop.ts'
import type { WireRow } from './xml.ts'

/** A reference as the shop takes it, that a filter can name: "1,5" would be a range. @see Validate::isReference */
export const newProductKey = /^(?=\S)(?![\d.: -]+,[\d.: -]+$)[^<>;={}[\]|]{1,64}$/u

export const newProductKeyForm =
  'must be a reference that the shop takes: 1 to 64 characters, none of < > ; = { } [ ] |'

export interface NewProductParts {
  readonly webservice: Webservice
  /** Of the connection. */
  readonly shopId?: string | undefined
}

/** What making one needs beside. */
export interface MakingParts extends NewProductParts {
  readonly reference: Pick<ReferenceRows, 'row' | 'mayRead' | 'fresh'>
}

export const referencesInOneAnswer = 50
const shown = ['id', 'reference', 'is_virtual', 'name', 'id_category_default', 'id_tax_rules_group']

/** Of each reference its record, by reference. Letter case counts for nothing, as in the shop and in GP. */
export async function readNewProducts(
  references: readonly string[],
  parts: NewProductParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < references.length; from += referencesInOneAnswer) {
    const some = references.slice(from, from + referencesInOneAnswer)
    const [products, combinations] = await Promise.all([
      rowsOf('products', shown, some),
      rowsOf('combinations', ['id', 'reference'], some),
    ])
    for (const reference of some) {
      const key = foldedKey(reference)
      const its = products.get(key)
      const isThere = its !== undefined || combinations.has(key)
      found.set(reference, {
        ...{ reference, is_there: isThere, name: String(its?.name ?? '') },
        is_virtual: its?.is_virtual === '1',
        id_category_default: String(its?.id_category_default || '0'),
        id_tax_rules_group: String(its?.id_tax_rules_group || '0'),
      })
    }
  }
  return found

  async function rowsOf(
    resource: string,
    display: readonly string[],
    some: readonly string[],
  ): Promise<ReadonlyMap<string, WireRow>> {
    const filter = { reference: `[${some.join('|')}]` }
    // A second product of a reference that another shop of a multistore has would be sold from the same stock.
    const rows = await listInAllShops(parts, resource, { display, filter, sort: '[id_DESC]' })
    // The oldest one of our shop counts for all that share a reference.
    return new Map(rows.map((row) => [foldedKey(String(row.reference)), row]))
  }
}

/** Makes the product, unless the shop has the reference by now: a lost reply, or a person, may have been quicker. */
export async function makeProduct(record: RecordRef, document: RecordValue, parts: MakingParts): Promise<WireRow> {
  const reference = record.key
  if (document.is_there === false)
    throw new InvalidInput('The product', [
      { at: reference, reason: 'was made by the hub; take it out in the shop (Catalog, Products)' },
    ])
  const there = (await readNewProducts([reference], parts)).get(reference)!
  if (there.is_there === true) return { id: reference }
  await addProduct(reference, document, document.is_virtual === true ? 'virtual' : 'standard', record, parts)
  return { id: reference }
}

/**
 * A product with the name, the category and the tax rule group of the document. All that the shop would leave at 0 is said:
 * without `state` it would be a draft that no page of the back office lists. It is switched off and not for order, since its
 * price is 0 until somebody sets it.
 *
 * @returns the row that the shop has made
 */
export async function addProduct(
  reference: string,
  document: RecordValue,
  type: 'standard' | 'combinations' | 'virtual',
  record: RecordRef,
  parts: MakingParts,
): Promise<WireRow> {
  const lacking = ['name', 'id_category_default', 'id_tax_rules_group'].filter((field) => !document[field])
  if (lacking.length > 0)
    throw new InvalidInput(
      'The product',
      lacking.map((at) => ({ at, reason: 'is needed to make it' })),
    )
  await checkChoices('The product', document, parts.reference)
  const [name, category] = [String(document.name), String(document.id_category_default)]
  const languages = await parts.webservice.languages('products', 'name')
  const inAll = (text: string) => new Map(languages.map((id) => [id, text]))
  const fields = {
    ...{ reference, state: '1', active: '0', available_for_order: '0', show_price: '1', visibility: 'both' },
    ...{ price: '0', minimal_quantity: '1', condition: 'new', product_type: type },
    ...(type === 'virtual' ? { is_virtual: '1' } : {}),
    ...{ id_tax_rules_group: String(document.id_tax_rules_group), id_category_default: category },
    ...{ name: inAll(name), link_rewrite: inAll(linkOf(name)) },
    // The default category alone would not show it there.
    associations: { categories: { category: { id: category } } },
  }
  return parts.webservice.add('products', 'product', fields, record)
}

/** The last part of its address. @see Validate::isLinkRewrite */
const linkOf = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 128) || 'product'
