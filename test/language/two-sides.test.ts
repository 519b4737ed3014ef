import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal, dec, sum } from '../../src/domain/decimal.ts'
import { decimal, defineEntity, integer, list, optional, record, text } from '../../src/domain/entity.ts'
import { balance, proveReadBack } from '../../src/language/balance.ts'

/** A journal, as a ledger keeps one: nothing of it is known to the language but this. */
const journal = defineEntity({
  entity: 'gp.testJournal',
  about: 'A journal of the tests.',
  key: 'Number',
  document: {
    lines: {
      field: 'Entries',
      number: 'Row',
      step: 500,
      identity: 'Mark',
      fixed: [],
      removal: { set: { Gone: true }, with: [] },
      inShort: ['Account'],
    },
    totals: { rule: 'debit = credit', currency: 'Currency', debit: 'Debit', credit: 'Credit' },
  },
  fields: {
    Number: text(20),
    Currency: text(3),
    Entries: list(
      record({
        Row: optional(integer),
        Mark: text(30),
        Account: text(20),
        Debit: optional(decimal),
        Credit: optional(decimal),
      }),
      { rowsBy: 'Row' },
    ),
  },
})
const rule = (anchor: Decimal) => ({
  ...{ anchor, lines: null, digits: 2, cap: dec('0.05'), over: null, under: null, taxes: null },
})
const entry = (side: 'Debit' | 'Credit', amount: string) => ({
  Mark: `${side} ${amount}`,
  Account: '1100',
  [side]: amount,
})

describe('a journal', () => {
  const amounts = fc.array(
    fc.integer({ min: 1, max: 1_000_000 }).map((cents) => new Decimal(cents).div(100)),
    {
      minLength: 1,
      maxLength: 6,
    },
  )

  test('is proved exactly when both sides come to what they must; nothing is ever placed to make them', () => {
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: -3, max: 3 }), (debits, credits, off) => {
        const total = sum(debits)
        // The last credit makes up the difference, but for some cents.
        const rest = total.minus(sum(credits)).plus(new Decimal(off).div(100))
        const Entries = [
          ...debits.map((amount) => entry('Debit', amount.toFixed())),
          ...credits.map((amount) => entry('Credit', amount.toFixed())),
          entry('Credit', rest.toFixed()),
        ]
        const { document, sheet } = balance(journal, { Number: 'J1', Currency: 'EUR', Entries }, rule(total))
        expect(sheet.state).toBe(off === 0 ? 'proved' : 'held')
        expect(sheet.difference).toBe(new Decimal(-off).div(100).toFixed())
        expect(sheet.adjustments).toEqual([])
        const lines = document.Entries as { Row: number }[]
        expect(lines.map(({ Row: _, ...one }) => one)).toEqual(Entries)
        expect(lines.map(({ Row }) => Row)).toEqual(Entries.map((_, index) => 500 * (index + 1)))
        expect(proveReadBack(journal, document, sheet)).toEqual({ ...sheet, of: 'read-back' })
      }),
    )
  })

  test('is held when the remote system holds another amount, or both sides come to something else', () => {
    const Entries = [entry('Debit', '12.50'), entry('Credit', '12.50')]
    const { sheet } = balance(journal, { Number: 'J1', Currency: 'EUR', Entries }, rule(dec('12.50')))
    expect(sheet.state).toBe('proved')
    const held = { Number: 'J1', Currency: 'EUR', Entries: [entry('Debit', '12.50'), entry('Credit', '12.49')] }
    expect(proveReadBack(journal, held, sheet)).toMatchObject({ state: 'held', difference: '0.01' })
    expect(balance(journal, { Currency: 'EUR', Entries }, rule(dec('13'))).sheet).toMatchObject({
      state: 'held',
      difference: '0.5',
    })
  })

  test('with an amount finer than its currency is held', () => {
    const Entries = [entry('Debit', '1.005'), entry('Credit', '1.005')]
    expect(balance(journal, { Currency: 'EUR', Entries }, rule(dec('1.005'))).sheet.state).toBe('held')
  })
})
