import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { abilities } from '../../evals/abilities.ts'
import thresholds from '../../evals/thresholds.json' with { type: 'json' }

const data = join(import.meta.dirname, '..', '..', 'evals', 'data')
const rows = Object.entries(thresholds).flatMap(([set, suites]) =>
  Object.entries<Record<string, number>>(suites).map(([name, floors]) => [set, name, floors] as const),
)

// A change that makes the assistant worse fails here. Raise a threshold when it has become better; never lower one.
test.each(rows)('%s: %s is as good as it was', async (set, name, floors) => {
  const { file, run } = abilities.find((ability) => ability.name === name)!
  const { systems } = await run(readFileSync(join(data, set, file), 'utf8'), ['baseline'], { draws: 0 })
  const figures = new Map(systems[0]!.figures.map((figure) => [figure.name, figure]))
  for (const [figure, floor] of Object.entries(floors)) {
    const { better, value } = figures.get(figure)!
    expect({ figure, value, ok: better === 'high' ? value! >= floor : value! <= floor }).toMatchObject({ ok: true })
  }
})
