import { type AlsoRead, unborn } from '../domain/connector.ts'
import { type EntityName, type RecordRef, type RecordValue, recordKey, ref, refText } from '../domain/record.ts'
import type { Storable } from '../domain/storable.ts'
import type { KnownPlace } from '../domain/stores.ts'
import { type Flow, type Step, stepsWithin } from '../language/index.ts'
import type { EarlyRead } from './early-reads.ts'

/** Records by `refText`. */
export type Read = ReadonlyMap<string, Storable<RecordValue | null>>
/** Says what was known of a source's place in an entity, but not whose the key there is; null: nobody has looked. */
export type LookAhead = (source: RecordRef, entity: EntityName) => Promise<KnownPlace | null>

/**
 * What a run needs next, asked for while it waits anyway: an order's customer and addresses come along with it, and what is
 * known of their places in GP, and of its own, is looked up while the shop answers what they are. Both serve for a moment, and
 * for one run: a place that was free is taken only where it still is, and any other is looked at again before it is written.
 */
export class Ahead {
  private readonly own: RecordRef
  private readonly needs: FlowNeeds
  private readonly parts: AheadParts
  private readonly places = new Map<string, Promise<KnownPlace | null>>()
  private along: Read = new Map()
  private early: EarlyRead | null

  /** @param own the record of the run @param early a read of it that is as good as one that begins now */
  constructor(flow: Flow | undefined, own: RecordRef, parts: AheadParts, early: EarlyRead | null = null) {
    this.own = own
    this.needs = flow ? needsOf(flow) : nothing
    this.parts = parts
    this.early = early
  }

  /**
   * The same as `read` gives, which is asked for what has not come along with the records before. `along`: entities of which
   * the run surely reads records, with its own record; what the others name is not its own.
   */
  async read(
    records: readonly RecordRef[],
    read: (missing: readonly RecordRef[], along: AlsoRead) => Promise<Read>,
  ): Promise<Read> {
    const came = this.along
    this.along = new Map()
    const missing = records.filter((record) => !came.has(refText(record)))
    this.lookAt(missing)
    if (missing.length === 0) return came
    const asked = new Set(missing.map(refText))
    const of = asked.has(refText(this.own)) ? this.needs.reads : nothing.reads
    const found =
      (await this.readEarly(missing)) ?? (await read(missing, { of, begun: (record) => this.lookAt([record]) }))
    this.along = new Map([...found].filter(([text]) => !asked.has(text)))
    return new Map([...came, ...found])
  }

  /** Null: there is none, or it has found nothing. Then the run reads, and says why where it cannot. */
  private async readEarly([record, ...others]: readonly RecordRef[]): Promise<Read | null> {
    const { early } = this
    this.early = null
    if (!early || !record || others.length > 0 || refText(record) !== refText(this.own)) return null
    early.hear((one) => this.lookAt([one]))
    const found = await early.found.catch(() => null)
    return found?.get(refText(this.own))?.value ? found : null
  }

  private lookAt(sources: readonly RecordRef[]): void {
    const { ensured, written } = this.needs
    const looks = sources.flatMap((source) =>
      [...(ensured.get(source.entity) ?? [])].map((entity) => ({ source, entity })),
    )
    // Its own goes with the others: by itself it would cost a statement.
    const own = looks.length === 0 ? [] : [...written].filter(this.parts.isDocument)
    for (const entity of own) if (!this.places.has(place(this.own, entity))) looks.push({ source: this.own, entity })
    for (const { source, entity } of looks)
      this.places.set(
        place(source, entity),
        // Whoever writes looks again, and hears then what is wrong.
        this.parts.look(source, ref(entity, recordKey(unborn))).catch(() => null),
      )
  }

  /** Time passes: what came along is read anew when it is wanted. */
  forget(): void {
    this.early = null
    this.along = new Map()
  }

  readonly placeOf: LookAhead = async (source, entity) => (await this.places.get(place(source, entity))) ?? null
}

const place = (source: RecordRef, entity: EntityName) => `${refText(source)} ${entity}`

interface AheadParts {
  readonly look: (source: RecordRef, target: RecordRef) => Promise<KnownPlace>
  /** Its records are ours, under keys that we choose. */
  readonly isDocument: (entity: EntityName) => boolean
}

interface FlowNeeds {
  /** Of which it reads records whatever they say: what stands in a branch is often not come to. */
  readonly reads: ReadonlySet<EntityName>
  /** What it makes of records of each entity. */
  readonly ensured: ReadonlyMap<EntityName, ReadonlySet<EntityName>>
  /** What it may write of its own record. */
  readonly written: ReadonlySet<EntityName>
}
const nothing: FlowNeeds = { reads: new Set(), ensured: new Map(), written: new Set() }

/** As the steps of a flow say, which never change. */
export function needsOf(flow: Flow): FlowNeeds {
  const known = needs.get(flow)
  if (known) return known
  const reads = new Set<EntityName>()
  const ensured = new Map<EntityName, Set<EntityName>>()
  const written = new Set<EntityName>()
  for (const step of flow.steps) if (step.do === 'read' || step.do === 'ensure') reads.add(step.entity)
  const walk = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.do === 'ensure') ensured.set(step.entity, (ensured.get(step.entity) ?? new Set()).add(step.to))
      if (step.do === 'write') written.add(step.to)
      for (const within of stepsWithin(step)) walk(within)
    }
  }
  walk(flow.steps)
  const found = { reads, ensured, written }
  needs.set(flow, found)
  return found
}
const needs = new WeakMap<Flow, FlowNeeds>()
