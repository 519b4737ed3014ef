import { type Clock, later, msBetween } from '../domain/clock.ts'
import type { EntityRegistry, RecordSearch, RemoteWrite } from '../domain/connector.ts'
import { databaseFailure, describeDatabaseFailure } from '../domain/database-error.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NotFound, RemoteUnavailable } from '../domain/errors.ts'
import { describeMarks, type Seal as MarkSeal, type Marks, marksOf, otherBy } from '../domain/identity.ts'
import type { Log } from '../domain/observe.ts'
import { actorText } from '../domain/person.ts'
import type { Change, Proposal, ProposedWrite, WriteProgress } from '../domain/proposal.ts'
import {
  canonicalJson,
  type EntityName,
  type IntegrationId,
  incidentId,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
  ref,
  refText,
  type System,
  systemOf,
} from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { collisionsWithOthers, decideAgreed, decideAppend, type Engine, newestKey, send } from '../engine/index.ts'
import {
  check,
  compareReadBack,
  type Definition,
  definitionFromParts,
  describeDifferences,
  parseEdits,
  partsOfDefinition,
  type Step,
} from '../language/index.ts'
import { approversAmong, isEnough, isGenuine, type Seal } from './approval.ts'
import type { KeptDocuments } from './kept-documents.ts'
import { changedDefinition, correctionsOf, namedRecords, startsFlow } from './plan.ts'

export interface CarryOutParts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  readonly clock: Clock
  readonly log: Log
  readonly hash: (text: string) => string
  readonly seal: Seal
  /** Keyed hashes of personal marks, as the engine makes them. */
  readonly sealMark: MarkSeal
  readonly remote: {
    read(integration: Integration, record: RecordRef): Promise<RecordValue | null>
    write(integration: Integration, write: RemoteWrite): Promise<RecordKey>
    search(integration: Integration, entity: EntityName, search: RecordSearch): Promise<RecordValue[]>
    /** @throws NeedsPerson when a right is known to be missing */
    checkRight(integration: Integration, write: Pick<RemoteWrite, 'do' | 'record'>): Promise<void>
  }
  readonly settleMs: Readonly<Record<System, number>>
  readonly keptDocuments: Pick<KeptDocuments, 'check'>
}

/** Longest that one process may take for one part: a call to GP waits 100 s at most, and is looked at afterwards. */
const claimMs = 10 * 60_000

/** Records with the same content that are looked through for one that was appended. */
const mostAlike = 50

/** Nothing is written while an integration is paused. */
class Paused extends HubError {
  readonly code = 'paused'
  readonly next = { do: 'retry' } as const
  readonly hint = 'Let it go on with "ledgerline resume".'
}

/** What ends a proposal, with what to tell about it. */
class Ended extends Error {
  readonly state: 'failed' | 'superseded'
  constructor(state: 'failed' | 'superseded', outcome: string) {
    super(outcome)
    this.state = state
  }
}

/**
 * Carries out an approved proposal. Can be called again, and by several processes: what is done stays done and is not
 * done twice. One that meets a system or a database that does not answer stays approved, says what it waits for, and goes
 * on later. Every other failure ends it, also one that is a mistake of ours.
 * @throws when the database is away
 */
export function createCarryOut(parts: CarryOutParts): (id: string) => Promise<void> {
  const { database, engine, clock } = parts
  const { proposals } = database.stores

  return async function carryOut(id) {
    const now = clock.now()
    if (!(await proposals.claim(id, now, later(now, claimMs)))) return
    const proposal = (await proposals.get(id))!
    const end = (state: 'applied' | 'failed' | 'superseded', outcome: string) =>
      database.transaction(async (tx) => {
        if (!(await tx.proposals.move(id, state, { outcome }))) return
        await tx.audit.append({
          at: clock.now(),
          actor: { kind: 'hub' },
          deed: `proposal.${state}`,
          subject: `proposal ${id}`,
          details: {},
        })
      })
    try {
      await checkDecision(proposal)
      await checkRewrites(proposal)
      await changeDefinition(proposal)
      for (const [place, change] of proposal.changes.entries()) {
        if (change.do === 'repair-link') await repairLink(proposal.integration, change)
        if (change.do === 'write') await carryOutWrite(id, place, change)
      }
      const started = await startAgain(proposal)
      await end('applied', started.length === 0 ? 'Done.' : `Done. Started again: ${started.join(', ')}.`)
    } catch (error) {
      const done = writesDone((await proposals.get(id))!)
      if (error instanceof Ended) await end(error.state, `${error.message}${done}`)
      else if (error instanceof InvalidInput)
        await end(
          'superseded',
          `What it would change is no longer what it was: ${error.message}. Propose it again.${done}`,
        )
      else if (error instanceof HubError && error.next.do === 'retry' && proposal.expiresAt > clock.now())
        await proposals.note(id, { outcome: `Not yet: ${error.message}. It goes on by itself.`, claimedUntil: null })
      else if (error instanceof HubError)
        await end('failed', `${error.message}: ${error.reply?.untrusted ?? error.hint}.${done}`)
      else await endDefect(id, error, (outcome) => end('failed', `${outcome}${done}`))
    }
  }

  /** An error that is none of ours has no words for a person: they are told what kind it is, and its log the rest. */
  async function endDefect(id: string, error: unknown, fail: (outcome: string) => Promise<void>): Promise<void> {
    const failure = databaseFailure(error)
    if (failure?.passing) {
      await proposals.note(id, { claimedUntil: null })
      throw error
    }
    const what = failure ? describeDatabaseFailure(failure) : 'the hub failed'
    parts.log.error('proposal failed', { proposal: id, what, kind: error instanceof Error ? error.name : typeof error })
    await fail(
      `It could not be carried out: ${what}. Look at what it changes, and propose it again; if it fails again, report it with the hub’s log.`,
    )
  }

  /** Before anything is begun; what is begun is brought to its end. */
  async function checkDecision(proposal: Proposal): Promise<void> {
    const { decision, progress, expiresAt } = proposal
    if (!decision || decision.first || !isGenuine(parts, proposal, decision))
      throw new Ended('failed', 'Its decision is not signed by this hub, or is about another plan. Nothing was done.')
    if (progress.length > 0) return
    if (expiresAt <= clock.now())
      throw new Ended('failed', 'It was approved, but could not be begun before it expired. Propose it again.')
    const approvals = [...proposal.approvals.filter((one) => isGenuine(parts, proposal, one)), decision]
    const approvers = approversAmong(approvals, await database.people.list())
    if (!approvers.has(decision.by.email) || (decision.typed === undefined && !isEnough(proposal, approvers)))
      throw new Ended('failed', 'Somebody who approved it may not decide any more. Propose it again.')
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
      const { connections } = known
      const problems = [
        ...check(definition, parts.entities),
        ...(await collisionsWithOthers(parts, { id: integration, connections, definition })),
      ]
      if (problems.length > 0) throw new InvalidInput('The proposal', problems)
      const standards = originsAfter(await tx.integrations.standardsOf(integration, known.version), changes)
      await tx.integrations.saveVersion(integration, partsOfDefinition(definition), {
        ...{ by: actorText(decision!.by), note, at: clock.now(), standards },
      })
    })
    await engine.refresh(integration)
  }

  /** Only before it is begun: what is written then differs no more. */
  async function checkRewrites({ integration: id, changes, started }: Proposal): Promise<void> {
    const rewrites = changes.flatMap((change) => (change.do === 'rewrite' ? [change] : []))
    if (rewrites.length === 0 || started.length > 0) return
    const { integration } = await integrationWithDefinition(database, id)
    for (const change of rewrites) await parts.keptDocuments.check(integration, change)
  }

  async function repairLink(id: IntegrationId, change: LinkRepairChange): Promise<void> {
    const { source, entity, before, after } = change
    const known = (await database.stores.links.find(id, entity, [source])).get(source.key) ?? null
    const { integration } = await integrationWithDefinition(database, id)
    if (after === null) {
      if (!known) return
      await checkLink(database, id, change)
      const { intent } = await database.stores.intents.look(id, source, known.target)
      // While the document is there, the number that it was sent under stays with its record.
      const there = before === null ? null : await parts.remote.read(integration, ref(entity, before))
      return database.transaction(async (tx) => {
        await tx.links.remove(id, source, entity)
        if (intent && !there) await tx.intents.forget(intent)
      })
    }
    if (known?.target.key === after && canonicalJson(known.marks) === canonicalJson(change.marks ?? null)) return
    await checkLink(database, id, change)
    const now = await marksNow(parts, integration, source)
    const other = now && change.marks ? otherBy(parts.entities.get(source.entity)!, change.marks, now) : []
    if (other.length > 0)
      throw new InvalidInput('The link', [{ at: refText(source), reason: 'is another record in the shop by now' }])
    const target = ref(entity, after)
    const held = await parts.remote.read(integration, target)
    if (!held) throw new InvalidInput('The link', [{ at: refText(target), reason: 'is not there' }])
    // Unproved: the next run compares the document with the order.
    const link = { integration: id, source, target, writtenHash: '', written: held, readBack: held, at: clock.now() }
    const unknown = { writtenBy: null, rules: null }
    await database.transaction((tx) => tx.links.put({ ...link, ...unknown, marks: change.marks ?? now }))
  }

  /**
   *   holds what shall be      → done, nothing is sent
   *   holds something else     → superseded, with the difference
   *   sent, outcome unknown    → not before the system's own limit has passed
   *   holds what was before    → "sent" commits, then the call, then a look
   */
  async function carryOutWrite(id: string, place: number, change: ProposedWrite): Promise<void> {
    const proposal = (await proposals.get(id))!
    const { record } = change
    const { integration } = await integrationWithDefinition(database, proposal.integration)
    const others = proposal.progress.filter((one) => one.change !== place)
    const mark = (state: WriteProgress['state'] | null, more: Pick<WriteProgress, 'after' | 'key'> = {}) => {
      const at = clock.now()
      const progress = state === null ? others : [...others, { change: place, state, at, ...more }]
      return proposals.note(id, { progress, claimedUntil: later(at, claimMs) })
    }
    const known = proposal.progress.find((one) => one.change === place)
    if (known?.state === 'done') return
    const schema = parts.entities.get(record.entity)!
    const write = () =>
      parts.remote.write(integration, {
        do: change.write,
        record,
        document: change.after,
        ...(change.tellCustomer ? { tellCustomer: true } : {}),
      })
    const mayStart = () => {
      if (integration.paused) throw new Paused(`“${integration.id}” is paused`)
      if (known) waitUntilSettled(known, record)
    }
    if (schema.way === 'append') return appendOnce()

    const decide = async () => {
      const held = await parts.remote.read(integration, record)
      return { held, ...decideAgreed(change, schema, held) }
    }
    const first = await decide()
    const marks = first.held ? marksOf(schema, first.held, parts.sealMark) : null
    if (marks && change.marks && otherBy(schema, change.marks, marks).length > 0)
      throw new Ended('superseded', `${refText(record)} is another record by now. Propose it again.`)
    if (first.do === 'ask')
      throw new Ended(
        known ? 'failed' : 'superseded',
        known
          ? `${refText(record)} was written and holds something else now: ${describeDifferences(first.differences)}. Look at it there.`
          : `${refText(record)} is no longer as it was: ${describeDifferences(first.differences)}. Propose it again.`,
      )
    if (first.do !== 'nothing') {
      mayStart()
      await mark('sent')
      const sent = await send(write, async () => ((await decide()).do === 'nothing' ? true : null))
      // A refusal, or a request that never left: the next send needs no wait.
      if (sent.is === 'refused') await mark(null)
      if (sent.is === 'refused' || sent.is === 'unknown') throw sent.error
    }
    const { held, ...now } = await decide()
    if (now.do === 'ask')
      throw new Ended(
        'failed',
        `${refText(record)} was written, and what is stored is different: ${describeDifferences(now.differences)}.`,
      )
    if (now.do !== 'nothing') throw notThere(record)
    await mark('done')
    // The flows must not take the hub's own write for somebody else's. What people decided is no echo, though.
    if (held)
      for (const link of await database.stores.links.byTarget(proposal.integration, record))
        await database.transaction((tx) => tx.links.put({ ...link, readBack: held, ownContent: false }))

    /**
     *   not sent yet             → the newest record like it is noted with "sent", then the call
     *   sent, outcome unknown    → a newer one like it is this one; none: not before the system's own limit has passed
     */
    async function appendOnce(): Promise<void> {
      const like = schema.appendedBy!.map((field) => [field, String(change.after[field] ?? '')] as const)
      const look = async () => {
        const found = await parts.remote.search(integration, record.entity, {
          where: Object.fromEntries(like),
          limit: mostAlike,
        })
        return found.map((row) => recordKey(String(row[schema.key])))
      }
      const alike = await look()
      const decision = decideAppend(known?.after ?? null, alike)
      if (decision.do === 'nothing') return mark('done', { key: decision.key })
      mayStart()
      const after = known?.after ?? newestKey(alike)
      await mark('sent', { after })
      const sent = await send(write, async () => {
        const again = decideAppend(after, await look())
        return again.do === 'nothing' ? again.key : null
      })
      if (sent.is === 'refused') await mark(null)
      if (sent.is === 'refused' || sent.is === 'unknown') throw sent.error
      const key = sent.is === 'sent' ? sent.key : sent.found
      const held = await parts.remote.read(integration, ref(record.entity, key))
      if (!held) throw notThere(ref(record.entity, key))
      const differences = compareReadBack(schema, change.after, held)
      if (differences.length > 0)
        throw new Ended(
          'failed',
          `${record.entity} ${key} was written, and what is stored is different: ${describeDifferences(differences)}.`,
        )
      await mark('done', { key })
    }
  }

  function waitUntilSettled({ at }: WriteProgress, record: RecordRef): void {
    const system = systemOf(record.entity)
    if (msBetween(at, clock.now()) >= (parts.settleMs[system] ?? 0)) return
    throw new RemoteUnavailable(
      { system, operation: `look-up of ${refText(record)}` },
      'an earlier send may still be on its way',
      { ambiguous: false },
    )
  }

  /** What the plan says, and what waited for it. Noted first: of what has got through, its incident no longer tells. */
  async function startAgain({ id, integration, changes, incidents, decision, started }: Proposal): Promise<string[]> {
    const by = decision ? actorText(decision.by) : 'the hub'
    const wanted: RecordRef[] = [...started]
    const { definition } = await integrationWithDefinition(database, integration)
    // A link of what an order is made of starts nothing by itself: which orders use it, its incidents say.
    const starting = changes.filter(
      (change) => change.do !== 'repair-link' || startsFlow(definition, change.source.entity),
    )
    wanted.push(...namedRecords(starting))
    for (const incident of incidents)
      wanted.push(...(await database.stores.incidents.records(incidentId(incident))).map(({ record }) => record))
    const records = [...new Map(wanted.map((record) => [refText(record), record])).values()]
    if (records.length > 0) await proposals.note(id, { started: records })
    // What orders are made of was written: they are found as after a change that somebody made in the shop.
    const written = changes.flatMap((change) =>
      change.do === 'write' && systemOf(change.record.entity) === 'prestashop' ? [{ record: change.record }] : [],
    )
    if (written.length > 0) await engine.take(integration, written, 'sweep')
    // Of the records that the plan names people have decided that they are written; others only go on.
    const named = new Set(namedRecords(changes).map(refText))
    for (const record of records) {
      const newestRules = named.has(refText(record))
      await engine.replay({ integration, record, by, edits: correctionsOf(changes, record), newestRules })
    }
    return records.map(refText)
  }
}

const notThere = (record: RecordRef) =>
  new RemoteUnavailable(
    { system: systemOf(record.entity), operation: `read-back of ${refText(record)}` },
    'what was just written is not there',
    { ambiguous: true },
  )

/** Which standard part each part is made from, after the changes. Of one that was set to something else it is not known. */
function originsAfter(before: Readonly<Record<string, string>>, changes: readonly Change[]): Record<string, string> {
  const origins = { ...before }
  for (const change of changes) {
    if (change.do !== 'edit-definition') continue
    for (const one of parseEdits(change.edits)) {
      if (one.do !== 'set-part') continue
      if (one.standard === undefined) delete origins[one.part]
      else origins[one.part] = one.standard
    }
  }
  return origins
}

export async function integrationWithDefinition(
  database: Database,
  id: IntegrationId,
): Promise<{ integration: Integration; definition: Definition }> {
  const integration = await database.stores.integrations.get(id)
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  return {
    integration,
    definition: definitionFromParts(await database.stores.integrations.version(id, integration.version)),
  }
}

export type LinkRepairChange = Extract<Change, { do: 'repair-link' }>

const linkedKey = async (database: Database, id: IntegrationId, { source, entity }: LinkRepairChange) =>
  (await database.stores.links.find(id, entity, [source])).get(source.key)?.target.key ?? null

/** What a record is known by now; null: it is not there, or its entity has no marks. */
async function marksNow(
  { entities, remote, sealMark }: Pick<CarryOutParts, 'entities' | 'remote' | 'sealMark'>,
  integration: Integration,
  record: RecordRef,
): Promise<Marks | null> {
  const schema = entities.get(record.entity)
  const held = schema?.sameBy ? await remote.read(integration, record) : null
  return held && schema ? marksOf(schema, held, sealMark) : null
}

/**
 * A link repair as it is kept: with what its record is known by, and what differs from what the link was made for.
 * @throws InvalidInput as `checkLink`
 */
export async function prepareLink(
  parts: Pick<CarryOutParts, 'database' | 'entities' | 'remote' | 'sealMark'>,
  integration: Integration,
  { marks: _, confirms: __, ...change }: LinkRepairChange,
): Promise<LinkRepairChange> {
  const { database, entities } = parts
  const { source, entity, after } = change
  await checkLink(database, integration.id, change)
  if (after === null) return change
  const marks = await marksNow(parts, integration, source)
  if (!marks) return change
  const schema = entities.get(source.entity)!
  const known = (await database.stores.links.find(integration.id, entity, [source])).get(source.key)
  const differ = known?.marks ? otherBy(schema, known.marks, marks) : []
  if (known?.target.key !== after || (known.marks && differ.length === 0)) return { ...change, marks }
  const confirms = known.marks
    ? `${describeMarks(schema, known.marks, differ)} then; ${describeMarks(schema, marks, differ)} now`
    : `${describeMarks(schema, marks, schema.sameBy!.always)} now`
  return { ...change, marks, confirms }
}

/** What a flow writes once for each record: two records of one kind cannot share it, as they can a customer. */
async function isDocument(database: Database, id: IntegrationId, entity: EntityName): Promise<boolean> {
  const { definition } = await integrationWithDefinition(database, id)
  const writes = (steps: readonly Step[]): boolean =>
    steps.some((step) =>
      step.do === 'branch' ? writes(step.then) || writes(step.otherwise) : step.do === 'write' && step.to === entity,
    )
  return Object.values(definition.flows).some(({ steps }) => writes(steps))
}

/**
 * @throws InvalidInput when the link is not what the plan says it was, or another record of its kind has the document
 */
async function checkLink(database: Database, id: IntegrationId, change: LinkRepairChange): Promise<void> {
  const { source, entity, before, after } = change
  const refuse = (at: RecordRef, reason: string) => new InvalidInput('The link', [{ at: refText(at), reason }])
  const now = await linkedKey(database, id, change)
  if (now !== before) throw refuse(source, `is linked to ${now ?? 'nothing'}, not to ${before ?? 'nothing'}`)
  if (after === null || !(await isDocument(database, id, entity))) return
  const target = ref(entity, after)
  const holder = (await database.stores.links.byTarget(id, target)).find(
    (link) => link.source.entity === source.entity && link.source.key !== source.key,
  )
  if (holder) throw refuse(target, `is linked to ${refText(holder.source)} already; repair that link first`)
}

function writesDone({ changes, progress }: Proposal): string {
  const writes = changes.filter((change) => change.do === 'write').length
  const done = progress.filter(({ state }) => state === 'done').length
  return done > 0 ? ` ${done} of ${writes} writes were done before and stay.` : ''
}
