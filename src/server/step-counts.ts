import type { Run } from '../domain/run.ts'
import { type Step, stepsWithin } from '../language/index.ts'

/** What the last runs of a flow did at one of its steps. */
interface StepCount {
  readonly step: string
  /** Runs that read, looked up, proved or wrote something there, or failed. */
  readonly runs: number
  /** Runs that ended there: what a gate leaves, and what it asks a person about. */
  readonly ended: number
}

/** Counts each run once at a step, however often it went there. A gate leaves nothing in a journal but its sentence at the end. Pure. */
export function stepCounts(
  steps: readonly Step[],
  /** `passed`: the steps that their journals name. */
  runs: readonly { readonly run: Pick<Run, 'reason'>; readonly passed: ReadonlySet<string | null> }[],
): readonly StepCount[] {
  const all = flat(steps)
  return all.flatMap((step) => {
    const sentence = 'because' in step ? step.because : undefined
    const passed = runs.filter(({ passed }) => passed.has(step.id))
    const ended = sentence === undefined ? [] : runs.filter(({ run }) => run.reason?.startsWith(sentence))
    return passed.length + ended.length === 0 ? [] : [{ step: step.id, runs: passed.length, ended: ended.length }]
  })
}

const flat = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...stepsWithin(step).flatMap(flat)])
