import { Argument, type Command, Option } from 'commander'
import { type Person, type Role, roles } from '../domain/person.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type JsonOption, jsonOption, stdinOption } from './options.ts'
import { printTable } from './print.ts'
import { ask, askSignIn, type SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const people = program.command('people').description('who may sign in')
  people
    .command('list', { isDefault: true })
    .option(...jsonOption)
    .action((options: JsonOption) => listPeople(contextOf(options)))
  people
    .command('first <your-email>')
    .description('become the first admin, where nobody can sign in yet')
    .option(...stdinOption)
    .option(...jsonOption)
    .action((email: string, options: JsonOption & { passwordStdin?: boolean }) =>
      addFirst(contextOf(options, { begins: true }), email, options),
    )
  people
    .command('add <new-email>')
    .option('--new-name <name>', 'the name of the new person')
    .option('--sso', 'they get no password, and come in by single sign-on')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('viewer'))
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((email: string, options: PersonOptions & Adding) => addPerson(contextOf(options), email, options))
  people
    .command('role <their-email>')
    .description('give another role')
    .addArgument(new Argument('<role>').choices(roles))
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((email: string, role: Role, options: PersonOptions) => setRole(contextOf(options), email, role, options))
  people
    .command('remove <their-email>')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((email: string, options: PersonOptions) => removePerson(contextOf(options), email, options))
  people
    .command('reset-factors <their-email>')
    .description('take away the authenticator app, backup codes and passkeys of somebody who has lost them')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((email: string, options: PersonOptions) => resetFactors(contextOf(options), email, options))
  people
    .command('password <their-email>')
    .option(...emailOption)
    .option(...jsonOption)
    .action((email: string, options: PersonOptions) => setPassword(contextOf(options), email, options))
}

type PersonOptions = SignInOptions & JsonOption
interface Adding {
  readonly newName?: string
  readonly role: Role
  readonly sso?: true
}

type Context = CommandContext & { openHub: OpenHub }

function listPeople(context: Context): Promise<void> {
  return withHub(context, async (client) => {
    const people = await client.call('GET /api/people')
    answer(context, people, () =>
      printTable([
        ['e-mail', 'name', 'role', 'second factor'],
        ...people.map(({ email, name, role, secondFactor }) => [email, name, role, secondFactor ? 'yes' : 'no']),
      ]),
    )
  })
}

/** `people first`: where nobody can sign in yet, whoever owns the data folder becomes the first admin, with a password of their own. */
function addFirst(context: Context, email: string, options: Pick<SignInOptions, 'passwordStdin'>): Promise<void> {
  return withHub(context, async (client) => {
    const { password } = await askSignIn({ ...options, email }, 'A password for it, 12 characters or more: ')
    const added = await client.post<Person>('/api/people/first', { email, password })
    answer(
      context,
      added,
      () => `${added.email} is ${added.role}, and adds others with "ledgerline people add THEIR-EMAIL".`,
    )
  })
}

/** `people add`: by an admin. The new person's password is shown once. */
function addPerson(context: Context, email: string, options: SignInOptions & Adding): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn(options)
    const added = await client.post<Person & { password?: string; passwordUntil?: string }>('/api/people', {
      by,
      email,
      name: options.newName ?? email,
      role: options.role,
      signIn: options.sso ? 'sso' : 'password',
    })
    answer(context, added, () =>
      options.sso
        ? `${added.email} is ${added.role}, and signs in by single sign-on.`
        : `${added.email} is ${added.role}. Password, shown only now: ${added.password ?? 'as given'}\nIt opens nothing after ${added.passwordUntil?.slice(0, 10)}: until then they choose their own, "ledgerline people password ${added.email}".`,
    )
  })
}

/** `people role`: another role; tokens of theirs that may do more than it end. */
function setRole(context: Context, email: string, role: Role, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn(options)
    const changed = await client.post<Person & { tokensEnded: string[] }>(
      `/api/people/${encodeURIComponent(email)}/role`,
      { by, role },
    )
    answer(context, changed, () => `${changed.email} is ${changed.role}.${printEnded(changed.tokensEnded)}`)
  })
}

const printEnded = (tokens: readonly string[]) =>
  tokens.length === 0 ? '' : ` Tokens of theirs that ended: ${tokens.join(', ')}.`

function removePerson(context: Context, email: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const removed = await client.post<{ tokensEnded: string[] }>(`/api/people/${encodeURIComponent(email)}/remove`, {
      by: await askSignIn(options),
    })
    answer(context, removed, () => `${email} is removed.${printEnded(removed.tokensEnded)}`)
  })
}

/** `people reset-factors`: another admin's, for who cannot sign in any more. They sign in by password, and set up new ones. */
function resetFactors(context: Context, email: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn(options)
    const reset = await client.call('POST /api/people/:email/factors/reset', { params: { email }, body: { by } })
    answer(context, reset, () => `${reset.email} signs in by password alone, and is signed out everywhere.`)
  })
}

/** `people password`: one's own with one's own sign-in, another's as an admin. */
function setPassword(context: Context, email: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn({ ...options, email: options.email ?? email })
    const password = await ask('The new password: ', false)
    const changed = await client.post(`/api/people/${encodeURIComponent(email)}/password`, { by, password })
    answer(context, changed, () => `${email} has a new password.`)
  })
}
