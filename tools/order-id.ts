import { InvalidInput, NotFound } from '../src/domain/errors.ts'
import { type HubDoor, query } from './define-tool.ts'

/** Orders of one cart that was split share their reference. */
const mostAlike = 5

interface Linked {
  readonly source: { readonly entity: string; readonly key: string }
}

/**
 * The id of an order that is named by its id, by its reference or by its sales order in GP.
 * @throws NotFound when it is none of them; InvalidInput naming the ids when several orders share it
 */
export async function orderId(
  hub: Pick<HubDoor, 'get'>,
  integration: string,
  named: string,
  lookFor = 'Look for it with search_shop_orders.',
): Promise<string> {
  // As people write it: 3, #3, "3".
  const order = named.trim().replace(/^["'#]+|["']+$/g, '')
  if (/^\d+$/.test(order)) return order
  const base = `/api/integrations/${integration}`
  const { orders } = await hub.get<{ orders: readonly { readonly id: string }[] }>(
    `${base}/shop-orders?${query({ reference: order.toUpperCase(), limit: mostAlike })}`,
  )
  const numbers = orders.length > 0 ? [] : [...new Set([order, order.toUpperCase()])]
  const links = await Promise.all(
    numbers.map((key) => hub.get<Linked[]>(`${base}/links?${query({ entity: 'gp.salesOrder', key })}`)),
  )
  const linked = links.flat().flatMap(({ source }) => (source.entity === 'prestashop.order' ? [source.key] : []))
  const found = [...new Set([...orders.map(({ id }) => id), ...linked])]
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw new NotFound('An order of this reference or sales order', lookFor)
  throw new InvalidInput('The order', [
    { at: 'order', reason: `is not one: orders ${found.join(', ')} share this reference` },
  ])
}

/** Whether an operation is about a shop order by its key, which people know by its reference. */
export const namesOrder = (operation: string, given: Readonly<Record<string, unknown>>): boolean =>
  operation.startsWith('prestashop.order.') ||
  (/^hub\.(runs|links)$/.test(operation) && given.entity === 'prestashop.order')
