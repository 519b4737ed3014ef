import { expect, test } from 'vitest'
import { createPrestaShopConnector, prestashopSettings } from '../../../src/connectors/prestashop/index.ts'
import { createReferenceRows } from '../../../src/connectors/prestashop/reference-rows.ts'
import type { Webservice } from '../../../src/connectors/prestashop/webservice.ts'
import { type Clock, instant } from '../../../src/domain/clock.ts'
import { ref } from '../../../src/domain/record.ts'
import { customerXml, rawShop } from './raw-shop.ts'

/** A clock that was hours ahead, and is set right. */
function setBack() {
  let nowMs = Date.parse('2026-11-20T14:00:00Z')
  const slept: number[] = []
  const clock: Clock = {
    now: () => instant(nowMs),
    sleep: async (ms) => void slept.push(ms),
  }
  return { clock, slept, setRight: () => (nowMs -= 6 * 3_600_000) }
}

test('a tax that was read while the clock was hours ahead is read again', async () => {
  const { clock, setRight } = setBack()
  let rate = '20.000'
  const rows = createReferenceRows({ one: async () => ({ id: '1', rate }) } as unknown as Webservice, clock)
  expect(await rows.row('taxes', '1')).toMatchObject({ rate: '20.000' })
  rate = '21.000'
  setRight()
  expect(await rows.row('taxes', '1')).toMatchObject({ rate: '21.000' })
})

test('a rate of requests holds up no call for as long as the clock was ahead', async () => {
  const { clock, slept, setRight } = setBack()
  await using shop = await rawShop(() => ({ body: customerXml() }))
  const settings = prestashopSettings.parse({ url: shop.url, timezone: 'UTC', requestsPerSecond: 2, concurrency: 1 })
  const connector = createPrestaShopConnector(settings, {
    ...{ key: 'K'.repeat(32), clock, since: instant('2026-01-01') },
  })
  const customer = ref('prestashop.customer', '7')
  await connector.read(customer)
  setRight()
  await connector.read(customer)
  // The step between two requests, and no more.
  expect(Math.max(...slept)).toBeLessThanOrEqual(500)
  await connector.close()
})
