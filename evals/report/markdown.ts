import type { Figure, Measured, SuiteReport } from '../measure.ts'
import type { PromptFigures } from '../prompt-figures.ts'

export interface Report {
  readonly at: string
  readonly version: string
  readonly data: string
  /** The system asked for: its predictions are written beside the report. */
  readonly system: string
  readonly suites: readonly SuiteReport[]
  /** What the model reached under the prompt of now, and under the one before it. */
  readonly prompts: readonly { readonly now: PromptFigures; readonly before: PromptFigures | null }[]
}

const number = (value: number) => value.toFixed(3)

const cell = ({ value, interval }: Figure) =>
  value === null
    ? '–'
    : interval === null
      ? number(value)
      : `${number(value)} [${number(interval.low)}, ${number(interval.high)}]`

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** Cells come from data files; a bar or a line break in them must not break the table. */
const safe = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')

function figures(systems: readonly Measured[]): string {
  const measures = systems[0]?.figures ?? []
  return table(
    ['figure', ...systems.map(({ system }) => system)],
    measures.map(({ name, better }, index) => [
      better === 'low' ? `${name} (low is good)` : name,
      ...systems.map(({ figures: own }) => cell(own[index]!)),
    ]),
  )
}

function calibration({ calibration: bins }: Measured): string {
  const filled = bins.filter(({ count }) => count > 0)
  if (filled.length === 0) return ''
  return [
    '',
    'Calibration: what it says about itself, and what came true.',
    '',
    table(
      ['confidence', 'answers', 'mean confidence', 'right'],
      filled.map(({ from, to, count, confidence, accuracy }) => [
        `${from.toFixed(1)}–${to.toFixed(1)}`,
        String(count),
        number(confidence!),
        number(accuracy!),
      ]),
    ),
  ].join('\n')
}

function worst({ worst: rows }: Measured): string {
  if (rows.length === 0) return ''
  return [
    '',
    'Wrong answers, the surest first.',
    '',
    table(
      ['where', 'expected', 'got', 'confidence'],
      rows.map(({ where, expected, got, confidence }) => [safe(where), safe(expected), safe(got), number(confidence)]),
    ),
  ].join('\n')
}

/** No figure of a model without its date, its name, and who answered. */
function answered({ model, tasks, systems }: SuiteReport): string[] {
  if (model === null) return []
  const own = systems.find(({ system }) => system === 'model')
  const played = Object.entries(model.played).map(([how, count]) => `${count} ${how}`)
  return [
    '',
    model.from === null
      ? `No model's answer is counted (${played.join(', ') || 'none was asked for'}).`
      : `Model: ${model.models.join(', ')}, from ${model.from} to ${model.to}, answered by ${model.answeredBy.join('; ')}. ${played.join(', ')}; ${model.contradictions} answered differently when asked again. ${model.tokens.calls} calls, ${model.tokens.input} tokens in, ${model.tokens.output} out.`,
    ...(own && own.answered < tasks
      ? ['', `The figures of all systems are of the ${own.answered} of ${tasks} tasks that it answered.`]
      : []),
  ]
}

function section(report: SuiteReport, asked: string): string {
  const { suite, file, tasks, sha256, systems } = report
  const own = systems.find(({ system }) => system === asked)
  return [
    `## ${suite}`,
    '',
    `${file}: ${tasks} tasks, SHA-256 ${sha256.slice(0, 16)}.`,
    ...answered(report),
    '',
    systems.length === 0 ? 'No system answers this suite yet.' : figures(systems),
    ...(own ? [calibration(own), worst(own), '', `All tasks took ${own.tookMs.toFixed(0)} ms.`] : []),
    ...(own || systems.length === 0
      ? []
      : ['', `There is no system "${asked}" for this suite yet: the figures are those of trivial systems.`]),
  ].join('\n')
}

const short = (hash: string) => hash.slice(0, 8)

/** What a change of a prompt did: the same rows under the prompt before it. */
function promptSection({ prompts }: Report): string[] {
  if (prompts.length === 0) return []
  const says = prompts.map(({ now, before }) => {
    const who = `${now.suite}, prompt ${short(now.prompt)} (${now.models.join(', ')}, ${now.at.slice(0, 10)})`
    if (before === null) return `${who}: the first on these rows.`
    const change = Object.entries(now.figures).flatMap(([name, value]) => {
      const earlier = before.figures[name] ?? null
      return value === null || earlier === null ? [] : [[name, number(earlier), number(value), signed(value - earlier)]]
    })
    const was = `${short(before.prompt)} (${before.models.join(', ')}, ${before.at.slice(0, 10)}, ${before.answered} tasks)`
    return [
      `${who}, ${now.answered} tasks, after ${was}:`,
      '',
      table(['figure', 'before', 'now', 'difference'], change),
    ].join('\n')
  })
  return ['## Prompts', ...says]
}
const signed = (value: number) => `${value < 0 ? '−' : '+'}${number(Math.abs(value))}`

/** Answers that count for nothing, by suite: their prompt or their question has changed since. */
function staleSection({ suites }: Report): string[] {
  const stale = suites.flatMap(({ suite, model }) => {
    const { stale: prompt = 0, changed = 0, missing = 0 } = model?.played ?? {}
    const parts = [
      ...(prompt > 0 ? [`${prompt} under another prompt`] : []),
      ...(changed > 0 ? [`${changed} to another question`] : []),
      ...(missing > 0 ? [`${missing} never asked`] : []),
    ]
    return parts.length === 0 ? [] : [`- ${suite}: ${parts.join(', ')}`]
  })
  return stale.length === 0 ? [] : ['## To be recorded again', stale.join('\n')]
}

/** The report for people. Figures stand beside trivial systems, each with its 95 % interval. */
export function markdownReport(report: Report): string {
  return `${[
    '# Eval report',
    `${report.at}, version ${report.version}. Data: ${report.data}. System: ${report.system}. Intervals: 95 %, two-stage bootstrap.`,
    ...staleSection(report),
    ...promptSection(report),
    ...report.suites.map((suite) => section(suite, report.system)),
  ].join('\n\n')}\n`
}
