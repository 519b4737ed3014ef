import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './programs.ts'

/** A MariaDB of the tests' own, gone at the end. */
export interface MariaDb extends AsyncDisposable {
  /** Where root gets in without a password. */
  readonly socket: string
}

/** @returns in words why there is none on this machine */
export async function startMariaDb(): Promise<MariaDb | string> {
  const server = ['mariadbd', '/usr/sbin/mariadbd'].find(
    (name) => spawnSync(name, ['--no-defaults', '--version']).status === 0,
  )
  if (!server) return 'MariaDB is not installed'
  const known = await run('php', ['-r', 'exit(extension_loaded("mysqli") ? 0 : 1);'])
  if (known.code !== 0) return 'PHP has no mysqli here'
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-mariadb-'))
  const forget = () => rmSync(folder, { recursive: true, force: true })
  const data = join(folder, 'data')
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const made = await run('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
  ]).catch(() => null)
  if (made?.code !== 0) {
    forget()
    return 'MariaDB cannot make a database here'
  }
  const socket = join(folder, 'socket')
  const child = spawn(
    server,
    [
      ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, ...user],
      ...['--skip-networking', '--innodb-flush-log-at-trx-commit=0'],
      // As strict as a shop's server may be.
      '--sql-mode=STRICT_ALL_TABLES',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<false>((resolve) => child.once('exit', () => resolve(false)))
  const ready = new Promise<true>((resolve) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000)
      if (said.includes('ready for connections')) resolve(true)
    })
  })
  if (!(await Promise.race([ready, ended]))) {
    process.off('exit', kill)
    forget()
    return 'MariaDB does not start here'
  }
  return {
    socket,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      child.kill('SIGTERM')
      await ended
      forget()
    },
  }
}
