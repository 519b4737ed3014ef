/**
 * The ids that stand in a recorded exchange, and how one recording answers for any order. An order `n` (0–99,999) of the
 * bench has ids from ranges of its own, so that they can be found in any text: order 1,000,000 + n, customer 2,000,000 + k,
 * address 3,000,000 + k, lines 4,000,000 + 10 n + 0…9, cart 5,000,000 + n, and a reference of nine letters made of n.
 */
export interface Ids {
  readonly order: number
  readonly customer: number
  readonly address: number
  readonly cart: number
  readonly reference: string
  line(index: number): number
}

export const mostOrders = 100_000
/** Orders below belong to a few known customers; each order from here on has a customer of its own. */
export const firstNewCustomer = 50_000
export const knownCustomers = 40

export const customerOf = (n: number): number => (n < firstNewCustomer ? n % knownCustomers : n)

export function idsOf(n: number, k = customerOf(n)): Ids {
  return {
    order: 1_000_000 + n,
    customer: 2_000_000 + k,
    address: 3_000_000 + k,
    cart: 5_000_000 + n,
    reference: `XX${[...String(1_000_000 + n)].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')}`,
    line: (index) => 4_000_000 + 10 * n + index,
  }
}

/** An id is seven digits with no digit beside them. */
const idPattern = /(?<!\d)([1-5])(\d{6})(?!\d)|XX[A-J]{7}/g
const tokenPattern = /§([ocakr]|\d)§/g

/** Which order or, where no order is named, which customer a text is about. */
export interface Bound {
  readonly n: number | null
  readonly k: number | null
}

/** The text with its ids exchanged for tokens, and what they were. */
export function generalise(text: string): { template: string; bound: Bound } {
  let n: number | null = null
  let k: number | null = null
  const template = text.replace(idPattern, (_found, kind: string | undefined, rest: string | undefined) => {
    if (kind === undefined) return '§r§'
    const number = Number(rest)
    switch (kind) {
      case '1':
        n = number
        return '§o§'
      case '5':
        n = number
        return '§k§'
      case '4':
        n ??= Math.floor(number / 10)
        return `§${number % 10}§`
      default:
        k = number
        return kind === '2' ? '§c§' : '§a§'
    }
  })
  return { template, bound: { n, k } }
}

/** The text for one order or customer. */
export function render(template: string, { n, k }: Bound): string {
  const ids = idsOf(n ?? 0, n === null ? (k ?? 0) : customerOf(n))
  return template.replace(tokenPattern, (_, token: string) => {
    switch (token) {
      case 'o':
        return String(ids.order)
      case 'c':
        return String(ids.customer)
      case 'a':
        return String(ids.address)
      case 'k':
        return String(ids.cart)
      case 'r':
        return ids.reference
      default:
        return String(ids.line(Number(token)))
    }
  })
}

/** What one recorded request was answered. */
export interface Recorded {
  readonly system: 'shop' | 'gp'
  /** "GET /api/orders/§o§", or GP's operation and its body. */
  readonly request: string
  readonly operation: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** GP's operation in an envelope. */
export const operationIn = (body: string): string =>
  /<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)/.exec(body)?.[1] ?? 'none'

/** What an operation makes or asks for by key, and whose it is: "salesOrder" of an order, "customer" of a customer. */
export function placeOf(operation: string, { n, k }: Bound): { does: 'create' | 'get'; place: string } | null {
  const made = /^(Create|Get)(SalesOrder|CustomerAddress|Customer)(ByKey)?$/.exec(operation)
  if (!made || (made[1] === 'Get' && !made[3])) return null
  const owner = made[2] === 'SalesOrder' ? n : n === null ? k : customerOf(n)
  return { does: made[1] === 'Create' ? 'create' : 'get', place: `${made[2]} ${owner}` }
}
