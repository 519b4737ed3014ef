import {
  about,
  defineEntity,
  harmless,
  keyOf,
  optional,
  personal,
  readOnly,
  terms,
  text,
} from '../../../domain/entity.ts'
import { InvalidInput } from '../../../domain/errors.ts'
import { canonicalJson, type Json, type RecordValue } from '../../../domain/record.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import { ifThere } from '../web-services/faults.ts'
import type { AskGp, Located } from '../web-services/names.ts'

/**
 * An address of a GP customer (RM00102). The record key joins both parts as `CUSTOMER/ADDRESS`; both may have slashes of their
 * own (`KONZ/7/MAIN`).
 */
const customerAddress = defineEntity({
  entity: 'gp.customerAddress',
  about: 'An address of a receivables customer.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  letters: gpLetters,
  knownBy: ['ContactPerson', 'EmailToAddress', 'Line1'],
  alike: ['ContactPerson', 'EmailToAddress', 'Line1'],
  owner: { field: 'CustomerKey', entity: 'gp.customer', within: 'AddressKey' },
  shared: true,
  way: 'document',
  emptyIsZero: true,
  fields: {
    Key: about('`CustomerKey/AddressKey`.', text(31)),
    CustomerKey: text(15),
    AddressKey: about('ADRSCODE.', text(15)),
    Name: harmless(about('Ship-to name printed on documents.', optional(personal(text(64))))),
    ContactPerson: harmless(optional(personal(text(60)))),
    Line1: harmless(optional(personal(text(60)))),
    Line2: harmless(optional(personal(text(60)))),
    Line3: harmless(optional(personal(text(60)))),
    City: harmless(optional(personal(text(35)))),
    State: harmless(optional(personal(text(29)))),
    PostalCode: harmless(optional(personal(text(10)))),
    CountryRegion: harmless(optional(text(60))),
    Phone1: harmless(about('Digits only, at most 21 with extension.', optional(personal(text(21))))),
    Phone2: harmless(optional(personal(text(21)))),
    EmailToAddress: harmless(about('SY01200.', optional(personal(text(200))))),
    UserDefined1: harmless(optional(personal(text(20)))),
    UserDefined2: about("The integration's marker.", optional(text(20))),
    ShippingMethodKey: harmless(keyOf('gp.shippingMethod', optional(text(15)))),
    TaxScheduleKey: terms(keyOf('gp.taxSchedule', optional(text(15)))),
    LastModifiedDate: readOnly(text()),
  },
})

interface Parts {
  readonly customer: string
  readonly address: string
}

/** What a key may mean: split at each of its slashes, as far as both parts fit GP's columns. Most keys have one. */
const addressReadings = (key: string): readonly Parts[] =>
  [...key.matchAll(/\//g)]
    .map(({ index }) => ({ customer: key.slice(0, index), address: key.slice(index + 1) }))
    .filter(({ customer, address }) => [customer, address].every((part) => part.length >= 1 && part.length <= 15))

const operation = 'GetCustomerAddressByKey'
const wireKey = ({ customer, address }: Parts) => ({ CustomerKey: { Id: customer }, Id: address })

/**
 * A key that may mean several addresses is asked for in each way.
 * @throws InvalidInput: GP has two of them
 */
async function locate(key: string, ask: AskGp): Promise<Located | null> {
  const readings = addressReadings(key)
  if (readings.length === 1) return { operation, key: wireKey(readings[0]!) }
  const asked = readings.map(async (reading) => {
    const found = await ifThere(ask(operation, { key: wireKey(reading) }))
    return found && { operation, key: wireKey(reading), found }
  })
  const [one, two] = (await Promise.all(asked)).filter((found) => found !== null)
  if (two)
    throw new InvalidInput('The key of the address', [
      { at: key, reason: 'names addresses of two customers of GP, since numbers and codes of both have slashes' },
    ])
  return one ?? null
}

/** Which of its readings a key has: the one that the document says, or else the one that GP has. @throws InvalidInput: none */
async function partsOf({ CustomerKey, AddressKey }: RecordValue, key: string, ask: AskGp): Promise<Parts> {
  const readings = addressReadings(key)
  const said = readings.filter(({ customer, address }) => customer === CustomerKey && address === AddressKey)
  const [one, two] = said.length > 0 ? said : readings
  if (one && !two) return one
  const there = await locate(key, ask)
  const found = readings.find(
    (reading) => canonicalJson(wireKey(reading)) === canonicalJson((there?.key ?? null) as Json),
  )
  if (found) return found
  throw new InvalidInput('The key of the address', [
    { at: key, reason: 'has several slashes, and GP has no such address: say CustomerKey and AddressKey' },
  ])
}

export const customerAddressEntity: GpEntity = {
  schema: customerAddress,
  direct: {
    about: 'Makes an address of a GP customer (key CUSTOMER/ADDRESS), or corrects one.',
    create: true,
    update: [
      'Name',
      'ContactPerson',
      'Line1',
      'Line2',
      'Line3',
      'City',
      'State',
      'PostalCode',
      'CountryRegion',
      'Phone1',
      'Phone2',
      'EmailToAddress',
      'ShippingMethodKey',
      'TaxScheduleKey',
    ],
    ofRow: true,
    void: false,
    tellsCustomer: false,
    tells: ['Name'],
  },
  webServices: {
    type: 'CustomerAddress',
    shape: {
      derived: ['Key'],
      at: { CustomerKey: 'Key.CustomerKey', AddressKey: 'Key.Id', EmailToAddress: 'InternetAddresses.EmailToAddress' },
    },
    derive: (record) => ({ ...record, Key: `${record.CustomerKey}/${record.AddressKey}` }),
    byKey: {
      operation,
      key: (key) => wireKey(addressReadings(key)[0]!),
      locate,
    },
    search: {
      operation: 'GetCustomerAddressList',
      item: 'CustomerAddressSummary',
      criteria: { Scope: 'Return All' },
      by: {
        CustomerKey: { member: 'CustomerKeyId', like: true },
        AddressKey: { member: 'CustomerAddressKeyId', like: true },
        City: { member: 'City', like: true },
        PostalCode: { member: 'PostalCode', like: true },
      },
    },
    write: {
      create: 'CreateCustomerAddress',
      update: 'UpdateCustomerAddress',
      parameter: 'address',
      async derive(document, key, ask) {
        const { customer, address } = await partsOf(document, key, ask)
        return { ...document, CustomerKey: customer, AddressKey: address }
      },
    },
  },
}
