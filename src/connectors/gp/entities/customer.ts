import {
  about,
  boolean,
  decimal,
  defineEntity,
  harmless,
  keyOf,
  optional,
  personal,
  readOnly,
  terms,
  text,
} from '../../../domain/entity.ts'
import type { RecordValue } from '../../../domain/record.ts'
import { type GpEntity, gpLetters } from '../gp-entity.ts'
import { customerAddressKeys } from '../web-services/address-keys.ts'
import type { Wire } from '../web-services/envelope.ts'
import { isWire } from '../web-services/wire-codecs.ts'
import { limitIn } from './customer-credit.ts'

/** A GP customer (RM00101). GP knows no unique e-mail: identity is the key, and our marker in UserDefined2. */
const customer = defineEntity({
  entity: 'gp.customer',
  about: 'A receivables customer.',
  key: 'Key',
  stamps: ['LastModifiedDate'],
  letters: gpLetters,
  knownBy: ['Name', 'TaxRegistrationNumber'],
  alike: ['Name'],
  shared: true,
  way: 'document',
  emptyIsZero: true,
  inList: ['Key', 'Name', 'ClassKey', 'IsActive', 'IsOnHold', 'LastModifiedDate'],
  fields: {
    Key: about('CUSTNMBR.', text(15)),
    Name: harmless(personal(text(64))),
    Shortname: harmless(optional(personal(text(15)))),
    StatementName: harmless(optional(personal(text(64)))),
    ClassKey: terms(optional(text(15))),
    IsActive: terms(optional(boolean)),
    IsOnHold: terms(optional(boolean)),
    PaymentTermsKey: terms(keyOf('gp.paymentTerms', optional(text(20)))),
    PriceLevelKey: terms(optional(text(10))),
    CurrencyKey: optional(text(15)),
    CreditLimitType: about('No Credit, Unlimited Credit or Amount.', readOnly(optional(text()))),
    CreditLimit: about('Where it is an amount, in the functional currency.', readOnly(optional(decimal))),
    CreditLimitCurrency: about('Of the amount, as ISO code.', readOnly(optional(text(3)))),
    TaxRegistrationNumber: terms(optional(personal(text(25)))),
    Comment1: harmless(optional(personal(text(30)))),
    Comment2: harmless(optional(personal(text(30)))),
    UserDefined1: harmless(optional(personal(text(20)))),
    UserDefined2: about("The integration's marker.", optional(text(20))),
    DefaultAddressKey: optional(text(15)),
    BillToAddressKey: optional(text(15)),
    ShipToAddressKey: optional(text(15)),
    StatementToAddressKey: optional(text(15)),
    LastModifiedDate: readOnly(text()),
  },
})

export const customerEntity: GpEntity = {
  schema: customer,
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
    ofRow: true,
    void: false,
    tellsCustomer: false,
    tells: ['Name'],
  },
  webServices: {
    type: 'Customer',
    shape: { derived: ['CreditLimitType', 'CreditLimit', 'CreditLimitCurrency'], mayBeEmpty: ['Name'] },
    // The list names the class otherwise than the record.
    derive: (read, wire) => ({
      ...read,
      ...(isWire(wire.CustomerClassKey) ? { ClassKey: String(wire.CustomerClassKey.Id ?? '').trim() } : {}),
      ...limitIn(wire.CreditLimit),
      ...currencyIn(wire.CreditLimit),
    }),
    byKey: { operation: 'GetCustomerByKey', key: (key) => ({ Id: key }) },
    list: {
      ...{ operation: 'GetCustomerList', item: 'CustomerSummary', by: 'Id', pagesOnly: true },
      criteria: { Scope: 'Return All' },
    },
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
  },
}

function currencyIn(limit: Wire[string]): RecordValue {
  const currency = isWire(limit) && isWire(limit.Amount) ? String(limit.Amount.Currency ?? '').trim() : ''
  return /^[A-Za-z]{3}$/.test(currency) ? { CreditLimitCurrency: currency.toUpperCase() } : {}
}
