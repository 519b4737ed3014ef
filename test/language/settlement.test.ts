import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sum } from '../../src/domain/decimal.ts'
import { type PayoutRow, readPayoutFile, UnfitFile } from '../../src/language/payouts/read-file.ts'

const seen = (rows: readonly PayoutRow[]) =>
  rows.map(({ id, payout, kind, date, currency, amount, fee, transaction }) =>
    [id, payout, kind, date, currency, amount.toFixed(), fee.toFixed(), transaction].join(' | '),
  )
const refused = (text: string, folder = 'payouts', said: readonly string[] = []) => {
  try {
    readPayoutFile(text, folder, said)
  } catch (error) {
    if (error instanceof UnfitFile) return `${error.message} ${error.hint}`
    throw error
  }
  throw new Error('The file was taken')
}

const paypalLines = [
  '"RH",2026/11/28 02:00:00 +0100,"A","SHOP1",009',
  '"FH",01',
  '"SH",2026/11/27 00:00:00 +0100,2026/11/27 23:59:59 +0100,"SHOP1",""',
  '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field","Consumer ID"',
  '"SB","7AB","O-1","","","T0006",2026/11/27 10:00:00 +0100,2026/11/27 10:00:01 +0100,"CR",12050,"EUR","DR",445,"EUR","",""',
  '"SB","8CD","O-1","7AB","TXN","T1107",2026/11/27 12:00:00 +0100,2026/11/27 12:00:01 +0100,"DR",2000,"EUR","CR",5,"EUR","",""',
  '"SB","9JP","O-2","","","T0006",2026/11/27 13:00:00 +0100,2026/11/27 13:00:01 +0100,"CR",3000,"JPY","DR",148,"JPY","",""',
  '"SB","9WD","","","","T0400",2026/11/27 20:00:00 +0100,2026/11/27 20:00:01 +0100,"DR",9000,"EUR","",,"EUR","",""',
  '"SF","EUR",12050,11000,5,445,"CR",0,"CR",610',
  '"SF","JPY",3000,0,0,148,"CR",0,"CR",2852',
  '"SC",4',
  '"RF","EUR",12050,11000,5,445',
  '"RC",4',
  '"FF",1',
]
const file = (lines: readonly string[], end = '\r\n') => lines.map((line) => line + end).join('')
const stripeHeader =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,currency,gross,fee,net,reporting_category,source_id,charge_id,payment_intent_id,order_id'
const stripe = file([
  stripeHeader,
  'po_1,2026-11-28 00:00:00,txn_1,2026-11-25 08:00:00,eur,100.00,1.65,98.35,charge,ch_1,ch_1,pi_1,O-1',
  'po_1,2026-11-28 00:00:00,txn_2,2026-11-26 08:00:00,eur,-20.00,0.00,-20.00,refund,re_1,ch_0,pi_0,O-0',
  'po_1,2026-11-28 00:00:00,txn_3,2026-11-26 09:00:00,eur,-30.00,15.00,-45.00,dispute,dp_1,ch_9,pi_9,O-9',
])
const adyenHeader =
  '"Company Account","Merchant Account","Psp Reference","Merchant Reference","Payment Method","Creation Date","TimeZone","Type","Modification Reference","Gross Currency","Gross Debit (GC)","Gross Credit (GC)","Exchange Rate","Net Currency","Net Debit (NC)","Net Credit (NC)","Commission (NC)","Markup (NC)","Scheme Fees (NC)","Interchange (NC)","Payment Method Variant","Modification Merchant Reference","Batch Number"'
const adyen = file([
  adyenHeader,
  'C,SHOP,PSP1,O-1,visa,2026-11-25 10:00:00,CET,Settled,PSP1,EUR,,50.00,1,EUR,,49.30,,0.10,0.20,0.40,visa,,7',
  'C,SHOP,PSP0,O-0,visa,2026-11-25 11:00:00,CET,Refunded,MOD1,EUR,10.00,,1,EUR,10.10,,0.10,,,,visa,,7',
  'C,SHOP,,,,2026-11-26 00:00:00,CET,Fee,Transaction Fees,,,,,EUR,2.00,,,,,,,,7',
  'C,SHOP,,,,2026-11-28 00:00:00,CET,MerchantPayout,TX7,,,,,EUR,37.20,,,,,,,,7',
])
const mollie = file([
  'Date,Payment method,Currency,Amount,Status,ID,Description,Consumer name,Settlement currency,Settlement amount,Settlement reference,Amount refunded',
  '2026-11-26 10:00:00,iDEAL,EUR,25.00,Paid,tr_1,Order O-1,,EUR,25.00,123.2611.01,0.00',
  '2026-11-26 11:00:00,iDEAL,EUR,-5.00,Refunded,re_1,Refund O-1,,EUR,-5.00,123.2611.01,',
  '2026-11-27 00:00:00,Withheld transaction fees,EUR,-0.35,Paid,,Withheld transaction fees,,EUR,-0.35,123.2611.01,',
])
const klarna = file([
  'payment_reference,total_settlement_amount',
  'KP1,8550',
  '',
  'type,capture_id,order_id,short_order_id,payment_reference,sale_date,capture_date,payout_date,amount,currency_code,merchant_reference_1',
  'SALE,c1,k-1,S1,KP1,2026-11-20T08:00:00Z,2026-11-21T08:00:00Z,2026-11-28T00:00:00Z,10000,EUR,O-1',
  'RETURN,,k-0,S0,KP1,2026-11-10T08:00:00Z,,2026-11-28T00:00:00Z,1000,EUR,O-0',
  'FEE,c1,k-1,S1,KP1,2026-11-20T08:00:00Z,2026-11-21T08:00:00Z,2026-11-28T00:00:00Z,450,EUR,O-1',
])

describe('a settlement report', () => {
  test('of PayPal is read in minor units by side, each currency with its decimals, one report of a day and account', () => {
    expect(seen(readPayoutFile(file(paypalLines), 'payouts', []))).toEqual([
      '7AB/T0006/EUR/CR | SHOP1 2026-11-27 | sale | 2026-11-27 | EUR | 120.5 | -4.45 | 7AB',
      '8CD/T1107/EUR/DR | SHOP1 2026-11-27 | refund | 2026-11-27 | EUR | -20 | 0.05 | 8CD',
      '9JP/T0006/JPY/CR | SHOP1 2026-11-27 | sale | 2026-11-27 | JPY | 3000 | -148 | 9JP',
      '9WD/T0400/EUR/DR | SHOP1 2026-11-27 | withdrawal | 2026-11-27 | EUR | -90 | 0 | 9WD',
    ])
  })

  test('of Stripe, Adyen, Mollie and Klarna is known by its columns', () => {
    expect(seen(readPayoutFile(stripe, 'payouts', []))).toEqual([
      'txn_1 | po_1 | sale | 2026-11-28 | EUR | 100 | -1.65 | ch_1',
      'txn_2 | po_1 | refund | 2026-11-28 | EUR | -20 | 0 | ch_0',
      'txn_3 | po_1 | chargeback | 2026-11-28 | EUR | -30 | -15 | ch_9',
    ])
    expect(seen(readPayoutFile(adyen, 'payouts', [])).map((row) => row.slice(row.indexOf('|') + 2))).toEqual([
      '7 SHOP | sale | 2026-11-25 | EUR | 50 | -0.7 | PSP1',
      '7 SHOP | refund | 2026-11-25 | EUR | -10 | -0.1 | PSP0',
      '7 SHOP | fee | 2026-11-26 | EUR | -2 | 0 | Transaction Fees',
      '7 SHOP | payout | 2026-11-28 | EUR | -37.2 | 0 | TX7',
    ])
    expect(seen(readPayoutFile(mollie, 'payouts', [])).map((row) => row.split(' | ').slice(2, 7).join(' '))).toEqual([
      'sale 2026-11-26 EUR 25 0',
      'refund 2026-11-26 EUR -5 0',
      'fee 2026-11-27 EUR -0.35 0',
    ])
    expect(seen(readPayoutFile(klarna, 'payouts', [])).map((row) => row.split(' | ').slice(1).join(' '))).toEqual([
      'KP1 sale 2026-11-28 EUR 100 0 k-1',
      'KP1 refund 2026-11-28 EUR -10 0 k-0',
      'KP1 fee 2026-11-28 EUR -4.5 0 k-1',
    ])
  })

  // The journal of the payout that came back stays: the row takes its money off the bank again.
  test('of which a payout came back says so, and owes the money again', () => {
    const returned = 'po_2,2026-12-02 00:00:00,txn_4,2026-12-01 08:00:00,eur,33.35,0.00,33.35,payout_reversal,po_1,,,'
    expect(seen(readPayoutFile(file([stripeHeader, returned]), 'payouts', []))).toEqual([
      'txn_4 | po_2 | payout-return | 2026-12-02 | EUR | 33.35 | 0 | po_1',
    ])
    const words = [
      ...['row=Nr', 'payout=Lauf', 'amount=Betrag', 'date=Tag', 'currency=EUR', 'kind=Art', 'amount-sign=signed'],
      'payout-return=Rückläufer',
    ].map((word) => `payouts-bank ${word}`)
    const text = 'Nr,Lauf,Betrag,Tag,Art\n1,L2,33.35,2026-12-02,Rückläufer\n'
    expect(readPayoutFile(text, 'payouts-bank', words)[0]).toMatchObject({ kind: 'payout-return' })
  })

  test('of another shape is read by the columns, words and decimal sign that are said of it', () => {
    const words = [
      ...['row=Nr', 'payout=Lauf', 'amount=Betrag', 'date=Tag', 'decimal=,', 'date-form=DD.MM.YYYY', 'kind=Art'],
      ...['sale=Verkauf', 'refund=Storno+Gutschrift', 'currency=EUR', 'transaction=Beleg'],
    ].map((word) => `payouts-bank ${word}`)
    const text =
      '\uFEFFNr;Lauf;Art;Betrag;Tag;Beleg\n1;L1;Verkauf;1.234,56;27.11.2026;b-1\n2;L1;Gutschrift;-0,06;28.11.2026;b-1\n'
    expect(seen(readPayoutFile(text, 'payouts-bank', words))).toEqual([
      '1 | L1 | sale | 2026-11-27 | EUR | 1234.56 | 0 | b-1',
      '2 | L1 | refund | 2026-11-28 | EUR | -0.06 | 0 | b-1',
    ])
    expect(refused(text.replace('1.234,56', '1,234.56'), 'payouts-bank', words)).toMatch(/Line 2 .*no number.*decimal/s)
    expect(refused('a;b\n1;2', 'payouts-bank', words)).toMatch(/No line of the file names the columns Nr, Lauf/)
  })

  const carrier = ['row=Nr', 'payout=Lauf', 'amount=Betrag', 'date=Tag', 'currency=EUR', 'fee=Gebühr'].map(
    (word) => `payouts-cod ${word}`,
  )
  const table = (header: string, ...rows: readonly string[]) =>
    readPayoutFile(file([header, ...rows]), 'payouts-cod', carrier)

  test('of another shape needs every column that is named: fees under another name are not fees of nothing', () => {
    expect(seen(table('Nr,Lauf,Betrag,Tag,Gebühr', '1,L1,100.00,2026-11-28,1.50'))).toEqual([
      '1 | L1 | sale | 2026-11-28 | EUR | 100 | -1.5 | ',
    ])
    const named = {
      kind: 'Art',
      fee: 'Gebühr',
      net: 'Netto',
      transaction: 'Beleg',
      reference: 'Text',
      currency: 'Währung',
    }
    for (const [word, column] of Object.entries(named)) {
      const said = [...carrier.filter((one) => !one.includes(`${word}=`)), `payouts-cod ${word}=${column}`]
      expect(refused('Nr,Lauf,Betrag,Tag,Gebühren\n1,L1,100.00,2026-11-28,1.50\n', 'payouts-cod', said)).toContain(
        column,
      )
    }
  })

  test('of another shape asks which sign its fees have, unless the net amount proves it', () => {
    const text = file(['Nr,Lauf,Betrag,Tag,Gebühr,Netto', '1,L1,100.00,2026-11-28,-1.50,98.50'])
    const fee = (...words: readonly string[]) =>
      readPayoutFile(text, 'payouts-cod', [...carrier, ...words.map((word) => `payouts-cod ${word}`)])[0]!.fee.toFixed()
    expect(refused(text, 'payouts-cod', carrier)).toMatch(/Line 2 is a sale with a fee of -1.5 .*fee-sign/s)
    expect(fee('fee-sign=signed')).toBe('-1.5')
    expect(fee('fee-sign=signed', 'net=Netto')).toBe('-1.5')
    expect(fee('fee-sign=taken')).toBe('1.5')
    expect(refused(text, 'payouts-cod', [...carrier, 'payouts-cod net=Netto'])).toMatch(/are not 98.5/)
  })

  test('of another shape asks about an amount whose sign contradicts its kind', () => {
    const words = [
      ...carrier.filter((one) => !one.includes('fee=')),
      'payouts-cod kind=Art',
      'payouts-cod refund=Storno',
    ]
    const text = file(['Nr,Lauf,Betrag,Tag,Art', '1,L1,20.00,2026-11-28,Storno'])
    expect(refused(text, 'payouts-cod', words)).toMatch(/Line 2 is of kind refund with 20,.*amount-sign/s)
    const amount = (sign: string) =>
      readPayoutFile(text, 'payouts-cod', [...words, `payouts-cod amount-sign=${sign}`])[0]!.amount.toFixed()
    expect([amount('by-kind'), amount('signed')]).toEqual(['-20', '20'])
  })

  test('of another shape can say the words of fees and payouts, which are columns as well', () => {
    const words = [
      ...['row=Nr', 'payout=Lauf', 'amount=Betrag', 'date=Tag', 'currency=EUR', 'kind=Art', 'sale=Verkauf'],
      ...['amount-sign=by-kind', 'payout-row=yes'],
    ].map((word) => `payouts-bank ${word}`)
    const rows = ['1,L1,100.00,2026-11-28,Verkauf', '2,L1,3.00,2026-11-28,Gebuehr', '3,L1,97.00,2026-11-28,Auszahlung']
    const text = file(['Nr,Lauf,Betrag,Tag,Art', ...rows])
    expect(refused(text, 'payouts-bank', words)).toMatch(
      /Line 3 is of kind gebuehr.*"payouts-bank kind-fee" → "gebuehr"/s,
    )
    const fee = [...words, 'payouts-bank kind-fee=Gebuehr']
    expect(refused(text, 'payouts-bank', fee)).toMatch(/auszahlung.*"payouts-bank kind-payout"/s)
    const said = [...fee, 'payouts-bank kind-payout=Auszahlung']
    expect(readPayoutFile(text, 'payouts-bank', said).map(({ kind, amount }) => `${kind} ${amount.toFixed()}`)).toEqual(
      ['sale 100', 'fee -3', 'payout -97'],
    )
    const comma = file(['Nr,Lauf,Betrag,Tag,Art', '1,L1,"100,00",2026-11-28,Verkauf'])
    expect(refused(comma, 'payouts-bank', said)).toContain('"payouts-bank decimal" → ","')
  })

  const bank = (...words: readonly string[]) =>
    [
      ...['row=Nr', 'payout=Run', 'date=Day', 'currency=EUR', 'kind=Type', 'sale=Sale', 'refund=Refund', 'fee=Costs'],
      ...words,
    ].map((word) => `payouts-bank ${word}`)
  const statement = (...rows: readonly string[]) => file(['Nr;Run;Day;Type;Credit;Debit;Costs', ...rows])
  const [sold, back, cost] = [
    '1;L1;2026-11-28;Sale;200.00;;3.00',
    '2;L1;2026-11-28;Refund;;50.00;',
    '3;L1;2026-11-28;Fee;;2.00;',
  ] as const
  const amounts = (text: string, said: readonly string[]) =>
    readPayoutFile(text, 'payouts-bank', said).map(({ kind, amount }) => `${kind} ${amount.toFixed()}`)

  test('of another shape with a column for each direction is read by both; a row whose amount stands in the other one is not one of nothing', () => {
    const text = statement(sold, back, cost)
    expect(refused(text, 'payouts-bank', bank('amount=Credit'))).toMatch(
      /^Line 3 has no amount in Credit\..*"payouts-bank credit".*"payouts-bank debit".*"payouts-bank empty-amount"/,
    )
    // A mapping of before these words hands none of them on: what the hint asks for would change nothing.
    for (const words of [['amount=Credit'], []])
      expect(refused(text, 'payouts-bank', bank(...words))).toContain('"payout-file" of this integration is older')
    // A fee of its own does not make up for the amount: it is a cell of another column.
    expect(refused(statement(sold, `${back}0.50`), 'payouts-bank', bank('amount=Credit'))).toMatch(
      /^Line 3 has no amount/,
    )
    expect(amounts(text, bank('credit=Credit', 'debit=Debit'))).toEqual(['sale 200', 'refund -50', 'fee -2'])
    expect(amounts(text, bank('amount=Credit', 'empty-amount=nothing'))).toEqual(['sale 200', 'refund 0', 'fee 0'])
    const half = bank('amount=Credit', 'debit=Debit')
    expect(refused(text, 'payouts-bank', half)).toMatch(/"payouts-NAME credit" and "payouts-NAME debit" in place of/)
    // Of a provider whose report nothing adds up.
    const [header, payment] = mollie.split('\r\n')
    const empty = file([header!, payment!.replace(',EUR,25.00,123', ',EUR,,123')])
    expect(refused(empty)).toMatch(/^Line 2 has no amount in Settlement amount.*"mollie empty-amount"/)
    expect(readPayoutFile(empty, 'payouts', ['mollie empty-amount=nothing'])).toHaveLength(1)
  })

  test('of another shape with a column for each direction asks about a minus in the one of debits, and about columns that are exchanged', () => {
    const said = (...words: readonly string[]) => bank('credit=Credit', 'debit=Debit', ...words)
    const minus = statement(sold, '2;L1;2026-11-28;Refund;;-50.00;')
    for (const words of [[], ['amount-sign=by-column'], ['amount-sign=by-kind']])
      expect(refused(minus, 'payouts-bank', said(...words))).toMatch(/^Line 3 has -50 in Debit.*amount-sign/)
    expect(amounts(minus, said('amount-sign=signed'))).toEqual(['sale 200', 'refund -50'])
    expect(refused(statement(sold, back), 'payouts-bank', said('amount-sign=signed'))).toMatch(
      /^Line 3 has 50 in Debit/,
    )
    const exchanged = statement('2;L1;2026-11-28;Refund;50.00;;')
    expect(refused(exchanged, 'payouts-bank', said())).toMatch(/wrong sign.*exchanged.*"by-column"/)
    expect(amounts(exchanged, said('amount-sign=by-column'))).toEqual(['refund 50'])
  })

  test.each([
    ['PayPal', () => file(paypalLines).replace('"Fee Amount"', '"Fees"'), 'Fee Amount'],
    ['PayPal', () => file(paypalLines).replace('"Fee Debit or Credit"', '"Side"'), 'Fee Debit or Credit'],
    ['Adyen', () => adyen.replace('"Scheme Fees (NC)"', '"Scheme (NC)"'), 'Scheme Fees (NC)'],
    ['Mollie', () => mollie.replace('Payment method', 'Method'), 'Payment method'],
  ])('of %s without a column of money or kind is refused', (_, make, column) => {
    expect(refused(make())).toContain(`but not ${column}`)
  })

  test('that is cut is refused, wherever it ends', () => {
    const lines = paypalLines.map((line) => `${line}\r\n`)
    for (let count = 5; count < lines.length; count++)
      expect(() => refused(lines.slice(0, count).join(''))).not.toThrow()
    fc.assert(
      fc.property(fc.integer({ min: stripeHeader.length + 3, max: stripe.length - 2 }), (end) => {
        // At the end of a line nothing tells; that is what the sum of a payout, or the bank, is for.
        fc.pre(!/[\r\n]$/.test(stripe.slice(0, end)))
        expect(refused(stripe.slice(0, end))).toMatch(/[Ll]ine \d/)
      }),
    )
  })

  test('whose sums do not add up is refused with the line', () => {
    const changed = (from: string, to: string) => file(paypalLines).replace(from, to)
    expect(refused(changed('"CR",12050', '"CR",12051'))).toMatch(/Line 9 says 12050 .* add up to 12051/)
    expect(refused(changed('"SC",4', '"SC",5'))).toMatch(/Line 11 says 5 rows/)
    expect(refused(stripe.replace('98.35', '98.36'))).toMatch(/Line 2: 100 and its fee -1.65 are not 98.36/)
    expect(refused(klarna.replace('KP1,8550', 'KP1,8551'))).toMatch(/summary says 85.51 .* add up to 85.5/)
  })

  const paypalKind = (code: string, side: 'CR' | 'DR') => {
    const row = `"SB","7AB","O-1","","","${code}",2026/11/27 10:00:00 +0100,2026/11/27 10:00:01 +0100,"${side}",11900,"EUR","",0,"EUR","",""`
    const report = [...paypalLines.slice(0, 4), row, '"SC",1', '"FF",1']
    return readPayoutFile(file(report), 'payouts', []).map(({ kind, amount }) => `${kind} ${amount.toFixed()}`)[0]
  }

  test.each([
    ['a hold for the investigation of a dispute', 'T1110', 'DR', 'reserve -119'],
    ['its cancellation', 'T1111', 'CR', 'release 119'],
    ['a hold that is released', 'T1105', 'CR', 'release 119'],
    ['a fee that is given back', 'T1109', 'CR', 'fee-refund 119'],
    ['a fee that is reversed', 'T1108', 'CR', 'fee-refund 119'],
    ['a withdrawal that came back', 'T1101', 'CR', 'withdrawal 119'],
    ['a payment that PayPal reversed', 'T1106', 'DR', 'chargeback -119'],
    ['a refund', 'T1107', 'DR', 'refund -119'],
    ['a refund that the account got', 'T1107', 'CR', 'purchase 119'],
    ['what the account paid to somebody', 'T0006', 'DR', 'purchase -119'],
    ['a reimbursed chargeback', 'T1205', 'CR', 'chargeback-reversal 119'],
    ['a reserve', 'T2103', 'DR', 'reserve -119'],
    ['the release of a reserve', 'T2104', 'CR', 'release 119'],
    ['a reversal of no clear kind', 'T1100', 'DR', 't1100 -119'],
    ['an adjustment of no clear kind', 'T1200', 'DR', 't1200 -119'],
  ] as const)('of PayPal knows %s (%s)', (_, code, side, known) => {
    expect(paypalKind(code, side)).toBe(known)
  })

  test('of Mollie knows a refund that came back, and a dispute that was won, by their sign', () => {
    const row = (id: string, amount: string) =>
      `2026-11-26 11:00:00,iDEAL,EUR,${amount},Paid,${id},Text,,EUR,${amount},123.2611.01,`
    const [header] = mollie.split('\r\n')
    const text = file([header!, row('re_2', '5.00'), row('chb_1', '-9.00'), row('chb_2', '9.00')])
    expect(readPayoutFile(text, 'payouts', []).map(({ kind }) => kind)).toEqual([
      ...['refund-reversal', 'chargeback', 'chargeback-reversal'],
    ])
  })

  test('of Klarna with a correction is taken with its total alone: nothing else says its direction', () => {
    const correction = 'CORRECTION,,k-1,S1,KP1,2026-11-20T08:00:00Z,,2026-11-28T00:00:00Z,100,EUR,O-1'
    const rows = [...klarna.split('\r\n').slice(3, -1), correction]
    expect(refused(file(rows))).toMatch(/Line 5 is of kind correction.*added or taken off/s)
    expect(
      readPayoutFile(file(['payment_reference,total_settlement_amount', 'KP1,8650', '', ...rows]), 'payouts', []),
    ).toHaveLength(4)
    expect(readPayoutFile(file(rows), 'payouts', ['klarna fee=CORRECTION']).at(-1)!.amount.toFixed()).toBe('-1')
  })

  test('of Mollie and Adyen has rows without an id that no other settlement or account has', () => {
    const ids = (text: string) => readPayoutFile(text, 'payouts', []).map(({ id }) => id)
    const next = mollie.replaceAll('123.2611.01', '123.2612.02').replaceAll('tr_1', 'tr_2').replaceAll('re_1', 're_2')
    const other = adyen.replaceAll('SHOP', 'SHOP2').replaceAll('PSP', 'OTHER').replace('MOD1', 'MOD2')
    for (const [one, two] of [
      [mollie, next],
      [adyen, other],
    ] as const) {
      expect(ids(two).filter((id) => ids(one).includes(id))).toEqual([])
      expect(ids(one)).toEqual(ids(one))
    }
    // A row with an id keeps the one that it is kept under.
    expect(ids(mollie).slice(0, 2)).toEqual(['tr_1/Order O-1', 're_1/Refund O-1'])
    expect(ids(adyen)[0]).toBe('PSP1/PSP1/Settled/7//49.30')
    // Two fees in one settlement are two rows.
    const fee = mollie.split('\r\n')[3]!
    expect(ids(mollie + file([fee]))).toHaveLength(4)
  })

  test('of Mollie that names a payment or a refund twice is refused: two exports may lie in one file', () => {
    const [, payment, refund] = mollie.split('\r\n')
    expect(refused(mollie + file([payment!]))).toMatch(/^Line 5 has the same row id as a line before: tr_1/)
    expect(refused(mollie + file([refund!]))).toMatch(/^Line 5 has the same row id as a line before: re_1/)
  })

  test('in major units whose amounts end in .00 is no report in minor units', () => {
    const whole = klarna
      .replace('8550', '80.00')
      .replace(',10000,', ',100.00,')
      .replace(',1000,', ',10.00,')
      .replace(',450,', ',10.00,')
    expect(refused(whole)).toMatch(/minor units/)
    expect(readPayoutFile(whole, 'payouts', ['klarna unit=major'])).toHaveLength(3)
  })

  test('in major units where minor ones are meant is refused, and what a person says of it counts', () => {
    const major = klarna
      .replace('8550', '85.50')
      .replace('10000', '100.00')
      .replace(',1000,', ',10.00,')
      .replace(',450,', ',4.50,')
    expect(refused(major)).toMatch(/minor units.*"klarna unit"/s)
    expect(sum(readPayoutFile(major, 'payouts', ['klarna unit=major']).map(({ amount }) => amount)).toFixed()).toBe(
      '85.5',
    )
  })

  test('comes to the same rows in any order, with any sign between cells, with a mark at its beginning', () => {
    const [header, ...rows] = stripe.split('\r\n').filter((line) => line !== '')
    const whole = seen(readPayoutFile(stripe, 'payouts', [])).sort()
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        fc.constantFrom(',', ';', '\t'),
        (shuffled, sign) => {
          const text = `\uFEFF${file([header!, ...shuffled])}`.replaceAll(',', sign)
          expect(seen(readPayoutFile(text, 'payouts', [])).sort()).toEqual(whole)
        },
      ),
    )
  })

  const daysOf = (text: string, said: readonly string[], folder = 'payouts') =>
    readPayoutFile(text, folder, said).map(({ date }) => date)
  const adyenAt = (at: string, zone: string) =>
    file([
      adyenHeader,
      `C,SHOP,PSP1,O-1,visa,${at},${zone},Settled,PSP1,EUR,,50.00,1,EUR,,49.30,,0.10,0.20,0.40,visa,,7`,
    ])
  const paypalAt = (at: string) =>
    file([
      ...paypalLines.slice(0, 4),
      `"SB","7AB","O-1","","","T0006",${at},${at},"CR",12050,"EUR","DR",445,"EUR","",""`,
      ...['"SC",1', '"FF",1'],
    ])

  test.each([
    ['UTC, in Paris', paypalAt('2026/11/30 23:30:00 +0000'), 'paypal days-in=Europe/Paris', '2026-12-01'],
    ['UTC, as written', paypalAt('2026/11/30 23:30:00 +0000'), '', '2026-11-30'],
    ['Paris, in UTC', paypalAt('2026/12/01 00:30:00 +0100'), 'paypal days-in=UTC', '2026-11-30'],
    ['Paris, in New York', paypalAt('2026/12/01 05:30:00 +0100'), 'paypal days-in=America/New_York', '2026-11-30'],
    ['CEST, in UTC', adyenAt('2026-07-01 01:30:00', 'CEST'), 'adyen days-in=UTC', '2026-06-30'],
    [
      'CET that summer is written with, in UTC',
      adyenAt('2026-07-01 01:30:00', 'CET'),
      'adyen days-in=UTC',
      '2026-06-30',
    ],
    ['CET in winter, in UTC', adyenAt('2026-12-01 01:30:00', 'CET'), 'adyen days-in=UTC', '2026-12-01'],
    ['PST, in Paris', adyenAt('2026-11-30 15:30:00', 'PST'), 'adyen days-in=Europe/Paris', '2026-12-01'],
    [
      'an IANA name, in Paris',
      adyenAt('2026-11-30 23:30:00', 'Europe/London'),
      'adyen days-in=Europe/Paris',
      '2026-12-01',
    ],
    [
      'what a person says of times',
      mollie.replaceAll(/ \d\d:\d\d:\d\d,/g, ' 23:30:00,'),
      'mollie times-in=UTC',
      '2026-11-27',
    ],
  ])('of the last evening of a month has the days of the zone that its profile names: %s', (_, text, said, day) => {
    expect(daysOf(text, [said, 'company time-zone=Europe/Paris'])[0]).toBe(day)
  })

  test('says whose days it has: the zone that was named, that of the file, or, where nobody says one, that of the company', () => {
    const says = (text: string, ...said: readonly string[]) =>
      readPayoutFile(text, 'payouts', ['company time-zone=Europe/Paris', ...said])[0]!.days
    expect(says(paypalAt('2026/11/30 23:30:00 +0000'), 'paypal days-in=Asia/Tokyo')).toBe(
      'Days are those of Asia/Tokyo.',
    )
    expect(says(adyen)).toBe('Days are those that the file writes, of CET.')
    expect(says(mollie)).toBe('The file names no zone: its days are taken as those of the company, Europe/Paris.')
    expect(says(mollie.replaceAll(/ \d\d:\d\d:\d\d,/g, ','))).toBe('The file writes days without a time.')
  })

  test('of Stripe keeps the day at the bank, which is midnight of UTC, in every zone', () => {
    const chosen = stripe
      .replace('automatic_payout_effective_at', 'automatic_payout_effective_at_utc,automatic_payout_effective_at')
      .replaceAll('2026-11-28 00:00:00', '2026-11-28 00:00:00,2026-11-27 16:00:00')
    for (const zone of ['America/Los_Angeles', 'Europe/Paris', 'Asia/Tokyo', 'UTC'])
      expect(daysOf(chosen, [`stripe days-in=${zone}`])).toEqual(['2026-11-28', '2026-11-28', '2026-11-28'])
    expect(daysOf(chosen, [])).toEqual(['2026-11-28', '2026-11-28', '2026-11-28'])
    // Without the column of UTC a person says in which zone the report was made.
    const only = stripe.replaceAll('2026-11-28 00:00:00', '2026-11-27 16:00:00')
    expect(daysOf(only, ['stripe times-in=America/Los_Angeles', 'stripe days-in=UTC'])[0]).toBe('2026-11-28')
  })

  test('of another shape may have the time and its zone in columns of their own', () => {
    const words = [
      'row=Id',
      'payout=Id',
      'amount=Net',
      'date=Date',
      'time=Time',
      'date-form=MM/DD/YYYY',
      'currency=EUR',
    ]
    const said = [...words, 'days-in=Europe/Paris'].map((word) => `payouts-account ${word}`)
    const text = 'Date,Time,TimeZone,Id,Net\n11/30/2026,23:30:00,UTC,1,5.00\n11/30/2026,11:30 PM,CET,2,5.00\n'
    expect(daysOf(text, said, 'payouts-account')).toEqual(['2026-12-01', '2026-11-30'])
    expect(refused(text.replace('Time,', 'Hour,'), 'payouts-account', said)).toContain('Time')
  })

  test('with a zone that nobody knows, or that is short for several, is refused with what to say', () => {
    expect(refused(adyenAt('2026-11-30 23:30:00', 'CST'), 'payouts', ['adyen days-in=UTC'])).toMatch(
      /^Line 2 has a time of the zone "CST".*"adyen times-in"/,
    )
    const said = ['adyen days-in=UTC', 'adyen times-in=America/Chicago']
    expect(daysOf(adyenAt('2026-11-30 23:30:00', 'CST'), said)).toEqual(['2026-12-01'])
    const paris = ['adyen days-in=Europe/Paris']
    for (const time of ['20:30:00 America/New_York', '20:30 (UTC-5)', '8:30 PM EST', '08:30 p.m. America/New_York'])
      expect(daysOf(adyenAt(`2026-11-30 ${time}`, ''), paris)).toEqual(['2026-12-01'])
    for (const time of ['20h30', '20.30', '20:30 Pacific Standard Time', 'at night'])
      expect(refused(adyenAt(`2026-11-30 ${time}`, ''), 'payouts', paris)).toContain(
        `Line 2 has "${time}" behind its date`,
      )
    expect(daysOf(adyenAt('2026-11-30 20h30', ''), [])).toEqual(['2026-11-30'])
    expect(refused(adyen, 'payouts', ['adyen days-in=Paris'])).toMatch(
      /^There is no time zone "Paris".*"adyen days-in"/,
    )
  })

  test('of an account is cut into the days of the zone that is named: each row counts in its own period', () => {
    const text = file([
      ...paypalLines.slice(0, 4),
      ...['01:00', '12:00', '15:30'].map(
        (time, place) =>
          `"SB","7A${place}","O-1","","","T0006",2026/11/30 ${time}:00 -0800,2026/11/30 ${time}:00 -0800,"CR",1000,"EUR","DR",0,"EUR","",""`,
      ),
      ...['"SC",3', '"FF",1'],
    ])
    const of = (...said: readonly string[]) =>
      readPayoutFile(text, 'payouts', said).map(({ payout, date }) => [payout, date])
    const [[report] = []] = of()
    expect(of().every(([payout, date]) => payout === report && date === '2026-11-30')).toBe(true)
    const parts = of('paypal days-in=Europe/Paris')
    expect(parts.map(([, date]) => date)).toEqual(['2026-11-30', '2026-11-30', '2026-12-01'])
    expect(new Set(parts.map(([payout]) => payout)).size).toBe(2)
    expect(parts[2]![0]).toBe(`${report} 2026-12-01`)
  })

  test('has the same ids of rows whatever zone is named: nothing is kept twice because of it', () => {
    const ids = (text: string, ...said: readonly string[]) => readPayoutFile(text, 'payouts', said).map(({ id }) => id)
    for (const [provider, text] of [
      ['adyen', adyen],
      ['mollie', mollie],
      ['stripe', stripe],
      ['klarna', klarna],
      ['paypal', file(paypalLines)],
    ] as const)
      for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
        expect(ids(text, `${provider} times-in=Europe/Paris`, `${provider} days-in=${zone}`)).toEqual(ids(text))
  })

  test.each([';;;3.00', 'Total;;;3.00', ';Summe;;3.00'])(
    'of another shape may end with a total, which is no row, and proves the others: %s',
    (total) => {
      const words = ['row=Id', 'payout=Run', 'amount=Sum', 'date=Day', 'currency=EUR'].map(
        (word) => `payouts-t ${word}`,
      )
      const text = (end: string) => `Id;Run;Day;Sum\n1;R1;2026-11-28;5.00\n2;R1;2026-11-29;-2.00\n${end}\n`
      const read = (end: string) => readPayoutFile(text(end), 'payouts-t', words).map(({ id }) => id)
      expect(read(total)).toEqual(['1', '2'])
      expect(refused(text(total.replace('3.00', '3.01')), 'payouts-t', words)).toMatch(
        /^Line 4 says 3.01 in Sum.*the rows above add up to 3\./,
      )
      // What has an id or a day is a row, and a row has both.
      expect(refused(text('3;R1;;3.00'), 'payouts-t', words)).toMatch(/^Line 4 has no date/)
      expect(read('3;R1;2026-11-29;3.00')).toEqual(['1', '2', '3'])
    },
  )

  test('of several currencies keeps each by itself, with its decimals', () => {
    const [header, ...rows] = stripe.split('\r\n')
    const yen = rows[0]!.replace('eur,100.00,1.65,98.35', 'jpy,100,2,98').replace('txn_1', 'txn_9')
    expect(
      seen(readPayoutFile(file([header!, rows[0]!, yen]), 'payouts', [])).map((row) => row.split(' | ').slice(4, 7)),
    ).toEqual([
      ['EUR', '100', '-1.65'],
      ['JPY', '100', '-2'],
    ])
    expect(refused(file([header!, rows[0]!, yen.replace('jpy,100,', 'jpy,100.50,')]))).toMatch(/JPY has 0 decimals/)
  })

  test('that lies twice in one file is refused, with the line where it begins again', () => {
    for (const [text, line] of [
      [stripe, 5],
      [mollie, 5],
      [adyen, 6],
    ] as const)
      expect(refused(text + text)).toMatch(new RegExp(`^Line ${line} `))
  })

  test('that no provider is known by is refused with what to do', () => {
    expect(refused('a,b\n1,2\n')).toMatch(/no settlement report that is known.*payouts-NAME/s)
  })
})
