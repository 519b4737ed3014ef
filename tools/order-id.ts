import { InvalidInput, NotFound } from '../src/domain/errors.ts'
import { type HubDoor, query } from './define-tool.ts'

/** Orders of one cart that was split share their reference. */
const mostAlike = 5

/**
 * The id of an order that is named by its id or by its reference.
 * @throws NotFound when the shop has no order of that reference; InvalidInput naming the ids when it has several
 */
export async function orderId(hub: HubDoor, integration: string, order: string): Promise<string> {
  if (/^\d+$/.test(order)) return order
  const { orders } = await hub.get<{ orders: readonly { readonly id: string }[] }>(
    `/api/integrations/${integration}/shop-orders?${query({ reference: order.toUpperCase(), limit: mostAlike })}`,
  )
  if (orders.length === 1) return orders[0]!.id
  if (orders.length === 0) throw new NotFound('An order of this reference', 'Look for it with search_shop_orders.')
  throw new InvalidInput('The order', [
    { at: 'order', reason: `is not one: orders ${orders.map(({ id }) => id).join(', ')} share this reference` },
  ])
}
