import type { Instant } from '../../domain/clock.ts'
import { holdsErased } from '../../domain/erased.ts'
import { canonicalJson, type EntityName, type RecordKey, type RecordValue, systemOf } from '../../domain/record.ts'
import type { Question, RoundPage } from '../../domain/run.ts'
import { type Guard, type Program, recordToValue } from '../../language/index.ts'
import { guardedCode } from '../run/answers.ts'
import { type FoundByLook, writtenIn } from './full-look.ts'
import type { RoundContext } from './index.ts'
import { examplesOf } from './wanted.ts'
import type { Watched } from './watched.ts'

/** Whatever a flow says: records that were written before and that it would not write any more. */
export const leftOut = {
  id: 'left-out',
  counts: 'true',
  most: 50,
  share: '0.05',
  because: 'The round would leave out many records that were written before.',
  hint: 'See whether both systems answer with all that they have: the company, the shop, a filter, deleted records.',
}

/** A share of few records is no mass: in a shop of ten products one that sells out stops nothing. */
export const fewest = 3

/** Whether a guard asks about so many. @param known records that its share is of */
export const isOver = (
  { most, share }: Pick<Guard, 'most' | 'share'>,
  { counted, known }: { readonly counted: number; readonly known: number },
): boolean =>
  (most !== undefined && counted > most) || (share !== undefined && counted > fewest && counted > Number(share) * known)

/** Counts for the guards what a page would do. A record of which nothing is known before counts for none. */
export class Tally {
  private readonly program: Program
  private readonly flow: string
  private readonly hits = new Map<string, string[]>()
  private readonly of = new Map<string, number>()
  private readonly byLook = new Map<string, number>()
  private readonly waiting = new Map<string, number>()

  constructor(program: Program, flow: string) {
    this.program = program
    this.flow = flow
  }

  /** One that is there, changed or not: what the share of a guard is of. */
  there(before: RecordValue): void {
    const { document, guards } = this.program.flows.get(this.flow)!.bulk!
    for (const { guard, of } of guards)
      if (of?.run({ settings: this.program.settings, before: recordToValue(document, before) }) === true)
        this.of.set(guard.id, (this.of.get(guard.id) ?? 0) + 1)
  }

  /**
   * @param written what the hub wrote last of it; null: nothing
   * @param byLook only the full look has found it
   */
  add(
    key: RecordKey,
    before: RecordValue | null,
    wanted: RecordValue,
    written: RecordValue | null,
    byLook = false,
  ): void {
    if (before === null) return
    for (const guard of countedBy(this.program, this.flow, before, wanted, written)) {
      if (!guard.leave)
        this.hit(
          guard.id,
          `${key} ${canonicalJson(wanted)}${guard.eachTime ? ` ${canonicalJson(before)}` : ''}`,
          byLook,
        )
    }
  }

  /** One that a round before has found, as it found it, and that is not written yet. */
  waits(before: RecordValue | null, wanted: RecordValue, written: RecordValue | null): void {
    if (before === null) return
    for (const { id } of countedBy(this.program, this.flow, before, wanted, written))
      this.waiting.set(id, (this.waiting.get(id) ?? 0) + 1)
  }

  leftOut(key: RecordKey, byLook = false): void {
    this.hit(leftOut.id, key, byLook)
  }

  private hit(guard: string, what: string, byLook: boolean): void {
    this.hits.set(guard, [...(this.hits.get(guard) ?? []), what])
    if (byLook) this.byLook.set(guard, (this.byLook.get(guard) ?? 0) + 1)
  }

  /** Guards that count anything. */
  get hitBy(): readonly string[] {
    return [...this.hits.keys()]
  }

  /** The same records with the same values have one digest, in whatever order they were counted. */
  counted(hash: (text: string) => string): RoundPage['guarded'] {
    return Object.fromEntries(
      [...new Set([...this.hits.keys(), ...this.of.keys(), ...this.waiting.keys()])].map((guard) => {
        const [hits, of] = [this.hits.get(guard) ?? [], this.of.get(guard)]
        const [byLook, waits] = [this.byLook.get(guard), this.waiting.get(guard)]
        const also = {
          ...(of === undefined ? {} : { of }),
          ...(byLook === undefined ? {} : { byLook }),
          ...(waits === undefined ? {} : { waits }),
        }
        const digest = hits.length === 0 ? '' : hash([...hits].sort().join('\n'))
        return [guard, { counted: hits.length, digest, ...also }]
      }),
    )
  }
}

/** The guards of a flow that count a change of one record. @param written what the hub wrote last of it; null: nothing */
export function countedBy(
  { flows, settings }: Program,
  flow: string,
  before: RecordValue,
  wanted: RecordValue,
  written: RecordValue | null,
): Guard[] {
  const { document, guards } = flows.get(flow)!.bulk!
  const scope = {
    settings,
    before: recordToValue(document, before),
    after: recordToValue(document, wanted),
    // Of one that was never written, or whose person was erased, as if nobody had changed it.
    written: recordToValue(document, written === null || holdsErased(written) ? before : written),
    unwritten: written === null,
  }
  return guards.filter(({ counts }) => counts.run(scope) === true).map(({ guard }) => guard)
}

/** Whether a guard of the flow leaves the record as it is. @param before what is there; null: not read */
export function isLeft(
  program: Program,
  flow: string,
  before: RecordValue | null,
  wanted: RecordValue,
  written: RecordValue | null,
): boolean {
  return before !== null && countedBy(program, flow, before, wanted, written).some(({ leave }) => leave)
}

/**
 * What the round may not do alone, a question for each guard: an answer to one is none to the others. In a shop that sells, numbers
 * move while a person thinks: the question stays the same. Of a guard that asks `eachTime` it is about these records with these
 * values. What is made once, and taken back by nobody, is asked about before the first is made, however few there are.
 * What the full look alone had found in rounds before counts with it: its parts are one look.
 *
 * @returns each with its guard
 */
export async function guarded(
  context: RoundContext,
  compared: readonly RoundPage[],
  {
    known: all,
    wanted,
    sent,
    found,
    last,
  }: {
    readonly known: number
    readonly wanted: number
    /** Records that the flow was ever about to write. */
    readonly sent: number
    /** By rounds before. */
    readonly found: FoundByLook
    /** When the newest round was due that came to its end. */
    readonly last: Instant | null
  },
): Promise<readonly { readonly guard: string; readonly question: Question }[]> {
  const { loop, integration, program, flow } = context
  const { stores } = loop.parts.database
  const its = program.flows.get(flow)!
  const own = its.bulk!.guards.map(({ guard }) => guard)
  const isFirst = program.schemaOf(its.bulk!.to)!.madeOnce === true && sent === 0
  const questions: { guard: string; question: Question }[] = []
  for (const guard of [...(wanted > 0 ? own : []), leftOut]) {
    const tallies = compared.flatMap((page) => page.guarded[guard.id] ?? [])
    const now = tallies.reduce((total, one) => total + one.counted, 0)
    // A round that does none of it has nothing to ask about.
    const waits = tallies.reduce((total, one) => total + (one.waits ?? 0), 0)
    const before = now === 0 ? 0 : writtenIn(found, guard.id, { last, waits })
    const counted = now + before
    const known = 'of' in guard ? shareIsOf(guard, compared) : all
    const first = isFirst && guard !== leftOut && counted > 0
    if (!first && !isOver(guard, { counted, known })) continue
    const values = loop.parts
      .hash(tallies.flatMap(({ digest }) => (digest === '' ? [] : [digest])).join(' '))
      .slice(0, 16)
    const examples =
      guard === leftOut
        ? namedOf(compared.flatMap(({ gone = [] }) => gone.map(({ key }) => key)))
        : namedOf(await examplesOf(stores, integration.id, program, flow, guard))
    const list = guard === leftOut ? '' : ` "ledgerline flows wanted ${flow}" lists all that it would write.`
    const others = before === 0 ? '' : ` Rounds before it have written ${before} more that the full look had found.`
    const question: Question = {
      code: guardedCode,
      step: null,
      message: `${guard.because} It is ${now} of ${known} records.${others}${examples}`,
      hint: `${guard.hint} Nothing of this round was written.${list} If it is right, resolve the incident: the round then goes on.${writingTakes(context, wanted)}`,
      subject: 'eachTime' in guard && guard.eachTime ? `${guard.id} ${values}` : guard.id,
      once: true,
      counted,
    }
    questions.push({ guard: guard.id, question })
  }
  return questions
}

/** A person knows them by some. */
const namedOf = (records: readonly string[]): string =>
  records.length === 0 ? '' : ` For example ${records.slice(0, mostNamed).join('; ')}.`
const mostNamed = 5

/** Of how many records a share of the guard is, as the pages of a round found them. */
export const shareIsOf = ({ id }: Guard, pages: readonly RoundPage[]): number =>
  pages.reduce((total, { guarded }) => total + (guarded[id]?.of ?? 0), 0)

/** How long what waits would take, told before anything is written: a shop of 0.2 s a call takes 5.6 hours for 100,000 records. */
function writingTakes({ loop, integration, program, flow }: RoundContext, wanted: number): string {
  const usualMs = loop.connections.usualMs(integration, systemOf(program.flows.get(flow)!.bulk!.to))
  const minutes = usualMs === null ? 0 : Math.round((usualMs * wanted) / 60_000)
  return minutes < 1
    ? ''
    : ` One after the other its ${wanted} writes take about ${minutes} minutes, as the other system answers now; several go at a time.`
}

/**
 * Of records that were written before and that the flow leaves out since a record of the other system is gone. The round
 * goes on, and says so once.
 */
export const recordsGone = (flow: string, entity: EntityName): Question => ({
  code: 'left_out',
  step: null,
  message: `Records that ${flow} had written are left out now: their record of ${entity} is not there any more.`,
  hint: 'Each keeps what was written last, and what is there to sell is sold on. See whether that record was deleted or renamed, or whether its number was changed in the shop. Correct the number, or take the product out of sale; then resolve the incident.',
  subject: entity,
})

export const roundEmpty = (flow: string, on: string, written: number): Question => ({
  code: 'round_empty',
  step: null,
  message: `The round of ${flow} read no record of ${on}, although ${written} were written before.`,
  hint: 'See whether the other system answers with what it has: the company, the account, a filter. Nothing was written.',
  subject: flow,
})

/**
 * Watched lists without any record, although something was written before. Not that of what the flow sets: there each record
 * says that it is gone.
 */
export async function listsEmpty(
  { loop, integration, program, flow }: RoundContext,
  watched: Watched,
): Promise<readonly Question[]> {
  const { to } = program.flows.get(flow)!.bulk!
  const empty = [...watched.counts].flatMap(([entity, count]) => (count === 0 && entity !== to ? [entity] : []))
  if (empty.length === 0) return []
  const { written } = await loop.parts.database.stores.bulkRows.counts(integration.id, flow)
  return written === 0 ? [] : empty.map((entity) => roundEmpty(flow, entity, written))
}
