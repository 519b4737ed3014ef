import { hash } from 'node:crypto'
import { type Clock, type Instant, later } from '../domain/clock.ts'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { enteredErased, isEnteredByHand } from '../domain/entered-by-hand.ts'
import { erasedMark, erasedText } from '../domain/erased.ts'
import { HubError, NeedsPerson, NotFound } from '../domain/errors.ts'
import type { Seal } from '../domain/identity.ts'
import { type Actor, actorText } from '../domain/person.ts'
import { type IntegrationId, type Json, type RecordRef, type RecordValue, refText } from '../domain/record.ts'
import { type JournalEntry, openStates, type Run } from '../domain/run.ts'
import type { Database, Link, StoredPart, StoredTexts, Transaction } from '../domain/stores.ts'
import { type Found, findPerson } from './find.ts'
import { type Scrub, scrubOf } from './scrub.ts'
import { forgetSecondLook, keepSecondLook, type SecondLook, type Sought, secondLooksLeft } from './second-look.ts'
import { type Eraser, eraseRecord, eraseStored } from './values.ts'

export interface ErasureParts {
  readonly database: Database
  readonly entities: EntityRegistry
  readonly clock: Clock
  readonly seal: Seal
  readonly read: (integration: Integration, record: RecordRef) => Promise<RecordValue | null>
  /** Resolves when the messages that this process has heard are stored. */
  readonly messagesStored: () => Promise<void>
  /** What the others have heard is stored within so long. */
  readonly storedWithinMs: number
}

/** What it looks and writes with. */
type Means = Pick<ErasureParts, 'database' | 'entities' | 'clock' | 'seal'>

/** What an erasure takes away, or has taken away. Names no text of the person. */
export interface Erasure {
  readonly people: readonly RecordRef[]
  readonly runs: number
  readonly links: number
  readonly proposals: number
  readonly incidents: number
  /** Pending proposals about the person: they end. */
  readonly ended: readonly string[]
  /** Where a text of the person stays, because a rule of today or somebody else's record says it: to be looked at. */
  readonly left: readonly string[]
  /** Which of their records the remote system still has as they were; null: it did not answer. */
  readonly stillThere: readonly RecordRef[] | null
}

/**
 * What an erasure would take away. Changes nothing.
 * @throws NotFound when nothing is kept of the person; NeedsPerson while something of theirs is under way
 */
export async function planErasure(
  parts: ErasureParts,
  integration: IntegrationId,
  person: RecordRef,
): Promise<Erasure> {
  const found = await findPerson({ ...parts, stores: parts.database.stores }, integration, person)
  refuseUnderWay(found)
  return reportOf(parts, integration, found)
}

/**
 * Takes what is kept of a person away, in one transaction with its line in the audit log, and what is written meanwhile in a second one: names, addresses, e-mails,
 * phones and free texts, from journals, links, proposals, incidents and what waits. Keys, amounts, proofs and marks stay,
 * and links keep keyed hashes of what they held: an order that is announced again is still the same, and what changed on
 * it is still seen. Neither remote system is touched.
 * @throws as `planErasure`
 */
export async function erasePerson(
  parts: ErasureParts,
  integration: IntegrationId,
  person: RecordRef,
  actor: Actor,
): Promise<Erasure> {
  const { database, clock } = parts
  const found = await findPerson({ ...parts, stores: database.stores }, integration, person)
  refuseUnderWay(found)
  const second: SecondLook = { ...soughtOf(found), integration, actor, began: clock.now() }
  await parts.messagesStored()
  const { looked, name } = await database.transaction(async (tx) => {
    const erase = new Erasing(parts, second, tx, new Map())
    // What takes longest goes before `runs`: from there to the end no run of the hub can store anything.
    await erase.messages()
    const rows = await erase.rowsThatChange()
    await erase.runs(found.runs)
    await erase.links()
    await erase.rows(rows)
    await erase.definitions()
    const { people, ended: _, ...counts } = summaryOf(found)
    await tx.audit.append({
      at: clock.now(),
      actor,
      deed: 'person.erased',
      subject: refText(person),
      details: { integration, people: people.map(refText), ...counts },
    })
    return { looked: erase.looked, name: await keepSecondLook(tx, second) }
  })
  // And what was written meanwhile, also by other processes. By then runs go on: to look through all texts once more takes a while.
  await parts.messagesStored()
  await clock.sleep(2 * parts.storedWithinMs)
  await lookAgain(parts, name, second, looked)
  return reportOf(parts, integration, found)
}

/**
 * What a process has left that ended between its two looks: the second one is done for it. By then what it would have waited for
 * is stored.
 */
export async function finishErasures({
  entitiesOf,
  ...parts
}: Omit<Means, 'entities'> & {
  readonly entitiesOf: (integration: IntegrationId) => Promise<EntityRegistry>
}): Promise<void> {
  const { database, clock } = parts
  const left = await secondLooksLeft(database.stores, { now: clock.now(), apartMs: longestCallMs })
  for (const { name, look } of left) {
    const means = { ...parts, entities: await entitiesOf(look.integration) }
    await lookAgain(means, name, look, new Map()).catch((error: unknown) => {
      // Something about them is being carried out: the next time.
      if (!(error instanceof HubError)) throw error
    })
  }
}

/** @param looked what the first look has seen, as it was: it is looked at again only where it has changed */
async function lookAgain(
  parts: Means,
  name: string,
  look: SecondLook,
  looked: ReadonlyMap<string, string>,
): Promise<void> {
  await parts.database.transaction(async (tx) => {
    const erase = new Erasing(parts, look, tx, new Map(looked))
    await erase.messages(later(look.began, -longestCallMs))
    await erase.rows(await erase.rowsThatChange())
    await forgetSecondLook(tx, name)
  })
}

async function reportOf(parts: ErasureParts, integration: IntegrationId, found: Found): Promise<Erasure> {
  const left = await leftOver(parts.database.stores, integration, found)
  return { ...summaryOf(found), left, stillThere: await stillThere(parts, integration, found) }
}

async function stillThere(
  { database, entities, read }: ErasureParts,
  id: IntegrationId,
  { people, texts }: Found,
): Promise<RecordRef[] | null> {
  const integration = await database.stores.integrations.get(id)
  if (!integration) return null
  const there: RecordRef[] = []
  try {
    for (const person of people.slice(0, mostAsked)) {
      const value = await read(integration, person)
      const fields = entities.get(person.entity)!.fields
      const says = Object.keys(value ?? {}).some((name) => fields[name]?.personal && texts.has(String(value![name])))
      if (says) there.push(person)
    }
    return there
  } catch (error) {
    if (error instanceof HubError) return null
    throw error
  }
}

/** A guest who ordered oftener is asked for no further. */
const mostAsked = 20

const summaryOf = ({ people, runs, links, rows }: Found): Omit<Erasure, 'left' | 'stillThere'> => ({
  people,
  runs: runs.length,
  links: links.length,
  proposals: rows.filter(({ row }) => row.table === 'proposals').length,
  incidents: rows.filter(({ row }) => row.table === 'incidents').length,
  ended: rows.flatMap(({ row }) => (row.table === 'proposals' && row.open ? [String(row.id.id)] : [])),
})

function refuseUnderWay({ people, runs, links, rows }: Found): void {
  const [person] = people
  if (runs.length + links.length + rows.length === 0)
    throw new NotFound(`Anything about ${refText(person!)}`, 'Give the number that the customer has in the shop.')
  const open = runs.find(({ state }) => openStates.includes(state))
  if (open) throw underWay(person!, `${refText(open.record)} is under way or waits`)
  const approved = rows.find(({ row }) => row.underWay)
  if (approved) throw underWay(person!, approvedYet(approved.row))
}

const approvedYet = ({ id }: StoredTexts) => `proposal ${String(id.id)} is approved and not carried out yet`

const underWay = (person: RecordRef, what: string) =>
  new NeedsPerson(
    'under_way',
    `Nothing was erased: ${what}.`,
    'Erase when that has come to its end: what it still needs would be missing.',
    { subject: refText(person), record: person },
  )

/** What went over the wire has its signs escaped: "O&apos;Brien" in XML, "J\u00e9r\u00f4me" in PHP's JSON. */
const unescaped = (text: string) =>
  text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (whole, hex: string, code: string) => {
      const point = Number.parseInt(code, hex === '' ? 10 : 16)
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
    })
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => signs[name]!)
const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** A message has the time at which its call began. */
const longestCallMs = 10 * 60_000

/** @see Erasing.erased */
interface RowThatChanges {
  readonly seen: StoredTexts
  readonly alone: boolean | undefined
}

class Erasing {
  private readonly parts: Means
  private readonly sought: SecondLook
  private readonly integration: IntegrationId
  private readonly tx: Transaction
  private readonly all: Scrub
  /** For what others may mean, too: only texts that hardly anybody shares. */
  private readonly telling: Scrub
  private readonly theirs: ReadonlySet<string>
  /** What the rows said that were looked at, by hash. */
  readonly looked: Map<string, string>

  constructor(parts: Means, sought: SecondLook, tx: Transaction, looked: Map<string, string>) {
    this.looked = looked
    this.parts = parts
    this.sought = sought
    this.integration = sought.integration
    this.tx = tx
    this.all = scrubOf(new Set(sought.texts))
    this.telling = scrubOf(new Set(sought.texts.filter(isTelling)))
    this.theirs = new Set(sought.records.map(refText))
  }

  async runs(known: readonly Run[]): Promise<void> {
    const { tx } = this
    const ids = known.map(({ id }) => id)
    const locked = await tx.erasure.lockRuns(ids)
    // Started, or started again, since they were looked for.
    const now = await tx.erasure.runsOf(this.integration, this.sought.records)
    const busy = now.find((run) => openStates.includes(run.state) || !locked.some(({ id }) => id === run.id))
    if (busy) throw underWay(this.sought.people[0]!, `${refText(busy.record)} is under way or waits`)
    for (const run of locked) await this.run(run)
  }

  private async run(run: Run): Promise<void> {
    const { tx } = this
    const eraser = this.eraser(() => erasedText)
    const journal = await tx.runs.journal(run.id)
    const entries = journal.map(({ sequence, at, entry }) => {
      const { reply: _, ...kept } = entry as JournalEntry & { readonly reply?: string }
      return { sequence, at, entry: eraseStored(asJson(kept), eraser, [run.record]) as unknown as JournalEntry }
    })
    const [last] = journal.slice(-1)
    const erased: JournalEntry = { kind: 'erased', by: actorText(this.sought.actor) }
    const marked = journal.some(({ entry }) => entry.kind === 'erased')
      ? entries
      : [...entries, { sequence: (last?.sequence ?? -1) + 1, at: this.parts.clock.now(), entry: erased }]
    await tx.erasure.rewriteRun(run.id, {
      reason: run.reason === null ? null : this.all(run.reason),
      entries: marked,
    })
  }

  /** As they are now: one may have been repaired, or taken away, since it was looked for. */
  async links(): Promise<void> {
    const { tx, parts, integration, sought } = this
    const mark = (text: string) => erasedMark(parts.seal, text)
    const eraser: Eraser = {
      entities: parts.entities,
      personal: mark,
      // Compared as a whole, so erased as a whole.
      other: (text) => (this.all(text) === text ? text : mark(text)),
    }
    const markedHash = (hash: string) => (hash === '' || hash.startsWith('erased:') ? hash : mark(hash))
    for (const link of await tx.erasure.lockLinks(integration, sought.records)) {
      const schema = parts.entities.get(link.target.entity)!
      const erased: Link = {
        ...link,
        written: eraseRecord(link.written, schema, eraser),
        readBack: eraseRecord(link.readBack, schema, eraser),
        writtenHash: isEnteredByHand(link) ? enteredErased(link, markedHash) : markedHash(link.writtenHash),
      }
      await tx.links.put(erased)
    }
    await tx.erasure.rewriteIntents(integration, sought.records, markedHash)
    await tx.knownRecords.forget(integration, sought.records)
  }

  /** Of those that nobody has looked at as they are now: all at first. */
  async rowsThatChange(): Promise<RowThatChanges[]> {
    const about = new Map(this.sought.rows)
    const found: RowThatChanges[] = []
    for await (const seen of this.tx.erasure.texts(this.integration)) {
      const [name, says] = [rowName(seen), hash('sha1', JSON.stringify([seen.texts, seen.open]))]
      if (this.looked.get(name) === says) continue
      this.looked.set(name, says)
      const alone = about.get(name)
      // What people still have to decide on is not changed under their eyes, unless it is about the person.
      if (alone !== undefined || (!seen.open && this.erased(seen, alone))) found.push({ seen, alone })
    }
    return found
  }

  /** Only what changes is held, and looked at again: somebody may have decided on it, or written into it, since it was read. */
  async rows(found: readonly RowThatChanges[]): Promise<void> {
    const { tx } = this
    for (const { seen, alone } of found) {
      const row = await tx.erasure.lockTexts(seen)
      if (row === null) continue
      if (alone !== undefined && row.underWay) throw underWay(this.sought.people[0]!, approvedYet(row))
      if (row.table === 'proposals' && row.open) await this.end(String(row.id.id))
      const now = row.open ? { ...row, texts: { ...row.texts, outcome: endedBecause } } : row
      const texts = this.erased(now, alone) ?? (row.open ? now.texts : null)
      if (texts) await tx.erasure.rewriteTexts({ ...row, texts })
    }
  }

  /** What a row says without the person; null: as it is. @param alone whether it is about them alone; undefined: not at all */
  private erased(row: StoredTexts, alone: boolean | undefined): StoredTexts['texts'] | null {
    const eraser = alone === true ? this.eraser(() => erasedText) : this.shared()
    const texts = eraseStored(asJson(row.texts), eraser) as RecordValue
    if (row.table === 'incidents' && this.subjectChanged(row.texts, texts))
      texts.fingerprint = erasedMark(this.parts.seal, String(texts.fingerprint))
    return JSON.stringify(texts) === JSON.stringify(row.texts) ? null : texts
  }

  /** Whole ones: without the person's words what went over the wire is no longer what went over the wire. */
  async messages(since?: Instant): Promise<void> {
    const { records, targets } = this.sought
    const about = new Set([...records, ...targets].map(refText))
    const names = (text: string) => [text, unescaped(text)].some((its) => this.all(its) !== its)
    await this.tx.rawMessages.forgetWhere(
      this.integration,
      ({ record, texts }) => (record !== null && about.has(refText(record))) || texts.some(names),
      since,
    )
  }

  private async end(id: string): Promise<void> {
    if (!(await this.tx.proposals.move(id, 'superseded', { outcome: endedBecause }))) return
    const line = { actor: this.sought.actor, deed: 'proposal.superseded', subject: `proposal ${id}`, details: {} }
    await this.tx.audit.append({ at: this.parts.clock.now(), ...line })
  }

  private subjectChanged(before: Readonly<Record<string, Json>>, after: RecordValue): boolean {
    const subject = (texts: Readonly<Record<string, Json>>) => (texts.question as RecordValue).subject
    return subject(before) !== subject(after)
  }

  /** What older versions alone still say goes; what the rules of today say stays, and is reported. */
  async definitions(): Promise<void> {
    const { tx, integration } = this
    const stored = await tx.erasure.parts(integration)
    const today = new Set(partsOfToday(stored).flatMap(({ part }) => [...textsIn(part)]))
    const gone = new Set(
      this.sought.texts.map((text) => text.trim().toLowerCase()).filter((text) => text.length >= 3 && !today.has(text)),
    )
    for (const one of stored) {
      const part = withoutTexts(one.part, gone)
      if (JSON.stringify(part) !== JSON.stringify(one.part)) await tx.erasure.rewritePart(integration, { ...one, part })
    }
  }

  /** For what is about the person alone. */
  private eraser(personal: Eraser['personal']): Eraser {
    return { entities: this.parts.entities, personal, other: this.all }
  }

  /** For what is about others, too: the parts that are about the person, as above. */
  private shared(): Eraser {
    const own = this.eraser(() => erasedText)
    return {
      entities: this.parts.entities,
      personal: (text) => text,
      other: this.telling,
      within: (records) => (records.some((record) => this.theirs.has(refText(record))) ? own : this.shared()),
    }
  }
}

const endedBecause = 'The data of its customer was erased.'

/** An e-mail, a phone, several words: two people hardly share it. */
const isTelling = (text: string) =>
  text.trim().length >= 6 && (text.includes('@') || /\s/.test(text.trim()) || text.replace(/\D/g, '').length >= 6)

const rowName = ({ table, id }: StoredTexts) => `${table} ${JSON.stringify(id)}`

const soughtOf = ({ people, records, links, rows, texts }: Found): Sought => ({
  ...{ people, records, targets: links.map(({ target }) => target) },
  ...{ rows: rows.map(({ row, alone }) => [rowName(row), alone] as const), texts: [...texts] },
})

const partsOfToday = (stored: readonly StoredPart[]) => {
  const newest = Math.max(0, ...stored.map(({ version }) => version))
  return stored.filter(({ version }) => version === newest)
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value.trim().toLowerCase()
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item)
  else if (value !== null && typeof value === 'object')
    for (const [name, member] of Object.entries(value)) {
      yield name.trim().toLowerCase()
      yield* textsIn(member)
    }
}

function withoutTexts(value: Json, gone: ReadonlySet<string>): Json {
  const isGone = (text: string) => gone.has(text.trim().toLowerCase())
  if (typeof value === 'string') return isGone(value) ? erasedText : value
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, gone))
  if (value === null || typeof value !== 'object') return value
  let erased = 0
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      isGone(name) ? `${erasedText} ${++erased}` : name,
      withoutTexts(member, gone),
    ]),
  )
}

/** Names the places, never what stands there. */
async function leftOver(
  { erasure }: Database['stores'],
  integration: IntegrationId,
  { texts, rows }: Found,
): Promise<string[]> {
  const scrub = scrubOf(texts)
  const says = (value: Json) => [...textsIn(value)].some((text) => scrub(text) !== text)
  const about = new Set(rows.map(({ row }) => rowName(row)))
  const left = partsOfToday(await erasure.parts(integration))
    .filter(({ part }) => says(part))
    .map(({ name }) => `${name} of the definition in force`)
  for await (const row of erasure.texts(integration))
    if (!about.has(rowName(row)) && says(asJson(row.texts)))
      left.push(`${row.table} ${Object.values(row.id).join(' ')}`)
  return left
}

const asJson = (value: unknown) => value as Json
