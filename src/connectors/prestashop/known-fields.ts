import { type EntitySchema, type Fields, fieldsIn } from '../../domain/entity.ts'
import type { Metrics } from '../../domain/observe.ts'
import type { Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/** Fields of the Webservice, 1.7 to 9.x, that are known and not read. */
const notRead: Readonly<Record<string, string>> = {
  orders:
    'invoice_date delivery_number delivery_date shipping_number id_shop_group secure_key mobile_theme associations',
  order_details:
    'id_order group_reduction discount_quantity_applied download_hash download_deadline id_order_invoice id_warehouse id_shop product_quantity_in_stock product_price reduction_amount_tax_incl reduction_amount_tax_excl product_quantity_discount product_isbn product_upc product_mpn product_supplier_reference product_weight  download_nb total_shipping_price_tax_excl total_shipping_price_tax_incl purchase_supplier_price original_wholesale_price total_refunded_tax_excl associations',
  order_cart_rules: 'id_order id_order_invoice deleted',
  customers:
    'newsletter_date_add ip_registration_newsletter last_passwd_gen secure_key passwd id_gender birthday newsletter optin show_public_prices id_risk note id_shop id_shop_group reset_password_token reset_password_validity associations',
  addresses: 'id_manufacturer id_supplier id_warehouse',
}

const fieldsOf = ({ order, customer, address }: Entities): Readonly<Record<string, Fields>> => ({
  orders: order!.fields,
  order_details: fieldsIn(order!.fields.order_details),
  order_cart_rules: fieldsIn(order!.fields.order_cart_rules),
  customers: customer!.fields,
  addresses: address!.fields,
})
type Entities = Readonly<Record<string, EntitySchema>>

/** By resource, the fields that the hub knows of its rows, read or not. Only the resources that orders are made of. */
const knownFields = (entities: Entities): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    Object.entries(fieldsOf(entities)).map(([resource, fields]) => [
      resource,
      new Set([...Object.keys(fields), ...(notRead[resource] ?? '').split(' ')]),
    ]),
  )

/**
 * The same Webservice, with an eye on what it sends: a field that a newer shop or a module added is ignored, and
 * counted, so that someone may look.
 */
export function countingUnknownFields(webservice: Webservice, metrics: Metrics, entities: Entities): Webservice {
  const known = knownFields(entities)
  const look = (resource: string, rows: readonly WireRow[]) => {
    const names = known.get(resource)
    if (!names) return
    for (const row of rows) {
      const unknown = Object.keys(row).filter((name) => !names.has(name)).length
      if (unknown > 0) metrics.count('ledgerline_unknown_fields_total', { resource }, unknown)
    }
  }
  return {
    ...webservice,
    async one(resource, id) {
      const row = await webservice.one(resource, id)
      if (row) look(resource, [row])
      return row
    },
    async list(resource, query) {
      const answered = await webservice.list(resource, query)
      look(resource, answered.rows)
      return answered
    },
  }
}
