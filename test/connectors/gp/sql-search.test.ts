import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../../src/connectors/gp/index.ts'
import { systemClock } from '../../../src/domain/clock.ts'
import { type Gp, startGp } from '../../../src/sandbox/gp/index.ts'

let gp: Gp
beforeAll(async () => {
  const addresses = [{ key: 'MAIN' }]
  gp = await startGp({
    company: {
      company: { name: 'Northwind', currency: 'EUR' },
      customers: ['C1', 'C2', 'C3'].map((key) => ({ key, name: key, addresses })),
    },
  })
  const { store } = gp.company
  const taxed = { C1: 'fr 12.345-678', C2: 'FR12345678', C3: 'FR1' }
  for (const [key, TaxRegistrationNumber] of Object.entries(taxed))
    store.put('customer', key, { ...store.get('customer', key)!, TaxRegistrationNumber })
  const mailed = { C1: 'desk@example.com; A_B@example.com', C2: 'axb@example.com' }
  for (const [key, EmailToAddress] of Object.entries(mailed))
    gp.company.saveAddress(key, {
      Key: { CustomerKey: { Id: key }, Id: 'MAIN' },
      InternetAddresses: { EmailToAddress },
    })
})
afterAll(() => gp.stop())

async function search(entity: string, where: Readonly<Record<string, string>>, how: { sql: boolean; ifAble?: true }) {
  const { sql, ...more } = how
  const connector = createGpConnector(
    gpSettings.parse({
      ...{ url: gp.url, companyId: gp.companyId },
      ...(sql ? { econnect: 'sql', sql: { server: 'sandbox', ...gp.sql } } : {}),
    }),
    {
      ...{ username: gp.username, password: gp.password, clock: systemClock },
      ...{ sqlUsername: gp.username, sqlPassword: gp.password },
    },
  )
  try {
    return (await connector.search(entity, { where, limit: 10, ...more })).map(({ Key }) => Key)
  } finally {
    await connector.close()
  }
}
const vat = { TaxRegistrationNumber: 'FR 12345678' }
const mail = { EmailToAddress: 'a_b@example.com' }

test('customers are found by VAT number, and addresses by e-mail, in any letter case, with a login to SQL Server', async () => {
  expect(await search('customer', vat, { sql: true })).toEqual(['C1', 'C2'])
  expect(await search('customer', { TaxRegistrationNumber: ' - ' }, { sql: true })).toEqual([])
  // "_" is a letter here, and not any letter.
  expect(await search('customerAddress', mail, { sql: true })).toEqual(['C1/MAIN'])
  expect(await search('customer', { TaxRegistrationNumber: 'fr12345678' }, { sql: true })).toEqual(['C1', 'C2'])
  expect(await search('customerAddress', { EmailToAddress: 'Desk@Example.com' }, { sql: true })).toEqual(['C1/MAIN'])
})

test('without one that is refused in words, and finds nothing where it is asked for if the system is able to', async () => {
  for (const [entity, where] of [
    ['customer', vat],
    ['customerAddress', mail],
  ] as const) {
    await expect(search(entity, where, { sql: false })).rejects.toMatchObject({
      problems: [{ at: Object.keys(where)[0], reason: expect.stringContaining('is not searched by') }],
    })
    expect(await search(entity, where, { sql: false, ifAble: true })).toEqual([])
  }
})

test('a login that may not look is no reason to hold an order; a person who searches reads it', async () => {
  gp.sqlTroubles.denied.add('RM00101').add('SY01200')
  expect(await search('customer', vat, { sql: true, ifAble: true })).toEqual([])
  await expect(search('customer', vat, { sql: true })).rejects.toMatchObject({ code: 'access_denied' })
  gp.sqlTroubles.denied.clear()
})
