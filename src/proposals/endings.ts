import { HubError } from '../domain/errors.ts'

/** Nothing is written while an integration is paused. */
export class Paused extends HubError {
  readonly code = 'paused'
  readonly next = { do: 'retry' } as const
  readonly hint = 'Let it go on with "ledgerline resume".'
}

/** What ends a proposal, with what to tell about it. */
export class Ended extends Error {
  readonly state: 'failed' | 'superseded'
  constructor(state: 'failed' | 'superseded', outcome: string) {
    super(outcome)
    this.state = state
  }
}
