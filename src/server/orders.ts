import { Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { actorText, mayAct } from '../domain/person.ts'
import { integrationId, ref, refText } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { definitionFromParts, edit, parseEdits } from '../language/index.ts'
import type { Proposals } from '../proposals/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { type Given, whoDecides } from './deciding.ts'
import { explainRecord } from './explain-record.ts'
import { serve } from './serve.ts'
import { isClaimed, type SignIn } from './sign-in.ts'

export interface OrderParts {
  readonly database: Database
  readonly engine: Engine
  readonly clock: Clock
  readonly proposals: Proposals
  readonly signIn: SignIn
}

/** Orders of one integration: explained, run by hand, tried without writing also under edits and corrections, replayed with corrections. */
export function orderRoutes(parts: OrderParts): Hono<CallerEnv> {
  const { database, engine, clock, proposals } = parts
  const app = new Hono<CallerEnv>()
  const target = ({ integration, key }: { integration: string; key: string }) => ({
    integration: integrationId(integration),
    record: ref('prestashop.order', key),
  })

  serve(app, routes.readOrder, async ({ params }) => {
    const { integration, record } = target(params)
    const story = await explainRecord(database.stores, integration, record)
    if (!story) throw new NotFound(`A run of order ${record.key}`, `Start one with "ledgerline run ${record.key}".`)
    return story
  })
  serve(app, routes.runOrder, async ({ params, body: { dryRun, parts, althoughPaused } }) => {
    const { integration, record } = target(params)
    if (dryRun) {
      const { 'integration.json': _, ...definitionParts } = parts ?? {}
      const proposed = parts ? { proposed: definitionFromParts(definitionParts) } : {}
      return engine.dryRun({ integration, record }, proposed)
    }
    if (parts) throw new InvalidInput('Run', [{ at: 'parts', reason: 'are only tried: set dryRun' }])
    await engine.runNow({ integration, record, althoughPaused })
    return explainRecord(database.stores, integration, record)
  })
  serve(app, routes.planOrder, async ({ params, body: { edits, corrections } }) => {
    const { integration, record } = target(params)
    if (edits.length === 0) return engine.dryRun({ integration, record }, { edits: corrections })
    const known = await database.stores.integrations.get(integration)
    if (!known) throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
    const definition = definitionFromParts(await database.stores.integrations.version(integration, known.version))
    const proposed = edit(definition, parseEdits(edits)).definition
    return engine.dryRun({ integration, record }, { proposed, edits: corrections })
  })
  serve(app, routes.replayOrder, async ({ params, body: { edits, password }, caller, from }) => {
    const { integration, record } = target(params)
    if (edits.length === 0) await engine.replay({ integration, record, by: actorText(caller.actor) })
    else await correct({ integration, record }, edits, { caller, from, password })
    return explainRecord(database.stores, integration, record)
  })
  return app

  /**
   * A correction is a decision: an approver signs in for it, and it is proposed and approved as theirs. Until anybody has
   * signed in, whoever sets the hub up corrects without.
   */
  async function correct(
    { integration, record }: ReturnType<typeof target>,
    edits: readonly RecordEdit[],
    given: Given,
  ): Promise<void> {
    const { actor, session } = given.caller
    const person = await whoDecides(parts, given, { lately: true })
    if (!person && !(await isClaimed(database))) {
      // What it was and is stands in the run's journal, where it can be erased.
      const details = { integration, paths: edits.map(({ path }) => path) }
      const line = { at: clock.now(), actor, deed: 'record.corrected', subject: refText(record), details }
      return engine.replay({ integration, record, edits, by: actorText(actor), also: (tx) => tx.audit.append(line) })
    }
    const refuse = (code: string, message: string, hint: string) =>
      new NeedsPerson(code, message, hint, { subject: refText(record), record })
    if (!person || !mayAct(person.role, 'approver'))
      throw refuse(
        'sign_in_needed',
        `This corrects ${refText(record)}: it takes an approver’s own sign-in, and no token is enough.`,
        'Run it at a terminal, or with --email and --password-stdin.',
      )
    const proposal = await proposals.propose({
      integration,
      title: `Correct ${refText(record)}`,
      reason: 'Corrected by hand, for this replay.',
      changes: [{ do: 'correct-record', record, edits }],
      proposedBy: actor,
    })
    const { id, planHash } = proposal
    const channel = session ? 'web' : 'command'
    const waits = await proposals.needs(proposal)
    if (proposal.risk.level === 'high') await whoDecides(parts, given, { lately: false })
    if (waits !== null)
      throw refuse(
        'approval_needed',
        `The correction of ${refText(record)} is proposed, and not done yet. ${waits}`,
        `Approve it with "ledgerline proposals approve ${id}".`,
      )
    const { state, outcome } = await proposals.decide({ id, approve: true, planHash, person, channel })
    if (state !== 'applied')
      throw refuse(
        'not_applied',
        `The correction of ${refText(record)} is ${state}. ${outcome ?? ''}`.trimEnd(),
        `Look at it with "ledgerline proposals show ${id}".`,
      )
  }
}
