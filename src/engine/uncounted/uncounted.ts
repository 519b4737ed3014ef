import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Instant, instant, later, mostAheadMs } from '../../domain/clock.ts'
import { Decimal, dec, decimalText } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import { HubError } from '../../domain/errors.ts'
import {
  type EntityName,
  foldedKey,
  type IntegrationId,
  type Json,
  memberOf,
  type RecordRef,
  type RecordValue,
  ref,
  refText,
  systemOf,
} from '../../domain/record.ts'
import { carriedSince, isCarried, type Program } from '../../language/index.ts'
import type { Connections } from '../connections/connections.ts'
import type { KnownRecords } from '../connections/known-records.ts'
import { readApart } from '../connections/read-apart.ts'
import { inOneCompany } from '../number-collisions.ts'
import type { EngineParts } from '../parts.ts'
import type { Programs } from '../programs.ts'
import { ChangedDocuments, documentsState, noDocuments, OpenDocuments } from './changed-documents.ts'
import type { Counted } from './counted-pieces.ts'
import type { Taken } from './taken.ts'
import { takenBy } from './taken-by.ts'

/**
 * What each record has taken, by item, and when it was placed; how far its feed was read; and when all of them were read last.
 * `unsure`: records that name what the ledger does not know (yet); `unreadable`: those of which nobody can say what they take.
 * `documents`: those that the ledger counts. `version`: of the definition that said so. `skippedSeenTo`: records that flows have
 * skipped until then were looked at; absent: until the last look.
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
  documents: documentsState,
  allReadAt: z.string(),
  skippedSeenTo: z.string().optional(),
})
type State = z.output<typeof state>

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
/** All that are kept are read again: other items may be meant. */
const allReadAgainMs = 24 * 60 * 60_000
/** Of those that are kept, so many are read again at a look, in turn: one is deleted, or given back, without any feed that names it. */
const readInTurn = 200
/** Documents that are read, or whose invoices are asked for, at a look, in turn: each costs the ledger some calls. */
const askedInTurn = 20
/** A run that ended before a look may be stored while it is under way. */
const storedLateMs = 60_000
/** Held ones that are looked at, the oldest first. */
const mostHeld = 2000
const cursorName = (entity: EntityName) => `uncounted ${entity}`

interface UncountedParts {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly known: KnownRecords
  readonly programs: Programs
}

/** What some records take. Each stands in one of them, or in `taken` and `unsure`. */
interface Takings {
  readonly taken: Record<string, State['taken'][string]>
  readonly unsure: string[]
  readonly unreadable: string[]
}

/** What an integration's own orders have taken, and why that may not be all. */
interface Own {
  readonly rows: readonly { readonly order: string; readonly item: string; readonly units: string }[]
  readonly unknown: readonly string[]
}

const takesOf = ({ flows }: Program) => [...flows.values()].flatMap(({ bulk }) => bulk?.takes ?? [])

const rowsOf = (taken: State['taken']): Own['rows'] =>
  Object.entries(taken).flatMap(([order, { parts }]) => parts.map(([item, units]) => ({ order, item, units })))

/**
 * What records that take stock where they stand (shop orders) have taken that the other system does not count yet: those
 * that are linked to no record that counts it (a sales order), and of those that are linked and held the pieces that were
 * added since, as no document has them yet.
 *
 *   feed: what changed since the last look, ┐
 *   what a flow holds, as it came with an   ├──► not counted ──► read ──► what each line takes, by item; kept
 *   old date, or was changed                ┘
 *   kept before ──► counted by now ──► forgotten
 *   counted by a document that people ──► not counted: what the document has no more
 *   have voided, deleted or changed
 *
 * Records that no flow carries, as those are off, are people's: one that they have entered would be taken off twice.
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
  /** The last key that was read again in turn. */
  private readonly turns = new Map<string, string>()

  private readonly open: OpenDocuments

  constructor(its: UncountedParts) {
    this.its = its
    this.open = new OpenDocuments(its)
  }

  async read(integration: Integration, records: readonly RecordRef[]): Promise<ReadonlyMap<string, RecordValue>> {
    const { of } = await this.now(integration)
    return new Map(records.map((record) => [refText(record), of(record.key)]))
  }

  /**
   * Of the integration's own orders, and of those of others that sell from the same places of the same company.
   * @throws what the shop's connection throws: nothing is taken for counted that was not looked at
   */
  async now(integration: Integration): Promise<Taken> {
    const own = await this.ownOf(integration)
    const others = await Promise.all((await this.neighbours(integration)).map((other) => this.othersOf(other)))
    const byKey = new Map<string, { order: string; quantity: Decimal }[]>()
    for (const { order, item, units } of [...own.rows, ...others.flatMap(({ rows }) => rows)])
      byKey.set(foldedKey(item), [...(byKey.get(foldedKey(item)) ?? []), { order, quantity: dec(units) }])
    const unknown = [own, ...others].flatMap((one) => one.unknown)
    const complete = unknown.length === 0
    return {
      unknown,
      keys: [...byKey.keys()],
      of: (key) => {
        const rows = byKey.get(foldedKey(key)) ?? []
        const total = rows.reduce((all, { quantity }) => all.plus(quantity), new Decimal(0))
        const orders = rows.map(({ order, quantity }) => ({ order, quantity: decimalText(quantity) }))
        return { key, quantity: decimalText(total), complete, orders }
      },
    }
  }

  /** One look at a time. */
  private ownOf(integration: Integration): Promise<Own> {
    const before = this.looks.get(integration.id) ?? Promise.resolve()
    const look = before.catch(() => {}).then(() => this.look(integration))
    this.looks.set(integration.id, look)
    return look
  }

  private async look(integration: Integration): Promise<Own> {
    const rows: Own['rows'][number][] = []
    const unknown: string[] = []
    const program = await this.its.programs.at(integration.id, integration.version)
    for (const schema of this.its.parts.entities.values()) {
      if (!schema.takesStock || !isCarried(program, integration, schema.entity)) continue
      const its = takesOf(program).find(({ of }) => of === schema.entity)
      if (!its) {
        unknown.push(`no flow of “${integration.id}” says what ${schema.entity} takes from stock`)
        continue
      }
      const since = carriedSince(program, integration, schema.entity)
      const { taken, unreadable } = await this.lookAt(integration, schema, since, (...which) =>
        this.take(integration, program, its.by, schema, since, ...which),
      )
      if (unreadable.length > 0) unknown.push(`${unreadable.length} of ${schema.entity} cannot be read`)
      rows.push(...rowsOf(taken))
    }
    return { rows, unknown }
  }

  /**
   * A shop that cannot be asked keeps nobody else's stock from falling: what it had taken at its last look still counts. One whose
   * orders no flow carries takes nothing that the ledger does not know.
   */
  private async othersOf(other: Integration): Promise<Own> {
    const named = ({ rows, unknown }: Own): Own => ({
      rows: rows.map((row) => ({ ...row, order: `${other.id}/${row.order}` })),
      unknown,
    })
    if (!(await this.carries(other))) return { rows: [], unknown: [] }
    let because = `the integration “${other.id}” is paused`
    if (!other.paused)
      try {
        return named(await this.ownOf(other))
      } catch (error) {
        if (!(error instanceof HubError)) throw error
        because = `what the shop of “${other.id}” has sold cannot be asked for: ${error.message}`
      }
    const { records } = await this.kept(other)
    const rows = records.flatMap(({ record, parts }) =>
      parts.map(({ item, quantity }) => ({ order: record.key, item, units: quantity })),
    )
    return named({ rows, unknown: [because] })
  }

  /** Whether a flow that is on carries records that take stock. */
  private async carries(integration: Integration): Promise<boolean> {
    const program = await this.its.programs.at(integration.id, integration.version)
    return [...this.its.parts.entities.values()].some(
      ({ entity, takesStock }) => takesStock && isCarried(program, integration, entity),
    )
  }

  /** Paused integrations without whose orders the stock of this one is not raised. */
  async pausedBeside(integration: Integration): Promise<readonly IntegrationId[]> {
    const paused = (await this.neighbours(integration)).filter((other) => other.paused)
    const carrying = await Promise.all(paused.map((other) => this.carries(other)))
    return paused.filter((_, n) => carrying[n]).map(({ id }) => id)
  }

  /** Other integrations with the same company that sell from one of the places. */
  private async neighbours(integration: Integration): Promise<readonly Integration[]> {
    const { parts, programs } = this.its
    // Ledgers compare them whatever their letter case.
    const placesOf = async ({ id, version }: Integration) =>
      takesOf(await programs.at(id, version)).flatMap(({ places }) => places.map((place) => place.toUpperCase()))
    const places = new Set(await placesOf(integration))
    if (places.size === 0) return []
    const systems = [...parts.entities.values()].flatMap(({ entity, countsStock }) =>
      countsStock ? [systemOf(entity)] : [],
    )
    const others = (await parts.database.stores.integrations.list()).filter(
      (other) => other.id !== integration.id && systems.some((system) => inOneCompany(other, integration, system)),
    )
    // One whose definition this hub cannot read any more works on nothing.
    const theirs = await Promise.all(others.map((other) => placesOf(other).catch(() => [])))
    return others.filter((_, n) => theirs[n]!.some((place) => places.has(place)))
  }

  /** What the last look has kept, without another one. */
  async kept(integration: Integration): Promise<UncountedNow> {
    const { id, version } = integration
    const { entities, database } = this.its.parts
    const program = await this.its.programs.at(id, version)
    const takers = [...entities.values()].filter(
      ({ entity, takesStock }) => takesStock && isCarried(program, integration, entity),
    )
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
    take: (
      keys: readonly string[],
      counted: ReadonlyMap<string, Counted>,
      held: ReadonlySet<string>,
      isChanged: (key: string) => boolean,
    ) => Promise<Takings>,
  ): Promise<State> {
    const { parts, connections } = this.its
    const { entity } = schema
    const { version } = integration
    const known = await parts.database.stores.cursors.get(integration.id, cursorName(entity))
    // What an earlier version of the hub has kept is read anew.
    const stored = known && state.safeParse(JSON.parse(known.cursor))
    const at = parts.clock.now()
    const nothing = { cursor: null, taken: {}, unsure: [], unreadable: [], documents: noDocuments, allReadAt: at }
    const before: State = stored?.success ? stored.data : { version, ...nothing }
    const connectors = await parts.connectorsOf(integration)
    const feed = connectors[systemOf(entity)]!.feeds.find(({ name }) => name === schema.takesStock!.feed)
    if (!feed) throw new Error(`There is no feed ${schema.takesStock!.feed} of ${entity}`)
    // By a clock that was ahead, which is right by now: what came since then was asked for by it.
    const isOfAhead = (noted: Instant) => noted > later(at, mostAheadMs)
    const allReadAt = instant(before.allReadAt)
    // Other value maps may name other items.
    const all = before.version !== version || at >= later(allReadAt, allReadAgainMs) || isOfAhead(allReadAt)
    const anew = all ? Object.keys(before.taken) : []
    const asksAgain = anew.length > 0 || this.mayAskAgain(integration.id)
    // Not of the last look: that one may not have asked for them, or they were skipped while it was under way.
    const seenTo = before.skippedSeenTo === undefined ? known?.polledAt : instant(before.skippedSeenTo)
    const skippedSince = seenTo && isOfAhead(seenTo) ? later(at, -allReadAgainMs) : seenTo
    const held = new Set<string>(await parts.database.stores.runs.unfinished(integration.id, entity, mostHeld))
    // The feed goes by dates: of an order that came with an old one only its run tells.
    const skipped =
      asksAgain && skippedSince
        ? await parts.database.stores.runs.skipped(integration.id, entity, skippedSince, mostHeld)
        : []
    const skippedSeenTo = asksAgain || !known ? later(at, -storedLateMs) : skippedSince
    let now: State = { ...before, version, ...(all ? { allReadAt: at } : {}), skippedSeenTo }
    const documents = new ChangedDocuments(this.its, integration, entity, before.documents, this.open)
    const turn =
      asksAgain && !all ? this.nextInTurn(`${integration.id} taken`, Object.keys(before.taken), readInTurn) : []
    const askedFor = asksAgain ? this.nextInTurn(`${integration.id} documents`, documents.inTurn, askedInTurn) : []
    let again = [
      ...[...anew, ...now.unreadable, ...(await documents.moved(askedFor))],
      ...(asksAgain ? [...now.unsure, ...held, ...skipped, ...turn] : []),
    ]
    for (let more = true; more; ) {
      const page = await connections.call(integration, systemOf(entity), `poll ${feed.name}`, () =>
        feed.poll(now.cursor, inOnePage),
      )
      const changed = page.changed
        .filter(({ placedAt }) => placedAt === undefined || placedAt >= since)
        .map(({ record }) => record.key as string)
      const failed = (page.unreadable ?? []).map(({ record }) => record.key as string)
      const looked = new Set([...changed, ...again])
      const counted = await documents.counted([...looked])
      const mayTake = [...looked].filter((key) => !counted.has(key) || held.has(key) || documents.isChanged(key))
      const read = await take(mayTake, counted, held, (key) => documents.isChanged(key))
      const others = (keys: readonly string[]) => keys.filter((key) => !looked.has(key))
      now = {
        ...{ version, cursor: page.next, allReadAt: now.allReadAt, skippedSeenTo, documents: documents.state },
        taken: { ...Object.fromEntries(Object.entries(now.taken).filter(([key]) => !looked.has(key))), ...read.taken },
        unsure: [...new Set([...others(now.unsure), ...read.unsure])],
        unreadable: [...new Set([...others(now.unreadable), ...read.unreadable, ...failed])],
      }
      again = []
      if (page.more) await this.keep(integration, entity, now)
      more = page.more
    }
    const counted = await documents.counted(Object.keys(now.taken))
    const isOpen = (key: string) => !counted.has(key) || held.has(key) || documents.isChanged(key)
    // The flow may have been told to begin later since it was kept.
    const isOurs = ([key, { at: placed }]: [string, State['taken'][string]]) =>
      isOpen(key) && (placed === null || instant(placed) >= since)
    const taken = Object.fromEntries(Object.entries(now.taken).filter(isOurs))
    if (all) documents.forgetClosed((key) => key in taken)
    now = {
      ...{ ...now, taken, documents: { ...documents.state, first: false } },
      unsure: now.unsure.filter(isOpen),
      unreadable: [...new Set([...now.unreadable, ...documents.unreadable])],
    }
    // A look that asks again has moved `skippedSeenTo`: the row, which may be large, is written once a minute where nothing else moves.
    if (!isDeepStrictEqual(now, before)) await this.keep(integration, entity, now)
    return now
  }

  private mayAskAgain(integration: IntegrationId): boolean {
    const now = Date.parse(this.its.parts.clock.now())
    const agoMs = now - (this.askedAgain.get(integration) ?? 0)
    // Noted in the future: by a clock that was ahead.
    if (agoMs >= 0 && agoMs < askedAgainMs) return false
    this.askedAgain.set(integration, now)
    return true
  }

  /** The next ones of these keys, after those of the look before. */
  private nextInTurn(turn: string, keys: readonly string[], most: number): readonly string[] {
    const last = this.turns.get(turn) ?? ''
    const sorted = [...keys].sort()
    const next = [...sorted.filter((key) => key > last), ...sorted.filter((key) => key <= last)].slice(0, most)
    this.turns.set(turn, next.at(-1) ?? '')
    return next
  }

  private keep({ id }: Integration, entity: EntityName, now: State): Promise<void> {
    const { database, clock } = this.its.parts
    return database.transaction((tx) => tx.cursors.put(id, cursorName(entity), JSON.stringify(now), clock.now()))
  }

  private async take(
    integration: Integration,
    program: Program,
    by: string,
    { entity, takesStock, listedBy }: EntitySchema,
    since: Instant,
    keys: readonly string[],
    counted: ReadonlyMap<string, Counted>,
    held: ReadonlySet<string>,
    isChanged: (key: string) => boolean,
  ): Promise<Takings> {
    const { rows, quantity, less, unless, left } = takesStock!
    const takings: Takings = { taken: {}, unsure: [], unreadable: [] }
    const add = async (key: string, value: RecordValue | null) => {
      const state = String(value?.[unless.field])
      if (value === null || unless.in.includes(state) || (unless.settled.includes(state) && !held.has(key))) return
      if (isChanged(key) && flagAt(value, left)) return
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
        const taking = await takenBy(this.its.known, integration, program, by, { ...value, [rows]: [line] })
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
}

const flagAt = (value: RecordValue, path: string) =>
  path.split('.').reduce<Json | undefined>((at, name) => at && memberOf(at as RecordValue, name), value) === true
