import { instant, msBetween } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { factsOf, fieldAt, type RecordFacts } from '../../domain/entity.ts'
import type { Log } from '../../domain/observe.ts'
import { type RecordRef, ref, refText } from '../../domain/record.ts'
import { type JournalEntry, type Run, type RunState, runStates, valueRead } from '../../domain/run.ts'
import type { ActiveJob, Fence, Job, Link, Sending, Stores, Transaction } from '../../domain/stores.ts'
import type { EngineParts } from '../parts.ts'

/** One claim of one run: its journal so far, what is still to be committed, and how it is left. */
export class ClaimedRun {
  readonly parts: EngineParts
  readonly integration: Integration
  readonly run: Run
  readonly journal: JournalEntry[]
  readonly log: Log
  readonly fence: Fence
  private readonly job: ActiveJob
  private readonly startedAt
  private pending: JournalEntry[] = []
  private links: Link[] = []
  private settling: ((tx: Transaction) => Promise<void>)[] = []

  constructor(
    parts: EngineParts,
    integration: Integration,
    { run, journal }: { readonly run: Run; readonly journal: readonly JournalEntry[] },
    job: ActiveJob,
    log: Log,
  ) {
    this.parts = parts
    this.integration = integration
    this.run = run
    this.job = job
    this.journal = [...journal]
    this.log = log
    this.fence = { run: run.id, epoch: run.epoch }
    this.startedAt = parts.clock.now()
  }

  /** Committed with the next intent, or with the end. */
  note(...entries: readonly JournalEntry[]): void {
    this.journal.push(...entries)
    this.pending.push(...entries)
  }

  /** The same for a link. */
  link(link: Link): void {
    this.links.push(link)
  }

  /** Stored in the transaction that ends this claim, with its result. */
  atEnd(settle: (tx: Transaction) => Promise<void>): void {
    this.settling.push(settle)
  }

  /** What is decided next takes it for so; it is not stored. */
  assume(entry: JournalEntry): void {
    this.journal.push(entry)
  }

  /** It is known by now, or was not so. */
  assumeNoMore(entry: JournalEntry): void {
    this.journal.splice(this.journal.indexOf(entry), 1)
  }

  /** Commits what is pending, all of it or nothing; only the holder of the lease can. */
  append(stores: Pick<Stores, 'runs'>, entries: readonly JournalEntry[], sending?: Sending): Promise<void> {
    const more = { links: this.links, ...(sending ? { sending } : {}) }
    return stores.runs.append(this.fence, [...this.pending, ...entries], this.now(), more)
  }

  appended(entries: readonly JournalEntry[]): void {
    this.journal.push(...entries)
    this.pending = []
    this.links = []
  }

  /** The run's last transaction in this claim: its state, its effects and the end of its job commit together. */
  async leave(
    state: RunState,
    reason: string,
    entries: readonly JournalEntry[],
    more: (tx: Transaction) => Promise<void>,
    when?: { nextAt?: string; attempts?: number },
  ): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      await this.append(tx, entries)
      await more(tx)
      for (const settle of this.settling) await settle(tx)
      await this.noteKept(tx)
      await tx.runs.move(this.fence, state, {
        reason,
        at: this.now(),
        facts: this.facts(),
        ...(when?.nextAt === undefined ? {} : { nextAt: instant(when.nextAt) }),
        ...(when?.attempts === undefined ? {} : { attempts: when.attempts }),
      })
      await tx.complete(this.job)
    })
    this.settling = []
    this.left(state, entries, when?.attempts)
  }

  private left(state: RunState, entries: readonly JournalEntry[], attempts = this.run.attempts): void {
    this.appended(entries)
    const seconds = msBetween(this.startedAt, this.now()) / 1000
    this.parts.metrics.count('ledgerline_runs_total', { state, flow: this.run.flow })
    this.parts.metrics.observe('ledgerline_run_seconds', seconds, { flow: this.run.flow })
    this.log.info(`run ${state}`, { seconds, attempts })
  }

  /** The end of a run that nothing else hangs on, as of most: one statement, which it shares with others. @returns false: it has more to do */
  async endAtOnce(state: 'done' | 'skipped' | 'stopped', reason: string): Promise<boolean> {
    const concerned = this.journal.some(
      (entry) => entry.kind === 'kept' || (entry.kind === 'intended' && entry.write.do === 'update'),
    )
    if (concerned || this.settling.length > 0) return false
    const entries: JournalEntry[] = [{ kind: 'finished', state, reason }]
    const { runs } = this.parts.database.stores
    const ended = await runs.end(this.fence, [...this.pending, ...entries], this.now(), {
      ...{ links: this.links, state, reason, facts: this.facts(), job: this.job.id },
    })
    if (ended) this.left(state, entries)
    return ended
  }

  /** What lists show of the record, as this run has read it last; null: it has not, or there is nothing to show. */
  facts(): RecordFacts | null {
    const readOf = (record: RecordRef) => valueRead(this.journal, record)
    const schema = this.parts.entities.get(this.run.record.entity)
    const value = readOf(this.run.record)
    const facts = schema && value ? factsOf(schema, value) : null
    if (!facts) return null
    const beside = Object.entries(schema?.listedBeside ?? {}).flatMap(([fact, { by, entity, field }]) => {
      const key = value?.[by]
      const its = typeof key === 'string' && key !== '' ? readOf(ref(entity, key)) : null
      const found = its && fieldAt(its, field)
      return typeof found === 'string' && found !== '' ? [[fact, found]] : []
    })
    return { ...facts, ...Object.fromEntries(beside) }
  }

  /** The newest run of the record in this flow but this one; one that was cut short, as by other rules, says nothing. */
  async runBefore(): Promise<Run | undefined> {
    const { integration, run } = this
    const states = runStates.filter((state) => state !== 'superseded')
    const filter = { integration: integration.id, flow: run.flow, record: run.record, states, limit: 2 }
    return (await this.parts.database.stores.runs.list(filter)).find(({ id }) => id !== run.id)
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

  end(
    state: 'done' | 'skipped' | 'superseded' | 'stopped',
    reason: string,
    more: (tx: Transaction) => Promise<void>,
    when?: { readonly nextAt?: string },
  ): Promise<void> {
    return this.leave(state, reason, [{ kind: 'finished', state, reason }], more, when)
  }

  /** Ends it, and a fresh run of the record starts, which `why` says. @param also what commits with that */
  beginAnew(why: string, also: (tx: Transaction) => Promise<void> = async () => {}): Promise<void> {
    return this.end('superseded', why, async (tx) => {
      await also(tx)
      await tx.enqueue([this.jobAt('now')])
    })
  }

  jobAt(at: Job['at']): Job {
    return { integration: this.integration.id, flow: this.run.flow, record: this.run.record, at }
  }

  now() {
    return this.parts.clock.now()
  }
}
