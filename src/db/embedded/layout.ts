import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '../../domain/errors.ts'

/** Why there is no embedded database here, in one line, and what to do instead. */
export class EmbeddedDatabaseError extends HubError {
  readonly code: string
  readonly next = { do: 'ask' } as const
  readonly hint: string
  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

export const otherwise = 'Set DATABASE_URL to a PostgreSQL server (postgres://user:password@host:5432/database).'

/** The embedded database of one data folder. Made once, by the first watcher. */
export interface Instance {
  /** Also stored in the database itself (`ledgerline.instance` in its postgresql.conf): a mix-up of folders shows. */
  readonly id: string
  readonly password: string
  /** Where the database lives, absolute; null: in the data folder. */
  readonly home: string | null
}

export const windows = process.platform === 'win32'
export const asRoot = process.getuid?.() === 0

/** PostgreSQL refuses to run as root; this is its user then: "nobody", which every Unix has. */
const nobody = 65_534
/**
 * The server's group as root. It stands in no /etc/group, so that other programs that run as "nobody" are not in it:
 * only this group may enter the database's home.
 */
const ownGroup = 64_620
export const identity: { uid?: number; gid?: number } = asRoot ? { uid: nobody, gid: ownGroup } : {}

const rootHome = '/var/lib/ledgerline'

/** The part of the data folder that belongs to the database. */
export const databaseFolder = (dataFolder: string) => join(dataFolder, 'postgres')
export const logFile = (dataFolder: string) => join(databaseFolder(dataFolder), 'log')
const instanceFile = (dataFolder: string) => join(databaseFolder(dataFolder), 'instance.json')
const ownerFile = (home: string) => join(home, 'data-folder')

/** What was made for this folder; null when nothing was. @throws EmbeddedDatabaseError when it cannot be read */
export function readInstance(dataFolder: string): Instance | null {
  try {
    // Read by hand and not with zod: the watcher reads it too, and stays small.
    const read = JSON.parse(readFileSync(instanceFile(dataFolder), 'utf8')) as Partial<Instance>
    if (typeof read.id === 'string' && typeof read.password === 'string')
      return { id: read.id, password: read.password, home: read.home ?? null }
    throw new SyntaxError('its form is unknown')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new EmbeddedDatabaseError(
      'data_folder_unreadable',
      `${instanceFile(dataFolder)} cannot be read (${code ?? (cause as Error).message})`,
      'Start as the user who made the folder, or give another folder with LEDGERLINE_DATA.',
      { cause },
    )
  }
}

/** Where the database of this folder lives, when that is elsewhere: as root it is. */
export const homeElsewhere = (dataFolder: string): string | null => readInstance(dataFolder)?.home ?? null

/** Called by the watcher alone, which holds the folder's lock. */
export function readOrMakeInstance(dataFolder: string): Instance {
  const known = readInstance(dataFolder)
  if (known) return known
  const id = randomUUID()
  const made = {
    id,
    password: randomBytes(32).toString('base64url'),
    home: asRoot ? join(rootHome, id) : null,
  }
  writeFileSync(
    join(dataFolder, 'DO-NOT-COPY-THIS-FOLDER-WHILE-LEDGERLINE-RUNS.txt'),
    `This folder holds a database. A copy that is made while it runs is broken, and nobody notices at first.
Use "ledgerline backup FILE": it may run at any time. "ledgerline restore FILE" reads it back.
To move or copy the folder itself, stop Ledgerline and wait ten seconds: then the database has ended too.
${made.home === null ? '' : `As root, the database itself lives in ${made.home}: this folder only points there.\n`}`,
  )
  writeFileSync(instanceFile(dataFolder), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return made
}

/**
 * The folder that holds the cluster, the sockets and, for root, a copy of the programs; closed to everyone else.
 * As root it lies outside of the data folder, because the server's own user cannot enter a folder below /root.
 */
export function openHome(dataFolder: string, instance: Instance): string {
  if (instance.home === null) return databaseFolder(dataFolder)
  const { home } = instance
  const owner = ownerFile(home)
  if (existsSync(owner)) {
    const other = readFileSync(owner, 'utf8')
    if (!sameFolder(other, dataFolder) && existsSync(instanceFile(other)))
      throw copied(dataFolder, other, 'Its database is not in it')
  } else if (existsSync(join(home, 'socket'))) {
    throw new EmbeddedDatabaseError('database_missing', `${home} was made for no data folder`, 'Remove it by hand.')
  } else if (existsSync(join(databaseFolder(dataFolder), 'made'))) {
    throw new EmbeddedDatabaseError(
      'database_missing',
      `The database of ${dataFolder} was in ${home}, and is not there`,
      'Bring that folder back from where it was, or restore a backup into a new data folder. In a container, keep /var/lib/ledgerline on a volume too, or run as a user that is not root.',
    )
  }
  mkdirSync(home, { recursive: true })
  chmodSync(rootHome, 0o711)
  chownSync(home, 0, ownGroup)
  chmodSync(home, 0o710)
  writeFileSync(owner, dataFolder, { mode: 0o600 })
  writeFileSync(join(databaseFolder(dataFolder), 'made'), home, { mode: 0o600 })
  return home
}

export function copied(dataFolder: string, original: string, why: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    'data_folder_copied',
    `${dataFolder} is a copy of ${original}, made while its database ran. ${why}`,
    `Use the original. For a copy: "ledgerline backup FILE" there, then "ledgerline restore FILE" into a new data folder.`,
  )
}

export function sameFolder(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)]
    return a.dev === b.dev && a.ino === b.ino
  } catch {
    return false
  }
}

/** A folder for its owner alone. @throws EmbeddedDatabaseError where the file system keeps no permissions */
export function makePrivate(folder: string, forServer = false): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (windows) return
  chmodSync(folder, 0o700)
  if (forServer && asRoot) chownSync(folder, nobody, ownGroup)
  if ((statSync(folder).mode & 0o077) !== 0)
    throw new EmbeddedDatabaseError(
      'no_permissions_kept',
      `${folder} stays open to other users: its file system keeps no permissions, and PostgreSQL refuses that`,
      `Give a folder on another file system with LEDGERLINE_DATA. Or: ${otherwise}`,
    )
}

/** The longest path of a socket: 104 bytes on macOS, 108 on Linux, with a zero at the end. */
const longestSocket = 103

/**
 * Where sockets lie. In the folder itself; where its path is too long for a socket, in a short one that is as private.
 * @param name the longest name of a socket there
 */
export function socketFolder(folder: string, name: string): string {
  if (Buffer.byteLength(join(folder, name)) <= longestSocket) return folder
  const base = asRoot ? rootHome : `/tmp/ledgerline-${process.getuid?.()}`
  const short = join(base, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  for (const made of [base, short]) {
    if (made === rootHome) continue
    makePrivate(made)
    // /tmp is everyone's: a link, or a folder of somebody else, is none of ours.
    const found = lstatSync(made)
    if (!found.isDirectory() || found.uid !== process.getuid?.())
      throw new EmbeddedDatabaseError(
        'socket_folder_taken',
        `${made} belongs to somebody else`,
        'Give a data folder with a shorter path with LEDGERLINE_DATA.',
      )
  }
  return short
}

/** Where a data folder's watcher listens. On Windows a pipe, which has no folder. */
export function watcherAddress(dataFolder: string): string {
  if (windows) return `\\\\.\\pipe\\ledgerline-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 32)}`
  return join(socketFolder(databaseFolder(dataFolder), 'watcher'), 'watcher')
}

/** Exit code of a watcher: another one has the folder. */
export const folderTaken = 3

/** What a watcher tells each process that uses its database, one JSON document a line. */
export type WatcherMessage =
  | { readonly say: string }
  /** PostgreSQL takes connections: `host` is a folder with its socket, or an address; `folder` is its cluster. */
  | {
      readonly ready: {
        readonly host: string
        readonly port: number
        readonly folder: string
        readonly watcher: number
      }
    }
  | { readonly failed: { readonly code: string; readonly message: string; readonly hint: string } }
