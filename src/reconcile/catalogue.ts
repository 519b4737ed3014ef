import { foldedKey, type Json } from '../domain/record.ts'
import { allOf, type BothSides } from './both-sides.ts'
import type { Difference } from './differences.ts'

/** Something that the shop sells by itself: a product without combinations, or one of its combinations. */
export interface Sold {
  readonly product: string
  /** "0": the product itself. */
  readonly combination: string
  readonly reference: string
  /** Of a product, in the language of the connection; combinations have none. */
  readonly name?: string
  /** Its page is shown, and it can be ordered. */
  readonly isForSale: boolean
}

export interface Item {
  readonly key: string
  readonly class: string
  readonly description: string
  readonly isDiscontinued: boolean
}

/** What shop and GP call their goods, and what the definition says of it. */
export interface Catalogue {
  readonly sold: readonly Sold[]
  readonly items: readonly Item[]
  /** The value map `item`. */
  readonly itemOf: ReadonlyMap<string, string | null>
  /** Classes of GP whose items the shop shall sell: those of the value map `category`. */
  readonly classes: ReadonlySet<string>
}

/** Differences of each kind that are named one by one; the others are counted. */
const mostNamed = 200

/**
 * Products and combinations whose reference is no item of GP, references that several of them share, and items that the shop
 * does not sell. Both lists are read whole: some 200 bytes a record stay in memory meanwhile.
 */
export async function cataloguePage(
  sides: BothSides,
): Promise<{ readonly differences: readonly Difference[]; readonly notes: readonly string[] }> {
  const products = new Map<string, { readonly isForSale: boolean; readonly one: Sold | null }>()
  for await (const value of allOf(sides, 'prestashop.product')) {
    const isForSale = value.active === true && value.available_for_order === true
    const one = {
      ...{ product: String(value.id), combination: '0', reference: textOf(value.reference), isForSale },
      name: textOf(value.name),
    }
    products.set(one.product, { isForSale, one: value.has_combinations === true ? null : one })
  }
  const sold = [...products.values()].flatMap(({ one }) => one ?? [])
  for await (const value of allOf(sides, 'prestashop.combination')) {
    const product = products.get(String(value.id_product))
    // One whose product is gone is sold no more.
    if (product)
      sold.push({
        ...{ product: String(value.id_product), combination: String(value.id) },
        ...{ reference: textOf(value.reference), isForSale: product.isForSale },
      })
  }
  const items: Item[] = []
  for await (const value of allOf(sides, 'gp.item'))
    items.push({
      key: String(value.Key),
      class: textOf(value.ClassKey),
      description: textOf(value.Description),
      isDiscontinued: value.IsDiscontinued === true,
    })
  const found = catalogueDifferences({
    ...{ sold, items },
    itemOf: new Map(entriesOf(sides, 'item').map(({ from, to }) => [from, to ?? null])),
    classes: new Set(entriesOf(sides, 'category').map(({ from }) => foldedKey(from))),
  })
  const notes = [...Map.groupBy(found, ({ kind }) => kind)].flatMap(([kind, all]) =>
    all.length > mostNamed ? [`Of ${all.length} differences “${kind}” the first ${mostNamed} are listed.`] : [],
  )
  const left = new Map<string, number>()
  const differences = found.filter(({ kind }) => {
    left.set(kind, (left.get(kind) ?? 0) + 1)
    return left.get(kind)! <= mostNamed
  })
  return { differences, notes }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value.trim() : '')

function entriesOf({ parts }: BothSides, id: string) {
  const part = parts[`value-maps/${id}.json`] as
    | { readonly entries?: readonly { readonly from: string; readonly to?: string | null }[] }
    | undefined
  return part?.entries ?? []
}

/**
 * How people write one number in several ways: letter case, blanks, dashes, dots and zeros in front of a number count for
 * nothing. "Tea-007" and "TEA 7" are nearly the same. Between two digits a sign stays, as "-", and so do zeros behind it:
 * TEA-1-5 is not TEA-15, and 10.05 neither 1005 nor 10.5.
 */
export const nearly = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/(?<!\p{N}[^\p{L}\p{N}]*)\d+/gu, (digits) => digits.replace(/^0+(?=\d)/, ''))
    .replaceAll(/[^\p{L}\p{N}]+/gu, (_, at: number, all: string) => (isBetweenDigits(all, at) ? '-' : ''))

const isBetweenDigits = (text: string, at: number) =>
  /\p{N}$/u.test(text.slice(0, at)) && /^[^\p{L}\p{N}]+\p{N}/u.test(text.slice(at))

/** Shorter ones are shared by what has nothing else in common: "Mug". */
const shortestName = 8
/** What a thing is called: letter case, blanks and signs count for nothing, nor those that the shop refuses in names. */
function calledAs(text: string): string | null {
  const called = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
  return called.length < shortestName ? null : called
}

/**
 * By its reference a product that is no item of GP, and the item that it has become: called the same, and no other product and
 * no other item that the shop does not sell is. GP renumbers items (Item Number Modifier), and the shop hears nothing of it.
 */
function renumberedAs(lost: readonly Sold[], unsold: readonly Item[]): ReadonlyMap<Sold, Item> {
  const byName = Map.groupBy(lost, ({ name = '' }) => calledAs(name))
  const items = Map.groupBy(unsold, ({ description }) => calledAs(description))
  return new Map(
    [...byName].flatMap(([called, [product, ...others]]) => {
      const [item, ...more] = called === null ? [] : (items.get(called) ?? [])
      return item && product && others.length + more.length === 0 ? [[product, item] as const] : []
    }),
  )
}

/** Pure. An item is found as an order line finds it: by the value map, or by the reference, whatever its letter case. */
export function catalogueDifferences({ sold, items, itemOf, classes }: Catalogue): Difference[] {
  const known = new Set(items.map(({ key }) => foldedKey(key)))
  // One that is discontinued takes no order: a number that is nearly its own says nothing.
  const alike = Map.groupBy(
    items.filter(({ isDiscontinued }) => !isDiscontinued),
    ({ key }) => nearly(key),
  )
  const named = sold.map((one) => {
    const own = itemOf.get(`${one.product}:${one.combination}`)
    const key = own ?? itemOf.get(one.reference) ?? one.reference
    const near = nearly(key) === '' ? [] : (alike.get(nearly(key)) ?? [])
    return { one, own, key, isItem: known.has(foldedKey(key)), near }
  })
  /** By item all that is it, or is nearly. */
  const taken = new Map<string, Sold[]>()
  const byReference = new Map<string, Sold[]>()
  for (const { one, own, key, isItem, near } of named) {
    for (const item of isItem ? [key] : near.map((item) => item.key)) addTo(taken, item, one)
    if (own === undefined && one.reference !== '') addTo(byReference, one.reference, one)
  }
  const isMapped = (one: Sold, own: string | null | undefined) => own !== undefined || itemOf.has(one.reference)
  const renumbered = renumberedAs(
    named.flatMap(({ one, own, key, isItem, near }) =>
      !isItem && one.isForSale && key !== '' && near.length === 0 && !isMapped(one, own) ? [one] : [],
    ),
    items.filter(({ key, isDiscontinued }) => !isDiscontinued && !taken.has(foldedKey(key))),
  )
  const become = new Set(renumbered.values())
  const differences: Difference[] = []
  for (const { one, own, key, isItem, near } of named)
    if (!isItem && one.isForSale) {
      const asItem = renumbered.get(one)
      if (asItem) {
        differences.push(asAnotherNumber(one, asItem))
        continue
      }
      const [only, ...several] = isMapped(one, own) ? [] : near
      const other = only && several.length === 0 && taken.get(foldedKey(only.key))!.find((its) => its !== one)
      differences.push(other ? takenAlready(one, only, other) : withoutItem(one, key, near, isMapped(one, own)))
    }
  for (const same of byReference.values()) if (same.length > 1) differences.push(shared(same))
  for (const item of items)
    if (
      !item.isDiscontinued &&
      classes.has(foldedKey(item.class)) &&
      !taken.has(foldedKey(item.key)) &&
      !become.has(item)
    )
      differences.push(notSold(item))
  return differences
}

function addTo(lists: Map<string, Sold[]>, key: string, one: Sold): void {
  const list = lists.get(foldedKey(key)) ?? []
  lists.set(foldedKey(key), list)
  list.push(one)
}

const like = { order: '', correction: null, amount: '0', currency: '', about: [], mark: null } as const
const recordOf = ({ product, combination }: Sold) =>
  combination === '0' ? `prestashop.product ${product}` : `prestashop.combination ${combination}`

function withoutItem(one: Sold, key: string, near: readonly Item[], isMapped: boolean): Difference {
  const [only, ...others] = near
  if (isMapped || !only)
    return {
      ...{ ...like, reference: recordOf(one), kind: 'no item in GP', cause: key === '' ? 'unknown' : 'not in GP' },
      says:
        key === ''
          ? `${recordOf(one)} has no reference and can be ordered, so no item of GP is known for it.`
          : `${recordOf(one)} can be ordered, and GP has no item ${key}, by which it would be sold.`,
      next:
        key === ''
          ? `Give it the number of its item as its reference in the shop; or name the item in the value map "item", for "${one.product}:${one.combination}".`
          : 'Enter the item in GP, or correct the number; or take the product out of the shop. Orders of it stop.',
    }
  return {
    ...{ ...like, reference: recordOf(one), kind: 'nearly an item', cause: 'written differently' },
    says:
      others.length > 0
        ? `${recordOf(one)} has the reference ${key}, which is no item of GP; nearly the same are ${near
            .slice(0, 5)
            .map((item) => item.key)
            .join(', ')}.`
        : `${recordOf(one)} has the reference ${key}, which is no item of GP; item ${only.key} is nearly the same.`,
    next:
      others.length > 0
        ? 'Correct the reference in the shop; or name the item in the value map "item". Orders of it stop.'
        : `If it is this item, correct the reference in the shop to ${only.key}, or let the value map "item" say so: "ledgerline reconcile --propose" proposes the entry. Orders of it stop.`,
    correction:
      others.length > 0 ? null : { do: 'value', valueMap: 'item', from: key, to: only.key, because: 'number' },
  }
}

/** With an entry in the value map two products would be sold from the same stock, and their references would not show it. */
const takenAlready = (one: Sold, item: Item, other: Sold): Difference => ({
  ...{ ...like, reference: recordOf(one), kind: 'nearly an item', cause: 'written differently' },
  says: `${recordOf(one)} has the reference ${one.reference}, which is no item of GP; item ${item.key} is nearly the same, and ${recordOf(other)} is that item, or nearly, as well.`,
  next: 'See which of them is this item: both would be sold from the same stock. Correct its reference in the shop where it is not exact, and take the other out of the shop, or give it the number of its own item. Orders of it stop.',
})

const asAnotherNumber = (one: Sold, item: Item): Difference => ({
  ...{ ...like, reference: recordOf(one), kind: 'nearly an item', cause: 'renumbered' },
  says: `${recordOf(one)} can be ordered, and GP has no item ${one.reference}, by which it would be sold. Item ${item.key}, which the shop does not sell, is called the same.`,
  next: `If the item was renumbered, correct the reference in the shop to ${item.key}, or let the value map "item" say so: "ledgerline reconcile --propose" proposes the entry. Orders of it stop.`,
  correction: { do: 'value', valueMap: 'item', from: one.reference, to: item.key, because: 'name' },
})

const shared = (same: readonly Sold[]): Difference => ({
  ...{ ...like, reference: same[0]!.reference, kind: 'one reference, several products', cause: 'used twice' },
  says: `${same.length} have the reference ${same[0]!.reference}, so each would be sold from the same stock: ${same.slice(0, 10).map(recordOf).join(', ')}${same.length > 10 ? ', …' : ''}.`,
  next: 'Give each its own reference in the shop; or name the item of each in the value map "item", by product and combination: "12:0".',
})

const notSold = (item: Item): Difference => ({
  ...{ ...like, reference: `gp.item ${item.key}`, kind: 'item that the shop does not sell', cause: 'not in the shop' },
  says: `Item ${item.key} is of class ${item.class}, which the value map "category" names, and no product has its number.`,
  next: 'See whether the process new-products is on, and what its rounds ask: "ledgerline flows". If the shop shall not sell it, give it another class, or mark it as discontinued in GP.',
})
