import type { Checked } from '../../../domain/cause.ts'
import { Decimal, dec } from '../../../domain/decimal.ts'
import { HubError } from '../../../domain/errors.ts'
import type { EntityName, RecordValue } from '../../../domain/record.ts'

/** What a check may look at: the document that was refused, and GP by reads. */
export interface Facts {
  readonly document: RecordValue
  /** Null: GP has none. @throws HubError */
  read(entity: EntityName, key: string): Promise<RecordValue | null>
  /** The option of a policy's behaviour that is in force for the operation, by name; null: not known. @throws HubError */
  option(behavior: string): Promise<string | null>
}

type Check = (facts: Facts) => Promise<Checked> | Checked

/** Lines that are looked at: a refused order seldom has more, and each may cost a call. */
const mostLines = 50

const lines = ({ document }: Facts): RecordValue[] =>
  Array.isArray(document.Lines) ? (document.Lines as RecordValue[]).slice(0, mostLines) : []
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const named = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))]
const amount = (value: unknown): Decimal =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? dec(value) : new Decimal(0)
const sum = (values: readonly Decimal[]) => values.reduce((total, each) => total.plus(each), new Decimal(0))

/** Holds when one of the records of these keys is not there. */
const absent =
  (entity: EntityName, what: string, keysIn: (facts: Facts) => readonly string[]): Check =>
  async (facts) => {
    const keys = named(keysIn(facts))
    for (const key of keys)
      if (!(await facts.read(entity, key))) return { holds: true, saw: `GP has no ${what} ${key}.` }
    return keys.length === 0
      ? { holds: null, saw: `The document names no ${what}.` }
      : { holds: false, saw: `GP has ${what} ${keys.join(', ')}.` }
  }

const header =
  (field: string) =>
  ({ document }: Facts) => [textOf(document[field])]

/** Holds when a record of these keys is `as` the test says. */
const records =
  (
    entity: EntityName,
    keysIn: (facts: Facts) => readonly string[],
    is: (record: RecordValue) => boolean,
    saw: string,
  ): Check =>
  async (facts) => {
    for (const key of named(keysIn(facts))) {
      const record = await facts.read(entity, key)
      if (record && is(record)) return { holds: true, saw: `${entity} ${key} ${saw}.` }
    }
    return { holds: false, saw: `None of them ${saw}.` }
  }

const itemsOf = (facts: Facts) =>
  lines(facts)
    .filter((line) => line.IsNonInventory !== true)
    .map((line) => textOf(line.ItemKey))

/** Each line with its item and the site it is taken from; where the document names none, GP takes the item's own. */
async function taken(facts: Facts) {
  const found: { line: RecordValue; item: RecordValue; key: string; site: string; stock: RecordValue | undefined }[] =
    []
  for (const line of lines(facts)) {
    const key = textOf(line.ItemKey)
    const item = key === '' ? null : await facts.read('gp.item', key)
    if (!item || !Array.isArray(item.Quantities)) continue
    const site = textOf(line.WarehouseKey) || textOf(facts.document.WarehouseKey) || textOf(item.DefaultWarehouseKey)
    const stock = (item.Quantities as RecordValue[]).find(
      (row) => textOf(row.WarehouseKey).toUpperCase() === site.toUpperCase(),
    )
    found.push({ line, item, key, site, stock })
  }
  return found
}

const notAtSite: Check = async (facts) => {
  const all = await taken(facts)
  const missing = all.filter(({ item, site, stock }) => item.Type === 'Sales Item' && site !== '' && !stock)
  if (missing.length > 0)
    return { holds: true, saw: `Not assigned: ${missing.map(({ key, site }) => `${key} to ${site}`).join(', ')}.` }
  return all.length === 0
    ? { holds: null, saw: 'The sites of the items cannot be read.' }
    : { holds: false, saw: 'Every item is assigned to its site.' }
}

/** Stock is kept in base units: lines of one item at one site take from it together, each in its own unit. */
const tooLittle: Check = async (facts) => {
  const all = (await taken(facts)).filter(({ item, stock }) => item.Type === 'Sales Item' && stock)
  const places = Map.groupBy(all, ({ key, site }) => `${key.toUpperCase()}\n${site.toUpperCase()}`)
  const found = [...places.values()].map((same) => {
    const { key, site, stock } = same[0]!
    const wanted = same.map(({ line, item }) => inBaseUnits(line, item))
    const free = amount(stock!.OnHandQuantity).minus(amount(stock!.AllocatedQuantity))
    return { key, site, free, wanted: sum(wanted.filter((one) => one !== null)), isWhole: !wanted.includes(null) }
  })
  const short = found.filter(({ wanted, free }) => wanted.gt(free))
  if (short.length > 0)
    return {
      holds: true,
      saw: `${short.map(({ key, site, wanted, free }) => `${key} at ${site}: ${wanted.toFixed()} base units ordered, ${free.toFixed()} free`).join('; ')}.`,
    }
  return all.length === 0 || found.some(({ isWhole }) => !isWhole)
    ? { holds: null, saw: 'The stock of the items, or the units that they are ordered in, cannot be read.' }
    : { holds: false, saw: 'There is enough in stock.' }
}

/** A line without a unit is in the item's own; null: the item does not say how large the unit is. */
function inBaseUnits(line: RecordValue, item: RecordValue): Decimal | null {
  const unit = textOf(line.UofM) || textOf(item.DefaultSellingUofM) || textOf(item.BaseUofM)
  const rows = Array.isArray(item.UnitsOfMeasure) ? (item.UnitsOfMeasure as RecordValue[]) : []
  if (unit === '' && rows.length <= 1) return amount(line.Quantity)
  const row = rows.find(({ UofM }) => textOf(UofM).toUpperCase() === unit.toUpperCase())
  if (!row) return unit.toUpperCase() === textOf(item.BaseUofM).toUpperCase() ? amount(line.Quantity) : null
  return amount(line.Quantity).times(amount(row.QuantityInBaseUofM))
}

/** Options of “Quantity Shortage” that take the missing rest off the line. */
const takesOff = /^(?:sell|cancel)/i

const shortagePolicy: Check = async (facts) => {
  const option = await facts.option('Quantity Shortage')
  if (option === null) return { holds: null, saw: 'The policy “Quantity Shortage” cannot be read.' }
  if (!takesOff.test(option)) return { holds: false, saw: `The policy “Quantity Shortage” is “${option}”.` }
  const short = await tooLittle(facts)
  return { holds: short.holds, saw: `The policy “Quantity Shortage” is “${option}”. ${short.saw}` }
}

const arithmetic: Check = (facts) => {
  const { document } = facts
  for (const line of lines(facts)) {
    const product = amount(line.UnitPrice).times(amount(line.Quantity))
    if (product.minus(amount(line.TotalAmount)).abs().gte('0.005') && line.TotalAmount !== undefined)
      return {
        holds: true,
        saw: `Line ${textOf(line.ItemKey)}: ${textOf(line.UnitPrice)} × ${textOf(line.Quantity)} is not ${textOf(line.TotalAmount)}.`,
      }
  }
  if (!Array.isArray(document.Lines) || document.TotalAmount === undefined)
    return { holds: null, saw: 'The document does not hold all its amounts.' }
  const all = document.Lines as RecordValue[]
  const total = sum([
    ...all.map((line) => amount(line.TotalAmount)),
    ...['FreightAmount', 'MiscellaneousAmount', 'TaxAmount', 'FreightTaxAmount', 'MiscellaneousTaxAmount'].map(
      (field) => amount(document[field]),
    ),
    amount(document.TradeDiscount).neg(),
  ])
  return total.eq(amount(document.TotalAmount))
    ? { holds: false, saw: `The document adds up to ${total.toFixed()}.` }
    : {
        holds: true,
        saw: `The parts of the document add up to ${total.toFixed()}, its total says ${textOf(document.TotalAmount)}.`,
      }
}

const zero: Check = (facts) => {
  const empty = lines(facts).filter((line) => line.DeleteOnUpdate !== true && amount(line.Quantity).lte(0))
  return empty.length > 0
    ? { holds: true, saw: `Quantity 0: ${empty.map((line) => textOf(line.ItemKey)).join(', ')}.` }
    : { holds: false, saw: 'Every line has a quantity.' }
}

const digits = ['zero', 'one', 'two', 'three', 'four', 'five']
const decimals: Check = async (facts) => {
  for (const line of lines(facts)) {
    const item = await facts.read('gp.item', textOf(line.ItemKey))
    const most = digits.indexOf(textOf(item?.QuantityDecimalPlaces).toLowerCase())
    if (most >= 0 && amount(line.Quantity).decimalPlaces() > most)
      return {
        holds: true,
        saw: `${textOf(line.ItemKey)}: quantity ${textOf(line.Quantity)}, ${most} decimals allowed.`,
      }
  }
  return { holds: false, saw: 'No quantity has too many decimals.' }
}

const unit: Check = async (facts) => {
  for (const line of lines(facts)) {
    const wanted = textOf(line.UofM)
    const item = wanted === '' ? null : await facts.read('gp.item', textOf(line.ItemKey))
    if (!item || !Array.isArray(item.UnitsOfMeasure)) continue
    const units = (item.UnitsOfMeasure as RecordValue[]).map(({ UofM }) => textOf(UofM))
    if (!units.includes(wanted))
      return { holds: true, saw: `${textOf(line.ItemKey)} is sold in ${units.join(', ')}, not in ${wanted}.` }
  }
  return { holds: false, saw: 'Every line has a unit of its item.' }
}

const taxDetails = ({ document }: Facts): string[] =>
  [document, ...(Array.isArray(document.Lines) ? (document.Lines as RecordValue[]) : [])].flatMap((part) =>
    ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'].flatMap((rows) =>
      Array.isArray(part[rows]) ? (part[rows] as RecordValue[]).map(({ TaxDetailKey }) => textOf(TaxDetailKey)) : [],
    ),
  )

/** Local checks by name: what the hub can read to confirm or exclude a cause. */
export const gpChecks = {
  'item-absent': absent('gp.item', 'item', itemsOf),
  'item-discontinued': records('gp.item', itemsOf, ({ IsDiscontinued }) => IsDiscontinued === true, 'is discontinued'),
  'item-not-at-site': notAtSite,
  'unit-unknown': unit,
  'customer-absent': absent('gp.customer', 'customer', header('CustomerKey')),
  'customer-on-hold': records('gp.customer', header('CustomerKey'), ({ IsOnHold }) => IsOnHold === true, 'is on hold'),
  'customer-inactive': records(
    'gp.customer',
    header('CustomerKey'),
    ({ IsActive }) => IsActive === false,
    'is inactive',
  ),
  'address-absent': absent('gp.customerAddress', 'address', ({ document }) =>
    ['BillToAddressKey', 'ShipToAddressKey'].flatMap((field) => {
      const code = textOf(document[field])
      return code === '' ? [] : [`${textOf(document.CustomerKey)}/${code}`]
    }),
  ),
  'site-absent': absent('gp.warehouse', 'site', (facts) => [
    textOf(facts.document.WarehouseKey),
    ...lines(facts).map((line) => textOf(line.WarehouseKey)),
  ]),
  'shipping-method-absent': absent('gp.shippingMethod', 'shipping method', header('ShippingMethodKey')),
  'payment-terms-absent': absent('gp.paymentTerms', 'payment terms', header('PaymentTermsKey')),
  'tax-detail-absent': absent('gp.taxDetail', 'tax detail', taxDetails),
  'currency-absent': absent('gp.currency', 'currency', header('CurrencyKey')),
  'batch-absent': absent('gp.batch', 'batch', header('BatchKey')),
  'shortage-policy': shortagePolicy,
  'too-little-stock': tooLittle,
  'lines-do-not-add-up': arithmetic,
  'quantity-zero': zero,
  'quantity-decimals': decimals,
} satisfies Readonly<Record<string, Check>>

export type GpCheck = keyof typeof gpChecks

/** Runs one check. What cannot be read decides nothing: a diagnosis must not fail the run a second time. */
export async function runCheck(name: GpCheck, facts: Facts): Promise<Checked> {
  try {
    return await gpChecks[name](facts)
  } catch (error) {
    if (error instanceof HubError) return { holds: null, saw: 'It could not be read.' }
    throw error
  }
}
