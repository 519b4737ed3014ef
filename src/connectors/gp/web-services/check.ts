import { diagnosisOf } from '../../../domain/cause.ts'
import type { Finding } from '../../../domain/connector.ts'
import { AccessDenied, type Call, HubError, RemoteUnavailable, WrongAddress } from '../../../domain/errors.ts'
import { gpCauses } from '../causes/index.ts'
import { type GpSettings, openNtlm, plainHttpElsewhere } from '../settings.ts'
import type { Wire } from './envelope.ts'
import { explainFault } from './explain-fault.ts'
import { GpFault, saysNotFound } from './faults.ts'
import { listIn, type WebServices } from './services.ts'

/** Reachability, sign-in, company, permissions and policies. Reads only; the clock of GP cannot be read. */
export async function checkConnection(settings: GpSettings, services: WebServices): Promise<Finding[]> {
  const findings: Finding[] = plainHttpElsewhere(settings).map((host) => ({
    check: 'gp.connection.encrypted',
    level: 'warning',
    found: `Documents travel to ${host} unencrypted.`,
    todo: 'Have the administrator put a certificate on the port and give the https address, or keep this network closed.',
  }))
  findings.push(
    ...openNtlm(settings).map(
      (host): Finding => ({
        check: 'gp.connection.ntlm',
        level: 'warning',
        found: `NTLM signs in at ${host} over plain http, and nobody has agreed to that.`,
        todo: 'Give an https address; or set "allowInsecure": true in the GP connection, if this network is closed. A new connection needs one of the two.',
      }),
    ),
  )
  const company = await checkCompany(settings, services)
  findings.push(...company)
  // Without a connection every further check would say the same again.
  if (company.some(({ check, level }) => check === 'gp.connection' && level === 'error')) return findings
  const checks = [
    ...permissions.map((permission) => checkPermission(services, permission)),
    ...['CreateSalesOrder', 'UpdateSalesOrder'].map((operation) => checkPolicy(services, operation)),
    ...['CreateCustomer', 'CreateCustomerAddress'].map((operation) => checkPolicy(services, operation)),
  ]
  return [...findings, ...(await Promise.all(checks)).flat()]
}

/** A company that is open to the user, as GP names it. */
export interface Company {
  /** CMPANYID. */
  readonly id: number
  /** CMPNYNAM, at most 64 characters. */
  readonly name: string
}

export async function companiesOf(services: WebServices): Promise<Company[]> {
  const found = await services.call('GetWSEnabledCompanyForUserList', {}, { system: true })
  return listIn(found, 'Company').map(({ Key, Name }) => ({ id: Number(idOf(Key)), name: text(Name) }))
}

/** The cause of a system exception, where it is the company; null: the company is open, or the list cannot be read. */
export async function companyNotOpen(
  { companyId }: GpSettings,
  services: WebServices,
  call: Call,
): Promise<WrongAddress | null> {
  let companies: Company[]
  try {
    companies = await companiesOf(services)
  } catch (error) {
    if (error instanceof HubError || error instanceof GpFault) return null
    throw error
  }
  if (companies.length === 0 || companies.some(({ id }) => id === companyId)) return null
  const cause = gpCauses.find(({ id }) => id === 'gp.company-not-open')!
  const diagnosis = diagnosisOf(cause, [`Open to this user: ${namesOf(companies)}.`])
  return new WrongAddress(
    call,
    `company ${companyId} is not open to this user; open are ${namesOf(companies)}`,
    cause.next,
    { diagnosis },
  )
}

const namesOf = (companies: readonly Company[]) =>
  companies
    .slice(0, 10)
    .map(({ id, name }) => `${id} (${name})`)
    .join(', ') || 'none'

async function checkCompany({ companyId, companyName }: GpSettings, services: WebServices): Promise<Finding[]> {
  let companies: Company[]
  try {
    companies = await companiesOf(services)
  } catch (error) {
    return [{ check: 'gp.connection', ...failure(error) }]
  }
  const connected: Finding = {
    check: 'gp.connection',
    level: 'ok',
    found: 'GP Web Services answer and accept the sign-in.',
  }
  const company = companies.find(({ id }) => id === companyId)
  if (!company) {
    return [
      connected,
      {
        check: 'gp.company',
        level: 'error',
        found: `Company ${companyId} is not open to this user. Open are: ${namesOf(companies)}.`,
        todo: 'Enable the company in the Web Services configuration wizard, give the user a role in it, or correct companyId.',
      },
    ]
  }
  const { name } = company
  const other = companyName !== undefined && companyName.trim().toUpperCase() !== name.toUpperCase()
  return [
    connected,
    other
      ? {
          check: 'gp.company',
          level: 'error',
          found: `Company ${companyId} is “${name}”, not “${companyName}”.`,
          todo: 'Correct companyId, so that nothing is written to the wrong company, or correct companyName.',
        }
      : { check: 'gp.company', level: 'ok', found: `Company ${companyId} is “${name}” and open to this user.` },
  ]
}

/** Nobody has a record under this key; asking for it needs the right to ask, and finds nothing. */
const nobody: Wire = { EqualValue: '~' }

interface Permission {
  readonly name: string
  readonly operation: string
  readonly criteria?: Wire
  /** Of an operation that finds by key. */
  readonly key?: Wire
  /** What is not carried without it. Absent: nothing works without it. */
  readonly without?: string
}

const permissions: readonly Permission[] = [
  { name: 'sales-orders', operation: 'GetSalesOrderList', criteria: { DocumentId: nobody, Scope: 'Return All' } },
  {
    name: 'sales-documents',
    operation: 'GetSalesDocumentList',
    criteria: { DocumentId: nobody, Scope: 'Return All' },
    without:
      'What became of an order that was transferred cannot be seen: whether to an invoice or to a back order. No shipment reaches the shop by it, and "ledgerline reconcile" knows no invoices. No older order is written by a backfill or by "run", and an order in GP that is cancelled, refunded or unpaid again stops.',
  },
  {
    name: 'sales-invoices',
    operation: 'GetSalesInvoiceByKey',
    key: { Id: '~' },
    without:
      'Whether an invoice is void cannot be seen, so no order that is invoiced is told as shipped, and no refund of it is credited, before a person has looked. Where the deposits of an order went cannot be seen either.',
  },
  { name: 'customers', operation: 'GetCustomerList', criteria: { Id: nobody, Scope: 'Return All' } },
  {
    name: 'customer-addresses',
    operation: 'GetCustomerAddressList',
    criteria: { Scope: 'Return All', CustomerKeyId: nobody },
  },
  { name: 'items', operation: 'GetItemList', criteria: { ItemId: nobody } },
  { name: 'warehouses', operation: 'GetWarehouseList', criteria: { WarehouseId: nobody } },
  { name: 'shipping-methods', operation: 'GetShippingMethodList', criteria: { Id: nobody } },
  { name: 'payment-terms', operation: 'GetPaymentTermsList', criteria: { Id: nobody } },
  { name: 'tax-details', operation: 'GetTaxDetailList', criteria: { TaxDetailKeyId: nobody } },
  { name: 'currencies', operation: 'GetCurrencyList', criteria: { ISOCode: nobody } },
  {
    name: 'units-of-measure',
    operation: 'GetUofMScheduleList',
    criteria: { UnitofMeasureScheduleId: nobody },
    without:
      'Orders are held whose unit is not in the value map "unit": GP would take the default selling unit, and 1 may mean a case.',
  },
  {
    name: 'item-currencies',
    operation: 'GetItemCurrencyList',
    criteria: { ItemId: nobody },
    without: "Prices have the decimals of the item itself, not those of the item in the order's currency.",
  },
]

async function checkPermission(
  services: WebServices,
  { name, operation, criteria, key, without }: Permission,
): Promise<Finding[]> {
  const check = `gp.permission.${name}`
  try {
    await services.call(operation, key ? { key } : { criteria }).catch((error: unknown) => {
      if (!(key && error instanceof GpFault && saysNotFound(error))) throw error
    })
    return [{ check, level: 'ok', found: `The user may read ${name.replaceAll('-', ' ')}.` }]
  } catch (error) {
    const failed = failure(error)
    if (without === undefined) return [{ check, ...failed }]
    return [{ check, ...failed, level: 'warning', found: `${failed.found} ${without}` }]
  }
}

/** Behaviours that change what the hub wrote. Ids from the policy reference (dynamicsgp/developer cc534173). */
const calculateUnitPrice = { id: '2e873316-fee1-460e-8da1-12167013401b', name: 'Calculate Unit Price' }

async function checkPolicy(services: WebServices, operation: string): Promise<Finding[]> {
  let behaviors: Wire[]
  try {
    behaviors = listIn((await services.policy(operation)).Behaviors, 'Behavior')
  } catch (error) {
    return [{ check: `gp.policy.${kebab(operation)}`, ...failure(error) }]
  }
  if (!operation.endsWith('SalesOrder'))
    return [{ check: `gp.policy.${kebab(operation)}`, level: 'ok', found: `The policy of ${operation} can be read.` }]
  return [unitPriceFinding(operation, behaviors), ...chosenOptions(operation, behaviors)]
}

function unitPriceFinding(operation: string, behaviors: readonly Wire[]): Finding {
  const check = `gp.policy.calculate-unit-price.${kebab(operation)}`
  const behavior = behaviors.find(
    ({ Key, Name }) => idOf(Key).toLowerCase() === calculateUnitPrice.id || text(Name) === calculateUnitPrice.name,
  )
  const option = behavior && (behavior.SelectedOption as Wire | undefined)
  if (!option)
    return {
      check,
      level: 'warning',
      found: `The policy of ${operation} does not say whether GP calculates unit prices.`,
      todo: "Compare the first order's unit prices in GP with the shop's.",
    }
  if (idOf(option.Key) === '0' || /^do not/i.test(text(option.Name)))
    return { check, level: 'ok', found: `${operation} keeps the unit prices the hub sends.` }
  return {
    check,
    level: 'error',
    found: `${operation} replaces the shop's unit prices by prices GP calculates from its price list.`,
    todo: `In the Dynamics Security Console, policy of ${operation}, set “Calculate Unit Price” to “Do Not Calculate” for the hub's role.`,
  }
}

/** Named in the report because the outcome of an order depends on them; which choice is right is the site's matter. */
function chosenOptions(operation: string, behaviors: readonly Wire[]): Finding[] {
  return ['Create Batch', 'Quantity Shortage'].flatMap((name) => {
    const behavior = behaviors.find(({ Name }) => text(Name) === name)
    if (!behavior) return []
    const option = text((behavior.SelectedOption as Wire | undefined)?.Name) || 'nothing'
    const found: Finding = {
      check: `gp.policy.${kebab(name.replace(' ', ''))}.${kebab(operation)}`,
      level: 'ok',
      found: `${operation}: “${name}” is set to “${option}”.`,
    }
    const refuses = name === 'Create Batch' && /^do not/i.test(option)
    return refuses
      ? [
          {
            ...found,
            level: 'warning' as const,
            todo: 'Create the batches the mapping names in GP, or let the policy create them.',
          },
        ]
      : [found]
  })
}

function failure(error: unknown): Pick<Finding, 'level' | 'found' | 'todo'> {
  const known = error instanceof GpFault ? explainFault(error, null) : error
  const expected = known instanceof AccessDenied || known instanceof RemoteUnavailable || known instanceof WrongAddress
  if (known instanceof HubError)
    return { level: 'error', found: expected ? `${known.message}.` : `GP refused: ${known.message}.`, todo: known.hint }
  return {
    level: 'error',
    found: `The check itself failed: ${known instanceof Error ? known.name : 'unknown error'}.`,
    todo: 'This is a mistake in the hub. Please report it.',
  }
}

const kebab = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()

function idOf(key: unknown): string {
  const id = typeof key === 'object' && key !== null ? (key as Record<string, unknown>).Id : undefined
  return typeof id === 'string' || typeof id === 'number' ? String(id) : ''
}

/** A name from GP, short enough for one line. */
const text = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, 64) : '')
