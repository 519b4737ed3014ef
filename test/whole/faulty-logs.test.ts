import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gpSchemas } from '../../src/connectors/gp/index.ts'
import { prestashopEntities } from '../../src/connectors/prestashop/index.ts'
import type { EntitySchema, Fields } from '../../src/domain/entity.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import { createLog } from '../../src/log.ts'
import { faultKinds } from '../../src/sandbox/control.ts'
import { type Joined, joined } from './joined.ts'

const lines: string[] = []
let all: Joined
beforeAll(async () => {
  const log = createLog('trace', { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream)
  all = await joined({ log, environment: { LEDGERLINE_SIGN_IN_PROBE_SECONDS: '1' } })
})
afterAll(() => all[Symbol.asyncDispose]())

/** The names of personal fields, from the schemas: a new one is searched for without a word here. */
function personalNames(schema: EntitySchema): Set<string> {
  const names = new Set<string>()
  const walk = (fields: Fields) => {
    for (const [name, field] of Object.entries(fields)) {
      if (field.personal) names.add(name)
      const inner = field.type === 'list' ? field.of : field
      if (inner.type === 'record') walk(inner.fields)
    }
  }
  walk(schema.fields)
  return names
}

/** Every text in a personal field of anything that the two systems hold. */
function everyName(): Set<string> {
  const found = new Set<string>()
  const collect = (value: Json, names: ReadonlySet<string>, name = '') => {
    if (typeof value === 'string') {
      if (names.has(name) && value.trim().length >= 4) found.add(value.trim())
    } else if (Array.isArray(value)) for (const item of value) collect(item, names, name)
    else if (value !== null && typeof value === 'object')
      for (const [member, inner] of Object.entries(value)) collect(inner, names, member)
  }
  const { shop, gp } = all.sandbox
  const resources = { customers: 'customer', addresses: 'address', orders: 'order' } as const
  for (const [resource, entity] of Object.entries(resources))
    for (const { fields } of shop.tables.of(resource).all())
      collect(fields as unknown as Json, personalNames(prestashopEntities[entity]!))
  const gpNames = new Set(Object.values(gpSchemas).flatMap((schema) => [...personalNames(schema)]))
  for (const type of ['customer', 'address', 'salesOrder'] as const)
    for (const record of gp.company.store.values(type)) collect(record as unknown as Json, gpNames)
  return found
}

/** An order whose customer writes in every field that takes it. */
function place(number: number): number {
  const { tables } = all.sandbox.shop
  const [order] = all.sandbox.shop.placeOrders(1)
  const set = (resource: string, id: number, fields: Record<string, string>) => {
    const row = tables.of(resource).get(id)!
    tables.of(resource).put({ ...row, fields: { ...row.fields, ...fields } })
  }
  const row = tables.of('orders').get(order!)!
  const who = { firstname: `Hortensia${number}`, lastname: `Wurlitzer${number}`, company: `Wurlitzer & Sons ${number}` }
  set('orders', order!, {
    gift_message: `Kisses from Aunt Petronella ${number}`,
    note: `Rang the bell twice ${number}`,
  })
  set('customers', Number(row.fields.id_customer), { ...who, email: `hortensia${number}@wurlitzer.example` })
  set('addresses', Number(row.fields.id_address_delivery), {
    ...{
      ...who,
      alias: `Villa Petronella ${number}`,
      address1: `${number} Organ Street`,
      address2: 'Behind the choir',
    },
    ...{
      city: `Pipesville${number}`,
      phone: `05 55 55 00 0${number % 10}`,
      phone_mobile: `06 66 66 00 0${number % 10}`,
    },
    ...{ other: `Mind the dachshund ${number}`, vat_number: `FR9876543210${number % 10}`, dni: `DNI-77665${number}` },
  })
  return order!
}

const operations = {
  shop: ['GET orders', 'GET customers', 'GET addresses', 'GET order_details'],
  gp: ['CreateCustomer', 'CreateCustomerAddress', 'CreateSalesOrder', 'GetSalesOrderByKey'],
} as const
const everyFault = faultKinds.flatMap((kind) => (['shop', 'gp'] as const).map((system) => ({ kind, system })))

test('no name, e-mail, address or phone that the two systems know stands in the log, whatever goes wrong', async () => {
  const { shop, gp } = all.sandbox
  let number = 0
  for (const { kind, system } of everyFault) {
    const { faults } = all.sandbox[system]
    const order = place(++number)
    for (const operation of operations[system])
      faults.add({ match: { operation }, do: kind, ms: 5, times: 1, after: number % 2 })
    for (let tries = 0; tries < 2; tries++) await all.run(order)
    expect(
      faults.all().some(({ happened }) => happened > 0),
      `${kind} of ${system} happened`,
    ).toBe(true)
    faults.clear()
    // A refused sign-in is tried again after a second.
    for (;;) {
      await all.run(order)
      if (all.hub.engine.connected(integrationId('main'))) break
      all.clock.advance(1_000)
    }
  }

  // What GP refuses, with what it was sent; what the mapping cannot answer; what the database refuses.
  const carrier = all.parts['value-maps/carrier.json'] as unknown as { entries: { to: string | null }[] }
  const entries = carrier.entries.map((entry) => ({ ...entry, to: 'NO SUCH METHOD' }))
  await all.import({ ...all.parts, 'value-maps/carrier.json': { ...carrier, entries } as unknown as Json })
  await all.run(place(++number))
  await all.import(all.parts)
  const refused = place(++number)
  const database = new pg.Client({ connectionString: all.config.databaseUrl! })
  await database.connect()
  for (const table of ['journal_entries', 'payloads', 'links']) {
    await database.query(`alter table ${table} add constraint nothing_more check (false) not valid`)
    await all.run(refused).catch(() => {})
    await database.query(`alter table ${table} drop constraint nothing_more`)
  }
  await database.end()
  const ask = (path: string, init: RequestInit) => all.hub.app.request(path, init)
  const authorization = `Basic ${Buffer.from('hortensia1@wurlitzer.example:wrong wrong wrong').toString('base64')}`
  await ask('/api/integrations', { headers: { authorization } })
  await ask('/webhooks/main', { method: 'POST', body: JSON.stringify({ firstname: 'Hortensia1' }) })

  const log = lines.join('')
  expect(log).toMatch(/"level":"warn"/)
  expect(log).toMatch(/"level":"error"|nothing_more/)
  const names = everyName()
  expect(names.size).toBeGreaterThan(100)
  const words = new Set([...names].flatMap((text) => [text, text.toUpperCase()]))
  expect([...words].filter((text) => log.includes(text) || log.includes(JSON.stringify(text).slice(1, -1)))).toEqual([])
  expect(log).not.toMatch(/hortensia|wurlitzer|petronella|dachshund|organ street/i)
  expect([shop.key, gp.password].filter((secret) => log.includes(secret))).toEqual([])
})
