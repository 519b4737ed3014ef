import type { Command } from 'commander'
import type { AnswerOf, HubClient } from '../client/index.ts'
import { HubError } from '../domain/errors.ts'
import type { FeedHealth } from '../engine/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'
import { sumOfUncounted, type UncountedOrders } from './uncounted.ts'
import { type IntegrationSummary, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('status')
    .description('whether all is well: orders by what became of them, money held, systems, feeds, disk')
    .option(...jsonOption)
    .action((options: JsonOption) => showStatus(contextOf(options)))
}

type Home = AnswerOf<'GET /api/integrations/:integration/home'>
type Outages = AnswerOf<'GET /api/integrations/:integration/outages'>
type Known = IntegrationSummary & {
  readonly feeds: readonly FeedHealth[]
  readonly home: Home
  readonly outages: Outages
  readonly uncounted: UncountedOrders
}
type Disk = { readonly freeMb: number; readonly totalMb: number; readonly boundMb: number | null }

/** `status`: each integration with its orders of the last day, what is held, and what does not come through. */
function showStatus(context: CommandContext & { openHub: OpenHub }): Promise<void> {
  return withHub(context, async (client, { running }) => {
    const all = await client.get<IntegrationSummary[]>('/api/integrations')
    const known = await Promise.all(
      all.map(async (each): Promise<Known> => {
        const params = { integration: each.id }
        const [feeds, home, outages, uncounted] = await Promise.all([
          client.get<FeedHealth[]>(`/api/integrations/${each.id}/feeds`),
          client.call('GET /api/integrations/:integration/home', { params }),
          client.call('GET /api/integrations/:integration/outages', { params, query: { days: 1 } }),
          client.call('GET /api/integrations/:integration/uncounted', { params }),
        ])
        return { ...each, feeds, home, outages, uncounted }
      }),
    )
    const disk = await diskOf(client)
    answer(context, known, () =>
      known.length === 0
        ? 'No integration yet. Write one with "ledgerline init FOLDER --shop URL --gp URL --company-id ID".'
        : [
            ...(running ? [] : [asleep(context.config.databaseUrl !== null)]),
            printIntegrations(known),
            ...known.flatMap(printTroubles),
            ...printDisk(disk),
          ].join('\n'),
    )
  })
}

/** What is stored can be read without a hub; who reads "at work" must know that nothing is. */
const asleep = (shared: boolean) =>
  `! No hub runs on this data folder: nothing goes on until "ledgerline start"${shared ? ', unless one runs on this database elsewhere' : ''}. What is stored says:`

/** Null: the system does not say, or who asks may not see it. */
async function diskOf(client: HubClient): Promise<Disk | null> {
  try {
    const { disk, rules } = await client.call('GET /api/alerts')
    return disk && { ...disk, boundMb: rules.diskFreeMb }
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

const words = { done: 'in GP', waiting: 'waiting', stopped: 'held', running: 'under way', skipped: 'skipped' } as const

function printIntegrations(all: readonly Known[]): string {
  return printTable([
    ['integration', 'version', 'state', 'company', 'orders of the last 24 hours'],
    ...all.map(({ id, version, confirmed, home, ...its }) => [
      ...[id, String(version), stateOf(its)],
      confirmed ? `${confirmed.company} (${confirmed.kind})` : 'not confirmed',
      Object.entries(words)
        .flatMap(([state, word]) => {
          const count = home.day.states[state as keyof typeof words] ?? 0
          return count > 0 ? [`${count} ${word}`] : []
        })
        .join(', ') || 'none',
    ]),
  ])
}

/** What somebody should look at. What is well says nothing. */
function printTroubles({ id, feeds, home, outages, uncounted, notes }: Known): string[] {
  const taken = sumOfUncounted(uncounted)
  const money = (held: Home['held']['stopped']) =>
    held
      .map(({ currency, amount, records }) => `${amount} ${currency ?? 'of unknown currency'} in ${orders(records)}`)
      .join(', ')
  const { stopped, waiting, oldest } = home.held
  return [
    ...(stopped.length > 0
      ? [`! ${id}: held until a person acts: ${money(stopped)}. See "ledgerline incidents".`]
      : []),
    ...(waiting.length > 0 ? [`  ${id}: waiting: ${money(waiting)}.`] : []),
    ...(oldest && stopped.length + waiting.length > 0 ? [`  ${id}: the oldest since ${spoken(oldest)}.`] : []),
    ...home.connections.flatMap(({ system, state, since }) =>
      state === 'well' || state === 'unknown' || since === null
        ? []
        : [
            `! ${id}: ${nameOf(system)} is ${state === 'down' ? 'unreachable' : 'slow'} since ${spoken(since)}.${waitingText(
              'Waiting for it',
              outages.find((one) => one.system === system && one.kind === 'outage' && one.until === null),
            )}`,
          ],
    ),
    ...outages.flatMap((one) =>
      one.until === null
        ? []
        : [
            `  ${id}: ${nameOf(one.system)} was ${one.kind === 'outage' ? 'unreachable' : 'slow'} from ${spoken(one.since)} to ${spoken(one.until)}.${waitingText('Waiting at its end', one)}`,
          ],
    ),
    ...(home.approvals.pending > 0
      ? [`! ${id}: ${home.approvals.pending} waiting for a decision. See "ledgerline proposals".`]
      : []),
    ...(home.reconciled && home.reconciled.differences > 0
      ? [`! ${id}: shop and GP differ: ${home.reconciled.says} See "ledgerline reconcile".`]
      : []),
    ...(home.uncompared
      ? [
          `! ${id}: shop and GP could not be compared since ${spoken(home.uncompared.since)} (${home.uncompared.code}). See "ledgerline reconcile".`,
        ]
      : []),
    ...home.missedRounds.map(
      ({ flow, due }) => `! ${id}: the round of ${flow} that was due ${spoken(due)} has not gone through.`,
    ),
    ...(taken === null ? [] : [`  ${id}: ${taken}`]),
    ...printFeeds(id, feeds),
    ...notes.map(({ found, todo }) => `\n! ${id}: ${found}${todo ? `\n    → ${todo}` : ''}`),
  ]
}

const nameOf = (system: string) => (system === 'gp' ? 'GP' : 'the shop')

/** " Waiting at its end: 120.50 EUR in 3 orders, one order of unknown amount." */
function waitingText(what: string, outage: Outages[number] | undefined): string {
  const parts = (outage?.waited ?? []).map(({ currency, amount, records }) =>
    currency === null ? `${orders(records)} of unknown amount` : `${amount} ${currency} in ${orders(records)}`,
  )
  return parts.length === 0 ? '' : ` ${what}: ${parts.join(', ')}.`
}

const orders = (count: number) => (count === 1 ? 'one order' : `${count} orders`)
const spoken = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`

function printDisk(disk: Disk | null): string[] {
  if (disk === null || disk.boundMb === null || disk.freeMb >= disk.boundMb) return []
  return [
    `! The disk with the hub’s data is nearly full: ${disk.freeMb} MB are left of ${disk.totalMb} MB. Make room: a full disk stops everything.`,
  ]
}

/** What is not at work, in words. */
function stateOf({ paused, pausedFlows, offFlows }: Pick<IntegrationSummary, 'paused' | 'pausedFlows' | 'offFlows'>) {
  if (paused) return 'paused'
  const parts = [
    ...(pausedFlows.length > 0 ? [`paused: ${pausedFlows.join(', ')}`] : []),
    ...(offFlows.length > 0 ? [`off: ${offFlows.join(', ')}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'at work'
}

/** Only what is wrong: a feed that comes through says nothing. */
function printFeeds(integration: string, feeds: readonly FeedHealth[]): string[] {
  return feeds.flatMap(({ feed, failing, unreadable }) => [
    ...(failing
      ? [
          `! ${integration}: the feed ${feed} fails since ${failing.since.slice(0, 16).replace('T', ' ')} UTC: ${failing.message}.`,
          `    → ${failing.hint}`,
        ]
      : []),
    ...unreadable.flatMap(({ message, hint }) => [`! ${integration}: ${message}`, `    → ${hint}`]),
  ])
}
