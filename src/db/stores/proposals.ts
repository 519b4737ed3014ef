import { and, count, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { later, mostAheadMs } from '../../domain/clock.ts'
import { type Proposal, type ProposalState, proposalMoves, proposalStates } from '../../domain/proposal.ts'
import type { HubEvent, ProposalStore } from '../../domain/stores.ts'
import { proposals } from '../schema.ts'
import type { Session } from '../session.ts'

export function proposalStore(session: Session, tell: (event: HubEvent) => void): ProposalStore {
  return {
    async add({ state, approvals, decision, progress, started, outcome, occasion, ...proposal }) {
      const { id, integration, planHash, at, expiresAt } = proposal
      const added = await session
        .insert(proposals)
        .values({
          ...{ id, integration, planHash, at, expiresAt, state, decision, outcome, occasion, proposal },
          approvals: [...approvals],
          progress: [...progress],
          started: [...started],
        })
        .onConflictDoNothing({ target: proposals.planHash, where: sql`state = 'pending'` })
        .returning({ id: proposals.id })
      if (added.length > 0) tell({ noun: 'proposal', integration, id, state })
      return added.length > 0
    },

    async get(id) {
      const [row] = await session.select().from(proposals).where(eq(proposals.id, id))
      return row ? toProposal(row) : null
    },

    async pending(planHash) {
      const [row] = await session
        .select()
        .from(proposals)
        .where(and(eq(proposals.planHash, planHash), eq(proposals.state, 'pending')))
      return row ? toProposal(row) : null
    },

    async countPending(integration, at) {
      const [row] = await session
        .select({ pending: count() })
        .from(proposals)
        .where(and(eq(proposals.integration, integration), eq(proposals.state, 'pending'), gt(proposals.expiresAt, at)))
      return row!.pending
    },

    async madeFor(integration, occasion) {
      const [row] = await session
        .select()
        .from(proposals)
        .where(and(eq(proposals.integration, integration), eq(proposals.occasion, occasion)))
        .orderBy(desc(proposals.at), desc(proposals.id))
        .limit(1)
      return row ? toProposal(row) : null
    },

    async lock(id) {
      const [row] = await session.select().from(proposals).where(eq(proposals.id, id)).for('update')
      return row ? toProposal(row) : null
    },

    async keepPreview(id, preview) {
      await session
        .update(proposals)
        .set({ preview })
        .where(and(eq(proposals.id, id), eq(proposals.state, 'pending')))
    },

    async preview(id) {
      const [row] = await session.select({ preview: proposals.preview }).from(proposals).where(eq(proposals.id, id))
      return row?.preview ?? null
    },

    async approve(id, approval) {
      await session
        .update(proposals)
        .set({ approvals: sql`${proposals.approvals} || ${JSON.stringify([approval])}::jsonb` })
        .where(and(eq(proposals.id, id), eq(proposals.state, 'pending')))
      tell({ noun: 'proposal', id, state: 'pending' })
    },

    async list({ integration, state, writes, occasion, limit }) {
      const conditions = [
        ...(integration === undefined ? [] : [eq(proposals.integration, integration)]),
        ...(state === undefined ? [] : [eq(proposals.state, state)]),
        ...(occasion === undefined ? [] : [eq(proposals.occasion, occasion)]),
        ...(writes === undefined
          ? []
          : [
              sql`${proposals.proposal} @> ${JSON.stringify({ changes: [{ do: 'write', record: { entity: writes } }] })}::jsonb`,
            ]),
      ]
      const found = await session
        .select()
        .from(proposals)
        .where(and(...conditions))
        .orderBy(desc(proposals.at), desc(proposals.id))
        .limit(limit)
      return found.map(toProposal)
    },

    async move(id, to, more, only) {
      const from = proposalStates.filter(
        (state) => (!only || state === only) && (proposalMoves[state] as readonly ProposalState[]).includes(to),
      )
      const moved = await session
        .update(proposals)
        .set({ state: to, ...more })
        .where(and(eq(proposals.id, id), inArray(proposals.state, from)))
        .returning({ id: proposals.id })
      if (moved.length > 0) tell({ noun: 'proposal', id, state: to })
      return moved.length > 0
    },

    async claim(id, now, until) {
      const free = or(
        isNull(proposals.claimedUntil),
        lt(proposals.claimedUntil, now),
        // Nobody claims one for much longer than is asked for here: that was a clock that was ahead.
        gt(proposals.claimedUntil, later(until, mostAheadMs)),
      )
      const claimed = await session
        .update(proposals)
        .set({ claimedUntil: until })
        .where(and(eq(proposals.id, id), eq(proposals.state, 'approved'), free))
        .returning({ id: proposals.id })
      return claimed.length > 0
    },

    async note(id, claimed, { progress, started, ...more }) {
      const noted = await session
        .update(proposals)
        .set({ ...more, ...(progress && { progress: [...progress] }), ...(started && { started: [...started] }) })
        .where(and(eq(proposals.id, id), eq(proposals.state, 'approved'), eq(proposals.claimedUntil, claimed)))
        .returning({ id: proposals.id })
      return noted.length > 0
    },
  }
}

const toProposal = (row: typeof proposals.$inferSelect): Proposal => ({
  ...row.proposal,
  state: row.state as ProposalState,
  approvals: row.approvals,
  decision: row.decision,
  progress: row.progress,
  started: row.started,
  outcome: row.outcome,
  occasion: row.occasion,
})
