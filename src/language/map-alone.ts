import type { EntityName, RecordValue } from '../domain/record.ts'
import type { FoundRecord } from '../domain/run.ts'
import { Budget } from './budget.ts'
import { applyMapping, attempt, type Outcome } from './evaluate.ts'
import { recordKeyOf } from './known-world.ts'
import type { Program } from './program.ts'
import { recordToValue } from './values.ts'

/**
 * Makes the document of a mapping that is made of one record, outside any run. Pure. Records that it asks for are looked up by
 * the caller, who calls again with them; links are not known here.
 */
export function mapAlone(
  program: Program,
  by: string,
  value: RecordValue,
  known: readonly FoundRecord[],
): Outcome<RecordValue> {
  const compiled = program.mappings.get(by)!
  const [[name, entity]] = Object.entries(compiled.mapping.from) as [[string, EntityName]]
  const scope = { settings: program.settings, [name]: recordToValue(program.recordType(entity), value) }
  const records = new Map(known.map((one) => [recordKeyOf(one.record.entity, one.record.key), one]))
  const budget = new Budget()
  return attempt(program, { links: new Map(), records }, budget, () => applyMapping(compiled, scope, budget))
}
