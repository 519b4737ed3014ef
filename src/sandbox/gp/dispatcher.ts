import { randomUUID } from 'node:crypto'
import type { Company } from './company.ts'
import { listLimit } from './criteria.ts'
import {
  createCustomer,
  createCustomerAddress,
  getCustomer,
  getCustomerAddress,
  getReceivablesSummary,
  listCustomerAddresses,
  listCustomers,
  updateCustomer,
  updateCustomerAddress,
} from './customers.ts'
import { decode, Undecodable } from './decode.ts'
import { faultEnvelope, openEnvelope, replyEnvelope } from './envelope.ts'
import { clientFault, GpFault, notFoundFault, systemFault } from './faults.ts'
import { createJournal, getJournal, getPostingAccount, listAccounts, listJournals } from './general-ledger.ts'
import { type Choices, choicesOf, policyOf } from './policies.ts'
import { createCashReceipt, createCreditMemo, getReceivable, listReceivables, voidReceivable } from './receivables.ts'
import type {
  AddressKey,
  CashReceipt,
  CreditMemo,
  Customer,
  CustomerAddress,
  Id,
  Journal,
  SalesOrder,
  SalesReturn,
} from './records.ts'
import { readReferenceData } from './reference-data.ts'
import { getInvoice } from './sales-orders/invoices.ts'
import {
  createSalesOrder,
  deleteSalesOrder,
  getSalesOrder,
  listSalesDocuments,
  listSalesOrders,
  updateSalesOrder,
  voidSalesOrder,
} from './sales-orders/operations.ts'
import { createSalesReturn, getSalesReturn, listSalesReturns } from './sales-orders/returns.ts'
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
    const count = (what: 'ignored' | 'truncated' | 'lettersLost') => (path: string) =>
      company.store.put(what, path, (company.store.get(what, path) ?? 0) + 1)
    const request = decode(body, operation.request, name, {
      ignored: count('ignored'),
      truncated: count('truncated'),
      lettersLost: count('lettersLost'),
      canStore: company.canStore,
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

type Change = (request: Wire, company: Company, choices: Choices, user: string) => void

const keyIn = (request: Wire) => request.key as Id | undefined

/** What changes something. Each has a policy; GP answers it with an empty reply. */
const changes: Readonly<Record<string, Change>> = {
  CreateSalesOrder: ({ salesOrder }, company, choices, user) =>
    createSalesOrder(sent<SalesOrder>(salesOrder), company, choices, user),
  UpdateSalesOrder: ({ salesOrder }, company, choices) =>
    updateSalesOrder(sent<SalesOrder>(salesOrder), company, choices),
  VoidSalesOrder: (request, company, choices) => voidSalesOrder(keyIn(request), company, choices),
  DeleteSalesOrder: (request, company) => deleteSalesOrder(keyIn(request), company),
  CreateSalesReturn: ({ salesReturn }, company, choices, user) =>
    createSalesReturn(sent<SalesReturn>(salesReturn), company, choices, user),
  CreateGLTransaction: ({ glTransaction }, company) => createJournal(sent<Journal>(glTransaction), company),
  CreateCashReceipt: ({ cashReceipt }, company) => createCashReceipt(sent<CashReceipt>(cashReceipt), company),
  VoidCashReceipt: (request, company) => voidReceivable('cashReceipt', keyIn(request), company),
  CreateReceivablesCreditMemo: ({ receivablesCreditMemo }, company) =>
    createCreditMemo(sent<CreditMemo>(receivablesCreditMemo), company),
  VoidReceivablesCreditMemo: (request, company) => voidReceivable('creditMemo', keyIn(request), company),
  CreateCustomer: ({ customer }, company, choices) => createCustomer(sent<Customer>(customer), company, choices),
  UpdateCustomer: ({ customer }, company) => updateCustomer(sent<Customer>(customer), company),
  CreateCustomerAddress: ({ address }, company) => createCustomerAddress(sent<CustomerAddress>(address), company),
  UpdateCustomerAddress: ({ address }, company) => updateCustomerAddress(sent<CustomerAddress>(address), company),
}

function carryOut(name: string, request: Wire, company: Company, user: string): WireValue | null {
  const change = changes[name]
  if (change) {
    change(request, company, choicesOf(name, request.policy as Wire | undefined, company), user)
    return null
  }
  const criteria = request.criteria as Wire | undefined
  switch (name) {
    case 'GetSalesOrderByKey':
      return getSalesOrder(keyIn(request), company)
    case 'GetSalesOrderList':
      return listSalesOrders(criteria, company)
    case 'GetSalesInvoiceByKey':
      return getInvoice(keyIn(request), company)
    case 'GetSalesReturnByKey':
      return getSalesReturn(keyIn(request), company)
    case 'GetSalesReturnList':
      return listSalesReturns(criteria, company)
    case 'GetGLTransactionByKey':
    case 'GetGLPostedTransactionByKey':
      return getJournal(request.key as Journal['Key'], name === 'GetGLTransactionByKey', company)
    case 'GetGLAccountList':
      return listAccounts(criteria, company)
    case 'GetGLPostingAccountByKey':
      return getPostingAccount(keyIn(request), company)
    case 'GetGLTransactionList':
      return listJournals(criteria, company)
    case 'GetSalesDocumentList':
      return listSalesDocuments(criteria, company)
    case 'GetCashReceiptByKey':
      return getReceivable('cashReceipt', keyIn(request), company)
    case 'GetCashReceiptList':
      return listReceivables('cashReceipt', criteria, company)
    case 'GetReceivablesCreditMemoByKey':
      return getReceivable('creditMemo', keyIn(request), company)
    case 'GetReceivablesCreditMemoList':
      return listReceivables('creditMemo', criteria, company)
    case 'GetCustomerByKey':
      return getCustomer(keyIn(request), company)
    case 'GetCustomerReceivablesSummaryByKey':
      return getReceivablesSummary(keyIn(request), company)
    case 'GetCustomerList':
      return listCustomers(criteria, company)
    case 'GetCustomerAddressByKey':
      return getCustomerAddress(request.key as AddressKey | undefined, company)
    case 'GetCustomerAddressList':
      return listCustomerAddresses(criteria, company)
    case 'GetPolicyByOperation':
      return policyOf(String(request.operation ?? ''), company)
    case 'GetLoggedValidationResultByKey':
      return loggedResult(String(request.logId ?? ''), company)
    case 'GetCompanyByKey':
      return companyOf(company)
    case 'GetCompanyList':
    case 'GetWSEnabledCompanyForUserList':
      return [companyOf(company)]
    default: {
      const result = readReferenceData(name, request, company)
      if (result === null) throw systemFault(`The sandbox has no operation ${name}`)
      return result
    }
  }
}

function companyOf({ store }: Company): Wire {
  const row = store.get('company', 'company')
  return { Key: { Id: row?.id }, Name: row?.name }
}

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
  if (logged?.kind !== 'ValidationException') throw notFoundFault(`Validation result ${logId}`)
  const Errors = logged.problems.map(({ objectType, propertyNames, message }) => ({
    ObjectType: objectType,
    PropertyNames: propertyNames,
    Message: message,
  }))
  return { Errors, Warnings: [] }
}

/** What GP answers and logs when it refuses a call. */
export function refuse(operation: string, fault: GpFault, company: Company): { status: number; body: string } {
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
