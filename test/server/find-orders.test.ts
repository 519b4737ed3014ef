import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Integration } from '../../src/domain/definition.ts'
import type { RecordValue } from '../../src/domain/record.ts'
import { findOrders, type OrderSearch } from '../../src/server/find-orders.ts'

const order = fc.record({ total_paid: fc.constantFrom('5', '20'), inGp: fc.boolean() })

test('page by page, a search finds each order that fits once, newest first, and leaves none out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(order, { maxLength: 260, size: 'max' }),
      fc.constantFrom<Partial<OrderSearch>>(
        { inGp: 'no' },
        { inGp: 'yes', least: '10' },
        { least: '10', since: '2026-11-02' },
        { since: '2026-11-02' },
        {},
      ),
      fc.integer({ min: 1, max: 120 }),
      async (shop, search, limit) => {
        const orders = shop.map(({ total_paid }, index) => ({
          ...{ id: String(index + 1), total_paid },
          // Newer ids are placed later.
          date_add: `2026-11-0${1 + Math.floor((3 * index) / shop.length)}`,
        }))
        const there = new Set(orders.filter((_, index) => shop[index]!.inGp).map(({ id }) => id))
        const remote = {
          search: async (_: unknown, __: unknown, { before, limit: most }: { before?: string; limit: number }) =>
            orders
              .filter(({ id }) => before === undefined || Number(id) < Number(before))
              .toReversed()
              .slice(0, most),
          rows: async () => [],
        }
        const found: RecordValue[] = []
        for (let before: string | undefined; ; ) {
          const page = await findOrders(
            remote,
            {} as Integration,
            { ...search, limit, ...(before === undefined ? {} : { before }) },
            async (ids) => new Set(ids.filter((id) => there.has(id))),
          )
          expect(page.orders.length).toBeLessThanOrEqual(limit)
          found.push(...page.orders)
          if (page.next === null) break
          before = page.next
        }
        const fits = ({ id, total_paid, date_add }: (typeof orders)[number]) =>
          (search.inGp === undefined || there.has(id) === (search.inGp === 'yes')) &&
          (search.least === undefined || Number(total_paid) >= Number(search.least)) &&
          (search.since === undefined || date_add >= search.since)
        expect(found.map(({ id }) => id)).toEqual(
          orders
            .toReversed()
            .filter(fits)
            .map(({ id }) => id),
        )
      },
    ),
    { numRuns: 60 },
  )
})
