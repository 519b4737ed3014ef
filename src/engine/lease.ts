import { type Clock, type Instant, later, msBetween } from '../domain/clock.ts'
import { LostLease } from '../domain/errors.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'

/** A process that shows no sign of life for so long loses what it holds: another takes over within this time and five seconds. */
const leaseMs = 15_000
const beatMs = leaseMs / 3

/** What a round of a bulk flow holds. */
export const roundLease = (integration: IntegrationId, flow: string) => `round ${integration} ${flow}`

/** Something that one process at a time does. Its times come from the clock of the process, never from the database. */
export class Lease {
  private readonly stores: Pick<Stores, 'leases'>
  private readonly clock: Clock
  private readonly name: string
  private readonly holder: string
  private renewedAt: Instant | null = null

  constructor(parts: { stores: Pick<Stores, 'leases'>; clock: Clock; name: string; holder: string }) {
    this.stores = parts.stores
    this.clock = parts.clock
    this.name = parts.name
    this.holder = parts.holder
  }

  /** Takes it when it is free, and keeps it. @returns whether it is held */
  async hold(): Promise<boolean> {
    const now = this.clock.now()
    // A clock that was set back says nothing of how long it is held.
    const agoMs = this.renewedAt === null ? null : msBetween(this.renewedAt, now)
    if (agoMs !== null && agoMs >= 0 && agoMs < beatMs) return true
    const held = await this.stores.leases.hold(this.name, this.holder, now, later(now, leaseMs))
    this.renewedAt = held ? now : null
    return held
  }

  /** Inside a transaction, so that nothing of a process that lost it is committed. @throws LostLease */
  async mustHold(tx: Pick<Stores, 'leases'>): Promise<void> {
    const now = this.clock.now()
    if (await tx.leases.hold(this.name, this.holder, now, later(now, leaseMs))) return
    this.renewedAt = null
    throw new LostLease(`${this.name} is held by another process`)
  }

  /** Keeps it while `work` takes its time. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const done = new AbortController()
    const beating = this.beat(done.signal)
    try {
      return await work()
    } finally {
      done.abort()
      await beating
    }
  }

  private async beat(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.clock.sleep(beatMs, signal)
      if (signal.aborted) return
      // A beat that fails is tried again; the transaction of the work is what decides.
      await this.hold().catch(() => {})
    }
  }

  async release(): Promise<void> {
    if (this.renewedAt === null) return
    this.renewedAt = null
    await this.stores.leases.release(this.name, this.holder)
  }
}
