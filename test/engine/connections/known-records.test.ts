import { expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import type { Integration } from '../../../src/domain/definition.ts'
import { integrationId, type RecordValue, ref } from '../../../src/domain/record.ts'
import type { Connections } from '../../../src/engine/connections/connections.ts'
import { KnownRecords } from '../../../src/engine/connections/known-records.ts'
import type { EngineParts } from '../../../src/engine/parts.ts'

const item = ref('gp.item', 'TEA')
const at = (version: number) => ({ id: integrationId('main'), version }) as Integration

/** A system that answers when it is let. */
function slow() {
  const answers: ((value: RecordValue) => void)[] = []
  const kept: RecordValue[] = []
  const connections = {
    read: () => new Promise<RecordValue>((resolve) => answers.push(resolve)),
  } as unknown as Connections
  const parts = {
    clock: { now: () => instant(0) },
    entities: new Map([['gp.item', { facts: ['Unit'] }]]),
    database: {
      stores: { knownRecords: { find: async () => [] } },
      transaction: async (work: (tx: unknown) => Promise<void>) =>
        work({
          knownRecords: {
            put: async (_: unknown, records: readonly { facts: RecordValue }[]) =>
              void kept.push(...records.map(({ facts }) => facts)),
          },
        }),
    },
  } as unknown as EngineParts
  return { known: new KnownRecords(parts, connections), answers, kept }
}
const asked = async (answers: readonly unknown[], count: number) => {
  while (answers.length < count) await new Promise((resolve) => setImmediate(resolve))
}

test('runs that want one record at a time read it once', async () => {
  const { known, answers } = slow()
  const looks = [known.look(at(1), [item]), known.look(at(1), [item])]
  await asked(answers, 1)
  answers[0]!({ Unit: 'Each' })
  const found = await Promise.all(looks)
  expect(found.flat().map(({ facts }) => facts)).toEqual([{ Unit: 'Each' }, { Unit: 'Each' }])
  expect(answers).toHaveLength(1)
})

test('what leads to another company by now, or wants the record as it is now, shares no read of before', async () => {
  const { known, answers } = slow()
  const before = known.look(at(1), [item])
  await asked(answers, 1)
  const moved = known.look(at(2), [item])
  await asked(answers, 2)
  const fresh = known.look(at(1), [item], { fresh: true })
  await asked(answers, 3)
  for (const [index, unit] of ['Old', 'New', 'Fresh'].entries()) answers[index]!({ Unit: unit })
  const found = await Promise.all([before, moved, fresh])
  expect(found.flat().map(({ facts }) => facts!.Unit)).toEqual(['Old', 'New', 'Fresh'])
})
