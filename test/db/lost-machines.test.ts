import pg from 'pg'
import { expect, test } from 'vitest'
import { noticedSoon } from '../../src/db/session.ts'
import { instant } from '../../src/domain/clock.ts'
import { newDatabase } from '../support/database.ts'
import { openAt } from '../support/embedded.ts'

test('on each connection that may hold a lock or listens, the server is asked to notice soon that the machine is gone', async () => {
  const asked = new Map<pg.Client, string[]>()
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const text = typeof given[0] === 'string' ? given[0] : String((given[0] as { text?: string }).text)
    asked.set(this, [...(asked.get(this) ?? []), text])
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    const database = await openAt('', () => {}, await newDatabase())
    await database.transaction(async (tx) => void (await tx.leases.hold('poll x', 'a', instant(0), instant(15_000))))
    await database.close()
  } finally {
    pg.Client.prototype.query = query
  }
  const holds = (text: string) => /^(listen|insert|update|create)|lock/i.test(text)
  const holding = [...asked.values()].filter((texts) => texts.some(holds))
  expect(holding.length).toBeGreaterThan(2)
  for (const texts of holding) {
    const at = texts.findIndex((text) => text.includes(noticedSoon))
    expect(at, texts.join('\n')).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThan(texts.findIndex(holds))
  }
})
