import { mostAheadMs, msBetween } from '../domain/clock.ts'
import { withCustomFields } from '../domain/custom-fields.ts'
import type { Integration } from '../domain/definition.ts'
import type { EntitySchema } from '../domain/entity.ts'
import { RemoteUnavailable } from '../domain/errors.ts'
import { marksOf, otherBy } from '../domain/identity.ts'
import type { Proposal, ProposedWrite, WriteProgress } from '../domain/proposal.ts'
import {
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  systemOf,
} from '../domain/record.ts'
import { decideAgreed, decideAppend, emptiedOf, newestKey, type Sent, send } from '../engine/index.ts'
import { compareReadBack, type Definition, describeDifferences, writeSteps } from '../language/index.ts'
import { checkSameCompany } from './another-company.ts'
import type { Claim } from './claim.ts'
import { Ended, Paused } from './endings.ts'
import { type CarryOutParts, integrationWithDefinition } from './parts.ts'

/** Records with the same content that are looked through for one that was appended. */
const mostAlike = 50

/**
 * Carries out one write of a proposal. What is decided about it is the engine's (`decideAgreed`, `decideAppend`); here it is
 * read, sent and noted, each step before the next.
 * @param place of the write among the proposal's changes
 */
export async function carryOutWrite(
  parts: CarryOutParts,
  claim: Claim,
  place: number,
  change: ProposedWrite,
): Promise<void> {
  const proposal = (await parts.database.stores.proposals.get(claim.proposal))!
  const { integration, definition } = await integrationWithDefinition(parts.database, proposal.integration)
  const write = new AgreedWrite(parts, claim, proposal, { integration, definition }, place, change)
  if (write.known?.state === 'done') return
  await (write.schema.way === 'append' ? write.append() : write.set())
}

/**
 * A void is decided on days after it was proposed, and by then the order may be a sale again: its flow has gone through since.
 * @throws Ended
 */
async function checkUnwanted(
  { database }: CarryOutParts,
  { integration, at }: Proposal,
  { flows }: Definition,
  record: RecordRef,
): Promise<void> {
  for (const { source } of await database.stores.links.byTarget(integration, record)) {
    const makers = Object.values(flows).filter(
      ({ on, steps }) => on === source.entity && writeSteps(steps).some(({ to }) => to === record.entity),
    )
    for (const { id: flow } of makers) {
      const [newest] = await database.stores.runs.list({ integration, flow, record: source, limit: 1 })
      if (newest?.state === 'done' && newest.updatedAt >= at)
        throw new Ended(
          'superseded',
          `${refText(source)} went through since this was proposed, with ${refText(record)} as its document: nothing was voided. Look at both, and propose it again if it is to be void all the same.`,
        )
    }
  }
}

class AgreedWrite {
  readonly schema: EntitySchema
  /** How far it came before. */
  readonly known: WriteProgress | undefined
  private readonly parts: CarryOutParts
  private readonly claim: Claim
  private readonly proposal: Proposal
  private readonly integration: Integration
  private readonly definition: Definition
  private readonly place: number
  private readonly change: ProposedWrite

  constructor(
    parts: CarryOutParts,
    claim: Claim,
    proposal: Proposal,
    { integration, definition }: { readonly integration: Integration; readonly definition: Definition },
    place: number,
    change: ProposedWrite,
  ) {
    this.parts = parts
    this.claim = claim
    this.proposal = proposal
    this.integration = integration
    this.definition = definition
    this.place = place
    this.change = change
    this.schema = withCustomFields(parts.entities, definition.customFields).get(change.record.entity)!
    this.known = proposal.progress.find((one) => one.change === place)
  }

  /**
   *   holds what shall be      → done, nothing is sent
   *   holds something else     → superseded, with the difference
   *   sent, outcome unknown    → not before the system's own limit has passed
   *   holds what was before    → "sent" commits, then the call, then a look
   */
  async set(): Promise<void> {
    const { record, after } = this.change
    const gone = Object.keys(after).find((field) => !Object.hasOwn(this.schema.fields, field))
    // A custom field that was taken out meanwhile: no look shows what it holds.
    if (gone !== undefined)
      throw new Ended(
        this.known ? 'failed' : 'superseded',
        `${gone} is no field of ${record.entity} any more: whether ${refText(record)} has it cannot be seen. Name it in custom-fields.json, and propose it again.`,
      )
    const first = await this.decide()
    this.checkSameRecord(first.held)
    if (first.do === 'ask')
      throw new Ended(
        this.known ? 'failed' : 'superseded',
        this.known
          ? `${refText(record)} was written and holds something else now: ${describeDifferences(first.differences)}. Look at it there.`
          : `${refText(record)} is no longer as it was: ${describeDifferences(first.differences)}. Propose it again.`,
      )
    if (first.do !== 'nothing') {
      await this.mayStart()
      // Also where it was about to be sent before: the process may have died between, and the order be a sale again.
      if (this.change.write === 'void') await checkUnwanted(this.parts, this.proposal, this.definition, record)
      await this.mark('sent')
      await this.settled(
        await send(
          () => this.send(),
          async () => ((await this.decide()).do === 'nothing' ? true : null),
        ),
      )
    }
    const { held, ...now } = await this.decide()
    if (now.do === 'ask') throw storedDifferently(refText(record), now.differences)
    if (now.do !== 'nothing') throw notThere(record)
    await this.mark('done')
    if (held) await this.keepReadBack(held)
    const emptied = first.held && held ? emptiedOf(this.schema, this.change.after, first.held, held) : []
    if (emptied.length > 0)
      throw new Ended(
        'failed',
        `${refText(record)} was written, and that has emptied ${emptied.join(', ')} there. Set it there again.`,
      )
  }

  /**
   *   not sent yet             → the newest record like it is noted with "sent", then the call
   *   sent, outcome unknown    → a newer one like it is this one; none: not before the system's own limit has passed
   */
  async append(): Promise<void> {
    const { entity } = this.change.record
    const alike = await this.alike()
    const decision = decideAppend(this.known?.after ?? null, alike)
    if (decision.do === 'nothing') return this.mark('done', { key: decision.key })
    await this.mayStart()
    const after = this.known?.after ?? newestKey(alike)
    await this.mark('sent', { after })
    const sent = await this.settled(
      await send(
        () => this.send(),
        async () => {
          const again = decideAppend(after, await this.alike())
          return again.do === 'nothing' ? again.key : null
        },
      ),
    )
    const written = ref(entity, sent.is === 'sent' ? sent.key : sent.found)
    const held = await this.parts.remote.read(this.integration, written)
    if (!held) throw notThere(written)
    const differences = compareReadBack(this.schema, this.change.after, held)
    if (differences.length > 0) throw storedDifferently(refText(written), differences)
    await this.mark('done', { key: written.key })
  }

  private async decide() {
    const held = await this.parts.remote.read(this.integration, this.change.record)
    return { held, ...decideAgreed(this.change, this.schema, held) }
  }

  private checkSameRecord(held: Awaited<ReturnType<AgreedWrite['decide']>>['held']): void {
    const marks = held ? marksOf(this.schema, held, this.parts.sealMark) : null
    if (marks && this.change.marks && otherBy(this.schema, this.change.marks, marks).length > 0)
      throw new Ended('superseded', `${refText(this.change.record)} is another record by now. Propose it again.`)
  }

  private send(): Promise<RecordKey> {
    const { write, record, after, tellCustomer } = this.change
    return this.parts.remote.write(this.integration, {
      ...{ do: write, record, document: after },
      ...(tellCustomer ? { tellCustomer: true } : {}),
      once: `${this.proposal.id}-${this.place}`,
    })
  }

  /** @throws where nothing can be said of the send yet, or it was refused: then the next one needs no wait */
  private async settled<Found>(sent: Sent<Found>): Promise<Extract<Sent<Found>, { is: 'sent' | 'found' }>> {
    if (sent.is === 'refused') await this.mark(null)
    if (sent.is === 'refused' || sent.is === 'unknown') throw sent.error
    return sent
  }

  /** Keys of the records with the same content. */
  private async alike(): Promise<RecordKey[]> {
    const { schema, change } = this
    const like = schema.appendedBy!.map((field) => [field, String(change.after[field] ?? '')] as const)
    const found = await this.parts.remote.search(this.integration, change.record.entity, {
      where: Object.fromEntries(like),
      limit: mostAlike,
    })
    return found.map((row) => recordKey(String(row[schema.key])))
  }

  /** @throws Paused; Ended; RemoteUnavailable while an earlier send may still be on its way */
  private async mayStart(): Promise<void> {
    const { known, parts, proposal } = this
    const { record } = this.change
    const integration = (await parts.database.stores.integrations.get(proposal.integration)) ?? this.integration
    if (integration.paused) throw new Paused(`“${integration.id}” is paused`)
    await checkSameCompany(parts.database.stores, proposal, [this.change])
    // It may have waited for days, and people have looked at what it does in the company of then.
    const { confirmed } = integration
    if (systemOf(record.entity) === 'gp' && (!confirmed || confirmed.at > proposal.decision!.at))
      throw new Ended(
        'superseded',
        `${refText(record)} was not written: the GP company was changed, or confirmed anew, after this was approved. Look at the company, then propose it again.`,
      )
    const system = systemOf(record.entity)
    const agoMs = known ? msBetween(known.at, parts.clock.now()) : 0
    if (!known || agoMs >= (parts.settleMs[system] ?? 0)) return
    // By a clock that was ahead: it counts from now.
    if (agoMs < -mostAheadMs) await this.mark(known.state, known)
    throw new RemoteUnavailable(
      { system, operation: `look-up of ${refText(record)}` },
      'an earlier send may still be on its way',
      { ambiguous: false },
    )
  }

  /** Notes how far it came. Null: it was not begun. @throws NotHeld */
  private mark(state: WriteProgress['state'] | null, more: Pick<WriteProgress, 'after' | 'key'> = {}): Promise<void> {
    const { proposal, place, parts, claim } = this
    const at = parts.clock.now()
    const others = proposal.progress.filter((one) => one.change !== place)
    const progress = state === null ? others : [...others, { ...more, change: place, state, at }]
    return claim.note({ progress })
  }

  /**
   * The flows must not take the hub's own write for somebody else's. What people changed beside it is theirs still, and what they
   * decided here is no echo.
   */
  private async keepReadBack(held: RecordValue): Promise<void> {
    const { write, record, after } = this.change
    const voided = this.schema.document?.voided
    const fields = write === 'void' ? (voided ? [voided.field] : []) : Object.keys(after)
    const read = Object.fromEntries(fields.map((field) => [field, held[field] ?? null]))
    await this.parts.database.stores.links.noteProposed(this.proposal.integration, record, read)
  }
}

const storedDifferently = (record: string, differences: Parameters<typeof describeDifferences>[0]) =>
  new Ended('failed', `${record} was written, and what is stored is different: ${describeDifferences(differences)}.`)

const notThere = (record: RecordRef) =>
  new RemoteUnavailable(
    { system: systemOf(record.entity), operation: `read-back of ${refText(record)}` },
    'what was just written is not there',
    { ambiguous: true },
  )
