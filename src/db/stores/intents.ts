import { and, eq, sql } from 'drizzle-orm'
import { LostLease } from '../../domain/errors.ts'
import { type EntityName, type IntegrationId, integrationId, type RecordRef, ref } from '../../domain/record.ts'
import type { Fence, Intent, IntentStore } from '../../domain/stores.ts'
import { intents } from '../schema.ts'
import { rows, type Session } from '../session.ts'

type Row = typeof intents.$inferSelect
type Place = Pick<Intent, 'integration' | 'source' | 'target'>

const lost = (fence: Fence) => new LostLease(`Run ${fence.run} is no longer held under epoch ${fence.epoch}`)

export function intentStore(session: Session): IntentStore {
  const at = (integration: IntegrationId, source: RecordRef, entity: EntityName) =>
    and(
      eq(intents.integration, integration),
      eq(intents.sourceEntity, source.entity),
      eq(intents.sourceKey, source.key),
      eq(intents.targetEntity, entity),
    )

  /** Changes an intent while the run holds its lease: the run's row is locked until the transaction ends. */
  async function change(fence: Fence, place: Place, set: ReturnType<typeof sql>): Promise<void> {
    const changed = await rows(
      session,
      sql`with fenced as (select id from runs where id = ${fence.run} and epoch = ${fence.epoch} for update)
          update intents set ${set} from fenced
          where integration = ${place.integration} and source_entity = ${place.source.entity} and source_key = ${place.source.key} and target_entity = ${place.target.entity}
          returning 1`,
    )
    if (changed.length === 0) throw lost(fence)
  }

  return {
    async get(integration, source, entity) {
      const [row] = await session
        .select()
        .from(intents)
        .where(at(integration, source, entity))
      return row ? toIntent(row) : null
    },

    async holder(integration, target) {
      const [row] = await session
        .select()
        .from(intents)
        .where(
          and(
            eq(intents.integration, integration),
            eq(intents.targetEntity, target.entity),
            eq(intents.targetKey, target.key),
          ),
        )
      return row ? toIntent(row) : null
    },

    async open(fence, { integration, source, target, operation, documentHash }) {
      const opened = await rows(
        session,
        sql`with fenced as (select id from runs where id = ${fence.run} and epoch = ${fence.epoch} for update)
            insert into intents (integration, source_entity, source_key, target_entity, target_key, operation, state, document_hash, sends)
            select ${integration}, ${source.entity}, ${source.key}, ${target.entity}, ${target.key}, ${operation}, 'open', ${documentHash}, 0 from fenced
            on conflict (integration, source_entity, source_key, target_entity) do update set
              operation = excluded.operation, state = 'open', document_hash = excluded.document_hash
            returning 1`,
      )
      if (opened.length === 0) throw lost(fence)
      const [row] = await session
        .select()
        .from(intents)
        .where(at(integration, source, target.entity))
      return toIntent(row!)
    },

    sent: (fence, place, when) => change(fence, place, sql`state = 'sent', sends = sends + 1, last_sent_at = ${when}`),
    confirmed: (fence, place) => change(fence, place, sql`state = 'confirmed'`),
  }
}

function toIntent(row: Row): Intent {
  return {
    integration: integrationId(row.integration),
    source: ref(row.sourceEntity as EntityName, row.sourceKey),
    target: ref(row.targetEntity as EntityName, row.targetKey),
    operation: row.operation as Intent['operation'],
    state: row.state as Intent['state'],
    documentHash: row.documentHash,
    sends: row.sends,
    lastSentAt: row.lastSentAt,
  }
}
