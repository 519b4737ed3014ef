import fc from 'fast-check'
import { expect, test } from 'vitest'
import { erasedMark, recalled } from '../../src/domain/erased.ts'
import { scrubOf } from '../../src/erasure/scrub.ts'

test('a person’s words go out of a sentence as whole words, in any case, cut, or as XML; parts of words and amounts stay', () => {
  const scrub = scrubOf([
    'Ada',
    "O'Malley (Ltd) [x] a/b",
    '17 Xylophone Crescent, Staircase',
    '75001',
    'Jo',
    'International Widgets',
  ])
  expect(scrub("see O'MALLEY (Ltd) [x] a/b; ADA's Adaline, Canada")).toBe("see (erased); (erased)'s Adaline, Canada")
  expect(scrub('O&apos;Malley (Ltd) [x] a/b at 17 xylophone  cres… and 17 Xylophone Crescent, Sta')).toBe(
    '(erased) at (erased)… and (erased)',
  )
  expect(scrub('75001; 175001; 75001.00; 12.75001')).toBe('(erased); 175001; 75001.00; 12.75001')
  expect(scrub('international shipping for Jo')).toBe('international shipping for Jo')
})

test('nothing of any text is left, wherever it stands', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 3, maxLength: 40 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(texts, fc.nat(), (all, pick) => {
      const text = all[pick % all.length]!.trim().normalize('NFC')
      fc.pre(text.length >= 3 && /[\p{L}\p{N}]/u.test(text) && text !== 'erased' && !'(erased)'.includes(text))
      expect(scrubOf(all)(`so: ${text} .`)).not.toContain(text)
    }),
  )
})

test('an erased text is known again, and no other; nothing of it can be read', () => {
  const seal = (text: string) => `k:${[...text].reverse().join('')}-sealed`
  const kept = { Name: erasedMark(seal, 'Ada Lovelace'), Lines: [{ Comment: erasedMark(seal, 'gift') }], Total: '1.00' }
  expect(recalled(kept, { Name: 'Ada Lovelace ', Lines: [{ Comment: 'gift' }] }, seal)).toEqual({
    ...{ Name: 'Ada Lovelace ', Lines: [{ Comment: 'gift' }], Total: '1.00' },
  })
  expect(recalled(kept, { Name: 'Ada King' }, seal)).toEqual(kept)
})
