import { Hono } from 'hono'
import { z } from 'zod'
import { NotFound } from '../domain/errors.ts'
import { integrationId, type Json, ref } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { definitionFromParts, edit, parseEdits } from '../language/index.ts'
import { explainRecord } from './explain-record.ts'
import { parseInput } from './input.ts'

export interface OrderParts {
  readonly database: Database
  readonly engine: Engine
}

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
const recordEdit = z.object({ path: z.string().min(1).max(200), before: json, after: json })
export const runInput = z.object({ dryRun: z.boolean().default(false) })
/** Edits of the definition, as a proposal has them. */
export const planInput = z.object({ edits: z.array(json).max(20).default([]) })
export const replayInput = z.object({ edits: z.array(recordEdit).max(100).default([]) })

/** Orders of one integration: explained, run by hand, tried without writing also under edits, replayed with corrections. */
export function orderRoutes({ database, engine }: OrderParts): Hono {
  const app = new Hono()
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
    const { dryRun } = parseInput('Run', runInput, await context.req.json())
    if (dryRun) return context.json(await engine.dryRun({ integration, record }))
    await engine.runNow({ integration, record })
    return context.json(await explainRecord(database.stores, integration, record))
  })
  app.post('/:key/plan', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const { edits } = parseInput('Plan', planInput, await context.req.json())
    if (edits.length === 0) return context.json(await engine.dryRun({ integration, record }))
    const known = await database.stores.integrations.get(integration)
    if (!known) throw new NotFound(`Integration ${integration}`, '"ledgerline status" lists them.')
    const definition = definitionFromParts(await database.stores.integrations.version(integration, known.version))
    return context.json(await engine.dryRun({ integration, record }, edit(definition, parseEdits(edits)).definition))
  })
  app.post('/:key/replay', async (context) => {
    const { integration, record } = target(context.req.param('integration'), context.req.param('key'))
    const { edits } = parseInput('Replay', replayInput, await context.req.json())
    await engine.replay({ integration, record, edits, by: 'command' })
    return context.json(await explainRecord(database.stores, integration, record))
  })
  return app
}
