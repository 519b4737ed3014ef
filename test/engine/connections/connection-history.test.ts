import { expect, test } from 'vitest'
import { instant, later } from '../../../src/domain/clock.ts'
import { silentLog } from '../../../src/domain/observe.ts'
import { integrationId } from '../../../src/domain/record.ts'
import { ConnectionHistory } from '../../../src/engine/connections/connection-history.ts'

const main = integrationId('main')

test('an outage that a process has noted which died since is over when the others reach the system', async () => {
  let now = instant('2026-03-01T10:00:00Z')
  let isDown = false
  const connections = {
    async begin() {
      isDown = true
    },
    async end() {
      isDown = false
    },
  }
  const parts = {
    clock: { now: () => now, sleep: async () => {} },
    log: silentLog,
    database: { stores: { connections } },
  }
  const history = () => new ConnectionHistory(parts as unknown as ConstructorParameters<typeof ConnectionHistory>[0])
  const [here, dead] = [history(), history()]
  here.reached(main, 'gp', false)
  await here.settle()
  dead.reached(main, 'gp', true, 'remote_unavailable')
  await dead.settle()
  expect(isDown).toBe(true)
  now = later(now, 11 * 60_000)
  here.reached(main, 'gp', false)
  await here.settle()
  expect(isDown).toBe(false)
})
