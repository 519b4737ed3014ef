import { later } from '../domain/clock.ts'
import { databaseFailure } from '../domain/database-error.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, NeedsPerson } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import { type EntityName, type RecordRef, refText } from '../domain/record.ts'
import type { Action, JournalEntry, Run } from '../domain/run.ts'
import type { ActiveJob } from '../domain/stores.ts'
import { decide, Memory, type Program, startsIn } from '../language/index.ts'
import { Ahead } from './ahead.ts'
import { crashedTooOften, judge, questionOf } from './connections/failure.ts'
import type { EarlyRead } from './early-reads.ts'
import { type LoopParts, maxActions, maxCrashes, withEntities } from './parts.ts'
import { afterSetAlone, beforeSetAlone } from './round/alone.ts'
import { isRound } from './round/index.ts'
import { countedBefore, runRound } from './round/run.ts'
import { askPerson, isAnswered, raise, release } from './run/asking.ts'
import { BeingProved } from './run/being-proved.ts'
import { changedMeanwhile } from './run/changed-meanwhile.ts'
import { ClaimedRun } from './run/claimed-run.ts'
import { findRecords } from './run/find-records.ts'
import { lookUp } from './run/look-up.ts'
import { tooManyTold } from './run/mail-brake.ts'
import { perhapsEntered } from './run/perhaps-entered.ts'
import { settleSent } from './run/settle-sent.ts'
import { nextLook } from './run/waited-in-vain.ts'
import { askOfWaiting, waitingOf } from './run/waiting.ts'
import { WhoseRecord } from './run/whose-record.ts'
import { ChangedSinceEntered } from './write/entered-by-hand.ts'
import { linksOfMade } from './write/made-records.ts'
import { write } from './write/write.ts'
import { type InsteadOfSet, isOwnDocument, type WriteResult } from './write/write-context.ts'

/**
 * Carries one record's flow as far as it goes: claim, then decide → perform → journal, until it is finished, waits, or
 * asks. Reads are journaled together with the next intent, and the last write together with the end, so each write
 * costs one statement beside its look-up, and the end one transaction.
 */
export async function carryOut(
  loop: LoopParts,
  known: Integration,
  job: ActiveJob,
  { asked = false } = {},
): Promise<Run['id']> {
  const { parts, programs } = loop
  // One statement: a transaction of its own.
  const taken = await parts.database.stores.runs.claim({
    integration: known.id,
    flow: job.flow,
    record: job.record,
    version: known.version,
    at: parts.clock.now(),
  })
  const { run } = taken
  // It may lead to another company since it was read.
  const integration =
    taken.newest === known.version ? known : ((await parts.database.stores.integrations.get(known.id)) ?? known)
  const log = parts.log.with({ run: run.id, integration: integration.id, flow: run.flow, record: refText(run.record) })
  const program = await programs.at(integration.id, run.version)
  // A sweep found it, perhaps by a row that it points to: this process may have kept that one as it was before.
  const fresh = taken.causes.includes('sweep')
  const own = withEntities(loop, program.entities)
  const early = taken.started ? await loop.early.of(integration, run.record, taken.heardOnce) : null
  const execution = new Execution(own, new ClaimedRun(own.parts, integration, taken, job, log), program, {
    fresh,
    early,
  })
  const causes = new Set([...taken.causes, ...(asked ? ['person'] : [])])
  if (causes.has('person')) execution.whose.ask([...causes].join(', '))
  await execution.carryOn({ goesOn: !taken.started, waited: !taken.started && !taken.resumed })
  return run.id
}

/** What came of a write. */
type Made = { readonly entity: EntityName; readonly result: WriteResult }

/** The flow of one claimed run, as far as it goes. */
class Execution {
  private readonly loop: LoopParts
  readonly claimed: ClaimedRun
  private readonly program: Program
  /** Nothing is taken from what this process has kept. */
  private readonly fresh: boolean
  private readonly ahead: Ahead
  private readonly beingProved = new BeingProved()
  readonly whose: WhoseRecord
  private step: string | null = null
  /** By the runs that this one goes on counting from. */
  private before: Pick<Run, 'attempts' | 'crashes'> = { attempts: 0, crashes: 0 }

  constructor(
    loop: LoopParts,
    claimed: ClaimedRun,
    program: Program,
    { fresh, early }: { readonly fresh: boolean; readonly early: EarlyRead | null },
  ) {
    this.loop = loop
    this.claimed = claimed
    this.whose = new WhoseRecord(claimed, program)
    this.program = program
    this.fresh = fresh
    const { intents } = loop.parts.database.stores
    const { flow, record } = claimed.run
    const look = (source: RecordRef, target: RecordRef) => intents.look(claimed.integration.id, source, target)
    const isDocument = (entity: EntityName) => loop.parts.entities.get(entity)?.way === 'document'
    this.ahead = new Ahead(program.flows.get(flow)?.flow, record, { look, isDocument }, early)
  }

  /** @param since what may have changed since its last claim: see `changedMeanwhile` */
  async carryOn(since: { readonly goesOn: boolean; readonly waited: boolean }): Promise<void> {
    try {
      const { flow, record } = this.claimed.run
      const round = isRound(this.program, flow, record.key)
      if (round) this.before = await countedBefore(this.claimed)
      const here =
        this.claimed.journal.length - this.claimed.journal.findLastIndex(({ kind }) => kind !== 'resumed') - 1
      const crashes = here === 0 ? 0 : here + this.before.crashes
      if (crashes >= maxCrashes) return await askPerson(this.claimed, crashedTooOften(crashes))
      if (round) return await runRound(this.loop, this.claimed, this.program, since.goesOn)
      const changed = await changedMeanwhile(this.loop, this.claimed, this.program, { ...since, fresh: this.fresh })
      if (changed) return await this.claimed.beginAnew(changed)
      const decided = { flow, record, ...startsIn(this.program, this.claimed.integration, flow) }
      const memory = new Memory()
      for (let actions = 0; actions < maxActions; actions++) {
        if (await this.perform(decide(this.program, decided, this.claimed.journal, memory))) return
      }
      throw new Error(`More than ${maxActions} actions: the flow goes round in circles`)
    } catch (error) {
      await this.fail(await this.firstOf(error))
    }
  }

  /** @returns true when the run has come to an end for now. */
  private async perform(action: Action): Promise<boolean> {
    const { connections } = this.loop
    if ((action.do === 'ask' || action.do === 'finish') && (await this.prove())) return true
    if ((action.do === 'write' || action.do === 'ask') && (await this.whose.isAskedNoMore())) {
      if (await this.prove()) return true
      await this.claimed.beginAnew('The cut-over was moved while the run waited; a fresh run has started.')
      return true
    }
    switch (action.do) {
      case 'read': {
        this.step = action.reads[0]?.step ?? null
        // One address is often bill-to and ship-to: each record is asked for once.
        const asked = new Map(action.reads.map(({ record }) => [refText(record), record]))
        const found = await this.ahead.read([...asked.values()], (records, along) =>
          connections.readMany(this.claimed.integration, records, { fresh: this.fresh, along }),
        )
        this.claimed.note(
          ...action.reads.map(({ step, as, record }): JournalEntry => {
            const { value, replaced } = found.get(refText(record))!
            return { kind: 'read', step, as, record, value, ...(replaced.length > 0 ? { replaced } : {}) }
          }),
        )
        return false
      }
      case 'look-up':
        this.claimed.note(await lookUp(this.loop, this.claimed, action, this.ahead.placeOf))
        return false
      case 'find':
        this.step = action.step
        this.claimed.note(await findRecords(this.loop, this.claimed.integration, action))
        return false
      case 'note':
        this.claimed.note(action.entry)
        return false
      case 'write': {
        this.step = action.step
        this.ahead.forget()
        // What was made on the way is proved and linked before the run's own document is sent, or asked about.
        if (isOwnDocument(this.claimed.run, action.write) && (await this.prove())) return true
        const entered = await perhapsEntered(
          this.loop,
          this.claimed.integration,
          { ...this.claimed.run, journal: this.claimed.journal },
          action.write,
          action.step,
        )
        if (entered && !(await isAnswered(this.claimed, entered))) {
          await askPerson(this.claimed, entered)
          return true
        }
        const brake = await tooManyTold(
          this.loop.parts,
          this.claimed.integration.id,
          this.claimed.run.flow,
          action.write,
        )
        if (brake && !(await isAnswered(this.claimed, brake))) {
          await askPerson(this.claimed, brake)
          return true
        }
        const writing = write(
          {
            ...this.loop,
            integration: this.claimed.integration,
            fence: this.claimed.fence,
            run: this.claimed.run,
            program: this.program,
            step: action.step,
            journal: this.claimed.journal,
            lookAhead: this.ahead.placeOf,
            beforeSet: beforeSetAlone(this.claimed, this.program),
            commit: async (entries, sending) => {
              await this.claimed.append(this.loop.parts.database.stores, entries, sending)
              this.claimed.appended(entries)
            },
          },
          action.write,
        )
        const result = await writing.catch((error: unknown) => this.settled(error))
        if (result === null) return false
        if (result.instead) return (await this.prove()) || this.endInstead(result.instead)
        if (!result.question) afterSetAlone(this.claimed, this.program, action.write)
        if (result.proving) {
          for (const entry of result.entries) this.claimed.assume(entry)
          const { entity } = action.write
          this.beingProved.add({ step: action.step, entity, assumed: result.entries }, result.proving)
          return false
        }
        const last = { entity: action.write.entity, result }
        if (result.question || result.entries.some(({ kind }) => kind === 'written')) return this.prove(last)
        await this.keep(last)
        return false
      }
      case 'ask': {
        if (await isAnswered(this.claimed, action.question)) return false
        if (await this.whose.isTakenUp(action)) return false
        if (!action.question.once && (await this.whose.endAsEntered())) return true
        await askPerson(this.claimed, action.question)
        return true
      }
      case 'finish': {
        if (action.state === 'skipped' && ((await this.whose.isTakenUp(action)) || (await this.hasArrived())))
          return false
        if (action.goOn && (await this.hasWaitedOut(action.goOn, action.reason))) return false
        const waiting = action.again && (await waitingOf(this.claimed, { ...action.again, reason: action.reason }))
        const next = waiting ? nextLook(waiting, this.claimed.now(), action.again!.everyMs) : null
        const asks = waiting && !next && action.again!.then !== 'leave'
        const question = asks
          ? await askOfWaiting(this.claimed, waiting, action.reason)
          : action.state === 'skipped' && !next
            ? await this.whose.letGo(action)
            : null
        if (question && !(await isAnswered(this.claimed, question))) {
          await askPerson(this.claimed, question)
          return true
        }
        if (!next && (await this.claimed.endAtOnce(action.state, action.reason))) return true
        const lookAt = next && action.again!.then !== 'leave' ? { nextAt: next } : {}
        await this.claimed.end(
          action.state,
          action.reason,
          async (tx) => {
            await release(this.claimed, tx, action.reason)
            if (next) await tx.enqueue([this.claimed.jobAt(next)])
          },
          lookAt,
        )
        return true
      }
    }
  }

  /** Its runs have ended so for as long as they may: this one goes on. */
  private async hasWaitedOut(
    { step, because, afterMs }: NonNullable<Finish['goOn']>,
    reason: string,
  ): Promise<boolean> {
    const { integration, parts, run } = this.claimed
    const since = await parts.database.stores.runs.skippedSince(integration.id, run.flow, run.record, reason)
    if (since === null || later(since, afterMs) > this.claimed.now()) return false
    this.claimed.note({ kind: 'waited-out', step, because, since })
    return true
  }

  /** Committed with whatever follows. */
  private async keep({ entity, result: { entries, link, question } }: Made): Promise<void> {
    this.claimed.note(...entries)
    if (link) {
      this.claimed.link(link)
      const { target, readBack } = link
      for (const made of await linksOfMade(this.loop, this.claimed.integration, target.entity, [readBack]))
        this.claimed.link(made)
    }
    if (!question && entries.some(({ kind }) => kind === 'written'))
      this.loop.parts.metrics.count('ledgerline_writes_total', { entity })
  }

  /**
   * Before the run's own document is sent, and before the run ends, comes all that was made on the way: in the journal as in the
   * flow.
   * @returns true: one is not as it was meant, and a person is asked. @throws why one could not be read back
   */
  private async prove(...last: readonly Made[]): Promise<boolean> {
    const { asked, failed } = await this.takeProved()
    const rest = [...asked, ...last]
    for (const made of rest) await this.keep(made)
    const question = rest.map(({ result }) => result.question).find((one) => one !== null)
    // One that could not be read back is looked up when the run goes on.
    if (question) await askPerson(this.claimed, question)
    else if (failed) throw this.at(failed)
    return question !== undefined
  }

  /** What is as it was meant is kept. @returns those that are not, and the first that could not be read back */
  private async takeProved() {
    const outcomes = await this.beingProved.take()
    for (const { assumed } of outcomes) for (const entry of assumed) this.claimed.assumeNoMore(entry)
    const proved = outcomes.filter((one) => 'result' in one)
    for (const made of proved) if (!made.result.question) await this.keep(made)
    return {
      asked: proved.filter(({ result }) => result.question),
      failed: outcomes.find((one) => 'error' in one),
    }
  }

  private at({ step, error }: { readonly step: string; readonly error: unknown }): unknown {
    this.step = step
    return error
  }

  /**
   * Where what was made before is not there, a later step fails for that. One that is not as it was meant is linked: the run
   * that goes on compares it, and asks.
   */
  private async firstOf(error: unknown): Promise<unknown> {
    const { asked, failed } = await this.takeProved()
    for (const { result } of asked) if (result.link) this.claimed.link(result.link)
    return failed ? this.at(failed) : error
  }

  /** A document that an earlier run sent, of which nothing was known until now: the flow decides again with it. */
  private async hasArrived(): Promise<boolean> {
    const { loop, program } = this
    const { integration, fence, run, journal } = this.claimed
    const arrived = await settleSent({ ...loop, integration, fence, run, program, journal })
    if (!arrived) return false
    this.claimed.link(arrived.link)
    this.claimed.note(...arrived.entries)
    return true
  }

  /** A person has settled this question about the written record: it stays as it is, and the run goes on. */
  private async settled(error: unknown): Promise<null> {
    const { step } = this
    if (!(error instanceof NeedsPerson && error.once && error.record && step !== null)) throw error
    if (!(await isAnswered(this.claimed, questionOf(error, step)))) throw error
    // Of the run's own record the answer itself is asked for each time: it may change again.
    if (error instanceof ChangedSinceEntered && refText(error.agreed.source) !== refText(this.claimed.run.record))
      this.claimed.link(error.agreed)
    this.claimed.note({ kind: 'unchanged', step, record: error.record })
    return null
  }

  /** Nothing was set. @returns true: the run has come to its end */
  private async endInstead(instead: InsteadOfSet): Promise<true> {
    if (instead.do === 'again')
      await this.claimed.beginAnew('The record changed between its look and its write; a fresh run has started.')
    else await this.claimed.end('skipped', instead.reason, (tx) => release(this.claimed, tx, instead.reason))
    return true
  }

  private async fail(error: unknown): Promise<void> {
    // The hub's own database was away for a moment: nothing says what it has stored. The job is done again, as after the end of the process,
    // and what was sent is looked up.
    if (!(error instanceof HubError) && databaseFailure(error)?.passing) throw error
    const { parts, connections } = this.loop
    const verdict = judge(
      error,
      { attempts: this.before.attempts + this.claimed.run.attempts, step: this.step },
      connections.pauseMs(this.claimed.integration.id, this.program.flows.get(this.claimed.run.flow)?.systems ?? []),
      parts.random(),
      parts.groupOf,
    )
    if (verdict.do === 'let-go') return
    const entry = failedEntry(error, this.step)
    this.claimed.log.warn('run failed', { code: entry.code, step: this.step, next: verdict.do })
    this.claimed.note(entry)
    switch (verdict.do) {
      case 'ask':
        return askPerson(this.claimed, verdict.question)
      case 'skip':
        return this.claimed.end('skipped', verdict.reason, (tx) => release(this.claimed, tx, verdict.reason))
      case 'retry': {
        const nextAt = later(this.claimed.now(), Math.ceil(verdict.afterMs))
        const attempts = this.claimed.run.attempts + (verdict.countsAsAttempt ? 1 : 0)
        parts.metrics.count('ledgerline_retries_total', { code: entry.code })
        return this.claimed.leave(
          'waiting',
          `${entry.message}; tried again at ${nextAt}.`,
          [],
          async (tx) => {
            if (verdict.alsoAsk) await raise(this.claimed, tx, verdict.alsoAsk)
            await tx.enqueue([this.claimed.jobAt(nextAt)])
          },
          { nextAt, attempts },
        )
      }
    }
  }
}

type Finish = Extract<Action, { do: 'finish' }>

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
