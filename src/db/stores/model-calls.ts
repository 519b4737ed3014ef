import { and, desc, eq, gte, isNotNull, lt, or, sql } from 'drizzle-orm'
import { dec, decimalText } from '../../domain/decimal.ts'
import { type EntityName, integrationId, ref } from '../../domain/record.ts'
import type { ModelCall, ModelCallStore } from '../../domain/stores.ts'
import { modelCalls, modelSwitches } from '../schema.ts'
import type { Session } from '../session.ts'

/** "0.000170000" of the database as "0.00017". */
const amount = (text: string) => decimalText(dec(text))

export function modelCallStore(session: Session): ModelCallStore {
  return {
    async add({ record, integration, ...call }) {
      await session.insert(modelCalls).values({
        ...call,
        ...{ integration: integration ?? '', entity: record?.entity ?? null, key: record?.key ?? null },
      })
    },
    async spentSince(at) {
      const [row] = await session
        .select({ spent: sql<string>`coalesce(sum(${modelCalls.costUsd}), 0)::text` })
        .from(modelCalls)
        .where(gte(modelCalls.at, at))
      return amount(row!.spent)
    },
    async usedSince(at, integration) {
      const spent = sql<string>`sum(${modelCalls.costUsd})`
      const tokens = (name: string) => sql<number>`sum((${modelCalls.tokens} ->> ${name})::bigint)::float8`
      const found = await session
        .select({
          task: modelCalls.task,
          model: modelCalls.model,
          calls: sql<number>`count(*)::int`,
          failed: sql<number>`(count(*) filter (where ${modelCalls.outcome} <> 'answered'))::int`,
          inputTokens: sql<number>`(${tokens('input')} + ${tokens('cacheRead')} + ${tokens('cacheWrite')})`,
          outputTokens: tokens('output'),
          costUsd: sql<string>`${spent}::text`,
        })
        .from(modelCalls)
        .where(and(gte(modelCalls.at, at), eq(modelCalls.integration, integration)))
        .groupBy(modelCalls.task, modelCalls.model)
        .orderBy(desc(spent))
      return found.map((row) => ({ ...row, costUsd: amount(row.costUsd) }))
    },
    async list({ integration, record, subject, limit }) {
      const found = await session
        .select()
        .from(modelCalls)
        .where(
          and(
            eq(modelCalls.integration, integration),
            record === undefined
              ? undefined
              : and(eq(modelCalls.entity, record.entity), eq(modelCalls.key, record.key)),
            subject === undefined ? undefined : eq(modelCalls.subject, subject),
          ),
        )
        .orderBy(desc(modelCalls.at))
        .limit(limit)
      return found.map(toCall)
    },
    async forgetTexts(before) {
      await session
        .update(modelCalls)
        .set({ sent: null, answered: null })
        .where(and(lt(modelCalls.at, before), or(isNotNull(modelCalls.sent), isNotNull(modelCalls.answered))))
    },
    async allowed(integration) {
      const [row] = await session.select().from(modelSwitches).where(eq(modelSwitches.integration, integration))
      return row?.allowed ?? true
    },
    async allow(integration, allowed) {
      await session
        .insert(modelSwitches)
        .values({ integration, allowed })
        .onConflictDoUpdate({ target: modelSwitches.integration, set: { allowed } })
    },
  }
}

const toCall = ({ entity, key, integration, costUsd, ...row }: typeof modelCalls.$inferSelect): ModelCall => ({
  ...row,
  integration: integration === '' ? null : integrationId(integration),
  costUsd: amount(costUsd),
  record: entity === null || key === null ? null : ref(entity as EntityName, key),
})
