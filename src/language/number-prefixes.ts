import type { EntityRegistry } from '../domain/connector.ts'
import { type EntityName, memberOf } from '../domain/record.ts'
import type { Definition, Mapping } from './format.ts'

/** The setting that begins every key which a definition makes for an entity: the source's own id follows. */
export interface NumberPrefix {
  readonly entity: EntityName
  readonly setting: string
  readonly prefix: string
  /**
   * Of a record that belongs to another, "OWNER/WITHIN": owners that are named by a setting, as the one customer of all
   * guests. Keys of others differ by the numbers of their owners, unless people match these. Left out: it belongs to none.
   */
  readonly owners?: readonly string[]
}

/** Of a condition its last branch: a record that is linked keeps its key. */
const prefixed = /(?:^|:)\s*settings\.(\w+)\s*\+\s*\w+\.\w+\s*$/
const owned = /^\s*(\w+)\s*\+\s*"\/"\s*\+\s*(\w+)\s*$/

/** Keys that are made as “setting + id”, by themselves or below an owner. Keys made in other ways are not looked at. */
export function numberPrefixes({ mappings, settings }: Definition, entities: EntityRegistry): NumberPrefix[] {
  const textOf = (setting: string): string | null => {
    const value = memberOf(settings.settings, setting)?.value
    return typeof value === 'string' ? value : null
  }
  return Object.values(mappings).flatMap((mapping): NumberPrefix[] => {
    const { to, fields } = mapping
    const made = memberOf(fields, entities.get(to)?.key ?? '')
    if (typeof made !== 'string') return []
    const [, owner, within] = owned.exec(made) ?? []
    const setting = prefixed.exec(within === undefined ? made : letIn(mapping, within))?.[1]
    const prefix = setting === undefined ? null : textOf(setting)
    if (setting === undefined || prefix === null) return []
    if (owner === undefined) return [{ entity: to, setting, prefix }]
    const named = [...letIn(mapping, owner).matchAll(/\bsettings\.(\w+)/g)].flatMap(([, name]) => textOf(name!) || [])
    return [{ entity: to, setting, prefix, owners: named }]
  })
}

const letIn = ({ let: lets = {} }: Mapping, name: string): string => {
  const value = memberOf(lets, name)
  return typeof value === 'string' ? value : ''
}

/** Whether two of one entity can make the same key. */
export function keysMeet(one: NumberPrefix, other: NumberPrefix): boolean {
  const shared = (owners: readonly string[], others: readonly string[]) =>
    owners.some((owner) => others.some((its) => its.toUpperCase() === owner.toUpperCase()))
  return (
    one.entity === other.entity &&
    prefixesMeet(one.prefix, other.prefix) &&
    (!one.owners || !other.owners || shared(one.owners, other.owners))
  )
}

/** Whether an id after one prefix can be the same number as another id after the other: "WEB" and "WEB1" both make WEB12. */
export function prefixesMeet(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  // Ledgers compare numbers without regard to letter case.
  return long.toUpperCase().startsWith(short.toUpperCase()) && /^\d*$/.test(long.slice(short.length))
}
