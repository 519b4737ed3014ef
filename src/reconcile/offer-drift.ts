import { type Clock, later } from '../domain/clock.ts'
import { HubError } from '../domain/errors.ts'
import type { Log } from '../domain/observe.ts'
import type { Actor } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import {
  canonicalJson,
  type IntegrationId,
  type Json,
  type RecordRef,
  type RecordValue,
  refText,
} from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { BothSides } from './both-sides.ts'
import type { Difference } from './differences.ts'
import { type Drift, type DriftPlace, driftNow, driftOf } from './drift.ts'

/** What would be set of one record. */
interface Setting {
  readonly record: RecordRef
  readonly after: RecordValue
}

export interface OfferParts {
  readonly database: Database
  readonly clock: Pick<Clock, 'now'>
  readonly propose: (input: {
    readonly integration: IntegrationId
    readonly title: string
    readonly reason: string
    readonly changes: readonly (Setting & {
      readonly do: 'write'
      readonly write: 'update'
      readonly tellCustomer: false
    })[]
    readonly proposedBy: Actor
    readonly occasion: string
  }) => Promise<Proposal>
  readonly withdraw: (id: string, outcome: string) => Promise<boolean>
  readonly log: Pick<Log, 'warn'>
}

/** Records of one proposal: a person has to look at each. The others follow when it is decided. */
const mostRecords = 200
const mostPending = 500
/** Rejected proposals of one kind and cause that are remembered. */
const mostRejected = 500
/** So long a rejection holds: the same difference half a year later is another matter, perhaps a mistake. */
export const rejectedMs = 60 * 24 * 60 * 60_000
const occasionOf = (what: string) => `drift: ${what}`

type Offered = Pick<Drift, 'difference'> & { readonly set: NonNullable<Drift['set']> }

/**
 * Proposes to set what GP says where the shop holds something else: one proposal a kind and cause, with what each record
 * holds now and what it would hold. One that waits grows or shrinks with what is found, until somebody begins to decide on
 * it; what was rejected is not proposed again for 60 days while it is the same difference.
 *
 * @returns those that wait now, also from before
 */
export async function offerDrift(
  parts: OfferParts,
  integration: IntegrationId,
  sides: BothSides,
): Promise<readonly Proposal[]> {
  const waiting: Proposal[] = []
  const rejectedOf = rejectedBy(parts, integration)
  const found = await byKindAndCause(sides, rejectedOf)
  const before = await parts.database.stores.proposals.list({ integration, state: 'pending', limit: mostPending })
  const outdated = before.flatMap(({ occasion }) => (occasion?.startsWith(occasionOf('')) ? [occasion] : []))
  for (const occasion of new Set([...found.keys(), ...outdated])) {
    const proposal = await offerOne(
      parts,
      integration,
      occasion,
      withoutRejected(byRecord(found.get(occasion) ?? []), await rejectedOf(occasion)),
    )
    if (proposal?.state === 'pending') waiting.push(proposal)
  }
  return waiting
}

type RejectedOf = (occasion: string) => Promise<ReadonlySet<string>>

/** What was rejected of an occasion in the last 60 days, whatever was proposed for it since: as `textOf` says it. Each occasion is read once. */
function rejectedBy(
  { database, clock }: Pick<OfferParts, 'database' | 'clock'>,
  integration: IntegrationId,
): RejectedOf {
  const read = new Map<string, ReadonlySet<string>>()
  return async (occasion) => {
    const known = read.get(occasion)
    if (known) return known
    const all = await database.stores.proposals.list({ integration, occasion, state: 'rejected', limit: mostRejected })
    const since = later(clock.now(), -rejectedMs)
    const texts = new Set(all.flatMap((one) => (one.decision && one.decision.at >= since ? writesOf(one) : [])))
    read.set(occasion, texts)
    return texts
  }
}

const withoutRejected = (all: readonly Offered[], rejected: ReadonlySet<string>) =>
  all.filter(({ set }) => !rejected.has(textOf(set.record, set.before, set.after)))

/** By the occasion of a proposal; of each as many as two proposals hold: two flows may set one record. */
async function byKindAndCause(
  sides: BothSides,
  rejectedOf: RejectedOf,
): Promise<ReadonlyMap<string, readonly Offered[]>> {
  const groups = new Map<string, Offered[]>()
  for (let place: DriftPlace | null = { flow: 0, after: null }; place !== null; ) {
    const page: Awaited<ReturnType<typeof driftNow>> = await driftNow(sides, place)
    for (const { difference, set } of page.found) {
      if (!set) continue
      const occasion = occasionOf(`${difference.kind}, ${difference.cause}`)
      const group = groups.get(occasion) ?? []
      groups.set(occasion, group)
      if (group.length < 2 * mostRecords)
        group.push(...withoutRejected([{ difference, set }], await rejectedOf(occasion)))
    }
    place = page.next
  }
  return groups
}

const textOf = (record: RecordRef, before: RecordValue | null, after: RecordValue) =>
  canonicalJson({ record: refText(record), before, after } as Json)
/** Two flows may set one record, its price and its weight: a proposal writes it once. What both set is the first one's. */
function byRecord(all: readonly Offered[]): Offered[] {
  const found = new Map<string, Offered>()
  for (const one of all) {
    const known = found.get(refText(one.set.record))
    const set = known
      ? {
          ...known.set,
          before: { ...one.set.before, ...known.set.before },
          after: { ...one.set.after, ...known.set.after },
        }
      : one.set
    found.set(refText(one.set.record), { difference: known?.difference ?? one.difference, set })
  }
  return [...found.values()]
}
const writesOf = ({ changes }: Proposal) =>
  changes.flatMap((change) => (change.do === 'write' ? [textOf(change.record, change.before, change.after)] : []))

async function offerOne(
  { database, propose, withdraw, log }: OfferParts,
  integration: IntegrationId,
  occasion: string,
  found: readonly Offered[],
): Promise<Proposal | null> {
  const made = await database.stores.proposals.madeFor(integration, occasion)
  if (made?.state === 'approved') return null
  const listed = found.slice(0, mostRecords)
  if (made?.state === 'pending') {
    const isSame =
      writesOf(made).sort().join() ===
      listed
        .map(({ set }) => textOf(set.record, set.before, set.after))
        .sort()
        .join()
    if (isSame || made.approvals.length > 0) return made
  }
  const waits = made?.state === 'pending' ? made : null
  if (listed.length === 0) {
    if (waits) await withdraw(waits.id, 'Nothing of it is different any more.')
    return null
  }
  const more = found.length > listed.length
  const { kind, cause } = listed[0]!.difference
  const next = await propose({
    ...{ integration, occasion, proposedBy: { kind: 'hub' } },
    title: titleOf(kind, cause, listed.length),
    reason: `${reasonOf(kind, cause)}${more ? ' There are more: they follow when this is decided.' : ''}`,
    changes: listed.map(({ set: { record, after } }) => ({
      ...{ do: 'write', write: 'update', record, after, tellCustomer: false },
    })),
  }).catch((error: unknown) => {
    // Most often a record has moved in this moment: the next look lists it anew, and what waits stays until then.
    if (!(error instanceof HubError && error.next.do === 'ask' && error.code === 'invalid_input')) throw error
    log.warn('what differs in the shop could not be proposed, the next look lists it again', {
      ...{ integration, occasion, records: listed.length, because: error.message },
    })
    return null
  })
  if (!next || !waits || next.id === waits.id) return next ?? waits
  if (await withdraw(waits.id, 'Another list takes its place.')) return next
  // Somebody has approved it in this moment: it has the last word, and the same is not written by two.
  await withdraw(next.id, 'The list before it is being decided.')
  return waits
}

const titleOf = (kind: Difference['kind'], cause: Difference['cause'], count: number) =>
  `${kind === 'left behind by the hub' ? 'Take back what the hub has left in the shop' : 'Set in the shop what GP says'}: ${kind}, ${cause}, ${count} ${count === 1 ? 'record' : 'records'}`

const reasonOf = (kind: Difference['kind'], cause: Difference['cause']) =>
  kind === 'left behind by the hub'
    ? 'These prices were set by the hub, and no flow keeps them up to date any more. Prices that other people made stay.'
    : cause === 'edited in the shop'
      ? 'The hub had set what GP says, somebody changed it in the shop, and GP says what it said before. If the change is right, enter it in GP and reject this.'
      : 'GP has changed, and the flow that would set it is paused or asks. These records alone are set; the question stays.'

/**
 * Records of such a proposal that it would set otherwise by now, or not at all: GP says another value, a person is asked, or the flow
 * that is to be taken back is on again. Days may lie between what is proposed and what is carried out.
 */
export async function outdatedDrift(
  sides: BothSides,
  { occasion }: Pick<Proposal, 'occasion'>,
  changes: readonly Setting[],
): Promise<ReadonlySet<string>> {
  if (!occasion?.startsWith(occasionOf('')) || changes.length === 0) return new Set()
  const found = await driftOf(
    sides,
    changes.map(({ record }) => record),
  )
  const now = new Map(byRecord(found.flatMap(isOffered)).map(({ set }) => [refText(set.record), set.after]))
  const isSame = ({ record, after }: Setting) =>
    Object.entries(after).every(([field, value]) => {
      const its = now.get(refText(record))?.[field]
      return its !== undefined && canonicalJson(its) === canonicalJson(value)
    })
  return new Set(changes.filter((one) => !isSame(one)).map(({ record }) => refText(record)))
}

const isOffered = ({ difference, set }: Drift): Offered[] => (set ? [{ difference, set }] : [])
