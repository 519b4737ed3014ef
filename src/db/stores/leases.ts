import { and, eq, gt, lte, or } from 'drizzle-orm'
import { later, mostAheadMs } from '../../domain/clock.ts'
import type { LeaseStore } from '../../domain/stores.ts'
import { nudge } from '../queue.ts'
import { leases } from '../schema.ts'
import type { Session } from '../session.ts'

export function leaseStore(session: Session): LeaseStore {
  return {
    async hold(name, holder, now, until) {
      const set = { holder, until }
      const held = await session
        .insert(leases)
        .values({ name, ...set })
        .onConflictDoUpdate({
          target: leases.name,
          set,
          // Nobody holds one for much longer than is asked for here: that was a clock that was ahead.
          setWhere: or(eq(leases.holder, holder), lte(leases.until, now), gt(leases.until, later(until, mostAheadMs)))!,
        })
        .returning({ name: leases.name })
      return held.length > 0
    },
    async release(name, holder) {
      await session.delete(leases).where(and(eq(leases.name, name), eq(leases.holder, holder)))
      // Whoever stands by takes it at once.
      await nudge(session)
    },
  }
}
