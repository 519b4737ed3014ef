import { Batcher, type BatcherParts } from './batcher.ts'
import { type Ask, askIn, askPrepared } from './order-way.ts'
import type { Driver, Session } from './session.ts'

/** What one statement does for many items. Results in their order. */
export type All<Item, Result> = (ask: Ask, items: readonly Item[]) => Promise<readonly Result[]>
type How<Item> = Pick<BatcherParts<Item, unknown>, 'bytes' | 'key'>

/** Makes of what is done for many what is asked for one. */
export type Together = <Item, Result>(all: All<Item, Result>, how?: How<Item>) => (item: Item) => Promise<Result>

/** Outside of transactions: what is asked at the same time goes together. */
export function together(driver: Driver): Together {
  const ask = askPrepared(driver)
  return (all, how = {}) => {
    const batcher = new Batcher({ send: (items: Parameters<typeof all>[1]) => all(ask, items), ...how })
    return (item) => batcher.ask(item)
  }
}

/** In one transaction: each by itself. */
export const alone =
  (session: Session): Together =>
  (all) =>
  async (item) =>
    (await all(askIn(session), [item]))[0]!
