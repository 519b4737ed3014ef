import { actorText, type Person, type Role, type Scope } from '../domain/person.ts'
import type { AuditEntry } from '../domain/proposal.ts'
import type { AuditWalk, Token } from '../domain/stores.ts'
import { visible } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { printTable } from './print.ts'
import { ask, askSignIn, type SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

type Context = CommandContext & { openHub: OpenHub }

export function listPeople(context: Context): Promise<void> {
  return withHub(context, async (client) => {
    const people = await client.get<Person[]>('/api/people')
    answer(context, people, () =>
      printTable([['e-mail', 'name', 'role'], ...people.map(({ email, name, role }) => [email, name, role])]),
    )
  })
}

/** `people first`: where nobody can sign in yet, whoever owns the data folder becomes the first admin, with a password of their own. */
export function addFirst(
  context: Context,
  email: string,
  options: Pick<SignInOptions, 'passwordStdin'>,
): Promise<void> {
  return withHub(context, async (client) => {
    const { password } = await askSignIn({ ...options, email }, 'A password for it, 12 characters or more: ')
    const added = await client.post<Person>('/api/people/first', { email, password })
    answer(context, added, () => `${added.email} is ${added.role}, and adds others with "ledgerline people add".`)
  })
}

/** `people add`: by an admin. The new person's password is told once. */
export function addPerson(
  context: Context,
  email: string,
  options: SignInOptions & { newName?: string; role: Role },
): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn(options)
    const added = await client.post<Person & { password?: string }>('/api/people', {
      by,
      email,
      name: options.newName ?? email,
      role: options.role,
    })
    answer(
      context,
      added,
      () => `${added.email} is ${added.role}. Password, shown only now: ${added.password ?? 'as given'}`,
    )
  })
}

/** `people role`: another role; tokens of theirs that may do more than it end. */
export function setRole(context: Context, email: string, role: Role, options: SignInOptions): Promise<void> {
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

export function removePerson(context: Context, email: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const removed = await client.post<{ tokensEnded: string[] }>(`/api/people/${encodeURIComponent(email)}/remove`, {
      by: await askSignIn(options),
    })
    answer(context, removed, () => `${email} is removed.${printEnded(removed.tokensEnded)}`)
  })
}

/** `people password`: one's own with one's own sign-in, another's as an admin. */
export function setPassword(context: Context, email: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const by = await askSignIn({ ...options, email: options.email ?? email })
    const password = await ask('The new password: ', false)
    const changed = await client.post(`/api/people/${encodeURIComponent(email)}/password`, { by, password })
    answer(context, changed, () => `${email} has a new password.`)
  })
}

export function listTokens(context: Context): Promise<void> {
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

/** `tokens add`: for a program. The token is told once; only its hash is kept. */
export function addToken(
  context: Context,
  name: string,
  options: SignInOptions & { scope: readonly Scope[]; for?: string; days?: string },
): Promise<void> {
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

export function revokeToken(context: Context, id: string, options: SignInOptions): Promise<void> {
  return withHub(context, async (client) => {
    const revoked = await client.post(`/api/tokens/${encodeURIComponent(id)}/revoke`, { by: await askSignIn(options) })
    answer(context, revoked, () => 'The token is revoked.')
  })
}

const breakTexts: Readonly<Record<AuditWalk['breaks'][number]['found'], string>> = {
  missing: 'was taken out',
  different: 'was changed, or the line before it was',
  'other head': 'has another hash than the one you gave',
}

/**
 * `audit`: decisions and configuration, newest first. `--verify`: whether every line still is what was written.
 * `--head LINE:HASH`, as an earlier check told it, also shows that none was cut off at the end.
 */
export function showAudit(context: Context, options: { verify?: boolean; head?: string }): Promise<boolean> {
  return withHub(context, async (client) => {
    if (options.verify || options.head !== undefined) {
      const query = options.head === undefined ? '' : `?${new URLSearchParams({ head: options.head })}`
      const walked = await client.get<AuditWalk>(`/api/audit/verify${query}`)
      const { lines, brokenAt, breaks, head } = walked
      answer(context, walked, () =>
        brokenAt === null
          ? `All ${lines} lines are as they were written.${head ? ` Keep this elsewhere, to see later that none was cut off: --head ${head.sequence}:${head.hash}` : ''}`
          : [
              ...breaks.map(({ line, found }) => `Line ${line} ${breakTexts[found]}.`),
              `${lines} lines are as they were written; ${breaks.length} places are not. Compare them with a backup.`,
            ].join('\n'),
      )
      return brokenAt === null
    }
    const entries = await client.get<AuditEntry[]>('/api/audit')
    answer(context, entries, () =>
      printTable([
        ['line', 'at (UTC)', 'who', 'what', 'of'],
        ...entries.map(({ sequence, at, actor, deed, subject }) => [
          String(sequence),
          at.slice(0, 19).replace('T', ' '),
          visible(actorText(actor)),
          deed,
          visible(subject),
        ]),
      ]),
    )
    return true
  })
}
