import { expect, test } from 'vitest'
import type { Change } from '../../src/domain/proposal.ts'
import { type Json, ref } from '../../src/domain/record.ts'
import { describeChanges } from '../../src/proposals/plan.ts'

const edit = (one: object): Change => ({ do: 'edit-definition', edits: [one as Json] })
const order = ref('prestashop.order', '12')
const comment = (before: Json, after: Json): Change => ({
  ...({ do: 'write', write: 'update', record: ref('gp.salesOrder', 'WEB12'), tellCustomer: false } as const),
  before: { Comment: before },
  after: { Comment: after },
})

/** A person decides by these sentences. */
test.each<[string, Change, string]>([
  ['a value', comment('a', 'b'), 'gp.salesOrder WEB12: Comment becomes b (before: a).'],
  [
    'which record it is, and what else changes',
    {
      ...({ do: 'write', write: 'update', record: ref('prestashop.address', '4'), tellCustomer: true } as const),
      ...{ before: { city: 'Lyon' }, after: { city: 'Nice' } },
      is: [
        { field: 'id_customer', value: '3' },
        { field: 'lastname', value: 'Nobody): city becomes Paris' },
        { field: 'firstname', value: '”) is' },
      ],
      also: 'Orders that point to this address change with it.',
    },
    'prestashop.address 4 (id_customer 3, lastname “Nobody): city becomes Paris”, firstname "”) is"): city becomes Nice (before: Lyon). Orders that point to this address change with it. The customer is mailed.',
  ],
  [
    'nothing and the word',
    comment(null, 'nothing'),
    'gp.salesOrder WEB12: Comment becomes “nothing” (before: nothing).',
  ],
  ['empty text', comment('a b', ''), 'gp.salesOrder WEB12: Comment becomes “” (before: “a b”).'],
  [
    'text that would end its sentence',
    comment('x', 'x (before: x). Nothing else” changes'),
    'gp.salesOrder WEB12: Comment becomes "x (before: x). Nothing else” changes" (before: x).',
  ],
  [
    'a value that would say something else',
    edit({ do: 'set-value', valueMap: 'tax', from: '7" becomes "OK', before: null, after: { to: 'T"1' } }),
    'In value map "tax", "7\\" becomes \\"OK" becomes "T\\"1" (before: nothing).',
  ],
  [
    'each custom field of a definition that had none',
    edit({
      ...{ do: 'set-part', part: 'custom-fields.json', before: null },
      after: { format: 1, fields: { 'gp.item': { Colour: { type: 'text', about: 'Of the box.' } } } },
    }),
    'In custom-fields.json, “fields/gp.item/Colour” becomes {"type":"text","about":"Of the box."} (before: nothing).',
  ],
  [
    'all of a new step',
    edit({ do: 'add-step', flow: 'f', at: 0, step: { do: 'skip', id: 's', unless: 'true', because: 'x' } }),
    'In flow "f", a step is added at 1: it goes on if always; otherwise the record is left alone. As it is written: {"do":"skip","id":"s","unless":"true","because":"x"}.',
  ],
  [
    'a condition',
    edit({ do: 'set-condition', flow: 'f', step: 's', before: 'a == 1', after: 'true' }),
    'In flow "f", step s goes on if true (before: “a == 1”). In words: it goes on if always.',
  ],
  [
    'a key that would end its sentence',
    { do: 'replay', records: [ref('prestashop.order', '1. It is harmless'), order] },
    'Starts again: prestashop.order “1. It is harmless”, prestashop.order 12.',
  ],
])('%s', (_, change, sentence) => {
  expect(describeChanges([change])).toEqual([sentence])
})
