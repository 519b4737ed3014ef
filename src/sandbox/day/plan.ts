import { dec } from '../../domain/decimal.ts'
import type { FaultInput } from '../control.ts'
import { seeded } from '../seeded.ts'
import type { Basket, Shopper } from '../shop/shopper.ts'
import { cardMethod } from './payouts.ts'

/** What the shop sells when the day begins. */
export interface Good {
  readonly reference: string
  /** Tax excluded, in the shop's currency. */
  readonly price: string
}

/** What somebody does. Orders go by their number of the day, from 1; `line` counts from 0. */
export type Deed =
  | {
      readonly who: 'shopper'
      readonly does: 'buy'
      readonly order: number
      readonly by: Shopper
      readonly basket: Basket
    }
  | { readonly who: 'payment provider'; readonly does: 'wire comes' | 'rest comes'; readonly order: number }
  /** `twice`: its report comes again, with another end of file. */
  | { readonly who: 'payment provider'; readonly does: 'pay out'; readonly twice: boolean }
  | {
      readonly who: 'back office'
      readonly does: 'edit order' | 'cancel' | 'take up again' | 'deliver' | 'refund whole' | 'correct address'
      readonly order: number
    }
  | {
      readonly who: 'back office'
      readonly does: 'refund'
      readonly order: number
      readonly line: number
      readonly restocked: boolean
    }
  | { readonly who: 'back office'; readonly does: 'add product'; readonly item: string; readonly name: string }
  | { readonly who: 'back office'; readonly does: 'note barcode'; readonly item: string; readonly ean13: string }
  | { readonly who: 'back office'; readonly does: 'change stock'; readonly item: string; readonly by: number }
  | { readonly who: 'warehouse'; readonly does: 'receive' | 'adjust'; readonly item: string; readonly quantity: number }
  | { readonly who: 'warehouse'; readonly does: 'move away'; readonly item: string; readonly quantity: number }
  | { readonly who: 'warehouse'; readonly does: 'pick'; readonly order: number; readonly tracking: string }
  | { readonly who: 'GP clerk'; readonly does: 'invoice part' | 'invoice' | 'post' | 'void'; readonly order: number }
  | { readonly who: 'GP clerk'; readonly does: 'open' | 'close'; readonly order: number }
  | { readonly who: 'GP clerk'; readonly does: 'post returns' }
  | { readonly who: 'GP clerk'; readonly does: 'price'; readonly item: string; readonly price: string }
  | { readonly who: 'GP clerk'; readonly does: 'add item'; readonly item: string; readonly name: string }
  | { readonly who: 'GP clerk'; readonly does: 'discontinue'; readonly item: string }
  | { readonly who: 'network'; readonly does: 'fail'; readonly system: 'shop' | 'gp'; readonly fault: FaultInput }

/** @property at minutes since midnight, in whole seconds */
export type DayEvent = { readonly at: number } & Deed

export interface DayOptions {
  readonly seed: number
  /** 1–1000. */
  readonly orders: number
  readonly goods: readonly Good[]
  /** How many faults of the network. Default: one for four orders. */
  readonly faults?: number
  /** GP gets its stock and its price list in the morning. Default: it has none yet, so it does. */
  readonly opens?: boolean
}

/** What becomes of an order, and how many of a hundred take that way. */
const lives = {
  open: 16,
  unpaid: 6,
  'paid late': 8,
  shipped: 22,
  'shipped in parts': 8,
  'opened in GP': 4,
  edited: 7,
  'edited late': 3,
  'address corrected': 4,
  cancelled: 6,
  'cancelled late': 3,
  'refunded early': 5,
  'refunded late': 5,
  'void in GP': 3,
  'anything goes': 12,
} as const
type Life = keyof typeof lives

/** In minutes since midnight. What the company gets in the morning, it has by then. */
export const opensAt = 7 * 60
const closesAt = 20 * 60

/**
 * A day of a shop and its company: who does what, at which minute, in order of time. Pure, and the same for the same options.
 * It does not know what comes of it: what a system refuses when the time has come is refused.
 */
export function planDay(options: DayOptions): readonly DayEvent[] {
  const { seed, orders, goods, faults = Math.ceil(orders / 4), opens = true } = options
  if (goods.length === 0) throw new RangeError('A shop that sells nothing has no day')
  const draw = seeded(seed)
  const upTo = (most: number) => Math.floor(draw() * most)
  const between = (least: number, most: number) => least + upTo(most - least + 1)
  const oneOf = <Each>(all: readonly Each[]) => all[upTo(all.length)]!
  const events: DayEvent[] = []
  const put = (at: number, deed: Deed) => {
    // To the second, so that few things happen in one moment.
    events.push({ at: Math.round((at + draw()) * 60) / 60, ...deed })
  }

  if (opens)
    for (const [index, { reference, price }] of goods.entries()) {
      put(opensAt - 60, { who: 'GP clerk', does: 'price', item: reference, price: dec(price).toFixed(2) })
      // One of them is scarce.
      const quantity = index === goods.length - 1 ? between(2, 6) : between(30, 30 + orders * 3)
      put(opensAt - 60, { who: 'warehouse', does: 'receive', item: reference, quantity })
    }

  const shoppers = Array.from({ length: Math.max(2, Math.ceil(orders * 0.8)) }, (_, index) =>
    shopperOf(seed, index, draw),
  )
  for (let order = 1; order <= orders; order++) {
    const at = between(opensAt, closesAt - 60)
    const life = drawnLife(draw)
    const by = oneOf(shoppers)
    const wire = life === 'unpaid' || life === 'paid late'
    const kinds = between(1, Math.min(3, goods.length))
    const first = upTo(goods.length)
    const bought = Array.from({ length: kinds }, (_, line) => ({
      reference: goods[(first + line) % goods.length]!.reference,
      quantity: between(1, 4),
    }))
    put(at, {
      ...{ who: 'shopper', does: 'buy', order, by },
      basket: {
        goods: bought,
        ...(by.country === 'CH' && draw() < 0.5 && { currency: 'CHF' }),
        voucher: draw() < 0.2,
        wrapped: draw() < 0.2,
        ...(wire ? { module: 'ps_wirepayment', payment: 'Bank wire' } : { module: 'ps_checkout', payment: cardMethod }),
      },
    })
    liveOn(order, life, at, bought.length)
  }

  /** What follows the order, in the order of time. */
  function liveOn(order: number, life: Life, at: number, lines: number): void {
    // Right after the order, which is placed within the minute.
    const soon = at + between(1, 4)
    const later = at + between(20, 60)
    const tracking = `1Z${seed % 10_000}${String(order).padStart(4, '0')}`
    const ship = (from: number) => {
      put(from, { who: 'warehouse', does: 'pick', order, tracking })
      put(from + between(5, 20), { who: 'GP clerk', does: 'invoice', order })
      put(from + between(30, 60), { who: 'GP clerk', does: 'post', order })
    }
    const refund = (when: number) =>
      put(when, { who: 'back office', does: 'refund', order, line: upTo(lines), restocked: draw() < 0.5 })
    const ways: Readonly<Record<Life, () => void>> = {
      open() {},
      unpaid() {},
      'paid late'() {
        put(later, { who: 'payment provider', does: 'wire comes', order })
        ship(later + between(20, 60))
      },
      shipped() {
        ship(later)
      },
      'shipped in parts'() {
        put(later, { who: 'GP clerk', does: 'invoice part', order })
        ship(later + between(30, 90))
      },
      'opened in GP'() {
        put(soon, { who: 'GP clerk', does: 'open', order })
        put(soon + 1, { who: 'back office', does: 'edit order', order })
        put(soon + between(5, 20), { who: 'GP clerk', does: 'close', order })
      },
      edited() {
        put(soon, { who: 'back office', does: 'edit order', order })
        put(later, { who: 'payment provider', does: 'rest comes', order })
        ship(later + between(20, 60))
      },
      'edited late'() {
        ship(later)
        put(later + between(70, 120), { who: 'back office', does: 'edit order', order })
      },
      'address corrected'() {
        put(soon, { who: 'back office', does: 'correct address', order })
        ship(later)
      },
      cancelled() {
        put(soon, { who: 'back office', does: 'cancel', order })
      },
      'cancelled late'() {
        ship(later)
        put(later + between(30, 90), { who: 'back office', does: 'cancel', order })
      },
      'refunded early'() {
        refund(soon)
        ship(later)
      },
      'refunded late'() {
        ship(later)
        refund(later + between(70, 120))
      },
      'void in GP'() {
        put(later, { who: 'GP clerk', does: 'void', order })
      },
      // Whatever people do to an order, in whatever order they do it.
      'anything goes'() {
        const deeds: readonly (() => Deed)[] = [
          () => ({ who: 'back office', does: oneOf(['edit order', 'cancel', 'take up again', 'refund whole']), order }),
          () => ({ who: 'back office', does: oneOf(['deliver', 'correct address']), order }),
          () => ({ who: 'back office', does: 'refund', order, line: upTo(lines), restocked: draw() < 0.5 }),
          () => ({ who: 'warehouse', does: 'pick', order, tracking }),
          () => ({ who: 'GP clerk', does: oneOf(['invoice part', 'invoice', 'post', 'void']), order }),
          () => ({ who: 'payment provider', does: 'rest comes', order }),
        ]
        for (let count = between(2, 6); count > 0; count--) put(between(soon, at + 240), oneOf(deeds)())
      },
    }
    ways[life]()
  }

  for (let index = 0; index < Math.ceil(orders / 8); index++) {
    const { reference: item, price } = oneOf(goods)
    const at = between(opensAt, closesAt)
    put(at, { who: 'warehouse', does: 'receive', item, quantity: between(1, 30) })
    put(between(opensAt, closesAt), {
      who: 'warehouse',
      does: 'adjust',
      item: oneOf(goods).reference,
      quantity: -between(1, 3),
    })
    put(between(opensAt, closesAt), {
      who: 'warehouse',
      does: 'move away',
      item: oneOf(goods).reference,
      quantity: between(1, 5),
    })
    put(between(opensAt, closesAt), {
      who: 'back office',
      does: 'change stock',
      item: oneOf(goods).reference,
      by: between(-3, 3),
    })
    put(between(opensAt, closesAt), { who: 'GP clerk', does: 'post returns' })
    // By no more than a quarter: what changes by more is a person's question.
    const changed = dec(price).times(between(80, 120)).div(100).toFixed(2)
    put(between(opensAt, closesAt), { who: 'GP clerk', does: 'price', item, price: changed })
    put(between(opensAt, closesAt), {
      who: 'back office',
      does: 'note barcode',
      item: oneOf(goods).reference,
      ean13: String(4006381300000 + upTo(100_000)),
    })
  }

  const fresh = `NEW-${seed}`
  const began = between(opensAt, opensAt + 120)
  put(began, { who: 'GP clerk', does: 'add item', item: fresh, name: `New of day ${seed}` })
  put(began + 5, { who: 'GP clerk', does: 'price', item: fresh, price: '25.00' })
  put(began + 6, { who: 'warehouse', does: 'receive', item: fresh, quantity: between(5, 40) })
  put(began + 10, { who: 'back office', does: 'add product', item: fresh, name: `New of day ${seed}` })
  if (draw() < 0.7) put(between(began + 120, closesAt), { who: 'GP clerk', does: 'discontinue', item: fresh })

  put(15 * 60, { who: 'payment provider', does: 'pay out', twice: false })
  put(closesAt + 60, { who: 'payment provider', does: 'pay out', twice: draw() < 0.5 })

  for (let index = 0; index < faults; index++)
    put(between(opensAt, closesAt), { who: 'network', does: 'fail', ...drawnFault(draw) })
  return events.sort((one, other) => one.at - other.at)
}

function drawnLife(draw: () => number): Life {
  let left = draw() * Object.values(lives).reduce((sum, share) => sum + share, 0)
  for (const [life, share] of Object.entries(lives)) {
    left -= share
    if (left <= 0) return life as Life
  }
  return 'open'
}

const firstNames = ['Camille', 'Jonas', 'Élodie', 'Søren', 'Inès', 'Łukasz', 'Aïcha', 'Björn', 'Margaux', 'Timéo']
const lastNames = ['Martin', 'Weiß', 'Lefèvre', 'Müller', 'Dubois', 'Rossi', 'Garnier', "O'Neill", 'Da Silva', 'Keller']
const places = [
  ['FR', '75011', 'Paris'],
  ['FR', '69002', 'Lyon'],
  ['FR', '37000', 'Tours'],
  ['DE', '50667', 'Köln'],
  ['DE', '10115', 'Berlin'],
  ['CH', '1204', 'Genève'],
] as const

function shopperOf(seed: number, index: number, draw: () => number): Shopper {
  const oneOf = <Each>(all: readonly Each[]) => all[Math.floor(draw() * all.length)]!
  const [country, postcode, city] = oneOf(places)
  return {
    firstname: oneOf(firstNames),
    lastname: oneOf(lastNames),
    email: `shopper.${seed}.${index}@example.com`,
    street: `${1 + Math.floor(draw() * 90)} rue Neuve`,
    ...{ postcode, city, country },
  }
}

/** A reply that is lost, a slow or dead system, an answer that is none: each for a few requests. */
function drawnFault(draw: () => number): { readonly system: 'shop' | 'gp'; readonly fault: FaultInput } {
  const oneOf = <Each>(all: readonly Each[]) => all[Math.floor(draw() * all.length)]!
  const system = oneOf(['shop', 'gp'] as const)
  const writes = {
    shop: ['POST order_histories', 'PATCH stock_availables', 'PATCH order_carriers', 'PATCH products'],
    gp: [
      'CreateSalesOrder',
      'UpdateSalesOrder',
      'VoidSalesOrder',
      'CreateCashReceipt',
      'CreateReceivablesCreditMemo',
      'CreateCustomer',
    ],
  }[system]
  // Above all the reply to a write: that is where something is lost or done twice.
  const operation = draw() < 0.6 ? oneOf(writes) : '*'
  const kind = oneOf(['drop-after', 'drop-after', 'drop-before', 'cut', 'malformed', 'error', 'html', 'slow'] as const)
  // Now and then a system is away for a while.
  const times = draw() < 0.1 ? 25 : 1 + Math.floor(draw() * 3)
  return { system, fault: { match: { operation }, do: kind, ms: 300, times } }
}
