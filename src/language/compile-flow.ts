import type { Environment } from '@marcbachmann/cel-js'
import type { EntitySchema } from '../domain/entity.ts'
import { tickEntity } from '../domain/hub-records.ts'
import { didYouMean } from '../domain/nearest.ts'
import { type EntityName, memberOf } from '../domain/record.ts'
import { type Compiler, compileExpression, withName } from './compile-expression.ts'
import type { Definition, Flow, Step, StepOf } from './format.ts'
import type { CompiledFlow, Expression } from './program.ts'
import { scheduleProblem } from './schedule.ts'

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

/** A flow with its expressions checked, from the top: a step sees what the steps above it have named. */
export function compileFlow(compiler: Compiler, flow: Flow, definition: Definition): CompiledFlow {
  const walk = new FlowCompiler(compiler, definition, `flows/${flow.id}`)
  walk.steps(flow.steps)
  const [first] = flow.steps
  if (!(first?.do === 'read' && first.entity === flow.on))
    compiler.problems.push({ at: `flows/${flow.id}`, reason: `must begin by reading ${flow.on}` })
  for (const reason of scheduleProblems(flow)) compiler.problems.push({ at: `flows/${flow.id}/schedule`, reason })
  return { flow, expressions: walk.expressions, names: walk.names }
}

/** A flow on the clock says when; any other is started by its records. */
function scheduleProblems({ on, schedule }: Flow): string[] {
  if (on === tickEntity && !schedule) return [`is missing: a flow on ${tickEntity} says when it starts`]
  if (on !== tickEntity && schedule) return [`is of a flow on ${tickEntity}; ${on} starts this one`]
  const problem = schedule ? scheduleProblem(schedule) : null
  return problem === null ? [] : [problem]
}

class FlowCompiler {
  readonly expressions = new Map<string, Expression>()
  readonly names = new Map<string, EntityName>()
  private readonly documents = new Map<string, EntityName>()
  private readonly ids = new Set<string>()
  private readonly compiler: Compiler
  private readonly definition: Definition
  private readonly at: string
  private environment: Environment

  constructor(compiler: Compiler, definition: Definition, at: string) {
    this.compiler = compiler
    this.definition = definition
    this.at = at
    this.environment = compiler.base
      .clone()
      .registerVariable('settings', 'Settings')
      .registerVariable('record', 'string')
      .registerVariable('cutOver', 'google.protobuf.Timestamp')
      .registerVariable('requested', 'bool')
  }

  steps(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.ids.has(step.id)) this.wrong(step, 'another step has this id')
      this.ids.add(step.id)
      this.compileExpressions(step)
      if (step.do === 'read' || step.do === 'ensure') this.nameRecord(step)
      if (step.do === 'ensure' || step.do === 'map') this.checkMapping(step)
      if (step.do === 'balance')
        for (const reason of balanceProblems(step, this.compiler.entities.get(this.documents.get(step.document)!)))
          this.wrong(step, reason)
      if (step.do === 'write' && this.documents.get(step.document) !== step.to)
        this.wrong(step, `there is no ${step.to} "${step.document}" above`)
      if (step.do === 'branch') {
        this.steps(step.then)
        this.steps(step.otherwise)
      }
    }
  }

  private wrong(step: Step, reason: string): void {
    this.compiler.problems.push({ at: `${this.at}/${step.id}`, reason })
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
      this.environment = withName(compiler, this.environment, step.as, type.name, `${this.at}/${step.id}/as`)
    }
  }

  private checkMapping(step: StepOf<'ensure'> | StepOf<'map'>): void {
    const { mappings } = this.definition
    const mapping = memberOf(mappings, step.by)
    if (!mapping) {
      this.wrong(step, `there is no mapping ${step.by}${didYouMean(step.by, Object.keys(mappings))}`)
      return
    }
    for (const [name, entity] of Object.entries(mapping.from)) {
      if (this.names.get((step.do === 'ensure' ? step.with?.[name] : undefined) ?? name) !== entity)
        this.wrong(step, `the mapping ${step.by} needs ${entity} as "${name}", which no step above reads`)
    }
    if (step.do === 'map') this.documents.set(step.as, mapping.to)
    else if (mapping.to !== step.to) this.wrong(step, `the mapping ${step.by} makes ${mapping.to}, not ${step.to}`)
  }
}
