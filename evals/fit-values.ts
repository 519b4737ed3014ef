/**
 * Fits the weights of mapping suggestion for value maps on labelled rows and stores them as data:
 *
 *   node evals/fit-values.ts [FOLDER …] [--wrong]
 *
 * Pairs are scored by a linear function, fitted so that the right target of a row gets the largest share (a softmax over
 * the targets and "none of these"), with weights drawn towards what experience says. How rivals count, the calibration
 * and the thresholds are chosen on answers about companies that were left out of the fit, so that the stored
 * probability means what it says about a company that nobody has seen. It prints those figures: they, not the ones on
 * the rows of the fit, say how good it is.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { featureNames } from '../src/assistant/values/features.ts'
import { type Compared, compareRows, score, signsOfTrust, type Weights } from '../src/assistant/values/model.ts'
import { fitShares, fitTrust, heldOutTrust, thresholdFor } from './fitting.ts'
import { valueMaps } from './suites/value-maps.ts'

const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const folders = named.length > 0 ? named : [join(import.meta.dirname, 'data', 'dev')]

interface Task {
  readonly company: string
  readonly kind: string
  readonly compared: Compared
  /** Per source row the index of the right target; -1: none of these; null: not labelled. */
  readonly gold: readonly (number | null)[]
}

const tasks: Task[] = folders.flatMap((folder) =>
  readFileSync(join(folder, valueMaps.file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { gold, ...task } = valueMaps.task.parse(JSON.parse(line))
      return {
        company: task.company,
        kind: task.kind,
        compared: compareRows(task.from, task.to, task),
        gold: task.from.map(({ key }) => {
          const wanted = gold[key]
          return wanted === undefined ? null : wanted === null ? -1 : task.to.findIndex((row) => row.key === wanted)
        }),
      }
    }),
)

/** What experience says before any row was seen: the fit stays near it where the rows are silent. */
const expected: Readonly<Record<string, number>> = {
  'words of the source found': 4,
  'words of the target found': 4,
  'label found': 6,
  'target label found': 6,
  'weight of what is found': 2,
  'best single word': 2,
  'letters in common': 4,
  'key is made of the label': 2.5,
  'short word is made of the label': 2,
  'numbers of the source found': 3,
  'numbers of the target found': 2,
  'numbers differ': -4,
  'same number or address in a cell': 8,
  'same key': 6,
  'same currency': 2,
  'other currency': -6,
  'same country': 1,
  'other country': -1,
  'closed or old': -3,
  'never meant': -6,
  'things that exclude each other': -2,
  'same town or postcode': 3,
  'other town': -3,
  'meanings found': 3,
  'other side of the business': -5,
  'misses a word that other targets have': -2,
  'has a word that other sources have': -2,
}
const prior = featureNames.map((name) => expected[name] ?? 0)
const centre = [...prior, 8, 3]

function fitWeights(rows: readonly Task[]): Pick<Weights, 'features' | 'none'> {
  const questions = rows.flatMap(({ compared, gold }) =>
    gold.flatMap((wanted, i) => {
      if (wanted === null) return []
      const right = wanted < 0 ? -1 : compared.candidates[i]!.indexOf(wanted)
      if (wanted >= 0 && right < 0) return []
      return [{ features: compared.features[i]!, none: [1, compared.rare[i]! ? 1 : 0], right }]
    }),
  )
  const all = fitShares(questions, centre, prior.length)
  return { features: all.slice(0, prior.length), none: [all[prior.length]!, all[prior.length + 1]!] }
}

interface Answer {
  readonly company: string
  readonly kind: string
  readonly gold: number
  readonly signs: readonly number[]
  readonly none: number
  readonly rank: number | null
  readonly words: string
}

const unfitted = { calibration: [], suggestFrom: 1, abstainAbove: 1 } as const

function answers(rows: readonly Task[], weights: Weights): Answer[] {
  return rows.flatMap(({ company, compared, kind, gold }) => {
    const { ranked, none } = score(compared, kind, weights)
    return gold.flatMap((wanted, i) => {
      if (wanted === null) return []
      const list = ranked[i]!
      const at = list.findIndex(({ target }) => target === wanted)
      const say = (index: number | undefined) =>
        index === undefined || index < 0 ? 'none' : JSON.stringify(compared.to[index]!.row)
      return {
        company,
        kind,
        gold: wanted,
        signs: signsOfTrust(compared, i, list),
        none: none[i]!,
        rank: at < 0 ? null : at + 1,
        words: `${JSON.stringify(compared.from[i]!.row)}\n    got  ${say(list[0]?.target)}\n    want ${say(wanted)}`,
      }
    })
  })
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
const reciprocal = (list: readonly Answer[]) =>
  mean(list.filter(({ gold }) => gold >= 0).map(({ rank }) => (rank === null ? 0 : 1 / rank)))

/** Answers about each company by weights that never saw it. */
const companies = [...new Set(tasks.map(({ company }) => company))]
const folds = companies.map((company) => ({
  held: tasks.filter((task) => task.company === company),
  fitted: fitWeights(tasks.filter((task) => task.company !== company)),
}))
const held = (rest: Omit<Weights, 'features' | 'none'>) =>
  folds.flatMap(({ held: rows, fitted }) => answers(rows, { ...fitted, ...rest }))

let best = { value: -1, rivals: { oneToOne: 0, others: 0 }, assigned: 0 }
for (const oneToOne of [0, 0.25, 0.5, 0.75, 1]) {
  for (const others of [0, 0.1, 0.25]) {
    for (const assigned of [0, 0.5, 1]) {
      const value = reciprocal(held({ ...unfitted, rivals: { oneToOne, others }, assigned }))
      if (value > best.value + 1e-4) best = { value, rivals: { oneToOne, others }, assigned }
    }
  }
}
const settled = { rivals: best.rivals, assigned: best.assigned }
const out = held({ ...unfitted, ...settled })

/** Answers that are given: where "none of these" is likelier, there is none. */
const abstainAbove = 0.7
const given = out.filter(({ none }) => none <= abstainAbove)

const judged = given.map((answer) => ({ ...answer, right: answer.rank === 1 }))
const honest = heldOutTrust(judged)
const weights: Weights = {
  ...fitWeights(tasks),
  ...settled,
  calibration: fitTrust(judged),
  suggestFrom: thresholdFor(honest, 0.975),
  abstainAbove,
}
const target = join(root, 'src', 'assistant', 'values', 'weights.json')
writeFileSync(target, `${JSON.stringify(weights, null, 2)}\n`)

const marked = honest.filter(({ p }) => p >= weights.suggestFrom)
console.log(`Held-out companies (${companies.length}), ${out.length} entries: MRR ${reciprocal(out).toFixed(3)}`)
console.log(
  `suggest from ${weights.suggestFrom}: precision ${mean(marked.map(({ right }) => (right ? 1 : 0))).toFixed(3)}, coverage ${(marked.length / out.length).toFixed(3)}`,
)
const silent = (list: readonly Answer[]) => mean(list.map(({ none }) => (none > abstainAbove ? 1 : 0)))
console.log(
  `abstains on null ${silent(out.filter(({ gold }) => gold < 0)).toFixed(3)}, on others ${silent(out.filter(({ gold }) => gold >= 0)).toFixed(3)}`,
)
for (const [kind, list] of Map.groupBy(out, (answer) => answer.kind))
  console.log(`  ${kind.padEnd(34)} ${reciprocal(list).toFixed(3)} (${list.length})`)
console.log(JSON.stringify({ settled, calibration: weights.calibration, none: weights.none }))
if (process.argv.includes('--wrong'))
  for (const { p, words } of honest
    .filter(({ right }) => !right)
    .sort((a, b) => b.p - a.p)
    .slice(0, 60))
    console.log(p.toFixed(3), words)
const ranked = [...honest].sort((a, b) => b.p - a.p)
for (const coverage of [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]) {
  const first = ranked.slice(0, Math.round(coverage * out.length))
  console.log(
    `at coverage ${coverage}: precision ${mean(first.map(({ right }) => (right ? 1 : 0))).toFixed(3)}, from ${first.at(-1)?.p.toFixed(3)}`,
  )
}
