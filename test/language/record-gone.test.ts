import { expect, test } from 'vitest'
import { type EntityName, ref } from '../../src/domain/record.ts'
import { recordGone } from '../../src/language/words.ts'

const [order, product] = [ref('prestashop.order' as EntityName, '12'), ref('prestashop.product' as EntityName, '7')]
const [item, price] = [ref('gp.item' as EntityName, 'TEA'), ref('gp.price' as EntityName, 'TEA')]
const [stock, invoice] = [
  ref('prestashop.stockAvailable' as EntityName, '7'),
  ref('gp.salesInvoice' as EntityName, 'INV1'),
]
const made = { document: product, arrived: true }

// Nobody enters in a system what the other one lacks, and only an order is entered in GP by hand.
test.each([
  ['an order that was deleted', order, order, null, 'record_gone', /enter it in GP by hand/],
  ['a shipment whose order is gone from the shop', order, invoice, null, 'record_gone', /^Look in the shop/],
  ['a stock row whose product is gone from the shop', product, stock, null, 'record_gone', /^Look in the shop/],
  ['a price that GP does not have', price, product, null, 'missing_record', /^Enter it there/],
  ['an item that was deleted in GP', item, item, null, 'missing_record', /enter it in GP again/],
  ['an item of which a product was made', item, item, made, 'missing_record', /prestashop.product 7 is still wanted/],
] as const)('%s', (_, record, root, held, code, hint) => {
  const question = recordGone('read', record, root, held)
  expect(question).toMatchObject({ code, hint: expect.stringMatching(hint) })
  const isOfGp = record.entity.startsWith('gp.')
  expect(question.message).toMatch(isOfGp ? /^GP has no (item|price) "TEA"/ : /^The shop (has no|no longer has) /)
  if (root !== order) expect(`${question.message} ${question.hint}`).not.toMatch(/the order|is not in GP/)
})
