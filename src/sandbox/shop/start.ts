import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Clock, systemClock } from '../../domain/clock.ts'
import { type Controls, Faults, newToken } from '../control.ts'
import { type SandboxRequest, serve } from '../serve.ts'
import { type Announcement, createAnnouncer } from './announce.ts'
import {
  addPayment,
  type Customized,
  customizeLine,
  deleteOrder,
  emptySales,
  leaveMessage,
  type Payment,
  type Refund,
  refundOrder,
} from './back-office.ts'
import { addProduct, type NewProduct } from './catalogue.ts'
import { editOrder, fillDemoShop, newCarrier, placeDemoOrder, placeOrders } from './demo.ts'
import { editRow, rowEdit } from './edit-row.ts'
import { loadRecorded } from './load.ts'
import { setOrderState } from './order-states.ts'
import { find, Refused } from './query.ts'
import { resources, resourcesWith } from './resources.ts'
import { plain, Tables } from './rows.ts'
import { createShop, setting } from './shop.ts'
import { type Basket, buy, type Shopper } from './shopper.ts'
import { createWebservice, unauthorised, usualAccess, type WebserviceAccess } from './webservice.ts'
import { errorsXml } from './write-xml.ts'

export interface ShopOptions {
  /** Recorded answers; without it the demo shop. */
  readonly load?: string
  /** Release whose dialect is spoken, "8.2.1" or "9.0.0". Default: that of the recorded shop. */
  readonly version?: string
  /** 0: any free one. */
  readonly port?: number
  /** Keeps the shop here. A shop found in it is served as it is. */
  readonly file?: string | null
  /** 32 characters. Default: a new one. */
  readonly key?: string
  readonly token?: string
  /** Resources the key may use, and how. Default: what the hub needs, also for proposed writes; a real key should have no more. */
  readonly permissions?: Readonly<Record<string, readonly string[]>> | 'all'
  /** Fields that modules have added, by resource, as resources.ts writes them: "erp_number:isGenericName/32 erp_at:isDate". */
  readonly moduleFields?: Readonly<Record<string, string>>
  readonly announce?: Announcement
  readonly clock?: Clock
  /** Actions beside the shop's own: POST /_NAME. */
  readonly actions?: Controls['actions']
}

export interface RunningShop {
  /** The shop's address; the Webservice is below it at /api. */
  readonly url: string
  readonly key: string
  readonly token: string
  readonly timezone: string
  readonly version: string
  readonly faults: Faults
  readonly tables: Tables
  /** How often each operation was asked for: "GET orders"; also by those that mail a customer: "POST order_histories with mail". */
  readonly calls: ReadonlyMap<string, number>
  /** Where changes are announced from now on. */
  announceTo(target: Announcement | null): void
  /** What a back office or a web server does to the key; the rest is as usual. */
  setAccess(changed: Partial<WebserviceAccess>): void
  placeDemoOrder(): number
  placeOrders(count: number): number[]
  /** @returns the order's id. @throws Error in words, where the shop's pages would not sell it */
  buy(shopper: Shopper, basket: Basket): number
  editOrder(id: number): void
  editRow(edit: z.input<typeof rowEdit>): void
  setState(order: number, state: number): void
  /** What others do between the two moments in which the next PATCH or PUT loads a row and writes it. */
  meanwhile(work: () => void): void
  /** @returns the id of the credit slip; null without one */
  refund(refund: Refund): number | null
  addPayment(payment: Payment): number
  /** What the customer writes at the checkout. */
  leaveMessage(order: number, message: string): void
  /** What a customer had written on the product of a line. */
  customize(customized: Customized): void
  deleteOrder(id: number): void
  /** @returns its id */
  addProduct(product: NewProduct): number
  /** Customers, carts and orders go, and ids begin again. */
  emptySales(): void
  /** Every announcement has been tried. */
  announced(): Promise<void>
  stop(): Promise<void>
}

/** A shop with its Webservice, on loopback. */
export async function startShop(options: ShopOptions = {}): Promise<RunningShop> {
  const tables = new Tables(options.file ?? null)
  if (tables.of('configurations').size === 0) {
    if (options.load === undefined) fillDemoShop(tables)
    else loadRecorded(tables, options.load)
  }
  const version = options.version ?? (setting(tables, 'PS_VERSION_DB') || '8.2.1')
  let target = options.announce ?? null
  const announcer = createAnnouncer(() => target)
  const shop = createShop({ tables, version, clock: options.clock ?? systemClock, changed: announcer.changed })
  const key = options.key ?? newKey()
  const token = options.token ?? newToken()
  const faults = new Faults()
  const calls = new Map<string, number>()
  let origin = ''
  let access = usualAccess
  const permissions = options.permissions ?? hubPermissions
  const webservice = createWebservice(shop, {
    key,
    origin: () => origin,
    access: () => access,
    resources: resourcesWith(options.moduleFields ?? {}),
    ...(permissions === 'all' ? {} : { permissions }),
  })
  const committed = <Result>(work: () => Result): Result => {
    const result = work()
    tables.commit()
    return result
  }
  const announceTo = (next: Announcement | null) => {
    target = next
  }
  const setState = (order: number, state: number) =>
    committed(() => {
      const row = tables.of('orders').get(order)
      if (!row) throw new Error(`no order ${order}`)
      setOrderState(shop, row, state)
    })

  const server = await serve({
    port: options.port ?? 0,
    host: '127.0.0.1',
    token,
    faults,
    operationOf,
    recordsOf: (request) => recordsOf(tables, request),
    answer(request) {
      const operation = operationOf(request)
      const counted = request.query.get('sendemail') === '1' ? [operation, `${operation} with mail`] : [operation]
      for (const one of counted) calls.set(one, (calls.get(one) ?? 0) + 1)
      if (!/^\/api(\/|$)/.test(request.path))
        return {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: `<!DOCTYPE html><html><head><title>${setting(tables, 'PS_SHOP_NAME')}</title></head><body><h1>${setting(tables, 'PS_SHOP_NAME')}</h1></body></html>`,
        }
      return webservice(request)
    },
    unauthorised: () => unauthorised,
    failed: (status, says = 'Internal error. To see this error please display the PHP errors.') => ({
      status,
      headers: { 'content-type': 'text/xml;charset=utf-8' },
      body: errorsXml([{ code: 2, message: says }]),
    }),
    state: () => ({ version, calls: Object.fromEntries(calls), tables: stateOf(tables) }),
    actions: {
      /** Places orders: the demo order, also by a carrier that is new in the shop, or `count` different ones. */
      order: (input) =>
        committed(() => {
          const given = z
            .strictObject({ count: z.int().min(1).max(100_000).optional(), newCarrier: z.boolean().default(false) })
            .parse(input)
          if (given.count !== undefined) return { orders: placeOrders(shop, given.count) }
          return { orders: [given.newCarrier ? placeDemoOrder(shop, newCarrier(shop)) : placeDemoOrder(shop)] }
        }),
      /** Edits an order as the back office does, or any row in place. */
      edit: (input) =>
        committed(() => {
          const given = z.union([z.strictObject({ order: z.int() }), rowEdit]).parse(input)
          if ('order' in given) editOrder(shop, given.order)
          else editRow(shop, given)
        }),
      'order-state': (input) => {
        const { order, state } = z.strictObject({ order: z.int(), state: z.int() }).parse(input)
        setState(order, state)
      },
      refund: (input) => committed(() => ({ slip: refundOrder(shop, refundInput.parse(input)) })),
      payment: (input) => committed(() => ({ payment: addPayment(shop, paymentInput.parse(input)) })),
      customize: (input) => committed(() => customizeLine(shop, customizedInput.parse(input))),
      'delete-order': (input) =>
        committed(() => deleteOrder(shop, z.strictObject({ order: z.int() }).parse(input).order)),
      /** Ids of customers, carts and orders begin again. */
      'empty-sales': () => committed(() => emptySales(shop)),
      /** What a back office or a web server does to the key. */
      access: (input) => {
        access = { ...usualAccess, ...accessInput.parse(input) }
      },
      announce: (input) =>
        announceTo(
          z
            .strictObject({ url: z.url(), secret: z.string(), times: z.int().min(1).max(10).default(1) })
            .nullable()
            .parse(input),
        ),
      ...options.actions,
    },
  })
  origin = server.url
  return {
    url: origin,
    key,
    token,
    timezone: setting(tables, 'PS_TIMEZONE') || 'UTC',
    version,
    faults,
    tables,
    calls,
    announceTo,
    setAccess(changed) {
      access = { ...usualAccess, ...changed }
    },
    placeDemoOrder: () => committed(() => placeDemoOrder(shop)),
    placeOrders: (count) => committed(() => placeOrders(shop, count)),
    buy: (shopper, basket) => committed(() => buy(shop, shopper, basket).id),
    editOrder: (id) => committed(() => editOrder(shop, id)),
    editRow: (edit) => committed(() => editRow(shop, rowEdit.parse(edit))),
    setState,
    meanwhile(work) {
      shop.meanwhile = work
    },
    refund: (refund) => committed(() => refundOrder(shop, refund)),
    addPayment: (payment) => committed(() => addPayment(shop, payment)),
    leaveMessage: (order, message) => committed(() => leaveMessage(shop, order, message)),
    customize: (customized) => committed(() => customizeLine(shop, customized)),
    deleteOrder: (id) => committed(() => deleteOrder(shop, id)),
    addProduct: (product) => committed(() => addProduct(shop, product)),
    emptySales: () => committed(() => emptySales(shop)),
    announced: () => announcer.idle(),
    async stop() {
      await server.stop()
      tables.close()
    },
  }
}

const accessInput = z.strictObject({
  enabled: z.boolean().exactOptional(),
  key: z.enum(['enabled', 'disabled', 'without rights']).exactOptional(),
  header: z.boolean().exactOptional(),
  shops: z.array(z.string()).exactOptional(),
})
const money = z.string().regex(/^\d+(\.\d+)?$/)
const refundInput = z.strictObject({
  order: z.int(),
  lines: z
    .array(z.strictObject({ line: z.int().min(0), quantity: z.int().min(0), amount: money.exactOptional() }))
    .exactOptional(),
  shipping: money.exactOptional(),
  counted: z.boolean().exactOptional(),
  slip: z.boolean().exactOptional(),
  returned: z.boolean().exactOptional(),
})
const customizedInput = z.strictObject({
  order: z.int(),
  line: z.int().min(0),
  texts: z.record(z.string(), z.string()),
})
const paymentInput = z.strictObject({
  order: z.int(),
  amount: money,
  method: z.string().exactOptional(),
  currency: z.string().exactOptional(),
})

export const hubPermissions: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [...resources.keys()].filter((name) => name !== 'employees').map((name) => [name, ['GET', 'HEAD']]),
  ),
  order_histories: ['GET', 'HEAD', 'POST'],
  order_carriers: ['GET', 'HEAD', 'PUT', 'PATCH'],
  customer_threads: ['GET', 'HEAD', 'POST'],
  customer_messages: ['GET', 'HEAD', 'POST'],
  stock_availables: ['GET', 'HEAD', 'PUT', 'PATCH'],
  addresses: ['GET', 'HEAD', 'PUT', 'PATCH'],
  customers: ['GET', 'HEAD', 'PUT', 'PATCH'],
}

/** "GET orders", "POST order_histories", "GET" for the root. */
function operationOf({ method, path }: SandboxRequest): string {
  const resource = path.replace(/^\/api\/?/, '').split('/')[0]
  return resource ? `${method} ${resource}` : method
}

/** Ids alone are answered whatever a shop's code makes of a record. */
function recordsOf(tables: Tables, { path, query }: SandboxRequest): readonly string[] {
  const [name = '', id = ''] = path.replace(/^\/api\/?/, '').split('/')
  const resource = resources.get(name)
  if (!resource || query.get('display') === '[id]') return []
  if (id !== '') return [id]
  try {
    return find(tables.of(name), resource, query).rows.map((row) => String(row.id))
  } catch (error) {
    if (error instanceof Refused) return []
    throw error
  }
}

/** Rows as flat objects, for a judge from outside. */
function stateOf(tables: Tables): Record<string, unknown[]> {
  const filled = [...resources.keys()].filter((name) => tables.of(name).size > 0)
  return Object.fromEntries(
    filled.map((name) => [
      name,
      tables
        .of(name)
        .byId()
        .map((row) => ({
          id: String(row.id),
          ...Object.fromEntries(Object.keys(row.fields).map((field) => [field, plain(row, field)])),
        })),
    ]),
  )
}

/** As the back office makes them: 32 capitals and digits. */
function newKey(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  return [...randomBytes(32)].map((byte) => letters[byte % letters.length]).join('')
}
