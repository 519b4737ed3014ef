import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { claimDataFolder, requireDataFolder } from '../data-folder.ts'
import { type Instant, instant, systemClock } from '../domain/clock.ts'
import { incidentId, runId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { putBackUntaken } from '../untaken-files.ts'
import { version } from '../version.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type JsonOption, jsonOption } from './options.ts'

export function describe(program: Command): void {
  program
    .command('backup <file>')
    .description('everything as it is now into one file, while the hub works; without the master key')
    .option(...jsonOption)
    .action((file: string, options: JsonOption) => backup(contextOf(options), file))
  program
    .command('restore <file>')
    .description('make a backup the database; stop the hub before')
    .option('--replace', 'what is there now may be lost')
    .option('--go-on', 'its integrations work at the next start; else they are paused, for you to look first')
    .option(...jsonOption)
    .action((file: string, options: JsonOption & RestoreOptions) => restore(contextOf(options), file, options))
}

/**
 * `backup FILE`: the whole database at one moment, while the hub works on. The file of the master key stays out of it:
 * a backup alone opens no credential.
 */
export async function backup(context: CommandContext, file: string): Promise<void> {
  const at = systemClock.now()
  if (context.config.databaseUrl === null) requireDataFolder(context.config.dataFolder)
  const { backupDatabase } = await import('../db/index.ts')
  await backupDatabase(where(context), file, { version, at })
  const { size: sizeBytes } = statSync(file)
  const { secretKey, keyFile } = context.config
  answer(context, { file, at, sizeBytes }, () =>
    [
      `${file} holds everything as it was at ${at.slice(0, 19).replace('T', ' ')} UTC (${(sizeBytes / 1e6).toFixed(1)} MB).`,
      `The master key is not in it. Keep ${secretKey === null ? keyFile : 'LEDGERLINE_SECRET_KEY'} too, in another place.`,
    ].join('\n'),
  )
}

interface RestoreOptions {
  readonly replace?: boolean
  readonly goOn?: boolean
}

/**
 * `restore FILE`: a backup becomes the database. What is there now is lost only with `--replace`. Its integrations are paused
 * unless `--go-on`: the hub that made the backup may be at work elsewhere, and two would set each other's stock and money.
 */
export async function restore(context: CommandContext, file: string, options: RestoreOptions): Promise<void> {
  if (context.config.databaseUrl === null) claimDataFolder(context.config.dataFolder)
  const { restoreDatabase } = await import('../db/index.ts')
  const how = { replace: options.replace ?? false, goOn: options.goOn ?? false, at: systemClock.now() }
  const { header, tables, rows, paused } = await restoreDatabase(where(context), file, how)
  const { readable, files } = await lookAtRestored(context, instant(header.at))
  const restored = { at: header.at, version: header.version, tables, rows, credentialsReadable: readable, paused }
  answer(context, { ...restored, filesPutBack: files }, () =>
    [
      `Restored ${rows} rows of ${tables} tables, as they were at ${header.at.slice(0, 19).replace('T', ' ')} UTC.`,
      readable
        ? 'Orders that came through since are found in GP before anything is written: none is written twice. One that was cancelled since is looked for in GP too, and asked about. Compare the days since the backup with "ledgerline reconcile" all the same.'
        : `The credentials in it cannot be read with this master key: bring back the key of that time (LEDGERLINE_SECRET_KEY, or ${context.config.keyFile}).`,
      ...(paused.length > 0
        ? [
            `Paused: ${paused.join(', ')}. If the hub that this is a backup of still runs elsewhere, stop that first. Then let them work: ${paused.map((id) => `"ledgerline resume --integration ${id}"`).join(', ')}.`,
          ]
        : []),
      ...(files.length > 0
        ? [
            `Files that were taken in since lie where they were dropped again, and are read at the next start: ${files.join(', ')}.`,
          ]
        : []),
      'Everybody is signed out. People, passwords and tokens are as they were then: who was removed since may sign in, and a token that was revoked since works. Look at "ledgerline people list" and "ledgerline tokens list".',
      'Gone is what people did since: files that they uploaded (bring them again), answers to incidents, rules that were changed, and which flows are off or paused. Compare "ledgerline flows" with what was on before.',
    ].join('\n'),
  )
}

const where = ({ config }: CommandContext) => ({
  dataFolder: config.dataFolder,
  databaseUrl: config.databaseUrl,
  // Standard output holds the answer alone.
  say: (text: string) => void process.stderr.write(`${text}\n`),
})

/** Whether the credentials can be read, and files of the watched folder that the restored database has never heard of. */
async function lookAtRestored(context: CommandContext, since: Instant) {
  const { masterKeys } = await import('../db/index.ts')
  let files: readonly string[] | null = null
  for (const { key } of masterKeys(context.config)) {
    const isReadable = await withDatabase(context, key, async ({ stores }) => {
      files ??= await putBackUntaken(
        join(context.config.dataFolder, 'files'),
        since,
        async (integration, file) => (await stores.files.get(integration, file)) !== null,
      )
      return (await stores.secrets.readable()) !== false
    })
    if (isReadable) return { readable: true, files: files ?? [] }
  }
  return { readable: false, files: files ?? [] }
}

async function withDatabase<T>(
  context: CommandContext,
  masterKey: Uint8Array,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import('../db/index.ts')
  const database = await openDatabase({
    ...{ ...where(context), masterKey },
    newRunId: () => runId(''),
    newIncidentId: () => incidentId(''),
  })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
