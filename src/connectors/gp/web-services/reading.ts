import { type Clock, isYoung } from '../../../domain/clock.ts'
import type { RecordSearch } from '../../../domain/connector.ts'
import { AccessDenied, InvalidInput, NotFound, WrongAddress } from '../../../domain/errors.ts'
import { type EntityName, type RecordRef, type RecordValue, ref, refText } from '../../../domain/record.ts'
import type { Wire } from './envelope.ts'
import { explainFault } from './explain-fault.ts'
import { GpFault, saysNotFound } from './faults.ts'
import type { InOurWords } from './in-our-words.ts'
import { listAll, nextPage, RangeEnds, rangeRestriction } from './listing.ts'
import type { Located } from './names.ts'
import { canBeKey, keyValue, listed, type Prepared } from './prepared.ts'
import { listIn, type WebServices } from './services.ts'

/** Reads that are under way at a time for one call; the transport bounds all of them together. */
const readsAtOnce = 8

/** What many records point to: the items of a company have a few schedules of units. */
const pointedTo: ReadonlySet<string> = new Set(['GetUofMScheduleByKey'])
/** Whoever corrects it in GP, and starts a record again, needs longer. */
const sharedForMs = 2_000

/** Some at a time; what comes out is in the order of what went in. */
async function inLanes<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const done = new Array<R>(all.length)
  let next = 0
  const lane = async () => {
    for (let at = next++; at < all.length; at = next++) done[at] = await act(all[at]!)
  }
  await Promise.all(Array.from({ length: readsAtOnce }, lane))
  return done
}

export interface Reading {
  read(record: RecordRef): Promise<RecordValue | null>
  readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null>>
  search(name: string, search: RecordSearch): Promise<RecordValue[]>
  list(name: string): Promise<RecordValue[]>
  page(name: string, cursor: string | null): Promise<{ records: RecordValue[]; next: string | null }>
}

/** Reads over Web Services: a record by its key, records by fields, whole tables. */
export function createReading(
  services: WebServices,
  entities: ReadonlyMap<string, Prepared>,
  entityOf: (name: string) => Prepared,
  explained: InOurWords,
  clock: Clock,
): Reading {
  const shared = new Map<string, { readonly answer: Promise<Wire | null>; readonly atMs: number }>()

  async function read(record: RecordRef): Promise<RecordValue | null> {
    const prepared = entityOf(record.entity)
    const { names, checked, whole, summary } = prepared
    if (!canBeKey(prepared, record.key)) return null
    try {
      if (names.byKey) {
        const { operation, key, locate } = names.byKey
        const place: Located | null = locate
          ? await locate(record.key, (...call) => services.call(...call))
          : { operation, key: key(record.key) }
        const wire = place && (place.found ?? (await services.call(place.operation, { key: place.key })))
        const found = wire && checked(whole, wire, record, names.byKey)
        return found && names.also
          ? { ...found, ...(await names.also(found, (...call) => ask(record, ...call))) }
          : found
      }
      const [wire] = await rowsOf(prepared, { EqualValue: keyValue(prepared, record.key) })
      return wire && summary ? await withMore(record.entity, checked(summary, wire, record, names.list!)) : null
    } catch (error) {
      if (error instanceof GpFault && saysNotFound(error)) return null
      throw await explained(error, (fault) => explainFault(fault, record))
    }
  }

  /** More of a record. Null: GP has none of it, or this user may not read it, or the address does not know the operation. */
  async function ask(record: RecordRef, operation: string, parameters: Wire): Promise<Wire | null> {
    try {
      return await (pointedTo.has(operation) ? callOnce(operation, parameters) : services.call(operation, parameters))
    } catch (error) {
      if (!(error instanceof GpFault)) throw error
      if (saysNotFound(error)) return null
      const explained = explainFault(error, record)
      if (explained instanceof AccessDenied || explained instanceof WrongAddress) return null
      throw explained
    }
  }

  /** Once for all that want it within a moment. What failed, and what is not there, is asked for again. */
  function callOnce(operation: string, parameters: Wire): Promise<Wire | null> {
    const what = `${operation} ${JSON.stringify(parameters)}`
    const nowMs = Date.parse(clock.now())
    const known = shared.get(what)
    if (known && isYoung(nowMs - known.atMs, sharedForMs)) return known.answer
    const answer = services.call(operation, parameters)
    shared.set(what, { answer, atMs: nowMs })
    const forget = () => shared.delete(what)
    answer.then((found) => found ?? forget(), forget)
    return answer
  }

  /** A row of a list with what only another operation says of it. */
  async function withMore(name: string, row: RecordValue): Promise<RecordValue> {
    const { schema, names } = entityOf(name)
    const more = names.search?.also?.(row)
    if (!more) return row
    const answer = await ask(ref(name as EntityName, String(row[schema.key])), more.operation, more.parameters)
    return answer ? { ...row, ...more.shows(answer) } : row
  }

  /** The rows of a list. @param restriction of the key. */
  async function rowsOf({ names: { list } }: Prepared, restriction: Wire | undefined): Promise<Wire[]> {
    if (!list) return []
    const criteria = { ...list.criteria, [list.by]: restriction }
    const found = await services.call(list.operation, { criteria }, { system: list.system ?? false })
    return listIn(found, list.item)
  }

  /**
   * GP's lists restrict a key to one value or a range, and hold summaries: whole records come one by one, some at a time.
   */
  async function readMany(records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue | null>> {
    const wanted = [...new Map(records.map((record) => [refText(record), record]))]
    return new Map(await inLanes(wanted, async ([text, record]) => [text, await read(record)] as const))
  }

  /**
   * Customers, customer addresses or sales orders (work and open ones), at most `limit` of GP's first thousand: it has no
   * pages. `%` in a text stands for anything, where GP allows it.
   */
  async function search(
    name: string,
    { where, oneOf, since, until, between, bare, limit }: RecordSearch,
  ): Promise<RecordValue[]> {
    const [odd] = [...Object.keys(oneOf ?? {}), ...Object.keys({ ...since, ...until })]
    if (odd !== undefined)
      throw new InvalidInput('The search', [
        { at: odd, reason: 'GP is asked for one value a field: name each by a step of its own' },
      ])
    const { schema, names, found } = entityOf(name)
    const by = names.search
    if (!by || !found)
      throw new NotFound(
        `A search for ${name}`,
        `Searched are ${searchable().join(', ')}; the others are listed whole.`,
      )
    const restrictions = Object.entries(where).map(([field, value]) => {
      const member = by.by[field]
      if (!member)
        throw new InvalidInput('The search', [
          { at: field, reason: `is not searched by; ${schema.entity} is by ${Object.keys(by.by).join(', ')}` },
        ])
      if (value.includes('%') && !member.like)
        throw new InvalidInput('The search', [
          {
            at: field,
            reason: 'is compared as a whole: GP takes no "%" for it; give it whole, or search by another field',
          },
        ])
      return [member.member, value.includes('%') ? { Like: value } : { EqualValue: value }] as const
    })
    const periods = Object.entries(between ?? {}).map(([field, { from, to }]) => {
      const member = by.between?.[field]
      if (!member)
        throw new InvalidInput('The search', [{ at: field, reason: `is not searched by from one day to another` }])
      return [member, { From: `${from}T00:00:00`, To: `${to}T00:00:00` }] as const
    })
    // An empty search would bring the first thousand of everything, in no order.
    if (restrictions.length + periods.length === 0)
      throw new InvalidInput('The search', [
        { at: 'where', reason: `must name at least one of ${Object.keys(by.by).join(', ')}` },
      ])
    try {
      const wire = await services.call(by.operation, {
        criteria: { ...by.criteria, ...Object.fromEntries([...restrictions, ...periods]) },
      })
      const rows = listIn(wire, by.item)
        .slice(0, limit)
        .map((row) => listed(schema.key, () => found(row, by.operation)))
      return bare ? rows : await inLanes(rows, (row) => withMore(name, row))
    } catch (error) {
      throw await explained(error, (fault) => explainFault(fault, null))
    }
  }
  const searchable = () => [...entities].flatMap(([name, { names }]) => (names.search ? [name] : []))

  /** Lists that GP cuts at 1000 rows are asked for in parts. */
  async function list(name: string): Promise<RecordValue[]> {
    const prepared = entityOf(name)
    const { schema, checked, summary } = prepared
    const by = prepared.names.list
    if (!by || by.oneOnly || by.pagesOnly || !summary)
      throw new NotFound(`A list of ${name}`, 'Reference data and items can be listed.')
    try {
      return await listAll(
        by.operation,
        async (range) => {
          const found = await rowsOf(prepared, rangeRestriction(range))
          return found.map((wire) => listed(schema.key, () => checked(summary, wire, null, by)))
        },
        (row) => String(row[schema.key]),
        by.part,
      )
    } catch (error) {
      throw await explained(error, (fault) => explainFault(fault, null))
    }
  }

  const ends = new Map<string, RangeEnds>()
  function endsOf(name: string): RangeEnds {
    const its = ends.get(name) ?? new RangeEnds()
    ends.set(name, its)
    return its
  }

  /** The ranges of keys that are still to be asked for: a page that GP cuts is asked for again in halves. */
  async function page(name: string, cursor: string | null) {
    const prepared = entityOf(name)
    const { schema, checked, summary, found: shown } = prepared
    const by = prepared.names.list
    if (!by || by.oneOnly || !summary) throw new NotFound(`Pages of ${name}`, 'Reference data and items can be listed.')
    try {
      const { rows, next } = await nextPage(
        by.operation,
        cursor,
        async (range) => {
          const found = await rowsOf(prepared, rangeRestriction(range))
          const read = (wire: Wire) =>
            by.pagesOnly && shown ? shown(wire, by.operation) : checked(summary, wire, null, by)
          return found.map((wire) => listed(schema.key, () => read(wire)))
        },
        (row) => String(row[schema.key]),
        by.part,
        endsOf(name),
      )
      return { records: rows, next }
    } catch (error) {
      throw await explained(error, (fault) => explainFault(fault, null))
    }
  }

  return { read, readMany, search, list, page }
}
