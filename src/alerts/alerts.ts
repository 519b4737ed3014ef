import { randomBytes, randomUUID } from 'node:crypto'
import { type AlertChannel, type AlertMessage, type AlertRules, isMail, standardRules } from '../domain/alert.ts'
import { type Instant, later, mostAheadMs, msBetween } from '../domain/clock.ts'
import { NotFound } from '../domain/errors.ts'
import type { Log } from '../domain/observe.ts'
import { integrationId } from '../domain/record.ts'
import type { Transaction } from '../domain/stores.ts'
import { Lease } from '../engine/index.ts'
import { presentCauses } from './causes.ts'
import { giveUpAfterMs, isDue, longestPauseMs, pauseMs } from './due.ts'
import { type LookParts, look } from './look.ts'
import { type Delivery, refusedBy, sendMail, undelivered } from './mail.ts'
import { signed, slackBody, subjectOf, teamsBody, textOf, webhookBody } from './message.ts'
import { post } from './post.ts'

export interface AlertParts extends LookParts {
  readonly log: Log
  /** Where the hub listens: for links while nobody has said where people reach it. */
  readonly url: () => string
  /** Of several processes on one database one sends. */
  readonly process: string
  /** Aborts when the hub stops: what is being sent then is sent again by the next. */
  readonly closing: AbortSignal
}

/** The secrets of a channel. `url` and `signing` of a web target, `password` of a mail server. */
export interface ChannelSecrets {
  readonly url?: string | undefined
  readonly password?: string | undefined
}

export interface Alerts {
  rules(): Promise<AlertRules>
  channels(): Promise<readonly AlertChannel[]>
  messages(limit: number): Promise<readonly AlertMessage[]>
  /** Whether an outside monitor's address is stored. */
  hasHeartbeat(): Promise<boolean>
  /** The rules, which nobody else sets until the transaction has ended. */
  holdRules(tx: Transaction): Promise<AlertRules>
  /** @param heartbeatUrl undefined: as it is; null: none any more */
  setRules(tx: Transaction, rules: AlertRules, heartbeatUrl: string | null | undefined): Promise<void>
  /**
   * Stores a channel and the secrets that come with it.
   * @returns the key that a new webhook's receiver checks signatures with, shown this once; null: nothing new
   */
  putChannel(tx: Transaction, channel: AlertChannel, secrets: ChannelSecrets): Promise<string | null>
  /** @throws NotFound */
  removeChannel(tx: Transaction, id: string): Promise<void>
  /** Sends a test now. A mail may be taken for some of its recipients: `problem` names the others. @throws NotFound */
  test(id: string): Promise<Pick<Delivery, 'taken' | 'problem'>>
  /** Looks at everything, notes what is new, and sends what is due. Nothing where another process does it. */
  round(): Promise<void>
  stop(): Promise<void>
}

/** Secrets of the hub itself: no integration can be named so. */
const hubItself = integrationId('hub:')
const nameOf = (channel: string, what: 'url' | 'signing' | 'password') => `alert.${channel}.${what}`
const heartbeat = 'alert.heartbeat.url'
const mostAtOnce = 50
const keptMs = 90 * 24 * 60 * 60_000

/** Where a channel's secrets belong: another server or host does not get them. */
const placeOf = ({ target }: Pick<AlertChannel, 'target'>) =>
  isMail(target) ? `smtp ${target.security} ${target.server}:${target.port} ${target.username ?? ''}` : target.origin

/**
 *     look ─► causes: new, or over ─► notices: one a channel and cause ─► messages ─► sent
 *     └──────────── one transaction ─────────────────────────────────┘               each by itself
 *
 * What is to be sent is stored before it is sent and noted after it. A process that ends between the two leaves the message
 * waiting; it is sent again under the same id, by which mail readers and receivers know it. Better twice than never.
 */
export function createAlerts(parts: AlertParts): Alerts {
  const { database, clock, log } = parts
  const store = database.stores.alerts
  const lease = new Lease({ stores: database.stores, clock, name: 'alerts', holder: parts.process })
  let beatAt: Instant | null = null
  /** Of mails whom the server has put off, refused, and perhaps taken it for. Kept here alone, since twice is better than never. */
  const owed = new Map<
    string,
    { readonly to: readonly string[]; readonly refused: readonly string[]; readonly taken: boolean }
  >()

  const known = async () => (await store.rules()) ?? { rules: standardRules, setAt: clock.now() }

  async function deliver(
    channel: AlertChannel,
    message: Pick<AlertMessage, 'id' | 'notices' | 'report'>,
  ): Promise<Delivery> {
    const hub = (await known()).rules.address ?? parts.url()
    const secret = (what: 'url' | 'signing' | 'password') =>
      database.stores.secrets.get(hubItself, nameOf(channel.id, what), placeOf(channel))
    const { target, kind } = channel
    if (isMail(target)) {
      const report = message.report === null ? null : await store.reportOf(message.id)
      const mail = report
        ? { id: message.id, subject: report.title, text: `${report.text}\n\n${hub}/\n`, html: report.html }
        : { id: message.id, subject: subjectOf(message), text: textOf(message, hub) }
      return sendMail(target, target.username === null ? null : await secret('password'), mail, parts.closing)
    }
    const url = await secret('url')
    if (url === null) return undelivered('its address is not stored: give it again')
    const body = JSON.stringify(
      kind === 'slack'
        ? slackBody(message, hub)
        : kind === 'teams'
          ? teamsBody(message, hub)
          : webhookBody(message, hub),
    )
    const key = kind === 'webhook' ? await secret('signing') : null
    const seconds = Math.floor(Date.parse(clock.now()) / 1000)
    const headers = key === null ? {} : signed(key, message.id, seconds, body)
    const problem = await post(url, body, { allowsPrivate: target.private, headers, closing: parts.closing })
    return { ...undelivered(problem), taken: problem === null }
  }

  async function send(message: AlertMessage, channel: AlertChannel): Promise<void> {
    const attempts = message.attempts + 1
    const nextAt = later(clock.now(), pauseMs(attempts))
    await lease.mustHold(database.stores)
    await store.attempt(message.id, nextAt)
    const before = owed.get(message.id)
    const { target } = channel
    // Who was taken off the channel meanwhile gets nothing more.
    const to = before && isMail(target) ? before.to.filter((one) => target.to.includes(one)) : null
    const its = to && isMail(target) ? { ...channel, target: { ...target, to } } : channel
    const now = to?.length === 0 ? undelivered(null) : await deliver(its, message)
    const taken = now.taken || (before?.taken ?? false)
    const refused = [...(before?.refused ?? []), ...now.refused]
    // Where the server could not be asked they are owed as before.
    const putOff = now.problem === null ? now.putOff : (to ?? [])
    const problem = refusedBy([...refused, ...putOff]) ?? now.problem
    const at = clock.now()
    const over = msBetween(message.at, at) >= giveUpAfterMs
    const waits = putOff.length > 0 || !taken
    if (putOff.length > 0 && !over) owed.set(message.id, { to: putOff, refused, taken })
    else owed.delete(message.id)
    if (taken && (over || !waits)) return store.ended(message.id, { state: 'sent', at, problem })
    log.warn('an alert could not be sent', { channel: channel.id, attempts, givenUp: over })
    await store.ended(message.id, { state: over ? 'failed' : 'waiting', at, problem })
  }

  /** Notices that are due become a message for each channel. */
  async function gather(channels: readonly AlertChannel[]): Promise<void> {
    const now = clock.now()
    // Made by a clock that was ahead, a message would put off all others until then.
    const [unsent, newest] = await Promise.all([store.unsent(), store.newestMessages(later(now, mostAheadMs))])
    for (const channel of channels) {
      const its = unsent.filter((notice) => notice.channel === channel.id)
      if (its.some((notice) => isDue(channel, notice, newest.get(channel.id) ?? null, now)))
        await database.transaction(async (tx) => {
          await lease.mustHold(tx)
          await tx.alerts.makeMessage(channel.id, randomUUID(), now)
        })
    }
  }

  async function beat({ heartbeatMinutes, heartbeatPrivate }: AlertRules): Promise<void> {
    const now = clock.now()
    const agoMs = beatAt === null ? null : msBetween(beatAt, now)
    // A clock that was set back says nothing of how long ago it was.
    if (heartbeatMinutes === null || (agoMs !== null && agoMs >= 0 && agoMs < heartbeatMinutes * 60_000)) return
    const url = await database.stores.secrets.get(hubItself, heartbeat, null)
    if (url === null) return
    // It is the outside monitor that notices a signal that does not come; one that fails is tried again in the next round.
    const problem = await post(url, '{"alive":true}', { allowsPrivate: heartbeatPrivate, closing: parts.closing })
    if (problem === null) beatAt = now
    else log.warn('the outside monitor could not be reached', {})
  }

  return {
    rules: async () => (await known()).rules,
    channels: () => store.channels(),
    messages: (limit) => store.messages(limit),
    hasHeartbeat: async () => (await database.stores.secrets.get(hubItself, heartbeat, null)) !== null,
    holdRules: async (tx) => (await tx.alerts.holdRules())?.rules ?? standardRules,
    async setRules(tx, rules, heartbeatUrl) {
      await tx.alerts.setRules(rules, clock.now())
      if (heartbeatUrl === null) await tx.secrets.remove(hubItself, heartbeat)
      else if (heartbeatUrl !== undefined) await tx.secrets.put(hubItself, heartbeat, heartbeatUrl, null)
    },
    async putChannel(tx, channel, { url, password }) {
      const place = placeOf(channel)
      const put = (what: 'url' | 'signing' | 'password', value: string) =>
        tx.secrets.put(hubItself, nameOf(channel.id, what), value, place)
      await tx.alerts.putChannel(channel, clock.now())
      if (password !== undefined) await put('password', password)
      if (url === undefined) return null
      await put('url', url)
      if (channel.kind !== 'webhook') return null
      const key = `whsec_${randomBytes(32).toString('base64')}`
      await put('signing', key)
      return key
    },
    async removeChannel(tx, id) {
      if (!(await tx.alerts.removeChannel(id))) throw noChannel(id)
      for (const what of ['url', 'signing', 'password'] as const) await tx.secrets.remove(hubItself, nameOf(id, what))
    },
    async test(id) {
      const channel = (await store.channels()).find((one) => one.id === id)
      if (!channel) throw noChannel(id)
      const { taken, problem, refused, putOff } = await deliver(channel, {
        id: randomUUID(),
        notices: [],
        report: null,
      })
      return { taken, problem: refusedBy([...refused, ...putOff]) ?? problem }
    },
    async round() {
      const all = await store.channels()
      const { rules, setAt } = await known()
      if (all.length === 0 && rules.heartbeatMinutes === null) return
      if (!(await lease.hold())) return
      await lease.during(async () => {
        const channels = all.filter(({ paused }) => !paused)
        const looked = await look(parts, rules, setAt)
        const { present, unknown } = presentCauses(looked, rules)
        await database.transaction(async (tx) => {
          await lease.mustHold(tx)
          await tx.alerts.note(present, { at: looked.at, unknown, newId: randomUUID })
          await tx.alerts.addNotices(looked.at)
        })
        await gather(channels)
        const latest = later(clock.now(), longestPauseMs + mostAheadMs)
        // A channel that is slow, or of which many wait, keeps no other waiting.
        await Promise.all(
          channels.map(async (channel) => {
            for (const message of await store.due(channel.id, clock.now(), latest, mostAtOnce))
              await send(message, channel)
          }),
        )
        await beat(rules)
        await store.prune(later(clock.now(), -keptMs))
      })
    },
    stop: () => lease.release(),
  }
}

const noChannel = (id: string) => new NotFound(`Channel ${id}`, '"ledgerline alerts" lists them.')
