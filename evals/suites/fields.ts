import { z } from 'zod'
import { confidentRank, type Ranked, rankingMeasures, right } from '../metrics/ranking.ts'
import type { Suite } from './suite.ts'

const side = z.object({
  name: z.string(),
  fields: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      maxLength: z.number().optional(),
      description: z.string().optional(),
      samples: z.array(z.string()).default([]),
    }),
  ),
})

const task = z.object({
  id: z.string(),
  company: z.string(),
  kind: z.string(),
  language: z.string(),
  source: side,
  target: side,
  gold: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  alternatives: z.record(z.string(), z.array(z.array(z.string()))).default({}),
  unmatched: z.array(z.string()),
})
type FieldsTask = z.infer<typeof task>
export type FieldsSeen = Pick<FieldsTask, 'source' | 'target'>

const answer = z.object({
  predictions: z.record(
    z.string(),
    z.array(
      z
        .object({
          path: z.string().optional(),
          paths: z.array(z.string()).optional(),
          confidence: z.number().min(0).max(1),
          suggest: z.boolean().optional(),
          why: z.string().optional(),
        })
        .refine(({ path, paths }) => (path === undefined) !== (paths === undefined), 'Either path or paths.'),
    ),
  ),
})
export type FieldsAnswer = z.infer<typeof answer>

const named = (paths: readonly string[]) => [...paths].sort().join(' + ')

/**
 * Which source field fills which target field. Several fields as the right answer are an expression over all of them:
 * an answer that names fewer or more is wrong.
 */
export const fields: Suite<FieldsTask, FieldsSeen, FieldsAnswer, Ranked> = {
  name: 'fields',
  file: 'fields.jsonl',
  task,
  answer,
  seen: ({ source, target }) => ({ source, target }),
  tag: ({ id }) => ({ id }),
  judge: ({ id, target, gold, alternatives }, given) =>
    target.fields.map(({ path: entry }) => {
      const wanted = gold[entry]
      const accepted = wanted === undefined ? [] : [[wanted].flat(), ...(alternatives[entry] ?? [])].map(named)
      const ranked = (given?.predictions[entry] ?? []).map((candidate) => ({
        ...candidate,
        key: named(candidate.paths ?? [candidate.path!]),
      }))
      const [top] = ranked
      const at = ranked.findIndex(({ key }) => accepted.includes(key))
      return {
        task: id,
        entry,
        gold: accepted[0] ?? null,
        top: top?.key ?? null,
        rank: at < 0 ? null : at + 1,
        confidence: top?.confidence ?? 0,
        suggested: top?.suggest === true,
      }
    }),
  cluster: ({ task: id }) => id,
  measures: rankingMeasures,
  confident: confidentRank,
  wrong: (judged) =>
    judged.top === null || right(judged)
      ? null
      : {
          where: `${judged.task}: ${judged.entry}`,
          expected: judged.gold ?? 'nothing',
          got: judged.top,
          confidence: judged.confidence,
        },
}
