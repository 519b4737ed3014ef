import { z } from 'zod'
import type { RecordRef } from '../domain/record.ts'
import type { KeptFile } from '../domain/stores.ts'
import type { FlowState, RestoredRound, UncountedNow, WantedNow } from '../engine/index.ts'
import { route, shape } from './route.ts'
import { amount, recordRef, recordValue, time } from './shapes.ts'

const one = '/api/integrations/:integration'

const schedule = z.union([
  z.object({ every: z.string(), missed: z.enum(['once', 'skip']) }),
  z.object({ cron: z.string(), timezone: z.string(), missed: z.enum(['once', 'skip']) }),
])
const flowFields = {
  id: z.string(),
  about: z.string(),
  on: z.string(),
  state: z.enum(['on', 'paused', 'off']),
  waiting: z.number(),
  deferred: z.number(),
  active: z.number(),
  schedule: schedule.nullable(),
  nextTick: time.nullable(),
  since: time.nullable().describe('Records made earlier are left alone. Null: the flow does not go by that.'),
  lastRound: z.object({ due: time, ended: time, reason: z.string() }).nullable(),
  roundNow: z
    .object({
      ...{ due: time, read: z.number(), written: z.number() },
      left: z.number().describe('Still to be written; while the round reads, those that it has found so far.'),
      perMinute: z.number().nullable().describe('Records written a minute, of late. Null: not known yet.'),
      leftMs: z.number().nullable().describe('Until the rest is written at this pace.'),
    })
    .nullable()
    .describe('The round that is under way.'),
}
const flowState = shape<FlowState>()(
  z.object(flowFields).meta({ id: 'FlowState', description: 'Whether a flow is at work, and what waits for it.' }),
)
const listedFlow = z
  .object({
    ...flowFields,
    lastEnd: time
      .nullable()
      .describe('When its newest run or round ended without trouble. Null: none in seven days, or it is off.'),
  })
  .meta({
    id: 'ListedFlow',
    description: 'Whether a flow is at work, what waits for it, and when it last came through.',
  })

type Described = Omit<KeptFile, 'text'>
const fileFields = {
  key: z.string(),
  folder: z.string(),
  name: z.string(),
  size: z.number(),
  encoding: z.string(),
  by: z.string(),
  receivedAt: time,
}
const file = shape<Described>()(z.object(fileFields).meta({ id: 'KeptFile', description: 'A file, without its text.' }))

export const flowRoutes = {
  listFlows: route(`GET ${one}/flows`, {
    says: 'The flows: on, paused or off, what waits for them, when they last came through, and when their next tick is due.',
    scope: 'read',
    answer: z.array(listedFlow),
  }),
  switchFlow: route(`PUT ${one}/flows/:flow`, {
    says: 'Switches a flow on or off. One that is off is started by nothing. With since it takes records that were made from then on.',
    scope: 'operate',
    input: 'Flow',
    body: z.object({ state: z.enum(['on', 'off']), since: z.iso.datetime({ offset: true }).optional() }),
    answer: flowState,
  }),
  countSteps: route(`GET ${one}/flows/:flow/steps`, {
    says: 'What the last runs of a flow did, at most 50: at each step how many did something there, and how many ended there.',
    scope: 'read',
    answer: z.object({
      runs: z.number(),
      steps: z.array(z.object({ step: z.string(), runs: z.number(), ended: z.number() })),
    }),
  }),
  listUncounted: route(`GET ${one}/uncounted`, {
    says: 'Shop orders that take stock and that GP does not count yet, oldest first, as of the last round of stock: the rounds take them off. Those that cannot be read keep stock from being raised.',
    scope: 'read',
    answer: shape<UncountedNow>()(
      z.object({
        lookedAt: time.nullable(),
        records: z.array(
          z.object({
            record: recordRef,
            placedAt: time.nullable(),
            /** In base units of GP's items. */
            parts: z.array(z.object({ item: z.string(), quantity: amount })),
          }),
        ),
        unreadable: z.array(recordRef),
      }),
    ),
  }),
  listWanted: route(`GET ${one}/flows/:flow/wanted`, {
    says: 'What the newest round of a bulk flow has found that it would write, and has not written yet, the most urgent first: what it asks about.',
    scope: 'read',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    answer: shape<WantedNow>()(
      z.object({
        count: z.number().describe('Of all of them.'),
        records: z.array(
          z.object({
            record: recordRef,
            target: recordRef,
            before: recordValue.nullable(),
            after: recordValue.nullable(),
          }),
        ),
      }),
    ),
  }),
  restoreRound: route(`POST ${one}/flows/:flow/restore`, {
    says: 'Pauses a bulk flow and puts back what stood there before its newest round, or before each round since a time, 500 records a call; numbers with what was sold since.',
    scope: 'operate',
    input: 'Round',
    body: z.object({
      round: time.nullable().default(null).describe('From the answer of the call before, while `more`.'),
      since: z.iso
        .datetime({ offset: true })
        .nullable()
        .default(null)
        .describe('All rounds that were due since then, the newest first; the same in each call, while `more`.'),
    }),
    answer: shape<RestoredRound>()(
      z.object({ round: z.string(), restored: z.number(), left: z.number(), more: z.boolean() }),
    ),
  }),
  listFiles: route(`GET ${one}/files`, {
    says: 'Files that were uploaded or dropped, newest first, without their text.',
    scope: 'read',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    answer: z.array(file),
  }),
  takeFileBack: route(`POST ${one}/files/:key/take-back`, {
    says: 'A person says that a settlement report was read wrongly: the rows that it brought go, and it can be read again. Refused while a journal of one of its payouts stands in GP. Takes an approver’s own sign-in.',
    scope: 'operate',
    input: 'The reason',
    body: z.strictObject({ because: z.string().trim().min(3).max(500) }),
    /** The payouts that lost rows. Rows that a second file brought as well had been kept under the first. */
    answer: z.object({ rows: z.number(), payouts: z.array(z.string()) }),
  }),
  takeFile: route(`POST ${one}/files`, {
    says: 'Takes a file in, its bytes as base64, and starts the flows on hub.file. The same bytes again start nothing.',
    scope: 'operate',
    input: 'File',
    body: z.object({
      name: z.string().min(1).max(200),
      folder: z.string().max(100).default(''),
      /** Its bytes: 8 MB at most. */
      base64: z.base64().max(12 * 1024 * 1024),
    }),
    answer: shape<
      Described & { readonly record: RecordRef; readonly isNew: boolean; readonly flows: readonly string[] }
    >()(z.object({ ...fileFields, record: recordRef, isNew: z.boolean(), flows: z.array(z.string()) })),
  }),
}
