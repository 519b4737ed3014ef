import { expect, test } from 'vitest'
import { codePages, lettersOf } from '../../src/domain/code-pages.ts'

test.each([
  ['1252', 'éÿŠ€', 'łя'],
  ['1250', 'łŚő', 'я'],
  ['1251', 'яЯ№', 'łé'],
  ['932', 'あ東', 'ł'],
  ['65001', 'łяあ🎁', ''],
])('code page %s stores its own letters, the last one too, and no others', (codePage, own, others) => {
  const canStore = lettersOf(codePage)
  for (const letter of own) expect(canStore(letter), letter).toBe(true)
  for (const letter of others) expect(canStore(letter), letter).toBe(false)
})

test('another number is refused with those that are known', () => {
  expect(() => lettersOf('437')).toThrow(codePages.join(', '))
})
