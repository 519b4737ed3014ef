import { constants, type Stats } from 'node:fs'
import { mkdir, open, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Clock, instant, msBetween } from '../../domain/clock.ts'
import type { ChangedRecord, Feed, OwnRecords, UnreadableOnPage } from '../../domain/connector.ts'
import { HubError, InvalidInput } from '../../domain/errors.ts'
import { fileEntity } from '../../domain/hub-records.ts'
import { type RecordKey, recordKey, ref } from '../../domain/record.ts'
import { fileKey, mostFileBytes, receivedFile } from './received-file.ts'

/** Files that the page before has named, below the root, with the key of what was in them: they go aside. */
const cursorSchema = z.array(z.strictObject({ folder: z.string(), name: z.string(), key: z.string() }))

/** A file that somebody still writes changes: it is taken when it has been still for so long. Uploads over a network stall. */
const stillMs = 10_000
/** Where files lie that were taken. */
const taken = 'taken'

/**
 * Files that were dropped into the integration's folder or one folder below it. Each is kept before it is named; it goes
 * to `taken` only when the page that named it is committed, so a crash names it again and never loses it. It goes there as
 * it was read: one that was written over since stays, and is read again. The same content twice in a folder is one record.
 */
export function watchedFolder(own: OwnRecords, clock: Clock, everyMs: number): Feed {
  const { integration, folder: root, files } = own

  /** With the hash of what was in it. Null: it is still written, or gone. @throws HubError: it cannot be taken */
  async function take(place: Place): Promise<(ChangedRecord & { readonly key: RecordKey }) | null> {
    const { folder, name } = place
    if (name.includes('\uFFFD')) throw refused(name, 'has a name that is not UTF-8; rename it')
    const read = await content(join(root, folder, name), clock).catch((error: NodeJS.ErrnoException) => {
      throw error.code === undefined
        ? error
        : refused(name, `cannot be read (${error.code}): give the hub the right to`)
    })
    if (read === null || msBetween(instant(read.writtenMs), clock.now()) < stillMs) return null
    if (read.bytes === null) throw refused(name, `has more than ${mostFileBytes / 1024 / 1024} MB; cut it into parts`)
    const by = 'the watched folder'
    const file = receivedFile({ folder, name, bytes: read.bytes, by, at: clock.now() })
    const { key } = await files.add(integration, file)
    return { record: ref(fileEntity, key), key: file.key }
  }

  return {
    name: 'files',
    of: fileEntity,
    everyMs,
    raises: 'unknown',
    async poll(cursor, limit) {
      // A position of another form names nothing: what lies there is named again, and starts nothing.
      const before = cursorSchema.safeParse(cursor === null ? [] : JSON.parse(cursor))
      for (const one of before.data ?? []) await putAside(root, one, clock)
      const named: z.output<typeof cursorSchema> = []
      const changed: ChangedRecord[] = []
      const unreadable: UnreadableOnPage[] = []
      for (const place of await filesBelow(root)) {
        if (named.length >= limit) break
        try {
          const its = await take(place)
          if (its === null) continue
          named.push({ ...place, key: its.key })
          changed.push({ record: its.record })
        } catch (error) {
          if (!(error instanceof HubError)) throw error
          unreadable.push({ record: ref(fileEntity, pathOf(place)), error })
        }
      }
      return { changed, unreadable, next: JSON.stringify(named), more: false }
    },
    async look({ key }) {
      const place = (await filesBelow(root)).find((one) => recordKey(pathOf(one)) === key)
      const its = place ? await take(place) : null
      return its ? [{ record: its.record }] : []
    },
  }
}

const refused = (name: string, reason: string) => new InvalidInput('The file', [{ at: name.slice(0, 200), reason }])

interface Content {
  readonly bytes: Uint8Array | null
  /** When it was changed last. */
  readonly writtenMs: number
}

/**
 * What a file holds: `bytes` null where it is larger than any that is taken. Null: it is gone, or no file any more, or
 * somebody has written into it while it was read. A link is not followed, also one that has taken the file's place
 * meanwhile: it may lead anywhere.
 */
async function content(path: string, clock: Clock): Promise<Content | null> {
  // Not on Windows. Without waiting, a pipe in its place would stop the feed.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const opened = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return null
    throw error
  })
  if (opened === null) return null
  try {
    const now = await opened.stat()
    if (!now.isFile()) return null
    // A time to come was copied with the file from a machine whose clock is ahead: what counts is when it came here.
    const writtenMs = now.mtimeMs > Date.parse(clock.now()) ? now.ctimeMs : now.mtimeMs
    const bytes = now.size > mostFileBytes ? null : await opened.readFile()
    return sameWriting(now, await opened.stat()) ? { bytes, writtenMs } : null
  } finally {
    await opened.close()
  }
}

/** A copy that keeps the times sets the one back, and not the other. */
const sameWriting = (before: Stats, after: Stats) =>
  before.size === after.size && before.mtimeMs === after.mtimeMs && before.ctimeMs === after.ctimeMs

interface Place {
  /** Empty: the root itself. */
  readonly folder: string
  readonly name: string
}

const pathOf = ({ folder, name }: Place) => [folder, name].filter(Boolean).join('/')

async function filesBelow(root: string): Promise<Place[]> {
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
    .map(({ folder, entry: { name } }) => ({ folder, name }))
    .sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))
}

/** Beside the others of its folder; under another name where one of that name lies there. */
async function putAside(
  root: string,
  { folder, name, key }: Place & { readonly key: string },
  clock: Clock,
): Promise<void> {
  const path = join(root, folder, name)
  try {
    const bytes = (await content(path, clock))?.bytes ?? null
    if (bytes === null || fileKey(bytes) !== key) return
    const aside = join(root, folder, taken)
    await mkdir(aside, { recursive: true })
    const there = new Set(await readdir(aside))
    let free = name
    for (let count = 2; there.has(free); count++) free = `${count}-${name}`
    await rename(path, join(aside, free))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    if (code === undefined) throw error
    throw refused(
      pathOf({ folder, name }),
      `was taken in, and cannot be moved to “${taken}” (${code}): give the hub the right to`,
    )
  }
}
