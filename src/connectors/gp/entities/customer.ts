import { about, boolean, defineEntity, optional, readOnly, text } from '../../../domain/entity.ts'
import { customerAddressKeys } from '../address-keys.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A GP customer (RM00101). GP knows no unique e-mail: identity is the key, and our marker in UserDefined2. */
const customer = defineEntity({
  entity: 'gp.customer',
  about: 'A receivables customer.',
  key: 'Key',
  fields: {
    Key: about('CUSTNMBR.', text(15)),
    Name: text(64),
    Shortname: optional(text(15)),
    StatementName: optional(text(64)),
    ClassKey: optional(text(15)),
    IsActive: optional(boolean),
    IsOnHold: optional(boolean),
    PaymentTermsKey: optional(text(20)),
    PriceLevelKey: optional(text(10)),
    CurrencyKey: optional(text(15)),
    TaxRegistrationNumber: optional(text(25)),
    Comment1: optional(text(30)),
    Comment2: optional(text(30)),
    UserDefined1: optional(text(20)),
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
  type: 'Customer',
  shape: {},
  byKey: { operation: 'GetCustomerByKey', key: (key) => ({ Id: key }) },
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
