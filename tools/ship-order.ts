import { z } from 'zod'
import { InvalidInput } from '../src/domain/errors.ts'
import { memberOf } from '../src/domain/record.ts'
import { query } from './define-tool.ts'
import { definitionOf } from './integration-definition.ts'
import { key, type Operation } from './operation.ts'
import { propose } from './propose.ts'

interface Parcel {
  readonly id: string
  readonly tracking_number?: string | null
}

/** Parcels of one order: more than this no shop makes. */
const mostParcels = 50

/**
 * A parcel was handed over: the tracking number first, then the state, as one proposal. The mail of the state is the one
 * that names the number, so the number has to be there before it, and no mail of its own goes out for it.
 */
export const shipOrder: Operation = {
  id: 'prestashop.order.ship',
  effect: 'propose',
  about:
    'Sets the tracking number of an order’s parcel and then its state, as shipped, in one proposal: shipment, shipping. The customer is mailed once, by the state, or not at all.',
  takes: z.strictObject({
    key: key.describe('Id or reference of the order.'),
    tracking_number: z.string().min(1).max(64).describe('Of the parcel.'),
    state: z
      .string()
      .regex(/^\d{1,10}$/)
      .optional()
      .describe('Id of the order state; default: the setting shippedState.'),
    parcel: z
      .string()
      .regex(/^\d{1,10}$/)
      .optional()
      .describe('Id of its orderCarrier, where the order has several.'),
    tellCustomer: z.boolean().default(false).describe('Whether the customer gets the mail of the state; default: no.'),
  }),
  async run({ key: order, tracking_number: number, state: named, parcel, tellCustomer }, context, integration, asked) {
    const parcels = await context.hub.get<Parcel[]>(
      `/api/integrations/${integration}/records/prestashop/orderCarrier?${query({ id_order: order, limit: mostParcels })}`,
    )
    const ids = parcels.map(({ id }) => String(id))
    const carrier = parcel === undefined ? (ids.length === 1 ? ids[0]! : null) : String(parcel)
    if (carrier === null || !ids.includes(carrier))
      throw new InvalidInput('The operation', [
        {
          at: 'arguments.parcel',
          reason:
            ids.length === 0
              ? 'is not there: the shop has no parcel for this order'
              : `must be one of ${ids.join(', ')}: the order has these parcels`,
        },
      ])
    const { settings } = (await definitionOf(context.hub, integration)).settings
    const state = named ?? memberOf(settings, 'shippedState')?.value
    if (typeof state !== 'string' || state === '')
      throw new InvalidInput('The operation', [
        { at: 'arguments.state', reason: 'must be given: the setting shippedState names none' },
      ])
    const write = (entity: string, of: unknown, after: object, mailed: unknown) => ({
      ...{ do: 'write', write: 'update', record: { entity, key: of }, after, tellCustomer: mailed },
    })
    return propose(context, {
      ...asked,
      integration,
      title: `Order ${String(order)} is shipped: tracking number ${String(number)}, then state ${state}`,
      changes: [
        write('prestashop.orderCarrier', carrier, { tracking_number: number }, false),
        write('prestashop.order', order, { current_state: state }, tellCustomer),
      ],
    })
  },
}
