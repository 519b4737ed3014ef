import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, relative, resolve } from 'node:path'
// The small form: every command loads it before it does anything.
import * as z from 'zod/mini'
import { checkout, defaultDataFolder } from './data-folder.ts'
import { InvalidInput } from './domain/errors.ts'
import { type ModelChoices, readModelChoices } from './domain/model-tasks.ts'
import { didYouMean } from './domain/nearest.ts'
import { type Role, roles } from './domain/person.ts'
import type { System } from './domain/record.ts'
import type { SsoConfig } from './domain/sso-config.ts'

/**
 * What the process itself needs to know, from environment variables. Everything else lives in the database. This is
 * the only file that reads `process.env`.
 *
 * | variable                  | means                                                             | default |
 * |---------------------------|-------------------------------------------------------------------|---------|
 * | LEDGERLINE_DATA           | folder for the embedded database, the access file, the demo       | data in the checkout, or in the user's data home |
 * | DATABASE_URL              | postgres://… : PostgreSQL instead of the embedded database        | –       |
 * | LEDGERLINE_HOST           | address to listen on                                              | 127.0.0.1 |
 * | LEDGERLINE_PORT           | port to listen on; 0 takes a free one                             | 4620    |
 * | LEDGERLINE_SECRET_KEY     | master key, 32 bytes in base64                                    | –       |
 * | LEDGERLINE_NEW_SECRET_KEY | the next master key, for `rotate-key` alone                        | –       |
 * | LEDGERLINE_KEY_FILE       | file with the master key; made when missing; not in the data folder | in the user's configuration folder |
 * | LEDGERLINE_CONCURRENCY    | runs at a time in this process, 1–200                             | 8       |
 * | LEDGERLINE_POLL_SECONDS   | how often the shop is asked for changed orders, 1–3600            | 30      |
 * | LEDGERLINE_REPORT_HOUR    | at which hour (UTC) the morning report is made, 0–23              | 6       |
 * | LEDGERLINE_KEEP_TICKS_DAYS | how long ticks of the clock and the rounds that they started stay, 0–3650; 0 for ever | 7 |
 * | LEDGERLINE_KEEP_RUNS_DAYS, LEDGERLINE_KEEP_REPORTS_DAYS, LEDGERLINE_KEEP_FILES_DAYS | how long older runs of a record and what each hour came to, reports, and files that flows have read stay, 0–3650; 0 for ever | 400 |
 * | LEDGERLINE_KEEP_MESSAGES_DAYS | how long what was sent to the shop and to GP, and what they answered, stays as it was, 0–365; 0 keeps none | 14 |
 * | LEDGERLINE_SETTLE_SECONDS | how long GP may still be working on a call whose reply was lost, 1–600; the shop 40 at most | 110     |
 * | LEDGERLINE_SIGN_IN_PROBE_SECONDS | how often a sign-in that a system refused is tried again, 1–86400; keep it above what locks the account | 900 |
 * | LEDGERLINE_TOKEN          | a program's token, with which commands ask instead of as the owner of the data folder | – |
 * | LEDGERLINE_READ_ONLY      | 1: MCP clients and other programs read and make dry runs; they propose nothing, whatever their token | –   |
 * | LEDGERLINE_ALLOWED_HOSTS  | host names under which browsers may reach /mcp, with commas           | –       |
 * | LEDGERLINE_SECOND_FACTOR_FROM | from which role on people need an authenticator app or a passkey: viewer, operator, approver or admin | – |
 * | LEDGERLINE_SSO_ISSUER, LEDGERLINE_SSO_CLIENT_ID, LEDGERLINE_SSO_CLIENT_SECRET | single sign-on by OpenID Connect: the provider's address, and how the hub is registered there | – |
 * | LEDGERLINE_SSO_NAME       | how the provider is called on the page of sign-in                 | its host |
 * | LEDGERLINE_SSO_ROLES      | which role members of a group get, with commas: gl-admins=admin,finance=approver; without it admins add people | – |
 * | LEDGERLINE_SSO_GROUPS     | the claim that holds a person's groups                            | groups  |
 * | LEDGERLINE_SSO_SCOPES     | what the provider is asked for                                    | openid email profile |
 * | LEDGERLINE_TRUSTED_PROXIES | addresses and networks of proxies before the hub, with commas; their X-Forwarded-For counts | – |
 * | ANTHROPIC_API_KEY         | key for the model behind the assistant; without it the baseline answers alone | – |
 * | ANTHROPIC_BASE_URL        | where the Messages API is, for a gateway of your own              | https://api.anthropic.com |
 * | LEDGERLINE_MODELS         | which model does a task, and with how much effort: triage=claude-haiku-5-5:low,chat=claude-opus-5-5; tasks are value-map, fields, triage, chat, draft | as the prompts say |
 * | LEDGERLINE_MODEL_BUDGET_USD | what models may cost a day (UTC), in US dollars; nothing is asked beyond it | 5 |
 * | LEDGERLINE_MODEL_TIMEOUT_SECONDS | how long an answer of a model is waited for, 1–3600        | 60      |
 * | LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY | keys of a Langfuse project: traces of what models are asked and answer, with placeholders for people; nothing is sent without both | – |
 * | LANGFUSE_BASE_URL         | where that Langfuse is                                            | https://cloud.langfuse.com |
 * | LEDGERLINE_LOG_LEVEL      | trace, debug, info, warn, error, silent                           | info    |
 * | LEDGERLINE_SHOP_KEY, LEDGERLINE_GP_USERNAME, LEDGERLINE_GP_PASSWORD, LEDGERLINE_GP_SQL_USERNAME, LEDGERLINE_GP_SQL_PASSWORD, LEDGERLINE_WEBHOOK_SECRET | credentials for `init` and `import`; stored encrypted by `import` | – |
 *
 * Secrets may also be in files: LEDGERLINE_SHOP_KEY_FILE names one that holds LEDGERLINE_SHOP_KEY, and so on.
 */
export interface Config {
  /** Where the web app can be built; null: a package has it ready. */
  readonly checkout: string | null
  readonly dataFolder: string
  /** What a person should know before anything else: how the data folder was chosen, a variable that is misspelt. */
  readonly notes: readonly string[]
  readonly databaseUrl: string | null
  readonly host: string
  readonly port: number
  readonly secretKey: string | null
  readonly newSecretKey: string | null
  readonly keyFile: string
  /** Where `rotate-key` keeps the next one until everything is wrapped under it. */
  readonly nextKeyFile: string
  readonly concurrency: number
  readonly pollSeconds: number
  /** At which hour the morning report is made, UTC. */
  readonly reportHour: number
  /** How long what is done stays to be looked at, in days; 0: for ever. */
  readonly keptDays: {
    readonly ticks: number
    readonly runs: number
    readonly reports: number
    readonly files: number
    /** 0: none are kept. */
    readonly messages: number
  }
  /** How long each system may still be busy with a call whose reply was lost. */
  readonly settleMs: Readonly<Record<System, number>>
  /** How often a sign-in that a system refused is tried again. */
  readonly signInProbeMs: number
  /** As which program commands ask, instead of as the owner of the data folder. */
  readonly token: string | null
  readonly readOnly: boolean
  readonly allowedHosts: readonly string[]
  /** From which role on people need a second factor; null: it is their own choice. */
  readonly secondFactorFrom: Role | null
  /** Addresses and networks of proxies before the hub, whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[]
  /** null: people sign in by password. */
  readonly sso: SsoConfig | null
  readonly model: {
    /** null: not set; one may be stored in the hub. */
    readonly key: string | null
    readonly baseUrl: string
    readonly choices: ModelChoices
    /** US dollars a day, as decimal text. */
    readonly budgetUsd: string
    readonly timeoutMs: number
  }
  /** Where traces of the assistant go; null: nowhere. */
  readonly langfuse: { readonly publicKey: string; readonly secretKey: string; readonly baseUrl: string } | null
  /** null: not set. */
  readonly logLevel: string | null
  readonly credentials: Readonly<Partial<Record<CredentialName, string>>>
}

export type CredentialName =
  | 'prestashop.key'
  | 'gp.username'
  | 'gp.password'
  | 'gp.sqlUsername'
  | 'gp.sqlPassword'
  | 'webhook.secret'

/** Which variable hands over which credential. */
export const credentialVariables: Readonly<Record<CredentialName, string>> = {
  'prestashop.key': 'LEDGERLINE_SHOP_KEY',
  'gp.username': 'LEDGERLINE_GP_USERNAME',
  'gp.password': 'LEDGERLINE_GP_PASSWORD',
  'gp.sqlUsername': 'LEDGERLINE_GP_SQL_USERNAME',
  'gp.sqlPassword': 'LEDGERLINE_GP_SQL_PASSWORD',
  'webhook.secret': 'LEDGERLINE_WEBHOOK_SECRET',
}

const whole = (from: number, to: number, standard: number) =>
  z._default(
    z.coerce
      .number({ error: 'must be a number' })
      .check(
        z.int('must be a whole number'),
        z.minimum(from, `must be ${from} or more`),
        z.maximum(to, `must be ${to} or less`),
      ),
    standard,
  )

const masterKey = z
  .string()
  .check(
    z.refine(
      (value) => Buffer.from(value, 'base64').length === 32,
      'must be 32 bytes in base64; make one with: openssl rand -base64 32',
    ),
  )

const text = z.optional(z.string())
const longText = (error: string) => z.optional(z.string().check(z.minLength(32, error)))

const httpAddress = (standard: string) =>
  z._default(
    z.string().check(z.refine((given) => /^https?:\/\/\S+$/.test(given), 'must be an http or https address')),
    standard,
  )

const variables = z.object({
  LEDGERLINE_DATA: text,
  DATABASE_URL: z.optional(
    z.string().check(z.regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgres://user:password@host:5432/database')),
  ),
  LEDGERLINE_HOST: z._default(z.string(), '127.0.0.1'),
  LEDGERLINE_PORT: whole(0, 65_535, 4620),
  LEDGERLINE_SECRET_KEY: z.optional(masterKey),
  LEDGERLINE_NEW_SECRET_KEY: z.optional(masterKey),
  LEDGERLINE_KEY_FILE: text,
  LEDGERLINE_CONCURRENCY: whole(1, 200, 8),
  LEDGERLINE_POLL_SECONDS: whole(1, 3600, 30),
  LEDGERLINE_REPORT_HOUR: whole(0, 23, 6),
  LEDGERLINE_KEEP_TICKS_DAYS: whole(0, 3650, 7),
  LEDGERLINE_KEEP_RUNS_DAYS: whole(0, 3650, 400),
  LEDGERLINE_KEEP_REPORTS_DAYS: whole(0, 3650, 400),
  LEDGERLINE_KEEP_FILES_DAYS: whole(0, 3650, 400),
  LEDGERLINE_KEEP_MESSAGES_DAYS: whole(0, 365, 14),
  LEDGERLINE_SETTLE_SECONDS: whole(1, 600, 110),
  LEDGERLINE_SIGN_IN_PROBE_SECONDS: whole(1, 86_400, 900),
  LEDGERLINE_TOKEN: longText('must be a token made by "ledgerline tokens add NAME"'),
  LEDGERLINE_READ_ONLY: z._default(z.enum(['0', '1'], { error: 'must be 0 or 1' }), '0'),
  LEDGERLINE_ALLOWED_HOSTS: z.optional(
    z.string().check(z.regex(/^[\w.-]+(,[\w.-]+)*$/, 'must be host names with commas between')),
  ),
  LEDGERLINE_SECOND_FACTOR_FROM: z.optional(z.enum(roles, { error: 'must be viewer, operator, approver or admin' })),
  LEDGERLINE_SSO_ISSUER: z.optional(
    z
      .string()
      .check(
        z.refine(
          (given) => /^https:\/\/\S+$/.test(given) || /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/\S*)?$/.test(given),
          'must be an https address, as the provider calls itself',
        ),
      ),
  ),
  LEDGERLINE_SSO_CLIENT_ID: text,
  LEDGERLINE_SSO_CLIENT_SECRET: text,
  LEDGERLINE_SSO_NAME: text,
  LEDGERLINE_SSO_ROLES: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^[^=,]+=(viewer|operator|approver|admin)(,[^=,]+=(viewer|operator|approver|admin))*$/,
          'must be groups and roles such as gl-admins=admin,finance=approver',
        ),
      ),
  ),
  LEDGERLINE_SSO_GROUPS: z._default(z.string(), 'groups'),
  LEDGERLINE_SSO_SCOPES: z._default(
    z.string().check(z.regex(/^openid( \S+)*$/, 'must begin with openid')),
    'openid email profile',
  ),
  LEDGERLINE_TRUSTED_PROXIES: z.optional(
    z
      .string()
      .check(
        z.refine(
          (given) => given.split(',').every(isNetwork),
          'must be IP addresses or networks such as 10.0.0.0/8, with commas',
        ),
      ),
  ),
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: httpAddress('https://api.anthropic.com'),
  LEDGERLINE_MODELS: text,
  LEDGERLINE_MODEL_BUDGET_USD: z._default(
    z.string().check(z.regex(/^\d{1,6}(\.\d{1,4})?$/, 'must be an amount such as 5 or 0.50')),
    '5',
  ),
  LEDGERLINE_MODEL_TIMEOUT_SECONDS: whole(1, 3600, 60),
  LANGFUSE_PUBLIC_KEY: text,
  LANGFUSE_SECRET_KEY: text,
  LANGFUSE_BASE_URL: httpAddress('https://cloud.langfuse.com'),
  LEDGERLINE_LOG_LEVEL: z.optional(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be trace, debug, info, warn, error or silent',
    }),
  ),
  LEDGERLINE_SHOP_KEY: text,
  LEDGERLINE_GP_USERNAME: text,
  LEDGERLINE_GP_PASSWORD: text,
  LEDGERLINE_GP_SQL_USERNAME: text,
  LEDGERLINE_GP_SQL_PASSWORD: text,
  LEDGERLINE_WEBHOOK_SECRET: longText('must have 32 characters or more'),
})

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** Variables whose value may also be in a file, named by the same variable with _FILE: as containers hand over secrets. */
const secretVariables = [
  'DATABASE_URL',
  'LEDGERLINE_SECRET_KEY',
  'LEDGERLINE_NEW_SECRET_KEY',
  'LEDGERLINE_TOKEN',
  'LEDGERLINE_SSO_CLIENT_SECRET',
  'ANTHROPIC_API_KEY',
  'LANGFUSE_SECRET_KEY',
  ...Object.values(credentialVariables),
]
const longestSecret = 10_000

/** @throws InvalidInput: a file cannot be read, or a value is given twice */
function withSecretsFromFiles(given: Record<string, string | undefined>): Record<string, string | undefined> {
  const read = secretVariables.flatMap((name): [string, string][] => {
    const at = `${name}_FILE`
    const file = given[at]
    if (file === undefined) return []
    if (given[name] !== undefined)
      throw new InvalidInput('Configuration', [{ at, reason: `is set, and so is ${name}; set one of them` }])
    try {
      const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      if (text !== '' && text.length <= longestSecret) return [[name, text]]
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
      throw new InvalidInput('Configuration', [{ at, reason: `${file} cannot be read (${code})` }])
    }
    throw new InvalidInput('Configuration', [{ at, reason: `${file} is empty or too long for a secret` }])
  })
  return { ...given, ...Object.fromEntries(read) }
}

/** Set by bootstrap.mjs: where the checkout lies. */
const ownVariables = ['LEDGERLINE_CHECKOUT']

/** A variable of ours that nobody reads does nothing, and its owner thinks that it does. */
function misspelt(given: Record<string, string | undefined>): string[] {
  const known = [...Object.keys(variables.def.shape), ...secretVariables.map((name) => `${name}_FILE`), ...ownVariables]
  return Object.keys(given)
    .filter((name) => name.startsWith('LEDGERLINE_') && !known.includes(name))
    .map((name) => `${name} is no variable of Ledgerline and does nothing${didYouMean(name, known)}`)
}

/** Seconds. A shop's PHP ends after 30 by default; GP's own time-out for a call is 100. */
const longestShopCall = 40

/** Names of the hub's own variables that are set, sorted. Names alone: values may be secret. */
export const variablesSet = (): string[] =>
  Object.keys(process.env)
    .filter((name) => name.startsWith('LEDGERLINE_'))
    .sort()

/** How a person calls the command from where they are: by npm in a checkout, else by its name. */
export const calledAs = /^(ledgerline|start)$/.test(process.env.npm_lifecycle_event ?? '')
  ? 'npm run ledgerline --'
  : 'ledgerline'

/**
 * Reads and checks the environment once.
 * @throws InvalidInput naming each variable, its problem and the fix. An empty variable counts as not set.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = withSecretsFromFiles(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')),
  )
  if (given.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new InvalidInput('Configuration', [
      {
        at: 'NODE_TLS_REJECT_UNAUTHORIZED',
        reason:
          'is 0, so anybody on the way could pass for the shop or for GP and read their keys; unset it. For a certificate of your own give its authority: caFile in the connection, or NODE_EXTRA_CA_CERTS',
      },
    ])
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    throw new InvalidInput(
      'Configuration',
      parsed.error.issues.map((issue) => ({ at: String(issue.path[0]), reason: issue.message })),
    )
  }
  const read = parsed.data
  const chosen =
    read.LEDGERLINE_DATA === undefined
      ? defaultDataFolder(given)
      : { folder: resolve(read.LEDGERLINE_DATA), note: null }
  const dataFolder = chosen.folder
  const keyFile = resolve(read.LEDGERLINE_KEY_FILE ?? join(configurationFolder(given), 'ledgerline', 'secret.key'))
  if (!relative(dataFolder, keyFile).startsWith('..')) {
    throw new InvalidInput('Configuration', [
      {
        at: 'LEDGERLINE_KEY_FILE',
        reason: 'must lie outside the data folder, so that a backup of the data never holds the key',
      },
    ])
  }
  const credentials = Object.fromEntries(
    Object.entries(credentialVariables).flatMap(([name, variable]) =>
      given[variable] ? [[name, given[variable]]] : [],
    ),
  )
  return Object.freeze({
    checkout: checkout(given),
    dataFolder,
    notes: [...(chosen.note === null ? [] : [chosen.note]), ...misspelt(given)],
    databaseUrl: read.DATABASE_URL ?? null,
    host: read.LEDGERLINE_HOST,
    port: read.LEDGERLINE_PORT,
    secretKey: read.LEDGERLINE_SECRET_KEY ?? null,
    newSecretKey: read.LEDGERLINE_NEW_SECRET_KEY ?? null,
    keyFile,
    nextKeyFile: `${keyFile}.new`,
    concurrency: read.LEDGERLINE_CONCURRENCY,
    pollSeconds: read.LEDGERLINE_POLL_SECONDS,
    reportHour: read.LEDGERLINE_REPORT_HOUR,
    keptDays: {
      ticks: read.LEDGERLINE_KEEP_TICKS_DAYS,
      runs: read.LEDGERLINE_KEEP_RUNS_DAYS,
      reports: read.LEDGERLINE_KEEP_REPORTS_DAYS,
      files: read.LEDGERLINE_KEEP_FILES_DAYS,
      messages: read.LEDGERLINE_KEEP_MESSAGES_DAYS,
    },
    settleMs: {
      gp: read.LEDGERLINE_SETTLE_SECONDS * 1000,
      prestashop: Math.min(longestShopCall, read.LEDGERLINE_SETTLE_SECONDS) * 1000,
    },
    signInProbeMs: read.LEDGERLINE_SIGN_IN_PROBE_SECONDS * 1000,
    token: read.LEDGERLINE_TOKEN ?? null,
    readOnly: read.LEDGERLINE_READ_ONLY === '1',
    allowedHosts: read.LEDGERLINE_ALLOWED_HOSTS?.toLowerCase().split(',') ?? [],
    secondFactorFrom: read.LEDGERLINE_SECOND_FACTOR_FROM ?? null,
    trustedProxies: read.LEDGERLINE_TRUSTED_PROXIES?.split(',') ?? [],
    model: {
      key: read.ANTHROPIC_API_KEY ?? null,
      baseUrl: read.ANTHROPIC_BASE_URL.replace(/\/+$/, ''),
      choices: read.LEDGERLINE_MODELS === undefined ? {} : readModelChoices(read.LEDGERLINE_MODELS),
      budgetUsd: read.LEDGERLINE_MODEL_BUDGET_USD,
      timeoutMs: read.LEDGERLINE_MODEL_TIMEOUT_SECONDS * 1000,
    },
    sso: ssoOf(read),
    langfuse: langfuseOf(read),
    logLevel: read.LEDGERLINE_LOG_LEVEL ?? null,
    credentials,
  })
}

/** @throws InvalidInput: a part is missing, and nobody could sign in so */
function ssoOf(
  read: Pick<
    z.infer<typeof variables>,
    `LEDGERLINE_SSO_${'ISSUER' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'NAME' | 'ROLES' | 'GROUPS' | 'SCOPES'}`
  >,
): SsoConfig | null {
  const { LEDGERLINE_SSO_ISSUER: issuer, LEDGERLINE_SSO_CLIENT_ID: clientId } = read
  const { LEDGERLINE_SSO_CLIENT_SECRET: clientSecret } = read
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    const at = issuer === undefined ? 'ISSUER' : clientId === undefined ? 'CLIENT_ID' : 'CLIENT_SECRET'
    throw new InvalidInput('Configuration', [
      { at: `LEDGERLINE_SSO_${at}`, reason: 'is missing: single sign-on takes issuer, client id and client secret' },
    ])
  }
  const roleOf = read.LEDGERLINE_SSO_ROLES?.split(',').map((part) => part.split('=') as [string, Role]) ?? []
  return {
    ...{ issuer, clientId, clientSecret, scopes: read.LEDGERLINE_SSO_SCOPES, groupsClaim: read.LEDGERLINE_SSO_GROUPS },
    name: read.LEDGERLINE_SSO_NAME ?? new URL(issuer).host,
    roles: Object.fromEntries(roleOf.map(([group, role]) => [group.trim(), role])),
  }
}

/** @throws InvalidInput: one key without the other would send nothing, and its owner thinks that it does */
function langfuseOf({
  LANGFUSE_PUBLIC_KEY: publicKey,
  LANGFUSE_SECRET_KEY: secretKey,
  LANGFUSE_BASE_URL: baseUrl,
}: Pick<z.infer<typeof variables>, `LANGFUSE_${'PUBLIC_KEY' | 'SECRET_KEY' | 'BASE_URL'}`>): Config['langfuse'] {
  if (publicKey === undefined && secretKey === undefined) return null
  if (publicKey !== undefined && secretKey !== undefined)
    return { publicKey, secretKey, baseUrl: baseUrl.replace(/\/+$/, '') }
  const at = publicKey === undefined ? 'LANGFUSE_PUBLIC_KEY' : 'LANGFUSE_SECRET_KEY'
  throw new InvalidInput('Configuration', [{ at, reason: 'is missing: Langfuse takes both of its keys, or none' }])
}

function configurationFolder(environment: Readonly<Record<string, unknown>>): string {
  if (typeof environment.XDG_CONFIG_HOME === 'string') return environment.XDG_CONFIG_HOME
  if (process.platform === 'win32' && typeof environment.APPDATA === 'string') return environment.APPDATA
  return join(homedir(), '.config')
}
