import { z } from 'zod'
import { confidentRank, type Ranked, rankingMeasures, right } from '../metrics/ranking.ts'
import type { Suite } from './suite.ts'

const row = z.looseObject({ key: z.string(), label: z.string().optional() })

const task = z.object({
  id: z.string(),
  company: z.string(),
  country: z.string(),
  trade: z.string(),
  kind: z.string(),
  language: z.string(),
  from: z.array(row),
  to: z.array(row),
  gold: z.record(z.string(), z.string().nullable()),
})
type ValueMapTask = z.infer<typeof task>
export type ValueMapSeen = Omit<ValueMapTask, 'gold'>

const answer = z.object({
  predictions: z.record(
    z.string(),
    z.array(
      z.object({
        key: z.string(),
        confidence: z.number().min(0).max(1),
        suggest: z.boolean().optional(),
        why: z.string().optional(),
      }),
    ),
  ),
})
export type ValueMapAnswer = z.infer<typeof answer>

/** Which value of one side is which value of the other: payment method and checkbook, carrier and shipping method, … */
export const valueMaps: Suite<ValueMapTask, ValueMapSeen, ValueMapAnswer, Ranked> = {
  name: 'value-maps',
  file: 'value-maps.jsonl',
  task,
  answer,
  seen: ({ gold: _, ...seen }) => seen,
  tag: ({ id }) => ({ id }),
  judge: ({ id, gold }, given) =>
    Object.entries(gold).map(([entry, wanted]) => {
      const ranked = given?.predictions[entry] ?? []
      const [top] = ranked
      const at = wanted === null ? -1 : ranked.findIndex(({ key }) => key === wanted)
      return {
        task: id,
        entry,
        gold: wanted,
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
          expected: judged.gold ?? 'none of these',
          got: judged.top,
          confidence: judged.confidence,
        },
}
