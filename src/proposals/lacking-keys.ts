import { type EntityName, foldedKey, type RecordValue } from '../domain/record.ts'
import type { Reference } from '../language/index.ts'

/** Customers and items are too many to be listed for a few keys. */
const askedOneByOne = new Set<EntityName>(['gp.customer', 'gp.item'])

/** How GP is asked for one entity. */
export interface AskedEntity {
  /** The field that holds its key. */
  readonly key: string
  /** More keys than these are looked for in the list of all. */
  readonly mostAsked: number
  read(key: string): Promise<RecordValue | null>
  list(): Promise<readonly RecordValue[]>
}

/** Of references to keys of one entity, those that GP does not have, and the keys that it was seen to have. */
export async function lackingKeys(
  entity: EntityName,
  references: readonly Reference[],
  asked: AskedEntity,
): Promise<{ readonly lacking: readonly Reference[]; readonly has: readonly string[] }> {
  const keys = [...new Set(references.map(({ key }) => key))]
  const has =
    askedOneByOne.has(entity) && keys.length <= asked.mostAsked
      ? await present(keys, asked)
      : (await asked.list()).map((row) => String(row[asked.key] ?? ''))
  const there = new Set(has.map(foldedKey))
  return { lacking: references.filter(({ key }) => !there.has(foldedKey(key))), has }
}

async function present(keys: readonly string[], { read }: AskedEntity): Promise<string[]> {
  const there = await Promise.all(keys.map((key) => read(key)))
  return keys.filter((_, place) => there[place] !== null)
}
