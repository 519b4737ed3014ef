import type { Integration } from '../../domain/definition.ts'
import { HubError } from '../../domain/errors.ts'
import type { Fix, FixChange } from '../../domain/fix.ts'
import type { Actor } from '../../domain/person.ts'
import type { Proposal } from '../../domain/proposal.ts'
import { canonicalJson, type IncidentId, type IntegrationId, type Json } from '../../domain/record.ts'
import type { Incident } from '../../domain/stores.ts'
import { canBeProposed, draftFix } from './draft.ts'
import { type Looking, lookAt } from './look.ts'

export interface FixParts extends Looking {
  readonly withdraw: (id: string, outcome: string) => Promise<boolean>
  readonly propose: (input: {
    readonly integration: IntegrationId
    readonly title: string
    readonly reason: string
    readonly changes: readonly FixChange[]
    readonly incidents: readonly string[]
    readonly proposedBy: Actor
    readonly occasion: string
  }) => Promise<Proposal>
}

/** Fixes for incidents: drafted from what both systems hold now, and proposed once for each cause. */
export interface Fixes {
  /** What can be done about it. Reads both systems, changes nothing. */
  draft(incident: Incident): Promise<Fix>
  /** The newest proposal that answers it, whoever made it; null: there is none. */
  proposalFor(incident: Incident): Promise<Proposal | null>
  /** Proposes what was drafted, on behalf of somebody. @throws as a proposal does */
  propose(incident: Incident, fix: Fix, by: Actor): Promise<Proposal>
  /**
   * Looks at open incidents of an integration and proposes a fix for each cause that has none yet. A cause whose
   * proposal was rejected is not proposed again in the same words; what changed since is another plan.
   */
  offer(integration: IntegrationId): Promise<void>
}

/** Incidents that one look takes, and how often one is looked at without anything to propose. */
const mostAtOnce = 20
const mostOpen = 200
const mostProposals = 500
const againAfterMs = 10 * 60_000

/** One occasion a cause: the same question again is the same cause. */
const occasionOf = ({ fingerprint }: Incident) => `fix ${fingerprint}`

export function createFixes(parts: FixParts): Fixes {
  const { database, clock } = parts
  const { stores } = database
  /** When an incident was looked at last, and how many it held then. */
  const looked = new Map<IncidentId, { readonly at: number; readonly runs: number }>()

  const existing = (id: IntegrationId): Promise<Integration | null> => stores.integrations.get(id)

  async function propose(incident: Incident, fix: Fix, proposedBy: Actor): Promise<Proposal> {
    const { integration } = incident
    // The same change mends another incident: one decision for both, about the records of both.
    const pending = await stores.proposals.list({ integration, state: 'pending', limit: mostOpen })
    const alike = pending.find(
      (one) => one.occasion?.startsWith('fix ') && one.approvals.length === 0 && sameChanges(one, fix),
    )
    const same =
      alike &&
      (alike.incidents.includes(incident.id) ||
        (await parts.withdraw(alike.id, 'A proposal for more orders takes its place.')))
        ? alike
        : null
    return parts.propose({
      ...{ integration, title: fix.title, reason: fix.reason, changes: fix.changes },
      ...{ incidents: [...(same?.incidents ?? []), incident.id], proposedBy, occasion: occasionOf(incident) },
    })
  }

  return {
    propose,
    async proposalFor({ id, integration }) {
      const newest = await stores.proposals.list({ integration, limit: mostProposals })
      return newest.find(({ incidents }) => incidents.includes(id)) ?? null
    },
    async draft(incident) {
      const integration = await existing(incident.integration)
      if (!integration) throw new Error('An incident belongs to an integration.')
      return draftFix(await lookAt(parts, integration, incident))
    },
    async offer(id) {
      const integration = await existing(id)
      if (!integration || integration.paused) return
      const open = await stores.incidents.list({ integration: id, state: 'open', limit: mostOpen })
      const newest = await stores.proposals.list({ integration: id, limit: mostProposals })
      let left = mostAtOnce
      for (const incident of open) {
        const before = looked.get(incident.id)
        const now = Date.parse(clock.now())
        if (before && now - before.at < againAfterMs && before.runs === incident.runs) continue
        // Whoever made it: what waits for a decision, or is being carried out, is not asked again.
        const made = newest.find(({ incidents }) => incidents.includes(incident.id))
        if (made?.state === 'pending' || made?.state === 'approved') continue
        if (left-- <= 0) return
        looked.set(incident.id, { at: now, runs: incident.runs })
        const fix = draftFix(await lookAt(parts, integration, incident))
        // Somebody said no to this plan: it is not asked again.
        if (!canBeProposed(fix) || (made?.state === 'rejected' && sameChanges(made, fix))) continue
        try {
          await propose(incident, fix, { kind: 'hub' })
        } catch (error) {
          // What it would change has moved on in this moment: the next look drafts it anew.
          if (!(error instanceof HubError)) throw error
        }
      }
    },
  }
}

/** Whatever order their members are stored in. */
export const sameChanges = (one: Pick<Proposal, 'changes'>, other: Pick<Fix, 'changes'>) =>
  canonicalJson(one.changes as unknown as Json) === canonicalJson(other.changes as unknown as Json)
