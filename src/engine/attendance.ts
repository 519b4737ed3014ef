import { type Instant, later, setForwardSince } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, LostLease } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import type { IntegrationId, System } from '../domain/record.ts'
import type { Job } from '../domain/stores.ts'
import { Backfills } from './backfill/keep.ts'
import { deciding } from './deciding.ts'
import { dryRun } from './dry-run.ts'
import { enqueueUntaken } from './intake/intake.ts'
import { enqueueOverdue } from './intake/overdue.ts'
import { type Look, type LooksBefore, noLooksBefore, pollOnce, whenDue } from './intake/poller.ts'
import type { KnownIntegrations } from './known-integrations.ts'
import { Lease } from './lease.ts'
import { hinderingCollisions, type Numbering } from './number-collisions.ts'
import type { LoopParts } from './parts.ts'
import { carryOut } from './run-loop.ts'

/**
 * Between looks of whoever polls. It knows when the next feed and the next tick are due, and hears of what others change; the
 * longest is for what nobody has heard, as where a connection was cut without a word.
 */
const [leastApartMs, mostApartMs] = [1_000, 10_000]
/** The run before may not have ended when the next record is reported. Where more were under way of late, records are read together. */
const fewRuns = 2
const ofLateMs = 1_000
/** Between looks whether the one that polls has gone. */
const standByMs = 5_000

/** Works on the jobs of integrations, and polls for them, until it is stopped. */
export class Attendance {
  private readonly loop: LoopParts
  private readonly integrations: KnownIntegrations
  private readonly workers = new Map<string, { stop(): Promise<void> }>()
  private readonly pollers = new Map<IntegrationId, AbortController>()
  private readonly polling = new Set<Promise<void>>()
  private readonly attending = new Map<IntegrationId, Promise<void>>()
  private ending = new AbortController()
  private readonly backfills = new Map<IntegrationId, Backfills>()
  private readonly attended = new Map<IntegrationId, Integration & Numbering>()
  /** Why one could not begin, as said last. */
  private readonly refused = new Map<IntegrationId, string>()
  /** The systems that the runs of each flow call, by the newest version that this process has seen. */
  private readonly systems = new Map<string, ReadonlySet<System>>()
  /** Under way in this process. */
  private runs = 0
  /** When there were more than a few. */
  private manyAt: Instant | null = null

  constructor(loop: LoopParts, integrations: KnownIntegrations) {
    this.loop = loop
    this.integrations = integrations
  }

  /** Begins with all integrations, and with those that other processes make from now on. */
  async begin(): Promise<void> {
    await this.attendNew()
    const { clock, log } = this.loop.parts
    const { signal } = this.ending
    const keepAttending = async () => {
      while (!signal.aborted) {
        await clock.sleep(mostApartMs, signal)
        if (!signal.aborted)
          await this.attendNew().catch((error: unknown) => log.warn('integrations', { reason: faultText(error) }))
      }
    }
    const done = keepAttending().finally(() => this.polling.delete(done))
    this.polling.add(done)
  }

  private async attendNew(): Promise<void> {
    for (const { id } of await this.loop.parts.database.stores.integrations.list())
      if (!this.pollers.has(id) && !this.ending.signal.aborted) await this.attendOrSay(id)
  }

  /** One integration that cannot begin must not keep the others from working. */
  private async attendOrSay(id: IntegrationId): Promise<void> {
    try {
      await this.attend(id)
      this.refused.delete(id)
    } catch (error) {
      const reason = error instanceof HubError ? `${error.message} ${error.hint}` : faultText(error)
      if (this.refused.get(id) !== reason)
        this.loop.parts.log.error('integration cannot start', { integration: id, reason })
      this.refused.set(id, reason)
    }
  }

  /**
   * Begins with an integration, and with each flow that it has got since.
   * @throws InvalidInput: it would make documents under numbers that one makes which is worked on already
   */
  async attend(id: IntegrationId): Promise<void> {
    // One after the other: two at once would make two workers of a flow.
    const before = this.attending.get(id)
    const own = (before ?? Promise.resolve()).catch(() => {}).then(() => this.attendAlone(id))
    this.attending.set(id, own)
    try {
      await own
    } finally {
      if (this.attending.get(id) === own) this.attending.delete(id)
    }
  }

  private async attendAlone(id: IntegrationId): Promise<void> {
    const { parts, connections } = this.loop
    if (this.ending.signal.aborted) return
    const integration = await this.integrations.reread(id)
    const program = await this.integrations.programOf(integration)
    const own = { ...integration, definition: program.definition }
    const problems = hinderingCollisions(own, [...this.attended.values()], parts.entities)
    if (problems.length > 0) throw new InvalidInput(`“${id}”`, problems)
    this.attended.set(id, own)
    for (const [flow, compiled] of program.flows) {
      const name = `${id} ${flow}`
      this.systems.set(name, compiled.systems)
      if (this.workers.has(name)) continue
      const worker = await parts.database.queue.work({
        integration: id,
        flow,
        concurrency: parts.options.concurrency,
        // A system that is down holds up the flows that call it, and no other.
        room: () => (this.integrations.isPaused(id, flow) ? 0 : connections.room(id, this.systems.get(name)!)),
        handler: async (job) => {
          const known = await this.integrations.fresh(id)
          const systems = (await this.integrations.programOf(known)).flows.get(flow)?.systems ?? new Set()
          this.systems.set(name, systems)
          connections.starts(id, systems)
          if (++this.runs > fewRuns) this.manyAt = parts.clock.now()
          try {
            await carryOut(this.loop, known, job)
          } finally {
            this.runs--
            connections.ends(id, systems)
          }
        },
      })
      this.workers.set(name, worker)
    }
    if (!this.pollers.has(id)) {
      const abort = new AbortController()
      this.pollers.set(id, abort)
      const done = this.keepLooking(id, abort.signal).finally(() => this.polling.delete(done))
      this.polling.add(done)
      if (parts.options.polls) this.keepBackfills(id, abort.signal)
    }
  }

  /** These jobs are begun as soon as they are there, beside few others. */
  isQuiet(id: IntegrationId, jobs: readonly Pick<Job, 'flow'>[]): boolean {
    const now = this.loop.parts.clock.now()
    return (
      this.runs < fewRuns &&
      (this.manyAt === null || later(this.manyAt, ofLateMs) < now) &&
      jobs.every(
        ({ flow }) =>
          this.workers.has(`${id} ${flow}`) &&
          !this.integrations.isPaused(id, flow) &&
          this.loop.connections.room(id, this.systems.get(`${id} ${flow}`)!) === Number.POSITIVE_INFINITY,
      )
    )
  }

  /** A backfill was begun or changed. */
  nudge(id: IntegrationId): void {
    this.backfills.get(id)?.nudge()
  }

  private keepBackfills(id: IntegrationId, signal: AbortSignal): void {
    const { loop, integrations } = this
    const backfills = new Backfills({
      ...{ id, loop },
      known: async () => {
        const integration = await integrations.fresh(id)
        return { integration, program: await integrations.programOf(integration) }
      },
      tryRecord: (integration, program) => (what) =>
        dryRun(loop, integration, deciding(program), {
          ...what,
          edits: [],
          version: integration.version,
          guards: program,
        }),
    })
    this.backfills.set(id, backfills)
    const done = backfills.keep(signal).finally(() => this.polling.delete(done))
    this.polling.add(done)
  }

  /** Ends when what is in progress has ended. */
  async stop(): Promise<void> {
    this.ending.abort()
    // What one that is under way begins with is ended, too.
    await Promise.allSettled(this.attending.values())
    for (const abort of this.pollers.values()) abort.abort()
    await Promise.all([...[...this.workers.values()].map((worker) => worker.stop()), ...this.polling])
    this.workers.clear()
    this.pollers.clear()
    this.backfills.clear()
    this.attended.clear()
    this.refused.clear()
    this.systems.clear()
    this.ending = new AbortController()
  }

  /**
   * Knows of the integration as it is, and polls while this process has the lease: of several that share a database, one. The
   * others stand by; a worker only has to know what is paused.
   */
  private async keepLooking(id: IntegrationId, signal: AbortSignal): Promise<void> {
    const { loop, integrations } = this
    const { database, clock, log, process, options } = loop.parts
    const lease = new Lease({ stores: database.stores, clock, name: `poll ${id}`, holder: process })
    let forgetAt = clock.now()
    let known = { integration: '', looks: noLooksBefore() }
    let wake = new AbortController()
    const nudge = () => wake.abort()
    const hearNoMore = database.queue.hear(nudge)
    signal.addEventListener('abort', nudge)
    while (!signal.aborted) {
      // Before the look: a nudge that comes during it counts.
      wake = new AbortController()
      let waitMs = standByMs
      const isLater = setForwardSince(clock)
      try {
        const integration = await integrations.reread(id)
        // Another process has imported a version that may have flows of which nobody takes the jobs here.
        if (integration.version !== this.attended.get(id)?.version) await this.attendOrSay(id)
        const now = options.polls && (await lease.hold()) ? JSON.stringify(integration) : ''
        if (now !== known.integration) known = { integration: now, looks: noLooksBefore(known.looks) }
        if (now !== '') waitMs = await lease.during(() => lookOnce({ loop, integration, lease }, known.looks))
        if (options.polls && clock.now() >= forgetAt) {
          await database.transaction((tx) => tx.changes.forgetNonces(clock.now()))
          await enqueueOverdue(loop.parts, await integrations.fresh(id))
          forgetAt = later(clock.now(), 60_000)
        }
      } catch (error) {
        // The next poll begins where this one did: nothing is skipped.
        if (!(error instanceof LostLease)) log.warn('poll failed', { integration: id, reason: faultText(error) })
      }
      // While much is reported, one look a second is enough.
      const restMs = Math.min(Math.max(waitMs, 20), mostApartMs)
      await clock.sleep(Math.min(restMs, leastApartMs), signal)
      if (restMs > leastApartMs && !isLater()) await clock.sleep(restMs - leastApartMs, wake.signal)
    }
    hearNoMore()
    await known.looks.beside.polling
    await lease.release().catch(() => {})
  }
}

/** The safety net under the queue has a mesh of a minute. */
const untakenEveryMs = 10_000

/** The safety net works whatever becomes of the feeds. */
async function lookOnce(look: Look, before: LooksBefore): Promise<number> {
  try {
    return await pollOnce(look, before)
  } finally {
    if (!look.integration.paused)
      await whenDue(look, before, 'untaken changes', async () => {
        await enqueueUntaken(look.loop, look.integration)
        return untakenEveryMs
      })
  }
}
