import { describe, expect, test } from 'vitest'
import { isGrown } from '../../../src/engine/backfill/feed.ts'
import { refuseFlow } from '../../../src/engine/backfill/records.ts'
import { processes, withProcess } from '../../../src/flows/index.ts'
import { compile, definitionFromParts, partsOfDefinition } from '../../../src/language/index.ts'
import { entities, standard } from '../../language/standard.ts'

describe('a backfill', () => {
  const whole = processes.reduce((parts, process) => withProcess(parts, process).parts, partsOfDefinition(standard()))
  const program = compile(definitionFromParts(whole), entities)

  test.each(['order-to-sales-order', 'payment-to-cash-receipt', 'slip-to-credit-memo', 'account-to-customer'])(
    'is of %s',
    (flow) => expect(() => refuseFlow(program, flow)).not.toThrow(),
  )

  test.each([
    ['shipment-to-shop', /mails customers/],
    ['stock-to-shop', /rounds/],
    ['nothing', /none of the flows/],
  ])('is not of %s', (flow, reason) => expect(() => refuseFlow(program, flow)).toThrow(reason))

  test('that has grown goes on where a person lets it, until it has grown as much again', () => {
    const ends = (done: number) => ({ done, already: 0, skipped: 0, held: 0 })
    const count = { records: 100, linked: 0, unreadable: 0, sums: {} }
    const at = (done: number, wentOn: number) => isGrown({ count, ends: ends(done), wentOnAt: ends(wentOn) })
    expect([at(115, 0), at(116, 0), at(116, 116), at(132, 116), at(133, 116)]).toEqual([
      false,
      true,
      false,
      false,
      true,
    ])
  })
})
