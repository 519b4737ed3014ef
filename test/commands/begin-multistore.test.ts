import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBoth } from '../../src/commands/begin.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { hubPermissions } from '../../src/sandbox/shop/index.ts'

const running: RunningSandbox[] = []
let all: RunningSandbox
let blind: RunningSandbox
beforeAll(async () => {
  all = await startSandbox()
  blind = await startSandbox({ permissions: { ...hubPermissions, shops: [] } })
  running.push(all, blind)
})
afterAll(() => Promise.all(running.map((sandbox) => sandbox.stop())))

const begin = ({ shop, gp }: RunningSandbox, more: Readonly<Record<string, string>> = {}) =>
  readBoth({
    ...{ id: 'main', name: 'Main', prestashop: { url: shop.url, timezone: shop.timezone, ...more } },
    gp: { url: gp.url, companyId: gp.companyId },
    credentials: { 'prestashop.key': shop.key, 'gp.username': gp.username, 'gp.password': gp.password },
  })

/** A second shop, and a third that is switched off. */
function openSecond({ shop: { tables } }: RunningSandbox): void {
  const shops = tables.of('shops')
  const { fields } = shops.get(1)!
  shops.put({ id: 2, associations: {}, fields: { ...fields, name: 'Outlet' } })
  shops.put({ id: 3, associations: {}, fields: { ...fields, name: 'Closed', active: '0' } })
  const settings = tables.of('configurations')
  const isOn = { name: 'PS_MULTISHOP_FEATURE_ACTIVE', value: '1', id_shop: '', id_shop_group: '' }
  settings.put({ id: settings.nextId(), associations: {}, fields: isOn })
}

test('of a multistore somebody says which shop an integration serves; of a single shop nobody has to', async () => {
  expect((await begin(all)).parts['integration.json']).not.toHaveProperty('connections.prestashop.shopId')
  openSecond(all)
  await expect(begin(all)).rejects.toMatchObject({
    problems: [{ at: '--shop-id', reason: expect.stringContaining('has the shops 1 “Maison Camellia”, 2 “Outlet”;') }],
  })
  expect((await begin(all, { shopId: '2' })).parts['integration.json']).toMatchObject({
    connections: { prestashop: { shopId: '2' } },
  })
})

test('where the key may not read the shops of a multistore, a note says that none is named', async () => {
  expect((await begin(blind)).notes.filter((note) => note.includes('multistore'))).toEqual([])
  openSecond(blind)
  expect((await begin(blind)).notes).toContainEqual(expect.stringContaining('set shopId of the connection'))
  expect((await begin(blind, { shopId: '2' })).notes.filter((note) => note.includes('multistore'))).toEqual([])
})
