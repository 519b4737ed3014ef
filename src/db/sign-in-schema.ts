import { boolean, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { Scope } from '../domain/person.ts'
import type { BoundTo, GrantSecretKind } from '../domain/stores.ts'

/** The tables of better-auth, as its core schema names them, with a role for each person. */
const moment = (name: string) => timestamp(name, { withTimezone: true })

export const user = pgTable('people', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text(),
  role: text().notNull().default('viewer'),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

export const session = pgTable('sign_in_sessions', {
  id: text().primaryKey(),
  expiresAt: moment('expires_at').notNull(),
  token: text().notNull().unique(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  /** When its person last gave their password in it: decisions ask for that. */
  confirmedAt: moment('confirmed_at'),
  userId: text('user_id')
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' }),
})

export const account = pgTable('sign_in_accounts', {
  id: text().primaryKey(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  userId: text('user_id')
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' }),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: moment('access_token_expires_at'),
  refreshTokenExpiresAt: moment('refresh_token_expires_at'),
  scope: text(),
  password: text(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

export const verification = pgTable('sign_in_verifications', {
  id: text().primaryKey(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: moment('expires_at').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

/** Programs that people have let in through the browser. */
export const grants = pgTable('sign_in_grants', {
  id: text().primaryKey(),
  clientId: text('client_id').notNull(),
  clientName: text('client_name').notNull(),
  person: text('person_id')
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' }),
  scopes: jsonb().$type<Scope[]>().notNull(),
  at: moment('at').notNull(),
  usedAt: moment('used_at'),
  expiresAt: moment('expires_at').notNull(),
})

/** Hashes of their codes, access tokens and refresh tokens. One that was used stays until it expires: shown again, it betrays itself. */
export const grantSecrets = pgTable(
  'sign_in_grant_secrets',
  {
    hash: text().primaryKey(),
    grant: text('grant_id')
      .notNull()
      .references(() => grants.id, { onDelete: 'cascade' }),
    kind: text().$type<GrantSecretKind>().notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    bound: jsonb().$type<BoundTo>(),
  },
  (t) => [index('sign_in_grant_secrets_grant').on(t.grant)],
)
