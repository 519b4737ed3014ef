import { z } from 'zod'
import type { BackfillNow } from '../engine/index.ts'
import { route, shape } from './route.ts'
import { amount, entityName, time } from './shapes.ts'

const all = '/api/integrations/:integration/backfills'

const keys = z.array(
  z.custom<BackfillNow['held'][number]>((value) => typeof value === 'string').meta({ type: 'string' }),
)
const key = keys.element
const period = z.object({
  from: time,
  until: time,
  only: z.record(z.string(), z.array(z.string())).describe('Fields of the record that must hold one of these values.'),
})
const backfill = shape<BackfillNow>()(
  z
    .object({
      ...{ id: z.string(), flow: z.string(), on: entityName },
      state: z.enum(['counting', 'counted', 'running', 'paused', 'stopped', 'done']),
      reason: z
        .object({
          why: z.enum(['live', 'busy', 'paused', 'off', 'failed', 'held', 'grown', 'gone', 'company']),
          says: z.string().optional(),
        })
        .nullable()
        .describe(
          'Why nothing is handed over now: live, other records go first; busy, runs of its records are under way; paused or off, the flow is; failed, a system does not answer. Why it has paused by itself: held, too many of its records are; grown, there are more than were counted; gone, its flow is not there any more. company: it was stopped, since GP leads to another company.',
        ),
      ...{ period, askedBy: z.string(), askedAt: time, decidedBy: z.string().nullable() },
      count: z.object({
        records: z.number(),
        linked: z.number().describe('In the other system already, by their link.'),
        unreadable: z.number(),
        sums: z.record(z.string(), amount).describe('Of those that are not linked, by currency.'),
      }),
      tried: z
        .array(
          z.object({
            key,
            outcome: z.enum(['would-write', 'nothing-to-do', 'skipped', 'held']),
            reason: z.string(),
          }),
        )
        .describe('Dry runs of a sample of those that are not linked.'),
      ends: z.object({
        ...{ done: z.number(), already: z.number(), skipped: z.number() },
        held: z.number().describe('That stopped with a question, also where it is answered by now.'),
      }),
      reasons: z.record(z.string(), z.number()).describe('Why records were left out, with how many.'),
      ...{ open: z.number(), left: z.number(), perMinute: z.number().nullable(), leftMs: z.number().nullable() },
      held: keys.describe('Those that wait for a person now: the newest 50.'),
      updatedAt: time,
    })
    .meta({
      id: 'Backfill',
      description: 'Records of a period that a flow takes up: counted, tried, and how far it is.',
    }),
)

export const backfillRoutes = {
  listBackfills: route(`GET ${all}`, {
    says: 'Backfills, those that are under way first, then the newest, 20 in all: what was counted, what a sample of dry runs came to, how far they are.',
    scope: 'read',
    answer: z.array(backfill),
  }),
  beginBackfill: route(`POST ${all}`, {
    says: 'Counts the records of a flow that were made in a period, and tries some of them. Nothing is written before a person lets it run.',
    scope: 'operate',
    input: 'Backfill',
    body: z.strictObject({
      flow: z.string(),
      from: z.iso.datetime({ offset: true }),
      until: z.iso.datetime({ offset: true }).describe('Records made before then; at most now.'),
      only: z.record(z.string().max(64), z.array(z.string().max(64)).min(1).max(100)).default({}),
    }),
    answer: backfill,
  }),
  changeBackfill: route(`PUT ${all}/:backfill`, {
    says: 'Lets a backfill run, pauses it, or stops it for good. What was handed to the flow comes to its end. To let it run takes an approver’s own sign-in.',
    scope: 'operate',
    input: 'Backfill',
    body: z.strictObject({ to: z.enum(['run', 'pause', 'stop']) }),
    answer: backfill,
  }),
}
