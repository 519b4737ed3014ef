import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import type { CustomFields } from '../../../src/domain/custom-fields.ts'
import { type RecordValue, ref } from '../../../src/domain/record.ts'
import { plain, startShop } from '../../../src/sandbox/shop/index.ts'
import { change } from '../../../src/sandbox/shop/shop.ts'
import { hubPermissions } from '../../../src/sandbox/shop/start.ts'

const customFields: CustomFields = {
  'prestashop.order': {
    erp_number: { type: 'text', about: 'The number in the ledger.' },
    erp_at: { type: 'instant', about: 'When it went there.' },
    erp_state: { type: 'text', about: 'What the module makes of it.', readOnly: true },
  },
}

/** A shop whose module has given orders three columns, and one order in it. */
async function withOrder(permissions: Readonly<Record<string, readonly string[]>> | 'all' = 'all') {
  const moduleFields = { orders: 'erp_number:isGenericName/32 erp_at:isDate erp_state^' }
  const shop = await startShop({ permissions, moduleFields })
  const connector = createPrestaShopConnector(prestashopSettings.parse({ url: shop.url, timezone: shop.timezone }), {
    ...{ key: shop.key, clock: systemClock, since: instant('2026-01-01'), customFields },
  })
  const [order] = shop.placeOrders(1)
  const record = ref('prestashop.order', String(order))
  return {
    ...{ shop, connector, record },
    row: () => shop.tables.of('orders').get(order!)!,
    histories: () => shop.tables.of('order_histories').where('id_order', String(order))!.length,
    calls: (operation: string) => shop.calls.get(operation) ?? 0,
    set: (document: RecordValue, tellCustomer = false) =>
      connector.write({ do: 'update', record, document, tellCustomer }),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await shop.stop()
    },
  }
}

test('custom fields of an order are set in its own row, in the time of the shop; its history, its state and its buyer hear nothing', async () => {
  await using its = await withOrder()
  const [before, histories] = [its.row().fields, its.histories()]
  await its.set({ erp_number: 'WEB12', erp_at: '2026-07-01T10:00:00.000Z' }, true)
  expect(its.shop.timezone).toBe('Europe/Paris')
  expect(its.row().fields).toEqual({
    ...before,
    ...{ erp_number: 'WEB12', erp_at: '2026-07-01 12:00:00', date_upd: expect.any(String) },
  })
  expect(its.histories()).toBe(histories)
  expect([its.calls('POST order_histories'), its.calls('PATCH orders with mail')]).toEqual([0, 0])
  expect(await its.connector.read(its.record)).toMatchObject({
    ...{ erp_number: 'WEB12', erp_at: '2026-07-01T10:00:00.000Z' },
  })
  await its.set({ erp_number: null, erp_at: null })
  expect(await its.connector.read(its.record)).toMatchObject({ erp_number: null, erp_at: null })
})

test('a state goes beside them, once and after them: where they are refused, it is not set, and nobody is mailed', async () => {
  await using its = await withOrder()
  const before = its.histories()
  await its.set({ current_state: '4', erp_number: 'WEB12' }, true)
  expect(its.row().fields).toMatchObject({ current_state: '4', erp_number: 'WEB12' })
  expect(its.histories()).toBe(before + 1)
  expect(its.calls('POST order_histories with mail')).toBe(1)

  await expect(its.set({ current_state: '5', erp_number: 'less < more' }, true)).rejects.toMatchObject({
    code: 'rejected_by_remote',
  })
  await expect(its.set({ erp_state: 'done' })).rejects.toThrow('erp_state: is not written; written are current_state')
  expect(plain(its.row(), 'current_state')).toBe('4')
  expect(its.calls('POST order_histories')).toBe(1)
})

test('the shop checks the whole order: what it holds wrong already refuses every field of it, and no state', async () => {
  await using its = await withOrder()
  change(its.shop.tables, 'orders', its.row(), { payment: 'Card <Visa>' })
  await expect(its.set({ erp_number: 'WEB12' })).rejects.toMatchObject({
    code: 'rejected_by_remote',
    numbers: ['PS-85'],
  })
  await its.set({ current_state: '4' })
  expect(plain(its.row(), 'current_state')).toBe('4')
})

test('a state that somebody sets while the shop writes the row is undone by it, and a person is asked, with both states', async () => {
  await using its = await withOrder()
  const { shop, set, row, record } = its
  const order = Number(record.key)
  const before = plain(row(), 'current_state')
  const asked = {
    code: 'order_state_undone',
    message: expect.stringMatching(
      new RegExp(`^The order has state ${before} again, and its history says 3 since .* setting erp_number has undone`),
    ),
    hint: expect.stringContaining('Where state 3 is right, set it there again'),
  }
  shop.meanwhile(() => shop.setState(order, 3))
  await expect(set({ erp_number: 'WEB12', current_state: '4' })).rejects.toMatchObject(asked)
  expect(row().fields).toMatchObject({ erp_number: 'WEB12', current_state: before })
  // Neither is the wanted one set over it, nor the undone one a second time.
  expect(its.calls('POST order_histories')).toBe(0)

  // The reply is lost, or is no answer: the next look finds the field there, and sends nothing any more.
  for (const lost of ['drop-after', 'malformed'] as const) {
    shop.faults.add({ match: { operation: 'PATCH orders' }, do: lost })
    shop.meanwhile(() => shop.setState(order, 3))
    await expect(set({ erp_number: lost })).rejects.toMatchObject(asked)
  }
  expect(row().fields).toMatchObject({ erp_number: 'malformed', current_state: before })

  // That the two differ since long, as after an import past the shop, is nobody's question.
  await set({ erp_number: 'WEB13' })
  // Neither is a state that was set before or after, or that the shop keeps.
  shop.setState(order, 3)
  await set({ erp_number: 'WEB14', current_state: '5' }, true)
  expect(row().fields).toMatchObject({ erp_number: 'WEB14', current_state: '5' })
})

test('where nobody could look for such a state, a person is asked to; where nobody may, nothing is set', async () => {
  await using its = await withOrder()
  const histories = { match: { operation: 'GET order_histories' } }
  its.shop.faults.add({ ...histories, do: 'error', status: 503, after: 1, times: 0 })
  await expect(its.set({ erp_number: 'WEB12' })).rejects.toMatchObject({ code: 'order_state_not_seen' })
  expect(plain(its.row(), 'erp_number')).toBe('WEB12')

  await using blind = await withOrder({
    ...hubPermissions,
    orders: ['GET', 'HEAD', 'PATCH'],
    order_histories: ['POST'],
  })
  await expect(blind.set({ erp_number: 'WEB12' })).rejects.toMatchObject({ code: 'access_denied' })
  expect(blind.calls('PATCH orders')).toBe(0)
  await expect(
    blind.connector.checkRight!({ do: 'update', record: blind.record, fields: ['erp_number'] }),
  ).rejects.toThrow('“View (GET)” for order_histories')
})

test('the right to patch orders is only needed for them, and is named', async () => {
  await using its = await withOrder(hubPermissions)
  const asked = (fields?: readonly string[]) =>
    its.connector.checkRight!({ do: 'update', record: its.record, ...(fields ? { fields } : {}) })
  await asked()
  await asked(['id', 'current_state'])
  for (const fields of [['erp_number'], ['current_state', 'erp_number']])
    await expect(asked(fields)).rejects.toThrow('“Patch (PATCH)” for orders')
  const findings = await its.connector.check()
  const { found } = findings.find(({ check }) => check === 'shop.permissions.writes')!
  expect(found).toMatch(
    /may write prestashop\.order, .*prestashop\.order \(erp_number, erp_at\) \(“Patch \(PATCH\)” for orders; “View \(GET\)” for order_histories\)/,
  )

  await using all = await withOrder({ ...hubPermissions, orders: ['GET', 'HEAD', 'PATCH'], order_histories: ['GET'] })
  await all.connector.checkRight!({ do: 'update', record: all.record, fields: ['erp_number'] })
  await expect(
    all.connector.checkRight!({ do: 'update', record: all.record, fields: ['current_state', 'erp_number'] }),
  ).rejects.toThrow('“Add (POST)” for order_histories')
})
