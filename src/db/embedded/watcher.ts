import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { clusterFolder, makeCluster, runningServer, serverArguments, worksIn } from './cluster.ts'
import { accepts, openDoor, shutDown } from './door.ts'
import { lockFolder } from './folder-lock.ts'
import {
  EmbeddedDatabaseError,
  folderTaken,
  logFile,
  openHome,
  readOrMakeInstance,
  type WatcherMessage,
  watcherAddress,
  windows,
} from './layout.ts'
import { findPrograms, type Programs, quiet } from './programs.ts'

/**
 * The watcher of one embedded PostgreSQL: a small process of its own, started by the first that needs the database.
 *
 *     hub ──────┐ one open connection each          ┌─ the lock of the data folder
 *     command ──┼──────────────────────► watcher ───┤
 *     mcp ──────┘                                   └─ PostgreSQL
 *
 * A connection that closes is a user that has ended, however it ended: the kernel closes it. When the last one is gone
 * the server lives ten seconds more, so that a hub that is started again finds it, and then shuts down. Watcher and
 * server have a session of their own: the terminal's Ctrl-C reaches the hub alone, which still needs its database.
 */
const lingerMs = 10_000
/** How often a server that does not stay up is started again, and the pause between. */
const mostStarts = 15
const betweenStartsMs = 300
/** An earlier server may still be making its last checkpoint. */
const longestEndMs = 60_000

async function watch(dataFolder: string): Promise<void> {
  const unlock = lockFolder(dataFolder)
  if (unlock === null) process.exit(folderTaken)
  // Held to the end: a lock that nothing refers to is collected, and is free again.
  process.on('exit', unlock)
  // From its own session on only these can come; the database ends when its users have ended.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  const users = watchUsers(await listen(watcherAddress(dataFolder)))
  process.on('SIGTERM', () => users.leaveAtOnce())
  try {
    const instance = readOrMakeInstance(dataFolder)
    const home = openHome(dataFolder, instance)
    const programs = await findPrograms(home)
    const folder = clusterFolder(home, programs.major)
    if (!existsSync(folder)) {
      users.tell({ say: 'Making the database …' })
      await makeCluster(home, programs, instance)
    }
    await serve({ dataFolder, home, folder, programs }, users)
    process.exit(0)
  } catch (error) {
    const { code, message, hint } =
      error instanceof EmbeddedDatabaseError
        ? error
        : new EmbeddedDatabaseError(
            'no_embedded_database',
            `The database could not be started: ${error instanceof Error ? error.message : String(error)}`,
            'Give a folder that can be written on a local disk with LEDGERLINE_DATA, or set DATABASE_URL to a PostgreSQL server.',
          )
    process.stderr.write(`${message}\n`)
    users.tell({ failed: { code, message, hint } })
    await users.heard
    process.exit(1)
  }
}

interface Users {
  tell(message: WatcherMessage): void
  /** Resolves when the last one has been gone for ten seconds. From then on nobody else is let in. */
  readonly gone: Promise<void>
  leaveAtOnce(): void
  /** Resolves when all that was told has reached its users, and there was one; or after three seconds. */
  readonly heard: Promise<void>
}

function watchUsers(door: Server): Users {
  const users = new Set<Socket>()
  const told: WatcherMessage[] = []
  const write = (user: Socket, message: WatcherMessage) => user.write(`${JSON.stringify(message)}\n`)
  let linger = lingerMs
  let leaving: NodeJS.Timeout | undefined
  let allGone = () => {}
  const gone = new Promise<void>((resolve) => {
    allGone = resolve
  })
  const leaveSoon = () => {
    clearTimeout(leaving)
    if (users.size > 0) return
    leaving = setTimeout(() => {
      door.close()
      allGone()
    }, linger)
  }
  door.on('connection', (user) => {
    users.add(user)
    clearTimeout(leaving)
    for (const message of told) write(user, message)
    user.on('error', () => {})
    user.on('close', () => {
      users.delete(user)
      leaveSoon()
    })
    user.resume()
  })
  // The starter may be killed before it is here.
  leaveSoon()
  return {
    tell(message) {
      // Who comes later hears the outcome alone.
      if ('ready' in message) told.length = 0
      told.push(message)
      for (const user of users) write(user, message)
    },
    gone,
    leaveAtOnce() {
      linger = 0
      leaveSoon()
    },
    get heard() {
      const deadline = pause(3000)
      const all = async () => {
        while (users.size === 0) await pause(20)
        door.close()
        await Promise.all([...users].map((user) => new Promise<void>((flushed) => user.end(flushed))))
      }
      return Promise.race([all(), deadline])
    },
  }
}

interface Place {
  readonly dataFolder: string
  readonly home: string
  readonly folder: string
  readonly programs: Programs
}

/** Keeps the server up until the users are gone, then shuts it down in order. */
async function serve({ dataFolder, home, folder, programs }: Place, users: Users): Promise<void> {
  const door = await openDoor(join(home, 'socket'))
  const log = openSync(logFile(dataFolder), 'a', 0o600)
  const answers = () => accepts(door)
  let told = false
  let leaving = false
  const gone = users.gone.then(() => {
    leaving = true
  })
  for (let failures = 0; !leaving; ) {
    const logged = statSync(logFile(dataFolder)).size
    const left = await leftServer(folder, dataFolder, answers)
    const server =
      left === null
        ? ownChild(
            spawn(programs.postgres, [...serverArguments(folder), ...door.arguments], {
              ...quiet,
              ...{ detached: true, windowsHide: true, stdio: ['ignore', log, log] },
            }),
          )
        : adopted(left, folder)
    let running = true
    const ended = server.ended.then(() => {
      running = false
    })
    while (running && !(await answers())) await pause(20)
    if (running && !told) {
      told = true
      users.tell({ ready: { host: door.host, port: door.port, folder, watcher: process.pid } })
    }
    failures = running ? 0 : failures + 1
    await Promise.race([ended, gone])
    if (running) {
      // "fast": open transactions are taken back, and a checkpoint is made.
      shutDown(server.pid, programs)
      await ended
    } else if (failures === mostStarts) throw notUp(dataFolder, logged)
    else await Promise.race([pause(betweenStartsMs), gone])
  }
}

/**
 * A server that a killed watcher left behind. One that is ending, or was killed and whose last processes still are,
 * is waited for: two at once would destroy the data.
 */
async function leftServer(folder: string, dataFolder: string, answers: () => Promise<boolean>): Promise<number | null> {
  for (const until = Date.now() + longestEndMs; Date.now() < until; await pause(100)) {
    const pid = runningServer(folder, dataFolder)
    if (pid === null) return null
    if (worksIn(pid, folder) && (await answers())) return pid
  }
  throw new EmbeddedDatabaseError(
    'embedded_database_down',
    `Processes of PostgreSQL are at work in ${folder} and take no connections`,
    'Wait until they have ended, or restart the machine. Do not remove files there.',
  )
}

interface RunningServer {
  readonly pid: number
  readonly ended: Promise<void>
}

const ownChild = (child: ChildProcess): RunningServer => ({
  pid: child.pid ?? 0,
  ended: new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  }),
})

/** A server whose watcher was killed: it goes on under this one, and nobody notices. */
const adopted = (pid: number, folder: string): RunningServer => ({
  pid,
  ended: (async () => {
    while (worksIn(pid, folder)) await pause(250)
  })(),
})

function notUp(dataFolder: string, from: number): EmbeddedDatabaseError {
  const said = readFileSync(logFile(dataFolder)).subarray(from).toString('utf8')
  const reason = /(?:FATAL|PANIC|ERROR):\s+(.*)/.exec(said)?.[1] ?? 'it says nothing'
  return new EmbeddedDatabaseError(
    'embedded_database_down',
    `PostgreSQL does not stay up: ${reason}`,
    `Look into ${logFile(dataFolder)}. Is the disk full? If the data is broken, restore a backup into a new folder.`,
  )
}

function listen(address: string): Promise<Server> {
  // The lock is ours, so a socket that lies there was left by a watcher that was killed.
  if (!windows) rmSync(address, { force: true })
  return new Promise((resolve, reject) => {
    const door = createServer()
    door.once('error', reject)
    door.listen(address, () => resolve(door))
  })
}

const [given] = process.argv.slice(2)
if (given !== undefined) {
  mkdirSync(given, { recursive: true, mode: 0o700 })
  await watch(realpathSync(given))
}
