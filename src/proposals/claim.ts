import { later } from '../domain/clock.ts'
import type { ProposalState } from '../domain/proposal.ts'
import type { ProposalStore } from '../domain/stores.ts'
import type { CarryOutParts } from './parts.ts'

/** Longest that one process may take for one part. A call waits 10 minutes at most (timeoutMs); by SQL, with its reads before it, 12. */
export const claimMs = 15 * 60_000

type Noted = Omit<Parameters<ProposalStore['note']>[2], 'claimedUntil'>

/**
 * One process has an approved proposal to itself until a time that each note moves on. A process that stood still for longer
 * finds at its next note that the time is another one: somebody else carries it out, and perhaps has written already.
 */
export class Claim {
  readonly proposal: string
  private readonly parts: CarryOutParts
  private until

  private constructor(parts: CarryOutParts, proposal: string) {
    this.parts = parts
    this.proposal = proposal
    this.until = later(parts.clock.now(), claimMs)
  }

  /** @returns null where another process has it, or nothing is left to be done */
  static async take(parts: CarryOutParts, id: string): Promise<Claim | null> {
    const claim = new Claim(parts, id)
    const { clock, database } = parts
    return (await database.stores.proposals.claim(id, clock.now(), claim.until)) ? claim : null
  }

  /** @throws NotHeld */
  async note(more: Noted): Promise<void> {
    const until = later(this.parts.clock.now(), claimMs)
    await this.holding(
      this.parts.database.stores.proposals.note(this.proposal, this.until, { ...more, claimedUntil: until }),
    )
    this.until = until
  }

  /** It is carried on later. @throws NotHeld */
  async letGo(more: Noted = {}): Promise<void> {
    await this.holding(
      this.parts.database.stores.proposals.note(this.proposal, this.until, { ...more, claimedUntil: null }),
    )
  }

  /** @throws NotHeld */
  async end(state: Extract<ProposalState, 'applied' | 'failed' | 'superseded'>, outcome: string): Promise<void> {
    const { database, clock } = this.parts
    const id = this.proposal
    await database.transaction(async (tx) => {
      await this.holding(tx.proposals.note(id, this.until, { outcome, claimedUntil: null }))
      await tx.proposals.move(id, state, { outcome })
      await tx.audit.append({
        at: clock.now(),
        actor: { kind: 'hub' },
        deed: `proposal.${state}`,
        subject: `proposal ${id}`,
        details: {},
      })
    })
  }

  private async holding(noted: Promise<boolean>): Promise<void> {
    if (!(await noted)) throw new NotHeld(`Proposal ${this.proposal} is no longer held`)
  }
}

/** Another process carries the proposal out, or has ended it: this one does nothing more. */
export class NotHeld extends Error {}
