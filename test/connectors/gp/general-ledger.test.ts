import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../../src/connectors/gp/index.ts'
import { systemClock } from '../../../src/domain/clock.ts'
import type { Connector } from '../../../src/domain/connector.ts'
import { RejectedByRemote } from '../../../src/domain/errors.ts'
import { type RecordValue, ref } from '../../../src/domain/record.ts'
import { type Gp, startGp } from '../../../src/sandbox/gp/index.ts'

let gp: Gp
let connector: Connector
beforeAll(async () => {
  gp = await startGp({
    company: {
      company: { id: 2, name: 'Northwind', currency: 'EUR' },
      glAccounts: [
        { key: '000-1100-00' },
        { key: '000-6520-00' },
        { key: '000-9999-00', active: false },
        { key: '000-9100-00', type: 'Unit' },
        { key: '000-1200-00', description: 'Receivables', accountEntry: false },
      ],
      closedPeriods: [{ from: '2026-01-01', to: '2026-10-31' }],
    },
  })
  connector = createGpConnector(gpSettings.parse({ url: gp.url, companyId: 2 }), {
    username: gp.username,
    password: gp.password,
    clock: systemClock,
  })
})
afterAll(async () => {
  await connector.close()
  await gp.stop()
})

let number = 90_000_000
const line = (account: string, debit: string, credit: string, index: number) => ({
  ...{ SequenceNumber: 16384 * index, GLAccountKey: account, DebitAmount: debit, CreditAmount: credit },
  Description: `Line ${index}`,
})
const journal = (change: RecordValue = {}): RecordValue => ({
  Date: '2026-11-28',
  BatchKey: 'PAYOUT20261128',
  CurrencyKey: 'EUR',
  Reference: 'mollie stl_1',
  Lines: [line('000-6520-00', '1.2', '0', 1), line('000-1100-00', '0', '1.2', 2)],
  ...change,
})
const write = (document: RecordValue, key = String(++number)) =>
  connector.write({ do: 'create', record: ref('gp.glTransaction', key), document })
const refusal = async (document: RecordValue) => {
  const error = await write(document).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(RejectedByRemote)
  return error as RejectedByRemote
}

describe('a journal over Web Services', () => {
  test('is read back as it was sent, in work and posted', async () => {
    const key = await write(journal())
    const held = await connector.read(ref('gp.glTransaction', key))
    expect(held).toMatchObject({ ...journal(), Key: key, TransactionState: 'Work' })
    const { store } = gp.company
    store.put('journal', key, { ...store.get('journal', key)!, TransactionState: 'Open' })
    expect(await connector.read(ref('gp.glTransaction', key))).toMatchObject({ Key: key, TransactionState: 'Open' })
    expect(await connector.read(ref('gp.glTransaction', '89999999'))).toBeNull()
    expect(await connector.search('glTransaction', { where: { BatchKey: 'PAYOUT20261128' }, limit: 5 })).toMatchObject([
      { Key: key, Reference: 'mollie stl_1' },
    ])
  })

  test('that does not balance is refused', async () => {
    await refusal(journal({ Lines: [line('000-6520-00', '1.2', '0', 1), line('000-1100-00', '0', '1.19', 2)] }))
  })

  test('into a closed period is refused with what the accountant can do', async () => {
    const { diagnosis, hint } = await refusal(journal({ Date: '2026-10-31' }))
    expect(`${diagnosis?.says} ${hint}`).toMatch(/fiscal period that is closed.*open the period/)
  })

  test('on an account that is not there, or inactive, is refused', async () => {
    for (const account of ['000-0000-00', '000-9999-00'])
      await refusal(journal({ Lines: [line('000-6520-00', '1', '0', 1), line(account, '0', '1', 2)] }))
  })

  test('under a number that is taken is refused as a duplicate', async () => {
    const key = await write(journal())
    const error = await write(journal({ Reference: 'another' }), key).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'duplicate' })
  })
})

describe('an account of the general ledger', () => {
  const account = async (key: string) => (await connector.search('glAccount', { where: { Key: key }, limit: 1 }))[0]

  test('says whether it is active, of which type it is, and whether anything may be entered on it', async () => {
    const fine = { IsActive: true, AccountType: 'Posting' }
    expect(await account('000-1100-00')).toMatchObject({ ...fine, AllowAccountEntry: true })
    expect(await account('000-1200-00')).toMatchObject({
      ...{ ...fine, Description: 'Receivables', AllowAccountEntry: false },
    })
    expect(await account('000-9999-00')).toMatchObject({ ...fine, IsActive: false })
    // GP says of posting accounts alone whether people may enter on them.
    expect(await account('000-9100-00')).toEqual({
      Key: '000-9100-00',
      IsActive: true,
      AccountType: 'Unit',
    })
    expect(await account('000-0000-00')).toBeUndefined()
    expect(await connector.read(ref('gp.glAccount', '000-1200-00'))).toMatchObject({ AllowAccountEntry: false })
    expect(await connector.read(ref('gp.glAccount', '000-0000-00'))).toBeNull()
  })

  test('is in the list of all accounts', async () => {
    expect((await connector.list('glAccount')).map(({ Key }) => Key)).toEqual(
      expect.arrayContaining(['000-1100-00', '000-9100-00', '000-9999-00']),
    )
  })
})
