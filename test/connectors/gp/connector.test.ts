import { afterAll, describe, expect, test } from 'vitest'
import { ref } from '../../../src/domain/record.ts'
import { problemsOf } from './check-envelope.ts'
import { salesOrderDocument } from './orders.ts'
import {
  connect,
  emptyResult,
  fault,
  logId,
  type RawGp,
  result,
  standing,
  startRawGp,
  validationResult,
} from './raw-gp.ts'
import { problemsByReference } from './reference-schema.ts'

const envelopes: string[] = []
/** Every envelope that was sent must fit the WSDL; the reference schema judges them all at the end. */
function judge(gp: RawGp): void {
  for (const { body } of gp.received) {
    expect(problemsOf(body)).toEqual([])
    envelopes.push(body)
  }
}
afterAll(async () => expect(await problemsByReference(envelopes)).toEqual([]))

const order = ref('gp.salesOrder', 'WEB0000010023')
const create = (key = order.key) => ({ do: 'create', record: order, document: salesOrderDocument(key) }) as const

describe('writing', () => {
  test('a sales order goes over the wire in GP order, with context, policy and wrapped amounts', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp, { role: 'HUB' })
    await connector.write(create())
    judge(gp)
    const [sent] = gp.asked('CreateSalesOrder')
    expect(gp.received.map(({ operation }) => operation)).toEqual([
      'GetCurrencyByKey',
      'GetPolicyByOperation',
      'CreateSalesOrder',
    ])
    expect(gp.received.at(-1)!.action).toBe('"http://schemas.microsoft.com/dynamics/gp/2006/01/CreateSalesOrder"')
    expect(sent).toContain(
      '<FreightAmount><Currency>USD</Currency><Value>9.9</Value><DecimalDigits>2</DecimalDigits></FreightAmount>',
    )
    expect(sent).toContain('<TradeDiscount><Amount><Currency>USD</Currency><Value>1.5</Value>')
    expect(sent).toContain('<Quantity><Value>2</Value><DecimalDigits>0</DecimalDigits></Quantity>')
    expect(sent).toContain(
      '<BatchKey><Source>Sales Entry</Source><Id>WEB20260302</Id><CreatedDateTime>1900-01-01T00:00:00</CreatedDateTime></BatchKey>',
    )
    expect(sent).toContain(
      '<ShipToAddressKey><CustomerKey><Id>WEB0000042</Id></CustomerKey><Id>WEB17</Id></ShipToAddressKey>',
    )
    expect(sent).toContain('<dyn:OrganizationKey xsi:type="dyn:CompanyKey"><dyn:Id>-1</dyn:Id></dyn:OrganizationKey>')
    expect(sent).toContain('<dyn:RoleKey><sec:Id>HUB</sec:Id></dyn:RoleKey>')
    expect(sent).toContain('Anna Muster &amp; Söhne')
    expect(sent).toContain('Calculate Unit Price')
    expect(sent).toContain('<SequenceNumber>0</SequenceNumber><TaxDetailKey><Id>VAT20</Id></TaxDetailKey>')
  })

  test('an update sends what changed, by line, and nothing else', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    const Lines = [
      { LineSequenceNumber: 16384, Quantity: '3', TotalAmount: '18.75' },
      { LineSequenceNumber: 32768, DeleteOnUpdate: true },
    ]
    const document = { CurrencyKey: 'USD', TotalAmount: '20', Comment: null, RequestedShipDate: null, Lines }
    await connector.write({ do: 'update', record: order, document })
    judge(gp)
    const [sent] = gp.asked('UpdateSalesOrder')
    const body = sent!.slice(sent!.indexOf('<salesOrder>'), sent!.indexOf('<context>'))
    expect(body).toBe(
      '<salesOrder><Key><Id>WEB0000010023</Id></Key><RequestedShipDate>1900-01-01T00:00:00</RequestedShipDate><Comment></Comment>' +
        '<TotalAmount><Currency>USD</Currency><Value>20</Value><DecimalDigits>2</DecimalDigits></TotalAmount><CurrencyKey><ISOCode>USD</ISOCode></CurrencyKey>' +
        '<Lines><SalesOrderLine><Key><LineSequenceNumber>16384</LineSequenceNumber></Key><TotalAmount><Currency>USD</Currency><Value>18.75</Value><DecimalDigits>2</DecimalDigits></TotalAmount><Quantity><Value>3</Value><DecimalDigits>0</DecimalDigits></Quantity></SalesOrderLine>' +
        '<SalesOrderLine><Key><LineSequenceNumber>32768</LineSequenceNumber></Key><DeleteOnUpdate>true</DeleteOnUpdate></SalesOrderLine></Lines></salesOrder>',
    )
  })

  test('an update that does not name the currency takes the one of the document in GP', async () => {
    await using gp = await startRawGp(({ operation }) =>
      operation === 'GetSalesOrderByKey' ? result(operation, storedOrder) : undefined,
    )
    await using connector = connect(gp)
    await connector.write({ do: 'update', record: order, document: { FreightAmount: '1' } })
    judge(gp)
    expect(gp.asked('UpdateSalesOrder')[0]).toContain('<Currency>USD</Currency><Value>1</Value>')
  })

  test('an update of a line that does not say which is refused: GP would add one', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    const document = { CurrencyKey: 'USD', Lines: [{ Quantity: '3' }] }
    await expect(connector.write({ do: 'update', record: order, document })).rejects.toMatchObject({
      problems: [{ at: 'Lines.0.LineSequenceNumber', reason: 'is missing' }],
    })
  })

  test('what GP would cut silently is refused, with field, length and limit', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    const whole = salesOrderDocument(order.key)
    const document = { ...whole, CustomerPONumber: 'X'.repeat(21), Colour: 'red', Date: '2026-02-30' }
    const lines = whole.Lines as { ItemDescription: string; TaxAmount: string; Quantity: string }[]
    lines[1]!.ItemDescription = 'é'.repeat(101)
    lines[0]!.TaxAmount = '1.234'
    lines[0]!.Quantity = '1e3'
    const write = connector.write({ do: 'create', record: order, document })
    await expect(write).rejects.toMatchObject({
      code: 'invalid_input',
      problems: [
        { at: 'Colour', reason: 'is no field of this entity' },
        { at: 'Date', reason: 'is no date of this or the last century, such as 2026-03-02' },
        { at: 'CustomerPONumber', reason: 'has 21 characters; GP keeps 20 and cuts the rest silently' },
        { at: 'Lines.0.Quantity', reason: 'is no decimal number' },
        { at: 'Lines.0.TaxAmount', reason: 'has 3 decimals; USD has 2' },
        { at: 'Lines.1.ItemDescription', reason: 'has 101 characters; GP keeps 100 and cuts the rest silently' },
      ],
    })
    expect(gp.asked('CreateSalesOrder')).toEqual([])
  })

  test('characters that would make every later read fail are left out', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    const document = { ...salesOrderDocument(order.key), Comment: 'a\u0000b\u001fc\ud800d' }
    await connector.write({ do: 'create', record: order, document })
    judge(gp)
    expect(gp.asked('CreateSalesOrder')[0]).toContain('<Comment>abcd</Comment>')
  })

  test('customers and their addresses are created and updated', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    const customer = {
      Key: 'WEB42',
      Name: 'Anna',
      ClassKey: 'WEB',
      DefaultAddressKey: 'PRIMARY',
      UserDefined2: 'hub:42',
    }
    await connector.write({ do: 'create', record: ref('gp.customer', 'WEB42'), document: customer })
    await connector.write({ do: 'update', record: ref('gp.customer', 'WEB42'), document: { Name: 'Anne' } })
    const address = { CustomerKey: 'WEB42', AddressKey: 'WEB17', Line1: 'Street 1', EmailToAddress: 'a@example.com' }
    const record = ref('gp.customerAddress', 'WEB42/WEB17')
    await connector.write({ do: 'create', record, document: { Key: record.key, ...address } })
    await connector.write({ do: 'update', record, document: { City: 'Aix', Phone1: null } })
    judge(gp)
    expect(gp.asked('CreateCustomer')[0]).toContain(
      '<DefaultAddressKey><CustomerKey><Id>WEB42</Id></CustomerKey><Id>PRIMARY</Id></DefaultAddressKey>',
    )
    expect(gp.asked('UpdateCustomerAddress')[0]).toContain(
      '<City>Aix</City><Phone1><Value></Value></Phone1><Key><CustomerKey><Id>WEB42</Id></CustomerKey><Id>WEB17</Id></Key>',
    )
  })

  test('the policy is fetched once per operation, and again after ten minutes; each order carries the one in force', async () => {
    let fetched = 0
    await using gp = await startRawGp(({ operation }) =>
      operation === 'GetPolicyByOperation'
        ? result(operation, `<Key><Id>${crypto.randomUUID()}</Id></Key><Name>Rules ${++fetched} &amp; more</Name>`)
        : undefined,
    )
    const clock = standing()
    await using connector = connect(gp, {}, clock)
    await connector.write(create())
    await connector.write(create())
    expect(gp.asked('GetPolicyByOperation')).toHaveLength(1)
    clock.move(600_001)
    await connector.write(create())
    expect(gp.asked('GetPolicyByOperation')).toHaveLength(2)
    judge(gp)
    const policies = gp.asked('CreateSalesOrder').map((body) => /<policy>.*<\/policy>/.exec(body)?.[0])
    expect(policies.map((policy) => policy?.replace(/<Id>[-\w]+<\/Id>/, ''))).toEqual(
      [1, 1, 2].map((which) => `<policy><Key></Key><Name>Rules ${which} &amp; more</Name></policy>`),
    )
    expect(policies[1]).toBe(policies[0])
  })

  test('an unknown currency is named before anything is sent', async () => {
    await using gp = await startRawGp(({ operation }) =>
      operation === 'GetCurrencyByKey' ? fault('Business object not found.') : undefined,
    )
    await using connector = connect(gp)
    await expect(connector.write(create())).rejects.toMatchObject({
      code: 'invalid_input',
      problems: [{ at: 'CurrencyKey', reason: 'GP has no currency with the ISO code USD' }],
    })
  })
})

const storedOrder = `<Key><CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><Id>WEB0000010023</Id></Key><Type>Order</Type><Date>2026-03-02T00:00:00</Date>
<FreightAmount><Currency>USD</Currency><Value>9.90000</Value><DecimalDigits>2</DecimalDigits></FreightAmount>
<TradeDiscount><Percent><Value>0.00000</Value><DecimalDigits>2</DecimalDigits></Percent></TradeDiscount>
<CustomerName>Anna</CustomerName><CustomerPONumber>  </CustomerPONumber><MasterNumber>77</MasterNumber><ExchangeDate>1900-01-01T00:00:00</ExchangeDate>
<Comment xsi:nil="true"/><TransactionState>Work</TransactionState><TotalAmount><Currency>USD</Currency><Value>2120.00000</Value><DecimalDigits>2</DecimalDigits></TotalAmount>
<LastModifiedDate>2026-03-02T10:11:12.137</LastModifiedDate><IsVoided>false</IsVoided>
<DocumentTypeKey><CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><Type>Order</Type><Id>STDORD</Id></DocumentTypeKey><CustomerKey><CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><Id>0042</Id></CustomerKey>
<BatchKey><CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><Source>Sales Entry</Source><Id>WEB</Id><CreatedDateTime>1900-01-01T00:00:00</CreatedDateTime></BatchKey>
<CurrencyKey><ISOCode>USD</ISOCode></CurrencyKey><ShipToAddress><Phone1 xsi:nil="true"/><Name>Anna</Name></ShipToAddress><UnknownToUs><Deep>1</Deep></UnknownToUs>
<ShippingProcessStatus>New</ShippingProcessStatus><Lines><SalesOrderLine><Key><CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><LineSequenceNumber>16384</LineSequenceNumber></Key>
<UnitPrice><Currency>USD</Currency><Value>59.95000</Value><DecimalDigits>2</DecimalDigits></UnitPrice><TotalAmount><Currency>USD</Currency><Value>12345678901234.12345</Value><DecimalDigits>2</DecimalDigits></TotalAmount>
<Quantity><Value>2.00000</Value><DecimalDigits>0</DecimalDigits></Quantity><IsNonInventory>false</IsNonInventory><ItemKey><Id>007</Id></ItemKey></SalesOrderLine></Lines>`

describe('reading', () => {
  test('an order comes back plain: no company keys, no trailing zeros, no empty texts, no digit lost', async () => {
    await using gp = await startRawGp(({ operation }) => result(operation, storedOrder))
    await using connector = connect(gp)
    expect(await connector.read(order)).toEqual({
      Key: 'WEB0000010023',
      DocumentTypeKey: 'STDORD',
      Date: '2026-03-02',
      CustomerKey: '0042',
      CustomerName: 'Anna',
      BatchKey: 'WEB',
      CurrencyKey: 'USD',
      ShipToAddress: { Name: 'Anna' },
      TradeDiscount: '0',
      FreightAmount: '9.9',
      TotalAmount: '2120',
      Lines: [
        {
          LineSequenceNumber: 16384,
          ItemKey: '007',
          IsNonInventory: false,
          Quantity: '2',
          UnitPrice: '59.95',
          TotalAmount: '12345678901234.12345',
        },
      ],
      TransactionState: 'Work',
      IsVoided: false,
      MasterNumber: 77,
      ShippingProcessStatus: 'New',
      LastModifiedDate: '2026-03-02T10:11:12.137',
    })
    judge(gp)
  })

  test('a record that is not there is null, whether GP says so by fault or by an empty result', async () => {
    await using gp = await startRawGp(({ operation }, number) =>
      number === 1
        ? fault('Business object not found.')
        : number === 2
          ? fault('A validation exception has occurred.', logId)
          : number === 3
            ? validationResult({ message: 'Business object not found.' })
            : emptyResult(operation),
    )
    await using connector = connect(gp)
    expect(await connector.read(order)).toBeNull()
    expect(await connector.read(order)).toBeNull()
    expect(await connector.read(ref('gp.item', 'X'))).toBeNull()
    judge(gp)
  })

  test('a key that GP would cut is not asked for: another record could answer', async () => {
    await using gp = await startRawGp()
    await using connector = connect(gp)
    expect(await connector.read(ref('gp.customer', 'A'.repeat(16)))).toBeNull()
    expect(await connector.read(ref('gp.customerAddress', 'NOSLASH'))).toBeNull()
    expect(gp.received).toEqual([])
  })

  test('an address of a customer whose number has a slash is found and corrected, and never that of another customer', async () => {
    const there = [
      ['KONZ/7', 'MAIN'],
      // Of one key: nobody can say which.
      ['A/B', 'C'],
      ['A', 'B/C'],
    ]
    await using gp = await startRawGp(({ operation, body }) => {
      if (operation !== 'GetCustomerAddressByKey') return undefined
      const keys = there.map(([customer, code]) => `<CustomerKey><Id>${customer}</Id></CustomerKey><Id>${code}</Id>`)
      const key = keys.find((one) => body.includes(one))
      return key ? result(operation, `<Key>${key}</Key><City>Lyon</City>`) : fault('Business object not found.')
    })
    await using connector = connect(gp)
    const record = ref('gp.customerAddress', 'KONZ/7/MAIN')
    expect(await connector.read(record)).toMatchObject({ CustomerKey: 'KONZ/7', AddressKey: 'MAIN', City: 'Lyon' })
    await connector.write({ do: 'update', record, document: { City: 'Aix' } })
    expect(gp.asked('UpdateCustomerAddress')[0]).toContain(
      '<Key><CustomerKey><Id>KONZ/7</Id></CustomerKey><Id>MAIN</Id></Key>',
    )
    await expect(connector.read(ref('gp.customerAddress', 'A/B/C'))).rejects.toThrow(/two customers of GP/)
    const made = { CustomerKey: 'X/1', AddressKey: 'P/2', Line1: 'Street 1' }
    await connector.write({ do: 'create', record: ref('gp.customerAddress', 'X/1/P/2'), document: made })
    expect(gp.asked('CreateCustomerAddress')[0]).toContain(
      '<Key><CustomerKey><Id>X/1</Id></CustomerKey><Id>P/2</Id></Key>',
    )
  })

  test('a price whose level, unit or item has a slash is found, and never that of another one', async () => {
    const lists = [
      ['VIP/EU', 'Each', 'TEA'],
      ['VIP', 'CS/12', 'TEA'],
      ['VIP', 'Each', 'TEA/RED'],
      // Of one key: nobody can say which.
      ['A/B', 'C', 'D/E'],
      ['A/B', 'C/D', 'E'],
      ['NET', 'CS', '12/TEA'],
      ['NET', 'CS/12', 'TEA'],
    ]
    await using gp = await startRawGp(({ operation, body }) => {
      const has = (name: string, value: string) => new RegExp(`<${name}>(<[^/>]*>)*${value}</`).test(body)
      const [level, unit, item] =
        lists.find(
          ([level, unit, item]) => has('PriceLevelKey', level!) && has('UofM', unit!) && has('ItemKey', item!),
        ) ?? []
      if (level === undefined) return fault('Business object not found.')
      const key = `<ItemKey><Id>${item}</Id></ItemKey><CurrencyKey><ISOCode>EUR</ISOCode></CurrencyKey><PriceLevelKey><Id>${level}</Id></PriceLevelKey><UofM>${unit}</UofM>`
      return result(operation, `<Key>${key}</Key><Details/>`)
    })
    await using connector = connect(gp)
    const read = (key: string) => connector.read(ref('gp.price', key))
    for (const [PriceLevelKey, UofM, ItemKey] of lists.slice(0, 3))
      expect(await read(`EUR/${PriceLevelKey}/${UofM}/${ItemKey}`)).toMatchObject({ PriceLevelKey, UofM, ItemKey })
    // Of each way once.
    expect(gp.received.filter(({ body }) => body.includes('TEA/RED'))).toHaveLength(1)
    expect(await read('EUR/VIP/EU/Each/COFFEE')).toBeNull()
    for (const key of ['EUR/A/B/C/D/E', 'EUR/NET/CS/12/TEA'])
      await expect(read(key)).rejects.toThrow('names two price lists')
    judge(gp)
  })

  test('another record than the one asked for is refused', async () => {
    await using gp = await startRawGp(({ operation }) => result(operation, '<Key><Id>B</Id></Key>'))
    await using connector = connect(gp)
    await expect(connector.read(ref('gp.item', 'A'))).rejects.toMatchObject({ code: 'unexpected_answer' })
    expect(await connector.read(ref('gp.item', 'b'))).toMatchObject({ Key: 'B' })
  })

  test('a record that breaks its schema is named, not passed on', async () => {
    await using gp = await startRawGp(({ operation }) =>
      result(
        operation,
        storedOrder.replace('2120.00000', 'many').replace('<BatchKey>', '<Batch>').replace('</BatchKey>', '</Batch>'),
      ),
    )
    await using connector = connect(gp)
    await expect(connector.read(order)).rejects.toMatchObject({
      code: 'unexpected_answer',
      problems: [expect.stringMatching(/^BatchKey: /), 'TotalAmount: must be a decimal number'],
    })
  })

  test('an item brings its stock by site', async () => {
    const site = (id: string, onHand: string) =>
      `<SalesItemWarehouse><Key><ItemKey><Id>A</Id></ItemKey><WarehouseKey><Id>${id}</Id></WarehouseKey></Key><OnHandQuantity><Value>${onHand}</Value><DecimalDigits>0</DecimalDigits></OnHandQuantity><AllocatedQuantity><Value>1.00000</Value><DecimalDigits>0</DecimalDigits></AllocatedQuantity></SalesItemWarehouse>`
    await using gp = await startRawGp(({ operation }) =>
      result(
        operation,
        `<Key><Id>A</Id></Key><Type>Sales Item</Type><UofMScheduleKey><Id>EACH</Id></UofMScheduleKey><IsDiscontinued>false</IsDiscontinued><Quantities>${site('MAIN', '12.50000')}${site('NORTH', '0.00000')}</Quantities>`,
      ).replace(`<${operation}Result>`, `<${operation}Result xsi:type="SalesItem">`),
    )
    await using connector = connect(gp)
    expect(await connector.read(ref('gp.item', 'A'))).toEqual({
      Key: 'A',
      Type: 'Sales Item',
      IsDiscontinued: false,
      UofMScheduleKey: 'EACH',
      Quantities: [
        { WarehouseKey: 'MAIN', OnHandQuantity: '12.5', AllocatedQuantity: '1' },
        { WarehouseKey: 'NORTH', OnHandQuantity: '0', AllocatedQuantity: '1' },
      ],
    })
    judge(gp)
  })

  const unit = (uofm: string, quantity: string) =>
    `<UofMScheduleDetail><Key><SequenceNumber>1</SequenceNumber></Key><UofM>${uofm}</UofM><QuantityInBaseUofM><Value>${quantity}</Value><DecimalDigits>0</DecimalDigits></QuantityInBaseUofM></UofMScheduleDetail>`
  const currency = (code: string, word: string) =>
    `<ItemCurrency><Key><CurrencyKey><ISOCode>${code}</ISOCode></CurrencyKey></Key><CurrencyDecimalPlaces>${word}</CurrencyDecimalPlaces></ItemCurrency>`
  const item =
    '<Key><Id>A</Id></Key><UofMScheduleKey><Id>CASE12</Id></UofMScheduleKey><CurrencyDecimalPlaces>Two</CurrencyDecimalPlaces><DefaultSellingUofM>Case</DefaultSellingUofM>'
  const answers: Record<string, string> = {
    GetItemByKey: item,
    GetUofMScheduleByKey: `<Key><Id>CASE12</Id></Key><BaseUofM>Each</BaseUofM><Details>${unit('Each', '1.00000')}${unit('Case', '12.00000')}</Details>`,
    GetItemCurrencyList: currency('USD', 'Five') + currency('EUR', 'Three') + currency('', 'Four'),
  }

  test('an item knows its units and the decimals of its prices in each currency', async () => {
    await using gp = await startRawGp(({ operation }) =>
      answers[operation] === undefined ? undefined : result(operation, answers[operation]),
    )
    await using connector = connect(gp)
    expect(await connector.read(ref('gp.item', 'A'))).toMatchObject({
      DefaultSellingUofM: 'Case',
      PriceDecimals: 2,
      BaseUofM: 'Each',
      UnitsOfMeasure: [
        { UofM: 'Each', QuantityInBaseUofM: '1' },
        { UofM: 'Case', QuantityInBaseUofM: '12' },
      ],
      Currencies: [
        { CurrencyKey: 'USD', PriceDecimals: 5 },
        { CurrencyKey: 'EUR', PriceDecimals: 3 },
      ],
    })
    judge(gp)
  })

  test('items of one schedule ask for its units together, once in a moment', async () => {
    await using gp = await startRawGp(({ operation, body }) => {
      const [, key = ''] = /Id>(A\d+)</.exec(body) ?? []
      return result(operation, operation === 'GetItemByKey' ? item.replace('>A<', `>${key}<`) : answers[operation]!)
    })
    const clock = standing()
    await using connector = connect(gp, {}, clock)
    const items = Array.from({ length: 20 }, (_, index) => ref('gp.item', `A${index}`))
    for (const asked of [1, 1, 2]) {
      const found = await connector.readMany(items)
      expect([...found.values()].filter((one) => one?.BaseUofM === 'Each')).toHaveLength(20)
      expect(gp.asked('GetUofMScheduleByKey')).toHaveLength(asked)
      clock.move(1_500)
    }
  })

  test.each([
    ['without the right', fault('The user is not authorized to perform this operation.')],
    ['without such a record', fault('Business object not found.')],
  ])('%s to units and currencies the item is read all the same', async (_, refusal) => {
    await using gp = await startRawGp(({ operation }) =>
      operation === 'GetItemByKey' ? result(operation, item) : refusal,
    )
    await using connector = connect(gp)
    const found = await connector.read(ref('gp.item', 'A'))
    expect(found).toMatchObject({ Key: 'A', PriceDecimals: 2 })
    expect(found).not.toHaveProperty('BaseUofM')
    expect(found).not.toHaveProperty('Currencies')
  })

  test('GP that does not answer for the units is no item without units', async () => {
    await using gp = await startRawGp(({ operation }) =>
      operation === 'GetItemByKey' ? result(operation, item) : 'drop',
    )
    await using connector = connect(gp)
    await expect(connector.read(ref('gp.item', 'A'))).rejects.toMatchObject({ code: 'remote_unavailable' })
  })
})

describe('reference data', () => {
  const rows: Record<string, string> = {
    warehouse: '<WarehouseSummary><Key><Id>MAIN</Id></Key><Description>Main</Description></WarehouseSummary>',
    shippingMethod: '<ShippingMethod><Key><Id>UPS</Id></Key><Type>Delivery</Type></ShippingMethod>',
    paymentTerms: '<PaymentTerms><Key><Id>Net 30</Id></Key><DaysUntilDue>30</DaysUntilDue></PaymentTerms>',
    taxSchedule: '<TaxSchedule><TaxScheduleKey><Id>EU</Id></TaxScheduleKey></TaxSchedule>',
    taxDetail:
      '<TaxDetail><TaxDetailKey><Id>VAT20</Id></TaxDetailKey><TaxDetailType>Sales</TaxDetailType><TaxDetailPercent>20.00000</TaxDetailPercent></TaxDetail>',
    currency: '<Currency><Key><ISOCode>USD</ISOCode></Key><DecimalPlaces>Two</DecimalPlaces></Currency>',
    batch:
      '<Batch><Key><Source>Sales Entry</Source><Id>WEB</Id></Key><NumberOfTransactions>3</NumberOfTransactions></Batch>',
    paymentCardType: '<PaymentCardType><Key><Id>VISA</Id></Key></PaymentCardType>',
    bank: '<Bank><Key><Id>BANK</Id></Key></Bank>',
    company: '<Company><Key><dyn:Id>-1</dyn:Id></Key><Name>Fabrikam</Name></Company>',
    item: '<ItemSummary><Key><Id>A</Id></Key><Type>Kit</Type><IsDiscontinued>true</IsDiscontinued></ItemSummary>',
  }
  test.each(Object.entries(rows))('%s can be listed and read by key', async (entity, row) => {
    await using gp = await startRawGp(({ operation }) => {
      if (operation === 'GetCurrencyByKey' || operation === 'GetItemByKey') return undefined
      return result(operation, row)
    })
    await using connector = connect(gp)
    const [first, ...others] = await connector.list(entity)
    expect(others).toEqual([])
    expect(first).toHaveProperty('Key')
    if (entity !== 'item')
      expect(await connector.read(ref(`gp.${entity}`, String(first!.Key)))).toMatchObject({ Key: first!.Key })
    judge(gp)
  })

  test('one broken row of a list hides no other', async () => {
    const good = rows.taxDetail!
    const broken = good.replace('VAT20', 'OLD').replace('>20.00000<', '>many<')
    await using gp = await startRawGp(({ operation }) => result(operation, good + broken))
    await using connector = connect(gp)
    expect(await connector.list('taxDetail')).toEqual([
      expect.objectContaining({ Key: 'VAT20', TaxDetailPercent: '20' }),
      { Key: 'OLD', unreadable: expect.stringContaining('TaxDetailPercent') },
    ])
  })

  test('a list that GP cuts at a thousand rows is asked for in parts until it is whole', async () => {
    const keys = Array.from({ length: 2500 }, (_, index) => `SITE${String(index).padStart(5, '0')}`)
    await using gp = await startRawGp(({ operation, body }) => {
      const after = /<GreaterThan>(.*?)<\/GreaterThan>/.exec(body)?.[1]
      const upTo = /<To>(.*?)<\/To>/.exec(body)?.[1]
      const found = keys.filter((key) => (!after || key > after) && (!upTo || key <= upTo))
      const row = (key: string) => `<WarehouseSummary><Key><Id>${key}</Id></Key></WarehouseSummary>`
      return result(operation, found.slice(0, 1000).map(row).join(''))
    })
    await using connector = connect(gp)
    const found = await connector.list('warehouse')
    expect(found.map(({ Key }) => Key).sort()).toEqual(keys)
    judge(gp)
  })
})
