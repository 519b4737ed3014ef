import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { clientAddresses, thisProcess } from '../../src/server/client-address.ts'
import { sameSiteOnly } from '../../src/server/same-site.ts'

/** A request as it comes over the network from an address. */
const coming = (peer: string | null, forwarded?: string): Context =>
  ({
    env: peer === null ? undefined : { incoming: { socket: { remoteAddress: peer } } },
    req: { header: (name: string) => (name === 'x-forwarded-for' ? forwarded : undefined) },
  }) as unknown as Context

test.each([
  ['nobody over the network', null, undefined, thisProcess],
  ['a client by itself', '192.0.2.7', undefined, '192.0.2.7'],
  ['IPv4 in the clothes of IPv6', '::ffff:192.0.2.7', undefined, '192.0.2.7'],
  ['one behind our proxy', '10.0.0.5', '198.51.100.4', '198.51.100.4'],
  ['one behind two of our proxies', '10.0.0.5', '198.51.100.4, 10.1.2.3', '198.51.100.4'],
  ['one who says to be another', '10.0.0.5', '203.0.113.9, 198.51.100.4', '198.51.100.4'],
  ['one behind a proxy that nobody trusts', '192.0.2.7', '203.0.113.9', '192.0.2.7, forwarded'],
])('%s is told apart', (_, peer, forwarded, client) => {
  expect(clientAddresses(['10.0.0.0/8'])(coming(peer, forwarded))).toBe(client)
})

test('what a page of another site can make a browser send is refused; programs and the hub itself are not', async () => {
  const app = new Hono().use(sameSiteOnly).all('/', (context) => context.text('done'))
  const send = async (method: string, headers: Record<string, string>, body?: string) =>
    (await app.request('/', { method, headers, ...(body === undefined ? {} : { body }) })).status
  const json = { 'content-type': 'application/json; charset=utf-8' }
  expect(await send('POST', json, '{}')).toBe(200)
  expect(await send('POST', { ...json, 'sec-fetch-site': 'same-origin' }, '{}')).toBe(200)
  expect(await send('POST', {})).toBe(200)
  expect(await send('GET', { 'sec-fetch-site': 'cross-site' })).toBe(200)
  for (const site of ['cross-site', 'same-site'])
    expect(await send('POST', { ...json, 'sec-fetch-site': site }, '{}')).toBe(403)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    expect(await send('POST', { 'content-type': type }, '{}')).toBe(415)
})

test('a secret may be in a file, once; checks of certificates cannot be switched off; a trusted proxy is a network', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-doors-'))
  const file = join(folder, 'key')
  const read = (more: Record<string, string>) => () => readConfig({ LEDGERLINE_DATA: join(folder, 'data'), ...more })
  writeFileSync(file, 'S3CRET\n')
  expect(read({ LEDGERLINE_SHOP_KEY_FILE: file })().credentials).toEqual({ 'prestashop.key': 'S3CRET' })
  expect(read({ LEDGERLINE_SHOP_KEY_FILE: file, LEDGERLINE_SHOP_KEY: 'X' })).toThrow(/set one of them/)
  expect(read({ LEDGERLINE_GP_PASSWORD_FILE: join(folder, 'none') })).toThrow(/cannot be read \(ENOENT\)/)
  expect(read({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(/anybody on the way/)
  expect(read({ LEDGERLINE_TRUSTED_PROXIES: '10.0.0.0/8,::1' })().trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  for (const wrong of ['proxy.example.com', '10.0.0.0/33', '10.0.0.0/8/8'])
    expect(read({ LEDGERLINE_TRUSTED_PROXIES: wrong })).toThrow(/must be IP addresses or networks/)
  rmSync(folder, { recursive: true })
})
