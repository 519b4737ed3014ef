import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { InvalidInput } from './domain/errors.ts'

type Environment = Readonly<Record<string, unknown>>

/** By any of these a folder is known as a hub's. */
const marks = [
  join('postgres', 'log'),
  join('database', 'PG_VERSION'),
  join('demo', 'demo.json'),
  'access.json',
  'terminal.json',
  'lock',
]
/** What file systems and desktops put into an empty folder. */
const nobodys = new Set(['lost+found', '.DS_Store', 'desktop.ini', '.gitkeep'])

/** Whether a hub has kept its data there. */
const isDataFolder = (folder: string) => marks.some((mark) => existsSync(join(folder, mark)))

/** Another hub begins there in this moment: the folder of its database is made, and nothing is in it yet. */
function isBegun(folder: string, held: readonly string[]): boolean {
  if (held.length !== 1 || held[0] !== 'postgres') return false
  const inside = readdirSync(join(folder, 'postgres'))
  return inside.length === 0 || isDataFolder(folder)
}

/**
 * The data folder when none is named: `data` in the checkout, or the user's data home for an installed package. It does
 * not depend on where a command is started, with one exception for the folders of earlier versions.
 * @returns `note`: what a person should know about the choice
 */
export function defaultDataFolder(environment: Environment): { readonly folder: string; readonly note: string | null } {
  const own = join(checkout(environment) ?? join(dataHome(environment), 'ledgerline'), 'data')
  const here = resolve('data')
  if (here === own || !isDataFolder(here)) return { folder: own, note: null }
  return {
    folder: here,
    note: `Using ${here}, which holds a hub’s data, instead of ${own}. Set LEDGERLINE_DATA to say which one is meant.`,
  }
}

/** The checkout that this program runs from; null: it is a package. Handed over by the bootstrap, which knows it; a source file that is run as it is finds it above itself. */
export function checkout({ LEDGERLINE_CHECKOUT }: Environment): string | null {
  if (typeof LEDGERLINE_CHECKOUT === 'string') return LEDGERLINE_CHECKOUT
  const source = import.meta.dirname
  return basename(source) === 'src' ? dirname(source) : null
}

function dataHome({ XDG_DATA_HOME, LOCALAPPDATA }: Environment): string {
  if (typeof XDG_DATA_HOME === 'string') return XDG_DATA_HOME
  if (process.platform === 'win32' && typeof LOCALAPPDATA === 'string') return LOCALAPPDATA
  return join(homedir(), '.local', 'share')
}

const refuse = (folder: string, reason: string) =>
  new InvalidInput('Configuration', [{ at: 'LEDGERLINE_DATA', reason: `${folder} ${reason}` }])

/**
 * Makes the folder, or takes one that is empty or a hub's already, for its owner alone. One that holds other things stays
 * as it is.
 * @throws InvalidInput
 */
export function claimDataFolder(folder: string): void {
  let held: readonly string[]
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    held = readdirSync(folder).filter((name) => !nobodys.has(name))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw refuse(folder, `cannot be used as a folder (${code}); name one that you may write to`)
  }
  if (held.length > 0 && !isDataFolder(folder) && !isBegun(folder, held))
    throw refuse(
      folder,
      `holds other things (${held.slice(0, 3).join(', ')}${held.length > 3 ? ', …' : ''}) and no data of a hub; name an empty or a new folder`,
    )
  if ((statSync(folder).mode & 0o077) === 0) return
  try {
    chmodSync(folder, 0o700)
  } catch {
    // A volume that belongs to another user: what is secret in it is closed by itself.
  }
}

/** @throws InvalidInput where no hub has kept anything yet, so that a misspelt folder is not taken for an empty hub */
export function requireDataFolder(folder: string): void {
  if (!isDataFolder(folder))
    throw refuse(folder, 'holds no data of a hub; "ledgerline start" or "ledgerline import FOLDER" begins one')
}
