import { type Clock, type Instant, isYoung, msBetween } from '../../domain/clock.ts'
import { databaseFailure, describeDatabaseFailure } from '../../domain/database-error.ts'
import type { Log } from '../../domain/observe.ts'
import type { IntegrationId, System } from '../../domain/record.ts'
import type { Stores } from '../../domain/stores.ts'

/** Of so many calls in a row, half must be slow before a system is called so; a quarter or less, and it is well again. */
const looked = 20
const slowMs = 5_000
/** That a system is well is noted once more after so long: an outage that another process has noted, and died, would never end. */
const notedAgainMs = 10 * 60_000

interface Seen {
  /** Null: nothing is known since this process began; what an earlier one has noted may have ended. */
  down: boolean | null
  /** When that was noted. */
  downNotedAt: Instant | null
  slow: boolean | null
  times: number[]
}

/**
 * Remembers when a system could not be reached, or was slow, so that people can be shown it afterwards. What it writes waits
 * for nothing, and a failure of it stops nothing.
 */
export class ConnectionHistory {
  private readonly seen = new Map<string, Seen>()
  private readonly parts: {
    readonly clock: Clock
    readonly log: Log
    readonly database: { readonly stores: Pick<Stores, 'connections'> }
  }
  /** One after the other: an end must not overtake its beginning. */
  private writing: Promise<void> = Promise.resolve()

  constructor(parts: ConnectionHistory['parts']) {
    this.parts = parts
  }

  /** The breaker of a system opened, or a call came through. @param code of the error that opened it */
  reached(integration: IntegrationId, system: System, down: boolean, code: string | null = null): void {
    const seen = this.of(integration, system)
    const now = this.parts.clock.now()
    const isNoted = seen.downNotedAt !== null && isYoung(msBetween(seen.downNotedAt, now), notedAgainMs)
    if (seen.down === down && (down || isNoted)) return
    seen.down = down
    seen.downNotedAt = now
    this.note(integration, system, 'outage', down, code)
  }

  /**
   * A call was answered after so long.
   * @param paced it has perhaps waited for a budget of calls for most of that: then the system is not called slow
   */
  took(integration: IntegrationId, system: System, ms: number, paced = false): void {
    const seen = this.of(integration, system)
    seen.times.push(ms)
    if (seen.times.length > looked) seen.times.shift()
    if (seen.times.length < looked) return
    const late = seen.times.filter((time) => time > slowMs).length
    const slow = !paced && (late * 2 >= looked || (seen.slow === true && late * 4 > looked))
    if (seen.slow === slow) return
    seen.slow = slow
    this.note(integration, system, 'slow', slow, null)
  }

  /** What half of the newest calls to a system took at most; null: too few were made since this process began. */
  usualMs(integration: IntegrationId, system: System): number | null {
    const { times } = this.of(integration, system)
    return times.length < looked ? null : times.toSorted((a, b) => a - b)[looked / 2]!
  }

  /** Resolves when what was noted is stored. */
  async settle(): Promise<void> {
    await this.writing
  }

  private of(integration: IntegrationId, system: System): Seen {
    const key = `${integration} ${system}`
    const known = this.seen.get(key) ?? { down: null, downNotedAt: null, slow: null, times: [] }
    this.seen.set(key, known)
    return known
  }

  private note(integration: IntegrationId, system: System, kind: 'outage' | 'slow', is: boolean, code: string | null) {
    const { clock, log, database } = this.parts
    const at = clock.now()
    const { connections } = database.stores
    this.writing = this.writing
      .then(() =>
        is
          ? connections.begin(integration, { system, kind, code }, at)
          : connections.end(integration, { system, kind }, at),
      )
      .catch((error: unknown) => {
        const failure = databaseFailure(error)
        log.warn('the history of a connection could not be noted', {
          what: failure ? describeDatabaseFailure(failure) : 'defect',
        })
      })
  }
}
