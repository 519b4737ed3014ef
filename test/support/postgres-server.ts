import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDoor } from '../../src/db/embedded/door.ts'
import { makePrivate } from '../../src/db/embedded/layout.ts'
import { findPrograms, quiet } from '../../src/db/embedded/programs.ts'

/** A PostgreSQL of the tests' own: no installation, no Docker, no privileges, gone at the end. */
export interface PostgresServer extends AsyncDisposable {
  /** A new database on it: empty, or a copy of `template`, which nobody may be connected to. */
  database(template?: string): Promise<string>
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-postgres-'))
  // As root the server is another user, who has to enter.
  chmodSync(folder, 0o755)
  const programs = await findPrograms(folder)
  const data = join(folder, 'data')
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
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  await ready(server)
  const urlOf = (name: string) => `postgres://ledgerline@${encodeURIComponent(host)}:${port}/${name}`
  let count = 0
  return {
    async database(template) {
      const name = `test_${++count}`
      const client = new pg.Client(urlOf('postgres'))
      await client.connect()
      // Its files are copied: page by page through the log took three times the CPU.
      await client.query(
        `create database ${name} template ${template ? new URL(template).pathname.slice(1) : 'template1'} strategy file_copy`,
      )
      await client.end()
      return urlOf(name)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
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
