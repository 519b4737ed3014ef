import { type Context, Hono } from 'hono'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { actorText, mayAct } from '../domain/person.ts'
import {
  type EntityName,
  type IntegrationId,
  integrationId,
  type RecordRef,
  recordWords,
  ref,
  refText,
} from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { definitionFromParts, edit, parseEdits } from '../language/index.ts'
import type { Proposals } from '../proposals/index.ts'
import { routes } from '../routes/index.ts'
import { type Caller, type CallerEnv, lacking } from './actors.ts'
import { type DecidingParts, type Given, needsConfirmation, whoDecides } from './deciding.ts'
import { explainRecord } from './explain-record.ts'
import { type Asked, serve } from './serve.ts'
import { isClaimed } from './sign-in.ts'

export interface OrderParts extends DecidingParts {
  readonly database: Database
  readonly engine: Engine
  readonly proposals: Proposals
}

interface Target {
  readonly integration: IntegrationId
  readonly record: RecordRef
  readonly flow?: string | undefined
}

/**
 * Records of one integration and what flows make of them: explained, run by hand, tried without writing also under edits
 * and corrections, replayed with corrections. `/orders/:key` is a shop order; `/records/…` names any record.
 */
export function orderRoutes(parts: OrderParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const { story, run, plan, replay } = recordRuns(parts)
  const orderIn = ({ integration, key }: { integration: string; key: string }) => ({
    integration: integrationId(integration),
    record: ref('prestashop.order', key),
  })
  const recordIn = ({ integration }: { integration: string }, { entity, key }: { entity: string; key: string }) => ({
    integration: integrationId(integration),
    record: ref(entity as EntityName, key),
  })

  serve(app, routes.readOrder, ({ params, query: { flow } }) => story({ ...orderIn(params), flow }))
  serve(app, routes.readRecordStory, ({ params, query }) => story({ ...recordIn(params, query), flow: query.flow }))
  serve(app, routes.listRoundsOfRecord, ({ params, query }) => {
    const { integration, record } = recordIn(params, query)
    return parts.engine.inRounds(integration, record)
  })
  serve(app, routes.runOrder, ({ params, body }) => run(orderIn(params), body))
  serve(app, routes.runRecord, ({ params, body }) => run(recordIn(params, body), body))
  serve(
    app,
    routes.planOrder,
    async ({ params, body, caller }, context) =>
      refusedExpressions(body, caller, context) ?? plan(orderIn(params), body),
  )
  serve(
    app,
    routes.planRecord,
    async ({ params, body, caller }, context) =>
      refusedExpressions(body, caller, context) ?? plan(recordIn(params, body), body),
  )
  serve(app, routes.replayOrder, ({ params, body, caller, from }) =>
    replay(orderIn(params), body, { ...proofIn(body), caller, from }),
  )
  serve(app, routes.replayRecord, ({ params, body, caller, from }) =>
    replay(recordIn(params, body), body, { ...proofIn(body), caller, from }),
  )
  return app
}

const proofIn = ({ password, code, confirmation }: ReplayBody) => ({ password, code, confirmation })

type RunBody = Asked<typeof routes.runOrder>['body']
type PlanBody = Asked<typeof routes.planOrder>['body']
type ReplayBody = Asked<typeof routes.replayOrder>['body']

/** What can be asked of a record, and done with it. */
function recordRuns(parts: OrderParts) {
  const { database, engine, clock, proposals } = parts
  return {
    async story({ integration, record, flow }: Target) {
      const story = await explainRecord(database.stores, integration, record, flow)
      if (story) return story
      throw new NotFound(`A run of ${refText(record)}`, `Start one with "ledgerline run ${recordWords(record)}".`)
    },

    async run({ integration, record }: Target, { dryRun, parts: tried, althoughPaused, flow }: RunBody) {
      if (dryRun) {
        const { 'integration.json': _, ...definitionParts } = tried ?? {}
        const proposed = tried ? { proposed: definitionFromParts(definitionParts) } : {}
        return engine.dryRun({ integration, record, flow }, proposed)
      }
      if (tried) throw new InvalidInput('Run', [{ at: 'parts', reason: 'are only tried: set dryRun' }])
      await engine.runNow({ integration, record, flow, althoughPaused })
      return explainRecord(database.stores, integration, record, flow)
    },

    async plan({ integration, record }: Target, { edits, corrections, flow }: PlanBody) {
      const target = { integration, record, flow }
      if (edits.length === 0) return engine.dryRun(target, { edits: corrections })
      const known = await database.stores.integrations.get(integration)
      if (!known) throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
      const definition = definitionFromParts(await database.stores.integrations.version(integration, known.version))
      const proposed = edit(definition, parseEdits(edits)).definition
      return engine.dryRun(target, { proposed, edits: corrections })
    },

    async replay({ integration, record }: Target, { edits, flow }: ReplayBody, given: Given) {
      if (edits.length === 0) await engine.replay({ integration, record, flow, by: actorText(given.caller.actor) })
      else await correct({ integration, record }, edits, given)
      return explainRecord(database.stores, integration, record, flow)
    },
  }

  /**
   * A correction is a decision: an approver signs in for it, and it is proposed and approved as theirs. Until anybody has
   * signed in, whoever sets the hub up corrects without.
   */
  async function correct({ integration, record }: Target, edits: readonly RecordEdit[], given: Given): Promise<void> {
    const { actor, session } = given.caller
    const person = await whoDecides(parts, given, { lately: true })
    if (!person && !(await isClaimed(database))) {
      // What it was and is stands in the run's journal, where it can be erased.
      const details = { integration, paths: edits.map(({ path }) => path) }
      const line = { at: clock.now(), actor, deed: 'record.corrected', subject: refText(record), details }
      await engine.replay({ integration, record, edits, by: actorText(actor), also: (tx) => tx.audit.append(line) })
      return
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
    const proved = given.password !== undefined || given.confirmation !== undefined
    if (proposal.risk.level === 'high' && session && !proved) throw needsConfirmation()
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

/** Edits that bring no expression of the caller. */
const withoutExpressions = new Set(['set-setting', 'set-value', 'move-step', 'remove-step'])

/**
 * An expression can spell a name so that nothing knows it again: whoever only reads, and not who people are, tries none of
 * their own. Whoever may propose tries what they propose.
 */
const refusedExpressions = ({ edits }: Pick<PlanBody, 'edits'>, caller: Caller, context: Context) =>
  edits.length === 0 ||
  caller.scopes.includes('propose') ||
  parseEdits(edits).every((one) => withoutExpressions.has(one.do))
    ? null
    : lacking(context, caller, 'people')
