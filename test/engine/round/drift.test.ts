import { expect, test } from 'vitest'
import { recordKey } from '../../../src/domain/record.ts'
import type { BulkRow } from '../../../src/domain/stores.ts'
import { changedFields, driftIn } from '../../../src/engine/round/drift.ts'

const origin = { feature: 'Origin', value: 'Uji' }
const iron = { feature: 'Material', value: 'Iron' }

// PrestaShop answers the features of a product by their numbers, whatever the order in which they were sent.
test('rows that are answered in another order than they were sent are no change, and stand in no report', () => {
  const [sent, read] = [{ features: [origin, iron] }, { features: [iron, origin] }]
  expect(changedFields({ ...read, manufacturer: '1' }, { ...sent, manufacturer: '2' })).toEqual(['manufacturer'])
  const row = { targetKey: recordKey('1'), written: sent, wanted: sent, compared: { features: [origin] } }
  const driftWith = (features: readonly object[]) =>
    driftIn(recordKey('1'), row as unknown as BulkRow, {
      ...{ wanted: read, current: { features } as never, left: false, explained: false, full: true },
    })
  // An earlier round has said it.
  expect(driftWith([origin])).toBeNull()
  expect(driftWith([])).toMatchObject({ cause: 'edited' })
})
