import { later } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { type RecordRef, type RecordValue, refText } from '../../domain/record.ts'
import type { FoundRecord } from '../../domain/run.ts'
import type { EngineParts } from '../parts.ts'
import type { Connections } from './connections.ts'

/**
 * How long the facts of a record are used without asking again. The ledger refuses to change the units of an item that is on an
 * open document, but its selling unit, its taxes, or what is in a pack of the shop anybody changes at any time: orders would be
 * written by what was there before, to the cent, and nothing would say which. A backlog asks for each of its items once in this
 * time. Nobody is asked on kept facts (see `decide`), and a run that stops forgets them.
 */
const longestKeptMs = 10 * 60_000

/**
 * Records that runs look up again and again, with the few facts that expressions may ask of them. They are kept in the
 * database with the time at which they were read, so that a restart reads no item again. A record that is missing is
 * never kept: one that was just made is found at once.
 */
export class KnownRecords {
  private readonly parts: EngineParts
  private readonly connections: Connections
  /** Reads under way: runs that want the same record of the same system at the same time share one. */
  private readonly reading = new Map<string, Promise<RecordValue | null>>()

  constructor(parts: EngineParts, connections: Connections) {
    this.parts = parts
    this.connections = connections
  }

  /** @param fresh what is kept does not count, nor a read that somebody else has begun: each record is read now */
  async look(
    integration: Integration,
    records: readonly RecordRef[],
    { fresh = false }: { readonly fresh?: boolean } = {},
  ): Promise<FoundRecord[]> {
    const { database, clock } = this.parts
    // Of before they are read: what is forgotten meanwhile may be another record by now.
    const readAt = clock.now()
    const since = later(readAt, -longestKeptMs)
    const kept = fresh ? [] : await database.stores.knownRecords.find(integration.id, records, since)
    const known = new Map(kept.map((each) => [refText(each.record), each]))
    const found = await Promise.all(
      records.map(async (record): Promise<FoundRecord> => {
        const before = known.get(refText(record))
        if (before) return { record, exists: true, facts: before.facts, asOf: before.readAt }
        const value = await (fresh ? this.connections.read(integration, record) : this.read(integration, record))
        return value ? { record, exists: true, facts: this.factsOf(record, value) } : { record, exists: false }
      }),
    )
    const read = found.flatMap(({ record, facts, asOf }) =>
      facts !== undefined && asOf === undefined && this.isWhole(record, facts) ? [{ record, facts, readAt }] : [],
    )
    if (read.length > 0) await database.transaction((tx) => tx.knownRecords.put(integration.id, read))
    return found
  }

  private read(integration: Integration, record: RecordRef): Promise<RecordValue | null> {
    // Another version may lead to another company.
    const place = `${integration.id} ${integration.version} ${refText(record)}`
    const underWay = this.reading.get(place)
    if (underWay) return underWay
    const read = this.connections.read(integration, record).finally(() => this.reading.delete(place))
    this.reading.set(place, read)
    return read
  }

  private isWhole({ entity }: RecordRef, facts: RecordValue): boolean {
    const needed = this.parts.entities.get(entity)?.factsNeed
    return needed === undefined || facts[needed] !== undefined
  }

  private factsOf({ entity }: RecordRef, value: RecordValue): RecordValue {
    const facts = this.parts.entities.get(entity)?.facts ?? []
    return Object.fromEntries(facts.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]]])))
  }
}
