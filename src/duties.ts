import { type Clock, type Instant, later } from './domain/clock.ts'
import { databaseFailure, describeDatabaseFailure } from './domain/database-error.ts'
import type { Log } from './domain/observe.ts'
import type { Database } from './domain/stores.ts'
import { Lease } from './engine/index.ts'

/** Something that the hub does again and again. Beside what it does, nothing waits for it: a remote system may not answer. */
export interface Duty {
  /** Does it now, unless that is under way. */
  now(): void
  /** Does it now and again. @param apartMs from the second time on later by so much: not all want the database at once */
  start(apartMs?: number): void
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** @param fails what the log says when it fails */
export function createDuty(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  everyMs: number,
  fails: string,
  work: () => Promise<void>,
): Duty {
  let under: Promise<void> | null = null
  let stopped: AbortController | null = null
  const now = () => {
    under ??= work()
      .catch((error: unknown) => {
        const failure = databaseFailure(error)
        log.error(fails, { what: failure ? describeDatabaseFailure(failure) : 'defect' })
      })
      .finally(() => {
        under = null
      })
  }
  return {
    now,
    start(apartMs = 0) {
      stopped = new AbortController()
      const { signal } = stopped
      const repeat = async () => {
        for (let restMs = everyMs + apartMs; !signal.aborted; restMs = everyMs) {
          now()
          await clock.sleep(restMs, signal)
        }
      }
      void repeat()
    },
    async stop() {
      stopped?.abort()
      await under
    },
  }
}

/**
 * What one of several processes on a database does at a time: the others leave it out. Who did it last keeps it for the
 * quarter of a minute that a lease lasts, and a process that died holds it no longer than that.
 */
export function byOneProcess(
  { stores }: Pick<Database, 'stores'>,
  clock: Clock,
  process: string,
): (name: string, work: () => Promise<unknown>) => () => Promise<void> {
  return (name, work) => {
    const lease = new Lease({ stores, clock, name, holder: process })
    return async () => {
      if (await lease.hold()) await lease.during(work)
    }
  }
}

const day = 24 * 60 * 60_000

/** Items with their facts are a kilobyte at most: 50 MB, and more items than a shop sells in a day. */
const mostKnownRecords = 50_000

/** How long what is done stays to be looked at, in days; 0: for ever. */
export interface KeptDays {
  readonly ticks: number
  readonly files: number
  readonly reports: number
  readonly runs: number
  readonly messages: number
}

/** Runs that are forgotten in one transaction, and transactions in one go: ten thousand runs, more than ten minutes bring. */
const forgottenAtOnce = 200
const goes = 50

/** A machine that starts with a clock that is months ahead has it set right by then: what is forgotten by it is gone for good. */
const clockSetRightMs = 10 * 60_000

/**
 * Forgets what nothing needs any more. Old runs of records once a day: looking for them reads every link.
 * @param upMs how long this process runs, by a clock that nobody sets
 */
export function createTidying(
  database: Database,
  clock: Clock,
  kept: KeptDays,
  upMs: () => number = () => performance.now(),
): () => Promise<void> {
  let runsAt: Instant | null = null
  return async () => {
    if (upMs() < clockSetRightMs) return
    const now = clock.now()
    const before = (days: number) => (days === 0 ? null : later(now, -days * day))
    const runsAreDue = runsAt === null || later(runsAt, day) <= now
    const retention = {
      ticksBefore: before(kept.ticks),
      filesBefore: before(kept.files),
      reportsBefore: before(kept.reports),
      runsBefore: runsAreDue ? before(kept.runs) : null,
    }
    for (let go = 0; go < goes; go++) {
      if ((await database.transaction((tx) => tx.retention.forget(retention, forgottenAtOnce))) >= forgottenAtOnce)
        continue
      if (runsAreDue) runsAt = now
      break
    }
    if (retention.runsBefore) await database.stores.figures.prune(retention.runsBefore)
    const messagesBefore = before(kept.messages)
    for (let go = 0; messagesBefore !== null && go < goes; go++) {
      const gone = await database.transaction((tx) => tx.rawMessages.forget(messagesBefore, forgottenAtOnce))
      if (gone < forgottenAtOnce) break
    }
    await tidy(database, now)
  }
}

async function tidy({ stores, people }: Database, now: Instant): Promise<void> {
  await stores.changes.forgetNonces(now)
  await people.pruneAttempts(later(now, -day))
  await stores.sessions.prune(now)
  await stores.grants.prune(now)
  await stores.connections.prune(later(now, -90 * day))
  await stores.mutes.prune(now)
  await stores.knownRecords.prune({ readBefore: later(now, -day), most: mostKnownRecords })
  await stores.modelCalls.forgetTexts(later(now, -90 * day))
  await stores.chats.forget(later(now, -365 * day))
  await stores.webhooks.prune({ toldBefore: later(now, -day), missedBefore: later(now, -30 * day) })
}

/**
 * The newest line of the audit log goes to the log of the process, which is kept elsewhere: what is cut off or made anew
 * later does not fit it. Each head once.
 */
export function createHeadReport({ stores }: Database, log: Log): () => Promise<void> {
  let reported = 0
  return async () => {
    const [newest] = await stores.audit.list({ limit: 1 })
    if (!newest || newest.sequence === reported) return
    reported = newest.sequence
    log.info('head of the audit log', { head: `${newest.sequence}:${newest.hash}` })
  }
}
