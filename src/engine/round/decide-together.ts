import type { Integration } from '../../domain/definition.ts'
import { type HubError, isOfItsRecord } from '../../domain/errors.ts'
import { uncountedEntity } from '../../domain/hub-records.ts'
import {
  canonicalJson,
  type EntityName,
  type Json,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  systemOf,
} from '../../domain/record.ts'
import type { Action, FoundRecord, JournalEntry } from '../../domain/run.ts'
import type { BulkRow, Link } from '../../domain/stores.ts'
import { decide, startsIn } from '../../language/index.ts'
import { questionOf } from '../connections/failure.ts'
import { inLanes } from '../connections/lanes.ts'
import { readApart } from '../connections/read-apart.ts'
import type { LoopParts } from '../parts.ts'
import { findRecords } from '../run/find-records.ts'
import { neverLess, type Taken } from '../uncounted/taken.ts'
import { linkedFrom } from '../write/linked-from.ts'
import { isLinkOf, marksRead } from '../write/same-record.ts'
import type { RoundContext } from './index.ts'

/** What is known of one record of a page while it is looked at. */
export interface Looked {
  readonly key: RecordKey
  readonly value: RecordValue
  readonly seenHash: string
  readonly before: BulkRow | undefined
  readonly journal: JournalEntry[]
  action: Action | null
}

/** Look-ups, finds and reads that a record may need before it is mapped. */
const mostRounds = 20

/** Decides for every record of a page; what several of them need from elsewhere is asked for together. */
export async function decideTogether(context: RoundContext, looked: readonly Looked[]): Promise<void> {
  if (looked.length === 0) return
  const { loop, integration, program, flow } = context
  const { on, bulk } = program.flows.get(flow)!.flow
  // Looked at for all of them at each turn, so before the ledger is asked for its stock, and after: an order that it begins to
  // count in between is then missing for one look, and one that somebody voids there is taken off.
  const taken = bulk?.watch?.includes(uncountedEntity) ? neverLess(() => loop.uncounted.now(integration)) : null
  const starts = startsIn(program, integration, flow)
  let open = [...looked]
  /** What one record needs and cannot be read is its own matter: it asks, the others go on. */
  const gaveUp: GaveUp = (one, error) => {
    one.action = { do: 'ask', question: questionOf(error, null) }
    open = open.filter((other) => other !== one)
  }
  for (let turn = 0; open.length > 0; turn++) {
    if (turn >= mostRounds) throw new Error(`A record of ${flow} needs more than ${mostRounds} look-ups`)
    for (const one of open) one.action = decide(program, { flow, record: ref(on, one.key), ...starts }, one.journal)
    open = open.filter(({ action }) => action && ['read', 'look-up', 'find', 'note'].includes(action.do))
    await lookUpTogether(context, open, gaveUp)
    await findTogether(loop, integration, open, gaveUp)
    await readTogether(loop, integration, open, taken, gaveUp)
    for (const { action, journal } of open) if (action?.do === 'note') journal.push(action.entry)
  }
}

type GaveUp = (one: Looked, error: HubError) => void

const wanting = <D extends Action['do']>(open: readonly Looked[], what: D) =>
  open.flatMap((one) => (one.action?.do === what ? [{ one, action: one.action as Extract<Action, { do: D }> }] : []))

async function lookUpTogether(
  { loop, integration }: RoundContext,
  open: readonly Looked[],
  gaveUp: GaveUp,
): Promise<void> {
  const wanted = wanting(open, 'look-up')
  if (wanted.length === 0) return
  const { stores } = loop.parts.database
  const queries = wanted.flatMap(({ action }) => action.links.filter(({ back }) => !back))
  const groups = Map.groupBy(queries, ({ source, entity }) => `${source.entity} ${entity}`)
  const linked = new Map<string, Link>()
  for (const [place, group] of groups) {
    const sources = group.map(({ source }) => source)
    const links = await stores.links.find(integration.id, group[0]!.entity, sources)
    for (const [key, link] of links) linked.set(`${place} ${key}`, link)
  }
  /** A link of another record that had the same id is none of this one's. */
  const targetOf = ({ journal }: Looked, source: RecordRef, entity: EntityName) => {
    const link = linked.get(`${source.entity} ${entity} ${source.key}`)
    return link && isLinkOf(loop.parts, link, marksRead(loop.parts, journal, source)) ? link.target.key : null
  }
  // Before a person is asked what was kept is read again: a record that goes by older facts would look them up for ever.
  const look = (fresh: boolean) => {
    const asking = wanted.filter(({ action }) => (action.fresh ?? false) === fresh)
    const records = asking.flatMap(({ action }) => action.records).map((record) => [refText(record), record] as const)
    return lookApart(loop, integration, [...new Map(records).values()], fresh)
  }
  const [kept, fresh] = [await look(false), await look(true)]
  for (const { one, action } of wanted) {
    const found = action.fresh ? fresh : kept
    const [bad] = action.records.flatMap((record) => {
      const its = found.get(refText(record))!
      return isOfItsRecord(its) ? [its] : []
    })
    if (bad) {
      gaveUp(one, bad)
      continue
    }
    one.journal.push({
      kind: 'looked-up',
      links: [
        ...(await linkedFrom(
          stores,
          integration.id,
          action.links.filter(({ back }) => back),
        )),
        ...action.links
          .filter(({ back }) => !back)
          .map(({ source, entity }) => ({
            ...{ source, entity, target: targetOf(one, source, entity) },
          })),
      ],
      records: action.records.map((record) => found.get(refText(record)) as FoundRecord),
    })
  }
}

/** By `refText`: what is known of each record, or why it cannot be read. */
async function lookApart(
  loop: LoopParts,
  integration: Integration,
  records: readonly RecordRef[],
  fresh: boolean,
): Promise<ReadonlyMap<string, FoundRecord | HubError>> {
  const look = (some: readonly RecordRef[]) => loop.known.look(integration, some, { fresh })
  const found = new Map<string, FoundRecord | HubError>()
  const add = (all: readonly FoundRecord[]) => {
    for (const one of all) found.set(refText(one.record), one)
  }
  try {
    add(await look(records))
  } catch (error) {
    if (!isOfItsRecord(error)) throw error
    await inLanes(records, async (record) => {
      await look([record]).then(add, (its: unknown) => {
        if (!isOfItsRecord(its)) throw its
        found.set(refText(record), its)
      })
    })
  }
  return found
}

/** Values that one search asks for: the address of a call has its limit. */
const valuesInOneSearch = 100

/** A search for more of one value is made alone; flows look for up to five that share a reference. */
const mostOfOneValue = 6

/** Finds by one field are asked for together, where the system can; the others one by one. */
async function findTogether(
  loop: LoopParts,
  integration: Integration,
  open: readonly Looked[],
  gaveUp: GaveUp,
): Promise<void> {
  const wanted = wanting(open, 'find')
  const single = wanted.filter(({ action: { search } }) => {
    const { where, oneOf, until } = search
    return (
      Object.keys(where).length === 1 &&
      !oneOf &&
      !until &&
      Object.values(where)[0] !== '' &&
      search.limit <= mostOfOneValue
    )
  })
  /** @returns null: nobody knows what it would have found */
  const alone = async ({ one, action }: (typeof wanted)[number]) => {
    try {
      const found = await findRecords(loop, integration, action)
      one.journal.push(found)
      return found
    } catch (error) {
      if (!isOfItsRecord(error)) throw error
      gaveUp(one, error)
      return null
    }
  }
  const onceForAll = async ([first, ...alike]: typeof wanted) => {
    const found = await alone(first!)
    for (const other of alike)
      if (found) other.one.journal.push({ ...found, step: other.action.step })
      else await alone(other)
  }
  const groups = Map.groupBy(single, ({ action: { entity, search } }) => `${entity} ${Object.keys(search.where)[0]}`)
  for (const group of groups.values()) {
    const { entity, search } = group[0]!.action
    const field = Object.keys(search.where)[0]!
    const { key: keyField } = loop.parts.entities.get(entity)!
    for (let from = 0; from < group.length; from += valuesInOneSearch) {
      const some = group.slice(from, from + valuesInOneSearch)
      const values = [...new Set(some.map(({ action }) => action.search.where[field]!))]
      const limit = values.length * mostOfOneValue
      const rows = await loop.connections
        .call(integration, systemOf(entity), 'find', (connector) =>
          connector.search(entity.slice(entity.indexOf('.') + 1), { where: {}, oneOf: { [field]: values }, limit }),
        )
        .catch((error: unknown) => {
          if (isOfItsRecord(error)) return null
          throw error
        })
      if (rows === null) {
        await inLanes(some, async (each) => void (await alone(each)))
        continue
      }
      // A full answer may have left out what another value needs: then each is asked for by itself.
      if (rows.length >= limit) {
        await inLanes([...Map.groupBy(some, ({ action }) => action.search.where[field]!).values()], onceForAll)
        continue
      }
      for (const { one, action } of some) {
        const value = action.search.where[field]!
        if (!rows.some((row) => same(row[field], value))) {
          one.journal.push(nothing(action))
          continue
        }
        const keys = rows.filter((row) => same(row[field], value)).map((row) => recordKey(String(row[keyField])))
        const { step } = action
        const most = action.search.limit - 1
        one.journal.push({ kind: 'found', step, entity, keys: keys.slice(0, most), more: keys.length > most })
      }
    }
  }
  // What many records look for alike, as rows of settings, is asked for once.
  const others = Map.groupBy(
    wanted.filter((each) => !single.includes(each)),
    ({ action: { entity, search } }) => `${entity} ${canonicalJson(search as unknown as Json)}`,
  )
  await inLanes([...others.values()], onceForAll)
}

/** As the shop compares: letter case counts for nothing. */
const same = (held: unknown, wanted: string) => String(held ?? '').toLowerCase() === wanted.toLowerCase()

const nothing = ({ step, entity }: Extract<Action, { do: 'find' }>): JournalEntry => ({
  ...{ kind: 'found', step, entity, keys: [], more: false },
})

async function readTogether(
  loop: LoopParts,
  integration: Integration,
  open: readonly Looked[],
  look: (() => Promise<Taken>) | null,
  gaveUp: GaveUp,
): Promise<void> {
  const wanted = wanting(open, 'read')
  if (wanted.length === 0) return
  const records = new Map(
    wanted.flatMap(({ action }) => action.reads).map(({ record }) => [`${record.entity} ${record.key}`, record]),
  )
  const isTaken = ({ entity }: RecordRef) => look !== null && entity === uncountedEntity
  const asked = [...records.values()].filter((record) => !isTaken(record))
  const taken = look && asked.length < records.size ? await look() : null
  const read = await readApart(loop.connections, integration, asked)
  for (const { one, action } of wanted)
    for (const { step, as, record } of action.reads) {
      const found = isTaken(record) ? { value: taken!.of(record.key) } : read.get(refText(record))!
      if ('error' in found) gaveUp(one, found.error)
      else one.journal.push({ kind: 'read', step, as, record, value: found.value })
    }
}
