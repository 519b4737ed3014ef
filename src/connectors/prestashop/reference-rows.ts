import { type Clock, type Instant, instant, isYoung, msBetween } from '../../domain/clock.ts'
import { rowsWith } from './filters.ts'
import { ifAllowed } from './rights.ts'
import { readShopSettings } from './shop-settings.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** Rows that change rarely and that orders point to. */
type ReferenceResource =
  | 'currencies'
  | 'order_states'
  | 'carriers'
  | 'countries'
  | 'states'
  | 'taxes'
  | 'tax_rule_groups'
  | 'categories'
  | 'cart_rules'
  | 'product_customization_fields'

export interface ReferenceRows {
  /** null when the shop has no such row, or when it is of an optional resource that the key may not read. */
  row(resource: ReferenceResource, id: string): Promise<WireRow | null>
  /** The same of several, in the order of the ids, with one request for those that are not known, or some where they are many. */
  rows(resource: ReferenceResource, ids: readonly string[]): Promise<(WireRow | null)[]>
  /** False: the last time that a row of it was asked for, the key was not allowed to read it. */
  mayRead(resource: ReferenceResource): boolean
  /** Settings by name, as they hold for the shop of the connection. Empty when the key may not read them. */
  settings(): Promise<ReadonlyMap<string, string>>
  /** The tax rules of a country, of all groups, states and postcodes; null when the key may not read them. */
  taxRules(country: string): Promise<readonly WireRow[] | null>
  /** The same, without what was read before now. */
  fresh(): ReferenceRows
}

/** Kept like a row: the right is asked for again as rarely. */
const notAllowed = Symbol('not allowed')

/** Renamed carriers and states are seen after at most this long. Absent rows are asked for each time. */
const keptForMs = 10 * 60_000

/** @param shopId of the connection; undefined: the shop of its address */
export function createReferenceRows(webservice: Webservice, clock: Clock, shopId?: string): ReferenceRows {
  const kept = new Map<string, { at: ReturnType<Clock['now']>; value: Promise<unknown> }>()

  /** One request for callers that ask at the same time. A failure is not kept. */
  function once<T>(key: string, since: Instant, load: () => Promise<T>): Promise<T> {
    if (isKept(key, since)) return kept.get(key)!.value as Promise<T>
    const value = load()
    kept.set(key, { at: clock.now(), value })
    const forget = () => kept.get(key)?.value === value && kept.delete(key)
    value.then((row) => row === null && forget(), forget)
    return value
  }

  const isKept = (key: string, since: Instant) => {
    const found = kept.get(key)
    return found !== undefined && found.at >= since && isYoung(msBetween(found.at, clock.now()), keptForMs)
  }

  const refused = new Set<ReferenceResource>()

  async function row(resource: ReferenceResource, id: string, since: Instant): Promise<WireRow | null> {
    const found = await once(`${resource}/${id}`, since, () => ifAllowed(webservice.one(resource, id), notAllowed))
    if (found === notAllowed) refused.add(resource)
    else refused.delete(resource)
    return found === notAllowed ? null : found
  }

  const readSince = (since: Instant): ReferenceRows => ({
    fresh: () => readSince(clock.now()),
    row: (resource, id) => row(resource, id, since),
    mayRead: (resource) => !refused.has(resource),
    async rows(resource, ids) {
      const unknown = [...new Set(ids)].filter((id) => !isKept(`${resource}/${id}`, since))
      if (unknown.length > 1) {
        const together = ifAllowed(rowsWith(webservice, resource, 'id', unknown), notAllowed)
        for (const id of unknown)
          once(`${resource}/${id}`, since, async () => {
            const found = await together
            return found === notAllowed ? notAllowed : (found.find((one) => String(one.id) === id) ?? null)
          }).catch(() => {})
      }
      return Promise.all(ids.map((id) => row(resource, id, since)))
    },
    async taxRules(country) {
      const found = await once(`tax_rules of ${country}`, since, () =>
        ifAllowed(
          webservice.list('tax_rules', { filter: { id_country: `[${country}]` }, sort: '[id_ASC]' }),
          notAllowed,
        ),
      )
      return found === notAllowed ? null : found.rows
    },
    settings: () => once('settings', since, () => readShopSettings(webservice, shopId)),
  })
  return readSince(instant(0))
}
