import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { System } from '../domain/record.ts'
import type { Comparison, Imported } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type Parts, readFolder, writeFolder, writePart } from './definition-folder.ts'
import { schemasOf } from './editor-schemas.ts'
import {
  emailOption,
  type IntegrationOption,
  integrationOption,
  type JsonOption,
  jsonOption,
  stdinOption,
} from './options.ts'
import { printComparison, printImported, printMoves } from './print-import.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('import <folder>')
    .description('check an integration in a folder and make it the newest version')
    .option('--note <text>', 'what this version is for')
    .option('--dry-run', 'check and try it, and store nothing')
    .option('--new-flows-off', 'flows that are new are off until "ledgerline flows on FLOW"')
    .option('--over <version>', 'the newest version, when it may take the place of versions that it does not come from')
    .option(
      '--links <keep|forget>',
      'GP is at another address (keep), or another company that has nothing yet (forget)',
    )
    .option('--cut-over <earlier>', 'the cut-over may move back: orders since then go to GP by themselves (earlier)')
    .option('--new-address', 'an address has changed, and the credentials in the environment are for the new one')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((folder: string, options: ImportOptions) =>
      importFolder(contextOf(options, { begins: true }), folder, options),
    )
  program
    .command('diff <folder>')
    .description('what an import of the folder would change')
    .option(...jsonOption)
    .action((folder: string, options: JsonOption) => diffFolder(contextOf(options), folder))
  program
    .command('export <folder>')
    .description('write the newest version of an integration to a folder, without secrets')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((folder: string, options: IntegrationOption) => exportFolder(contextOf(options), folder, options))
}

type Context = CommandContext & { openHub: OpenHub }

interface ImportOptions extends SignInOptions, JsonOption {
  readonly note?: string
  /** The newest version, when the folder may take the place of versions that it does not come from. */
  readonly over?: string
  readonly dryRun?: boolean
  readonly newFlowsOff?: boolean
  /** What becomes of links where the GP connection leads elsewhere. */
  readonly links?: string
  /** `earlier`: the cut-over may move back. */
  readonly cutOver?: string
  /** An address has changed, and the credentials at hand are for the new one. */
  readonly newAddress?: boolean
}

/**
 * `import FOLDER`: shows what would change, checks the parts, tries them on both systems, stores a version, stores the
 * credentials encrypted, lists what is still open. The folder then carries the version that it became.
 */
export async function importFolder(context: Context, folder: string, options: ImportOptions): Promise<void> {
  const parts = readFolder(folder)
  await withHub(
    context,
    async (client) => {
      const comparison = await compare(client, parts)
      const { newest, newer } = comparison
      const over = options.over === undefined ? undefined : versionOf(options.over)
      if (newer.length > 0 && over !== newest && !context.json) context.print(printComparison(comparison))
      const held = options.newAddress ? [] : comparison.moved.map(({ system }) => system)
      const imported = await importParts(client, parts, {
        credentials: without(context.config.credentials, held),
        note: options.note ?? `imported from ${folder}`,
        ...(over === undefined ? {} : { over }),
        ...(options.links === undefined ? {} : { links: linksOf(options.links) }),
        ...(options.cutOver === undefined ? {} : { cutOver: earlierOf(options.cutOver) }),
        ...(options.dryRun ? { dryRun: true } : {}),
        ...(options.newFlowsOff ? { newFlows: 'off' as const } : {}),
      })
      const kept = options.dryRun ? true : writeVersion(folder, parts, imported.version)
      const heldBack = held.filter((system) =>
        Object.keys(context.config.credentials).some((name) => isOf(name, system)),
      )
      answer(context, { ...imported, heldBack }, () =>
        [
          printImported(imported, { dryRun: options.dryRun ?? false, heldBack }),
          ...(kept ? [] : [`The folder cannot be written: note that it is version ${imported.version} now.`]),
        ].join('\n'),
      )
    },
    options,
  )
}

/** `diff FOLDER`: from the newest version to the folder. */
function diffFolder(context: Context, folder: string): Promise<void> {
  const parts = readFolder(folder)
  return withHub(context, async (client) => {
    const comparison = await compare(client, parts)
    answer(context, comparison, () => [printComparison(comparison), ...printMoves(comparison.moved)].join('\n'))
  })
}

const compare = (client: HubClient, parts: Parts) =>
  client.post<Comparison>(`/api/integrations/${encodeURIComponent(idOf(parts))}/compare`, { parts })

/** Used by `import` and by the demo. */
export function importParts(
  client: { put<T>(path: string, body: unknown): Promise<T> },
  parts: Parts,
  more: {
    readonly credentials: Readonly<Partial<Record<string, string>>>
    readonly note: string
    readonly over?: number
    readonly dryRun?: boolean
    readonly newFlows?: 'on' | 'off'
    readonly tryIt?: boolean
    readonly links?: 'keep' | 'forget'
    readonly cutOver?: 'earlier'
  },
): Promise<Imported> {
  return client.put<Imported>(`/api/integrations/${encodeURIComponent(idOf(parts))}`, { parts, ...more })
}

function idOf(parts: Parts): string {
  const file = parts['integration.json']
  const id = file !== null && typeof file === 'object' && !Array.isArray(file) ? file?.id : undefined
  if (typeof id !== 'string') throw new InvalidInput('Import', [{ at: 'integration.json: id', reason: 'is missing' }])
  return id
}

function versionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidInput('Import', [{ at: '--over', reason: 'must be the number of the newest version' }])
}

function linksOf(text: string): 'keep' | 'forget' {
  if (text === 'keep' || text === 'forget') return text
  throw new InvalidInput('Import', [{ at: '--links', reason: 'must be keep or forget' }])
}

function earlierOf(text: string): 'earlier' {
  if (text === 'earlier') return text
  throw new InvalidInput('Import', [
    { at: '--cut-over', reason: 'must be earlier; the moment stands in integration.json' },
  ])
}

const isOf = (credential: string, system: System) => credential.startsWith('gp.') === (system === 'gp')

/** Credentials that are at hand were most likely set for the address before. */
const without = (credentials: CommandContext['config']['credentials'], systems: readonly System[]) =>
  Object.fromEntries(Object.entries(credentials).filter(([name]) => !systems.some((system) => isOf(name, system))))

/** @returns false when the folder cannot be written */
function writeVersion(folder: string, parts: Parts, version: number): boolean {
  const { format, id, version: _, ...rest } = parts['integration.json'] as { [member: string]: Parts[string] }
  try {
    writePart(folder, 'integration.json', { format: format!, id: id!, version, ...rest } as Parts[string])
    return true
  } catch {
    return false
  }
}

/** `export FOLDER`: the newest version, without secrets. */
function exportFolder(context: Context, folder: string, options: { integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const { id, version } = await chosenIntegration(client, options.integration)
    const parts = await client.get<Parts>(`/api/integrations/${id}`)
    writeFolder(folder, parts, await schemasOf(parts))
    answer(
      context,
      { id, version, folder, files: Object.keys(parts) },
      () => `Wrote version ${version} of “${id}” to ${folder}: ${Object.keys(parts).length} files.`,
    )
  })
}
