import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instant } from './domain/clock.ts'
import { type IntegrationId, integrationId, recordKey } from './domain/record.ts'

/** Where the watched folder puts what it has taken. */
const taken = 'taken'

/**
 * After a restore: files that the watched folder took since the backup lie in `taken`, and the database has never heard of
 * them. They go back to where they were dropped, so that the hub takes them again. One that is known stays; one that was
 * there before the backup stays, also where its text was removed since.
 * @param root of all integrations' files
 * @param isKept whether the database has the file, by the hash of its bytes
 * @returns their paths below `root`
 */
export async function putBackUntaken(
  root: string,
  since: Instant,
  isKept: (integration: IntegrationId, key: string) => Promise<boolean>,
): Promise<string[]> {
  const back: string[] = []
  for (const integration of foldersIn(root))
    for (const folder of [
      '',
      ...foldersIn(join(root, integration)).filter((name) => name !== taken && !name.startsWith('.')),
    ]) {
      const aside = join(root, integration, folder, taken)
      for (const name of filesIn(aside)) {
        const { ctimeMs, mtimeMs } = statSync(join(aside, name))
        // It was renamed when it was taken: its time of change says when, also where its text is older.
        if (Math.max(ctimeMs, mtimeMs) < Date.parse(since)) continue
        const key = recordKey(
          createHash('sha256')
            .update(readFileSync(join(aside, name)))
            .digest('hex'),
        )
        if (await isKept(integrationId(integration), key)) continue
        const path = freeIn(join(root, integration, folder), name)
        mkdirSync(dirname(path), { recursive: true })
        renameSync(join(aside, name), path)
        back.push(path.slice(root.length + 1))
      }
    }
  return back
}

/** Under another name where one of that name lies there. */
function freeIn(folder: string, name: string): string {
  const there = new Set(readdirSync(folder))
  let free = name
  for (let count = 2; there.has(free); count++) free = `${count}-${name}`
  return join(folder, free)
}

const entriesIn = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
const foldersIn = (folder: string) => entriesIn(folder).flatMap((one) => (one.isDirectory() ? [one.name] : []))
const filesIn = (folder: string) => entriesIn(folder).flatMap((one) => (one.isFile() ? [one.name] : []))
