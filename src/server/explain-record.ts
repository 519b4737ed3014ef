import type { ProofSheet } from '../domain/proof.ts'
import { type IntegrationId, type RecordRef, systemOf } from '../domain/record.ts'
import type { JournalEntry, Run, StoredJournalEntry } from '../domain/run.ts'
import type { Stores } from '../domain/stores.ts'
import type { RecordStory } from '../routes/index.ts'

/** How far back a proof is looked for, when the newest run wrote nothing. */
const runsLookedAt = 20

export async function explainRecord(
  stores: Stores,
  integration: IntegrationId,
  record: RecordRef,
  flow?: string,
): Promise<RecordStory | null> {
  const all = await stores.runs.list({ integration, record, limit: runsLookedAt })
  const runs = flow === undefined ? all : await stores.runs.list({ integration, record, flow, limit: runsLookedAt })
  const newest = runs[0]
  if (!newest) return null
  const [{ run, journal }, incidents, links] = await Promise.all([
    newestDeed(stores, runs),
    stores.incidents.list({ integration, state: 'open', record, limit: 20 }),
    stores.links.bySource(integration, record),
  ])
  const written = journal.flatMap(({ entry }) =>
    'record' in entry && entry.kind !== 'read' ? [entry.record.entity] : [],
  )
  const link =
    links.find(({ target }) => target.entity === written.at(-1)) ??
    links.find(({ target }) => systemOf(target.entity) !== systemOf(record.entity)) ??
    links[0]
  let proofs = proofsIn(journal)
  for (const earlier of runs.slice(1)) {
    if (proofs.length > 0) break
    proofs = proofsIn(await stores.runs.journal(earlier.id))
  }
  const newestOf = new Map(all.toReversed().map((each) => [each.flow, each]))
  const flows = [...newestOf.values()].map(({ flow: id, state, updatedAt }) => ({ flow: id, state, at: updatedAt }))
  const its = link ? { target: link.target, at: link.at } : null
  return { record, runs, run, journal, proofs, link: its, flows, incidents }
}

/** What makes a run worth telling of, beside its end. */
const toldOf: ReadonlySet<JournalEntry['kind']> = new Set(['written', 'kept'])

async function newestDeed(stores: Stores, runs: readonly Run[]) {
  const journals = runs.map(async (run) => ({ run, journal: await stores.runs.journal(run.id) }))
  for (const each of journals) {
    const { run, journal } = await each
    if (run.state !== 'done' || journal.some(({ entry }) => toldOf.has(entry.kind))) return { run, journal }
  }
  return journals[0]!
}

function proofsIn(journal: readonly StoredJournalEntry[]): ProofSheet[] {
  return journal.flatMap(({ entry }) => (entry.kind === 'proof' ? [entry.sheet] : []))
}
