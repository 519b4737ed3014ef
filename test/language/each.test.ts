import { expect, test } from 'vitest'
import { refText } from '../../src/domain/record.ts'
import {
  askOnceUnless,
  check,
  compile,
  type Definition,
  ensure,
  explainFlow,
  forEach,
  map,
  read,
  type Step,
  stopUnless,
  writeOnce,
} from '../../src/language/index.ts'
import { answered, play, worldOf } from '../flows/play.ts'
import { plainCart } from '../flows/shop-order.ts'
import { entities } from './standard.ts'

const flow = 'order-to-sales-order'
const addresses = '[order.id_address_invoice, order.id_address_delivery]'
const eachAddress = (steps: readonly Step[]) => forEach('its addresses are in GP', addresses, 'id', steps)
const ensured = ensure('address', {
  ...{ entity: 'prestashop.address', key: 'id', to: 'gp.customerAddress', by: 'address-to-customer-address' },
  ...{ identity: ['UserDefined2'], update: 'difference' },
})

function withSteps(...steps: Step[]): Definition {
  const definition = answered()
  const { flows } = definition
  const known = flows[flow]!.steps.filter(({ id }) =>
    ['read-order', 'read-customer', 'if-the-customer-has-an-account-of-their-own-in-gp'].includes(id),
  )
  const { carries: _, ...bare } = flows[flow]!
  const reading = known.map((step) => (step.do === 'branch' ? { ...step, then: [] } : step))
  return {
    ...definition,
    flows: {
      ...flows,
      [flow]: {
        ...bare,
        steps: [
          ...reading.slice(0, 2),
          read('prestashop.address', 'order.id_address_invoice', 'billTo'),
          ...known.slice(2),
          ...steps,
        ],
      },
    },
  }
}
const written = (definition: Definition) => play(worldOf(plainCart), [], compile(definition, entities))

test('for each row its record is read and its counterpart ensured, once', () => {
  const { journal, actions } = written(withSteps(eachAddress([ensured])))
  expect(journal.flatMap((entry) => (entry.kind === 'read' ? [`${entry.as} ${refText(entry.record)}`] : []))).toEqual([
    'order prestashop.order 7',
    'customer prestashop.customer 3',
    'billTo prestashop.address 4',
    'address[1] prestashop.address 4',
    'address[2] prestashop.address 5',
  ])
  const writes = actions.flatMap((action) => (action.do === 'write' ? [action] : []))
  expect(writes.map(({ step, write }) => [step, write.source.key])).toEqual([
    ['ensure-customer', '3'],
    ['ensure-address[1]', '4'],
    ['ensure-address[2]', '5'],
  ])
})

const addressRead = read('prestashop.address', 'id', 'address')
const madeAndWritten = (more: object = { of: 'address' }) => [
  addressRead,
  map('gpAddress', 'address-to-customer-address'),
  writeOnce('gpAddress', {
    ...{ to: 'gp.customerAddress', identity: ['UserDefined2'], update: 'difference' },
    ...more,
  }),
]

test('each row makes its own document and writes it, as that of the record that it names', () => {
  const { actions, end } = written(withSteps(eachAddress(madeAndWritten())))
  const writes = actions.flatMap((action) => (action.do === 'write' ? [action] : []))
  expect(writes.map(({ step, write }) => [step, refText(write.source), write.document.Key])).toEqual([
    ['ensure-customer', 'prestashop.customer 3', 'PS3'],
    ['write-gp-address[1]', 'prestashop.address 4', expect.stringContaining('PS4')],
    ['write-gp-address[2]', 'prestashop.address 5', expect.stringContaining('PS5')],
  ])
  expect(end).toMatchObject({ do: 'finish', state: 'done' })
})

test('a row that a person is asked about is named by its number', () => {
  const asks = stopUnless('The address is not wanted.', 'address.id != "5"', 'Look at it.', 'address.id')
  const { end } = written(withSteps(eachAddress([ensured, asks])))
  expect(end).toMatchObject({
    do: 'ask',
    question: { step: 'stop-unless-the-address-is-not-wanted[2]', message: 'The address is not wanted. 5' },
  })
})

test.each<[string, Step, RegExp]>([
  ['no list', forEach('x', 'order.id', 'id', [ensured]), /a list is needed/],
  [
    'a step that ends the run',
    eachAddress([{ do: 'skip', id: 's', unless: 'true', because: 'x' }]),
    /skip is not for rows/,
  ],
  ['rows in rows', eachAddress([forEach('y', addresses, 'other', [ensured])]), /each is not for rows/],
  ['a write without a record of its own', eachAddress(madeAndWritten({})), /of is missing/],
  ['a write for a record of all rows', eachAddress(madeAndWritten({ of: 'customer' })), /outside of the rows/],
  [
    'a read that may end the run',
    eachAddress([{ ...addressRead, do: 'read', missing: 'skip', because: 'x' } as Step]),
    /nothing is skipped in a row/,
  ],
  ['a name that is taken', eachAddress([read('prestashop.address', 'id', 'billTo')]), /already names another record/],
])('%s is refused with the reason', (_, step, reason) => {
  expect(
    check(withSteps(step), entities)
      .map(({ reason: why }) => why)
      .join('\n'),
  ).toMatch(reason)
})

test('a row’s names are its own: no step after it knows them', () => {
  const problems = check(withSteps(eachAddress([ensured]), stopUnless('x', 'address.id != ""', 'y')), entities)
  expect(problems.map(({ reason }) => reason).join('\n')).toMatch(/address/)
})

test('it is explained', () => {
  expect(explainFlow(withSteps(eachAddress([ensured])).flows[flow]!).slice(-2)).toEqual([
    'For each "id" of order’s address invoice id and order’s address delivery id (its addresses are in GP):',
    '  Find or create the GP customer address of the PrestaShop address, by the mapping address-to-customer-address, and bring it up to date.',
  ])
})

test('a question that is asked once is another one also where its text differs far behind its first words', () => {
  const subject = (last: string) => {
    const step = askOnceUnless(
      'Somebody has to look.',
      'false',
      'Look.',
      `"${'A slip of the order. '.repeat(30)}${last}"`,
    )
    const { end } = written(withSteps(step))
    return end.do === 'ask' ? end.question.subject : null
  }
  expect(subject('Work.')).toContain('Work.')
  expect(subject('Work.')).not.toBe(subject('History.'))
})
