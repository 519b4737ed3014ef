import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGpConnector, gpPlace, gpSettings } from '../../src/connectors/gp/index.ts'
import { createPrestaShopConnector, prestashopSettings, shopPlace } from '../../src/connectors/prestashop/index.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'

/** A proxy that tunnels, and knows where to. */
const tunnelled: string[] = []
const proxy = createServer((_, answer) => answer.writeHead(500).end())
proxy.on('connect', (request, socket) => {
  tunnelled.push(request.url!)
  const [host, port] = request.url!.split(':')
  const target = connect(Number(port), host!, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    target.pipe(socket).pipe(target)
  })
  target.on('error', () => socket.destroy())
  socket.on('error', () => target.destroy())
})
let sandbox: RunningSandbox
let address: string
beforeAll(async () => {
  sandbox = await startSandbox()
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})
afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await sandbox.stop()
})

test('both systems are reached through a proxy, NTLM too, and over plain http that is another place for a credential', async () => {
  const { shop, gp } = sandbox
  const company = gpSettings.parse({ url: gp.url, companyId: gp.companyId, proxy: address })
  const ledger = createGpConnector(company, { username: gp.username, password: gp.password, clock: systemClock })
  expect((await ledger.company!()).reported).toEqual([{ id: gp.companyId, name: gp.companyName }])
  const settings = prestashopSettings.parse({ url: shop.url, timezone: 'UTC', proxy: address })
  const parts = { key: shop.key, clock: systemClock, since: systemClock.now() }
  const connector = createPrestaShopConnector(settings, parts)
  expect((await connector.list('carriers')).length).toBeGreaterThan(0)
  await Promise.all([ledger.close(), connector.close()])
  expect(tunnelled).toEqual(expect.arrayContaining([new URL(gp.url).host, new URL(shop.url).host]))

  expect(gpPlace(company)).toBe(`ntlm at ${new URL(gp.url).origin} through ${address}`)
  expect(shopPlace(settings)).toBe(`key at ${new URL(shop.url).origin} through ${address}`)
  expect(shopPlace({ ...settings, url: 'https://shop.example.com' })).toBe('key at https://shop.example.com')
})

test('a file of certificates that cannot be used is named', () => {
  for (const [caFile, reason] of [
    ['/nowhere/ca.pem', 'cannot be read (ENOENT)'],
    [import.meta.filename, 'holds no certificate in PEM form'],
  ] as const) {
    const settings = prestashopSettings.parse({ url: sandbox.shop.url, timezone: 'UTC', caFile })
    const make = () => createPrestaShopConnector(settings, { key: 'x', clock: systemClock, since: systemClock.now() })
    expect(make).toThrow(reason)
  }
})
