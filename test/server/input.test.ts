import fc from 'fast-check'
import type { Context } from 'hono'
import { expect, test } from 'vitest'
import { readBody } from '../../src/server/input.ts'

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
