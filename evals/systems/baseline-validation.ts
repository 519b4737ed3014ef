import { judgeDefinition, seenRun } from '../../src/assistant/validation/index.ts'
import { type RecordValue, ref } from '../../src/domain/record.ts'
import { type Definition, edit, listSide, sourcesOf, type ValueMap } from '../../src/language/index.ts'
import { withSides } from '../../src/value-map-sides.ts'
import type { System } from '../suites/suite.ts'
import type { ValidationAnswer, ValidationSeen } from '../suites/validation.ts'
import { entities, lived, ruleDefinition } from './rule-world.ts'

/** The standard definition with what somebody has changed in it. */
function changed({ set, conditions, values }: ValidationSeen): Definition {
  let definition = ruleDefinition()
  for (const { mapping, path, after } of set) {
    const before = path.reduce<unknown>(
      (form, name) => (form as { fields?: Record<string, unknown> }).fields?.[name] ?? null,
      definition.mappings[mapping],
    )
    definition = edit(definition, [
      { do: 'set-field', mapping, path, before: before as string | null, after },
    ]).definition
  }
  const flow = definition.flows['order-to-sales-order']!
  const at = flow.steps.findLastIndex((step) => step.do === 'read' && step.as === 'customer') + 1
  for (const [number, { because, unless }] of conditions.entries()) {
    const step = { do: 'stop' as const, id: `own-${number + 1}`, unless, because, hint: 'Look at it.' }
    definition = edit(definition, [{ do: 'add-step', flow: flow.id, at, step }]).definition
  }
  const valueMaps = { ...definition.valueMaps }
  for (const id of new Set(values.map(({ valueMap }) => valueMap))) {
    const entries = values.flatMap(({ valueMap, ...entry }) => (valueMap === id ? [entry] : []))
    valueMaps[id] = { ...valueMaps[id], entries } as ValueMap
  }
  return { ...definition, valueMaps }
}

export const baselineValidation: System<ValidationSeen, ValidationAnswer> = (seen) => {
  const definition = changed(seen)
  // The orders are lived through with answers for all that they name; the map under judgement is another.
  const working = { ...definition, valueMaps: ruleDefinition().valueMaps }
  const record = ref('prestashop.order', '7')
  const runs = seen.orders.map((order) => seenRun(record, lived(working, order).journal))
  const sides = new Map(
    Object.entries(seen.sides).map(([id, listed]) => [id, bothSides(definition.valueMaps[id]!, listed)]),
  )
  const found = judgeDefinition({ definition, entities, runs, sides })
  return { found: found.map(({ kind, at, sure, evidence }) => ({ kind, at, sure, evidence: [...evidence] })) }
}

function bothSides(valueMap: ValueMap, listed: ValidationSeen['sides'][string]) {
  const named = withSides(valueMap)!
  const side = (which: 'from' | 'to') =>
    listSide(named.between[which], sourcesOf(named.between[which]), () => ({
      ...{ rows: listed[which] as readonly RecordValue[], whole: true },
    }))
  return { valueMap: named, from: side('from'), to: side('to') }
}

/** Finds nothing. */
export const noFindings: System<ValidationSeen, ValidationAnswer> = () => ({ found: [] })
