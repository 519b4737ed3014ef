import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import hashes from '../../evals/data/hashes.json' with { type: 'json' }
import { ability } from '../../evals/measure.ts'
import { intervals } from '../../evals/metrics/bootstrap.ts'
import { calibrationBins, calibrationError } from '../../evals/metrics/calibration.ts'
import { groups } from '../../evals/suites/groups.ts'
import { valueMaps } from '../../evals/suites/value-maps.ts'

const data = join(import.meta.dirname, '..', '..', 'evals', 'data')

test('data sets are those that their cards describe', () => {
  for (const [file, hash] of Object.entries(hashes)) {
    expect([
      file,
      createHash('sha256')
        .update(readFileSync(join(data, file)))
        .digest('hex'),
    ]).toEqual([file, hash])
  }
})

const task = {
  id: 't',
  company: 'c',
  country: 'DE',
  trade: 'tea',
  kind: 'carrier->shipping_method',
  language: 'de',
  from: ['a', 'b', 'c', 'd'].map((key) => ({ key, label: key })),
  to: ['A', 'B'].map((key) => ({ key, label: key })),
  gold: { a: 'A', b: 'B', c: null, d: 'A' },
}

async function figuresOf(predictions: object) {
  const one = ability(valueMaps, { given: () => () => ({ predictions }) as never })
  const { systems } = await one.run(JSON.stringify(task), ['given'], { draws: 0 })
  return Object.fromEntries(systems[0]!.figures.map(({ name, value }) => [name, value]))
}

test('ranked answers are counted as the labels mean them', async () => {
  const figures = await figuresOf({
    a: [{ key: 'A', confidence: 0.9, suggest: true }],
    b: [
      { key: 'A', confidence: 0.6 },
      { key: 'B', confidence: 0.4 },
    ],
    c: [{ key: 'B', confidence: 0.5, suggest: true }],
    d: [],
  })
  expect(figures).toMatchObject({
    MRR: 0.5,
    'hit@1': 1 / 3,
    'hit@5': 2 / 3,
    precision: 1 / 3,
    recall: 1 / 3,
    'suggest precision': 0.5,
    'suggest coverage': 0.5,
    'abstains on null': 0,
  })
})

test('an answer that is missing counts as none, and one without the promised form is refused', async () => {
  expect(await figuresOf({})).toMatchObject({ MRR: 0, precision: null, 'abstains on null': 1 })
  await expect(figuresOf({ a: [{ key: 'A', confidence: 2 }] })).rejects.toThrow()
})

test('a system never sees the labels', () => {
  expect(valueMaps.seen(valueMaps.task.parse(task))).not.toHaveProperty('gold')
  const row = { group: 'N1a', raw: 'x', system: 'hub', request: {} }
  expect(groups.seen(groups.task.parse(row))).not.toHaveProperty('group')
})

test('near misses that share a fingerprint are counted, and so are groups that fall apart', async () => {
  const lines = ['N1a', 'N1a', 'N1b', 'G1', 'G1'].map((group, index) => ({
    group,
    raw: String(index),
    system: 'hub',
    request: {},
  }))
  const fingerprints = ['x', 'y', 'x', 'z', 'z']
  const one = ability(groups, {
    given:
      () =>
      ({ raw }) => ({ fingerprint: fingerprints[Number(raw)]! }),
  })
  const { systems } = await one.run(lines.map((line) => JSON.stringify(line)).join('\n'), ['given'], { draws: 0 })
  const figures = Object.fromEntries(systems[0]!.figures.map(({ name, value }) => [name, value]))
  expect(figures).toMatchObject({ 'near-miss merged': 0.5, 'groups whole': 0.5, 'pair precision': 0.5 })
})

test('a perfectly honest system has no calibration error, a boaster has', () => {
  const honest = Array.from({ length: 10 }, (_, index) => ({ confidence: 0.7, right: index < 7 }))
  expect(calibrationError(honest)).toBeCloseTo(0)
  expect(calibrationError(honest.map(({ right }) => ({ confidence: 0.95, right })))).toBeCloseTo(0.25)
  expect(calibrationBins([{ confidence: 1, right: true }])[9]).toMatchObject({ count: 1, accuracy: 1 })
})

test('rows of one task depend on each other: intervals over few tasks are wide', () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ cluster: String(index % 2), value: index % 2 }))
  const mean = (list: readonly { value: number }[]) => list.reduce((sum, { value }) => sum + value, 0) / list.length
  const [wide] = intervals(rows, ({ cluster }) => cluster, [mean])
  const [narrow] = intervals(
    rows.map((row, index) => ({ ...row, cluster: String(index) })),
    ({ cluster }) => cluster,
    [mean],
  )
  expect(wide).toEqual({ low: 0, high: 1 })
  expect(narrow!.high - narrow!.low).toBeLessThan(0.3)
})
