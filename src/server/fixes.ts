import { Hono } from 'hono'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import type { Fix } from '../domain/fix.ts'
import type { Actor } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import { incidentId } from '../domain/record.ts'
import type { Database, Incident } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { proposerOf } from './proposals.ts'
import { serve } from './serve.ts'

/** Drafted fixes, as far as this room asks for them. */
export interface DraftedFixes {
  draft(incident: Incident): Promise<Fix>
  proposalFor(incident: Incident): Promise<Proposal | null>
  propose(incident: Incident, fix: Fix, by: Actor): Promise<Proposal>
}

/** What can be done about an incident, and its proposal. */
export function fixRoutes(parts: {
  readonly database: Database
  readonly fixes: DraftedFixes
  readonly readOnly: boolean
}): Hono<CallerEnv> {
  const { database, fixes, readOnly } = parts
  const app = new Hono<CallerEnv>()
  const existing = async (id: string) => {
    const incident = await database.stores.incidents.get(incidentId(id))
    if (!incident) throw new NotFound(`Incident ${id}`, '"ledgerline incidents" lists them.')
    return incident
  }
  serve(app, routes.readFix, async ({ params }) => {
    const incident = await existing(params.id)
    const proposal = await fixes.proposalFor(incident)
    return { fix: await fixes.draft(incident), proposal: proposal && { id: proposal.id, state: proposal.state } }
  })
  serve(app, routes.proposeFix, async ({ params, caller }) => {
    const by = proposerOf(caller, readOnly)
    const incident = await existing(params.id)
    const fix = await fixes.draft(incident)
    if (incident.state !== 'open' || fix.changes.length === 0)
      throw new InvalidInput('The fix', [
        { at: incident.id, reason: `is nothing that the hub can do: ${fix.steps[0]?.says ?? fix.title}` },
      ])
    const { id, state } = await fixes.propose(incident, fix, by)
    return { fix, proposal: { id, state } }
  })
  return app
}
