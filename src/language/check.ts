import { codePages } from '../domain/code-pages.ts'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Problem } from '../domain/errors.ts'
import { memberOf } from '../domain/record.ts'
import { checkListed } from './check-listed.ts'
import { checkNames } from './check-names.ts'
import { checkValueMaps } from './check-value-maps.ts'
import { prepare } from './compile.ts'
import { type Definition, type Step, stepsWithin } from './format.ts'
import type { Program } from './program.ts'

/**
 * Everything wrong with a definition, before it is saved: unknown fields, wrong types, required targets without an
 * expression, names of value maps and entities that are not there, steps that can never be reached. Empty: it may be saved.
 */
export const check = (definition: Definition, entities: EntityRegistry): Problem[] =>
  checked(definition, entities).problems

/** With the program that it is; one with problems must not run. */
export function checked(definition: Definition, entities: EntityRegistry): { problems: Problem[]; program: Program } {
  const program = prepare(definition, entities)
  const unreachable = Object.values(definition.flows).flatMap((flow) => checkReach(flow.steps, `flows/${flow.id}`))
  const problems = [
    ...program.problems,
    ...checkNames(program, entities),
    ...checkListed(program),
    ...checkLetters(definition, entities),
    ...checkChoices(definition),
    ...checkValueMaps(definition),
    ...unreachable,
  ]
  return { problems, program }
}

/**
 * The problems that a change brings in: of those of the changed definition, what the one before has not. What is stored
 * already was taken by an earlier program, perhaps; it must not keep people from answering a question or changing a password.
 * Where in a list something stands does not count, since a change may move it. Pure.
 */
export function broughtIn(after: readonly Problem[], before: readonly Problem[]): Problem[] {
  const known = new Set(before.map(wordsOf))
  return after.filter((problem) => !known.has(wordsOf(problem)))
}

const wordsOf = ({ at, reason }: Problem) => `${at} ${reason}`.replaceAll(/\[\d+\]/g, '[]')

/** The settings that say which letters a target can store. */
function checkLetters({ settings: { settings } }: Definition, entities: EntityRegistry): Problem[] {
  const names = new Set([...entities.values()].flatMap(({ letters }) => (letters ? [letters.codePage] : [])))
  return [...names].flatMap((name) => {
    const setting = memberOf(settings, name)
    const value = setting?.type === 'text' ? (setting.value ?? '').trim() : ''
    if (value === '' || codePages.includes(value)) return []
    return [{ at: `settings/${name}`, reason: `must be one of ${codePages.join(', ')}, or empty for 1252` }]
  })
}

/** Settings whose values flows compare with those that they know. */
function checkChoices({ settings: { settings } }: Definition): Problem[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    const choices = 'oneOf' in setting ? setting.oneOf : undefined
    if (!choices || setting.value === null) return []
    const known = choices.filter((one) => one !== '').join(', ')
    const mayBeEmpty = setting.type === 'text' && choices.includes('')
    return [setting.value].flat().flatMap((value) =>
      choices.includes(String(value))
        ? []
        : [
            {
              at: `settings/${name}`,
              reason: `holds "${value}": must be one of ${known}${mayBeEmpty ? ', or empty' : ''}`,
            },
          ],
    )
  })
}

/** A gate that never holds ends every run: what stands below it is never done. */
function checkReach(steps: readonly Step[], at: string): Problem[] {
  const problems: Problem[] = []
  let closed: string | null = null
  for (const step of steps) {
    if (closed)
      problems.push({ at: `${at}/${step.id}`, reason: `is never reached, because ${closed} always ends the run` })
    if (step.do === 'skip' || step.do === 'stop') {
      if (step.unless.trim() === 'false') closed = step.id
    }
    for (const inner of stepsWithin(step)) problems.push(...checkReach(inner, at))
  }
  return problems
}
