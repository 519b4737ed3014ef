import { existsSync, readdirSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { answer, type CommandContext, shellWord } from './command.ts'
import { contextOf } from './context.ts'
import { writeFolder } from './definition-folder.ts'
import { schemasOf } from './editor-schemas.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { ask } from './sign-in.ts'

export function describe(program: Command): void {
  program
    .command('init <folder>')
    .description('read both systems and write an integration to begin with, as a folder of JSON files')
    .requiredOption('--shop <url>', 'address of the shop')
    .requiredOption('--gp <url>', 'address of the legacy endpoint of GP Web Services')
    .requiredOption('--company-id <id>', 'CMPANYID of the GP company')
    .option('--id <id>', 'id of the integration', 'main')
    .option('--name <name>', 'name of the integration')
    .option('--shop-id <number>', 'of a multistore: the number of the shop that the integration serves')
    .option('--timezone <zone>', "the shop's time zone, when its settings cannot be read")
    .addOption(new Option('--auth <kind>', 'how to sign in to GP').choices(['ntlm', 'basic', 'none']))
    .option(
      '--allow-plain-http',
      'the addresses may be http: keys and passwords are open to whoever listens on the way',
    )
    .option(...jsonOption)
    .action((folder: string, options: InitOptions) => init(contextOf(options), folder, options))
}

interface InitOptions extends JsonOption {
  readonly id: string
  readonly name?: string
  readonly shop: string
  readonly shopId?: string
  readonly timezone?: string
  readonly gp: string
  readonly companyId: string
  readonly auth?: string
  /** The systems may be reached over http: keys and passwords travel in clear, or as good as that. */
  readonly allowPlainHttp?: boolean
}

/** `init FOLDER`: reads both systems and writes the first version of an integration there. Nothing is stored. */
async function init(context: CommandContext, folder: string, options: InitOptions): Promise<void> {
  const { isPlainElsewhere, readBoth } = await import('./begin.ts')
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new InvalidInput('init', [{ at: folder, reason: 'is not empty; name a new folder' }])
  const insecure = (await allowsPlainHttp(options, isPlainElsewhere)) ? { allowInsecure: true } : {}
  const over = (url: string) => (isPlainElsewhere(url) ? insecure : {})
  const draftOf = (shopId: string | undefined) =>
    readBoth({
      id: options.id,
      name: options.name ?? options.id,
      prestashop: {
        ...{ url: options.shop, timezone: options.timezone ?? 'UTC', ...over(options.shop) },
        ...(shopId !== undefined && { shopId }),
      },
      gp: {
        url: options.gp,
        companyId: Number(options.companyId),
        ...(options.auth && { auth: options.auth }),
        ...over(options.gp),
      },
      credentials: context.config.credentials,
    })
  const draft = await draftOf(options.shopId).catch(async (error: unknown) => draftOf(await askedShop(error)))
  const { open } = draft
  writeFolder(folder, draft.parts, await schemasOf(draft.parts))
  answer(context, { folder, files: Object.keys(draft.parts), notes: draft.notes, openQuestions: open }, () =>
    [
      `Wrote ${Object.keys(draft.parts).length} files to ${folder}.`,
      ...draft.notes,
      ...(open.length === 0
        ? [
            'No recent order would stop for a question. Values that no recent order used are asked for when an order needs them.',
          ]
        : [`${open.length} open questions:`, ...open.map(({ at, question }) => `  ${at}: ${question}`)]),
      `Next: read the files, then "ledgerline import ${shellWord(folder)}".`,
    ].join('\n'),
  )
}

/** The number of the shop, asked for at a terminal where there are several. @throws the error where nobody can be asked, and any other */
async function askedShop(error: unknown): Promise<string> {
  const problem = error instanceof InvalidInput ? error.problems.find(({ at }) => at === '--shop-id') : undefined
  if (!problem || !process.stdin.isTTY) throw error
  return (await ask(`--shop-id ${problem.reason}. Which one? `, true)).trim()
}

/** Asked for at a terminal, where an address needs it. @throws InvalidInput where nobody can be asked */
async function allowsPlainHttp(
  { shop, gp, auth, allowPlainHttp }: InitOptions,
  isPlainElsewhere: (url: string) => boolean,
): Promise<boolean> {
  const plain = [shop, ...(auth === 'none' ? [] : [gp])].filter(isPlainElsewhere)
  if (plain.length === 0 || allowPlainHttp) return plain.length > 0
  const what = `${plain.join(' and ')}: over plain http whoever listens on the way reads the key or can guess the password`
  if (process.stdin.isTTY && /^y(es)?$/i.test((await ask(`${what}. Allow it? (yes/no) `, true)).trim())) return true
  throw new InvalidInput('init', [
    { at: '--allow-plain-http', reason: `is needed for ${what}. Better: give https addresses` },
  ])
}
