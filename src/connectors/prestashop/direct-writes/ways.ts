import { randomBytes } from 'node:crypto'
import type { DirectWrite, RemoteWrite } from '../../../domain/connector.ts'
import type { EntityName, RecordRef } from '../../../domain/record.ts'
import { writeAccountAddress } from '../account-addresses.ts'
import { associatedIds } from '../associations.ts'
import { writeGroupPrices } from '../group-prices.ts'
import { makeAccount } from '../new-accounts.ts'
import { makeCombination } from '../new-combinations.ts'
import { makeProduct } from '../new-products.ts'
import { writeProductTraits } from '../product-traits.ts'
import { checkChoices } from '../shop-choices.ts'
import { writeSoldOut } from '../sold-out.ts'
import type { SentFields, WireRow } from '../xml.ts'
import { patchRow, type WriteParts, wireText, wireTexts } from './own-row.ts'
import { setOrder } from './set-order.ts'

/** How an update of an entity is sent: as the fields that change, or as another row that makes the change. */
export interface Way extends DirectWrite {
  /** What the Webservice key needs for it. */
  readonly rights: readonly Right[]
  /** Made by a flow, never by a proposal. */
  readonly byFlows?: true
  send(write: RemoteWrite, parts: WriteParts): Promise<WireRow>
}

export interface Right {
  readonly resource: string
  readonly methods: readonly ('GET' | 'POST' | 'PATCH' | 'DELETE')[]
  /** Only fields of `update` need it, or only custom fields. Absent: both do. */
  readonly of?: 'update' | 'custom'
}

/**
 * What the hub may write to the shop. Always a PATCH, which leaves every other field alone: a PUT empties what it does
 * not name. Needs PrestaShop 8.0.2; older ones answer PATCH with 405, but get a stock row whole.
 */
export const ways: Readonly<Record<EntityName, Way>> = {
  'prestashop.order': {
    about:
      'Sets the state: adds a row to the order history, with all that the shop does then (stock, invoice, payment).',
    create: false,
    update: ['current_state'],
    void: false,
    tellsCustomer: true,
    tells: ['reference', 'id_customer', 'total_paid'],
    risk: 'It sets the state of a shop order, with the payment, invoice and stock that go with it.',
    ofRow: true,
    rights: [
      { resource: 'order_histories', methods: ['POST'], of: 'update' },
      { resource: 'orders', methods: ['PATCH'], of: 'custom' },
      // To see whether a state was set in the moment of the write.
      { resource: 'order_histories', methods: ['GET'], of: 'custom' },
    ],
    send: setOrder,
  },
  'prestashop.orderHistory': {
    about:
      'Puts an order into a state by a new row of its history, also into the state that it has: a delivery reported again. The key is “new”. The fields are id_order and id_order_state.',
    create: true,
    update: [],
    void: false,
    tellsCustomer: true,
    tells: [],
    belongsTo: [{ entity: 'prestashop.order', by: 'id_order', tells: ['reference', 'total_paid', 'current_state'] }],
    risk: 'It sets the state of a shop order, with the payment, invoice and stock that go with it.',
    rights: [{ resource: 'order_histories', methods: ['POST'] }],
    send: ({ record, document, tellCustomer }, { webservice }) =>
      webservice.add(
        'order_histories',
        'order_history',
        { id_order: wireText(document.id_order), id_order_state: wireText(document.id_order_state) },
        record,
        tellCustomer ? { sendemail: '1' } : {},
      ),
  },
  'prestashop.customerThread': {
    about: 'Begins the conversation about an order, as answered: nobody is mailed.',
    ...addedByFlows('customer_threads'),
    send: ({ record, document }, { webservice }) =>
      webservice.add(
        'customer_threads',
        'customer_thread',
        // Contact 0, and twelve signs that nobody can guess: as the back office begins one.
        { ...wireTexts(document), id_contact: '0', status: 'closed', token: randomBytes(6).toString('hex') },
        record,
      ),
  },
  'prestashop.customerMessage': {
    about: 'Adds a message to the conversation about an order.',
    ...addedByFlows('customer_messages'),
    send: ({ record, document }, { webservice }) =>
      webservice.add('customer_messages', 'customer_message', wireTexts(document), record),
  },
  'prestashop.stockAvailable': {
    about:
      'Sets the stock that can be sold, as an absolute number. Orders placed since the last look are lost from the count.',
    create: false,
    update: ['quantity', 'out_of_stock'],
    void: false,
    tellsCustomer: false,
    tells: ['id_product', 'id_product_attribute'],
    belongsTo: [
      { entity: 'prestashop.product', by: 'id_product', tells: ['reference', 'name'] },
      { entity: 'prestashop.combination', by: 'id_product_attribute', tells: ['reference'] },
    ],
    ...patching('stock_availables', 'stock_available'),
  },
  'prestashop.soldOut': {
    about:
      'Sets whether orders of a product and of its combinations are taken when it is sold out, and the text that the shop then shows in each language.',
    create: false,
    update: ['out_of_stock', 'available_later'],
    void: false,
    tellsCustomer: false,
    tells: ['id'],
    rights: ['stock_availables', 'products'].map((resource) => ({ resource, methods: ['PATCH'] })),
    send: ({ record, document }, parts) => writeSoldOut(record, document, parts),
  },
  'prestashop.product': {
    about:
      'Sets the name of a product in the language of the connection, its other languages stay; its base price, tax excluded; or its weight, bar codes, unit and manufacturer.',
    create: false,
    update: [
      ...['name', 'price', 'unit_price', 'active', 'available_for_order'],
      ...['weight', 'ean13', 'upc', 'unity', 'id_manufacturer', 'id_tax_rules_group'],
    ],
    void: false,
    tellsCustomer: false,
    tells: ['reference', 'name'],
    ofRow: true,
    rights: [{ resource: 'products', methods: ['PATCH'] }],
    async send(write, parts) {
      await checkChoices('The product', write.document, parts.reference)
      return patchRow('products', 'product', write, parts, ['name'])
    },
  },
  'prestashop.productTraits': {
    about:
      'Sets the manufacturer of a product and values of its features, by their names; what the shop does not have of these is made.',
    create: false,
    update: ['manufacturer', 'features'],
    void: false,
    tellsCustomer: false,
    tells: ['manufacturer'],
    byFlows: true,
    rights: ['products', 'manufacturers', 'product_features', 'product_feature_values'].map((resource) => ({
      resource,
      methods: resource === 'products' ? ['PATCH'] : ['POST'],
    })),
    send: ({ record, document }, parts) => writeProductTraits(record, document, parts),
  },
  'prestashop.combination': {
    about: 'Sets what a combination costs more, or less, than its product, tax excluded; or its weight and bar codes.',
    create: false,
    update: ['price', 'weight', 'ean13', 'upc'],
    void: false,
    tellsCustomer: false,
    tells: ['reference'],
    belongsTo: [{ entity: 'prestashop.product', by: 'id_product', tells: ['reference', 'name'] }],
    ...patching('combinations', 'combination'),
  },
  'prestashop.groupPrices': {
    about:
      'Sets the fixed prices of the hub for a product or combination, by customer group, currency and quantity, all of them: what is not named goes. Prices of other people stay.',
    create: false,
    update: ['prices'],
    void: false,
    tellsCustomer: false,
    tells: ['id'],
    rights: [{ resource: 'specific_prices', methods: ['POST', 'PATCH', 'DELETE'] }],
    send: ({ record, document }, { webservice, shopId }) => writeGroupPrices(record, document, { webservice, shopId }),
  },
  'prestashop.newProduct': {
    about:
      'Makes a product of a reference that the shop does not have, switched off and not for order: is_there true, and all other fields.',
    create: false,
    update: ['is_there', 'is_virtual', 'name', 'id_category_default', 'id_tax_rules_group'],
    void: false,
    tellsCustomer: false,
    tells: ['is_there', 'name'],
    rights: [{ resource: 'products', methods: ['POST'] }],
    send: ({ record, document }, { webservice, shopId, reference }) =>
      makeProduct(record, document, { webservice, shopId, reference }),
  },
  'prestashop.newCombination': {
    about:
      'Makes a combination of a reference that the shop does not have, and what it lacks of its product (switched off), options and values: is_there true, and all other fields.',
    create: false,
    update: ['is_there', 'product_reference', 'options', 'name', 'id_category_default', 'id_tax_rules_group'],
    void: false,
    tellsCustomer: false,
    tells: ['is_there', 'product_reference'],
    rights: ['products', 'combinations', 'product_options', 'product_option_values'].map((resource) => ({
      resource,
      // A combination that the shop has made half is completed.
      methods: resource === 'combinations' ? ['POST', 'PATCH'] : ['POST'],
    })),
    send: ({ record, document }, { webservice, shopId, reference }) =>
      makeCombination(record, document, { webservice, shopId, reference }),
  },
  'prestashop.orderCarrier': {
    about:
      'Sets the tracking number and the carrier of a shipment. The mail goes out only if the carrier has a tracking address.',
    create: false,
    update: ['tracking_number', 'id_carrier'],
    void: false,
    tellsCustomer: true,
    tells: ['id_order'],
    ...patching('order_carriers', 'order_carrier'),
  },
  'prestashop.address': {
    about: 'Corrects an address in place, also for the orders that already point to it.',
    create: false,
    update: [
      'company',
      'firstname',
      'lastname',
      'vat_number',
      'dni',
      'address1',
      'address2',
      'postcode',
      'city',
      'other',
      'phone',
      'phone_mobile',
      'id_country',
      'id_state',
    ],
    void: false,
    tellsCustomer: false,
    tells: ['id_customer', 'firstname', 'lastname'],
    alsoChanges: followed('address'),
    ...patching('addresses', 'address'),
  },
  'prestashop.accountAddress': {
    about:
      'Corrects an address of an account that no order has; where orders have it, a copy takes its place, and the orders keep theirs.',
    create: false,
    update: [
      ...['company', 'firstname', 'lastname', 'vat_number', 'address1', 'address2', 'postcode', 'city', 'phone'],
      ...['id_country', 'id_state'],
    ],
    void: false,
    tellsCustomer: false,
    tells: ['id_current'],
    byFlows: true,
    rights: [{ resource: 'addresses', methods: ['POST', 'PATCH', 'DELETE'] }],
    send: ({ record, document }, { webservice }) => writeAccountAddress(record, document, webservice),
  },
  'prestashop.newAccount': {
    about:
      'Makes an account of the shop, with an address, for a customer number of GP that has none there: is_there true, and all other fields. Nobody knows its password, and nobody is mailed.',
    create: false,
    update: [
      ...['is_there', 'address_key', 'email', 'firstname', 'lastname', 'company', 'siret'],
      ...['id_default_group', 'max_payment_days', 'outstanding_allow_amount', 'address'],
    ],
    void: false,
    tellsCustomer: false,
    tells: ['is_there', 'id_customer'],
    byFlows: true,
    rights: [
      // An account that the shop has made half is completed.
      { resource: 'customers', methods: ['POST', 'PATCH'] },
      { resource: 'addresses', methods: ['POST'] },
    ],
    send: ({ record, document }, { webservice }) => makeAccount(record, document, { webservice }),
  },
  'prestashop.customer': {
    about:
      'Corrects the business fields and the name of a customer; opens or closes the account; or sets the default group, which decides prices: a member of the others it stays.',
    create: false,
    update: [
      ...['id_default_group', 'firstname', 'lastname', 'company', 'siret', 'ape', 'website'],
      ...['max_payment_days', 'outstanding_allow_amount', 'active'],
    ],
    void: false,
    tellsCustomer: false,
    tells: ['email'],
    alsoChanges: followed('customer'),
    rights: [{ resource: 'customers', methods: ['PATCH'] }],
    ofRow: true,
    send: async (write, parts) => {
      const { id_default_group, ...document } = write.document
      const groups =
        id_default_group === undefined ? {} : await groupsWith(String(id_default_group), write.record, parts)
      return patchRow('customers', 'customer', { ...write, document }, parts, [], groups)
    },
  },
}

/** A row that a flow adds, and that says nothing to the customer. */
function addedByFlows(resource: string): Omit<Way, 'about' | 'send'> {
  return {
    ...{ create: true, update: [], void: false, tellsCustomer: false, tells: [], byFlows: true },
    rights: [{ resource, methods: ['POST'] }],
  }
}

function patching(resource: string, node: string): Pick<Way, 'rights' | 'ofRow' | 'send'> {
  return {
    rights: [{ resource, methods: ['PATCH'] }],
    ofRow: true,
    send: (write, parts) => patchRow(resource, node, write, parts),
  }
}

/** A default group does not make a customer a member of it, and the list of groups that is sent takes the place of all. */
async function groupsWith(group: string, record: RecordRef, { webservice }: WriteParts): Promise<SentFields> {
  const row = await webservice.one('customers', record.key)
  // The update of one that is gone is refused.
  const known = row ? associatedIds(row, 'groups', record) : []
  return {
    id_default_group: group,
    associations: { groups: { group: [...new Set([...known, group])].map((id) => ({ id })) } },
  }
}

function followed(what: string): string {
  return `Orders of the last sixty days with this ${what} are looked at again: their sales orders in GP follow, or a question opens.`
}

export const nameOf = (entity: EntityName) => entity.slice('prestashop.'.length)
