import { type EntityName, type RecordKey, type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { FoundLink, FoundRecord, JournalEntry, PlannedWrite } from '../../domain/run.ts'
import type { DecidedRun } from '../../language/index.ts'
import type { Deciding } from '../deciding.ts'
import { maxActions } from '../parts.ts'

/** Where a document's sources are looked up. `undefined`: not known here. */
export interface Sources {
  /** What the run was asked, and the corrections of people. */
  readonly said: readonly JournalEntry[]
  read(record: RecordRef): Promise<RecordValue | null | undefined>
  link(source: RecordRef, entity: EntityName): Promise<RecordKey | null | undefined>
  /** Records of the entity that are linked to the target. */
  linkedTo(target: RecordRef, entity: EntityName): Promise<readonly RecordKey[] | undefined>
  /** What the step has written or found written. */
  writtenBy(step: string): RecordKey | undefined
  /** @param again what was known of it does not do: facts of it are missing */
  look(record: RecordRef, again: boolean): Promise<FoundRecord | undefined>
  /** What the run's step has found. */
  foundBy(step: string): Extract<JournalEntry, { kind: 'found' }> | undefined
}

/** What people have said to a run. */
const tellingKinds: ReadonlySet<JournalEntry['kind']> = new Set(['requested', 'edited', 'lapsed', 'answered'])

/** The sources that a run has seen: what its documents were made of. */
export function sourcesIn(journal: readonly JournalEntry[]): Sources {
  const values = new Map<string, RecordValue | null>()
  const links = new Map<string, RecordKey | null>()
  const linked = new Map<string, readonly RecordKey[]>()
  const records = new Map<string, FoundRecord>()
  const written = new Map<string, RecordKey>()
  const linkAt = (source: RecordRef, entity: EntityName) => `${entity} < ${refText(source)}`
  for (const entry of journal) {
    if (entry.kind === 'read') values.set(refText(entry.record), entry.value)
    if (entry.kind === 'written' || entry.kind === 'unchanged') written.set(entry.step, entry.record.key)
    if (entry.kind !== 'looked-up') continue
    for (const { source, entity, target, sources } of entry.links)
      if (sources) linked.set(linkAt(source, entity), sources)
      else links.set(linkAt(source, entity), target)
    for (const found of entry.records) records.set(refText(found.record), found)
  }
  return {
    said: journal.filter(({ kind }) => tellingKinds.has(kind)),
    read: async (record) => values.get(refText(record)),
    link: async (source, entity) => links.get(linkAt(source, entity)),
    linkedTo: async (target, entity) => linked.get(linkAt(target, entity)),
    writtenBy: (step) => written.get(step),
    look: async (record, again) => (again ? undefined : records.get(refText(record))),
    foundBy: (step) => journal.findLast((entry) => entry.kind === 'found' && entry.step === step) as never,
  }
}

/** What the journal does not know is asked for. */
export function sourcesBeside(
  journal: readonly JournalEntry[],
  asked: Pick<Sources, 'read' | 'link' | 'linkedTo' | 'look'>,
): Sources {
  const seen = sourcesIn(journal)
  const orAsked =
    <Given extends unknown[], Found>(
      know: (...given: Given) => Promise<Found>,
      ask: (...given: Given) => Promise<Found>,
    ) =>
    async (...given: Given) => {
      const known = await know(...given)
      return known === undefined ? ask(...given) : known
    }
  return {
    ...seen,
    read: orAsked(seen.read, asked.read),
    link: orAsked(seen.link, asked.link),
    linkedTo: orAsked(seen.linkedTo, asked.linkedTo),
    look: orAsked(seen.look, asked.look),
  }
}

/**
 * The write that a flow comes to for one document, from given sources. Nothing is written.
 * @returns null when the flow does not come to it: it ends before, asks, or needs what is not known here
 */
export async function plannedDocument(
  by: Deciding,
  run: DecidedRun,
  sources: Sources,
  wanted: { readonly source: RecordRef; readonly entity: EntityName },
): Promise<{ readonly plan: PlannedWrite; readonly journal: readonly JournalEntry[] } | null> {
  const journal: JournalEntry[] = [...sources.said]
  const looked = new Set<string>()
  for (let actions = 0; actions < maxActions; actions++) {
    const action = await by.decide(run, journal)
    switch (action.do) {
      case 'read':
        for (const { step, as, record } of action.reads) {
          const value = await sources.read(record)
          if (value === undefined) return null
          journal.push({ kind: 'read', step, as, record, value })
        }
        break
      case 'look-up': {
        const links: FoundLink[] = []
        for (const { source, entity, back } of action.links) {
          if (back) {
            const keys = await sources.linkedTo(source, entity)
            if (keys === undefined) return null
            links.push({ source, entity, target: null, sources: keys })
            continue
          }
          const target = await sources.link(source, entity)
          if (target === undefined) return null
          links.push({ source, entity, target })
        }
        const records: FoundRecord[] = []
        for (const record of action.records) {
          const found = await sources.look(record, looked.has(refText(record)))
          if (found === undefined) return null
          looked.add(refText(record))
          // As the run saw it: how old that was then does not matter now.
          const { asOf: _, ...seen } = found
          records.push(seen)
        }
        journal.push({ kind: 'looked-up', links, records })
        break
      }
      case 'find': {
        const found = sources.foundBy(action.step)
        if (!found) return null
        journal.push(found)
        break
      }
      case 'note':
        journal.push(action.entry)
        break
      case 'write': {
        const { source, entity, key } = action.write
        if (entity === wanted.entity && refText(source) === refText(wanted.source))
          return { plan: action.write, journal }
        const linked = sources.writtenBy(action.step) ?? (await sources.link(source, entity)) ?? key
        journal.push({ kind: 'unchanged', step: action.step, record: { entity, key: linked } })
        break
      }
      default:
        return null
    }
  }
  return null
}
