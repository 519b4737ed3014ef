import type { Row } from '../../../src/assistant/values/suggest.ts'
import type { IncidentAnswer, IncidentSeen } from '../../suites/incidents.ts'

export type Action = IncidentAnswer['fix']['actions'][number]
type Members = Readonly<Record<string, unknown>>

/** A failure and what was read of the shop, of GP and of the hub around it, in whatever names it came. */
export interface World {
  readonly system: string
  readonly flow: string
  readonly raw: string
  /** The record that stands still: the one that the failure names, else the first order; null: it is about none. */
  readonly record: Members | null
  readonly shop: Members
  readonly gp: Members
  readonly hub: Members
  readonly maps: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** What the failure names: "CURNCYID = EUR", or members of its JSON. */
  readonly named: Readonly<Record<string, string>>
}

const members = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
export const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export function worldOf({ setup, failure }: IncidentSeen): World {
  const raw = text(failure.raw) || JSON.stringify(failure.raw ?? '')
  const [shop, gp, hub] = [members(setup.shop), members(setup.gp), members(setup.hub)]
  const maps = Object.fromEntries(Object.entries(members(hub.maps)).map(([name, map]) => [name, members(map)]))
  const orders = listOf(shop.orders)
  const records = orders.length > 0 ? orders : Object.values(shop).flatMap(listOf)
  const record =
    records.find(({ id }) => new RegExp(`(?<!\\d)0*${text(id) || '-'}(?!\\d)`).test(raw)) ?? records[0] ?? null
  return {
    ...{ system: text(failure.system), flow: text(failure.flow), raw, record, shop, gp, hub, maps },
    named: namesIn(raw),
  }
}

const listOf = (value: unknown): Members[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []

function namesIn(raw: string): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [, name, value] of raw.matchAll(/\b([A-Z]\w+)\s*=\s*(\S[^\r\n<]*)/g)) named[name!] ??= value!.trim()
  for (const [, name, value] of raw.matchAll(/<(\w+)>([^<]+)<\/\1>/g)) named[name!] ??= value!
  try {
    for (const [name, value] of Object.entries(members(JSON.parse(raw)))) named[name] = text(value)
  } catch {
    // A text, no JSON.
  }
  return named
}

/** Every statement of the surroundings in a line, as notes of that time: "shop.server: …". */
export function notesOf(setup: Members, path = ''): string[] {
  return Object.entries(setup).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? notesOf(value as Members, at)
      : [`${at}: ${typeof value === 'string' ? value : JSON.stringify(value)}`]
  })
}

const keyNames =
  /^(?:key|id|reference|code|CURNCYID|TAXDTLID|TAXSCHID|SHIPMTHD|CHEKBKID|PYMTRMID|LOCNCODE|ITEMNMBR|CUSTNMBR|CUSTCLAS|UOFM|\w*(?:ID|NMBR|NUMBE|CODE|CLAS|MTHD))$/
const labelNames = /desc|name|label|^ISO$|title/i

/** Lists of one side whose names fit, as rows. A row's key is its GP or shop key, its label a text beside it. */
export function rowsOf(side: Members, lists: RegExp): Row[] {
  return Object.entries(side)
    .filter(([name]) => lists.test(name))
    .flatMap(([, list]) => (Array.isArray(list) ? list : []))
    .flatMap((one: unknown): Row[] => {
      if (typeof one === 'string') return [{ key: one, label: one }]
      const cells = Object.entries(members(one))
      const [, key] = cells.find(([name, value]) => keyNames.test(name) && text(value) !== '') ?? []
      if (key === undefined) return []
      const [, label] = cells.find(([name, value]) => labelNames.test(name) && text(value) !== '') ?? []
      const own = Object.fromEntries(cells.map(([name, value]) => [name, text(value) || JSON.stringify(value)]))
      return [{ ...own, key: text(key), label: text(label) || text(key) }]
    })
}

/** The record that is started again, as flows are named: "order-to-gp" carries an order. */
export const documentOf = ({ flow }: World): string =>
  flow.replace(/-(?:to|from)-\w+$|-(?:pull|push|sync|export|import)$/, '')

export const action = (on: string, op: string, args: Members = {}): Action => ({ on, op, args })
export const tell = (to: string, says: string): Action => action('person', 'tell', { to, text: says })
export const replay = (world: World): Action => action('hub', 'replay', { document: documentOf(world) })
