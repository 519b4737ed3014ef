import type { Integration } from '../domain/definition.ts'
import { isLinkedByHand } from '../domain/entered-by-hand.ts'
import { HubError, isOfConnection } from '../domain/errors.ts'
import type { Change, Proposal, RewrittenDocument } from '../domain/proposal.ts'
import type { RecordRef } from '../domain/record.ts'
import { type Engine, inLanes } from '../engine/index.ts'
import type { CarryOutParts } from './parts.ts'
import { decidedRecords } from './plan.ts'

type Asked = ReturnType<Engine['ruleDifference']>

/**
 * What the rules of today change in a document; null: nobody can say. One record that cannot be read must not hold up the
 * others of a plan.
 * @param away a system that does not answer is waited for, which is thrown, or is one more reason that nobody can say
 */
export async function knowable(asked: Asked, away: 'thrown' | 'unknown'): Asked {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    if (away === 'thrown' && (error.next.do === 'retry' || isOfConnection(error))) throw error
    return null
  }
}

/**
 * What people decide on without its standing in the plan: documents in GP that the records of the plan write anew, under the
 * rules of today. It risks what that changes. What nobody can say (null) counts as a document that is written again.
 */
export async function rewrittenBy(
  { database, engine, entities }: Pick<CarryOutParts, 'database' | 'engine' | 'entities'>,
  { id, version }: Integration,
  decided: Pick<Proposal, 'changes' | 'proposedBy'>,
  away: 'thrown' | 'unknown',
): Promise<Extract<Change, { do: 'rewrite' }>[]> {
  // What a rewrite lists is judged as it is listed.
  const changes = decided.changes.filter((change) => change.do !== 'rewrite')
  const records = decidedRecords({ ...decided, changes })
  const found = new Map<RecordRef, RewrittenDocument[]>()
  await inLanes(records, async (record) => {
    const documents: RewrittenDocument[] = []
    for (const link of await database.stores.links.bySource(id, record)) {
      // What people have entered or linked is theirs: nothing is sent to it.
      if (entities.get(link.target.entity)?.document === undefined || isLinkedByHand(link)) continue
      const { source, target } = link
      const difference = await knowable(engine.ruleDifference(id, link), away)
      const document = { source, target, record, differs: '' }
      if (difference === null) documents.push({ ...document, madeUnder: null, currency: null, fields: [] })
      else if (difference.fields.length > 0) documents.push({ ...difference, ...document })
    }
    found.set(record, documents)
  })
  const documents = records.flatMap((record) => found.get(record)!)
  return documents.length > 0 ? [{ do: 'rewrite', version, documents }] : []
}
