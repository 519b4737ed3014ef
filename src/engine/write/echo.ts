import type { EntitySchema } from '../../domain/entity.ts'
import { recalled } from '../../domain/erased.ts'
import type { Seal } from '../../domain/identity.ts'
import { canonicalJson, type EntityName, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import { valueRead } from '../../domain/run.ts'
import type { Cause, Link, Stores } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import type { WriteContext } from './write-context.ts'

/**
 * An echo is a change whose content is what the hub itself wrote: it starts no run, in either direction. Only content
 * decides, never who seems to have written: people and other programs use the same doors.
 *
 *   a run writes a record that flows start on → its link says whether the read-back is the hub's own content
 *   a change of such a record arrives          → stored without a job, and looked at within a second
 *   it holds what was read back                → forgotten
 *   it holds anything else, or cannot be read  → its flows start
 *
 * What a proposal writes is never an echo: people decided it, and the other system has to follow.
 */

/** What is known around one write of a record. */
export interface AroundWrite {
  /** What the runs of its own flows have seen of it, with the hub's writes since; null: that is not known. */
  readonly known: RecordValue | null
  /** As it was right before the write; null: the write created it. */
  readonly before: RecordValue | null
  /** Fields that were sent. What is stored of them is proved elsewhere. */
  readonly sent: readonly string[]
  readonly after: RecordValue
}

/**
 * Whether what is there after a write is the hub's own: whatever else people changed would be seen as a difference from
 * what was known, or between the looks before and after. Pure.
 */
export function isOwnContent(schema: EntitySchema, { known, before, sent, after }: AroundWrite): boolean {
  // A record that was just created: what nobody sent, the remote system filled in.
  if (before === null) return true
  return known !== null && sameContent(schema, known, before, []) && sameContent(schema, before, after, sent)
}

/** Whether a record holds what the hub has written, and nothing else. Pure. */
export const isEcho = (schema: EntitySchema, link: Pick<Link, 'readBack'>, now: RecordValue | null, seal: Seal) =>
  now !== null && sameContent(schema, recalled(link.readBack, now, seal), now, [])

function sameContent(
  { stamps = [] }: EntitySchema,
  one: RecordValue,
  other: RecordValue,
  except: readonly string[],
): boolean {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...fields].every(
    (field) =>
      stamps.includes(field) ||
      except.includes(field) ||
      canonicalJson(one[field] ?? null) === canonicalJson(other[field] ?? null),
  )
}

/** Entities that flows start on and that mappings fill: only of those can a change be an echo. */
export const echoed = ({ flows, mappings }: Program): EntityName[] => {
  const filled = new Set([...mappings.values()].map(({ target }) => target.entity))
  return [...new Set([...flows.values()].map(({ flow }) => flow.on))].filter((entity) => filled.has(entity))
}

/** Of these records those whose change may be an echo: they are looked at before anything starts. */
export async function mayBeEchoes(
  stores: Pick<Stores, 'links'>,
  integration: Link['integration'],
  program: Program,
  records: readonly RecordRef[],
  cause: Cause,
): Promise<ReadonlyMap<string, Link>> {
  const entities = cause === 'person' ? [] : echoed(program)
  return stores.links.own(
    integration,
    records.filter(({ entity }) => entities.includes(entity)),
  )
}

/**
 * What the runs of a record's own flows have seen of it last, with what the hub wrote since. Null: nothing, or a run is
 * under way and may still read it.
 */
export async function knownContent(
  {
    parts,
    integration,
    run,
    journal,
    program,
  }: Pick<WriteContext, 'parts' | 'integration' | 'run' | 'journal' | 'program'>,
  target: RecordRef,
  now: RecordValue,
): Promise<RecordValue | null> {
  if (!echoed(program).includes(target.entity)) return null
  if (refText(run.record) === refText(target)) return valueRead(journal, target)
  const { links, runs } = parts.database.stores
  const [linked, [newest]] = await Promise.all([
    links.byTarget(integration.id, target),
    runs.list({ integration: integration.id, record: target, limit: 1 }),
  ])
  if (newest && (newest.state === 'running' || newest.state === 'waiting')) return null
  const [link] = linked.toSorted((a, b) => (a.at < b.at ? 1 : -1))
  if (newest && (!link || newest.updatedAt > link.at))
    return valueRead(
      (await runs.journal(newest.id)).map(({ entry }) => entry),
      target,
    )
  return link?.ownContent ? recalled(link.readBack, now, parts.seal) : null
}
