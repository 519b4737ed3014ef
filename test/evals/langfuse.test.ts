import { expect, test } from 'vitest'
import { intoLangfuse } from '../../evals/langfuse.ts'
import { ability } from '../../evals/measure.ts'
import { valueMaps } from '../../evals/suites/value-maps.ts'
import { modelTasks } from '../../src/domain/model-tasks.ts'
import { startLangfuse } from '../support/langfuse.ts'

const keys = { publicKey: 'pk-test', secretKey: 'sk-test' }
const row = (id: string) => ({
  ...{ id, company: 'c', country: 'DE', trade: 'tea', kind: 'carrier->shipping_method', language: 'de' },
  ...{ from: [{ key: 'a', label: 'a' }], to: [{ key: 'A', label: 'A' }], gold: { a: 'A' } },
})
const content = ['t1', 't2'].map((id) => JSON.stringify(row(id))).join('\n')
const answers = ability(valueMaps, {
  baseline: () => () => ({ predictions: { a: [{ key: 'A', confidence: 0.9, suggest: true }] } }),
})
const at = '2026-11-29T08:00:00.000Z'
const run = async (url: string) => {
  const report = await answers.run(content, ['baseline'], { draws: 0 })
  const sets = [{ report, items: answers.items(content) }]
  return intoLangfuse({ ...keys, baseUrl: url }, { at, version: '0.1.0' }, sets)
}

test('prompts, rows, answers and figures of a run of the evals stand in Langfuse; a prompt that is there is not made again', async () => {
  await using langfuse = await startLangfuse()
  expect(await run(langfuse.url)).toMatchObject({ prompts: modelTasks.length, items: 2, answers: 2 })
  const of = (path: RegExp) => langfuse.posted.filter((one) => path.test(one.path)).map(({ body }) => body)
  expect(of(/prompts$/)).toContainEqual(
    expect.objectContaining({
      ...{ name: 'ledgerline/triage', type: 'text', prompt: expect.stringContaining('You explain one failure') },
      config: expect.objectContaining({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) }),
    }),
  )
  const [dataset] = of(/datasets$/)
  const items = of(/dataset-items$/)
  expect(items.map(({ datasetName }) => datasetName)).toEqual([dataset!.name, dataset!.name])
  // What a system saw is the input; labels stand apart.
  for (const { input, expectedOutput } of items) {
    expect(input).not.toHaveProperty('gold')
    expect(expectedOutput).toHaveProperty('gold')
  }
  const runs = of(/dataset-run-items$/)
  expect(runs.map(({ datasetItemId }) => datasetItemId).sort()).toEqual(items.map(({ id }) => id).sort())
  const traced = langfuse.scores.filter((body) => 'output' in body)
  expect(runs.map(({ traceId }) => traceId).sort()).toEqual(traced.map(({ id }) => id).sort())
  expect(langfuse.scores).toContainEqual(expect.objectContaining({ name: 'value-maps baseline MRR', value: 1 }))
  expect([...langfuse.credentials]).toEqual(['pk-test:sk-test'])

  expect(await run(langfuse.url)).toMatchObject({ prompts: 0 })
  expect(new Set(of(/dataset-items$/).map(({ id }) => id)).size).toBe(2)
})

test('a receiver that refuses is said, and not passed over', async () => {
  await using langfuse = await startLangfuse(401)
  await expect(run(langfuse.url)).rejects.toThrow()
})
