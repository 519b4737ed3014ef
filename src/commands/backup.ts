import { statSync } from 'node:fs'
import type { Command } from 'commander'
import { claimDataFolder, requireDataFolder } from '../data-folder.ts'
import { systemClock } from '../domain/clock.ts'
import { incidentId, runId } from '../domain/record.ts'
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
    .option(...jsonOption)
    .action((file: string, options: JsonOption & { replace?: boolean }) => restore(contextOf(options), file, options))
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

/** `restore FILE`: a backup becomes the database. What is there now is lost only with `--replace`. */
export async function restore(
  context: CommandContext,
  file: string,
  options: { readonly replace?: boolean },
): Promise<void> {
  if (context.config.databaseUrl === null) claimDataFolder(context.config.dataFolder)
  const { restoreDatabase } = await import('../db/index.ts')
  const how = { replace: options.replace ?? false, at: systemClock.now() }
  const { header, tables, rows } = await restoreDatabase(where(context), file, how)
  const readable = await credentialsReadable(context)
  answer(context, { at: header.at, version: header.version, tables, rows, credentialsReadable: readable }, () =>
    [
      `Restored ${rows} rows of ${tables} tables, as they were at ${header.at.slice(0, 19).replace('T', ' ')} UTC.`,
      readable
        ? 'Orders that came through since are found in GP before anything is written: none is written twice. One that was cancelled since is looked for in GP too, and asked about. Compare the days since the backup with "ledgerline reconcile" all the same.'
        : `The credentials in it cannot be read with this master key: bring back the key of that time (LEDGERLINE_SECRET_KEY, or ${context.config.keyFile}).`,
    ].join('\n'),
  )
}

const where = ({ config }: CommandContext) => ({
  dataFolder: config.dataFolder,
  databaseUrl: config.databaseUrl,
  // Standard output holds the answer alone.
  say: (text: string) => void process.stderr.write(`${text}\n`),
})

async function credentialsReadable(context: CommandContext): Promise<boolean> {
  const { masterKeys, openDatabase } = await import('../db/index.ts')
  for (const { key } of masterKeys(context.config)) {
    const database = await openDatabase({
      ...{ ...where(context), masterKey: key },
      newRunId: () => runId(''),
      newIncidentId: () => incidentId(''),
    })
    try {
      if ((await database.stores.secrets.readable()) !== false) return true
    } finally {
      await database.close()
    }
  }
  return false
}
