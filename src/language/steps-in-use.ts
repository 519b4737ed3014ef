import { type Step, stepsWithin } from './format.ts'
import type { CompiledFlow, Expression, Program } from './program.ts'
import { nodesIn } from './syntax.ts'

/**
 * Every step that a run may come to, those within others too: what the settings alone rule out is not among them, nor what
 * comes after a skip that they decide.
 */
export function stepsInUse({ settings }: Program, { flow, expressions }: CompiledFlow): readonly Step[] {
  const decides = (step: Step) => {
    const condition = step.do === 'skip' ? expressions.get(`${step.id}/unless`) : undefined
    return condition !== undefined && ofSettingsAlone(condition) && condition.run({ settings }) === false
  }
  const inUse = (steps: readonly Step[]): readonly Step[] => {
    const end = steps.findIndex(decides)
    return (end < 0 ? steps : steps.slice(0, end + 1)).flatMap((step) => {
      const condition = step.do === 'branch' ? expressions.get(`${step.id}/if`) : undefined
      const isTaken = condition && ofSettingsAlone(condition) ? condition.run({ settings }) : null
      const within =
        step.do === 'branch' && isTaken !== null ? (isTaken ? [step.then] : [step.otherwise]) : stepsWithin(step)
      return [step, ...within.flatMap(inUse)]
    })
  }
  return inUse(flow.steps)
}

const ofSettingsAlone = ({ ast }: Expression) => {
  const names = [...nodesIn(ast)].flatMap(({ op, args }) => (op === 'id' ? [args] : []))
  return names.length > 0 && names.every((name) => name === 'settings')
}
