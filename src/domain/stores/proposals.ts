import type { Instant } from '../clock.ts'
import type { Decision, Proposal, ProposalState, WriteProgress } from '../proposal.ts'
import type { EntityName, IntegrationId, Json, RecordRef } from '../record.ts'

export interface ProposalStore {
  /** @returns false when one with the same plan is pending already: nothing was added */
  add(proposal: Proposal): Promise<boolean>
  get(id: string): Promise<Proposal | null>
  /** The pending one with this plan. */
  pending(planHash: string): Promise<Proposal | null>
  /** How many of an integration are pending, and not expired at `at`. */
  countPending(integration: IntegrationId, at: Instant): Promise<number>
  /** The newest that the hub has made for this occasion. */
  madeFor(integration: IntegrationId, occasion: string): Promise<Proposal | null>
  /** It, held until the transaction ends: whoever else locks it waits. */
  lock(id: string): Promise<Proposal | null>
  /** Keeps what was tried of a pending one. */
  keepPreview(id: string, preview: Json): Promise<void>
  /** What was tried last before it was decided; null: nothing. */
  preview(id: string): Promise<Json | null>
  /** Notes an approval of a pending one that takes one more. */
  approve(id: string, approval: Decision): Promise<void>
  /** Newest first. @param filter `writes`: it writes a record of this entity; `occasion`: for what the hub has made it */
  list(filter: {
    integration?: IntegrationId
    state?: ProposalState
    writes?: EntityName
    occasion?: string
    limit: number
  }): Promise<readonly Proposal[]>
  /**
   * Moves it by `proposalMoves`, with the decision or the outcome.
   * @returns false when it is in a state that does not move there: somebody else was first.
   */
  move(
    id: string,
    to: ProposalState,
    more: { decision?: Decision; outcome?: string },
    /** From this state alone; default: from each that leads there. */
    only?: ProposalState,
  ): Promise<boolean>
  /** An approved one, for one process until `until`. @returns false while another has it, or when it is not approved */
  claim(id: string, now: Instant, until: Instant): Promise<boolean>
  /**
   * How far an approved one is, what it waits for, and until when it is claimed: null lets it go.
   * @param claimed until when the caller has claimed it
   * @returns false when another one has claimed it since, or ended it: nothing was noted
   */
  note(
    id: string,
    claimed: Instant,
    more: {
      progress?: readonly WriteProgress[]
      started?: readonly RecordRef[]
      outcome?: string
      claimedUntil: Instant | null
    },
  ): Promise<boolean>
}
