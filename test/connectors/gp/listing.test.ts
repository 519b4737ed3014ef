import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KeyRange, nextPage, RangeEnds } from '../../../src/connectors/gp/web-services/listing.ts'

/** A list of GP as it answers: at most a thousand of the range, in no promised order. */
class Listed {
  keys: string[] = []
  readonly full: KeyRange[] = []
  calls = 0

  readonly ask = async (range: KeyRange): Promise<string[]> => {
    this.calls++
    const found = this.keys.filter(
      (key) => (range.after === null || key > range.after) && (range.upTo === null || key <= range.upTo),
    )
    if (found.length >= 1000) this.full.push(range)
    return found.slice(0, 1000)
  }

  /** All of it, by pages as a round reads them. */
  async whole(ends: RangeEnds): Promise<string[]> {
    const all: string[] = []
    let cursor: string | null = null
    do {
      const page: { rows: string[]; next: string | null } = await nextPage(
        'GetItemList',
        cursor,
        this.ask,
        (key) => key,
        undefined,
        ends,
      )
      all.push(...page.rows)
      cursor = page.next
    } while (cursor !== null)
    return all
  }
}

const key = (n: number) => `ITEM-${String(n).padStart(6, '0')}`
const keys = (count: number, every = 1) => Array.from({ length: count }, (_, n) => key(n * every))

describe('a long list that is read a page at a time, again and again', () => {
  test('is split where it was split before: no full page is asked for and thrown away', async () => {
    const list = new Listed()
    list.keys = keys(20_000)
    const ends = new RangeEnds()
    expect(await list.whole(ends)).toEqual(list.keys)
    const before = list.full.length
    expect(before).toBeGreaterThan(10)
    expect(await list.whole(ends)).toEqual(list.keys)
    expect(list.full.length).toBe(before)
  })

  test('that has become short takes few calls again', async () => {
    const list = new Listed()
    list.keys = keys(20_000)
    const ends = new RangeEnds()
    await list.whole(ends)
    list.keys = keys(40, 500)
    await list.whole(ends)
    list.calls = 0
    expect(await list.whole(ends)).toEqual(list.keys)
    expect(list.calls).toBeLessThan(5)
  })

  test('has each record once, whatever came and went since', async () => {
    const numbers = fc.uniqueArray(fc.nat(400_000), { minLength: 0, maxLength: 4000, size: 'max' })
    await fc.assert(
      fc.asyncProperty(fc.array(numbers, { minLength: 2, maxLength: 4 }), async (readings) => {
        const list = new Listed()
        const ends = new RangeEnds()
        for (const reading of readings) {
          list.keys = reading.map(key).sort()
          expect(await list.whole(ends)).toEqual(list.keys)
        }
      }),
      { numRuns: 10 },
    )
  })
})
