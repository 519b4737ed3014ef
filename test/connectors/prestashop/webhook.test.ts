import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import {
  changedRecords,
  moduleZip,
  openSigned,
  readDelivery,
  readPairing,
  readPing,
} from '../../../src/connectors/prestashop/index.ts'
import examples from '../../../src/connectors/prestashop/webhook-examples.json' with { type: 'json' }
import { instant } from '../../../src/domain/clock.ts'
import { refText } from '../../../src/domain/record.ts'

const headersOf = ({ timestamp, nonce, signature }: { timestamp: string; nonce: string; signature: string }) =>
  new Headers({
    'x-ledgerline-timestamp': timestamp,
    'x-ledgerline-nonce': nonce,
    'x-ledgerline-signature': signature,
  })
interface Request {
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
  readonly body: string
  readonly secrets: readonly string[]
  /** The hub's secrets, where they are others than those that signed. */
  readonly known?: readonly string[]
}
const open = (request: Request) =>
  openSigned({
    headers: headersOf(request),
    body: Buffer.from(request.body),
    secrets: request.known ?? request.secrets,
    now: instant(Number(request.timestamp) * 1000),
  })

describe('what the module sends', () => {
  test.each(examples.requests)('$name', (example) => {
    const verdict = open(example)
    expect(verdict.ok).toBe(example.valid)
    if (!verdict.ok) return
    expect(verdict.secret).toBe(example.place ?? 0)
    expect((example.what === 'ping' ? readPing : readDelivery)(verdict.value)).not.toBeNull()
  })

  test.each(examples.events)('an event of topic $event.topic tells of $hints', ({ event, hints }) => {
    const delivery = readDelivery({ format: 1, events: [event] })!
    expect(changedRecords(delivery).map(({ record }) => refText(record))).toEqual(hints)
  })

  test.each(examples.pairings)('a pairing of $made.shop', ({ body, read }) => {
    expect(readPairing(Buffer.from(body))).toEqual(read)
  })

  test('members that are not known are left alone, unknown topics start nothing', () => {
    const { event } = examples.events[0]!
    const delivery = readDelivery({ format: 1, more: 1, events: [{ ...event, topic: 'cart', more: true }] })!
    expect(changedRecords(delivery)).toEqual([])
  })

  test('is refused when any one character of it is another', () => {
    const [good] = examples.requests
    fc.assert(
      fc.property(fc.constantFrom('body', 'nonce', 'timestamp', 'signature'), fc.nat(), fc.string(), (part, at, by) => {
        const text = good![part as 'body']
        const place = at % text.length
        const other = (by[0] ?? 'x') === text[place] ? `${text[place]}x` : (by[0] ?? 'x')
        const changed = text.slice(0, place) + other + text.slice(place + 1)
        let refused: boolean
        try {
          refused = !open({ ...good!, [part]: changed }).ok
        } catch {
          refused = true // no header may hold such a character
        }
        expect(refused).toBe(true)
      }),
    )
  })

  test('stays valid for five minutes, on both sides of the hub’s clock', () => {
    const [good] = examples.requests
    const at = (seconds: number) =>
      openSigned({
        headers: headersOf(good!),
        body: Buffer.from(good!.body),
        secrets: good!.secrets,
        now: instant((Number(good!.timestamp) + seconds) * 1000),
      })
    for (const seconds of [-300, 0, 300]) expect(at(seconds).ok).toBe(true)
    for (const seconds of [-301, 301]) expect(at(seconds)).toEqual({ ok: false, reason: 'stale' })
  })

  test('the examples are signed as they say', () => {
    for (const { secrets, timestamp, nonce, body, signature, valid } of examples.requests)
      if (valid)
        expect(
          secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex')),
        ).toEqual(signature.split(','))
  })
})

describe('the zip of the module', () => {
  const folder = join(import.meta.dirname, '../../../src/connectors/prestashop/module')

  test('is the same each time, and holds the files as they are', () => {
    const zip = moduleZip()
    expect(Buffer.from(zip).equals(Buffer.from(moduleZip()))).toBe(true)
    const files = unzipSync(zip)
    expect(Object.keys(files)).toContain('ledgerline/ledgerline.php')
    for (const [name, bytes] of Object.entries(files))
      expect(readFileSync(join(folder, name)).equals(Buffer.from(bytes)), name).toBe(true)
  })

  test('holds address and secret only when it is asked to, as PHP reads them', () => {
    const paired = 'ledgerline/config/paired.php'
    expect(unzipSync(moduleZip())[paired]).toBeUndefined()
    const files = unzipSync(moduleZip({ address: "https://hub.example/it's\\", secret: 'ab'.repeat(32) }))
    expect(Buffer.from(files[paired]!).toString()).toContain("'address' => 'https://hub.example/it\\'s\\\\'")
  })

  test('gives a file another time when its content is another: PHP would go on with what it has compiled', () => {
    const timeOfPaired = (secret: string) => {
      const zip = Buffer.from(moduleZip({ address: 'https://hub.example', secret }))
      // A local header has 30 bytes before the name; time and date stand at its tenth.
      return zip.readUInt32LE(zip.indexOf('ledgerline/config/paired.php') - 20)
    }
    expect(timeOfPaired('ab'.repeat(32))).not.toBe(timeOfPaired('cd'.repeat(32)))
    expect(timeOfPaired('ab'.repeat(32))).toBe(timeOfPaired('ab'.repeat(32)))
  })
})
