import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createGpConnector, gpSettings } from '../../../src/connectors/gp/index.ts'
import type { Clock } from '../../../src/domain/clock.ts'
import { instant } from '../../../src/domain/clock.ts'

/** What one request is answered with. `drop`: the connection ends without an answer. */
export type Answer = { status?: number; headers?: Record<string, string | string[]>; body: string } | 'drop'

export interface Received {
  readonly operation: string
  readonly action: string
  readonly path: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
  readonly connection: Socket
}

/** A server that answers what the test says, byte by byte, and remembers what it was asked. */
export interface RawGp extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** Bodies asked of one operation. */
  asked(operation: string): string[]
}

const policy = `<Key><Id>4d060bdc-fa1e-4ea1-9e89-e1d19a5cb2ce</Id></Key><Behaviors><Behavior><Key><PolicyKey><Id>4d060bdc-fa1e-4ea1-9e89-e1d19a5cb2ce</Id></PolicyKey><Id>2e873316-fee1-460e-8da1-12167013401b</Id></Key><Name>Calculate Unit Price</Name><Internal>true</Internal><SelectedOption><Key><Id>0</Id></Key><Name>Do Not Calculate</Name></SelectedOption></Behavior></Behaviors><Name>Policy</Name>`

const defaults: Readonly<Record<string, string>> = {
  GetPolicyByOperation: result('GetPolicyByOperation', policy),
  GetCurrencyByKey: result(
    'GetCurrencyByKey',
    '<Key><ISOCode>USD</ISOCode></Key><Description>US Dollars</Description><Id>Z-US$</Id><DecimalPlaces>Two</DecimalPlaces>',
  ),
}

export async function startRawGp(
  answers: (request: Received, number: number) => Answer | string | undefined = () => undefined,
  before?: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<RawGp> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (before?.(request, response)) return
      const body = Buffer.concat(chunks).toString('utf8')
      const operation = /<(?:\w+:)?Body><(\w+)/.exec(body)?.[1] ?? ''
      const action = String(request.headers.soapaction)
      const asked = {
        operation,
        action,
        path: request.url!,
        body,
        headers: request.headers,
        connection: request.socket,
      }
      received.push(asked)
      const chosen = answers(asked, received.length) ?? defaults[operation] ?? emptyResult(operation)
      if (chosen === 'drop') return request.socket.destroy()
      const answer = typeof chosen === 'string' ? { body: chosen } : chosen
      response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml; charset=utf-8', ...answer.headers })
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/DynamicsGPWebServices/DynamicsGPService.asmx`,
    received,
    asked: (operation) => received.filter((request) => request.operation === operation).map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A connector to that server, signed in without a password unless the test says otherwise. */
export function connect(gp: RawGp, settings: Record<string, unknown> = {}, clock: Clock = standing()) {
  const connector = createGpConnector(gpSettings.parse({ url: gp.url, companyId: -1, auth: 'none', ...settings }), {
    username: 'hub',
    password: 'secret',
    clock,
  })
  return Object.assign(connector, { [Symbol.asyncDispose]: () => connector.close() })
}

/** A clock that stands still until the test moves it. */
export function standing(start = '2026-03-02T09:00:00Z'): Clock & { move(ms: number): void } {
  let now = Date.parse(start)
  return {
    now: () => instant(now),
    sleep: () => Promise.resolve(),
    move(ms) {
      now += ms
    },
  }
}

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
}

/** `<OperationResponse><OperationResult>…` in GP's namespaces. */
export function result(operation: string, content: string): string {
  return envelope(
    `<${operation}Response xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01" xmlns:dyn="http://schemas.microsoft.com/dynamics/2006/01" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><${operation}Result>${content}</${operation}Result></${operation}Response>`,
  )
}

export function emptyResult(operation: string): string {
  return envelope(`<${operation}Response xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01"/>`)
}

export const logId = '7f0d6f0a-5a37-4c0e-9a54-3b1f6d1c8f11'

/** A SOAP fault; with a log id a validation exception. */
export function fault(text: string, log: string | null = null, code = 's:Server'): Answer {
  const detail =
    log === null ? '' : `<detail><x:Whatever xmlns:x="urn:x"><x:Message>${log}</x:Message></x:Whatever></detail>`
  const body = `<s:Fault><faultcode>${code}</faultcode><faultstring xml:lang="en-US">${text}</faultstring>${detail}</s:Fault>`
  return { status: 500, body: envelope(body) }
}

/** What the exception log says behind a fault. */
export function validationResult(...messages: readonly { message: string; properties?: string[] }[]): string {
  const errors = messages.map(
    ({ message, properties = [] }) =>
      `<ValidationError><ObjectType>SalesOrder</ObjectType><PropertyNames>${properties.map((name) => `<string>${name}</string>`).join('')}</PropertyNames><Message>${message}</Message></ValidationError>`,
  )
  return result('GetLoggedValidationResultByKey', `<Errors>${errors.join('')}</Errors><Warnings/>`)
}
