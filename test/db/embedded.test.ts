import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs, {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { attach } from '../../src/db/embedded/attach.ts'
import { readInstance } from '../../src/db/embedded/layout.ts'
import { findPrograms, programsPackage } from '../../src/db/embedded/programs.ts'
import { openAt, removeEmbedded, runningDatabase } from '../support/embedded.ts'

/*
 * The embedded PostgreSQL under what happens to processes and folders. Some of it can only be tried as root: elsewhere
 * those tests are skipped, and say so.
 */
const root = process.getuid?.() === 0
if (!root) console.log('Not root: a server of another user, and users without a name, are not tried.')

const program = resolve(import.meta.dirname, '../support/database-user.ts')
/** Other users may enter each folder above: `mktemp -d` makes one that is closed to them, and they can run nothing in it. */
function isOpenToOthers(path: string): boolean {
  const above = dirname(path)
  return above === path || ((statSync(above).mode & 0o001) !== 0 && isOpenToOthers(above))
}
const othersRun = isOpenToOthers(program) && isOpenToOthers(process.execPath)
if (root && !othersRun) console.log('Only root may enter this folder: programs of it are not tried as other users.')
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function newFolder(name = 'data'): string {
  const parent = mkdtempSync(join(tmpdir(), 'ledgerline-embedded-'))
  const dataFolder = join(parent, name)
  ends.push(async () => {
    await removeEmbedded(dataFolder)
    rmSync(parent, { recursive: true, force: true })
  })
  return dataFolder
}

interface User {
  readonly child: ChildProcess
  /** Its next line. */
  said(): Promise<string>
  end(): Promise<unknown>
}

/** Another process that uses the database, in a process group of its own. */
function user(dataFolder: string, as: { uid?: number; gid?: number } = {}, umask?: string): User {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', program, dataFolder]
  const [run, ...args] = umask === undefined ? command : ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh', ...command]
  const child = spawn(run!, args, {
    ...{ ...as, detached: true, stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', env: {} },
  })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const end = () => {
    child.stdin?.end()
    return exited
  }
  ends.push(end)
  return { child, said: async () => String((await lines.next()).value), end }
}

async function query<Row extends pg.QueryResultRow>(dataFolder: string, text: string): Promise<Row[]> {
  const attached = await attach(dataFolder, () => {})
  const client = new pg.Client(attached.connection)
  await client.connect()
  const { rows } = await client.query<Row>(text)
  await client.end()
  attached.release()
  return rows
}

describe('the embedded database', { timeout: 240_000 }, () => {
  test('takes any folder: spaces, quotes, commas, a path too long for a socket', async () => {
    const dataFolder = newFolder(join(`a "strange", folder's name`, 'long '.repeat(20)))
    expect(await query(dataFolder, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(existsSync(join(dataFolder, 'DO-NOT-COPY-THIS-FOLDER-WHILE-LEDGERLINE-RUNS.txt'))).toBe(true)
  })

  test('says in one line where npm has none for this platform, and where the one that it has does not run', async () => {
    const place = dirname(newFolder())
    const [from, home] = [join(place, 'hub.mjs'), join(place, 'home')]
    const said = (code: RegExp) => ({
      ...{ code: 'no_embedded_database', message: expect.stringMatching(code) },
      hint: expect.stringContaining('DATABASE_URL'),
    })
    await expect(findPrograms(home, from)).rejects.toMatchObject(said(/^No PostgreSQL for \S+ is installed: .*$/))
    const installed = join(place, 'node_modules', programsPackage)
    for (const folder of ['dist', 'native/bin']) mkdirSync(join(installed, folder), { recursive: true })
    writeFileSync(join(installed, 'package.json'), JSON.stringify({ version: '18.4.0', main: 'dist/index.js' }))
    writeFileSync(join(installed, 'dist', 'index.js'), '')
    writeFileSync(join(installed, 'native', 'bin', 'postgres'), '#!/bin/sh\necho no libc.so.6 >&2\nexit 127\n', {
      mode: 0o755,
    })
    chmodSync(place, 0o755)
    await expect(findPrograms(home, from)).rejects.toMatchObject(
      said(/^PostgreSQL does not run on this machine \(.*no libc\.so\.6\)\. npm has it for glibc, not for musl$/),
    )
  })

  test('says in one line where the file system of the folder keeps no permissions, and makes nothing there', async () => {
    const dataFolder = newFolder()
    const folder = join(dataFolder, 'postgres')
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    // As FAT and many shares do, none of which every machine can mount: what is asked for seems done, and is not.
    const unheeded = vi.spyOn(fs, 'chmodSync').mockImplementation(() => {})
    syncBuiltinESMExports()
    try {
      await expect(attach(dataFolder, () => {})).rejects.toMatchObject({
        ...{
          code: 'no_permissions_kept',
          message: expect.stringMatching(/^\S+ stays open to other users: its file system .*$/),
        },
        hint: expect.stringMatching(/LEDGERLINE_DATA.*DATABASE_URL/),
      })
    } finally {
      unheeded.mockRestore()
      syncBuiltinESMExports()
    }
    expect(readdirSync(folder)).toEqual([])
  })

  test('lets nobody in without its password, and listens on no port', async () => {
    const dataFolder = newFolder()
    const attached = await attach(dataFolder, () => {})
    ends.push(attached.release)
    const { connection } = attached
    for (const password of ['', 'wrong'])
      await expect(new pg.Client({ ...connection, password: password || undefined }).connect()).rejects.toThrow()
    const settings = await query<{ name: string; setting: string }>(
      dataFolder,
      `select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'synchronous_commit', 'full_page_writes') order by name`,
    )
    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', '', 'on'])
    const lines = readFileSync(join(attached.folder, 'pg_hba.conf'), 'utf8').split('\n')
    const rules = lines.filter((line) => /^(local|host)/.test(line)).map((line) => line.trim().split(/\s+/).at(-1))
    expect([...new Set(rules)]).toEqual(['scram-sha-256'])
    expect(statSync(String(connection.host)).mode & 0o077).toBe(0)
    expect(statSync(join(dataFolder, 'postgres')).mode & 0o077).toBe(0)
  })

  test('two that start in the same second share one server; it outlives its starter, and ends ten seconds after the last', async () => {
    const dataFolder = newFolder()
    const both = [user(dataFolder), user(dataFolder)] as const
    expect(await Promise.all(both.map(({ said }) => said()))).toEqual(['open', 'open'])
    const running = await runningDatabase(dataFolder)
    await both[0].end()
    expect(await runningDatabase(dataFolder)).toEqual(running)
    // Looking at it is using it, so the ten seconds begin here at the earliest.
    const left = Date.now()
    await both[1].end()
    while (existsSync(`${running!.folder}/postmaster.pid`)) await pause(100)
    expect(Date.now() - left).toBeGreaterThanOrEqual(10_000)
  })

  test('Ctrl-C reaches its users alone: a process with fifty things to store stores them', async () => {
    const dataFolder = newFolder()
    const { child, said, end } = user(dataFolder)
    expect(await said()).toBe('open')
    // As a terminal does: to the whole group.
    process.kill(-child.pid!, 'SIGINT')
    expect(await said()).toBe('stored')
    await end()
    expect(child.exitCode).toBe(0)
    expect(await query(dataFolder, 'select count(*)::int as count from stored')).toEqual([{ count: 50 }])
  })

  test('goes on when a user, the watcher or the server itself is killed', async () => {
    const dataFolder = newFolder()
    const database = await openAt(dataFolder)
    ends.push(() => database.close())
    const before = (await runningDatabase(dataFolder))!
    const other = user(dataFolder)
    expect(await other.said()).toBe('open')
    other.child.kill('SIGKILL')
    expect(await database.stores.integrations.list()).toEqual([])

    process.kill(before.watcher, 'SIGKILL')
    expect(await database.stores.integrations.list()).toEqual([])
    const second = user(dataFolder)
    expect(await second.said()).toBe('open')
    await second.end()
    const after = (await runningDatabase(dataFolder))!
    expect(after.postgres).toBe(before.postgres)
    expect(after.watcher).not.toBe(before.watcher)

    process.kill(after.postgres, 'SIGKILL')
    // Its children answer for a moment more. What is under way is lost; what comes next waits for the new server.
    for (;;) {
      await database.stores.integrations.list().catch(() => {})
      const last = await runningDatabase(dataFolder)
      if (last && last.postgres !== before.postgres) break
      await pause(20)
    }
    expect(await database.stores.integrations.list()).toEqual([])
  })

  test.runIf(!root)('a copy that was made while it ran is refused, and the original is not touched', async () => {
    const dataFolder = newFolder()
    const attached = await attach(dataFolder, () => {})
    ends.push(attached.release)
    const copy = `${dataFolder}-copy`
    cpSync(dataFolder, copy, { recursive: true, filter: (path) => !statSync(path).isSocket() })
    await expect(attach(copy, () => {})).rejects.toMatchObject({ code: 'data_folder_copied' })
    expect(await query(dataFolder, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe.runIf(root)('as root', { timeout: 240_000 }, () => {
  test('the server is another user, in a home that nobody else may enter; a folder that only points there is no copy', async () => {
    const dataFolder = newFolder()
    chmodSync(join(dataFolder, '..'), 0o700)
    // Where nobody else may read what is made, the other user reads its programs all the same.
    expect(await user(dataFolder, {}, '077').said()).toBe('open')
    const attached = await attach(dataFolder, () => {})
    ends.push(attached.release)
    const { home } = readInstance(dataFolder)!
    expect(home).toMatch(/^\/var\/lib\/ledgerline\//)
    const running = (await runningDatabase(dataFolder))!
    expect(statSync(`/proc/${running.postgres}`).uid).not.toBe(0)
    // "nobody" is also who other programs are.
    for (const uid of [65_534, 1]) {
      const looked = spawnSync('ls', [home!], { uid, gid: uid, encoding: 'utf8' })
      expect(looked.status).not.toBe(0)
      expect(looked.stderr).toContain('denied')
    }

    const copy = `${dataFolder}-copy`
    cpSync(dataFolder, copy, { recursive: true, filter: (path) => !statSync(path).isSocket() })
    await expect(attach(copy, () => {})).rejects.toMatchObject({
      ...{ code: 'data_folder_copied', message: expect.stringContaining(dataFolder) },
      hint: expect.stringContaining('ledgerline backup'),
    })
    expect(await query(dataFolder, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test.runIf(othersRun)('a user without a name hears in one line what to do', async () => {
    const dataFolder = newFolder()
    mkdirSync(dataFolder)
    const uid = 12_345
    for (const folder of [dataFolder, join(dataFolder, '..')]) chownSync(folder, uid, uid)
    const { said } = user(dataFolder, { uid, gid: uid })
    expect(JSON.parse(await said())).toEqual({
      code: 'user_without_name',
      message:
        'The effective user ID 12345 has no name here (no line in /etc/passwd), and PostgreSQL makes no database for such a user',
      hint: expect.stringContaining('DATABASE_URL'),
    })
  })

  test.runIf(othersRun)(
    'a user with a name has its database in the data folder, and a copy made while it ran is refused',
    async () => {
      const dataFolder = newFolder()
      mkdirSync(dataFolder)
      const uid = 1
      for (const folder of [dataFolder, join(dataFolder, '..')]) chownSync(folder, uid, uid)
      const { said } = user(dataFolder, { uid, gid: uid })
      expect(await said()).toBe('open')
      expect(existsSync(join(dataFolder, 'postgres/data-18/PG_VERSION'))).toBe(true)
      const copy = `${dataFolder}-copy`
      const copied = spawnSync('cp', ['-a', dataFolder, copy])
      expect(copied.status).toBe(0)
      const second = user(copy, { uid, gid: uid })
      expect(JSON.parse(await second.said())).toMatchObject({ code: 'data_folder_copied' })
    },
  )
})
