import { databaseFailure, describeDatabaseFailure } from '../domain/database-error.ts'
import { HubError, InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { type Actor, actorText, sameActor } from '../domain/person.ts'
import type { Proposal, Risk } from '../domain/proposal.ts'
import type { Json } from '../domain/record.ts'
import { whatItNeeds } from './approval.ts'
import { audit, expire } from './audited.ts'
import { createCarryOut } from './carry-out.ts'
import { type DecisionInput, decide } from './decide.ts'
import { integrationWithDefinition, type ProposalParts } from './parts.ts'
import { describeChanges } from './plan.ts'
import type { Preview } from './preview.ts'
import { createPreview, type Tried } from './preview-proposal.ts'
import { type NewProposal, propose } from './propose.ts'
import { assess, mapsKnownOf } from './risk.ts'

/** Approved proposals that are gone on with at a time. */
const lanes = 4

/** Proposals: made by anyone, decided by people, carried out here, once. */
export interface Proposals {
  /**
   * The same plan again while it is pending is the same proposal, with the words it was first made with.
   * @throws InvalidInput: the plan does not check, or does not fit what is there now; NeedsPerson: the hub has no right
   * to write so
   */
  propose(input: NewProposal): Promise<Proposal>
  /**
   * Notes a person's decision, and carries out what is approved. Still `pending` afterwards: one more person must approve.
   * @throws NeedsPerson saying what stands against it; NotFound
   */
  decide(input: DecisionInput): Promise<Proposal>
  /**
   * Takes back a pending one: whoever made it, or the hub, for which another takes its place. `by` left out: the hub.
   * @returns false: nothing was taken back, since somebody has begun to decide on it
   * @throws NeedsPerson: somebody else made it; InvalidInput: it is decided
   */
  withdraw(id: string, outcome: string, by?: Actor): Promise<boolean>
  /** What a pending one waits for besides one approver, in words; null: nothing. */
  needs(proposal: Proposal): Promise<string | null>
  /** Proposes what undoes an applied proposal. */
  revert(id: string, by: Actor, reason?: string): Promise<Proposal>
  get(id: string): Promise<Proposal>
  /**
   * The orders it is about and, when it edits the definition, the newest others, tried before and under it; none when it
   * only writes. Reads both systems, writes nothing.
   */
  preview(id: string): Promise<Preview>
  /** The same for changes that nobody has proposed, with what they say and what they would risk. */
  tryOut(
    tried: Tried,
    /** False: no order is tried, and `preview` is null. */
    onOrders: boolean,
  ): Promise<{ readonly says: string[]; readonly risk: Risk; readonly preview: Preview | null }>
  /** Goes on with what was approved when the process ended, and lets old ones expire. */
  resume(): Promise<void>
  readonly describe: (proposal: Proposal) => string[]
}

export function createProposals(parts: ProposalParts): Proposals {
  const { database, clock } = parts
  const carryOut = createCarryOut(parts)
  const preview = createPreview(parts)

  async function get(id: string): Promise<Proposal> {
    const found = await database.stores.proposals.get(id)
    if (!found) throw new NotFound(`Proposal ${id}`, '"ledgerline proposals list" shows them.')
    return found
  }

  return {
    propose: (input) => propose(parts, input),
    async decide(input) {
      if ((await decide(parts, await get(input.id), input)) === 'approved') await carryOut(input.id)
      return get(input.id)
    },
    get,
    async withdraw(id, outcome, by = { kind: 'hub' }) {
      const proposal = await get(id)
      if (by.kind !== 'hub' && !sameActor(by, proposal.proposedBy))
        throw new NeedsPerson(
          'not_yours',
          `Proposal ${id} was made by ${actorText(proposal.proposedBy)}.`,
          'Who made it takes it back; an approver rejects it.',
          { subject: `proposal ${id}` },
        )
      const moved = await database.transaction(async (tx) => {
        // Whoever has begun to decide on what the hub made has the last word on it.
        if (by.kind === 'hub' && (await tx.proposals.lock(id))!.approvals.length > 0) return false
        if (!(await tx.proposals.move(id, 'superseded', { outcome }, 'pending'))) return false
        await audit(parts, tx, by, by.kind === 'hub' ? 'superseded' : 'withdrawn', proposal)
        return true
      })
      if (!moved && by.kind !== 'hub')
        throw new InvalidInput('The proposal', [
          { at: id, reason: `is ${proposal.state}: only what waits is taken back` },
        ])
      return moved
    },
    async needs(proposal) {
      return proposal.state === 'pending' ? whatItNeeds(proposal, await database.people.list()) : null
    },
    async preview(id) {
      const proposal = await get(id)
      if (proposal.state === 'pending') {
        const tried = await preview(proposal)
        await database.transaction((tx) => tx.proposals.keepPreview(id, tried as unknown as Json))
        return tried
      }
      const kept = await database.stores.proposals.preview(id)
      // One that an older program kept does not say what would be sent.
      if (kept !== null) return { sends: [], ...(kept as unknown as Omit<Preview, 'sends'>) }
      throw new NotFound(
        `A preview of proposal ${id}`,
        `It is ${proposal.state}, and nobody had it tried before. "ledgerline proposals show ${id}" says what it changed.`,
      )
    },
    async tryOut(tried, onOrders) {
      const { changes } = tried
      const { definition } = await integrationWithDefinition(database, tried.integration)
      const risk = assess(changes, { ...parts, ...mapsKnownOf(definition) })
      return { says: describeChanges(changes), risk, preview: onOrders ? await preview(tried) : null }
    },
    describe: ({ changes, incidents }) => [
      ...describeChanges(changes),
      ...incidents.map((incident) => `What incident ${incident} holds starts again.`),
    ],
    async revert(id, by, reason = '') {
      const proposal = await get(id)
      if (proposal.state !== 'applied')
        throw new InvalidInput('The proposal', [
          { at: id, reason: `is ${proposal.state}; only an applied one is reverted` },
        ])
      if (!proposal.inverse)
        throw new InvalidInput('The proposal', [{ at: id, reason: 'cannot be undone: it started records again' }])
      return propose(parts, {
        integration: proposal.integration,
        title: `Undo: ${proposal.title}`.slice(0, 200),
        reason: `Undoes proposal ${id}. ${reason}`.trim(),
        changes: proposal.inverse,
        proposedBy: by,
      })
    },
    async resume() {
      const approved = await database.stores.proposals.list({ state: 'approved', limit: 500 })
      const oldestFirst = approved.map(({ id }) => id).reverse()
      // One that cannot go on, or waits for a slow system, keeps no other back.
      const lane = async () => {
        for (let id = oldestFirst.shift(); id !== undefined; id = oldestFirst.shift()) {
          await carryOut(id).catch((error: unknown) => {
            const failure = databaseFailure(error)
            const what = failure ? describeDatabaseFailure(failure) : error instanceof HubError ? error.code : 'defect'
            parts.log.error('a proposal could not go on', { proposal: id ?? '', what })
          })
        }
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      const now = clock.now()
      for (const proposal of await database.stores.proposals.list({ state: 'pending', limit: 500 }))
        if (proposal.expiresAt <= now) await database.transaction((tx) => expire(parts, tx, proposal))
    },
  }
}
