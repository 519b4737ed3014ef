import type { Actor } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import type { Json } from '../domain/record.ts'
import type { Transaction } from '../domain/stores.ts'
import type { ProposalParts } from './parts.ts'

/** Never what a proposal says: the line stays for good, and the proposal's row can be erased. */
export const audit = (
  { clock }: ProposalParts,
  tx: Transaction,
  actor: Actor,
  deed: string,
  proposal: Proposal,
  details: Json = {},
) => tx.audit.append({ at: clock.now(), actor, deed: `proposal.${deed}`, subject: `proposal ${proposal.id}`, details })

/** Nobody has decided in time. */
export async function expire(parts: ProposalParts, tx: Transaction, proposal: Proposal): Promise<void> {
  if (await tx.proposals.move(proposal.id, 'expired', { outcome: 'Nobody decided in time.' }))
    await audit(parts, tx, { kind: 'hub' }, 'expired', proposal)
}
