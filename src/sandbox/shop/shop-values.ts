import type { Resource } from './resources.ts'
import { plain, type Row, type Tables } from './rows.ts'

/** The shop of a call that names none; also the one whose lists a call gets that names a group, or all. @see Shop::initialize */
export const defaultShop = '1'

/** Resources whose rows a shop has or has not. @see Shop::init */
const associated: ReadonlySet<string> = new Set([
  ...['products', 'combinations', 'product_options', 'product_option_values', 'product_features', 'categories'],
  ...['manufacturers', 'suppliers', 'carriers', 'countries', 'zones', 'currencies', 'languages', 'groups'],
  'tax_rule_groups',
])

/** Fields that each shop has for itself; of a product also every translated one. @see Product::$definition, Combination::$definition */
const ofEachShop: Readonly<Record<string, ReadonlySet<string>>> = {
  products: new Set(
    (
      'id_category_default cache_default_attribute id_tax_rules_group on_sale online_only ecotax minimal_quantity low_stock_threshold ' +
      'low_stock_alert price wholesale_price unity unit_price unit_price_ratio additional_shipping_cost customizable text_fields ' +
      'uploadable_files active redirect_type id_type_redirected available_for_order available_date show_condition condition ' +
      'show_price indexed visibility advanced_stock_management date_add date_upd pack_stock_type'
    ).split(' '),
  ),
  combinations: new Set(
    (
      'wholesale_price price ecotax weight unit_price_impact minimal_quantity low_stock_threshold low_stock_alert default_on ' +
      'available_date'
    ).split(' '),
  ),
}

/** What a call is about. */
export interface ShopScope {
  /** Whose lists it gets, and whose values. */
  readonly own: string
  /** Whose records it may read by their number, and what it writes in. */
  readonly all: readonly string[]
}

export function scopeOf(tables: Tables, query: URLSearchParams): ShopScope {
  const [shop, group] = [query.get('id_shop'), query.get('id_group_shop')]
  if (group === null && shop !== 'all') return { own: shop ?? defaultShop, all: [shop ?? defaultShop] }
  const shops = tables.of('shops').byId()
  const its = group === null ? shops : shops.filter((row) => plain(row, 'id_shop_group') === group)
  return { own: defaultShop, all: its.map(({ id }) => String(id)) }
}

/** Whether one of the shops has the row. */
export const isIn = ({ name }: Resource, { shops }: Row, some: readonly string[]) =>
  shops === undefined || !associated.has(name) || some.some((shop) => shops[shop] !== undefined)

/** The row with the values of that shop. */
export const seenIn = (row: Row, { own }: ShopScope): Row =>
  row.shops?.[own] === undefined ? row : { ...row, fields: { ...row.fields, ...row.shops[own] } }

/** A new row is in the shops of the call alone. */
export function madeIn(tables: Tables, { name }: Resource, row: Row, { all }: ShopScope): Row {
  if (!associated.has(name) || tables.of('shops').size < 2) return row
  return { ...row, shops: Object.fromEntries(all.map((shop) => [shop, {}])) }
}

/**
 * The row after a write of `fields`, as the shop of the call saw it. The other shops keep what they have of their own; a shop
 * that did not have the row gets it.
 */
export function writtenIn(
  tables: Tables,
  resource: Resource,
  before: Row,
  fields: Row['fields'],
  scope: ShopScope,
): Row {
  const own = ofEachShop[resource.name]
  const shops = tables.of('shops').byId()
  if (!own || shops.length < 2) return { ...before, fields }
  const isOwn = (field: string) =>
    own.has(field) || (resource.name === 'products' && resource.fields.get(field)?.translated === true)
  const ownOf = (all: Row['fields']) => Object.fromEntries(Object.entries(all).filter(([field]) => isOwn(field)))
  const had = before.shops ?? Object.fromEntries(shops.map(({ id }) => [String(id), {}]))
  const written = scope.all.length === 1 ? scope.all : scope.all.filter((shop) => had[shop] !== undefined)
  const valuesIn = (shop: string): Row['fields'] => {
    // Those of the first shop are the row's.
    if (shop === defaultShop) return {}
    return written.includes(shop) ? ownOf(fields) : { ...ownOf(before.fields), ...had[shop] }
  }
  const every = [...new Set([...Object.keys(had), ...written])]
  return {
    ...before,
    fields: written.includes(defaultShop) ? fields : { ...fields, ...ownOf(before.fields) },
    shops: Object.fromEntries(every.map((shop) => [shop, valuesIn(shop)])),
  }
}
