import { z } from 'zod'
import { HubError } from '../../src/domain/errors.ts'
import type { Json } from '../../src/domain/record.ts'
import { parseEdits } from '../../src/language/index.ts'
import { liveThrough } from '../systems/rule-world.ts'
import type { Measure, Suite } from './suite.ts'

const fields = z.record(z.string(), z.json())
const sample = z.strictObject({
  price: z.string().optional(),
  order: fields.optional(),
  line: fields.optional(),
  shipTo: fields.optional(),
  billTo: fields.optional(),
  customer: fields.optional(),
})
/** An order, and what must become of it under the rule. `gp`: fields of its sales order by path; null: it is not filled. */
const effect = z.strictObject({
  sample: sample.default({}),
  outcome: z.enum(['written', 'held', 'skipped']).default('written'),
  gp: fields.default({}),
})
const task = z.strictObject({
  id: z.string(),
  language: z.string(),
  words: z.string(),
  expect: z.union([
    z.strictObject({ effects: z.array(effect).min(1) }),
    z.strictObject({ cannot: z.literal(true), why: z.string() }),
  ]),
})
type RuleTask = z.output<typeof task>

const answer = z.object({
  edits: z.array(z.json()),
  assumptions: z.array(z.string()),
  cannot: z.string().nullable(),
})
export interface RuleSeen {
  readonly id: string
  readonly words: string
}
export type RuleAnswer = z.output<typeof answer>

interface Judged {
  readonly id: string
  readonly asked: boolean
  /** The rule was made, where one can be made; or refused, where none may be. */
  readonly right: boolean
  /** A rule was made that does something else than what was said, or that may not be made. */
  readonly wrong: boolean
  readonly answered: boolean
  readonly assumed: boolean
  readonly says: string
}

const at = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document)

function firstFault(
  edits: readonly Json[],
  effects: Extract<RuleTask['expect'], { effects: unknown }>['effects'],
): string | null {
  const made = parseEdits(edits)
  for (const { sample: order, outcome, gp } of effects) {
    const end = liveThrough(made, order)
    if (end.outcome !== outcome) return `an order ${JSON.stringify(order)} is ${end.outcome}, and must be ${outcome}`
    for (const [path, value] of Object.entries(gp)) {
      const found = at(end.document, path) ?? null
      if (JSON.stringify(found) !== JSON.stringify(value))
        return `${path} is ${JSON.stringify(found)}, and must be ${JSON.stringify(value)}`
    }
  }
  return null
}

const rate = (rows: readonly Judged[], holds: (row: Judged) => boolean) =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length

const measures: readonly Measure<Judged>[] = [
  { name: 'right', better: 'high', of: (rows) => rate(rows, ({ right }) => right) },
  { name: 'made wrongly', better: 'low', of: (rows) => rate(rows, ({ wrong }) => wrong) },
  {
    name: 'made',
    better: 'high',
    of: (rows) =>
      rate(
        rows.filter(({ asked }) => asked),
        ({ answered }) => answered,
      ),
  },
  {
    name: 'refused where none may be made',
    better: 'high',
    of: (rows) =>
      rate(
        rows.filter(({ asked }) => !asked),
        ({ answered }) => !answered,
      ),
  },
  {
    name: 'assumptions stated',
    better: 'high',
    of: (rows) =>
      rate(
        rows.filter(({ asked, answered }) => asked && answered),
        ({ assumed }) => assumed,
      ),
  },
]

/** Rules in words, scored by what becomes of sample orders under the compiled edits: not by the text of the answer. */
export const rules: Suite<RuleTask, RuleSeen, RuleAnswer, Judged> = {
  name: 'rules',
  file: 'rules.jsonl',
  task,
  answer,
  seen: ({ id, words }) => ({ id, words }),
  tag: ({ id }) => ({ id }),
  judge({ id, expect }, given) {
    const edits = given?.edits ?? []
    const answered = edits.length > 0
    const asked = 'effects' in expect
    let fault = asked ? (given?.cannot ?? 'no answer') : 'a rule was made'
    if (asked && answered)
      try {
        fault = firstFault(edits, expect.effects) ?? ''
      } catch (error) {
        if (!(error instanceof HubError)) throw error
        fault = error.message
      }
    const right = asked ? answered && fault === '' : !answered
    return [
      {
        id,
        asked,
        right,
        wrong: answered && !right,
        answered,
        assumed: (given?.assumptions.length ?? 0) > 0,
        says: fault,
      },
    ]
  },
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: ({ id, right, asked, says, answered }) =>
    right ? null : { where: id, expected: asked ? 'a rule' : 'a refusal', got: says, confidence: answered ? 1 : 0.5 },
}
