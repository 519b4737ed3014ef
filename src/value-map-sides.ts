import type { Integration } from './domain/definition.ts'
import { HubError } from './domain/errors.ts'
import { type EntityName, memberOf, type RecordValue, systemOf } from './domain/record.ts'
import { ownValueMaps } from './flows/index.ts'
import { listSide, type ReadRecords, type ReadSides, sourcesOf, type ValueMap } from './language/index.ts'
import type { RemoteRecords } from './server/index.ts'

/** A shop has some dozens of carriers, taxes or states: more than this many are no list to be mapped by hand. */
const mostListed = 500
/** Items above all: a page of a list has a thousand, and each is a call. */
const mostOfLedger = 5_000
/** Newest records whose values are looked at, where no list has them. */
const mostSeen = 100

const own = ownValueMaps()

const foundBy = async (reading: Promise<readonly RecordValue[]>, limit: number) => {
  const rows = await reading
  return { rows, whole: rows.length < limit }
}

/** A value map with its two sides. Those of an older copy of ours are as ours are today. Null: nothing says them. */
export function withSides(valueMap: ValueMap): ReadSides['valueMap'] | null {
  const { between, otherwise } = valueMap.between ? valueMap : (memberOf(own, valueMap.id) ?? {})
  return between ? { ...valueMap, between, ...(otherwise && { otherwise }) } : null
}

/**
 * Both sides of value maps as the systems have them now. A reader asks for each list once. What cannot be read, was cut, or is in
 * no list is said, and such a side is never whole. Reads, and changes nothing.
 */
export const createValueMapSides =
  (remote: Pick<RemoteRecords, 'listSome' | 'search'>) => (integration: Integration) => {
    const lists = new Map<string, Promise<{ readonly found: ReadRecords; readonly says: string | null }>>()
    const read = (entity: EntityName, isSeen: boolean) => {
      const place = `${entity} ${isSeen}`
      const reading = lists.get(place) ?? ask(entity, isSeen)
      lists.set(place, reading)
      return reading
    }
    async function ask(entity: EntityName, isSeen: boolean) {
      const isOfLedger = systemOf(entity) !== 'prestashop'
      const limit = isOfLedger ? mostOfLedger : isSeen ? mostSeen : mostListed
      try {
        const { rows, whole: all } = isOfLedger
          ? await remote.listSome(integration, entity, limit)
          : await foundBy(remote.search(integration, entity, { where: {}, limit }), limit)
        const whole = !isSeen && all
        const says = isSeen
          ? `${entity}: only values of its newest records are known, so none counts as unused.`
          : whole
            ? null
            : `${entity}: there are ${limit} or more, and only so many were looked at.`
        return { found: { rows, whole }, says }
      } catch (error) {
        if (!(error instanceof HubError)) throw error
        return { found: null, says: `${entity}: ${error.message}` }
      }
    }

    return async (valueMap: ValueMap): Promise<ReadSides | null> => {
      const named = withSides(valueMap)
      if (named === null) return null
      const unread = new Set<string>()
      let away = false
      const sideOf = async (side: ReadSides['valueMap']['between']['from']) => {
        const found = new Map<object, ReadRecords>()
        const sources = sourcesOf(side)
        for (const { entity, key, known } of [side, ...(side.also ?? [])])
          if (known === 'unlisted')
            unread.add(`${entity} ${key}: no list has these values; one is known when a record needs it.`)
        for (const source of sources) {
          const { found: rows, says } = await read(source.entity as EntityName, source.known === 'seen')
          found.set(source, rows)
          away ||= rows === null
          if (says !== null) unread.add(says)
        }
        return listSide(side, sources, (source) => found.get(source) ?? null)
      }
      const [from, to] = await Promise.all([sideOf(named.between.from), sideOf(named.between.to)])
      return { valueMap: named, from, to, unread: [...unread], away }
    }
  }
