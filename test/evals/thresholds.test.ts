import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { abilities } from '../../evals/abilities.ts'
import { openTape } from '../../evals/cassettes.ts'
import type { Figure } from '../../evals/measure.ts'
import modelThresholds from '../../evals/model-thresholds.json' with { type: 'json' }
import { figuresBefore, figuresOf } from '../../evals/prompt-figures.ts'
import { markdownReport } from '../../evals/report/markdown.ts'
import thresholds from '../../evals/thresholds.json' with { type: 'json' }

const data = join(import.meta.dirname, '..', '..', 'evals', 'data')
type Floors = Readonly<Record<string, number>>
const rowsOf = (all: Readonly<Record<string, Readonly<Record<string, Floors>>>>) =>
  Object.entries(all).flatMap(([set, suites]) =>
    Object.entries(suites).map(([name, floors]) => [set, name, floors] as const),
  )

function mustReach(figures: readonly Figure[], floors: Floors) {
  const named = new Map(figures.map((figure) => [figure.name, figure]))
  for (const [figure, floor] of Object.entries(floors)) {
    const { better, value } = named.get(figure)!
    expect({ figure, value, ok: better === 'high' ? value! >= floor : value! <= floor }).toMatchObject({ ok: true })
  }
}

// A change that makes the assistant worse fails here. Raise a threshold when it has become better; never lower one.
test.each(rowsOf(thresholds))('%s: %s is as good as it was', async (set, name, floors) => {
  const { file, run } = abilities.find((ability) => ability.name === name)!
  const { systems } = await run(readFileSync(join(data, set, file), 'utf8'), ['baseline'], { draws: 0 })
  mustReach(systems[0]!.figures, floors)
})

// Answers under another prompt, or to another question, count for nothing: then there is nothing to hold until they are recorded again.
test.each(rowsOf(modelThresholds))('%s: %s with a model, on answers that are fresh', async (set, name, floors) => {
  const { file, run } = abilities.find((ability) => ability.name === name)!
  const tape = openTape({ folder: join(data, '..', 'cassettes'), ask: null, now: () => '' })
  const report = await run(readFileSync(join(data, set, file), 'utf8'), ['model'], { draws: 0, tape })
  const [measured] = report.systems
  const { stale = 0, changed = 0, missing = 0 } = report.model!.played
  if (measured!.answered >= 0.9 * report.tasks) return mustReach(measured!.figures, floors)
  const about = { at: '', version: '', data: '', system: 'model', suites: [report], prompts: [] }
  expect(stale + changed + missing).toBeGreaterThan(0)
  expect(markdownReport(about)).toMatch(new RegExp(`To be recorded again\n\n- ${name}: `))
})

test('a change of a prompt shows its difference on the same rows, and none to other rows', () => {
  const figures = (prompt: string, value: number, at: string) =>
    figuresOf({
      ...{ suite: 'fields', file: 'fields.jsonl', tasks: 9, sha256: 'd1' },
      systems: [
        {
          ...{ system: 'model', calibration: [], worst: [], tookMs: 0, predictions: [], answered: 9 },
          figures: [{ name: 'MRR', better: 'high', value, interval: null }],
        },
      ],
      model: {
        ...{ played: { fresh: 9 }, models: ['m'], prompts: [prompt], answeredBy: ['a relay'], from: at, to: at },
        ...{ contradictions: 0, tokens: { input: 0, output: 0, calls: 9 } },
      },
    })!
  const [first, second] = [
    figures('aaaa', 0.9, '2026-11-01T00:00:00.000Z'),
    figures('bbbb', 0.95, '2026-11-02T00:00:00.000Z'),
  ]
  expect(figuresBefore([first, second, { ...first, data: 'd2', prompt: 'cccc' }], second)).toEqual(first)
  expect(figuresBefore([second], second)).toBeNull()
  const report = {
    at: '',
    version: '',
    data: '',
    system: 'model',
    suites: [],
    prompts: [{ now: second, before: first }],
  }
  expect(markdownReport(report)).toContain('| MRR | 0.900 | 0.950 | +0.050 |')
})
