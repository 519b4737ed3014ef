import { commonTypes } from './schema/common.ts'
import { customerTypes } from './schema/customers.ts'
import { generalLedgerTypes } from './schema/general-ledger.ts'
import { itemTypes } from './schema/items.ts'
import { operations as operationList } from './schema/operations.ts'
import { receivablesTypes } from './schema/receivables.ts'
import { referenceTypes } from './schema/reference.ts'
import { salesTypes } from './schema/sales.ts'

/**
 * The types of the legacy endpoint. One declaration a line in `schema/`:
 *
 *     abstract Name@namespace : Base = Member:Type, Member:Type~, Member:Type!, Member:Type[], Member:string(15)
 *     enum Name = First | Second
 *
 * `~` a nullable value, written as xsi:nil when empty; `!` a value that is always written; `[]` a list whose wrapper has
 * the member's name and whose items have the type's; `(15)` the column's length, longer text is cut. Members of type
 * `any` are taken and not kept. Wire order is the base type's members first, then the line's order.
 */
export interface WireType {
  readonly name: string
  readonly namespace: string
  readonly abstract: boolean
  readonly base: WireType | null
  /** Own and inherited, in wire order. */
  readonly members: readonly WireMember[]
  readonly byName: ReadonlyMap<string, number>
  /** Display words of an enumeration. */
  readonly words: readonly string[] | null
}

export interface WireMember {
  readonly name: string
  /** Of the type that declares the member. */
  readonly namespace: string
  readonly type: string
  readonly list: boolean
  readonly nullable: boolean
  readonly always: boolean
  readonly length: number | null
}

export interface Operation {
  readonly name: string
  /** The body element, its parameters as members. */
  readonly request: WireType
  readonly result: WireMember | null
}

export const namespaces = {
  gp: 'http://schemas.microsoft.com/dynamics/gp/2006/01',
  dyn: 'http://schemas.microsoft.com/dynamics/2006/01',
  sec: 'http://schemas.microsoft.com/dynamics/security/2006/01',
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
} as const

export const scalars: ReadonlySet<string> = new Set([
  'string',
  'int',
  'short',
  'decimal',
  'boolean',
  'dateTime',
  'guid',
  'any',
])

const declarations = new Map<string, string>()
for (const line of lines(
  [commonTypes, salesTypes, customerTypes, itemTypes, receivablesTypes, referenceTypes, generalLedgerTypes].join('\n'),
)) {
  const name = /^(?:abstract |enum list |enum )?(\w+)/.exec(line)?.[1]
  if (!name || declarations.has(name)) throw new Error(`Schema: cannot read ${line.slice(0, 60)}`)
  declarations.set(name, line)
}

const types = new Map<string, WireType>()
for (const name of declarations.keys()) readType(name)
for (const { members, name } of types.values())
  for (const member of members)
    if (!scalars.has(member.type) && !types.has(member.type))
      throw new Error(`Schema: ${name}.${member.name} has no type`)

/** A declared type. Asking for another is a mistake of ours. */
export function wireType(name: string): WireType {
  const type = types.get(name)
  if (!type) throw new Error(`Schema: no type ${name}`)
  return type
}

/** The type xsi:type names, when it is `type` or stands below it. */
export function derivedType(type: WireType, name: string, namespace: string): WireType | null {
  const found = types.get(name)
  if (!found || found.namespace !== namespace) return null
  for (let at: WireType | null = found; at; at = at.base) if (at === type) return found
  return null
}

export const operations: ReadonlyMap<string, Operation> = new Map(
  lines(operationList).map((line) => {
    const [, name = '', parameters = '', result] = /^(\w+)\((.*)\)(?: -> (.*))?$/.exec(line) ?? []
    return [
      name,
      {
        name,
        request: record(name, namespaces.gp, null, false, parameters),
        result: result ? member(result, namespaces.gp) : null,
      },
    ]
  }),
)

function readType(name: string): WireType {
  const known = types.get(name)
  if (known) return known
  const line = declarations.get(name)
  const enumeration = /^enum (?:list )?\w+ = (.*)$/.exec(line ?? '')
  if (enumeration) {
    const words = enumeration[1]!.split(' | ')
    const type = { name, namespace: namespaces.gp, abstract: false, base: null, members: [], byName: new Map(), words }
    types.set(name, type)
    return type
  }
  const parts = /^(abstract )?\w+(?:@(dyn|sec))?(?: : (\w+))? =(?: choice)? ?(.*)$/.exec(line ?? '')
  if (!parts) throw new Error(`Schema: cannot read ${name}`)
  const [, abstract, prefix, base, members = ''] = parts
  const namespace = namespaces[(prefix ?? 'gp') as 'gp' | 'dyn' | 'sec']
  const type = record(name, namespace, base ? readType(base) : null, abstract !== undefined, members)
  types.set(name, type)
  return type
}

function record(name: string, namespace: string, base: WireType | null, abstract: boolean, text: string): WireType {
  const own = text
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => member(part, namespace))
  const members = [...(base?.members ?? []), ...own]
  const byName = new Map(members.map((each, index) => [each.name, index]))
  return { name, namespace, abstract, base, members, byName, words: null }
}

function member(text: string, namespace: string): WireMember {
  const [, name, type, length, list, mark] = /^(\w+):(\w+)(?:\((\d+)\))?(\[\])?([~!])?$/.exec(text) ?? []
  if (!name || !type) throw new Error(`Schema: cannot read ${text}`)
  return {
    name,
    namespace,
    type,
    list: list !== undefined,
    nullable: mark === '~',
    always: mark === '!',
    length: length === undefined ? null : Number(length),
  }
}

/** Declarations, their continuation lines joined. */
function lines(text: string): string[] {
  return text
    .trim()
    .replace(/\n +/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}
