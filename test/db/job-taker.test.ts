import { afterEach, expect, test, vi } from 'vitest'
import { heartbeatSeconds, JobTaker, type Taken } from '../../src/db/job-taker.ts'
import { instant, systemClock } from '../../src/domain/clock.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import type { ActiveJob, Job } from '../../src/domain/stores.ts'

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

test('room is kept for jobs only where nothing waits before them, and what is not stored gives it back', async () => {
  const [integration, flow] = [integrationId('main'), 'f']
  const jobOf = (key: string): Job => ({ integration, flow, record: ref('prestashop.order', key), at: 'now' })
  const looks: PromiseWithResolvers<Taken>[] = []
  const [begun, gate] = [[] as string[], Promise.withResolvers<void>()]
  let room = Number.POSITIVE_INFINITY
  const taker = new JobTaker({
    ...{ clock: systemClock, log: silentLog },
    take: async () => {
      const look = Promise.withResolvers<Taken>()
      looks.push(look)
      return [await look.promise]
    },
    touch: async () => {},
    releaseSilent: async () => {},
    crashed: async () => {},
  })
  const reserve = (...keys: string[]) => taker.reserve(keys.map(jobOf), `for ${keys.join()}`)
  // Nobody works on the flow.
  expect(reserve('1')).toBeNull()
  const handler = async ({ record, id }: ActiveJob) => {
    begun.push(`${record.key} ${id}`)
    await gate.promise
  }
  const worker = taker.work({ integration, flow, concurrency: 2, room: () => room, handler })
  await vi.waitFor(() => expect(looks).toHaveLength(1))
  // A look is under way: it takes for all of the room.
  expect(reserve('1')).toBeNull()
  looks[0]!.resolve({ jobs: [], nextAt: null })
  const kept = await vi.waitFor(() => reserve('1', '2') ?? Promise.reject(new Error('not yet')))
  expect(reserve('3')).toBeNull()
  expect(begun).toEqual([])
  kept.begin([jobOf('1')])
  expect(begun).toEqual(['1 for 1,2'])
  // The other one's room is there again.
  room = 0
  expect(reserve('3')).toBeNull()
  room = 1
  expect(reserve('3', '4')).toBeNull()
  reserve('3')!.begin([])
  taker.nudge()
  // Perhaps others wait.
  expect(reserve('3')).toBeNull()
  await vi.waitFor(() => expect(looks).toHaveLength(2))
  looks[1]!.resolve({ jobs: [], nextAt: instant(Date.now() - 1_000) })
  // One is due.
  await new Promise((resolve) => setImmediate(resolve))
  expect(reserve('3')).toBeNull()
  gate.resolve()
  for (const look of looks) look.resolve({ jobs: [], nextAt: null })
  await Promise.all([worker.stop(), taker.stop()])
})
