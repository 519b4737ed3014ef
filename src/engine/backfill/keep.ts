import { setForwardSince } from '../../domain/clock.ts'
import type { Integration } from '../../domain/definition.ts'
import { LostLease } from '../../domain/errors.ts'
import { faultText } from '../../domain/fault-text.ts'
import type { IntegrationId } from '../../domain/record.ts'
import type { Program } from '../../language/index.ts'
import { Lease } from '../lease.ts'
import type { LoopParts } from '../parts.ts'
import type { TryRecord } from './count.ts'
import { leaveGone, lookAtBackfill } from './index.ts'

/** Another process may have begun one. */
const idleMs = 10_000

/** Works on the backfills of one integration until it is stopped: of several processes, one. */
export class Backfills {
  private readonly id: IntegrationId
  private readonly loop: LoopParts
  private readonly known: () => Promise<{ readonly integration: Integration; readonly program: Program }>
  private readonly tryRecord: (integration: Integration, program: Program) => TryRecord
  private wake = new AbortController()

  constructor(parts: {
    id: IntegrationId
    loop: LoopParts
    known: Backfills['known']
    tryRecord: Backfills['tryRecord']
  }) {
    this.id = parts.id
    this.loop = parts.loop
    this.known = parts.known
    this.tryRecord = parts.tryRecord
  }

  /** One was begun or changed: it is looked at at once. */
  readonly nudge = (): void => this.wake.abort()

  async keep(signal: AbortSignal): Promise<void> {
    const { database, clock, log, process } = this.loop.parts
    const lease = new Lease({ stores: database.stores, clock, name: `backfill ${this.id}`, holder: process })
    signal.addEventListener('abort', this.nudge)
    while (!signal.aborted) {
      this.wake = new AbortController()
      let waitMs = idleMs
      const isLater = setForwardSince(clock)
      try {
        waitMs = await this.lookAtAll(lease)
      } catch (error) {
        if (!(error instanceof LostLease)) log.warn('backfill', { integration: this.id, reason: faultText(error) })
      }
      if (!signal.aborted && !isLater()) await clock.sleep(waitMs, this.wake.signal)
    }
    await lease.release().catch(() => {})
  }

  /** @returns milliseconds until there is something to do */
  private async lookAtAll(lease: Lease): Promise<number> {
    const { stores } = this.loop.parts.database
    const active = await stores.backfills.active(this.id)
    if (active.length === 0) {
      await lease.release()
      return idleMs
    }
    if (!(await lease.hold())) return idleMs
    const { integration, program } = await this.known()
    let waitMs = idleMs
    for (const backfill of active) {
      if (!program.flows.has(backfill.flow)) {
        await lease.during(() => leaveGone({ loop: this.loop, lease, backfill }))
        continue
      }
      const tryRecord = this.tryRecord(integration, program)
      const look = { loop: this.loop, integration, program, lease, backfill, tryRecord }
      waitMs = Math.min(waitMs, await lease.during(() => lookAtBackfill(look)))
    }
    return waitMs
  }
}
