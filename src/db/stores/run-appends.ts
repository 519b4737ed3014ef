import type { Instant } from '../../domain/clock.ts'
import { databaseFailure } from '../../domain/database-error.ts'
import type { RecordFacts } from '../../domain/entity.ts'
import { KeyInUse } from '../../domain/errors.ts'
import { refText } from '../../domain/record.ts'
import { allowedMoves, type JournalEntry, type RunState, runStates } from '../../domain/run.ts'
import type { Fence, Link, Sending } from '../../domain/stores.ts'
import { append } from '../order-way.ts'
import { inlineLimit, packed } from '../payloads.ts'
import { jobChannel } from '../queue.ts'
import type { All } from '../together.ts'
import { placeRow } from './intents.ts'

/** What one run adds to its journal, and what commits with it. */
export interface Appending {
  readonly fence: Fence
  readonly entries: readonly JournalEntry[]
  readonly at: Instant
  readonly links?: readonly Link[]
  readonly sending?: Sending | undefined
  readonly end?: {
    readonly state: RunState
    readonly reason: string
    readonly facts: RecordFacts | null
    /** The queue's id of its job; null: it has none. */
    readonly job: string | null
  }
}

/** As JSON, for the statement `append`. */
export interface AppendRows {
  readonly run: object
  readonly payloads: readonly string[]
  readonly entries: readonly string[]
  readonly links: readonly string[]
  readonly sending: Sending | null
  readonly bytes: number
}

/** Kinds of entries that are looked for, so they always stand in the row. */
export const aboutCorrections: readonly JournalEntry['kind'][] = ['edited', 'lapsed']

/** A large entry is stored once by its content; see payloads.ts. */
export async function appendRows(appending: Appending): Promise<AppendRows> {
  const { fence, entries, at, links = [], sending = null, end } = appending
  const run = JSON.stringify(fence.run)
  const bodies = entries.map((entry) => JSON.stringify(entry))
  const large = await packed(
    bodies.filter((body, index) => body.length > inlineLimit && !aboutCorrections.includes(entries[index]!.kind)),
  )
  const hashOf = new Map(large.map(({ text, hash }) => [text, hash]))
  const rows = {
    payloads: large.map(({ hash, body }) => `{"run":${run},"hash":"${hash}","body":"${body.toString('base64')}"}`),
    entries: bodies.map((body, number) => {
      const hash = hashOf.get(body)
      return `{"run":${run},"number":${number + 1},${hash === undefined ? `"entry":${body}` : `"payload":"${hash}"`}}`
    }),
    links: [...new Map(links.map((link) => [`${refText(link.source)} ${link.target.entity}`, link])).values()].map(
      (link) => JSON.stringify({ run: fence.run, ...linkRow(link) }),
    ),
  }
  return {
    run: { ...fence, count: entries.length, at, ...(end ? { ...end, from: mayBecome(end.state) } : {}) },
    ...rows,
    sending,
    bytes: Object.values(rows).reduce((all, texts) => all + texts.reduce((sum, text) => sum + text.length, 0), 200),
  }
}

/** States from which a run may move to this one. */
export const mayBecome = (to: RunState) => runStates.filter((state) => allowedMoves[state].includes(to))

const list = (texts: readonly string[]) => `[${texts.join(',')}]`

/** `lost`: its run is not held under its epoch, or may not end so. `taken`: the place of what it sends first is not free. */
type Appended = 'stored' | 'lost' | 'taken'

export const appendAll: All<AppendRows, Appended> = async (ask, items) => {
  const sendings = items.flatMap(({ run, sending }) =>
    sending
      ? [
          {
            ...{ run: (run as Fence).run, ...placeRow(sending), operation: sending.operation },
            ...{ document_hash: sending.documentHash, marks: sending.marks, first: sending.first ?? false },
          },
        ]
      : [],
  )
  try {
    const written = await ask<{ id: string; stored: boolean }>(append, [
      JSON.stringify(items.map(({ run }) => run)),
      list(items.flatMap(({ payloads }) => payloads)),
      list(items.flatMap(({ entries }) => entries)),
      list(items.flatMap(({ links }) => links)),
      JSON.stringify(sendings),
      jobChannel,
    ])
    const stored = new Map(written.map((row) => [row.id, row.stored]))
    return items.map(({ run }): Appended => {
      const its = stored.get((run as Fence).run)
      return its === undefined ? 'lost' : its ? 'stored' : 'taken'
    })
  } catch (error) {
    const [first, ...others] = items
    // Two records that are mapped to one key, at one moment.
    if (first?.sending && others.length === 0 && databaseFailure(error)?.constraint === 'intents_target')
      throw new KeyInUse(first.sending.target)
    throw error
  }
}

const linkRow = (link: Link) => ({
  ...placeRow(link),
  written_hash: link.writtenHash,
  written: link.written,
  read_back: link.readBack,
  at: link.at,
  marks: link.marks,
  written_by: link.writtenBy,
  rules: link.rules,
  own_content: link.ownContent ?? false,
})
