import { afterEach, expect, test, vi } from 'vitest'
import { heartbeatSeconds, JobTaker } from '../../src/db/job-taker.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { ActiveJob } from '../../src/domain/stores.ts'

afterEach(() => vi.useRealTimers())

test('a job of which no nudge came is found at the next heartbeat', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const [integration, flow] = [integrationId('main'), 'f']
  const job: ActiveJob = { integration, flow, record: ref('prestashop.order', '1'), at: 'now', id: 'held' }
  const waiting: ActiveJob[] = []
  const handled = Promise.withResolvers<ActiveJob>()
  const looked = Promise.withResolvers<void>()
  const taker = new JobTaker({
    ...{ clock: systemClock, log: silentLog },
    async take(wanted) {
      looked.resolve()
      return wanted.map(() => ({ jobs: waiting.splice(0), nextAt: null }))
    },
    touch: async () => {},
    releaseSilent: async () => {},
    crashed: async () => {},
  })
  taker.work({ integration, flow, concurrency: 1, room: () => 1, handler: async (its) => handled.resolve(its) })
  await looked.promise
  waiting.push(job)
  vi.advanceTimersByTime(heartbeatSeconds * 1000)
  expect(await handled.promise).toBe(job)
  await taker.stop()
})
