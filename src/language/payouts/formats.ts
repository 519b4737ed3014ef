/** How a row says what it is worth. Amounts count from the shop: what the provider owes it more is positive. */
type AmountRule =
  /** A column with its sign, or without one where the kind says it. */
  | { readonly signed: string }
  /** A column without sign, beside one that says CR or DR. */
  | { readonly unsigned: string; readonly side: string }
  /** A column for each direction. */
  | { readonly credit: string; readonly debit: string }

/**
 * A settlement report of a payment provider, as data: which columns say what. The names are those of the provider's own
 * documentation and of files that integrations with it read. A file without a column that says money or kind is refused: what
 * is not there would count as nothing.
 */
export interface PayoutFormat {
  readonly provider: string
  /** Columns that such a file has and no other; the header is the first line with all of them. */
  readonly needs: readonly string[]
  /** The provider's id of the row: these columns together. */
  readonly row: readonly string[]
  /**
   * Some rows have none: the first column of `row` is empty. A fee has the same words in each payout, so its payout, amount and date
   * tell it apart, too: all of them are kept, so that rows of before could get the same id.
   */
  readonly someWithoutId?: true
  /** Rows that have no id of their own, all or those whose first column of `row` is empty: equal ones are told apart by counting them. */
  readonly twins?: 'all' | 'without id'
  /** What is paid out, or reported, at once: these columns together. */
  readonly payout: readonly string[]
  readonly kind: readonly string[]
  /** The provider's word in small letters, or how it begins with "*" → ours. A word that is not here stays as it is. */
  readonly kinds: Readonly<Record<string, string>>
  /** What a kind is where its amount goes the other way than usual: a sale that takes, a refund that adds. */
  readonly opposite?: Readonly<Record<string, string>>
  /** Kinds whose amount is taken off, whatever its sign. `given`: kinds whose amount is added, the same way. */
  readonly taken?: readonly string[]
  readonly given?: readonly string[]
  readonly date: readonly string[]
  readonly dateForm: string
  /** A column with the time of the day, where the date stands alone. */
  readonly time?: string
  /** The zone in which times of the report are written, as a person said it. */
  readonly timesIn?: string
  /** The zone in which its days count, as a person said it; absent: days stay as they are written. */
  readonly daysIn?: string
  readonly currency: string
  readonly amount: AmountRule
  /** What was kept of the row, each column positive where it cost something; or with a side, CR or DR. */
  readonly fees: readonly string[]
  readonly feeSide?: string
  /** Signed: a fee that costs is negative. Unsaid, as of a table that nobody has said it of: a fee that adds to a sale is refused. */
  readonly feeSign?: 'taken' | 'signed' | 'unsaid'
  /** Of a table that a person described. Unsaid: a sign that contradicts the kind is refused. */
  readonly amountSign?: 'signed' | 'unsaid'
  /** Debits have a minus of their own: of a table that a person described, with a column for each direction. */
  readonly signedDebits?: true
  /** A row without an amount is worth nothing: sums of the report prove it, or a person said it. Else it is refused. */
  readonly emptyAmount?: 'nothing'
  /** `amount` is after fees. */
  readonly afterFees?: true
  /** A column that amount and fee add up to. */
  readonly net?: string
  /** Columns that may hold what the shop knows as the transaction of its payment. */
  readonly transactions: readonly string[]
  readonly reference: string
  readonly decimal: '.' | ','
  /** Minor: 10000 is 100.00 EUR, and 10000 JPY. */
  readonly unit: 'major' | 'minor'
  /** The rows end with one of kind payout: what went to the bank. All of a payout is there when they add up to it. */
  readonly endsWithPayout?: true
  /** What the rows add up to stays with the provider: the report is one of an account. */
  readonly account?: true
  /** The provider ends each line with a line break, so a file that does not end so is cut. */
  readonly lineBreakAtEnd?: true
}

/**
 * PayPal, settlement report (STL), from version 9. Unsigned minor units; the lines RH, FH, SH, CH, SB, SF, SC, RF, RC, FF say
 * what each is, and counts and sums close each section. "Transaction  Debit or Credit" has two blanks in real files.
 * A report covers a day of the account, not a payout; the withdrawals are rows of it. Codes whose meaning is not clear
 * (T06, T07 cards, T08 bonuses, T09 coupons, T1100 and T1112 general reversals, T1116 to T1118, T1200, T1203, T1204, T19, T30
 * to T99) are kinds of their own: without an account they stop their payout, and nobody is asked for a credit slip.
 * @see developer.paypal.com, Settlement Report; Transaction Event Codes
 */
export const paypal: PayoutFormat = {
  provider: 'paypal',
  needs: ['Transaction ID', 'Transaction Event Code', 'Gross Transaction Amount', 'Gross Transaction Currency'],
  row: ['Transaction ID', 'Transaction Event Code', 'Gross Transaction Currency', 'Transaction Debit or Credit'],
  payout: ['Report'],
  kind: ['Transaction Event Code'],
  kinds: {
    't00*': 'sale',
    't01*': 'fee',
    't02*': 'conversion',
    't03*': 'top-up',
    't04*': 'withdrawal',
    't05*': 'purchase',
    't10*': 'purchase',
    ...{ t1101: 'withdrawal', t1102: 'purchase', t1104: 'top-up', t1105: 'release', t1106: 'chargeback' },
    ...{ t1107: 'refund', t1108: 'fee-refund', t1109: 'fee-refund', t1110: 'reserve', t1111: 'release' },
    ...{ t1113: 'refund', t1114: 'purchase', t1115: 'purchase', t1119: 'purchase' },
    ...{ t1201: 'chargeback', t1202: 'chargeback-reversal', t1205: 'chargeback-reversal', t1207: 'chargeback' },
    t1208: 'chargeback-reversal',
    't15*': 'reserve',
    't17*': 'withdrawal',
    't20*': 'balance-transfer',
    ...{ t2101: 'reserve', t2103: 'reserve', t2105: 'reserve', t2107: 'reserve', t2109: 'reserve', t2111: 'reserve' },
    ...{ t2102: 'release', t2104: 'release', t2106: 'release', t2108: 'release', t2110: 'release', t2112: 'release' },
    t2113: 'reserve',
    't22*': 'balance-transfer',
  },
  // The account pays others, too, and gets back what it paid: neither is of an order.
  opposite: { sale: 'purchase', refund: 'purchase' },
  date: ['Transaction Completion Date'],
  dateForm: 'YYYY/MM/DD',
  currency: 'Gross Transaction Currency',
  amount: { unsigned: 'Gross Transaction Amount', side: 'Transaction Debit or Credit' },
  emptyAmount: 'nothing',
  fees: ['Fee Amount'],
  feeSide: 'Fee Debit or Credit',
  transactions: ['Transaction ID', 'PayPal Reference ID'],
  reference: 'Invoice ID',
  decimal: '.',
  unit: 'minor',
  account: true,
}

/**
 * Stripe, payout reconciliation report, itemized. Major units with sign; a fee is positive where it costs.
 * @see docs.stripe.com, Payout reconciliation report; reporting categories
 */
const stripe: PayoutFormat = {
  provider: 'stripe',
  needs: ['automatic_payout_id', 'balance_transaction_id', 'reporting_category', 'gross', 'fee', 'net'],
  row: ['balance_transaction_id'],
  payout: ['automatic_payout_id'],
  kind: ['reporting_category'],
  kinds: {
    charge: 'sale',
    // What of an authorization was not captured: with the charge it adds up to the sale.
    partial_capture_reversal: 'sale',
    refund: 'refund',
    refund_failure: 'refund-reversal',
    dispute: 'chargeback',
    dispute_reversal: 'chargeback-reversal',
    fee: 'fee',
    network_cost: 'fee',
    tax: 'tax',
    risk_reserved_funds: 'reserve',
    connect_reserved_funds: 'reserve',
    payment_network_reserved_funds: 'reserve',
    minimum_balance_hold: 'reserve',
    currency_conversion: 'conversion',
    // A payout that failed or was cancelled: the money is owed again.
    payout_reversal: 'payout-return',
    topup: 'top-up',
    topup_reversal: 'top-up',
    transfer: 'balance-transfer',
    transfer_reversal: 'balance-transfer',
  },
  // The day at the bank, as midnight of UTC. In the zone that somebody chose for the report it may be the evening before.
  date: ['automatic_payout_effective_at_utc', 'automatic_payout_effective_at'],
  dateForm: 'YYYY-MM-DD',
  currency: 'currency',
  amount: { signed: 'gross' },
  fees: ['fee'],
  net: 'net',
  transactions: ['charge_id', 'payment_intent_id', 'source_id'],
  reference: 'order_id',
  decimal: '.',
  unit: 'major',
  lineBreakAtEnd: true,
}

/**
 * Adyen, settlement details report. Amounts in the currency that is settled (NC), after fees; the row MerchantPayout is what
 * went to the bank, so that a batch adds up to nothing.
 * @see docs.adyen.com, Settlement details report
 */
const adyen: PayoutFormat = {
  provider: 'adyen',
  needs: ['Psp Reference', 'Type', 'Modification Reference', 'Net Debit (NC)', 'Net Credit (NC)', 'Batch Number'],
  row: ['Psp Reference', 'Modification Reference', 'Type', 'Batch Number', 'Net Debit (NC)', 'Net Credit (NC)'],
  someWithoutId: true,
  twins: 'all',
  // The number first: what is cut to fit into a journal is the end.
  payout: ['Batch Number', 'Merchant Account'],
  kind: ['Type'],
  kinds: {
    settled: 'sale',
    settledbulk: 'sale',
    settledinstallment: 'sale',
    refunded: 'refund',
    refundedbulk: 'refund',
    refundedinstallment: 'refund',
    refundedreversed: 'refund-reversal',
    chargeback: 'chargeback',
    secondchargeback: 'chargeback',
    chargebackreversed: 'chargeback-reversal',
    fee: 'fee',
    misccosts: 'fee',
    paymentcost: 'fee',
    invoicededuction: 'fee',
    depositcorrection: 'reserve',
    reserveadjustment: 'reserve',
    balancetransfer: 'balance-transfer',
    merchantpayout: 'payout',
    merchantpayin: 'top-up',
  },
  date: ['Creation Date'],
  dateForm: 'YYYY-MM-DD',
  currency: 'Net Currency',
  amount: { credit: 'Net Credit (NC)', debit: 'Net Debit (NC)' },
  emptyAmount: 'nothing',
  fees: ['Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)'],
  afterFees: true,
  transactions: ['Psp Reference', 'Modification Reference'],
  reference: 'Merchant Reference',
  decimal: '.',
  unit: 'major',
  endsWithPayout: true,
}

/**
 * Mollie, export of a settlement. The first letters of the id say what a row is.
 * @see help.mollie.com, export of settlements; docs.mollie.com, ids of resources
 */
const mollie: PayoutFormat = {
  provider: 'mollie',
  needs: ['ID', 'Status', 'Settlement currency', 'Settlement amount', 'Settlement reference'],
  row: ['ID', 'Description'],
  someWithoutId: true,
  twins: 'without id',
  payout: ['Settlement reference'],
  kind: ['ID', 'Payment method'],
  kinds: {
    'tr_*': 'sale',
    'ord_*': 'sale',
    'cpt_*': 'sale',
    're_*': 'refund',
    'chb_*': 'chargeback',
    'withheld transaction fees': 'fee',
    costs: 'fee',
  },
  // A refund that the customer's bank returned, and a dispute that was won, keep the first letters of their id.
  opposite: { refund: 'refund-reversal', chargeback: 'chargeback-reversal' },
  date: ['Date'],
  dateForm: 'YYYY-MM-DD',
  currency: 'Settlement currency',
  amount: { signed: 'Settlement amount' },
  fees: [],
  transactions: ['ID'],
  reference: 'Description',
  decimal: '.',
  unit: 'major',
  lineBreakAtEnd: true,
}

/**
 * Klarna, settlement report. Minor units without sign: the type says the direction. Rows have no id, and a return has no
 * capture, so Klarna's order is what stays. A summary may stand above the rows. A CORRECTION goes either way: only the summary can say which.
 * @see docs.klarna.com, Settlement files; settlements API, Transaction
 */
const klarna: PayoutFormat = {
  provider: 'klarna',
  needs: ['type', 'payment_reference', 'order_id', 'amount', 'currency_code'],
  row: ['payment_reference', 'type', 'detailed_type', 'order_id', 'capture_id', 'refund_id', 'sale_date', 'amount'],
  twins: 'all',
  payout: ['payment_reference'],
  kind: ['type'],
  kinds: {
    sale: 'sale',
    return: 'refund',
    reversal: 'chargeback',
    reversal_merchant_protection: 'chargeback-reversal',
    fee: 'fee',
    commission: 'fee',
    charge: 'fee',
    fee_refund: 'fee-refund',
    credit: 'fee-refund',
    tax: 'tax',
    holdback: 'reserve',
    release: 'release',
  },
  taken: ['refund', 'chargeback', 'fee', 'tax', 'reserve'],
  given: ['sale', 'chargeback-reversal', 'fee-refund', 'release'],
  date: ['payout_date', 'capture_date', 'sale_date'],
  dateForm: 'YYYY-MM-DD',
  currency: 'currency_code',
  amount: { signed: 'amount' },
  fees: [],
  transactions: ['order_id', 'short_order_id', 'capture_id'],
  reference: 'merchant_reference_1',
  decimal: '.',
  unit: 'minor',
  lineBreakAtEnd: true,
}

/** Formats whose rows stand below a line of names. */
export const tableFormats: readonly PayoutFormat[] = [stripe, adyen, mollie, klarna]

/** What a person says of a table of another shape, or differently of one above: "amount" → "Betrag", "decimal" → ",". */
export type Said = ReadonlyMap<string, string>

/** Words of `Said` that every file of a bank's or provider's own table needs. In place of `amount`: `credit` and `debit`. */
export const neededWords = ['row', 'payout', 'amount', 'date'] as const

/**
 * A table that a person described by its columns. Every column that is named has to be in the file: fees under another name
 * would be fees of nothing. Null: `neededWords` are not all there.
 */
export function describedFormat(provider: string, said: Said): PayoutFormat | null {
  const [row, payout, single, date] = neededWords.map((word) => said.get(word))
  const [credit, debit] = [said.get('credit'), said.get('debit')]
  const amount: AmountRule | null =
    credit && debit ? { credit, debit } : single && !credit && !debit ? { signed: single } : null
  if (!row || !payout || !amount || !date) return null
  const columns = (word: string) => (said.get(word) ?? '').split('+').filter((name) => name !== '')
  const currency = said.get('currency') ?? ''
  const named = [...['row', 'payout', 'kind', 'fee', 'transaction'].flatMap(columns), ...Object.values(amount), date]
  const [net, reference, time] = ['net', 'reference', 'time'].map((word) => said.get(word) ?? '') as [
    string,
    string,
    string,
  ]
  const needs = [...named, net, reference, time, isCurrencyCode(currency) ? '' : currency].filter((name) => name !== '')
  const sign = said.get('amount-sign')
  const byKind = sign === 'by-kind' && 'signed' in amount
  // Columns for each direction say it themselves, so "by-kind" says nothing of them.
  const isSaid = sign !== undefined && (byKind || sign !== 'by-kind')
  return {
    ...{ provider, needs: [...new Set(needs)] },
    ...{ row: columns('row'), payout: columns('payout'), kind: columns('kind'), kinds: kindsIn(said) },
    ...{ date: [date], dateForm: said.get('date-form') ?? 'YYYY-MM-DD', currency },
    ...(time === '' ? {} : { time }),
    amount,
    // A row of the payout takes its sum off what the provider owes.
    ...(byKind ? { taken: [...takenKinds, 'payout'], given: givenKinds } : {}),
    amountSign: isSaid ? 'signed' : 'unsaid',
    ...(sign === 'signed' && 'debit' in amount ? { signedDebits: true as const } : {}),
    fees: columns('fee'),
    feeSign: said.get('fee-sign') === 'signed' ? 'signed' : said.has('fee-sign') ? 'taken' : 'unsaid',
    ...(net === '' ? {} : { net }),
    ...{ transactions: columns('transaction'), reference },
    ...changedBy(said, { decimal: '.', unit: 'major' }),
    ...(said.get('payout-row') === 'yes' ? { endsWithPayout: true as const } : {}),
  }
}

/** "EUR": a column may be called so too, and counts first. */
export const isCurrencyCode = (text: string) => /^[A-Za-z]{3}$/.test(text)

/** Kinds that take from what the provider owes, and kinds that add to it. Others go either way. */
export const takenKinds = ['refund', 'chargeback', 'fee', 'tax', 'reserve', 'withdrawal']
export const givenKinds = [
  ...['sale', 'refund-reversal', 'chargeback-reversal', 'fee-refund', 'release', 'payout-return'],
]

/** Columns that say what a row is and what it is worth: a file without one of them is refused. */
export const columnsOfMoney = ({ amount, fees, feeSide, net, kind }: PayoutFormat): readonly string[] => [
  ...Object.values(amount),
  ...fees,
  ...(feeSide === undefined ? [] : [feeSide]),
  ...(net === undefined ? [] : [net]),
  ...kind,
]

/** What a person said of decimals, units, empty amounts and zones. */
export const changedBy = (said: Said, before: Pick<PayoutFormat, 'decimal' | 'unit'>) => ({
  ...(said.get('empty-amount') === 'nothing' ? { emptyAmount: 'nothing' as const } : {}),
  ...(said.has('times-in') ? { timesIn: said.get('times-in')! } : {}),
  ...(said.has('days-in') ? { daysIn: said.get('days-in')! } : {}),
  decimal: said.get('decimal') === ',' ? (',' as const) : said.has('decimal') ? ('.' as const) : before.decimal,
  unit: said.get('unit') === 'minor' ? ('minor' as const) : said.has('unit') ? ('major' as const) : before.unit,
})

/** Our kinds, for a table that has its own words: "sale=Verkauf+Zahlung". */
const ownKinds = [
  ...['sale', 'refund', 'refund-reversal', 'chargeback', 'chargeback-reversal', 'fee', 'fee-refund', 'tax', 'reserve'],
  ...['release', 'conversion', 'top-up', 'withdrawal', 'balance-transfer', 'purchase', 'payout'],
  'payout-return',
]
/** Of a table that is described, "fee" and "payout" are columns: words of these kinds are said with "kind-" before them. */
const kindsBesideColumns = ['fee', 'payout']
export const kindsIn = (said: Said): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ownKinds.flatMap((kind) =>
      [said.get(kind) ?? '', said.get(`kind-${kind}`) ?? '']
        .flatMap((words) => words.split('+'))
        .filter((word) => word !== '')
        .map((word) => [word.toLowerCase(), kind]),
    ),
  )

/** Every word that may be said of a table. */
export const settlementWords = [
  ...[
    'row',
    'payout',
    'amount',
    'credit',
    'debit',
    'amount-sign',
    'empty-amount',
    'date',
    'date-form',
    'time',
    'times-in',
    'days-in',
    'decimal',
    'unit',
  ],
  ...['currency', 'kind', 'fee', 'fee-sign', 'net'],
  ...['transaction', 'reference', 'payout-row', ...ownKinds, ...kindsBesideColumns.map((kind) => `kind-${kind}`)],
].filter((word, place, all) => all.indexOf(word) === place)

/** Providers whose reports are known by their columns. */
export const settlementProviders = [paypal, ...tableFormats].map(({ provider }) => provider)
