import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { shopPlace } from '../../src/connectors/prestashop/index.ts'
import type { Finding } from '../../src/domain/connector.ts'
import type { AuditEntry } from '../../src/domain/proposal.ts'
import { integrationId } from '../../src/domain/record.ts'
import { type Joined, joined } from './joined.ts'

/** Somebody's machine, to which an imported folder points: it keeps what it is sent. */
interface Elsewhere {
  readonly url: string
  readonly heard: string[]
  stop(): void
}
async function elsewhere(): Promise<Elsewhere> {
  const heard: string[] = []
  const server: Server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1')
    })
    request.on('end', () => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`)
      response.writeHead(401, { 'www-authenticate': 'NTLM, Basic' }).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

let all: Joined
let other: Elsewhere
const main = integrationId('main')
beforeAll(async () => {
  all = await joined()
  other = await elsewhere()
})
afterAll(async () => {
  other.stop()
  await all[Symbol.asyncDispose]()
})

type File = { connections: { prestashop: { url: string }; gp: { url: string; auth?: string } } }
function pointing(change: (file: File) => void): Parts {
  const file = structuredClone(all.parts['integration.json']) as unknown as File
  change(file)
  return { ...all.parts, 'integration.json': file as never }
}
const check = () => all.client.post<Finding[]>('/api/integrations/main/check')
const integration = () => all.hub.database.stores.integrations.get(main)
const lastImport = async () => {
  const lines = await all.client.get<AuditEntry[]>('/api/audit')
  return lines.find(({ deed }) => deed === 'integration.imported')!.details as Record<string, unknown>
}
const confirm = async () => {
  const { companyName } = all.sandbox.gp
  await all.hub.engine.confirmCompany({ integration: main, company: companyName, kind: 'test', by: 'test' })
}

describe('a stored credential does not follow a changed address', () => {
  test('of the shop: nothing is sent there, the company asks again, and the audit line names both addresses', async () => {
    await all.import(
      pointing((file) => {
        file.connections.prestashop.url = other.url
      }),
      {},
    )
    const findings = await check()
    expect(findings.find(({ check: name }) => name === 'shop.connection')).toMatchObject({
      level: 'error',
      todo: expect.stringContaining(`No Webservice key is stored for ${other.url}`),
    })
    expect(findings.find(({ check: name }) => name === 'gp.connection')?.level).toBe('ok')
    expect(other.heard).toEqual([])
    expect((await integration())?.confirmed).toBeNull()
    expect(await lastImport()).toMatchObject({
      moved: [{ system: 'prestashop', from: shopPlace(all.sandbox.shop), to: `key at ${other.url}` }],
      unconfirmed: all.sandbox.gp.companyName,
    })
  })

  test('and the module of the shop before announces nothing any more', async () => {
    const { secrets } = all.hub.database.stores
    expect(await secrets.get(main, 'webhook.secret', `key at ${other.url}`)).toBeNull()
    const headers = {
      ...{
        'x-ledgerline-timestamp': '1',
        'x-ledgerline-nonce': 'x'.repeat(20),
        'x-ledgerline-signature': 'a'.repeat(64),
      },
    }
    const answer = await all.hub.app.request('/webhooks/prestashop/main', { method: 'POST', headers, body: '{}' })
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'no webhook secret is set' }])
  })

  test('nor a changed way of signing in to GP, or a new port', async () => {
    for (const change of [
      (file: File) => {
        file.connections.gp.url = `${other.url}/DynamicsGPService.asmx`
      },
      (file: File) => {
        file.connections.gp.auth = 'basic'
      },
    ]) {
      await all.import(all.parts, {})
      await confirm()
      await all.import(pointing(change), {})
      expect((await check()).find(({ check: name }) => name === 'gp.connection')).toMatchObject({
        level: 'error',
        todo: expect.stringContaining('No user name and password are stored for'),
      })
      expect((await integration())?.confirmed).toBeNull()
      expect(await lastImport()).toMatchObject({ moved: [{ system: 'gp' }] })
    }
    expect(other.heard).toEqual([])
  })

  test('back at the old address they count again; given for the new one they go there', async () => {
    await all.import(all.parts, {})
    expect((await check()).filter(({ level }) => level === 'error')).toEqual([])
    await all.import(
      pointing((file) => {
        file.connections.prestashop.url = other.url
      }),
      { 'prestashop.key': 'A'.repeat(32) },
    )
    await check()
    expect(other.heard.join()).toContain(Buffer.from(`${'A'.repeat(32)}:`).toString('base64'))
    expect(other.heard.join()).not.toContain(Buffer.from(`${all.sandbox.shop.key}:`).toString('base64'))
  })

  test('one from before an upgrade belongs to the address that its integration has', async () => {
    await all.import(all.parts, {})
    const { stores, transaction } = all.hub.database
    await transaction((tx) => tx.secrets.put(main, 'prestashop.key', all.sandbox.shop.key, null))
    expect(await stores.secrets.get(main, 'prestashop.key', shopPlace(all.sandbox.shop))).toBeNull()
    await all.stop()
    await all.restart()
    const place = shopPlace(all.sandbox.shop)
    expect(await all.hub.database.stores.secrets.get(main, 'prestashop.key', place)).toBe(all.sandbox.shop.key)
  })
})
