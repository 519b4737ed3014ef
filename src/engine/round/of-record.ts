import type { Instant } from '../../domain/clock.ts'
import { type IntegrationId, type RecordRef, type RecordValue, recordKey, ref, refText } from '../../domain/record.ts'
import type { RunState } from '../../domain/run.ts'
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
  /** `own-run`: it has a run of its own, which asks or tries again, and no round sets it meanwhile. */
  readonly state: 'nothing-to-write' | 'to-write' | 'left-out' | 'own-run'
  /**
   * When the newest whole round began: with nothing to write, the record is as was said then, or a guard leaves what somebody has
   * changed. Null: there was none yet.
   */
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
const openStates: readonly RunState[] = ['running', 'waiting', 'stopped']

/** At most 50, those of the record itself first. */
export async function roundsOfRecord(
  stores: Pick<Stores, 'bulkRows' | 'cursors' | 'runs'>,
  program: Program,
  integration: IntegrationId,
  record: RecordRef,
): Promise<InRounds[]> {
  const found: InRounds[] = []
  for (const [flow, { flow: its, bulk }] of program.flows) {
    // No other record stands among what its rows are made of.
    if (!bulk || ![its.on, bulk.to, ...(its.bulk?.watch ?? [])].includes(record.entity)) continue
    const rows = await stores.bulkRows.about(integration, flow, {
      key: its.on === record.entity ? record.key : null,
      uses: refText(record),
      limit: mostRows,
    })
    if (rows.length === 0) continue
    const round = await lastRound(stores, integration, flow)
    for (const { row, at } of rows) {
      const source = ref(its.on, row.key)
      const [run] = await stores.runs.list({ integration, flow, record: source, limit: 1 })
      const isOpen = run !== undefined && openStates.includes(run.state)
      found.push({
        ...{ flow, record: source, asOf: round?.due ?? null, lookedAt: at },
        target: row.targetKey === '' ? null : ref(bulk.to, recordKey(row.targetKey)),
        state: isOpen ? 'own-run' : row.targetKey === '' ? 'left-out' : row.wanted ? 'to-write' : 'nothing-to-write',
        ...{ written: row.written, wanted: row.wanted },
        writtenBy: row.replaced === null ? null : (row.replaced.round as Instant),
        before: row.replaced?.value ?? null,
      })
    }
  }
  const isItself = (one: InRounds) => refText(one.record) === refText(record)
  return [...found.filter(isItself), ...found.filter((one) => !isItself(one))].slice(0, mostRows)
}
