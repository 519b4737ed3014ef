import type { Triage } from '../../../src/assistant/triage/failure.ts'
import { suggestValues } from '../../../src/assistant/values/suggest.ts'
import type { IncidentAnswer } from '../../suites/incidents.ts'
import { unanswered } from './value-maps.ts'
import { type Action, action, documentOf, replay, rowsOf, tell, text, type World } from './world.ts'

type Remedy = (world: World, triage: Triage) => IncidentAnswer | null

const answer = (kind: string, actions: readonly Action[], ask?: string): IncidentAnswer => ({
  fix: { kind, actions: [...actions] },
  ...(ask === undefined ? {} : { ask }),
})

/** A person does it, in the words of the triage; then the record starts again. */
const byPerson = (world: World, { owner, nextStep }: Triage, ask?: string): IncidentAnswer =>
  answer('person_repairs', [tell(owner, nextStep), ...(world.record === null ? [] : [replay(world)])], ask)

/** A value without an answer: a whole tax that is absent, a payment method, a currency under the shop's own name. */
const mapEntries: Remedy = (world, { class: of }) => {
  const asked = of === 'missing_mapping' || of === 'totals_mismatch'
  if (!asked && of !== 'missing_master_record' && of !== 'invalid_value') return null
  const missing = unanswered(world, asked ? 'record' : 'failure')
  const [first] = missing
  if (!first) return null
  const sure = missing.filter((one) => one.sure !== null)
  if (sure.length < missing.length) {
    const open = missing.find((one) => one.sure === null)!
    const [likely] = open.candidates
    return answer(
      'add_map_entry',
      [action('person', 'confirm', { map: open.map, key: open.key, candidate: likely?.key ?? null })],
      `Which value of GP is “${open.key}” of the value map ${open.map}? No default is taken for it.`,
    )
  }
  return answer('add_map_entry', [
    ...sure.map(({ map, key, sure: value }) => action('hub', 'add_map_entry', { map, key, value })),
    replay(world),
  ])
}

/** The customer is in GP already, or its own flow makes it first, as an exact record. */
const missingCustomer: Remedy = (world, triage) => {
  const isCustomer = /customer|address/.test(triage.id) || /CUSTNMBR|RM00101|RM00102/.test(world.raw)
  if (triage.class !== 'missing_master_record' || !isCustomer || !world.record) return null
  const id = Number(world.record.id_customer)
  if (!Number.isInteger(id)) return null
  const customer = rowsOf(world.shop, /customer/i).find(({ key }) => key === String(id))
  const same = customer ? rowsOf(world.gp, /^customers?$/i).filter((row) => isSameParty(customer, row)) : []
  if (same.length === 1)
    return answer('add_link', [
      action('person', 'confirm', { candidate: same[0]!.key }),
      action('hub', 'add_link', { entity: 'customer', shop_id: String(id), gp_key: same[0]!.key }),
      replay(world),
    ])
  if (same.length > 1)
    return answer(
      'add_link',
      [action('person', 'confirm', { candidate: same.map(({ key }) => key) })],
      'Which of these customers of GP is it?',
    )
  const flow = /off|false/.test(text(world.hub.customer_flow)) ? null : 'customer-to-gp'
  if (flow === null)
    return byPerson(world, triage, `Customers are not carried: who creates customer ${id} in GP, or which one is it?`)
  return answer('create_record', [action('hub', 'run_flow', { flow, id_customer: id }), replay(world)])
}

/** What names one party and no other: a tax number or an address of mail. A name alone does not. */
function isSameParty(one: object, other: object): boolean {
  const signs = (row: object) =>
    Object.entries(row).flatMap(([name, value]) =>
      /vat|tax_?(?:number|id|reg)|TXRGNNUM|mail/i.test(name) && text(value) !== ''
        ? [
            text(value)
              .toLowerCase()
              .replace(/[^a-z0-9@]/g, ''),
          ]
        : [],
    )
  const own = new Set(signs(one))
  return signs(other).some((sign) => own.has(sign))
}

/** An item that GP has under another number is linked after somebody has looked; else GP's admin creates it. */
const item: Remedy = (world, triage) => {
  const refused = /['"“]([^'"”]+)['"”] has \d+ characters/.exec(world.raw)?.[1]
  const named = world.named.ITEMNMBR ?? refused ?? /item (?:number )?['"“]?([\w./-]*[\w/])/i.exec(world.raw)?.[1]
  const about = /item/i.test(triage.id) || /ITEMNMBR|\bitem\b/i.test(world.raw)
  if (!about || !named || !['missing_master_record', 'missing_mapping', 'too_long'].includes(triage.class)) return null
  const items = rowsOf(world.gp, /^items?$/i).filter((row) => !/inactive|discontinued/i.test(JSON.stringify(row)))
  if (items.some(({ key }) => key === named)) return null
  const product = rowsOf(world.shop, /product/i).find((row) => Object.values(row).includes(named))
  const from = [{ ...product, key: named, label: product?.label ?? named }]
  const [found] = suggestValues({ kind: 'product->item', country: '', language: '', from, to: items })
  const [top] = found?.candidates ?? []
  if (top)
    return answer('add_link', [
      action('person', 'confirm', { candidate: top.key }),
      action('hub', 'add_link', {
        entity: 'item',
        shop_id: product ? text(product.id ?? product.key) : named,
        gp_key: top.key,
      }),
      replay(world),
    ])
  if (triage.class !== 'too_long' && /on|true/.test(text(world.hub.item_flow)))
    return answer('create_record', [action('hub', 'run_flow', { flow: 'item-to-gp', item: named }), replay(world)])
  return answer(
    'person_repairs',
    [
      tell(
        'GP admin',
        `Create item ${named} in GP (Cards > Inventory > Item), assigned to the site of web orders, or say which item it is.`,
      ),
      replay(world),
    ],
    `Which item of GP is ${named}?`,
  )
}

/** The number is taken: by this order's own document, which is then the answer, or by somebody else's, which stays. */
const takenNumber: Remedy = (world, triage) => {
  if (triage.class !== 'duplicate' || !world.record) return null
  const number = world.named.SOPNUMBE ?? world.named.DOCNUMBR ?? /\b[A-Z]{2,}\d{5,}\b/.exec(world.raw)?.[0]
  if (number === undefined) return null
  const document = rowsOf(world.gp, /sop|document|receipt|rm|order|invoice/i).find((row) =>
    Object.values(row).includes(number),
  ) as Record<string, string> | undefined
  if (!document)
    return answer(
      'ask',
      [action('hub', 'look_up', { number }), tell('GP admin', `Whose document is ${number} in GP?`)],
      `Is ${number} in GP the document of this order? It is linked when customer and amount agree, and never written over.`,
    )
  const customer = String(world.record.id_customer ?? '')
  const owner = document.CUSTNMBR ?? ''
  const sameCustomer = world.named.CUSTNMBR === owner || owner.replace(/^\D*0*/, '') === customer
  const amount = document.DOCAMNT ?? document.ORTRXAMT
  const sameAmount = amount === undefined || Number(amount) === Number(world.record.total_paid ?? amount)
  if (sameCustomer && sameAmount)
    return answer('link_existing', [
      action('hub', 'add_link', { entity: documentOf(world), shop_id: String(world.record.id), gp_key: number }),
      action('hub', 'mark_done', { document: documentOf(world), reason: 'GP holds it: customer and amount agree.' }),
    ])
  const by = document.USER2ENT ? ` was keyed by ${document.USER2ENT}` : ' stands in GP'
  const taken = new Set(rowsOf(world.gp, /./).map(({ key }) => key))
  const free = [...'ABCDEFGH'].map((letter) => `${number}${letter}`).find((one) => !taken.has(one)) ?? null
  return answer(
    'ask_then_renumber',
    [
      tell('GP admin', `${number}${by} for ${owner || 'another customer'}`),
      action('hub', 'set_document_number', { id_order: world.record.id, value: free, needs_approval: true }),
      replay(world),
    ],
    `${number} is another document. May this order take ${free}?`,
  )
}

/** The same thing twice, with no number that was taken: whoever sees the customer's order says whether both are meant. */
const twice: Remedy = (_, { class: of, nextStep }) =>
  of === 'duplicate'
    ? answer(
        'person_repairs',
        [tell('shop admin', nextStep)],
        'Are both meant? Until then nothing is written twice, and nothing is voided.',
      )
    : null

/** Texts: an address goes over several lines, free words are cut by a rule, what is only right whole is a person's. */
const longText: Remedy = (world, triage) => {
  if (triage.class !== 'too_long') return null
  const field =
    world.named.field ??
    /\b(ADDRESS\d|\w*address\d?|\w*mail\w*|ZIP\w*|post\w*code|PHONE\d?|\w+)\b[^.]{0,40}(?:too long|characters|exceeds|max)/i.exec(
      world.raw,
    )?.[1] ??
    ''
  if (/address|street|rue|straße/i.test(field))
    return answer('change_rule', [
      action('hub', 'set_rule', { rule: 'address_split', value: 'word-wise over ADDRESS1-3', needs_approval: true }),
      replay(world),
    ])
  if (/comment|note|message|descr|remark|delay/i.test(field))
    return answer('change_rule', [
      action('hub', 'set_rule', {
        rule: `${field}_overflow`,
        value: 'first line here, the whole text into the note',
        needs_approval: true,
      }),
      replay(world),
    ])
  const whole = `${field || 'The text'} is only right whole: which shorter text is meant?`
  return answer('person_repairs', [tell(triage.owner, `${whole} It is not cut.`), replay(world)], whole)
}

/** Sums: a cent of rounding within the rule's own kind, a part of the order that nothing carries, else a person. */
const totals: Remedy = (world, triage) => {
  if (triage.class !== 'totals_mismatch') return null
  const difference = /(?:difference|diff|gap|écart|Differenz)\D{0,6}(-?\d+[.,]\d+)/i
    .exec(world.raw)?.[1]
    ?.replace(',', '.')
  const part = Object.entries(world.record ?? {}).find(
    ([name, value]) =>
      difference !== undefined && name !== 'total_paid' && Number(text(value)) === Math.abs(Number(difference)),
  )
  if (part)
    return answer(
      'change_rule',
      [
        action('hub', 'set_rule', {
          rule: part[0],
          value: 'a line, charge or discount of its own',
          needs_approval: true,
        }),
        replay(world),
      ],
      `The difference is ${part[0]} of the order, which nothing carries. Which item or account of GP is it?`,
    )
  if (difference !== undefined && Math.abs(Number(difference)) <= 0.02)
    return answer(
      'change_rule',
      [
        action('hub', 'set_rule', {
          rule: 'penny_rule',
          value: 'book the cent of rounding as agreed',
          needs_approval: true,
        }),
        replay(world),
      ],
      'It is a cent of rounding: to which account may it go? The bound stays as it is.',
    )
  return byPerson(
    world,
    triage,
    'Which part of the order does GP not have? No total is forced, and no bound is raised.',
  )
}

/** Lasts for all records of a class until somebody acts, or passes by itself. */
const anyCause: Remedy = (world, triage) => {
  const owner = triage.owner === 'nobody (waits)' ? 'GP admin' : triage.owner
  const side = world.system === 'prestashop' || triage.owner === 'shop admin' ? 'shop' : 'gp'
  switch (triage.class) {
    case 'intermittent':
      return answer('wait_only', [
        ...(/commit-unknown|broken|timeout/.test(triage.id) && world.record
          ? [action('hub', 'look_up', { document: documentOf(world) })]
          : []),
        action('hub', 'retry', { after_seconds: /deadlock/.test(triage.id) ? '5-60, random' : '60-600, growing' }),
      ])
    case 'locked':
      return answer('wait_only', [action('hub', 'retry', { after_seconds: '60-600, growing' })])
    case 'rate_limit':
      return triage.retryHelps
        ? answer('wait_only', [
            action('hub', 'retry', {
              after_seconds: /retry-after["':\s]*(\d+)/i.exec(world.raw)?.[1] ?? '60-600, growing',
            }),
          ])
        : byPerson(world, triage)
    case 'connection':
      return answer('person_repairs', [
        tell(side === 'shop' || /order-pull|from-shop/.test(world.flow) ? 'shop admin' : owner, triage.nextStep),
        action('hub', 'probe', { every: '15 min' }),
      ])
    case 'authentication':
      return answer('person_repairs', [
        tell(owner, triage.nextStep),
        action('hub', 'test_connection', { connection: side }),
      ])
    case 'permission':
      return answer('change_permission', [
        tell(owner, triage.nextStep),
        action('hub', 'test_connection', { connection: side }),
        ...(world.record ? [replay(world)] : []),
      ])
    case 'remote_bug':
      return answer('person_repairs', [
        ...(world.record ? [action('hub', 'look_up', { document: documentOf(world) })] : []),
        tell(owner, triage.nextStep),
      ])
    case 'our_bug':
      return answer('person_repairs', [
        tell('hub developer', triage.nextStep),
        ...(world.record ? [replay(world)] : []),
      ])
    default:
      return null
  }
}

/** The server swallows the header that carries the key: the key is right. */
const lostHeader: Remedy = (_, { id }) =>
  /header-lost/.test(id)
    ? answer('change_server_setting', [
        action('shop', 'server_setting', { name: 'CGIPassAuth', value: 'On' }),
        action('hub', 'test_connection', { connection: 'shop' }),
      ])
    : null

const configured: Remedy = (world, triage) =>
  triage.class === 'configuration' || triage.class === 'permission'
    ? answer(triage.owner === 'shop admin' ? 'change_server_setting' : 'change_setting', [
        tell(triage.owner, triage.nextStep),
        action('hub', 'test_connection', { connection: triage.owner === 'shop admin' ? 'shop' : 'gp' }),
        ...(world.record ? [replay(world)] : []),
      ])
    : null

/** Decisions that change what a customer gets or when it is booked. */
const questions: Readonly<Partial<Record<Triage['class'], string>>> = {
  closed_period: 'In which open period is it booked, or is the period opened? The hub takes no other day by itself.',
  quantity_shortage: 'Is the balance put on back order, cancelled, or does the order wait for stock?',
  unknown: 'Nothing that is known explains it: what does the log of that system say?',
}

/** From the surest to the last resort. */
const remedies: readonly Remedy[] = [
  lostHeader,
  mapEntries,
  missingCustomer,
  item,
  takenNumber,
  twice,
  longText,
  totals,
  anyCause,
  configured,
  (world, triage) => byPerson(world, triage, questions[triage.class]),
]

/** The first remedy that has something to say; the last has. */
export function remedyFor(world: World, triage: Triage): IncidentAnswer {
  for (const remedy of remedies) {
    const found = remedy(world, triage)
    if (found) return found
  }
  throw new Error('The last remedy answers everything.')
}
