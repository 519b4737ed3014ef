import { z } from 'zod'
import type { IntegrationId, Json } from '../../domain/record.ts'
import type { AnsweredBy, Model, Unanswered } from '../model/index.ts'
import type { Minimiser } from '../privacy/index.ts'
import { type Candidate, type RowSuggestion, suggestValues, type ValueTask } from '../values/suggest.ts'
import { sureness, weigh } from './confidence.ts'

const form = z.object({
  entries: z.array(
    z.object({
      from: z.string().describe('Key of the source row, exactly as given.'),
      ranked: z.array(z.string()).describe('Keys of target rows, the best first, at most 5. Empty: none of them.'),
      confidence: sureness,
      why: z.string().describe('Why the first is right, or why none is, in one sentence.'),
      against: z.string().describe('What speaks against it, in one sentence; empty where nothing does.'),
    }),
  ),
})
type Given = z.infer<typeof form>

/** A longer list of targets is cut to what the baseline thinks possible. */
const mostTargets = 120
/** A task of more rows is asked in parts. */
const mostRows = 60
const likeliest = 8
const mostRanked = 5

export interface SuggestedValues {
  readonly entries: readonly RowSuggestion[]
  /** Who answered beside the baseline; why nobody did; null: there was nothing to ask. */
  readonly model: AnsweredBy | Unanswered | null
}

export interface ModelValueTask extends ValueTask {
  /** What people call the map: "carrier". */
  readonly name: string
}

/**
 * Suggestions of the baseline, looked at by a model: it may pick another of the rows it was shown, reorder, explain or
 * abstain. What it names beside them makes the whole answer void.
 */
export async function suggestValuesWithModel(
  task: ModelValueTask,
  { model, minimiser, integration }: { model: Model | null; minimiser: Minimiser; integration: IntegrationId | null },
  baseline: readonly RowSuggestion[] = suggestValues(task),
): Promise<SuggestedValues> {
  if (model === null || baseline.length === 0) return { entries: baseline, model: null }
  const entries: RowSuggestion[] = []
  let by: SuggestedValues['model'] = null
  for (let at = 0; at < baseline.length; at += mostRows) {
    const part = baseline.slice(at, at + mostRows)
    const { data, targets } = questionData(task, part, minimiser)
    const answer = await model.ask<Given>({
      ...{ task: 'value-map', integration, subject: `value map ${task.name}`, data, form },
      wrong: (given) => unknownKeys(given, part, targets),
    })
    by = answer.is === 'answered' ? answer.by : answer
    entries.push(...(answer.is === 'answered' ? merged(part, answer.value, task, minimiser) : part))
  }
  return { entries, model: by }
}

function questionData(task: ModelValueTask, part: readonly RowSuggestion[], minimiser: Minimiser) {
  const wanted = new Set(part.map(({ key }) => key))
  const candidates = new Set(part.flatMap((row) => row.candidates.slice(0, likeliest).map(({ key }) => key)))
  const to = task.to.length <= mostTargets ? task.to : task.to.filter(({ key }) => candidates.has(key))
  // Sites, carriers and suppliers have addresses that are nobody's home; and which customer is which, only a name tells.
  const ofPeople = /customer|contact|address|employee/.test(task.kind)
  const row = (given: ValueTask['from'][number]): Json => {
    const shown = ofPeople
      ? (minimiser.loose(given) as { [member: string]: Json })
      : Object.fromEntries(
          Object.entries(given).map(([name, cell]) => [name, typeof cell === 'string' ? minimiser.text(cell) : cell]),
        )
    const label = given.label ?? given.key
    return {
      ...shown,
      key: given.key,
      label: ofPeople ? minimiser.field('customer/name', label) : minimiser.text(label),
    }
  }
  const data: Json = {
    kind: task.kind,
    country: task.country ?? '',
    language: task.language ?? '',
    source: task.from.filter(({ key }) => wanted.has(key)).map(row),
    target: to.map(row),
    decided: (task.decided ?? [])
      .slice(0, 40)
      .map(({ from, to: target, accepted }): Json => ({ from, to: target, accepted })),
    baseline: part.map(({ key, candidates: own }) => ({
      from: key,
      candidates: own.slice(0, 3).map((one) => `${one.key} ${Math.round(one.probability * 100)} %`),
    })),
  }
  return { data, targets: new Set(to.map(({ key }) => key)) }
}

function unknownKeys(given: Given, part: readonly RowSuggestion[], targets: ReadonlySet<string>): string | null {
  const known = new Set(part.map(({ key }) => key))
  for (const { from, ranked } of given.entries) {
    if (!known.has(from)) return `${from} is no source row`
    const made = ranked.find((key) => !targets.has(key))
    if (made !== undefined) return `${made} is no target row`
  }
  return null
}

function merged(
  part: readonly RowSuggestion[],
  { entries }: Given,
  task: ValueTask,
  minimiser: Minimiser,
): RowSuggestion[] {
  const labels = new Map(task.to.map(({ key, label }) => [key, label ?? key]))
  const said = new Map(entries.map((entry) => [entry.from, entry]))
  return part.map((row) => {
    const own = said.get(row.key)
    if (!own) return row
    const why = minimiser.restore(own.why)
    const against = own.against === '' ? [] : [minimiser.restore(own.against)]
    const before = new Map(row.candidates.map((one) => [one.key, one]))
    const ranked = [...new Set(own.ranked)].slice(0, mostRanked)
    const [first] = ranked
    if (first === undefined) {
      // Both have to say it: what the baseline is sure of is shown, and a person looks.
      const [top] = row.candidates
      if (!top || top.probability < 0.9 || own.confidence === 'unsure') return { ...row, candidates: [] }
      return {
        ...row,
        candidates: row.candidates.map((one, at) =>
          at === 0 ? { ...one, probability: 0.4, suggested: false, against: [...one.against, why] } : one,
        ),
      }
    }
    const top = weigh(own.confidence, before.get(first)?.probability ?? 0, row.candidates[0]?.key === first)
    const rest = [...ranked.slice(1), ...row.candidates.map(({ key }) => key)].filter(
      (key, at, all) => key !== first && all.indexOf(key) === at,
    )
    const candidate = (key: string): Candidate =>
      before.get(key) ?? {
        ...{ key, label: labels.get(key) ?? key, probability: 0.05, suggested: false },
        ...{ reasons: [], evidence: [], against: [] },
      }
    const leftOver = 1 - top.probability
    return {
      ...row,
      candidates: [
        {
          ...candidate(first),
          ...{ probability: round(top.probability), suggested: top.suggested },
          reasons: [why, ...candidate(first).reasons].slice(0, 4),
          against: [...against, ...candidate(first).against].slice(0, 4),
        },
        ...rest.map((key, at) => ({
          ...candidate(key),
          probability: round(Math.min(candidate(key).probability, leftOver / (at + 1))),
          suggested: false,
        })),
      ].slice(0, 10),
    }
  })
}

const round = (value: number) => Math.round(value * 1000) / 1000
