import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import { textTables } from '../../src/db/stores/erasure.ts'

/** What an erasure goes through row by row: see the erasure store. */
const erasedOtherwise: Readonly<Record<string, readonly string[]>> = {
  runs: ['reason'],
  journal_entries: ['entry', 'payload'],
  payloads: ['hash', 'body'],
  raw_bodies: ['hash', 'body'],
  links: ['written', 'readBack', 'writtenHash'],
  intents: ['documentHash'],
  known_records: ['facts'],
  integration_versions: ['parts'],
}
/** Keys, codes, states, times of systems, hashes, settings, and who works here: no customer is named there. */
const namesNobody: Readonly<Record<string, readonly string[]>> = {
  integrations: ['id', 'name', 'connections', 'pausedFlows', 'offFlows', 'flowsSince', 'confirmed'],
  integration_versions: ['integration', 'standards', 'by'],
  changes: ['integration', 'entity', 'key', 'cause', 'run'],
  jobs: ['integration', 'flow', 'entity', 'key', 'heldBy'],
  observations: ['integration', 'feed', 'entity', 'key', 'fingerprint'],
  nonces: ['integration', 'nonce'],
  runs: ['id', 'integration', 'flow', 'entity', 'key', 'state', 'facts'],
  known_records: ['integration', 'entity', 'key'],
  hourly_figures: ['integration', 'hour', 'entity', 'flow', 'currency', 'heldAmount'],
  journal_entries: ['run'],
  waits: ['run', 'integration', 'entity', 'key'],
  intents: ['integration', 'sourceEntity', 'sourceKey', 'targetEntity', 'targetKey', 'operation', 'state', 'marks'],
  links: ['integration', 'sourceEntity', 'sourceKey', 'targetEntity', 'targetKey', 'marks', 'writtenBy'],
  kept_documents: [
    'integration',
    'sourceEntity',
    'sourceKey',
    'targetEntity',
    'targetKey',
    'entity',
    'key',
    'proposal',
  ],
  standard_parts: ['hash', 'name', 'part'],
  model_calls: [
    ...['id', 'integration', 'task', 'model', 'prompt', 'promptHash', 'outcome', 'tokens', 'costUsd', 'requestId'],
    ...['entity', 'key'],
  ],
  model_switches: ['integration'],
  saved_filters: ['id', 'person', 'integration', 'list'],
  chats: ['id', 'integration', 'owner'],
  chat_messages: ['chat', 'integration'],
  incidents: ['id', 'integration', 'flow', 'state'],
  incident_care: ['incident', 'integration', 'assignee'],
  incident_notes: ['id', 'incident', 'integration', 'by'],
  muted_anomalies: ['integration', 'key', 'by'],
  connection_periods: ['integration', 'system', 'kind', 'code'],
  connection_waits: ['integration', 'system', 'entity', 'key'],
  incident_records: ['incident', 'integration', 'flow', 'entity', 'key', 'run'],
  cursors: ['integration', 'feed', 'cursor'],
  feed_failures: ['integration', 'feed', 'code'],
  unreadable_records: ['integration', 'feed', 'entity', 'key'],
  leases: ['name', 'holder'],
  hub_files: ['integration', 'key', 'folder', 'encoding', 'by'],
  hub_records: ['integration', 'entity', 'key'],
  payout_rows: [
    ...['integration', 'provider', 'id', 'payout', 'currency', 'kind', 'date', 'amount', 'fee', 'transaction'],
    ...['alsoKnown', 'closes', 'file', 'folder'],
  ],
  backfills: ['id', 'integration', 'flow', 'state', 'period', 'askedBy', 'decidedBy'],
  bulk_rows: ['integration', 'flow', 'key', 'targetKey', 'seenHash', 'uses', 'round'],
  levels: ['integration', 'entity', 'key', 'lowest', 'place', 'days'],
  webhook_modules: ['integration', 'about', 'backlog', 'shopUrl', 'pairingHash'],
  webhook_shops: ['integration', 'shop'],
  webhook_records: ['integration', 'entity', 'key'],
  webhook_gaps: ['integration', 'entity', 'key'],
  secrets: ['integration', 'name', 'place', 'wrappedKey', 'sealed'],
  proposals: ['id', 'integration', 'state', 'planHash', 'progress', 'started', 'occasion'],
  audit: ['actor', 'deed', 'subject', 'details', 'hash'],
  raw_messages: ['id', 'integration', 'system', 'operation', 'entity', 'key', 'sentHash', 'receivedHash'],
  tokens: ['id', 'name', 'hash', 'scopes', 'owner', 'madeBy'],
  sign_in_attempts: ['address'],
  serving: ['name', 'holder', 'session', 'url'],
  alert_rules: ['name', 'rules'],
  alert_channels: ['id', 'channel'],
  alert_causes: ['id', 'key', 'kind', 'integration', 'title', 'path'],
  alert_notices: ['cause', 'channel', 'what', 'message'],
  alert_messages: ['id', 'channel', 'state', 'problem', 'report'],
}

// A new column says of itself whether the erasure of a customer has to go through it.
test('of every column it is known whether it can hold what is said of a customer', () => {
  const erased = (name: string): readonly string[] => [
    ...(erasedOtherwise[name] ?? []),
    ...((textTables as Record<string, { texts: readonly string[] }>)[name]?.texts ?? []),
  ]
  const unknown: string[] = []
  for (const table of Object.values(schema)) {
    if (!is(table, PgTable)) continue
    const name = getTableName(table)
    for (const [column, { dataType, columnType }] of Object.entries(getTableColumns(table))) {
      if (['number', 'bigint', 'boolean', 'date'].includes(dataType) || /timestamp/i.test(columnType)) continue
      if ((dataType as string) === 'custom' && /At$|^at$|until|since|expires|cutOver/i.test(column)) continue
      if (!erased(name).includes(column) && !namesNobody[name]?.includes(column)) unknown.push(`${name}.${column}`)
    }
  }
  expect(unknown).toEqual([])
})
