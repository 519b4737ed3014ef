import { expect, test } from 'vitest'
import { newDatabase } from '../support/database.ts'
import { openAt } from '../support/embedded.ts'
import { startPooler } from '../support/pooler.ts'

test.each(['newest', 'oldest'] as const)(
  'a pooler in transaction mode is refused, whichever connection it hands out: the %s',
  async (order) => {
    const url = new URL(await newDatabase())
    const pooler = await startPooler({ host: url.hostname, port: Number(url.port) }, order)
    url.port = String(pooler.port)
    try {
      await expect(openAt('', () => {}, url.href)).rejects.toMatchObject({
        code: 'pooler_in_transaction_mode',
        hint: expect.stringMatching(/pool_mode = session/),
      })
    } finally {
      pooler.stop()
    }
  },
)
