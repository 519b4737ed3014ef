import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { Json } from '../../src/domain/record.ts'
import { defineFlow, read, skipUnless } from '../../src/language/index.ts'
import { joined } from './joined.ts'

/** A flow that starts on orders, as all flows of the shop's orders do. */
const another = (id: string) =>
  defineFlow({
    id,
    about: 'It looks at orders and leaves them alone.',
    on: 'prestashop.order',
    steps: [read('prestashop.order', 'record', 'order'), skipUnless('No order is for it.', 'false')],
  })

/** What an idle hub asks its database and the two systems, over six polls of the orders. */
async function costOfIdling(flows: number) {
  const more = Array.from({ length: flows - 1 }, (_, index) => another(`another-${index}`))
  await using all = await joined({
    adapt: (parts) => ({
      ...parts,
      ...Object.fromEntries(more.map((flow) => [`flows/${flow.id}.json`, flow as unknown as Json])),
    }),
  })
  const cost = { statements: 0, calls: 0 }
  let [polls, asked, before] = [0, 0, 0]
  const enough = Promise.withResolvers<void>()
  const query = pg.Client.prototype.query
  const onRequest = (message: unknown) => {
    const { path } = (message as { request: { path: string } }).request
    cost.calls += 1
    asked += 1
    if (!path.includes('/api/orders?')) return
    polls += 1
    // The first ones are of what was there before.
    if (polls === 3) Object.assign(cost, { statements: 0, calls: 0 })
    if (polls === 9) enough.resolve()
  }
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    cost.statements += 1
    asked += 1
    return Reflect.apply(query, this, given)
  } as typeof query
  subscribe('undici:request:create', onRequest)
  // A hub that asks for nothing sleeps until its next poll: no real second is needed for it.
  const skipping = setInterval(() => {
    if (asked === before) all.clock.advance(1_000)
    before = asked
  }, 50)
  try {
    await all.hub.start()
    await enough.promise
    return { ...cost }
  } finally {
    clearInterval(skipping)
    unsubscribe('undici:request:create', onRequest)
    pg.Client.prototype.query = query
  }
}

test('fifteen idle flows ask for no more than one does', async () => {
  const [one, fifteen] = [await costOfIdling(1), await costOfIdling(15)]
  expect(one.statements).toBeGreaterThan(6)
  // What has a clock of its own falls into the one or the other; a cost of each flow would be fifteen times as much.
  expect(fifteen.statements).toBeLessThan(one.statements * 2)
  expect(fifteen.calls).toBeLessThan(one.calls * 2)
})
