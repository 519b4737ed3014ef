import type { ProofSheet } from '../domain/proof.ts'
import { type IntegrationId, type RecordRef, systemOf } from '../domain/record.ts'
import { type JournalEntry, type Run, type StoredJournalEntry, statesByConcern } from '../domain/run.ts'
import type { Link, Stores } from '../domain/stores.ts'
import type { RecordStory } from '../routes/index.ts'

/** How far back a proof is looked for, when the newest run wrote nothing. */
const runsLookedAt = 20
const flowsLookedAt = 100

/** @param flow left out: the flow that concerns a person most, as lists show the record */
export async function explainRecord(
  stores: Stores,
  integration: IntegrationId,
  record: RecordRef,
  flow?: string,
): Promise<RecordStory | null> {
  const ofFlows = await stores.runs.newest({ integration, records: [record], limit: flowsLookedAt })
  const newest = flow === undefined ? mostConcerning(ofFlows) : ofFlows.find((one) => one.flow === flow)
  if (!newest) return null
  const [of, lately] = await Promise.all([
    stores.runs.list({ integration, record, flow: newest.flow, limit: runsLookedAt }),
    flow === undefined ? stores.runs.list({ integration, record, limit: runsLookedAt }) : [],
  ])
  const known = new Set(lately.map(({ id }) => id))
  // One flow may have looked at the record so often that the runs of another are far behind.
  const runs = flow === undefined ? [...lately, ...ofFlows.filter(({ id }) => !known.has(id))] : of
  const [{ run, journal }, incidents, links, sent] = await Promise.all([
    newestDeed(stores, of),
    stores.incidents.list({ integration, state: 'open', record, limit: 20 }),
    stores.links.bySource(integration, record),
    stores.intents.unsettled(integration, record),
  ])
  const written = journal.flatMap(({ entry }) =>
    'record' in entry && entry.kind !== 'read' ? [entry.record.entity] : [],
  )
  const link =
    links.find(({ target }) => target.entity === written.at(-1)) ??
    links.find(({ target }) => systemOf(target.entity) !== systemOf(record.entity)) ??
    links[0]
  let proofs = proofsIn(journal)
  for (const earlier of [...of, ...runs]) {
    if (proofs.length > 0) break
    proofs = proofsIn(await stores.runs.journal(earlier.id))
  }
  const flows = ofFlows.map(({ flow: id, state, updatedAt }) => ({ flow: id, state, at: updatedAt }))
  const shownLink = ({ target, at }: Link) => ({ target, at })
  return {
    ...{ record, newest, runs, run, journal, proofs, flows, incidents, sent },
    link: link ? shownLink(link) : null,
    links: links.map(shownLink),
  }
}

/** Of the newest runs of a record's flows, the newest first, that of the flow that stopped it, or else has done something. */
function mostConcerning(ofFlows: readonly Run[]): Run | undefined {
  const concern = ({ state }: Run) => statesByConcern.indexOf(state)
  return ofFlows.reduce<Run | undefined>((most, one) => (most && concern(most) >= concern(one) ? most : one), undefined)
}

/** What makes a run worth telling of, beside its end. */
const toldOf: ReadonlySet<JournalEntry['kind']> = new Set(['written', 'kept'])

async function newestDeed(stores: Stores, runs: readonly Run[]) {
  const journals = await Promise.all(runs.map(async (run) => ({ run, journal: await stores.runs.journal(run.id) })))
  // One that has just begun has nothing to tell yet.
  for (const { run, journal } of journals)
    if ((run.state !== 'done' && journal.length > 0) || journal.some(({ entry }) => toldOf.has(entry.kind)))
      return { run, journal }
  return journals[0]!
}

function proofsIn(journal: readonly StoredJournalEntry[]): ProofSheet[] {
  return journal.flatMap(({ entry }) => (entry.kind === 'proof' ? [entry.sheet] : []))
}
