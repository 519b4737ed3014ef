import type { RecordValue } from '../domain/record.ts'
import type { JournalEntry } from '../domain/run.ts'
import { writeSteps } from './asked-of-record.ts'
import { Budget } from './budget.ts'
import type { DecidedRun } from './decide.ts'
import { applyMapping, attempt } from './evaluate.ts'
import { type Step, stepsWithin } from './format.ts'
import { journaled } from './journaled.ts'
import type { Program } from './program.ts'
import { recordToValue } from './values.ts'

/**
 * The fields by which the document of a step is known again, its key and its identity, where they follow from what the run
 * has read so far, without the rest of the document. Null: they need more. Pure.
 *
 * @param step the id of a step that writes
 */
export function knownBy(
  program: Program,
  { flow: id }: Pick<DecidedRun, 'flow'>,
  journal: readonly JournalEntry[],
  step: string,
): RecordValue | null {
  const { flow, names } = program.flows.get(id)!
  const writing = writeSteps(flow.steps).find((one) => one.id === step)!
  const mapping = allOf(flow.steps).find((one) => one.do === 'map' && one.as === writing.document)
  const compiled = mapping?.do === 'map' ? program.mappings.get(mapping.by) : undefined
  if (!compiled) return null
  const wanted = [program.keyField(writing.to), ...writing.identity]
  const fields = compiled.fields.filter(({ name }) => wanted.includes(name))
  const read = [...journaled(journal).values].flatMap(([name, value]) => {
    const entity = names.get(name)
    return entity && value ? [[name, recordToValue(program.recordType(entity), value)] as const] : []
  })
  const scope = { settings: program.settings, ...Object.fromEntries(read) }
  const budget = new Budget()
  const made = attempt(program, { links: new Map(), records: new Map() }, budget, () =>
    applyMapping({ ...compiled, lets: [], fields }, scope, budget),
  )
  return made.is === 'value' && made.value[program.keyField(writing.to)] !== undefined ? made.value : null
}

const allOf = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...stepsWithin(step).flatMap(allOf)])
