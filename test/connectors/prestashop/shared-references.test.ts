import { expect, test } from 'vitest'
import { sharedReferences } from '../../../src/connectors/prestashop/check.ts'

/** What doctor says of a shop of so many products, each with its own reference but the last, which has that of the first. */
async function said(count: number): Promise<string> {
  const rows = Array.from({ length: count }, (_, at) => ({
    ...{ id: String(at + 1), reference: at + 1 === count ? 'REF-1' : `REF-${at + 1}` },
  }))
  const webservice = {
    list: async (_: string, { limit }: { limit?: number }) => ({ rows: rows.slice(0, limit), unreadable: [] }),
  } as unknown as Parameters<typeof sharedReferences>[1]
  const [finding] = await sharedReferences(new Map([['products', new Set(['GET'])]]), webservice)
  return `${finding!.level}: ${finding!.found}`
}

test('doctor says "no two share a reference" of all products alone, not of those that it has not looked at', async () => {
  expect(await said(1)).toBe('ok: No two products share a reference.')
  expect(await said(4999)).toMatch(/^warning: 1 references are shared.*REF-1 \(1:0, 4999:0\)/)
  expect(await said(5001)).toMatch(/^ok: Of the first 5000 products.*the others were not looked at/)
})
