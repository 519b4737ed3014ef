import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGpConnector, gpSettings } from '../../src/connectors/gp/index.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { Connector } from '../../src/domain/connector.ts'
import { RejectedByRemote } from '../../src/domain/errors.ts'
import { type RecordValue, ref } from '../../src/domain/record.ts'
import { type Gp, startGp } from '../../src/sandbox/gp/index.ts'
import { setPolicy } from '../../src/sandbox/gp/policies.ts'

let gp: Gp
let connector: Connector
beforeAll(async () => {
  gp = await startGp({
    company: {
      company: { id: 2, name: 'Northwind', currency: 'EUR' },
      items: [
        {
          key: 'MUG',
          description: 'Mug',
          prices: [{ currency: 'EUR', price: '7.77' }],
          sites: [{ site: 'MAIN', onHand: 5 }],
        },
        { key: 'OLD', discontinued: true },
      ],
      customers: [
        { key: 'C1', name: 'One', addresses: [{ key: 'HOME', City: 'Bern' }] },
        { key: 'C2', name: 'Two', active: false },
        { key: 'C3', name: 'Three', onHold: true, addresses: [{ key: 'HOME' }] },
      ],
      taxDetails: [{ key: 'VAT', percent: '20' }],
      shippingMethods: [{ key: 'GROUND' }],
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

let number = 0
const order = (change: RecordValue = {}): RecordValue => ({
  Key: `T${++number}`,
  DocumentTypeKey: 'STDORD',
  Date: '2026-03-02',
  CustomerKey: 'C1',
  BatchKey: 'WEB',
  CurrencyKey: 'EUR',
  Lines: [{ LineSequenceNumber: 16384, ItemKey: 'MUG', Quantity: '2', UnitPrice: '10', TotalAmount: '20' }],
  LineTotalAmount: '20',
  TotalAmount: '20',
  ...change,
})

async function create(document: RecordValue): Promise<{ numbers: readonly string[]; code: string; said: string }> {
  try {
    await connector.write({ do: 'create', record: ref('gp.salesOrder', String(document.Key)), document })
    return { numbers: [], code: 'accepted', said: '' }
  } catch (error) {
    if (error instanceof RejectedByRemote)
      return { numbers: error.numbers, code: error.code, said: error.reply.untrusted }
    throw error
  }
}

describe('GP refuses what does not add up, with eConnect’s number', () => {
  test.each<[string, RecordValue, string]>([
    [
      'a line that is not price × quantity',
      { Lines: [{ LineSequenceNumber: 16384, ItemKey: 'MUG', Quantity: '2', UnitPrice: '10', TotalAmount: '20.01' }] },
      '722',
    ],
    ['a subtotal that is not the sum of its lines', { LineTotalAmount: '21', TotalAmount: '21' }, '67'],
    ['a total that is not the sum of its parts', { TotalAmount: '19' }, '235'],
  ])('%s', async (_, change, expected) => {
    expect((await create(order(change))).numbers).toContain(expected)
  })

  test.each<[string, RecordValue, RegExp]>([
    [
      'an unknown item',
      { Lines: [{ LineSequenceNumber: 16384, ItemKey: 'CUP', Quantity: '2', UnitPrice: '10', TotalAmount: '20' }] },
      /item 'CUP' does not exist/,
    ],
    [
      'a discontinued item',
      { Lines: [{ LineSequenceNumber: 16384, ItemKey: 'OLD', Quantity: '2', UnitPrice: '10', TotalAmount: '20' }] },
      /discontinued/,
    ],
    ['an unknown customer', { CustomerKey: 'C9' }, /customer 'C9' does not exist/],
    ['an inactive customer', { CustomerKey: 'C2' }, /inactive/],
    ['a customer on hold', { CustomerKey: 'C3' }, /on hold/],
    ['an unknown shipping method', { ShippingMethodKey: 'AIR' }, /'AIR' does not exist/],
    ['an unknown address', { ShipToAddressKey: 'WORK' }, /'WORK'/],
    [
      'a tax detail that is not there',
      { TaxAmount: '4', TotalAmount: '24', Taxes: [{ TaxDetailKey: 'NONE', TaxAmount: '4' }] },
      /'NONE' does not exist/,
    ],
  ])('%s', async (_, change, said) => {
    const refused = await create(order(change))
    expect(refused.code).toBe('rejected_by_remote')
    expect(refused.said).toMatch(said)
  })

  test('a number that is taken, a document a user has open, a batch that is being posted', async () => {
    const document = order()
    expect((await create(document)).code).toBe('accepted')
    expect((await create(document)).code).toBe('duplicate')
    const key = String(document.Key)
    const { store } = gp.company
    store.put('lock', key, true)
    const update = connector.write({
      do: 'update',
      record: ref('gp.salesOrder', key),
      document: { Key: key, Comment: 'x' },
    })
    await expect(update).rejects.toMatchObject({ code: 'locked' })
    store.remove('lock', key)
    store.put('batch', 'WEB', { ...store.get('batch', 'WEB')!, busy: true })
    expect((await create(order())).said).toMatch(/being posted/)
    store.put('batch', 'WEB', { ...store.get('batch', 'WEB')!, busy: false })
  })
})

describe('GP does in silence', () => {
  test('price lines from its list when the policy says so', async () => {
    setPolicy(gp.company, 'Calculate Unit Price', 1, 'CreateSalesOrder')
    const other = createGpConnector(gpSettings.parse({ url: gp.url, companyId: 2 }), {
      username: gp.username,
      password: gp.password,
      clock: systemClock,
    })
    const document = order()
    await other.write({ do: 'create', record: ref('gp.salesOrder', String(document.Key)), document })
    await other.close()
    setPolicy(gp.company, 'Calculate Unit Price', 0, 'CreateSalesOrder')
    expect(gp.company.store.get('salesOrder', String(document.Key))!.TotalAmount!.Value).toBe('15.54')
  })

  test('allocate stock, and give it back when the document is deleted', async () => {
    const allocated = () => Number(gp.company.store.get('stock', 'MUG\nMAIN')!.allocated)
    const before = allocated()
    await create(order())
    expect(allocated()).toBe(before + 2)
  })

  test('cut a list at a thousand rows; asked in parts it gives all', async () => {
    const { store } = gp.company
    for (let index = 0; index < 1500; index++)
      store.put('item', `BULK${index}`, { ...store.get('item', 'MUG')!, key: `BULK${index}` })
    expect(await connector.list('item')).toHaveLength(1502)
  })
})

describe('the endpoint', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(gp.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'text/xml',
        authorization: `Basic ${Buffer.from(`${gp.username}:${gp.password}`).toString('base64')}`,
        ...headers,
      },
    })
  const action = (name: string) => ({ soapaction: `"http://schemas.microsoft.com/dynamics/gp/2006/01/${name}"` })

  test('asks for NTLM or Basic, and refuses a wrong password', async () => {
    const asked = await fetch(gp.url, { method: 'POST', body: '' })
    expect(asked.status).toBe(401)
    expect(asked.headers.get('www-authenticate')).toMatch(/NTLM.*Basic/)
    const wrong = createGpConnector(gpSettings.parse({ url: gp.url, companyId: 2 }), {
      username: gp.username,
      password: 'wrong',
      clock: systemClock,
    })
    await expect(wrong.read(ref('gp.customer', 'C1'))).rejects.toMatchObject({ code: 'access_denied' })
    await wrong.close()
  })

  test('a lost reply is that of the call, not of the handshake that carries the same body', async () => {
    const body =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetItemByKey xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01"/></s:Body></s:Envelope>'
    gp.faults.add({ match: { operation: 'GetItemByKey' }, do: 'drop-after' })
    const stranger = await fetch(gp.url, { method: 'POST', body, headers: action('GetItemByKey') })
    expect(stranger.status).toBe(401)
    await expect(post(body, action('GetItemByKey'))).rejects.toThrow()
    expect((await post(body, action('GetItemByKey'))).status).toBe(500)
  })

  test.each([
    ['text', 'hello', 'GetItemByKey', /error in the XML document/],
    ['a DTD', '<!DOCTYPE x><x/>', 'GetItemByKey', /DTD is prohibited/],
    ['another envelope', '<x/>', 'GetItemByKey', /not a SOAP 1.1 Envelope/],
    [
      'an action that is not the body’s',
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetItemByKey xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01"/></s:Body></s:Envelope>',
      'GetItemList',
      /cannot be processed at the receiver/,
    ],
  ])('%s is a fault', async (_, body, name, fault) => {
    const answer = await post(body, action(name))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toMatch(fault)
  })

  test('skips an element out of order without a word, as the real serializer does', async () => {
    const body =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCustomerByKey xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01"><context><Nothing xmlns="http://schemas.microsoft.com/dynamics/2006/01"/></context><key><Id>C1</Id></key></GetCustomerByKey></s:Body></s:Envelope>'
    expect((await post(body, action('GetCustomerByKey'))).status).toBe(500)
    expect(gp.company.store.get('ignored', 'GetCustomerByKey/key')).toBe(1)
  })

  test('cuts text that is too long for its column, without a word', async () => {
    const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCustomerByKey xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01"><key><Id>${'C'.repeat(20)}</Id></key><context xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><OrganizationKey xmlns="http://schemas.microsoft.com/dynamics/2006/01" xmlns:d="http://schemas.microsoft.com/dynamics/2006/01" xsi:type="d:CompanyKey"><Id>2</Id></OrganizationKey></context></GetCustomerByKey></s:Body></s:Envelope>`
    await post(body, action('GetCustomerByKey'))
    expect(gp.company.store.get('truncated', 'GetCustomerByKey/key/Id')).toBe(1)
  })
})
