import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { InvalidInput } from '../domain/errors.ts'
import type { Json } from '../domain/record.ts'

/**
 * An integration as a folder of readable JSON files, made for git: `integration.json` (connections without secrets,
 * cut-over), `settings.json`, `flows/`, `mappings/`, `value-maps/`. One part a file, two spaces, a newline at the end.
 */
export type Parts = Readonly<Record<string, Json>>

const known = /^(integration\.json|settings\.json|(flows|mappings|value-maps)\/[a-z0-9][a-z0-9-]*\.json)$/i

/** @throws InvalidInput when the folder is missing, a file is not JSON, or a file is none of the known parts. */
export function readFolder(folder: string): Parts {
  let names: string[]
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort()
  } catch (cause) {
    throw new InvalidInput('Import', [
      { at: folder, reason: `cannot be read (${cause instanceof Error && 'code' in cause ? cause.code : 'unknown'})` },
    ])
  }
  const problems: { at: string; reason: string }[] = []
  const parts: Record<string, Json> = {}
  for (const name of names) {
    if (!known.test(name))
      problems.push({ at: name, reason: 'is no part of an integration; move it out of the folder' })
    try {
      parts[name] = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json
    } catch (cause) {
      problems.push({ at: name, reason: cause instanceof Error ? cause.message : 'is not JSON' })
    }
  }
  if (!('integration.json' in parts))
    problems.push({ at: 'integration.json', reason: 'is missing; "ledgerline init" writes one' })
  if (problems.length > 0) throw new InvalidInput('Import', problems)
  return parts
}

/** Writes the parts, and removes parts of an earlier export that are gone. Other files in the folder stay. */
export function writeFolder(folder: string, parts: Parts): void {
  mkdirSync(folder, { recursive: true })
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const name = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
    if (entry.isFile() && known.test(name) && !(name in parts)) rmSync(join(folder, name))
  }
  for (const [name, part] of Object.entries(parts)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${JSON.stringify(part, null, 2)}\n`)
  }
}
