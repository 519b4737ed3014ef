import { expect, test } from 'vitest'
import { type Instant, instant, later } from '../../../src/domain/clock.ts'
import { silentLog } from '../../../src/domain/observe.ts'
import { integrationId } from '../../../src/domain/record.ts'
import { ConnectionHistory } from '../../../src/engine/connections/connection-history.ts'

const main = integrationId('main')

function historyOf(now: () => Instant, connections: object): ConnectionHistory {
  const parts = { clock: { now, sleep: async () => {} }, log: silentLog, database: { stores: { connections } } }
  return new ConnectionHistory(parts as unknown as ConstructorParameters<typeof ConnectionHistory>[0])
}

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
  const history = () => historyOf(() => now, connections)
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

test('a system is slow where its calls are, and not where they wait for the budget of calls that the hub was given', async () => {
  const slow = new Set<string>()
  const connections = {
    async begin(integration: string, { kind }: { readonly kind: string }) {
      if (kind === 'slow') slow.add(integration)
    },
    async end(integration: string) {
      slow.delete(integration)
    },
  }
  const history = historyOf(() => instant('2026-03-01T10:00:00Z'), connections)
  const budget = integrationId('budget')
  for (let call = 0; call < 20; call++) {
    history.took(main, 'gp', 9_000)
    history.took(budget, 'gp', 9_000, true)
  }
  await history.settle()
  expect([...slow]).toEqual([main])
  expect(history.usualMs(budget, 'gp')).toBe(9_000)
})
