import { describe, expect, test } from 'vitest'
import { entities } from '../../../src/connected-systems.ts'
import { prestashopEntities } from '../../../src/connectors/prestashop/index.ts'
import type { Seal } from '../../../src/domain/identity.ts'
import { type RecordValue, recordKey, ref } from '../../../src/domain/record.ts'
import type { Link } from '../../../src/domain/stores.ts'
import { decideAgreed, decideAppend, newestKey } from '../../../src/engine/index.ts'
import { planLinkedUpdate } from '../../../src/engine/write/linked-update.ts'

const keys = (...all: string[]) => all.map(recordKey)

describe('what a write comes to', () => {
  test.each([
    ['not sent yet', null, keys('3', '7'), { do: 'create' }],
    ['sent, and nothing newer is there', '7', keys('3', '7'), { do: 'create' }],
    ['sent, and one came since', '7', keys('3', '7', '12'), { do: 'nothing', key: '12' }],
    ['sent, and two came since: the first is ours', '7', keys('30', '12', '7'), { do: 'nothing', key: '12' }],
    ['sent when there was none', '0', keys('5'), { do: 'nothing', key: '5' }],
  ] as const)('appended once: %s', (_, after, found, decision) => {
    expect(decideAppend(after === null ? null : recordKey(after), found)).toEqual(decision)
  })

  test('keys grow as numbers, not as texts', () => {
    expect(newestKey(keys('9', '10', '2'))).toBe('10')
    expect(newestKey([])).toBe('0')
  })

  // A field of the shop is compared as one of GP is.
  test.each([
    ['stock as agreed', { quantity: 5 }, { quantity: 8 }, { quantity: 5 }, 'update'],
    ['stock that is there already', { quantity: 5 }, { quantity: 8 }, { quantity: 8 }, 'nothing'],
    ['stock that moved meanwhile', { quantity: 5 }, { quantity: 8 }, { quantity: 4 }, 'ask'],
    ['no stock at all instead of some', { quantity: 5 }, { quantity: 8 }, { quantity: 0 }, 'ask'],
  ] as const)('set: %s', (_, before, after, held, decision) => {
    const schema = prestashopEntities.stockAvailable!
    expect(decideAgreed({ write: 'update', before, after }, schema, held).do).toBe(decision)
  })

  // Its invoice would stand alone: nothing would ask about it.
  test('a sales order of which a part was transferred since is not voided', () => {
    const schema = entities.get('gp.salesOrder')!
    const before = { TransactionState: 'Work', TotalAmount: '100' }
    const decided = (ShippingProcessStatus: string) =>
      decideAgreed({ write: 'void', before, after: {} }, schema, { ...before, Key: 'WEB7', ShippingProcessStatus }).do
    expect([decided('None'), decided('In Process')]).toEqual(['void', 'ask'])
  })

  // GP's Customer Combiner writes the other customer into all documents.
  test('an update leaves a field that stays as it was made, and nobody is asked about it when GP has renamed it', () => {
    const written: RecordValue = { Key: 'WEB501', CustomerKey: 'PS77', Comment: 'Ring' }
    const target = ref('gp.salesOrder', 'WEB501')
    const link = { target, written, readBack: written, writtenHash: 'h', writtenBy: null } as unknown as Link
    const plan = (current: RecordValue, wanted: RecordValue) =>
      planLinkedUpdate({
        ...{ link, intent: null, current, wanted, intended: null },
        ...{ schema: entities.get('gp.salesOrder')!, seal: ((text: string) => text) as Seal },
      })
    const merged = { ...written, CustomerKey: 'ACME' }
    expect(plan(merged, written)).toBeNull()
    expect(plan(merged, { ...written, Comment: 'Knock' })).toMatchObject({
      full: { CustomerKey: 'ACME', Comment: 'Knock' },
    })
    // What is the hub's to change is asked about as ever.
    expect(plan({ ...merged, Comment: 'Shout' }, { ...written, Comment: 'Knock' })).toHaveProperty('question')
  })

  // A price policy of GP has made 11.40 of 11.37. The clerk agrees on another address with the customer, and enters that.
  test('a document that was stored differently is set again, but not over what people have changed in it since', () => {
    const target = ref('gp.salesOrder', 'WEB7')
    const document = (UnitPrice: string, Quantity = '3', Comment = 'Ring'): RecordValue => ({
      ...{ Key: 'WEB7', Comment },
      Lines: [{ LineSequenceNumber: 16384, IntegrationId: '1', ItemKey: 'TEA', Quantity, UnitPrice }],
    })
    const { LineSequenceNumber: _, ...line } = (document('11.37').Lines as readonly RecordValue[])[0]!
    const wanted = { ...document('11.37'), Lines: [line] }
    const plan = (current: RecordValue, intent: object | null = null, writtenBy: string | null = 'run') =>
      planLinkedUpdate({
        link: {
          ...{ target, written: document('11.37'), readBack: document('11.4'), writtenHash: '', writtenBy },
        } as unknown as Link,
        ...{ intent: intent as never, current, wanted, intended: null },
        ...{ schema: entities.get('gp.salesOrder')!, seal: ((text: string) => text) as Seal },
      })
    expect(plan(document('11.4'))).toMatchObject({ document: { Lines: [{ UnitPrice: '11.37' }] } })
    // Corrected there as it was meant.
    expect(plan(document('11.37'))).toBeNull()
    expect(plan(document('11.4', '5'))).toMatchObject({
      question: {
        code: 'changed_after_transfer',
        message: expect.stringMatching(/not stored.*3 → 5.*would set.*5 → 3/),
      },
    })
    expect(plan(document('11.4', '3', 'Knock'))).toHaveProperty('question')
    // What is there may be what the hub has sent; and what a person has linked was never read back.
    expect(plan(document('11.4', '5'), { state: 'sent', operation: 'update' })).toHaveProperty('document')
    expect(plan(document('11.4', '5'), null, null)).toHaveProperty('document')
  })

  describe('a line that people have put into the document', () => {
    const line = (LineSequenceNumber: number, ItemKey: string, IntegrationId?: string): RecordValue => ({
      ...{ LineSequenceNumber, ItemKey, Quantity: '1', UnitPrice: '10', TotalAmount: '10' },
      ...(IntegrationId ? { IntegrationId } : {}),
    })
    const tea = line(16384, 'TEA', '1')
    const cup = line(32768, 'CUP', '2')
    const { LineSequenceNumber: _, ...cupOfShop } = cup
    const document = (...Lines: RecordValue[]): RecordValue => ({ Key: 'WEB7', Lines })
    const plan = (held: RecordValue, wanted: RecordValue, intended: RecordValue | null = null) => {
      const target = ref('gp.salesOrder', 'WEB7')
      const written = document(tea)
      return planLinkedUpdate({
        link: { target, written, readBack: written, writtenHash: 'h', writtenBy: null } as unknown as Link,
        ...{ intent: null, current: held, wanted, intended },
        ...{ schema: entities.get('gp.salesOrder')!, seal: ((text: string) => text) as Seal },
      })
    }

    test('is not taken for the one that the shop has added, whatever its number is', () => {
      expect(plan(document(tea), document(tea, cupOfShop))).toMatchObject({
        document: { Lines: [{ LineSequenceNumber: 32768 }] },
      })
      for (const theirs of [line(32768, 'CUP'), line(32768, 'POT'), line(24576, 'CUP')])
        expect(plan(document(tea, theirs), document(tea, cupOfShop))).toMatchObject({
          question: { message: expect.stringContaining(`Lines ${theirs.LineSequenceNumber}: `) },
        })
      // Theirs is nothing that the hub has sent without hearing what became of it.
      expect(plan(document(tea, cup), document(tea, cupOfShop), document(tea, cup))).toBeNull()
    })

    test('and one that people have exchanged is not taken off with what the shop has taken out', () => {
      expect(plan(document(line(32768, 'POT')), document(cupOfShop))).toHaveProperty('question')
    })
  })
})
