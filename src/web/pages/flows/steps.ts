import { type Flow, noneOf, type Step } from '../../../language/index.ts'
import { entityText, labelText, sentenceText, systemText } from '../../kit/record.ts'
import { plural, t } from '../../words/index.ts'

export type StepKind = 'read' | 'find' | 'gate' | 'write' | 'map' | 'proof' | 'branch' | 'each'

/** One step as the drawing and the list beside it say it. */
export interface ShownStep {
  readonly id: string
  readonly kind: StepKind
  readonly title: string
  readonly text: string
  /** The mapping that makes its document. */
  readonly mapping?: string
  /** How deep it stands in branches and rows. */
  readonly depth: number
  /** "then" or "otherwise" of the branch above, or the first step of a row. */
  readonly side?: 'then' | 'otherwise' | 'row'
  /** The id of the step that leads to it; null: the start. */
  readonly after: string | null
}

function say(step: Step): Pick<ShownStep, 'kind' | 'title' | 'text' | 'mapping'> {
  const f = t.flows
  switch (step.do) {
    case 'read':
      return { kind: 'read', title: `${f.read} ${entityText(step.entity)}`, text: systemText(step.entity) }
    case 'find': {
      const none = noneOf(step)
      return {
        kind: 'find',
        title: `${f.find} ${entityText(step.entity)}`,
        text: [
          `${systemText(step.entity)} · ${f.by} ${[...Object.keys(step.where), ...Object.keys(step.until ?? {})].join(', ')}`,
          ...(step.most === undefined ? [] : [`${f.upTo} ${step.most}`]),
          none === undefined ? f.mayBeNone : `${f.none[none]}${t.colon}${sentenceText(step.because ?? '')}`,
        ].join(' · '),
      }
    }
    case 'each':
      return { kind: 'each', title: `${f.each} ${step.as}`, text: labelText(step.because) }
    case 'skip':
      return { kind: 'gate', title: f.skip, text: sentenceText(step.because) }
    case 'stop':
      return { kind: 'gate', title: f.stop, text: sentenceText(step.because) }
    case 'ensure':
      return {
        kind: 'write',
        title: `${f.ensure} ${entityText(step.to)}`,
        text: `${systemText(step.to)} · ${f.of} ${entityText(step.entity)}`,
        mapping: step.by,
      }
    case 'map':
      return { kind: 'map', title: `${f.make} ${step.as}`, text: `${f.by} ${step.by}`, mapping: step.by }
    case 'balance':
      return { kind: 'proof', title: f.prove, text: `${step.document} = ${step.to}` }
    case 'write':
      return {
        kind: 'write',
        title: `${f.write} ${entityText(step.to)}`,
        text: `${systemText(step.to)} · ${step.of === undefined ? f.once : `${f.of} ${step.of}`}`,
      }
    case 'branch':
      return { kind: 'branch', title: f.branch, text: labelText(step.because) }
    default: {
      // A newer hub may have steps that this page does not know.
      const { do: kind } = step as { do: string }
      return { kind: 'map', title: kind, text: '' }
    }
  }
}

/** Every step in the order that it is taken, branches and rows one deeper than what they stand in. Pure. */
export function shownSteps(
  steps: readonly Step[],
  depth = 0,
  after: string | null = null,
  side?: ShownStep['side'],
): readonly ShownStep[] {
  const shown: ShownStep[] = []
  let before = after
  for (const [place, step] of steps.entries()) {
    shown.push({ id: step.id, ...say(step), depth, after: before, ...(side && place === 0 ? { side } : {}) })
    if (step.do === 'branch') {
      shown.push(...shownSteps(step.then, depth + 1, step.id, 'then'))
      shown.push(...shownSteps(step.otherwise, depth + 1, step.id, 'otherwise'))
    }
    if (step.do === 'each') shown.push(...shownSteps(step.steps, depth + 1, step.id, 'row'))
    before = step.id
  }
  return shown
}

/** What starts a flow: its record, or the clock. */
export function startText({
  on,
  schedule,
  bulk,
  onRequest,
}: Pick<Flow, 'on' | 'schedule' | 'bulk' | 'onRequest'>): string {
  const f = t.flows
  const record = `${systemText(on)} ${entityText(on)}`
  if (onRequest) return `${f.asked} ${record}`
  if (!schedule) return `${record} ${f.changes}`
  const when =
    'every' in schedule ? `${f.every} ${intervalText(schedule.every)}` : `${schedule.cron}, ${schedule.timezone}`
  return bulk ? `${when}, ${f.allOf} ${record}` : when
}

/** "15 minutes" in the language of the page. */
function intervalText(every: string): string {
  const [, count = '', unit = ''] = /^(\d+) (second|minute|hour|day)s?$/.exec(every) ?? []
  const words = t.flows.units[unit as keyof typeof t.flows.units]
  return words === undefined ? every : plural(Number(count), ...words)
}
