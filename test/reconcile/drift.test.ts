import { expect, test } from 'vitest'
import { prestashopWrites } from '../../src/connectors/prestashop/direct-writes/index.ts'
import { prestashopEntities } from '../../src/connectors/prestashop/entities/index.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import {
  type EntityName,
  type Json,
  type RecordKey,
  type RecordRef,
  recordKey,
  refText,
} from '../../src/domain/record.ts'
import type { BulkRow } from '../../src/domain/stores.ts'
import { customersProcess } from '../../src/flows/customers/index.ts'
import { discontinuedProcess } from '../../src/flows/discontinued/index.ts'
import { itemDetailsProcess } from '../../src/flows/item-details/index.ts'
import { itemNamesProcess } from '../../src/flows/item-names/index.ts'
import { groupPricesProcess } from '../../src/flows/prices/groups.ts'
import { pricesProcess } from '../../src/flows/prices/index.ts'
import type { Process } from '../../src/flows/process.ts'
import { stockProcess } from '../../src/flows/stock/index.ts'
import type { Flow } from '../../src/language/index.ts'
import { driftNow } from '../../src/reconcile/drift.ts'
import type { BothSides } from '../../src/reconcile/index.ts'
import { offerDrift } from '../../src/reconcile/offer-drift.ts'
import { reconcilePage } from '../../src/reconcile/page.ts'
import { drawnBy } from '../support/month.ts'

const period = { from: '2026-11-01', to: '2026-11-30' }
const flow = 'stock-to-shop'

/** What became of one stock row, by its place: most agree, some are planted. */
interface Planted {
  readonly row: number
  readonly cause: string
  readonly amount: string
}

/** A month of a shop with this many stock rows. What is planted follows from the seed alone. */
function month(seed: number, rows: number) {
  const draw = drawnBy(seed)
  const planted: Planted[] = []
  const bulk = new Map<RecordKey, BulkRow>()
  const inShop = new Map<string, number>()
  const live = new Map<string, { readonly quantity: number } | { readonly reason: string }>()
  const stopped = new Set<string>()
  const reported: { row: number; cause: 'edited' | 'missed' }[] = []
  for (let row = 1; row <= rows; row++) {
    const key = recordKey(String(row).padStart(6, '0'))
    const set = 10 + draw(90)
    const values = (quantity: number) => ({ id: String(row), quantity })
    const like = {
      key,
      targetKey: String(row),
      seenHash: '',
      uses: {},
      urgency: 0,
      replaced: null,
      compared: null,
      sent: null,
    }
    bulk.set(key, { ...like, written: values(set), wanted: null })
    inShop.set(String(row), set)
    live.set(key, { quantity: set })
    const by = 1 + draw(9)
    const what = draw(Math.ceil(rows / 4))
    if (what === 0) {
      inShop.set(String(row), set + by)
      planted.push({ row, cause: 'edited in the shop', amount: String(by) })
    } else if (what === 1) {
      // GP moved; the round has noted it and not written it.
      bulk.set(key, { ...like, written: values(set), wanted: values(set - by) })
      live.set(key, { quantity: set - by })
      planted.push({ row, cause: 'waits', amount: String(by) })
    } else if (what === 2) {
      stopped.add(key)
      planted.push({ row, cause: 'stopped', amount: '0' })
    } else if (what === 3) {
      inShop.set(String(row), set - by)
      live.set(key, { reason: 'The reference is of two products.' })
      planted.push({ row, cause: 'stopped', amount: '0' })
    } else if (what === 4) {
      // It was sold since: a run finds nothing to do.
      inShop.set(String(row), set - 1)
      live.set(key, { quantity: set - 1 })
    } else if (what === 5 || what === 6) {
      const cause = what === 5 ? 'edited' : 'missed'
      reported.push({ row, cause })
      planted.push({ row, cause: what === 5 ? 'edited in the shop' : 'missed', amount: '7' })
    }
  }
  return { planted, bulk, inShop, live, stopped, reported }
}

const partsOf = ({ mappings }: Process, its: Flow): Record<string, Json> =>
  JSON.parse(
    JSON.stringify({
      [`flows/${its.id}.json`]: its,
      ...Object.fromEntries(mappings.map((one) => [`mappings/${one.id}.json`, one])),
    }),
  )

function sidesOf(of: ReturnType<typeof month>, blocked: string | null = null) {
  let most = 0
  const keys = [...of.bulk.keys()].sort()
  const sides = {
    parts: partsOf(stockProcess, stockProcess.flows[0]!),
    offFlows: [] as readonly string[],
    isProposed: (entity: EntityName) => prestashopWrites.has(entity),
    schema: (entity: string) => prestashopEntities[entity.slice('prestashop.'.length)]!,
    bulkRows: async (_: string, after: string | null, limit: number) => {
      const rows = keys.filter((key) => after === null || key > after).slice(0, limit)
      most = Math.max(most, rows.length)
      return rows.map((key) => of.bulk.get(key)!)
    },
    blocked: async () => blocked,
    moved: async () => () => false,
    page: async () => ({ records: [], next: null }),
    readMany: async (records: readonly RecordRef[]) =>
      new Map<string, unknown>(
        records.map((record): [string, unknown] => {
          if (record.entity === 'hub.drift') {
            const isDay = record.key === `${flow} 2026-11-12`
            const rows = of.reported.map(({ row, cause }) => ({
              ...{ at: '2026-11-12T03:00:00.000Z', target: String(row), cause, field: 'quantity' },
              ...{ before: '3', after: '10' },
            }))
            return [refText(record), { value: isDay ? { key: record.key, rows } : null }]
          }
          const quantity = of.inShop.get(record.key)!
          return [refText(record), { value: { id: record.key, quantity, id_product: '1' } }]
        }),
      ),
    heldBy: async () => new Set([...of.stopped].map((key) => `prestashop.stockAvailable ${key}`)),
    runs: async (records: readonly RecordRef[]) =>
      new Map(
        records
          .filter(({ key }) => of.stopped.has(key))
          .map(({ key }) => [key, { state: 'stopped', reason: 'No such item.' }]),
      ),
    tryRun: async (_: string, { key }: RecordRef) => {
      const now = of.live.get(key)!
      if ('reason' in now) return { is: 'held', reason: now.reason }
      const { targetKey } = of.bulk.get(key)!
      return of.inShop.get(targetKey) === now.quantity
        ? { is: 'agrees' }
        : { is: 'differs', wanted: { id: targetKey, quantity: now.quantity } }
    },
  } as unknown as BothSides
  return { sides, most: () => most }
}

async function allOf(sides: BothSides) {
  const found = []
  for (let cursor: string | null = 'drift/0/'; cursor !== null; ) {
    const page = await reconcilePage(sides, period, cursor, '2026-12-01')
    found.push(...page.differences)
    cursor = page.next
  }
  return found
}

const shown = (found: Awaited<ReturnType<typeof allOf>>) =>
  found.map(({ reference, cause, amount, kind }) => [reference, kind, cause, amount].join(' | ')).sort()

test.each([11, 23, 37])(
  'in a month of seed %i each planted difference of stock is found with its cause, and no other',
  async (seed) => {
    const of = month(seed, 1000)
    expect(of.planted.length).toBeGreaterThan(10)
    const { sides, most } = sidesOf(of)
    expect(shown(await allOf(sides))).toEqual(
      of.planted
        .map(({ row, cause, amount }) =>
          [`prestashop.stockAvailable ${row}`, 'another stock', cause, amount].join(' | '),
        )
        .sort(),
    )
    // A shop of any size takes the memory of a page.
    expect(most()).toBe(200)
  },
)

test('what a stopped round or a pause keeps from the shop is blocked, and says by what; of a flow that is off nothing is compared', async () => {
  const of = month(11, 400)
  const { sides } = sidesOf(of, 'The flow stock-to-shop is paused.')
  const found = await allOf(sides)
  expect(found.filter(({ cause }) => cause === 'waits')).toEqual([])
  const blocked = found.filter(({ cause }) => cause === 'blocked')
  expect(blocked.length).toBe(of.planted.filter(({ cause }) => cause === 'waits').length)
  for (const one of blocked) {
    expect(one.says).toMatch(/is paused/)
    expect(one.next).toMatch(/no number of now is proposed/)
  }
  const page = await driftNow(sides, { flow: 0, after: null })
  const offered = page.found.filter(({ set }) => set !== null).map(({ difference: { cause } }) => cause)
  expect(new Set(offered)).toEqual(new Set(['edited in the shop']))
  expect(await allOf({ ...sides, offFlows: [flow] })).toEqual([])
})

test('what a round has found, and is still so while a person is asked, is one difference', async () => {
  const of = month(11, 400)
  const [key, row] = [...of.bulk].find(([one]) => !of.planted.some(({ row }) => String(row) === one))!
  const set = Number(row.written!.quantity)
  // As the report of the round has it: 3 in the shop, and not set right.
  of.inShop.set(row.targetKey, 3)
  of.live.set(key, { quantity: set })
  of.reported.push({ row: Number(row.targetKey), cause: 'edited' })
  const { sides } = sidesOf(of)
  const found = (await allOf(sides)).filter(
    ({ reference }) => reference === `prestashop.stockAvailable ${row.targetKey}`,
  )
  expect(found).toMatchObject([{ cause: 'edited in the shop', amount: String(set - 3) }])
})

test('what a round has found and set right stays listed, also where the shop holds as much again since pieces were sold', async () => {
  const of = month(11, 400)
  const [key, row] = [...of.bulk].find(([one]) => !of.planted.some(({ row }) => String(row) === one))!
  // The report has "3 in the shop, and 10 by GP"; all but three were sold since.
  of.bulk.set(key, { ...row, written: { ...row.written, quantity: 3 } })
  of.inShop.set(row.targetKey, 3)
  of.live.set(key, { quantity: 3 })
  of.reported.push({ row: Number(row.targetKey), cause: 'edited' })
  const { sides } = sidesOf(of)
  const found = (await allOf(sides)).filter(
    ({ reference }) => reference === `prestashop.stockAvailable ${row.targetKey}`,
  )
  expect(found).toMatchObject([{ cause: 'edited in the shop', amount: '7' }])
})

// PrestaShop deletes the specific prices of a combination with it; the hub has a row of it for good.
test('prices of a combination that was deleted in the shop differ from nothing', async () => {
  const { sides } = sidesOf(month(11, 1))
  const its = groupPricesProcess.flows.find(({ on }) => on === 'prestashop.combination')!
  const row = {
    ...{ key: recordKey('28'), targetKey: '16:28', seenHash: '', uses: {}, urgency: 0 },
    ...{ replaced: null, compared: null, sent: null, wanted: null },
    written: { key: '16:28', prices: [{ id_group: '3', price: '9.5' }] },
  }
  const compared = (combination: object | null) =>
    ({
      ...sides,
      parts: partsOf(groupPricesProcess, its),
      bulkRows: async () => [row],
      heldBy: async () => new Set(),
      tryRun: async () => ({ is: 'held', reason: 'The shop has no prestashop.combination 28.' }),
      readMany: async (all: readonly RecordRef[]) =>
        new Map(
          all.map((one) => {
            const value = one.entity === 'prestashop.combination' ? combination : { key: one.key, prices: [] }
            return [refText(one), { value: one.entity === 'hub.drift' ? null : value }]
          }),
        ),
    }) as unknown as BothSides
  expect(await allOf(compared(null))).toEqual([])
  expect(await allOf(compared({ id: '28' }))).toMatchObject([{ cause: 'stopped' }])
})

test('what GP has changed since the rounds stopped looking is found, although no round has noted it', async () => {
  const of = month(11, 400)
  const [key, row] = [...of.bulk].find(([one]) => !of.planted.some(({ row }) => String(row) === one))!
  of.live.set(key, { quantity: Number(row.written!.quantity) + 7 })
  const isMoved = { moved: async () => (one: { readonly key: string }) => one.key === key }
  const blocked = async (reason: string | null) => {
    const { sides } = sidesOf(of, reason)
    const found = await allOf({ ...sides, ...isMoved } as unknown as BothSides)
    return found.filter(({ reference }) => reference === `prestashop.stockAvailable ${row.targetKey}`)
  }
  expect(await blocked('The flow stock-to-shop is paused.')).toMatchObject([{ cause: 'blocked', amount: '7' }])
  // The next round looks.
  expect(await blocked(null)).toEqual([])
})

test.each([
  [pricesProcess, 'prestashop.product', 'price', 'another price', '10.5', '12.75', '2.25'],
  [itemNamesProcess, 'prestashop.product', 'name', 'another name', 'Tea', 'Black tea', '0'],
  [
    ...([discontinuedProcess, 'prestashop.product', 'available_for_order', 'discontinued, and sold'] as const),
    ...(['true', 'false', '0'] as const),
  ],
  [itemDetailsProcess, 'prestashop.product', 'weight', 'other details', '0.5', '0.75', '0.25'],
  [customersProcess, 'prestashop.customer', 'outstanding_allow_amount', 'another account', '5000', '1000', '4000'],
])('a %s is compared as well', async (process, target, field, kind, before, after, amount) => {
  const row = {
    key: recordKey('7'),
    targetKey: '7',
    seenHash: '',
    uses: {},
    urgency: 0,
    replaced: null,
    compared: null,
    sent: null,
  }
  const { sides } = sidesOf(month(11, 1))
  const compared = {
    ...sides,
    parts: partsOf(process, process.flows[0]!),
    bulkRows: async () => [{ ...row, written: { id: '7', [field]: after }, wanted: null }],
    readMany: async (all: readonly RecordRef[]) =>
      new Map(all.map((one) => [refText(one), { value: one.entity === target ? { id: '7', [field]: before } : null }])),
  }
  const wanted = { id: '7', [field]: after }
  const found = await allOf({ ...compared, tryRun: async () => ({ is: 'differs', wanted }) })
  const reference = `${target} 7`
  expect(found).toMatchObject([{ kind, cause: 'edited in the shop', amount, reference }])
  const held = await allOf({ ...compared, tryRun: async () => ({ is: 'held', reason: 'A person is asked.' }) })
  expect(held).toMatchObject([{ kind, cause: 'stopped', reference }])
  // Nothing was ever set of it.
  const never = { ...compared, bulkRows: async () => [{ ...row, written: null, wanted: null }] }
  const stopped = new Map([[row.key, { state: 'stopped', reason: 'No such item.' }]]) as never
  const heldBy = async () => new Set([`${process.flows[0]!.on} 7`])
  const asked = { runs: async () => stopped, heldBy }
  expect(await allOf({ ...never, ...asked })).toMatchObject([
    { kind, cause: 'stopped', says: expect.stringContaining('No such item') },
  ])
  // A round has found it in order since: no incident holds it any more, and its run stays as it ended.
  const settled = { ...compared, runs: asked.runs, tryRun: async () => ({ is: 'differs', wanted }) as const }
  expect(await allOf(settled)).toMatchObject([{ kind, cause: 'edited in the shop' }])
})

test('an address that another took the place of is compared under the number of that one alone', async () => {
  const address = customersProcess.flows.find(({ id }) => id === 'address-to-account')!
  const row = {
    targetKey: '5',
    seenHash: '',
    uses: {},
    urgency: 0,
    replaced: null,
    compared: null,
    sent: null,
    wanted: null,
  }
  const written = (id: string) => ({ id, city: 'Lyon' })
  const sides = {
    ...sidesOf(month(11, 1)).sides,
    parts: partsOf(customersProcess, address),
    bulkRows: async () => ['5', '9'].map((id) => ({ ...row, key: recordKey(id), targetKey: id, written: written(id) })),
    readMany: async (all: readonly RecordRef[]) =>
      new Map(
        all.map((one) => [
          refText(one),
          { value: one.entity === 'hub.drift' ? null : { id: one.key, id_current: '9', city: 'Paris' } },
        ]),
      ),
    tryRun: async (_: string, { key }: RecordRef) => ({ is: 'differs', wanted: { id: key, city: 'Nice' } }),
  } as unknown as BothSides
  expect(await allOf(sides)).toMatchObject([{ kind: 'another account', reference: 'prestashop.accountAddress 9' }])
  // No proposal writes one: among credit limits of the same kind it would keep all of them from being proposed.
  const { found } = await driftNow(sides, { flow: 0, after: null })
  expect(found).toMatchObject([{ set: null, difference: { next: expect.not.stringContaining('--propose') } }])
})

// A proposal writes a record once: two writes of one were refused, and nothing was proposed of any other record of the kind.
test('what two flows set of one record is proposed as one write', async () => {
  const row = {
    key: recordKey('7'),
    targetKey: '7',
    seenHash: '',
    uses: {},
    urgency: 0,
    replaced: null,
    compared: null,
    sent: null,
  }
  const [first] = pricesProcess.flows
  const wanted = [
    { id: '7', price: '12' },
    { id: '7', wholesale_price: '5' },
  ]
  const of = (id: string) => wanted[id === first!.id ? 0 : 1]!
  const sides = {
    ...sidesOf(month(11, 1)).sides,
    parts: {
      ...partsOf(pricesProcess, first!),
      'flows/second.json': { ...JSON.parse(JSON.stringify(first)), id: 'second' },
    },
    bulkRows: async (id: string) => [{ ...row, written: of(id), wanted: null }],
    readMany: async (all: readonly RecordRef[]) =>
      new Map(all.map((one) => [refText(one), { value: { id: '7', price: '10', wholesale_price: '4' } }])),
    tryRun: async (id: string) => ({ is: 'differs', wanted: of(id) }),
  } as unknown as BothSides
  const proposed: unknown[] = []
  const clock = { now: () => '2026-11-29T03:00:00.000Z' }
  const parts = {
    clock,
    database: { stores: { proposals: { list: async () => [], madeFor: async () => null } } },
    propose: async ({ changes }: { changes: unknown }) => {
      proposed.push(changes)
      return { state: 'pending' }
    },
    withdraw: async () => true,
  }
  await offerDrift(parts as never, 'main' as never, sides)
  expect(proposed).toMatchObject([[{ record: { key: '7' }, after: { price: '12', wholesale_price: '5' } }]])
  // One that waits is taken back once the new list is proposed, and not before.
  const waits = { id: 'p1', state: 'pending', approvals: [], changes: [] }
  const withdrawn: string[] = []
  const told: object[] = []
  const offered = (propose: () => Promise<unknown>, stillFree: (id: string) => boolean = () => true) =>
    offerDrift(
      {
        clock,
        database: { stores: { proposals: { list: async () => [], madeFor: async () => waits } } },
        propose,
        async withdraw(id: string) {
          if (stillFree(id)) withdrawn.push(id)
          return stillFree(id)
        },
        log: { warn: (_: string, fields: object) => void told.push(fields) },
      } as never,
      ...(['main' as never, sides] as const),
    )
  const moved = async () => {
    throw new InvalidInput('The proposal', [{ at: 'price', reason: 'has that value already' }])
  }
  expect(await offered(moved)).toEqual([waits])
  expect(withdrawn).toEqual([])
  expect(told).toMatchObject([{ because: expect.stringContaining('has that value already') }])
  expect(await offered(async () => ({ id: 'p2', state: 'pending' }))).toMatchObject([{ id: 'p2' }])
  expect(withdrawn).toEqual(['p1'])
  // Somebody approves it in between: it has the last word, and the same is not written by two.
  withdrawn.length = 0
  const another = async () => ({ id: 'p3', state: 'pending' })
  expect(await offered(another, (id) => id !== 'p1')).toEqual([waits])
  expect(withdrawn).toEqual(['p3'])
})

// A merchandiser keeps the prices of a campaign. Another record of the kind is proposed, and approved, in the nights after.
test('what was rejected is not proposed again, whatever was proposed of its kind since', async () => {
  const [flow] = pricesProcess.flows
  const prices = new Map([['7', '10']])
  const row = { seenHash: '', uses: {}, urgency: 0, replaced: null, compared: null, sent: null, wanted: null }
  const sides = {
    ...sidesOf(month(11, 1)).sides,
    parts: partsOf(pricesProcess, flow!),
    bulkRows: async () =>
      [...prices.keys()].map((key) => ({
        ...{ ...row, key: recordKey(key), targetKey: key, written: { id: key, price: '12' } },
      })),
    readMany: async (all: readonly RecordRef[]) =>
      new Map(all.map((one) => [refText(one), { value: { id: one.key, price: prices.get(String(one.key)) } }])),
    tryRun: async (_: string, { key }: RecordRef) => ({ is: 'differs', wanted: { id: key, price: '12' } }),
  } as unknown as BothSides
  type Made = {
    id: string
    state: string
    occasion: string
    approvals: []
    changes: { record: RecordRef }[]
    decision?: object
  }
  const made: Made[] = []
  let now = '2026-11-29T03:00:00.000Z'
  const parts = {
    clock: { now: () => now },
    database: {
      stores: {
        proposals: {
          list: async ({ state, occasion }: { state: string; occasion?: string }) =>
            made.filter((one) => one.state === state && (occasion === undefined || one.occasion === occasion)),
          madeFor: async (_: string, occasion: string) => made.findLast((one) => one.occasion === occasion) ?? null,
        },
      },
    },
    propose: async ({ changes, occasion }: { changes: { record: RecordRef }[]; occasion: string }) => {
      const before = (key: string) => ({ price: prices.get(key) })
      const one: Made = {
        ...{ id: `p${made.length}`, state: 'pending', occasion, approvals: [] },
        changes: changes.map((change) => ({ ...change, before: before(String(change.record.key)) })),
      }
      made.push(one)
      return one
    },
    async withdraw(id: string) {
      Object.assign(made.find((one) => one.id === id)!, { state: 'expired' })
      return true
    },
    log: { warn: () => {} },
  }
  const night = async () => {
    await offerDrift(parts as never, 'main' as never, sides)
    return made.filter(({ state }) => state === 'pending').map(({ changes }) => changes.map(({ record }) => record.key))
  }
  expect(await night()).toEqual([['7']])
  Object.assign(made[0]!, { state: 'rejected', decision: { at: now } })
  prices.set('8', '11')
  expect(await night()).toEqual([['8']])
  expect(await night()).toEqual([['8']])
  made[1]!.state = 'applied'
  prices.delete('8')
  expect(await night()).toEqual([])
  // What somebody has changed since is another difference; and so is the same one, months later.
  prices.set('7', '9')
  expect(await night()).toEqual([['7']])
  Object.assign(made[2]!, { state: 'rejected', decision: { at: now } })
  expect(await night()).toEqual([])
  now = '2027-03-01T03:00:00.000Z'
  expect(await night()).toEqual([['7']])
})
