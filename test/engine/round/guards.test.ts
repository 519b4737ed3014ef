import { expect, test } from 'vitest'
import { recordKey } from '../../../src/domain/record.ts'
import { leftOut, Tally } from '../../../src/engine/round/guards.ts'

// What has not moved since the last round is counted first: the same edits were asked about again after they were answered.
test('what a guard has counted is the same in whatever order', () => {
  const counted = (...keys: string[]) => {
    const tally = new Tally(null as never, 'prices')
    for (const key of keys) tally.leftOut(recordKey(key))
    return tally.counted((text) => text)[leftOut.id]
  }
  expect(counted('7', '12')).toEqual(counted('12', '7'))
  expect(counted('7', '12')).not.toEqual(counted('7', '13'))
})
