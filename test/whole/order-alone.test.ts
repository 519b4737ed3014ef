import pg from 'pg'
import { expect, test } from 'vitest'
import { joined, webhookSecret } from './joined.ts'

/** Of each order that comes alone. Those of other records' runs and of pollers, which come when they are due, may fall between. */
const fewest = ['intake', 'claim', 'look', 'known', 'append', 'append']
const mostTried = 20

test('an order that comes alone is in GP after six statements: no look for its job, and none for its place', async () => {
  // On a slow machine a poll of each second would fall into each order.
  await using all = await joined({ started: true, environment: { LEDGERLINE_POLL_SECONDS: '3600' } })
  const { shop } = all.sandbox
  shop.announceTo({ url: `${all.url}/webhooks/prestashop/main`, secret: webhookSecret, times: 1 })
  let asked: string[] = []
  const query = pg.Client.prototype.query
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [{ name } = {}] = given as readonly { readonly name?: string }[]
    if (name?.startsWith('ledgerline ')) asked.push(name.slice('ledgerline '.length))
    return Reflect.apply(query, this, given)
  } as typeof query
  const ways: string[][] = []
  try {
    // Its customer is known, and its items are, from the second on.
    while (ways.length < mostTried && ways.at(-1)?.join() !== fewest.join()) {
      asked = []
      const order = shop.placeDemoOrder()
      await shop.announced()
      await all.settled(order, 'done')
      ways.push(asked)
    }
  } finally {
    pg.Client.prototype.query = query
  }
  expect(ways.at(-1)).toEqual(fewest)
})
