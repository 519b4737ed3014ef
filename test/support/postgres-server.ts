import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDoor } from '../../src/db/embedded/door.ts'
import { makePrivate } from '../../src/db/embedded/layout.ts'
import { findPrograms, quiet } from '../../src/db/embedded/programs.ts'

/** A PostgreSQL of the tests' own: no installation, no Docker, no privileges, gone at the end. */
export interface PostgresServer extends AsyncDisposable {
  /** A new database on it: empty, or a copy of `template`, which nobody may be connected to. */
  database(template?: string): Promise<string>
  /** Its room is given back, unless somebody is connected to it still. */
  drop(url: string): Promise<void>
}

const gibibyte = 2 ** 30
const memory = '/dev/shm'

/**
 * A database is some 600 files: to make them on a disk takes the kernel 50 to 350 ms of CPU, in memory 15. Used where there is
 * room for many times what a run has at a time (0.5 GiB): Docker gives a container 64 MB there unless it is asked.
 */
function roomForDatabases(): string {
  try {
    removeLeftBehind()
    const { bavail, bsize } = statfsSync(memory)
    return Math.min(bavail * bsize, freemem()) > 4 * gibibyte ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** Of runs that were killed, an hour ago and more: memory is not a disk that has room for them. */
function removeLeftBehind(): void {
  for (const room of globSync(`${memory}/${named}*`)) {
    if (statSync(room).mtimeMs > Date.now() - 3_600_000) continue
    try {
      const server = Number.parseInt(readFileSync(`${room}/data/postmaster.pid`, 'utf8'), 10)
      if (readFileSync(`/proc/${server}/cmdline`, 'utf8').includes(room)) process.kill(server, 'SIGKILL')
    } catch {
      // It has ended.
    }
    rmSync(room, { recursive: true, force: true })
  }
}

const named = 'ledgerline-postgres-'

/** As PostgreSQL calls it. */
const inUse = '55006'

export async function startPostgres(): Promise<PostgresServer> {
  // Two, since programs may not run from the memory of every machine. As root the server is another user, who has to enter.
  const folderIn = (place: string) => mkdtempSync(join(place, named))
  const [folder, room] = [folderIn(tmpdir()), folderIn(roomForDatabases())]
  for (const entered of [folder, room]) chmodSync(entered, 0o755)
  const programs = await findPrograms(folder)
  const data = join(room, 'data')
  makePrivate(data, true)
  const options = { ...quiet, encoding: 'utf8' } as const
  const made = spawnSync(
    programs.initdb,
    ['-D', data, '-U', 'ledgerline', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    options,
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  // A socket, as the hub's own has: by a port each statement took a fifteenth more.
  const { host, port, arguments: listening } = await openDoor(join(folder, 'socket'))
  const server = spawn(
    programs.postgres,
    [
      '-D',
      data,
      ...listening,
      '-c',
      'max_connections=200',
      // Some hundred databases that live for a test: nothing in them is kept, planned for long, or worth a look.
      ...[
        'fsync=off',
        'full_page_writes=off',
        'wal_level=minimal',
        'max_wal_senders=0',
        'autovacuum=off',
        'jit=off',
      ].flatMap((setting) => ['-c', setting]),
    ],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const kill = () => {
    server.kill('SIGKILL')
    rmSync(room, { recursive: true, force: true })
  }
  process.once('exit', kill)
  await ready(server)
  const urlOf = (name: string) => `postgres://ledgerline@${encodeURIComponent(host)}:${port}/${name}`
  const nameOf = (url: string) => new URL(url).pathname.slice(1)
  const pool = new pg.Pool({ connectionString: urlOf('postgres') })
  // The server's end may come before that of a connection.
  pool.on('error', () => {})
  let count = 0
  return {
    async database(template) {
      const name = `test_${++count}`
      // Its files are copied: page by page through the log took three times the CPU.
      await pool.query(
        `create database ${name} template ${template ? nameOf(template) : 'template1'} strategy file_copy`,
      )
      return urlOf(name)
    },
    async drop(url) {
      await pool.query(`drop database ${nameOf(url)}`).catch((error: { code?: string }) => {
        if (error.code !== inUse) throw error
      })
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      process.off('exit', kill)
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      for (const made of [folder, room]) rmSync(made, { recursive: true, force: true })
    },
  }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000)
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)))
  })
}
