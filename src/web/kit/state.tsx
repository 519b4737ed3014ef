import {
  IconAlertOctagonFilled,
  IconArrowForwardUp,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconClock,
  IconHandStop,
  IconLoader2,
  IconX,
} from '@tabler/icons-react'
import type { ProposalState } from '../../domain/proposal.ts'
import type { RunState } from '../../domain/run.ts'
import { t } from '../words/index.ts'
import css from './state.module.css'

type Look = {
  readonly hue: 'grey' | 'blue' | 'orange' | 'red' | 'green'
  readonly icon: typeof IconClock
  readonly word: () => string
}

/**
 * How each state looks, everywhere alike: word, icon and hue, so that colour alone says nothing. Orange needs a person;
 * red will not heal; a run that tries again by itself is neither.
 */
const looks = {
  waiting: { hue: 'grey', icon: IconClock, word: () => t.states.waiting },
  running: { hue: 'blue', icon: IconLoader2, word: () => t.states.running },
  stopped: { hue: 'orange', icon: IconHandStop, word: () => t.states.stopped },
  done: { hue: 'green', icon: IconCircleCheckFilled, word: () => t.states.done },
  skipped: { hue: 'grey', icon: IconCircleDashed, word: () => t.states.skipped },
  superseded: { hue: 'grey', icon: IconArrowForwardUp, word: () => t.states.superseded },
  open: { hue: 'orange', icon: IconHandStop, word: () => t.states.open },
  resolved: { hue: 'green', icon: IconCircleCheckFilled, word: () => t.states.resolved },
  pending: { hue: 'orange', icon: IconHandStop, word: () => t.states.pending },
  approved: { hue: 'blue', icon: IconLoader2, word: () => t.states.approved },
  rejected: { hue: 'grey', icon: IconX, word: () => t.states.rejected },
  expired: { hue: 'grey', icon: IconClock, word: () => t.states.expired },
  applied: { hue: 'green', icon: IconCircleCheckFilled, word: () => t.states.applied },
  failed: { hue: 'red', icon: IconAlertOctagonFilled, word: () => t.states.failed },
  ok: { hue: 'green', icon: IconCircleCheckFilled, word: () => t.states.ok },
  down: { hue: 'red', icon: IconAlertOctagonFilled, word: () => t.states.down },
  paused: { hue: 'grey', icon: IconHandStop, word: () => t.states.paused },
  warning: { hue: 'orange', icon: IconAlertOctagonFilled, word: () => t.states.warning },
} as const satisfies Record<RunState | ProposalState | string, Look>
export type StateName = keyof typeof looks

/** A state as a newer hub may name it is shown as it comes. */
const lookOf = (state: string): Look =>
  state in looks ? looks[state as StateName] : { hue: 'grey', icon: IconCircleDashed, word: () => state }

export const stateWord = (state: string): string => lookOf(state).word()
export const stateHue = (state: string): string => `var(--${lookOf(state).hue})`

/** @param word another text beside the icon, "2 stopped" */
export function State({ state, word }: { state: string; word?: string }) {
  const { hue, icon: Icon, word: own } = lookOf(state)
  return (
    <span className={css.state} data-hue={hue} data-turns={Icon === IconLoader2 || undefined}>
      <Icon size={14} aria-hidden />
      {word ?? own()}
    </span>
  )
}
