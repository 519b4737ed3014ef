import type { EntityRegistry } from '../../domain/connector.ts'
import { type Field, type Fields, fieldsIn, fieldsOfRows } from '../../domain/entity.ts'
import { memberOf } from '../../domain/record.ts'
import type { Definition, Mapping } from '../../language/index.ts'
import { fold } from '../words/text.ts'
import { quoted } from './conditions.ts'

/** A field of a GP document that words name. */
export interface Target {
  readonly mapping: string
  readonly path: readonly string[]
  readonly field: Field
}

/** What stands in it: an expression that gives text, for whoever reads it. */
export interface Source {
  readonly expression: string
  readonly says: string
  readonly assumptions: readonly string[]
}

const plain = (text: string) =>
  fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
/** "CustomerPONumber" → "customer po number". */
const spaced = (name: string) =>
  plain(
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
      .replaceAll('_', ' '),
  )

/** What people call fields of GP documents. By the words, without "field", "in GP" and the like. */
const targetNames: Readonly<Record<string, readonly string[]>> = {
  comment: ['Comment'],
  'order comment': ['Comment'],
  'document comment': ['Comment'],
  commentaire: ['Comment'],
  'customer po': ['CustomerPONumber'],
  'po number': ['CustomerPONumber'],
  'customer po number': ['CustomerPONumber'],
  'purchase order number': ['CustomerPONumber'],
  'customer order number': ['CustomerPONumber'],
  batch: ['BatchKey'],
  'batch number': ['BatchKey'],
  lot: ['BatchKey'],
  site: ['WarehouseKey'],
  warehouse: ['WarehouseKey'],
  location: ['WarehouseKey'],
  'shipping method': ['ShippingMethodKey'],
  'payment terms': ['PaymentTermsKey'],
  'price level': ['PriceLevelKey'],
  'tax schedule': ['TaxScheduleKey'],
  'requested ship date': ['RequestedShipDate'],
  'ship to name': ['ShipToAddress', 'Name'],
  'ship to contact': ['ShipToAddress', 'ContactPerson'],
  'contact person': ['ShipToAddress', 'ContactPerson'],
  contact: ['ShipToAddress', 'ContactPerson'],
  'third address line': ['ShipToAddress', 'Line3'],
  'address line 3': ['ShipToAddress', 'Line3'],
  'second address line': ['ShipToAddress', 'Line2'],
  'address line 2': ['ShipToAddress', 'Line2'],
  'ship to phone': ['ShipToAddress', 'Phone1'],
  'delivery phone': ['ShipToAddress', 'Phone1'],
  'line comment': ['Lines', 'Comment'],
  'comment of the line': ['Lines', 'Comment'],
  'comment of each line': ['Lines', 'Comment'],
  'item description': ['Lines', 'ItemDescription'],
  'line description': ['Lines', 'ItemDescription'],
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((number) => [
      [`user defined ${number}`, ['UserDefined', `Text0${number}`]],
      [`user defined field ${number}`, ['UserDefined', `Text0${number}`]],
      [`user defined text ${number}`, ['UserDefined', `Text0${number}`]],
      [`text0${number}`, ['UserDefined', `Text0${number}`]],
    ]),
  ),
}

const noise =
  /\b(?:field|fields|the|gp|gp s|dynamics|of|in|on|sales|order s|order|orders|document|documents|a|its|le|la|les|champ|du|de|dans|each|its|every)\b/g

/** The field of the sales order, or of the customer where the words say so, that is meant; null: none is known. */
export function targetIn(text: string, { mappings }: Definition, entities: EntityRegistry): Target | null {
  const said = plain(text)
  const ofCustomer = /\b(customer card|customer record|customer s card|customer in gp)\b/.test(said)
  const wanted = ofCustomer ? 'gp.customer' : 'gp.salesOrder'
  const mapping = Object.values(mappings).find(({ to }) => to === wanted)
  if (!mapping) return null
  const words = [said, said.replace(noise, ' ').replace(/\s+/g, ' ').trim()]
  const fields = entities.get(mapping.to)?.fields ?? {}
  for (const name of words) {
    const path = memberOf(targetNames, name) ?? pathNamed(name, fields)
    const field = path && fieldAt(fields, path)
    if (path && field) return { mapping: mapping.id, path, field }
  }
  return null
}

function pathNamed(name: string, fields: Fields, above: readonly string[] = []): readonly string[] | null {
  for (const [own, field] of Object.entries(fields)) {
    if (field.readOnly) continue
    const path = [...above, own]
    const inner = { ...fieldsIn(field), ...fieldsOfRows(field) }
    if (Object.keys(inner).length === 0) {
      if ([spaced(own), own.toLowerCase(), path.map(spaced).join(' '), path.join('.').toLowerCase()].includes(name))
        return path
    } else {
      const found = pathNamed(name, inner, path)
      if (found) return found
    }
  }
  return null
}

function fieldAt(fields: Fields, [name, ...rest]: readonly string[]): Field | null {
  const field = name === undefined ? undefined : memberOf(fields, name)
  if (!field) return null
  return rest.length === 0 ? field : fieldAt({ ...fieldsIn(field), ...fieldsOfRows(field) }, rest)
}

/** What people call things of an order, with the expression that gives it as text. */
const sourceNames: readonly (readonly [RegExp, string, string, readonly string[]])[] = [
  [
    /^(?:shop |web |order |shop order |prestashop )*(?:reference|reference de (?:la )?commande)(?: number)?(?: of the (?:order|shop))?$/,
    'order.reference',
    'the reference of the order',
    ['The reference is the nine letters that the customer sees; orders of a cart that was split share it.'],
  ],
  [
    /^(?:shop |web |prestashop )*order (?:id|number|no)$|^id of the order$|^numero de commande$/,
    'order.id',
    'the number of the order in the shop',
    ['The order number is the id of the order in the shop, not its reference.'],
  ],
  [
    /^gift (?:message|text|note)$|^message cadeau$/,
    'order.gift ? order.gift_message : ""',
    'the gift message',
    ['Orders without gift wrapping have none.'],
  ],
  [
    /^(?:customer |customer s |client |message from the )*(?:message|customer note|customer comment|comment of the customer|message of the customer|message from the customer|delivery instructions|message du client)$/,
    'orElse(order.customer_message, "")',
    'what the customer wrote',
    [],
  ],
  [
    /^(?:staff|internal|private|back office) (?:note|message|comment)$|^note of the staff$/,
    'orElse(order.note, "")',
    'the note of the staff',
    [],
  ],
  [
    /^payment(?: method| name| type)?$|^mode de paiement$|^how it was paid$/,
    'order.payment',
    'the payment',
    ['The payment is named as the customer saw it.'],
  ],
  [/^payment module$/, 'order.module', 'the payment module', []],
  [
    /^(?:customer |customer s |client )*(?:e mail|email|mail)(?: address)?(?: of the customer)?$/,
    'customer.email',
    'the e-mail of the customer',
    [],
  ],
  [
    /^(?:customer |customer s )*(?:full )?name(?: of the customer)?$|^customer s name$|^nom du client$/,
    'joined([customer.firstname, customer.lastname], " ")',
    'the name of the customer',
    [],
  ],
  [
    /^(?:customer |customer s )*company(?: name)?$|^societe$/,
    'orElse(customer.company, "")',
    'the company of the customer',
    ['The company is that of the customer account, not of an address.'],
  ],
  [
    /^(?:customer (?:id|number)|shop customer (?:id|number)|id of the customer)$/,
    'order.id_customer',
    'the number of the customer in the shop',
    [],
  ],
  [
    /^(?:customer |delivery |shipping |customer s )*(?:phone|telephone|mobile)(?: number)?$/,
    'orElse(shipTo.phone, orElse(shipTo.phone_mobile, ""))',
    'the phone number',
    ['The phone is that of the delivery address; the mobile one where there is no other.'],
  ],
  [
    /^(?:customer |customer s )*(?:vat|tax) (?:number|id)$|^vat no$|^numero de tva$/,
    'orElse(billTo.vat_number, "")',
    'the VAT number',
    ['The VAT number is that of the invoice address.'],
  ],
  [
    /^(?:delivery |shipping |ship to )*country(?: name)?$|^pays de livraison$/,
    'shipTo.country.name',
    'the country',
    ['The country is that of the delivery address.'],
  ],
  [/^(?:billing|invoice) country(?: name)?$/, 'billTo.country.name', 'the country of the invoice address', []],
  [
    /^(?:delivery |shipping )*country code$/,
    'shipTo.country.iso_code',
    'the country code',
    ['The country is that of the delivery address.'],
  ],
  [
    /^carrier(?: name)?$|^shipping carrier$|^transporteur$/,
    'order.carrier.hasValue() ? order.carrier.value().name : ""',
    'the carrier',
    ['Orders without a delivery have no carrier.'],
  ],
  [
    /^order date$|^date of the order$|^date$|^day of the order$/,
    'day(order.date_add, settings.timezone)',
    'the day of the order',
    ['The day is that on which the order was placed, by the clock of the shop.'],
  ],
  [
    /^(?:order )?(?:state|status)(?: of the order)?$/,
    'order.order_state.name',
    'the state of the order',
    ['The state is that at the time of the transfer.'],
  ],
  [/^currency(?: code)?$/, 'order.currency.iso_code', 'the currency', []],
  [
    /^(?:delivery |address )*(?:other|additional information|door code|extra information)(?: of the (?:delivery )?address)?$/,
    'orElse(shipTo.other, "")',
    'the field “other” of the delivery address',
    [],
  ],
  [
    /^(?:product |item |line )*(?:reference|sku)(?: of the (?:product|line))?$/,
    'row.product_reference',
    'the reference of the product',
    [],
  ],
  [/^(?:product|item) name$/, 'row.product_name', 'the name of the product', []],
]

/** What is to stand in a field; null: nothing of that name is known. A text between quotes is taken as it is. */
export function sourceIn(text: string, mapping: Mapping, entities: EntityRegistry): Source | null {
  const literal = /^\s*(?:the (?:text|words?) )?["“”'«](?<text>[^"“”«»]+)["“”'»]\s*$/.exec(text)?.groups?.text
  if (literal !== undefined)
    return {
      expression: quoted(literal),
      says: `the text “${literal}”`,
      assumptions: ['The text is the same for every order.'],
    }
  const said = plain(text.replace(/^(?:the|le|la|l'|les)\s+/i, ''))
  // "The name of the carrier" is the carrier name.
  const [, what, whose] = /^(.+?) (?:of|du|de|de la) (?:the )?(.+)$/.exec(said) ?? []
  const ways = whose === undefined ? [said] : [said, `${whose} ${what}`]
  const known = sourceNames.find(([name]) => ways.some((way) => name.test(way)))
  if (known) return { expression: known[1], says: known[2], assumptions: known[3] }
  // A field by its own name: "order.id_cart", "total_products".
  const [, record = 'order', name = ''] =
    /^(?:(order|customer|billTo|shipTo)\.)?([a-z][a-z0-9_]*)$/.exec(text.trim()) ?? []
  const entity = memberOf(mapping.from, record)
  const field = entity === undefined ? undefined : memberOf(entities.get(entity)?.fields ?? {}, name)
  if (!field || !['text', 'id', 'choice'].includes(field.type)) return null
  const path = `${record}.${name}`
  return { expression: field.optional ? `orElse(${path}, "")` : path, says: path, assumptions: [] }
}
