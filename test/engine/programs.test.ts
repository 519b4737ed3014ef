import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { instant } from '../../src/domain/clock.ts'
import { integrationId } from '../../src/domain/record.ts'
import { createPrograms } from '../../src/engine/programs.ts'
import { type DefinitionParts, partsOfDefinition } from '../../src/language/index.ts'

const main = integrationId('main')
const minute = 60_000
const empty: DefinitionParts = partsOfDefinition({
  settings: { format: 1, settings: {} },
  ...{ flows: {}, mappings: {}, valueMaps: {}, customFields: {} },
})

/** Programs over versions that are counted as they are read, by a clock that is set by hand. */
function counted() {
  const read: number[] = []
  const time = { ms: 0 }
  const version = async (_: unknown, number: number) => {
    read.push(number)
    return empty
  }
  const programs = createPrograms({ integrations: { version } }, entities, { now: () => instant(time.ms) })
  return { programs, read, time }
}

test('a hub whose definition is edited all day keeps the versions in use, and lets go of those that nobody asks for', async () => {
  const { programs, read, time } = counted()
  for (const version of [1, 2, 3]) await programs.at(main, version)
  // Runs that have begun under the first go on under it.
  for (; time.ms < 30 * minute; time.ms += minute) await programs.at(main, 1)
  await programs.at(main, 4)
  expect(read).toEqual([1, 2, 3, 4])
  for (const version of [1, 2, 3, 4]) await programs.at(main, version)
  expect(read).toEqual([1, 2, 3, 4, 2, 3])
})

test('of a hundred versions in one minute those that were used last are kept', async () => {
  const { programs, read } = counted()
  for (let version = 1; version <= 100; version++) {
    await programs.at(main, version)
    await programs.at(main, 1)
  }
  expect(read).toHaveLength(100)
  await programs.at(main, 52)
  expect(read).toHaveLength(100)
  await programs.at(main, 51)
  expect(read).toHaveLength(101)
})
