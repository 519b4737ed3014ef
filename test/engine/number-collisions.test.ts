import { expect, test } from 'vitest'
import { entities } from '../../src/connected-systems.ts'
import { integrationId } from '../../src/domain/record.ts'
import { type Numbering, numberCollisions } from '../../src/engine/number-collisions.ts'
import { processes, standardDefinition, withProcess } from '../../src/flows/index.ts'
import { definitionFromParts, partsOfDefinition } from '../../src/language/index.ts'

const payments = processes.find(({ id }) => id === 'payments')!
const definition = definitionFromParts(withProcess(partsOfDefinition(standardDefinition()), payments).parts)
const writingTo = (id: string, companyId: number): Numbering => ({
  id: integrationId(id),
  connections: { prestashop: { url: `https://${id}.example` }, gp: { url: 'https://gp.example', companyId } },
  definition,
})
const settings = (one: Numbering, other: Numbering) =>
  numberCollisions(one, [other], entities).map(({ at, reason }) => [at, /numbers of (\S+)/.exec(reason)?.[1]])

test('two companies with the same prefixes meet nowhere: what the hub keeps itself is kept for each integration', () => {
  expect(settings(writingTo('fr', -1), writingTo('de', -2))).toEqual([])
})

test('in one company receipts of two shops need two prefixes, as orders and customers do', () => {
  expect(new Map(settings(writingTo('fr', -1), writingTo('de', -1)) as [string, string][])).toEqual(
    new Map([
      ['settings.json/orderPrefix', 'gp.salesOrder'],
      ['settings.json/customerPrefix', 'gp.customer'],
      ['settings.json/receiptPrefix', 'gp.cashReceipt'],
    ]),
  )
})
