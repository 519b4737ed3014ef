import { Environment } from '@marcbachmann/cel-js'
import type { EntityRegistry } from '../domain/connector.ts'
import { Decimal } from '../domain/decimal.ts'
import type { EntitySchema, Field, Fields } from '../domain/entity.ts'
import { InvalidInput, type Problem } from '../domain/errors.ts'
import { type EntityName, type Json, memberOf } from '../domain/record.ts'
import { boundsOf, comparesNested } from './bounds.ts'
import { type Budget, begin, countParts, within } from './budget.ts'
import type { Definition, FieldForm, Flow, Mapping, Setting, Settings, Step, StepOf } from './format.ts'
import { functionsOf, TaxShare, taxTypes, type World } from './functions/index.ts'
import { didYouMean } from './nearest.ts'
import { suggesting } from './suggest.ts'
import { camel, namesIn, type RecordType, recordToValue, recordTypeOf } from './values.ts'

/** Names an expression may use, with their values. */
export type Scope = Readonly<Record<string, unknown>>

/** An expression, parsed and type-checked once. */
export interface Expression {
  readonly text: string
  readonly at: string
  /** CEL's name of what it gives: "string", "decimal", "optional<string>", "list<PrestashopOrder_OrderDetails>". */
  readonly type: string
  /** @throws EvaluationError, for example on a division by zero. */
  readonly run: (scope: Scope) => unknown
  readonly ast: unknown
}

export type CompiledForm =
  | { readonly kind: 'value'; readonly expression: Expression; readonly field: Field }
  | {
      readonly kind: 'list'
      readonly list: Expression
      readonly as: string
      /** CEL's type of a row. */
      readonly row: string
      readonly lets: CompiledLets
      readonly fields: CompiledFields
    }
  | { readonly kind: 'record'; readonly fields: CompiledFields }
/** Intermediate values, each after those it uses. */
export type CompiledLets = readonly { readonly name: string; readonly expression: Expression }[]
export type CompiledFields = readonly { readonly name: string; readonly form: CompiledForm }[]

export interface CompiledMapping {
  readonly mapping: Mapping
  readonly target: EntitySchema
  readonly lets: CompiledLets
  readonly fields: CompiledFields
}

export interface CompiledFlow {
  readonly flow: Flow
  /** The expressions of each step, by step id and member: "skip-unless-paid/unless". */
  readonly expressions: ReadonlyMap<string, Expression>
  /** The entity behind each name that a step reads. */
  readonly names: ReadonlyMap<string, EntityName>
}

/** One version of a definition, ready to run: everything parsed, every expression checked. */
export interface Program {
  readonly definition: Definition
  readonly flows: ReadonlyMap<string, CompiledFlow>
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  readonly settings: object
  readonly recordType: (entity: EntityName) => RecordType
  /** What a look-up hands to expressions of an entity's record: its facts. */
  readonly factsType: (entity: EntityName) => RecordType
  /** The field that holds an entity's key. */
  readonly keyField: (entity: EntityName) => string
  readonly schemaOf: (entity: EntityName) => EntitySchema | undefined
  readonly problems: readonly Problem[]
  /** Runs `work` while functions see this world. Evaluation is synchronous, so there is only ever one. */
  readonly within: <T>(world: World, budget: Budget, work: () => T) => T
}

/**
 * Parses and checks a definition. A program with problems can be inspected but not run.
 * @throws InvalidInput never: see `problems`. Use `compile` for a program that must run.
 */
export function prepare(definition: Definition, entities: EntityRegistry): Program {
  const problems: Problem[] = []
  let world: World | null = null
  const inWorld = () => {
    if (!world) throw new Error('An expression was evaluated outside a world')
    return world
  }

  const types = new Map<EntityName, RecordType>(
    [...entities].map(([name, schema]) => [name, recordTypeOf(camel(name), schema.fields)]),
  )
  const facts = new Map<EntityName, RecordType>(
    [...entities].map(([name, schema]) => [name, recordTypeOf(`${camel(name)}_Facts`, factFields(schema))]),
  )
  const settingsType = recordTypeOf('Settings', settingFields(definition.settings))
  const known = [...types.values(), ...facts.values(), settingsType]
  const base = baseEnvironment(known, inWorld)
  const fieldNames = () => known.flatMap(namesIn)
  const compiler = { base, types, entities, problems, fieldNames }

  const mappings = new Map(
    Object.values(definition.mappings).flatMap((mapping) => {
      const compiled = compileMapping(compiler, mapping)
      return compiled ? [[mapping.id, compiled] as const] : []
    }),
  )
  const flows = new Map(
    Object.values(definition.flows).map((flow) => [flow.id, compileFlow(compiler, flow, definition)] as const),
  )
  return {
    definition,
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

interface Compiler {
  readonly base: Environment
  readonly types: ReadonlyMap<EntityName, RecordType>
  readonly entities: EntityRegistry
  readonly problems: Problem[]
  /** Of every record type: what a misspelt one may have meant. */
  readonly fieldNames: () => readonly string[]
}

function baseEnvironment(types: readonly RecordType[], world: () => World): Environment {
  // Bounds: an expression is a line or a short paragraph, not a program.
  const limits = { maxAstNodes: 600, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 }
  let environment: Environment = new Environment({ enableOptionalTypes: true, limits })
    .registerType('decimal', { ctor: Decimal as unknown as new () => object, fields: {} })
    .registerType('TaxShare', {
      ctor: TaxShare as unknown as new () => object,
      fields: { id: 'string', amount: 'decimal', taxable: 'decimal' },
    })
  for (const { name, ctor, fields } of taxTypes)
    environment = environment.registerType(name, { ctor: ctor as unknown as new () => object, fields })
  const register = (type: RecordType) => {
    const fields: Record<string, string> = {}
    for (const [name, { field, type: value }] of type.fields) {
      const nested = value.record ?? value.of?.record
      if (nested) register(nested)
      fields[name] = field.optional ? `optional<${value.cel}>` : value.cel
    }
    environment = environment.registerType(type.name, { ctor: type.make, fields })
  }
  for (const type of types) register(type)
  for (const [operator, code] of decimalOperators)
    environment = environment.registerOperator(operator, code as (a: unknown, b: unknown) => unknown)
  for (const { signature, code, meaning } of functionsOf(world)) {
    environment = environment.registerFunction(signature, code as (...values: unknown[]) => unknown, {
      description: meaning,
    })
  }
  return environment
}

const whole = (value: bigint) => new Decimal(value.toString())
type Operator = (a: never, b: never) => unknown
const arithmetic = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'div' } as const
const comparison = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', '==': 'eq' } as const

/** decimal with decimal, and with a whole number on either side. `!=` follows from `==`. */
const decimalOperators: readonly (readonly [string, Operator])[] = [
  ...Object.entries({ ...arithmetic, ...comparison }).flatMap(([sign, method]): (readonly [string, Operator])[] => [
    [`decimal ${sign} decimal`, (a: Decimal, b: Decimal) => a[method](b)],
    [`decimal ${sign} int`, (a: Decimal, b: bigint) => a[method](whole(b))],
    ...(sign === '==' ? [] : [[`int ${sign} decimal`, (a: bigint, b: Decimal) => whole(a)[method](b)] as const]),
  ]),
]

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

function compileExpression(
  { problems, fieldNames }: Compiler,
  environment: Environment,
  text: string,
  at: string,
  expected: readonly string[] | null,
): Expression {
  const broken = (reason: string, type = 'dyn'): Expression => {
    problems.push({ at, reason })
    return {
      text,
      at,
      type,
      ast: null,
      run: () => {
        throw new Error(`${at} does not check`)
      },
    }
  }
  try {
    const parsed = environment.parse(text)
    const bound = boundsOf(parsed.ast)
    if (bound) return broken(bound)
    const checked = parsed.check()
    if (!checked.valid) return broken(suggesting(firstLine(checked.error), environment, fieldNames))
    if (comparesNested(parsed.ast)) return broken('compares lists of lists; compare their members one by one')
    const type = String(checked.type)
    if (expected && !expected.includes(type) && type !== 'dyn')
      return broken(`gives ${type}, but ${expected.join(' or ')} is needed`, type)
    countParts(parsed.ast)
    const run = (scope: Scope) => {
      const budget = begin(at)
      const value: unknown = parsed(scope as Record<string, unknown>)
      budget?.count(value, true)
      return value
    }
    return { text, at, type, ast: parsed.ast, run }
  } catch (error) {
    return broken(suggesting(firstLine(error), environment, fieldNames))
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim()

function compileMapping(compiler: Compiler, mapping: Mapping): CompiledMapping | null {
  const at = `mappings/${mapping.id}`
  const target = compiler.entities.get(mapping.to)
  if (!target) {
    compiler.problems.push({
      at: `${at}/to`,
      reason: `there is no entity ${mapping.to}${didYouMean(mapping.to, compiler.types.keys())}`,
    })
    return null
  }
  let environment = compiler.base.clone().registerVariable('settings', 'Settings')
  for (const [name, entity] of Object.entries(mapping.from)) {
    const type = compiler.types.get(entity)
    if (!type)
      compiler.problems.push({
        at: `${at}/from/${name}`,
        reason: `there is no entity ${entity}${didYouMean(entity, compiler.types.keys())}`,
      })
    else environment = withName(compiler, environment, name, type.name, `${at}/from/${name}`)
  }
  const { lets, within } = compileLets(compiler, environment, mapping.let ?? {}, at)
  return {
    mapping,
    target,
    lets,
    fields: compileFields(compiler, within, mapping.fields, target.fields, `${at}/fields`),
  }
}

/** @returns also the environment in which they have their names */
function compileLets(
  compiler: Compiler,
  environment: Environment,
  texts: Readonly<Record<string, string>>,
  at: string,
): { lets: CompiledLets; within: Environment } {
  const lets: { name: string; expression: Expression }[] = []
  let within = environment
  for (const [name, text] of usedBeforeUsing(texts)) {
    const expression = compileExpression(compiler, within, text, `${at}/let/${name}`, null)
    lets.push({ name, expression })
    within = withName(compiler, within, name, expression.type, `${at}/let/${name}`)
  }
  return { lets, within }
}

/** One name means one thing wherever it can be used. */
function withName(compiler: Compiler, environment: Environment, name: string, type: string, at: string): Environment {
  if (!environment.hasVariable(name)) return environment.clone().registerVariable(name, type)
  compiler.problems.push({ at, reason: `"${name}" already names something else here; take another name` })
  return environment
}

/** `let` values in an order in which each stands after those it uses: members of a JSON object have no order. */
function usedBeforeUsing(lets: Readonly<Record<string, string>>): [name: string, text: string][] {
  const waiting = new Map(Object.entries(lets))
  const ordered: [string, string][] = []
  while (waiting.size > 0) {
    const uses = (text: string) => [...waiting.keys()].some((name) => new RegExp(`(?<![.\\w"])${name}\\b`).test(text))
    const next = [...waiting].filter(([, text]) => !uses(text))
    // A circle: checked as it stands, so that its unknown variables are named.
    for (const [name, text] of next.length > 0 ? next : [...waiting]) {
      ordered.push([name, text])
      waiting.delete(name)
    }
  }
  return ordered
}

function compileFields(
  compiler: Compiler,
  environment: Environment,
  forms: Readonly<Record<string, FieldForm>>,
  fields: Fields,
  at: string,
): CompiledFields {
  for (const [name, field] of Object.entries(fields)) {
    if (!field.optional && !Object.hasOwn(forms, name))
      compiler.problems.push({ at: `${at}/${name}`, reason: 'is required and has no expression' })
  }
  return Object.entries(forms).flatMap(([name, form]) => {
    const field = memberOf(fields, name)
    const place = `${at}/${name}`
    if (!field) {
      compiler.problems.push({
        at: place,
        reason: `is no field here; known are ${Object.keys(fields).join(', ')}${didYouMean(name, Object.keys(fields))}`,
      })
      return []
    }
    if (field.readOnly) {
      compiler.problems.push({ at: place, reason: 'is set by the remote system and cannot be written' })
      return []
    }
    const compiled = compileForm(compiler, environment, form, field, place)
    return compiled ? [{ name, form: compiled }] : []
  })
}

function compileForm(
  compiler: Compiler,
  environment: Environment,
  form: FieldForm,
  field: Field,
  at: string,
): CompiledForm | null {
  if (typeof form === 'string') {
    const cel = celTypes(field)
    if (cel) return { kind: 'value', expression: compileExpression(compiler, environment, form, at, cel), field }
    compiler.problems.push({ at, reason: `is a ${field.type}: it needs ${field.type === 'list' ? 'each' : 'fields'}` })
    return null
  }
  if ('each' in form) {
    if (field.type !== 'list' || field.of.type !== 'record') {
      compiler.problems.push({ at, reason: 'is no list of records' })
      return null
    }
    const list = compileExpression(compiler, environment, form.each, `${at}/each`, null)
    const given = field.optional ? (/^optional<(.+)>$/.exec(list.type)?.[1] ?? list.type) : list.type
    const row = /^list<(.+)>$/.exec(given)?.[1]
    if (!row) {
      compiler.problems.push({ at: `${at}/each`, reason: `gives ${list.type}, but a list is needed` })
      return null
    }
    const inner = withName(compiler, environment, form.as, row, `${at}/as`)
    const { lets, within } = compileLets(compiler, inner, form.let ?? {}, at)
    return {
      kind: 'list',
      list,
      as: form.as,
      row,
      lets,
      fields: compileFields(compiler, within, form.fields, field.of.fields, at),
    }
  }
  if (field.type !== 'record') {
    compiler.problems.push({ at, reason: 'has no fields of its own' })
    return null
  }
  return { kind: 'record', fields: compileFields(compiler, environment, form.fields, field.fields, at) }
}

/** What an expression for this field may give. Null: it takes rows or fields, not one expression. */
function celTypes(field: Field): string[] | null {
  const one = {
    text: 'string',
    id: 'string',
    date: 'string',
    choice: 'string',
    decimal: 'decimal',
    integer: 'int',
    boolean: 'bool',
    instant: 'google.protobuf.Timestamp',
  }
  if (field.type === 'list' || field.type === 'record') return null
  const cel = one[field.type]
  return field.optional ? [cel, `optional<${cel}>`] : [cel]
}

/** The members of each kind of step that hold expressions, and what they must give. */
const stepExpressions: { readonly [D in Step['do']]: readonly (readonly [member: string, type: string])[] } = {
  read: [['key', 'string']],
  skip: [['unless', 'bool']],
  stop: [
    ['unless', 'bool'],
    ['says', 'string'],
  ],
  ensure: [['key', 'string']],
  map: [],
  balance: [
    ['to', 'decimal'],
    ['lines', 'decimal'],
    ['digits', 'int'],
    ['cap', 'decimal'],
  ],
  write: [],
  branch: [['if', 'bool']],
}

/** What is wrong with a balance, by the totals of its document's entity. */
function balanceProblems(step: StepOf<'balance'>, schema: EntitySchema | undefined): string[] {
  const totals = schema?.document?.totals
  if (!totals) return [`there is no document "${step.document}" with totals above`]
  const places = totals.rule === 'sum' ? totals.remainder : { over: [], under: [] }
  return (['over', 'under'] as const).flatMap((side) => {
    const place = step[side]
    if (place === undefined) return []
    if (step.cap === undefined) return [`${side} needs a cap`]
    const allowed = places[side]
    if (allowed.length === 0) return [`${side} is not for ${schema.entity}: no remainder is placed there`]
    return allowed.includes(place) ? [] : [`${side} must be ${allowed.join(' or ')}, not ${place}`]
  })
}

function compileFlow(compiler: Compiler, flow: Flow, definition: Definition): CompiledFlow {
  const at = `flows/${flow.id}`
  const expressions = new Map<string, Expression>()
  const names = new Map<string, EntityName>()
  const documents = new Map<string, EntityName>()
  const ids = new Set<string>()
  let environment = compiler.base
    .clone()
    .registerVariable('settings', 'Settings')
    .registerVariable('record', 'string')
    .registerVariable('cutOver', 'google.protobuf.Timestamp')
    .registerVariable('requested', 'bool')

  const compileSteps = (steps: readonly Step[], nested: boolean): void => {
    for (const step of steps) {
      const place = `${at}/${step.id}`
      const wrong = (reason: string) => compiler.problems.push({ at: place, reason })
      if (ids.has(step.id)) wrong('another step has this id')
      ids.add(step.id)
      for (const [member, type] of stepExpressions[step.do]) {
        const text = (step as unknown as Record<string, string | undefined>)[member]
        if (text === undefined) continue
        expressions.set(
          `${step.id}/${member}`,
          compileExpression(compiler, environment, text, `${place}/${member}`, [type]),
        )
      }
      if (step.do === 'read' || step.do === 'ensure') {
        const type = compiler.types.get(step.entity)
        if (!type) wrong(`there is no entity ${step.entity}${didYouMean(step.entity, compiler.types.keys())}`)
        else if (names.has(step.as) && names.get(step.as) !== step.entity)
          wrong(`"${step.as}" already names another record`)
        else if (!names.has(step.as)) {
          names.set(step.as, step.entity)
          environment = withName(compiler, environment, step.as, type.name, `${place}/as`)
        }
      }
      if (step.do === 'ensure' || step.do === 'map') {
        const mapping = memberOf(definition.mappings, step.by)
        if (!mapping) wrong(`there is no mapping ${step.by}${didYouMean(step.by, Object.keys(definition.mappings))}`)
        else {
          for (const [name, entity] of Object.entries(mapping.from)) {
            if (names.get((step.do === 'ensure' ? step.with?.[name] : undefined) ?? name) !== entity)
              wrong(`the mapping ${step.by} needs ${entity} as "${name}", which no step above reads`)
          }
          if (step.do === 'map') documents.set(step.as, mapping.to)
          else if (mapping.to !== step.to) wrong(`the mapping ${step.by} makes ${mapping.to}, not ${step.to}`)
        }
      }
      if (step.do === 'balance') balanceProblems(step, compiler.entities.get(documents.get(step.document)!)).map(wrong)
      if (step.do === 'write' && documents.get(step.document) !== step.to)
        wrong(`there is no ${step.to} "${step.document}" above`)
      if (step.do === 'branch') {
        compileSteps(step.then, true)
        compileSteps(step.otherwise, true)
      }
    }
    if (!nested && !(flow.steps[0]?.do === 'read' && flow.steps[0].entity === flow.on)) {
      compiler.problems.push({ at, reason: `must begin by reading ${flow.on}` })
    }
  }
  compileSteps(flow.steps, false)
  return { flow, expressions, names }
}
