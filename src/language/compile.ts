import type { EntityRegistry } from '../domain/connector.ts'
import { customFieldProblems, withCustomFields } from '../domain/custom-fields.ts'
import type { EntitySchema, Field, Fields } from '../domain/entity.ts'
import { InvalidInput, type Problem } from '../domain/errors.ts'
import type { EntityName, Json } from '../domain/record.ts'
import { within } from './budget.ts'
import { compileFlow } from './compile-flow.ts'
import { compileMapping } from './compile-mapping.ts'
import { baseEnvironment } from './environment.ts'
import type { Definition, Setting, Settings } from './format.ts'
import type { World } from './functions/index.ts'
import type { Program } from './program.ts'
import type { KnownFields } from './suggest.ts'
import { camel, namesIn, type RecordType, recordToValue, recordTypeOf } from './values.ts'

/**
 * Parses and checks a definition. A program with problems can be inspected but not run.
 * @throws InvalidInput never: see `problems`. Use `compile` for a program that must run.
 */
export function prepare(definition: Definition, known: EntityRegistry): Program {
  const problems: Problem[] = customFieldProblems(known, definition.customFields)
  const entities = withCustomFields(known, definition.customFields)
  let world: World | null = null
  let asked = 0
  const inWorld = () => {
    if (!world) throw new Error('An expression was evaluated outside a world')
    asked++
    return world
  }

  const types = new Map<EntityName, RecordType>(
    [...entities].map(([name, schema]) => [name, recordTypeOf(camel(name), schema.fields)]),
  )
  const facts = new Map<EntityName, RecordType>(
    [...entities].map(([name, schema]) => [name, recordTypeOf(`${camel(name)}_Facts`, factFields(schema))]),
  )
  const settingsType = recordTypeOf('Settings', settingFields(definition.settings))
  const recordTypes = [...types.values(), ...facts.values(), settingsType]
  const base = baseEnvironment(recordTypes, inWorld)
  const compiler = { base, types, entities, problems, known: knownFields(types, recordTypes) }

  const mappings = new Map(
    Object.values(definition.mappings).flatMap((mapping) => {
      const compiled = compileMapping(compiler, mapping)
      return compiled ? [[mapping.id, compiled] as const] : []
    }),
  )
  const flows = new Map(
    Object.values(definition.flows).map(
      (flow) => [flow.id, compileFlow(compiler, flow, definition, mappings)] as const,
    ),
  )
  return {
    definition,
    entities,
    flows,
    mappings,
    settings: recordToValue(settingsType, settingValues(definition.settings)),
    recordType: (entity) => {
      const type = types.get(entity)
      if (!type) throw new Error(`Unknown entity ${entity}`)
      return type
    },
    factsType: (entity) => facts.get(entity)!,
    keyField: (entity) => entities.get(entity)!.key,
    schemaOf: (entity) => entities.get(entity),
    problems,
    asked: () => asked,
    within(next, budget, work) {
      const before = world
      world = next
      try {
        return within(budget, work)
      } finally {
        world = before
      }
    },
  }
}

/** @throws InvalidInput naming each place and reason, when the definition does not check. */
export function compile(definition: Definition, entities: EntityRegistry): Program {
  const program = prepare(definition, entities)
  if (program.problems.length > 0) throw new InvalidInput('Definition', program.problems)
  return program
}

function factFields({ fields, facts = [] }: EntitySchema): Fields {
  return Object.fromEntries(facts.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])))
}

function settingFields({ settings }: Settings): Fields {
  const field = (setting: Setting): Field => {
    switch (setting.type) {
      case 'text':
        return { type: 'text', about: setting.about }
      case 'texts':
        return { type: 'list', of: { type: 'text' }, about: setting.about }
      default:
        return { type: setting.type, about: setting.about }
    }
  }
  // One that nobody has decided is left out: reading it is then a problem of the definition, not an empty value.
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => (setting.value === null ? [] : [[name, field(setting)]])),
  )
}

function settingValues({ settings }: Settings): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
  )
}

/** What record types have, by their names, and what people call them: the entity, where it is one. */
function knownFields(types: ReadonlyMap<EntityName, RecordType>, all: readonly RecordType[]): KnownFields {
  const entityOf = new Map([...types].map(([entity, { name }]) => [name, entity as string]))
  const calledSo = (name: string) => {
    const [outer = '', ...inner] = name.split('_')
    return [entityOf.get(outer) ?? (outer === 'Settings' ? 'the settings' : outer), ...inner].join(' ')
  }
  const within = (type: RecordType): readonly RecordType[] => [
    type,
    ...[...type.fields.values()].flatMap(({ type: value }) => {
      const inner = value.record ?? value.of?.record
      return inner ? within(inner) : []
    }),
  ]
  return {
    of: (name) => {
      const type = all.flatMap(within).find((one) => one.name === name)
      return type ? { called: calledSo(name), fields: [...type.fields.keys()] } : null
    },
    all: () => all.flatMap(namesIn),
  }
}
