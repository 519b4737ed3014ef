import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asRoot, copied, EmbeddedDatabaseError, type Instance, identity, makePrivate, sameFolder } from './layout.ts'
import { type Programs, run, saidBy } from './programs.ts'

/** One folder a major version, since PostgreSQL reads no other's: a newer program makes its own beside the old. */
export const clusterFolder = (home: string, major: number) => join(home, `data-${major}`)
export const databaseUser = 'ledgerline'
/** The database that initdb makes anyway. */
export const databaseName = 'postgres'

/**
 * Makes an empty cluster: UTF-8, sorted by code point (the same on every machine and in every version), with page
 * checksums (initdb's default), one user, and nobody let in without the password.
 */
export async function makeCluster(home: string, programs: Programs, instance: Instance): Promise<void> {
  const folder = clusterFolder(home, programs.major)
  const fresh = `${folder}.new`
  const passwordFile = join(home, 'password')
  rmSync(fresh, { recursive: true, force: true })
  makePrivate(fresh, true)
  writeFileSync(passwordFile, instance.password, { mode: 0o600 })
  if (asRoot) chownSync(passwordFile, identity.uid!, identity.gid!)
  try {
    await run(programs.initdb, [
      ...['--pgdata', fresh, '--username', databaseUser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--set', `ledgerline.instance=${instance.id}`],
    ]).catch((error: Error) => {
      throw initdbFailed(saidBy(error))
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(fresh, folder)
}

function initdbFailed(said: string): EmbeddedDatabaseError {
  const unnamed = /effective user ID \d+/.exec(said)
  if (unnamed)
    return new EmbeddedDatabaseError(
      'user_without_name',
      `The ${unnamed[0]} has no name here (no line in /etc/passwd), and PostgreSQL makes no database for such a user`,
      'Set DATABASE_URL to a PostgreSQL server, or start the container as a user that its /etc/passwd names.',
    )
  const line = said.split('\n').find((text) => /error|could not|denied/i.test(text)) ?? said.split('\n')[0]
  return new EmbeddedDatabaseError(
    'no_embedded_database',
    `The database could not be made: ${line}`,
    'Give a folder that can be written on a local disk with LEDGERLINE_DATA, or set DATABASE_URL to a PostgreSQL server.',
  )
}

/** Given on the command line, so that no file in the data folder changes them. */
export function serverArguments(folder: string): string[] {
  const settings: Record<string, string | number> = {
    // What was answered 202 survives a power cut: a commit returns when it is on the disk.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A hub works on the orders of today: some megabytes. The system's cache holds the rest.
    shared_buffers: '32MB',
    // Enough for the hub's pool and some commands at once; each costs memory when it is used.
    max_connections: 100,
    // No replication from here, so the log holds what a recovery needs, and three processes less run.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    // On disk at most this much log besides the data, and little of it kept when idle.
    max_wal_size: '256MB',
    min_wal_size: '32MB',
    // Statements of a hub touch a few rows: parallel workers, compiled plans and processes for reading cost more.
    max_worker_processes: 1,
    max_parallel_workers: 0,
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    io_method: 'sync',
    autovacuum_max_workers: 1,
    huge_pages: 'off',
    // A stranger who cannot sign in holds no connection.
    authentication_timeout: '10s',
    // The log says what went wrong, and holds no values of statements: those are the customers'.
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
  }
  return ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/**
 * Before the server starts: nobody else may be at work in the folder.
 * `postmaster.pid` alone does not tell: a copied folder carries that of the original, and a number in it may long be
 * another process, above all in a container. The kernel knows who works there: each server process stands in its folder.
 * @returns the number of a server there that runs, is ending, or whose last processes are
 * @throws EmbeddedDatabaseError for a copy of a folder that was in use
 */
export function runningServer(folder: string, dataFolder: string): number | null {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return null
  const [pidLine = '', writtenFor = ''] = readFileSync(file, 'utf8').split('\n')
  if (!sameFolder(writtenFor, folder) && existsSync(join(writtenFor, 'PG_VERSION')))
    throw copied(dataFolder, writtenFor, 'Such a copy may be broken')
  const pid = Number(pidLine)
  if (process.platform !== 'linux') return isAlive(pid) ? pid : null
  if (processesIn(folder).length > 0) return pid
  rmSync(file, { force: true })
  return null
}

/** Whether the process is (still) a server in this folder. */
export function worksIn(pid: number, folder: string): boolean {
  return process.platform === 'linux' ? sameFolder(`/proc/${pid}/cwd`, folder) : isAlive(pid)
}

const processesIn = (folder: string) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && sameFolder(`/proc/${name}/cwd`, folder))
    .map(Number)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Data folders of other major versions in a home, newest first. */
export function otherClusters(home: string, major: number): { major: number; folder: string }[] {
  return readdirSync(home)
    .flatMap((name) => /^data-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((other) => other !== major && statSync(clusterFolder(home, other)).isDirectory())
    .sort((a, b) => b - a)
    .map((other) => ({ major: other, folder: clusterFolder(home, other) }))
}
