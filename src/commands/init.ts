import { existsSync, readdirSync } from 'node:fs'
import type { ZodType } from 'zod'
import { type CredentialName, credentialVariables } from '../config.ts'
import { createGpConnector, gpSettings, plainHttpElsewhere } from '../connectors/gp/index.ts'
import { createPrestaShopConnector, prestashopSettings } from '../connectors/prestashop/index.ts'
import { systemClock } from '../domain/clock.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Json } from '../domain/record.ts'
import { definitionFromParts, openQuestions } from '../language/index.ts'
import { type Draft, draftIntegration } from './begin.ts'
import { answer, type CommandContext } from './command.ts'
import { writeFolder } from './definition-folder.ts'
import { ask } from './sign-in.ts'

export interface InitOptions {
  readonly id: string
  readonly name?: string
  readonly shop: string
  readonly timezone?: string
  readonly gp: string
  readonly companyId: string
  readonly auth?: string
  /** The systems may be reached over http: keys and passwords travel in clear, or as good as that. */
  readonly allowPlainHttp?: boolean
}

/** `init FOLDER`: reads both systems and writes the first version of an integration there. Nothing is stored. */
export async function init(context: CommandContext, folder: string, options: InitOptions): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new InvalidInput('init', [{ at: folder, reason: 'is not empty; name a new folder' }])
  const insecure = (await allowsPlainHttp(options)) ? { allowInsecure: true } : {}
  const over = (url: string) => (isPlainElsewhere(url) ? insecure : {})
  const draft = await readBoth({
    id: options.id,
    name: options.name ?? options.id,
    prestashop: { url: options.shop, timezone: options.timezone ?? 'UTC', ...over(options.shop) },
    gp: {
      url: options.gp,
      companyId: Number(options.companyId),
      ...(options.auth && { auth: options.auth }),
      ...over(options.gp),
    },
    credentials: context.config.credentials,
  })
  const { 'integration.json': _, ...definitionParts } = draft.parts
  const open = openQuestions(definitionFromParts(definitionParts))
  writeFolder(folder, draft.parts)
  answer(context, { folder, files: Object.keys(draft.parts), notes: draft.notes, openQuestions: open }, () =>
    [
      `Wrote ${Object.keys(draft.parts).length} files to ${folder}.`,
      ...draft.notes,
      ...(open.length === 0
        ? ['Every code of the shop has its counterpart in GP.']
        : [`${open.length} open questions:`, ...open.map(({ at, question }) => `  ${at}: ${question}`)]),
      `Next: read the files, then "ledgerline import ${folder}".`,
    ].join('\n'),
  )
}

const isPlainElsewhere = (url: string) => plainHttpElsewhere({ url }).length > 0

/** Asked for at a terminal, where an address needs it. @throws InvalidInput where nobody can be asked */
async function allowsPlainHttp({ shop, gp, auth, allowPlainHttp }: InitOptions): Promise<boolean> {
  const plain = [shop, ...(auth === 'none' ? [] : [gp])].filter(isPlainElsewhere)
  if (plain.length === 0 || allowPlainHttp) return plain.length > 0
  const what = `${plain.join(' and ')}: over plain http whoever listens on the way reads the key or can guess the password`
  if (process.stdin.isTTY && /^y(es)?$/i.test((await ask(`${what}. Allow it? (yes/no) `, true)).trim())) return true
  throw new InvalidInput('init', [
    { at: '--allow-plain-http', reason: `is needed for ${what}. Better: give https addresses` },
  ])
}

interface Both {
  readonly id: string
  readonly name: string
  readonly prestashop: { readonly [setting: string]: Json }
  readonly gp: { readonly [setting: string]: Json }
  readonly credentials: CommandContext['config']['credentials']
}

/** Connects to both systems and drafts. The shop's own time zone is taken when it can be read. */
export async function readBoth({ id, name, prestashop, gp, credentials }: Both): Promise<Draft> {
  const needed: readonly CredentialName[] =
    gp.auth === 'none' ? ['prestashop.key'] : ['prestashop.key', 'gp.username', 'gp.password']
  const missing = needed.filter((credential) => !credentials[credential])
  if (missing.length > 0)
    throw new InvalidInput(
      'init',
      missing.map((credential) => ({
        at: credentialVariables[credential],
        reason: `is not set; it hands over ${credential}`,
      })),
    )
  const shopConnection = checked('--shop', prestashopSettings, prestashop)
  const gpConnection = checked('--gp', gpSettings, gp)
  const shop = createPrestaShopConnector(shopConnection, {
    key: credentials['prestashop.key']!,
    clock: systemClock,
    since: systemClock.now(),
  })
  const ledger = createGpConnector(gpConnection, {
    username: credentials['gp.username'] ?? '',
    password: credentials['gp.password'] ?? '',
    clock: systemClock,
  })
  try {
    // The first calls say whether address and credentials are right: a draft of questions alone helps nobody.
    const timezone = (await shop.shopSettings()).get('PS_TIMEZONE')
    await ledger.listReference('currency')
    return await draftIntegration(
      { id, name, connections: { prestashop: { ...prestashop, ...(timezone && { timezone }) }, gp } },
      shop,
      ledger,
    )
  } finally {
    await Promise.all([shop.close(), ledger.close()])
  }
}

function checked<T>(option: string, schema: ZodType<T>, value: Json | { readonly [setting: string]: Json }): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InvalidInput(
    'init',
    parsed.error.issues.map(({ path, message }) => ({
      at: path.length > 0 ? `${option} (${path.join('.')})` : option,
      reason: message,
    })),
  )
}
