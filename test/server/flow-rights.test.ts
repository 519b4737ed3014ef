import { expect, test } from 'vitest'
import { gp } from '../../src/connectors/gp/index.ts'
import type { Connector, Connectors } from '../../src/domain/connector.ts'
import type { Integration } from '../../src/domain/definition.ts'
import { enteredHash } from '../../src/domain/entered-by-hand.ts'
import { AccessDenied, NeedsPerson } from '../../src/domain/errors.ts'
import { type RecordRef, ref } from '../../src/domain/record.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import {
  booleanSetting,
  compile,
  type Definition,
  defineFlow,
  defineMapping,
  definitionFromParts,
  map,
  partsOfDefinition,
  read,
  type Setting,
  textSetting,
  textsSetting,
  writeOnce,
} from '../../src/language/index.ts'
import { flowRightFindings } from '../../src/server/flow-rights.ts'
import {
  chosenSiteFindings,
  currencyFindings,
  discountFindings,
  reservingFindings,
} from '../../src/server/offer-findings.ts'
import { dayFindings, siteFindings, takenFrom, weighed } from '../../src/server/shop-findings.ts'
import { systems as kinds } from '../../src/systems.ts'

const entities = new Map(
  Object.values(kinds).flatMap((kind) => kind.entities.map((schema) => [schema.entity, schema] as const)),
)
/** The standard with these processes alone, compiled; `as` changes its settings. */
function programOf(ids: readonly string[], as: Readonly<Record<string, Setting>> = {}) {
  const parts = ids.reduce(
    (before, id) => withProcess(before, processes.find((process) => process.id === id)!).parts,
    partsOfDefinition(standardDefinition()),
  )
  const { settings, ...definition } = definitionFromParts(parts)
  const flows = Object.fromEntries(
    processes
      .filter(({ id }) => ids.includes(id))
      .flatMap((its) => its.flows.map((flow) => [flow.id, definition.flows[flow.id]!])),
  )
  return compile(
    { ...definition, flows, settings: { ...settings, settings: { ...settings.settings, ...as } } },
    entities,
  )
}
const program = programOf(['stock', 'payments', 'refunds', 'shipments'])
const flows = [...program.flows.values()].map(({ flow }) => flow)

/** Systems in which `unread` may not be read, `unlisted` not listed and `unwritten` not written. */
function systems({ unread = '', unlisted = '', unwritten = '' } = {}) {
  const asked: string[] = []
  const system = (name: string) =>
    ({
      async read({ entity }: RecordRef) {
        asked.push(entity)
        if (entity === unread) throw new AccessDenied({ system: 'gp', operation: 'GET' }, 'Give the right.')
        return null
      },
      async search(entity: string) {
        if (`${name}.${entity}` === unlisted) throw new AccessDenied({ system: 'gp', operation: 'LIST' }, 'Give it.')
        return []
      },
      async checkRight({ record }: { record: RecordRef }) {
        if (record.entity === unwritten)
          throw new NeedsPerson('right_missing', 'The right PATCH is not ticked', 'Tick it.', { subject: name })
      },
    }) as unknown as Connector
  return { connectors: { prestashop: system('prestashop'), gp: system('gp') } as unknown as Connectors, asked }
}

test('doctor names each right that a process needs and has not, once, with the flows that wait for it', async () => {
  const { connectors, asked } = systems({ unread: 'gp.itemStock', unwritten: 'prestashop.orderHistory' })
  expect(await flowRightFindings(program, [], connectors)).toEqual([
    expect.objectContaining({
      ...{ check: 'hub.flow-rights.gp-itemStock.read', level: 'warning', todo: 'Give the right.' },
      found: expect.stringContaining('may not read gp.itemStock, which stock-to-shop needs'),
    }),
    expect.objectContaining({
      check: 'hub.flow-rights.prestashop-orderHistory.write',
      found: expect.stringContaining('may not write prestashop.orderHistory, which shipment-to-shop needs'),
    }),
  ])
  // Steps within branches count, and each entity is asked for once.
  expect(asked).toContain('prestashop.carrier')
  expect(asked.length).toBe(new Set(asked).size)
})

test('doctor names what has to be listed, so that an older record is not written beside one that people have typed', async () => {
  const receipts = programOf(['payments'])
  const found = await flowRightFindings(receipts, [], systems({ unlisted: 'gp.cashReceipt' }).connectors)
  expect(found).toMatchObject([
    {
      ...{ check: 'hub.flow-rights.gp-cashReceipt.list', level: 'warning', todo: 'Give it.' },
      found: expect.stringMatching(/may not list gp.cashReceipt, which payment-to-cash-receipt needs .* by a backfill/),
    },
  ])
})

test('doctor asks for no right that only a step needs which the settings rule out, or a flow that is off', async () => {
  const { connectors, asked } = systems({ unwritten: 'prestashop.customerMessage' })
  expect(await flowRightFindings(program, [], connectors)).toMatchObject([{ level: 'ok' }])
  expect(asked).not.toContain('prestashop.customerThread')
  const telling = programOf(['shipments'], { tellParts: textSetting('Who is told.', 'staff') })
  expect(await flowRightFindings(telling, [], connectors)).toMatchObject([
    { check: 'hub.flow-rights.prestashop-customerMessage.write', level: 'warning' },
  ])
  expect(await flowRightFindings(telling, ['shipment-to-shop'], connectors)).toMatchObject([{ level: 'ok' }])
})

test('doctor asks for no right that only comes after a skip which the settings decide', async () => {
  const { connectors } = systems({ unwritten: 'prestashop.newCombination' })
  expect(await flowRightFindings(programOf(['new-products']), [], connectors)).toMatchObject([{ level: 'ok' }])
  const variants = programOf(['new-products'], { variantClasses: textsSetting('Whose items.', ['SHIRTS']) })
  expect(await flowRightFindings(variants, [], connectors)).toMatchObject([
    { check: 'hub.flow-rights.prestashop-newCombination.write', level: 'warning' },
  ])
})

test('a custom field that a flow sets is asked for by its name, apart from what the hub always writes of the record', async () => {
  const about = 'Of the module.'
  const flow = defineFlow({
    ...{ id: 'number-to-order', about, on: 'gp.salesOrder' },
    steps: [
      read('gp.salesOrder', 'record', 'made'),
      map('numbered', 'number-to-order'),
      writeOnce('numbered', { to: 'prestashop.order', identity: ['id'], update: 'difference' }),
    ],
  })
  const fields = { id: 'made.Key', erp_number: 'made.Key' }
  const numbers = (more: Readonly<Record<string, string>>) =>
    compile(
      {
        ...{ settings: { settings: {} }, valueMaps: {}, flows: { [flow.id]: flow } },
        mappings: {
          [flow.id]: defineMapping({
            ...{ id: flow.id, about, from: { made: 'gp.salesOrder' }, to: 'prestashop.order' },
            fields: { ...fields, ...more },
          }),
        },
        customFields: { 'prestashop.order': { erp_number: { type: 'text', about } } },
      } as never,
      entities,
    )
  const asked = async (its: ReturnType<typeof numbers>) => {
    const writes: unknown[] = []
    const checkRight = async (write: { record: RecordRef; fields?: readonly string[] }) => {
      writes.push(write.fields ?? 'as always')
      if (write.fields) throw new NeedsPerson('right_missing', 'PATCH is not ticked', 'Tick it.', { subject: '' })
    }
    const { connectors } = systems()
    const findings = await flowRightFindings(its, [], {
      ...connectors,
      prestashop: { ...connectors.prestashop, checkRight } as unknown as Connector,
    })
    return { writes, checks: findings.map(({ check }) => check) }
  }
  const check = 'hub.flow-rights.prestashop-order.write.erp_number'
  expect(await asked(numbers({}))).toEqual({ writes: [['erp_number']], checks: [check] })
  expect((await asked(numbers({ current_state: '"4"' }))).writes).toEqual([['erp_number'], 'as always'])
})

test('doctor says in one line that all rights are there', async () => {
  expect(await flowRightFindings(program, [], systems().connectors)).toMatchObject([{ level: 'ok' }])
})

test('doctor names what GP has to allow for receipts, credit memos, journals and deposits, and why it cannot ask', async () => {
  const { connectors } = systems({ unread: 'gp.cashReceipt' })
  const { checkRight: _, ...system } = connectors.gp!
  const on = booleanSetting('Whether.', true)
  const program = programOf(['payments', 'refunds', 'payouts'], { creditMemos: on, returns: on })
  const found = await flowRightFindings(program, [], {
    ...connectors,
    gp: { ...system, operationsOf: gp.operationsOf! },
  })
  expect(found).toMatchObject([
    {
      ...{ check: 'hub.flow-rights.gp-cashReceipt.read', level: 'warning' },
      todo: expect.stringMatching(/GetCashReceiptByKey.*GetCashReceiptList/),
    },
    {
      check: 'hub.flow-rights.unasked',
      found: expect.stringMatching(
        /cannot be asked.*CreateCashReceipt.*CreateGLTransaction.*CreateReceivablesCreditMemo.*CreateSalesReturn.*Deposits/,
      ),
    },
  ])
})

const standard = standardDefinition()
const withZone = (value: string) => ({
  ...standard,
  settings: {
    ...standard.settings,
    settings: { ...standard.settings.settings, timezone: textSetting('The zone.', value) },
  },
})

test('doctor names two time zones of one shop, and takes two names of one zone for the same', () => {
  const shop = (timezone: string) => ({ connections: { prestashop: { timezone } } }) as never as Integration
  expect(dayFindings(shop('Europe/Paris'), withZone('UTC'))).toMatchObject([
    { check: 'hub.timezone', level: 'error', found: expect.stringMatching(/Europe\/Paris.*UTC/) },
  ])
  expect(dayFindings(shop('Europe/Paris'), withZone('Europe/Paris'))).toEqual([])
  expect(dayFindings(shop('Asia/Calcutta'), withZone('Asia/Kolkata'))).toEqual([])
})

test('doctor names stock of other sites than the one that orders are taken from', async () => {
  const { settings } = standard.settings
  const stock = { ...standard, flows: { ...standard.flows, 'stock-to-shop': flows.find(({ bulk }) => bulk)! } }
  const at = (site: string, ...stockSites: string[]) => ({
    ...stock,
    settings: {
      ...stock.settings,
      settings: {
        ...settings,
        site: textSetting('Of orders.', site),
        stockSites: textsSetting('Of stock.', stockSites),
      },
    },
  })
  /** @param places from which GP has taken the newest orders */
  const found = (
    definition: Definition,
    sitesInGp: number | null = 2,
    off: readonly string[] = [],
    places: readonly string[] = [],
  ) =>
    siteFindings(
      definition,
      off,
      async () => sitesInGp,
      async () => places.map((place, n) => ({ document: `WEB${n}`, place })),
    )
  expect(await found(at('WEB', 'MAIN'))).toMatchObject([{ level: 'error', found: expect.stringMatching(/MAIN.*WEB/) }])
  for (const known of [2, null]) expect(await found(at('', 'MAIN'), known)).toMatchObject([{ level: 'warning' }])
  // Where no setting says it, the orders do.
  expect(await found(at('', 'WEB'), 2, [], ['WEB', 'MAIN'])).toMatchObject([
    { level: 'error', found: expect.stringMatching(/GP has taken WEB1 from MAIN/) },
  ])
  expect(await found(at('', 'web', 'MAIN'), 2, [], ['WEB', 'MAIN'])).toEqual([])
  const link = (key: string, writtenHash: string, ...sites: (string | undefined)[]) => ({
    ...{ target: ref('gp.salesOrder', key), writtenHash, writtenBy: null },
    readBack: { Lines: sites.map((WarehouseKey) => ({ ItemKey: 'TEA', ...(WarehouseKey && { WarehouseKey }) })) },
  })
  const links = [
    link('WEB1', 'h', 'MAIN', 'WEB', 'MAIN', undefined),
    link('WEB2', enteredHash(null), 'EAST'),
    link('WEB3', 'h'),
  ]
  expect(takenFrom(entities, links as never)).toEqual([
    { document: 'WEB1', place: 'MAIN' },
    { document: 'WEB1', place: 'WEB' },
  ])
  const { settings: meant } = at('WEB', 'MAIN')
  const apart = { ...meant.settings, stockElsewhere: booleanSetting('They differ on purpose.', true) }
  for (const fits of [
    found(at('WEB', 'MAIN', 'WEB')),
    // GP takes both for one site.
    found(at('Web', 'MAIN', 'WEB')),
    found(at('', 'MAIN'), 1),
    found(at('WEB', 'MAIN'), 2, ['stock-to-shop']),
    found({ ...at('WEB', 'MAIN'), settings: { ...meant, settings: apart } }),
  ])
    expect(await fits).toEqual([])
})

test('doctor names what makes the shop offer something else than GP says', async () => {
  const { settings } = standard.settings
  const on = (stockSites: string[], ...more: string[]) => ({
    ...standard,
    flows: {
      ...standard.flows,
      ...Object.fromEntries(more.map((id) => [id, { ...standard.flows['order-to-sales-order']!, id }])),
      'stock-to-shop': flows.find(({ bulk }) => bulk)!,
    },
    settings: { ...standard.settings, settings: { ...settings, stockSites: textsSetting('Of stock.', stockSites) } },
  })
  const sites = (chosen: string[], inGp: string[] | null, off: readonly string[] = []) =>
    chosenSiteFindings(on(chosen), off, async () => inGp)
  expect(await sites([], ['MAIN'])).toMatchObject([{ level: 'error', found: expect.stringContaining('no GP site') }])
  expect(await sites(['MIAN', 'WEST'], ['MAIN', 'WEST'])).toMatchObject([
    { level: 'error', found: expect.stringContaining('names MIAN,'), todo: expect.stringContaining('MAIN, WEST') },
  ])
  expect([
    await sites(['main'], ['MAIN']),
    await sites(['MIAN'], null),
    await sites([], [], ['stock-to-shop']),
  ]).toEqual([...[[], [], []]])

  const link = (QuantityAllocated: string, writtenHash = 'h') => ({
    ...{ target: ref('gp.salesOrder', 'WEB1'), writtenHash, writtenBy: null },
    readBack: { Lines: [{ ItemKey: 'TEA', QuantityAllocated }] },
  })
  const reserving = (...links: ReturnType<typeof link>[]) =>
    reservingFindings(on(['MAIN']), [], entities, links as never).map(({ check }) => check)
  expect(reserving(link('0'), link('0'), link('0'))).toEqual(['hub.reserving'])
  expect([reserving(link('0'), link('0'), link('2'), link('0')), reserving(link('0'))]).toEqual([[], []])

  const group = (id: string, reduction: string) => ({ id, name: `Group ${id}`, reduction, price_display_method: 0 })
  const discounts = (definition: Definition, ...rows: ReturnType<typeof group>[]) =>
    discountFindings(definition, [], async () => rows)
  expect(await discounts(on([], 'price-to-product'), group('1', '5.00'), group('3', '0.00'))).toMatchObject([
    { level: 'warning', found: expect.stringContaining('“Group 1” (group 1, 5 %)') },
  ])
  expect(await discounts(on([]), group('1', '5.00'))).toEqual([])

  const grouped = on([], 'group-prices-to-product')
  const chosen = {
    priceGroups: textsSetting('Groups.', ['3']),
    groupPriceCurrencies: textsSetting('Currencies.', ['EUR']),
  }
  const priced = {
    ...grouped,
    settings: { ...grouped.settings, settings: { ...grouped.settings.settings, ...chosen } },
  }
  const currency = (iso_code: string, more = {}) => ({ iso_code, active: true, deleted: false, ...more })
  const currencies = (off: readonly string[], ...rows: ReturnType<typeof currency>[]) =>
    currencyFindings(priced, off, async () => rows)
  expect(await currencies([], currency('EUR'), currency('CHF'), currency('USD', { active: false }))).toMatchObject([
    { level: 'warning', found: expect.stringMatching(/sells in CHF, too.* groups 3 pay/) },
  ])
  expect([
    await currencies([], currency('EUR'), currency('SEK', { deleted: true })),
    await currencies(['group-prices-to-product'], currency('CHF')),
    await currencyFindings(grouped, [], async () => [currency('CHF')]),
  ]).toEqual([[], [], []])
})

test('doctor says of a shop without stock management that the numbers of GP count for nothing there', async () => {
  const off = { check: 'shop.stock-management', level: 'ok', found: 'It is off.' } as const
  const stock = { ...standard, flows: { ...standard.flows, 'stock-to-shop': flows[0]! } }
  expect(weighed([off], standard, [])).toEqual([off])
  expect(weighed([off], stock, [])).toMatchObject([
    { level: 'error', found: expect.stringContaining('stock-to-shop sets'), todo: expect.stringContaining('Enable') },
  ])
})

test('doctor says that prices are carried from lists which extended pricing has taken the place of', () => {
  const sheets = { check: 'gp.extended-pricing', level: 'warning', found: 'There are some.', todo: 'See.' } as const
  const prices = { ...standard, flows: { ...standard.flows, 'group-prices-to-product': flows[0]! } }
  expect(weighed([sheets], standard, [])).toEqual([sheets])
  expect(weighed([sheets], prices, ['group-prices-to-product'])).toEqual([sheets])
  expect(weighed([sheets], prices, [])).toMatchObject([
    { level: 'error', found: 'There are some. group-prices-to-product would set these in the shop.', todo: 'See.' },
  ])
})

test('doctor says that sold-out alone gives pieces back that an older shop sells in that moment', () => {
  const old = { check: 'shop.release', level: 'warning', found: 'It is 1.7.8.11.', todo: 'Plan.' } as const
  const alone = { ...standard, flows: { ...standard.flows, 'sold-out-to-shop': flows[0]! } }
  const besideStock = { ...alone, flows: { ...alone.flows, 'stock-to-shop': flows[0]! } }
  expect(weighed([old], standard, [])).toEqual([old])
  expect(weighed([old], besideStock, [])).toEqual([old])
  const named = [
    { level: 'error', found: expect.stringContaining('on sale again'), todo: expect.stringContaining('process stock') },
  ]
  expect(weighed([old], alone, [])).toMatchObject(named)
  expect(weighed([old], besideStock, ['stock-to-shop'])).toMatchObject(named)
  expect(weighed([old], alone, ['sold-out-to-shop'])).toEqual([old])
})

test('doctor calls the right to read configurations needed as soon as stock or shipments go by cancelled orders', () => {
  const lacking = {
    check: 'shop.permissions.configurations',
    level: 'warning',
    found: 'No.',
    todo: 'Tick it.',
  } as const
  const other = { ...lacking, check: 'shop.permissions.carriers' }
  const stock = { ...standard, flows: { ...standard.flows, 'stock-to-shop': flows[0]! } }
  expect(weighed([lacking, other], standard, [])).toEqual([lacking, other])
  expect(weighed([lacking, other], stock, [])).toMatchObject([{ level: 'error' }, other])
  expect(weighed([lacking, other], stock, ['stock-to-shop'])).toEqual([lacking, other])
})
