import { expect, test } from 'vitest'
import type { DryRun } from '../../src/engine/index.ts'
import { joined } from './joined.ts'

test('a plan whose expressions multiply ends with their name, and the hub goes on answering meanwhile', async () => {
  await using all = await joined({ started: true })
  const [order] = all.sandbox.shop.placeOrders(1)
  const values = ['[1, 2, 3, 4, 5, 6, 7, 8]', ...Array.from({ length: 19 }, (_, place) => `z${place} + z${place}`)]
  const edits = values.map((after, place) => ({
    ...{ do: 'set-let', mapping: 'order-to-sales-order', name: `z${place}`, before: null, after },
  }))
  // The last one would look at eight million elements a million times.
  const last = { ...edits[19]!, after: 'z18.all(a, z18.all(b, z18.exists(c, a + b + c < 0)))' }
  let isOver = false
  const plan = all.client
    .post<DryRun>(`/api/integrations/main/orders/${order}/plan`, { edits: [...edits.slice(0, 19), last] })
    .finally(() => {
      isOver = true
    })
  let answers = 0
  while (!isOver) {
    expect(await (await fetch(`${all.url}/health/live`)).json()).toEqual({ live: true })
    answers++
  }
  const { outcome, question } = await plan
  expect(outcome).toBe('held')
  expect(question!.message).toMatch(/order-to-sales-order\/let\/z\d+ .*elements/)
  // It takes a process to start: a hub that evaluated it by itself would answer once or twice.
  expect(answers).toBeGreaterThan(10)
})
