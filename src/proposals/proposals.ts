import { later } from '../domain/clock.ts'
import type { DirectWrites } from '../domain/connector.ts'
import { databaseFailure, describeDatabaseFailure } from '../domain/database-error.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NeedsPerson, NotFound, type Problem } from '../domain/errors.ts'
import { marksOf } from '../domain/identity.ts'
import { type Actor, mayAct, type Person } from '../domain/person.ts'
import type { Change, Decision, Proposal } from '../domain/proposal.ts'
import { type IntegrationId, incidentId, type Json, refText, systemOf } from '../domain/record.ts'
import type { Transaction } from '../domain/stores.ts'
import { collisionsWithOthers } from '../engine/index.ts'
import { checkCorrections, type Definition, parseEdits } from '../language/index.ts'
import { approversAmong, isEnough, isGenuine, signed, whatItNeeds } from './approval.ts'
import { type CarryOutParts, createCarryOut, integrationWithDefinition, prepareLink } from './carry-out.ts'
import { identifyRecord } from './identify-record.ts'
import { keyFactsOf, sameFacts } from './key-facts.ts'
import { changedDefinition, describeChanges, idleParts, inverseOf, planText } from './plan.ts'
import type { Preview } from './preview.ts'
import { createPreview } from './preview-proposal.ts'
import { prepareWrite, type WriteRequest } from './proposed-write.ts'
import { assess } from './risk.ts'

export interface ProposalParts extends CarryOutParts {
  /** What may be written by itself. */
  readonly writes: DirectWrites
  readonly newId: () => string
}

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

export interface DecisionInput {
  readonly id: string
  readonly approve: boolean
  /** Of the plan that the person saw. */
  readonly planHash: string
  readonly reason?: string
  /** Signed in just now. */
  readonly person: Person
  readonly channel: Decision['channel']
  /** The key facts, typed back by a person who decides alone because nobody else may. */
  readonly typed?: string
}

/** How long a proposal may wait: the world it was made for moves on. */
const waitsMs = 14 * 24 * 60 * 60_000

/** Approved proposals that are gone on with at a time. */
const lanes = 4

/** Proposals: made by anyone, decided by people, carried out here, once. */
export interface Proposals {
  /**
   * The same plan again while it is pending is the same proposal, with the words it was first made with.
   * @throws InvalidInput: the plan does not check, or does not fit what is there now; NeedsPerson: the hub has no right
   * to write so
   */
  propose(input: NewProposal): Promise<Proposal>
  /**
   * Notes a person's decision, and carries out what is approved. Still `pending` afterwards: one more person must approve.
   * @throws NeedsPerson saying what stands against it; NotFound
   */
  decide(input: DecisionInput): Promise<Proposal>
  /** The hub takes back a pending one that it made itself: another takes its place. */
  withdraw(id: string, outcome: string): Promise<void>
  /** What a pending one waits for besides one approver, in words; null: nothing. */
  needs(proposal: Proposal): Promise<string | null>
  /** Proposes what undoes an applied proposal. */
  revert(id: string, by: Actor, reason?: string): Promise<Proposal>
  get(id: string): Promise<Proposal>
  /**
   * The orders it is about and, when it edits the definition, the newest others, tried before and under it; none when it
   * only writes. Reads both systems, writes nothing.
   */
  preview(id: string): Promise<Preview>
  /** Goes on with what was approved when the process ended, and lets old ones expire. */
  resume(): Promise<void>
  readonly describe: (proposal: Proposal) => string[]
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

/** Of one integration, at a time. */
const mostPending = 500

export function createProposals(parts: ProposalParts): Proposals {
  const { database, clock } = parts
  const carryOut = createCarryOut(parts)
  const preview = createPreview(parts)
  const integrationOf = (id: IntegrationId) => integrationWithDefinition(database, id)

  async function get(id: string): Promise<Proposal> {
    const found = await database.stores.proposals.get(id)
    if (!found) throw new NotFound(`Proposal ${id}`, '"ledgerline proposals list" shows them.')
    return found
  }

  /** Never what a proposal says: the line stays for good, and the proposal's row can be erased. */
  const audit = (tx: Transaction, actor: Actor, deed: string, proposal: Proposal, details: Json = {}) =>
    tx.audit.append({ at: clock.now(), actor, deed: `proposal.${deed}`, subject: `proposal ${proposal.id}`, details })

  async function propose(input: NewProposal): Promise<Proposal> {
    const { integration, definition } = await integrationOf(input.integration)
    if (input.proposedBy.kind !== 'hub') {
      refuseHubsOwnWords(input.changes)
      await refuseTooMany(input.integration)
    }
    if (input.changes.length === 0)
      throw new InvalidInput('The proposal', [{ at: 'changes', reason: 'must hold at least one' }])
    const changes = await checked(input)
    const edited = changes.some((change) => change.do === 'edit-definition')
    const problems = edited ? await definitionProblems(integration, changedDefinition(definition, changes)) : []
    if (problems.length > 0) throw new InvalidInput('The proposal', problems)
    const corrected = await correctedPlaces(input.integration, definition, changes)
    const idle = idleParts(changes, (record, path) => corrected.has(`${refText(record)} ${path}`))
    if (idle.length > 0)
      throw new InvalidInput(
        'The proposal',
        idle.map((at) => ({ at, reason: 'has that value already' })),
      )
    const at = clock.now()
    const proposal: Proposal = {
      id: parts.newId(),
      integration: input.integration,
      title: input.title,
      reason: input.reason,
      changes,
      inverse: inverseOf(definition, changes),
      planHash: parts.hash(planText(input.integration, changes)),
      keyFacts: keyFactsOf(changes, parts),
      risk: assess(changes, parts),
      incidents: [...new Set([...(input.incidents ?? []), ...(await repairedBy(input.integration, changes))])],
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
      if (known) await expire(tx, known)
      // Two at once: the second finds the first.
      if (!(await tx.proposals.add(proposal))) return (await tx.proposals.pending(proposal.planHash))!
      await audit(tx, input.proposedBy, 'made', proposal, {
        planHash: proposal.planHash,
        risk: proposal.risk.level,
      })
      return proposal
    })
  }

  /** What is wrong with a definition that is proposed, by itself and beside those of other integrations. */
  async function definitionProblems({ id, connections }: Integration, definition: Definition): Promise<Problem[]> {
    return [
      ...(await parts.engine.check(definition)),
      ...(await collisionsWithOthers(parts, { id, connections, definition })),
    ]
  }

  /** Where corrections hold in the records that a plan corrects. */
  async function correctedPlaces(id: IntegrationId, { flows }: Definition, changes: readonly Change[]) {
    const places = new Set<string>()
    for (const change of changes) {
      if (change.do !== 'correct-record') continue
      for (const flow of Object.values(flows).filter(({ on }) => on === change.record.entity))
        for (const entry of await database.stores.runs.corrections(id, flow.id, change.record)) {
          const told = entry.kind === 'edited' || entry.kind === 'lapsed' ? entry.edits : []
          for (const place of told.map(({ path }) => `${refText(change.record)} ${path}`))
            if (entry.kind === 'edited') places.add(place)
            else places.delete(place)
        }
    }
    return places
  }

  /** Open incidents that a link repair settles: what they hold starts again with it. */
  async function repairedBy(id: IntegrationId, changes: readonly Change[]): Promise<string[]> {
    const links = changes.flatMap((change) =>
      change.do === 'repair-link' ? [`${refText(change.source)} ${change.entity}`] : [],
    )
    if (links.length === 0) return []
    const open = await database.stores.incidents.list({ integration: id, state: 'open', limit: 500 })
    return open
      .filter(({ question }) =>
        (question.repairs ?? []).some(({ source, entity }) => links.includes(`${refText(source)} ${entity}`)),
      )
      .map((incident) => incident.id)
  }

  async function expire(tx: Transaction, proposal: Proposal): Promise<void> {
    if (await tx.proposals.move(proposal.id, 'expired', { outcome: 'Nobody decided in time.' }))
      await audit(tx, { kind: 'hub' }, 'expired', proposal)
  }

  /** A program that goes round in circles must not bury what people have to decide on. */
  async function refuseTooMany(integration: IntegrationId): Promise<void> {
    if ((await database.stores.proposals.countPending(integration, clock.now())) < mostPending) return
    throw new NeedsPerson(
      'too_many_proposals',
      `${mostPending} proposals wait for a decision already.`,
      'Decide on some of them first: "ledgerline proposals list" shows them.',
      { subject: 'proposals' },
    )
  }

  /** Records and links that a plan names must be there as it says; what a write replaces is noted down. */
  async function checked({ integration: id, changes, incidents = [] }: NewProposal): Promise<Change[]> {
    const { integration } = await integrationOf(id)
    for (const incident of incidents)
      if ((await database.stores.incidents.get(incidentId(incident)))?.integration !== id)
        throw new InvalidInput('The proposal', [{ at: incident, reason: `is no incident of integration ${id}` }])
    const done: Change[] = []
    for (const change of changes) {
      if (change.do === 'replay' && change.records.length > 500)
        throw new InvalidInput('The proposal', [{ at: 'records', reason: 'must be at most 500' }])
      if (change.do === 'correct-record') {
        const held = await parts.remote.read(integration, change.record)
        if (!held) throw new NotFound(refText(change.record), 'Look it up by its key.')
        checkCorrections(held, change.edits)
      }
      if (change.do !== 'write') {
        done.push(change.do === 'repair-link' ? await prepareLink(parts, integration, change) : change)
        continue
      }
      const { record } = change
      const [rule, schema] = [parts.writes.get(record.entity), parts.entities.get(record.entity)]
      const isNew = schema?.way === 'append'
      const held = rule && !isNew ? await parts.remote.read(integration, record) : null
      const prepared = prepareWrite(change, rule, schema, held)
      await parts.remote.checkRight(integration, { do: change.write, record })
      const identity = await identifyRecord(rule!, isNew ? change.after : held, (owner) =>
        parts.remote.read(integration, owner),
      )
      const marks = held && schema ? marksOf(schema, held, parts.sealMark) : null
      done.push({ ...prepared, ...identity, ...(marks ? { marks } : {}) })
    }
    const written = done.flatMap((change) => (change.do === 'write' ? [refText(change.record)] : []))
    const twice = written.find((record, place) => written.indexOf(record) !== place)
    if (twice)
      throw new InvalidInput('The proposal', [{ at: twice, reason: 'is written twice; put both into one write' }])
    return done
  }

  async function decide(input: DecisionInput): Promise<Proposal> {
    const { id, person, approve } = input
    const shown = await get(id)
    const refuse = refusalOf(shown)
    if (!mayAct(person.role, 'approver'))
      throw refuse(`${person.email} may not decide.`, 'Ask an approver or an admin.')
    if (input.planHash !== shown.planHash)
      throw refuse('The plan is not the one that was shown.', 'Look at it again, then decide.')
    if (approve) await checkCompany(shown, refuse)
    const people = await database.people.list()

    const state = await database.transaction(async (tx) => {
      // Nobody else decides until this has committed: two first approvals at once are a first and a second.
      const proposal = (await tx.proposals.lock(id))!
      if (proposal.state === 'pending' && proposal.expiresAt <= clock.now()) {
        await expire(tx, proposal)
        return 'expired'
      }
      if (proposal.state !== 'pending')
        throw refuse(`The proposal is ${proposal.state}.`, 'Only a pending proposal can be decided on.')
      const counts = approve ? howItCounts(proposal, input, people) : {}
      const decision = signed(parts.seal, id, {
        approve,
        by: { kind: 'person', id: person.id, email: person.email },
        at: clock.now(),
        channel: input.channel,
        reason: input.reason ?? null,
        planHash: proposal.planHash,
        ...counts,
      })
      if (decision.first) await tx.proposals.approve(id, decision)
      else await tx.proposals.move(id, approve ? 'approved' : 'rejected', { decision })
      const deed = decision.first ? 'approved-first' : approve ? 'approved' : 'rejected'
      const { planHash, signature } = decision
      await audit(tx, decision.by, deed, proposal, { planHash, signature })
      return decision.first ? 'pending' : approve ? 'approved' : 'rejected'
    })
    if (state === 'expired')
      throw refuse('The proposal has expired.', 'Propose it again: what it was made for may have changed.')
    if (state === 'approved') await carryOut(id)
    return get(id)
  }

  /** Whether this approval settles it, is the first of two, or stands alone with the facts typed back. */
  function howItCounts(
    proposal: Proposal,
    { person, typed = '' }: DecisionInput,
    people: readonly Person[],
  ): Pick<Decision, 'first' | 'typed'> {
    const refuse = refusalOf(proposal)
    const before = approversAmong(
      proposal.approvals.filter((one) => isGenuine(parts, proposal, one)),
      people,
    )
    if (isEnough(proposal, new Set([...before, person.email]))) return {}
    const others = people.filter(({ id, role }) => id !== person.id && mayAct(role, 'approver'))
    if (others.length > 0 && before.has(person.email))
      throw refuse(
        'You have approved it already, and it takes one more person.',
        `Ask ${others.map(({ email }) => email).join(' or ')}.`,
      )
    if (others.length > 0) return { first: true }
    const facts = proposal.keyFacts.join(' ')
    if (!sameFacts(typed, proposal.keyFacts))
      throw refuse(
        'It is of high risk and takes two people, and there is nobody else to decide.',
        `Type what it is about to confirm: ${facts}`,
        'typing_needed',
      )
    return { typed: facts }
  }

  const refusalOf =
    (proposal: Proposal) =>
    (message: string, hint: string, code = 'not_decided') =>
      new NeedsPerson(code, message, hint, { subject: `proposal ${proposal.id}` })

  async function checkCompany(
    { integration: id, changes }: Proposal,
    refuse: (message: string, hint: string, code?: string) => Error,
  ): Promise<void> {
    const { integration } = await integrationOf(id)
    const writesToGp = changes.some((change) => change.do === 'write' && systemOf(change.record.entity) === 'gp')
    if (writesToGp && integration.confirmed === null)
      throw refuse(
        'Nobody has confirmed yet which GP company this integration writes to.',
        'Confirm it with "ledgerline confirm", then decide.',
      )
  }

  return {
    propose,
    decide,
    get,
    async withdraw(id, outcome) {
      const proposal = await get(id)
      await database.transaction(async (tx) => {
        if (await tx.proposals.move(id, 'superseded', { outcome }))
          await audit(tx, { kind: 'hub' }, 'superseded', proposal)
      })
    },
    async needs(proposal) {
      return proposal.state === 'pending' ? whatItNeeds(proposal, await database.people.list()) : null
    },
    preview: async (id) => preview(await get(id)),
    describe: ({ changes, incidents }) => [
      ...describeChanges(changes),
      ...incidents.map((incident) => `What incident ${incident} holds starts again.`),
    ],
    async revert(id, by, reason = '') {
      const proposal = await get(id)
      if (proposal.state !== 'applied')
        throw new InvalidInput('The proposal', [
          { at: id, reason: `is ${proposal.state}; only an applied one is reverted` },
        ])
      if (!proposal.inverse)
        throw new InvalidInput('The proposal', [{ at: id, reason: 'cannot be undone: it started records again' }])
      return propose({
        integration: proposal.integration,
        title: `Undo: ${proposal.title}`.slice(0, 200),
        reason: `Undoes proposal ${id}. ${reason}`.trim(),
        changes: proposal.inverse,
        proposedBy: by,
      })
    },
    async resume() {
      const approved = await database.stores.proposals.list({ state: 'approved', limit: 500 })
      const oldestFirst = approved.map(({ id }) => id).reverse()
      // One that cannot go on, or waits for a slow system, keeps no other back.
      const lane = async () => {
        for (let id = oldestFirst.shift(); id !== undefined; id = oldestFirst.shift()) {
          await carryOut(id).catch((error: unknown) => {
            const failure = databaseFailure(error)
            const what = failure ? describeDatabaseFailure(failure) : error instanceof HubError ? error.code : 'defect'
            parts.log.error('a proposal could not go on', { proposal: id ?? '', what })
          })
        }
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      const now = clock.now()
      for (const proposal of await database.stores.proposals.list({ state: 'pending', limit: 500 }))
        if (proposal.expiresAt <= now) await database.transaction((tx) => expire(tx, proposal))
    },
  }
}
