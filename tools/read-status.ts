import { z } from 'zod'
import type { Finding } from '../src/domain/connector.ts'
import type { Incident } from '../src/domain/stores.ts'
import type { FeedHealth } from '../src/engine/index.ts'
import { counted, defineTool, inputs, query } from './define-tool.ts'
import { unreadable } from './remedies.ts'

interface Summary {
  readonly id: string
  readonly paused: boolean
  readonly confirmed: { readonly company: string; readonly kind: string } | null
  readonly runs: Readonly<Record<string, number>>
}

export const readStatus = defineTool({
  name: 'read_status',
  title: 'Read the status',
  effect: 'read',
  description:
    'Integrations, whether they work or are paused, which GP company is confirmed, how many runs are done, waiting or stopped, how many questions are open, and which feeds of the shop fail, since when, why. With `check` also the connections, permissions, clocks and GP policies, with what to do about each that is wrong (takes some seconds).',
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
      all.map(async ({ id, paused, confirmed, runs }) => {
        const [open, feeds] = await Promise.all([
          hub.get<Incident[]>(`/api/incidents?${query({ integration: id, limit: 500 })}`),
          hub.get<FeedHealth[]>(`/api/integrations/${id}/feeds`),
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
          runs,
          openIncidents: open.length,
          ordersStopped: open.reduce((sum, { runs, question }) => sum + (question.code === unreadable ? 0 : runs), 0),
        }
      }),
    )
    return {
      says: [
        ...integrations.map(
          ({ id, paused, kind, runs, openIncidents, ordersStopped, feedsFailing, feedsUnreadable }) =>
            `${id}: ${paused ? 'paused' : 'at work'}, ${kind ? `writes to a ${kind} company` : 'no company confirmed, so nothing is written'}. ${openIncidents === 0 ? 'No order is stopped' : `${counted(ordersStopped, 'order')} stopped by ${counted(openIncidents, 'open incident')}`}. Runs so far: ${counts(runs)}.${
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
      next: integrations.some(({ openIncidents }) => openIncidents > 0)
        ? [{ tool: 'list_incidents', arguments: {}, because: 'to see what stops orders' }]
        : [],
    }
  },
})

/** "shop.permission.orders" is one of "shop.permission". */
const areas = (findings: readonly Finding[]) =>
  [...new Set(findings.map(({ check }) => check.split('.').slice(0, 2).join('.')))].join(', ')

const counts = (runs: Readonly<Record<string, number>>) =>
  Object.entries(runs)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ') || 'none'
