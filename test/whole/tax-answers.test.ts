import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../src/domain/connector.ts'
import type { Proposal } from '../../src/domain/proposal.ts'
import type { Json } from '../../src/domain/record.ts'
import { type Joined, joined } from './joined.ts'

let all: Joined
beforeAll(async () => {
  all = await joined()
})
afterAll(() => all[Symbol.asyncDispose]())

type ValueMapFile = { readonly entries: readonly { readonly from: string; readonly to: string | null }[] } & {
  readonly [member: string]: Json
}
const taxMap = () => all.parts['value-maps/tax.json'] as ValueMapFile
const details = () => all.sandbox.gp.company.store
const check = async () =>
  (await all.client.post<Finding[]>('/api/integrations/main/check')).filter(({ check }) => check === 'hub.tax-rates')

test('a tax that is answered with a detail of another rate, or of purchases, is named by doctor and to whoever decides', async () => {
  expect(await check()).toEqual([])
  const { from, ...before } = taxMap().entries.find((entry) => entry.to !== null)!
  const { to } = before
  const detail = details().get('taxDetail', to!)!
  details().put('taxDetail', to!, { ...detail, percent: '10' })
  expect((await check()).map(({ level, found }) => `${level}: ${found}`)).toContainEqual(
    expect.stringMatching(new RegExp(`^error: .* answers ${from} “.*” of .* with ${to}, which has 10 % in GP`)),
  )
  details().put('taxDetail', 'BOUGHT', { ...detail, key: 'BOUGHT', type: 'Purchases' })
  const { risk } = await all.client.post<Proposal>('/api/proposals', {
    integration: 'main',
    title: 'The tax of purchases',
    reason: 'It has the same rate.',
    changes: [
      {
        do: 'edit-definition',
        edits: [{ do: 'set-value', valueMap: 'tax', from, before, after: { ...before, to: 'BOUGHT' } }],
      },
    ],
  })
  expect(risk.reasons).toContainEqual(expect.stringMatching(/BOUGHT, which GP has as a tax on purchases/))
  details().put('taxDetail', to!, detail)
})

test('one tax of the shop that is charged in several countries goes to the detail of each', async () => {
  const charged = all.sandbox.shop.placeDemoOrder()
  const before = (await all.run(charged)).proofs.at(-1)!
  const rows = before.taxes![0]!.rows
  expect(new Set(rows.map(({ detail }) => detail)).has('ELSEWHERE')).toBe(false)
  const detail = details().get('taxDetail', rows[0]!.detail!)!
  details().put('taxDetail', 'ELSEWHERE', { ...detail, key: 'ELSEWHERE' })
  const { from } = taxMap().entries.find(({ to }) => to === rows[0]!.detail)!
  await all.import({
    ...all.parts,
    'value-maps/tax.json': { ...taxMap(), entries: [...taxMap().entries, { from: `${from} FR`, to: 'ELSEWHERE' }] },
  })
  const order = all.sandbox.shop.placeDemoOrder()
  const after = (await all.run(order)).proofs.at(-1)!
  expect(after).toMatchObject({ of: 'read-back', state: 'proved' })
  const detailsOf = (sheet: typeof after) => sheet.taxes![0]!.rows.map((row) => row.detail)
  expect(detailsOf(after)).toEqual(detailsOf(before).map((one) => (one === rows[0]!.detail ? 'ELSEWHERE' : one)))
})
