import { Hono } from 'hono'
import { z } from 'zod'
import type { EntityRegistry } from '../domain/connector.ts'
import { isClosed } from '../domain/document.ts'
import { NotFound } from '../domain/errors.ts'
import { type EntityName, type IntegrationId, integrationId, type RecordRef, recordKey } from '../domain/record.ts'
import type { FieldDifference } from '../domain/run.ts'
import type { Database, Link } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { type AmountChange, amountChanges } from '../proposals/index.ts'
import type { CallerEnv } from './actors.ts'
import { parseInput } from './input.ts'
import type { RecordParts } from './records.ts'

const entity = z.string().regex(/^(prestashop|gp)\.\w{1,60}$/)
export const ruleDifferencesQuery = z.object({
  source: entity.default('prestashop.order'),
  target: entity.default('gp.salesOrder'),
  /** Only fields whose name begins with one of these words, with commas between: "Taxes,FreightTaxes". Left out: all. */
  fields: z.string().max(300).optional(),
  /** The key of the last source of the page before, `next`. */
  after: z.string().max(100).optional(),
  /** Documents that are looked at, not those that differ. */
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** A document that the rules of today would write differently. */
export interface DifferingDocument {
  readonly source: RecordRef
  readonly target: RecordRef
  /** In the remote system, as read just now. `unknown`: it does not answer. */
  readonly state: 'work' | 'closed' | 'gone' | 'unknown'
  /** The version of the definition that it was made under. */
  readonly madeUnder: number | null
  readonly currency: string | null
  readonly fields: readonly FieldDifference[]
}

/** One page: a few of the documents, in the order of their sources' keys as text. */
export interface RuleDifferences {
  readonly looked: number
  readonly documents: readonly DifferingDocument[]
  /** What this page comes to. */
  readonly amounts: readonly AmountChange[]
  /** Documents of which it cannot be told: what they were made of is not kept, or the flow does not come to them any more. */
  readonly untold: readonly RecordRef[]
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null
}

interface Parts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  readonly remote: Pick<RecordParts['remote'], 'read'>
}

export function ruleDifferenceRoutes(parts: Parts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.get('/', async (context) => {
    const query = parseInput('Query', ruleDifferencesQuery, context.req.query())
    const id = integrationId(context.req.param('integration') ?? '')
    return context.json(await ruleDifferences(parts, id, query))
  })
  return app
}

/** Reads journals, and of a document that differs its state in the remote system. One document at a time, a page in memory. */
async function ruleDifferences(
  { database, engine, entities, remote }: Parts,
  id: IntegrationId,
  { source, target, fields: words, after, limit }: z.output<typeof ruleDifferencesQuery>,
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
    const found = link.writtenHash === '' ? null : await engine.ruleDifference(id, link)
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
