import { describe, expect, test } from 'vitest'
import { instant } from '../../../src/domain/clock.ts'
import type { EntitySchema } from '../../../src/domain/entity.ts'
import { answerTo } from '../../../src/engine/aside/answer-aside.ts'
import { createAside } from '../../../src/engine/aside/aside.ts'
import { answered, run } from '../../flows/play.ts'
import { entities } from '../../language/standard.ts'

describe('a definition that is only proposed', () => {
  test('is checked and decided on in a process, as in the hub itself', async () => {
    const aside = createAside(entities)
    expect(await aside.check(answered())).toEqual([])
    const action = await aside.use(answered(), (program) => program.decide(run, []))
    expect(action).toMatchObject({ do: 'read', reads: [{ record: { entity: 'prestashop.order' } }] })
    const broken = { ...answered(), mappings: {} }
    await expect(aside.use(broken, (program) => program.decide(run, []))).rejects.toThrow(/there is no mapping/)
  })

  test('is given up when it takes too long, and the next one is tried', async () => {
    const hasty = createAside(entities, { answerMs: 1, processes: 1, waiting: 0 })
    // One that was checked last is answered at once.
    const unseen = { type: 'text' as const, about: 'Of no other test.', value: '' }
    const { settings, ...others } = answered()
    const its = { ...others, settings: { ...settings, settings: { ...settings.settings, unseen } } }
    await expect(hasty.check(its)).rejects.toThrow('takes more than 0.001 s')
    const aside = createAside(entities)
    await aside.use(answered(), async (program) => {
      const action = await program.decide({ ...run, cutOver: instant('2030-01-01T00:00:00Z') }, [])
      expect(action.do).toBe('read')
    })
  })

  test('ends alone when its memory runs out, and the next one is tried', async () => {
    await expect(createAside(entities, { memoryMb: 4 }).check(answered())).rejects.toThrow(
      'takes more memory than a definition may',
    )
    expect(await createAside(entities).check(answered())).toEqual([])
  })

  test('waits for others, and is refused when many wait', async () => {
    const aside = createAside(entities, { answerMs: 60_000, processes: 1, waiting: 1 })
    const small = { ...answered(), flows: {}, mappings: {} }
    const [first, second] = [aside.check(small), aside.check(small)]
    await expect(aside.check(small)).rejects.toMatchObject({ code: 'busy' })
    expect(await first).toEqual([])
    expect(await second).toEqual([])
  })
})

test('what was checked a moment ago is not checked once more; by other entities it is', () => {
  let looks = 0
  const watched = [...entities.values()].map(
    (schema): EntitySchema => ({
      ...schema,
      get fields() {
        looks++
        return schema.fields
      },
    }),
  )
  const know = (all: readonly EntitySchema[]) => answerTo({ id: 1, do: 'know', entities: all })
  const check = (definition = answered()) => answerTo({ id: 2, do: 'check', definition }).problems
  const decided = () => answerTo({ id: 3, do: 'decide', run, journal: [] }).action
  know(watched)
  expect(check()).toEqual([])
  const before = looks
  expect(check()).toEqual([])
  expect(looks).toBe(before)
  expect(decided()).toMatchObject({ do: 'read' })
  const broken = { ...answered(), mappings: {} }
  expect(check(broken)).not.toEqual([])
  expect(() => decided()).toThrow()
  expect(check()).toEqual([])
  expect(looks).toBeGreaterThan(before)
  know(watched.filter(({ entity }) => entity !== 'prestashop.order'))
  expect(check()).not.toEqual([])
  know(watched)
  expect(check()).toEqual([])
})
