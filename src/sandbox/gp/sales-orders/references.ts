import { dec } from '../../../domain/decimal.ts'
import type { Company, Rows } from '../company.ts'
import { addressRow } from '../company.ts'
import type { Choices } from '../policies.ts'
import type { AddressKey, Customer, Id, SalesOrder, SalesOrderLine, TaxRow } from '../records.ts'
import { factorOf } from '../units.ts'
import type { Complaints } from './complaints.ts'

/** Complains about every master record the order names that the company does not have, or does not allow. */
export function checkReferences(order: SalesOrder, company: Company, choices: Choices, complaints: Complaints): void {
  const { store } = company
  const exists = (table: keyof Rows, key: Id | undefined, property: string, name: string) => {
    if (key?.Id && store.get(table, key.Id) === undefined)
      complaints.refuse(property, `${name} '${key.Id}' does not exist.`)
  }
  const never = (key: Id | undefined, property: string, name: string) => {
    if (key?.Id) complaints.refuse(property, `${name} '${key.Id}' does not exist.`)
  }

  const customer = checkCustomer()
  exists('documentType', order.DocumentTypeKey, 'DocumentTypeKey', 'The document type id')
  exists('shippingMethod', order.ShippingMethodKey, 'ShippingMethodKey', 'The shipping method')
  exists('paymentTerms', order.PaymentTermsKey, 'PaymentTermsKey', 'The payment terms')
  exists('priceLevel', order.PriceLevelKey, 'PriceLevelKey', 'The price level')
  exists('warehouse', order.WarehouseKey, 'WarehouseKey', 'The site (warehouse)')
  for (const name of ['TaxScheduleKey', 'FreightTaxScheduleKey', 'MiscellaneousTaxScheduleKey'] as const)
    exists('taxSchedule', order[name], name, 'The tax schedule')
  never(order.SalespersonKey, 'SalespersonKey', 'The salesperson')
  never(order.SalesTerritoryKey, 'SalesTerritoryKey', 'The sales territory')
  checkAddress(order.BillToAddressKey, 'BillToAddressKey')
  checkAddress(order.ShipToAddressKey, 'ShipToAddressKey')
  for (const name of ['Taxes', 'FreightTaxes', 'MiscellaneousTaxes'] as const) checkTaxes(order[name], name)
  const sequences = new Set<number>()
  for (const [index, line] of (order.Lines ?? []).entries()) checkLine(line, `Lines[${index}]`, sequences)

  function checkCustomer(): Customer | undefined {
    const key = order.CustomerKey?.Id
    if (!key) {
      complaints.refuse('CustomerKey', 'The customer key is required.')
      return undefined
    }
    const found = store.get('customer', key)
    if (!found) complaints.refuse('CustomerKey', `The customer '${key}' does not exist.`)
    else if (found.IsActive === false) complaints.refuse('CustomerKey', `The customer '${key}' is inactive.`)
    else if (found.IsOnHold && choices('Check Hold') === 1)
      complaints.refuse('CustomerKey', `The customer '${key}' is on hold.`)
    return found
  }

  function checkAddress(key: AddressKey | undefined, property: string): void {
    if (!key?.Id || !customer) return
    const owner = key.CustomerKey?.Id ?? order.CustomerKey?.Id ?? ''
    if (owner !== order.CustomerKey?.Id)
      complaints.refuse(property, `The address '${key.Id}' belongs to the customer '${owner}'.`)
    else if (!store.get('address', addressRow(owner, key.Id)))
      complaints.refuse(property, `The address '${key.Id}' of the customer '${owner}' does not exist.`)
  }

  function checkTaxes(rows: readonly TaxRow[] | undefined, property: string): void {
    const seen = new Set<string>()
    for (const [index, row] of (rows ?? []).entries()) {
      const at = `${property}[${index}].Key.TaxDetailKey`
      const key = row.Key?.TaxDetailKey?.Id
      const detail = key === undefined ? undefined : store.get('taxDetail', key)
      if (!key) complaints.refuse(at, 'The tax detail key is required.')
      else if (!detail) complaints.refuse(at, `The tax detail '${key}' does not exist.`)
      else if (detail.type !== 'Sales') complaints.refuse(at, `The tax detail '${key}' is not a sales tax detail.`)
      else if (seen.has(key)) complaints.refuse(at, `The tax detail '${key}' occurs twice.`)
      if (key) seen.add(key)
    }
  }

  function checkLine(line: SalesOrderLine, at: string, seen: Set<number>): void {
    const sequence = line.Key?.LineSequenceNumber ?? 0
    if (seen.has(sequence)) complaints.refuse(`${at}.Key`, `The line sequence number ${sequence} occurs twice.`)
    seen.add(sequence)
    checkQuantity(line, at)
    exists('shippingMethod', line.ShippingMethodKey, `${at}.ShippingMethodKey`, 'The shipping method')
    exists('priceLevel', line.PriceLevelKey, `${at}.PriceLevelKey`, 'The price level')
    exists('taxSchedule', line.TaxScheduleKey, `${at}.TaxScheduleKey`, 'The tax schedule')
    exists('taxSchedule', line.ItemTaxScheduleKey, `${at}.ItemTaxScheduleKey`, 'The tax schedule')
    exists('warehouse', line.WarehouseKey, `${at}.WarehouseKey`, 'The site (warehouse)')
    never(line.SalespersonKey, `${at}.SalespersonKey`, 'The salesperson')
    checkAddress(line.ShipToAddressKey, `${at}.ShipToAddressKey`)
    checkTaxes(line.Taxes, `${at}.Taxes`)
    const key = line.ItemKey?.Id
    if (!key) {
      complaints.refuse(`${at}.ItemKey`, 'The item key is required.')
      return
    }
    if (line.IsNonInventory) return
    const item = store.get('item', key)
    if (!item) {
      complaints.refuse(`${at}.ItemKey`, `The item '${key}' does not exist.`)
      return
    }
    if (item.discontinued) complaints.refuse(`${at}.ItemKey`, `The item '${key}' is discontinued.`)
    if (factorOf(item, line.UofM ?? '', company) === null)
      complaints.refuse(`${at}.UofM`, `The unit of measure '${line.UofM}' does not exist for the item '${key}'.`)
    const site = line.WarehouseKey?.Id ?? ''
    if (item.type === 'Sales Item' && store.get('warehouse', site) && !company.stock(item, site))
      complaints.refuse(`${at}.WarehouseKey`, `The item '${key}' does not exist at the site '${site}'.`)
    if (dec(line.Quantity?.Value ?? '0').decimalPlaces() > item.quantityDigits)
      complaints.refuse(
        `${at}.Quantity`,
        `The quantity has more decimal places than the item '${key}' allows (${item.quantityDigits}).`,
      )
  }

  function checkQuantity(line: SalesOrderLine, at: string): void {
    if (!line.Quantity) complaints.refuse(`${at}.Quantity`, 'The quantity is required.')
    else if (dec(line.Quantity.Value ?? '0').lte(0))
      complaints.refuse(`${at}.Quantity`, 'The quantity must be greater than zero.')
  }
}
