import { z } from 'zod'
import type { Finding } from '../src/domain/connector.ts'
import type { Incident } from '../src/domain/stores.ts'
import type { FeedHealth } from '../src/engine/index.ts'
import { counted, defineTool, inputs, query } from './define-tool.ts'
import { type MoneyRow, moneyText, orderEntity, recordsText, unreadable } from './remedies.ts'

interface Summary {
  readonly id: string
  readonly paused: boolean
  readonly confirmed: { readonly company: string; readonly kind: string } | null
}

/** What GET home answers, as far as this is shown. */
interface Home {
  readonly day: { readonly states: Readonly<Record<string, number>> }
  readonly held: { readonly waiting: readonly MoneyRow[]; readonly stopped: readonly MoneyRow[] }
  readonly connections: readonly {
    readonly system: string
    readonly state: string
    readonly since: string | null
  }[]
  readonly approvals: { readonly pending: number; readonly high: number; readonly oldest: string | null }
}

/** What GET outages answers. */
interface Outage {
  readonly system: string
  readonly kind: string
  readonly since: string
  readonly until: string | null
  readonly waited: readonly MoneyRow[]
}

export const readStatus = defineTool({
  name: 'read_status',
  title: 'Read the status',
  effect: 'read',
  description:
    'Integrations, whether they work or are paused, which GP company is confirmed, what became of the orders of the last 24 hours, how many are held and their worth, how many questions are open, which proposals wait for a person, whether a system is slow or was out, with the orders that an outage kept waiting, and which feeds of the shop fail and why. With `check` also the connections, permissions, clocks and GP policies, with what to do about each that is wrong (takes some seconds).',
  input: { check: z.boolean().default(false).describe('Ask both systems too.'), integration: inputs.integration },
  output: {
    integrations: z.array(z.record(z.string(), z.unknown())),
    checked: z.number().optional().describe('How many checks were made; those that are well are not listed.'),
    checks: z.array(z.record(z.string(), z.unknown())).optional(),
  },
  async run({ check, integration }, { hub, integration: chosen, progress }) {
    if (check) await progress('Asking the shop and GP')
    const all = await hub.get<Summary[]>('/api/integrations')
    const findings = check ? await hub.post<Finding[]>(`/api/integrations/${await chosen(integration)}/check`) : []
    const wrong = findings.filter(({ level }) => level !== 'ok')
    const integrations = await Promise.all(
      all.map(async ({ id, paused, confirmed }) => {
        const [open, feeds, home, outages] = await Promise.all([
          hub.get<Incident[]>(`/api/incidents?${query({ integration: id, limit: 500 })}`),
          hub.get<FeedHealth[]>(`/api/integrations/${id}/feeds`),
          hub.get<Home>(`/api/integrations/${id}/home`),
          hub.get<Outage[]>(`/api/integrations/${id}/outages`),
        ])
        return {
          id,
          feedsFailing: feeds.flatMap(({ feed, failing }) =>
            failing ? [{ feed, since: failing.since, because: failing.message, todo: failing.hint }] : [],
          ),
          feedsUnreadable: feeds.reduce((sum, { unreadable }) => sum + unreadable.length, 0),
          paused,
          kind: confirmed?.kind ?? null,
          company: confirmed?.company,
          ordersOfDay: home.day.states,
          held: { waiting: home.held.waiting, stopped: home.held.stopped },
          connections: home.connections.map(({ system, state, since }) => ({
            ...{ system, state, since },
            lately: outages
              .filter((one) => one.system === system)
              .slice(0, mostPeriods)
              .map(({ kind, since: from, until, waited }) => ({ kind, since: from, until, waited })),
          })),
          proposals: home.approvals,
          openIncidents: open.length,
          ordersStopped: home.held.stopped.reduce((sum, { records }) => sum + records, 0),
          othersStopped: othersIn(open),
        }
      }),
    )
    return {
      says: [
        ...integrations.map(
          ({ id, paused, kind, openIncidents, ordersStopped, othersStopped, feedsFailing, feedsUnreadable, ...one }) =>
            `${id}: ${paused ? 'paused' : 'at work'}, ${kind ? `writes to a ${kind} company` : 'no company confirmed, so nothing is written'}. ${openIncidents === 0 ? 'No order is stopped' : `${[ordersStopped > 0 ? counted(ordersStopped, 'order') : 'no order', ...othersText(othersStopped)].join(' and ')} stopped, ${counted(openIncidents, 'open incident')}`}. Orders of the last 24 hours: ${counts(one.ordersOfDay)}.${heldText('need a person', one.held.stopped)}${heldText('wait for a retry', one.held.waiting)}${
              one.proposals.pending === 0
                ? ''
                : ` ${counted(one.proposals.pending, 'proposal')} waiting for a person, the oldest since ${one.proposals.oldest}.`
            }${one.connections.map(connectionText).join('')}${
              feedsFailing.length === 0
                ? ''
                : ` Changes may be missed: ${feedsFailing.map(({ feed, since }) => `the feed ${feed} fails since ${since}`).join(', ')}.`
            }${feedsUnreadable === 0 ? '' : ` ${counted(feedsUnreadable, 'record')} of the shop cannot be read; each has an incident.`}`,
        ),
        ...(integrations.length === 0 ? ['No integration yet: "ledgerline import FOLDER" makes one.'] : []),
        ...(check
          ? [`${findings.length - wrong.length} of ${counted(findings.length, 'check')} are well: ${areas(findings)}.`]
          : []),
      ],
      facts: {
        integrations: integrations.map(({ company, ...ours }) => ours),
        ...(check ? { checked: findings.length } : {}),
      },
      remote: {
        ...(integrations.some(({ company }) => company)
          ? { companies: Object.fromEntries(integrations.map(({ id, company }) => [id, company])) }
          : {}),
        ...(wrong.length > 0
          ? { checks: wrong.map(({ check: name, level, found, todo }) => ({ check: name, level, found, todo })) }
          : {}),
      },
      next: [
        ...(integrations.some(({ openIncidents }) => openIncidents > 0)
          ? [{ tool: 'list_incidents', arguments: {}, because: 'to see what stops orders' }]
          : []),
        ...(integrations.some(({ proposals }) => proposals.pending > 0)
          ? [{ tool: 'list_proposals', arguments: {}, because: 'to see what waits for a person' }]
          : []),
      ],
    }
  },
})

/** "shop.permission.orders" is one of "shop.permission". */
const areas = (findings: readonly Finding[]) =>
  [...new Set(findings.map(({ check }) => check.split('.').slice(0, 2).join('.')))].join(', ')

const mostPeriods = 3

/** Records beside orders that incidents stop, by entity: payments, products. */
function othersIn(open: readonly Incident[]): Readonly<Record<string, number>> {
  const others = open.filter(({ entity, question }) => entity && entity !== orderEntity && question.code !== unreadable)
  const counts: Record<string, number> = {}
  for (const { entity, runs } of others) counts[entity!] = (counts[entity!] ?? 0) + runs
  return counts
}

const othersText = (others: Readonly<Record<string, number>>) =>
  Object.entries(others).map(([entity, count]) => recordsText(count, entity))

/** How it is now, and that it was away: who asks in the morning wants to know of the night. */
function connectionText({ system, state, since, lately }: Connection): string {
  const now =
    state === 'down'
      ? ` ${system} is unreachable since ${since}: what waits goes on by itself.`
      : state === 'slow'
        ? ` ${system} is slow since ${since}.`
        : ''
  const past = lately.filter(({ until }) => until !== null)
  const current = lately.find(({ kind, until }) => kind === 'outage' && until === null)
  return `${now}${current ? waitedText('Waiting for it', current.waited) : ''}${past
    .map(
      ({ kind, since: from, until, waited }) =>
        ` ${system} was ${kind === 'outage' ? 'unreachable' : 'slow'} from ${from} to ${until}.${waitedText('Waiting at its end', waited)}`,
    )
    .join('')}`
}

const waitedText = (what: string, waited: readonly MoneyRow[]) =>
  waited.length === 0
    ? ''
    : ` ${what}: ${counted(
        waited.reduce((all, { records }) => all + records, 0),
        'order',
      )}, ${moneyText(waited)}.`

interface Connection {
  readonly system: string
  readonly state: string
  readonly since: string | null
  readonly lately: readonly Omit<Outage, 'system'>[]
}

const heldText = (what: string, money: readonly MoneyRow[]) =>
  money.length === 0 ? '' : ` Held, they ${what}: ${moneyText(money)}.`

const counts = (runs: Readonly<Record<string, number>>) =>
  Object.entries(runs)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ') || 'none'
