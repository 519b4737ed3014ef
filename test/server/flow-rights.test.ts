import { expect, test } from 'vitest'
import type { Connector, Connectors } from '../../src/domain/connector.ts'
import { AccessDenied, NeedsPerson } from '../../src/domain/errors.ts'
import type { RecordRef } from '../../src/domain/record.ts'
import { processes } from '../../src/flows/index.ts'
import { flowRightFindings } from '../../src/server/flow-rights.ts'

const flows = processes
  .filter(({ id }) => ['stock', 'payments', 'refunds', 'shipments'].includes(id))
  .flatMap((process) => process.flows)

/** Systems in which `unread` may not be read and `unwritten` not written. */
function systems({ unread = '', unwritten = '' } = {}) {
  const asked: string[] = []
  const system = (name: string) =>
    ({
      async read({ entity }: RecordRef) {
        asked.push(entity)
        if (entity === unread) throw new AccessDenied({ system: 'gp', operation: 'GET' }, 'Give the right.')
        return null
      },
      async checkRight({ record }: { record: RecordRef }) {
        if (record.entity === unwritten)
          throw new NeedsPerson('right_missing', 'The right PATCH is not ticked', 'Tick it.', { subject: name })
      },
    }) as unknown as Connector
  return { connectors: { prestashop: system('prestashop'), gp: system('gp') } as unknown as Connectors, asked }
}

test('doctor names each right that a process needs and has not, once, with the flows that wait for it', async () => {
  const { connectors, asked } = systems({ unread: 'gp.itemStock', unwritten: 'prestashop.orderHistory' })
  expect(await flowRightFindings(flows, connectors)).toEqual([
    expect.objectContaining({
      ...{ check: 'hub.flow-rights.gp-itemStock.read', level: 'warning', todo: 'Give the right.' },
      found: expect.stringContaining('may not read gp.itemStock, which stock-to-shop needs'),
    }),
    expect.objectContaining({
      check: 'hub.flow-rights.prestashop-orderHistory.write',
      found: expect.stringContaining('may not write prestashop.orderHistory, which shipment-to-shop needs'),
    }),
  ])
  // Steps within branches count, and each entity is asked for once.
  expect(asked).toContain('prestashop.carrier')
  expect(asked.length).toBe(new Set(asked).size)
})

test('doctor says in one line that all rights are there', async () => {
  expect(await flowRightFindings(flows, systems().connectors)).toMatchObject([{ level: 'ok' }])
})
