import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { outgoingSettings, wayOf } from '../outgoing.ts'
import { sqlPlace, sqlSettings } from './sql/settings.ts'

/** The addresses of one for each module, as some sites publish them. Each answers the whole contract, or its part. */
const modules = ['sop', 'customer', 'inventory', 'gl'] as const
type GpModule = (typeof modules)[number]

const address = z
  .string()
  .max(500)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be an http or https address')
  .refine((text) => !URL.canParse(text) || new URL(text).username === '', 'must hold no user name or password')

/**
 * The connection to one GP company, without its password. By default the legacy endpoint of Web Services:
 * `http://HOST:48620/DynamicsGPWebServices/DynamicsGPService.asmx`.
 */
export const gpSettings = z
  .strictObject({
    url: address.optional().describe('Address of the legacy endpoint.'),
    urls: z
      .strictObject({ sop: address, customer: address, inventory: address, gl: address })
      .optional()
      .describe('Instead of url: one address for each module.'),
    companyId: z.int().min(-1).max(32_767).describe('CMPANYID of the company; -1 is the sample company.'),
    companyName: z.string().max(64).optional().describe('Its name, checked by doctor.'),
    auth: z.enum(['ntlm', 'basic', 'none']).default('ntlm'),
    domain: z.string().max(255).default('').describe('Windows domain of the user.'),
    timeoutMs: z.int().min(1_000).max(600_000).default(100_000),
    concurrency: z.int().min(1).max(16).default(4).describe('Calls at a time.'),
    callsPerMinute: z
      .int()
      .min(1)
      .max(60_000)
      .optional()
      .describe(
        'Calls of Web Services a minute, for orders and rounds together, so that people in GP keep their speed. Each process of the hub and each integration has so many of its own.',
      ),
    ...outgoingSettings,
    role: z.string().max(100).optional().describe('RoleKey: whose policies apply.'),
    allowInsecure: z
      .boolean()
      .default(false)
      .describe('Basic or NTLM over plain http to another machine: anyone on the way reads or guesses the password.'),
    sql: sqlSettings.optional().describe('SQL Server of GP, for what Web Services have no operation.'),
    econnect: z
      .union([
        z.literal('sql'),
        z.strictObject({
          folder: z
            .string()
            .max(500)
            .refine(isAbsolute, 'must be the whole path of a folder on the hub’s machine')
            .describe('Where files of eConnect XML are handed over, for a program that submits them.'),
        }),
      ])
      .optional()
      .describe(
        'How documents of eConnect reach GP: as procedures by the connection "sql", or as files. Left out: not at all.',
      ),
  })
  .superRefine((settings, context) => {
    if ((settings.url === undefined) === (settings.urls === undefined))
      context.addIssue({ code: 'custom', path: ['url'], message: 'give either url or urls' })
    if (settings.auth === 'basic' && !settings.allowInsecure && plainHttpElsewhere(settings).length > 0)
      context.addIssue({
        code: 'custom',
        path: ['auth'],
        message: 'basic over http shows the password to the network: use https or ntlm, or set allowInsecure',
      })
    if (settings.econnect === 'sql' && settings.sql === undefined)
      context.addIssue({ code: 'custom', path: ['econnect'], message: '"sql" needs the connection "sql"' })
  })

export type GpSettings = z.infer<typeof gpSettings>

/** Where user names and passwords are sent to, and how: the way of signing in, each origin, and SQL Server. */
export function gpPlace({
  auth,
  url,
  urls,
  proxy,
  sql,
}: Pick<GpSettings, 'auth' | 'url' | 'urls' | 'proxy' | 'sql'>): string {
  const addresses = [url, ...Object.values(urls ?? {})].flatMap((text) => (text === undefined ? [] : [new URL(text)]))
  const origins = [...new Set(addresses.map(({ origin }) => wayOf(origin, { proxy })))].sort().join(' ')
  return `${auth} at ${origins}${sql === undefined ? '' : `, ${sqlPlace(sql)}`}`
}

/**
 * Where NTLM signs in without encryption and nobody has agreed to it: whoever listens can try passwords on what passes,
 * and whoever stands between can sign in elsewhere with it.
 */
export const openNtlm = (settings: GpSettings): string[] =>
  settings.auth === 'ntlm' && !settings.allowInsecure ? plainHttpElsewhere(settings) : []

/** Addresses on other machines that are not encrypted. */
export function plainHttpElsewhere(settings: Pick<GpSettings, 'url' | 'urls'>): string[] {
  return [settings.url, ...Object.values(settings.urls ?? {})]
    .filter((text) => text !== undefined && URL.canParse(text))
    .map((text) => new URL(text!))
    .filter(({ protocol, hostname }) => protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    .map(({ host }) => host)
}

/** Where an operation is posted to. What belongs to no module is asked where the ledger is. */
export function urlOf(settings: GpSettings, operation: string): string {
  return settings.urls?.[moduleOf(operation)] ?? settings.url!
}

function moduleOf(operation: string): GpModule {
  if (/Sales(Order|Document)|ShippingMethod/.test(operation)) return 'sop'
  if (/Customer|PaymentTerms|CashReceipt|Receivables/.test(operation)) return 'customer'
  if (/Item|Warehouse|UofM/.test(operation)) return 'inventory'
  return 'gl'
}
