import { createHash } from 'node:crypto'
import { LangfuseClient } from '@langfuse/client'
import { promptOf } from '../src/assistant/model/index.ts'
import { modelTasks } from '../src/domain/model-tasks.ts'
import { promptsFolder } from '../src/prompts.ts'
import type { LangfuseSettings } from '../src/traces.ts'
import type { EvalItem, SuiteReport } from './measure.ts'
import type { Report } from './report/markdown.ts'

/** Seconds that one request may take: nobody waits for a dead receiver. */
const timeoutSeconds = 20
/** Requests that are under way at a time. */
const atOnce = 8
/** Of one batch: Langfuse takes 3.5 MB. */
const mostEvents = 50
const sha = (text: string) => createHash('sha256').update(text).digest('hex')
/** Of Langfuse: 32 hexadecimal digits. The same run finds its trace again. */
const traceIdOf = (about: string) => sha(about).slice(0, 32)

export interface MeasuredSet {
  readonly report: SuiteReport
  /** The rows, in their order. */
  readonly items: readonly EvalItem[]
}

/**
 * What a run of the evals leaves in Langfuse: each prompt of now as a version of its own, each set of rows as a dataset, each
 * system's answers as an experiment on it, and every figure as a score. What is there already stays: a prompt by its hash,
 * a dataset by the hash of its rows.
 *
 * @throws where Langfuse refuses or does not answer: whoever asked for it wants to know
 */
export async function intoLangfuse(
  { publicKey, secretKey, baseUrl }: LangfuseSettings,
  { at, version }: Pick<Report, 'at' | 'version'>,
  sets: readonly MeasuredSet[],
): Promise<{ readonly prompts: number; readonly items: number; readonly answers: number; readonly scores: number }> {
  const { api } = new LangfuseClient({ publicKey, secretKey, baseUrl, timeout: timeoutSeconds })
  let [prompts, items, answers, scores] = [0, 0, 0, 0]
  for (const task of modelTasks) {
    const prompt = promptOf(task, promptsFolder)
    const { hash, text, ...config } = prompt
    if (await isThere(api, `ledgerline/${task}`, hash)) continue
    await api.prompts.create({
      ...{ name: `ledgerline/${task}`, type: 'text', prompt: text, config: { ...config, hash } },
      ...{ labels: ['production'], commitMessage: `version ${config.version}, ${hash.slice(0, 12)}` },
    })
    prompts++
  }
  for (const { report, items: rows } of sets) {
    const { suite, sha256, systems, model } = report
    const datasetName = `ledgerline/${suite}/${sha256.slice(0, 12)}`
    const itemId = (tag: string) => sha(`${datasetName} ${tag}`).slice(0, 32)
    await api.datasets.create({ name: datasetName, metadata: { file: report.file, sha256, rows: rows.length } })
    await inTurn(rows, ({ tag, seen, row }) =>
      api.datasetItems.create({
        ...{ datasetName, id: itemId(tag), input: seen, expectedOutput: row, metadata: { row: tag } },
      }),
    )
    items += rows.length
    for (const { system, figures, predictions } of systems) {
      const who =
        system === 'model' ? { models: model?.models, answeredBy: model?.answeredBy, prompts: model?.prompts } : {}
      const run = `${system} ${version} ${at}`
      const given = new Map(predictions.map((answer) => [JSON.stringify(named(answer, rows[0]?.named ?? [])), answer]))
      const own = rows.flatMap((item) => {
        const answer = given.get(item.tag)
        // Where no model answered, the baseline did: that is no answer of this system.
        return answer === undefined || 'answered_by' in answer ? [] : [{ ...item, answer }]
      })
      const runTrace = traceIdOf(`${datasetName} ${run}`)
      const about = { system, dataset: datasetName, ...who }
      const values = figures.filter(({ value }) => value !== null)
      const events = [
        trace(runTrace, at, { name: `eval ${suite}`, version, metadata: about }),
        ...own.map(({ tag, seen, answer }) =>
          trace(traceIdOf(`${datasetName} ${run} ${tag}`), at, {
            ...{ name: `eval ${suite}`, input: seen, output: answer, version, metadata: { ...about, row: tag } },
          }),
        ),
        ...values.map(({ name, value, interval }) => {
          const within = interval ? ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]` : ''
          const comment = `${value!.toFixed(3)}${within}; Ledgerline ${version}; data ${sha256.slice(0, 12)}`
          const id = sha(`${datasetName} ${run} ${name}`).slice(0, 32)
          return {
            ...{ type: 'score-create' as const, id: sha(`event ${id}`).slice(0, 32), timestamp: at },
            body: { id, traceId: runTrace, name: `${suite} ${system} ${name}`, value: value!, comment },
          }
        }),
      ]
      for (let from = 0; from < events.length; from += mostEvents)
        await api.ingestion.batch({ batch: events.slice(from, from + mostEvents) })
      await inTurn(own, ({ tag }) =>
        api.datasetRunItems.create({
          ...{ runName: run, datasetItemId: itemId(tag), traceId: traceIdOf(`${datasetName} ${run} ${tag}`) },
          metadata: about,
        }),
      )
      answers += own.length
      scores += values.length
    }
  }
  return { prompts, items, answers, scores }
}

const trace = (id: string, timestamp: string, body: object) => ({
  ...{ type: 'trace-create' as const, id: sha(`event ${id}`).slice(0, 32), timestamp },
  body: { id, timestamp, ...body },
})

/** The members of an answer that say which row it belongs to. */
const named = (answer: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => names.includes(name)))

/** Whether the newest version of a prompt is this one. */
async function isThere(api: LangfuseClient['api'], name: string, hash: string): Promise<boolean> {
  try {
    const { config } = await api.prompts.get(name)
    return typeof config === 'object' && config !== null && 'hash' in config && config.hash === hash
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404) return false
    throw error
  }
}

async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) await work(all[at]!)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker))
}
