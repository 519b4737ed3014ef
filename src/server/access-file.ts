import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * How a command on the same machine finds the running hub and is let in: a file in the data folder that only its owner
 * can read. It lets commands read, run and replay. It is never enough for a decision.
 */
export interface Access {
  readonly url: string
  readonly token: string
  readonly pid: number
}

const accessSchema = z.object({ url: z.url(), token: z.string().min(32), pid: z.int() })

const pathIn = (dataFolder: string) => join(dataFolder, 'access.json')

export const newToken = () => randomBytes(32).toString('base64url')

export function writeAccess(dataFolder: string, access: Access): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const path = pathIn(dataFolder)
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
}

/** The file of the hub that runs on this data folder; null when none was left there. */
export function readAccess(dataFolder: string): Access | null {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8')))
  } catch {
    return null
  }
}

/** Removes the file at the end, unless another hub has written its own since. */
export function removeAccess(dataFolder: string, token: string): void {
  if (readAccess(dataFolder)?.token === token) rmSync(pathIn(dataFolder), { force: true })
}

export function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
