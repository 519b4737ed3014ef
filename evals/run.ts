import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Agent, fetch } from 'undici'
import { readConfig } from '../src/config.ts'
import { version } from '../src/version.ts'
import { abilities } from './abilities.ts'
import { openTape } from './cassettes.ts'
import { intoLangfuse } from './langfuse.ts'
import type { SuiteReport } from './measure.ts'
import { figuresBefore, figuresOf, keepPromptFigures, readPromptFigures } from './prompt-figures.ts'
import { markdownReport, type Report } from './report/markdown.ts'

const help = `Measures the assistant on labelled tasks.

  npm run eval -- [--data FOLDER] [--out FOLDER] [--system NAME] [--suite NAME] [--draws N]

  --data    folder with ${abilities.map(({ file }) => file).join(', ')}; those that are there are used
            (default: the development rows in evals/data/dev)
  --out     folder for report.md, report.json and, for each suite, NAME.predictions.jsonl (default: evals/out)
  --system  whose predictions are written: baseline (default); trivial systems run beside it for comparison
  --suite   this suite alone
  --cassettes    folder of the model's recorded answers (default: evals/cassettes; for other data: OUT/cassettes)
  --record       ask a model what no recorded answer fits: ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, LEDGERLINE_MODELS.
                 With those set and --data elsewhere it is asked without this option.
  --again        ask again also what is recorded, and count the answers that differ
  --answered-by  who thinks there, in words: it stands beside each figure (default: the address that is asked)
  --langfuse     prompts, rows as datasets, answers as experiments and figures as scores into Langfuse: LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY, LANGFUSE_BASE_URL
  --draws   draws of the bootstrap for the intervals (default 1000; 0 leaves them out)
`

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, 'data', 'dev') },
    out: { type: 'string', default: join(import.meta.dirname, 'out') },
    system: { type: 'string', default: 'baseline' },
    suite: { type: 'string' },
    cassettes: { type: 'string' },
    record: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    'answered-by': { type: 'string' },
    langfuse: { type: 'boolean', default: false },
    draws: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
})

/** Whoever thinks behind a relay takes longer than a fetch waits by itself. */
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
const patientFetch = ((input: string, init: object) =>
  fetch(input, { ...init, dispatcher: patient })) as unknown as typeof globalThis.fetch

if (options.help) console.log(help)
else process.exitCode = await run()

async function run(): Promise<number> {
  const [data, out] = [resolve(options.data), resolve(options.out)]
  const draws = Number(options.draws)
  if (!Number.isInteger(draws) || draws < 0) return refuse(`--draws is a whole number from 0, not "${options.draws}".`)
  const known = abilities.filter(({ name }) => options.suite === undefined || name === options.suite)
  if (known.length === 0)
    return refuse(`Unknown suite "${options.suite}". Known: ${abilities.map(({ name }) => name).join(', ')}.`)
  const present = known.filter(({ file }) => existsSync(join(data, file)))
  if (present.length === 0)
    return refuse(`${data} holds none of ${known.map(({ file }) => file).join(', ')}. Name a folder with --data.`)
  if (!present.some(({ systems }) => systems.includes(options.system)))
    return refuse(
      `No suite in ${data} has a system "${options.system}". Known: ${[...new Set(present.flatMap(({ systems }) => systems))].join(', ') || 'none'}.`,
    )
  const langfuse = options.langfuse ? readConfig({ ...process.env, LEDGERLINE_DATA: out }).langfuse : null
  if (options.langfuse && langfuse === null)
    return refuse('--langfuse sends figures: set LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY.')
  mkdirSync(out, { recursive: true })
  if (realpathSync(out) === realpathSync(data)) return refuse('--out must be another folder than --data.')

  const own = data.startsWith(join(import.meta.dirname, 'data'))
  const key = process.env.ANTHROPIC_API_KEY ?? null
  const baseUrl = process.env.ANTHROPIC_BASE_URL ?? null
  if ((options.record || options.again) && key === null) return refuse('--record asks a model: set ANTHROPIC_API_KEY.')
  const asks = key !== null && (options.record || options.again || !own)
  const cassettes = options.cassettes
    ? resolve(options.cassettes)
    : own
      ? join(import.meta.dirname, 'cassettes')
      : join(out, 'cassettes')
  const tape = openTape({
    folder: cassettes,
    ask: asks
      ? {
          answeredBy: options['answered-by'] ?? `whoever answers at ${baseUrl ?? 'the provider'}`,
          again: options.again,
          send: patientFetch,
        }
      : null,
    now: () => new Date().toISOString(),
  })
  const asking = { key, baseUrl, models: process.env.LEDGERLINE_MODELS ?? null }
  const suites: SuiteReport[] = []
  for (const { file, systems, run: measure } of present) {
    const names = systems.filter((name) => name !== 'model' || options.system === 'model')
    suites.push(await measure(readFileSync(join(data, file), 'utf8'), names, { draws, tape, asking }))
  }
  const kept = join(cassettes, 'figures.jsonl')
  const earlier = readPromptFigures(kept)
  const now = suites.map(figuresOf).filter((one) => one !== null)
  if (now.length > 0) keepPromptFigures(kept, now)
  const report: Report = {
    prompts: now.map((one) => ({ now: one, before: figuresBefore(earlier, one) })),
    at: new Date().toISOString(),
    version,
    data,
    system: options.system,
    suites,
  }
  for (const { suite, systems } of suites) {
    const asked = systems.find(({ system }) => system === options.system)
    if (!asked) continue
    const lines = asked.predictions.map((line) => `${JSON.stringify(line)}\n`)
    writeFileSync(join(out, `${suite}.predictions.jsonl`), lines.join(''))
  }
  // Predictions have files of their own; the report would be unreadable with them.
  writeFileSync(
    join(out, 'report.json'),
    `${JSON.stringify(report, (key, value) => (key === 'predictions' ? undefined : value), 2)}\n`,
  )
  if (langfuse) {
    const sets = present.map(({ file, items }, index) => ({
      report: suites[index]!,
      items: items(readFileSync(join(data, file), 'utf8')),
    }))
    const sent = await intoLangfuse(langfuse, report, sets)
    console.log(
      `Langfuse has ${sent.prompts} new prompts, ${sent.items} rows, ${sent.answers} answers and ${sent.scores} scores.`,
    )
  }
  const text = markdownReport(report)
  writeFileSync(join(out, 'report.md'), text)
  console.log(text)
  console.log(`Written to ${out}.`)
  return 0
}

function refuse(why: string): number {
  console.error(why)
  return 2
}
