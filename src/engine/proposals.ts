import type { Clock } from '../domain/clock.ts'
import { later } from '../domain/clock.ts'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NeedsPerson, NotFound } from '../domain/errors.ts'
import { type Actor, actorText, mayAct, type Person } from '../domain/person.ts'
import type { Change, Decision, Proposal } from '../domain/proposal.ts'
import {
  canonicalJson,
  type IntegrationId,
  incidentId,
  type Json,
  type RecordRef,
  ref,
  refText,
} from '../domain/record.ts'
import type { Database, Transaction } from '../domain/stores.ts'
import { check, compile, type Definition, definitionFromParts, partsOfDefinition } from '../language/index.ts'
import type { DryRun } from './dry-run.ts'
import type { Engine } from './engine.ts'
import { changedDefinition, describeChanges, inverseOf, keyFactsOf, planText } from './plan.ts'
import { compareRuns, namedRecords, type Preview } from './preview.ts'
import { assess } from './risk.ts'

export interface ProposalParts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  readonly clock: Clock
  readonly hash: (text: string) => string
  /** HMAC-SHA256 under a key only the hub has. */
  readonly sign: (text: string) => string
  readonly newId: () => string
  /** Reads a GP record, for a link that is repaired. */
  readonly read: (integration: Integration, record: RecordRef) => Promise<{ [field: string]: Json } | null>
}

export interface NewProposal {
  readonly integration: IntegrationId
  readonly title: string
  readonly reason: string
  readonly changes: readonly Change[]
  readonly incidents?: readonly string[]
  readonly proposedBy: Actor
  readonly askedBy?: string | null
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
  /** Typed back by a person who decides on their own request because nobody else is there. */
  readonly typed?: string
}

/** Records that a preview tries. */
const sampled = 20
/** How long a proposal may wait: the world it was made for moves on. */
const waitsMs = 14 * 24 * 60 * 60_000

/** Proposals: made by anyone, decided by people, carried out here, once. */
export interface Proposals {
  /** @throws InvalidInput: the plan does not check, or does not fit what is there now */
  propose(input: NewProposal): Promise<Proposal>
  /** @throws NeedsPerson saying what stands against it; NotFound */
  decide(input: DecisionInput): Promise<Proposal>
  /** Proposes what undoes an applied proposal. */
  revert(id: string, by: Actor): Promise<Proposal>
  get(id: string): Promise<Proposal>
  /** The records it is about and a sample of recent ones, tried before and under it. Reads both systems, writes nothing. */
  preview(id: string): Promise<Preview>
  /** Goes on with what was approved when the process ended, and lets old ones expire. */
  resume(): Promise<void>
  readonly describe: (proposal: Proposal) => string[]
}

export function createProposals(parts: ProposalParts): Proposals {
  const { database, engine, clock } = parts

  async function integrationOf(id: IntegrationId): Promise<{ integration: Integration; definition: Definition }> {
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
    return {
      integration,
      definition: definitionFromParts(await database.stores.integrations.version(id, integration.version)),
    }
  }

  async function get(id: string): Promise<Proposal> {
    const found = await database.stores.proposals.get(id)
    if (!found) throw new NotFound(`Proposal ${id}`, '"ledgerline proposals list" shows them.')
    return found
  }

  const audit = (tx: Transaction, actor: Actor, deed: string, proposal: Proposal, details: Json = {}) =>
    tx.audit.append({ at: clock.now(), actor, deed: `proposal.${deed}`, subject: `proposal ${proposal.id}`, details })

  async function propose(input: NewProposal): Promise<Proposal> {
    const { definition } = await integrationOf(input.integration)
    if (input.changes.length === 0)
      throw new InvalidInput('The proposal', [{ at: 'changes', reason: 'must hold at least one' }])
    const changed = changedDefinition(definition, input.changes)
    const problems = check(changed, parts.entities)
    if (problems.length > 0) throw new InvalidInput('The proposal', problems)
    await checkRecords(input)
    const at = clock.now()
    const proposal: Proposal = {
      id: parts.newId(),
      integration: input.integration,
      title: input.title,
      reason: input.reason,
      changes: input.changes,
      inverse: inverseOf(definition, input.changes),
      planHash: parts.hash(planText(input.integration, input.changes)),
      keyFacts: keyFactsOf(input.changes),
      risk: assess(input.changes),
      incidents: input.incidents ?? [],
      proposedBy: input.proposedBy,
      askedBy: input.askedBy ?? (input.proposedBy.kind === 'person' ? input.proposedBy.email : null),
      state: 'pending',
      at,
      expiresAt: later(at, waitsMs),
      decision: null,
      outcome: null,
    }
    await database.transaction(async (tx) => {
      await tx.proposals.add(proposal)
      await audit(tx, input.proposedBy, 'made', proposal, {
        title: input.title,
        planHash: proposal.planHash,
        risk: proposal.risk.level,
      })
    })
    return proposal
  }

  /** Records and links that a plan names must be there as it says. */
  async function checkRecords({ integration, changes }: NewProposal): Promise<void> {
    for (const change of changes) {
      if (change.do === 'repair-link') await checkLink(integration, change)
      if (change.do === 'replay' && change.records.length > 500)
        throw new InvalidInput('The proposal', [{ at: 'records', reason: 'must be at most 500' }])
    }
  }

  async function checkLink(
    integration: IntegrationId,
    { source, entity, before }: Extract<Change, { do: 'repair-link' }>,
  ) {
    const now = (await database.stores.links.find(integration, entity, [source])).get(source.key)?.target.key ?? null
    if (now !== before)
      throw new InvalidInput('The link', [
        { at: refText(source), reason: `is linked to ${now ?? 'nothing'}, not to ${before ?? 'nothing'}` },
      ])
  }

  async function decide(input: DecisionInput): Promise<Proposal> {
    const proposal = await get(input.id)
    const { person, approve } = input
    const refuse = (message: string, hint: string) =>
      new NeedsPerson('not_decided', message, hint, { subject: `proposal ${proposal.id}` })
    if (!mayAct(person.role, 'approver'))
      throw refuse(`${person.email} may not decide.`, 'Ask an approver or an admin.')
    if (proposal.state !== 'pending')
      throw refuse(`The proposal is ${proposal.state}.`, 'Only a pending proposal can be decided on.')
    if (proposal.expiresAt <= clock.now()) {
      await database.transaction((tx) =>
        tx.proposals.move(proposal.id, 'expired', { outcome: 'Nobody decided in time.' }),
      )
      throw refuse('The proposal has expired.', 'Propose it again: what it was made for may have changed.')
    }
    if (input.planHash !== proposal.planHash)
      throw refuse('The plan is not the one that was shown.', 'Look at it again, then decide.')
    if (approve && proposal.risk.level === 'high' && proposal.askedBy === person.email)
      await fourEyes(proposal, input, refuse)

    const unsigned = {
      approve,
      by: { kind: 'person', id: person.id, email: person.email } as const,
      at: clock.now(),
      channel: input.channel,
      reason: input.reason ?? null,
      planHash: proposal.planHash,
    }
    const decision: Decision = { ...unsigned, signature: parts.sign(signedText(proposal.id, unsigned)) }
    const moved = await database.transaction(async (tx) => {
      const first = await tx.proposals.move(proposal.id, approve ? 'approved' : 'rejected', { decision })
      if (first)
        await audit(tx, decision.by, approve ? 'approved' : 'rejected', proposal, {
          planHash: decision.planHash,
          reason: decision.reason,
          signature: decision.signature,
        })
      return first
    })
    if (!moved) throw refuse('Somebody else has decided meanwhile.', 'Look at the proposal again.')
    if (approve) await apply(proposal.id)
    return get(proposal.id)
  }

  /** For high risk a second person decides. An install with one person asks for the key facts instead, and says so. */
  async function fourEyes(
    proposal: Proposal,
    input: DecisionInput,
    refuse: (message: string, hint: string) => Error,
  ): Promise<void> {
    const others = (await database.people.list()).filter(
      ({ id, role }) => id !== input.person.id && mayAct(role, 'approver'),
    )
    if (others.length > 0)
      throw refuse(
        'It is of high risk and was asked for by you: somebody else must decide.',
        `Ask ${others.map(({ email }) => email).join(' or ')}.`,
      )
    const facts = proposal.keyFacts.join(' ')
    if ((input.typed ?? '').trim() !== facts)
      throw refuse(
        'It is of high risk, was asked for by you, and there is nobody else to decide.',
        `Type what it is about to confirm: ${facts}`,
      )
  }

  /** Carries out an approved proposal. Can be called again: what is done stays done and is not done twice. */
  async function apply(id: string): Promise<void> {
    const proposal = await get(id)
    if (proposal.state !== 'approved' || !proposal.decision) return
    const { signature, ...unsigned } = proposal.decision
    const genuine =
      signature === parts.sign(signedText(id, unsigned)) &&
      unsigned.planHash === parts.hash(planText(proposal.integration, proposal.changes))
    const end = (state: 'applied' | 'failed' | 'superseded', outcome: string) =>
      database.transaction(async (tx) => {
        if (await tx.proposals.move(id, state, { outcome }))
          await audit(tx, { kind: 'hub' }, state, proposal, { outcome })
      })
    if (!genuine)
      return end('failed', 'Its decision is not signed by this hub, or is about another plan. Nothing was done.')
    try {
      await changeDefinition(proposal)
      for (const change of proposal.changes)
        if (change.do === 'repair-link') await repairLink(proposal.integration, change)
    } catch (error) {
      if (error instanceof InvalidInput)
        return end(
          'superseded',
          `What it would change is no longer what it was: ${error.problems.map(({ at, reason }) => `${at} ${reason}`).join('; ')}. Propose it again.`,
        )
      throw error
    }
    const started = await startAgain(proposal)
    await end('applied', started.length === 0 ? 'Done.' : `Done. Started again: ${started.join(', ')}.`)
  }

  /** The new version and the mark that this proposal made it commit together, so it is made once. */
  async function changeDefinition({ id, integration, changes, title, decision }: Proposal): Promise<void> {
    if (!changes.some((change) => change.do === 'edit-definition')) return
    const note = `proposal ${id}: ${title}`
    await database.transaction(async (tx) => {
      if ((await tx.integrations.versions(integration)).some((version) => version.note === note)) return
      const known = await tx.integrations.get(integration)
      if (!known) throw new NotFound(`Integration ${integration}`, 'It was removed.')
      const definition = changedDefinition(
        definitionFromParts(await tx.integrations.version(integration, known.version)),
        changes,
      )
      const problems = check(definition, parts.entities)
      if (problems.length > 0) throw new InvalidInput('The proposal', problems)
      await tx.integrations.saveVersion(integration, partsOfDefinition(definition), {
        by: actorText(decision!.by),
        note,
        at: clock.now(),
      })
    })
    await engine.refresh(integration)
  }

  async function repairLink(
    id: IntegrationId,
    { source, entity, before, after }: Extract<Change, { do: 'repair-link' }>,
  ): Promise<void> {
    const now = (await database.stores.links.find(id, entity, [source])).get(source.key)?.target.key ?? null
    if (now === after) return
    await checkLink(id, { do: 'repair-link', source, entity, before, after })
    if (after === null) return database.transaction((tx) => tx.links.remove(id, source, entity))
    const { integration } = await integrationOf(id)
    const target = ref(entity, after)
    const held = await parts.read(integration, target)
    if (!held) throw new InvalidInput('The link', [{ at: refText(target), reason: 'is not there' }])
    // Unproved: the next run compares the document with the order.
    await database.transaction((tx) =>
      tx.links.put({
        integration: id,
        source,
        target,
        writtenHash: '',
        written: held,
        readBack: held,
        at: clock.now(),
      }),
    )
  }

  /** What the plan says, and what waited for it. */
  async function startAgain(proposal: Proposal): Promise<string[]> {
    const by = proposal.decision ? actorText(proposal.decision.by) : 'the hub'
    const { integration } = proposal
    const started = new Set<string>()
    const start = async (record: RecordRef, edits?: Extract<Change, { do: 'correct-record' }>['edits']) => {
      if (started.has(refText(record))) return
      started.add(refText(record))
      await engine.replay({ integration, record, by, ...(edits ? { edits } : {}) })
    }
    for (const change of proposal.changes) {
      if (change.do === 'correct-record') await start(change.record, change.edits)
      if (change.do === 'replay') for (const record of change.records) await start(record)
      if (change.do === 'repair-link' && change.source.entity === 'prestashop.order') await start(change.source)
    }
    for (const id of proposal.incidents)
      for (const { record } of await database.stores.incidents.records(incidentId(id))) await start(record)
    return [...started]
  }

  async function preview(id: string): Promise<Preview> {
    const proposal = await get(id)
    const { definition } = await integrationOf(proposal.integration)
    const program = compile(changedDefinition(definition, proposal.changes), parts.entities)
    const named = namedRecords(proposal)
    for (const incident of proposal.incidents)
      named.push(...(await database.stores.incidents.records(incidentId(incident))).map(({ record }) => record))
    const recent = await database.stores.runs.list({ integration: proposal.integration, limit: sampled * 2 })
    const records = [
      ...new Map([...named, ...recent.map(({ record }) => record)].map((record) => [refText(record), record])).values(),
    ]
      .filter(({ entity }) => entity === 'prestashop.order')
      .slice(0, sampled)
    const before: DryRun[] = []
    const after: DryRun[] = []
    // One after the other: a preview must not press on the shop.
    for (const record of records) {
      const target = { integration: proposal.integration, record }
      before.push(await engine.dryRun(target))
      after.push(await engine.dryRun(target, program))
    }
    return compareRuns(records, before, after)
  }

  return {
    propose,
    decide,
    get,
    preview,
    describe: ({ changes }) => describeChanges(changes),
    async revert(id, by) {
      const proposal = await get(id)
      if (proposal.state !== 'applied')
        throw new InvalidInput('The proposal', [
          { at: id, reason: `is ${proposal.state}; only an applied one is reverted` },
        ])
      if (!proposal.inverse)
        throw new InvalidInput('The proposal', [
          { at: id, reason: 'cannot be undone: it started records again or corrected them' },
        ])
      return propose({
        integration: proposal.integration,
        title: `Undo: ${proposal.title}`.slice(0, 200),
        reason: `Undoes proposal ${id}.`,
        changes: proposal.inverse,
        proposedBy: by,
      })
    },
    async resume() {
      for (const { id } of await database.stores.proposals.list({ state: 'approved', limit: 500 })) {
        // One that cannot go on must not keep the hub from starting.
        await apply(id).catch((error: unknown) => {
          if (!(error instanceof HubError)) throw error
        })
      }
      const now = clock.now()
      for (const { id, expiresAt } of await database.stores.proposals.list({ state: 'pending', limit: 500 }))
        if (expiresAt <= now)
          await database.transaction((tx) =>
            tx.proposals.move(id, 'expired', { outcome: 'Nobody decided in time.' }).then(() => {}),
          )
    },
  }
}

const signedText = (id: string, decision: Omit<Decision, 'signature'>) =>
  canonicalJson({ id, decision } as unknown as Json)
