import { expect, test } from 'vitest'
import { itemStockEntity } from '../../../src/connectors/gp/entities/item-stock.ts'

const component = ([item, quantity, Type]: readonly [string, string, string?]) => ({
  Key: { ItemKey: { Id: item }, UofM: 'Each' },
  Quantity: { Value: quantity, DecimalDigits: 0 },
  ...(Type && { Type }),
})
/** GP with these kits; whatever else is asked for is an item with ten pieces at MAIN. */
const gpWith = (kits: Readonly<Record<string, readonly (readonly [string, string, string?])[]>>) =>
  async function ask(operation: string, { key }: { readonly key: { readonly Id: string } }) {
    if (operation === 'GetUofMScheduleByKey') return { BaseUofM: 'Each' }
    const ten = { Value: '10', DecimalDigits: 0 }
    return {
      UofMScheduleKey: { Id: 'EACH' },
      ...(kits[key.Id]
        ? { Components: { KitComponent: kits[key.Id]!.map(component) } }
        : {
            Quantities: {
              SalesItemWarehouse: [{ Key: { WarehouseKey: { Id: 'MAIN' } }, OnHandQuantity: ten }],
            },
          }),
    }
  }
async function stockOf(kit: string, kits: Parameters<typeof gpWith>[0]) {
  const Components = kits[kit]!.map(([ItemKey, Quantity, Type]) => ({
    ...{ ItemKey, Quantity, UofM: 'Each' },
    ...(Type && { Type }),
  }))
  const also = itemStockEntity.webServices.also as unknown as (...given: unknown[]) => Promise<{ Stock: unknown }>
  return (await also({ Key: kit, Type: 'Kit', UofMScheduleKey: 'EACH', Components }, gpWith(kits))).Stock
}
const sites = [{ WarehouseKey: 'MAIN', OnHand: '10', Allocated: '0', BackOrdered: '0', OnOrder: '0' }]

test('a kit takes its components; a service takes nothing', async () => {
  const kits = {
    BREAKFAST: [
      ['TEA', '1', 'Sales Item'],
      ['CUP', '4'],
      ['ADVICE', '1', 'Service'],
    ],
  } as const
  expect(await stockOf('BREAKFAST', kits)).toEqual([
    { ItemKey: 'TEA', Needed: '1', Sites: sites },
    { ItemKey: 'CUP', Needed: '4', Sites: sites },
  ])
})

test('a kit within a kit is no stock that could be promised: it is at no site', async () => {
  const kits = {
    BREAKFAST: [
      ['TEA', '1', 'Sales Item'],
      ['SET', '2', 'Kit'],
    ],
    SET: [['CUP', '4']],
  } as const
  expect(await stockOf('BREAKFAST', kits)).toEqual([
    { ItemKey: 'TEA', Needed: '1', Sites: sites },
    { ItemKey: 'SET', Needed: '2', Sites: [] },
  ])
})
