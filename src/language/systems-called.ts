import type { EntityRegistry } from '../domain/connector.ts'
import { uncountedEntity } from '../domain/hub-records.ts'
import { type EntityName, type System, systemOf } from '../domain/record.ts'
import { expressionsOf } from './expressions.ts'
import { type Flow, type Step, stepsWithin } from './format.ts'
import { lookedUpBy } from './functions/index.ts'
import type { CompiledMapping, Expression } from './program.ts'
import { callOf, nodesIn, textOf } from './syntax.ts'

/**
 * The systems that the runs of a flow may call: those of the records that its steps read, find, ensure and write, of the
 * lists that its rounds watch, and of what its expressions look up. Links and value maps are the hub's own, and no call.
 */
export function systemsCalled(
  { on, bulk, steps }: Flow,
  parts: {
    readonly expressions: Iterable<Expression>
    readonly mappings: ReadonlyMap<string, CompiledMapping>
    readonly entities: EntityRegistry
  },
): ReadonlySet<System> {
  const entities = new Set<EntityName>([on, ...(bulk?.watch ?? [])])
  const look = ({ ast }: Expression) => {
    for (const node of nodesIn(ast)) {
      const call = callOf(node)
      const entity = call && lookedUpBy(call.name, textOf(call.args[0]))
      if (entity) entities.add(entity)
    }
  }
  for (const expression of parts.expressions) look(expression)
  for (const step of allSteps(steps)) {
    if ('entity' in step) entities.add(step.entity)
    if (step.do === 'ensure' || step.do === 'write') entities.add(step.to)
    const mapping = step.do === 'ensure' || step.do === 'map' ? parts.mappings.get(step.by) : undefined
    if (mapping) for (const { expression } of expressionsOf(mapping)) look(expression)
  }
  // What is not counted yet is read from the records that take it.
  if (entities.delete(uncountedEntity))
    for (const { entity, takesStock } of parts.entities.values()) if (takesStock) entities.add(entity)
  return new Set([...entities].map(systemOf).filter((system) => system !== 'hub'))
}

/** Every step, those of branches and rows too. */
function* allSteps(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step
    for (const inner of stepsWithin(step)) yield* allSteps(inner)
  }
}
