import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { instant, systemClock } from '../../../src/domain/clock.ts'
import type { Metrics } from '../../../src/domain/observe.ts'

export interface RawAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The connection ends in the middle of the body. */
  readonly cut?: boolean
}

/** A server that answers byte by byte what the test says. */
export async function rawShop(answer: (request: IncomingMessage) => RawAnswer | 'drop') {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''))
    const given = answer(request)
    if (given === 'drop') return request.socket.destroy()
    const { status = 200, headers = {}, body = '', cut = false } = given
    response.writeHead(status, {
      'content-type': 'text/xml;charset=utf-8',
      ...headers,
      ...(cut ? { 'content-length': String(Buffer.byteLength(body) + 10) } : {}),
    })
    if (cut) response.write(body, () => request.socket.destroy())
    else response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** The connector on that server; its pauses take no time. */
export function connectTo(url: string, metrics?: Metrics) {
  const clock = { ...systemClock, sleep: async () => {} }
  const connector = createPrestaShopConnector(
    prestashopSettings.parse({ url, timezone: 'Europe/Paris', timeoutMs: 20_000 }),
    { key: 'K'.repeat(32), clock, since: instant('2026-01-01'), ...(metrics && { metrics }) },
  )
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}

export const document = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n${inside}\n</prestashop>\n`
export const errors = (...codes: number[]) =>
  document(
    `<errors>${codes.map((code) => `<error><code><![CDATA[${code}]]></code><message><![CDATA[message ${code}]]></message></error>`).join('')}</errors>`,
  )
export const customerXml = (more = '', firstname = 'Ada') =>
  document(
    `<customer><id><![CDATA[7]]></id><id_default_group><![CDATA[3]]></id_default_group><id_lang><![CDATA[1]]></id_lang><firstname><![CDATA[${firstname}]]></firstname><lastname><![CDATA[Byron]]></lastname><email><![CDATA[ada@example.com]]></email><company><![CDATA[]]></company><siret><![CDATA[]]></siret><ape><![CDATA[]]></ape><website><![CDATA[]]></website><is_guest><![CDATA[0]]></is_guest><active><![CDATA[1]]></active><outstanding_allow_amount><![CDATA[0.000000]]></outstanding_allow_amount><max_payment_days><![CDATA[0]]></max_payment_days><date_add><![CDATA[2026-03-02 10:30:00]]></date_add><date_upd><![CDATA[2026-03-02 10:30:00]]></date_upd><passwd><![CDATA[secret hash]]></passwd>${more}</customer>`,
  )
