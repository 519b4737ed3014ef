import { createHash } from 'node:crypto'
import type { FetchMessageObject } from 'imapflow'
import { z } from 'zod'
import type { Clock, Instant } from '../../domain/clock.ts'
import type { ChangedRecord, Connector, Feed, Finding, OwnRecords, UnreadableOnPage } from '../../domain/connector.ts'
import { HubError, InvalidInput, NotFound } from '../../domain/errors.ts'
import { fileEntity } from '../../domain/hub-records.ts'
import { recordKey, ref } from '../../domain/record.ts'
import { mostFileBytes, receivedFile } from '../hub/index.ts'
import { createSignInGuard } from '../sign-in-guard.ts'
import { type Attachment, attachmentsOf, inMailbox, type OpenMailbox } from './session.ts'
import type { MailSettings } from './settings.ts'

export interface MailParts {
  readonly password: string | null
  readonly clock: Clock
  readonly pollSeconds: number
  readonly signInProbeMs: number
  /** Messages that came earlier are left alone. */
  readonly since: Instant
  readonly own: OwnRecords | null
}

/** A mailbox is looked at so often at the most: providers count sign-ins. */
const soonestMs = 60_000
/** Envelopes that one look reads, and attachments that a message may have. */
const mostMessages = 50
const mostAttachments = 20
/** What a table is called. Anything else that an allowed sender attaches is told, and not read. */
const table = /\.(csv|tsv|txt)$/i
/** Papers, pictures and signatures that come along with a table. A workbook or an archive may be a report, and is named as unreadable. */
const besideTable = /\.(pdf|png|jpe?g|gif|svg|ics|p7s|asc|vcf)$/i

/**
 * Where the walk stands: the last message that was looked at, and those whose attachments the page before has kept, which are
 * marked now. UIDs grow, and belong to a mailbox and its `validity`; which messages are wanted the settings say. `of` is the
 * hash of all of that: with another one the walk begins again, and what is kept already is the same file again.
 */
const cursorSchema = z.strictObject({ of: z.string(), after: z.number(), taken: z.array(z.number()) })
type Place = z.output<typeof cursorSchema>

/** What a look at the mailbox has found. */
interface Looked {
  readonly next: Place
  readonly changed: readonly ChangedRecord[]
  readonly unreadable: readonly UnreadableOnPage[]
  /** Of the messages that were refused before: which are still there. */
  readonly there: ReadonlyMap<string, boolean>
}

/**
 * A mailbox as a feed of files. Attachments of the senders that the settings name become files of the hub, each kept before
 * it is named; its message is marked, or moved, when the page that named it is committed. So a crash names it again and never
 * loses it, and the same content twice in a folder is one record, as with the watched folder.
 */
export function createMailConnector(settings: MailSettings, parts: MailParts): Connector {
  const { password, own, pollSeconds } = parts
  const guard = createSignInGuard({ clock: parts.clock, probeMs: parts.signInProbeMs })
  const call = { system: 'mail', operation: `sign in at ${settings.server}:${settings.port}` }
  const open = <T>(work: (mailbox: OpenMailbox) => Promise<T>) =>
    guard.call(call, () => inMailbox(settings, password, work))

  return {
    system: 'mail',
    entities: {},
    feeds: own ? [mailFeed(settings, { ...parts, own }, open, Math.max(soonestMs, pollSeconds * 1000))] : [],
    read: async ({ entity }) => none(entity),
    readMany: async (records) => (records[0] ? none(records[0].entity) : new Map()),
    search: async (entity) => none(entity),
    list: async (what) => none(what),
    async write({ record }) {
      throw new InvalidInput('The write', [{ at: record.entity, reason: 'is not done: a mailbox is only read' }])
    },
    async signIn() {
      guard.lookAgain()
      await open(async () => {})
    },
    check: () => check(settings, open),
    close: async () => {},
  }
}

/** What it brings are files of the hub. @throws NotFound */
function none(what: string): never {
  throw new NotFound(
    `${what} of a mailbox`,
    'A mailbox has no records of its own: what is attached to its messages are files of the hub.',
  )
}

type Open = <T>(work: (mailbox: OpenMailbox) => Promise<T>) => Promise<T>

async function check({ server, mailbox }: MailSettings, open: Open): Promise<Finding[]> {
  try {
    const count = await open(async ({ client }) => (client.mailbox ? client.mailbox.exists : 0))
    const found = `The mailbox at ${server} answers and takes the credentials; its folder ${mailbox} holds ${count} ${count === 1 ? 'message' : 'messages'}.`
    return [{ check: 'mail.connection', level: 'ok', found }]
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [{ check: 'mail.connection', level: 'error', found: `${error.message}.`, todo: error.hint }]
  }
}

function mailFeed(
  settings: MailSettings,
  parts: MailParts & { readonly own: OwnRecords },
  open: Open,
  everyMs: number,
): Feed {
  /**
   * A look goes on beside the polls, which ask for what came of it: a mail server that takes half a minute to answer, or does
   * not, holds up no other feed. The next one begins with the poll after, when the page of this one is committed: only then
   * its messages are marked.
   */
  let look: { readonly of: string | null; ended: (() => Looked) | null } | null = null
  /** Why the last look failed; null: it did not. */
  let failed: { readonly error: unknown } | null = null
  /** Messages of which something was refused, by key: a look says whether they are still there. */
  const refused = new Map<string, { readonly error: HubError; isThere: boolean }>()

  const begin = (cursor: string | null) => {
    const mine: NonNullable<typeof look> = { of: cursor, ended: null }
    look = mine
    const before = cursorSchema.safeParse(cursor === null ? null : JSON.parse(cursor)).data ?? null
    void open((mailbox) => lookAt(mailbox, settings, parts, before, [...refused.keys()])).then(
      (found) => {
        mine.ended = () => found
      },
      (error: unknown) => {
        mine.ended = () => {
          throw error
        }
      },
    )
  }

  return {
    name: 'mail',
    of: fileEntity,
    everyMs,
    raises: 'unknown',
    async poll(given) {
      const cursor = given || null
      const nothing = { changed: [], next: cursor ?? '', more: false }
      const its = look
      // What came of a look from another place, as before a page that was not committed, is not used.
      if (!its?.ended || its.of !== cursor) {
        if (its === null || its.ended) begin(cursor)
        // A poll that only waits says nothing new: what failed last still holds.
        if (failed !== null) throw failed.error
        return nothing
      }
      look = null
      let found: Looked
      try {
        found = its.ended()
        failed = null
      } catch (error) {
        failed = { error }
        throw error
      }
      const { next, changed, unreadable, there } = found
      for (const [key, isThere] of there) {
        const one = refused.get(key)
        if (one) one.isThere = isThere
      }
      for (const { record, error } of unreadable) refused.set(record.key, { error, isThere: true })
      return { changed, unreadable, next: JSON.stringify(next), more: false }
    },
    async look({ key }) {
      const one = refused.get(key)
      if (one && !one.isThere) {
        refused.delete(key)
        return []
      }
      // After a start the next look finds out whether it is still there.
      const error = one?.error ?? refusal(key, 'was refused, and lies in the mailbox')
      refused.set(key, { error, isThere: true })
      throw error
    },
  }
}

const walkOf = (validity: string, { mailbox, senders, subjects }: MailSettings): string =>
  createHash('sha256')
    .update(JSON.stringify([validity, mailbox, senders, subjects]))
    .digest('base64url')

/** A message is named by its number: no subject or sender stands in a list of what could not be read. */
const keyOf = (validity: string, uid: number) => recordKey(`mail/${validity}/${uid}`)
const refusal = (key: string, reason: string) =>
  new InvalidInput(
    'The message',
    [{ at: key, reason }],
    'Look at the message in the mailbox: bring the report in another way, as a CSV file, and delete or move the message; or name its senders and subjects more narrowly.',
  )

async function lookAt(
  { client, validity }: OpenMailbox,
  settings: MailSettings,
  { own, clock, since }: MailParts & { readonly own: OwnRecords },
  before: Place | null,
  refused: readonly string[],
): Promise<Looked> {
  const of = walkOf(validity, settings)
  const from = before?.of === of ? before : { of, after: 0, taken: [] }
  if (from.taken.length > 0) await mark(client, from.taken, settings)
  const uidOf = (key: string) => (key.startsWith(keyOf(validity, 0).slice(0, -1)) ? Number(key.split('/')[2]) : 0)
  const known = refused.map(uidOf).filter((uid) => uid > 0)
  const still = new Set(known.length > 0 ? await uidsOf(client, { uid: known.join(',') }) : [])
  // SINCE knows days alone, of the server's own zone: from a day before, and the hour is compared below.
  const day = new Date(Date.parse(since) - 24 * 60 * 60_000)
  // A range that ends with "*" holds the newest message, also where that is not in it.
  const fresh = (await uidsOf(client, { uid: `${from.after + 1}:*`, since: day })).filter((uid) => uid > from.after)
  const uids = fresh.sort((a, b) => a - b).slice(0, mostMessages)
  const changed: ChangedRecord[] = []
  const unreadable: UnreadableOnPage[] = []
  const taken: number[] = []
  const asked = { uid: true, envelope: true, bodyStructure: true, internalDate: true } as const
  const messages = uids.length === 0 ? [] : await client.fetchAll(uids.join(','), asked, { uid: true })
  for (const message of messages.filter((one) => cameSince(one, since) && isWanted(one, settings))) {
    const { uid } = message
    const problems: string[] = []
    const attached = attachmentsOf(message.bodyStructure)
    if (attached.length > mostAttachments) problems.push(`it has more than ${mostAttachments} attachments`)
    let kept = 0
    const taking = attached.slice(0, mostAttachments)
    const hasTable = taking.some(({ name }) => table.test(name))
    for (const one of taking.filter(({ name }) => !hasTable || !besideTable.test(name))) {
      const bytes = await bytesOf(client, uid, one)
      if (typeof bytes === 'string') problems.push(bytes)
      else
        try {
          const at = clock.now()
          const file = receivedFile({ folder: settings.folder, name: one.name, bytes, by: 'the mailbox', at })
          const { key } = await own.files.add(own.integration, file)
          changed.push({ record: ref(fileEntity, key) })
          kept++
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error
          problems.push(error.problems.map(({ at, reason }) => `${at}: ${reason}`).join('; '))
        }
    }
    // Its subject says that it is a report: a provider may send a link by now, and nobody would hear of it.
    if (kept === 0 && problems.length === 0 && settings.subjects.length > 0)
      problems.push('nothing is attached to it: reports are read from attachments that end with .csv, .tsv or .txt')
    if (problems.length > 0) {
      const key = keyOf(validity, uid)
      unreadable.push({ record: ref(fileEntity, key), error: refusal(key, problems.join('; ')) })
    }
    // With a table left in it, it stays where people look at it.
    else if (kept > 0) taken.push(uid)
  }
  const after = uids.at(-1) ?? from.after
  const there = new Map(refused.map((key) => [key, still.has(uidOf(key))]))
  return { next: { of, after, taken }, changed, unreadable, there }
}

type Client = OpenMailbox['client']

async function uidsOf(client: Client, query: Parameters<Client['search']>[0]): Promise<number[]> {
  return (await client.search(query, { uid: true })) || []
}

async function mark(client: Client, uids: readonly number[], { takenTo }: MailSettings): Promise<void> {
  const there = await uidsOf(client, { uid: uids.join(',') })
  if (there.length === 0) return
  const range = there.join(',')
  await client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
  if (takenTo === undefined) return
  const move = () => client.messageMove(range, takenTo, { uid: true })
  if (await move()) return
  // Made where there is none; servers say in many ways that there is one.
  await client.mailboxCreate(takenTo).catch(() => null)
  if (!(await move()))
    throw new InvalidInput(
      'The mailbox',
      [{ at: takenTo, reason: 'does not take the messages whose reports are kept' }],
      'Give the account of the hub the right to move messages there, or leave takenTo out: then they are marked as read.',
    )
}

/** Of one whose date the server does not say nobody can tell. */
const cameSince = ({ internalDate }: FetchMessageObject, since: Instant): boolean =>
  !(internalDate !== undefined && new Date(internalDate).getTime() < Date.parse(since))

/** From a sender that the settings name, with a subject that they name. */
function isWanted({ envelope }: FetchMessageObject, { senders, subjects }: MailSettings): boolean {
  const address = (envelope?.from?.[0]?.address ?? '').toLowerCase()
  const subject = (envelope?.subject ?? '').toLowerCase()
  return (
    senders.some((sender) =>
      sender.startsWith('@') ? address.endsWith(sender.toLowerCase()) : address === sender.toLowerCase(),
    ) &&
    (subjects.length === 0 || subjects.some((one) => subject.includes(one.toLowerCase())))
  )
}

/** What is attached, decoded; or why it is not taken. */
async function bytesOf(
  client: Client,
  uid: number,
  { part, name, encodedBytes }: Attachment,
): Promise<Uint8Array | string> {
  const shown = name.slice(0, 200)
  if (!table.test(name)) return `${shown}: is no table: only attachments that end with .csv, .tsv or .txt are read`
  const tooLarge = `${shown}: has more than ${mostFileBytes / 1024 / 1024} MB; cut it into parts`
  // Base64 makes four characters of three bytes, and breaks lines.
  if (encodedBytes > mostFileBytes * 1.5) return tooLarge
  // As text it would be unwrapped and decoded: of a table two rows become one, and mailed it were another file than dropped.
  const asFile = { uid: true, maxBytes: mostFileBytes + 1, decodeText: false }
  const { content } = await client.download(String(uid), part, asFile)
  if (!content) return `${shown}: cannot be read, or is gone`
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece as Uint8Array)
  const bytes = Buffer.concat(pieces)
  return bytes.length > mostFileBytes ? tooLarge : bytes
}
