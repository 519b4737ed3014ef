import { Hono } from 'hono'
import { type Clock, type Instant, instant, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import { type IntegrationId, integrationId, memberOf } from '../domain/record.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import type { Engine, FlowState } from '../engine/index.ts'
import { definitionFromParts } from '../language/index.ts'
import { type Answer, routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'
import { stepCounts } from './step-counts.ts'

/** No index begins with the flow: of one that seldom runs, all runs of the others would be read. */
const lookedBackMs = 7 * 24 * 60 * 60_000
/** Runs whose journals are read for the counts of a drawing. */
const mostCounted = 50

/** The flows of an integration: on, paused or off, and what waits for them. */
export function flowRoutes(parts: {
  readonly database: Database
  readonly engine: Engine
  readonly clock: Clock
}): Hono<CallerEnv> {
  const { database, engine, clock } = parts
  const app = new Hono<CallerEnv>()
  const existing = async (id: string): Promise<Integration> => {
    const integration = await database.stores.integrations.get(integrationId(id))
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return integration
  }
  /** When the newest round, or the newest run of the last days that ended without trouble, did so. */
  async function lastEndOf(integration: IntegrationId, { id, state, lastRound }: FlowState): Promise<Instant | null> {
    if (lastRound || state === 'off') return lastRound?.ended ?? null
    const since = later(clock.now(), -lookedBackMs)
    const filter = { integration, flow: id, states: ['done', 'skipped'], since, limit: 1 } as const
    const [run] = await database.stores.runs.list(filter)
    return run?.updatedAt ?? null
  }
  serve(app, routes.listFlows, async ({ params }) => {
    const { id } = await existing(params.integration)
    const listed: Answer<typeof routes.listFlows>[number][] = []
    // One after the other: runs need the connections of the pool.
    for (const flow of await engine.flowStates(id)) listed.push({ ...flow, lastEnd: await lastEndOf(id, flow) })
    return listed
  })
  serve(app, routes.countSteps, async ({ params }) => {
    const { id, version } = await existing(params.integration)
    const { runs, integrations } = database.stores
    const { flows } = definitionFromParts(await integrations.version(id, version))
    const flow = memberOf(flows, params.flow)
    if (!flow) throw new NotFound(`Flow ${params.flow}`, '"ledgerline flows" lists them.')
    const since = later(clock.now(), -lookedBackMs)
    const last = await runs.list({ integration: id, flow: params.flow, since, limit: mostCounted })
    // One after the other: runs need the connections of the pool, and only the steps of a journal are kept.
    const journals = []
    for (const run of last) {
      const passed = (await runs.journal(run.id)).flatMap(({ entry }) => ('step' in entry ? [entry.step] : []))
      journals.push({ run, passed: new Set(passed) })
    }
    return { runs: last.length, steps: [...stepCounts(flow.steps, journals)] }
  })
  serve(app, routes.switchFlow, async ({ params, body: { state, since }, caller: { actor } }) => {
    const { id } = await existing(params.integration)
    const { flow } = params
    const line = {
      at: clock.now(),
      actor,
      deed: `flow.${state}`,
      subject: `integration ${id}`,
      details: { flow, ...(since ? { since } : {}) },
    }
    const also = (tx: Transaction) => tx.audit.append(line)
    await engine.switchFlow({
      integration: id,
      flow,
      off: state === 'off',
      ...(since ? { since: instant(since) } : {}),
      also,
    })
    return (await engine.flowStates(id)).find((one) => one.id === flow)!
  })
  serve(app, routes.listUncounted, async ({ params }) => engine.uncounted((await existing(params.integration)).id))
  serve(app, routes.listWanted, async ({ params, query: { limit } }) =>
    engine.wanted((await existing(params.integration)).id, params.flow, limit),
  )
  serve(app, routes.restoreRound, async ({ params, body: { round, since: asked }, caller: { actor } }) => {
    const { id } = await existing(params.integration)
    const { flow } = params
    const since = asked === null ? null : instant(asked)
    const details = { flow, ...(round === null ? {} : { round }), ...(since === null ? {} : { since }) }
    const line = { at: clock.now(), actor, deed: 'flow.restored', subject: `integration ${id}`, details }
    return engine.restoreRound({ integration: id, flow, round, since, also: (tx) => tx.audit.append(line) })
  })
  return app
}
