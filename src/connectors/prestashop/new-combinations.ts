import { InvalidInput } from '../../domain/errors.ts'
import { foldedKey, type RecordRef, type RecordValue, ref } from '../../domain/record.ts'
import { associatedIds } from './associations.ts'
import {
  addProduct,
  type MakingParts,
  type NewProductParts,
  newProductKey,
  newProductKeyForm,
  referencesInOneAnswer,
} from './new-products.ts'
import type { ListQuery } from './webservice.ts'
import { listInAllShops } from './within-shop.ts'
import type { WireRow } from './xml.ts'

/** Values of an option, and combinations of a product, that are looked at; a shop of more is not one that the hub adds to. */
const mostListed = 2000

/**
 * Of each reference its record, by reference. A product of the reference sells it, too: no combination is made beside it. A
 * combination without values of options is half made, and not there: a shop that dies while it makes one leaves such a row.
 */
export async function readNewCombinations(
  references: readonly string[],
  parts: NewProductParts,
): Promise<ReadonlyMap<string, RecordValue>> {
  const found = new Map<string, RecordValue>()
  for (let from = 0; from < references.length; from += referencesInOneAnswer) {
    const some = references.slice(from, from + referencesInOneAnswer)
    const query = { filter: { reference: `[${some.join('|')}]` } }
    const [combinations, products] = await Promise.all([
      // Whole: of a list of fields, the shop leaves out the numbers of the values.
      listInAllShops(parts, 'combinations', query),
      listInAllShops(parts, 'products', { ...query, display: ['id', 'reference'] }),
    ])
    const whole = combinations.filter((row) => valuesOf(row).length > 0)
    const known = new Set([...whole, ...products].map((row) => foldedKey(String(row.reference))))
    for (const reference of some)
      found.set(reference, {
        ...{ reference, is_there: known.has(foldedKey(reference)), product_reference: '', options: [] },
        ...{ name: '', id_category_default: '0', id_tax_rules_group: '0' },
      })
  }
  return found
}

/** The shop keeps apart neither options nor values of one name, nor combinations of the same values: one after the other looks. */
const underWay = new WeakMap<NewProductParts['webservice'], Promise<unknown>>()

/** Makes the combination, with all that it lacks: its product, switched off; options and their values. Done twice it is made once. */
export function makeCombination(record: RecordRef, document: RecordValue, parts: MakingParts): Promise<WireRow> {
  const made = (underWay.get(parts.webservice) ?? Promise.resolve()).then(() => makeNow(record, document, parts))
  underWay.set(
    parts.webservice,
    made.catch(() => undefined),
  )
  return made
}

async function makeNow(record: RecordRef, document: RecordValue, parts: MakingParts): Promise<WireRow> {
  const { webservice } = parts
  const refuse = (reason: string) => new InvalidInput('The combination', [{ at: record.key, reason }])
  if (document.is_there === false) throw refuse('was made by the hub; take it out in the shop (Catalog, Products)')
  const there = (await readNewCombinations([record.key], parts)).get(record.key)!
  if (there.is_there === true) return { id: record.key }
  const options = optionsIn(document)
  const combinationsOf = (id: string) => all('combinations', { filter: { id_product: `[${id}]` } })
  if (!document.product_reference || options.length === 0 || options.some(({ value }) => value === ''))
    throw refuse('needs the reference of its product, and a value of each option')
  if (!newProductKey.test(String(document.product_reference)))
    throw refuse(`belongs to product ${String(document.product_reference)}, which ${newProductKeyForm}`)
  const product = await productOf(String(document.product_reference))
  const values: string[] = []
  for (const { option, value } of options) values.push(await optionValue(option, await optionGroup(option), value))
  const others = await combinationsOf(product)
  const same = others.find((row) => sameValues(valuesOf(row), values))
  if (same)
    throw refuse(
      `is in the shop as combination ${String(same.id)} of product ${product}, with the same values and ${same.reference ? `the reference ${String(same.reference)}` : 'no reference'}; give it this reference in the shop`,
    )
  const associations = { product_option_values: { product_option_value: values.map((id) => ({ id })) } }
  // The shop compares references without accents: another variant's row is whole.
  const half = (await all('combinations', { filter: { reference: `[${record.key}]` } })).find(
    (row) => foldedKey(String(row.reference)) === foldedKey(record.key) && valuesOf(row).length === 0,
  )
  if (half && half.id_product !== product)
    throw refuse(
      `is in the shop as combination ${String(half.id)} of product ${String(half.id_product)}, without values; delete it there`,
    )
  if (half) await webservice.patch('combinations', 'combination', { id: String(half.id), associations }, record)
  else {
    const fields = {
      ...{ id_product: product, reference: record.key, price: '0', minimal_quantity: '1' },
      // One of a product is its default, never two.
      ...(others.some((row) => row.default_on === '1') ? {} : { default_on: '1' }),
      associations,
    }
    await webservice.add('combinations', 'combination', fields, record)
  }
  return { id: record.key }

  /** Its number; it is made where no shop has it. */
  async function productOf(reference: string): Promise<string> {
    const filter = { reference: `[${reference}]` }
    const { rows } = await webservice.list('products', { filter, sort: '[id_ASC]' })
    if (rows.length > 1) throw refuse(`has several products to belong to: ${rows.map(({ id }) => id).join(', ')}`)
    const [row] = rows
    if (!row) {
      const display = ['id']
      const [elsewhere, ofVariant] = await Promise.all([
        listInAllShops(parts, 'products', { display, filter }),
        listInAllShops(parts, 'combinations', { display, filter }),
      ])
      if (elsewhere.length > 0)
        throw refuse(`belongs to product ${elsewhere[0]!.id} of another shop; add the product to this shop`)
      if (ofVariant.length > 0) throw refuse(`belongs to ${reference}, which is itself a combination`)
      const made = await addProduct(reference, document, 'combinations', record, parts)
      return String(made.id)
    }
    const isOne = Number(row.cache_default_attribute ?? 0) === 0 && row.product_type !== 'combinations'
    if (isOne && (await combinationsOf(String(row.id))).length === 0)
      throw refuse(`belongs to product ${String(row.id)}, which is sold without combinations`)
    return String(row.id)
  }

  async function optionGroup(name: string): Promise<string> {
    const rows = await all('product_options', named)
    const found = rows.find((row) => folded(row.name) === folded(name))
    if (found) return String(found.id)
    await notElsewhere('product_options', named, name, `the option ${name}`)
    const text = await inAll('product_options', name)
    const fields = { is_color_group: '0', group_type: 'select', name: text, public_name: text }
    return String((await webservice.add('product_options', 'product_option', fields, record)).id)
  }

  async function optionValue(called: string, option: string, name: string): Promise<string> {
    const filter = { id_attribute_group: `[${option}]` }
    const rows = await all('product_option_values', { ...named, filter })
    const found = rows.find((row) => folded(row.name) === folded(name))
    if (found) return String(found.id)
    await notElsewhere('product_option_values', { ...named, filter }, name, `the value ${name} of the option ${called}`)
    const fields = { id_attribute_group: option, name: await inAll('product_option_values', name) }
    return String((await webservice.add('product_option_values', 'product_option_value', fields, record)).id)
  }

  /** Shops of a multistore have options and values in common: a second one of the name would be the first's double. */
  async function notElsewhere(resource: string, query: ListQuery, name: string, what: string): Promise<void> {
    const rows = await listInAllShops(parts, resource, { ...query, limit: mostListed })
    const found = rows.find((row) => folded(row.name) === folded(name))
    if (found)
      throw refuse(
        `needs ${what}, which another shop has under the number ${String(found.id)}; add it to this shop (Catalog, Attributes & Features)`,
      )
  }

  async function inAll(resource: string, text: string): Promise<ReadonlyMap<string, string>> {
    return new Map((await webservice.languages(resource, 'name')).map((id) => [id, text]))
  }

  async function all(resource: string, query: ListQuery): Promise<readonly WireRow[]> {
    const { rows } = await webservice.list(resource, { ...query, limit: mostListed })
    if (rows.length === mostListed) throw refuse(`is not made where the shop lists ${mostListed} ${resource} or more`)
    return rows
  }
}

/** The oldest of those that differ in nothing but case and blanks comes first. */
const named = { display: ['id', 'name'], sort: '[id_ASC]' } as const
const folded = (text: unknown) => String(text).normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()

function optionsIn(document: RecordValue): readonly { readonly option: string; readonly value: string }[] {
  const rows = (document.options ?? []) as readonly RecordValue[]
  return rows.map(({ option, value }) => ({ option: String(option), value: String(value ?? '').trim() }))
}

/** The numbers of its values. @throws UnexpectedAnswer */
const valuesOf = (row: WireRow) =>
  associatedIds(row, 'product_option_values', ref('prestashop.combination', String(row.id)))

const sameValues = (one: readonly string[], other: readonly string[]) =>
  [...one].sort().join() === [...other].sort().join()
