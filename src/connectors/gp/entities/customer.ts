import {
  about,
  boolean,
  defineEntity,
  exact,
  keyOf,
  optional,
  personal,
  readOnly,
  text,
} from '../../../domain/entity.ts'
import { customerAddressKeys } from '../address-keys.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'

/** A GP customer (RM00101). GP knows no unique e-mail: identity is the key, and our marker in UserDefined2. */
const customer = defineEntity({
  entity: 'gp.customer',
  about: 'A receivables customer.',
  key: 'Key',
  letters: gpLetters,
  knownBy: ['Name', 'TaxRegistrationNumber'],
  shared: true,
  emptyIsZero: true,
  fields: {
    Key: about('CUSTNMBR.', exact(text(15))),
    Name: personal(text(64)),
    Shortname: optional(personal(text(15))),
    StatementName: optional(personal(text(64))),
    ClassKey: exact(optional(text(15))),
    IsActive: optional(boolean),
    IsOnHold: optional(boolean),
    PaymentTermsKey: keyOf('gp.paymentTerms', exact(optional(text(20)))),
    PriceLevelKey: exact(optional(text(10))),
    CurrencyKey: exact(optional(text(15))),
    TaxRegistrationNumber: optional(personal(text(25))),
    Comment1: optional(personal(text(30))),
    Comment2: optional(personal(text(30))),
    UserDefined1: optional(personal(text(20))),
    UserDefined2: about("The integration's marker.", optional(text(20))),
    DefaultAddressKey: exact(optional(text(15))),
    BillToAddressKey: exact(optional(text(15))),
    ShipToAddressKey: exact(optional(text(15))),
    StatementToAddressKey: exact(optional(text(15))),
    LastModifiedDate: readOnly(text()),
  },
})

export const customerEntity: GpEntity = {
  schema: customer,
  type: 'Customer',
  shape: {},
  byKey: { operation: 'GetCustomerByKey', key: (key) => ({ Id: key }) },
  search: {
    operation: 'GetCustomerList',
    item: 'CustomerSummary',
    criteria: { Scope: 'Return All' },
    by: {
      Key: { member: 'Id', like: false },
      Name: { member: 'Name', like: true },
      ClassKey: { member: 'ClassId', like: true },
    },
  },
  direct: {
    about: 'Makes a customer, or changes name, class, terms, hold and comments of one. GP never deletes it again.',
    create: true,
    update: [
      'Name',
      'Shortname',
      'StatementName',
      'ClassKey',
      'IsActive',
      'IsOnHold',
      'PaymentTermsKey',
      'PriceLevelKey',
      'TaxRegistrationNumber',
      'Comment1',
      'Comment2',
      'UserDefined1',
    ],
    void: false,
    tellsCustomer: false,
    tells: ['Name'],
  },
  write: {
    create: 'CreateCustomer',
    update: 'UpdateCustomer',
    parameter: 'customer',
    complete: (wire) =>
      customerAddressKeys(wire, wire.Key, [
        'DefaultAddressKey',
        'BillToAddressKey',
        'ShipToAddressKey',
        'StatementToAddressKey',
      ]),
  },
}
