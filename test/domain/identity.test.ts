import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { prestashopEntities } from '../../src/connectors/prestashop/index.ts'
import { describeMarks, marksOf, otherBy } from '../../src/domain/identity.ts'
import type { RecordValue } from '../../src/domain/record.ts'

const sealWith = (key: string) => (text: string) =>
  `${key}:${createHmac('sha256', key).update(text).digest('base64url')}`
const seal = sealWith('one')
const { customer, order } = prestashopEntities as Record<string, NonNullable<(typeof prestashopEntities)[string]>>
const anne: RecordValue = {
  email: 'anne@example.com',
  firstname: 'Anne',
  lastname: 'Roy',
  company: null,
  date_add: '2026-03-01T09:30:00.000Z',
}
const other = (changed: RecordValue, with_ = seal) =>
  otherBy(customer!, marksOf(customer!, anne, seal)!, marksOf(customer!, { ...anne, ...changed }, with_)!)

describe('a customer is the same one', () => {
  const same: [string, RecordValue][] = [
    ['with another e-mail address', { email: 'anne.roy@example.org' }],
    ['with the same one in capitals', { email: 'ANNE@example.com' }],
    ['with another name', { firstname: 'Anna', lastname: 'King' }],
    ['with a company by now', { company: 'Roy SARL' }],
    ['after the time zone of the shop was corrected in the settings', { date_add: '2026-03-01T08:30:00.000Z' }],
  ]
  test.each(same)('%s', (_, changed) => expect(other(changed)).toEqual([]))
  test('when the key of the hashes was lost: they cannot be compared', () =>
    expect(other({ email: 'anne.roy@example.org' }, sealWith('two'))).toEqual([]))
})

describe('a customer is another one', () => {
  test('who came at another time', () => expect(other({ date_add: '2026-12-15T10:01:07.000Z' })).toEqual(['date_add']))
  test('with everything else different, although the time is the same', () =>
    expect(other({ email: 'otto@example.com', firstname: 'Otto', lastname: 'Weber' })).toEqual([
      'email',
      'firstname',
      'lastname',
    ]))
})

test('words name what differs, and nothing of a person', () => {
  const marks = marksOf(order!, { reference: 'ABC', date_add: '2026-11-20T09:00:00.000Z', id_cart: '7' }, seal)!
  expect(describeMarks(order!, marks, ['reference', 'date_add', 'id_cart'])).toBe(
    'reference ABC, date_add 2026-11-20 09:00 UTC, id_cart 7',
  )
  expect(describeMarks(customer!, marksOf(customer!, anne, seal)!, ['email'])).toBe('another email')
})
