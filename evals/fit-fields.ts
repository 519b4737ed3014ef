/**
 * Fits the weights of mapping suggestion for fields on labelled rows and stores them as data:
 *
 *   node evals/fit-fields.ts [FOLDER …] [--wrong]
 *
 * As in fit-values.ts, the figures that it prints are about companies that were left out of the fit. The lists of words
 * were written by those who knew these rows, so each task is read several times, with a part of the words forgotten:
 * other companies have words that no list holds, and the weights must know what the rest of the evidence is worth then.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldFeatureNames } from '../src/assistant/fields/features.ts'
import { compareTask, type FieldWeights, fieldSigns, noneOf, scoreFields } from '../src/assistant/fields/suggest.ts'
import { lexicon } from '../src/assistant/words/lexicon.ts'
import { fitShares, fitTrust, heldOutTrust, thresholdFor } from './fitting.ts'
import { fields } from './suites/fields.ts'

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const folders = named.length > 0 ? named : [join(import.meta.dirname, 'data', 'dev')]

const expected: Readonly<Record<string, number>> = {
  'words of the target found': 5,
  'words of the source found': 4,
  'meaning is the same': 3,
  'letters in common': 2,
  'letters of the whole name in common': 2,
  'letters of samples in common': 2,
  'only general words in common': -1,
  'meanings exclude each other': -4,
  'same place in the record': 1.5,
  'other place in the record': -3,
  'same values in samples': 4,
  'samples look alike': 1.5,
  'kind of value differs': -3,
  'same number at the end': 1,
  'other number at the end': -1.5,
  'several fields by a rule': 2,
  'several fields by arithmetic': 4,
}
const centre = [...fieldFeatureNames.map((name) => expected[name] ?? 0), 7, 2, 2]

/** Shares of the words that are forgotten, one reading of each task for each. */
const readings = [0, 0.2, 0.4, 0.6, 0.8]
const isKept = (word: string, reading: number) =>
  createHash('sha256').update(`${reading} ${word}`).digest().readUInt32BE() / 2 ** 32 >= readings[reading]!
const words = readings.map((_, reading) => lexicon(['field'], 'en', (word) => isKept(word, reading)))

const tasks = folders
  .flatMap((folder) => readFileSync(join(folder, fields.file), 'utf8').trim().split('\n'))
  .flatMap((line) => {
    const task = fields.task.parse(JSON.parse(line))
    return words.map((known, reading) => {
      const compared = compareTask(task, known)
      const keyOf = (paths: readonly string[]) => [...paths].sort().join(' + ')
      const keys = compared.candidates.map((list) =>
        list.map(({ members }) => keyOf(members.map((at) => compared.sources[at]!.field.path))),
      )
      const wanted = task.target.fields.map(({ path }) =>
        task.gold[path] === undefined ? [] : [[task.gold[path]].flat(), ...(task.alternatives[path] ?? [])].map(keyOf),
      )
      return { company: task.company, id: task.id, reading, compared, keys, wanted }
    })
  })
type Task = (typeof tasks)[number]

function weightsOf(rows: readonly Task[]): Pick<FieldWeights, 'features' | 'none'> {
  const questions = rows.flatMap(({ compared, keys, wanted }) =>
    compared.targets.flatMap((target, i) => {
      const right = wanted[i]!.length === 0 ? -1 : keys[i]!.indexOf(wanted[i]![0]!)
      // An expression that is not among the candidates cannot be learnt.
      if (wanted[i]!.length > 0 && right < 0) return []
      return [{ features: compared.features[i]!, none: noneOf(target), right }]
    }),
  )
  const size = fieldFeatureNames.length
  const all = fitShares(questions, centre, size)
  return { features: all.slice(0, size), none: all.slice(size) as unknown as FieldWeights['none'] }
}

const unfitted = { calibration: [], suggestFrom: 1, abstainAbove: 1 }
const companies = [...new Set(tasks.map(({ company }) => company))]
const folds = companies.map((company) => ({
  held: tasks.filter((task) => task.company === company),
  fitted: weightsOf(tasks.filter((task) => task.company !== company)),
}))

function answers(rivals: number) {
  return folds.flatMap(({ held, fitted }) =>
    held.flatMap(({ company, id, reading, compared, keys, wanted }) => {
      const { ranked, none } = scoreFields(compared, { ...fitted, ...unfitted, rivals })
      return compared.targets.map(({ field }, i) => {
        const at = ranked[i]!.findIndex((candidate) => wanted[i]!.includes(keys[i]![candidate.at]!))
        return {
          company,
          reading,
          where: `${id}: ${field.path}`,
          wanted: wanted[i]!,
          got: keys[i]![ranked[i]![0]!.at]!,
          rank: at < 0 ? null : at + 1,
          right: at === 0,
          none: none[i]!,
          signs: fieldSigns(compared, i, ranked[i]!),
        }
      })
    }),
  )
}

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
const reciprocal = (list: ReturnType<typeof answers>) =>
  mean(list.filter(({ wanted }) => wanted.length > 0).map(({ rank }) => (rank === null ? 0 : 1 / rank)))
const [rivals = 0] = [0, 0.25, 0.5, 1, 2].sort((a, b) => reciprocal(answers(b)) - reciprocal(answers(a)))
const out = answers(rivals)
/** What it says of itself is fitted on readings as a new company gives them: some words unknown, not most. */
const usual = out.filter(({ reading }) => readings[reading]! <= 0.2)
/** Where an answer is worth giving: by the harmonic mean of how many are right, and how many of those that exist are found. */
function balance(limit: number): number {
  const said = usual.filter(({ none }) => none <= limit)
  const right = said.filter((row) => row.right).length
  return (2 * right) / (said.length + usual.filter(({ wanted }) => wanted.length > 0).length)
}
const [abstainAbove = 0.75] = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9].sort((a, b) => balance(b) - balance(a))
const given = usual.filter(({ none }) => none <= abstainAbove)
const honest = heldOutTrust(given)
const weights: FieldWeights = {
  ...weightsOf(tasks),
  rivals,
  calibration: fitTrust(given),
  suggestFrom: thresholdFor(honest, 0.99),
  abstainAbove,
}
writeFileSync(
  join(import.meta.dirname, '..', 'src', 'assistant', 'fields', 'weights.json'),
  `${JSON.stringify(weights, null, 2)}\n`,
)
const marked = honest.filter(({ p }) => p >= weights.suggestFrom)
for (const [reading, share] of readings.entries())
  console.log(
    `${companies.length} companies left out in turn, ${share * 100} % of the words forgotten: MRR ${reciprocal(out.filter((row) => row.reading === reading)).toFixed(3)}`,
  )
console.log(
  `suggest from ${weights.suggestFrom}: precision ${mean(marked.map(({ right }) => (right ? 1 : 0))).toFixed(3)}, coverage ${(marked.length / usual.length).toFixed(3)}`,
)
const silent = (list: typeof out) => mean(list.map(({ none }) => (none > abstainAbove ? 1 : 0)))
console.log(
  `abstains where nothing fits ${silent(usual.filter(({ wanted }) => wanted.length === 0)).toFixed(3)}, elsewhere ${silent(usual.filter(({ wanted }) => wanted.length > 0)).toFixed(3)}`,
)
for (const [id, list] of Map.groupBy(usual, ({ where }) => where.split(':')[0]!))
  console.log(`  ${id.padEnd(28)} ${reciprocal(list).toFixed(3)}`)
console.log(Object.fromEntries(fieldFeatureNames.map((name, at) => [name, weights.features[at]])), weights.none, rivals)
if (process.argv.includes('--wrong'))
  for (const { where, wanted, got, rank, none } of out.filter(
    (row) => row.reading === 0 && !row.right && row.wanted.length > 0,
  ))
    console.log(`${where} wants ${wanted.join(' or ')} (rank ${rank}), got ${got}, none ${none.toFixed(2)}`)
