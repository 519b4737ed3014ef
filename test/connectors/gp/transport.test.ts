import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../../src/connectors/gp/index.ts'
import { ref } from '../../../src/domain/record.ts'
import { mailCertificate } from '../../support/mail-server.ts'
import { ntlmDoor } from './ntlm-server.ts'
import { salesOrderDocument } from './orders.ts'
import { connect, emptyResult, envelope, type RawGp, result, standing, startRawGp } from './raw-gp.ts'

// A record that one call reads: an item needs three.
const currency = ref('gp.currency', 'EUR')
const order = ref('gp.salesOrder', 'WEB1')
const create = { do: 'create', record: order, document: salesOrderDocument('WEB1') } as const
const euro = result('GetCurrencyByKey', '<Key><ISOCode>EUR</ISOCode></Key>')

test('where the file of authorities cannot be read for a while, its calls are refused, and those after it go through', async () => {
  await using gp = await startRawGp(() => euro)
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-'))
  const caFile = join(folder, 'authorities.pem')
  await using connector = connect(gp, { caFile, concurrency: 2 })
  for (let call = 0; call < 3; call++) await expect(connector.read(currency)).rejects.toThrow('caFile')
  copyFileSync(mailCertificate, caFile)
  expect(await connector.read(currency)).not.toBeNull()
  rmSync(folder, { recursive: true })
})

test('a budget of calls a minute is spent evenly by all callers together', async () => {
  await using gp = await startRawGp(() => euro)
  const standingClock = standing()
  const clock = { ...standingClock, sleep: async (ms: number) => standingClock.move(ms) }
  await using connector = connect(gp, { callsPerMinute: 60, concurrency: 2 }, clock)
  const began = Date.parse(clock.now())
  for (let call = 0; call < 61; call++) await connector.read(currency)
  expect(Date.parse(clock.now()) - began).toBe(60_000)
})

describe('signing in by NTLM', () => {
  test.each([true, false])('one handshake serves every call of a connection (NTLM2 flag: %s)', async (ntlm2) => {
    const door = ntlmDoor({ ntlm2 })
    await using gp = await startRawGp(() => euro, door.before)
    await using connector = connect(gp, { auth: 'ntlm', domain: 'CORP' })
    for (let turn = 0; turn < 5; turn++) await connector.read(currency)
    expect(door).toMatchObject({ handshakes: 1, refused: 1 })
    expect(new Set(gp.received.map(({ connection }) => connection)).size).toBe(1)
  })

  test('each of the connections signs in by itself, and there are no more than allowed', async () => {
    const door = ntlmDoor()
    await using gp = await startRawGp(() => euro, door.before)
    await using connector = connect(gp, { auth: 'ntlm', concurrency: 3 })
    await Promise.all(Array.from({ length: 20 }, () => connector.read(currency)))
    expect(door.handshakes).toBe(3)
    expect(new Set(gp.received.map(({ connection }) => connection)).size).toBe(3)
  })

  test('a server that wants each request signed in gets that, with one extra request a call', async () => {
    const door = ntlmDoor({ every: 'request' })
    await using gp = await startRawGp(() => euro, door.before)
    await using connector = connect(gp, { auth: 'ntlm', concurrency: 1 })
    for (let turn = 0; turn < 5; turn++) await connector.read(currency)
    // The second call tries once without, and learns.
    expect(door).toMatchObject({ handshakes: 5, refused: 6 })
  })

  test('a connection that was closed is signed in again; the document is sent once', async () => {
    const door = ntlmDoor()
    await using gp = await startRawGp(undefined, door.before)
    await using connector = connect(gp, { auth: 'ntlm', concurrency: 1 })
    await connector.write(create)
    const [first] = gp.received
    const closed = new Promise((resolve) => first!.connection.once('close', resolve))
    first!.connection.end()
    await closed
    await connector.write(create)
    expect(door.handshakes).toBe(2)
    expect(gp.asked('CreateSalesOrder')).toHaveLength(2)
  })

  test('a wrong password is access denied, and says what to check', async () => {
    const door = ntlmDoor({ password: 'other' })
    await using gp = await startRawGp(() => euro, door.before)
    await using connector = connect(gp, { auth: 'ntlm' })
    await expect(connector.read(currency)).rejects.toMatchObject({
      code: 'access_denied',
      hint: expect.stringContaining('password'),
    })
    expect(gp.received).toEqual([])
  })

  test('DOMAIN\\user names its domain', async () => {
    const seen: string[] = []
    await using gp = await startRawGp(
      () => euro,
      (request, response) => {
        const token = Buffer.from(String(request.headers.authorization).slice(5), 'base64')
        if (token.readUInt32LE(8) === 3) {
          seen.push(token.toString('utf16le'))
          return false
        }
        const type2 = Buffer.alloc(48)
        type2.write('NTLMSSP\0', 'latin1')
        type2.writeUInt32LE(2, 8)
        type2.writeUInt32LE(0x201, 20)
        response.writeHead(401, { 'www-authenticate': `NTLM ${type2.toString('base64')}` }).end()
        return true
      },
    )
    const settings = gpSettings.parse({ url: gp.url, companyId: -1 })
    const connector = createGpConnector(settings, { username: 'CORP\\hub', password: 'x', clock: standing() })
    await connector.read(currency)
    await connector.close()
    expect(seen[0]).toContain('CORPhub')
  })
})

test('Basic sends the name and the password, and a refusal is access denied', async () => {
  await using gp = await startRawGp(({ headers }) =>
    headers.authorization === `Basic ${Buffer.from('CORP\\hub:secret').toString('base64')}`
      ? euro
      : { status: 401, headers: { 'www-authenticate': 'Basic' }, body: '' },
  )
  await using connector = connect(gp, { auth: 'basic', domain: 'CORP' })
  expect(await connector.read(currency)).toEqual({ Key: 'EUR' })
  await using stranger = connect(gp, { auth: 'none' })
  await expect(stranger.read(currency)).rejects.toMatchObject({ code: 'access_denied' })
})

describe('an answer that is lost or broken', () => {
  const writing = (gp: RawGp, settings = {}) => {
    const connector = connect(gp, settings)
    return connector.write(create).finally(() => connector.close())
  }
  const answering = (answer: Parameters<typeof startRawGp>[0]) =>
    startRawGp((request, number) => (request.operation === 'CreateSalesOrder' ? answer!(request, number) : undefined))
  const page = '<!DOCTYPE html><html><body>Log in</body></html>'

  test.each([
    ['a dropped connection', () => 'drop' as const, 'connection closed before the answer was complete'],
    ['a 503', () => ({ status: 503, body: 'busy' }), 'HTTP 503'],
    ['a page instead of an envelope', () => page, 'the answer is no SOAP envelope'],
    [
      'an envelope cut off',
      () => emptyResult('CreateSalesOrder').slice(0, -20),
      'not the answer to the call, or cut off',
    ],
    ['an envelope of another program', () => envelope('<Hello/>'), 'not the answer to the call, or cut off'],
    ['the answer to something else', () => emptyResult('UpdateSalesOrder'), 'not the answer to the call, or cut off'],
    ['an empty body', () => emptyResult('X').replace(/<XResp.*?\/>/, ''), 'not the answer to the call, or cut off'],
  ])('of a create may hide a created order: %s', async (_name, answer, reason) => {
    await using gp = await answering(answer)
    await expect(writing(gp)).rejects.toMatchObject({ code: 'remote_unavailable', reason, ambiguous: true })
    expect(gp.asked('CreateSalesOrder')).toHaveLength(1)
  })

  test('a server that does not answer in time leaves the outcome open', async () => {
    await using gp = await startRawGp(undefined, (request) => request.headers.soapaction!.includes('CreateSalesOrder'))
    await expect(writing(gp, { timeoutMs: 1000 })).rejects.toMatchObject({
      reason: 'timeout after 1000 ms',
      ambiguous: true,
    })
  })

  test('a server that asks for a pause gets it', async () => {
    await using gp = await answering(() => ({ status: 503, headers: { 'retry-after': '17' }, body: '' }))
    await expect(writing(gp)).rejects.toMatchObject({ next: { do: 'retry', afterMs: 17_000 } })
  })

  test('a server that is not there changes nothing', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        server.close(() => resolve(port))
      })
    })
    await using gp = await startRawGp()
    const gone = { ...gp, url: `http://127.0.0.1:${port}/DynamicsGPService.asmx` }
    await expect(writing(gone)).rejects.toMatchObject({ reason: 'connection refused', ambiguous: false })
  })

  test('a read is sent once more when its connection breaks', async () => {
    await using gp = await startRawGp((_request, number) => (number === 1 ? 'drop' : euro))
    await using connector = connect(gp)
    expect(await connector.read(currency)).toEqual({ Key: 'EUR' })
    expect(gp.received).toHaveLength(2)
  })

  test.each([302, 404, 405])('HTTP %i is a wrong address, never followed', async (status) => {
    await using gp = await startRawGp(() => ({ status, headers: { location: 'http://example.com/' }, body: '' }))
    await using connector = connect(gp)
    await expect(connector.read(currency)).rejects.toMatchObject({
      code: 'wrong_address',
      hint: expect.stringContaining('48620'),
    })
    expect(gp.received).toHaveLength(1)
  })

  test('an answer larger than allowed is not read to its end', async () => {
    await using gp = await startRawGp(() => euro.replace('</s:Body>', `${' '.repeat(40 * 1024 * 1024)}</s:Body>`))
    await using connector = connect(gp)
    await expect(connector.read(currency)).rejects.toMatchObject({ reason: 'answer too large' })
  })

  test('each module may have an address of its own', async () => {
    await using gp = await startRawGp()
    const base = gp.url.slice(0, gp.url.indexOf('/Dynamics'))
    const service = (name: string) => `${base}/Dynamics/GPService/${name}Service.svc`
    const urls = {
      sop: service('SOP'),
      customer: service('Customer'),
      inventory: service('Inventory'),
      gl: service('GL'),
    }
    await using connector = connect(gp, { url: undefined, urls })
    await connector.write(create)
    await connector.read(ref('gp.customer', 'A'))
    await connector.list('item')
    expect(gp.received.map(({ operation, path }) => `${operation} ${path.split('/').at(-1)}`)).toEqual([
      'GetCurrencyByKey GLService.svc',
      'GetPolicyByOperation SOPService.svc',
      'CreateSalesOrder SOPService.svc',
      'GetCustomerByKey CustomerService.svc',
      'GetItemList InventoryService.svc',
    ])
  })
})
