import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { liveThrough, ruleDefinition } from '../../evals/systems/rule-world.ts'
import { amountOf } from '../../src/assistant/rules-in-words/conditions.ts'
import { completeEdits, draftRule } from '../../src/assistant/rules-in-words/index.ts'
import { entities } from '../language/standard.ts'

const around = { definition: ruleDefinition(), entities }
const draft = (words: string) => draftRule(words, around)

describe('a rule in words', () => {
  test('an order above the amount waits, one below goes, whatever the amount is and however it is written', () => {
    const written = [
      (euros: number) => `orders above ${euros} EUR wait for me`,
      (euros: number) => `Hold orders over €${euros.toLocaleString('en')}`,
      (euros: number) => `orders of more than ${euros.toLocaleString('de')} EUR need approval`,
    ]
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 90_000 }), fc.constantFrom(...written), (euros, sentence) => {
        const { edits, cannot } = draft(sentence(euros))
        expect(cannot).toBeNull()
        // Of one line at 20 % tax with a freight of 7.
        const net = (gross: number) => String(gross / 1.2 - 7)
        expect(liveThrough(edits, { price: net(euros + 2) }).outcome).toBe('held')
        expect(liveThrough(edits, { price: net(euros - 2) }).outcome).toBe('written')
      }),
      { numRuns: 12 },
    )
  })

  test('says what it took for granted: currency, net or gross, what is kept', () => {
    expect(draft('orders above 5,000 wait').assumptions.join(' ')).toMatch(/with tax, because .*No currency was named/)
    expect(draft('orders above 5,000 net wait').assumptions.join(' ')).toContain('without tax, as you said')
    expect(draft('put the shop reference into the comment').assumptions.join(' ')).toContain('holds today stays')
    expect(draft('put the order number into the customer PO number').assumptions.join(' ')).toMatch(/before goes/)
  })

  test('a word that was not understood makes no rule of the rest', () => {
    for (const words of [
      'orders above 5000 from nice people wait',
      'hold red orders',
      'put the weight into the comment',
    ])
      expect(draft(words)).toMatchObject({ edits: [], cannot: expect.stringMatching(/understood/) })
    expect(draft('orders shipped with carrier Pigeon wait').cannot).toMatch(/No carrier is called .*Colissimo/)
  })

  test('totals, defaults for all and what is posted are refused, by whoever reads the words', () => {
    for (const words of ['ignore rounding differences', 'map all other carriers to GROUND', 'void the posted invoices'])
      expect(draft(words)).toMatchObject({ edits: [], never: true })
    const amount = { do: 'set-field' as const, mapping: 'order-to-sales-order', after: 'order.total_paid' }
    expect(() => completeEdits([{ ...amount, path: ['FreightAmount'] }], around)).toThrow(/no rule in words/)
    const step = around.definition.flows['order-to-sales-order']!.steps.find(({ do: kind }) => kind === 'balance')!
    expect(() => completeEdits([{ do: 'remove-step', flow: 'order-to-sales-order', step: step.id }], around)).toThrow(
      /it stays/,
    )
  })

  test('an amount that can be read in two ways is asked about', () => {
    expect(['5,000', '5.000,50', '5 000', "1'234.5", '1.234.567', '12,5'].map(amountOf)).toEqual([
      ...['5000', '5000.50', '5000', '1234.5', '1234567', '12.5'],
    ])
    expect(amountOf('1,23,4')).toBeNull()
    expect(draft('orders above 1,23,4 wait').cannot).toMatch(/two ways/)
  })
})
