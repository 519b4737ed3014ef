import { bigint, boolean, customType, index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { Scope } from '../domain/person.ts'
import type { BoundTo, GrantSecretKind, SignInMethod } from '../domain/stores.ts'

/** The tables of better-auth, as its core schema names them, with a role for each person. */
const moment = (name: string) => timestamp(name, { withTimezone: true })

export const user = pgTable('people', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text(),
  role: text().notNull().default('viewer'),
  /** Somebody else knows their password: it opens nothing after this. Null: they have chosen it themselves. */
  passwordUntil: moment('password_until'),
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
  /** When its person last proved in it that it is them: decisions ask for that. */
  confirmedAt: moment('confirmed_at'),
  method: text().$type<SignInMethod>().notNull().default('password'),
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

/** Whose sign-in takes a code of their authenticator app. The secret that both share lies with the credentials, encrypted. */
export const authenticators = pgTable('sign_in_authenticators', {
  person: text('person_id')
    .primaryKey()
    .references(() => user.id, { onDelete: 'cascade' }),
  at: moment('at').notNull(),
  /** Newest step of time (30 s) whose code was used: neither it nor an older one is taken again. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
})

/** Codes for who has lost their phone: hashes, each worth one sign-in. */
export const backupCodes = pgTable(
  'sign_in_backup_codes',
  {
    hash: text().primaryKey(),
    person: text('person_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
  },
  (t) => [index('sign_in_backup_codes_person').on(t.person)],
)

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
})

/** Public keys of passkeys. The private ones never leave the person's devices. */
export const passkeys = pgTable(
  'sign_in_passkeys',
  {
    /** The credential's, in base64url, as the authenticator made it. */
    id: text().primaryKey(),
    person: text('person_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    /** The host for which it was made. */
    host: text().notNull(),
    name: text().notNull(),
    publicKey: bytes('public_key').notNull(),
    /** How often it was used, where the authenticator counts: a copy betrays itself by counting back. */
    counter: bigint({ mode: 'number' }).notNull(),
    transports: jsonb().$type<string[]>().notNull(),
    at: moment('at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [index('sign_in_passkeys_person').on(t.person)],
)

/** Who people are at the provider of single sign-on. */
export const identities = pgTable(
  'sign_in_identities',
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    person: text('person_id')
      .notNull()
      .unique()
      .references(() => user.id, { onDelete: 'cascade' }),
    mapped: boolean().notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] })],
)

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
