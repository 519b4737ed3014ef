import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { storable } from '../../src/domain/storable.ts'
import { type Route, routes } from '../../src/routes/index.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

test('text that no database stores is replaced, and the places are named', () => {
  const given = { note: 'a\0b', rows: [{ name: '\uD83D cut' }, { name: 'whole 🎁' }], 'odd\uDC00': 1 }
  expect(storable(given)).toEqual({
    value: { note: 'a\uFFFDb', rows: [{ name: '\uFFFD cut' }, { name: 'whole 🎁' }], 'odd\uFFFD': 1 },
    replaced: ['note', 'rows.0.name', 'odd\uFFFD'],
  })
  const plain = { rows: [{ name: 'whole 🎁' }] }
  expect(storable(plain).value).toBe(plain)
})

test('an order with such a character goes through, and its journal says what was replaced', async () => {
  const { tables } = all.sandbox.shop
  const [order] = all.sandbox.shop.placeOrders(1)
  const row = tables.of('orders').get(order!)!
  const customer = tables.of('customers').get(Number(row.fields.id_customer))!
  tables.of('orders').put({ ...row, fields: { ...row.fields, gift_message: 'From Anne\0 with love' } })
  tables.of('customers').put({ ...customer, fields: { ...customer.fields, company: 'Bakery\0 Roy' } })
  const { runs } = await all.run(order!)
  expect(runs[0]!.state).toBe('done')
  const run = await all.client.get<{ journal: { entry: { kind: string; as?: string; replaced?: string[] } }[] }>(
    `/api/integrations/main/runs/${runs[0]!.id}`,
  )
  const replaced = run.journal.flatMap(({ entry }) => (entry.replaced ? [[entry.as, entry.replaced]] : []))
  expect(Object.fromEntries(replaced)).toEqual({ order: ['gift_message'], customer: ['company'] })
})

describe('no name makes the hub fail', () => {
  const odd = ['constructor', '__proto__', '\0', '\uD800']
  const send = async (method: string, path: string, body?: string) => {
    const answer = await all.hub.app.request(path, {
      method,
      headers: { authorization: `Bearer ${all.hub.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  /** Percent signs for what UTF-8 cannot hold, too. */
  const inPath = (text: string) => (text === '\uD800' ? '%ED%A0%80' : encodeURIComponent(text))

  // One that stays open has no answer to wait for.
  const described = Object.values<Route>(routes).filter(
    ({ answer }) => !('media' in answer && answer.media === 'text/event-stream'),
  )
  test.each(described.map((one) => [one.at, one] as const))('%s', async (at, { query, body }) => {
    const [method, path] = at.split(' ') as [string, string]
    for (const text of odd) {
      const named = path.replace(/:\w+(\{[^}]*\})?/g, inPath(text))
      const known = path.replace(':integration', 'main').replace(/:\w+(\{[^}]*\})?/g, inPath(text))
      const asked = query
        ? `?${Object.keys(query.shape)
            .map((name) => `${name}=${inPath(text)}`)
            .join('&')}`
        : ''
      for (const where of new Set([named, known, `${known}${asked}`])) {
        const bodies = body ? bodiesOf(body, text) : [undefined]
        for (const each of bodies) {
          const { status, text: answer } = await send(method, where, each)
          expect(status, `${method} ${where} ${each}: ${answer}`).not.toBe(500)
        }
      }
    }
  })

  /** The text in every member, in every name, and as what is no JSON at all. */
  function bodiesOf(schema: z.ZodType, text: string): string[] {
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
      properties?: Record<string, { type?: string; enum?: string[] }>
    }
    const filled = Object.fromEntries(
      Object.entries(properties).map(([name, { type, enum: choices }]): [string, unknown] => [
        name,
        choices
          ? choices[0]
          : type === 'array'
            ? [text]
            : type === 'object'
              ? { [text]: text }
              : type === 'boolean'
                ? true
                : text,
      ]),
    )
    return [JSON.stringify(filled), JSON.stringify({ [text]: text }), '{', `${'['.repeat(10_000)}${']'.repeat(10_000)}`]
  }
})
