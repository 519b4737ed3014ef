import { z } from 'zod'
import { Decimal, dec, decimalText } from '../domain/decimal.ts'
import type { Integration } from '../domain/definition.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { UnexpectedAnswer } from '../domain/errors.ts'
import {
  type EntityName,
  type IntegrationId,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  systemOf,
} from '../domain/record.ts'
import type { Connections } from './connections.ts'
import type { EngineParts } from './parts.ts'

/** What each record has taken, by what it took; and how far its feed was read. */
const state = z.strictObject({
  cursor: z.string().nullable(),
  taken: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
  unreadable: z.array(z.string()),
})
type State = z.output<typeof state>

/** What is taken of each thing and not counted yet, by the key of hub.uncounted. */
export interface Taken {
  readonly of: (key: string) => RecordValue
  /** Things of which anything is taken. */
  readonly keys: readonly string[]
}

const inOnePage = 500
const cursorName = (entity: EntityName) => `uncounted ${entity}`

/**
 * What records that take stock where they stand (shop orders) have taken that the other system does not count yet: those
 * that are linked to no record that counts it (a sales order).
 *
 *   feed: what changed since the last look ──► not linked ──► read, kept while it takes something
 *   kept before ──► linked by now ──► forgotten: the ledger counts it
 *
 * It reads the shop and not what runs have made of its orders, so it knows one that no flow has seen yet, and one that waits,
 * is held or has failed. Whoever computes stock reads this before the ledger's: an order that is counted in between is
 * then missing from the stock for one look; the other way round it would be sold twice.
 */
export class Uncounted {
  private readonly parts: EngineParts
  private readonly connections: Connections
  /** One look at a time; whoever asks meanwhile gets the next one. */
  private readonly looks = new Map<IntegrationId, Promise<unknown>>()

  constructor(parts: EngineParts, connections: Connections) {
    this.parts = parts
    this.connections = connections
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
    for (const schema of this.parts.entities.values()) {
      if (!schema.takesStock) continue
      const { taken, unreadable } = await this.lookAt(integration, schema)
      if (unreadable.length > 0) complete = false
      for (const [order, rows] of Object.entries(taken))
        for (const [key, quantity] of rows)
          byKey.set(key, [...(byKey.get(key) ?? []), { order, quantity: dec(quantity) }])
    }
    return {
      keys: [...byKey.keys()],
      of: (key) => {
        const rows = byKey.get(key) ?? []
        const total = rows.reduce((all, { quantity }) => all.plus(quantity), new Decimal(0))
        const orders = rows.map(({ order, quantity }) => ({ order, quantity: decimalText(quantity) }))
        return { key, quantity: decimalText(total), complete, orders }
      },
    }
  }

  private async lookAt(integration: Integration, schema: EntitySchema): Promise<State> {
    const { stores } = this.parts.database
    const { entity } = schema
    const known = await stores.cursors.get(integration.id, cursorName(entity))
    const before: State = known ? state.parse(JSON.parse(known.cursor)) : { cursor: null, taken: {}, unreadable: [] }
    const connectors = await this.parts.connectorsOf(integration)
    const feed = connectors[systemOf(entity)]!.feeds.find(({ name }) => name === schema.takesStock!.feed)
    if (!feed) throw new Error(`There is no feed ${schema.takesStock!.feed} of ${entity}`)
    let now = before
    for (let more = true; more; ) {
      const page = await this.connections.call(integration, systemOf(entity), `poll ${feed.name}`, () =>
        feed.poll(now.cursor, inOnePage),
      )
      const changed = page.changed
        .filter(({ placedAt }) => placedAt === undefined || placedAt >= integration.cutOver)
        .map(({ record }) => record.key as string)
      const failed = (page.unreadable ?? []).map(({ record }) => record.key as string)
      const again = [...new Set([...changed, ...now.unreadable])]
      const taken = { ...now.taken }
      for (const key of again) delete taken[key]
      const read = await this.take(integration, schema, await this.unlinked(integration, entity, again))
      now = {
        cursor: page.next,
        taken: { ...taken, ...read.taken },
        unreadable: [...new Set([...read.unreadable, ...failed])],
      }
      if (page.more) await this.keep(integration, entity, now)
      more = page.more
    }
    const open = new Set(await this.unlinked(integration, entity, Object.keys(now.taken)))
    now = { ...now, taken: Object.fromEntries(Object.entries(now.taken).filter(([key]) => open.has(key))) }
    if (JSON.stringify(now) !== JSON.stringify(before)) await this.keep(integration, entity, now)
    return now
  }

  private keep({ id }: Integration, entity: EntityName, now: State): Promise<void> {
    return this.parts.database.transaction((tx) =>
      tx.cursors.put(id, cursorName(entity), JSON.stringify(now), this.parts.clock.now()),
    )
  }

  /** Those that no record counts. */
  private async unlinked({ id }: Integration, entity: EntityName, keys: readonly string[]): Promise<string[]> {
    const counting = [...this.parts.entities.values()].filter(({ countsStock }) => countsStock)
    let open = [...keys]
    for (const target of counting) {
      if (open.length === 0) break
      const records = open.map((key) => ref(entity, key))
      const links = await this.parts.database.stores.links.find(id, target.entity, records)
      open = open.filter((key) => !links.has(recordKey(key)))
    }
    return open
  }

  private async take(integration: Integration, { entity, takesStock }: EntitySchema, keys: readonly string[]) {
    const { rows, of, quantity, less, unless } = takesStock!
    const taken: Record<string, [string, string][]> = {}
    const unreadable: string[] = []
    const add = (key: string, value: RecordValue | null) => {
      if (value === null || unless.in.includes(String(value[unless.field]))) return
      const pieces = (line: RecordValue, field: string) => dec(String(line[field] ?? 0))
      const lines = ((value[rows] ?? []) as RecordValue[]).flatMap((line): [string, string][] => {
        const left = less.reduce((all, field) => all.minus(pieces(line, field)), pieces(line, quantity))
        return left.gt(0) ? [[of.map((field) => String(line[field])).join(':'), decimalText(left)]] : []
      })
      if (lines.length > 0) taken[key] = lines
    }
    try {
      const found = await this.connections.readMany(
        integration,
        keys.map((key) => ref(entity, key)),
        { fresh: true },
      )
      for (const key of keys) add(key, found.get(refText(ref(entity, key)))?.value ?? null)
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error
      for (const key of keys)
        try {
          add(key, await this.connections.read(integration, ref(entity, key), { fresh: true }))
        } catch (its) {
          if (!(its instanceof UnexpectedAnswer)) throw its
          unreadable.push(key)
        }
    }
    return { taken, unreadable }
  }
}
