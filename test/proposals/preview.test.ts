import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'
import { compareRuns } from '../../src/proposals/preview.ts'

const record = ref('prestashop.order', '12')
const target = ref('gp.salesOrder', 'WEB12')
const document = {
  ...{ Key: 'WEB12', TotalAmount: '30' },
  Lines: [
    {
      LineSequenceNumber: 16384,
      IntegrationId: 'a',
      ItemKey: 'TEA',
      Quantity: '1',
      UnitPrice: '30',
      TotalAmount: '30',
    },
  ],
}
const run = (writes: DryRun['writes']): DryRun => ({
  ...{ record, flow: 'order-to-sales-order', outcome: writes.length > 0 ? 'would-write' : 'skipped', reason: '' },
  ...{ writes, proof: null, question: null },
})
const nothing = run([])
const made = run([{ do: 'create', target, document, differences: [] }])

/** An approver reads these sums. */
test.each([
  ['comes to be written', nothing, made, '0', '30'],
  ['is written no more', made, nothing, '30', '0'],
])('the amounts of a document that %s count', (_, was, is, before, after) => {
  const { amounts } = compareRuns([record], [was], [is], entities)
  expect(amounts).toEqual(
    expect.arrayContaining([{ currency: null, field: 'TotalAmount', documents: 1, before, after }]),
  )
})
