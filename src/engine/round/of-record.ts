import type { Instant } from '../../domain/clock.ts'
import { type IntegrationId, type RecordRef, type RecordValue, recordKey, ref, refText } from '../../domain/record.ts'
import type { Stores } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { lastRound } from '../last-round.ts'

/** What the rounds of a bulk flow know of a record: how fresh it is, and what they have set. */
export interface InRounds {
  readonly flow: string
  /** The record of the flow's source: the one that was asked for, or one that is made of it. */
  readonly record: RecordRef
  /** What the flow sets; null: it leaves the record out. */
  readonly target: RecordRef | null
  readonly state: 'as-wanted' | 'to-write' | 'left-out'
  /** When the newest whole round began: what is as wanted agrees with what was said then. Null: there was none yet. */
  readonly asOf: Instant | null
  /** When something of it moved last, so that it was looked at. */
  readonly lookedAt: Instant
  readonly written: RecordValue | null
  /** What is still to be written. */
  readonly wanted: RecordValue | null
  /** The round that has written it last, and what stood there before. */
  readonly writtenBy: Instant | null
  readonly before: RecordValue | null
}

/** Of one record that others are made of, as an item of many combinations. */
const mostRows = 50

/** At most 50, those of the record itself first. */
export async function roundsOfRecord(
  stores: Pick<Stores, 'bulkRows' | 'cursors'>,
  program: Program,
  integration: IntegrationId,
  record: RecordRef,
): Promise<InRounds[]> {
  const found: InRounds[] = []
  for (const [flow, { flow: its, bulk }] of program.flows) {
    if (!bulk) continue
    const rows = await stores.bulkRows.about(integration, flow, {
      key: its.on === record.entity ? record.key : null,
      uses: refText(record),
      limit: mostRows,
    })
    if (rows.length === 0) continue
    const round = await lastRound(stores, integration, flow)
    for (const { row, at } of rows)
      found.push({
        ...{ flow, record: ref(its.on, row.key), asOf: round?.due ?? null, lookedAt: at },
        target: row.targetKey === '' ? null : ref(bulk.to, recordKey(row.targetKey)),
        state: row.targetKey === '' ? 'left-out' : row.wanted === null ? 'as-wanted' : 'to-write',
        ...{ written: row.written, wanted: row.wanted },
        writtenBy: row.replaced === null ? null : (row.replaced.round as Instant),
        before: row.replaced?.value ?? null,
      })
  }
  const isItself = (one: InRounds) => refText(one.record) === refText(record)
  return [...found.filter(isItself), ...found.filter((one) => !isItself(one))].slice(0, mostRows)
}
