import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { FeedHealth } from '../engine/index.ts'
import type { Confirmation } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import {
  emailOption,
  type IntegrationOption,
  integrationOption,
  type JsonOption,
  jsonOption,
  stdinOption,
} from './options.ts'
import { printTable } from './print.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type IntegrationSummary, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('status')
    .description('integrations and the states of their runs')
    .option(...jsonOption)
    .action((options: JsonOption) => showStatus(contextOf(options)))
  const confirm = program.command('confirm').description('name the GP company that may be written to')
  for (const kind of ['test', 'live'] as const)
    confirm
      .command(`${kind} <company>`)
      .description(`it is a ${kind} company`)
      .option('--by <name>', 'who confirms', userName())
      .option(...emailOption)
      .option(...stdinOption)
      .option(...integrationOption)
      .option(...jsonOption)
      .action((company: string, options: ConfirmOptions) => confirmCompany(contextOf(options), kind, company, options))
  for (const action of ['pause', 'resume'] as const)
    program
      .command(`${action} [flow]`)
      .description(action === 'pause' ? 'stop working on an integration or one flow; changes wait' : 'work on')
      .option(...integrationOption)
      .option(...jsonOption)
      .action((flow: string | undefined, options: IntegrationOption) =>
        pauseOrResume(contextOf(options), action, flow, options),
      )
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

interface ConfirmOptions extends SignInOptions, IntegrationOption {
  readonly by: string
}

type Context = CommandContext & { openHub: OpenHub }

/** `confirm test|live COMPANY`: a person names the GP company that may be written to. Before that nothing is written. */
function confirmCompany(
  context: Context,
  kind: 'test' | 'live',
  company: string,
  options: ConfirmOptions,
): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const given = { company, kind, by: options.by }
      const confirmed = await client.post<Confirmation>(`/api/integrations/${id}/confirm`, given)
      answer(context, confirmed, () =>
        [
          ...confirmed.compared,
          `“${id}” may write to the ${kind} company “${confirmed.company}”. Orders that waited for this start now.`,
        ].join('\n'),
      )
    },
    options,
  )
}

/** `pause`, `resume`: an integration or one of its flows. Changes are stored meanwhile; nothing is lost. */
function pauseOrResume(
  context: Context,
  action: 'pause' | 'resume',
  flow: string | undefined,
  options: { integration?: string },
): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const done = await client.post(`/api/integrations/${id}/${action}`, flow === undefined ? {} : { flow })
    answer(
      context,
      done,
      () =>
        `${flow === undefined ? `“${id}”` : `The flow “${flow}” of “${id}”`} is ${action === 'pause' ? 'paused; changes wait' : 'at work again'}.`,
    )
  })
}

/** `status`: each integration, the states of its runs, and feeds that do not come through. */
function showStatus(context: Context): Promise<void> {
  return withHub(context, async (client) => {
    const all = await client.get<IntegrationSummary[]>('/api/integrations')
    const feeds = await Promise.all(
      all.map(async ({ id }) => ({ id, feeds: await client.get<FeedHealth[]>(`/api/integrations/${id}/feeds`) })),
    )
    const known = all.map((each) => ({ ...each, feeds: feeds.find(({ id }) => id === each.id)!.feeds }))
    answer(context, known, () =>
      all.length === 0
        ? 'No integration yet. Write one with "ledgerline init FOLDER".'
        : [
            printTable([
              ['integration', 'version', 'state', 'company', 'runs'],
              ...all.map(({ id, version, paused, pausedFlows, offFlows, confirmed, runs }) => [
                id,
                String(version),
                stateOf({ paused, pausedFlows, offFlows }),
                confirmed ? `${confirmed.company} (${confirmed.kind})` : 'not confirmed',
                Object.entries(runs)
                  .filter(([, count]) => count > 0)
                  .map(([state, count]) => `${count} ${state}`)
                  .join(', ') || 'none',
              ]),
            ]),
            ...feeds.flatMap(({ id, feeds: each }) => printFeeds(id, each)),
            ...all.flatMap(({ id, notes }) =>
              notes.map(({ found, todo }) => `\n! ${id}: ${found}${todo ? `\n    → ${todo}` : ''}`),
            ),
          ].join('\n'),
    )
  })
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
