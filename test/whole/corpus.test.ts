import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { printError } from '../../src/commands/command.ts'
import { programFor } from '../../src/commands/index.ts'
import { gpEntities } from '../../src/connectors/gp/entities/index.ts'
import { prestashopEntities } from '../../src/connectors/prestashop/index.ts'
import { type Fields, fieldsIn } from '../../src/domain/entity.ts'
import type { InvalidInput } from '../../src/domain/errors.ts'
import type { Json } from '../../src/domain/record.ts'
import { createLog } from '../../src/log.ts'
import { routes } from '../../src/routes/index.ts'
import type { FaultInput, faultKinds } from '../../src/sandbox/control.ts'
import { tools } from '../../tools/index.ts'
import { mcpClient } from '../mcp/client.ts'
import { signUp } from '../mcp/signed-up.ts'
import { allHostileTexts, hostileTexts } from '../support/hostile-texts.ts'
import { type Joined, joined, webhookSecret } from './joined.ts'

/**
 * The corpus end to end: in through every source, out through every sink. Both come from their registries, so that a new
 * text field, route, tool, resource, prompt or command that is not covered here fails.
 */

/** A text that no database or shop stores is tried on its own elsewhere; here each must arrive. */
const texts = allHostileTexts.filter((text) => !text.includes('\0') && text.isWellFormed())
let next = 0
const another = (longest = 255) => [...texts[next++ % texts.length]!].slice(0, longest).join('')

const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u
const onLines = (text: string) => text.replace(/[\n\t]/g, '')
/** Texts that say something of their own: single words and signs stand in our sentences by chance. */
const sayings = [...hostileTexts.injections!, ...hostileTexts.marks!].filter(
  (text) => text.includes(' ') && text.length > 12,
)
const outside = (text: string) =>
  text.replace(/<remote-data nonce="([0-9a-f]{32})">\n[\s\S]*?\n<\/remote-data nonce="\1">/g, '')

/** Where the shop keeps what is joined to another record. */
const tableOf: Readonly<Record<string, string>> = {
  ...{ order: 'orders', customer: 'customers', address: 'addresses', product: 'products', carrier: 'carriers' },
  ...{ combination: 'combinations', stockAvailable: 'stock_availables', currency: 'currencies', country: 'countries' },
  ...{ state: 'states', orderState: 'order_states', tax: 'taxes', orderPayment: 'order_payments' },
  group: 'groups',
  ...{ orderHistory: 'order_histories', orderCarrier: 'order_carriers', orderSlip: 'order_slip' },
  ...{ customerThread: 'customer_threads', customerMessage: 'customer_messages' },
  ...{ 'order.order_details': 'order_details', 'order.order_details.taxes': 'taxes', 'order.tax_rules.taxes': 'taxes' },
  ...{ 'order.order_cart_rules': 'order_cart_rules', 'order.currency': 'currencies', 'order.carrier': 'carriers' },
  manufacturer: 'manufacturers',
  ...{ 'order.order_state': 'order_states', 'address.country': 'countries', 'address.state': 'states' },
  ...{ 'order.placed_before': 'orders', 'pack.contents': 'products' },
}
/** Made by the hub itself of amounts and states, or not kept by the shop of the tests. */
const notTheirs = new Set([
  ...[
    'order.refunds.subject',
    'order.refunds.says',
    'order.paid_how',
    'order.given_back.says',
    'order.cart_references',
  ],
  // Read by keys that flows name, never by an order.
  ...['newProduct.reference', 'newProduct.name'],
  ...['newCombination.reference', 'newCombination.product_reference', 'newCombination.name'],
  ...['newCombination.options.option', 'newCombination.options.value'],
  ...Object.keys(prestashopEntities.newAccount!.fields).map((field) => `newAccount.${field}`),
  ...Object.keys(fieldsIn(prestashopEntities.newAccount!.fields.address)).map((field) => `newAccount.address.${field}`),
  ...Object.keys(prestashopEntities.accountAddress!.fields).map((field) => `accountAddress.${field}`),
  'soldOut.available_later.text',
  ...['productTraits.manufacturer', 'productTraits.features.feature', 'productTraits.features.value'],
  ...['brandName.name', 'brandName.same', 'brandName.near', 'feature.name', 'featureValue.name', 'featureValue.value'],
  ...['taxRulesGroup.currency', 'groupPrices.id', 'groupPrices.others.to', 'groupPrices.of_product.to'],
])
/** With anything else there, no order of the shop can be read or told apart: every other round. */
const structural = new Set(['iso_code', 'reference', 'order_reference', 'module', 'product_reference'])

let all: Joined
let token: string
let newToken: () => Promise<string>
let folder: string
const orders: number[] = []
const planted = new Set<string>()
const plantedInGp = new Set<string>()
const happened = new Set<FaultInput>()
const lines: string[] = []
const known = { runs: [] as string[], incidents: [] as string[], proposals: [] as string[] }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledgerline-corpus-'))
  const log = createLog('trace', { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream)
  all = await joined({ log, started: true, environment: { LEDGERLINE_POLL_SECONDS: '3600' } })
  const tokenWith = await signUp(all)
  newToken = () => tokenWith('read', 'propose', 'people')
  token = await newToken()
  // First, while orders come as far as a write.
  await faultyTexts()
  for (let round = 0; round < 4; round++) {
    const placed = all.sandbox.shop.placeOrders(6)
    plantShop(round % 2 === 1)
    for (const order of placed) await all.run(order).catch(() => {})
    orders.push(...placed)
  }
  plantGp()
  plantRows()
  await importTexts()
  await tellByWebhook()
  await refusedTexts()
  known.runs.push(...(await ids('/api/integrations/main/runs?limit=100')))
  known.incidents.push(...(await ids('/api/incidents')))
  await proposeTexts()
  known.proposals.push(...(await ids('/api/proposals')))
}, 240_000)
afterAll(async () => {
  await all[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
const ids = async (path: string) => (await all.client.get<{ id: string }[]>(path)).map(({ id }) => id)

function plantShop(also: boolean): void {
  const { tables } = all.sandbox.shop
  const thread = { id_order: '1', id_customer: '1', id_shop: '1', id_lang: '1', id_contact: '0' }
  tables.of('customer_threads').put({ id: 1, fields: thread, associations: {} })
  const message = { id_customer_thread: '1', id_employee: '1', private: '1' }
  tables.of('customer_messages').put({ id: 1, fields: message, associations: {} })
  const plant = (fields: Fields, path: string) => {
    for (const [name, field] of Object.entries(fields)) {
      const here = `${path}.${name}`
      const inner = field.type === 'list' ? field.of : field
      if (inner.type === 'record') plant(inner.fields, here)
      if (inner.type !== 'text' || notTheirs.has(here)) continue
      const table = tableOf[path]
      if (table === undefined) continue
      planted.add(here)
      if (structural.has(name) && !also) continue
      for (const row of all.sandbox.shop.tables.of(table).byId()) {
        const text = another('maxLength' in inner ? inner.maxLength : undefined)
        const value = typeof row.fields[name] === 'object' ? { '1': text } : text
        all.sandbox.shop.tables.of(table).put({ ...row, fields: { ...row.fields, [name]: value } })
      }
    }
  }
  for (const [name, { fields }] of Object.entries(prestashopEntities)) plant(fields, name)
}

/** Where the sandbox keeps each entity of GP; null: what it says is no one's free text. */
const gpTables: Readonly<Record<string, string | null>> = {
  ...{ salesOrder: 'salesOrder', customer: 'customer', customerAddress: 'address', item: 'item' },
  ...{ warehouse: 'warehouse', shippingMethod: 'shippingMethod', paymentTerms: 'paymentTerms' },
  ...{ taxSchedule: 'taxSchedule', taxDetail: 'taxDetail', currency: 'currency', batch: null, glAccount: null },
  // Stock and prices are those of their item, sales documents those of their order; receipts, memos, returns and journals are the hub's own.
  ...{
    paymentCardType: null,
    bank: null,
    company: null,
    itemStock: null,
    customerCredit: null,
    cashReceipt: null,
    receivablesCreditMemo: null,
    salesReturn: null,
    glTransaction: null,
    price: null,
    salesDocument: null,
  },
}
const freeText =
  /^(description|name|shortname|contactperson|line[123]|city|state|countryregion|comment\d?|symbol|customername|statementname|userdefined\d|text\d\d|createdby)$/i

/** Names, descriptions, comments, user-defined fields and addresses of every entity of GP, and tracking numbers. */
function plantGp(): void {
  const { store } = all.sandbox.gp.company
  const filled = (row: object): object =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (typeof value === 'string' && freeText.test(name)) return [name, another(30)]
        return [name, isMember(name, value) ? filled(value) : value]
      }),
    )
  for (const [entity, table] of Object.entries(gpTables))
    for (const [key, row] of table === null ? [] : ([...store.entries(table as never)] as [string, object][])) {
      const before = JSON.stringify(row)
      const order = {
        UserDefined: { Text05: another(30) },
        Comment: another(),
        TrackingNumbers: [{ Key: { Id: another(40) } }],
      }
      const after = { ...filled(row), ...(table === 'salesOrder' && order) }
      if (JSON.stringify(after) !== before) plantedInGp.add(entity)
      store.put(table as never, key, after as never)
    }
}
const isMember = (name: string, value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && /address|userdefined/i.test(name)

/** What the shop keeps and the hub does not read, and is shown by rows. */
const unreadTexts = {
  ...{ customers: ['note', 'website'], addresses: ['other', 'alias', 'vat_number'], orders: ['note', 'gift_message'] },
  ...{ order_carriers: ['tracking_number'], order_payments: ['payment_method', 'card_holder', 'transaction_id'] },
  ...{ order_details: ['product_name'], order_cart_rules: ['name'], customer_messages: ['message', 'user_agent'] },
  ...{ products: ['description', 'description_short'], order_states: ['name'], carriers: ['delay'] },
} as const

function plantRows(): void {
  for (const [resource, names] of Object.entries(unreadTexts))
    for (const row of all.sandbox.shop.tables.of(resource).byId()) {
      const texts = Object.fromEntries(names.map((name) => [name, another(60)]))
      all.sandbox.shop.tables.of(resource).put({ ...row, fields: { ...row.fields, ...texts } })
    }
}

/** A folder with every text as an answer of a value map and as a label; what is refused is refused in clean words. */
async function importTexts(): Promise<void> {
  const map = all.parts['value-maps/carrier.json'] as unknown as { entries: object[] }
  const odd = texts.map((text, n) => ({ from: `${n} ${text}`, label: text, to: text.slice(0, 15) || null }))
  const withAll = (extra: readonly object[]) =>
    ({ ...all.parts, 'value-maps/carrier.json': { ...map, entries: [...map.entries, ...extra] } }) as Record<
      string,
      Json
    >
  const refused = await all.import(withAll(odd)).then(
    () => null,
    (error: unknown) => error as InvalidInput,
  )
  if (refused === null) return
  expect(onLines(printError(refused))).not.toMatch(unseen)
  const plain = odd.filter(({ label }) => !unseen.test(label) && label.trim() !== '' && label.length < 60)
  await all.import(withAll(plain)).catch((error: unknown) => expect(onLines(printError(error))).not.toMatch(unseen))
}

async function tellByWebhook(): Promise<void> {
  for (const text of texts) {
    const about = { version: text.slice(0, 20), prestashop: text.slice(0, 20), php: text.slice(0, 40) }
    const event = { id: text.slice(0, 64), topic: 'order', record: '1', shop: '1', origin: 'shop' }
    const body = JSON.stringify({
      ...{ format: 1, module: about, backlog: { waiting: 0, oldest: null, dead: 0 } },
      events: [{ ...event, at: new Date().toISOString() }],
    })
    const [at, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID()]
    const signature = createHmac('sha256', webhookSecret).update(`${at}.${nonce}.${body}`).digest('hex')
    const headers = {
      ...{ 'x-ledgerline-timestamp': at, 'x-ledgerline-nonce': nonce, 'x-ledgerline-signature': signature },
    }
    const answer = await all.hub.app.request('/webhooks/prestashop/main', { method: 'POST', headers, body })
    expect(answer.status, JSON.stringify(text)).toBeLessThan(500)
    expect(onLines(await answer.text())).not.toMatch(unseen)
  }
}

/** What GP says when it refuses a document quotes what it was sent. */
async function refusedTexts(): Promise<void> {
  const map = all.parts['value-maps/carrier.json'] as unknown as { entries: object[] }
  for (const text of [hostileTexts.injections![0]!, hostileTexts.marks![0]!]) {
    const entries = map.entries.map((entry) => ({ ...entry, to: text.slice(0, 15) }))
    await all
      .import({ ...all.parts, 'value-maps/carrier.json': { ...map, entries } as unknown as Json })
      .catch(() => {})
    const [order] = all.sandbox.shop.placeOrders(1)
    await all.run(order!).catch(() => {})
    orders.push(order!)
  }
}

/** Every kind of fault whose answer has words, at a read and at a write of each system; null: it has none. */
const faultsWithWords: Readonly<Record<(typeof faultKinds)[number], readonly FaultInput[] | null>> = {
  error: [
    // First, while no item is known.
    { match: { operation: 'GetItemByKey' }, do: 'error' },
    { match: { operation: 'GET orders' }, do: 'error' },
    { match: { operation: 'GET customers' }, do: 'error', status: 400 },
    { match: { operation: 'GET addresses' }, do: 'error', status: 404 },
    { match: { operation: 'CreateCustomer' }, do: 'error' },
    { match: { operation: 'CreateSalesOrder' }, do: 'error' },
  ],
  html: [
    { match: { operation: 'GET orders' }, do: 'html' },
    { match: { operation: 'CreateSalesOrder' }, do: 'html' },
  ],
  malformed: [
    { match: { operation: 'GET orders' }, do: 'malformed' },
    { match: { operation: 'CreateCustomer' }, do: 'malformed' },
  ],
  ...{ delay: null, 'drop-before': null, 'drop-after': null, cut: null, slow: null, unauthorised: null },
}

async function faultyTexts(): Promise<void> {
  for (const fault of Object.values(faultsWithWords).flatMap((each) => each ?? []))
    for (const text of [sayings[next++ % sayings.length]!, another()]) {
      const { shop, gp } = all.sandbox
      const { faults } = fault.match!.operation!.includes(' ') ? shop : gp
      const [order] = shop.placeOrders(1)
      faults.set([{ ...fault, says: text, times: 3 }])
      await all.run(order!).catch(() => {})
      if (faults.all()[0]!.happened > 0) happened.add(fault)
      faults.clear()
      orders.push(order!)
    }
}

async function proposeTexts(): Promise<void> {
  // Not all for one order: the shop cannot hand out one whose customer is called "]]>".
  for (const [n, text] of texts.entries()) {
    const body = {
      ...{ integration: 'main', title: text.slice(0, 200), reason: text.slice(0, 2000) },
      changes: [{ do: 'replay', records: [{ entity: 'prestashop.order', key: String(orders[n % orders.length]) }] }],
    }
    await all.client
      .post('/api/proposals', body)
      .catch((error: unknown) => expect(onLines(printError(error)), JSON.stringify(text)).not.toMatch(unseen))
  }
}

test('every fault that has words was met with texts of the corpus', () => {
  expect(happened).toEqual(new Set(Object.values(faultsWithWords).flatMap((each) => each ?? [])))
})

test('every entity of GP that has free texts was filled with texts of the corpus', () => {
  expect(Object.keys(gpTables).sort()).toEqual(Object.keys(gpEntities).sort())
  expect([...plantedInGp].sort()).toEqual(
    Object.keys(gpTables)
      .filter((name) => gpTables[name] !== null)
      .sort(),
  )
})

test('every text field of the shop’s entities was filled with texts of the corpus', () => {
  expect(new Set(texts).size).toBeGreaterThanOrEqual(150)
  expect(next).toBeGreaterThan(texts.length * 5)
  const missing: string[] = []
  const walk = (fields: Fields, path: string) => {
    for (const [name, field] of Object.entries(fields)) {
      const inner = field.type === 'list' ? field.of : field
      if (inner.type === 'record') walk(inner.fields, `${path}.${name}`)
      if (inner.type === 'text' && !planted.has(`${path}.${name}`) && !notTheirs.has(`${path}.${name}`))
        missing.push(`${path}.${name}`)
    }
  }
  for (const [name, { fields }] of Object.entries(prestashopEntities)) walk(fields, name)
  expect(missing).toEqual([])
})

describe('to a model', () => {
  const shownClean = (text: string, about: string) => {
    expect(onLines(text), about).not.toMatch(unseen)
    for (const saying of sayings) expect(outside(text), about).not.toContain(saying)
    expect(outside(text), about).not.toMatch(/remote-data/)
  }

  test('through every tool, resource and prompt: only between the marks, and nothing is written', async () => {
    const key = (order: number) => String(order)
    const perOrder = (give: (order: string) => Record<string, unknown>) => orders.map((order) => give(key(order)))
    /** Documents, customers and cards that GP has, with what somebody wrote into them there. */
    const inGp = (entities: readonly string[]) =>
      entities.flatMap((entity) =>
        ([...all.sandbox.gp.company.store.entries(gpTables[entity] as never)] as [string, object][])
          .slice(0, 4)
          .map(([at]) => ({ system: 'gp', entity, key: at.replace('\n', '/') })),
      )
    const listed = (entities: readonly string[], give: (entity: string) => Record<string, unknown>) =>
      entities.map(give)
    const shopEntities = Object.keys(prestashopEntities)
    const calls: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
      read_status: [{ check: true }, {}],
      explain_order: perOrder((order) => ({ order, format: 'detailed' })),
      search_shop_orders: [{ limit: 50 }],
      plan_order: perOrder((order) => ({ order, format: 'detailed' })).slice(0, 8),
      list_incidents: [{ limit: 50 }],
      read_incident: known.incidents.slice(0, 20).map((incident) => ({ incident })),
      read_record: orders
        .slice(0, 8)
        .flatMap((order) =>
          ['order', 'customer', 'address'].map((entity) => ({ system: 'prestashop', entity, key: key(order) })),
        )
        .concat(inGp(['salesOrder', 'customer', 'customerAddress', 'item'])),
      list_shop_records: listed(
        shopEntities.filter((name) => name !== 'order'),
        (entity) => ({ entity, limit: 50 }),
      ),
      list_gp_records: listed(
        ['item', 'warehouse', 'shippingMethod', 'paymentTerms', 'taxDetail', 'taxSchedule', 'batch', 'currency'],
        (entity) => ({ entity, limit: 50 }),
      ),
      read_value_map: [{ valueMap: 'carrier' }, { valueMap: 'item' }],
      read_flow: [{ format: 'detailed' }, { name: 'order-to-sales-order', kind: 'flow', format: 'detailed' }],
      suggest_value_map_entries: [{ valueMap: 'carrier' }],
      suggest_mapping: [{ mapping: 'order-to-sales-order' }],
      propose_value_map_entry: texts
        .slice(0, 10)
        .map((text) => ({ valueMap: 'item', from: text, to: 'TEA-ASSAM', reason: text })),
      propose_mapping_edit: sayings
        .slice(0, 5)
        .map((text) => ({ mapping: text, field: text, expression: text, reason: text })),
      propose_record_correction: sayings
        .slice(0, 5)
        .map((text) => ({ order: key(orders[0]!), path: text, before: text, after: text, reason: text })),
      propose_replay: sayings.slice(0, 5).map((text) => ({ orders: [key(orders[0]!)], reason: text })),
      propose_link_repair: sayings.slice(0, 5).map((text) => ({
        entity: 'prestashop.customer',
        key: text,
        gpEntity: 'gp.customer',
        gpKey: text,
        reason: text,
      })),
      list_proposals: [{ limit: 50 }, {}],
      read_proposal: known.proposals.slice(0, 20).map((proposal) => ({ proposal, preview: false })),
      search_operations: sayings.slice(0, 5).map((search) => ({ search })),
      call_operation: [
        { operation: 'hub.runs' },
        { operation: 'hub.orders', arguments: { since: '2020-01-01T00:00:00Z' } },
        { operation: 'hub.rule-differences' },
        { operation: 'hub.check' },
        ...known.runs.slice(0, 6).map((run) => ({ operation: 'hub.run', arguments: { run } })),
        ...Object.keys(unreadTexts).map((resource) => ({
          ...{ operation: 'prestashop.rows', arguments: { resource } },
        })),
        ...inGp(['salesOrder', 'customer', 'customerAddress']).map(({ entity, key }) => ({
          ...{ operation: `gp.${entity}.read`, arguments: { key } },
        })),
        { operation: 'gp.salesOrder.search', arguments: { where: { CustomerPONumber: '%' } } },
        ...sayings.slice(0, 3).map((words) => ({ operation: 'hub.rule.draft', arguments: { words, preview: false } })),
      ],
    }
    expect(Object.keys(calls).sort()).toEqual(tools.map(({ name }) => name).sort())
    const clients: Awaited<ReturnType<typeof mcpClient>>[] = []
    let asked = 0
    /** A token may call some hundred times a minute. */
    const client = async () => {
      if (asked++ % 150 === 0) clients.unshift(await mcpClient(all, await newToken()))
      return clients[0]!
    }
    for (const [name, given] of Object.entries(calls)) {
      /** By entity, operation or table: what it answered, or why none of them did. */
      const answers = new Map<string, string | null>()
      for (const args of given) {
        const { text, isError } = await (await client()).call(name, args)
        const of = [args.system, args.entity ?? args.operation, JSON.stringify(args.arguments ?? '').slice(0, 40)].join(
          ' ',
        )
        if (!isError || !answers.has(of)) answers.set(of, isError ? text : null)
        shownClean(text, `${name} ${JSON.stringify(args).slice(0, 200)}`)
      }
      const refused = [...answers].filter(([, failure]) => failure !== null)
      const isOffered = ([, failure]: (typeof refused)[number]) =>
        !(name === 'list_shop_records' && failure?.includes('(invalid_input)'))
      if (!name.startsWith('propose_')) expect(refused.filter(isOffered), name).toEqual([])
    }

    const { resourceTemplates } = await (await client()).client.listResourceTemplates()
    const inEach: Readonly<Record<string, readonly string[]>> = {
      order: orders.slice(0, 12).map(key),
      run: known.runs.slice(0, 12),
      mapping: ['order-to-sales-order'],
      incident: known.incidents.slice(0, 12),
      proposal: known.proposals.slice(0, 12),
      report: ['now'],
    }
    expect(resourceTemplates.map(({ name }) => name).sort()).toEqual(Object.keys(inEach).sort())
    for (const [kind, addressed] of Object.entries(inEach))
      for (const id of addressed) {
        const { contents } = await (await client()).client.readResource({
          uri: `ledgerline://${kind}/${encodeURIComponent(id)}`,
        })
        shownClean((contents[0] as { text: string }).text, `${kind} ${id}`)
      }
    for (const { uri } of (await (await client()).client.listResources()).resources)
      shownClean(((await (await client()).client.readResource({ uri })).contents[0] as { text: string }).text, uri)

    for (const { name, arguments: takes = [] } of (await (await client()).client.listPrompts()).prompts)
      for (const text of texts) {
        const given = Object.fromEntries(takes.map((each) => [each.name, text]))
        const got = await (await client()).client.getPrompt({ name, arguments: given }).catch(() => null)
        const said = got?.messages.map(({ content }) => (content as { text: string }).text).join('\n') ?? ''
        expect(onLines(said), `${name} ${JSON.stringify(text)}`).not.toMatch(unseen)
        // A value is quoted, as one value, on the one line of the prompt.
        expect(said.split('\n').length).toBe(1)
      }

    for (const one of clients) await one[Symbol.asyncDispose]()
    const proposals = await all.client.get<{ state: string; decision: unknown }[]>('/api/proposals')
    // The hub itself may have put another offer in the place of one of its own.
    const decided = proposals.filter(
      ({ state, decision }) => decision !== null || !/^(pending|superseded)$/.test(state),
    )
    expect(decided).toEqual([])
  }, 240_000)
})

test('through every route: JSON that is JSON, and never a failure of the hub', async () => {
  const values: Readonly<Record<string, readonly string[]>> = {
    integration: ['main'],
    key: orders.slice(0, 3).map(String),
    run: known.runs.slice(0, 3),
    id: [...known.incidents.slice(0, 2), ...known.proposals.slice(0, 8), ...sayings.slice(0, 2)],
    system: ['prestashop', 'gp'],
    entity: ['customer', 'carrier', 'item', 'order', 'customerAddress'],
    resource: ['carriers', 'customers'],
    valueMap: ['carrier'],
    mapping: ['order-to-sales-order'],
    flow: ['order-to-sales-order'],
    kind: ['orders', 'customers', 'links'],
    email: sayings.slice(0, 2),
  }
  const period = '?from=2020-01-01&to=2035-01-01'
  const queryOf: Readonly<Record<string, string>> = {
    'GET /api/integrations/:integration/reconciliation': period,
    'GET /api/integrations/:integration/tax-report': period,
    'GET /api/integrations/:integration/links': `?entity=prestashop.order&key=${orders[0]}`,
    'GET /api/integrations/:integration/records/story': `?entity=prestashop.order&key=${orders[0]}`,
    'GET /api/integrations/:integration/records/rounds': `?entity=prestashop.order&key=${orders[0]}`,
    'GET /api/integrations/:integration/records/gp-search/:entity': '?Name=%25',
  }
  const entityIn: Readonly<Record<string, string>> = {
    'GET /api/integrations/:integration/records/hub/:entity': 'report',
  }
  /** There is no demo here, no flow in bulk, no chat without a key, and no session of a browser. */
  const nothingThere = new Set([
    ...['GET /api/demo', 'GET /api/demo/documents/:number', 'GET /api/chats/:id'],
    'GET /api/integrations/:integration/flows/:flow/wanted',
    ...['GET /api/filters', 'GET /api/factors', 'GET /api/factors/passkeys', 'GET /api/factors/sso'],
  ])
  const asked = new Set<string>()
  const refusals = new Map<string, string>()
  for (const { at: route, scope } of Object.values(routes)) {
    const [method, path] = route.split(' ') as [string, string]
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    const most = Math.max(1, ...names.map((name) => values[name]?.length ?? 0))
    for (let n = 0; n < most; n++) {
      const at = path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => {
        const given = (name === 'entity' && entityIn[route] ? [entityIn[route]] : values[name]) ?? [another(40) || 'x']
        return encodeURIComponent(given[n % given.length]!)
      })
      const answer = await all.hub.app.request(`${at}${queryOf[route] ?? ''}`, {
        method,
        headers: {
          ...(scope === null ? {} : { authorization: `Bearer ${token}` }),
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify({ [another(20)]: another(), reason: another() }) }),
      })
      if (answer.headers.get('content-type') === 'text/event-stream') {
        // It stays open, and says nothing but ids.
        await answer.body?.cancel()
        asked.add(route)
        break
      }
      const text = await answer.text()
      expect(answer.status, `${method} ${at}: ${text.slice(0, 300)}`).not.toBe(500)
      if (answer.headers.get('content-type')?.startsWith('application/json'))
        expect(() => JSON.parse(text), route).not.toThrow()
      for (const [name, value] of answer.headers) expect(value, `${route} ${name}`).not.toMatch(unseen)
      if (answer.status < 400) asked.add(route)
      else if (answer.status !== 404) refusals.set(route, text.slice(0, 300))
    }
  }
  const unanswered = Object.values(routes).filter(
    ({ at, scope }) =>
      at.startsWith('GET') && (scope === 'read' || scope === null) && !asked.has(at) && !nothingThere.has(at),
  )
  expect(unanswered.map(({ at }) => `${at}: ${refusals.get(at)}`)).toEqual([])
})

test('through every command, as text and as JSON: signs that a terminal does not obey', async () => {
  const [order] = orders
  const exported = join(folder, 'exported')
  writeFileSync(join(folder, 'payout.csv'), sayings.join('\n'))
  /** What each command is given. Null: it begins, serves or ends a hub, or asks at the terminal, and shows no record. */
  const given: Readonly<Record<string, readonly (readonly string[])[] | null>> = {
    ...{ start: null, worker: null, mcp: null, sandbox: null, init: null, backup: null, restore: null, support: null },
    ...{
      'sign-in': null,
      'sign-out': null,
      'take-back': null,
      'rotate-key': null,
      confirm: null,
      pause: null,
      resume: null,
    },
    doctor: [[]],
    run: orders.slice(0, 3).map((each) => [String(each), '--dry-run']),
    show: orders.slice(0, 6).map((each) => [String(each)]),
    replay: [[String(order)]],
    messages: [[], ['--order', String(order)]],
    incidents: [[], ...known.incidents.slice(0, 6).map((id) => [id])],
    export: [[exported]],
    diff: [[exported]],
    import: [[exported, '--dry-run']],
    explain: [[]],
    suggest: [['carrier']],
    module: [['status']],
    standard: [[]],
    compare: [[]],
    status: [[]],
    proposals: [['list'], ...known.proposals.slice(0, 8).map((id) => ['show', id])],
    people: [['list']],
    tokens: [['list']],
    audit: [[]],
    erase: [[String(order), '--dry-run', '--email', 'ada@example.com']],
    flows: [[]],
    file: [[join(folder, 'payout.csv')]],
    reports: [[]],
    assistant: [[], ['calls']],
    chat: [['hello']],
    alerts: [[]],
    completion: [['bash']],
    fields: [['prestashop.customer'], ['gp.salesOrder']],
    orders: [[], [sayings[0]!]],
    processes: [[]],
    reconcile: [['--from', '2020-01-01', '--to', '2035-01-01']],
    'tax-report': [['--from', '2020-01-01', '--to', '2035-01-01']],
    history: [
      ['--to', join(folder, 'history')],
      ['--verify', join(folder, 'history')],
    ],
    uncounted: [[]],
    backfill: [[], ['count', 'order-to-sales-order', '--from', '2020-01-01', '--to', '2035-01-01']],
    check: [[]],
    draft: [['orders above 5000 EUR wait for me'], [sayings[0]!]],
    report: [[]],
    unusual: [[]],
  }
  const program = await programFor(undefined)
  expect(Object.keys(given).sort()).toEqual(program.commands.map((command: Command) => command.name()).sort())
  const environment = {
    ...{ LEDGERLINE_DATA: all.config.dataFolder, DATABASE_URL: all.config.databaseUrl!, LEDGERLINE_TOKEN: token },
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const said: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  try {
    for (const [name, calls] of Object.entries(given))
      for (const args of calls ?? [])
        for (const more of [[], ['--json']]) {
          said.length = 0
          const command = (await programFor(name)).exitOverride()
          const failed = await command.parseAsync([name, ...args, ...more], { from: 'user' }).then(
            () => '',
            (error: unknown) => printError(error),
          )
          const shown = [...said, failed].join('\n')
          expect(onLines(shown), `${name} ${args.join(' ')}: ${JSON.stringify(shown.slice(0, 300))}`).not.toMatch(
            unseen,
          )
        }
  } finally {
    write.mockRestore()
    vi.unstubAllEnvs()
  }
}, 240_000)

test('in the log nothing is raw, one line an event', () => {
  expect(lines.length).toBeGreaterThan(50)
  for (const line of lines) {
    expect(() => JSON.parse(line)).not.toThrow()
    expect(onLines(line)).not.toMatch(unseen)
  }
  const log = lines.join('')
  for (const saying of hostileTexts.injections!.filter((text) => text.includes(' '))) expect(log).not.toContain(saying)
})
