import type { Environment } from '@marcbachmann/cel-js'
import type { EntitySchema } from '../domain/entity.ts'
import { takingEntity, tickEntity, uncountedEntity } from '../domain/hub-records.ts'
import { didYouMean } from '../domain/nearest.ts'
import { type EntityName, memberOf } from '../domain/record.ts'
import { addName, type Compiler, compileExpression } from './compile-expression.ts'
import { withComparedRecords } from './environment.ts'
import { usesOf } from './expressions.ts'
import { type Definition, type Flow, type Guard, noneOf, type Step, type StepOf, stepsWithin } from './format.ts'
import type { CompiledBulk, CompiledFlow, CompiledMapping, Expression } from './program.ts'
import { intervalOf, scheduleProblem } from './schedule.ts'
import { systemsCalled } from './systems-called.ts'
import { camel, recordTypeOf } from './values.ts'

/** The members of each kind of step that hold expressions, and what they must give. */
const stepExpressions: { readonly [D in Step['do']]: readonly (readonly [member: string, type: string])[] } = {
  read: [['key', 'string']],
  skip: [
    ['unless', 'bool'],
    ['says', 'string'],
    ['goOnAfter', 'int'],
  ],
  stop: [
    ['unless', 'bool'],
    ['says', 'string'],
  ],
  ensure: [['key', 'string']],
  find: [],
  map: [],
  balance: [
    ['to', 'decimal'],
    ['lines', 'decimal'],
    ['digits', 'int'],
    ['cap', 'decimal'],
  ],
  write: [
    ['tellCustomer', 'bool'],
    ['mostTold', 'int'],
  ],
  branch: [['if', 'bool']],
  each: [],
}

/** What a row may do: anything but to end the run, as the rows below it are still to come. */
const rowSteps: ReadonlySet<Step['do']> = new Set([
  ...(['read', 'find', 'stop', 'branch', 'ensure', 'map', 'balance', 'write'] as const),
])

const withinRows = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => [step, ...stepsWithin(step).flatMap(withinRows)])

/** What is wrong with a balance, by the totals of its document's entity. */
function balanceProblems(step: StepOf<'balance'>, schema: EntitySchema | undefined): string[] {
  const totals = schema?.document?.totals
  if (!totals) return [`there is no document "${step.document}" with totals above`]
  if (totals.rule === 'sum' && !schema.document?.lines?.priced)
    return [
      `${schema.entity} sums the totals of its lines, and its lines have no price and quantity: it cannot be balanced`,
    ]
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

/** A flow with its expressions checked, from the top: a step sees what the steps above it have named. */
export function compileFlow(
  compiler: Compiler,
  flow: Flow,
  definition: Definition,
  mappings: ReadonlyMap<string, CompiledMapping>,
): CompiledFlow {
  const walk = new FlowCompiler(compiler, definition, `flows/${flow.id}`)
  walk.steps(flow.steps)
  const [first] = flow.steps
  if (!(first?.do === 'read' && first.entity === flow.on))
    compiler.problems.push({ at: `flows/${flow.id}`, reason: `must begin by reading ${flow.on}` })
  for (const reason of scheduleProblems(flow)) compiler.problems.push({ at: `flows/${flow.id}/schedule`, reason })
  const bulk = flow.bulk ? walk.bulk(flow, flow.bulk) : null
  const { expressions, names, lists } = walk
  const systems = systemsCalled(flow, { expressions: expressions.values(), mappings, entities: compiler.entities })
  const ofSteps = Map.groupBy(expressions, ([place]) => place.slice(0, place.indexOf('/')))
  const uses = new Map([...ofSteps].map(([step, its]) => [step, usesOf(its.map(([, expression]) => expression))]))
  return { flow, expressions, uses, names, lists, systems, bulk }
}

/** A flow on the clock says when; any other is started by its records. */
function scheduleProblems({ on, schedule, bulk, onRequest }: Flow): string[] {
  if (onRequest && (bulk || schedule)) return ['starts a flow that only a person starts: take one of the two out']
  if ((on === tickEntity || bulk) && !schedule)
    return [`is missing: a flow ${bulk ? 'in bulk' : `on ${tickEntity}`} says when it starts`]
  if (on !== tickEntity && !bulk && schedule) return [`is of a flow on ${tickEntity}; ${on} starts this one`]
  const problem = schedule ? scheduleProblem(schedule) : null
  return problem === null ? [] : [problem]
}

class FlowCompiler {
  readonly expressions = new Map<string, Expression>()
  readonly names = new Map<string, EntityName>()
  readonly lists = new Set<string>()
  private readonly documents = new Map<string, EntityName>()
  private readonly ids = new Set<string>()
  private readonly compiler: Compiler
  private readonly definition: Definition
  private readonly at: string
  private environment: Environment
  /** Whether a name is of the row that is compiled. */
  private ofRow: (name: string) => boolean = () => true

  constructor(compiler: Compiler, definition: Definition, at: string) {
    this.compiler = compiler
    this.definition = definition
    this.at = at
    this.environment = compiler.base
      .clone()
      .registerVariable('settings', 'Settings')
      .registerVariable('record', 'string')
      .registerVariable('cutOver', 'google.protobuf.Timestamp')
      .registerVariable('flowSince', 'google.protobuf.Timestamp')
      .registerVariable('ordersSince', 'google.protobuf.Timestamp')
      .registerVariable('madeSince', 'map<string, google.protobuf.Timestamp>')
      .registerVariable('requested', 'bool')
  }

  steps(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.ids.has(step.id)) this.wrong(step, 'another step has this id')
      this.ids.add(step.id)
      this.compileExpressions(step)
      if (step.do === 'read' || step.do === 'ensure') this.nameRecord(step)
      if (step.do === 'find') this.compileFind(step)
      if (step.do === 'stop' && step.links) this.compileLinks(step, step.links)
      if (step.do === 'ensure' || step.do === 'map') this.checkMapping(step)
      if (step.do === 'balance')
        for (const reason of balanceProblems(step, this.compiler.entities.get(this.documents.get(step.document)!)))
          this.wrong(step, reason)
      if (step.do === 'write') this.checkWrite(step)
      if (step.do === 'skip' && step.again) this.checkAgain(step)
      if (step.do === 'skip' && step.goOnAfter !== undefined && !step.again)
        this.wrong(step, 'goOnAfter is for a record that is looked at again: again is missing')
      if (step.do === 'skip' && step.goOnAfter !== undefined && step.says !== undefined)
        this.wrong(
          step,
          'says is not for a step with goOnAfter: its waiting is counted by one reason that stays the same',
        )
      if (step.do === 'branch') {
        this.steps(step.then)
        this.steps(step.otherwise)
      }
      if (step.do === 'each') this.forEach(step)
    }
  }

  /** Its steps see the row; what they name is known in the row alone. */
  private forEach(step: StepOf<'each'>): void {
    const { compiler } = this
    const place = `${step.id}/list`
    const list = compileExpression(compiler, this.environment, step.list, `${this.at}/${place}`, null)
    this.expressions.set(place, list)
    const row = /^list<(.+)>$/.exec(list.type)?.[1]
    if (row === undefined) {
      if (list.ast !== null) this.wrong(step, `list gives ${list.type}, but a list is needed`)
      return
    }
    for (const inner of withinRows(step.steps)) {
      if (!rowSteps.has(inner.do)) this.wrong(inner, `${inner.do} is not for rows: they ${[...rowSteps].join(', ')}`)
      if (inner.do === 'read' ? inner.missing === 'skip' : inner.do === 'find' && noneOf(inner) === 'skip')
        this.wrong(inner, 'nothing is skipped in a row: it would end the run before the rows below')
      if (inner.do === 'write' && inner.of === undefined)
        this.wrong(inner, 'of is missing: a row writes the document of a record that it has read')
      if ('as' in inner && this.names.has(inner.as)) this.wrong(inner, `"${inner.as}" already names another record`)
    }
    const [outside, before] = [this.environment, new Map(this.documents)]
    this.environment = outside.clone()
    addName(compiler, this.environment, step.as, row, `${this.at}/${step.id}/as`)
    this.documents.clear()
    const [names, within] = [new Set(this.names.keys()), this.ofRow]
    this.ofRow = (name) => !names.has(name)
    this.steps(step.steps)
    this.ofRow = within
    // One that was copied takes no more names.
    this.environment = outside.clone()
    this.documents.clear()
    for (const [document, entity] of before) this.documents.set(document, entity)
  }

  private checkWrite(step: StepOf<'write'>): void {
    if (this.documents.get(step.document) !== step.to)
      this.wrong(step, `there is no ${step.to} "${step.document}" above`)
    if (step.of === undefined) return
    if (!this.names.has(step.of) || this.lists.has(step.of))
      this.wrong(step, `of: no step above reads one "${step.of}"`)
    else if (!this.ofRow(step.of))
      this.wrong(step, `of: "${step.of}" is read outside of the rows, so it is not the row's own`)
  }

  private wrong(step: Step, reason: string): void {
    this.compiler.problems.push({ at: `${this.at}/${step.id}`, reason })
  }

  private checkAgain(step: StepOf<'skip'>): void {
    for (const member of ['every', 'for'] as const) {
      const text = step.again![member]
      if (intervalOf(text) === null) this.wrong(step, `again/${member} is "30 minutes" or "60 days", not "${text}"`)
    }
    const on = this.definition.flows[this.at.slice('flows/'.length)]?.on
    if (on && !this.compiler.entities.get(on)?.listedBy?.madeAt)
      this.wrong(step, `again is for records that say when they were made; ${on} does not`)
  }

  private compileExpressions(step: Step): void {
    for (const [member, type] of stepExpressions[step.do]) {
      const text = (step as unknown as Record<string, string | undefined>)[member]
      if (text === undefined) continue
      const place = `${step.id}/${member}`
      this.expressions.set(
        place,
        compileExpression(this.compiler, this.environment, text, `${this.at}/${place}`, [type]),
      )
    }
  }

  private nameRecord(step: StepOf<'read'> | StepOf<'ensure'>): void {
    const { compiler, names } = this
    const type = compiler.types.get(step.entity)
    if (!type) this.wrong(step, `there is no entity ${step.entity}${didYouMean(step.entity, compiler.types.keys())}`)
    else if (names.has(step.as) && names.get(step.as) !== step.entity)
      this.wrong(step, `"${step.as}" already names another record`)
    else if (!names.has(step.as)) {
      names.set(step.as, step.entity)
      addName(compiler, this.environment, step.as, type.name, `${this.at}/${step.id}/as`)
    }
  }

  private compileLinks(step: Step, { of, to, sure, perhaps }: NonNullable<StepOf<'stop'>['links']>): void {
    if (!this.names.has(of) || this.lists.has(of)) this.wrong(step, `links/of: no step above reads one "${of}"`)
    if (!this.compiler.entities.has(to))
      this.wrong(step, `links/to: there is no entity ${to}${didYouMean(to, this.compiler.entities.keys())}`)
    for (const [member, text] of Object.entries({ sure, perhaps })) {
      const place = `${step.id}/links/${member}`
      this.expressions.set(
        place,
        compileExpression(this.compiler, this.environment, text, `${this.at}/${place}`, ['list<string>']),
      )
    }
  }

  /** Its fields are of the entity; the names below see what it found. */
  private compileFind(step: StepOf<'find'>): void {
    const schema = this.compiler.entities.get(step.entity)
    const wheres = Object.entries(step.where).map(([field, text]) => ({
      field,
      text,
      types: ['string', 'list<string>'],
    }))
    const untils = Object.entries(step.until ?? {}).map(([field, text]) => ({
      field,
      text,
      types: ['google.protobuf.Timestamp'],
    }))
    for (const { field, text, types } of [...wheres, ...untils]) {
      if (schema && !memberOf(schema.fields, field))
        this.wrong(step, `${step.entity} has no field ${field}${didYouMean(field, Object.keys(schema.fields))}`)
      const place = `${step.id}/${field}`
      this.expressions.set(
        place,
        compileExpression(this.compiler, this.environment, text, `${this.at}/${place}`, types),
      )
    }
    if (wheres.length + untils.length === 0) this.wrong(step, 'must name a field that it finds records by')
    if (step.missing === undefined && step.most === undefined)
      this.wrong(step, 'missing is left out: without the one record the run can only "skip" or "ask"')
    if (step.empty !== undefined && step.most === undefined)
      this.wrong(step, 'empty is of a list, which has "most"; of one record it is "missing"')
    if (step.tooMany !== undefined && step.most === undefined)
      this.wrong(step, 'tooMany is of a list, which has "most": of one record two are a question')
    if (noneOf(step) !== undefined && step.because === undefined)
      this.wrong(step, 'because is left out: it says why the run is skipped or a person is asked')
    const { compiler } = this
    const type = compiler.types.get(step.entity)
    if (!type || this.names.has(step.as)) {
      this.wrong(
        step,
        type
          ? `"${step.as}" already names another record`
          : `there is no entity ${step.entity}${didYouMean(step.entity, compiler.types.keys())}`,
      )
      return
    }
    this.names.set(step.as, step.entity)
    if (step.most !== undefined) this.lists.add(step.as)
    const name = step.most === undefined ? type.name : `list<${type.name}>`
    addName(compiler, this.environment, step.as, name, `${this.at}/${step.id}/as`)
  }

  /** A bulk flow reads its record, finds what belongs to it, maps, and sets: rounds do that a page at a time. */
  bulk(flow: Flow, { guards, watch = [], first, full, takes, places }: NonNullable<Flow['bulk']>): CompiledBulk | null {
    const wrong = (reason: string) => this.compiler.problems.push({ at: `${this.at}/bulk`, reason })
    const fullMs = full === undefined ? null : intervalOf(full)
    if (full !== undefined && fullMs === null) wrong(`full is "24 hours" or "1 day", not "${full}"`)
    for (const entity of watch)
      if (!this.compiler.entities.has(entity))
        wrong(`there is no entity ${entity}${didYouMean(entity, this.compiler.entities.keys())}`)
    const odd = flow.steps.find(({ do: it }) => !['read', 'find', 'skip', 'stop', 'map', 'write'].includes(it))
    if (odd) wrong(`has a step "${odd.do}" (${odd.id}); it reads, finds, skips, stops, maps and sets`)
    const writes = flow.steps.filter((step) => step.do === 'write')
    const [write] = writes
    const mapped = flow.steps.find((step) => step.do === 'map' && step.as === write?.document)
    const mapping = mapped?.do === 'map' ? memberOf(this.definition.mappings, mapped.by) : undefined
    const schema = write && this.compiler.entities.get(write.to)
    if (writes.length !== 1 || schema?.way !== 'set' || !mapping) {
      wrong('sets one document of a record that is there: one map, and one set of it')
      return null
    }
    const fields = Object.fromEntries(
      Object.keys(mapping.fields).flatMap((name) => (schema.fields[name] ? [[name, schema.fields[name]]] : [])),
    )
    const document = recordTypeOf(camel(`bulk.${flow.id.replaceAll('-', '_')}`), fields)
    const there = withComparedRecords(this.compiler.base.clone(), document)
      .registerVariable('settings', 'Settings')
      .registerVariable('before', document.name)
    const environment = there
      .clone()
      .registerVariable('after', document.name)
      .registerVariable('written', document.name)
      .registerVariable('unwritten', 'bool')
    return {
      to: write!.to,
      document,
      fullMs,
      takes: this.takes(flow, takes, places, wrong),
      first:
        first === undefined
          ? null
          : compileExpression(this.compiler, environment, first, `${this.at}/bulk/first`, ['decimal', 'int']),
      guards: guards.map((guard) => ({
        guard: this.withLimits(guard, wrong),
        counts: compileExpression(this.compiler, environment, guard.counts, `${this.at}/bulk/${guard.id}`, ['bool']),
        of:
          guard.of === undefined
            ? null
            : compileExpression(this.compiler, there, guard.of, `${this.at}/bulk/${guard.id}/of`, ['bool']),
      })),
    }
  }

  /** A guard with the numbers that settings give it. */
  private withLimits(guard: Guard, wrong: (reason: string) => void): Guard {
    const { mostIs, percentIs } = guard
    const numberIn = (setting: string, highest: number): number => {
      const value = memberOf(this.definition.settings.settings, setting)?.value
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= highest) return value
      wrong(`guard ${guard.id} names a setting of a whole number from 0 to ${highest}; "${setting}" is none`)
      return 0
    }
    return {
      ...guard,
      ...(mostIs === undefined ? {} : { most: numberIn(mostIs, 1_000_000) }),
      ...(percentIs === undefined ? {} : { share: String(numberIn(percentIs, 100) / 100) }),
    }
  }

  /** A flow that reads what is not counted says what an order takes. */
  private takes(
    flow: Flow,
    by: string | undefined,
    places: string | undefined,
    wrong: (reason: string) => void,
  ): CompiledBulk['takes'] {
    if (by === undefined) {
      const reads = flow.steps.some(
        (step) => (step.do === 'read' || step.do === 'find') && step.entity === uncountedEntity,
      )
      if (reads) wrong(`takes is missing: ${uncountedEntity} is counted by the mapping that it names`)
      return null
    }
    const mapping = memberOf(this.definition.mappings, by)
    const [source, ...others] = Object.values(mapping?.from ?? {})
    if (
      !mapping ||
      !source ||
      others.length > 0 ||
      mapping.lists ||
      mapping.to !== takingEntity ||
      !this.compiler.entities.get(source)?.takesStock
    ) {
      wrong(
        `takes names a mapping of one record that takes stock, such as an order, to ${takingEntity}; "${by}" is none`,
      )
      return null
    }
    const sites = places === undefined ? [] : memberOf(this.definition.settings.settings, places)?.value
    if (!Array.isArray(sites)) wrong(`places names a setting that is a list of texts; "${places}" is none`)
    return { of: source, by, places: Array.isArray(sites) ? sites.map(String) : [] }
  }

  private checkMapping(step: StepOf<'ensure'> | StepOf<'map'>): void {
    const { mappings } = this.definition
    const mapping = memberOf(mappings, step.by)
    if (!mapping) {
      this.wrong(step, `there is no mapping ${step.by}${didYouMean(step.by, Object.keys(mappings))}`)
      return
    }
    for (const [name, entity] of Object.entries(mapping.from)) {
      const own = (step.do === 'ensure' ? step.with?.[name] : undefined) ?? name
      if (this.names.get(own) !== entity || this.lists.has(own))
        this.wrong(step, `the mapping ${step.by} needs ${entity} as "${name}", which no step above reads`)
    }
    for (const [name, entity] of Object.entries(mapping.lists ?? {}))
      if (!this.lists.has(name) || this.names.get(name) !== entity)
        this.wrong(step, `the mapping ${step.by} needs a list of ${entity} as "${name}", which no step above finds`)
    if (step.do === 'map') this.documents.set(step.as, mapping.to)
    else if (mapping.to !== step.to) this.wrong(step, `the mapping ${step.by} makes ${mapping.to}, not ${step.to}`)
  }
}
