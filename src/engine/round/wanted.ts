import { holdsErased } from '../../domain/erased.ts'
import {
  type IntegrationId,
  type Json,
  memberOf,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  systemOf,
} from '../../domain/record.ts'
import type { Stores } from '../../domain/stores.ts'
import type { Guard, Program } from '../../language/index.ts'
import { changedFields } from './drift.ts'
import { countedBy } from './guards.ts'

/** What a round has found that it would write, and has not written yet: the most urgent first. */
export interface WantedNow {
  /** Of all of them. */
  readonly count: number
  readonly records: readonly {
    readonly record: RecordRef
    readonly target: RecordRef
    /** The fields that are set, as they were when the round looked. Null: nothing was read of them, or a person in them was erased. */
    readonly before: RecordValue | null
    readonly after: RecordValue | null
  }[]
}

export async function wantedNow(
  { bulkRows }: Pick<Stores, 'bulkRows'>,
  integration: IntegrationId,
  program: Program,
  flow: string,
  limit: number,
): Promise<WantedNow> {
  const { flow: its, bulk } = program.flows.get(flow)!
  const shown = (value: RecordValue | null) => (holdsErased(value) ? null : value)
  return {
    count: (await bulkRows.counts(integration, flow)).wanted,
    records: (await bulkRows.wanted(integration, flow, limit)).map(({ key, targetKey, compared, written, wanted }) => ({
      record: ref(its.on, key),
      target: ref(bulk!.to, recordKey(targetKey)),
      before: shown(compared ?? written),
      after: shown(wanted),
    })),
  }
}

/** Rows in which examples are looked for, and how many are enough. */
const mostLookedAt = 1_000
const mostExamples = 5

/**
 * Some of what a guard counts, for a question that goes out in mails: "1010 (PLAIN-10, quantity 109 → 0)". By their keys and what they
 * are made of, with numbers alone of their values; of what is made, and of what says who a person is, without values.
 */
export async function examplesOf(
  { bulkRows }: Pick<Stores, 'bulkRows'>,
  integration: IntegrationId,
  program: Program,
  flow: string,
  guard: Guard,
): Promise<readonly string[]> {
  const { flow: its, bulk } = program.flows.get(flow)!
  const { fields, madeOnce } = program.schemaOf(bulk!.to)!
  const isShown = (field: string) => !madeOnce && memberOf(fields, field)?.personal !== true
  const watched = (its.bulk?.watch ?? []).filter((entity) => entity !== bulk!.to && systemOf(entity) !== 'hub')
  const found: string[] = []
  for (const { key, uses, compared, written, wanted } of await bulkRows.wanted(integration, flow, mostLookedAt)) {
    const before = compared ?? written
    if (before === null || !countedBy(program, flow, before, wanted!, written).some(({ id }) => id === guard.id))
      continue
    const madeOf = Object.keys(uses).find((used) => watched.some((entity) => used.startsWith(`${entity} `)))
    const values = changedFields(before, wanted!)
      .filter((field) => isShown(field) && isNumber(wanted![field]) && isNumber(before[field]))
      .map((field) => `${field} ${before[field]} → ${wanted![field]}`)
    const says = [...(madeOf ? [madeOf.slice(madeOf.indexOf(' ') + 1)] : []), ...values].join(', ')
    found.push(says === '' ? key : `${key} (${says})`)
    if (found.length === mostExamples) break
  }
  return found
}

const isNumber = (value: Json | undefined) =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
