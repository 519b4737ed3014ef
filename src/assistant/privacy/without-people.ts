import { type EntitySchema, type Fields, fieldsIn } from '../../domain/entity.ts'
import { type Json, type RecordRef, refText } from '../../domain/record.ts'
import { fold } from '../words/text.ts'
import type { Minimiser } from './minimise.ts'

/** What an answer is about. */
export interface AnswerPlace {
  /** Every entity that there is, with custom fields: their fields say what is personal. */
  readonly schemas: Iterable<EntitySchema>
  /** The entities of the records that it holds, where the request names them. */
  readonly about: readonly string[]
  /** The path of what was asked for: "/customers". A name is a person's in there, and not in "/carriers". */
  readonly around: string
  /** E-mail addresses of who works here: who decided is said in sentences too. */
  readonly staff: readonly string[]
  /** Incidents by id, and records by `refText`, of which nobody has looked what they hold: what is quoted of them is hidden. */
  readonly unseen: ReadonlySet<string>
  /** All of it is about one of those. */
  readonly blind: boolean
  /** Its members are the hub's own words and expressions: a mapping has a member "City" that says where a city comes from. */
  readonly ours: boolean
}

/** Rows of tables that no entity describes, in which anything may be said of a person. */
const ofPeople = /customer|address|message|guest|employee|customi[sz]ation|thread|contact/i
/** Who works here is no customer: who decided is always said. */
const staff: ReadonlySet<string> = new Set(['by', 'askedBy', 'assignee', 'owner', 'approver', 'decidedBy'])
/** The hub's own sentences are called so as well: of a record's, its entity says that they are personal. */
const ourMessages = /^(?:message|notes?|comments?|remarks?)$/i
/** Amounts, ids, times and hashes: nobody is in there. */
const nobody =
  /^(?:-?\d{1,9}(?:\.\d+)?|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|[0-9a-f]{32,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/

/**
 * An answer of the hub for who may not read personal data: what stands in a field that an entity calls `personal` becomes a
 * placeholder, wherever the answer says of which record it is; without that, members go by their names. What was hidden is
 * hidden in every text of the answer too. Equal values have equal placeholders.
 */
export function withoutPeople(answer: unknown, minimiser: Minimiser, place: AnswerPlace): unknown {
  const fieldsOf = new Map<string, Fields[]>()
  for (const { entity, fields } of place.schemas) fieldsOf.set(entity, [...(fieldsOf.get(entity) ?? []), fields])
  const about = place.about.flatMap((entity) => fieldsOf.get(entity) ?? [])
  const strange = about.length === 0 && ofPeople.test(place.around)

  let parts: ReturnType<typeof partsOf> | null = null
  const staffBy = new Map(place.staff.map((email) => [String(minimiser.hide(email, 'email')), email]))
  let pieceOf: ReturnType<typeof piecesOf> | null = null
  const sentence = (text: string): string => {
    let shown = minimiser.text(text)
    for (const [made, email] of staffBy) shown = shown.replaceAll(made, email)
    return parts === null ? shown : shown.replace(parts.any, (found) => parts?.madeOf.get(found.toLowerCase()) ?? found)
  }
  /** @param unseen it quotes a record that nobody has looked at */
  const withoutPieces = (text: string, unseen: boolean): string =>
    text.replace(quoted, (whole, open: string, inner: string, close: string) => {
      if (unseen && open === '“') return `${open}${String(minimiser.hide(inner, 'text'))}${close}`
      const pieces = inner.split(hidden).map((piece) => (pieceOf?.(piece) ? ' … ' : piece))
      const kept = inner.match(hidden) ?? []
      const rest = pieces.map((piece, place) => piece + (kept[place] ?? '')).join('')
      return rest === inner ? whole : `${open}${rest.replace(/\s+/g, ' ').trim()}${close}`
    })

  /** @param known the fields of the records that the node may be of. */
  const walk = (
    node: unknown,
    name: string,
    around: string,
    known: readonly Fields[],
    ours: boolean,
    blind: boolean,
  ): unknown => {
    if (typeof node === 'string') {
      if (nobody.test(node)) return node
      if ((strange && name !== '') || name === 'samples') return minimiser.hide(node, name)
      return ours ? sentence(node) : withoutPieces(sentence(node), blind)
    }
    if (Array.isArray(node)) return node.map((one) => walk(one, name, around, known, ours, blind))
    if (node === null || typeof node !== 'object') return node
    const its = node as { readonly [member: string]: unknown }
    if (isActor(its)) return its
    const own = ['record', 'target', 'source'].flatMap((member) => entityIn(its[member]) ?? [])
    const fields = [...[...own, ...entityIn(its)].flatMap((entity) => fieldsOf.get(entity) ?? []), ...known]
    const words = ours || its.do === 'edit-definition'
    const unseen = blind || isUnseen(its, place.unseen)
    const personal = (member: string) =>
      fields.some((one) => Object.hasOwn(one, member) && one[member]!.personal) ||
      ((strange || !ourMessages.test(member)) && minimiser.isPersonal(member, around))
    const inner = (member: string): readonly Fields[] => {
      const nested = fields.flatMap((one) => (Object.hasOwn(one, member) ? [fieldsIn(one[member])] : []))
      return [...nested.filter((one) => Object.keys(one).length > 0), ...fields]
    }
    const shown = ([member, value]: [string, unknown]): [string, unknown] => {
      if (staff.has(member) && typeof value === 'string') return [member, value]
      if (!words && personal(member)) return [member, minimiser.hide(value as Json, member)]
      const at = typeof its.path === 'string' ? its.path : typeof its.field === 'string' ? its.field : null
      if (!words && at !== null && /^(?:before|after|value|was|is)$/.test(member) && isPersonalAt(at, fields))
        return [member, minimiser.hide(value as Json, lastOf(at))]
      return [member, walk(value, member, `${around}/${member}`, inner(member), words, unseen)]
    }
    const entries = Object.entries(its)
    return Object.fromEntries(entries.map(shown))
  }
  const isPersonalAt = (path: string, known: readonly Fields[]): boolean => {
    const names = namesIn(path)
    return (
      known.some((fields) => fieldAt(fields, names)) ||
      minimiser.isPersonal(names.at(-1) ?? '', names.slice(0, -1).join('/'))
    )
  }

  // What a record further down holds is found in a sentence before it only when it is known.
  walk(answer, '', place.around, about, place.ours, place.blind)
  parts = partsOf(minimiser.meanings)
  pieceOf = piecesOf(minimiser.meanings)
  return walk(answer, '', place.around, about, place.ours, place.blind)
}

/** Incidents by their ids, runs and records by the record that they are of. */
function isUnseen(its: { readonly [member: string]: unknown }, unseen: ReadonlySet<string>): boolean {
  if (unseen.size === 0) return false
  const of = (its.record ?? its) as { readonly entity?: unknown; readonly key?: unknown }
  return (
    (typeof its.id === 'string' && unseen.has(its.id)) ||
    (typeof of.entity === 'string' && typeof of.key === 'string' && unseen.has(refText(of as RecordRef)))
  )
}

/** What a sentence quotes, and what stands in it already in the place of a person's words. */
const quoted = /([“"])([^“”"]{1,400})([”"])/g
const hidden = /\[(?:name|address|email|phone|text) [0-9a-f]{8}\]/g

/**
 * Whether a piece of a quotation is a piece of what somebody is called, lives at or wrote: what does not fit is quoted from
 * its middle, cut off, and in Latin letters. A short piece of what was written says nothing.
 */
function piecesOf(meanings: ReadonlyMap<string, string>): (piece: string) => boolean {
  const names: string[] = []
  const texts: string[] = []
  for (const [made, plain] of meanings) (made.startsWith('[text ') ? texts : names).push(fold(plain))
  return (piece) => {
    const folded = fold(piece.replace(/…/g, '')).trim()
    if (!/[\p{L}\p{N}]{3}/u.test(folded) || common.has(folded)) return false
    return (
      names.some((name) => name.includes(folded)) || (folded.length >= 8 && texts.some((one) => one.includes(folded)))
    )
  }
}

/** Of streets and firms. Alone they name nobody, and sentences of ours hold them. */
const common = new Set(
  'name address email phone text street road avenue lane square place drive court house floor suite city state company limited'.split(
    ' ',
  ),
)

/** Single words of names and addresses, in any spelling: systems repeat a customer's name in capitals, and people a part of it. */
function partsOf(
  meanings: ReadonlyMap<string, string>,
): { readonly any: RegExp; readonly madeOf: ReadonlyMap<string, string> } | null {
  const madeOf = new Map<string, string>()
  for (const [made, plain] of meanings)
    if (/^\[(?:name|address) /.test(made))
      for (const [word] of plain.toLowerCase().matchAll(/\p{L}{4,}/gu)) if (!common.has(word)) madeOf.set(word, made)
  return madeOf.size === 0
    ? null
    : { any: new RegExp(`(?<![\\p{L}\\p{N}])(?:${[...madeOf.keys()].join('|')})(?![\\p{L}\\p{N}])`, 'giu'), madeOf }
}

/** "order_details.0.product_name" and "ShipToAddress Line1": numbers stand for rows. */
const namesIn = (path: string) => path.split(/[./ ]/).filter((name) => name !== '' && !/^\d+$/.test(name))
const lastOf = (path: string) => namesIn(path).at(-1) ?? ''

function fieldAt(fields: Fields, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return false
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  // A key of a row, or the name of another record.
  if (!field) return fieldAt(fields, rest)
  return field.personal === true || fieldAt(fieldsIn(field), rest)
}

const entityIn = (value: unknown): string[] => {
  const entity = typeof value === 'object' && value !== null ? (value as { entity?: unknown }).entity : undefined
  return typeof entity === 'string' ? [entity] : []
}

const isActor = ({ kind, id }: { readonly [member: string]: unknown }) =>
  (kind === 'person' || kind === 'token') && typeof id === 'string'
