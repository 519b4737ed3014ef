// Which sources a bundle was made of. Plain JavaScript without dependencies: it runs before anything is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What goes into a bundle: our code, what is read beside it, and the packages as the lock file fixes them. */
const folders = ['src', 'tools', 'prompts']

/** A hash of the content of every source: an edit makes another, wherever it was made and whatever its time says. */
export function sourcesHash(checkout = root) {
  const hash = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')))
  for (const path of folders.flatMap((folder) => filesIn(join(checkout, folder))).sort()) {
    hash.update(`\n${relative(checkout, path).split(sep).join('/')}\n`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Every file below a folder, whole paths, but for installed packages; none where there is no such folder. */
export function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path)
    return entry.isFile() ? [path] : []
  })
}
