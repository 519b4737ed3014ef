// Which sources a bundle was made of. Plain JavaScript without dependencies: it runs before anything is installed.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What goes into a bundle: our code, what is read beside it, and the packages as the lock file fixes them. */
const folders = ['src', 'tools', 'prompts']

/** A hash of the content of every source: an edit makes another, wherever it was made and whatever its time says. */
export function sourcesHash() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const path of folders.flatMap(filesIn).sort())
    hash.update(`\n${relative(root, path).split(sep).join('/')}\n`).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

function filesIn(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}
