import { Hono } from 'hono'
import type { z } from 'zod'
import type { EntityRegistry } from '../domain/connector.ts'
import { isClosed } from '../domain/document.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import { NotFound } from '../domain/errors.ts'
import { type EntityName, type IntegrationId, integrationId, type RecordRef, recordKey } from '../domain/record.ts'
import type { Database, Link } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { amountChanges } from '../proposals/index.ts'
import { type DifferingDocument, type RuleDifferences, routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import type { RecordParts } from './records.ts'
import { serve } from './serve.ts'

interface Parts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  readonly remote: Pick<RecordParts['remote'], 'read'>
}

export function ruleDifferenceRoutes(parts: Parts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.listRuleDifferences, ({ params, query }) =>
    ruleDifferences(parts, integrationId(params.integration), query),
  )
  return app
}

/** Reads journals, and of a document that differs its state in the remote system. One document at a time, a page in memory. */
async function ruleDifferences(
  { database, engine, entities, remote }: Parts,
  id: IntegrationId,
  { source, target, fields: words, after, limit }: z.output<(typeof routes)['listRuleDifferences']['query']>,
): Promise<RuleDifferences> {
  const { stores } = database
  const between = { source: source as EntityName, target: target as EntityName }
  const links = await stores.links.page(id, between, { after: after === undefined ? null : recordKey(after), limit })
  const wanted = words?.split(',').filter((word) => word !== '')
  const [documents, untold, amounts] = [[] as DifferingDocument[], [] as RecordRef[], amountChanges()]
  const integration = await stores.integrations.get(id)
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  const stateOf = async (link: Link): Promise<DifferingDocument['state']> => {
    try {
      const held = await remote.read(integration, link.target)
      return held === null ? 'gone' : isClosed(entities.get(link.target.entity) ?? {}, held) ? 'closed' : 'work'
    } catch {
      // The report is about what the hub wrote; a system that does not answer must not keep it back.
      return 'unknown'
    }
  }
  for (const link of links) {
    const found = link.writtenHash === '' || isEnteredByHand(link) ? null : await engine.ruleDifference(id, link)
    if (!found) {
      untold.push(link.target)
      continue
    }
    const fields = found.fields.filter(({ path }) => !wanted || wanted.some((word) => path.split(' ')[0] === word))
    if (fields.length === 0) continue
    amounts.add(found.currency, fields)
    documents.push({
      ...{ source: link.source, target: link.target, state: await stateOf(link) },
      ...{ madeUnder: found.madeUnder, currency: found.currency, fields },
    })
  }
  const last = links.at(-1)
  return {
    ...{ looked: links.length, documents, amounts: amounts.all(), untold },
    next: links.length < limit || !last ? null : last.source.key,
  }
}
