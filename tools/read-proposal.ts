import { z } from 'zod'
import type { Proposal } from '../src/domain/proposal.ts'
import type { Preview } from '../src/engine/index.ts'
import { defineTool } from './define-tool.ts'

export const readProposal = defineTool({
  name: 'read_proposal',
  title: 'Read a proposal',
  effect: 'read',
  description:
    'One proposal: what would change, why, its risk, whether a person has decided, and what came of it. With `preview`, while it is pending: the orders it is about and a sample of recent ones, tried before and under it (takes some seconds, writes nothing); do that before you ask a person to approve.',
  input: { proposal: z.string().min(1).max(64), preview: z.boolean().default(false) },
  output: {
    proposal: z.string(),
    state: z.string(),
    risk: z.string(),
    decided: z.boolean(),
    preview: z.object({ sampled: z.number(), same: z.number(), differ: z.number() }).optional(),
    changed: z.array(z.record(z.string(), z.unknown())).optional(),
    title: z.string(),
    reason: z.string(),
    says: z.array(z.string()),
    outcome: z.string().optional(),
  },
  async run({ proposal: id, preview }, { hub, progress }) {
    const path = `/api/proposals/${encodeURIComponent(id)}`
    const { title, state, reason, says, risk, decision, outcome } = await hub.get<Proposal & { says: string[] }>(path)
    if (preview && state === 'pending') await progress('Trying recent orders, before and under it')
    const tried = preview && state === 'pending' ? await hub.get<Preview>(`${path}/preview`) : null
    return {
      says: [
        `Proposal ${id}: ${state}. ${decision ? `${decision.approve ? 'Approved' : 'Rejected'} by ${decision.by.email}.` : 'Nobody has decided yet.'}`,
        `Risk: ${risk.level}. ${risk.reasons.join(' ')}`.trim(),
        ...(tried
          ? [`${tried.sampled} orders tried: ${tried.same} stay as they are, ${tried.sampled - tried.same} differ.`]
          : []),
        ...(state === 'pending' ? [`A person decides with "ledgerline proposals approve ${id}", or reject.`] : []),
      ],
      facts: {
        proposal: id,
        state,
        risk: risk.level,
        decided: decision !== null,
        ...(tried ? { preview: { sampled: tried.sampled, same: tried.same, differ: tried.sampled - tried.same } } : {}),
      },
      remote: {
        title,
        reason,
        says,
        ...(decision?.reason ? { decidedBecause: decision.reason } : {}),
        ...(outcome ? { outcome } : {}),
        ...(tried ? { changed: tried.changed } : {}),
      },
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'list_proposals', arguments: {}, because: 'to see what waits' }] : [],
})
