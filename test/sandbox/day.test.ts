import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { goodsOf, type Happened, planDay, playDay } from '../../src/sandbox/day/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { plain } from '../../src/sandbox/shop/index.ts'

const goods = ['TEA', 'CUP', 'POT'].map((reference) => ({ reference, price: '12.500000' }))

test('a day is the same for the same seed, in order of time, and each order is placed once, before anything is done with it by the shop', () => {
  const law = fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, orders) => {
    const plan = planDay({ seed, orders, goods })
    expect(planDay({ seed, orders, goods })).toEqual(plan)
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((one, other) => one - other))
    const bought = plan.flatMap((event) => (event.does === 'buy' ? [event.order] : []))
    expect(bought.sort((one, other) => one - other)).toEqual(Array.from({ length: orders }, (_, index) => index + 1))
    for (const { at } of plan) expect(at >= 6 * 60 && at < 24 * 60).toBe(true)
  })
  fc.assert(law, { numRuns: 30 })
})

/** A day without a hub: nobody carries orders over, so what people in GP want to do with them is refused in the end. */
async function played(seed: number) {
  const sandbox = await startSandbox()
  try {
    const plan = planDay({ seed, orders: 40, goods: goodsOf(sandbox.shop) })
    const day = playDay(sandbox, plan)
    const happened: Happened[] = []
    while (day.due !== null) happened.push(...day.play(day.due))
    const { tables } = sandbox.shop
    const totals = [...day.orders.values()].map((id) => plain(tables.of('orders').get(id), 'total_paid'))
    const rows = tables.of('stock_availables').byId()
    const stock = rows.map((row) => `${plain(row, 'id_product')}:${plain(row, 'quantity')}`)
    const onHand = [...sandbox.gp.company.store.values('stock')].map((one) => `${one.item} ${one.site} ${one.onHand}`)
    return { happened, totals, stock, onHand }
  } finally {
    await sandbox.stop()
  }
}

test('a company is opened once: it gets the stock and the prices of all that the shop sells, and nothing else happens', async () => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.stop())
  const happened = async (input: object) => {
    const url = new URL(`${sandbox.shop.url.replace(/\/api.*$/, '')}/_day?token=${sandbox.shop.token}`)
    await fetch(url, { method: 'POST', body: JSON.stringify(input) })
    const { store } = sandbox.gp.company
    return [...store.values('stock')].map(({ item, onHand }) => `${item} ${onHand}`)
  }
  const stock = await happened({ open: true })
  const sold = goodsOf(sandbox.shop).map(({ reference }) => reference)
  expect(stock.map((one) => one.split(' ')[0]).toSorted()).toEqual(sold.toSorted())
  expect(await happened({ open: true })).toEqual(stock)
})

test('a day that is played twice comes to the same, to the cent and the piece; what nobody can do is refused in words', async () => {
  const [once, again] = [await played(7), await played(7)]
  expect(again).toEqual(once)
  expect(once.totals).toHaveLength(40)
  const refused = once.happened.filter((one) => one.refused !== null)
  expect(new Set(refused.map(({ event }) => event.who))).toContain('warehouse')
  for (const { refused: why } of refused) expect(why).toMatch(/^[A-Za-z“].*[a-z]/)
  const carried = new Set(once.happened.flatMap(({ event, refused: why }) => (why === null ? [event.does] : [])))
  expect([...carried]).toEqual(
    expect.arrayContaining([
      'buy',
      'edit order',
      'cancel',
      'refund',
      'price',
      'receive',
      'add product',
      'wire comes',
      'fail',
    ]),
  )
  expect((await played(8)).totals).not.toEqual(once.totals)
})
