import { statSync } from 'node:fs'
import { claimDataFolder, requireDataFolder } from '../data-folder.ts'
import { backupDatabase, masterKeys, openDatabase, restoreDatabase } from '../db/index.ts'
import { systemClock } from '../domain/clock.ts'
import { incidentId, runId } from '../domain/record.ts'
import { version } from '../version.ts'
import { answer, type CommandContext } from './command.ts'

/**
 * `backup FILE`: the whole database at one moment, while the hub works on. The file of the master key stays out of it:
 * a backup alone opens no credential.
 */
export async function backup(context: CommandContext, file: string): Promise<void> {
  const at = systemClock.now()
  if (context.config.databaseUrl === null) requireDataFolder(context.config.dataFolder)
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
  const { header, tables, rows } = await restoreDatabase(where(context), file, options.replace ?? false)
  const readable = await credentialsReadable(context)
  answer(context, { at: header.at, version: header.version, tables, rows, credentialsReadable: readable }, () =>
    [
      `Restored ${rows} rows of ${tables} tables, as they were at ${header.at.slice(0, 19).replace('T', ' ')} UTC.`,
      readable
        ? 'Orders that came through since are found in GP before anything is written: none is written twice.'
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
