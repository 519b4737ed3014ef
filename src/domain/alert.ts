import type { Instant } from './clock.ts'
import type { IntegrationId } from './record.ts'

/**
 * What an alert can be about. `incident`: a cause that stops records. `silence`: a feed or flow without success, or a system
 * that cannot be reached, for longer than the rules allow. `money`: more money is held than the bound of its currency.
 * `difference`: the nightly comparison found orders on which shop and GP do not agree.
 * `approval`: a proposal waits for a decision. `disk`: the disk with the hub's data is nearly full.
 */
export const alertKinds = ['incident', 'silence', 'money', 'difference', 'approval', 'disk'] as const
export type AlertKind = (typeof alertKinds)[number]

export const channelKinds = ['mail', 'webhook', 'slack', 'teams'] as const
export type ChannelKind = (typeof channelKinds)[number]

/** When the hub sends an alert, whatever the channel. */
export interface AlertRules {
  /** Where people reach the hub's pages, for the links: "https://hub.example.com"; null: where it listens. */
  readonly address: string | null
  /** For feeds and connections; null: no alerts on their silence. */
  readonly silenceMinutes: number | null
  /** Flows that must have a run without trouble every so often. A flow that is not listed may be silent. */
  readonly flowSilence: readonly { readonly integration: string; readonly flow: string; readonly minutes: number }[]
  /** Bounds, one a currency: decimal text and an ISO code. */
  readonly moneyHeld: readonly { readonly currency: string; readonly amount: string }[]
  /** How long a proposal may wait before an alert; 0: at once; null: no alerts. */
  readonly approvalMinutes: number | null
  /** Less free space than this; null: no alerts. */
  readonly diskFreeMb: number | null
  /** How often the hub reports to an outside monitor that all of this was looked at; null: never. */
  readonly heartbeatMinutes: number | null
  /** The monitor may lie in a private network. */
  readonly heartbeatPrivate: boolean
}

export const standardRules: AlertRules = {
  address: null,
  silenceMinutes: 30,
  flowSilence: [],
  moneyHeld: [],
  approvalMinutes: 0,
  diskFreeMb: 2048,
  heartbeatMinutes: null,
  heartbeatPrivate: false,
}

/** A mail server and who gets the mail. The password is kept apart, sealed with the server's address. */
export interface MailTarget {
  readonly server: string
  readonly port: number
  /** `tls`: from the first byte; `starttls`: required before anything is said; `none`: in the clear, for a server on this machine. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly username: string | null
  readonly from: string
  readonly to: readonly string[]
  /** Gets the morning report of each integration as well, in this language; null or left out: not. */
  readonly report?: 'en' | 'fr' | null | undefined
}

/** A morning report as it is mailed. */
export interface MailedReport {
  readonly title: string
  readonly text: string
  readonly html: string
}

/** A place that takes a POST. Its address is a secret, as it often holds a key; what stands here is scheme, host and port. */
export interface WebTarget {
  readonly origin: string
  /** The address may lie in a private network. */
  readonly private: boolean
}

/** A place where alerts go, and how. */
export interface AlertChannel {
  readonly id: string
  readonly name: string
  readonly kind: ChannelKind
  readonly on: readonly AlertKind[]
  /** Says too when the cause is over. */
  readonly saysEnd: boolean
  /** `at-once`: a message every five minutes at most; `hourly`, `daily`: all of that time in one message. */
  readonly pace: 'at-once' | 'hourly' | 'daily'
  /** Of `daily`: "08:00" in `zone`. */
  readonly dailyAt: string
  /** An IANA name: "Europe/Paris". */
  readonly zone: string
  /** No message between these times of `zone`, except about `wakes`; null: at any hour. */
  readonly quiet: { readonly from: string; readonly to: string } | null
  readonly wakes: readonly AlertKind[]
  readonly paused: boolean
  readonly target: MailTarget | WebTarget
}

/** A cause as the hub sees it now. */
export interface PresentCause {
  /** The same cause has the same key, however often it is seen: "incident:ID", "silence:main:feed:orders". */
  readonly key: string
  readonly kind: AlertKind
  /** Empty: of the hub itself. */
  readonly integration: IntegrationId | ''
  readonly since: Instant
  /** One sentence. It names no customer, no record and nothing that a remote system wrote. */
  readonly title: string
  /** Of the page that shows it: "/i/main/incidents/ID". */
  readonly path: string
}

/** A cause as a message tells it. */
export interface Notice extends Omit<PresentCause, 'key'> {
  readonly cause: string
  readonly what: 'opened' | 'over'
  /** When it ended; null: it lasts. */
  readonly endedAt: Instant | null
}

/** One message on one channel, with the same id however often it is sent. */
export interface AlertMessage {
  readonly id: string
  readonly channel: string
  /** `failed`: it was given up. */
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly at: Instant
  readonly dueAt: Instant
  readonly attempts: number
  readonly sentAt: Instant | null
  /** Why the last attempt failed; null: it did not. */
  readonly problem: string | null
  readonly notices: readonly Notice[]
  /** The title of the morning report that it is; null: it tells of causes. */
  readonly report: string | null
}

export const isMail = (target: MailTarget | WebTarget): target is MailTarget => 'server' in target
