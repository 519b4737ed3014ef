import type { CauseClass } from '../../domain/cause.ts'
import { fieldsNamed, isHarmless } from '../../domain/entity.ts'
import type { Fix } from '../../domain/fix.ts'
import { type Json, memberOf, ref, refText } from '../../domain/record.ts'
import type { Step } from '../../language/index.ts'
import { type FixFacts, namedBy } from './facts.ts'
import { brokenBy, neverFor } from './policy.ts'
import { missingItem, missingValue, type Part, unknownName } from './values.ts'

/** How long a failure that passes by itself may have been seen last before the hub offers to try again. */
const passesInMs = 10 * 60_000
/** Records that one proposal starts again. */
const mostReplayed = 500

/** From the surest to the last resort: the first that has something to say counts. */
const drafters: readonly ((facts: FixFacts) => Part | null)[] = [
  gone,
  link,
  missingValue,
  missingItem,
  tooLong,
  unknownName,
  guestCustomer,
  unassigned,
  acceptedState,
  passing,
  step,
]

/**
 * What can be done about the cause of an incident: exact changes where what was read makes it sure, else who has to do
 * what, with where to click. One draft for all of its records. What the policy forbids is dropped, and only the step is
 * left. Pure.
 */
export function draftFix(facts: FixFacts): Fix {
  const all = drafters.map((drafter) => drafter(facts)).filter((part) => part !== null)
  const allowed = all.find(({ changes = [] }) => brokenBy(changes, around(facts)).length === 0) ?? step(facts)
  return {
    ...{ changes: [], steps: [], evidence: [], choices: [] },
    ...allowed,
    title: oneLine(allowed.title).slice(0, 200),
    reason: oneLine(allowed.reason).slice(0, 1000),
    never: neverFor(classOf(facts)),
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const classOf = ({ question, triage }: FixFacts): CauseClass | null =>
  question.diagnosis?.class ?? triage?.class ?? null

const around = ({ definition, entities, others, question }: FixFacts) => ({
  ...{ definition, entities },
  has(valueMap: string, to: string) {
    const where = memberOf(namedBy, question.diagnosis?.cause ?? '')
    if (!others || !where?.maps.includes(valueMap)) return null
    return others.rows.some(({ key }) => key.trim() === to)
  },
})

/** Questions that a try without writing cannot settle: they come from a write, or from the hub itself. */
const notByTrying = /^(defect|crashes|held_otherwise|duplicate|company_not_confirmed|paused)$/

/** The cause is gone: records would go through now, or the system no longer holds what stood against them. */
function gone({ tried, cause, records, question }: FixFacts): Part | null {
  const through = tried.filter((one) => one.through)
  const lifted = cause?.holds === false && question.diagnosis !== undefined && question.diagnosis.evidence.length > 0
  const byTrying = question.diagnosis === undefined && !question.once && !notByTrying.test(question.code)
  if (!lifted && (through.length === 0 || !byTrying)) return null
  // What a try did not look at is like what it did, when all of that goes through.
  const which = lifted || through.length === tried.length ? records : through.map(({ record }) => record)
  if (which.length === 0) return null
  return {
    kind: 'replay',
    title: `Start ${counted(which.length)} again: the cause is gone`,
    reason: lifted
      ? `What stopped ${counted(records.length)} does not hold any more: ${cause.saw}`
      : `${through.length} of ${tried.length} that were tried would go through now.`,
    changes: [{ do: 'replay', records: which.slice(0, mostReplayed) }],
    evidence: lifted ? [cause.saw] : tried.map(({ record, says }) => `${refText(record)}: ${says}`),
  }
}

const counted = (orders: number) => `${orders} ${orders === 1 ? 'record' : 'records'}`

/** A linked record that is gone, with one other that is surely it. Documents, and what a name alone speaks for, are left to people. */
function link({ question, entities }: FixFacts): Part | null {
  const repairs = question.repairs ?? []
  const [first] = repairs
  if (!first) return null
  const isDocument = entities.get(first.entity)?.document !== undefined
  const others = repairs.filter(({ after }) => after !== null)
  const sure = others.filter(({ unsure }) => !unsure)
  const [only] = sure.length === 1 && others.length === 1 ? sure : repairs.length === 1 && !first.unsure ? repairs : []
  const choices = repairs.map(({ after, because }) => ({
    value: after ?? 'none',
    label: after ?? 'written again',
    ...{ probability: 0, because },
  }))
  if (!only || isDocument)
    return {
      kind: 'step',
      title: `Say which record ${refText(first.source)} is`,
      reason: question.message,
      choices,
      steps: [{ owner: 'integrator', says: question.hint }],
    }
  const { source, entity, before, after, because } = only
  return {
    kind: 'link',
    title: `Link ${refText(source)} to ${after === null ? 'none: it is written again' : `${entity} ${after}`}`,
    reason: `${question.message}`,
    changes: [{ do: 'repair-link', source, entity, before, after }],
    evidence: [because],
    choices: choices.filter(({ value }) => value !== (after ?? 'none')),
  }
}

/**
 * A text without money or identity may be cut, by a rule that the journal names; any other is a person's. The same text
 * goes into the field of this name in other mappings as well: one decision for all of them.
 */
function tooLong({ question, definition, flow, entities }: FixFacts): Part | null {
  // A row of a list has its number in the path.
  const at = question.tooLong?.field.split('.').filter((name) => !/^\d+$/.test(name))
  const steps = memberOf(definition.flows, flow)?.steps ?? []
  const own = memberOf(definition.mappings, mappingOf(steps, question.step) ?? '')
  const name = at?.at(-1)
  if (!at || !own || name === undefined) return null
  const cuts = Object.values(definition.mappings).flatMap((mapping) =>
    pathsTo(mapping.fields, name).flatMap((path) => {
      const fields = fieldsNamed(entities.get(mapping.to)?.fields ?? {}, name)
      const lengths = fields.flatMap((field) => (field.type === 'text' && field.maxLength ? [field.maxLength] : []))
      const present = expressionAt(mapping.fields, path)
      if (present === null || lengths.length === 0 || !isHarmless(fields)) return []
      const after = cutAfter(present, Math.min(...lengths))
      return after === null ? [] : [{ mapping: mapping.id, path, present, after, most: Math.min(...lengths) }]
    }),
  )
  const first = cuts.find(({ mapping, path }) => mapping === own.id && path.join('.') === at.join('.'))
  if (!first) return null
  const alike = cuts.filter(({ present }) => sameText(present, first.present))
  return {
    kind: 'mapping-edit',
    title: `${at.join('.')} is cut after ${first.most} characters, in ${alike.map(({ mapping }) => mapping).join(' and ')}`,
    reason: `${name} holds ${first.most} characters in GP. It touches no money, and the journal of each order says what was cut.`,
    changes: [
      {
        do: 'edit-definition',
        edits: alike.map(({ mapping, path, present, after }) => ({
          ...{ do: 'set-field', mapping, path: [...path], before: present, after },
        })),
      },
    ],
    evidence: [question.message],
    steps: [
      {
        owner: 'integrator',
        says: 'Or shorten the text in the shop, where nothing of it may be lost; then the order starts again by itself.',
      },
    ],
  }
}

/** An optional text is cut where there is one. Null: it is cut already, or nobody can tell how. */
function cutAfter(present: string, most: number): string | null {
  if (present.includes('truncate(')) return null
  if (!/^(unlessEmpty|optional)\b/.test(present)) return `truncate(${present}, ${most})`
  const inner = /^unlessEmpty\((.*)\)$/s.exec(present)?.[1]
  return inner && balanced(inner) ? `unlessEmpty(truncate(${inner}, ${most}))` : null
}

/** The same field of the record, whatever a mapping calls the record: "shipTo.city", "address.city". */
const sameText = (one: string, other: string) => one.replace(/\b\w+\./g, '') === other.replace(/\b\w+\./g, '')

/** Where a mapping fills a field of this name: by path, through records and rows. */
function pathsTo(fields: Readonly<Record<string, unknown>>, name: string): string[][] {
  return Object.entries(fields).flatMap(([own, form]) => {
    const within =
      typeof form === 'object' && form !== null && 'fields' in form
        ? pathsTo(form.fields as Readonly<Record<string, unknown>>, name).map((path) => [own, ...path])
        : []
    return own === name ? [[own], ...within] : within
  })
}

function balanced(text: string): boolean {
  let depth = 0
  for (const sign of text.replace(/"(?:\\.|[^"\\])*"/g, '""')) {
    if (sign === '(') depth++
    if (sign === ')' && --depth < 0) return false
  }
  return depth === 0
}

/** The mapping by which a step makes its document. */
function mappingOf(steps: readonly Step[], id: string | null): string | null {
  for (const one of steps) {
    if ('id' in one && one.id === id && 'by' in one) return one.by
    if ('steps' in one) {
      const within = mappingOf(one.steps as readonly Step[], id)
      if (within !== null) return within
    }
  }
  return null
}

/** The expression of a field by its path, where each part of it is a record or a list of rows. */
function expressionAt(
  fields: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
): string | null {
  const form = memberOf(fields, name)
  if (rest.length === 0) return typeof form === 'string' ? form : null
  const within = typeof form === 'object' && form !== null && 'fields' in form ? form.fields : null
  return within ? expressionAt(within as Readonly<Record<string, unknown>>, rest) : null
}

/** The customer that all guests go to is named in a setting, and GP has none: it can be made exactly. */
function guestCustomer({ question, definition, entities, absentCustomer }: FixFacts): Part | null {
  if (question.diagnosis?.cause !== 'gp.customer-absent') return null
  const text = (name: string) => {
    const found = memberOf(definition.settings.settings, name)
    return found?.type === 'text' ? (found.value ?? '') : ''
  }
  const key = text('guestCustomer')
  if (key === '' || absentCustomer !== key) return null
  if (!entities.has('gp.customer')) return null
  const after = {
    Name: 'Web shop guests',
    ...(text('customerClass') === '' ? {} : { ClassKey: text('customerClass') }),
  }
  return {
    kind: 'create-record',
    title: `Create customer ${key} in GP, for guests of the shop`,
    reason: `The setting guestCustomer says that guest orders go to ${key}, and GP has no such customer.`,
    changes: [{ do: 'write', write: 'create', record: ref('gp.customer', key), after, tellCustomer: false }],
    evidence: question.diagnosis.evidence,
    steps: [
      {
        owner: 'GP admin',
        says: `Then look at the card: Cards > Sales > Customer, ${key}: terms, class and accounts come from the class.`,
      },
    ],
  }
}

/** Items that GP does not have at the site of their line: each pair can be made exactly, where the hub has eConnect. */
function unassigned({ question, unassigned: pairs }: FixFacts): Part | null {
  if (pairs.length === 0) return null
  const named = pairs.map(({ item, site }) => `${item} to ${site}`).join(', ')
  return {
    kind: 'create-record',
    title: pairs.length === 1 ? `Assign ${named} in GP` : `Assign ${pairs.length} items to their sites in GP`,
    reason: `GP takes no order of an item at a site that it is not assigned to. Not assigned: ${named}.`,
    changes: pairs.map(({ item, site }) => ({
      ...{ do: 'write', write: 'create', record: ref('gp.itemSite', `${site}/${item}`) },
      ...{ after: { WarehouseKey: site, ItemKey: item }, tellCustomer: false },
    })),
    evidence: question.diagnosis?.evidence ?? [],
    steps: [
      {
        owner: 'GP admin',
        says: 'Only if the shop sells from that site. Where it does not, correct the setting site instead.',
      },
    ],
  }
}

/** The step of the standard flow of orders. */
export const paidInAnotherState = 'stop-unless-the-order-is-paid-in-full-but-its-state-does-not'

/**
 * A state in which orders wait although they are paid. Where an order was in a paid state before, this one more likely
 * takes the sale back, as a state “cancelled” of the shop's own does: that is a person's to say. So it is where orders in it
 * are not paid: the setting takes over all of them.
 */
function acceptedState({ question, definition, state, records, wasPaid, inState }: FixFacts): Part | null {
  const setting = memberOf(definition.settings.settings, 'acceptedStates')
  // Another question names the setting as well: of orders that are in GP and may be cancelled.
  const paid = question.code === 'stopped_by_flow' && question.step === paidInAnotherState
  if (!paid || wasPaid !== false || inState?.unpaid !== 0 || inState.orders === 0 || setting?.type !== 'texts')
    return null
  if (!state || (setting.value ?? []).includes(state.id)) return null
  const before = setting.value
  return {
    kind: 'setting',
    title: `Orders in state ${state.id} are taken over, paid or not`,
    reason: `${counted(records.length)} in the state “${state.name}” are paid in full, by the payments that the shop has booked. From then on each order in it is a sale, also one that is not paid; of the ${inState.orders} newest in it all are paid now.`,
    changes: [
      {
        do: 'edit-definition',
        edits: [
          { do: 'set-setting', name: 'acceptedStates', before: before as Json, after: [...(before ?? []), state.id] },
        ],
      },
    ],
    evidence: [question.message],
    steps: [
      {
        owner: 'shop admin',
        says: 'Or correct the state of the order in the shop (Orders > Orders): then it goes on by itself.',
      },
    ],
  }
}

/** Passes by itself: nobody is asked for anything but to try again, and not before it is quiet. */
function passing({ question, triage, quietMs, records }: FixFacts): Part | null {
  const helps = question.diagnosis?.retryHelps ?? triage?.retryHelps ?? false
  if (!helps) return null
  const says = triage?.says ?? question.message
  if (quietMs < passesInMs || records.length === 0)
    return {
      kind: 'wait',
      title: 'Wait: the hub tries again by itself',
      reason: says,
      steps: [{ owner: 'nobody (waits)', says: triage?.next ?? question.hint }],
    }
  return {
    kind: 'replay',
    title: `Try ${counted(records.length)} again`,
    reason: `${says} It passes by itself, and was not seen for ${Math.floor(quietMs / 60_000)} minutes. What was sent before is looked up first: nothing is written twice.`,
    changes: [{ do: 'replay', records: records.slice(0, mostReplayed) }],
    evidence: [question.message],
  }
}

/** What somebody has to do elsewhere. The records start again once it is done. */
function step({ question, triage, records }: FixFacts): Part {
  const known = question.diagnosis ?? triage
  const own = { owner: known?.owner ?? ('integrator' as const), says: question.diagnosis ? known!.next : question.hint }
  return {
    kind: 'step',
    title: known ? oneLine(known.says).replace(/\.$/, '') : question.code,
    reason: question.message,
    steps: [
      own,
      ...(records.length > 0 && question.code !== 'record_gone'
        ? [
            {
              owner: 'integrator' as const,
              says: `Then the hub sees that it is done and proposes to start ${counted(records.length)} again; "ledgerline replay --incident ID" does it at once.`,
            },
          ]
        : []),
    ],
    evidence: known?.evidence ?? [],
  }
}

/** Whether a fix is something to decide on. */
export const canBeProposed = ({ changes }: Fix): boolean => changes.length > 0
