import { expect, test } from 'vitest'
import { neverLess, type Taken } from '../../../src/engine/uncounted/taken.ts'

const taken = (quantities: Record<string, string>, unknown: string[] = []): Taken => ({
  ...{ keys: Object.keys(quantities), unknown },
  of: (key) => ({ key, quantity: quantities[key] ?? '0', complete: unknown.length === 0, orders: [] }),
})

// GP begins to count order 300, five of a component, after it was asked for its stock: that number is without the order.
test('what a round has found taken before it read the stock stays taken off, also of what it asks for only later', async () => {
  const looks = [taken({ TEA: '5', POT: '1' }), taken({ CUP: '2', POT: '3' }), taken({}, ['1 cannot be read'])]
  const look = neverLess(async () => looks.shift()!)
  const quantities = async () => {
    const now = await look()
    return Object.fromEntries(['TEA', 'POT', 'CUP', 'MUG'].map((key) => [key, now.of(key).quantity]))
  }
  expect(await quantities()).toEqual({ TEA: '5', POT: '1', CUP: '0', MUG: '0' })
  expect(await quantities()).toEqual({ TEA: '5', POT: '3', CUP: '2', MUG: '0' })
  const last = await look()
  expect(last.of('TEA')).toMatchObject({ quantity: '5', complete: false })
  expect(last).toMatchObject({ keys: ['TEA', 'POT'], unknown: ['1 cannot be read'] })
})
