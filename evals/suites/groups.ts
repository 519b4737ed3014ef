import { z } from 'zod'
import type { Measure, Suite } from './suite.ts'

const task = z.object({
  group: z.string(),
  raw: z.string(),
  system: z.string(),
  request: z.record(z.string(), z.unknown()),
})
type GroupTask = z.infer<typeof task>
export type GroupSeen = Omit<GroupTask, 'group'>

const answer = z.object({ fingerprint: z.string() })
export type GroupAnswer = z.infer<typeof answer>

interface Judged {
  readonly line: number
  readonly group: string
  readonly fingerprint: string
}

/** Pairs of rows that share a cause, that share a fingerprint, and both. */
function pairs(rows: readonly Judged[]) {
  const counted = { group: 0, fingerprint: 0, both: 0 }
  for (const [index, a] of rows.entries()) {
    for (const b of rows.slice(index + 1)) {
      const [group, fingerprint] = [a.group === b.group, a.fingerprint === b.fingerprint]
      if (group) counted.group++
      if (fingerprint) counted.fingerprint++
      if (group && fingerprint) counted.both++
    }
  }
  return counted
}

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)

/** Near misses are named N…a and N…b: almost the same words, but another cause. */
const nearMiss = /^(N.*)([ab])$/

function nearMissMerged(rows: readonly Judged[]): number | null {
  const sets = new Map<string, { a: Judged[]; b: Judged[] }>()
  for (const row of rows) {
    const [, name, side] = nearMiss.exec(row.group) ?? []
    if (name === undefined) continue
    const set = sets.get(name) ?? { a: [], b: [] }
    sets.set(name, set)
    set[side as 'a' | 'b'].push(row)
  }
  let [merged, all] = [0, 0]
  for (const { a, b } of sets.values()) {
    for (const one of a) {
      for (const other of b) {
        all++
        if (one.fingerprint === other.fingerprint) merged++
      }
    }
  }
  return share(merged, all)
}

function wholeGroups(rows: readonly Judged[]): number | null {
  const groups = [...Map.groupBy(rows, ({ group }) => group).values()].filter((members) => members.length > 1)
  return share(
    groups.filter((members) => new Set(members.map((row) => row.fingerprint)).size === 1).length,
    groups.length,
  )
}

const measures: readonly Measure<Judged>[] = [
  {
    name: 'pair precision',
    better: 'high',
    of: (rows) => {
      const { both, fingerprint } = pairs(rows)
      return share(both, fingerprint)
    },
  },
  {
    name: 'pair recall',
    better: 'high',
    of: (rows) => {
      const { both, group } = pairs(rows)
      return share(both, group)
    },
  },
  {
    name: 'pair F1',
    better: 'high',
    of: (rows) => {
      const { both, group, fingerprint } = pairs(rows)
      return share(2 * both, group + fingerprint)
    },
  },
  { name: 'near-miss merged', better: 'low', of: nearMissMerged },
  { name: 'groups whole', better: 'high', of: wholeGroups },
]

/** Which failures have one cause, so that they become one incident. */
export const groups: Suite<GroupTask, GroupSeen, GroupAnswer, Judged> = {
  name: 'groups',
  file: 'groups.jsonl',
  task,
  answer,
  seen: ({ raw, system, request }) => ({ raw, system, request }),
  tag: (_, line) => ({ line }),
  judge: ({ group }, given, line) => [{ line, group, fingerprint: given?.fingerprint ?? `no answer ${line}` }],
  cluster: ({ group }) => group,
  measures,
  confident: () => null,
  wrong: () => null,
}
