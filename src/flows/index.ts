import type { Definition, ValueMap } from '../language/index.ts'
import { addressFields } from './address-to-customer-address.ts'
import { customerFields } from './customer-to-customer.ts'
import { orderFields, orderToSalesOrder } from './order-to-sales-order.ts'
import { paymentModules, paymentValueMaps } from './payments/method.ts'
import { processes } from './processes.ts'
import { standardSettings } from './settings.ts'

export { depositProblems } from './payments/deposits.ts'
export { type Added, withProcess } from './process.ts'
export { releasedStandards } from './standards/index.ts'
export { processes }

const valueMap = (
  id: string,
  about: string,
  more: Pick<ValueMap, 'between' | 'otherwise' | 'money'> = {},
): ValueMap => ({
  format: 1,
  id,
  about,
  ...more,
  entries: [],
})

/** What a new integration begins with: the standard flows, their mappings, their settings, and value maps to be filled. */
export function standardDefinition(): Definition {
  return {
    customFields: {},
    settings: { format: 1, settings: { ...standardSettings } },
    flows: { [orderToSalesOrder.id]: orderToSalesOrder },
    mappings: { [orderFields.id]: orderFields, [customerFields.id]: customerFields, [addressFields.id]: addressFields },
    valueMaps: {
      carrier: valueMap('carrier', 'Shop carrier (id_reference) → GP shipping method.', {
        between: {
          from: { entity: 'prestashop.carrier', key: 'id_reference', label: 'name' },
          to: { entity: 'gp.shippingMethod', key: 'Key', label: 'Description' },
        },
      }),
      tax: valueMap('tax', 'Shop tax (id) → GP tax detail.', {
        between: {
          from: { entity: 'prestashop.tax', key: 'id', label: 'name' },
          to: { entity: 'gp.taxDetail', key: 'Key', label: 'TaxDetailDescription' },
        },
        money: true,
      }),
      'tax-rate': valueMap(
        'tax-rate',
        'Country and rate, for example "FR 20" → GP tax detail, for a tax that neither the order nor the rules of the shop name.',
        {
          between: {
            from: { entity: 'prestashop.tax', key: 'rate', label: 'name', known: 'unlisted' },
            to: { entity: 'gp.taxDetail', key: 'Key', label: 'TaxDetailDescription' },
          },
          money: true,
        },
      ),
      payment: valueMap(
        'payment',
        'Payment module → GP payment terms. A module that is not listed takes the setting paymentTerms.',
        {
          between: {
            from: paymentModules,
            to: { entity: 'gp.paymentTerms', key: 'Key', label: 'Key' },
          },
          otherwise: { setting: 'paymentTerms' },
          money: true,
        },
      ),
      unit: valueMap(
        'unit',
        'Product reference → GP unit of measure, where a quantity of 1 in the shop is another unit than the setting sellingUnits says.',
        {
          between: {
            from: { entity: 'prestashop.product', key: 'reference', label: 'name', known: 'seen' },
            to: { entity: 'gp.item', key: 'DefaultSellingUofM', label: 'DefaultSellingUofM', known: 'unlisted' },
          },
          otherwise: {},
          money: true,
        },
      ),
      'customer-class': valueMap(
        'customer-class',
        'Customer group ("group 3", its id in the shop) or country ("country FR") → GP class of new customers, with its terms, price level, tax schedule and salesperson. The group counts first. One that is not listed takes the setting customerClass.',
        {
          between: {
            from: {
              ...{ entity: 'prestashop.group', key: 'id', label: 'name', before: 'group ' },
              also: [{ entity: 'prestashop.country', key: 'iso_code', label: 'name', before: 'country ' }],
            },
            to: { entity: 'gp.customer', key: 'ClassKey', label: 'ClassKey', known: 'unlisted' },
          },
          otherwise: {},
          money: true,
        },
      ),
      item: valueMap(
        'item',
        'Product reference → GP item, where the two differ. A reference that is not listed is the item number.',
        {
          between: {
            from: { entity: 'prestashop.product', key: 'reference', label: 'name', known: 'seen' },
            to: { entity: 'gp.item', key: 'Key', label: 'Description' },
          },
          otherwise: { itself: true },
        },
      ),
      ...Object.fromEntries(paymentValueMaps.map((map) => [map.id, map])),
    },
  }
}

/** Every value map that we wrote, by id: an older copy of one stands between the same two sides. */
export const ownValueMaps = (): Readonly<Record<string, ValueMap>> => ({
  ...Object.fromEntries(processes.flatMap(({ valueMaps = [] }) => valueMaps.map((map) => [map.id, map]))),
  ...standardDefinition().valueMaps,
})

/** Where the standard value maps and settings get their shop values from, by name: list, field, and what people call one. */
export const shopSources = {
  carrier: { resource: 'carriers', key: 'id_reference', name: 'name', what: 'carrier' },
  tax: { resource: 'taxes', key: 'id', name: 'name', what: 'tax' },
  acceptedStates: { resource: 'order_states', key: 'id', name: 'name', what: 'order state' },
} as const
