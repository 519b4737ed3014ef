import { randomUUID } from 'node:crypto'
import type { Company } from './company.ts'
import { listLimit } from './criteria.ts'
import {
  createCustomer,
  createCustomerAddress,
  getCustomer,
  getCustomerAddress,
  listCustomerAddresses,
  listCustomers,
  updateCustomer,
  updateCustomerAddress,
} from './customers.ts'
import { decode, Undecodable } from './decode.ts'
import { faultEnvelope, openEnvelope, replyEnvelope } from './envelope.ts'
import { clientFault, GpFault, notFoundFault, systemFault } from './faults.ts'
import { choicesOf, policyOf } from './policies.ts'
import type { AddressKey, Customer, CustomerAddress, Id, SalesOrder } from './records.ts'
import { readReferenceData } from './reference-data.ts'
import {
  createSalesOrder,
  deleteSalesOrder,
  getSalesOrder,
  listSalesOrders,
  updateSalesOrder,
  voidSalesOrder,
} from './sales-orders/operations.ts'
import type { Wire, WireValue } from './wire.ts'

/**
 * One SOAP call: read, carried out, answered. What it changed is on disk before the answer is made; what failed has
 * changed nothing.
 */
export function answerCall(
  xml: string,
  soapAction: string,
  company: Company,
  user: string,
): { status: number; body: string } {
  let name = 'unknown'
  try {
    const { operation, body } = openEnvelope(xml, soapAction)
    name = operation.name
    const request = decode(body, operation.request, name, {
      ignored: (path) => company.store.put('ignored', path, (company.store.get('ignored', path) ?? 0) + 1),
      truncated: (path) => company.store.put('truncated', path, (company.store.get('truncated', path) ?? 0) + 1),
    })
    checkContext(name, request.context as Wire | undefined, company)
    const result = carryOut(name, request, company, user)
    company.store.commit()
    const shown = Array.isArray(result) ? result.slice(0, listLimit) : result
    return { status: 200, body: replyEnvelope(operation, shown, company.id) }
  } catch (error) {
    return refuse(name, asFault(error), company)
  }
}

function carryOut(name: string, request: Wire, company: Company, user: string): WireValue | null {
  const choices = () => choicesOf(name, request.policy as Wire | undefined, company)
  switch (name) {
    case 'CreateSalesOrder':
      return done(createSalesOrder(sent<SalesOrder>(request.salesOrder), company, choices(), user))
    case 'UpdateSalesOrder':
      return done(updateSalesOrder(sent<SalesOrder>(request.salesOrder), company, choices()))
    case 'VoidSalesOrder':
      choices()
      return done(voidSalesOrder(request.key as Id | undefined, company))
    case 'DeleteSalesOrder':
      choices()
      return done(deleteSalesOrder(request.key as Id | undefined, company))
    case 'GetSalesOrderByKey':
      return getSalesOrder(request.key as Id | undefined, company)
    case 'GetSalesOrderList':
      return listSalesOrders(request.criteria as Wire | undefined, company)
    case 'CreateCustomer':
      return done(createCustomer(sent<Customer>(request.customer), company, choices()))
    case 'UpdateCustomer':
      choices()
      return done(updateCustomer(sent<Customer>(request.customer), company))
    case 'GetCustomerByKey':
      return getCustomer(request.key as Id | undefined, company)
    case 'GetCustomerList':
      return listCustomers(request.criteria as Wire | undefined, company)
    case 'CreateCustomerAddress':
      choices()
      return done(createCustomerAddress(sent<CustomerAddress>(request.address), company))
    case 'UpdateCustomerAddress':
      choices()
      return done(updateCustomerAddress(sent<CustomerAddress>(request.address), company))
    case 'GetCustomerAddressByKey':
      return getCustomerAddress(request.key as AddressKey | undefined, company)
    case 'GetCustomerAddressList':
      return listCustomerAddresses(request.criteria as Wire | undefined, company)
    case 'GetPolicyByOperation':
      return policyOf(String(request.operation ?? ''), company)
    case 'GetLoggedValidationResultByKey':
      return loggedResult(String(request.logId ?? ''), company)
    case 'GetCompanyByKey':
    case 'GetCompanyList':
    case 'GetWSEnabledCompanyForUserList': {
      const row = company.store.get('company', 'company')!
      const wire: Wire = { Key: { Id: row.id }, Name: row.name }
      return name === 'GetCompanyByKey' ? wire : [wire]
    }
    default: {
      const result = readReferenceData(name, request, company)
      if (result === null) throw systemFault(`The sandbox has no operation ${name}`)
      return result
    }
  }
}

const done = (_: void): null => null

function sent<Row>(value: WireValue | undefined): Row {
  if (typeof value !== 'object') throw systemFault('Value cannot be null: the business object is missing')
  return value as Row
}

/** Lists of companies are asked of the system; all else of one company. */
function checkContext(name: string, context: Wire | undefined, company: Company): void {
  if (
    name === 'GetCompanyList' ||
    name === 'GetWSEnabledCompanyForUserList' ||
    name === 'GetLoggedValidationResultByKey'
  )
    return
  const organization = (context?.OrganizationKey as Wire | undefined)?.Id
  if (organization === undefined) throw systemFault(`${name} was called without an organization key`)
  if (organization !== company.id)
    throw systemFault(`The company ${String(organization)} is not enabled for web services`)
}

function loggedResult(logId: string, company: Company): Wire {
  const logged = company.store.get('exception', logId.toLowerCase())
  if (!logged || logged.kind !== 'ValidationException') throw notFoundFault(`Validation result ${logId}`)
  const Errors = logged.problems.map(({ objectType, propertyNames, message }) => ({
    ObjectType: objectType,
    PropertyNames: propertyNames,
    Message: message,
  }))
  return { Errors, Warnings: [] }
}

function refuse(operation: string, fault: GpFault, company: Company): { status: number; body: string } {
  const logId = fault.kind === null ? null : randomUUID()
  if (logId !== null && fault.kind !== null) {
    company.log({
      logId,
      kind: fault.kind,
      operation,
      problems: fault.problems,
      detail: fault.detail,
      loggedDate: company.now(),
    })
    company.store.commit()
  }
  return { status: 500, body: faultEnvelope(fault, fault.kind === 'ValidationException' ? logId : null) }
}

/** A mistake of the sandbox itself must be seen, not taken for GP's. */
function asFault(error: unknown): GpFault {
  if (error instanceof GpFault) return error
  if (error instanceof Undecodable) return clientFault(`There is an error in the XML document. ---> ${error.message}`)
  throw error
}
