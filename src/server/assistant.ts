import { Hono } from 'hono'
import type { Clock } from '../domain/clock.ts'
import { later } from '../domain/clock.ts'
import type { Finding } from '../domain/connector.ts'
import { NotFound } from '../domain/errors.ts'
import type { ModelTask } from '../domain/model-tasks.ts'
import type { Actor } from '../domain/person.ts'
import { type EntityName, integrationId, ref } from '../domain/record.ts'
import type { Database, ModelCall } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { chatOwner } from './chats.ts'
import { serve } from './serve.ts'

/** The assistant, as far as this room shows it. */
export interface ShownAssistant {
  check(): Promise<readonly Finding[]>
  tasks(): readonly {
    readonly task: ModelTask
    readonly model: string
    readonly effort: string
    readonly prompt: string
  }[]
  readonly prices: { readonly at: string; readonly source: string }
  readonly model: { readonly settings: { readonly budgetUsd: string; leftUsd(): Promise<string> } }
}

/** The key for the models: from the environment, else from the hub's own store. */
export interface ModelKey {
  readonly baseUrl: string
  from(): Promise<'environment' | 'stored' | null>
  store(key: string | null): Promise<void>
}

export interface AssistantParts {
  readonly database: Database
  readonly clock: Clock
  readonly assistant: ShownAssistant
  readonly modelKey: ModelKey
}

const usedForMs = 30 * 24 * 60 * 60_000

/** Which models stand behind the assistant, what they were sent, and what they cost. */
export function assistantRoutes({ database, clock, assistant, modelKey }: AssistantParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const { modelCalls, integrations } = database.stores
  const existing = async (named: string) => {
    const id = integrationId(named)
    if (!(await integrations.get(id))) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return id
  }
  serve(app, routes.readAssistant, async () => {
    const since = later(clock.now(), -usedForMs)
    const { budgetUsd, leftUsd } = assistant.model.settings
    return {
      key: await modelKey.from(),
      baseUrl: modelKey.baseUrl,
      ...{ budgetUsd, leftUsd: await leftUsd(), prices: assistant.prices, tasks: assistant.tasks() },
      integrations: await Promise.all(
        (await integrations.list()).map(async ({ id }) => ({
          id,
          allowed: await modelCalls.allowed(id),
          used: await modelCalls.usedSince(since, id),
        })),
      ),
    }
  })
  serve(app, routes.checkAssistant, () => assistant.check())
  serve(app, routes.setModelKey, async ({ body: { key }, caller: { actor } }) => {
    await modelKey.store(key)
    await database.transaction((tx) =>
      tx.audit.append({
        ...{ at: clock.now(), actor, deed: key === null ? 'model.key-removed' : 'model.key-stored' },
        ...{ subject: 'model key', details: {} },
      }),
    )
    return { stored: key !== null }
  })
  serve(app, routes.allowModel, async ({ params, body: { allowed }, caller: { actor } }) => {
    const id = await existing(params.integration)
    await database.transaction(async (tx) => {
      await tx.modelCalls.allow(id, allowed)
      const deed = allowed ? 'model.allowed' : 'model.switched-off'
      await tx.audit.append({ at: clock.now(), actor, deed, subject: `integration ${id}`, details: {} })
    })
    return { allowed }
  })
  serve(app, routes.listModelCalls, async ({ params, query: { entity, key, subject, limit }, caller }) => {
    const calls = await modelCalls.list({
      integration: await existing(params.integration),
      limit,
      ...(entity !== undefined && key !== undefined ? { record: ref(entity as EntityName, key) } : {}),
      ...(subject === undefined ? {} : { subject }),
    })
    return Promise.all(calls.map((call) => withoutChatsOfOthers(database, caller.actor, call)))
  })
  return app
}

/** A conversation is read by whoever had it; of the others' calls everybody sees what they cost. */
async function withoutChatsOfOthers(database: Database, actor: Actor, call: ModelCall): Promise<ModelCall> {
  const chat = /^chat (.+)$/.exec(call.subject)?.[1]
  if (chat === undefined || (await database.stores.chats.get(chat, chatOwner(actor)))) return call
  return { ...call, sent: null, answered: null }
}
