import { z } from 'zod'

/** What can be read by its key, by the names that the tools take. */
export const shopEntity = z.enum([
  'order',
  'orderPayment',
  'orderHistory',
  'orderCarrier',
  'orderSlip',
  'customer',
  'address',
  'product',
  'combination',
  'stockAvailable',
  'carrier',
  'currency',
  'country',
  'state',
  'orderState',
  'tax',
])

/** GP entities that are listed whole. */
export const listedEntity = z.enum([
  'item',
  'warehouse',
  'shippingMethod',
  'paymentTerms',
  'taxSchedule',
  'taxDetail',
  'currency',
  'batch',
  'paymentCardType',
  'bank',
])
/** Those that are too many for it. */
export const searchedEntity = z.enum(['salesOrder', 'customer', 'customerAddress'])

export const where = z.array(
  z.strictObject({
    field: z.string().regex(/^\w{1,60}$/, 'must be the name of a field'),
    value: z.string().min(1).max(255),
  }),
)

/** A key in a path of the hub's routes. GP's keys of parts have a slash. */
export const keyPath = (key: string) => key.split('/').map(encodeURIComponent).join('/')

/** One value of a record, as a correction replaces it. */
export const recordValue = z.union([z.string().max(500), z.number(), z.boolean()]).nullable()
