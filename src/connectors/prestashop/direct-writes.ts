import { randomBytes } from 'node:crypto'
import { instant } from '../../domain/clock.ts'
import type {
  AskedWrite,
  DirectWrite,
  DirectWrites,
  FilledField,
  Finding,
  RemoteWrite,
} from '../../domain/connector.ts'
import type { CustomFields } from '../../domain/custom-fields.ts'
import { InvalidInput, NeedsPerson, type Problem } from '../../domain/errors.ts'
import {
  type EntityName,
  type Json,
  memberOf,
  type RecordKey,
  type RecordRef,
  type RecordValue,
  recordKey,
} from '../../domain/record.ts'
import { writeAccountAddress } from './account-addresses.ts'
import { associatedIds } from './associations.ts'
import { prestashopEntities } from './entities/index.ts'
import { groupPricesKey, writeGroupPrices } from './group-prices.ts'
import { makeAccount, newAccountKey, newAccountKeyForm } from './new-accounts.ts'
import { makeCombination } from './new-combinations.ts'
import { makeProduct, newProductKey, newProductKeyForm } from './new-products.ts'
import { writeProductTraits } from './product-traits.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { checkChoices } from './shop-choices.ts'
import type { ShopTime } from './shop-time.ts'
import { writeSoldOut } from './sold-out.ts'
import type { StockScope } from './stock-scope.ts'
import type { Webservice } from './webservice.ts'
import type { SentFields, WireRow } from './xml.ts'

/** How an update of an entity is sent: as the fields that change, or as another row that makes the change. */
interface Way extends DirectWrite {
  /** What the Webservice key needs for it. */
  readonly rights: readonly Right[]
  /** Made by a flow, never by a proposal. */
  readonly byFlows?: true
  send(write: RemoteWrite, parts: WriteParts): Promise<WireRow>
}

interface Right {
  readonly resource: string
  readonly methods: readonly ('POST' | 'PATCH' | 'DELETE')[]
  /** Only fields of `update` need it, or only custom fields. Absent: both do. */
  readonly of?: 'update' | 'custom'
}

interface WriteParts {
  readonly webservice: Webservice
  readonly reference: Pick<ReferenceRows, 'settings' | 'row' | 'mayRead' | 'fresh'>
  /** Of the connection; undefined: the shop is the only one. */
  readonly shopId?: string | undefined
  readonly stockScope: StockScope
  readonly time: ShopTime
  readonly customFields?: CustomFields
}

/** Keys that are no number alone, and how they look. */
const otherKeys: Readonly<Record<EntityName, { readonly form: RegExp; readonly reason: string }>> = {
  'prestashop.groupPrices': {
    form: groupPricesKey,
    reason: 'must be the number of a product in the shop, or with that of a combination as "12:34"',
  },
  'prestashop.brandName': { form: /^(?=\S)[^<>;={}[\]|]{1,64}$/u, reason: 'must be a name of a manufacturer' },
  'prestashop.featureValue': {
    form: /^[^\t]{1,128}(\t[^\t]{1,255})?$/u,
    reason: 'must be a feature and a value of it, with a tab between them',
  },
  'prestashop.newAccount': { form: newAccountKey, reason: newAccountKeyForm },
  'prestashop.newProduct': { form: newProductKey, reason: newProductKeyForm },
  'prestashop.newCombination': { form: newProductKey, reason: newProductKeyForm },
}
/** Whether the shop may have a record under this key. */
export const isKey = ({ entity, key }: RecordRef): boolean =>
  (memberOf(otherKeys, entity)?.form ?? /^\d{1,10}$/).test(key)
export const keyForm = ({ entity }: RecordRef): string =>
  memberOf(otherKeys, entity)?.reason ?? 'must be the number of a record in the shop'

/**
 * What the hub may write to the shop. Always a PATCH, which leaves every other field alone: a PUT empties what it does
 * not name. Needs PrestaShop 8.0.2; older ones answer PATCH with 405, but get a stock row whole.
 */
const ways: Readonly<Record<EntityName, Way>> = {
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
    create: true,
    update: [],
    void: false,
    tellsCustomer: false,
    tells: [],
    byFlows: true,
    rights: [{ resource: 'customer_threads', methods: ['POST'] }],
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
    create: true,
    update: [],
    void: false,
    tellsCustomer: false,
    tells: [],
    byFlows: true,
    rights: [{ resource: 'customer_messages', methods: ['POST'] }],
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

/**
 * Sets the state of an order by a row of its history, and custom fields in its own row. The fields go first: where they are
 * refused, no state is set, and nobody is mailed.
 *
 * What a PATCH of `orders` does in 8.x and 9.0: it loads the order, sets what was sent, checks all of it, and writes its row.
 *  - `id` alone is required. A column of the row that is no good today (a payment method with "<", an empty module) is refused
 *    with code 85 by its own name, though nobody has sent it.
 *  - A column that no class of the shop has as a property is refused with code 123; an element that is none of the resource's
 *    fields is passed over, and the read-back shows it.
 *  - `current_state` has a setter, which runs only where it is sent: with another state it does all that the history does, and
 *    mails whatever is asked. So it never goes along. Without it nobody is mailed, and the history and the stock stay.
 *  - `date_upd` becomes now, and actionObjectOrderUpdateBefore and …After run: the module announces the order, and polling finds
 *    it. Both hold what the hub has written, so that nothing is started by it (engine/write/echo.ts).
 *  - The whole row is written as it was loaded, in the two moments between which others may have written it: a change of state
 *    in just that moment would be lost. So the two calls here come one after the other, and only what differs is sent.
 *
 * @see WebserviceRequest::saveEntityFromXml, ObjectModel::validateFields, ::formatFields and ::update, Order::setWsCurrentState
 */
async function setOrder(write: RemoteWrite, parts: WriteParts): Promise<WireRow> {
  const { record, tellCustomer } = write
  const { current_state, ...own } = write.document
  const isOwn = Object.keys(own).length > 0
  const row = isOwn && (await patchRow('orders', 'order', { do: 'update', record, document: own }, parts))
  if (row && current_state === undefined) return row
  return parts.webservice.add(
    'order_histories',
    'order_history',
    { id_order: record.key, id_order_state: wireText(current_state) },
    record,
    tellCustomer ? { sendemail: '1' } : {},
  )
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

/** What may be written by a proposal, by entity. */
export const prestashopWrites: DirectWrites = new Map(
  Object.entries(ways).flatMap(([entity, { send, rights, byFlows, ...rule }]) =>
    byFlows ? [] : [[entity as EntityName, rule] as const],
  ),
)

/**
 * @returns the key of the record, also of one that was appended
 * @throws InvalidInput when the shop is not written to in this way; what the shop answers otherwise
 */
export async function writeToShop(write: RemoteWrite, parts: WriteParts): Promise<RecordKey> {
  const { record } = write
  const way = memberOf(ways, record.entity)
  const schema = memberOf(prestashopEntities, nameOf(record.entity))
  const allowed =
    write.do === 'create'
      ? (schema?.appendedBy ?? [])
      : [...(way?.update ?? []), ...(way?.ofRow ? customIn(parts, record.entity) : [])]
  // The key stands in the address of the call.
  const { [schema?.key ?? 'id']: _, ...document } = write.document
  const odd = Object.keys(document).find((field) => !allowed.includes(field))
  if (!way || write.do === 'void' || (write.do === 'create' && !way.create) || allowed.length === 0)
    throw new InvalidInput('The write', [
      { at: `${write.do} ${record.entity}`, reason: `is not done; written are ${Object.keys(ways).join(', ')}` },
    ])
  if (odd !== undefined)
    throw new InvalidInput('The write', [{ at: odd, reason: `is not written; written are ${allowed.join(', ')}` }])
  if (write.do === 'update' && !isKey(record))
    throw new InvalidInput('The key', [{ at: record.key, reason: keyForm(record) }])
  const row = await way.send({ ...write, document: inShopTime(record.entity, document, parts) }, parts)
  return write.do === 'create' ? recordKey(String(row.id)) : record.key
}

/** Those of the record's own row that may be written. */
const customIn = ({ customFields = {} }: Pick<WriteParts, 'customFields'>, entity: EntityName) =>
  Object.entries(customFields[entity] ?? {}).flatMap(([path, { readOnly }]) =>
    readOnly || path.includes('.') ? [] : [path],
  )

/** The shop takes no other time than its own. No field of the hub's own that is written is one. */
function inShopTime(entity: EntityName, document: RecordValue, { customFields = {}, time }: WriteParts): RecordValue {
  const its = customFields[entity] ?? {}
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) =>
      typeof value === 'string' && memberOf(its, name)?.type === 'instant'
        ? [name, time.toLocal(instant(value))]
        : [name, value],
    ),
  )
}

/** Entities whose records are made of several rows, or looked for by a name: where a custom field is read and set instead. */
const standsIn: Readonly<Record<EntityName, EntityName>> = {
  'prestashop.accountAddress': 'prestashop.address',
  'prestashop.brandName': 'prestashop.manufacturer',
  'prestashop.featureValue': 'prestashop.feature',
  'prestashop.groupPrices': 'prestashop.product',
  'prestashop.newAccount': 'prestashop.customer',
  'prestashop.newCombination': 'prestashop.combination',
  'prestashop.newProduct': 'prestashop.product',
  'prestashop.pack': 'prestashop.product',
  'prestashop.productTraits': 'prestashop.product',
  'prestashop.soldOut': 'prestashop.product',
}

/** Custom fields of the shop that would never hold anything, and those that mappings fill and the hub does not write. */
export function unwritableFields(custom: CustomFields, filled: readonly FilledField[]): Problem[] {
  const nowhere = Object.entries(standsIn).flatMap(([entity, row]) =>
    Object.keys(custom[entity] ?? {}).map((path) => ({
      at: `custom-fields.json/${entity}/${path}`,
      reason: `is not read there: ${entity} is made of several rows. Name it with ${row}, and read or set it there`,
    })),
  )
  const written = Object.keys(ways).filter((entity) => ways[entity as EntityName]!.ofRow)
  const unwritten = filled.flatMap(({ at, entity, field }) => {
    const its = memberOf(custom, entity) ?? {}
    const [isCustom, way] = [Object.hasOwn(its, field), memberOf(ways, entity)]
    const holdsCustom = Object.keys(its).some((path) => path.startsWith(`${field}.`))
    if (!entity.startsWith('prestashop.') || !(isCustom ? !way?.ofRow : holdsCustom && !way?.update.includes(field)))
      return []
    return [
      {
        at,
        reason: `is only read: custom fields are written in the row of the record itself, of ${written.join(', ')}`,
      },
    ]
  })
  return [...nowhere, ...unwritten]
}

const nameOf = (entity: EntityName) => entity.slice('prestashop.'.length)

function patching(resource: string, node: string): Pick<Way, 'rights' | 'ofRow' | 'send'> {
  return {
    rights: [{ resource, methods: ['PATCH'] }],
    ofRow: true,
    send: (write, parts) => patchRow(resource, node, write, parts),
  }
}

/**
 * Changes the row of a record. Whether a custom field is a text in several languages the row alone shows: sent without its
 * language, it would take the place of the text in each of them.
 * @param translated fields of the hub's own that are texts in several languages
 */
function patchRow(
  resource: string,
  node: string,
  { record, document, tellCustomer }: RemoteWrite,
  parts: WriteParts,
  translated: readonly string[] = [],
  more: SentFields = {},
): Promise<WireRow> {
  const inLanguages = [...translated, ...customIn(parts, record.entity)].filter((field) =>
    Object.hasOwn(document, field),
  )
  const texts = wireTexts(document)
  const query: Record<string, string> = tellCustomer ? { sendemail: '1' } : {}
  const { webservice } = parts
  return inLanguages.length === 0
    ? webservice.patch(resource, node, { id: record.key, ...texts, ...more }, record, query)
    : webservice.patchTranslated(resource, node, { id: record.key, ...texts, ...more }, inLanguages, record, query)
}

type Permissions = ReadonlyMap<string, ReadonlySet<string>>

/** As the back office names them. */
const rightNames = { POST: '“Add (POST)”', PATCH: '“Patch (PATCH)”', DELETE: '“Delete (DELETE)”' }
const rightName = (rights: readonly Right[]) =>
  [...Map.groupBy(rights, ({ methods }) => methods.map((method) => rightNames[method]).join(', '))]
    .map(([names, its]) => `${names} for ${its.map(({ resource }) => resource).join(', ')}`)
    .join('; ')
const mayDo = (rights: readonly Right[], permissions: Permissions) =>
  rights.every(({ resource, methods }) => methods.every((method) => permissions.get(resource)?.has(method) === true))

/** What setting such fields needs; without any: what the way sets usually. */
function rightsFor({ rights, update }: Way, entity: EntityName, fields?: readonly string[]): readonly Right[] {
  const key = memberOf(prestashopEntities, nameOf(entity))?.key
  const parts = new Set(
    (fields ?? update).filter((field) => field !== key).map((field) => (update.includes(field) ? 'update' : 'custom')),
  )
  return rights.filter(({ of }) => of === undefined || parts.has(of))
}

/** @throws NeedsPerson when the key may not write this entity */
export function checkWriteRight({ record, fields }: AskedWrite, permissions: Permissions): void {
  const way = memberOf(ways, record.entity)
  const rights = way ? rightsFor(way, record.entity, fields) : []
  if (mayDo(rights, permissions)) return
  throw new NeedsPerson(
    'right_missing',
    `The Webservice key of the shop may not write ${record.entity}: the right ${rightName(rights)} is not ticked`,
    `Tick ${rightName(rights)} (Advanced Parameters, Webservice), then propose it again.`,
    { subject: record.entity, record },
  )
}

/** Which proposed writes the key may do, those of custom fields as well. Least privilege is no fault: it is only shown. */
export function writeRights(permissions: Permissions, customFields: CustomFields): Finding {
  const writes = Object.entries(ways).flatMap(([name, way]) => {
    const entity = name as EntityName
    const custom = way.rights.some(({ of }) => of) ? customIn({ customFields }, entity) : []
    return way.byFlows
      ? []
      : [
          { entity, rights: rightsFor(way, entity) },
          ...(custom.length > 0
            ? [{ entity: `${entity} (${custom.join(', ')})`, rights: rightsFor(way, entity, custom) }]
            : []),
        ]
  })
  const may = writes.filter(({ rights }) => mayDo(rights, permissions))
  const lacking = writes
    .filter((write) => !may.includes(write))
    .map(({ entity, rights }) => `${entity} (${rightName(rights)})`)
  return {
    check: 'shop.permissions.writes',
    level: 'ok',
    found: [
      may.length > 0
        ? `By proposal the key may write ${may.map(({ entity }) => entity).join(', ')}.`
        : 'By proposal the key may write nothing.',
      ...(lacking.length > 0 ? [`Not ticked, and only needed for such writes: ${lacking.join(', ')}.`] : []),
    ].join(' '),
  }
}

const wireTexts = (document: RecordValue) =>
  Object.fromEntries(Object.entries(document).map(([field, value]) => [field, wireText(value)]))
const wireText = (value: Json | undefined) =>
  value === null || value === undefined ? '' : value === true ? '1' : value === false ? '0' : String(value)
