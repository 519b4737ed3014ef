import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { InvalidInput } from '../domain/errors.ts'
import {
  cellsOf,
  exactLine,
  type HistoryKind,
  type HistoryPage,
  historyKindNames,
  historyKinds,
} from '../reconcile/index.ts'
import { version } from '../version.ts'

/** Asks the hub's own routes. */
interface Reader {
  get<T>(path: string): Promise<T>
}

const manifestFile = 'manifest.json'
const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** What this folder is, for who finds it in ten years. */
  about: z.string(),
  integration: z.string(),
  /** When the writing began, UTC. */
  at: z.string(),
  program: z.string(),
  /** Records that could not be read. */
  unreadable: z.int().min(0),
  files: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z-]+\.(jsonl|csv)$/),
      about: z.string(),
      records: z.int().min(0),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
type HistoryManifest = z.output<typeof manifestSchema>
type FileEntry = HistoryManifest['files'][number]

const about =
  'A history of orders, customers, payments and documents that Ledgerline carried from a PrestaShop shop to Microsoft Dynamics GP. Each *.jsonl holds one whole record a line (JSON, UTF-8); the *.csv of the same name the fields of it that are one value (RFC 4180, UTF-8, CRLF, first line names them). Amounts are decimal text, times UTC. "links" says which record became which, with what was written and how it was proved.'

/** A file that is written piece by piece, with its hash and size. */
class HashedFile {
  private readonly handle: FileHandle
  private readonly hash: Hash = createHash('sha256')
  private bytes = 0
  private records = 0

  constructor(handle: FileHandle) {
    this.handle = handle
  }

  async write(text: string, records: number): Promise<void> {
    const piece = Buffer.from(text)
    await this.handle.writeFile(piece)
    this.hash.update(piece)
    this.bytes += piece.length
    this.records += records
  }

  /** What was written is on the disk. */
  async end(): Promise<Pick<FileEntry, 'records' | 'bytes' | 'sha256'>> {
    await this.handle.sync()
    await this.handle.close()
    return { records: this.records, bytes: this.bytes, sha256: this.hash.digest('hex') }
  }
}

/**
 * Writes a history a page at a time: its size does not matter. The folder has its name only when all of it is there.
 * @throws InvalidInput where the folder exists
 */
export async function writeHistory(
  reader: Reader,
  integration: string,
  to: string,
): Promise<{ readonly manifest: HistoryManifest; readonly sha256: string }> {
  const folder = resolve(to)
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  if (exists) throw new InvalidInput('The folder', [{ at: to, reason: 'exists already; nothing is written over' }])
  const { renameFile } = await import('../db/index.ts')
  await mkdir(dirname(folder), { recursive: true })
  // A name of its own: what else lies there is somebody's.
  const partial = `${folder}.partial-${randomUUID()}`
  await mkdir(partial)
  try {
    const written = await writeAll(reader, integration, partial)
    renameFile(partial, folder)
    return written
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

async function writeAll(
  reader: Reader,
  integration: string,
  partial: string,
): Promise<{ readonly manifest: HistoryManifest; readonly sha256: string }> {
  const at = new Date().toISOString()
  const files: FileEntry[] = []
  let unreadable = 0
  for (const kind of historyKindNames) {
    const written = await writeKind(reader, integration, kind, partial)
    files.push(...written.files)
    unreadable += written.unreadable
  }
  const manifest: HistoryManifest = {
    format: 1,
    about,
    integration,
    at,
    program: `ledgerline ${version}`,
    unreadable,
    files,
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await using file = await open(join(partial, manifestFile), 'wx')
  await file.writeFile(text)
  await file.sync()
  return { manifest, sha256: createHash('sha256').update(text).digest('hex') }
}

async function writeKind(reader: Reader, integration: string, kind: HistoryKind, folder: string) {
  const at = `/api/integrations/${encodeURIComponent(integration)}/history/${kind}`
  // Closed also where the hub refuses a page.
  await using linesFile = await open(join(folder, `${kind}.jsonl`), 'wx')
  await using tableFile = await open(join(folder, `${kind}.csv`), 'wx')
  const [lines, table] = [new HashedFile(linesFile), new HashedFile(tableFile)]
  let unreadable = 0
  let isFirst = true
  for (let after: string | null = ''; after !== null; ) {
    const page: HistoryPage = await reader.get(after === '' ? at : `${at}?after=${encodeURIComponent(after)}`)
    if (isFirst) await table.write(`${exactLine(page.columns)}\r\n`, 0)
    isFirst = false
    const { records, columns } = page
    if (records.length > 0) {
      await lines.write(records.map((one) => `${JSON.stringify(one)}\n`).join(''), records.length)
      await table.write(records.map((one) => `${exactLine(cellsOf(one, columns))}\r\n`).join(''), records.length)
    }
    unreadable += page.unreadable
    after = page.next
  }
  return {
    unreadable,
    files: [
      { name: `${kind}.jsonl`, about: historyKinds[kind], ...(await lines.end()) },
      { name: `${kind}.csv`, about: `${historyKinds[kind]} The fields that are one value.`, ...(await table.end()) },
    ],
  }
}

/** What a history folder holds, and where it is not what its manifest says. */
export async function verifyHistory(folder: string): Promise<{
  readonly manifest: HistoryManifest
  /** Of the manifest itself. */
  readonly sha256: string
  readonly problems: readonly { readonly file: string; readonly reason: string }[]
}> {
  const text = await readFile(join(folder, manifestFile), 'utf8').catch(() => null)
  const parsed = text === null ? null : manifestSchema.safeParse(jsonIn(text))
  if (text === null || !parsed?.success)
    throw new InvalidInput('The history', [
      { at: folder, reason: text === null ? 'has no manifest.json' : 'has a manifest.json that is not of a history' },
    ])
  const manifest = parsed.data
  const problems: { file: string; reason: string }[] = []
  for (const { name, bytes, sha256, records } of manifest.files) {
    const found = await hashOf(join(folder, name))
    if (!found) problems.push({ file: name, reason: 'is missing' })
    else if (found.bytes !== bytes)
      problems.push({ file: name, reason: `has ${found.bytes} bytes; ${bytes} were written` })
    else if (found.sha256 !== sha256) problems.push({ file: name, reason: 'was changed: its SHA-256 is another one' })
    else if (name.endsWith('.jsonl') && found.lines !== records)
      problems.push({ file: name, reason: `has ${found.lines} records; the manifest says ${records}` })
  }
  const known = new Set([manifestFile, ...manifest.files.map(({ name }) => name)])
  for (const name of await readdir(folder))
    if (!known.has(name)) problems.push({ file: name, reason: 'is no file of the history' })
  return { manifest, sha256: createHash('sha256').update(text).digest('hex'), problems }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function hashOf(file: string) {
  const hash = createHash('sha256')
  let bytes = 0
  let lines = 0
  try {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(piece)
      bytes += piece.length
      for (const byte of piece) if (byte === 10) lines++
    }
  } catch {
    return null
  }
  return { bytes, lines, sha256: hash.digest('hex') }
}
