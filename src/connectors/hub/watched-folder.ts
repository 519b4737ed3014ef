import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Clock, instant, msBetween } from '../../domain/clock.ts'
import type { Feed, OwnRecords, UnreadableOnPage } from '../../domain/connector.ts'
import { HubError, InvalidInput } from '../../domain/errors.ts'
import { fileEntity } from '../../domain/hub-records.ts'
import { ref } from '../../domain/record.ts'
import { mostFileBytes, receivedFile } from './received-file.ts'

/** Files that the page before has named: they are taken in, and go aside. */
const cursorSchema = z.array(z.string().max(400)).max(1000)

/** A file that somebody still writes changes: it is taken when it has been still for so long. */
const stillMs = 2_000
/** Where files lie that were taken. */
const taken = 'taken'

/**
 * Files that were dropped into the integration's folder or one folder below it. Each is kept before it is named; it goes
 * to `taken` only when the page that named it is committed, so a crash names it again and never loses it. The same content
 * twice is one record.
 */
export function watchedFolder(own: OwnRecords, clock: Clock, everyMs: number): Feed {
  const { integration, folder: root, files } = own
  return {
    name: 'files',
    of: fileEntity,
    everyMs,
    raises: 'unknown',
    async poll(cursor, limit) {
      for (const path of cursor === null ? [] : cursorSchema.parse(JSON.parse(cursor))) await putAside(path)
      const found = (await filesBelow(root)).slice(0, limit)
      const named: string[] = []
      const changed = []
      const unreadable: UnreadableOnPage[] = []
      for (const { folder, name, path } of found) {
        try {
          const { size, mtimeMs } = await stat(path)
          if (msBetween(instant(mtimeMs), clock.now()) < stillMs) continue
          if (size > mostFileBytes) throw tooLarge(name)
          const bytes = await readFile(path)
          const file = receivedFile({ folder, name, bytes, by: 'the watched folder', at: clock.now() })
          await files.add(integration, file)
          named.push(path)
          changed.push({ record: ref(fileEntity, file.key) })
        } catch (error) {
          // Somebody took it away meanwhile.
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
          if (!(error instanceof HubError)) throw error
          unreadable.push({ record: ref(fileEntity, [folder, name].filter(Boolean).join('/')), error })
        }
      }
      return { changed, unreadable, next: JSON.stringify(named), more: false }
    },
    /** One that could not be read is looked at by the next page. */
    look: async () => [],
  }
}

const tooLarge = (name: string) =>
  new InvalidInput('The file', [
    { at: name, reason: `has more than ${mostFileBytes / 1024 / 1024} MB; cut it into parts` },
  ])

interface Found {
  readonly folder: string
  readonly name: string
  readonly path: string
}

/** Links are not followed: they may lead anywhere. */
async function filesBelow(root: string): Promise<Found[]> {
  await mkdir(root, { recursive: true })
  const top = await readdir(root, { withFileTypes: true })
  const folders = top.filter((entry) => entry.isDirectory() && entry.name !== taken && !entry.name.startsWith('.'))
  const below = await Promise.all(
    folders.map(async ({ name: folder }) =>
      (await readdir(join(root, folder), { withFileTypes: true })).map((entry) => ({ folder, entry })),
    ),
  )
  return [...top.map((entry) => ({ folder: '', entry })), ...below.flat()]
    .filter(({ entry }) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ folder, entry: { name } }) => ({ folder, name, path: join(root, folder, name) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Beside the others of its folder; under another name where one of that name lies there. */
async function putAside(path: string): Promise<void> {
  const place = path.lastIndexOf('/') < 0 ? path.lastIndexOf('\\') : path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, place), path.slice(place + 1)]
  await mkdir(join(folder, taken), { recursive: true })
  const there = new Set(await readdir(join(folder, taken)))
  for (let count = 1; ; count++) {
    const free = count === 1 ? name : `${count}-${name}`
    if (there.has(free)) continue
    await rename(path, join(folder, taken, free)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    return
  }
}
