import type { Environment } from '@marcbachmann/cel-js'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Problem } from '../domain/errors.ts'
import type { EntityName } from '../domain/record.ts'
import { boundsOf, comparesNested } from './bounds.ts'
import { begin, countParts } from './budget.ts'
import type { Expression, Scope } from './program.ts'
import { type KnownFields, whyNot } from './suggest.ts'
import type { RecordType } from './values.ts'

/** What the parts of one definition are compiled with. Problems are collected: all of them are shown at once. */
export interface Compiler {
  readonly base: Environment
  readonly types: ReadonlyMap<EntityName, RecordType>
  readonly entities: EntityRegistry
  readonly problems: Problem[]
  /** What a misspelt field may have meant. */
  readonly known: KnownFields
}

/** Parses and checks one expression. One that does not check is a problem, and throws when it is run. */
export function compileExpression(
  { problems, known }: Compiler,
  environment: Environment,
  text: string,
  at: string,
  expected: readonly string[] | null,
): Expression {
  const uses = [...new Set(text.match(/[A-Za-z_]\w*/g))].filter((word) => environment.hasVariable(word))
  const broken = (reason: string, type = 'dyn'): Expression => {
    problems.push({ at, reason })
    return {
      text,
      at,
      type,
      uses,
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
    if (!checked.valid) return broken(whyNot(checked.error, text, environment, known))
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
    return { text, at, type, uses, ast: parsed.ast, run }
  } catch (error) {
    return broken(whyNot(error, text, environment, known))
  }
}

/**
 * Names a value for what is compiled in this environment from now on. One name means one thing wherever it can be used.
 * The environment must be the caller's own, and nobody's copy is made of it before: a copy copies every type, so one for
 * each name took a third of the time of a check.
 */
export function addName(compiler: Compiler, environment: Environment, name: string, type: string, at: string): void {
  if (!environment.hasVariable(name)) environment.registerVariable(name, type)
  else compiler.problems.push({ at, reason: `"${name}" already names something else here; take another name` })
}
