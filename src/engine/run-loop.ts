import { instant, later, msBetween } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import { factsOf, type RecordFacts } from '../domain/entity.ts'
import { HubError, NeedsPerson } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import { tickIn } from '../domain/hub-records.ts'
import type { Log } from '../domain/observe.ts'
import { canonicalJson, type IncidentId, type RecordKey, type RecordRef, refText, systemOf } from '../domain/record.ts'
import type { Action, FoundLink, JournalEntry, Question, RoundPage, Run, RunState } from '../domain/run.ts'
import type { ActiveJob, BulkRow, Fence, Job, Link, Sending, Stores, Transaction } from '../domain/stores.ts'
import { decide, Memory, type Program, writeSteps } from '../language/index.ts'
import { answerTo, fingerprintOf } from './answers.ts'
import type { Connections } from './connections.ts'
import { keepEntered } from './entered-by-hand.ts'
import { crashedTooOften, judge, questionOf } from './failure.ts'
import { findRecords } from './find-records.ts'
import type { KnownRecords } from './known-records.ts'
import { Lease } from './lease.ts'
import { linkedFrom } from './linked-from.ts'
import { tooManyTold } from './mail-brake.ts'
import { type EngineParts, maxActions, maxCrashes, withEntities } from './parts.ts'
import type { Programs } from './programs.ts'
import { asReadBefore } from './read-before.ts'
import { carryOutRound, isRound } from './round/index.ts'
import { roundPlace, roundText } from './round/last.ts'
import { isLinkOf, marksRead } from './same-record.ts'
import { settleSent } from './settle-sent.ts'
import type { Uncounted } from './uncounted.ts'
import { waitedInVain } from './waited-in-vain.ts'
import { write } from './write.ts'

export interface LoopParts {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly uncounted: Uncounted
  readonly known: KnownRecords
  readonly programs: Programs
}

/** Why a record is worked on: a job of the queue, or a person's command (no id). */
export type RunRequest = Omit<Job, 'at'> & Partial<Pick<ActiveJob, 'id'>>

/**
 * Carries one record's flow as far as it goes: claim, then decide → perform → journal, until it is finished, waits, or
 * asks. Reads are journaled together with the next intent, and the last write together with the end, so each write
 * costs one statement beside its look-up, and the end one transaction.
 */
export async function carryOut(loop: LoopParts, integration: Integration, request: RunRequest): Promise<Run['id']> {
  const { parts, programs } = loop
  // One statement: a transaction of its own.
  const claimed = await parts.database.stores.runs.claim({
    integration: integration.id,
    flow: request.flow,
    record: request.record,
    version: integration.version,
    at: parts.clock.now(),
  })
  const { run } = claimed
  const log = parts.log.with({ run: run.id, integration: integration.id, flow: run.flow, record: refText(run.record) })
  const program = await programs.at(integration.id, run.version)
  // A sweep found it, perhaps by a row that it points to: this process may have kept that one as it was before.
  const fresh = claimed.causes.includes('sweep')
  const execution = new Execution(
    withEntities(loop, program.entities),
    integration,
    run,
    request,
    program,
    claimed.journal,
    log,
    fresh,
  )
  if (claimed.causes.includes('person')) execution.note({ kind: 'requested', by: claimed.causes.join(', ') })
  const waited = !claimed.started && !claimed.resumed
  await execution.carryOn({ changed: claimed.causes.length > 0 && !claimed.started, waited })
  return run.id
}

/** One claim of one run: its journal so far, and what is still to be committed. */
class Execution {
  private readonly loop: LoopParts
  private readonly integration: Integration
  private readonly run: Run
  private readonly request: RunRequest
  private readonly program: Program
  private readonly log: Log
  private readonly fence: Fence
  private readonly journal: JournalEntry[]
  private readonly fresh: boolean
  private readonly startedAt
  private pending: JournalEntry[] = []
  private links: Link[] = []
  private step: string | null = null

  constructor(
    loop: LoopParts,
    integration: Integration,
    run: Run,
    request: RunRequest,
    program: Program,
    journal: readonly JournalEntry[],
    log: Log,
    fresh: boolean,
  ) {
    this.loop = loop
    this.integration = integration
    this.run = run
    this.request = request
    this.program = program
    this.journal = [...journal]
    this.log = log
    this.fresh = fresh
    this.fence = { run: run.id, epoch: run.epoch }
    this.startedAt = loop.parts.clock.now()
  }

  note(...entries: readonly JournalEntry[]): void {
    this.journal.push(...entries)
    this.pending.push(...entries)
  }

  /**
   * @param changed something was reported since the run began: what it has read may be old
   * @param waited it goes on after a wait, in which other rules may have come
   */
  async carryOn({ changed, waited }: { readonly changed: boolean; readonly waited: boolean }): Promise<void> {
    try {
      const crashes = this.journal.length - this.journal.findLastIndex(({ kind }) => kind !== 'resumed') - 1
      if (crashes >= maxCrashes) return await this.askPerson(crashedTooOften(crashes))
      if (isRound(this.program, this.run.flow, this.run.record.key)) return await this.round()
      if (changed && (await this.sourceDiffers()))
        return await this.supersede('The record, or one that it names, changed while the run waited')
      if (waited && (await this.isOutdated())) return await this.supersede('Other rules came while the run waited')
      const memory = new Memory()
      for (let actions = 0; actions < maxActions; actions++) {
        const { flow, record } = this.run
        const action = decide(this.program, { flow, record, cutOver: this.integration.cutOver }, this.journal, memory)
        if (await this.perform(action)) return
      }
      throw new Error(`More than ${maxActions} actions: the flow goes round in circles`)
    } catch (error) {
      await this.fail(error)
    }
  }

  /** A round of a bulk flow. One at a time: a tick that comes during a long one leaves it to that one. */
  private async round(): Promise<void> {
    const { loop, integration, run } = this
    const { database, clock } = loop.parts
    const lease = new Lease({
      ...{ stores: database.stores, clock, holder: run.id },
      name: `round ${integration.id} ${run.flow}`,
    })
    if (!(await lease.hold()))
      return this.end('skipped', 'An earlier round of this flow is still under way.', async () => {})
    try {
      const { program, journal } = this
      const result = await lease.during(() =>
        carryOutRound({
          ...{ loop, integration, program, flow: run.flow, journal, due: tickIn(run.record.key)!.due },
          answered: async (question) => (await this.answerTo(question)) !== null,
          paused: async () => {
            const now = await loop.parts.database.stores.integrations.get(integration.id)
            return !now || now.paused || now.pausedFlows.includes(run.flow) || now.offFlows.includes(run.flow)
          },
          keep: (rows) =>
            loop.parts.database.transaction(async (tx) => {
              await lease.mustHold(tx)
              await tx.bulkRows.put(integration.id, run.flow, rows, this.now())
            }),
          commit: (page, rows, starting) => this.commitPage(lease, page, rows, starting),
        }),
      )
      if ('question' in result) return await this.askPerson(result.question)
      const { due } = tickIn(run.record.key)!
      await this.end(result.whole ? 'done' : 'skipped', result.reason, async (tx) => {
        await tx.incidents.release(integration.id, run.flow, run.record, this.now(), { because: result.reason })
        if (result.whole)
          await tx.cursors.put(integration.id, roundPlace(run.flow), roundText(due, result.reason), this.now())
      })
    } finally {
      await lease.release().catch(() => {})
    }
  }

  /** A page of a round: its entry, its rows, and the runs of records that need one of their own. */
  private async commitPage(
    lease: Lease,
    page: RoundPage,
    rows: readonly BulkRow[],
    starting: readonly RecordKey[],
  ): Promise<void> {
    const { integration, run, program } = this
    const { id } = integration
    const entity = program.flows.get(run.flow)!.flow.on
    const entry: JournalEntry = { kind: 'page', ...page }
    await this.loop.parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      await this.append(tx, [entry])
      await tx.bulkRows.put(id, run.flow, rows, this.now())
      const records = starting.map((key) => ({ entity, key }))
      await tx.changes.add(records.map((record) => ({ integration: id, record, cause: 'clock', at: this.now() })))
      await tx.enqueue(records.map((record) => ({ integration: id, flow: run.flow, record, at: 'now' })))
    })
    this.appended([entry])
    this.loop.parts.metrics.count('ledgerline_bulk_rows_total', { flow: run.flow, phase: page.phase }, page.changed)
  }

  /** @returns true when the run has come to an end for now. */
  private async perform(action: Action): Promise<boolean> {
    const { connections } = this.loop
    switch (action.do) {
      case 'read': {
        this.step = action.reads[0]?.step ?? null
        // One address is often bill-to and ship-to: each record is asked for once.
        const asked = new Map(action.reads.map(({ record }) => [refText(record), record]))
        const found = await connections.readMany(this.integration, [...asked.values()], { fresh: this.fresh })
        this.note(
          ...action.reads.map(({ step, as, record }): JournalEntry => {
            const { value, replaced } = found.get(refText(record))!
            return { kind: 'read', step, as, record, value, ...(replaced.length > 0 ? { replaced } : {}) }
          }),
        )
        return false
      }
      case 'look-up':
        this.note(await this.lookUp(action))
        return false
      case 'find':
        this.step = action.step
        this.note(await findRecords(this.loop, this.integration, action))
        return false
      case 'note':
        this.note(action.entry)
        return false
      case 'write': {
        this.step = action.step
        const brake = await tooManyTold(this.loop.parts, this.integration.id, this.run.flow, action.write)
        if (brake && !(await this.isAnswered(brake))) {
          await this.askPerson(brake)
          return true
        }
        const writing = write(
          {
            ...this.loop,
            integration: this.integration,
            fence: this.fence,
            run: this.run,
            program: this.program,
            step: action.step,
            journal: this.journal,
            commit: async (entries, sending) => {
              await this.append(this.loop.parts.database.stores, entries, sending)
              this.appended(entries)
            },
          },
          action.write,
        )
        const result = await writing.catch((error: unknown) => this.settled(error))
        if (result === null) return false
        this.note(...result.entries)
        if (result.link) this.links.push(result.link)
        if (result.question) await this.askPerson(result.question)
        else if (result.entries.some(({ kind }) => kind === 'written'))
          this.loop.parts.metrics.count('ledgerline_writes_total', { entity: action.write.entity })
        return result.question !== null
      }
      case 'ask': {
        if (await this.isAnswered(action.question)) return false
        if (!action.question.once && (await this.endAsEntered())) return true
        await this.askPerson(action.question)
        return true
      }
      case 'finish': {
        if (action.state === 'skipped' && ((await this.isTakenUp(action.reason)) || (await this.hasArrived())))
          return false
        const next = action.again && this.nextLook(action.again)
        const question = action.again && !next ? await this.waitedInVain(action.reason, action.again.forMs) : null
        if (question && !(await this.isAnswered(question))) {
          await this.askPerson(question)
          return true
        }
        if (!next && (await this.endAtOnce(action.state, action.reason))) return true
        await this.end(action.state, action.reason, async (tx) => {
          const { id } = this.integration
          await tx.incidents.release(id, this.run.flow, this.run.record, this.now(), { because: action.reason })
          if (next) await tx.enqueue([this.jobAt(next)])
        })
        return true
      }
    }
  }

  /**
   * What stands in the way of this flow's document is no matter any more where people have entered that by hand, as long as
   * the record is worth what it was.
   */
  private async endAsEntered(): Promise<boolean> {
    const { integration, run, loop, program } = this
    const written = new Set(writeSteps(program.flows.get(run.flow)?.flow.steps ?? []).map(({ to }) => to))
    const links = await loop.parts.database.stores.links.bySource(integration.id, run.record)
    const entered = links.find((link) => isEnteredByHand(link) && written.has(link.target.entity))
    if (!entered) return false
    let kept: Link | null = null
    try {
      kept = keepEntered(entered, `worth ${loop.parts.hash(canonicalJson({ ...this.facts() }))}`)
    } catch (error) {
      if (!(error instanceof NeedsPerson)) throw error
      const question = questionOf(error, null)
      if (!(await this.isAnswered(question))) {
        await this.askPerson(question)
        return true
      }
    }
    const reason = `It was entered by hand as ${refText(entered.target)}.`
    await this.end('skipped', reason, async (tx) => {
      if (kept) await tx.links.put(kept)
      await tx.incidents.release(integration.id, run.flow, run.record, this.now(), { because: reason })
    })
    return true
  }

  /**
   * The run skips its record, and would not if a person had asked for it: as for an order of before the cut-over. One that a
   * person has asked for earlier, or whose document the hub has sent, is the hub's own from then on.
   */
  private async isTakenUp(reason: string): Promise<boolean> {
    const { loop, integration, run, program, journal } = this
    if (journal.some(({ kind }) => kind === 'requested')) return false
    // "Only when a person asks" may be a rule of the flow for newer records, and stays one.
    const madeAt = this.facts()?.madeAt
    if (madeAt === undefined || instant(madeAt) >= integration.cutOver) return false
    const requested: JournalEntry = { kind: 'requested', by: 'an earlier run of it' }
    const asked = decide(program, { ...run, cutOver: integration.cutOver }, [...journal, requested])
    if (asked.do === 'finish' && asked.reason === reason) return false
    const { runs } = loop.parts.database.stores
    const hasArrived = journal.some((entry) => entry.kind === 'settled' && entry.arrived)
    if (!hasArrived && !(await runs.takenUp(integration.id, [run.record])).has(refText(run.record))) return false
    this.note(requested)
    return true
  }

  /** A document that an earlier run sent, of which nothing was known until now: the flow decides again with it. */
  private async hasArrived(): Promise<boolean> {
    const { loop, integration, fence, run, program, journal } = this
    const arrived = await settleSent({ ...loop, integration, fence, run, program, journal })
    if (!arrived) return false
    this.links.push(arrived.link)
    this.note(...arrived.entries)
    return true
  }

  /** It is too old to be looked at again; one that was waited for is asked about. */
  private async waitedInVain(reason: string, forMs: number): Promise<Question | null> {
    const { integration, run, loop } = this
    const { runs } = loop.parts.database.stores
    const filter = { integration: integration.id, flow: run.flow, record: run.record, limit: 2 }
    const earlier = (await runs.list(filter)).find(({ id }) => id !== run.id)
    return waitedInVain(run.record, { madeAt: this.facts()?.madeAt, earlier, reason, forMs })
  }

  /** When a record that is not ready is looked at again; null: it is too old, or does not say how old it is. */
  private nextLook({ everyMs, forMs }: NonNullable<Extract<Action, { do: 'finish' }>['again']>): Job['at'] | null {
    const madeAt = this.facts()?.madeAt
    if (madeAt === undefined || msBetween(instant(madeAt), this.now()) > forMs) return null
    return later(this.now(), everyMs)
  }

  /** A person has settled this question about the written record: it stays as it is, and the run goes on. */
  private async settled(error: unknown): Promise<null> {
    const { step } = this
    if (!(error instanceof NeedsPerson && error.once && error.record && step !== null)) throw error
    if (!(await this.isAnswered(questionOf(error, step)))) throw error
    this.note({ kind: 'unchanged', step, record: error.record })
    return null
  }

  private answerTo(question: Question) {
    return answerTo(this.loop.parts, { ...this.run, integration: this.integration.id }, question)
  }

  /** Whether a person has answered it. The journal says so, by which the answer holds for the runs to come. */
  private async isAnswered(question: Question): Promise<boolean> {
    const answer = await this.answerTo(question)
    if (answer) this.note(answer)
    return answer !== null
  }

  private async lookUp({ links, records, fresh }: Extract<Action, { do: 'look-up' }>): Promise<JournalEntry> {
    const [back, forth] = [links.filter((one) => one.back), links.filter((one) => !one.back)]
    const groups = Map.groupBy(forth, ({ source, entity }) => `${source.entity} ${entity}`)
    // Together: each costs a round trip.
    const [known, ...found] = await Promise.all([
      this.loop.known.look(this.integration, records, { fresh: fresh ?? false }),
      linkedFrom(this.loop.parts.database.stores, this.integration.id, back),
      ...[...groups.values()].map((group) => this.findLinks(group)),
    ])
    return { kind: 'looked-up', links: found.flat(), records: known }
  }

  /** @param group links of one entity to one entity */
  private async findLinks(group: Extract<Action, { do: 'look-up' }>['links']): Promise<FoundLink[]> {
    const { parts } = this.loop
    const { stores } = parts.database
    const { id } = this.integration
    const { entity } = group[0]!
    const sources = group.map(({ source }) => source)
    const known = await stores.links.find(id, entity, sources)
    const unlinked = sources.filter(({ key }) => !known.has(key))
    const sent = unlinked.length > 0 ? await stores.intents.sent(id, entity, unlinked) : new Map()
    return sources.map((source) => {
      const link = known.get(source.key)
      // A link of another record that had the same id is none of this one's.
      const own = link && isLinkOf(parts, link, marksRead(parts, this.journal, source))
      const key = sent.get(source.key)
      return { source, entity, target: own ? link.target.key : null, ...(key === undefined ? {} : { sent: key }) }
    })
  }

  /** Commits what is pending, all of it or nothing; only the holder of the lease can. */
  private append(stores: Pick<Stores, 'runs'>, entries: readonly JournalEntry[], sending?: Sending): Promise<void> {
    const more = { links: this.links, ...(sending ? { sending } : {}) }
    return stores.runs.append(this.fence, [...this.pending, ...entries], this.now(), more)
  }

  private appended(entries: readonly JournalEntry[]): void {
    this.journal.push(...entries)
    this.pending = []
    this.links = []
  }

  /** The run's last transaction in this claim: its state, its effects and the end of its job commit together. */
  private async leave(
    state: RunState,
    reason: string,
    entries: readonly JournalEntry[],
    more: (tx: Transaction) => Promise<void>,
    when?: { nextAt?: string; attempts?: number },
  ): Promise<void> {
    await this.loop.parts.database.transaction(async (tx) => {
      await this.append(tx, entries)
      await more(tx)
      await this.noteKept(tx)
      await tx.runs.move(this.fence, state, {
        reason,
        at: this.now(),
        facts: this.facts(),
        ...(when?.nextAt === undefined ? {} : { nextAt: instant(when.nextAt) }),
        ...(when?.attempts === undefined ? {} : { attempts: when.attempts }),
      })
      if (this.request.id !== undefined) await tx.complete({ ...this.request, at: 'now', id: this.request.id })
    })
    this.left(state, entries, when?.attempts)
  }

  private left(state: RunState, entries: readonly JournalEntry[], attempts = this.run.attempts): void {
    this.appended(entries)
    const seconds = msBetween(this.startedAt, this.now()) / 1000
    this.loop.parts.metrics.count('ledgerline_runs_total', { state, flow: this.run.flow })
    this.loop.parts.metrics.observe('ledgerline_run_seconds', seconds, { flow: this.run.flow })
    this.log.info(`run ${state}`, { seconds, attempts })
  }

  /** The end of a run that nothing else hangs on, as of most: one statement, which it shares with others. @returns false: it has more to do */
  private async endAtOnce(state: 'done' | 'skipped' | 'stopped', reason: string): Promise<boolean> {
    const concerned = this.journal.some(
      (entry) => entry.kind === 'kept' || (entry.kind === 'intended' && entry.write.do === 'update'),
    )
    if (concerned) return false
    const entries: JournalEntry[] = [{ kind: 'finished', state, reason }]
    const { runs } = this.loop.parts.database.stores
    const ended = await runs.end(this.fence, [...this.pending, ...entries], this.now(), {
      ...{ links: this.links, state, reason, facts: this.facts(), job: this.request.id ?? null },
    })
    if (ended) this.left(state, entries)
    return ended
  }

  /** What lists show of the record, as this run has read it last; null: it has not, or there is nothing to show. */
  private facts(): RecordFacts | null {
    const { record } = this.run
    const read = this.journal.findLast((entry) => entry.kind === 'read' && refText(entry.record) === refText(record))
    const schema = this.loop.parts.entities.get(record.entity)
    return schema && read?.kind === 'read' && read.value ? factsOf(schema, read.value) : null
  }

  /** Documents that stay although these rules would write them differently, and those that do no longer. */
  private async noteKept(tx: Transaction): Promise<void> {
    const { integration, run, journal } = this
    const at = this.now()
    const kept = journal.flatMap((entry) => (entry.kind === 'kept' ? [entry] : []))
    const keeps = new Set(kept.map(({ record }) => refText(record)))
    for (const entry of journal)
      if (entry.kind === 'intended' && entry.write.do === 'update' && !keeps.has(refText(entry.write.record)))
        await tx.keptDocuments.remove(integration.id, entry.write.source, entry.write.record.entity)
    for (const { source, record: target, difference } of kept)
      await tx.keptDocuments.put({
        ...{ integration: integration.id, source, target, record: run.record, kept: difference, at },
      })
  }

  private end(
    state: 'done' | 'skipped' | 'superseded' | 'stopped',
    reason: string,
    more: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    return this.leave(state, reason, [{ kind: 'finished', state, reason }], more)
  }

  private async askPerson(question: Question): Promise<void> {
    const { integration, run } = this
    await this.end('stopped', question.message, async (tx) => {
      // The next run reads them again: a person may have changed just that.
      await tx.knownRecords.forget(integration.id, this.lookedUp())
      // The same question again stays the same incident, with the time it was first asked.
      const incident = await this.raise(tx, question)
      const because = `${refText(run.record)} stops for another reason now.`
      await tx.incidents.release(integration.id, run.flow, run.record, this.now(), { because, except: incident })
    })
  }

  private lookedUp(): RecordRef[] {
    return this.journal.flatMap((entry) =>
      entry.kind === 'looked-up' ? entry.records.map(({ record }) => record) : [],
    )
  }

  private async raise(tx: Transaction, question: Question): Promise<IncidentId> {
    const { integration, run } = this
    this.log.warn('incident', { code: question.code, step: question.step })
    return tx.incidents.raise({
      integration: integration.id,
      flow: run.flow,
      fingerprint: fingerprintOf(this.loop.parts, run.flow, question),
      question,
      triage: this.loop.parts.explain?.(question) ?? null,
      run: run.id,
      record: run.record,
      at: this.now(),
    })
  }

  private async supersede(why: string): Promise<void> {
    await this.end('superseded', `${why}; a fresh run has started.`, (tx) => tx.enqueue([this.jobAt('now')]))
  }

  /** Of what the run has read of the source's system: an order's address may be another while the order is as it was. */
  private async sourceDiffers(): Promise<boolean> {
    const system = systemOf(this.run.record.entity)
    const reads = this.journal.filter((entry) => entry.kind === 'read' && systemOf(entry.record.entity) === system)
    const last = new Map(reads.flatMap((entry) => (entry.kind === 'read' ? [[refText(entry.record), entry]] : [])))
    if (last.size === 0) return false
    const records = [...last.values()].map(({ record }) => record)
    const now = await this.loop.connections.readMany(this.integration, records, { fresh: this.fresh })
    return [...last].some(([text, { value }]) => {
      const held = now.get(text)?.value ?? null
      return canonicalJson(asReadBefore(value, held)) !== canonicalJson(value)
    })
  }

  /** The rules are other ones by now, and nothing is under way that these have to bring to its end. */
  private async isOutdated(): Promise<boolean> {
    if (this.run.version >= this.integration.version) return false
    const { intents } = this.loop.parts.database.stores
    return (await intents.unsettled(this.integration.id, this.run.record)).length === 0
  }

  private async fail(error: unknown): Promise<void> {
    const { parts, connections } = this.loop
    const verdict = judge(
      error,
      { attempts: this.run.attempts, step: this.step },
      connections.pauseMs(this.integration.id, this.program.flows.get(this.run.flow)?.systems ?? []),
      parts.random(),
      parts.groupOf,
    )
    if (verdict.do === 'let-go') return
    const entry = failedEntry(error, this.step)
    this.log.warn('run failed', { code: entry.code, step: this.step, next: verdict.do })
    this.note(entry)
    switch (verdict.do) {
      case 'ask':
        return this.askPerson(verdict.question)
      case 'skip':
        return this.end('skipped', verdict.reason, async (tx) => {
          await tx.incidents.release(this.integration.id, this.run.flow, this.run.record, this.now(), {
            because: verdict.reason,
          })
        })
      case 'retry': {
        const nextAt = later(this.now(), Math.ceil(verdict.afterMs))
        const attempts = this.run.attempts + (verdict.countsAsAttempt ? 1 : 0)
        parts.metrics.count('ledgerline_retries_total', { code: entry.code })
        return this.leave(
          'waiting',
          `${entry.message}; tried again at ${nextAt}.`,
          [],
          async (tx) => {
            if (verdict.alsoAsk) await this.raise(tx, verdict.alsoAsk)
            await tx.enqueue([this.jobAt(nextAt)])
          },
          { nextAt, attempts },
        )
      }
    }
  }

  private jobAt(at: Job['at']): Job {
    return { integration: this.integration.id, flow: this.run.flow, record: this.run.record, at }
  }

  private now() {
    return this.loop.parts.clock.now()
  }
}

function failedEntry(error: unknown, step: string | null): Extract<JournalEntry, { kind: 'failed' }> {
  const known = error as { code?: unknown; message?: unknown; reply?: { untrusted?: unknown } }
  return {
    kind: 'failed',
    step,
    code: typeof known.code === 'string' ? known.code : 'defect',
    message: error instanceof HubError ? error.message : faultText(error),
    ...(typeof known.reply?.untrusted === 'string' ? { reply: known.reply.untrusted } : {}),
    ...(error instanceof HubError && error.diagnosis ? { cause: error.diagnosis.cause } : {}),
  }
}
