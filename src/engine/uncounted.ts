import { z } from 'zod'
import { type Instant, instant, later } from '../domain/clock.ts'
import { Decimal, dec, decimalText } from '../domain/decimal.ts'
import type { Integration } from '../domain/definition.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { UnexpectedAnswer } from '../domain/errors.ts'
import {
  type EntityName,
  type IntegrationId,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  systemOf,
} from '../domain/record.ts'
import type { FoundRecord } from '../domain/run.ts'
import { carriedSince, mapAlone, type Program } from '../language/index.ts'
import type { Connections } from './connections.ts'
import type { KnownRecords } from './known-records.ts'
import type { EngineParts } from './parts.ts'
import type { Programs } from './programs.ts'
import { readApart } from './read-apart.ts'

/**
 * What each record has taken, by item, and when it was placed; how far its feed was read; and when all of them were read last. `unsure`: records that name what the ledger does not
 * know (yet); `unreadable`: those of which nobody can say what they take. `version`: of the definition that said so.
 */
const state = z.strictObject({
  version: z.int(),
  cursor: z.string().nullable(),
  taken: z.record(
    z.string(),
    z.object({ at: z.string().nullable(), parts: z.array(z.tuple([z.string(), z.string()])) }),
  ),
  unsure: z.array(z.string()),
  unreadable: z.array(z.string()),
  allReadAt: z.string(),
})
type State = z.output<typeof state>

/** What is taken of each item and not counted yet, by the key of hub.uncounted. */
export interface Taken {
  readonly of: (key: string) => RecordValue
  /** Things of which anything is taken. */
  readonly keys: readonly string[]
  /** False: an order could not be read, so there may be more of anything. */
  readonly complete: boolean
}

/** What is taken off the stock, for people: oldest first. */
export interface UncountedNow {
  /** Null: nobody has looked yet. */
  readonly lookedAt: Instant | null
  readonly records: readonly {
    readonly record: RecordRef
    readonly placedAt: Instant | null
    /** In base units of the ledger's items. */
    readonly parts: readonly { readonly item: string; readonly quantity: string }[]
  }[]
  /** Those of which nobody can say what they take: while there are any, no stock is raised. */
  readonly unreadable: readonly RecordRef[]
}

const inOnePage = 500
/** What the ledger did not know is asked for again, at most so often: it may have been entered since. */
const askedAgainMs = 60_000
/** All that are kept are read again: one is deleted, or given back, without any feed that names it. */
const allReadAgainMs = 24 * 60 * 60_000
/** Held ones that are looked at, the oldest first. */
const mostHeld = 2000
/** Look-ups that what one line takes may need. */
const mostTurns = 5
const cursorName = (entity: EntityName) => `uncounted ${entity}`

interface UncountedParts {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly known: KnownRecords
  readonly programs: Programs
}

/** By line, how many pieces of it a document has. Null: the document has all of the record. */
type Counted = ReadonlyMap<string, string> | null

/** What one piece of a line takes, in base units. */
type Units = readonly { readonly item: string; readonly units: string }[]

/** What some records take. Each stands in one of them, or in `taken` and `unsure`. */
interface Takings {
  readonly taken: Record<string, State['taken'][string]>
  readonly unsure: string[]
  readonly unreadable: string[]
}

/**
 * What records that take stock where they stand (shop orders) have taken that the other system does not count yet: those
 * that are linked to no record that counts it (a sales order), and of those that are linked and held the pieces that were
 * added since, as no document has them yet.
 *
 *   feed: what changed since the last look, ┐
 *   what a flow holds, as it came with an   ├──► not counted ──► read ──► what each line takes, by item; kept
 *   old date, or was changed                ┘
 *   kept before ──► counted by now ──► forgotten
 *
 * What a line takes is in base units of the ledger's items, as its document will take it: so an item is one whatever sells
 * it, alone, in a kit, or as two products. A line that names no item of the ledger takes nothing of what it has.
 *
 * It reads the shop and not what runs have made of its orders, so it knows one that no flow has seen yet, and one that waits,
 * is held or has failed. Whoever computes stock reads this before the ledger's: an order that is counted in between is
 * then missing from the stock for one look; the other way round it would be sold twice.
 */
export class Uncounted {
  private readonly its: UncountedParts
  /** One look at a time; whoever asks meanwhile gets the next one. */
  private readonly looks = new Map<IntegrationId, Promise<unknown>>()
  private readonly askedAgain = new Map<IntegrationId, number>()

  constructor(its: UncountedParts) {
    this.its = its
  }

  async read(integration: Integration, records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue>> {
    const { of } = await this.now(integration)
    return new Map(records.map((record) => [refText(record), of(record.key)]))
  }

  /** @throws what the shop's connection throws: nothing is taken for counted that was not looked at */
  async now(integration: Integration): Promise<Taken> {
    const before = this.looks.get(integration.id) ?? Promise.resolve()
    const look = before.catch(() => {}).then(() => this.look(integration))
    this.looks.set(integration.id, look)
    return look
  }

  private async look(integration: Integration): Promise<Taken> {
    const byKey = new Map<string, { order: string; quantity: Decimal }[]>()
    let complete = true
    const program = await this.its.programs.at(integration.id, integration.version)
    for (const schema of this.its.parts.entities.values()) {
      if (!schema.takesStock) continue
      const takes = [...program.flows.values()].flatMap(({ bulk }) => bulk?.takes ?? [])
      const its = takes.find(({ of }) => of === schema.entity)
      if (!its) {
        complete = false
        continue
      }
      const since = carriedSince(program, integration, schema.entity)
      const { taken, unreadable } = await this.lookAt(integration, schema, since, (keys, counted) =>
        this.take(integration, program, its.by, schema, keys, counted, since),
      )
      if (unreadable.length > 0) complete = false
      for (const [order, { parts }] of Object.entries(taken))
        for (const [item, units] of parts)
          byKey.set(sameItem(item), [...(byKey.get(sameItem(item)) ?? []), { order, quantity: dec(units) }])
    }
    return {
      complete,
      keys: [...byKey.keys()],
      of: (key) => {
        const rows = byKey.get(sameItem(key)) ?? []
        const total = rows.reduce((all, { quantity }) => all.plus(quantity), new Decimal(0))
        const orders = rows.map(({ order, quantity }) => ({ order, quantity: decimalText(quantity) }))
        return { key, quantity: decimalText(total), complete, orders }
      },
    }
  }

  /** What the last look has kept, without another one. */
  async kept({ id }: Integration): Promise<UncountedNow> {
    const { entities, database } = this.its.parts
    const takers = [...entities.values()].filter(({ takesStock }) => takesStock)
    const found = await Promise.all(
      takers.map(async ({ entity }) => {
        const known = await database.stores.cursors.get(id, cursorName(entity))
        const parsed = known && state.safeParse(JSON.parse(known.cursor))
        return known && parsed?.success ? [{ entity, lookedAt: known.polledAt, ...parsed.data }] : []
      }),
    )
    const all = found.flat()
    return {
      lookedAt: all[0]?.lookedAt ?? null,
      records: all
        .flatMap(({ entity, taken }) =>
          Object.entries(taken).map(([key, { at, parts }]) => ({
            record: ref(entity, key),
            placedAt: at === null ? null : instant(at),
            parts: parts.map(([item, quantity]) => ({ item, quantity })),
          })),
        )
        .sort((a, b) => ((a.placedAt ?? '') < (b.placedAt ?? '') ? -1 : 1)),
      unreadable: all.flatMap(({ entity, unreadable }) => unreadable.map((key) => ref(entity, key))),
    }
  }

  private async lookAt(
    integration: Integration,
    schema: EntitySchema,
    since: Instant,
    take: (keys: readonly string[], counted: ReadonlyMap<string, Counted>) => Promise<Takings>,
  ): Promise<State> {
    const { parts, connections } = this.its
    const { entity } = schema
    const { version } = integration
    const known = await parts.database.stores.cursors.get(integration.id, cursorName(entity))
    // What an earlier version of the hub has kept is read anew.
    const stored = known && state.safeParse(JSON.parse(known.cursor))
    const at = parts.clock.now()
    const nothing = { cursor: null, taken: {}, unsure: [], unreadable: [], allReadAt: at }
    const before: State = stored?.success ? stored.data : { version, ...nothing }
    const connectors = await parts.connectorsOf(integration)
    const feed = connectors[systemOf(entity)]!.feeds.find(({ name }) => name === schema.takesStock!.feed)
    if (!feed) throw new Error(`There is no feed ${schema.takesStock!.feed} of ${entity}`)
    // Other value maps may name other items.
    const all = before.version !== version || at >= later(instant(before.allReadAt), allReadAgainMs)
    const anew = all ? Object.keys(before.taken) : []
    const asksAgain = anew.length > 0 || this.mayAskAgain(integration.id)
    let now: State = { ...before, version, ...(all ? { allReadAt: at } : {}) }
    const held = new Set<string>(await parts.database.stores.runs.unfinished(integration.id, entity, mostHeld))
    let again = [...anew, ...now.unreadable, ...(asksAgain ? [...now.unsure, ...held] : [])]
    for (let more = true; more; ) {
      const page = await connections.call(integration, systemOf(entity), `poll ${feed.name}`, () =>
        feed.poll(now.cursor, inOnePage),
      )
      const changed = page.changed
        .filter(({ placedAt }) => placedAt === undefined || placedAt >= since)
        .map(({ record }) => record.key as string)
      const failed = (page.unreadable ?? []).map(({ record }) => record.key as string)
      const looked = new Set([...changed, ...again])
      const counted = await this.counted(integration, entity, [...looked])
      const mayTake = [...looked].filter((key) => !counted.has(key) || held.has(key))
      const read = await take(mayTake, counted)
      const others = (keys: readonly string[]) => keys.filter((key) => !looked.has(key))
      now = {
        ...{ version, cursor: page.next, allReadAt: now.allReadAt },
        taken: { ...Object.fromEntries(Object.entries(now.taken).filter(([key]) => !looked.has(key))), ...read.taken },
        unsure: [...new Set([...others(now.unsure), ...read.unsure])],
        unreadable: [...new Set([...others(now.unreadable), ...read.unreadable, ...failed])],
      }
      again = []
      if (page.more) await this.keep(integration, entity, now)
      more = page.more
    }
    const counted = await this.counted(integration, entity, Object.keys(now.taken))
    const isOpen = (key: string) => !counted.has(key) || held.has(key)
    // The flow may have been told to begin later since it was kept.
    const isOurs = ([key, { at: placed }]: [string, State['taken'][string]]) =>
      isOpen(key) && (placed === null || instant(placed) >= since)
    now = {
      ...now,
      taken: Object.fromEntries(Object.entries(now.taken).filter(isOurs)),
      unsure: now.unsure.filter(isOpen),
    }
    if (JSON.stringify(now) !== JSON.stringify(before)) await this.keep(integration, entity, now)
    return now
  }

  private mayAskAgain(integration: IntegrationId): boolean {
    const now = Date.parse(this.its.parts.clock.now())
    if (now - (this.askedAgain.get(integration) ?? 0) < askedAgainMs) return false
    this.askedAgain.set(integration, now)
    return true
  }

  private keep({ id }: Integration, entity: EntityName, now: State): Promise<void> {
    const { database, clock } = this.its.parts
    return database.transaction((tx) => tx.cursors.put(id, cursorName(entity), JSON.stringify(now), clock.now()))
  }

  /** Those that a record counts, and how many pieces of their lines. */
  private async counted(
    { id }: Integration,
    entity: EntityName,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Counted>> {
    const { entities, database } = this.its.parts
    const records = keys.map((key) => ref(entity, key))
    const found = new Map<string, Counted>()
    if (records.length === 0) return found
    for (const { entity: target, countsStock } of entities.values()) {
      if (!countsStock) continue
      const links = await database.stores.links.find(id, target, records)
      for (const [key, link] of links) {
        // Of a document that a person entered nobody can say which line is which.
        const ours = link.writtenHash !== '' && !isEnteredByHand(link)
        const lines = ours ? ((link.written[countsStock.rows] ?? null) as readonly RecordValue[] | null) : null
        found.set(
          key,
          lines && new Map(lines.map((line) => [String(line[countsStock.line]), String(line[countsStock.quantity])])),
        )
      }
    }
    return found
  }

  private async take(
    integration: Integration,
    program: Program,
    by: string,
    { entity, takesStock, listedBy }: EntitySchema,
    keys: readonly string[],
    counted: ReadonlyMap<string, Counted>,
    since: Instant,
  ): Promise<Takings> {
    const { rows, quantity, less, unless } = takesStock!
    const takings: Takings = { taken: {}, unsure: [], unreadable: [] }
    const add = async (key: string, value: RecordValue | null) => {
      if (value === null || unless.in.includes(String(value[unless.field]))) return
      const placed = listedBy?.madeAt === undefined ? undefined : value[listedBy.madeAt]
      const at = typeof placed === 'string' ? placed : null
      // One that its feed could not read may be older.
      if (at !== null && instant(at) < since) return
      const pieces = (line: RecordValue, field: string) => dec(String(line[field] ?? 0))
      const lines = ((value[rows] ?? []) as RecordValue[]).flatMap((line) => {
        const its = counted.get(key)
        if (its === null) return []
        const wanted = less.reduce((all, field) => all.minus(pieces(line, field)), pieces(line, quantity))
        const left = wanted.minus(its?.get(String(line.id)) ?? 0)
        return left.gt(0) ? [{ line, left }] : []
      })
      if (lines.length === 0) return
      const all: [string, string][] = []
      for (const { line, left } of lines) {
        const taking = await this.partsOf(integration, program, by, { ...value, [rows]: [line] })
        if (taking === 'unknown') {
          takings.unreadable.push(key)
          return
        }
        if (taking === 'no item') takings.unsure.push(key)
        else for (const { item, units } of taking) all.push([item, decimalText(left.times(units))])
      }
      takings.taken[key] = { at, parts: all }
    }
    const found = await readApart(
      this.its.connections,
      integration,
      keys.map((key) => ref(entity, key)),
    )
    for (const key of keys) {
      const one = found.get(refText(ref(entity, key)))
      if (one && 'error' in one) takings.unreadable.push(key)
      else await add(key, one?.value ?? null)
    }
    return takings
  }

  /** What one piece of the line takes. Unknown: a unit or something else that stops the order, too. */
  private async partsOf(
    integration: Integration,
    program: Program,
    by: string,
    value: RecordValue,
  ): Promise<Units | 'no item' | 'unknown'> {
    const known: FoundRecord[] = []
    for (let turn = 0; turn < mostTurns; turn++) {
      const outcome = mapAlone(program, by, value, known)
      if (outcome.is === 'value') {
        const { parts, contents = [] } = outcome.value as unknown as {
          readonly parts: Units
          readonly contents?: Units
        }
        return [...parts, ...contents]
      }
      if (outcome.is === 'missing') return 'no item'
      if (outcome.is !== 'wanted' || outcome.links.length > 0) return 'unknown'
      const found = await this.its.known.look(integration, outcome.records).catch(unlessUnreadable)
      if (!found) return 'unknown'
      known.push(...found)
    }
    return 'unknown'
  }
}

/** Lines name items as the shop spells them, and the ledger finds them whatever their letter case and outer blanks. */
const sameItem = (key: string) => key.trim().toUpperCase()

/** One that cannot be read keeps none of the others from being counted. */
function unlessUnreadable(error: unknown): null {
  if (error instanceof UnexpectedAnswer) return null
  throw error
}
