import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { startSandbox } from '../../src/sandbox/index.ts'
import type { Row } from '../../src/sandbox/shop/rows.ts'
import { firstNewCustomer, generalise, idsOf, operationIn, type Recorded } from './exchange.ts'
import type { HubProcess } from './hub-process.ts'

/** What the mocks are made of, and how one signs in to them. */
export interface Recording {
  readonly recorded: readonly Recorded[]
  readonly access: Access
}

/** Where both systems are and how the hub signs in there. */
export interface Access {
  readonly shopUrl: string
  readonly shopKey: string
  readonly gpUrl: string
  readonly gpUsername: string
  readonly gpPassword: string
  readonly companyId: number
  readonly companyName: string
}

/**
 * A hub is set up against the sandbox and carries out one order of a new and one of a known customer, through a proxy
 * that keeps each request and its answer. From then on the mocks answer from these, for any order, at the cost of a
 * look-up.
 */
export async function recordExchange(makeHub: (access: Access) => Promise<HubProcess>): Promise<Recording> {
  const recorded: Recorded[] = []
  await using sandbox = await sandboxWithBenchOrders()
  const { shop, gp } = sandbox
  await using shopProxy = await proxyOf(shop.url, 'shop', recorded)
  await using gpProxy = await proxyOf(gp.origin, 'gp', recorded)
  const access = {
    shopUrl: shopProxy.url,
    shopKey: shop.key,
    gpUrl: gp.url.replace(gp.origin, gpProxy.url),
    gpUsername: gp.username,
    gpPassword: gp.password,
    companyId: gp.companyId,
    companyName: gp.companyName,
  }
  const hub = await makeHub(access)
  try {
    await hub.run(String(idsOf(firstNewCustomer).order))
    // Asked again by a hub that knows it: what is read of a document that is there.
    await hub.run(String(idsOf(firstNewCustomer).order))
    await hub.run(String(sandbox.secondOrder))
  } finally {
    await hub.stop()
  }
  return { recorded: distinct(recorded), access }
}

/** Of equal requests each different answer once. */
function distinct(recorded: readonly Recorded[]): Recorded[] {
  return [...new Map(recorded.map((one) => [`${one.system} ${one.request} ${one.status} ${one.body}`, one])).values()]
}

/** The demo shop with two orders of one customer, two lines each, under ids of the bench. */
async function sandboxWithBenchOrders() {
  const sandbox = await startSandbox()
  const { tables } = sandbox.shop
  // The second of the placed orders has two lines and no voucher.
  const [first, second] = sandbox.shop.placeOrders(2) as [number, number]
  const model = tables.of('orders').get(second)!
  const details = tables.of('order_details').where('id_order', String(second))!
  const histories = tables.of('order_histories').where('id_order', String(second)) ?? []
  const carriers = tables.of('order_carriers').where('id_order', String(second)) ?? []
  const [customer, address, cart] = ['id_customer', 'id_address_delivery', 'id_cart'].map((field) =>
    Number(model.fields[field]),
  ) as [number, number, number]
  const copy = (resource: string, row: Row, id: number, fields: Row['fields'] = {}) =>
    tables.of(resource).put({
      id,
      fields: { ...row.fields, ...fields },
      associations: row.associations,
    })
  const place = (n: number) => {
    const ids = idsOf(n, firstNewCustomer)
    copy('customers', tables.of('customers').get(customer)!, ids.customer)
    copy('addresses', tables.of('addresses').get(address)!, ids.address, { id_customer: String(ids.customer) })
    copy('carts', tables.of('carts').get(cart)!, ids.cart, { id_customer: String(ids.customer) })
    for (const [index, row] of details.entries())
      copy('order_details', row, ids.line(index), { id_order: String(ids.order) })
    const rows = [...(model.associations.order_rows ?? [])].map((row, index) => ({
      ...row,
      id: String(ids.line(index)),
    }))
    tables.of('orders').put({
      id: ids.order,
      fields: {
        ...model.fields,
        id_customer: String(ids.customer),
        id_address_delivery: String(ids.address),
        id_address_invoice: String(ids.address),
        id_cart: String(ids.cart),
        reference: ids.reference,
      },
      associations: { ...model.associations, order_rows: rows },
    })
    for (const row of histories) copy('order_histories', row, 6_000_000 + n, { id_order: String(ids.order) })
    for (const row of carriers) copy('order_carriers', row, 7_000_000 + n, { id_order: String(ids.order) })
    return ids.order
  }
  place(firstNewCustomer)
  const secondOrder = place(firstNewCustomer + 1)
  for (const placed of [first, second]) tables.of('orders').remove(placed)
  return { ...sandbox, secondOrder, [Symbol.asyncDispose]: () => sandbox.stop() }
}

/** Forwards everything, and keeps it. */
async function proxyOf(target: string, system: Recorded['system'], recorded: Recorded[]) {
  const host = new URL(target).host
  const server = createServer((incoming, reply) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      const { 'content-length': _, connection: __, 'transfer-encoding': ___, ...headers } = incoming.headers
      const forward = request(`${target}${incoming.url}`, {
        method: incoming.method as 'GET',
        headers: { ...headers, host },
        ...(body.length > 0 ? { body } : {}),
      }).then(async (answer) => {
        const text = await answer.body.text()
        const kept = Object.fromEntries(
          Object.entries(answer.headers).flatMap(([name, value]) =>
            typeof value === 'string' && !/^(date|content-length|connection|keep-alive|transfer-encoding)$/.test(name)
              ? [[name, value]]
              : [],
          ),
        )
        const asked =
          system === 'shop' ? `${incoming.method} ${decodeURIComponent(incoming.url ?? '')}` : body.toString()
        recorded.push({
          system,
          operation: system === 'gp' ? operationIn(asked) : '',
          request: generalise(asked).template,
          status: answer.statusCode,
          headers: kept,
          body: generalise(text.replaceAll(host, '§host§')).template,
        })
        reply.writeHead(answer.statusCode, kept).end(text)
      })
      forward.catch((error: unknown) => reply.writeHead(502).end(String(error)))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
