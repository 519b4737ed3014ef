import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import type { Finding } from '../domain/connector.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Confirmation } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, momentOf, stdinOption } from './options.ts'
import { ask, type SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const confirm = program
    .command('confirm')
    .description('name the GP company that may be written to')
    .action(() => {
      throw new InvalidInput('confirm', [
        {
          at: 'test or live',
          reason:
            'is missing: "ledgerline confirm test" shows what GP has and takes it as a test company, "ledgerline confirm live" as the real one',
        },
      ])
    })
  for (const kind of ['test', 'live'] as const)
    confirm
      .command(`${kind} [company]`)
      .description(`it is a ${kind} company; without a name, what GP has is shown and the name is asked for`)
      .option('--by <name>', 'who confirms', userName())
      .option(...sinceOption)
      .option(...emailOption)
      .option(...stdinOption)
      .option(...integrationOption)
      .option(...jsonOption)
      .action((company: string | undefined, options: ConfirmOptions) =>
        confirmCompany(contextOf(options), kind, company, options),
      )
  program
    .command('pause [flow]')
    .description('stop working on an integration or one flow; changes wait')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string | undefined, options: IntegrationOption) =>
      pauseOrResume(contextOf(options), 'pause', flow, options),
    )
  program
    .command('resume [flow]')
    .description('work on')
    .option(...sinceOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string | undefined, options: IntegrationOption & SinceOption) =>
      pauseOrResume(contextOf(options), 'resume', flow, options),
    )
}

const sinceOption = [
  '--since <time>',
  'when it goes live for the first time: orders placed earlier stay with people: "now", "2026-11-28" (UTC), "2026-11-28T18:00:00Z"',
] as const
interface SinceOption {
  readonly since?: string
}
const sinceIn = ({ since }: SinceOption) =>
  since === undefined ? {} : { since: since === 'now' ? since : momentOf(since) }

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

interface ConfirmOptions extends SignInOptions, IntegrationOption, SinceOption {
  readonly by: string
}

type Context = CommandContext & { openHub: OpenHub }

/** `confirm test|live COMPANY`: a person names the GP company that may be written to. Before that nothing is written. */
function confirmCompany(
  context: Context,
  kind: 'test' | 'live',
  named: string | undefined,
  options: ConfirmOptions,
): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const company = named ?? (await askCompany(client, id, kind))
      const given = { company, kind, by: options.by, ...sinceIn(options) }
      const confirmed = await client.post<Confirmation>(`/api/integrations/${id}/confirm`, given)
      answer(context, confirmed, () =>
        [
          ...confirmed.compared,
          `“${id}” may write to the ${kind} company “${confirmed.company}”. Orders that waited for this start now${options.since === undefined ? '' : '; those placed before the time that you gave stay with people'}.`,
        ].join('\n'),
      )
    },
    options,
  )
}

/** The name is typed by whoever confirms: it is their word that this is the company. */
async function askCompany(client: HubClient, id: string, kind: 'test' | 'live'): Promise<string> {
  const findings = await client.post<Finding[]>(`/api/integrations/${id}/check`)
  const about = findings.filter(({ check }) => check === 'gp.company' || check === 'gp.connection')
  const found = about.map(({ found: says, todo }) => [says, ...(todo ? [todo] : [])].join(' '))
  if (!process.stdin.isTTY)
    throw new InvalidInput('confirm', [{ at: 'COMPANY', reason: `is missing. ${found.join(' ')} Give its name` }])
  console.error(found.join('\n'))
  return (await ask(`The name of the company, to confirm it as a ${kind} company: `, true)).trim()
}

/** `pause`, `resume`: an integration or one of its flows. Changes are stored meanwhile; nothing is lost. */
function pauseOrResume(
  context: Context,
  action: 'pause' | 'resume',
  flow: string | undefined,
  options: IntegrationOption & SinceOption,
): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const done = await client.post(`/api/integrations/${id}/${action}`, {
      ...(flow === undefined ? {} : { flow }),
      ...sinceIn(options),
    })
    answer(
      context,
      done,
      () =>
        `${flow === undefined ? `“${id}”` : `The flow “${flow}” of “${id}”`} is ${action === 'pause' ? 'paused; changes wait' : 'at work again'}.`,
    )
  })
}
