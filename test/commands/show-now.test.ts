import { expect, test } from 'vitest'
import { printNow } from '../../src/commands/orders.ts'
import { ref } from '../../src/domain/record.ts'
import type { DryRun } from '../../src/engine/index.ts'

test('what would be written is carried out by the command that is named, for that record and no order of the same number', () => {
  const write = { do: 'create', target: ref('gp.cashReceipt', 'PAY512'), differences: [] }
  const now = { outcome: 'would-write', writes: [write] } as unknown as DryRun
  const said = (entity: string, key: string, options = {}) =>
    /"(.*)" does it/.exec(printNow(now, { entity, key }, options))![1]
  expect(said('prestashop.order', '512')).toBe('ledgerline run 512')
  expect(said('prestashop.orderPayment', '512', { flow: 'payment-to-cash-receipt', integration: 'main' })).toBe(
    'ledgerline run 512 --entity prestashop.orderPayment --flow payment-to-cash-receipt --integration main',
  )
  expect(said('hub.payout', 'stripe po_1 EUR')).toBe("ledgerline run 'stripe po_1 EUR' --entity hub.payout")
})
