import { Agent, request } from 'undici'
import { customerOf, firstNewCustomer, operationIn, type Recorded, render } from './exchange.ts'
import type { Access } from './record.ts'

/**
 * The fewest calls that the task needs, made by hand without storing anything: six for an order of a known customer
 * (order, lines, customer and address; create, read back), eight for a new one (customer and address created before).
 * Calls that do not need each other's answer go together.
 */
export interface Bare {
  /** @returns milliseconds until the sales order was read back */
  order(n: number): Promise<number>
  close(): Promise<void>
}

export function createBare(recorded: readonly Recorded[], access: Access, connections: number): Bare {
  const agent = new Agent({ connections: connections * 3, pipelining: 1 })
  const shopKey = `Basic ${Buffer.from(`${access.shopKey}:`).toString('base64')}`
  const signIn = `Basic ${Buffer.from(`${access.gpUsername}:${access.gpPassword}`).toString('base64')}`
  const envelope = (operation: string) => {
    const found = recorded.find((one) => one.system === 'gp' && operationIn(one.request) === operation)
    if (!found) throw new Error(`The recording holds no ${operation}.`)
    return found.request
  }
  const envelopes = new Map(
    ['CreateCustomer', 'CreateCustomerAddress', 'CreateSalesOrder', 'GetSalesOrderByKey'].map((operation) => [
      operation,
      envelope(operation),
    ]),
  )
  const get = async (path: string) => {
    const answer = await request(`${access.shopUrl}/api/${path}`, {
      dispatcher: agent,
      headers: { authorization: shopKey, 'output-format': 'XML' },
    })
    const text = await answer.body.text()
    if (answer.statusCode !== 200 || !text.includes('<id>')) throw new Error(`GET ${path}: ${answer.statusCode}`)
  }
  const post = async (operation: string, n: number) => {
    const answer = await request(access.gpUrl, {
      method: 'POST',
      dispatcher: agent,
      headers: {
        authorization: signIn,
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"http://schemas.microsoft.com/dynamics/gp/2006/01/${operation}"`,
      },
      body: render(envelopes.get(operation)!, { n, k: customerOf(n) }),
    })
    const text = await answer.body.text()
    if (answer.statusCode !== 200 || text.includes(':Fault>')) throw new Error(`${operation}: ${answer.statusCode}`)
  }
  // As the hub asks for them, so that the mocks know the request.
  const asked = (start: string) => {
    const found = recorded.find(
      ({ system, request: text }) => system === 'shop' && text.startsWith(`GET /api/${start}`),
    )
    if (!found) throw new Error(`The recording holds no ${start}.`)
    return found.request.slice('GET /api/'.length)
  }
  const paths = ['orders/§o§', 'order_details?', 'customers/§c§', 'addresses/§a§'].map(asked)
  return {
    async order(n) {
      const start = performance.now()
      const [order, ...others] = paths.map((path) => encodeURI(render(path, { n, k: customerOf(n) })))
      await get(order!)
      await Promise.all(others.map(get))
      if (n >= firstNewCustomer) {
        await post('CreateCustomer', n)
        await post('CreateCustomerAddress', n)
      }
      await post('CreateSalesOrder', n)
      await post('GetSalesOrderByKey', n)
      return performance.now() - start
    },
    close: () => agent.close(),
  }
}
