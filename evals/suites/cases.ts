import { z } from 'zod'
import type { Confident, Measure, Suite } from './suite.ts'

/** The cause that has to be repaired, not the words of the message. */
const failureClasses = [
  'authentication',
  'permission',
  'connection',
  'intermittent',
  'rate_limit',
  'missing_master_record',
  'missing_mapping',
  'invalid_value',
  'too_long',
  'totals_mismatch',
  'duplicate',
  'locked',
  'closed_period',
  'quantity_shortage',
  'configuration',
  'remote_bug',
  'our_bug',
  'unknown',
] as const

const failureClass = z.enum(failureClasses)

const task = z.object({
  id: z.string(),
  system: z.string(),
  request: z.record(z.string(), z.unknown()),
  raw: z.string(),
  attempt: z.number(),
  recent: z.array(z.string()).optional(),
  gold: z.object({
    class: failureClass,
    owner: z.string(),
    retry_helps: z.boolean(),
    /** Other classes that a competent person could defend. */
    accept: z.array(failureClass),
    tags: z.array(z.string()).default([]),
  }),
})
type CaseTask = z.infer<typeof task>
export type CaseSeen = Pick<CaseTask, 'id' | 'system' | 'request' | 'raw' | 'attempt' | 'recent'>

const answer = z.object({
  class: failureClass,
  confidence: z.number().min(0).max(1),
  abstain: z.boolean().optional(),
  retry_helps: z.boolean(),
  owner: z.string(),
  cause: z.string(),
  next_step: z.string(),
})
export type CaseAnswer = z.infer<typeof answer>

interface Judged {
  readonly id: string
  readonly gold: CaseTask['gold']
  readonly given: CaseAnswer | null
}

const strict = ({ gold, given }: Judged) => given?.class === gold.class
const accepted = (row: Judged) => strict(row) || (row.given !== null && row.gold.accept.includes(row.given.class))

const rate = (rows: readonly Judged[], holds: (row: Judged) => boolean) =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length

/** Mean of the classes' F1, over the classes that the labels hold. */
function macroF1(rows: readonly Judged[], predicted: (row: Judged) => string | undefined): number | null {
  const classes = new Set(rows.map(({ gold }) => gold.class))
  if (classes.size === 0) return null
  let sum = 0
  for (const name of classes) {
    const hits = rows.filter((row) => row.gold.class === name && predicted(row) === name).length
    const said = rows.filter((row) => predicted(row) === name).length
    const are = rows.filter((row) => row.gold.class === name).length
    sum += said + are === 0 ? 0 : (2 * hits) / (said + are)
  }
  return sum / classes.size
}

/** Cases that differ in little but have different causes count only when all of them are right. */
function contrastSets(rows: readonly Judged[]): number | null {
  const sets = new Map<string, Map<string, Judged>>()
  for (const row of rows) {
    for (const tag of row.gold.tags.filter((name) => name.startsWith('pair:')))
      sets.set(tag, (sets.get(tag) ?? new Map()).set(row.id, row))
  }
  if (sets.size === 0) return null
  return [...sets.values()].filter((members) => [...members.values()].every(strict)).length / sets.size
}

function balancedRetry(rows: readonly Judged[]): number | null {
  const rates = [true, false].map((helps) =>
    rate(
      rows.filter(({ gold }) => gold.retry_helps === helps),
      ({ given }) => given?.retry_helps === helps,
    ),
  )
  const known = rates.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

const measures: readonly Measure<Judged>[] = [
  { name: 'macro-F1', better: 'high', of: (rows) => macroF1(rows, ({ given }) => given?.class) },
  {
    name: 'accept-aware macro-F1',
    better: 'high',
    of: (rows) => macroF1(rows, (row) => (accepted(row) ? row.gold.class : row.given?.class)),
  },
  { name: 'accuracy', better: 'high', of: (rows) => rate(rows, strict) },
  { name: 'accept-aware accuracy', better: 'high', of: (rows) => rate(rows, accepted) },
  {
    name: 'misleading',
    better: 'high',
    of: (rows) =>
      rate(
        rows.filter(({ gold }) => gold.tags.includes('misleading')),
        accepted,
      ),
  },
  { name: 'contrast sets', better: 'high', of: contrastSets },
  { name: 'balanced retry', better: 'high', of: balancedRetry },
  { name: 'owner', better: 'high', of: (rows) => rate(rows, ({ gold, given }) => given?.owner === gold.owner) },
]

const confident = (row: Judged): Confident | null =>
  row.given === null || row.given.abstain ? null : { confidence: row.given.confidence, right: accepted(row) }

/** What caused a failure, who owns it, what is next, and whether the same request may pass later. */
export const cases: Suite<CaseTask, CaseSeen, CaseAnswer, Judged> = {
  name: 'cases',
  file: 'cases.jsonl',
  task,
  answer,
  seen: ({ id, system, request, raw, attempt, recent }) => ({
    id,
    system,
    request,
    raw,
    attempt,
    ...(recent ? { recent } : {}),
  }),
  tag: ({ id }) => ({ id }),
  judge: ({ id, gold }, given) => [{ id, gold, given: given ?? null }],
  cluster: ({ id }) => id,
  measures,
  confident,
  wrong: (row) =>
    row.given === null || accepted(row)
      ? null
      : { where: row.id, expected: row.gold.class, got: row.given.class, confidence: row.given.confidence },
}
