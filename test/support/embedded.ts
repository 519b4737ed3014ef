import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, globSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { readInstance, type WatcherMessage, watcherAddress } from '../../src/db/embedded/layout.ts'
import { openDatabase } from '../../src/db/index.ts'
import { incidentId, runId } from '../../src/domain/record.ts'
import type { Database } from '../../src/domain/stores.ts'

const masterKey = randomBytes(32)

/** The database of a data folder, on its own embedded PostgreSQL unless a URL is given. */
export const openAt = (
  dataFolder: string,
  say: (text: string) => void = () => {},
  databaseUrl: string | null = null,
): Promise<Database> =>
  openDatabase({
    ...{ dataFolder, databaseUrl, masterKey, say },
    newRunId: () => runId(randomUUID()),
    newIncidentId: () => incidentId(randomUUID()),
  })

export interface RunningDatabase {
  readonly watcher: number
  readonly postgres: number
  readonly folder: string
}

/** Who runs the database of a data folder now; null when nobody does. */
export function runningDatabase(dataFolder: string): Promise<RunningDatabase | null> {
  const user = connect(watcherAddress(realpathSync(dataFolder)))
  return new Promise((resolve) => {
    user.once('error', () => resolve(null))
    user.once('close', () => resolve(null))
    const lines = createInterface({ input: user })
    lines.on('error', () => {})
    lines.on('line', (line) => {
      const message = JSON.parse(line) as WatcherMessage
      if (!('ready' in message)) return
      const { watcher, folder } = message.ready
      resolve({ watcher, folder, postgres: Number(readFileSync(`${folder}/postmaster.pid`, 'utf8').split('\n')[0]) })
      user.destroy()
    })
  })
}

/** Ends the database of a data folder without its ten seconds, and removes all of it. Its users have ended. */
export async function removeEmbedded(dataFolder: string): Promise<void> {
  if (!existsSync(dataFolder)) return
  const instance = readInstance(realpathSync(dataFolder))
  const running = await runningDatabase(dataFolder)
  if (running) {
    process.kill(running.watcher, 'SIGTERM')
    while (await runningDatabase(dataFolder)) await pause(50)
  }
  rmSync(dataFolder, { recursive: true, force: true })
  if (instance?.home) rmSync(instance.home, { recursive: true, force: true })
}

/** Removes a folder of a test, with the databases of every data folder in it. Their users have ended. */
export async function removeWithDatabases(folder: string): Promise<void> {
  for (const instance of globSync('**/postgres/instance.json', { cwd: folder }))
    await removeEmbedded(dirname(dirname(join(folder, instance))))
  rmSync(folder, { recursive: true, force: true })
}
