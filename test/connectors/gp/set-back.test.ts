import { expect, test } from 'vitest'
import { createCurrencies } from '../../../src/connectors/gp/web-services/currencies.ts'
import { createWebServices } from '../../../src/connectors/gp/web-services/services.ts'
import { type Clock, instant } from '../../../src/domain/clock.ts'

/** A clock that was hours ahead, and is set right. */
function setBack() {
  let nowMs = Date.parse('2026-11-20T14:00:00Z')
  const clock: Clock = { now: () => instant(nowMs), sleep: async () => {} }
  return { clock, setRight: () => (nowMs -= 6 * 3_600_000) }
}

test('the decimals of a currency that were read while the clock was hours ahead are read again', async () => {
  const { clock, setRight } = setBack()
  let word = 'Two'
  const currencies = createCurrencies(clock, async () => word)
  expect(await currencies.money('EUR')).toMatchObject({ digits: 2 })
  word = 'Three'
  expect(await currencies.money('EUR')).toMatchObject({ digits: 2 })
  setRight()
  expect(await currencies.money('EUR')).toMatchObject({ digits: 3 })
})

test('so is a policy of GP', async () => {
  const { clock, setRight } = setBack()
  let asked = 0
  const answer = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetPolicyByOperationResponse><GetPolicyByOperationResult><Key><Id>1</Id></Key></GetPolicyByOperationResult></GetPolicyByOperationResponse></s:Body></s:Envelope>`
  const transport = {
    async post() {
      asked++
      return { status: 200, headers: {}, body: answer }
    },
  }
  const services = createWebServices({
    transport,
    clock,
    companyId: 1,
    role: undefined,
    urlOf: () => 'http://gp.example',
  } as never)
  for (const _ of 'ab') await services.policy('CreateSalesOrder')
  expect(asked).toBe(1)
  setRight()
  await services.policy('CreateSalesOrder')
  expect(asked).toBe(2)
})
