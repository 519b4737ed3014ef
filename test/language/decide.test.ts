import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Json, ref } from '../../src/domain/record.ts'
import type { JournalEntry } from '../../src/domain/run.ts'
import { askOnceUnless, compile, decide, defineFlow, Memory, read } from '../../src/language/index.ts'
import { checkCorrections, correct, correctedPlace } from '../../src/language/record-edits.ts'
import { answered, play, program, run, worldOf } from '../flows/play.ts'
import { aCart, plainCart } from '../flows/shop-order.ts'
import { entities } from './standard.ts'

const stored = (journal: readonly JournalEntry[]) => JSON.parse(JSON.stringify(journal)) as JournalEntry[]

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    for (const inside of Object.values(value)) frozen(inside)
    Object.freeze(value)
  }
  return value
}

describe('what a run does next follows from its journal alone', () => {
  const whole = play(worldOf(plainCart))

  test('the standard order is read, looked up, proved and written in this order', () => {
    expect(
      whole.actions.map((action) => (action.do === 'write' ? `write ${action.write.entity}` : action.do)),
    ).toMatchInlineSnapshot(`
      [
        "read",
        "read",
        "look-up",
        "write gp.customer",
        "write gp.customerAddress",
        "write gp.customerAddress",
        "look-up",
        "note",
        "write gp.salesOrder",
        "finish",
      ]
    `)
  })

  test('nothing is written, read or looked up twice', () => {
    fc.assert(
      fc.property(aCart, (cart) => {
        const asked = play(worldOf(cart)).actions.flatMap((action): Json[] => {
          if (action.do === 'write') return [`write ${action.step}`]
          if (action.do === 'read') return action.reads.map(({ as }) => `read ${as}`)
          if (action.do === 'look-up')
            return [
              ...action.records.map(({ entity, key }) => `exists ${entity} ${key}`),
              ...action.links.map(({ source, entity }) => `link ${entity} of ${source.entity} ${source.key}`),
            ]
          return []
        })
        expect(asked).toEqual([...new Set(asked)])
      }),
      { numRuns: 50 },
    )
  })

  test('a crash after any entry goes on to the same end, with the same document', () => {
    for (let length = 0; length <= whole.journal.length; length++) {
      const resumed = play(worldOf(plainCart), stored(whole.journal.slice(0, length)))
      expect(resumed.end).toEqual(whole.end)
      expect(resumed.salesOrder).toEqual(whole.salesOrder)
      // A batch of reads that was cut off in the middle asks for the rest alone.
      expect(stored(resumed.journal)).toEqual(stored(whole.journal))
    }
  })

  test('crashes and retries in the journal change nothing', () => {
    const noise: fc.Arbitrary<JournalEntry> = fc.constantFrom<JournalEntry>(
      { kind: 'resumed', epoch: 4 },
      { kind: 'failed', step: null, code: 'remote_unavailable', message: 'gp: CreateSalesOrder: timeout' },
    )
    fc.assert(
      fc.property(fc.nat(whole.journal.length), fc.nat(), noise, (length, place, entry) => {
        const journal = whole.journal.slice(0, length)
        const at = place % (length + 1)
        expect(decide(program, run, journal.toSpliced(at, 0, entry))).toEqual(decide(program, run, journal))
      }),
    )
  })

  test('deciding changes neither the journal nor what is decided next', () => {
    const journal = frozen(stored(whole.journal.slice(0, -1)))
    expect(decide(program, run, journal)).toEqual(decide(program, run, journal))
  })

  test('what earlier decisions have worked out changes none of the next', () => {
    fc.assert(
      fc.property(aCart, (cart) => {
        const { actions } = play(worldOf(cart), [], program, (action, journal) =>
          expect(action).toEqual(decide(program, run, stored(journal))),
        )
        // As it was handed out, an action is still the same after all decisions that share its parts.
        expect(actions).toEqual(play(worldOf(cart)).actions)
      }),
      { numRuns: 30 },
    )
  })

  test('what earlier decisions have worked out counts for no other journal than theirs', () => {
    const memory = new Memory()
    fc.assert(
      fc.property(fc.nat(whole.journal.length), fc.option(fc.nat()), (length, without) => {
        const before = whole.journal.slice(0, length)
        const journal = without === null || length === 0 ? before : before.toSpliced(without % length, 1)
        expect(decide(program, run, journal, memory)).toEqual(decide(program, run, stored(journal)))
      }),
      { numRuns: 200 },
    )
  })

  test('what is read or looked up again counts, although it was worked out before', () => {
    const memory = new Memory()
    const journal = [...whole.journal]
    const again = (entry: JournalEntry) => {
      journal.push(entry)
      const action = decide(program, run, journal, memory)
      expect(action).toEqual(decide(program, run, stored(journal)))
      return action
    }
    expect(decide(program, run, journal, memory)).toEqual(whole.end)
    const [lookedUp] = journal.flatMap((entry) =>
      entry.kind === 'looked-up' && entry.records.length > 0 ? [entry] : [],
    )
    const { records } = lookedUp!
    const gone = records.map((one) => ({ ...one, exists: false }))
    expect(again({ ...lookedUp!, records: gone })).toMatchObject({ do: 'ask', question: { code: 'missing_record' } })
    expect(again(lookedUp!)).toEqual(whole.end)
    const order = journal.find((entry) => entry.kind === 'read')!
    const value = { ...order.value!, order_state_role: 'canceled' }
    expect(again({ ...order, value })).toMatchObject({ do: 'look-up', links: [{ entity: 'gp.salesOrder' }] })
  })

  test('a linked record that needs no change counts as written', () => {
    const first = whole.journal.findIndex(({ kind }) => kind === 'written')
    const written = whole.journal[first]
    if (written?.kind !== 'written') throw new Error('The run wrote nothing')
    const { step, record } = written
    const resumed = play(worldOf(plainCart), [...whole.journal.slice(0, first), { kind: 'unchanged', step, record }])
    expect(resumed.end).toMatchObject({ do: 'finish', state: 'done' })
    expect(resumed.actions.flatMap((action) => (action.do === 'write' ? [action.step] : []))).not.toContain(step)
  })

  test("a person's correction replaces what was read", () => {
    const edits = [{ path: 'order_details.0.product_reference', before: 'TEA-1', after: 'TEA-2' }]
    const { salesOrder } = play(worldOf(plainCart), [{ kind: 'edited', as: 'order', edits, by: 'Anne' }])
    expect(salesOrder!.Lines).toEqual([expect.objectContaining({ ItemKey: 'TEA-2' }), expect.anything()])
  })

  test('of one field the newest correction counts; one that no longer fits lapses by itself, and is told of once', () => {
    const at = 'order_details.0.product_reference'
    const correction = (path: string, before: string, after: string): JournalEntry => ({
      ...({ kind: 'edited', as: 'order', by: 'Anne' } as const),
      edits: [{ path, before, after }],
    })
    const begin = [
      correction(at, 'TEA-1', 'TEA-2'),
      correction(at, 'TEA-1', 'TEA-3'),
      correction('reference', 'ANOTHER', 'X'),
      correction('order_details.9.product_reference', 'TEA-1', 'X'),
    ]
    const { salesOrder, journal } = play(worldOf(plainCart), begin)
    expect(salesOrder!.Lines).toEqual([expect.objectContaining({ ItemKey: 'TEA-3' }), expect.anything()])
    const lapsed = journal.filter(({ kind }) => kind === 'lapsed')
    expect(lapsed).toMatchObject([
      { as: 'order', edits: [{ path: 'reference' }, { path: 'order_details.9.product_reference' }] },
    ])
    // The next run begins with all of that: nothing is told twice, and a fresh correction counts again.
    const next = play(worldOf(plainCart), [...begin, ...lapsed, correction(at, 'TEA-1', 'TEA-4')])
    expect(next.journal.filter(({ kind }) => kind === 'lapsed')).toHaveLength(1)
    expect(next.salesOrder!.Lines).toEqual([expect.objectContaining({ ItemKey: 'TEA-4' }), expect.anything()])
  })
})

describe('a correction of a row', () => {
  const row = (id: string, reference = '', quantity = '1') => ({ id, reference, quantity })
  const order = (...lines: ReturnType<typeof row>[]) => ({ id: '77', lines })
  const of = (place: number, after: string) => ({ path: `lines.${place}.reference`, before: '', after })
  const pinned = checkCorrections(order(row('501'), row('502')), [of(0, 'ITEM-A'), of(1, 'ITEM-B')])

  test('goes with its row and not with its place', () => {
    expect(correct(order(row('502')), pinned)).toEqual({ value: order(row('502', 'ITEM-B')), lapsed: [pinned[0]] })
    expect(correct(order(row('500'), row('502'), row('501')), pinned)).toEqual({
      value: order(row('500'), row('502', 'ITEM-B'), row('501', 'ITEM-A')),
      lapsed: [],
    })
    expect(correct(order(row('501', 'OTHER'), row('502')), pinned).lapsed).toEqual([pinned[0]])
    // Proposed while the row was there, approved when it is gone.
    expect(() => checkCorrections(order(row('502')), pinned)).toThrow(
      expect.objectContaining({ problems: [{ at: 'lines.0.reference', reason: 'is of a row that is gone' }] }),
    )
  })

  test('is replaced by another one of the same row alone, wherever that is by then', () => {
    const [again] = checkCorrections(order(row('502')), [of(0, 'ITEM-C')])
    expect(again).toMatchObject({ path: 'lines.0.reference', rows: ['502'] })
    expect(correctedPlace(again!)).toBe(correctedPlace(pinned[1]!))
    expect(correctedPlace(again!)).not.toBe(correctedPlace(pinned[0]!))
  })

  test('whose row has no key, or one that is there twice, goes by its place', () => {
    for (const lines of [order(row('501'), row('501')), order(row(''), row(''))])
      expect(correct(lines, checkCorrections(lines, [of(1, 'ITEM-B')])).value.lines).toMatchObject([
        { reference: '' },
        { reference: 'ITEM-B' },
      ])
  })
})

describe('what is missing is asked for, never left empty', () => {
  test('a carrier that the value map does not answer', () => {
    const definition = answered()
    const carrier = { ...definition.valueMaps.carrier!, entries: [{ from: '2', label: 'My carrier', to: null }] }
    const open = compile({ ...definition, valueMaps: { ...definition.valueMaps, carrier } }, entities)
    const { end, salesOrder } = play(worldOf(plainCart), [], open)
    expect(salesOrder).toBeUndefined()
    expect(end).toMatchObject({
      do: 'ask',
      question: {
        code: 'missing_value',
        message: 'The value map "carrier" has no answer for "My carrier" (2).',
        hint: expect.stringContaining('value-maps/carrier.json'),
        subject: 'valueMap carrier 2',
        missing: [{ what: 'value', valueMap: 'carrier', from: '2', label: 'My carrier' }],
      },
    })
  })

  test('an order line without a reference, although GP is never asked for it', () => {
    const world = worldOf(plainCart)
    const order = world.get('prestashop.order 7')!
    const [line] = order.order_details as { [field: string]: Json }[]
    world.set('prestashop.order 7', { ...order, order_details: [{ ...line, product_reference: '' }] })
    expect(play(world).end).toMatchObject({ do: 'ask', question: { code: 'missing_value' } })
  })

  test('what differs far behind the first words of a question that was answered', () => {
    const definition = answered()
    const rows = defineFlow({
      ...{ id: 'rows', about: 'Asks about rows.', on: 'prestashop.orderPayment' },
      steps: [
        read('prestashop.orderPayment', 'record', 'payment'),
        askOnceUnless('Rows match nothing.', 'false', 'See what they are.', 'payment.order_reference'),
      ],
    })
    const asking = compile({ ...definition, flows: { ...definition.flows, rows } }, entities)
    const record = ref('prestashop.orderPayment', '9')
    const journal = (order_reference: string): JournalEntry => {
      const fixed = { id: '9', id_currency: '1', amount: '10', payment_method: 'Bank wire', conversion_rate: '1' }
      const value = { ...fixed, order_reference, date_add: '2026-03-01T10:00:00Z' }
      return { kind: 'read', step: 'read-payment', as: 'payment', record, value }
    }
    const decided = (...entries: JournalEntry[]) => decide(asking, { ...run, flow: 'rows', record }, entries)
    const many = 'row of 12.34 '.repeat(500)
    const asked = decided(journal(many))
    if (asked.do !== 'ask') throw new Error('It asks nothing')
    const { code, subject } = asked.question
    const answer = { kind: 'answered', code, subject } as const
    expect(decided(journal(many), answer).do).toBe('finish')
    expect(decided(journal(`${many}row of 56.78`), answer)).toMatchObject({ do: 'ask' })
  })

  test('a flow that is not there', () => {
    expect(decide(program, { ...run, flow: 'nothing' }, [])).toMatchObject({ do: 'ask', question: { code: 'no_flow' } })
  })
})
