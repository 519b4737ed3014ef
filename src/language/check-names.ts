import type { EntityRegistry } from '../domain/connector.ts'
import type { Problem } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest.ts'
import { expressionsIn } from './expressions.ts'
import type { Program } from './program.ts'
import { callOf, nodesIn, resultsOf, textOf } from './syntax.ts'

/** What the arguments of a function name: value maps, entities, or nothing that can be checked. */
const named: Readonly<Record<string, readonly ('value map' | 'entity')[]>> = {
  valueMap: ['value map'],
  inValueMap: ['value map'],
  link: ['entity', 'entity'],
  isLinked: ['entity', 'entity'],
  linkedFrom: ['entity', 'entity'],
  lookup: ['entity'],
}

/**
 * Names that an expression writes as text, which types do not check: a value map or an entity that is not there would
 * hold each record for a file that nobody can fill.
 */
export function checkNames(program: Program, entities: EntityRegistry): Problem[] {
  const known = { 'value map': Object.keys(program.definition.valueMaps), entity: [...entities.keys()] }
  const problems: Problem[] = []
  for (const { expression } of expressionsIn(program))
    for (const node of nodesIn(expression.ast)) {
      const call = callOf(node)
      named[call?.name ?? '']?.forEach((what, place) => {
        for (const name of textsOf(call?.args[place]))
          if (!known[what].some((one) => one === name))
            problems.push({
              at: expression.at,
              reason: `there is no ${what} "${name}"${didYouMean(name, known[what]) || `; known are ${known[what].join(', ')}`}`,
            })
      })
    }
  return problems
}

/** The texts that an argument may be: one, or those of a condition's two branches. */
const textsOf = (argument: unknown): string[] =>
  resultsOf(argument).flatMap((node) => {
    const text = textOf(node)
    return text === null ? [] : [text]
  })
