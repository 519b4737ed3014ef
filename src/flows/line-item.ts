/**
 * The GP item of an order line, `row`. A product without a reference, or one that shares it with another, is named by its own
 * numbers. One place for it: what a line takes from stock is what its sales order will take.
 */
export const lineItem = {
  product: 'row.product_id + ":" + row.product_attribute_id',
  itemKey:
    'inValueMap("item", product) || row.product_reference == "" ? valueMap("item", product, row.product_name) : inValueMap("item", row.product_reference) ? valueMap("item", row.product_reference) : row.product_reference',
}
