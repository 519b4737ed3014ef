import { z } from 'zod'
import type { Token } from '../domain/stores.ts'
import { typedEmail, typedLine } from '../domain/typed-text.ts'
import { route, shape } from './route.ts'
import { person, proof, role, scope, scopeList, time } from './shapes.ts'

/** Who makes the change. In a session the e-mail is that of its person. */
export const credentials = z.object({ email: z.string().max(254).optional(), ...proof })
const removal = z.strictObject({ by: credentials })
const ended = z.array(z.string())
const token = shape<Token>()(
  z
    .object({
      id: z.string(),
      name: z.string(),
      scopes: scopeList,
      owner: z.string(),
      expiresAt: time,
      revokedAt: time.nullable(),
    })
    .meta({ id: 'Token', description: 'A program’s token, without the token.' }),
)

/** People and the tokens of programs. */
export const peopleRoutes = {
  listPeople: route('GET /api/people', {
    says: 'People and their roles, and whether they have a second factor.',
    scope: 'operate',
    answer: z.array(z.object({ id: z.string(), email: z.string(), name: z.string(), role, secondFactor: z.boolean() })),
  }),
  addPerson: route('POST /api/people', {
    says: 'Adds a person, by an admin’s sign-in.',
    scope: 'operate',
    input: 'The person',
    body: z.strictObject({
      by: credentials,
      email: typedEmail,
      name: typedLine(1, 100),
      role,
      password: z.string().max(128).optional(),
      /** `sso`: they have no password, and come in by single sign-on with this verified e-mail address. */
      signIn: z.enum(['password', 'sso']).default('password'),
    }),
    /** `password`: made by the hub, shown this once. `passwordUntil`: until then its person chooses another. */
    answer: z.object({
      ...{ id: z.string(), email: z.string(), name: z.string(), role },
      ...{ password: z.string().optional(), passwordUntil: time.optional() },
    }),
  }),
  addFirst: route('POST /api/people/first', {
    says: 'The first admin, where nobody can sign in yet.',
    scope: 'operate',
    input: 'The first sign-in',
    body: z.strictObject({ email: typedEmail, password: z.string().max(128) }),
    answer: person,
  }),
  setPassword: route('POST /api/people/:email/password', {
    says: 'Sets a password: one’s own by one’s own sign-in, another’s by an admin’s.',
    scope: 'read',
    input: 'The password',
    body: z.strictObject({ by: credentials, password: z.string().max(128) }),
    answer: z.object({ email: z.string() }),
  }),
  setRole: route('POST /api/people/:email/role', {
    says: 'Gives another role; tokens of theirs that may do more end.',
    scope: 'operate',
    input: 'The role',
    body: z.strictObject({ by: credentials, role }),
    answer: z.object({ id: z.string(), email: z.string(), name: z.string(), role, tokensEnded: ended }),
  }),
  removePerson: route('POST /api/people/:email/remove', {
    says: 'Removes a person; their tokens end.',
    scope: 'operate',
    input: 'The removal',
    body: removal,
    answer: z.object({ email: z.string(), tokensEnded: ended }),
  }),
  resetFactors: route('POST /api/people/:email/factors/reset', {
    says: 'Takes a person’s authenticator app, backup codes and passkeys away, by an admin’s sign-in: for who has lost them.',
    scope: 'operate',
    input: 'The reset',
    body: removal,
    answer: z.object({ email: z.string() }),
  }),
  listTokens: route('GET /api/tokens', {
    says: 'Tokens of programs, without the tokens.',
    scope: 'operate',
    answer: z.array(token),
  }),
  addToken: route('POST /api/tokens', {
    says: 'Makes a token, shown once.',
    scope: 'operate',
    input: 'The token',
    body: z.strictObject({
      by: credentials,
      name: typedLine(1, 100),
      scopes: z.array(scope).min(1),
      /** Whose client uses it, by e-mail: they count as having asked for what it proposes. Left out: who makes it. */
      owner: z.string().max(254).optional(),
      days: z.int().min(1).max(730).default(90),
    }),
    answer: z.object({ id: z.string(), name: z.string(), scopes: scopeList, expiresAt: time, token: z.string() }),
  }),
  revokeToken: route('POST /api/tokens/:id/revoke', {
    says: 'Revokes a token.',
    scope: 'operate',
    input: 'The token',
    body: removal,
    answer: z.object({ id: z.string() }),
  }),
}
