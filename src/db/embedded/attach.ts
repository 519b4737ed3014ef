import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { extname, join, parse } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DataFolderInUse } from '../../domain/data-folder-in-use.ts'
import { patiently } from '../patiently.ts'
import { databaseName, databaseUser } from './cluster.ts'
import {
  databaseFolder,
  EmbeddedDatabaseError,
  folderTaken,
  logFile,
  makePrivate,
  readInstance,
  type WatcherMessage,
  watcherAddress,
  windows,
} from './layout.ts'

/** The embedded database as one of its users holds it. */
export interface Attached {
  readonly connection: pg.ClientConfig
  /** Of the cluster that is in use, and of the data folder, without links in their paths. */
  readonly folder: string
  readonly dataFolder: string
  /** This process needs it no more. */
  release(): void
}

/** Another watcher may be shutting the database down, which takes as long as its disk needs. */
const longestWaitMs = 30_000
const betweenLooksMs = 40
const betweenTriesMs = 1000

/**
 * Takes part in the embedded database of a data folder: finds its watcher, or starts one. While it is held the server
 * runs; a watcher that was killed is replaced, and the server goes on.
 *
 * @param say hears what takes long
 * @throws EmbeddedDatabaseError where none can run; DataFolderInUse when a process of an older version has the folder
 */
export async function attach(given: string, say: (text: string) => void): Promise<Attached> {
  const dataFolder = openDataFolder(given)
  const { user, ready } = await reachWatcher(dataFolder, say)
  let current = user
  let held = true
  const keep = (socket: Socket) => {
    current = socket
    socket.once('close', async () => {
      while (held) {
        const again = await reachWatcher(dataFolder, () => {}).catch(() => null)
        if (!again) await pause(betweenTriesMs, undefined, { ref: false })
        else if (held) return keep(again.user)
        else again.user.destroy()
      }
    })
  }
  keep(user)
  const release = () => {
    held = false
    current.destroy()
  }
  const { id, password } = readInstance(dataFolder)!
  const connection = {
    ...{ host: ready.host, port: ready.port, user: databaseUser, password, database: databaseName },
    // What the environment says (PGSSLMODE …) is about other servers.
    ssl: false,
  }
  await checkIdentity(connection, { id, folder: ready.folder }).catch((error: unknown) => {
    release()
    throw error
  })
  return { connection, folder: ready.folder, dataFolder, release }
}

/** It must be this folder's own database: folders are copied, moved and mounted over each other. */
async function checkIdentity(connection: pg.ClientConfig, own: { id: string; folder: string }): Promise<void> {
  const client = await patiently(async () => {
    const tried = new pg.Client(connection)
    tried.on('error', () => {})
    await tried.connect()
    return tried
  })
  const { rows } = await client.query<{ folder: string; id: string | null }>(
    `select current_setting('data_directory') as folder, current_setting('ledgerline.instance', true) as id`,
  )
  await client.end()
  if (rows[0]?.folder !== own.folder || rows[0].id !== own.id)
    throw new EmbeddedDatabaseError(
      'other_database',
      `The database that answers for ${own.folder} is that of ${rows[0]?.folder}`,
      'Was the folder moved or mounted while the database ran? Stop Ledgerline, wait ten seconds, and start it again.',
    )
}

function openDataFolder(given: string): string {
  try {
    mkdirSync(given, { recursive: true, mode: 0o700 })
    const dataFolder = realpathSync(given)
    makePrivate(databaseFolder(dataFolder))
    return dataFolder
  } catch (cause) {
    if (cause instanceof EmbeddedDatabaseError) throw cause
    throw new EmbeddedDatabaseError(
      'data_folder_unwritable',
      `The data folder ${given} cannot be made or written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
      'Give a folder that you may write with LEDGERLINE_DATA.',
      { cause },
    )
  }
}

type Ready = Extract<WatcherMessage, { ready: unknown }>['ready']

async function reachWatcher(dataFolder: string, say: (text: string) => void): Promise<{ user: Socket; ready: Ready }> {
  let child: ChildProcess | null = null
  for (const until = Date.now() + longestWaitMs; ; await pause(betweenLooksMs)) {
    const user = await connected(watcherAddress(dataFolder))
    if (user) {
      const ready = await listenTo(user, say)
      if (ready) return { user, ready }
      // It was about to end.
      user.destroy()
    } else if (child === null || child.exitCode === folderTaken || child.exitCode === 0)
      child = startWatcher(dataFolder)
    else if (child.exitCode !== null)
      throw new EmbeddedDatabaseError(
        'no_embedded_database',
        `The embedded database of ${dataFolder} could not be started`,
        `See the end of ${logFile(dataFolder)}, or set DATABASE_URL to a PostgreSQL server.`,
      )
    if (Date.now() > until) throw new DataFolderInUse(dataFolder, null)
  }
}

/**
 * It waits nearly all of its life: without compiled code and with a small heap it takes 34 MB and not 46. What strips
 * types is compiled code itself (WebAssembly), so a source keeps it.
 */
const small = [
  ...(extname(import.meta.filename) === '.ts' ? [] : ['--jitless']),
  ...['--single-threaded', '--max-semi-space-size=1'],
]

/** With a session of its own, and with nothing of the hub's environment: that holds secrets. */
function startWatcher(dataFolder: string): ChildProcess {
  const log = openSync(logFile(dataFolder), 'a', 0o600)
  // Beside this file, whether that is TypeScript or what was made of it.
  const program = join(import.meta.dirname, `watcher${extname(import.meta.filename)}`)
  const child = spawn(process.execPath, [...small, '--disable-warning=ExperimentalWarning', program, dataFolder], {
    ...{ detached: true, windowsHide: true, stdio: ['ignore', log, log] },
    cwd: parse(dataFolder).root,
    env: windows ? {} : { PATH: '/usr/bin:/bin' },
  })
  child.unref()
  closeSync(log)
  return child
}

function connected(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}

/** @returns null when the watcher ends before its database is up */
function listenTo(user: Socket, say: (text: string) => void): Promise<Ready | null> {
  const lines = createInterface({ input: user })
  user.on('error', () => {})
  lines.on('error', () => {})
  return new Promise((resolve, reject) => {
    user.once('close', () => resolve(null))
    lines.on('line', (line) => {
      const message = JSON.parse(line) as WatcherMessage
      if ('say' in message) say(message.say)
      else if ('ready' in message) resolve(message.ready)
      else reject(new EmbeddedDatabaseError(message.failed.code, message.failed.message, message.failed.hint))
    })
  })
}
