import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, test } from 'vitest'
import { NotFound } from '../../src/domain/errors.ts'
import { faultText, faultTrace } from '../../src/domain/fault-text.ts'
import { createLog } from '../../src/log.ts'

const person = { name: 'Anne Dubois', email: 'anne@example.com' }
const values = [JSON.stringify(person), person.email]
const fromPostgres = Object.assign(new Error(`duplicate key: Key (email)=(${person.email}) already exists`), {
  severity: 'ERROR',
  code: '23505',
  detail: `Key (email)=(${person.email}) already exists.`,
  constraint: 'user_email_unique',
  table: 'user',
})
const thrown = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}
const faults: readonly [what: string, error: unknown, shows: RegExp][] = [
  ['the driver’s error', fromPostgres, /23505 user_email_unique/],
  ['with its statement', new DrizzleQueryError('insert …', values, fromPostgres), /23505/],
  ['inside of another', new Error('x', { cause: new DrizzleQueryError('insert …', values, fromPostgres) }), /23505/],
  [
    'a lost connection',
    new DrizzleQueryError('insert …', values, Object.assign(new Error('x'), { code: 'ECONNRESET' })),
    /ECONNRESET/,
  ],
  ['JSON that is none', thrown(() => JSON.parse(`Anne Dubois anne@example.com`)), /SyntaxError/],
  ['a number that is none', new RangeError(`Not a decimal number: ${JSON.stringify(person.email)}`), /RangeError/],
  ['what is no error', { ...person }, /no error/],
  ['a defect', thrown(() => (undefined as unknown as { taxes: string }).taxes), /reading 'taxes'/],
  ['our own', new NotFound('Order 7', 'Look.'), /Order 7 was not found/],
]

describe('what a failure says holds nothing of a customer', () => {
  test.each(faults)('%s', (_, error, shows) => {
    const lines: string[] = []
    const log = createLog('info', { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream)
    log.error('failed', { error: error instanceof Error ? error : new Error('no error'), reason: faultText(error) })
    const said = [faultText(error), faultTrace(error), ...lines].join('\n')
    expect(said).toMatch(shows)
    for (const word of ['Anne', 'Dubois', 'example.com']) expect(said).not.toContain(word)
  })
})
