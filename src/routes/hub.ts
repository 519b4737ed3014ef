import { z } from 'zod'
import { route } from './route.ts'
import { json, time } from './shapes.ts'

/** The process itself, and who asks. */
export const hubRoutes = {
  followEvents: route('GET /api/events', {
    says: 'What moves, as server-sent events that go on after Last-Event-ID: `{ noun, integration?, id?, record?, state? }`, by ids alone. `hello`: nothing was missed before; `reset`: something may have been, read everything again.',
    scope: 'read',
    answer: { media: 'text/event-stream' },
  }),
  live: route('GET /health/live', {
    says: 'The process runs.',
    scope: null,
    answer: z.object({ live: z.literal(true) }),
  }),
  ready: route('GET /health/ready', {
    says: 'It serves, its database answers, and the disk has room.',
    scope: null,
    answer: z.object({
      ready: z.boolean(),
      reason: z.string().optional(),
      /** Feeds that do not come through: no reason to send requests elsewhere. */
      failingFeeds: z
        .array(z.object({ integration: z.string(), feed: z.string(), since: time, code: z.string(), todo: z.string() }))
        .optional(),
    }),
  }),
  readMetrics: route('GET /metrics', {
    says: 'Figures, as Prometheus reads them.',
    scope: null,
    answer: { media: 'text/plain' },
  }),
  describeApi: route('GET /openapi.json', {
    says: 'This description.',
    scope: null,
    answer: z.looseObject({ openapi: z.string() }),
  }),
  readDemo: route('GET /api/demo', {
    says: 'Which integration is the demo, where this hub runs it.',
    scope: 'read',
    answer: z.object({ integration: z.string() }),
  }),
  placeDemoOrder: route('POST /api/demo/orders', {
    says: 'Places an order in the demo shop; with "loseReply" the demo GP stores its document and never answers; with "newCarrier" it goes by a carrier that no value map has yet, so that it waits for a person.',
    scope: 'operate',
    input: 'The demo order',
    body: z.strictObject({ loseReply: z.boolean().default(false), newCarrier: z.boolean().default(false) }),
    answer: z.object({ integration: z.string(), order: z.string() }),
    status: 201,
  }),
  readDemoDocuments: route('GET /api/demo/documents/:number', {
    says: 'Sales orders of this number as the demo GP itself stores them.',
    scope: 'read',
    answer: z.array(json),
  }),
}
