import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftFix, paidInAnotherState } from '../../src/assistant/fixes/draft.ts'
import type { FixFacts } from '../../src/assistant/fixes/facts.ts'
import { newStates, stateFindings } from '../../src/assistant/fixes/new-entries.ts'
import { brokenBy, nevers } from '../../src/assistant/fixes/policy.ts'
import { entities } from '../../src/connected-systems.ts'
import type { Diagnosis } from '../../src/domain/cause.ts'
import type { FixChange } from '../../src/domain/fix.ts'
import { type Json, recordKey, ref } from '../../src/domain/record.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import type { Setting } from '../../src/language/index.ts'
import { withSides } from '../../src/value-map-sides.ts'
import { hostileTexts } from '../support/hostile-texts.ts'

const definition = standardDefinition()
const around = { definition, entities, has: () => null }
const edits = (...all: Json[]): FixChange => ({ do: 'edit-definition', edits: all })
const setField = (path: string[], before: Json, after: Json) =>
  edits({ do: 'set-field', mapping: 'order-to-sales-order', path, before, after })
const setValue = (from: string, before: Json, after: Json, valueMap = 'carrier') =>
  edits({ do: 'set-value', valueMap, from, before, after })

describe('what the hub never proposes as a fix', () => {
  test.each([
    ['forced-total', setField(['TotalAmount'], 'left.total_paid', 'dec("10")')],
    [
      'forced-total',
      edits({ do: 'set-condition', flow: 'order-to-sales-order', step: 'totals', before: 'a', after: 'true' }),
    ],
    ['forced-total', edits({ do: 'remove-step', flow: 'order-to-sales-order', at: 3, step: {} })],
    ['forced-total', edits({ do: 'set-let', mapping: 'order-to-sales-order', name: 'split', before: 'a', after: 'b' })],
    [
      'forced-total',
      {
        do: 'correct-record',
        record: ref('prestashop.order', '1'),
        edits: [{ path: 'total_paid', before: '1', after: '2' }],
      },
    ],
    ['default-for-all', setField(['ShippingMethodKey'], 'valueMap("carrier", order.id_carrier)', '"GROUND"')],
    [
      'default-for-all',
      edits(
        ...['1', '2', '3'].map((from) => ({
          do: 'set-value',
          valueMap: 'tax',
          from,
          before: null,
          after: { to: 'T' },
        })),
      ),
    ],
    ['other-service', setValue('1', { to: 'EXPRESS' }, { to: 'GROUND' })],
    [
      'other-service',
      {
        do: 'correct-record',
        record: ref('prestashop.order', '1'),
        edits: [{ path: 'id_carrier', before: '1', after: '2' }],
      },
    ],
    ['other-debtor', edits({ do: 'set-setting', name: 'guestCustomer', before: '', after: 'WEB' })],
    [
      'void-or-overwrite',
      {
        ...{ do: 'repair-link', source: ref('prestashop.order', '1'), entity: 'gp.salesOrder' },
        ...{ before: recordKey('WEB1'), after: null },
      },
    ],
    ['cut-code', setField(['ShipToAddress', 'PostalCode'], 'shipTo.postcode', 'truncate(shipTo.postcode, 10)')],
    ['other-day', setField(['Date'], 'orderDay', '"2026-01-01"')],
  ] as const)('%s', (id, change) => {
    expect(brokenBy([change as FixChange], around).map((one) => one.id)).toContain(id)
  })

  test('an answer that GP no longer has may get another', () => {
    const change = setValue('1', { to: 'GROUDN' }, { to: 'GROUND' })
    expect(brokenBy([change], { ...around, has: () => false })).toEqual([])
    expect(brokenBy([change], { ...around, has: () => true }).map(({ id }) => id)).toEqual(['other-service'])
  })

  test('is said in whole sentences, each with the causes beside which people are reminded of it', () => {
    for (const { says, classes } of nevers) {
      expect(says).toMatch(/^[A-Z].*\.$/)
      expect(classes.length).toBeGreaterThan(0)
    }
  })
})

const facts = (more: Partial<FixFacts> & { question: FixFacts['question'] }): FixFacts => ({
  ...{
    triage: null,
    flow: 'order-to-sales-order',
    definition,
    entities,
    tried: [],
    cause: null,
    sides: null,
    rejected: [],
  },
  ...{
    others: null,
    lines: [],
    state: null,
    wasPaid: null,
    inState: null,
    ...{ unassigned: [], absentCustomer: null },
    quietMs: 0,
    records: [ref('prestashop.order', '1')],
  },
  ...more,
})
const question = (code: string, message: string) => ({
  code,
  step: 'salesOrder',
  message,
  hint: 'Look at it.',
  subject: 's',
})

describe('a drafted fix', () => {
  test('for an item that is not at its site is the assignment where the hub has eConnect, else the step in GP', () => {
    const diagnosis = {
      ...{ cause: 'gp.item-not-at-site', class: 'missing_master_record' as const, owner: 'GP admin' as const },
      ...{ retryHelps: false, says: 'It is not assigned.', evidence: [] },
      next: 'Assign it in GP: Cards > Inventory > Quantities/Sites',
    }
    const asked = { ...question('rejected_by_remote', 'gp.salesOrder WEB1 was refused'), diagnosis }
    const unassigned = [{ item: 'A/B', site: 'NORTH' }]
    expect(draftFix(facts({ question: asked, unassigned }))).toMatchObject({
      kind: 'create-record',
      title: 'Assign A/B to NORTH in GP',
      changes: [
        {
          ...{ do: 'write', write: 'create', record: ref('gp.itemSite', 'NORTH/A/B') },
          after: { WarehouseKey: 'NORTH', ItemKey: 'A/B' },
        },
      ],
    })
    expect(draftFix(facts({ question: asked }))).toMatchObject({
      ...{ kind: 'step', changes: [] },
      steps: [{ owner: 'GP admin', says: expect.stringContaining('Quantities/Sites') }, {}],
    })
  })

  test('for the guests’ customer that GP does not have makes it, by what was refused and not by words', () => {
    const diagnosis = {
      ...{ cause: 'gp.customer-absent', class: 'missing_master_record' as const, owner: 'GP admin' as const },
      ...{ retryHelps: false, says: 'GP has no such customer.', next: 'Create the customer.', evidence: [] },
    }
    const { settings } = definition.settings
    const guests = { ...settings.guestCustomer!, type: 'text' as const, value: 'WEBGUEST' }
    const withGuests = {
      ...definition,
      settings: { ...definition.settings, settings: { ...settings, guestCustomer: guests } },
    }
    const asked = { ...question('rejected_by_remote', 'gp.salesOrder WEB1 was refused'), diagnosis }
    const drafted = (absentCustomer: string | null, definition: FixFacts['definition'] = withGuests) =>
      draftFix(facts({ question: asked, definition, absentCustomer })).changes
    expect(drafted('WEBGUEST')).toMatchObject([
      { do: 'write', write: 'create', record: ref('gp.customer', 'WEBGUEST'), after: { Name: 'Web shop guests' } },
    ])
    expect([drafted('WEB123'), drafted(null), drafted('WEBGUEST', definition)]).toEqual([[], [], []])
  })

  test('for an optional text that is too long cuts it in every mapping that writes the same text', () => {
    const { kind, changes } = draftFix(
      facts({
        question: {
          ...question(
            'text_does_not_fit',
            'The field ShipToAddress.City cannot be filled: “…” has 45 characters, and 35 fit: “x” would be lost.',
          ),
          step: 'map-sales-order',
          tooLong: { field: 'ShipToAddress.City', fits: 35 },
        },
      }),
    )
    expect(kind).toBe('mapping-edit')
    expect(changes).toMatchObject([
      {
        edits: [
          { mapping: 'order-to-sales-order', path: ['ShipToAddress', 'City'], after: 'truncate(shipTo.city, 35)' },
          { mapping: 'address-to-customer-address', path: ['City'], after: 'truncate(address.city, 35)' },
        ],
      },
    ])
  })

  test('of orders that would go through now starts all of them again', () => {
    const records = ['1', '2', '3'].map((key) => ref('prestashop.order', key))
    const tried = records.slice(0, 2).map((record) => ({ record, through: true, says: '' }))
    expect(draftFix(facts({ question: question('totals_held', 'No.'), records, tried }))).toMatchObject({
      kind: 'replay',
      changes: [{ do: 'replay', records }],
    })
    const one = [{ ...tried[0]!, through: false }, tried[1]!]
    expect(draftFix(facts({ question: question('totals_held', 'No.'), records, tried: one })).changes).toMatchObject([
      { records: [records[1]] },
    ])
  })

  test('of a customer that is gone links it where one other is surely the same, and never by the name alone', () => {
    const repair = (after: string | null, because: string, unsure?: true) => ({
      ...{ source: ref('prestashop.customer', '12'), entity: 'gp.customer' as const, before: recordKey('PS12') },
      ...{ after: after === null ? null : recordKey(after), because, ...(unsure ? { unsure } : {}) },
    })
    const fixOf = (...repairs: ReturnType<typeof repair>[]) =>
      draftFix(facts({ question: { ...question('target_gone', 'PS12 is gone.'), repairs } }))
    const again = repair(null, 'to have it written again', true)
    expect(fixOf(repair('MARTIN01', 'it has the same TaxRegistrationNumber'), again)).toMatchObject({
      kind: 'link',
      changes: [{ do: 'repair-link', after: 'MARTIN01' }],
    })
    for (const fix of [fixOf(again, repair('MARTIN01', 'it has the same Name', true)), fixOf(again)])
      expect(fix).toMatchObject({ kind: 'step', changes: [] })
    expect(fixOf(again, repair('MARTIN01', 'it has the same Name', true)).choices).toMatchObject([
      { value: 'none' },
      { value: 'MARTIN01' },
    ])
  })

  test('takes a state over only where none of its orders was in a paid state before: it may be one of cancelled orders', () => {
    const asked = {
      ...question('stopped_by_flow', 'The order is paid in full, but its state does not count as paid. 119.00 EUR'),
      step: paidInAnotherState,
    }
    expect(JSON.stringify(definition.flows['order-to-sales-order'])).toContain(`"id":"${paidInAnotherState}"`)
    const of = (wasPaid: boolean | null, inState: FixFacts['inState'] = { orders: 3, unpaid: 0 }) =>
      draftFix(facts({ question: asked, state: { id: '6', name: 'Canceled' }, wasPaid, inState }))
    expect(of(false)).toMatchObject({ kind: 'setting', reason: expect.stringContaining('also one that is not paid') })
    for (const before of [true, null]) expect(of(before)).toMatchObject({ kind: 'step', changes: [] })
    // Nor where orders in it are not paid, or nobody can tell: the setting makes sales of all of them.
    for (const inState of [{ orders: 3, unpaid: 1 }, { orders: 0, unpaid: 0 }, null])
      expect(of(false, inState)).toMatchObject({ kind: 'step', changes: [] })
  })

  test.each([
    ['TEA15', 'TEA-15', true],
    ['tea 15', 'TEA-15', true],
    ['TEA-15-B', 'TEA15B', true],
    ['A1/2', 'A1-2', true],
    ['TEA-1-5', 'TEA-15', false],
    ['TEA-15', 'TEA-1.5', false],
    ['10.05', '1005', false],
    ['A1/2', 'A12', false],
  ])('takes item %s for %s: %s', (key, inGp, isSame) => {
    const record = ref('gp.item', key)
    const asked = {
      ...question('missing_record', 'GP has no such item.'),
      missing: [{ what: 'record' as const, record }],
    }
    const others = { entity: 'gp.item' as const, rows: [{ key: inGp, label: 'Assam' }] }
    expect(draftFix(facts({ question: asked, others })).kind).toBe(isSame ? 'value-map-entry' : 'step')
  })

  test('of a total that is not explained is a step, and never a change', () => {
    const fix = draftFix(facts({ question: question('totals_held', 'The parts add up to 10.00 EUR.') }))
    expect(fix).toMatchObject({ kind: 'step', changes: [] })
  })

  test('asks for nothing where a failure passes by itself, and to try again once it is quiet', () => {
    const diagnosis: Diagnosis = {
      cause: 'gp.batch-busy',
      class: 'locked',
      owner: 'nobody (waits)',
      retryHelps: true,
      says: 'The batch is posted.',
      next: 'Wait.',
      evidence: [],
    }
    const asked = { ...question('locked', 'It is locked.'), diagnosis }
    expect(draftFix(facts({ question: asked }))).toMatchObject({ kind: 'wait', changes: [] })
    expect(draftFix(facts({ question: asked, quietMs: 3_600_000 }))).toMatchObject({ kind: 'replay' })
  })

  test('whatever strangers wrote, breaks no rule of the policy and names no record but those of its incident', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostileTexts).flat()))
    const codes = [
      'text_does_not_fit',
      'totals_held',
      'missing_value',
      'missing_record',
      'rejected_by_remote',
      'stopped_by_flow',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...codes), anything, anything, anything, (code, message, key, name) => {
        const record = ref('prestashop.order', '7')
        const given = facts({
          question: {
            ...question(code, message),
            hint: name,
            missing: [
              { what: 'value', valueMap: 'carrier', from: key, label: name },
              { what: 'record', record: ref('gp.item', key) },
            ],
          },
          records: [record],
          sides: {
            valueMap: withSides(standardDefinition().valueMaps.carrier!)!,
            from: { rows: [{ id_reference: key, name }], whole: true },
            to: { rows: [{ Key: 'GROUND', Description: name }], whole: true },
          },
          others: { entity: 'gp.item', rows: [{ key: name, label: message }] },
          lines: [{ record, path: 'order_details.0', reference: key, name, now: name }],
        })
        const { changes, title, reason } = draftFix(given)
        expect(brokenBy(changes, around)).toEqual([])
        for (const change of changes) {
          if (change.do === 'replay') expect(change.records).toEqual([record])
          if (change.do === 'correct-record') expect(change.record).toEqual(record)
          // An answer is always one of the candidates.
          if (change.do === 'edit-definition')
            for (const edit of change.edits as { valueMap: string; after: { to: string } }[])
              expect(edit.valueMap === 'carrier' ? ['GROUND'] : [name.trim()]).toContain(edit.after.to)
        }
        expect(`${title}${reason}`).not.toMatch(/\n/)
      }),
      { numRuns: 60 },
    )
  })
})

// A state of paymentStates books all that is missing as paid: who names one wrongly gets a receipt of money that nobody has.
test.each([
  ['Payment accepted', true, 'paymentStates'],
  ['Payé par chèque', true, 'paymentStates'],
  ['Partially paid', true, ''],
  ['Partial payment accepted', true, ''],
  ['Teilweise bezahlt', true, ''],
  ['Paid, on hold (fraud check)', true, ''],
  ['Paid back', true, ''],
  ['Payment authorised', true, ''],
  ['Awaiting payment', false, 'unpaidStates'],
  ['Payment pending capture', false, ''],
  ['Cash on delivery', false, 'acceptedStates'],
  ['Cash on delivery cancelled', false, ''],
])('a new order state “%s” (paid: %s) is proposed for “%s”', (name, paid, setting) => {
  const texts = { type: 'texts', value: [] }
  const settings = { acceptedStates: texts, unpaidStates: texts, paymentStates: texts } as never
  const found = newStates(settings, [{ id: '20', name, paid, deleted: false }], new Set())
  expect(found.map((one) => one.setting).join()).toBe(setting)
})

describe('what a check says of the order states of a shop', () => {
  const { settings } = definition.settings
  const state = (id: string, name: string, flags: object = {}) => ({
    ...{ id, name, paid: false, shipped: false, delivery: false, deleted: false, module_name: '', ...flags },
  })
  const says = (states: readonly ReturnType<typeof state>[], own = settings) =>
    stateFindings(own, states).map(({ check, found, todo }) => `${check}: ${found} ${todo}`)
  // As PrestaShop installs them: processing, shipped and delivered are marked as paid, too.
  const installed = [
    state('1', 'Awaiting check payment'),
    state('2', 'Payment accepted', { paid: true }),
    state('3', 'Processing in progress', { paid: true, delivery: true }),
    state('4', 'Shipped', { paid: true, shipped: true, delivery: true }),
    state('5', 'Delivered', { paid: true, shipped: true, delivery: true }),
    state('9', 'On backorder (paid)', { paid: true }),
    state('11', 'Remote payment accepted', { paid: true }),
  ]

  test('is nothing where the shop is as it was installed', () => {
    expect(says(installed)).toEqual([])
  })

  test.each([
    ['Klarna payment authorized', true],
    ['Waiting for capture', false],
    ['En attente de capture', true],
    ['Paiement autorisé', false],
  ])('asks about “%s”, in which money is only authorised, marked as paid or not', (name, paid) => {
    const own = state('18', name, { paid, module_name: 'mollie' })
    expect(says([...installed, own])).toEqual([
      expect.stringMatching(new RegExp(`authorised: .*“${name}” \\(18, mollie\\).*authorisedStates: 18\\.`)),
    ])
    const named = { ...settings, authorisedStates: { ...settings.authorisedStates!, value: ['18'] } as Setting }
    expect(says([...installed, own], named)).toEqual([])
  })

  test('asks about a state that is marked as paid, and that no setting names', () => {
    expect(says([...installed, state('20', 'Marketplace order', { paid: true })])).toEqual([
      expect.stringMatching(/hub\.states\.paid: .*“Marketplace order” \(20\).*paymentStates.*authorisedStates/),
    ])
    expect(says([state('20', 'Marketplace order', { paid: true, deleted: true })])).toEqual([])
  })
})
