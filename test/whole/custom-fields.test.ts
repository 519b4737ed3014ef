import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/domain/record.ts'
import { group } from '../../src/language/index.ts'
import { change } from '../../src/sandbox/shop/shop.ts'
import { type Joined, joined } from './joined.ts'

/** A field of each line, one of the customer, and two that GP's Web Services have and the hub does not read. */
const customFields = {
  format: 1,
  fields: {
    'prestashop.order': { 'order_details.product_mpn': { type: 'text', about: "The manufacturer's number." } },
    'prestashop.customer': { note: { type: 'text', about: 'What the merchant noted.', personal: true } },
    'gp.salesOrder': { 'UserDefined.List01': { type: 'text', about: 'Of the first line.', maxLength: 20 } },
    'gp.customer': { Notes: { type: 'text', about: 'The note of the shop.', personal: true } },
  },
}

const withFields = (parts: Readonly<Record<string, Json>>) => {
  const changed = (id: string, more: Record<string, Json>) => {
    const mapping = parts[`mappings/${id}.json`] as { fields: Record<string, Json> }
    return { [`mappings/${id}.json`]: { ...mapping, fields: { ...mapping.fields, ...more } } as Json }
  }
  return {
    ...parts,
    'custom-fields.json': customFields as Json,
    ...changed('order-to-sales-order', {
      UserDefined: group({ List01: 'unlessEmpty(orElse(order.order_details[0].product_mpn, ""))' }) as Json,
    }),
    ...changed('customer-to-customer', { Notes: 'unlessEmpty(orElse(customer.note, ""))' }),
  }
}

let all: Joined
beforeAll(async () => {
  all = await joined({ adapt: withFields })
}, 60_000)
afterAll(() => all[Symbol.asyncDispose]())

function place({ mpn = '', note = '' }: { readonly mpn?: string; readonly note?: string }) {
  const { tables, placeDemoOrder } = all.sandbox.shop
  const order = placeDemoOrder()
  const [line] = tables.of('order_details').where('id_order', String(order)) ?? []
  change(tables, 'order_details', line!, { product_mpn: mpn })
  const customer = tables.of('customers').get(Number(tables.of('orders').get(order)!.fields.id_customer))!
  change(tables, 'customers', customer, { note })
  return { order, customer: String(customer.id) }
}

describe('custom fields of a shop and a company', () => {
  test('reach the document, are read back, and a longer text than GP stores is asked about', async () => {
    const { runs } = await all.run(place({ mpn: 'MPN-0042' }).order)
    expect(runs[0]).toMatchObject({ state: 'done' })
    expect([...all.salesOrders().values()].at(-1)).toMatchObject({ UserDefined: { List01: 'MPN-0042' } })

    const long = await all.run(place({ mpn: 'MPN-0042-AND-MORE-THAN-GP-CAN-STORE' }).order)
    expect(long.runs[0]).toMatchObject({ state: 'stopped' })
    expect(JSON.stringify(long.incidents)).toContain('List01')
  })

  test('are found by asking the systems, with what they hold, and no secret among them', async () => {
    const found = await all.client.get<{ found: { path: string; samples: string[] }[] }>(
      '/api/integrations/main/records/fields/prestashop/order',
    )
    const paths = found.found.map(({ path }) => path)
    expect(paths).toContain('order_details.product_upc')
    expect(paths).not.toContain('order_details.product_mpn')
    expect(paths.some((path) => path.includes('secure_key'))).toBe(false)
    const inGp = await all.client.get<{ found: { path: string }[] }>(
      '/api/integrations/main/records/fields/gp/salesOrder',
    )
    expect(inGp.found.map(({ path }) => path)).toContain('UserDefined.List02')
    expect(inGp.found.map(({ path }) => path)).not.toContain('UserDefined.List01')
  })

  test('are named with the entity, and one that GP does not have is refused before it is stored', async () => {
    const entities = await all.client.get<{ entity: string; fields: { name: string; about?: string }[] }[]>(
      '/api/integrations/main/records/entities',
    )
    expect(entities.find(({ entity }) => entity === 'prestashop.customer')!.fields).toContainEqual(
      expect.objectContaining({ name: 'note', about: 'What the merchant noted.' }),
    )
    const wrong = { format: 1, fields: { 'gp.salesOrder': { Colour: { type: 'text', about: 'Its colour.' } } } }
    await expect(all.import({ ...all.parts, 'custom-fields.json': wrong as Json })).rejects.toThrow(/no such text/)
  })

  test('that are personal are erased with the person', async () => {
    const { order, customer } = place({ note: 'Knows Ann' })
    const { runs } = await all.run(order)
    const { database } = all.hub
    const kept = async () => JSON.stringify(await database.stores.runs.journal(runs[0]!.id))
    expect(await kept()).toContain('Knows Ann')
    const answer = await all.hub.app.request('/api/integrations/main/erasures', {
      method: 'POST',
      headers: { authorization: `Bearer ${all.hub.ownToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ customer, confirm: customer }),
    })
    expect(answer.status).toBe(200)
    expect(await kept()).not.toContain('Knows Ann')
  })
})
