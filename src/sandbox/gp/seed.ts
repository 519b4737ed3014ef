import { z } from 'zod'
import { codePages } from '../../domain/code-pages.ts'

const decimal = z.union([z.string().regex(/^-?\d+(\.\d{1,5})?$/), z.number()]).transform(String)
const id = (length: number) => z.string().min(1).max(length)
const address = {
  Name: z.string().max(64).optional(),
  ContactPerson: z.string().max(60).optional(),
  Line1: z.string().max(60).optional(),
  Line2: z.string().max(60).optional(),
  Line3: z.string().max(60).optional(),
  City: z.string().max(35).optional(),
  State: z.string().max(29).optional(),
  PostalCode: z.string().max(10).optional(),
  CountryRegion: z.string().max(60).optional(),
}

/** `currency: price`, or the same by unit of measure and price level. */
const price = z.strictObject({
  currency: z.string().length(3),
  price: decimal,
  priceLevel: id(10).optional(),
  uofm: id(8).optional(),
  toQuantity: decimal.default('999999999999').describe('TOQTY: the largest quantity that has it.'),
  percent: decimal.optional().describe('In place of the price, where priceMethod says so.'),
  isSold: z.boolean().optional().describe('UMSLSOPT: the unit is sold. Default: in whole quantities.'),
})

const openAccount = { active: true, type: 'Posting', accountEntry: true } as const

const item = z.strictObject({
  key: id(30).describe('ITEMNMBR.'),
  description: z.string().max(100).default(''),
  shortDescription: z.string().max(15).optional().describe('ITMSHNAM. Default: none.'),
  genericDescription: z.string().max(10).optional().describe('ITMGEDSC. Default: none.'),
  shippingWeight: decimal.optional().describe('Of one base unit. Default: none.'),
  type: z.enum(['Sales Item', 'Kit', 'Miscellaneous Charges', 'Service', 'Flat Fee']).default('Sales Item'),
  class: id(10).optional().describe('ITMCLSCD. Default: none.'),
  userCategories: z.array(id(10)).max(6).optional().describe('USCATVLS_1 to USCATVLS_6.'),
  taxBasis: z.enum(['Taxable', 'Nontaxable', 'Based On Customer']).optional(),
  taxSchedule: id(15).optional().describe('ITMTSHID, of an item that is taxable by itself.'),
  uofm: id(8).default('Each').describe('Base unit of an item without a schedule.'),
  uofmSchedule: id(10).optional().describe('UOMSCHDL: one of uofmSchedules. Default: one with uofm alone.'),
  sellingUofm: id(8)
    .optional()
    .describe('Default selling unit: what a line gets that names none. Default: the base unit.'),
  quantityDigits: z.int().min(0).max(5).default(0),
  currencyDigits: z.int().min(0).max(5).optional().describe('Decimals of unit prices. Default: as the currency.'),
  currencies: z
    .array(z.strictObject({ code: z.string().length(3), digits: z.int().min(0).max(5) }))
    .max(200)
    .optional()
    .describe('Decimals of unit prices by currency (IV00105). Default: currencyDigits, in every currency.'),
  cost: decimal.optional().describe('CURRCOST, of one base unit, in the functional currency. Default: none.'),
  discontinued: z.boolean().default(false),
  inactive: z.boolean().optional().describe('INACTIVE: no new line may name it. SQL Server alone says so.'),
  allowBackOrder: z.boolean().default(true),
  prices: z.array(price).max(200).default([]).describe('The price list. A line priced by GP without an entry costs 0.'),
  priceMethod: z
    .enum([
      'Currency Amount',
      'Percent Of List Price',
      'Percent Markup Of Current Cost',
      'Percent Markup Of Standard Cost',
      'Percent Margin Of Current Cost',
      'Percent Margin Of Standard Cost',
    ])
    .default('Currency Amount'),
  sites: z
    .array(
      z.strictObject({
        site: id(10),
        onHand: decimal.default('0'),
        allocated: decimal.default('0'),
        backOrdered: decimal.optional(),
      }),
    )
    .max(200)
    .optional()
    .describe('Sites the item is assigned to. Default: every site, with nothing on hand.'),
  components: z
    .array(z.strictObject({ item: id(30), quantity: decimal, uofm: id(8).optional() }))
    .max(100)
    .optional()
    .describe('What one base unit of a kit is made of, in units of the component; without a unit, in its base unit.'),
})

const customer = z.strictObject({
  key: id(15).describe('CUSTNMBR.'),
  name: z.string().max(64),
  active: z.boolean().default(true),
  onHold: z.boolean().default(false),
  class: id(15).optional(),
  currency: z.string().length(3).optional(),
  paymentTerms: id(20).optional(),
  priceLevel: id(10).optional(),
  userDefined1: z.string().max(20).optional(),
  userDefined2: z.string().max(20).optional(),
  addresses: z
    .array(
      z.strictObject({
        key: id(15),
        ...address,
        phone: z.string().max(21).optional(),
        email: z.string().max(200).optional(),
      }),
    )
    .max(50)
    .default([])
    .describe('The first is the default, bill-to, ship-to and statement address.'),
})

const named = (length: number) => z.strictObject({ key: id(length), description: z.string().max(60).default('') })

/**
 * A company as JSON: what `ledgerline sandbox --gp FILE` reads. All but `company` may be left out.
 *
 *     {
 *       "company": { "id": -1, "name": "Northwind Supply", "currency": "EUR" },
 *       "currencies": [{ "code": "EUR", "digits": 2 }, { "code": "USD", "digits": 2, "exchangeRate": "0.92" }],
 *       "items": [{ "key": "MUG-01", "description": "Mug", "prices": [{ "currency": "EUR", "price": "11.90" }],
 *                   "sites": [{ "site": "MAIN", "onHand": 100 }] }],
 *       "uofmSchedules": [{ "key": "CASE12", "base": "Each", "units": [{ "uofm": "Case", "quantity": 12 }] }],
 *       "customers": [{ "key": "C00001", "name": "A. Baker", "addresses": [{ "key": "PRIMARY", "City": "Bern" }] }],
 *       "warehouses": [{ "key": "MAIN" }], "shippingMethods": [{ "key": "GROUND" }], "paymentTerms": [{ "key": "Net 30" }],
 *       "taxSchedules": [{ "key": "SHOP" }], "taxDetails": [{ "key": "VAT20", "percent": "20" }],
 *       "policies": { "CreateSalesOrder": { "Calculate Unit Price": 0 } }
 *     }
 *
 * Lengths are GP's columns. Amounts are text or numbers with at most five decimals. Left out: one currency (the
 * company's), one site MAIN, document type STDORD, price level RETAIL, customer class SHOP, batches none.
 */
export const companySeed = z.strictObject({
  company: z.strictObject({
    id: z.int().min(-32768).max(32767).default(-1).describe('SY01500.CMPANYID; -1 is the sample company.'),
    name: z.string().max(64),
    currency: z.string().length(3).describe('Functional currency, ISO 4217.'),
    codePage: z.enum(codePages).default('1252').describe("The collation's: what char columns can store."),
  }),
  currencies: z
    .array(
      z.strictObject({
        code: z.string().length(3),
        digits: z.int().min(0).max(5).default(2),
        description: z.string().max(30).default(''),
        exchangeRate: decimal.nullable().default('1').describe('To the functional currency; null: no rate table.'),
      }),
    )
    .max(200)
    .default([]),
  items: z.array(item).max(200_000).default([]),
  uofmSchedules: z
    .array(
      z.strictObject({
        key: id(10),
        base: id(8),
        units: z
          .array(z.strictObject({ uofm: id(8), quantity: decimal }))
          .max(50)
          .describe('Further units, and how many base units each holds.'),
      }),
    )
    .max(1000)
    .default([]),
  customers: z.array(customer).max(200_000).default([]),
  customerClasses: z.array(named(15)).default([{ key: 'SHOP', description: 'Shop customers' }]),
  warehouses: z
    .array(named(10).extend({ address: z.strictObject(address).optional(), inactive: z.boolean().optional() }))
    .max(1000)
    .default([{ key: 'MAIN', description: 'Main site' }]),
  shippingMethods: z
    .array(
      named(15).extend({
        type: z.enum(['Pickup', 'Delivery']).default('Delivery'),
        carrier: z.string().max(30).optional(),
      }),
    )
    .max(1000)
    .default([]),
  paymentTerms: z
    .array(named(20).extend({ days: z.int().min(0).max(365).default(0) }))
    .max(1000)
    .default([]),
  priceLevels: z
    .array(named(10))
    .max(1000)
    .default([{ key: 'RETAIL', description: 'Retail' }]),
  taxSchedules: z.array(named(15)).max(1000).default([]),
  taxDetails: z
    .array(named(15).extend({ percent: decimal.default('0'), type: z.enum(['Sales', 'Purchases']).default('Sales') }))
    .max(1000)
    .default([]),
  batches: z
    .array(z.strictObject({ key: id(15), comment: z.string().max(60).default('') }))
    .max(1000)
    .default([]),
  checkbooks: z
    .array(named(15))
    .max(1000)
    .default([{ key: 'UPTOWN TRUST', description: 'Bank account' }])
    .describe('CM00100.'),
  glAccounts: z
    .array(
      named(75).extend({
        active: z.boolean().default(true),
        type: z.enum(['Posting', 'Unit', 'Fixed Allocation', 'Variable Allocation']).default('Posting'),
        accountEntry: z.boolean().default(true).describe('ACCTENTR.'),
      }),
    )
    .max(10_000)
    .default([
      { key: '000-1100-00', description: 'Cash in bank', ...openAccount },
      { key: '000-1190-00', description: 'Payment providers, clearing', ...openAccount },
      { key: '000-1195-00', description: 'Chargebacks in dispute', ...openAccount },
      { key: '000-1330-00', description: 'Input tax', ...openAccount },
      { key: '000-2190-00', description: 'Refunds to customers', ...openAccount },
      { key: '000-6520-00', description: 'Fees of payment providers', ...openAccount },
    ])
    .describe('Accounts (GL00100), as GP shows their number.'),
  closedPeriods: z
    .array(z.strictObject({ from: z.iso.date(), to: z.iso.date() }))
    .max(1000)
    .default([])
    .describe('Days, both included, that are closed for the series Financial (SY40100).'),
  banks: z.array(named(15)).max(1000).default([]),
  paymentCardTypes: z.array(named(15)).max(1000).default([]),
  documentTypes: z
    .array(
      z.strictObject({
        key: id(15),
        type: z.enum(['Order', 'Return']).default('Order'),
        nextNumber: id(21).regex(/\d$/).describe('Given to documents without a key.'),
        allocateBy: z
          .enum(['line', 'document'])
          .default('line')
          .describe(
            'When an order allocates its goods: at its entry, or when somebody allocates the document (ALLOCABY).',
          ),
        separateFulfillment: z.boolean().default(true).describe('Without, GP fulfils what it allocates (USPFULPR).'),
      }),
    )
    .min(1)
    .max(100)
    .default([
      { key: 'STDORD', type: 'Order', nextNumber: 'ORDST1001', allocateBy: 'line', separateFulfillment: true },
      { key: 'RTN', type: 'Return', nextNumber: 'RTN1001', allocateBy: 'line', separateFulfillment: true },
    ])
    .describe('SOP document ids (SOP40200). The first is the default of orders.'),
  policies: z
    .record(z.string(), z.record(z.string(), z.int()))
    .default({})
    .describe(
      'Selected options by operation and behavior name. Left out, they are as GP ships them, but Calculate Unit Price is 0 (Do Not Calculate), as a site made ready for the hub. GP ships 1.',
    ),
})

/** A company as it may be written, defaults left out. */
export type CompanySeed = z.input<typeof companySeed>
/** A company with its defaults. */
export type CompanyData = z.output<typeof companySeed>
