import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Catalogue, catalogueDifferences, nearly, type Sold } from '../../src/reconcile/catalogue.ts'

const soldAs = (reference: string, more: Partial<Sold> = {}): Sold => ({
  ...{ product: '1', combination: '0', reference, isForSale: true },
  ...more,
})
const itemOf = (key: string, more: object = {}) => ({ key, class: '', description: '', isDiscontinued: false, ...more })
const found = (catalogue: Partial<Catalogue>) =>
  catalogueDifferences({ sold: [], items: [], itemOf: new Map(), classes: new Set(), ...catalogue }).map(
    ({ reference, kind, cause, correction }) =>
      [
        ...[reference, kind, cause],
        correction?.do === 'value' ? `${correction.from} → ${correction.to} by ${correction.because}` : '',
      ].join(' | '),
  )

describe('numbers of shop and GP', () => {
  test('agree whatever the letter case, and where the value map says so', () => {
    const sold = [
      soldAs('tea-1'),
      soldAs('MUG', { product: '2' }),
      soldAs('', { product: '3' }),
      soldAs('X', { product: '4', combination: '7' }),
    ]
    const items = ['TEA-1', 'CUP', 'SPOON', 'FORK'].map((key) => itemOf(key))
    const itemOf_ = new Map([
      ['MUG', 'CUP'],
      ['3:0', 'SPOON'],
      ['4:7', 'fork'],
    ])
    expect(found({ sold, items, itemOf: itemOf_ })).toEqual([])
  })

  test.each<[string, Partial<Catalogue>, string[]]>([
    [
      'a product that can be ordered and is no item',
      { sold: [soldAs('GONE')], items: [itemOf('TEA')] },
      ['prestashop.product 1 | no item in GP | not in GP | '],
    ],
    ['a product that is switched off is no matter', { sold: [soldAs('GONE', { isForSale: false })] }, []],
    ['a product without a reference', { sold: [soldAs('')] }, ['prestashop.product 1 | no item in GP | unknown | ']],
    [
      'a combination that is nearly an item: with what the value map would say',
      { sold: [soldAs('tea 007', { combination: '4' })], items: [itemOf('TEA-7')] },
      ['prestashop.combination 4 | nearly an item | written differently | tea 007 → TEA-7 by number'],
    ],
    [
      'nearly two items: nobody can say which',
      { sold: [soldAs('TEA.7')], items: [itemOf('TEA-7'), itemOf('TEA 07')] },
      ['prestashop.product 1 | nearly an item | written differently | '],
    ],
    [
      'nearly an item that another product is, or is nearly: no entry sells two from the same stock',
      {
        sold: [
          soldAs('TEA-7'),
          soldAs('TEA 7', { product: '2' }),
          ...['mug.1', 'MUG 01'].map((one, at) => soldAs(one, { product: `${at + 3}` })),
        ],
        items: [itemOf('TEA-7'), itemOf('MUG-1')],
      },
      ['2', '3', '4'].map((product) => `prestashop.product ${product} | nearly an item | written differently | `),
    ],
    [
      'an item that the value map names and GP has not',
      { sold: [soldAs('TEA')], itemOf: new Map([['TEA', 'TEE']]), items: [itemOf('TEA'), itemOf('T-EE')] },
      ['prestashop.product 1 | no item in GP | not in GP | '],
    ],
    [
      'an item that GP has renumbered: what is called the same, and is sold under no number',
      {
        sold: [soldAs('TEA-1', { name: 'Assam, best quality' }), soldAs('MUG', { product: '2', name: 'Mug of stone' })],
        items: [
          itemOf('X-100', { description: 'ASSAM  best “Quality”', class: 'TEA' }),
          itemOf('MUG', { description: 'Assam best quality' }),
        ],
        classes: new Set(['TEA']),
      },
      ['prestashop.product 1 | nearly an item | renumbered | TEA-1 → X-100 by name'],
    ],
    [
      'nearly an item that is discontinued: GP would take no order of it',
      {
        sold: [soldAs('TEA.7'), soldAs('mug.1', { product: '2' })],
        items: [itemOf('TEA-7', { isDiscontinued: true }), itemOf('MUG 01', { isDiscontinued: true }), itemOf('MUG-1')],
      },
      [
        'prestashop.product 1 | no item in GP | not in GP | ',
        'prestashop.product 2 | nearly an item | written differently | mug.1 → MUG-1 by number',
      ],
    ],
    [
      'two products or two items that are called the same, a short name, one that is mapped or discontinued: nobody can say',
      {
        sold: [
          ...['1', '2'].map((product) => soldAs(`TEA-${product}`, { product, name: 'Assam, best quality' })),
          soldAs('TEA-3', { product: '3', name: 'Darjeeling' }),
          soldAs('TEA-4', { product: '4', name: 'Sencha' }),
          soldAs('TEA-5', { product: '5', name: 'Lapsang Souchong' }),
          soldAs('TEA-6', { product: '6', name: 'Gunpowder' }),
          soldAs('', { product: '7', name: 'Earl Grey' }),
        ],
        items: [
          ...['Assam best quality', 'Darjeeling', 'darjeeling', 'Sencha', 'Lapsang Souchong', 'Earl Grey'].map(
            (description, at) => itemOf(`NEW ${at}X`, { description }),
          ),
          itemOf('NEW OLD', { description: 'Gunpowder', isDiscontinued: true }),
        ],
        itemOf: new Map([['TEA-5', 'GONE']]),
      },
      [1, 2, 3, 4, 5, 6, 7].map(
        (product) => `prestashop.product ${product} | no item in GP | ${product === 7 ? 'unknown' : 'not in GP'} | `,
      ),
    ],
    [
      'signs alone are nearly nothing',
      { sold: [soldAs('--')], items: [itemOf('..')] },
      ['prestashop.product 1 | no item in GP | not in GP | '],
    ],
    [
      'one reference of two products, in whatever letter case; one that the value map tells apart is none',
      {
        sold: [soldAs('TEA'), soldAs('tea', { product: '2' }), soldAs('TEA', { product: '3' })],
        items: [itemOf('TEA')],
        itemOf: new Map([['3:0', 'TEA']]),
      },
      ['TEA | one reference, several products | used twice | '],
    ],
    [
      'items of the classes that the shop shall sell, and does not',
      {
        sold: [soldAs('MUG-1', { isForSale: false }), soldAs('mug 2', { product: '2' })],
        items: [
          ...['MUG-1', 'MUG-2', 'MUG-3'].map((key) => itemOf(key, { class: 'mugs' })),
          ...[itemOf('MUG-4', { class: 'MUGS', isDiscontinued: true }), itemOf('BOLT', { class: 'PARTS' })],
        ],
        classes: new Set(['MUGS']),
      },
      [
        'prestashop.product 2 | nearly an item | written differently | mug 2 → MUG-2 by number',
        'gp.item MUG-3 | item that the shop does not sell | not in the shop | ',
      ],
    ],
  ])('%s', (_, catalogue, expected) => {
    expect(found(catalogue)).toEqual(expected)
  })

  // An entry of the value map is proposed by it: each order of TEA-1-5 would send TEA-15.
  test.each([
    ['TEA-1-5', 'TEA-15'],
    ['RNG-1.05', 'RNG-15'],
    ['10.05', '1005'],
    ['10.05', '10.5'],
  ])('%s is not nearly %s', (one, other) => {
    expect(nearly(one)).not.toBe(nearly(other))
    expect(nearly(one.toLowerCase().replace(/[.-](?=\d)/g, ' / '))).toBe(nearly(one))
  })

  test('are nearly the same however people write them, and other digits or letters never are', () => {
    const part = fc.oneof(fc.stringMatching(/^[A-Z]{1,4}$/), fc.integer({ min: 1, max: 9999 }).map(String))
    const parts = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .filter((all) => all.every((one, at) => at === 0 || /\d/.test(one) !== /\d/.test(all[at - 1]!)))
    const written = fc.tuple(
      fc.constantFrom('', ' ', '-', '.', '/', ' - '),
      fc.constantFrom('', '0', '00'),
      fc.boolean(),
    )
    fc.assert(
      fc.property(parts, parts, written, (all, others, [between, zeros, lower]) => {
        const text = all.map((one) => (/\d/.test(one) ? zeros + one : lower ? one.toLowerCase() : one)).join(between)
        expect(nearly(text)).toBe(nearly(all.join('-')))
        expect(nearly(others.join('-')) === nearly(text)).toBe(others.join('') === all.join(''))
      }),
    )
  })
})
