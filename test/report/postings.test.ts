import { expect, test } from 'vitest'
import { type Instant, instant, later } from '../../src/domain/clock.ts'
import { sentencesIn } from '../../src/report/language/index.ts'
import { type Credit, type Journal, unusualPostings } from '../../src/report/postings/find.ts'
import { postingSentence } from '../../src/report/postings/index.ts'
import { orderOf } from '../../src/report/postings/read.ts'

const at = instant('2026-11-29T06:00:00Z')
const dayMs = 24 * 60 * 60_000
const ago = (days: number): Instant => later(at, -days * dayMs)

const credit = (key: string, days: number, amount: string, more: Partial<Credit> = {}): Credit => ({
  ...{
    key,
    at: ago(days),
    amount,
    currency: 'EUR',
    taxes: ['VAT20'],
    order: { key: 'WEB7', taxes: ['VAT20', 'VAT5'] },
  },
  ...more,
})
/** 24 credits of 10 to 33 EUR, one a day. */
const credits = Array.from({ length: 24 }, (_, index) => credit(`WEBCR${index}`, index + 2, String(10 + index)))
const journal = (key: string, days: number, turnover: string, more: Partial<Journal> = {}): Journal => ({
  ...{ key, at: ago(days), provider: 'stripe', turnover, currency: 'EUR', accounts: ['1190', '1100', '6520'] },
  ...more,
})
const journals = Array.from({ length: 6 }, (_, index) => journal(String(900 + index), index + 2, String(1000 + index)))

/** What is said of these postings, beside a usual history. */
const said = (now: { readonly credits?: readonly Credit[]; readonly journals?: readonly Journal[] }) =>
  unusualPostings(
    { credits: [...credits, ...(now.credits ?? [])], journals: [...journals, ...(now.journals ?? [])] },
    at,
  )
const sentences = (now: Parameters<typeof said>[0]) => said(now).map((one) => postingSentence(one, sentencesIn('en')))

test('usual refunds and journals are not named, and neither is anything without a history', () => {
  expect(said({ credits: [credit('A', 0.5, '66')], journals: [journal('1', 0.5, '2010')] })).toEqual([])
  expect(unusualPostings({ credits: [credit('A', 0.5, '5000')], journals: [journal('1', 0.5, '90000')] }, at)).toEqual(
    [],
  )
  // Another currency, or another provider, is another history.
  expect(said({ credits: [credit('A', 0.5, '5000', { currency: 'USD' })] })).toEqual([])
  expect(said({ journals: [journal('1', 0.5, '90000', { provider: 'paypal' })] })).toEqual([])
})

test('a refund, and a day of refunds, of more than twice the largest before are named with their numbers', () => {
  expect(sentences({ credits: [credit('A', 0.5, '2310.5'), credit('B', 0.4, '20')] })).toEqual([
    'A refund is unusually large: A, 2310.50 EUR. The middle of the 24 credits of the weeks before is 22.00 EUR, the largest 33.00 EUR.',
  ])
  expect(sentences({ credits: [credit('A', 0.5, '30'), credit('B', 0.4, '31'), credit('C', 0.1, '32')] })).toEqual([
    'Refunds of the last 24 hours are unusually many or large: together 93.00 EUR (C, B, A). The middle of the 24 days with credits before is 22.00 EUR, the largest 33.00 EUR.',
  ])
})

test('a refund under a tax that its order does not have is named, whatever the history', () => {
  const odd = credit('WEBCR99', 0.5, '12', { taxes: ['VAT10', 'VAT20'] })
  expect(sentences({ credits: [odd] })).toEqual([
    'Credit WEBCR99 has tax under VAT10, and its sales order WEB7 under VAT20, VAT5: the refund is in another tax rate than the sale.',
  ])
  // Each is muted by itself, not the kind with it.
  expect(said({ credits: [odd, { ...odd, key: 'WEBCR100' }] }).map(({ key }) => key)).toEqual([
    'refund-tax WEBCR99',
    'refund-tax WEBCR100',
  ])
  // An order that the hub does not know says nothing; and an old one was said.
  expect(said({ credits: [{ ...odd, order: null }, credit('OLD', 3, '12', { taxes: ['VAT10'] })] })).toEqual([])
})

test('a journal on an account that none had, and one of an unusual size, are named once each', () => {
  const now = [
    journal('950', 0.5, '1000', { accounts: ['1190', '9999'] }),
    journal('951', 0.4, '4100', { accounts: ['1190', '9999'] }),
  ]
  expect(said({ journals: now }).map(({ key }) => key)).toEqual(['new-account 9999', 'large-posting stripe EUR'])
  expect(sentences({ journals: now })).toEqual([
    expect.stringMatching(/^Journal 951 posts to account 9999, which none of the 6 journals/),
    'A journal is unusually large: 951, 4100.00 EUR. The middle of the 6 journals of the weeks before is 1003.00 EUR, the largest 1005.00 EUR.',
  ])
  const french = said({ journals: now, credits: [credit('A', 0.5, '2310.5')] })
  expect(french.map((one) => postingSentence(one, sentencesIn('fr'))).join(' ')).toMatch(/9999.*4100/)
})

test('whose credit it is says a memo in its description, and a return in its reference, with the day of a late slip behind', () => {
  const of = (readBack: Record<string, string>) => orderOf({ readBack })
  expect(of({ Description: 'Slip 7 of WEB10023' })).toBe('WEB10023')
  expect(of({ Description: 'Slip 7 of WEB10023 20261101' })).toBe('WEB10023')
  expect(of({ Reference: 'Slip 7 of WEB10023' })).toBe('WEB10023')
  expect(of({ Description: 'Correction' })).toBeNull()
})
