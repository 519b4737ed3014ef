import { z } from 'zod'
import { route } from './route.ts'
import { time } from './shapes.ts'

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
    says: 'It serves, and its database answers.',
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
}
