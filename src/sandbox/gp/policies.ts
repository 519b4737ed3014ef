import { createHash } from 'node:crypto'
import type { Company } from './company.ts'
import { systemFault } from './faults.ts'
import type { Wire } from './wire.ts'

/** A way an operation works, chosen among options. Internal ones are the administrator's: what a caller sends is ignored. */
interface Behavior {
  readonly name: string
  readonly id: string
  readonly internal: boolean
  /** Name by number. Empty where GP's options are not published. */
  readonly options: Readonly<Record<number, string>>
  readonly default: number
}

/** Options in force for one call, by behavior name. */
export type Choices = (behavior: string) => number

const yesNo = { 0: 'No', 1: 'Yes' }

/**
 * Behaviors with GP's ids where Microsoft names them; other ids are ours. Numbers of Quantity Shortage are those of
 * eConnect's QtyShrtOpt.
 *
 * @see learn.microsoft.com dynamicsgp/developer cc534173
 */
const salesBehaviors: readonly Behavior[] = [
  behavior(
    'Calculate Unit Price',
    '2e873316-fee1-460e-8da1-12167013401b',
    true,
    { 0: 'Do Not Calculate', 1: 'Calculate' },
    0,
  ),
  behavior('Calculate Total Amount', '41233b06-db1a-4050-b4af-207eb2c908b3', true, { 1: 'Calculate' }, 1),
  behavior(
    'Quantity Shortage',
    null,
    false,
    {
      1: 'Sell Balance',
      2: 'Override Shortage',
      3: 'Back Order All',
      4: 'Back Order Balance',
      5: 'Cancel All',
      6: 'Cancel Balance',
    },
    2,
  ),
  behavior('Check Hold', null, true, { 0: 'Do Not Check', 1: 'Check' }, 1),
  behavior(
    'Bin Quantity Shortage',
    '67e5073d-b69e-4526-8079-1a691d475c48',
    false,
    { 0: 'Do Not Override', 1: 'Override' },
    1,
  ),
  behavior(
    'Create Inventory Serial',
    '32dc3e06-7c7f-4625-aee9-24f5c4868be8',
    false,
    { 0: 'Do Not Create', 1: 'Create' },
    1,
  ),
  behavior(
    'Create Inventory Lot',
    '61d22257-3dce-4ae0-a458-b35791040bf6',
    false,
    { 0: 'Do Not Create', 1: 'Create' },
    1,
  ),
  behavior(
    'Allocate Lots',
    '17fa7992-d96a-481c-b15f-29181ed3fd92',
    false,
    { 0: 'Automatic', 1: 'Manual', 2: 'Mixed' },
    0,
  ),
  behavior(
    'Include Promotions',
    '2e58b57c-8fe1-4e98-bf04-371621f8e8b7',
    false,
    { 0: 'Do Not Include', 1: 'Include' },
    0,
  ),
  behavior('Default Warehouse', '758c758e-13fc-42cc-a508-57a8abe04dcd', false, { 0: 'Use Setup Value' }, 0),
  behavior('Default Document Type Id', null, false, { 0: 'Use Setup Value' }, 0),
  ...[
    'Create Components',
    'Create Commissions',
    'Allocate Quantities',
    'Check Credit Limit',
    'Assign Bin',
    'Allocate Serials',
    'Miscellaneous Tax',
    'Create Bins',
    'Freight Tax',
  ].map((name) => behavior(name, null, false, {}, 0)),
]

const removeDeposits = behavior(
  'Remove Posted Deposits',
  '0f2c414b-fd12-4d83-940b-2bc0d65c3b77',
  false,
  { 0: 'Do Not Remove', 1: 'Remove' },
  1,
)

const policies: Readonly<
  Record<string, { readonly id: string; readonly object: string; readonly behaviors: readonly Behavior[] }>
> = {
  CreateSalesOrder: {
    id: '4d060bdc-fa1e-4ea1-9e89-e1d19a5cb2ce',
    object: 'SalesOrder',
    behaviors: [
      ...salesBehaviors,
      behavior(
        'Assign Batch Prefix',
        'dc788b46-e2ae-4b7a-80c2-00cb40dcf76f',
        true,
        { 1: 'No Prefix', 2: 'Specify Prefix' },
        1,
      ),
      behavior('Create Batch', null, false, { 0: 'Do Not Create', 1: 'Create' }, 1),
      behavior('Day of Week', null, false, {}, 0),
    ],
  },
  CreateSalesReturn: {
    id: guidOf('CreateSalesReturn'),
    object: 'SalesReturn',
    behaviors: [...salesBehaviors, behavior('Create Batch', null, false, { 0: 'Do Not Create', 1: 'Create' }, 1)],
  },
  UpdateSalesOrder: { id: '150401c6-7467-4853-9146-236fc5fa7bf8', object: 'SalesOrder', behaviors: salesBehaviors },
  DeleteSalesOrder: { id: '636d3d67-ec01-4819-9409-81cb38273acb', object: 'SalesOrder', behaviors: [removeDeposits] },
  VoidSalesOrder: { id: guidOf('VoidSalesOrder'), object: 'SalesOrder', behaviors: [removeDeposits] },
  ...Object.fromEntries(
    [
      'CreateCashReceipt',
      'VoidCashReceipt',
      'CreateReceivablesCreditMemo',
      'VoidReceivablesCreditMemo',
      'CreateGLTransaction',
    ].map((name) => [name, { id: guidOf(name), object: name.replace(/^(Create|Void)/, ''), behaviors: [] }]),
  ),
  CreateCustomer: {
    id: '94880780-186c-43c8-b484-efcdd03cbdbe',
    object: 'Customer',
    behaviors: [
      behavior('Create Address', '971dead2-e669-4541-9670-6ffa02c7193f', false, yesNo, 1),
      behavior(
        'Create Active',
        '5c098de9-952c-478c-ad4b-cf992b55ea46',
        true,
        { 0: 'Use Supplied Value', 1: 'Active', 2: 'Inactive' },
        0,
      ),
      behavior('Default Class', '6c203fc2-9460-4961-9f95-2d79119d626a', false, {}, 0),
    ],
  },
  UpdateCustomer: { id: guidOf('UpdateCustomer'), object: 'Customer', behaviors: [] },
  CreateCustomerAddress: { id: guidOf('CreateCustomerAddress'), object: 'CustomerAddress', behaviors: [] },
  UpdateCustomerAddress: { id: guidOf('UpdateCustomerAddress'), object: 'CustomerAddress', behaviors: [] },
}

/** The policy of an operation on the wire. @throws GpFault for an operation that has none */
export function policyOf(operation: string, company: Company): Wire {
  const policy = policies[operation]
  if (!policy) throw systemFault(`There is no policy for the operation ${operation.slice(0, 60)}`)
  const PolicyKey = { Id: policy.id }
  const Behaviors = policy.behaviors.map((each) => {
    const Key = { PolicyKey, Id: each.id }
    const option = (number: number): Wire => ({
      Key: { BehaviorKey: Key, Id: number },
      Name: each.options[number],
      Parameters: [],
    })
    const selected = selectedOption(operation, each, company)
    const Options = Object.keys(each.options).map((number) => option(Number(number)))
    return {
      Key,
      Name: each.name,
      Internal: each.internal,
      Options,
      ...(each.options[selected] !== undefined && { SelectedOption: option(selected) }),
    }
  })
  return { Key: PolicyKey, Behaviors, Name: operation, RootBusinessObjectName: policy.object }
}

/**
 * What is in force for a call that passed `sent`.
 * @throws GpFault when no policy is passed, or another operation's
 */
export function choicesOf(operation: string, sent: Wire | undefined, company: Company): Choices {
  const policy = policies[operation]
  if (!policy) throw systemFault(`There is no policy for the operation ${operation}`)
  const sentId = (sent?.Key as Wire | undefined)?.Id
  if (sentId === undefined) throw systemFault(`${operation} was called without a policy`)
  if (sentId !== policy.id)
    throw systemFault(`Policy ${String(sentId)} is not the policy of ${operation} (${policy.id})`)
  const chosen = new Map(policy.behaviors.map((each) => [each.name, selectedOption(operation, each, company)]))
  for (const each of (sent?.Behaviors ?? []) as readonly Wire[]) {
    const found = policy.behaviors.find(({ id }) => id === (each.Key as Wire | undefined)?.Id)
    const option = ((each.SelectedOption as Wire | undefined)?.Key as Wire | undefined)?.Id
    if (found && !found.internal && typeof option === 'number' && option in found.options)
      chosen.set(found.name, option)
  }
  return (name) => chosen.get(name) ?? 0
}

/**
 * Chooses as the administrator does, for each operation that has the behavior, or for one.
 * @throws RangeError for a behavior or option that does not exist
 */
export function setPolicy(company: Company, name: string, option: number, operation?: string): void {
  const places = Object.entries(policies).filter(([key]) => operation === undefined || key === operation)
  const found = places.filter(([, policy]) =>
    policy.behaviors.some((each) => each.name === name && option in each.options),
  )
  if (found.length === 0) throw new RangeError(`No policy has a behavior "${name}" with an option ${option}`)
  for (const [key] of found) company.store.put('policy', `${key}/${name}`, option)
  company.store.commit()
}

/** Selected options of all operations, by name. */
export function policyTable(company: Company): Record<string, Record<string, number>> {
  const chosen = ([operation, policy]: [string, (typeof policies)[string]]) => {
    const published = policy.behaviors.filter((each) => Object.keys(each.options).length > 0)
    return [
      operation,
      Object.fromEntries(published.map((each) => [each.name, selectedOption(operation, each, company)])),
    ]
  }
  return Object.fromEntries(Object.entries(policies).map(chosen))
}

function selectedOption(operation: string, { name, default: fallback }: Behavior, company: Company): number {
  return company.store.get('policy', `${operation}/${name}`) ?? fallback
}

function behavior(
  name: string,
  id: string | null,
  internal: boolean,
  options: Behavior['options'],
  fallback: number,
): Behavior {
  return { name, id: id ?? guidOf(name), internal, options, default: fallback }
}

function guidOf(name: string): string {
  const hex = createHash('sha256').update(`ledgerline sandbox ${name}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
