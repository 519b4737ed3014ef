import type { Command } from 'commander'
import { visible } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('check')
    .description(
      'judges mappings, conditions and value maps by recent records and by what both systems list: amounts with tax where none belongs, other grain, cut codes, mixed currencies, answers that are gone or doubtful, fields that nothing fills',
    )
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption) => check(contextOf(options), options))
}

/** `check`: reads both systems and the newest runs, and changes nothing. Exit code 1: something is surely wrong. */
export function check(context: CommandContext & { openHub: OpenHub }, options: IntegrationOption): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const { findings, runs, unread } = await client.call('GET /api/integrations/:integration/findings', {
      params: { integration: id },
    })
    const [sure, perhaps] = [findings.filter(({ sure: is }) => is), findings.filter(({ sure: is }) => !is)]
    if (sure.length > 0) process.exitCode = 1
    const lines = (list: typeof findings) =>
      list.flatMap(({ at, says, evidence }) => [
        `• ${visible(at)}: ${visible(says)}`,
        ...evidence.map((one) => `    ${visible(one)}`),
      ])
    answer(context, { findings, runs, unread }, () =>
      [
        `Looked at ${runs} recent runs: ${findings.length} findings.`,
        ...(sure.length > 0 ? ['Wrong:', ...lines(sure)] : []),
        ...(perhaps.length > 0 ? ['To look at; it may be meant so:', ...lines(perhaps)] : []),
        ...unread.map((one) => `Not read: ${visible(one)}`),
        ...(findings.length === 0 ? ['Nothing looks wrong.'] : []),
      ].join('\n'),
    )
  })
}
