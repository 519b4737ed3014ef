import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { type Alerts, diskSpace, isZone, webAddress } from '../alerts/index.ts'
import { type AlertChannel, isMail } from '../domain/alert.ts'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { canonicalJson, type Json } from '../domain/record.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import { type AlertChannelInput, routes } from '../routes/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

export interface AlertRouteParts {
  readonly alerts: Alerts
  readonly database: Database
  readonly clock: Clock
  readonly dataFolders: readonly string[]
  readonly url: () => string
}

const mostMessages = 50
const mostChannels = 50

/** Rules and channels of the alerts. Secrets come in and are never answered. */
export function alertRoutes({ alerts, database, clock, dataFolders, url }: AlertRouteParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  const recorded = <T>(
    { actor }: Caller,
    line: { readonly deed: string; readonly subject: string; readonly details: Json },
    work: (tx: Transaction) => Promise<T>,
  ) =>
    database.transaction(async (tx) => {
      const done = await work(tx)
      await tx.audit.append({ at: clock.now(), actor, ...line })
      return done
    })

  serve(app, routes.readAlerts, async () => ({
    rules: await alerts.rules(),
    listensAt: url(),
    hasHeartbeat: await alerts.hasHeartbeat(),
    channels: await alerts.channels(),
    messages: await alerts.messages(mostMessages),
    disk: await diskSpace(dataFolders),
  }))

  serve(app, routes.setAlertRules, async ({ body: { rules, seen, heartbeatUrl }, caller }) => {
    if (typeof heartbeatUrl === 'string') webAddress(heartbeatUrl, rules.heartbeatPrivate)
    if (rules.heartbeatMinutes !== null && heartbeatUrl === undefined && !(await alerts.hasHeartbeat()))
      throw new InvalidInput('The rules', [
        { at: 'heartbeatUrl', reason: 'is needed: the address of the outside monitor' },
      ])
    const line = { deed: 'alerts.rules', subject: 'alerts', details: rules as unknown as Json }
    await recorded(caller, line, async (tx) => {
      const before = await alerts.holdRules(tx)
      if (seen && canonicalJson(seen) !== canonicalJson(before as unknown as Json))
        throw new NeedsPerson(
          'changed_meanwhile',
          'The rules of the alerts were changed since these were typed',
          'Nothing was changed. Open the rules again: they are shown as they are now.',
          { subject: 'alerts' },
        )
      await alerts.setRules(tx, rules, heartbeatUrl)
    })
    return { rules }
  })

  async function put(caller: Caller, id: string, input: AlertChannelInput, before: AlertChannel | null) {
    const { url: address, password, ...said } = input
    const channel: AlertChannel = { ...said, id, target: targetOf(input, before) }
    if (!isZone(channel.zone))
      throw new InvalidInput('The channel', [{ at: 'zone', reason: 'must be a time zone such as Europe/Paris' }])
    const { name, kind, on, paused } = channel
    const line = {
      deed: before ? 'alerts.channel-changed' : 'alerts.channel-added',
      subject: `alert channel ${id}`,
      details: { name, kind, on: [...on], paused },
    }
    const signingKey = await recorded(caller, line, async (tx) => {
      // One that was removed meanwhile would come back without its secrets.
      if (before && !(await tx.alerts.holdChannel(id))) throw noChannel(id)
      return alerts.putChannel(tx, channel, { url: address, password })
    })
    return { channel, signingKey }
  }

  serve(app, routes.addAlertChannel, async ({ body, caller }) => {
    if ((await alerts.channels()).length >= mostChannels)
      throw new InvalidInput('The channel', [
        { at: 'channels', reason: `are ${mostChannels} already; remove one first` },
      ])
    return put(caller, randomUUID(), body, null)
  })
  serve(app, routes.changeAlertChannel, async ({ params: { id }, body, caller }) => {
    const before = (await alerts.channels()).find((one) => one.id === id)
    if (!before) throw noChannel(id)
    if (before.kind !== body.kind)
      throw new InvalidInput('The channel', [
        { at: 'kind', reason: `is ${before.kind} and stays so; add another channel` },
      ])
    return put(caller, id, body, before)
  })
  serve(app, routes.removeAlertChannel, async ({ params: { id }, caller }) => {
    const line = { deed: 'alerts.channel-removed', subject: `alert channel ${id}`, details: {} }
    await recorded(caller, line, (tx) => alerts.removeChannel(tx, id))
    return { id }
  })
  serve(app, routes.testAlertChannel, async ({ params: { id } }) => ({ id, ...(await alerts.test(id)) }))
  return app
}

const noChannel = (id: string) => new NotFound(`Channel ${id}`, '"ledgerline alerts" lists them.')

/** @throws InvalidInput: it does not fit its kind, or an address is missing or not allowed */
function targetOf(
  { kind, target, url, password }: AlertChannelInput,
  before: AlertChannel | null,
): AlertChannel['target'] {
  const refuse = (at: string, reason: string) => new InvalidInput('The channel', [{ at, reason }])
  if ((kind === 'mail') !== 'server' in target) throw refuse('target', `does not fit the kind ${kind}`)
  if ('server' in target) {
    if (url !== undefined) throw refuse('url', 'is for webhooks, Slack and Teams')
    const kept = before && isMail(before.target) ? before.target : null
    const same =
      kept && (['server', 'port', 'security', 'username'] as const).every((part) => kept[part] === target[part])
    if (target.username !== null && password === undefined && !same)
      throw refuse('password', 'is needed: one that is stored belongs to its server and user name')
    return target
  }
  if (password !== undefined) throw refuse('password', 'is for mail')
  if (url !== undefined) return { origin: webAddress(url, target.private).origin, private: target.private }
  if (!before || isMail(before.target)) throw refuse('url', 'is needed')
  if (!target.private && before.target.private)
    throw refuse('url', 'is needed again, as private addresses are no longer allowed')
  return { ...before.target, private: target.private }
}
