import { expect, test } from 'vitest'
import { localeAmong } from '../../src/web/words/locale.ts'

test.each([
  [['en-US@posix'], 'en'],
  [['en-US@posix', 'en-GB'], 'en-GB'],
  [['de-DE', 'en-GB', 'en'], 'en-GB'],
  [['de-DE'], 'en'],
])('an English page in a browser that wishes %j writes dates and numbers as %s', (wished, as) => {
  const locale = localeAmong(wished, 'en')
  expect(locale).toBe(as)
  expect(() => new Intl.DateTimeFormat(locale)).not.toThrow()
})
