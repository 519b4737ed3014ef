import { randomUUID } from 'node:crypto'
import type { Instant } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { holdsErased } from '../../domain/erased.ts'
import { NeedsPerson, NotFound } from '../../domain/errors.ts'
import { type Json, type RecordValue, ref, refText, systemOf } from '../../domain/record.ts'
import type { BulkRow, Link, RoundRows } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { inLanes } from '../connections/lanes.ts'
import { type ReadApart, readApart } from '../connections/read-apart.ts'
import { Lease, roundLease } from '../lease.ts'
import type { LoopParts } from '../parts.ts'
import { linksOfMade } from '../write/made-records.ts'
import { held } from './compare.ts'
import { same, valueBefore, wasPutBack } from './value-before.ts'
import { differing, isOfOne } from './write.ts'

/** What of a round was put back, in one go. */
export interface RestoredRound {
  /** When the round was due; where none since the time that was asked for is left, that time. */
  readonly round: string
  /** Records that hold again what they held before it, as far as nothing was sold of them since: they were read after the write. */
  readonly restored: number
  /**
   * Records that are not there any more, that somebody changed to something else, of which what stood there was erased, or that
   * do not hold it after the write.
   */
  readonly left: number
  /** Call again with this round, or with the same time. */
  readonly more: boolean
}

const inOneGo = 500
const writtenAtOnce = 50

/**
 * Puts back what stood there before the newest round of a flow, most of it in one go. A number is put back with what it has
 * moved by since: of 10 that a round made 100, and of which 3 were sold, 7 stay. Anything else that somebody changed since is
 * left. What each record is put back to is kept before it is written, so a call that was cut off, or in which a write failed, is
 * made again: it takes nothing off twice. Whoever calls has paused the flow: a round that is under way stops at its next page.
 *
 * @param round the one that is being put back; null: the newest, unless it was put back already
 * @param since all rounds that were due since then are put back, the newest first, one a call. A record that several of them
 *   wrote comes back to what stood there before the last of them: what was there before is not kept.
 */
export async function restoreRound(
  loop: LoopParts,
  integration: Integration,
  program: Program,
  flow: string,
  { round, since }: { readonly round: string | null; readonly since: Instant | null },
): Promise<RestoredRound> {
  const { parts, connections } = loop
  const { stores } = parts.database
  const { to } = program.flows.get(flow)!.bulk!
  const schema = program.schemaOf(to)!
  const lease = new Lease({
    // Another call in this process is another one.
    ...{ stores, clock: parts.clock, holder: `restore ${randomUUID()}` },
    name: roundLease(integration.id, flow),
  })
  if (!(await lease.hold()))
    throw new NeedsPerson(
      'round_under_way',
      `A round of ${flow} is writing, or is being put back, at this moment. The flow is paused, so a round stops at its next page.`,
      'Call again in some seconds.',
      { subject: flow },
    )
  try {
    return await lease.during(async () => {
      const newest = await stores.bulkRows.newest(integration.id, flow, null, inOneGo)
      if (since !== null) return allSince(newest, since)
      if (round !== null && newest?.round !== round) return { round, restored: 0, left: 0, more: false }
      // What an older round has written was right before the newest one: asked again without a time, nothing more is put back.
      const before = (await stores.cursors.get(integration.id, restoredPlace(flow)))?.cursor
      if (round === null && before !== undefined && (!newest || newest.round < before))
        return { round: before, restored: 0, left: 0, more: false }
      if (!newest)
        throw new NotFound(`A round of ${flow} that has written`, '"ledgerline flows" shows what it did last.')
      const { refused, ...counts } = await putBackRound(newest)
      if (refused !== null) throw refused
      return { round: newest.round, ...counts, more: newest.rows.length === inOneGo }
    })
  } finally {
    await lease.release().catch(() => {})
  }

  /** A record that the system refuses keeps no older round from being put back: it is said when nothing else is left. */
  async function allSince(newest: RoundRows | null, since: Instant): Promise<RestoredRound> {
    let [restored, left] = [0, 0]
    let refused: unknown = null
    let last: string = since
    for (let its = newest; its && its.round >= since; ) {
      const done = await putBackRound(its)
      last = its.round
      restored += done.restored
      left += done.left
      refused ??= done.refused
      const older = await stores.bulkRows.newest(integration.id, flow, refused === null ? null : its.round, inOneGo)
      if (done.restored + done.left > 0 && older && older.round >= since)
        return { round: last, restored, left, more: true }
      its = older
    }
    if (refused !== null) throw refused
    return { round: last, restored, left, more: false }
  }

  async function putBackRound(its: RoundRows) {
    await parts.database.transaction((tx) =>
      tx.cursors.put(integration.id, restoredPlace(flow), its.round, parts.clock.now()),
    )
    const keep = (rows: readonly BulkRow[], links: readonly Link[] = []) =>
      parts.database.transaction(async (tx) => {
        await lease.mustHold(tx)
        for (const link of links) await tx.links.put(link)
        await tx.bulkRows.put(integration.id, flow, rows, parts.clock.now())
      })
    let [restored, left] = [0, 0]
    let refused: unknown = null
    for (let from = 0; from < its.rows.length; from += writtenAtOnce) {
      const some = its.rows.slice(from, from + writtenAtOnce)
      const records = some.map(({ targetKey }) => ref(to, targetKey))
      const found = await readApart(connections, integration, records)
      const done: BulkRow[] = []
      const putting: PuttingBack[] = []
      for (const row of some) {
        const read = found.get(refText(ref(to, row.targetKey)))
        // One that cannot be read stays to be put back: the others are.
        if (read && 'error' in read) {
          refused ??= read.error
          continue
        }
        const record = read?.value ?? null
        const one = record && putBack(schema, row, record)
        if (!record || !one) left++
        if (record && one && !same(held(record, one.back), one.back)) putting.push(one)
        else done.push(ended(row, one?.back ?? null))
      }
      await keep(putting.map(({ row, sent, back }) => ({ ...row, written: sent, wanted: back, seenHash: puttingBack })))
      let broken: unknown = null
      const sent: PuttingBack[] = []
      const write = async (one: PuttingBack) => {
        if (broken !== null) return
        const { row, record, back } = one
        try {
          await connections.call(integration, systemOf(to), 'update', (connector) =>
            connector.write({
              do: 'update',
              record: standing(schema, row, record),
              document: documentOf(schema, back, record),
            }),
          )
          sent.push(one)
        } catch (error) {
          // What the system refuses of one record keeps nothing from the others; a broken connection does.
          if (isOfOne(error)) refused ??= error
          else broken ??= error
        }
      }
      await inLanes(putting, write, ({ record }) => schema.inTurnBy && record[schema.inTurnBy])
      // What is not read back stays to be put back: the next call finds it there.
      const written = sent.map(({ row }) => ref(to, row.targetKey))
      const after =
        broken === null && written.length > 0 ? await readApart(connections, integration, written) : new Map()
      for (const one of broken === null ? sent : []) {
        const read = after.get(refText(ref(to, one.row.targetKey)))
        if (read && 'error' in read) {
          refused ??= read.error
          continue
        }
        // Of some lists a write takes nothing away. What stands there then is what the next round starts from.
        const now = read?.value ? held(read.value, one.back) : null
        const holds = now !== null && wasPutBack(schema, one.back, one.sent, now)
        if (!holds) left++
        done.push(ended(one.row, holds ? one.back : now))
      }
      await keep(done, await linksOfReplacing(done, new Map([...found, ...after])))
      restored += done.length
      if (broken !== null) throw broken
    }
    return { restored: restored - left, left, refused }
  }

  /** To put one back may have another take its place, as to set it may. @param found as they are now */
  async function linksOfReplacing(done: readonly BulkRow[], found: ReadApart): Promise<Link[]> {
    if (!schema.replaces) return []
    const holding = done.flatMap(({ targetKey, written }) => {
      const read = found.get(refText(ref(to, targetKey)))
      const value = read && 'value' in read ? read.value : null
      return value && same(held(value, written), written) ? [value] : []
    })
    return linksOfMade(loop, integration, to, holding)
  }
}

/** What is written: the record, or what took its place, which holds what the round has sent. */
const standing = ({ entity, replaces }: EntitySchema, { targetKey }: BulkRow, record: RecordValue) =>
  ref(entity, String((replaces && record[replaces.by]) ?? targetKey))

/** Pure. What is sent: what differs, and of a list whose other rows stay also those that were not there, by their key alone. */
function documentOf({ fields }: EntitySchema, back: RecordValue, record: RecordValue): RecordValue {
  const rows = (value: Json | undefined) => (value ?? []) as readonly RecordValue[]
  return Object.fromEntries(
    Object.entries(differing(back, record)).map(([name, value]) => {
      const field = fields[name]
      if (field?.type !== 'list' || !field.othersStay || field.rowsBy === undefined) return [name, value]
      const by = field.rowsBy
      const gone = rows(record[name]).filter((row) => !rows(value).some((one) => same(one[by], row[by])))
      return [name, [...rows(value), ...gone.map((row) => ({ [by]: row[by] ?? null }))]]
    }),
  )
}

/** The cursor that names the newest round that was put back. */
const restoredPlace = (flow: string) => `restored ${flow}`

/** In place of the hash: what is wanted of the row is what it is put back to, and `written` is what the round has sent. */
const puttingBack = 'is being put back'

interface PuttingBack {
  readonly row: BulkRow
  /** As it is right before. */
  readonly record: RecordValue
  /** By the round. */
  readonly sent: RecordValue
  readonly back: RecordValue
}

/**
 * Pure. What a row of the round is put back to. Null: somebody has changed it to something else, or what stood there before
 * was erased with its person.
 */
export function putBack(
  schema: Pick<EntitySchema, 'key' | 'fields'>,
  row: BulkRow,
  record: RecordValue,
): PuttingBack | null {
  const again = row.seenHash === puttingBack
  const before = row.replaced!.value
  // What is wanted now may be of a later round that has written nothing, and what counts as written may be what that found.
  const sent = again ? row.written : (row.sent ?? row.written)
  if (!sent || holdsErased(before)) return null
  const now = held(record, sent)!
  if (again && wasPutBack(schema, row.wanted!, sent, now)) return { row, record, sent, back: now }
  // The round was about to send it and has not seen it there, or it was refused: what it was compared with perhaps stands there still.
  const isUnproved = same(row.wanted, sent) || same(row.compared && held(row.compared, before), before)
  if (!again && !same(row.written, sent) && isUnproved && wasPutBack(schema, before, sent, now))
    return { row, record, sent, back: now }
  const back = valueBefore(schema, before, sent, now)
  return back && { row, record, sent, back }
}

const ended = (row: BulkRow, back: RecordValue | null): BulkRow => ({
  ...row,
  ...{ written: back ?? row.written, wanted: null, seenHash: '', replaced: null, sent: null },
})
