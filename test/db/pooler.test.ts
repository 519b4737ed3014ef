import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import { newDatabase } from '../support/database.ts'
import { openAt } from '../support/embedded.ts'
import { startPooler } from '../support/pooler.ts'

test.each(['newest', 'oldest'] as const)(
  'a pooler in transaction mode is refused, whichever connection it hands out: the %s',
  async (order) => {
    const url = new URL(await newDatabase())
    const host = decodeURIComponent(url.hostname)
    const path = join(host, `.s.PGSQL.${url.port}`)
    const pooler = await startPooler(isAbsolute(host) ? { path } : { host, port: Number(url.port) }, order)
    url.host = `127.0.0.1:${pooler.port}`
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
