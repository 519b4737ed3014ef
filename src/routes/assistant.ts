import { z } from 'zod'
import { modelTasks } from '../domain/model-tasks.ts'
import { modelOutcomes } from '../domain/stores/model-calls.ts'
import type { ModelCall, ModelUse } from '../domain/stores.ts'
import { route, shape } from './route.ts'
import { finding, json, recordRef, time } from './shapes.ts'

const one = '/api/integrations/:integration'

const use = shape<ModelUse>()(
  z.object({
    task: z.string(),
    model: z.string(),
    calls: z.number(),
    failed: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    costUsd: z.string(),
  }),
)

/** The models behind the assistant: which, what they may see, what they were sent, what they cost. */
export const assistantRoutes = {
  readAssistant: route('GET /api/assistant', {
    says: 'Which models do what, where their key is from, what is left of the budget of today, and what was used in 30 days.',
    scope: 'read',
    answer: z.object({
      /** Null: there is no key, and the baseline answers alone. */
      key: z.enum(['environment', 'stored']).nullable(),
      baseUrl: z.string(),
      budgetUsd: z.string(),
      leftUsd: z.string(),
      prices: z.object({ at: z.string(), source: z.string() }),
      tasks: z.array(z.object({ task: z.enum(modelTasks), model: z.string(), effort: z.string(), prompt: z.string() })),
      integrations: z.array(z.object({ id: z.string(), allowed: z.boolean(), used: z.array(use) })),
    }),
  }),
  checkAssistant: route('POST /api/assistant/check', {
    says: 'Asks the provider whether it accepts the key, and whether each model is there and for how long.',
    scope: 'read',
    answer: z.array(finding),
  }),
  setModelKey: route('PUT /api/assistant/key', {
    says: 'Stores the key for the models, encrypted, or removes it. One in the environment goes before it.',
    scope: 'admin',
    input: 'The key',
    body: z.strictObject({ key: z.string().min(8).max(500).nullable() }),
    answer: z.object({ stored: z.boolean() }),
  }),
  allowModel: route(`PUT ${one}/model`, {
    says: 'Whether data of this integration may go to a model. Personal data is replaced before in any case.',
    scope: 'admin',
    input: 'The switch',
    body: z.strictObject({ allowed: z.boolean() }),
    answer: z.object({ allowed: z.boolean() }),
  }),
  listModelCalls: route(`GET ${one}/model-calls`, {
    says: 'What models were asked about this integration, or about one record or subject of it: exactly what was sent, what was answered, and what it cost. Newest first.',
    scope: 'read',
    query: z.object({
      entity: z
        .string()
        .regex(/^(prestashop|gp)\.\w{1,60}$/)
        .optional(),
      key: z.string().max(100).optional(),
      subject: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(20),
    }),
    answer: z.array(
      shape<ModelCall>()(
        z.object({
          id: z.string(),
          at: time,
          integration: z.string().nullable(),
          task: z.string(),
          model: z.string(),
          prompt: z.string(),
          promptHash: z.string(),
          outcome: z.enum(modelOutcomes),
          tokens: z.object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }),
          costUsd: z.string(),
          tookMs: z.number(),
          requestId: z.string().nullable(),
          subject: z.string(),
          record: recordRef.nullable(),
          sent: json,
          answered: json,
        }),
      ),
    ),
  }),
}
