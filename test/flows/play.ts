import { instant } from '../../src/domain/clock.ts'
import { type Json, type RecordValue, recordKey, ref, refText } from '../../src/domain/record.ts'
import type { Action, JournalEntry } from '../../src/domain/run.ts'
import { compile, type Definition, decide, Memory, type Program } from '../../src/language/index.ts'
import { entities, standard } from '../language/standard.ts'
import { type Cart, shopAddress, shopCustomer, shopOrder } from './shop-order.ts'

/** The standard definition with the answers a shop with one tax and one carrier gives. */
export function answered(): Definition {
  const definition = standard()
  const entries: Readonly<Record<string, readonly { from: string; to: string }[]>> = {
    carrier: [{ from: '2', to: 'GROUND' }],
    tax: [{ from: '1', to: 'VAT' }],
    'tax-rate': [5.5, 8.1, 20, 25].map((rate) => ({ from: `FR ${rate}`, to: 'VAT-OTHER' })),
  }
  const valueMaps = Object.fromEntries(
    Object.entries(definition.valueMaps).map(([id, map]) => [id, { ...map, entries: [...(entries[id] ?? [])] }]),
  )
  return { ...definition, valueMaps }
}

export const program: Program = compile(answered(), entities)

export const run = {
  flow: 'order-to-sales-order',
  record: ref('prestashop.order', '7'),
  cutOver: instant('2020-01-01T00:00:00Z'),
}

/** The records of both systems that a run may ask for. GP has every item, and nothing of ours yet. */
export const worldOf = (cart: Cart) =>
  new Map<string, RecordValue>([
    ['prestashop.order 7', shopOrder(cart)],
    ['prestashop.customer 3', shopCustomer],
    ['prestashop.address 4', shopAddress('4')],
    ['prestashop.address 5', shopAddress('5')],
  ])
type World = ReturnType<typeof worldOf>

/** An item that is sold by the piece, at the prices of its currency. */
export const itemFacts: RecordValue = {
  BaseUofM: 'Each',
  DefaultSellingUofM: 'Each',
  UnitsOfMeasure: [{ UofM: 'Each', QuantityInBaseUofM: '1' }],
  PriceDecimals: 2,
}

/** What the engine would append after carrying an action out in this world; null at the end of a run. */
function answerTo(action: Action, world: World): JournalEntry[] | null {
  switch (action.do) {
    case 'read':
      return action.reads.map(({ step, as, record }) => ({
        kind: 'read',
        step,
        as,
        record,
        value: world.get(refText(record)) ?? null,
      }))
    case 'find': {
      const found = [...world.keys()].filter((key) => key.startsWith(`${action.entity} `))
      const keys = found.map((key) => recordKey(key.slice(action.entity.length + 1)))
      return [{ kind: 'found', step: action.step, entity: action.entity, keys, more: false }]
    }
    case 'look-up':
      return [
        {
          kind: 'looked-up',
          links: action.links.map(({ source, entity }) => {
            const key = world.get(`${refText(source)} ${entity}`)?.Key
            return { source, entity, target: typeof key === 'string' ? recordKey(key) : null }
          }),
          records: action.records.map((record) => ({ record, exists: true, facts: { ...itemFacts, Key: record.key } })),
        },
      ]
    case 'note':
      return [action.entry]
    case 'write': {
      const { entity, key, document } = action.write
      return [{ kind: 'written', step: action.step, record: { entity, key }, value: document }]
    }
    default:
      return null
  }
}

export interface Played {
  readonly actions: readonly Action[]
  readonly journal: readonly JournalEntry[]
  readonly end: Action
  /** The sales order that was written, when one was. */
  readonly salesOrder: { readonly [field: string]: Json } | undefined
}

/** Carries a run on from a journal to its end, as the engine does. Sixty actions are more than any order needs. */
export function play(
  world: World,
  from: readonly JournalEntry[] = [],
  of: Program = program,
  decided: (action: Action, journal: readonly JournalEntry[]) => void = () => {},
): Played {
  const journal = [...from]
  const actions: Action[] = []
  const memory = new Memory()
  for (let turn = 0; turn < 60; turn++) {
    const action = decide(of, run, journal, memory)
    decided(action, journal)
    actions.push(action)
    const answer = answerTo(action, world)
    if (answer === null) {
      const written = journal.flatMap((entry) =>
        entry.kind === 'written' && entry.record.entity === 'gp.salesOrder' ? [entry] : [],
      )
      return { actions, journal, end: action, salesOrder: written[0]?.value }
    }
    journal.push(...answer)
  }
  throw new Error('The run asks for more than sixty things')
}
