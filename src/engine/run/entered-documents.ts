import { type Instant, later } from '../../domain/clock.ts'
import { connectorOf, type RecordSearch } from '../../domain/connector.ts'
import { dec } from '../../domain/decimal.ts'
import type { Integration } from '../../domain/definition.ts'
import { isVoided, stateHolds } from '../../domain/document.ts'
import type { EnteredPlace, EntitySchema } from '../../domain/entity.ts'
import { isNamedIn } from '../../domain/named-in.ts'
import { partsOf } from '../../domain/parts-of.ts'
import { type RecordRef, type RecordValue, ref, refText, systemOf } from '../../domain/record.ts'
import type { LoopParts } from '../parts.ts'
import { linkedOfOther } from '../write/owners-beside.ts'

/** More documents than these of one owner are not looked through: a list of them may be cut, and a person is asked. */
const mostOfOwner = 200
/** GP cuts a list at so many without a word. Of a period they are asked for again, day by day. */
const mostOfPeriod = 1_000
const dayMs = 24 * 60 * 60_000

/** What is looked for. */
interface Sought {
  readonly document: RecordValue
  /** What the record is worth, where it is known. */
  readonly amount: string | undefined
  readonly madeAt: string
  /** What the run has written itself. */
  readonly written: ReadonlySet<string>
}

interface EnteredDocument {
  /** One, or several that are it together. */
  readonly number: string
  /** In what it agrees. */
  readonly same: string
}

interface EnteredDocuments {
  readonly numbers: readonly EnteredDocument[]
  /** Whose documents are too many to be looked through. */
  readonly unseen: { readonly whose: string; readonly most: number } | null
}

type Looking = Pick<LoopParts, 'parts' | 'connections'>

/**
 * Documents that people may have entered in place of the one that is about to be written: of the same reference; else of the same
 * owner, amount and about the same day, one or a few together; and where the hub made the owner later, of that amount and
 * day whoever's they are. What is another record's by its link is none of it, unless a person made that link and the owners differ.
 */
export async function enteredFor(
  looking: Looking,
  integration: Integration,
  schema: EntitySchema,
  sought: Sought,
): Promise<EnteredDocuments> {
  const { owner, amount, date, days, places, underOthers } = schema.enteredAs!
  const { document } = sought
  const dates = [document[date], sought.madeAt]
  const isNear = (row: RecordValue) => dates.some((one) => areNear(row[date], one, days))
  const numbers: EnteredDocument[] = []
  const near: Candidate[] = []
  let unseen: EnteredDocuments['unseen'] = null
  const named = (found: readonly string[], same: string) => numbers.push(...found.map((number) => ({ number, same })))
  for (const place of places) {
    const search = await searchIn(looking, integration, place)
    const standing = (rows: readonly RecordValue[]) => standingOf(looking, integration, place, search, rows)
    const listed = (rows: readonly RecordValue[]) => rows.filter((row) => mayBe(place, row, sought.written))
    const isWorth = (row: RecordValue) => amountsOf(schema, sought).some((one) => sameAmount(row[place.amount], one))
    const by = place.by === undefined ? null : document[place.by]
    const known = isAskable(by) ? await standing(listed(await search({ where: { [place.by!]: by }, bare: true }))) : []
    named(known, place.by!)
    const whose = document[owner]
    if (known.length > 0 || !isAskable(whose)) continue
    const theirs = await search({ where: { [owner]: whose }, limit: mostOfOwner + 1, bare: true })
    if (theirs.length > mostOfOwner) {
      unseen = { whose: `${owner} ${whose}`, most: mostOfOwner }
      continue
    }
    const ofThem = listed(theirs).filter(isNear)
    named(await standing(ofThem.filter(isWorth)), [owner, amount].join(', '))
    near.push(
      ...apart(place, ofThem).map((row) => ({ row, amount: String(row[place.amount]), key: place.key, standing })),
    )
    if (!underOthers || numbers.length > 0 || !(await isOwnerLater(looking, integration, schema, sought))) continue
    const period = await ofPeriod(search, date, periodOf(dates, days))
    if (typeof period === 'string') unseen = { whose: `${date} ${period}`, most: mostOfPeriod - 1 }
    else named(await standing(listed(period).filter((row) => isNear(row) && isWorth(row))), [amount, date].join(', '))
  }
  if (numbers.length > 0) return { numbers, unseen }
  for (const sum of amountsOf(schema, sought)) {
    const together = await standingParts(sum, near)
    if (together) return { numbers: [{ number: together.join(' + '), same: `${owner}, sum of ${amount}` }], unseen }
  }
  return { numbers, unseen }
}

/**
 * The same of a record that came after its flow began: its document is the hub's to make, so only what is most likely it. That is the
 * owner's own, linked to nothing, sent by no integration of the hub; and it names the record, or has its amount and is of about the
 * same day. Amounts of an owner that all guests share are often alike: there it has to name the record. Of an owner with more than
 * a list holds only the days around are looked through; what is cut then is not found.
 *
 * @param reference what the record is known by
 */
export async function enteredBeside(
  looking: Looking,
  integration: Integration,
  schema: EntitySchema,
  { document, madeAt, written, reference }: Omit<Sought, 'amount'> & { readonly reference: string | undefined },
): Promise<readonly EnteredDocument[]> {
  const { owner, amount, date, days, places } = schema.enteredAs!
  const whose = document[owner]
  if (!isAskable(whose)) return []
  const { links } = looking.parts.database.stores
  const own = schema.fields[owner]?.refersTo
  const isShared = own === undefined || (await links.byTarget(integration.id, ref(own, whose))).length === 0
  const currency = schema.worth?.currency
  const names = (row: RecordValue) =>
    (schema.knownBy ?? []).some((field) => isNamed(reference, row[field]) || isNamed(document[field], row[field]))
  const dates = [document[date], madeAt]
  const found: EnteredDocument[] = []
  for (const place of places) {
    const search = await searchIn(looking, integration, place)
    const list = (more: Partial<RecordSearch>) =>
      search({ where: { [owner]: whose }, limit: mostOfPeriod, bare: true, ...more })
    const all = isShared ? null : await list({})
    const isWhole = all !== null && all.length < mostOfPeriod
    const theirs = isWhole ? all : await list({ between: { [date]: periodOf(dates, days) } })
    const isWorth = (row: RecordValue) =>
      !isShared &&
      dates.some((one) => areNear(row[date], one, days)) &&
      sameAmount(row[place.amount], document[amount]) &&
      (currency === undefined || row[currency] === undefined || row[currency] === document[currency])
    for (const row of theirs) {
      const same = names(row) ? 'reference' : isWorth(row) ? `${owner}, ${amount}` : null
      if (same === null || !mayBe(place, row, written)) continue
      if (await isSentByHub(looking, integration, place, row)) continue
      const standing = await standingOf(looking, integration, place, search, [row])
      found.push(...standing.map((number) => ({ number, same })))
    }
  }
  return found
}

const isNamed = (reference: unknown, text: unknown) =>
  typeof reference === 'string' && typeof text === 'string' && isNamedIn(text, reference)

/** An integration of the hub has made it, or is about to: its link may not be stored yet, or be another integration's. */
async function isSentByHub(
  looking: Looking,
  integration: Integration,
  { of, key }: EnteredPlace,
  row: RecordValue,
): Promise<boolean> {
  const { intents, integrations, links } = looking.parts.database.stores
  const target = ref(of, String(row[key]))
  if (await linkedOfOther(looking, integration, target)) return false
  for (const { id } of await integrations.list()) {
    if ((await links.byTarget(id, target)).length > 0) return true
    if ((await intents.look(id, target, target)).holder !== null) return true
  }
  return false
}

/** What the document comes to, and what its record is worth: the document may be of a part. */
const amountsOf = ({ enteredAs }: EntitySchema, { document, amount }: Sought): readonly string[] => [
  ...new Set([document[enteredAs!.amount], amount].filter((one) => typeof one === 'string')),
]

type Search = (search: Partial<RecordSearch>) => Promise<readonly RecordValue[]>

async function searchIn({ parts }: Looking, integration: Integration, { entity }: EnteredPlace): Promise<Search> {
  // Beside the breaker: a role that may not list stops no other record.
  const connector = connectorOf(await parts.connectorsOf(integration), systemOf(entity))
  const name = entity.slice(entity.indexOf('.') + 1)
  return (search) => connector.search(name, { where: {}, limit: mostOfOwner + 1, ...search })
}

const mayBe = ({ only, of, key }: EnteredPlace, row: RecordValue, written: ReadonlySet<string>) =>
  (!only || only.in.includes(String(row[only.field]))) && !written.has(refText(ref(of, String(row[key]))))

/** Whether the hub made the owner after the record: then nothing that people entered for the record can be that owner's. */
async function isOwnerLater(
  { parts }: Looking,
  integration: Integration,
  { fields, enteredAs }: EntitySchema,
  { document, madeAt, written }: Sought,
): Promise<boolean> {
  const entity = fields[enteredAs!.owner]?.refersTo
  if (!entity) return false
  const owner = ref(entity, String(document[enteredAs!.owner]))
  if (written.has(refText(owner))) return true
  const links = await parts.database.stores.links.byTarget(integration.id, owner)
  return links.length > 0 && links.every(({ writtenBy, at }) => writtenBy !== null && at > madeAt)
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** From the first day to the last around these. */
function periodOf(dates: readonly unknown[], days: number): { readonly from: string; readonly to: string } {
  const at = dates.flatMap((one) => (typeof one === 'string' ? [Date.parse(one)] : []))
  return { from: dayOf(Math.min(...at) - days * dayMs), to: dayOf(Math.max(...at) + days * dayMs) }
}

/** All documents of a period, whoever's they are; or the day of which there are more than a list holds. */
async function ofPeriod(search: Search, date: string, period: { readonly from: string; readonly to: string }) {
  const within = (from: string, to: string) =>
    search({ between: { [date]: { from, to } }, limit: mostOfPeriod, bare: true })
  const all = await within(period.from, period.to)
  if (all.length < mostOfPeriod) return all
  const rows: RecordValue[] = []
  for (let day = period.from; day <= period.to; day = later(`${day}T00:00:00Z` as Instant, dayMs).slice(0, 10)) {
    const those = await within(day, day)
    if (those.length >= mostOfPeriod) return day
    rows.push(...those)
  }
  return rows
}

const isAskable = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('%')

const sameAmount = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && dec(one).eq(other)

const areNear = (one: unknown, other: unknown, days: number) =>
  typeof one === 'string' && typeof other === 'string' && Math.abs(Date.parse(one) - Date.parse(other)) <= days * dayMs

/** A document of the same owner of about the same day. */
interface Candidate {
  readonly row: RecordValue
  readonly amount: string
  readonly key: string
  standing(rows: readonly RecordValue[]): Promise<readonly string[]>
}

/** Of those that descend from one the largest: an order and its invoice are no two. */
function apart({ same, amount }: EnteredPlace, rows: readonly RecordValue[]): readonly RecordValue[] {
  if (same === undefined) return rows
  const largest = new Map<unknown, RecordValue>()
  for (const row of rows) {
    const family = familyOf(row, same) ?? row
    const known = largest.get(family)
    if (!known || dec(String(row[amount])).gt(dec(String(known[amount])))) largest.set(family, row)
  }
  return [...largest.values()]
}

/** What those that descend from one have in common. Null: it descends from none; programs that import documents write 0. */
const familyOf = (row: RecordValue, same: string) => {
  const said = String(row[same] ?? '').trim()
  return said === '' || /^0+$/.test(said) ? null : said
}

/** The numbers of those that come to the sum together. Whatever turns out to be another record's, or void, is no part. */
async function standingParts(sum: string, near: readonly Candidate[]): Promise<readonly string[] | null> {
  const parts = partsOf(sum, near, ({ amount }) => amount)
  if (!parts) return null
  for (const part of parts)
    if ((await part.standing([part.row])).length === 0)
      return standingParts(
        sum,
        near.filter((one) => one !== part),
      )
  return parts.map(({ row, key }) => String(row[key]))
}

/** The numbers of those that count, and that are no other record's, nor what became of another record's. */
async function standingOf(
  looking: Looking,
  integration: Integration,
  { key, of, same, voided }: EnteredPlace,
  search: Search,
  rows: readonly RecordValue[],
): Promise<readonly string[]> {
  const { parts, connections } = looking
  const schema = parts.entities.get(of)!
  const linked = new Set<unknown>()
  const unlinked: RecordValue[] = []
  const wrongly = new Map<RecordValue, RecordRef>()
  for (const row of rows) {
    const target = ref(of, String(row[key]))
    const isLinked = (await parts.database.stores.links.byTarget(integration.id, target)).length > 0
    const other = isLinked ? await linkedOfOther(looking, integration, target) : null
    if (other) wrongly.set(row, other)
    if (!isLinked || other) unlinked.push(row)
    else if (same !== undefined) linked.add(familyOf(row, same))
  }
  const numbers: string[] = []
  for (const row of unlinked) {
    const number = String(row[key])
    const family = same === undefined ? null : familyOf(row, same)
    if (family !== null && linked.has(family)) continue
    const whole = voided ? await search({ where: { [key]: number } }) : []
    const isIt = (one: RecordValue) => same === undefined || familyOf(one, same) === family
    if (voided && whole.some((one) => isIt(one) && stateHolds(voided, one))) continue
    const held = await connections.read(integration, ref(of, number))
    if (held && isVoided(schema, held)) continue
    const other = wrongly.get(row)
    numbers.push(other ? `${number}, linked to ${refText(other)} by hand` : number)
  }
  return numbers
}
