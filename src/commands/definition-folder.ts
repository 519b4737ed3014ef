import { randomUUID } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { InvalidInput } from '../domain/errors.ts'
import type { Json } from '../domain/record.ts'

/**
 * An integration as a folder of readable JSON files, made for git: `integration.json` (connections without secrets,
 * cut-over), `settings.json`, `custom-fields.json`, `flows/`, `mappings/`, `value-maps/`. One part a file, two spaces, a newline at the end.
 * `.schemas/` tells editors what each kind of file may hold; the files name theirs as `$schema`, which the hub never sees.
 */
export type Parts = Readonly<Record<string, Json>>

const known =
  /^(integration\.json|settings\.json|custom-fields\.json|(flows|mappings|value-maps)\/[a-z0-9][a-z0-9-]*\.json)$/i

/** @throws InvalidInput when the folder is missing, a file is not JSON, or a file is none of the known parts. */
export function readFolder(folder: string): Parts {
  let names: string[]
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !name.startsWith(`${schemasFolder}/`))
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
      parts[name] = withoutSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json)
    } catch (cause) {
      problems.push({ at: name, reason: cause instanceof Error ? cause.message : 'is not JSON' })
    }
  }
  if (!('integration.json' in parts))
    problems.push({
      at: 'integration.json',
      reason: 'is missing; "ledgerline init FOLDER --shop URL --gp URL --company-id ID" writes one',
    })
  if (problems.length > 0) throw new InvalidInput('Import', problems)
  return parts
}

/**
 * Writes the parts, and removes parts of an earlier export that are gone. Other files in the folder stay.
 * @param schemas by the kind of file. @see schemasOf
 */
export function writeFolder(folder: string, parts: Parts, schemas: Parts = {}): void {
  mkdirSync(folder, { recursive: true })
  for (const [kind, schema] of Object.entries(schemas)) writeFile(folder, `${schemasFolder}/${kind}.json`, schema)
  for (const within of ['', 'flows', 'mappings', 'value-maps']) {
    // Not what is elsewhere and only linked to from here.
    if (!lstatSync(join(folder, within), { throwIfNoEntry: false })?.isDirectory()) continue
    for (const entry of readdirSync(join(folder, within), { withFileTypes: true })) {
      const name = within === '' ? entry.name : `${within}/${entry.name}`
      if (!entry.isDirectory() && known.test(name) && !Object.hasOwn(parts, name)) rmSync(join(folder, name))
    }
  }
  for (const [name, part] of Object.entries(parts)) writePart(folder, name, part)
}

/** One part as a file, which names its schema where the folder has one. */
export function writePart(folder: string, name: string, part: Json): void {
  const schema = `${schemasFolder}/${name.split('/')[0]!.replace(/\.json$/, '')}.json`
  const named =
    part !== null && typeof part === 'object' && !Array.isArray(part) && existsSync(join(folder, schema))
      ? { $schema: `${name.includes('/') ? '../' : './'}${schema}`, ...part }
      : part
  writeFile(folder, name, named)
}

const schemasFolder = '.schemas'

function withoutSchema(part: Json): Json {
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
  const { $schema: _, ...rest } = part
  return rest
}

/**
 * A new file takes the place of the one before, so that a link somebody has put there is replaced and not written through;
 * a folder that is a link to elsewhere is refused.
 */
function writeFile(folder: string, name: string, part: Json): void {
  const path = join(folder, name)
  const within = dirname(name)
  if (within !== '.') {
    const subfolder = join(folder, within)
    mkdirSync(subfolder, { recursive: true })
    if (!lstatSync(subfolder).isDirectory())
      throw new InvalidInput('Export', [{ at: subfolder, reason: 'is a link to another place; remove it first' }])
  }
  const fresh = join(folder, within, `.${randomUUID()}.new`)
  writeFileSync(fresh, `${JSON.stringify(part, null, 2)}\n`, { flag: 'wx' })
  try {
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
