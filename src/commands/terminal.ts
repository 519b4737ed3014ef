import type { Command } from 'commander'
import { readTerminal, removeTerminal, writeTerminal } from '../client/index.ts'
import { HubError } from '../domain/errors.ts'
import { answer, type CommandContext, inHowLong } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type JsonOption, jsonOption, stdinOption } from './options.ts'
import { askSignIn, type SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('sign-in')
    .description(
      'sign in at this terminal for a quarter of an hour: commands ask as you; decisions still ask for your password',
    )
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((options: SignInOptions & JsonOption) => signInHere(contextOf(options), options))
  program
    .command('sign-out')
    .description('end the session of this terminal')
    .option(...jsonOption)
    .action((options: JsonOption) => signOutHere(contextOf(options)))
}

type Context = CommandContext & { openHub: OpenHub }

/** `sign-in`: what only reads, runs or proposes is done in the person's name from now on. */
export function signInHere(context: Context, options: SignInOptions): Promise<void> {
  const { dataFolder } = context.config
  // A session of before is not asked with: it may have been ended.
  removeTerminal(dataFolder)
  return withHub(context, async (client) => {
    const { person, token, expiresAt } = await client.call('POST /api/terminal', { body: await askSignIn(options) })
    writeTerminal(dataFolder, { email: person.email, token, expiresAt })
    answer(context, { person, expiresAt }, () =>
      [
        `Commands on ${dataFolder} ask as ${person.email}, who is ${person.role}. This ends ${inHowLong(expiresAt)}, or with "ledgerline sign-out".`,
        'Decisions and changes of the configuration still take the password.',
      ].join('\n'),
    )
  })
}

/** `sign-out`: commands ask as the owner of the data folder again. */
export async function signOutHere(context: Context): Promise<void> {
  const { dataFolder } = context.config
  const before = readTerminal(dataFolder)
  if (before)
    await withHub(context, (client) => client.call('DELETE /api/terminal')).catch((error: unknown) => {
      // It has ended already.
      if (!(error instanceof HubError)) throw error
    })
  removeTerminal(dataFolder)
  answer(context, { signedIn: false }, () =>
    before ? `${before.email} is signed out here.` : 'Nobody was signed in here.',
  )
}
