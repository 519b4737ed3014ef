import { z } from 'zod'
import type { Finding } from '../src/domain/connector.ts'
import type { Incident } from '../src/domain/stores.ts'
import type { FeedHealth } from '../src/engine/index.ts'
import { counted, defineTool, inputs, query } from './define-tool.ts'
import { type MoneyRow, moneyText, unreadable } from './remedies.ts'

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
    readonly periods: readonly { readonly kind: string; readonly since: string; readonly until: string | null }[]
  }[]
  readonly approvals: { readonly pending: number; readonly high: number; readonly oldest: string | null }
}

export const readStatus = defineTool({
  name: 'read_status',
  title: 'Read the status',
  effect: 'read',
  description:
    'Integrations, whether they work or are paused, which GP company is confirmed, what became of the orders of the last 24 hours, how many are held and what they are worth per currency, how many questions are open, which proposals wait for a person, since when, whether a system is slow or was out, and which feeds of the shop fail, since when, why. With `check` also the connections, permissions, clocks and GP policies, with what to do about each that is wrong (takes some seconds).',
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
        const [open, feeds, home] = await Promise.all([
          hub.get<Incident[]>(`/api/incidents?${query({ integration: id, limit: 500 })}`),
          hub.get<FeedHealth[]>(`/api/integrations/${id}/feeds`),
          hub.get<Home>(`/api/integrations/${id}/home`),
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
          connections: home.connections.map(({ system, state, since, periods }) => ({
            ...{ system, state, since },
            lately: periods.slice(0, mostPeriods).map(({ kind, since: from, until }) => ({ kind, since: from, until })),
          })),
          proposals: home.approvals,
          openIncidents: open.length,
          ordersStopped: open.reduce((sum, { runs, question }) => sum + (question.code === unreadable ? 0 : runs), 0),
        }
      }),
    )
    return {
      says: [
        ...integrations.map(
          ({ id, paused, kind, openIncidents, ordersStopped, feedsFailing, feedsUnreadable, ...one }) =>
            `${id}: ${paused ? 'paused' : 'at work'}, ${kind ? `writes to a ${kind} company` : 'no company confirmed, so nothing is written'}. ${openIncidents === 0 ? 'No order is stopped' : `${counted(ordersStopped, 'order')} stopped by ${counted(openIncidents, 'open incident')}`}. Orders of the last 24 hours: ${counts(one.ordersOfDay)}.${heldText('need a person', one.held.stopped)}${heldText('wait for a retry', one.held.waiting)}${
              one.proposals.pending === 0
                ? ''
                : ` ${counted(one.proposals.pending, 'proposal')} waiting for a person, the oldest since ${one.proposals.oldest}.`
            }${one.connections
              .filter(({ state }) => state !== 'well')
              .map(({ system, state, since }) => ` ${system} is ${state}${since ? ` since ${since}` : ''}.`)
              .join('')}${
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

const heldText = (what: string, money: readonly MoneyRow[]) =>
  money.length === 0 ? '' : ` Held, they ${what}: ${moneyText(money)}.`

const counts = (runs: Readonly<Record<string, number>>) =>
  Object.entries(runs)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ') || 'none'
