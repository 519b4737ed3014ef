import { z } from 'zod'
import { unusualKinds } from '../domain/anomaly.ts'
import type { RecordFacts } from '../domain/entity.ts'
import { runStates } from '../domain/run.ts'
import { route, shape } from './route.ts'
import { amount, recordRef, time } from './shapes.ts'

const one = '/api/integrations/:integration'
const entity = z.string().regex(/^[a-z]+\.\w{1,60}$/, 'must be "prestashop.order", "gp.customer" …')

export const recordFacts = shape<RecordFacts>()(
  z
    .object({
      reference: z.string().optional(),
      owner: z.string().optional(),
      amount: amount.optional(),
      currency: z.string().optional(),
      madeAt: time.optional(),
      discount: amount.optional(),
      method: z.string().optional(),
      destination: z.string().optional(),
      refunded: z.string().optional(),
    })
    .meta({ id: 'RecordFacts', description: 'What lists show of a record, as its newest run has read it.' }),
)

/** Money, by its currency; null: not known. */
export const money = z
  .object({ currency: z.string().nullable(), amount, records: z.number() })
  .meta({ id: 'Money', description: 'What so many records are worth together, in one currency.' })

/** Of what becomes several documents: the one that people mean. */
export const usualTargets: Readonly<Record<string, string>> = { 'prestashop.order': 'gp.salesOrder' }

const filter = {
  entity: entity.default('prestashop.order'),
  /**
   * What a run makes of it: its number is searched, and shown. Left out: a sales order of an order; of another record whatever
   * the mappings make of it in the other system.
   */
  target: entity.optional(),
  /** States of the newest run, with commas: "stopped,waiting". Left out: all. */
  state: z
    .string()
    .regex(new RegExp(`^(${runStates.join('|')})(,(${runStates.join('|')}))*$`), `must be of ${runStates.join(', ')}`)
    .optional(),
  /** Its number, its reference, the number of the document that was made of it, or of whose it is; each as a whole. */
  search: z.string().trim().max(100).optional(),
  /** The key of whose it is: a customer's number. */
  owner: z.string().max(100).optional(),
}

const listed = z
  .object({
    record: recordRef,
    facts: recordFacts,
    run: z.string(),
    flow: z.string(),
    state: z.enum(runStates),
    reason: z.string().nullable(),
    attempts: z.number(),
    startedAt: time,
    updatedAt: time,
    nextAt: time.nullable(),
    document: recordRef.nullable(),
  })
  .meta({ id: 'ListedRecord', description: 'A record with its newest run.' })

const period = z.object({
  system: z.string(),
  /** `outage`: it could not be reached, or refused us. `slow`: half of its answers took more than five seconds. */
  kind: z.enum(['outage', 'slow']),
  since: time,
  /** Null: it still is. */
  until: time.nullable(),
  code: z.string().nullable(),
})

/** What pages show first. */
export const homeRoutes = {
  readHome: route(`GET ${one}/home`, {
    says: 'Whether all is well: records of the last day by what became of them, money that waits, feeds, connections, and what waits for people.',
    scope: 'read',
    query: z.object({ entity: filter.entity }),
    answer: z.object({
      at: time,
      paused: z.boolean(),
      pausedFlows: z.array(z.string()),
      /** Of the last 24 hours, by the hour of the newest run of each. */
      day: z.object({
        since: time,
        states: z.record(z.enum(runStates), z.number()),
        hours: z.array(z.object({ hour: time, state: z.enum(runStates), records: z.number() })),
      }),
      /** All that wait for a retry, and all that a person must see to, however old. */
      held: z.object({
        waiting: z.array(money),
        stopped: z.array(money),
        /** When the newest run of the oldest of them began; null: none is held. */
        oldest: time.nullable(),
      }),
      feeds: z.array(
        z.object({
          feed: z.string(),
          /** Seconds since its last page; null: none has come through yet. */
          ageSeconds: z.number().nullable(),
          everySeconds: z.number(),
          failingSince: time.nullable(),
          /** It fails in no way, and yet no page came through when it was due. */
          late: z.boolean(),
          unreadable: z.number(),
        }),
      ),
      /** False: the integration's credentials cannot be read, so nothing is known of its feeds and systems. */
      connected: z.boolean(),
      connections: z.array(
        z.object({
          system: z.string(),
          /** `unknown`: nothing shows that it was asked in the last 24 hours. */
          state: z.enum(['well', 'slow', 'down', 'unknown']),
          since: time.nullable(),
          /** Of the last seven days, newest first, at most 50. */
          periods: z.array(period),
        }),
      ),
      /** The newest comparison of shop and GP, of today or yesterday; null: there is none. */
      reconciled: z.object({ says: z.string(), differences: z.number() }).nullable(),
      /** Since when the nightly comparison does not come through; null: the last one did. */
      uncompared: z.object({ since: time, code: z.string(), last: time.nullable() }).nullable(),
      /** Rounds that should have gone through by now. */
      missedRounds: z.array(z.object({ flow: z.string(), due: time, last: time.nullable() })),
      incidents: z.object({ open: z.number(), snoozed: z.number() }),
      approvals: z.object({ pending: z.number(), high: z.number(), oldest: time.nullable() }),
    }),
  }),
  readOutages: route(`GET ${one}/outages`, {
    says: 'When its systems could not be reached, or were slow, and how many records an outage kept waiting, worth what by currency: of one that lasts, what waits now.',
    scope: 'read',
    query: z.object({ entity: filter.entity, days: z.coerce.number().int().min(1).max(90).default(7) }),
    /** Newest first, at most 50. */
    answer: z.array(
      period
        .extend({ waited: z.array(money) })
        .meta({ id: 'Outage', description: 'A time in which a system did not answer, or was slow.' }),
    ),
  }),
  readReport: route(`GET ${one}/report`, {
    says: 'The morning report as of now: what became of orders, what is held and why, what waits for whom, which systems, feeds and rounds fail, what healed itself, what is unknown, and what the assistant cost and lacks. Times are UTC. Without personal data.',
    scope: 'read',
    query: z.object({
      entity: filter.entity,
      /** Of its sentences. */
      language: z.enum(['en', 'fr']).default('en'),
    }),
    answer: z.object({
      integration: z.string(),
      at: time,
      language: z.enum(['en', 'fr']),
      title: z.string(),
      /** Nothing is wrong and nothing waits for a person. */
      well: z.boolean(),
      sections: z.array(z.object({ title: z.string(), lines: z.array(z.string()) })),
    }),
  }),
  readTrends: route(`GET ${one}/trends`, {
    says: 'What charts show of the last days: records by what became of them, how long those took that are done, and the money that was held. Steps of an hour (7 days), six hours (30) or a day (90), the last one up to now.',
    scope: 'read',
    query: z.object({
      entity: filter.entity,
      days: z
        .enum(['7', '30', '90'])
        .default('7')
        .transform((text) => Number(text) as 7 | 30 | 90),
    }),
    answer: z.object({
      from: time,
      stepMs: z.number(),
      steps: z.array(
        z.object({
          at: time,
          done: z.number(),
          skipped: z.number(),
          stopped: z.number(),
          /** Half of the records that are done took no longer, from the beginning of the run to its end; null: none is done. */
          lagMedianMs: z.number().nullable(),
          lagMostMs: z.number().nullable(),
        }),
      ),
      /** What waited or was stopped at the end of each step; currency "": not known; null: nobody looked yet. */
      held: z.array(z.object({ currency: z.string(), amounts: z.array(amount.nullable()) })),
    }),
  }),
  readUnusual: route(`GET ${one}/unusual`, {
    says: 'What is unusual about the orders placed lately: silence, their number by hour and weekday, values, discounts, refunds, payment modules, countries, customers; about what was written for refunds and payouts: sizes, taxes, accounts; and about the stock of GP: below nothing, moved far, sold and not moved. With what it was compared with, and what of it is muted. Without personal data.',
    scope: 'read',
    query: z.object({ entity: filter.entity, language: z.enum(['en', 'fr']).default('en') }),
    answer: z.object({
      at: time,
      /** Before, nothing is said: there is too little to compare with; null: no order is known. */
      from: time.nullable(),
      unusual: z.array(
        z.object({
          /** What mutes it. */
          key: z.string(),
          kind: z.enum(unusualKinds),
          from: time,
          to: time,
          says: z.string(),
          orders: z.array(z.object({ key: z.string(), reference: z.string().nullable() })),
          muted: z.boolean(),
        }),
      ),
      /** What is not listed: how many more there are of a kind, a sentence each. */
      more: z.array(z.string()),
      /** All that last, also of what is not there now. */
      mutes: z.array(z.object({ key: z.string(), until: time, by: z.string(), at: time })),
    }),
  }),
  muteUnusual: route(`POST ${one}/unusual/mute`, {
    says: 'Mutes something unusual: reports and pages leave it out until then.',
    scope: 'operate',
    input: 'The mute',
    body: z.strictObject({
      /** As it is listed, or a kind alone: all of that kind. */
      key: z
        .string()
        .regex(new RegExp(`^(${unusualKinds.join('|')})( .{1,255})?$`), `must begin with ${unusualKinds.join(', ')}`),
      /** At most 90 days ahead; null: no longer. */
      until: z.iso.datetime({ offset: true }).nullable(),
    }),
    answer: z.object({ key: z.string(), until: time.nullable() }),
  }),
  listRecords: route(`GET ${one}/records`, {
    says: 'Records that had a run, each with its newest one: searched, a page at a time.',
    scope: 'read',
    query: z.object({
      ...filter,
      order: z.enum(['newest', 'oldest']).default('newest'),
      /** `next` of the page before, in the same order. */
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** Whether `total` is wanted. */
      count: z.enum(['yes', 'no']).default('no'),
    }),
    answer: z.object({
      records: z.array(listed),
      next: z.string().nullable(),
      /** How many fit, counted to 10,001 at most; null: it was not asked for. */
      total: z.number().nullable(),
    }),
  }),
  downloadRecords: route(`GET ${one}/records.csv`, {
    says: 'The same list as CSV, at most 50,000 rows.',
    // Questions and reasons repeat what systems have said of people.
    scope: 'people',
    query: z.object(filter),
    answer: { media: 'text/csv' },
  }),
}
