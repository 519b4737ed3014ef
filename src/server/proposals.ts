import { Hono } from 'hono'
import { InvalidInput, NeedsPerson } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import type { Proposal, ProposalState } from '../domain/proposal.ts'
import { integrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { ChangeRequest, Proposals } from '../proposals/index.ts'
import { routes, type ShownProposal, type StartedAgain } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { csvAnswer, cutAfter } from './csv.ts'
import { type DecidingParts, needsConfirmation, whoDecides } from './deciding.ts'
import { serve } from './serve.ts'

const mostInFile = 5_000

/** Records started again whose state one answer tells. */
const mostStarted = 500

/** Proposals: made, looked at, decided on. A decision brings the person's own e-mail and password; no token is enough. */
export function proposalRoutes(
  parts: {
    database: Database
    proposals: Proposals
    readOnly: boolean
  } & DecidingParts,
): Hono<CallerEnv> {
  const { database, proposals, readOnly } = parts
  const app = new Hono<CallerEnv>()
  const shown = async (id: string): Promise<ShownProposal> => {
    const proposal = await proposals.get(id)
    const needs = await proposals.needs(proposal)
    return { ...proposal, says: proposals.describe(proposal), needs, startedAgain: await startedAgain(proposal) }
  }

  /** What became of the records that it started again: the state of the newest run of each. */
  async function startedAgain({ integration, started: records }: Proposal): Promise<StartedAgain[]> {
    if (records.length === 0) return []
    const newest = await database.stores.runs.newest({ integration, records, limit: mostStarted })
    return newest.map(({ record, flow, state }) => ({ record, flow, state }))
  }

  const listed = (
    { integration, state }: { integration?: string | undefined; state?: ProposalState | undefined },
    limit: number,
  ) =>
    database.stores.proposals.list({
      limit,
      ...(state ? { state } : {}),
      ...(integration ? { integration: integrationId(integration) } : {}),
    })

  serve(app, routes.listProposals, ({ query: { limit, ...filter } }) => listed(filter, limit))
  serve(app, routes.downloadProposals, ({ query }) => {
    async function* pages() {
      const found = await listed(query, mostInFile + 1)
      yield found
        .slice(0, mostInFile)
        .map(({ id, title, reason, risk, state, proposedBy, at, expiresAt, decision, outcome }) => [
          ...[id, title, reason, risk.level, state, actorText(proposedBy), at, expiresAt],
          ...[decision ? actorText(decision.by) : '', decision?.at ?? '', decision?.reason ?? '', outcome ?? ''],
        ])
      if (found.length > mostInFile) yield cutAfter(mostInFile)
    }
    const header = ['proposal', 'title', 'reason', 'risk', 'state', 'proposed by', 'at', 'expires']
    return csvAnswer('approvals', [...header, 'decided by', 'decided', 'because', 'outcome'], pages())
  })
  serve(app, routes.readProposal, ({ params }) => shown(params.id))
  serve(app, routes.previewProposal, ({ params }) => proposals.preview(params.id))
  serve(app, routes.propose, async ({ body: { integration, changes, ...input }, caller }) => {
    const proposedBy = proposerOf(caller, readOnly)
    const made = await proposals.propose({
      ...input,
      integration: integrationId(integration),
      changes: changes as unknown as ChangeRequest[],
      proposedBy,
    })
    return shown(made.id)
  })
  serve(app, routes.decide, async ({ params, body, caller, from }) => {
    const { email, password, code, confirmation, reason, typed, ...input } = body
    const { session } = caller
    if (!session && (email === undefined || password === undefined))
      throw new InvalidInput('The decision', [
        { at: email === undefined ? 'email' : 'password', reason: 'is needed: a decision takes your own sign-in' },
      ])
    const { risk } = await proposals.get(params.id)
    const person = await whoDecides(
      parts,
      { caller, from, email, password, code, confirmation },
      { lately: risk.level !== 'high' },
    )
    if (!person) throw needsConfirmation()
    await proposals.decide({
      ...input,
      id: params.id,
      person,
      ...(session ? { channel: 'web' as const } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(typed === undefined ? {} : { typed }),
    })
    return shown(params.id)
  })
  serve(app, routes.withdraw, async ({ params, body: { reason }, caller: { actor } }) => {
    await proposals.withdraw(params.id, `Taken back by ${actorText(actor)}. ${reason}`.trim(), actor)
    return shown(params.id)
  })
  serve(app, routes.revert, async ({ params, body: { reason }, caller }) => {
    const made = await proposals.revert(params.id, proposerOf(caller, readOnly), reason)
    return shown(made.id)
  })
  return app
}

/** Who proposes. @throws NeedsPerson: a program, of a hub that only reads */
export function proposerOf({ actor }: Caller, readOnly: boolean) {
  if (!readOnly || actor.kind === 'person') return actor
  throw new NeedsPerson(
    'read_only',
    'Programs propose nothing to this hub: LEDGERLINE_READ_ONLY is set.',
    'Ask whoever runs the hub.',
    { subject: 'proposals' },
  )
}
