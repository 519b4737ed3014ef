import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf, readCsv, textOf } from '../../src/web/kit/csv.ts'

const text = fc.string({ unit: fc.constantFrom('a', '-', '=', '+', '@', "'", '"', ',', ';', ' ', '1', '\n', 'é') })

test('rows that were written as CSV are read as they were, and no cell is a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, fc.constant('x')), { minLength: 1, maxLength: 5 }), (rows) => {
      const all = [['from', 'to', 'why'], ...rows]
      expect(readCsv(csvOf(all))).toEqual(all)
    }),
  )
  expect(csvOf([['=HYPERLINK("x")']])).toBe(`"'=HYPERLINK(""x"")"`)
  expect(csvOf([['-10ML', "'-10ML", '-10', '-1.5']])).toBe("'-10ML,''-10ML,-10,-1.5")
})

test('a file in the letters of Windows is read as one in UTF-8', async () => {
  const bytes = Uint8Array.from([0x6d, 0xfc, 0x73, 0x6c, 0x69]) // müsli
  expect(await textOf(new Blob([bytes]))).toBe('müsli')
  expect(await textOf(new Blob(['müsli']))).toBe('müsli')
})
