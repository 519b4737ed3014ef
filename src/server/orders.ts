import { Hono } from 'hono'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { actorText, mayAct } from '../domain/person.ts'
import { integrationId, type Json, ref, refText } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { definitionFromParts, edit, parseEdits } from '../language/index.ts'
import type { Proposals } from '../proposals/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { explainRecord } from './explain-record.ts'
import { parseInput, readBody } from './input.ts'
import { isClaimed } from './sign-in.ts'

export interface OrderParts {
  readonly database: Database
  readonly engine: Engine
  readonly clock: Clock
  readonly proposals: Proposals
}

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
const recordEdit = z.object({ path: z.string().min(1).max(200), before: json, after: json })
export const runInput = z.object({
  dryRun: z.boolean().default(false),
  /** A dry run under the definition of this folder. */
  parts: z.record(z.string(), json).optional(),
  /** A run, although the integration or the flow is paused. */
  althoughPaused: z.boolean().default(false),
})
/** Edits of the definition and corrections of the record, as a proposal has them. */
export const planInput = z.object({
  edits: z.array(json).max(20).default([]),
  corrections: z.array(recordEdit).max(100).default([]),
})
export const replayInput = z.object({ edits: z.array(recordEdit).max(100).default([]) })

/** Orders of one integration: explained, run by hand, tried without writing also under edits and corrections, replayed with corrections. */
export function orderRoutes({ database, engine, clock, proposals }: OrderParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const target = (integration: string | undefined, key: string) => ({
    integration: integrationId(integration ?? ''),
    record: ref('prestashop.order', key),
  })

  app.get('/:key', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const story = await explainRecord(database.stores, integration, record)
    if (!story) throw new NotFound(`A run of order ${record.key}`, `Start one with "ledgerline run ${record.key}".`)
    return context.json(story)
  })
  app.post('/:key/run', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const { dryRun, parts, althoughPaused } = parseInput('Run', runInput, await readBody(context))
    if (dryRun) {
      const { 'integration.json': _, ...definitionParts } = parts ?? {}
      const proposed = parts ? { proposed: definitionFromParts(definitionParts) } : {}
      return context.json(await engine.dryRun({ integration, record }, proposed))
    }
    if (parts) throw new InvalidInput('Run', [{ at: 'parts', reason: 'are only tried: set dryRun' }])
    await engine.runNow({ integration, record, althoughPaused })
    return context.json(await explainRecord(database.stores, integration, record))
  })
  app.post('/:key/plan', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const { edits, corrections } = parseInput('Plan', planInput, await readBody(context))
    if (edits.length === 0) return context.json(await engine.dryRun({ integration, record }, { edits: corrections }))
    const known = await database.stores.integrations.get(integration)
    if (!known) throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
    const definition = definitionFromParts(await database.stores.integrations.version(integration, known.version))
    const proposed = edit(definition, parseEdits(edits)).definition
    return context.json(await engine.dryRun({ integration, record }, { proposed, edits: corrections }))
  })
  app.post('/:key/replay', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const { edits } = parseInput('Replay', replayInput, await readBody(context))
    const caller = context.get('caller')
    if (edits.length === 0) await engine.replay({ integration, record, by: actorText(caller.actor) })
    else await correct({ integration, record }, edits, caller)
    return context.json(await explainRecord(database.stores, integration, record))
  })
  return app

  /**
   * A correction is a decision: an approver signs in for it, and it is proposed and approved as theirs. Until anybody has
   * signed in, whoever sets the hub up corrects without.
   */
  async function correct(
    { integration, record }: ReturnType<typeof target>,
    edits: readonly RecordEdit[],
    { actor, person }: Caller,
  ): Promise<void> {
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
    const waits = await proposals.needs(proposal)
    if (waits !== null)
      throw refuse(
        'approval_needed',
        `The correction of ${refText(record)} is proposed, and not done yet. ${waits}`,
        `Approve it with "ledgerline proposals approve ${id}".`,
      )
    const { state, outcome } = await proposals.decide({ id, approve: true, planHash, person, channel: 'command' })
    if (state !== 'applied')
      throw refuse(
        'not_applied',
        `The correction of ${refText(record)} is ${state}. ${outcome ?? ''}`.trimEnd(),
        `Look at it with "ledgerline proposals show ${id}".`,
      )
  }
}
