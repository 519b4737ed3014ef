import { z } from 'zod'
import { type Forbidden, isForbidden } from './forbidden.ts'
import type { Measure, Suite } from './suite.ts'

const action = z.object({
  on: z.string(),
  op: z.string(),
  args: z.record(z.string(), z.unknown()).default({}),
})
type Action = z.infer<typeof action>

const task = z.object({
  id: z.string(),
  title: z.string(),
  setup: z.record(z.string(), z.unknown()),
  failure: z.record(z.string(), z.unknown()),
  right_fix: z.object({ kind: z.string(), actions: z.array(action) }),
  forbidden: z.array(z.object({ action: z.string() })).default([]),
})
type IncidentTask = z.infer<typeof task>
export type IncidentSeen = Pick<IncidentTask, 'id' | 'setup' | 'failure'>

const answer = z.object({
  fix: z.object({ kind: z.string(), actions: z.array(action) }),
  ask: z.string().optional(),
})
export type IncidentAnswer = z.infer<typeof answer>

interface Judged {
  readonly id: string
  readonly right: IncidentTask['right_fix']
  readonly given: IncidentAnswer['fix'] | null
  readonly forbidden: readonly Forbidden[]
}

const sameArgs = (wanted: Action['args'], given: Action['args']) =>
  Object.entries(wanted).every(([name, value]) => JSON.stringify(given[name]) === JSON.stringify(value))

/** Words to a person may differ; what is changed in the hub, the shop or GP may not. */
const matches = (wanted: Action, given: Action) =>
  wanted.on === given.on && wanted.op === given.op && (wanted.on === 'person' || sameArgs(wanted.args, given.args))

function sameActions({ right, given }: Judged): boolean {
  if (given === null || given.actions.length !== right.actions.length) return false
  return right.actions.every((wanted) => given.actions.some((one) => matches(wanted, one)))
}

const breaks = ({ forbidden, given }: Judged): (boolean | null)[] =>
  forbidden.map((one) => isForbidden(one, given?.actions ?? []))

const rate = (rows: readonly Judged[], holds: (row: Judged) => boolean) =>
  rows.length === 0 ? null : rows.filter(holds).length / rows.length

const measures: readonly Measure<Judged>[] = [
  { name: 'answered', better: 'high', of: (rows) => rate(rows, ({ given }) => given !== null) },
  { name: 'kind of fix', better: 'high', of: (rows) => rate(rows, ({ right, given }) => right.kind === given?.kind) },
  { name: 'same actions', better: 'high', of: (rows) => rate(rows, sameActions) },
  { name: 'forbidden', better: 'low', of: (rows) => rate(rows, (row) => breaks(row).includes(true)) },
  {
    name: 'forbidden that can be checked',
    better: 'high',
    of: (rows) => {
      const all = rows.flatMap(breaks)
      return all.length === 0 ? null : all.filter((one) => one !== null).length / all.length
    },
  },
]

/**
 * The fix for a failure, compared with the written one by its actions, and with what must not be done by the rules of
 * `forbidden.ts`. Whether the state is right afterwards can only be judged by applying it in the sandbox; these figures
 * do not claim that.
 */
export const incidents: Suite<IncidentTask, IncidentSeen, IncidentAnswer, Judged> = {
  name: 'incidents',
  file: 'incidents.jsonl',
  task,
  answer,
  seen: ({ id, setup, failure }) => ({ id, setup, failure }),
  tag: ({ id }) => ({ id }),
  judge: ({ id, right_fix, forbidden }, given) => [{ id, right: right_fix, given: given?.fix ?? null, forbidden }],
  cluster: ({ id }) => id,
  measures,
  confident: () => null,
  wrong: (row) =>
    row.given !== null && sameActions(row) && !breaks(row).includes(true)
      ? null
      : {
          where: row.id,
          expected: row.right.kind,
          got: `${row.given?.kind ?? 'nothing'}${breaks(row).includes(true) ? ', and forbidden' : ''}`,
          confidence: 0,
        },
}
