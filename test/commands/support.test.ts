import { afterAll, beforeAll, expect, test } from 'vitest'
import { supportFiles } from '../../src/commands/support.ts'
import { type Joined, joined } from '../whole/joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

/** What the shop knows of its people, as a bundle must not hold it. Cities are also names of time zones. */
function personal(): string[] {
  const { tables } = all.sandbox.shop
  const rows = [...tables.of('customers').all(), ...tables.of('addresses').all()]
  const names = ['firstname', 'lastname', 'email', 'address1', 'phone', 'phone_mobile', 'company']
  return [...new Set(rows.flatMap(({ fields }) => names.map((name) => String(fields[name] ?? ''))))].filter(
    (text) => text.length > 3,
  )
}

test('a bundle says how the hub is doing, and nothing of people, passwords or what others wrote', async () => {
  const done = all.sandbox.shop.placeDemoOrder()
  await all.run(done)
  await all.settled(done, 'done')
  const row = all.sandbox.shop.tables.of('customers').get(1)!
  all.sandbox.shop.tables.of('customers').put({ ...row, fields: { ...row.fields, lastname: 'Zażółćgęślą' } })
  const carrier = 'value-maps/carrier.json'
  await all.import({ ...all.parts, [carrier]: { ...(all.parts[carrier] as object), entries: [] } } as never)
  const held = all.sandbox.shop.placeDemoOrder()
  await all.run(held)
  await all.settled(held, 'stopped')

  const files = await supportFiles(all.client, false)
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['about.json', 'metrics.txt', 'main/checks.json', 'main/definition/settings.json']),
  )
  expect(JSON.parse(files['main/incidents.json']!)).toEqual([
    expect.objectContaining({ code: 'missing_value', state: 'open', flow: 'order-to-sales-order', runs: 1 }),
  ])
  expect(JSON.parse(files['main/runs.json']!)[0]).toMatchObject({ state: 'stopped', record: { key: String(held) } })
  const whole = Object.values(files).join('\n')
  expect(personal().filter((text) => whole.includes(text))).toEqual([])
  expect(Object.values(all.config.credentials).filter((secret) => secret && whole.includes(secret))).toEqual([])
  expect(files['main/incidents.json']).not.toContain('has no answer')
  expect(JSON.parse(files['main/checks.json']!)[0]).toEqual({ check: expect.any(String), level: expect.any(String) })

  expect((await supportFiles(all.client, true))['main/incidents.json']).toContain('has no answer')
})

test('a system that fails is in the checks, and the rest is there', async () => {
  all.sandbox.gp.faults.add({ match: { operation: '*' }, do: 'unauthorised', times: 1000 })
  const files = await supportFiles(all.client, false)
  all.sandbox.gp.faults.clear()
  expect(files['main/checks.json']).toMatch(/"level": "error"/)
  expect(JSON.parse(files['main/runs.json']!)).toHaveLength(2)
})
