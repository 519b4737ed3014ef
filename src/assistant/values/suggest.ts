import { fold } from '../words/text.ts'
import { calibrated, compareRows, isOneToOne, type Scored, score, signsOfTrust, type Weights } from './model.ts'
import { type Evidence, explainPair } from './reasons.ts'
import type { Context, Row } from './rows.ts'
import fitted from './weights.json' with { type: 'json' }

export type { Evidence, Row }

/** A decision of a person about a pair: an entry of the value map, or a suggestion that was turned down. */
export interface Decided {
  readonly from: string
  readonly to: string
  readonly accepted: boolean
}

export interface ValueTask extends Context {
  readonly from: readonly Row[]
  readonly to: readonly Row[]
  /** What people decided before in this integration: pairs by their keys. */
  readonly decided?: readonly Decided[]
}

export interface Candidate {
  readonly key: string
  readonly label: string
  /** How often such an answer is right, from 0 to 1: fitted on labelled rows of other companies. */
  readonly probability: number
  /** Sure enough to be shown as the suggestion. At most one candidate of a row is. */
  readonly suggested: boolean
  readonly reasons: readonly string[]
  readonly evidence: readonly Evidence[]
  readonly against: readonly string[]
}

export interface RowSuggestion {
  readonly key: string
  readonly label: string
  /** The best first, at most `shown`; empty: none of the targets is likely. */
  readonly candidates: readonly Candidate[]
}

const shown = 10

/**
 * Suggests which target value each source value is, without a model: words and their meanings in the trade's languages,
 * numbers, rates, currencies and places compared as such, rivals weighed, closed and purchase-side rows set aside.
 *
 * The composite of many small matchers with learnt weights follows what is known of schema matching (COMA and its
 * successors); the data it reads are in ../words, the weights in weights.json.
 *
 * Pure: 200 source rows against 5,000 targets take half a second of one core (0.9 s in a process that has just begun), a task of
 * 20 × 20 some milliseconds.
 */
export function suggestValues(task: ValueTask, weights: Weights = fitted as unknown as Weights): RowSuggestion[] {
  const { from, to, decided = [] } = task
  if (from.length === 0) return []
  const compared = compareRows(from, to, task)
  const { ranked, none } = score(compared, task.kind, weights)
  const before = priorDecisions(decided)
  return from.map((row, i) => {
    const own = { key: row.key, label: row.label ?? row.key }
    const accepted = before.accepted.get(row.key)
    const list = ranked[i]!.filter(({ target }) => !before.rejected.has(pair(row.key, to[target]!.key)))
    if (accepted !== undefined)
      list.sort((a, b) => Number(to[b.target]!.key === accepted) - Number(to[a.target]!.key === accepted))
    else if (none[i]! > weights.abstainAbove || list.length === 0) return { ...own, candidates: [] }
    const signs = signsOfTrust(compared, i, list)
    const top = accepted !== undefined ? 0.99 : calibrated(signs, weights)
    return {
      ...own,
      candidates: list.slice(0, shown).map(({ target }, rank): Candidate => {
        const other = to[target]!
        const taken = isOneToOne(task.kind) ? before.takenBy.get(other.key) : undefined
        const elsewhere = taken !== undefined && taken !== row.key ? taken : null
        const at = compared.candidates[i]!.indexOf(target)
        const { reasons, evidence, against } = explainPair(compared.featurizer, i, target, compared.features[i]![at]!)
        const decidedHere = rank === 0 && accepted === other.key
        return {
          key: other.key,
          label: other.label ?? other.key,
          probability: round(rank === 0 ? top : rest(top, list, rank)),
          suggested: rank === 0 && elsewhere === null && top >= weights.suggestFrom,
          reasons: decidedHere ? ['A person chose this before.', ...reasons] : reasons,
          evidence,
          against: elsewhere === null ? against : [`It is already the counterpart of "${elsewhere}".`, ...against],
        }
      }),
    }
  })
}

/** What the top leaves, shared among the others as they scored. */
function rest(top: number, list: Scored['ranked'][number], rank: number): number {
  const others = list.slice(1).reduce((sum, { probability }) => sum + probability, 0)
  const share = others === 0 ? 0 : list[rank]!.probability / others
  return Math.min(top, (1 - top) * share)
}

const pair = (from: string, to: string) => `${fold(from)} ${to}`
const round = (value: number) => Math.round(value * 1000) / 1000

function priorDecisions(decided: readonly Decided[]) {
  const accepted = new Map<string, string>()
  const takenBy = new Map<string, string>()
  const rejected = new Set<string>()
  for (const { from, to, accepted: yes } of decided) {
    if (yes) {
      accepted.set(from, to)
      takenBy.set(to, from)
      rejected.delete(pair(from, to))
    } else rejected.add(pair(from, to))
  }
  return { accepted, takenBy, rejected }
}
