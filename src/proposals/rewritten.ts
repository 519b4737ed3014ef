import type { Integration } from '../domain/definition.ts'
import type { Change, Proposal, RewrittenDocument } from '../domain/proposal.ts'
import type { Engine } from '../engine/index.ts'
import type { CarryOutParts } from './parts.ts'
import { decidedRecords } from './plan.ts'

type Asked = ReturnType<Engine['ruleDifference']>

/**
 * What people decide on without its standing in the plan: documents in GP that the records of the plan write anew, under the
 * rules of today. It risks what that changes. What nobody can say (null) counts as a document that is written again.
 * @param settle what comes of asking: a system may be away
 */
export async function rewrittenBy(
  { database, engine, entities }: Pick<CarryOutParts, 'database' | 'engine' | 'entities'>,
  { id, version }: Integration,
  decided: Pick<Proposal, 'changes' | 'proposedBy'>,
  settle: (asked: Asked) => Asked,
): Promise<Extract<Change, { do: 'rewrite' }>[]> {
  const documents: RewrittenDocument[] = []
  // What a rewrite lists is judged as it is listed.
  const changes = decided.changes.filter((change) => change.do !== 'rewrite')
  for (const record of decidedRecords({ ...decided, changes }))
    for (const link of await database.stores.links.bySource(id, record)) {
      if (entities.get(link.target.entity)?.document === undefined) continue
      const { source, target } = link
      const difference = await settle(engine.ruleDifference(id, link))
      const document = { source, target, record, differs: '' }
      if (difference === null) documents.push({ ...document, madeUnder: null, currency: null, fields: [] })
      else if (difference.fields.length > 0) documents.push({ ...difference, ...document })
    }
  return documents.length > 0 ? [{ do: 'rewrite', version, documents }] : []
}
