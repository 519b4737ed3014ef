import { z } from 'zod'
import { type AlertMessage, alertKinds, channelKinds } from '../domain/alert.ts'
import { typedEmail, typedLine } from '../domain/typed-text.ts'
import { route, shape } from './route.ts'
import { time } from './shapes.ts'

const kind = z.enum(alertKinds)
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00')
const minutes = (least: number) =>
  z
    .int()
    .min(least)
    .max(60 * 24 * 30)

const rules = z
  .strictObject({
    /** Where people reach the hub's pages; null: where it listens. */
    address: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .refine((text) => new URL(text).pathname === '/' && !/[?#]/.test(text), 'must be scheme, host and port alone')
      .transform((text) => new URL(text).origin)
      .nullable(),
    silenceMinutes: minutes(1).nullable(),
    flowSilence: z
      .array(z.strictObject({ integration: z.string().max(60), flow: z.string().max(100), minutes: minutes(1) }))
      .max(200),
    moneyHeld: z
      .array(
        z.strictObject({
          currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO code such as EUR'),
          amount: z.string().regex(/^\d{1,14}(\.\d{1,5})?$/, 'must be an amount such as 5000 or 99.50'),
        }),
      )
      .max(50)
      .refine((all) => new Set(all.map(({ currency }) => currency)).size === all.length, 'names a currency twice'),
    approvalMinutes: minutes(0).nullable(),
    diskFreeMb: z.int().min(1).max(100_000_000).nullable(),
    heartbeatMinutes: minutes(1).nullable(),
    heartbeatPrivate: z.boolean(),
  })
  .meta({ id: 'AlertRules', description: 'When the hub sends alerts. Null: not about that.' })

const mail = z.strictObject({
  server: z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'must be a host name or IP address'),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
  username: typedLine(1, 254).nullable(),
  from: typedEmail,
  to: z.array(typedEmail).min(1).max(50),
  /** Gets the morning report of each integration as well, in this language. */
  report: z.enum(['en', 'fr']).nullable().optional(),
})
/** Its address comes beside it, as it is a secret. */
const web = z.strictObject({ private: z.boolean() })

const channelInput = z.strictObject({
  name: typedLine(1, 100),
  kind: z.enum(channelKinds),
  on: z.array(kind).min(1).max(alertKinds.length),
  saysEnd: z.boolean().default(false),
  pace: z.enum(['at-once', 'hourly', 'daily']).default('at-once'),
  dailyAt: clock.default('08:00'),
  zone: z.string().max(60).default('UTC'),
  quiet: z.strictObject({ from: clock, to: clock }).nullable().default(null),
  wakes: z.array(kind).max(alertKinds.length).default([]),
  paused: z.boolean().default(false),
  target: z.union([mail, web]),
  /** Of a webhook, Slack or Teams: where to send. Left out: as it is stored. */
  url: z.string().max(2_000).optional(),
  /** Of the mail server. Left out: as it is stored. */
  password: z.string().min(1).max(500).optional(),
})

const channel = z
  .object({
    ...{ id: z.string(), name: z.string(), kind: z.enum(channelKinds), on: z.array(kind), saysEnd: z.boolean() },
    ...{ pace: z.enum(['at-once', 'hourly', 'daily']), dailyAt: z.string(), zone: z.string(), paused: z.boolean() },
    quiet: z.object({ from: z.string(), to: z.string() }).nullable(),
    wakes: z.array(kind),
    target: z.union([mail, z.object({ origin: z.string(), private: z.boolean() })]),
  })
  .meta({ id: 'AlertChannel', description: 'Where alerts go, without its secrets.' })

const message = shape<AlertMessage>()(
  z
    .object({
      ...{ id: z.string(), channel: z.string(), state: z.enum(['waiting', 'sent', 'failed']) },
      ...{ at: time, dueAt: time, attempts: z.number(), sentAt: time.nullable(), problem: z.string().nullable() },
      /** The title of the morning report that it is; null: it tells of causes. */
      report: z.string().nullable(),
      notices: z.array(
        z.object({
          ...{ cause: z.string(), kind, integration: z.string(), what: z.enum(['opened', 'over']) },
          ...{ since: time, title: z.string(), path: z.string(), endedAt: time.nullable() },
        }),
      ),
    })
    .meta({ id: 'AlertMessage', description: 'One message of alerts: what it says, and what became of it.' }),
)

export type AlertChannelInput = z.output<typeof channelInput>

/** Where the hub reports what people must see to. */
export const alertRoutes = {
  readAlerts: route('GET /api/alerts', {
    says: 'Rules and channels of the alerts, and the newest messages with what became of them.',
    scope: 'operate',
    answer: z.object({
      rules,
      /** Where links lead while `rules.address` is null. */
      listensAt: z.string(),
      hasHeartbeat: z.boolean(),
      channels: z.array(channel),
      messages: z.array(message),
      disk: z.object({ freeMb: z.number(), totalMb: z.number() }).nullable(),
    }),
  }),
  setAlertRules: route('PUT /api/alerts/rules', {
    says: 'Sets when alerts are sent.',
    scope: 'admin',
    input: 'The rules',
    /**
     * `heartbeatUrl`: of an outside monitor; left out: as it is; null: none. `seen`: the rules that these were made of; where
     * somebody has set others since, nothing is changed.
     */
    body: z.strictObject({ rules, seen: rules.optional(), heartbeatUrl: z.string().max(2_000).nullable().optional() }),
    answer: z.object({ rules }),
  }),
  addAlertChannel: route('POST /api/alerts/channels', {
    says: 'Adds a mail server, webhook, Slack or Teams channel.',
    scope: 'admin',
    input: 'The channel',
    body: channelInput,
    status: 201,
    /** `signingKey`: of a webhook, shown this once: its receiver checks signatures with it. */
    answer: z.object({ channel, signingKey: z.string().nullable() }),
  }),
  changeAlertChannel: route('PUT /api/alerts/channels/:id', {
    says: 'Changes a channel.',
    scope: 'admin',
    input: 'The channel',
    body: channelInput,
    answer: z.object({ channel, signingKey: z.string().nullable() }),
  }),
  removeAlertChannel: route('DELETE /api/alerts/channels/:id', {
    says: 'Removes a channel, with what waits to be sent on it.',
    scope: 'admin',
    answer: z.object({ id: z.string() }),
  }),
  testAlertChannel: route('POST /api/alerts/channels/:id/test', {
    says: 'Sends a test on a channel now.',
    scope: 'operate',
    /** A mail may be taken for some of its recipients: `problem` names the others. */
    answer: z.object({ id: z.string(), taken: z.boolean(), problem: z.string().nullable() }),
  }),
}
