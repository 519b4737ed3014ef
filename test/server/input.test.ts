import fc from 'fast-check'
import type { Context } from 'hono'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { InvalidInput } from '../../src/domain/errors.ts'
import { parseInput, readBody } from '../../src/server/input.ts'

const read = (text: string) => readBody({ req: { text: async () => text } } as Context)

test('a body is read as JSON reads it, whatever stands in its texts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 20, stringUnit: 'grapheme-ascii' }), async (value) => {
      expect(await read(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(await read(JSON.stringify(`${'['.repeat(200)}\\"{`))).toHaveLength(203)
})

test('one that nests without end, or breaks off inside of a text, is refused as it comes', async () => {
  await expect(read(`{"a":"]","b":${'['.repeat(200)}`)).rejects.toThrow('nests more than 100 deep')
  // A pattern that looks for the end of each text would take the hub out of work for hours.
  await expect(read(`"${'\\"'.repeat(500_000)}`)).rejects.toThrow('is not JSON')
})

test('a large text, as that of a file, is read whole', async () => {
  const base64 = 'QUJD'.repeat(3 * 1024 * 1024)
  expect(await read(JSON.stringify({ base64 }))).toEqual({ base64 })
})

test('what is wrong with an input is said in words, at its place; a reason that is given stays', () => {
  const schema = z.object({
    reason: z.string().min(10),
    name: z.string().trim().min(1),
    days: z.number().max(90),
    records: z.array(z.string()).min(1),
    key: z.string(),
    day: z.string().regex(/^\d{4}$/, 'must be a year'),
  })
  const refused = () => parseInput('The form', schema, { reason: 'x', name: ' ', days: 91, records: [], day: 'x' })
  expect(refused).toThrow(InvalidInput)
  try {
    refused()
  } catch (error) {
    expect((error as InvalidInput).problems).toEqual([
      { at: 'reason', reason: 'must have at least 10 characters' },
      { at: 'name', reason: 'must not be empty' },
      { at: 'days', reason: 'must be at most 90' },
      { at: 'records', reason: 'must not be empty' },
      { at: 'key', reason: 'is missing' },
      { at: 'day', reason: 'must be a year' },
    ])
  }
})
