import { dec, sum } from '../../domain/decimal.ts'
import { addressRow, type Company } from './company.ts'
import { type Fields, matching } from './criteria.ts'
import { econnectText, notFoundFault, type Problem, validationFault } from './faults.ts'
import type { Choices } from './policies.ts'
import type { AddressKey, Customer, CustomerAddress, Id } from './records.ts'
import type { Wire } from './wire.ts'

/** Enters a customer, with the addresses it brings when the policy Create Address says so. */
export function createCustomer(sent: Customer, company: Company, choices: Choices): void {
  const problems: Problem[] = []
  const key = sent.Key?.Id ?? ''
  if (key === '') problems.push(problem('Customer', 'Key', 'The customer key is required.'))
  else if (company.store.get('customer', key))
    problems.push(
      problem(
        'Customer',
        'Key',
        econnectText(190, 'taUpdateCreateCustomerRcd', 'Customer Number already exists', { CUSTNMBR: key }, {}),
      ),
    )
  checkCustomer(sent, company, problems)
  const addresses = choices('Create Address') === 1 ? (sent.Addresses ?? []) : []
  for (const [index, address] of addresses.entries()) checkAddress(address, `Addresses[${index}].`, company, problems)
  refuseWhen(problems)
  const className = company.store.values('customerClass').next().value?.key
  const active = choices('Create Active')
  company.store.put('customer', key, {
    ...withoutAddresses(sent),
    Key: { Id: key },
    Name: sent.Name ?? '',
    Shortname: sent.Shortname ?? (sent.Name ?? '').slice(0, 15),
    StatementName: sent.StatementName ?? sent.Name ?? '',
    IsActive: active === 0 ? (sent.IsActive ?? true) : active === 1,
    IsOnHold: sent.IsOnHold ?? false,
    Priority: sent.Priority ?? 1,
    ...((sent.ClassKey?.Id ?? className) && { ClassKey: { Id: sent.ClassKey?.Id ?? className! } }),
    ...owned(sent, key),
    ...created(company),
  })
  for (const address of addresses) putAddress(key, address, company)
}

/** Changes the sent members. Addresses are found by their keys; DeleteOnUpdate removes them. */
export function updateCustomer(sent: Customer, company: Company): void {
  const key = sent.Key?.Id ?? ''
  const before = company.store.get('customer', key)
  if (!before) throw notFoundFault(`Customer ${key}`)
  const problems: Problem[] = []
  checkCustomer(sent, company, problems)
  refuseWhen(problems)
  company.store.put('customer', key, {
    ...before,
    ...withoutAddresses(sent),
    ...owned(sent, key),
    Key: { Id: key },
    CreatedDate: before.CreatedDate!,
    ...modified(company),
  })
  for (const address of sent.Addresses ?? []) {
    if (address.DeleteOnUpdate) company.removeAddress(key, address.Key?.Id ?? '')
    else putAddress(key, address, company)
  }
}

export function createCustomerAddress(sent: CustomerAddress, company: Company): void {
  const problems: Problem[] = []
  const owner = sent.Key?.CustomerKey?.Id ?? ''
  const id = sent.Key?.Id ?? ''
  if (owner === '' || id === '')
    problems.push(problem('CustomerAddress', 'Key', 'The customer and the address key are required.'))
  else if (!company.store.get('customer', owner))
    problems.push(problem('CustomerAddress', 'Key.CustomerKey', `The customer '${owner}' does not exist.`))
  else if (company.store.get('address', addressRow(owner, id)))
    problems.push(
      problem(
        'CustomerAddress',
        'Key',
        econnectText(
          190,
          'taCreateCustomerAddress',
          'Address Code already exists',
          { CUSTNMBR: owner, ADRSCODE: id },
          {},
        ),
      ),
    )
  checkAddress(sent, '', company, problems)
  refuseWhen(problems)
  putAddress(owner, sent, company)
}

export function updateCustomerAddress(sent: CustomerAddress, company: Company): void {
  const before = getCustomerAddress(sent.Key, company)
  const problems: Problem[] = []
  checkAddress(sent, '', company, problems)
  refuseWhen(problems)
  putAddress((before as CustomerAddress).Key?.CustomerKey?.Id ?? '', sent, company)
}

export function getCustomer(key: Id | undefined, company: Company): Wire {
  const { owes: _, ...customer } = found(key, company)
  return {
    CreditLimit: { SpecialAmount: 'Unlimited Credit' },
    ...customer,
    Addresses: company.addressesOf(customer.Key?.Id ?? ''),
  } as Wire
}

/** What a customer owes, and what stands in sales orders that are open. */
export function getReceivablesSummary(key: Id | undefined, company: Company): Wire {
  const customer = found(key, company)
  const orders = [...company.store.values('salesOrder')].filter(
    ({ CustomerKey, TransactionState, IsVoided }) =>
      CustomerKey?.Id === customer.Key?.Id && TransactionState === 'Work' && !IsVoided,
  )
  const money = (value: string): Wire => ({ Currency: company.functionalCurrency, Value: value, DecimalDigits: 2 })
  return {
    Key: { Id: customer.Key?.Id ?? '' },
    Aging: { BalanceAmount: money(customer.owes ?? '0') },
    OnOrderAmount: money(sum(orders.map((order) => dec(order.TotalAmount?.Value ?? '0'))).toFixed()),
  }
}

function found(key: Id | undefined, company: Company): Customer {
  const customer = company.store.get('customer', key?.Id ?? '')
  if (!customer) throw notFoundFault(`Customer ${key?.Id ?? ''}`)
  return customer
}

export function getCustomerAddress(key: AddressKey | undefined, company: Company): Wire {
  const address = company.store.get('address', addressRow(key?.CustomerKey?.Id ?? '', key?.Id ?? ''))
  if (!address) throw notFoundFault(`Customer address ${key?.CustomerKey?.Id ?? ''}/${key?.Id ?? ''}`)
  return address as Wire
}

const customerFields: Fields<Customer> = {
  Id: ({ Key }) => Key?.Id,
  Name: ({ Name }) => Name,
  IsActive: ({ IsActive }) => IsActive,
  IsOnHold: ({ IsOnHold }) => IsOnHold,
  ClassId: ({ ClassKey }) => ClassKey?.Id,
  CorporateAccountId: ({ CorporateAccountKey }) => CorporateAccountKey?.Id,
  CreatedDate: ({ CreatedDate }) => CreatedDate,
  ModifiedDate: ({ ModifiedDate }) => ModifiedDate,
  LastModifiedDate: ({ LastModifiedDate }) => LastModifiedDate,
}

export function listCustomers(criteria: Wire | undefined, company: Company): Wire[] {
  const fields: Fields<Customer> = {
    ...customerFields,
    State: (customer) => primary(customer, company)?.State,
    PhoneNumber: (customer) => primary(customer, company)?.Phone1?.Value,
  }
  return matching(company.store.values('customer'), criteria, fields)
    .sort(byKey(({ Key }) => Key?.Id))
    .map(
      (customer) =>
        ({ ...customer, CustomerClassKey: customer.ClassKey, State: primary(customer, company)?.State }) as Wire,
    )
}

const addressFields: Fields<CustomerAddress> = {
  CustomerAddressKeyId: ({ Key }) => Key?.Id,
  CustomerKeyId: ({ Key }) => Key?.CustomerKey?.Id,
  PhoneNumber: ({ Phone1, Phone2, Phone3 }) =>
    [Phone1?.Value, Phone2?.Value, Phone3?.Value].filter((phone) => phone !== undefined),
  Address: ({ Line1, Line2, Line3 }) => [Line1, Line2, Line3].filter((line) => line !== undefined),
  City: ({ City }) => City,
  State: ({ State }) => State,
  PostalCode: ({ PostalCode }) => PostalCode,
}

export function listCustomerAddresses(criteria: Wire | undefined, company: Company): Wire[] {
  return matching(company.store.values('address'), criteria, addressFields).sort(
    byKey(({ Key }) => addressRow(Key?.CustomerKey?.Id ?? '', Key?.Id ?? '')),
  ) as Wire[]
}

function primary(customer: Customer, company: Company): CustomerAddress | undefined {
  const id = customer.DefaultAddressKey?.Id
  return id ? company.store.get('address', addressRow(customer.Key?.Id ?? '', id)) : undefined
}

function checkCustomer(sent: Customer, company: Company, problems: Problem[]): void {
  const exists = (table: 'customerClass' | 'paymentTerms' | 'priceLevel', key: Id | undefined, property: string) => {
    if (key?.Id && !company.store.get(table, key.Id))
      problems.push(problem('Customer', property, `${property} '${key.Id}' does not exist.`))
  }
  exists('customerClass', sent.ClassKey, 'ClassKey')
  exists('paymentTerms', sent.PaymentTermsKey, 'PaymentTermsKey')
  exists('priceLevel', sent.PriceLevelKey, 'PriceLevelKey')
  const currency = sent.CurrencyKey?.ISOCode
  if (currency && !company.store.get('currency', currency))
    problems.push(problem('Customer', 'CurrencyKey', `The currency '${currency}' does not exist.`))
}

function checkAddress(sent: CustomerAddress, prefix: string, company: Company, problems: Problem[]): void {
  const exists = (table: 'shippingMethod' | 'taxSchedule' | 'warehouse', key: Id | undefined, property: string) => {
    if (key?.Id && !company.store.get(table, key.Id))
      problems.push(problem('CustomerAddress', `${prefix}${property}`, `${property} '${key.Id}' does not exist.`))
  }
  exists('shippingMethod', sent.ShippingMethodKey, 'ShippingMethodKey')
  exists('taxSchedule', sent.TaxScheduleKey, 'TaxScheduleKey')
  exists('warehouse', sent.WarehouseKey, 'WarehouseKey')
}

function putAddress(owner: string, sent: CustomerAddress, company: Company): void {
  const id = sent.Key?.Id ?? ''
  const before = company.store.get('address', addressRow(owner, id))
  const { DeleteOnUpdate: _, ...rest } = sent
  company.saveAddress(owner, {
    ...created(company),
    ...before,
    ...rest,
    Key: { CustomerKey: { Id: owner }, Id: id },
    ...modified(company),
  })
}

/** Default addresses are the customer's own, whatever key came with them. */
function owned(sent: Customer, key: string): Partial<Customer> {
  const members = ['DefaultAddressKey', 'ShipToAddressKey', 'BillToAddressKey', 'StatementToAddressKey'] as const
  return Object.fromEntries(
    members.flatMap((member) =>
      sent[member]?.Id ? [[member, { CustomerKey: { Id: key }, Id: sent[member].Id }]] : [],
    ),
  )
}

function withoutAddresses({ Addresses: _, ...customer }: Customer): Customer {
  return customer
}

const created = (company: Company) => ({ CreatedDate: company.today(), ...modified(company) })
const modified = (company: Company) => ({ ModifiedDate: company.today(), LastModifiedDate: company.now() })
const problem = (objectType: string, property: string, message: string): Problem => ({
  objectType,
  propertyNames: [property],
  message,
})

function refuseWhen(problems: readonly Problem[]): void {
  if (problems.length > 0) throw validationFault(problems)
}

function byKey<Row>(keyOf: (row: Row) => string | undefined): (a: Row, b: Row) => number {
  return (a, b) => ((keyOf(a) ?? '') < (keyOf(b) ?? '') ? -1 : 1)
}
