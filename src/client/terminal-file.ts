import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'

/** The session of a person at this terminal: beside the access file, and as readable. */
export interface TerminalSession {
  readonly email: string
  readonly token: string
  /** UTC. */
  readonly expiresAt: string
}

const schema = z.object({ email: z.string(), token: z.string().check(z.minLength(32)), expiresAt: z.iso.datetime() })
const pathIn = (dataFolder: string) => join(dataFolder, 'terminal.json')

/** The session that lasts now; null: there is none. */
export function readTerminal(dataFolder: string, now = new Date().toISOString()): TerminalSession | null {
  try {
    const found = schema.parse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8')))
    return found.expiresAt > now ? found : null
  } catch {
    return null
  }
}

export function writeTerminal(dataFolder: string, session: TerminalSession): void {
  const path = pathIn(dataFolder)
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
}

export const removeTerminal = (dataFolder: string) => rmSync(pathIn(dataFolder), { force: true })
