import { z } from 'zod'
import { type Actor, actorText } from '../src/domain/person.ts'
import { type Proposal, proposalStates } from '../src/domain/proposal.ts'
import { counted, defineTool, inputs, query } from './define-tool.ts'

export const listProposals = defineTool({
  name: 'list_proposals',
  title: 'List proposals',
  effect: 'read',
  description:
    'Proposals by state, newest first: what waits, what was applied or rejected; who proposed, who decided, when and why.',
  input: {
    state: z.enum([...proposalStates, 'any']).default('pending'),
    limit: inputs.limit,
    offset: z.int().min(0).max(400).default(0).describe('How many to pass over.'),
  },
  output: { proposals: z.array(z.record(z.string(), z.unknown())) },
  async run({ state, limit, offset }, { hub }) {
    const all = state === 'any'
    const asked = { ...(all ? {} : { state }), limit: offset + limit + 1 }
    const found = await hub.get<Proposal[]>(`/api/proposals?${query(asked)}`)
    const kind = all ? 'proposal' : `${state} proposal`
    const page = found.slice(offset, offset + limit)
    return {
      says: [page.length === 0 ? `No ${kind}s.` : `${counted(page.length, kind)}.`],
      remote: {
        proposals: page.map(({ id, title, risk, at, state: its, proposedBy, approvals, decision, outcome }) => ({
          ...{
            proposal: id,
            ...(all ? { state: its } : {}),
            risk: risk.level,
            at,
            title,
            proposedBy: askerText(proposedBy),
          },
          ...(approvals.length > 0 ? { approvals: approvals.map(({ by, at: when }) => `${by.email} at ${when}`) } : {}),
          ...(decision
            ? {
                ...{ decidedBy: decision.by.email, decidedAt: decision.at },
                ...(decision.reason ? { because: decision.reason } : {}),
              }
            : {}),
          ...(outcome === null ? {} : { outcome }),
        })),
      },
      more: {
        of: 'proposals',
        from: (shown) =>
          found.length > offset + shown
            ? {
                tool: 'list_proposals',
                arguments: { state, limit, offset: offset + shown },
                because: 'for the next page',
              }
            : null,
      },
      next: page.slice(0, 1).map(({ id }) => ({
        tool: 'read_proposal',
        arguments: { proposal: id },
        because: 'to see what it would change',
      })),
    }
  },
})

/** "token chat of ada@example.com": a person stands behind a program. */
const askerText = (actor: Actor) =>
  actor.kind === 'token' && actor.owner ? `${actorText(actor)} of ${actor.owner}` : actorText(actor)
