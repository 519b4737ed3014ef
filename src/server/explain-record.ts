import type { ProofSheet } from '../domain/proof.ts'
import type { IntegrationId, RecordRef } from '../domain/record.ts'
import type { JournalEntry, Run, StoredJournalEntry } from '../domain/run.ts'
import type { Stores } from '../domain/stores.ts'
import type { RecordStory } from '../routes/index.ts'

/** How far back a proof is looked for, when the newest run wrote nothing. */
const runsLookedAt = 20

export async function explainRecord(
  stores: Stores,
  integration: IntegrationId,
  record: RecordRef,
): Promise<RecordStory | null> {
  const runs = await stores.runs.list({ integration, record, limit: runsLookedAt })
  const newest = runs[0]
  if (!newest) return null
  const [{ run, journal }, incidents, links] = await Promise.all([
    newestDeed(stores, runs),
    stores.incidents.list({ integration, state: 'open', record, limit: 20 }),
    stores.links.find(integration, 'gp.salesOrder', [record]),
  ])
  const link = links.get(record.key)
  let proofs = proofsIn(journal)
  for (const earlier of runs.slice(1)) {
    if (proofs.length > 0) break
    proofs = proofsIn(await stores.runs.journal(earlier.id))
  }
  return { record, runs, run, journal, proofs, link: link ? { target: link.target, at: link.at } : null, incidents }
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
