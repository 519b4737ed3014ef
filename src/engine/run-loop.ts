import { isDeepStrictEqual } from 'node:util'
import { instant, later } from '../domain/clock.ts'
import { type Integration, startsOf } from '../domain/definition.ts'
import { isEnteredByHand } from '../domain/entered-by-hand.ts'
import { HubError, NeedsPerson } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import { canonicalJson, type EntityName, refText, systemOf } from '../domain/record.ts'
import { type Action, askedEarlier, type JournalEntry, type Question, type Run } from '../domain/run.ts'
import type { ActiveJob, Job, Link } from '../domain/stores.ts'
import { decide, Memory, type Program, startsIn, writeSteps } from '../language/index.ts'
import { Ahead } from './ahead.ts'
import { crashedTooOften, judge, questionOf } from './connections/failure.ts'
import { type LoopParts, maxActions, maxCrashes, withEntities } from './parts.ts'
import { isRound } from './round/index.ts'
import { runRound } from './round/run.ts'
import { askPerson, isAnswered, raise, release } from './run/asking.ts'
import { ClaimedRun } from './run/claimed-run.ts'
import { findRecords } from './run/find-records.ts'
import { lookUp } from './run/look-up.ts'
import { tooManyTold } from './run/mail-brake.ts'
import { asReadBefore } from './run/read-before.ts'
import { settleSent } from './run/settle-sent.ts'
import { letGo, letGoCode, lookedAtUntil, type Waiting, waitedInVain } from './run/waited-in-vain.ts'
import { keepEntered, worthHash } from './write/entered-by-hand.ts'
import { write } from './write/write.ts'

/**
 * Carries one record's flow as far as it goes: claim, then decide → perform → journal, until it is finished, waits, or
 * asks. Reads are journaled together with the next intent, and the last write together with the end, so each write
 * costs one statement beside its look-up, and the end one transaction.
 */
export async function carryOut(loop: LoopParts, integration: Integration, job: ActiveJob): Promise<Run['id']> {
  const { parts, programs } = loop
  // One statement: a transaction of its own.
  const taken = await parts.database.stores.runs.claim({
    integration: integration.id,
    flow: job.flow,
    record: job.record,
    version: integration.version,
    at: parts.clock.now(),
  })
  const { run } = taken
  const log = parts.log.with({ run: run.id, integration: integration.id, flow: run.flow, record: refText(run.record) })
  const program = await programs.at(integration.id, run.version)
  // A sweep found it, perhaps by a row that it points to: this process may have kept that one as it was before.
  const fresh = taken.causes.includes('sweep')
  const own = withEntities(loop, program.entities)
  const execution = new Execution(own, new ClaimedRun(own.parts, integration, taken, job, log), program, fresh)
  if (taken.causes.includes('person')) execution.ask(taken.causes.join(', '))
  await execution.carryOn({ goesOn: !taken.started, waited: !taken.started && !taken.resumed })
  return run.id
}

/** The flow of one claimed run, as far as it goes. */
class Execution {
  private readonly loop: LoopParts
  readonly claimed: ClaimedRun
  private readonly program: Program
  /** Nothing is taken from what this process has kept. */
  private readonly fresh: boolean
  private readonly ahead: Ahead
  /** A person had asked for the run before it was claimed, and none has since then. */
  private askedBefore: boolean
  private step: string | null = null

  constructor(loop: LoopParts, claimed: ClaimedRun, program: Program, fresh: boolean) {
    this.loop = loop
    this.claimed = claimed
    this.askedBefore = claimed.journal.some(({ kind }) => kind === 'requested')
    this.program = program
    this.fresh = fresh
    const { intents } = loop.parts.database.stores
    const { flow, record } = claimed.run
    this.ahead = new Ahead(program.flows.get(flow)?.flow, record, (source, target) =>
      intents.look(claimed.integration.id, source, target),
    )
  }

  ask(by: string): void {
    this.askedBefore = false
    this.claimed.note({ kind: 'requested', by })
  }

  /**
   * @param goesOn it began in an earlier claim: what it has read may be old. Whether something was reported since does not
   *   say so: of several flows of a record, the first that is claimed takes the report
   * @param waited it goes on after a wait, in which other rules may have come
   */
  async carryOn({ goesOn, waited }: { readonly goesOn: boolean; readonly waited: boolean }): Promise<void> {
    try {
      const crashes =
        this.claimed.journal.length - this.claimed.journal.findLastIndex(({ kind }) => kind !== 'resumed') - 1
      if (crashes >= maxCrashes) return await askPerson(this.claimed, crashedTooOften(crashes))
      if (isRound(this.program, this.claimed.run.flow, this.claimed.run.record.key))
        return await runRound(this.loop, this.claimed, this.program)
      if (goesOn && (await this.sourceDiffers()))
        return await this.supersede('The record, or one that it names, changed while the run waited')
      if (waited && (await this.otherSideDiffers()))
        return await this.supersede('A record of the other system that it had read changed while the run waited')
      if (waited && (await this.isOutdated())) return await this.supersede('Other rules came while the run waited')
      const memory = new Memory()
      for (let actions = 0; actions < maxActions; actions++) {
        const { flow, record } = this.claimed.run
        const action = decide(
          this.program,
          { flow, record, ...startsIn(this.program, this.claimed.integration, flow) },
          this.claimed.journal,
          memory,
        )
        if (await this.perform(action)) return
      }
      throw new Error(`More than ${maxActions} actions: the flow goes round in circles`)
    } catch (error) {
      await this.fail(error)
    }
  }

  /** @returns true when the run has come to an end for now. */
  private async perform(action: Action): Promise<boolean> {
    const { connections } = this.loop
    if ((action.do === 'write' || action.do === 'ask') && (await this.isAskedNoMore())) {
      await this.supersede('The cut-over was moved while the run waited')
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
        this.claimed.note(await lookUp(this.loop, this.claimed, action))
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
            commit: async (entries, sending) => {
              await this.claimed.append(this.loop.parts.database.stores, entries, sending)
              this.claimed.appended(entries)
            },
          },
          action.write,
        )
        const result = await writing.catch((error: unknown) => this.settled(error))
        if (result === null) return false
        this.claimed.note(...result.entries)
        if (result.link) this.claimed.link(result.link)
        if (result.question) await askPerson(this.claimed, result.question)
        else if (result.entries.some(({ kind }) => kind === 'written'))
          this.loop.parts.metrics.count('ledgerline_writes_total', { entity: action.write.entity })
        return result.question !== null
      }
      case 'ask': {
        if (await isAnswered(this.claimed, action.question)) return false
        if (await this.isTakenUp(action)) return false
        if (!action.question.once && (await this.endAsEntered())) return true
        await askPerson(this.claimed, action.question)
        return true
      }
      case 'finish': {
        if (action.state === 'skipped' && ((await this.isTakenUp(action)) || (await this.hasArrived()))) return false
        const waiting = action.again && (await this.waiting(action.again.forMs))
        const next = waiting ? this.nextLook(waiting, action.again!.everyMs) : null
        const asks = waiting && !next && action.again!.then !== 'leave'
        const question = asks
          ? await this.waitedInVain(waiting, action.reason)
          : action.state === 'skipped' && !next
            ? await this.letGo(action)
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

  /**
   * What stands in the way of this flow's document is no matter any more where people have entered that by hand, as long as
   * the record is worth what it was.
   */
  private async endAsEntered(): Promise<boolean> {
    const { loop, program } = this
    const { integration, run } = this.claimed
    const written = new Set(writeSteps(program.flows.get(run.flow)?.flow.steps ?? []).map(({ to }) => to))
    const links = await loop.parts.database.stores.links.bySource(integration.id, run.record)
    const entered = links.find((link) => isEnteredByHand(link) && written.has(link.target.entity))
    if (!entered) return false
    let kept: Link | null = null
    try {
      kept = keepEntered(entered, { document: null, worth: worthHash(loop.parts, this.claimed.facts()) })
    } catch (error) {
      if (!(error instanceof NeedsPerson)) throw error
      const question = questionOf(error, null)
      if (!(await isAnswered(this.claimed, question))) {
        await askPerson(this.claimed, question)
        return true
      }
    }
    const reason = `It was entered by hand as ${refText(entered.target)}.`
    await this.claimed.end('skipped', reason, async (tx) => {
      if (kept) await tx.links.put(kept)
      await release(this.claimed, tx, reason)
    })
    return true
  }

  /**
   * The run skips its record or asks whose it is, and would not if a person had asked for it: as for an order of before the
   * cut-over. One that a person has asked for earlier, or whose document the hub has sent, is the hub's own from then on.
   */
  private async isTakenUp(action: Extract<Action, { do: 'finish' | 'ask' }>): Promise<boolean> {
    if (!this.isOfBefore(action)) return false
    const { integration, run, journal } = this.claimed
    const requested: JournalEntry = { kind: 'requested', by: askedEarlier }
    const { runs } = this.loop.parts.database.stores
    const hasArrived = journal.some((entry) => entry.kind === 'settled' && entry.arrived)
    if (!hasArrived && !(await runs.takenUp(integration.id, [run.record], run.flow)).has(refText(run.record)))
      return false
    this.claimed.note(requested)
    return true
  }

  /**
   * The request that the run began with was made before the cut-over was moved past its record: whoever moved it has left the
   * record with people, and nothing of it is in GP.
   */
  private async isAskedNoMore(): Promise<boolean> {
    const { integration, run } = this.claimed
    const madeAt = this.claimed.facts()?.madeAt
    if (!this.askedBefore || madeAt === undefined || instant(madeAt) >= startsOf(integration, run.flow).flowSince)
      return false
    const own = await this.loop.parts.database.stores.runs.takenUp(integration.id, [run.record], run.flow)
    return !own.has(refText(run.record))
  }

  /** The record is of a time before its flow began, and the run would do something else if a person had asked for it. */
  private isOfBefore(action: Action): boolean {
    const { integration, run, journal } = this.claimed
    if (journal.some(({ kind }) => kind === 'requested')) return false
    // "Only when a person asks" may be a rule of the flow for newer records, and stays one.
    const madeAt = this.claimed.facts()?.madeAt
    if (madeAt === undefined || instant(madeAt) >= startsOf(integration, run.flow).flowSince) return false
    const requested: JournalEntry = { kind: 'requested', by: askedEarlier }
    return !isDeepStrictEqual(this.decided(run, [...journal, requested]), action)
  }

  private decided(run: Run, journal: readonly JournalEntry[]): Action {
    const { program } = this
    return decide(program, { ...run, ...startsIn(program, this.claimed.integration, run.flow) }, journal)
  }

  /**
   * The run before waited for this record, or asked about it, and the rules of today leave it alone as it was then: the flow
   * was switched off and on again, or its setting. Nobody would hear of it any more.
   */
  private async letGo(action: Extract<Action, { do: 'finish' }>): Promise<Question | null> {
    const { run } = this.claimed
    const { runs } = this.loop.parts.database.stores
    const earlier = await this.runBefore()
    if (!earlier) return null
    const isWaitedFor = earlier.state === 'skipped' && earlier.nextAt !== null
    const isAsked = earlier.state === 'stopped' && (this.isOfBefore(action) || (await this.isAsked(letGoCode)))
    if (!isWaitedFor && !isAsked) return null
    // Who went live has said so of the records of before.
    const { liveSince } = this.claimed.integration
    if (liveSince && earlier.startedAt <= liveSince && this.isOfBefore(action)) return null
    const journal = (await runs.journal(earlier.id)).map(({ entry }) => entry)
    const today = this.decided(earlier, journal)
    if (today.do !== 'finish' || today.state !== 'skipped' || today.again) return null
    return letGo(run, earlier, action.reason)
  }

  /** Whether an open incident of this code holds the record. */
  private async isAsked(code: string): Promise<boolean> {
    const { integration, run } = this.claimed
    const held = await this.loop.parts.database.stores.incidents.heldBy(integration.id, run.flow)
    return held.some((one) => one.code === code && refText(one.record) === refText(run.record))
  }

  /** The newest run of the record in this flow but this one. */
  private async runBefore(): Promise<Run | undefined> {
    const { integration, run } = this.claimed
    const filter = { integration: integration.id, flow: run.flow, record: run.record, limit: 2 }
    return (await this.loop.parts.database.stores.runs.list(filter)).find(({ id }) => id !== run.id)
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

  /** For how long this record is looked at again. */
  private async waiting(forMs: number): Promise<Waiting> {
    const { integration, run } = this.claimed
    const waiting = {
      madeAt: this.claimed.facts()?.madeAt,
      forMs,
      flowSince: startsOf(integration, run.flow).flowSince,
      requestedAt: null,
    }
    if (lookedAtUntil(waiting) !== null) return waiting
    const { runs } = this.loop.parts.database.stores
    const requested = this.claimed.journal.some((entry) => entry.kind === 'requested' && entry.by !== askedEarlier)
    const requestedAt = requested ? run.startedAt : await runs.requestedAt(integration.id, run.flow, run.record)
    return { ...waiting, requestedAt }
  }

  private async waitedInVain(waiting: Waiting, reason: string): Promise<Question | null> {
    const earlier = await this.runBefore()
    return waitedInVain(this.claimed.run.record, { ...waiting, earlier, reason, now: this.claimed.now() })
  }

  /** When a record that is not ready is looked at again; null: it is too old, or does not say how old it is. */
  private nextLook(waiting: Waiting, everyMs: number): Job['at'] | null {
    const until = lookedAtUntil(waiting)
    return until === null || this.claimed.now() > until ? null : later(this.claimed.now(), everyMs)
  }

  /** A person has settled this question about the written record: it stays as it is, and the run goes on. */
  private async settled(error: unknown): Promise<null> {
    const { step } = this
    if (!(error instanceof NeedsPerson && error.once && error.record && step !== null)) throw error
    if (!(await isAnswered(this.claimed, questionOf(error, step)))) throw error
    this.claimed.note({ kind: 'unchanged', step, record: error.record })
    return null
  }

  private async supersede(why: string): Promise<void> {
    await this.claimed.end('superseded', `${why}; a fresh run has started.`, (tx) =>
      tx.enqueue([this.claimed.jobAt('now')]),
    )
  }

  /** Of what the run has read of the source's system: an order's address may be another while the order is as it was. */
  private async sourceDiffers(): Promise<boolean> {
    const system = systemOf(this.claimed.run.record.entity)
    return this.readsDiffer((entity) => systemOf(entity) === system)
  }

  /**
   * A document that the run goes by may have been voided while the shop was away. Not where the run has sent something there:
   * that makes such a difference itself, and each write reads again what it writes to. Nor of a bulk flow, which goes by numbers
   * that move all the time, and whose next round looks again.
   */
  private async otherSideDiffers(): Promise<boolean> {
    const { run, integration, journal } = this.claimed
    if (this.program.flows.get(run.flow)!.bulk) return false
    const isOther = (entity: EntityName) => !['hub', systemOf(run.record.entity)].includes(systemOf(entity))
    if (journal.some((entry) => entry.kind === 'written' && isOther(entry.record.entity))) return false
    const sent = await this.loop.parts.database.stores.intents.unsettled(integration.id, run.record)
    return !sent.some(({ entity }) => isOther(entity)) && this.readsDiffer(isOther)
  }

  private async readsDiffer(isAsked: (entity: EntityName) => boolean): Promise<boolean> {
    const last = new Map(
      this.claimed.journal.flatMap((entry) =>
        entry.kind === 'read' && isAsked(entry.record.entity) ? [[refText(entry.record), entry] as const] : [],
      ),
    )
    if (last.size === 0) return false
    const records = [...last.values()].map(({ record }) => record)
    const now = await this.loop.connections.readMany(this.claimed.integration, records, { fresh: this.fresh })
    return [...last].some(([text, { value }]) => {
      const held = now.get(text)?.value ?? null
      return canonicalJson(asReadBefore(value, held)) !== canonicalJson(value)
    })
  }

  /** The rules are other ones by now, and nothing is under way that these have to bring to its end. */
  private async isOutdated(): Promise<boolean> {
    if (this.claimed.run.version >= this.claimed.integration.version) return false
    const { intents } = this.loop.parts.database.stores
    return (await intents.unsettled(this.claimed.integration.id, this.claimed.run.record)).length === 0
  }

  private async fail(error: unknown): Promise<void> {
    const { parts, connections } = this.loop
    const verdict = judge(
      error,
      { attempts: this.claimed.run.attempts, step: this.step },
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
