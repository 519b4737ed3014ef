import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dec, sum } from '../../src/domain/decimal.ts'
import { problemsOf } from '../connectors/gp/check-envelope.ts'
import { problemsByReference } from '../connectors/gp/reference-schema.ts'
import { type GpOrder, joined } from './joined.ts'

/** Answers of real shops, one folder a shop. They are no part of the product; where they are, they judge it. */
const recorded = resolve(import.meta.dirname, '../../../shared/fixtures/prestashop/orders')
const shops = existsSync(recorded)
  ? readdirSync(recorded, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  : []

interface TaxRow {
  readonly Key: { readonly TaxDetailKey: { readonly Id: string } }
  readonly TaxAmount: { readonly Value: string }
  readonly TaxableAmount: { readonly Value: string }
}

const taxRows = (order: GpOrder) =>
  ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes']
    .flatMap((part) => (order[part] ?? []) as readonly TaxRow[])
    .map(({ Key, TaxAmount, TaxableAmount }) => ({
      detail: Key.TaxDetailKey.Id,
      tax: dec(TaxAmount.Value),
      base: dec(TaxableAmount.Value),
    }))

describe.skipIf(shops.length === 0)('orders of real shops', () => {
  test.each(shops.map(({ name }) => name))(
    '%s: each becomes one sales order of exactly what was charged, or is held for a reason in words',
    async (shop) => {
      const envelopes: string[] = []
      await using all = await joined({ load: join(recorded, shop), heard: (_, request) => envelopes.push(request) })
      const outcomes: Record<string, string[]> = {}
      for (const order of all.sandbox.shop.tables.of('orders').byId()) {
        const story = await all.run(order.id)
        const [run] = story.runs
        const state = run!.state
        outcomes[state] = [...(outcomes[state] ?? []), `${order.id} ${run!.reason}`]
        const written = all.salesOrders().get(`WEB${order.id}`)
        if (state === 'done') {
          expect(dec(written!.TotalAmount.Value).eq(String(order.fields.total_paid)), `order ${order.id}`).toBe(true)
          expect(written!.CustomerPONumber).toBe(order.fields.reference)
          const { total_paid_tax_incl: incl, total_paid_tax_excl: excl } = order.fields as Record<string, string>
          const rows = taxRows(written!)
          expect(sum(rows.map(({ tax }) => tax)).eq(dec(incl!).minus(excl!)), `tax of order ${order.id}`).toBe(true)
          for (const { detail, tax, base } of rows) {
            const percent = dec(all.sandbox.gp.company.store.get('taxDetail', detail)!.percent)
            // Half a cent with tax and half without for each line, and the roundings of the whole.
            const within = dec('0.011').times(written!.Lines.length).plus('0.02')
            const apart = base.times(percent).div(100).minus(tax).abs()
            expect(apart.lte(within), `${detail} of order ${order.id}: ${tax} on ${base}`).toBe(true)
          }
        } else expect(written, `order ${order.id} is ${state}`).toBeUndefined()
        if (state === 'stopped') expect(story.incidents[0]!.question.hint).toMatch(/^[A-Z].*\.$/)
      }
      expect(Object.keys(outcomes).sort()).toEqual(expect.arrayContaining(['done', 'skipped']))
      expect(all.sandbox.gp.company.store.size('ignored')).toBe(0)
      expect(all.sandbox.gp.company.store.size('truncated')).toBe(0)
      // Each envelope once: those of one operation differ in their values alone.
      expect(envelopes.flatMap(problemsOf)).toEqual([])
      expect(await problemsByReference(envelopes)).toEqual([])
    },
  )
})
