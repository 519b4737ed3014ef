import type { EntityRegistry } from '../domain/connector.ts'
import {
  type IntegrationId,
  type Json,
  type RecordRef,
  type RecordValue,
  type RunId,
  ref,
  refText,
  systemOf,
} from '../domain/record.ts'
import type { Run, StoredJournalEntry } from '../domain/run.ts'
import type { Link, StoredTexts, Stores } from '../domain/stores.ts'
import { type Eraser, eraseRecord, eraseStored, recordsIn } from './values.ts'

/** What an integration keeps of one person. */
export interface Found {
  /** The records of the person: one, or several of a guest who ordered again. */
  readonly people: readonly RecordRef[]
  /** Those, their orders and addresses, and the documents that stand for them alone. */
  readonly records: readonly RecordRef[]
  readonly runs: readonly Run[]
  readonly links: readonly Link[]
  /** Rows of the smaller tables that are about these records. `alone`: about no others. */
  readonly rows: readonly { readonly row: StoredTexts; readonly alone: boolean }[]
  /** Everything that stood in a personal field. */
  readonly texts: ReadonlySet<string>
}

interface Searched {
  readonly stores: Stores
  readonly entities: EntityRegistry
}

const runsAtOnce = 500

/**
 * Looks through everything that is kept of an integration, a page at a time: journals of all runs too, since nothing else
 * says whose an order was that came to nothing.
 */
export async function findPerson(searched: Searched, integration: IntegrationId, person: RecordRef): Promise<Found> {
  const { stores, entities } = searched
  const people = await onePerson(searched, integration, person)
  const keys = new Set(people.map(({ key }) => key as string))
  const records = new Map(people.map((record) => [refText(record), record]))
  const texts = new Set<string>()
  const collect = collectInto(texts, entities)
  const isTheirs = (record: RecordRef, value: RecordValue | null) => {
    const of = entities.get(record.entity)?.ofPerson
    return records.has(refText(record)) || (of?.entity === person.entity && keys.has(String(value?.[of.field] ?? '')))
  }

  for await (const { record, entries } of readsOf(stores, integration)) {
    for (const { entry } of entries) {
      if (entry.kind !== 'read' || !isTheirs(entry.record, entry.value)) continue
      records.set(refText(entry.record), entry.record)
      // A run that read anything of theirs is about a record of theirs: an order, a payment, a credit slip. Files and
      // rounds of the hub are about many people.
      if (systemOf(record.entity) !== 'hub') records.set(refText(record), record)
    }
  }
  const marked = [...entities.values()].flatMap(({ entity, ofPerson }) =>
    ofPerson?.entity === person.entity ? [{ entity, field: ofPerson.field, keys: [...keys] }] : [],
  )
  // A link leads to further records of theirs, and those may have links of their own.
  let [known, links]: [number, readonly Link[]] = [0, []]
  while (known < records.size) {
    known = records.size
    links = await stores.erasure.links(integration, { records: [...records.values()], marked })
    for (const { source } of links) records.set(refText(source), source)
    for (const target of await ownTargets(stores, integration, links)) records.set(refText(target), target)
  }
  for (const { target, written, readBack } of links)
    for (const document of [written, readBack]) eraseRecord(document, entities.get(target.entity)!, collect)
  const runs = await stores.erasure.runsOf(integration, [...records.values()])
  for (const run of runs)
    for (const { entry } of await stores.runs.journal(run.id)) eraseStored(asJson(entry), collect, [run.record])

  const rows = await rowsAbout(stores, integration, (record) => records.has(refText(record)))
  for (const { row, alone } of rows)
    if (alone) eraseStored(asJson(row.texts), collect, [...records.values()].slice(0, 1))
  return { people, records: [...records.values()], runs, links, rows, texts }
}

/** Changes nothing, and notes what stands in a personal field. */
const collectInto = (texts: Set<string>, entities: EntityRegistry): Eraser => ({
  entities,
  personal(text) {
    texts.add(text)
    return text
  },
  other: (text) => text,
})

/** The records that agree with this one in the field that makes them one person. */
async function onePerson(
  { stores, entities }: Searched,
  integration: IntegrationId,
  person: RecordRef,
): Promise<RecordRef[]> {
  const by = entities.get(person.entity)?.person
  if (by === undefined) return [person]
  const keysBy = new Map<string, Set<string>>()
  for await (const { entries } of readsOf(stores, integration))
    for (const { entry } of entries) {
      if (entry.kind !== 'read' || entry.record.entity !== person.entity) continue
      const said = String(entry.value?.[by] ?? '')
        .trim()
        .toLowerCase()
      if (said !== '') keysBy.set(said, (keysBy.get(said) ?? new Set<string>()).add(entry.record.key))
    }
  const same = [...keysBy.values()].filter((keys) => keys.has(person.key)).flatMap((keys) => [...keys])
  return [...new Set([person.key as string, ...same])].map((key) => ref(person.entity, key))
}

async function* readsOf(
  { erasure }: Stores,
  integration: IntegrationId,
): AsyncGenerator<{ readonly record: RecordRef; readonly entries: readonly StoredJournalEntry[] }> {
  let after: RunId | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof erasure.reads>> = await erasure.reads(integration, {
      after,
      limit: runsAtOnce,
    })
    yield* page
    if (page.length < runsAtOnce) return
    after = page.at(-1)!.run
  }
}

/** Documents that stand for records of this person alone: what is said of them is said of the person. */
async function ownTargets(stores: Stores, integration: IntegrationId, links: readonly Link[]): Promise<RecordRef[]> {
  const sources = new Set(links.map(({ source }) => refText(source)))
  const targets = new Map(links.map(({ target }) => [refText(target), target]))
  const own: RecordRef[] = []
  for (const target of targets.values()) {
    const all = await stores.links.byTarget(integration, target)
    if (all.every(({ source }) => sources.has(refText(source)))) own.push(target)
  }
  return own
}

/** Proposals also by the incidents that they answer, notes of versions by the proposals that made them. */
async function rowsAbout(
  stores: Stores,
  integration: IntegrationId,
  isTheirs: (record: RecordRef) => boolean,
): Promise<Found['rows']> {
  const rows: { row: StoredTexts; alone: boolean }[] = []
  const aloneBy = new Map<string, boolean>()
  for await (const row of stores.erasure.texts(integration)) {
    const named = [...row.records, ...recordsIn(asJson(row.texts))]
    const through = row.follows.flatMap((id) => aloneBy.get(id) ?? [])
    if (!named.some(isTheirs) && through.length === 0) continue
    const alone = named.every(isTheirs) && through.every((each) => each)
    if (typeof row.id.id === 'string') aloneBy.set(row.id.id, alone)
    rows.push({ row, alone })
  }
  return rows
}

const asJson = (value: unknown) => value as Json
