import type { Step } from '../../../language/index.ts'
import { entityText, systemText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'

export type StepKind = 'read' | 'gate' | 'write' | 'map' | 'proof' | 'branch'

/** One step as the drawing and the list beside it say it. */
export interface ShownStep {
  readonly id: string
  readonly kind: StepKind
  readonly title: string
  readonly text: string
  /** The mapping that makes its document. */
  readonly mapping?: string
  /** How deep it stands in branches. */
  readonly depth: number
  /** "then" or "otherwise" of the branch above. */
  readonly side?: 'then' | 'otherwise'
  /** The id of the step that leads to it; null: the start. */
  readonly after: string | null
}

function say(step: Step): Pick<ShownStep, 'kind' | 'title' | 'text' | 'mapping'> {
  const f = t.flows
  switch (step.do) {
    case 'read':
      return { kind: 'read', title: `${f.read} ${entityText(step.entity)}`, text: systemText(step.entity) }
    case 'skip':
      return { kind: 'gate', title: f.skip, text: step.because }
    case 'stop':
      return { kind: 'gate', title: f.stop, text: step.because }
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
      return { kind: 'write', title: `${f.write} ${entityText(step.to)}`, text: `${systemText(step.to)} · ${f.once}` }
    case 'branch':
      return { kind: 'branch', title: f.branch, text: step.because }
    default: {
      // A newer hub may have steps that this page does not know.
      const { do: kind } = step as { do: string }
      return { kind: 'map', title: kind, text: '' }
    }
  }
}

/** Every step in the order that it is taken, branches one deeper than what they stand in. Pure. */
export function shownSteps(
  steps: readonly Step[],
  depth = 0,
  after: string | null = null,
  side?: 'then' | 'otherwise',
): readonly ShownStep[] {
  const shown: ShownStep[] = []
  let before = after
  for (const [place, step] of steps.entries()) {
    shown.push({ id: step.id, ...say(step), depth, after: before, ...(side && place === 0 ? { side } : {}) })
    if (step.do === 'branch') {
      shown.push(...shownSteps(step.then, depth + 1, step.id, 'then'))
      shown.push(...shownSteps(step.otherwise, depth + 1, step.id, 'otherwise'))
    }
    before = step.id
  }
  return shown
}
