import { expect, test } from 'vitest'
import { prestashopEntities } from '../../../src/connectors/prestashop/entities/index.ts'
import { inLanes } from '../../../src/engine/index.ts'

// 9.0.0 left the row of a product at 2593, of two combinations of 2300 that were written at one moment.
test('stock rows of one product are written one after another, and those of several products beside each other', async () => {
  const turn = prestashopEntities.stockAvailable!.inTurnBy!
  const rows = ['11', '12', '11', '12', '11', '13'].map((product, index) => ({ [turn]: product, id: String(index) }))
  const underWay: string[] = []
  const done: string[] = []
  const seen: number[] = []
  let open = () => {}
  // Nothing ends before three products have begun.
  const allBegan = new Promise<void>((resolve) => {
    open = resolve
  })
  await inLanes(
    rows,
    async ({ id, [turn]: product }) => {
      underWay.push(product!)
      seen.push(underWay.filter((one) => one === product).length)
      if (underWay.length === 3) open()
      await allBegan
      underWay.splice(underWay.indexOf(product!), 1)
      done.push(id!)
    },
    (row) => row[turn],
  )
  expect(Math.max(...seen)).toBe(1)
  expect([...done].sort()).toEqual(['0', '1', '2', '3', '4', '5'])
  expect(done.filter((id) => ['0', '2', '4'].includes(id))).toEqual(['0', '2', '4'])
})
