import { later } from '../domain/clock.ts'
import { withCustomFields } from '../domain/custom-fields.ts'
import type { Integration } from '../domain/definition.ts'
import { InvalidInput, NeedsPerson, NotFound, type Problem } from '../domain/errors.ts'
import { marksOf } from '../domain/identity.ts'
import type { Actor } from '../domain/person.ts'
import type { Change, Proposal } from '../domain/proposal.ts'
import { type IntegrationId, incidentId, refText } from '../domain/record.ts'
import { collisionsWithOthers } from '../engine/index.ts'
import { broughtIn, checkCorrections, correctedPlace, type Definition, parseEdits } from '../language/index.ts'
import { alsoSaid } from './also-said.ts'
import { audit, expire } from './audited.ts'
import { identifyRecord } from './identify-record.ts'
import { keyFactsOf } from './key-facts.ts'
import { asSpelled, prepareLink } from './link-repair.ts'
import { checkNamedKeys } from './named-keys.ts'
import { integrationWithDefinition, type ProposalParts } from './parts.ts'
import { changedDefinition, idleParts, inverseOf, pinnedChanges, planText } from './plan.ts'
import { prepareWrite, type WriteRequest } from './proposed-write.ts'
import { rewrittenBy } from './rewritten.ts'
import { assess, mapsKnownOf } from './risk.ts'

/** A change as it is asked for. What a written record holds now is looked up. */
export type ChangeRequest = Exclude<Change, { do: 'write' }> | WriteRequest

export interface NewProposal {
  readonly integration: IntegrationId
  readonly title: string
  readonly reason: string
  readonly changes: readonly ChangeRequest[]
  readonly incidents?: readonly string[]
  readonly proposedBy: Actor
  readonly askedBy?: string | null
  /** What the hub makes it for by itself. */
  readonly occasion?: string
}

/** How long a proposal may wait: the world it was made for moves on. */
const waitsMs = 14 * 24 * 60 * 60_000

/** Of one integration, at a time. */
const mostPending = 500

/** @see Proposals.propose */
export async function propose(parts: ProposalParts, input: NewProposal): Promise<Proposal> {
  const { database, clock } = parts
  const { integration, definition } = await integrationWithDefinition(database, input.integration)
  if (input.proposedBy.kind !== 'hub') {
    refuseHubsOwnWords(input.changes)
    await refuseTooMany(parts, input.integration)
  }
  if (input.changes.length === 0)
    throw new InvalidInput('The proposal', [{ at: 'changes', reason: 'must hold at least one' }])
  const changes = pinnedChanges(definition, await checked(parts, input))
  const edited = changes.some((change) => change.do === 'edit-definition')
  const problems = edited ? await definitionProblems(parts, integration, definition, changes) : []
  if (problems.length > 0) throw new InvalidInput('The proposal', problems)
  // What the hub proposes by itself it has chosen among what GP has.
  const named =
    edited && input.proposedBy.kind !== 'hub'
      ? await checkNamedKeys(parts, integration, definition, changedDefinition(definition, changes))
      : null
  const doubts = edited ? await parts.doubts(integration, definition, changedDefinition(definition, changes)) : []
  if (named && named.unknown.length > 0) throw new InvalidInput('The proposal', named.unknown)
  const corrected = await correctedPlaces(parts, input.integration, definition, changes)
  const idle = idleParts(changes, (record, correction) =>
    corrected.has(`${refText(record)} ${correctedPlace(correction)}`),
  )
  if (idle.length > 0)
    throw new InvalidInput(
      'The proposal',
      idle.map((at) => ({ at, reason: 'has that value already' })),
    )
  const at = clock.now()
  const known = { ...parts, ...mapsKnownOf(definition) }
  const decided = { changes, proposedBy: input.proposedBy }
  // A system may be away: it is judged again before it is begun.
  const rewritten = await rewrittenBy(parts, integration, decided, 'unknown')
  const risk = assess([...changes, ...rewritten], known)
  const proposal: Proposal = {
    id: parts.newId(),
    integration: input.integration,
    title: input.title,
    reason: input.reason,
    changes,
    inverse: inverseOf(definition, changes),
    planHash: parts.hash(planText(input.integration, changes)),
    keyFacts: keyFactsOf(changes, known),
    risk: { ...risk, reasons: [...doubts, ...(named?.unasked ?? []), ...risk.reasons] },
    incidents: [...new Set([...(input.incidents ?? []), ...(await settledBy(parts, input.integration, changes))])],
    proposedBy: input.proposedBy,
    askedBy: input.askedBy?.trim().toLowerCase() || null,
    state: 'pending',
    at,
    expiresAt: later(at, waitsMs),
    approvals: [],
    decision: null,
    progress: [],
    started: [],
    outcome: null,
    occasion: input.occasion ?? null,
  }
  return database.transaction(async (tx) => {
    const known = await tx.proposals.pending(proposal.planHash)
    if (known && known.expiresAt > at) return known
    if (known) await expire(parts, tx, known)
    // Two at once: the second finds the first.
    if (!(await tx.proposals.add(proposal))) return (await tx.proposals.pending(proposal.planHash))!
    await audit(parts, tx, input.proposedBy, 'made', proposal, {
      planHash: proposal.planHash,
      risk: proposal.risk.level,
    })
    return proposal
  })
}

/** What is wrong with a definition that is proposed and not with the stored one, by itself and beside those of other integrations. */
async function definitionProblems(
  parts: ProposalParts,
  integration: Integration,
  before: Definition,
  changes: readonly Change[],
): Promise<Problem[]> {
  const definition = changedDefinition(before, changes)
  const found = await parts.engine.check(definition)
  return [
    ...(found.length > 0 ? broughtIn(found, await parts.engine.check(before)) : []),
    ...(await collisionsWithOthers(parts, { ...integration, definition }, before)),
  ]
}

/** Where corrections hold in the records that a plan corrects. */
async function correctedPlaces(
  { database }: ProposalParts,
  id: IntegrationId,
  { flows }: Definition,
  changes: readonly Change[],
) {
  const places = new Set<string>()
  for (const change of changes) {
    if (change.do !== 'correct-record') continue
    for (const flow of Object.values(flows).filter(({ on }) => on === change.record.entity))
      for (const entry of await database.stores.runs.corrections(id, flow.id, change.record)) {
        const edits = entry.kind === 'edited' || entry.kind === 'lapsed' ? entry.edits : []
        for (const place of edits.map((edit) => `${refText(change.record)} ${correctedPlace(edit)}`))
          if (entry.kind === 'edited') places.add(place)
          else places.delete(place)
      }
  }
  return places
}

/** Open incidents that a plan settles by what it says, a link or the answer of a value map: what they hold starts again with it. */
async function settledBy(
  { database }: ProposalParts,
  id: IntegrationId,
  changes: readonly Change[],
): Promise<string[]> {
  const links = changes.flatMap((change) =>
    change.do === 'repair-link' ? [`${refText(change.source)} ${change.entity}`] : [],
  )
  const answers = changes.flatMap((change) =>
    change.do === 'edit-definition'
      ? parseEdits(change.edits).flatMap((one) =>
          one.do === 'set-value' && one.after?.to ? [`${one.valueMap} ${one.from}`] : [],
        )
      : [],
  )
  if (links.length === 0 && answers.length === 0) return []
  const open = await database.stores.incidents.list({ integration: id, state: 'open', limit: 500 })
  return open
    .filter(
      ({ question: { repairs = [], missing = [] } }) =>
        repairs.some(({ source, entity }) => links.includes(`${refText(source)} ${entity}`)) ||
        // One that misses something else as well stays held: it would only stop again.
        (missing.length > 0 &&
          missing.every((one) => one.what === 'value' && answers.includes(`${one.valueMap} ${one.from}`))),
    )
    .map((incident) => incident.id)
}

/** A program that goes round in circles must not bury what people have to decide on. */
async function refuseTooMany({ database, clock }: ProposalParts, integration: IntegrationId): Promise<void> {
  if ((await database.stores.proposals.countPending(integration, clock.now())) < mostPending) return
  throw new NeedsPerson(
    'too_many_proposals',
    `${mostPending} proposals wait for a decision already.`,
    'Decide on some of them first: "ledgerline proposals list" shows them.',
    { subject: 'proposals' },
  )
}

/** Records and links that a plan names must be there as it says; what a write replaces is noted down. */
async function checked(
  parts: ProposalParts,
  { integration: id, changes, incidents = [] }: NewProposal,
): Promise<Change[]> {
  const { database } = parts
  const { integration, definition } = await integrationWithDefinition(database, id)
  for (const incident of incidents)
    if ((await database.stores.incidents.get(incidentId(incident)))?.integration !== id)
      throw new InvalidInput('The proposal', [{ at: incident, reason: `is no incident of integration ${id}` }])
  const entities = withCustomFields(parts.entities, definition.customFields)
  const done: Change[] = []
  for (const change of changes) {
    if (change.do === 'replay' && change.records.length > 500)
      throw new InvalidInput('The proposal', [{ at: 'records', reason: 'must be at most 500' }])
    if (change.do === 'correct-record') {
      const held = await parts.remote.read(integration, change.record)
      if (!held) throw new NotFound(refText(change.record), 'Look it up by its key.')
      const record = asSpelled(parts.entities.get(change.record.entity), change.record, held)
      done.push({ ...change, record, edits: checkCorrections(held, change.edits) })
      continue
    }
    if (change.do !== 'write') {
      done.push(change.do === 'repair-link' ? await prepareLink(parts, integration, change) : change)
      continue
    }
    const [rule, schema] = [parts.writes.get(change.record.entity), entities.get(change.record.entity)]
    const isNew = schema?.way === 'append'
    const held = rule && !isNew ? await parts.remote.read(integration, change.record) : null
    const record = asSpelled(schema, change.record, held)
    const prepared = prepareWrite({ ...change, record }, rule, schema, held)
    await parts.remote.checkRight(integration, { do: change.write, record, fields: Object.keys(change.after) })
    await parts.remote.checkWrite(integration, { do: change.write, record, document: change.after })
    const identity = await identifyRecord(rule!, isNew ? change.after : held, (owner) =>
      parts.remote.read(integration, owner),
    )
    const marks = held && schema ? marksOf(schema, held, parts.sealMark) : null
    const voids = change.write === 'void' && held ? await parts.remote.voidAlso(integration, record, held) : null
    const said = [identity.also, voids].filter((one) => typeof one === 'string').join(' ')
    const also = alsoSaid(said === '' ? undefined : said, change, rule!, schema, definition, integration.offFlows)
    done.push({ ...prepared, ...identity, ...(also === undefined ? {} : { also }), ...(marks ? { marks } : {}) })
  }
  const written = done.flatMap((change) => (change.do === 'write' ? [refText(change.record)] : []))
  const twice = written.find((record, place) => written.indexOf(record) !== place)
  if (twice)
    throw new InvalidInput('The proposal', [{ at: twice, reason: 'is written twice; put both into one write' }])
  return done
}

/** That a part comes from a newer standard, and what stays of people's changes, only the hub itself knows. */
function refuseHubsOwnWords(changes: readonly ChangeRequest[]): void {
  const wrong = changes.flatMap((change) =>
    change.do === 'edit-definition'
      ? parseEdits(change.edits).filter((one) => one.do === 'set-part' && (one.standard ?? one.conflicts) !== undefined)
      : [],
  )
  if (wrong.length > 0)
    throw new InvalidInput('The proposal', [
      { at: 'set-part', reason: 'may not say which standard it comes from; leave out standard and conflicts' },
    ])
}
