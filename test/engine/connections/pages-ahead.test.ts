import { expect, test } from 'vitest'
import type { Integration } from '../../../src/domain/definition.ts'
import type { Connections } from '../../../src/engine/connections/connections.ts'
import { pagesAhead } from '../../../src/engine/connections/pages-ahead.ts'

/** A list of three pages. `fails`: the cursors whose next reading fails, each once. */
function listed(...fails: (string | null)[]) {
  const asked: (string | null)[] = []
  const nexts = new Map<string | null, string | null>([
    [null, 'b'],
    ['b', 'c'],
    ['c', null],
  ])
  const connections = {
    async page(_: Integration, __: string, cursor: string | null) {
      asked.push(cursor)
      const at = fails.indexOf(cursor)
      if (at >= 0) {
        fails.splice(at, 1)
        throw new Error(`no page at ${cursor}`)
      }
      return { records: [{ id: String(cursor) }], next: nexts.get(cursor) ?? null }
    },
  } as unknown as Connections
  return { asked, pageAt: pagesAhead(connections, {} as Integration, 'gp.item') }
}

test('the next page is on its way while one is looked at, and no page is asked for twice', async () => {
  const { asked, pageAt } = listed()
  const read: string[] = []
  const onTheWay: number[] = []
  for (let cursor: string | null | undefined = null; cursor !== undefined; ) {
    const page = await pageAt(cursor)
    read.push(String(page.records[0]!.id))
    onTheWay.push(asked.length)
    cursor = page.next ?? undefined
  }
  expect(read).toEqual(['null', 'b', 'c'])
  expect(onTheWay).toEqual([2, 3, 3])
  expect(asked).toEqual([null, 'b', 'c'])
})

test('a page that could not be read fails for whoever asks for it, and is asked for again after that', async () => {
  const { asked, pageAt } = listed('b')
  await pageAt(null)
  await new Promise((later) => setImmediate(later))
  await expect(pageAt('b')).rejects.toThrow('no page at b')
  expect((await pageAt('b')).records).toEqual([{ id: 'b' }])
  expect(asked).toEqual([null, 'b', 'b', 'c'])
})

test('whoever begins elsewhere gets that page', async () => {
  const { pageAt } = listed()
  await pageAt(null)
  expect((await pageAt('c')).records).toEqual([{ id: 'c' }])
})
