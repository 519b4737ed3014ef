import { z } from 'zod'
import { type Clock, systemClock } from '../../domain/clock.ts'
import { Faults, newToken } from '../control.ts'
import { type SandboxReply, type SandboxRequest, serve } from '../serve.ts'
import { adjust, discontinue, fulfil, hold, lock, post, setBatch, setPrice, track, voidDocument } from './clerk.ts'
import { type Company, openCompany } from './company.ts'
import { answerCall, refuse } from './dispatcher.ts'
import { faultEnvelope } from './envelope.ts'
import { deniedFault, systemFault, validationFault } from './faults.ts'
import { policyTable, setPolicy } from './policies.ts'
import { transferOrder } from './sales-orders/transfer.ts'
import { type CompanySeed, companySeed } from './seed.ts'
import { account, createSignIn, type SignInKind } from './sign-in.ts'
import { noTroubles, type SqlTroubles } from './sql/changed-rows.ts'
import { answerSql, databaseName, sqlOperation } from './sql/door.ts'
import type { SandboxView } from './sql/views.ts'

export interface GpOptions {
  readonly company: CompanySeed
  /** 0: any free one. */
  readonly port?: number
  /** Keeps the company here; a company found in it is added to, not replaced. */
  readonly file?: string | null
  readonly signIn?: readonly SignInKind[]
  readonly token?: string
  readonly clock?: Clock
  /** Hears every envelope that arrives, and what was answered. */
  readonly heard?: (operation: string, request: string, response: string) => void
}

export interface Gp {
  /** The address to post to. */
  readonly url: string
  /** Scheme, host and port: where `/_state` and `/_faults` are. */
  readonly origin: string
  /** The stand-in for SQL Server, with the same user and password. */
  readonly sql: { readonly standIn: string; readonly database: string }
  /** What is wrong with its SQL Server. */
  readonly sqlTroubles: SqlTroubles
  /** Views of the company database by name, as of Extender. */
  readonly sqlViews: Map<string, SandboxView>
  readonly token: string
  readonly companyId: number
  readonly companyName: string
  readonly username: string
  readonly password: string
  readonly faults: Faults
  readonly company: Company
  stop(): Promise<void>
}

/** Web Services for GP, legacy endpoint, on loopback; beside them a stand-in for its SQL Server. */
export async function startGp(options: GpOptions): Promise<Gp> {
  const seed = companySeed.parse(options.company)
  const company = openCompany(seed, options.file ?? null, options.clock ?? systemClock)
  const { signIn, isHandshake } = createSignIn(options.signIn ?? ['ntlm', 'basic'])
  const faults = new Faults()
  const token = options.token ?? newToken()
  const calls = new Map<string, number>()
  const troubles = noTroubles()
  const views = new Map<string, SandboxView>()
  const unauthorised = (challenge: readonly string[]): SandboxReply => ({
    status: 401,
    headers: { 'www-authenticate': challenge, 'content-type': 'text/html' },
    body: '<html><body>401 - Unauthorized</body></html>',
  })

  const answer = (request: SandboxRequest): SandboxReply => {
    if (request.path === '/sql') {
      const operation = sqlOperation(request.body)
      calls.set(operation, (calls.get(operation) ?? 0) + 1)
      return answerSql(request.body, company, { troubles, views })
    }
    const caller = signIn(request)
    if ('challenge' in caller) return unauthorised(caller.challenge)
    if (request.method === 'GET')
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: servicePage }
    const operation = operationOf(request)
    calls.set(operation, (calls.get(operation) ?? 0) + 1)
    const { status, body } = answerCall(request.body, String(request.headers.soapaction ?? ''), company, caller.user)
    options.heard?.(operation, request.body, body)
    return { status, headers: { 'content-type': 'text/xml; charset=utf-8', server: 'Microsoft-HTTPAPI/2.0' }, body }
  }
  const server = await serve({
    port: options.port ?? 0,
    host: '127.0.0.1',
    token,
    faults,
    // A reply that is lost is that of the call: its body also comes with the requests that only ask who is there.
    operationOf: (request) =>
      request.path === '/sql' ? sqlOperation(request.body) : isHandshake(request) ? 'handshake' : operationOf(request),
    answer,
    unauthorised: () => unauthorised(['NTLM']),
    failed: (status, says) => ({
      ...(says === undefined
        ? { body: faultEnvelope(systemFault('asked for'), null) }
        : /is not authorized to/.test(says)
          ? { body: faultEnvelope(deniedFault(says), null) }
          : refuse('fault', complaint(says), company)),
      status,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
    }),
    state: () => stateOf(company, calls),
    actions: actionsOf(company),
  })
  return {
    url: `${server.url}/DynamicsGPWebServices/DynamicsGPService.asmx`,
    origin: server.url,
    sql: { standIn: `${server.url}/sql`, database: databaseName },
    sqlTroubles: troubles,
    sqlViews: views,
    token,
    companyId: company.id,
    companyName: company.store.get('company', 'company')!.name,
    username: account.username,
    password: account.password,
    faults,
    company,
    async stop() {
      await server.stop()
      company.store.close()
    },
  }
}

/** With the words of a business rule, which the caller fetches, as GP says most that it refuses. */
const complaint = (message: string) => validationFault([{ objectType: 'SalesOrder', propertyNames: [], message }])

/** The operation in a call, "GET" for a page. A call without a body, as in a handshake, is "handshake". */
function operationOf({ method, body }: SandboxRequest): string {
  if (method !== 'POST') return method
  return /<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)/.exec(body)?.[1] ?? 'handshake'
}

const servicePage =
  '<html><head><title>DynamicsGP Service</title></head><body><h1>DynamicsGP Service</h1><p>You have created a service.</p></body></html>'

/** All rows by their GP names, for a judge from outside. */
function stateOf({ store }: Company, calls: ReadonlyMap<string, number>) {
  return {
    company: store.get('company', 'company'),
    salesOrders: [...store.values('salesOrder')],
    transferred: [...store.values('transferred')],
    salesReturns: [...store.values('salesReturn')],
    customers: [...store.values('customer')],
    customerAddresses: [...store.values('address')],
    items: [...store.values('item')],
    stock: [...store.values('stock')],
    batches: [...store.values('batch')],
    shippingMethods: [...store.values('shippingMethod')],
    taxDetails: [...store.values('taxDetail')],
    currencies: [...store.values('currency')],
    applied: [...store.values('applied')],
    exceptions: [...store.values('exception')],
    calls: Object.fromEntries(calls),
  }
}

const documentInput = z.strictObject({ number: z.string() })
const transferInput = z.strictObject({
  number: z.string(),
  to: z.enum(['Invoice', 'Backorder']).default('Invoice'),
  lines: z.record(z.string(), z.string()).optional(),
  includeTotals: z.boolean().default(true),
})
const number = z.string().regex(/^-?\d+(\.\d+)?$/)
const fulfilInput = z.strictObject({
  number: z.string(),
  lines: z.record(z.string(), number).optional(),
  tracking: z.string().max(21).optional(),
})
const trackInput = z.strictObject({ number: z.string(), numbers: z.array(z.string().max(40)) })
const holdInput = z.strictObject({ number: z.string(), hold: z.string().max(15), on: z.boolean().default(true) })
const adjustInput = z.strictObject({ item: z.string(), site: z.string().default('MAIN'), by: number })
const priceInput = z.strictObject({
  item: z.string(),
  price: number,
  priceLevel: z.string().default('RETAIL'),
  currency: z.string().length(3),
})
const batchInput = z.strictObject({ batch: z.string(), busy: z.boolean().default(true) })
const policyInput = z.strictObject({ name: z.string(), option: z.int(), operation: z.string().optional() })

/** What people do in GP itself (clerk.ts), as POST /_NAME. */
function actionsOf(company: Company): Record<string, (input: unknown) => unknown> {
  return {
    post(input) {
      post(documentInput.parse(input).number, company)
    },
    /** Transfers an order to an invoice or a back order, whole or in part. */
    transfer(input) {
      const { lines, ...rest } = transferInput.parse(input)
      return transferOrder({ ...rest, ...(lines && { lines }) }, company)
    },
    void(input) {
      voidDocument(documentInput.parse(input).number, company)
    },
    /** The warehouse picks an order, whole or in part. */
    fulfil(input) {
      const { number, lines, tracking } = fulfilInput.parse(input)
      fulfil(number, { ...(lines && { lines }), ...(tracking !== undefined && { tracking }) }, company)
    },
    /** Enters tracking numbers of an order, or of what was made of it. */
    track(input) {
      const { number, numbers } = trackInput.parse(input)
      track(number, numbers, company)
    },
    /** A process hold is put on an order, or taken off it. */
    hold(input) {
      const { number, hold: its, on } = holdInput.parse(input)
      hold(number, its, on, company)
    },
    /** A receipt of goods, or an adjustment. */
    adjust(input) {
      const { item, site, by } = adjustInput.parse(input)
      adjust(item, site, by, company)
    },
    price(input) {
      const { item, ...price } = priceInput.parse(input)
      setPrice(item, price, company)
    },
    discontinue(input) {
      discontinue(z.strictObject({ item: z.string() }).parse(input).item, company)
    },
    /** A GP user opens a document. */
    lock(input) {
      lock(documentInput.parse(input).number, true, company)
    },
    unlock(input) {
      lock(documentInput.parse(input).number, false, company)
    },
    /** A batch is being posted, or is free again. */
    batch(input) {
      const { batch, busy } = batchInput.parse(input)
      setBatch(batch, busy, company)
    },
    policy(input) {
      const { name, option, operation } = policyInput.parse(input)
      setPolicy(company, name, option, operation)
      return policyTable(company)
    },
    policies: () => policyTable(company),
  }
}
