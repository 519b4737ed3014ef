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
import { type GpEntity, gpLetters } from '../gp-entity.ts'

/**
 * An address of a GP customer (RM00102). The record key joins both parts as `CUSTOMER/ADDRESS`; a customer key holds no
 * slash (the hub refuses one).
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

/** Both parts of `CUSTOMER/ADDRESS`; the address part is empty when there is no slash. */
function splitAddressKey(key: string): { customer: string; address: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { customer: key, address: '' } : { customer: key.slice(0, slash), address: key.slice(slash + 1) }
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
      operation: 'GetCustomerAddressByKey',
      key(key) {
        const { customer, address } = splitAddressKey(key)
        return { CustomerKey: { Id: customer }, Id: address }
      },
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
      derive(document, key) {
        const { customer, address } = splitAddressKey(key)
        return { ...document, CustomerKey: customer, AddressKey: address }
      },
    },
  },
}
