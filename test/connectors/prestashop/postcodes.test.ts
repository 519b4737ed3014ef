import { expect, test } from 'vitest'
import { isPostcode } from '../../../src/connectors/prestashop/account-addresses.ts'

test.each([
  ['NL', 'NNNN LL', ['1234 AB', '1234AB', '1234ab'], ['1234-AB', '123 4AB', '1234  AB']],
  ['SE', 'NNN NN', ['114 55', '11455'], ['1145']],
  ['PL', 'NN-NNN', ['00-950', '00950'], ['00 950', '0-0950']],
  ['FR', 'NNNNN', ['69002'], ['69 002', 'ABC', '690020']],
  ['LV', 'C-NNNN', ['LV-1010', 'LV1010'], ['FR-1010', '1010']],
])(
  'a postcode of %s is what the shop’s own forms take: blanks and dashes may be left out',
  (country, format, yes, no) => {
    for (const one of yes) expect(isPostcode(one, format, country), one).toBe(true)
    for (const one of no) expect(isPostcode(one, format, country), one).toBe(false)
  },
)
