import { type Instant, instant, later } from '../../domain/clock.ts'
import type { EntityName, IntegrationId, Json, RecordValue } from '../../domain/record.ts'
import { type Link, levelsPlace, type Stores } from '../../domain/stores.ts'
import { Lately } from '../lately.ts'
import { type Sale, type UnusualStock, unusualStock } from './find.ts'

const entity = 'gp.itemStock' as EntityName
const dayMs = 24 * 60 * 60_000
/** Whose items are looked at: the newest of a week. */
const mostOrders = 500
const mostItems = 1000
/** Said of each kind; the rest is likely the same. */
const mostOfKind = 5

export interface UnusualStockNow {
  readonly found: readonly UnusualStock[]
  readonly muted: readonly UnusualStock[]
  /** How many more there are, by kind. */
  readonly more: Readonly<Partial<Record<UnusualStock['kind'], number>>>
}

const lately = new Lately<readonly UnusualStock[]>()

/**
 * What is unusual about the stock of GP, as rounds have seen it, at most every five minutes, and what of it people have muted.
 * Asks no remote system. Without a flow that reads stock nothing is known.
 */
export async function readUnusualStock(
  stores: Pick<Stores, 'links' | 'mutes' | 'levels' | 'cursors'>,
  integration: IntegrationId,
  at: Instant,
): Promise<UnusualStockNow> {
  const [all, mutes] = await Promise.all([
    lately.get(stores, { id: integration, of: '', at }, () => look(stores, integration, at)),
    stores.mutes.list(integration, at),
  ])
  const isMuted = (one: UnusualStock) => mutes.some(({ key }) => key === one.key || key === one.kind)
  const byKind = [
    ...Map.groupBy(
      all.filter((one) => !isMuted(one)),
      ({ kind }) => kind,
    ),
  ]
  return {
    found: byKind.flatMap(([, its]) => its.slice(0, mostOfKind)),
    muted: all.filter(isMuted),
    more: Object.fromEntries(
      byKind.flatMap(([kind, its]) => (its.length > mostOfKind ? [[kind, its.length - mostOfKind]] : [])),
    ),
  }
}

async function look(
  { links, levels, cursors }: Pick<Stores, 'links' | 'levels' | 'cursors'>,
  integration: IntegrationId,
  at: Instant,
): Promise<readonly UnusualStock[]> {
  const seen = await cursors.get(integration, levelsPlace(entity))
  if (!seen) return []
  const week = later(at, -7 * dayMs)
  const orders = await links.since(integration, ['gp.salesOrder' as EntityName], week, mostOrders)
  const sales = orders.flatMap(salesOf).filter((one) => one.at >= week)
  const items = [...new Set(sales.map(({ item }) => item))]
  const found = await Promise.all([
    levels.negative(integration, entity, mostItems),
    levels.moved(integration, entity, later(at, -2 * dayMs), mostItems),
    levels.find(integration, entity, items),
  ])
  const known = new Map(found.flat().map((one) => [one.key, one]))
  return unusualStock({ levels: [...known.values()], sales, seenAt: seen.polledAt }, at)
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text)
const rowsOf = (value: Json | undefined) => (Array.isArray(value) ? (value as RecordValue[]) : [])

/**
 * What an order took of each item, as GP held it when it was written. It was sold on the date of the document: an update and a
 * backfill make the link anew of goods that moved long before. The day before may be today where the shop is. One that a person
 * linked says nothing of when it moved.
 */
export function salesOf({ readBack, target, at: linkedAt, writtenBy }: Link): Sale[] {
  if (writtenBy === null) return []
  const date = String(readBack.Date ?? '').slice(0, 10)
  const at = isDay(date) && date < later(linkedAt, -dayMs).slice(0, 10) ? instant(`${date}T00:00:00Z`) : linkedAt
  return rowsOf(readBack.Lines).flatMap(({ ItemKey, Quantity }) =>
    typeof ItemKey === 'string' && Number(Quantity) > 0
      ? [{ item: ItemKey, order: target.key, at, quantity: String(Quantity) }]
      : [],
  )
}
