import type { Instant } from '../domain/clock.ts'
import { type Integration, startsOf } from '../domain/definition.ts'
import type { Definition, Flow } from './format.ts'

/**
 * The flows of a definition that begin to work with it: they are new in it, or a setting that kept them from all records is
 * on now. What was made before may have been entered by hand meanwhile. Pure.
 * @param before the version in force
 */
export function beginningFlows(before: Definition, after: Definition): string[] {
  const was = (setting: string) => before.settings.settings[setting]?.value
  const is = (setting: string) => after.settings.settings[setting]?.value
  return Object.values(after.flows).flatMap((flow) => {
    const isNew = !Object.hasOwn(before.flows, flow.id)
    const switchedOn = switchesOf(flow).some((setting) => is(setting) === true && was(setting) !== true)
    return isNew || switchedOn ? [flow.id] : []
  })
}

/** Whether a flow leaves alone what was made before it began. */
export const goesByItsBeginning = (flow: Flow) => /\bflowSince\b/.test(JSON.stringify(flow.steps))

/** Since when a flow takes up records by itself: its own beginning where it goes by that, else the cut-over. */
export const takesSince = (integration: Pick<Integration, 'cutOver' | 'flowsSince'>, flow: Flow): Instant => {
  const { cutOver, flowSince } = startsOf(integration, flow.id)
  return goesByItsBeginning(flow) ? flowSince : cutOver
}

/** Settings without which a flow takes no record at all: it skips unless the setting is on. */
const switchesOf = ({ steps }: Flow): string[] =>
  steps.flatMap((step) => {
    const setting = step.do === 'skip' && !step.again ? /^settings\.(\w+)$/.exec(step.unless)?.[1] : undefined
    return setting === undefined ? [] : [setting]
  })
