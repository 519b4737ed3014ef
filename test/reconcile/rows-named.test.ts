import { expect, test } from 'vitest'
import { rowsNamed } from '../../src/reconcile/rows-named.ts'

test('every row of the values is found, also where one list would be cut', async () => {
  const values = Array.from({ length: 50 }, (_, at) => String(at))
  const rows = values.flatMap((value) => Array.from({ length: 47 }, (_, at) => ({ id: `${value}-${at}`, of: value })))
  const search: Parameters<typeof rowsNamed>[0]['search'] = async (_, { oneOf, limit }) =>
    rows.filter(({ of }) => oneOf!.of!.includes(of)).slice(0, limit)
  const found = await rowsNamed({ search }, 'prestashop.address', 'of', values)
  expect(found.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  expect(await rowsNamed({ search }, 'prestashop.address', 'of', ['7'])).toHaveLength(47)
})
