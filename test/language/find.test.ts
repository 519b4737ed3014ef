import { expect, test } from 'vitest'
import { hub } from '../../src/connectors/hub/index.ts'
import { recordKey, ref } from '../../src/domain/record.ts'
import type { JournalEntry } from '../../src/domain/run.ts'
import { settingUses } from '../../src/domain/setting-uses.ts'
import {
  check,
  compile,
  type Definition,
  decide,
  defineFlow,
  defineMapping,
  find,
  map,
  read,
  type Step,
  stopUnless,
  textSetting,
  writeOnce,
} from '../../src/language/index.ts'
import { answered, run } from '../flows/play.ts'
import { entities as known } from './standard.ts'

const entities = new Map([...known, ...hub.entities.map((schema) => [schema.entity, schema] as const)])

type Find = Extract<Step, { do: 'find' }>

const withFind = (step: Partial<Find>, ...more: readonly string[]): Definition => {
  const flow = defineFlow({
    ...{ id: 'found', about: 'Reports the orders of a reference.', on: 'prestashop.orderPayment' },
    steps: [
      read('prestashop.orderPayment', 'record', 'payment'),
      find('orders', { entity: 'prestashop.order', where: { reference: 'payment.order_reference' }, ...step }),
      ...more.map((unless) => stopUnless('It is of another one.', unless, 'Look at it.')),
      map('report', 'found'),
      writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
    ],
  })
  const mapping = defineMapping({
    ...{ id: 'found', about: 'A note.', from: { payment: 'prestashop.orderPayment' }, to: 'hub.report' },
    fields: { key: 'payment.id', title: 'settings.noteTitle' },
  })
  const { settings, flows, mappings, ...rest } = answered()
  return {
    ...rest,
    settings: {
      ...settings,
      settings: {
        ...settings.settings,
        noteTitle: textSetting('Of notes.', 'Note'),
        left: textSetting('Of none.', ''),
      },
    },
    flows: { ...flows, found: flow },
    mappings: { ...mappings, found: mapping },
  }
}
const payment = ref('prestashop.orderPayment', '9')
const entry = (as: string, value: object): JournalEntry => ({
  ...{ kind: 'read', step: `read-${as}`, as, record: payment, value: value as never },
})
const begun: JournalEntry[] = [
  entry('payment', {
    id: '9',
    order_reference: 'ABC',
    id_currency: '1',
    amount: '10',
    payment_method: 'Bank wire',
    conversion_rate: '1',
    date_add: '2026-03-01T10:00:00Z',
  }),
  { kind: 'found', step: 'find-orders', entity: 'prestashop.order', keys: [], more: false },
]
const next = (definition: Definition, journal: readonly JournalEntry[]) =>
  decide(compile(definition, entities), { ...run, flow: 'found', record: payment }, journal)

test('none of a list goes on with an empty list, or does what the step says of it', () => {
  expect(next(withFind({ most: 5 }), begun)).toMatchObject({ do: 'write' })
  const none = { because: 'Nobody ordered it.' }
  expect(next(withFind({ most: 5, empty: 'skip', ...none }), begun)).toMatchObject({
    ...{ do: 'finish', state: 'skipped', reason: none.because },
  })
  expect(next(withFind({ most: 5, empty: 'ask', ...none }), begun)).toMatchObject({
    ...{ do: 'ask', question: { code: 'found_none', message: expect.stringContaining(none.because) } },
  })
  // Definitions of before "empty" had to say what is missing of a list too, and it said nothing.
  expect(next(withFind({ most: 5, missing: 'skip', ...none }), begun)).toMatchObject({ do: 'write' })
})

test.each<[string, Partial<Find>, RegExp]>([
  ['one record, and nothing says what its absence does', {}, /missing is left out/],
  ['an absence without a reason', { most: 5, empty: 'skip' }, /because is left out/],
  ['the first of one record', { missing: 'ask', tooMany: 'first', because: 'x' }, /tooMany is of a list/],
  ['an empty list of one record', { missing: 'ask', empty: 'ask', because: 'x' }, /empty is of a list/],
])('%s is refused', (_, step, reason) => {
  expect(
    check(withFind(step), entities)
      .map((problem) => problem.reason)
      .join('\n'),
  ).toMatch(reason)
})

test('the way back from a document to the records that are linked to it is looked up once, and all of them are given', () => {
  const definition = withFind(
    { most: 5 },
    'linkedFrom("prestashop.order", "gp.salesOrder", payment.order_reference) == ["7", "8"]',
  )
  expect(check(definition, entities)).toEqual([])
  const query = { source: ref('gp.salesOrder', 'ABC'), entity: 'prestashop.order' as const }
  expect(next(definition, begun)).toEqual({ do: 'look-up', links: [{ ...query, back: true }], records: [] })
  const found = (...keys: string[]): JournalEntry => ({
    ...{ kind: 'looked-up', links: [{ ...query, target: null, sources: keys.map(recordKey) }], records: [] },
  })
  expect(next(definition, [...begun, found('7', '8')])).toMatchObject({ do: 'write' })
  expect(next(definition, [...begun, found()])).toMatchObject({ do: 'ask' })
})

test('of each setting it is known which flows read it, in their mappings too', () => {
  const uses = settingUses(withFind({ most: 5 }))
  expect(uses.get('noteTitle')).toEqual(['found'])
  expect(uses.get('left')).toEqual([])
  expect(uses.get('orderPrefix')).toEqual(['order-to-sales-order'])
})

test('a list that may be cut takes the first of them, and the next steps see how many there are', () => {
  const step = { most: 2, tooMany: 'first' } as const
  const found: JournalEntry = {
    ...{ kind: 'found', step: 'find-orders', entity: 'prestashop.order', keys: ['8', '7'].map(recordKey), more: true },
  }
  const journal = [...begun.slice(0, -1), found]
  expect(next(withFind({ most: 2 }), journal)).toMatchObject({
    ...{ do: 'ask', question: { code: 'found_too_many' } },
  })
  expect(check(withFind(step), entities)).toEqual([])
  expect(next(withFind(step), journal)).toMatchObject({ do: 'read' })
})
