import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { HubError } from '../domain/errors.ts'

/**
 * How a command on the same machine finds the running hub and is let in: a file in the data folder that only its owner
 * can read. It lets commands read, run and replay. It is never enough for a decision.
 */
export interface Access {
  readonly url: string
  readonly token: string
  readonly pid: number
  /** The folder that the hub runs on, and which one that is on its disk: in a copy neither is true. */
  readonly folder?: string | undefined
  readonly instance?: string | undefined
}

const accessSchema = z.object({
  url: z.url(),
  token: z.string().check(z.minLength(32)),
  pid: z.int(),
  folder: z.optional(z.string()),
  instance: z.optional(z.string()),
})

/** A folder copied while its hub ran holds the key to that hub: a command in the copy would drive the original. */
class CopiedAccess extends HubError {
  readonly code = 'data_folder_copied'
  readonly next = { do: 'ask' } as const
  readonly hint: string
  constructor(here: string, { folder, url }: Access) {
    super(`${here} looks like a copy of ${folder}: the hub at ${url} runs on that one`)
    this.hint = `Nothing was done. Name the folder that is meant with LEDGERLINE_DATA; or remove ${pathIn(here)}, if the copy is to live by itself. Two hubs on one shop and company would both write.`
  }
}

/** Survives a rename and another path to the same folder; no copy has it. */
function instanceOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true })
  return `${dev}:${ino}`
}

const pathIn = (dataFolder: string) => join(dataFolder, 'access.json')

export const newToken = () => randomBytes(32).toString('base64url')

export function writeAccess(dataFolder: string, access: Pick<Access, 'url' | 'token' | 'pid'>): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const path = pathIn(dataFolder)
  rmSync(path, { force: true })
  const whole: Access = { ...access, folder: realpathSync(dataFolder), instance: instanceOf(dataFolder) }
  writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
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

/** @throws CopiedAccess when the file came with a copy of the folder that its hub runs on */
export function refuseCopy(dataFolder: string, access: Access): void {
  const { folder, instance } = access
  if (folder === undefined || realpathSync(dataFolder) === folder || instanceOf(dataFolder) === instance) return
  throw new CopiedAccess(dataFolder, access)
}

/** Removes the file at the end, unless another hub has written its own since. */
export function removeAccess(dataFolder: string, token: string): void {
  if (readAccess(dataFolder)?.token === token) rmSync(pathIn(dataFolder), { force: true })
}
