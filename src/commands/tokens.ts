import { type Command, Option } from 'commander'
import { type Scope, scopes } from '../domain/person.ts'
import type { Token } from '../domain/stores.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type JsonOption, jsonOption, stdinOption } from './options.ts'
import { printTable } from './print.ts'
import { askSignIn, type SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const tokens = program.command('tokens').description('tokens of programs; none of them can decide')
  tokens
    .command('list', { isDefault: true })
    .option(...jsonOption)
    .action((options: JsonOption) => listTokens(contextOf(options)))
  tokens
    .command('add <name>')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(scopes).default(['read']))
    .option('--for <their-email>', 'whose client uses it; default: you')
    .option('--days <days>', 'how long it is valid; default 90')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((name: string, options: TokenOptions) => addToken(contextOf(options), name, options))
  tokens
    .command('revoke <id>')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((id: string, options: SignInOptions & JsonOption) => revokeToken(contextOf(options), id, options))
}

interface TokenOptions extends SignInOptions, JsonOption {
  readonly scope: readonly Scope[]
  readonly for?: string
  readonly days?: string
}

type Context = CommandContext & { openHub: OpenHub }

function listTokens(context: Context): Promise<void> {
  return withHub(context, async (client) => {
    const tokens = await client.get<Token[]>('/api/tokens')
    answer(context, tokens, () =>
      tokens.length === 0
        ? 'No tokens.'
        : printTable([
            ['id', 'name', 'scopes', 'owner', 'until'],
            ...tokens.map(({ id, name, scopes, owner, expiresAt, revokedAt }) => [
              id,
              name,
              scopes.join(' '),
              owner,
              revokedAt ? 'revoked' : expiresAt.slice(0, 10),
            ]),
          ]),
    )
  })
}

/** `tokens add`: for a program. The token is shown once; only its hash is kept. */
function addToken(context: Context, name: string, options: TokenOptions): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn(options)
    const made = await client.post<{ token: string; expiresAt: string }>('/api/tokens', {
      by,
      name,
      scopes: options.scope,
      ...(options.for && { owner: options.for }),
      ...(options.days && { days: Number(options.days) }),
    })
    answer(context, made, () => `Token, shown only now, until ${made.expiresAt.slice(0, 10)}: ${made.token}`)
  })
}

function revokeToken(context: Context, id: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const revoked = await client.post(`/api/tokens/${encodeURIComponent(id)}/revoke`, { by: await askSignIn(options) })
    answer(context, revoked, () => 'The token is revoked.')
  })
}
