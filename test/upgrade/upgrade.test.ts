import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hubClient } from '../../src/client/index.ts'
import { readConfig } from '../../src/config.ts'
import { silentLog } from '../../src/domain/observe.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import { integrationId, ref } from '../../src/domain/record.ts'
import { openHub } from '../../src/hub.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { loadFixture } from './load-fixture.ts'

const password = 'correct horse battery'

// See make-fixture.test.ts for what each order is in the middle of.
test.each(['0.1'])(
  'what a hub of version %s was in the middle of goes on, and nothing is written twice',
  async (version) => {
    const left = await loadFixture(version)
    const { stateFolder, databaseUrl } = left
    const sandbox = await startSandbox({ stateFolder, key: 'UPGRADEFIXTUREUPGRADEFIXTURE0001' })
    const { company } = sandbox.gp
    await left.joinTo(sandbox.shop.url, sandbox.gp.url)
    const hub = await openHub(
      readConfig({
        LEDGERLINE_DATA: join(stateFolder, 'data'),
        DATABASE_URL: databaseUrl,
        LEDGERLINE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
        LEDGERLINE_PORT: '0',
        LEDGERLINE_POLL_SECONDS: '1',
        LEDGERLINE_SETTLE_SECONDS: '1',
      }),
      silentLog,
    )
    const client = hubClient(
      async (path, init) => hub.app.request(path, init),
      hub.token,
      async () => {},
    )
    /** One of its runs has come to this. A poll may have started another since. */
    const settled = async (order: number, state: string) => {
      const record = ref('prestashop.order', String(order))
      for (let look = 0; ; look++) {
        const runs = await hub.database.stores.runs.list({ integration: integrationId('main'), record, limit: 20 })
        const found = runs.findLast((run) => run.state === state)
        if (found) return found
        if (look > 8_000)
          throw new Error(
            `order ${order} is not ${state}: ${runs.map((run) => `${run.state}, ${run.reason}`).join('; ')}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const held = (order: number) =>
      hub.database.stores.incidents.list({ record: ref('prestashop.order', String(order)), state: 'open', limit: 5 })
    const document = (order: number) => company.store.get('salesOrder', `WEB${order}`)
    try {
      expect(document(3), 'GP had stored it; the reply was lost').toBeDefined()
      expect(document(4)).toBeUndefined()
      await hub.start()

      const { id } = await settled(3, 'done')
      const [resumed] = (await hub.database.stores.runs.journal(id)).flatMap(({ entry }) =>
        entry.kind === 'settled' ? [entry] : [],
      )
      expect(resumed, 'it was looked up, and not sent again').toMatchObject({ arrived: true })
      await settled(4, 'done')
      await settled(5, 'stopped')
      expect(await held(5)).toMatchObject([{ id: (await held(2))[0]!.id, question: { code: 'missing_value' } }])

      const proposals = await client.get<Proposal[]>('/api/proposals?limit=50')
      const [answer, comment] = ['Answer the carrier', 'Write a comment'].map((title) =>
        proposals.find((proposal) => proposal.title === title),
      )
      expect(comment, 'it was approved, and GP did not answer').toMatchObject({ state: 'applied' })
      expect(document(1)).toMatchObject({ Comment: 'By hand' })

      const decision = { approve: true, planHash: answer!.planHash, email: 'ben@example.com', password }
      expect(await client.post<Proposal>(`/api/proposals/${answer!.id}/decide`, decision)).toMatchObject({
        state: 'applied',
      })
      for (const order of [2, 5]) await settled(order, 'done')

      expect([...company.store.values('salesOrder')].map(({ Key }) => Key?.Id).sort()).toEqual(
        [1, 2, 3, 4, 5].map((order) => `WEB${order}`),
      )
      // Versions that runs are pinned to, and edits that people made, hold.
      expect(document(4)!.Comment ?? '').toBe('')
      expect(document(2)!.Comment).toMatch(/^Shop [A-Z]+$/)
      expect(await client.get('/api/audit/verify')).toMatchObject({ brokenAt: null })
    } finally {
      await hub.close()
      await sandbox.stop()
      rmSync(join(stateFolder, '..'), { recursive: true })
    }
  },
)
