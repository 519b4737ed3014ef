import { Decimal } from '../../src/domain/decimal.ts'
import type { Json, RecordValue } from '../../src/domain/record.ts'
import { compile, type Definition, type DefinitionEdit, edit, type Program } from '../../src/language/index.ts'
import { answered, type Played, play, worldOf } from '../../test/flows/play.ts'
import { plainCart } from '../../test/flows/shop-order.ts'
import { entities } from '../../test/language/standard.ts'

function madeForRules(): Definition {
  const definition = answered()
  const entry = (from: string, label: string, to: string | null) => ({ from, label, to })
  const carrier = [
    entry('2', 'Colissimo', 'GROUND'),
    entry('3', 'DHL Express', 'NEXTDAY'),
    entry('4', 'Retrait en magasin', null),
  ]
  const payment = [entry('ps_wirepayment', 'Bank wire', 'Prepaid')]
  const { valueMaps } = definition
  return {
    ...definition,
    valueMaps: {
      ...valueMaps,
      carrier: { ...valueMaps.carrier!, entries: carrier },
      payment: { ...valueMaps.payment!, entries: payment },
    },
  }
}
const known = madeForRules()
/** The standard flows of a shop with three carriers, two taxes and a payment method. The same one each time. */
export const ruleDefinition = (): Definition => known
export { entities }

/** An order of the shop, by what is different in it. `price`: of its one line, without tax; the freight is 7, the tax 20 %. */
export interface SampleOrder {
  readonly price?: string | undefined
  readonly order?: { readonly [field: string]: Json } | undefined
  readonly line?: { readonly [field: string]: Json } | undefined
  readonly shipTo?: { readonly [field: string]: Json } | undefined
  readonly billTo?: { readonly [field: string]: Json } | undefined
  readonly customer?: { readonly [field: string]: Json } | undefined
  /** How many lines of that price; 1 where it is left out. */
  readonly lines?: number | undefined
}

export interface SampleEnd {
  readonly outcome: 'written' | 'held' | 'skipped'
  readonly document: { readonly [field: string]: Json } | null
}

/** What becomes of the order under the edits. Pure: the decisions of the product over records that are made here. */
export function liveThrough(edits: readonly DefinitionEdit[], sample: SampleOrder): SampleEnd {
  const { end, salesOrder } = lived(edited(edits), sample)
  if (end.do === 'ask') return { outcome: 'held', document: null }
  if (end.do === 'finish' && end.state === 'skipped') return { outcome: 'skipped', document: null }
  return { outcome: 'written', document: salesOrder ?? null }
}

/** Each is lived through by many orders: the definition under these edits, and its program, are made once. */
const afterEdits = new WeakMap<readonly DefinitionEdit[], Definition>()
function edited(edits: readonly DefinitionEdit[]): Definition {
  const made = afterEdits.get(edits) ?? (edits.length > 0 ? edit(known, edits).definition : known)
  afterEdits.set(edits, made)
  return made
}
const programs = new WeakMap<Definition, Program>()
function programOf(definition: Definition): Program {
  const made = programs.get(definition) ?? compile(definition, entities)
  programs.set(definition, made)
  return made
}

/** The run of an order under a definition. */
export function lived(definition: Definition, sample: SampleOrder): Played {
  const lines = Array.from({ length: sample.lines ?? 1 }, () => ({
    price: new Decimal(sample.price ?? '20'),
    quantity: 1,
  }))
  const world = worldOf({ ...plainCart, lines })
  const put = (key: string, of: { readonly [field: string]: Json } | undefined) =>
    world.set(key, { ...world.get(key)!, ...of } as RecordValue)
  put('prestashop.customer 3', sample.customer)
  put('prestashop.address 4', sample.billTo)
  put('prestashop.address 5', sample.shipTo)
  const order = world.get('prestashop.order 7') as { order_details: RecordValue[] } & RecordValue
  put('prestashop.order 7', {
    // As the shop is installed: taxed where it is delivered.
    taxed_at_invoice: false,
    ...sample.order,
    order_details: order.order_details.map((line) => ({ ...line, ...sample.line })) as Json,
  })
  return play(world, [], programOf(definition))
}
