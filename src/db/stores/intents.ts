import { sql } from 'drizzle-orm'
import { instant } from '../../domain/clock.ts'
import { LostLease } from '../../domain/errors.ts'
import type { Marks } from '../../domain/identity.ts'
import { type EntityName, integrationId, recordKey, ref } from '../../domain/record.ts'
import type { Intent, IntentStore, KnownPlace } from '../../domain/stores.ts'
import { look } from '../order-way.ts'
import { rows, type Session } from '../session.ts'
import type { All, Together } from '../together.ts'
import { type LinkRow, linkOfRow } from './links.ts'

/** Rows as JSON gives them: the columns' own names, times as text. */
interface PlaceRow {
  readonly integration: string
  readonly source_entity: EntityName
  readonly source_key: string
  readonly target_entity: EntityName
  readonly target_key: string
}
type IntentRow = PlaceRow & {
  readonly operation: Intent['operation']
  readonly state: Intent['state']
  readonly document_hash: string
  readonly sends: number
  readonly last_sent_at: string | null
  readonly marks: Marks | null
}

interface LookedAt {
  readonly n: number
  readonly link: LinkRow | null
  readonly intent: IntentRow | null
  readonly holder: IntentRow | null
}

export function intentStore(session: Session, together: Together): IntentStore {
  const lookAt = together(lookAtAll)
  return {
    look: (integration, source, target) => lookAt({ integration, source, target }),

    async sent(integration, entity, sources) {
      const found = await rows<{ source_key: string; target_key: string }>(
        session,
        sql`select source_key, target_key from intents x, jsonb_to_recordset(${JSON.stringify(sources)}::jsonb) as given(entity text, key text)
            where x.integration = ${integration} and x.source_entity = given.entity and x.source_key = given.key and x.target_entity = ${entity} and x.state = 'sent'`,
      )
      return new Map(found.map((row) => [recordKey(row.source_key), recordKey(row.target_key)]))
    },

    async unsettled(integration, { entity, key }) {
      const found = await rows<{ target_entity: EntityName; target_key: string }>(
        session,
        sql`select target_entity, target_key from intents
            where integration = ${integration} and source_entity = ${entity} and source_key = ${key} and state = 'sent'
            order by target_entity`,
      )
      return found.map((row) => ref(row.target_entity, row.target_key))
    },

    async forget({ integration, source, target }, fence) {
      const holder = fence ? sql`from runs where id = ${fence.run} and epoch = ${fence.epoch} for update` : sql``
      const held = await rows(
        session,
        sql`with fenced as (select 1 ${holder}), gone as (
              delete from intents where exists (select from fenced)
                and integration = ${integration} and source_entity = ${source.entity} and source_key = ${source.key}
                and target_entity = ${target.entity} and target_key = ${target.key})
            select from fenced`,
      )
      if (fence && held.length === 0) throw LostLease.ofRun(fence)
    },

    async setBack(integration, to) {
      await session.execute(sql`
        update intents set last_sent_at = ${to} where integration = ${integration} and state = 'sent' and last_sent_at > ${to}`)
    },

    async reopen(fence, { integration, source, target }) {
      const changed = await rows(
        session,
        sql`with fenced as (select id from runs where id = ${fence.run} and epoch = ${fence.epoch} for update)
            update intents set state = 'open' from fenced
            where integration = ${integration} and source_entity = ${source.entity} and source_key = ${source.key} and target_entity = ${target.entity}
            returning 1`,
      )
      if (changed.length === 0) throw LostLease.ofRun(fence)
    },
  }
}

const lookAtAll: All<Pick<Intent, 'integration' | 'source' | 'target'>, KnownPlace> = async (ask, places) => {
  const given = places.map((place, n) => ({ n, ...placeRow(place) }))
  const known = new Map((await ask<LookedAt>(look, [JSON.stringify(given)])).map((row) => [row.n, row]))
  return places.map((_, n): KnownPlace => {
    const { link, intent, holder } = known.get(n)!
    return {
      link: link ? linkOfRow(link) : null,
      intent: intent ? toIntent(intent) : null,
      holder: holder ? ref(holder.source_entity, holder.source_key) : null,
    }
  })
}

/** The columns of a place, as JSON gives them to a statement. */
export const placeRow = ({ integration, source, target }: Pick<Intent, 'integration' | 'source' | 'target'>) => ({
  integration,
  source_entity: source.entity,
  source_key: source.key,
  target_entity: target.entity,
  target_key: target.key,
})

const placeOf = (row: PlaceRow) => ({
  integration: integrationId(row.integration),
  source: ref(row.source_entity, row.source_key),
  target: ref(row.target_entity, row.target_key),
})

const toIntent = (row: IntentRow): Intent => ({
  ...placeOf(row),
  operation: row.operation,
  state: row.state,
  documentHash: row.document_hash,
  sends: row.sends,
  lastSentAt: row.last_sent_at === null ? null : instant(row.last_sent_at),
  marks: row.marks,
})
