import type { TaxProof } from '../domain/proof.ts'
import { type EntityName, foldedKey, memberOf, type RecordRef, type RecordValue, ref } from '../domain/record.ts'
import type { LinkQuery, Missing, TextChange } from '../domain/run.ts'
import type { Definition } from './format.ts'
import type { HeldQuestion, World } from './functions/index.ts'
import type { Program } from './program.ts'
import { recordToValue } from './values.ts'

/** What a run has looked up so far. Keys: `linkKey`, `linkedFromKey` and `recordKeyOf`. */
export interface Known {
  readonly links: Pick<ReadonlyMap<string, string | null>, 'get'>
  readonly records: Pick<ReadonlyMap<string, KnownRecord>, 'get'>
}

/** Whether it is there; its facts, where its entity has some and they were asked for. */
export interface KnownRecord {
  readonly exists: boolean
  readonly facts?: RecordValue
}

export const linkKey = (target: EntityName, source: EntityName, key: string) => `${target} < ${source} ${key}`
/** Where the keys of the records stand that are linked to one, as JSON. */
export const linkedFromKey = (source: EntityName, target: EntityName, key: string) => `${source} > ${target} ${key}`
export const recordKeyOf = (entity: EntityName, key: string) => `${entity} ${key}`

/**
 * What expressions see while one thing is evaluated: the answer of what is known, and a note of everything else. An order is some
 * fifty of them, and few have to note anything.
 */
export class KnownWorld implements World {
  /** What has to be looked up first. */
  links: Map<string, LinkQuery> | null = null
  records: Map<string, RecordRef> | null = null
  missing: Map<string, Missing> | null = null
  held: HeldQuestion | null = null
  taxes: TaxProof | null = null
  readonly texts: TextChange[] = []
  private readonly program: Program
  private readonly known: Known

  constructor(program: Program, known: Known) {
    this.program = program
    this.known = known
  }

  /** Something has to be looked up, or is missing. */
  get lacks(): boolean {
    return this.links !== null || this.records !== null || this.missing !== null
  }

  valueOf(valueMap: string, from: string, label?: string): string {
    const entry = entryOf(this.program.definition, valueMap, from)
    const called = label ?? entry?.label
    return entry?.to ?? this.lack({ what: 'value', valueMap, from, ...(called === undefined ? {} : { label: called }) })
  }

  knows(valueMap: string, from: string): boolean {
    return (entryOf(this.program.definition, valueMap, from)?.to ?? null) !== null
  }

  saying(valueMap: string, to: string): readonly string[] {
    return keysByAnswer(this.program.definition, valueMap).get(foldedKey(to)) ?? []
  }

  linkOf(target: EntityName, source: EntityName, key: string): string {
    const found = this.link(target, source, key)
    return found === null ? this.lack({ what: 'link', source: ref(source, key), entity: target }) : (found ?? '')
  }

  linkedFrom(source: EntityName, target: EntityName, key: string): readonly string[] {
    if (key.trim() === '') return []
    const place = linkedFromKey(source, target, key)
    const found = this.known.links.get(place)
    if (found === undefined) this.want(place, { source: ref(target, key), entity: source, back: true })
    return JSON.parse(found ?? '[]') as string[]
  }

  hasLink(target: EntityName, source: EntityName, key: string): boolean {
    return typeof this.link(target, source, key) === 'string'
  }

  recordOf(entity: EntityName, key: string): string {
    // An empty key names nothing: the remote system is not asked.
    const exists = key.trim() === '' ? false : this.known.records.get(recordKeyOf(entity, key))?.exists
    if (exists === undefined) this.wantRecord(entity, key)
    if (exists === false && !this.isStandIn(key)) this.lack({ what: 'record', record: ref(entity, key) })
    return key
  }

  factsOf(entity: EntityName, key: string): object {
    const found = key.trim() === '' ? { exists: false } : this.known.records.get(recordKeyOf(entity, key))
    if (!found || (found.exists && !found.facts)) this.wantRecord(entity, key)
    else if (!found.exists && !this.isStandIn(key)) this.lack({ what: 'record', record: ref(entity, key) })
    return recordToValue(this.program.factsType(entity), found?.facts ?? {})
  }

  hold(question: HeldQuestion): void {
    this.held ??= question
  }

  cut(before: string, after: string): void {
    this.texts.push({ path: '', before, after, why: 'cut' })
  }

  prove(proof: TaxProof): void {
    this.taxes = proof
  }

  private link(target: EntityName, source: EntityName, key: string): string | null | undefined {
    const place = linkKey(target, source, key)
    const found = this.known.links.get(place)
    if (found === undefined) this.want(place, { source: ref(source, key), entity: target })
    return found
  }

  private want(place: string, query: LinkQuery): void {
    this.links ??= new Map()
    this.links.set(place, query)
  }

  private wantRecord(entity: EntityName, key: string): void {
    this.records ??= new Map()
    this.records.set(recordKeyOf(entity, key), ref(entity, key))
  }

  private lack(one: Missing): '' {
    this.missing ??= new Map()
    this.missing.set(JSON.stringify(one), one)
    return ''
  }

  /** The empty text that stands in for something missing names no record of its own. */
  private isStandIn(key: string): boolean {
    return key.trim() === '' && this.missing !== null
  }
}

interface Entry {
  readonly from: string
  readonly to: string | null
  readonly label?: string | undefined
}

/** Entries by `from`, and by the folded `from`, made once a definition: a value map may hold thousands. */
const indexes = new WeakMap<
  object,
  { readonly exact: ReadonlyMap<string, Entry>; readonly folded: ReadonlyMap<string, Entry> }
>()

/**
 * The entry of a value. Both systems find a record whatever the letter case and outer blanks of its key: "Tea-Box" has the
 * answer of "TEA-BOX", where it has none of its own and no other entry says something else.
 */
function entryOf(definition: Definition, id: string, from: string): Entry | undefined {
  const valueMap = memberOf(definition.valueMaps, id)
  if (!valueMap) return undefined
  let index = indexes.get(valueMap)
  if (!index) {
    const answered = valueMap.entries.filter(({ to }) => (to ?? null) !== null)
    const alike = [...Map.groupBy(answered, (entry) => foldedKey(entry.from))]
    const clear = alike.filter(([, entries]) => entries.every(({ to }) => to === entries[0]!.to))
    index = {
      exact: new Map(valueMap.entries.map((entry) => [entry.from, entry])),
      folded: new Map(clear.map(([key, entries]) => [key, entries[0]!])),
    }
    indexes.set(valueMap, index)
  }
  const own = index.exact.get(from)
  return (own?.to ?? null) === null ? (index.folded.get(foldedKey(from)) ?? own) : own
}

/** What each answer of a value map is the answer for, by the folded answer; made once a definition. */
const answers = new WeakMap<object, ReadonlyMap<string, readonly string[]>>()
function keysByAnswer(definition: Definition, id: string): ReadonlyMap<string, readonly string[]> {
  const valueMap = memberOf(definition.valueMaps, id)
  if (!valueMap) return new Map()
  let back = answers.get(valueMap)
  if (!back) {
    const answered = valueMap.entries.filter(({ to }) => (to ?? null) !== null)
    const groups = Map.groupBy(answered, ({ to }) => foldedKey(to!))
    back = new Map([...groups].map(([to, entries]) => [to, entries.map(({ from }) => from)]))
    answers.set(valueMap, back)
  }
  return back
}
