import type { EntityRegistry } from '../domain/connector.ts'
import { type EntityName, memberOf } from '../domain/record.ts'
import type { Definition } from './format.ts'

/** The setting that begins every key which a definition makes for an entity: the source's own id follows. */
export interface NumberPrefix {
  readonly entity: EntityName
  readonly setting: string
  readonly prefix: string
}

const prefixed = /^\s*settings\.(\w+)\s*\+\s*\w+\.\w+\s*$/

/** Keys that are made as “setting + id”. Keys made in other ways are not looked at. */
export function numberPrefixes({ mappings, settings }: Definition, entities: EntityRegistry): NumberPrefix[] {
  return Object.values(mappings).flatMap(({ to, fields }) => {
    const made = memberOf(fields, entities.get(to)?.key ?? '')
    const setting = typeof made === 'string' ? prefixed.exec(made)?.[1] : undefined
    const value = setting === undefined ? undefined : memberOf(settings.settings, setting)?.value
    return setting !== undefined && typeof value === 'string' ? [{ entity: to, setting, prefix: value }] : []
  })
}

/** Whether an id after one prefix can be the same number as another id after the other: "WEB" and "WEB1" both make WEB12. */
export function prefixesMeet(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  // Ledgers compare numbers without regard to letter case.
  return long.toUpperCase().startsWith(short.toUpperCase()) && /^\d*$/.test(long.slice(short.length))
}
