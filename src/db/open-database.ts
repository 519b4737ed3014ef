import type { IncidentId, RunId } from '../domain/record.ts'
import type { Database, HubEvent, Lease, Stores, Transaction } from '../domain/stores.ts'
import { conflictsAgain } from './batcher.ts'
import { type Connected, connectDatabase, type Where } from './connect.ts'
import { createEvents } from './events.ts'
import { createPeople } from './people.ts'
import { takeLease } from './serving.ts'
import { othersOn, type Session, unsafeOn } from './session.ts'
import { alertStore } from './stores/alerts.ts'
import { auditStore } from './stores/audit.ts'
import { backfillStore } from './stores/backfills.ts'
import { bulkRowStore } from './stores/bulk-rows.ts'
import { changeStore } from './stores/changes.ts'
import { chatStore } from './stores/chats.ts'
import { connectionStore } from './stores/connections.ts'
import { cursorStore } from './stores/cursors.ts'
import { erasureStore } from './stores/erasure.ts'
import { factorStore } from './stores/factors.ts'
import { feedStore } from './stores/feeds.ts'
import { figureStore } from './stores/figures.ts'
import { filterStore } from './stores/filters.ts'
import { grantStore } from './stores/grants.ts'
import { identityStore } from './stores/identities.ts'
import { incidentStore } from './stores/incidents.ts'
import { integrationStore } from './stores/integrations.ts'
import { intentStore } from './stores/intents.ts'
import { keptDocumentStore } from './stores/kept-documents.ts'
import { knownRecordStore } from './stores/known-records.ts'
import { leaseStore } from './stores/leases.ts'
import { levelStore } from './stores/levels.ts'
import { linkStore } from './stores/links.ts'
import { modelCallStore } from './stores/model-calls.ts'
import { muteStore } from './stores/mutes.ts'
import { fileStore, ownRecordStore } from './stores/own-records.ts'
import { payoutStore } from './stores/payouts.ts'
import { proposalStore } from './stores/proposals.ts'
import { rawMessageStore } from './stores/raw-messages.ts'
import { retentionStore } from './stores/retention.ts'
import { runStore } from './stores/runs.ts'
import { secretStore } from './stores/secrets.ts'
import { sessionStore } from './stores/sessions.ts'
import { standardStore } from './stores/standards.ts'
import { tokenStore } from './stores/tokens.ts'
import { webhookStore } from './stores/webhooks.ts'
import { alone, type Together, together } from './together.ts'
import { createVault } from './vault.ts'

export interface DatabaseOptions extends Where {
  readonly masterKey: Uint8Array
  readonly newRunId: () => RunId
  readonly newIncidentId: () => IncidentId
}

/** Opens the hub's database. @throws as `connectDatabase` */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return assemble(await connectDatabase(options), options)
}

function assemble(connected: Connected, options: DatabaseOptions): Database {
  const { driver, queue, embedded } = connected
  const vault = createVault(options.masterKey)
  const events = createEvents(driver)
  const storesOf = (session: Session, tell: Tell, how: Together): Stores => ({
    integrations: integrationStore(session),
    changes: changeStore(session),
    runs: runStore(session, options.newRunId, tell, how),
    intents: intentStore(session, how),
    links: linkStore(session, how),
    knownRecords: knownRecordStore(session, how),
    incidents: incidentStore(session, options.newIncidentId, tell),
    cursors: cursorStore(session),
    feeds: feedStore(session),
    figures: figureStore(session),
    mutes: muteStore(session),
    levels: levelStore(session),
    filters: filterStore(session),
    leases: leaseStore(session),
    secrets: secretStore(session, vault),
    proposals: proposalStore(session, tell),
    webhooks: webhookStore(session, how),
    audit: auditStore(session),
    tokens: tokenStore(session, tell),
    rawMessages: rawMessageStore(session),
    keptDocuments: keptDocumentStore(session),
    standards: standardStore(session),
    erasure: erasureStore(session),
    connections: connectionStore(session, tell),
    files: fileStore(session),
    ownRecords: ownRecordStore(session),
    payouts: payoutStore(session),
    retention: retentionStore(session),
    sessions: sessionStore(session, options.masterKey, tell),
    grants: grantStore(session, tell),
    factors: factorStore(session, vault, tell),
    identities: identityStore(session, tell),
    modelCalls: modelCallStore(session),
    chats: chatStore(session),
    bulkRows: bulkRowStore(session),
    backfills: backfillStore(session),
    alerts: alertStore(session),
  })
  const transactionOf = (session: Session, tell: Tell): Transaction => ({
    ...storesOf(session, tell, alone(session)),
    people: createPeople(session, options.masterKey, tell),
    enqueue: (jobs) => queue.enqueue(session, jobs),
    hurry: (integration, at) => queue.hurry(session, integration, at),
    complete: (job) => queue.complete(session, job),
  })
  let lease: Lease | null = null
  return {
    stores: storesOf(driver.session, events.tell, together(driver)),
    queue,
    people: createPeople(driver.session, options.masterKey, events.tell),
    events,
    transaction(work) {
      return conflictsAgain(async () => {
        const told: HubEvent[] = []
        const result = await driver.session.transaction((session) =>
          work(transactionOf(session as unknown as Session, (event) => told.push(event))),
        )
        for (const event of told) events.tell(event)
        return result
      })
    },
    others: () => othersOn(driver),
    unsafe: () => unsafeOn(driver),
    async serve(holder) {
      lease = embedded ? await takeLease(driver, embedded.dataFolder, holder) : noLease
      return lease
    },
    async close() {
      await lease?.release()
      await events.close()
      await connected.close()
    },
  }
}

type Tell = (event: HubEvent) => void

const noLease: Lease = { serving: async () => {}, release: async () => {} }
