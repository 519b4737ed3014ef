import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { answer, type CommandContext, shellWord } from './command.ts'
import { contextOf } from './context.ts'
import { verifyHistory, writeHistory } from './history-folder.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('history')
    .description('write the whole history of an integration to a folder of open files, or verify such a folder')
    .option('--to <folder>', 'a folder that does not exist yet')
    .option('--verify <folder>', 'compare every file of a history with its manifest; needs no hub')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: HistoryOptions) => history(contextOf(options), options))
}

interface HistoryOptions extends IntegrationOption, SignInOptions {
  readonly to?: string
  readonly verify?: string
}

async function history(context: CommandContext & { openHub: OpenHub }, options: HistoryOptions): Promise<void> {
  if ((options.to === undefined) === (options.verify === undefined))
    throw new InvalidInput('The command', [
      { at: 'history', reason: 'takes either --to, where the history is written, or --verify' },
    ])
  if (options.verify !== undefined) {
    const { manifest, sha256, problems } = await verifyHistory(options.verify)
    if (problems.length > 0)
      throw new InvalidInput(
        'The history',
        problems.map(({ file, reason }) => ({ at: file, reason })),
      )
    answer(context, { ...manifest, manifestSha256: sha256 }, () =>
      [
        `All ${manifest.files.length} files are as they were written at ${manifest.at}.`,
        `manifest.json has SHA-256 ${sha256}.`,
      ].join('\n'),
    )
    return
  }
  await withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const { manifest, sha256 } = await writeHistory(client, id, options.to!)
      answer(context, { ...manifest, manifestSha256: sha256 }, () =>
        [
          ...manifest.files.map(({ name, records, sha256: hash }) => `${name}: ${records} records, SHA-256 ${hash}`),
          ...(manifest.unreadable > 0
            ? [
                `${manifest.unreadable} records could not be read: they stand in the files with their key and the reason.`,
              ]
            : []),
          `Written to ${options.to}. manifest.json has SHA-256 ${sha256}: keep it in another place, then "ledgerline history --verify ${shellWord(options.to ?? '')}" shows any change.`,
        ].join('\n'),
      )
    },
    options,
  )
}
