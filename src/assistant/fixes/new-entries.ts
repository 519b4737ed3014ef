import type { UnsureValue } from '../../domain/new-values.ts'
import type { Json, RecordValue } from '../../domain/record.ts'
import type { Setting, ValueMap } from '../../language/index.ts'
import type { RowSuggestion } from '../values/suggest.ts'
import { lexicon } from '../words/lexicon.ts'
import orderState from '../words/order-state.json' with { type: 'json' }
import { pieces } from '../words/text.ts'

/** Entries of one proposal: a person has to check each. */
const mostEntries = 20

export type NewEdit = { readonly [member: string]: Json }

/** Values that the map has no entry for at all, each with the answer that is sure. Pure. */
export function sureOnes(
  valueMap: ValueMap,
  found: readonly RowSuggestion[],
  turnedDown: ReadonlySet<string>,
): NewEdit[] {
  const known = new Set(valueMap.entries.map((entry) => entry.from))
  return found
    .filter(({ key }) => !known.has(key) && !turnedDown.has(`${valueMap.id} ${key}`))
    .flatMap(({ key, label, candidates: [top] }) =>
      top?.suggested && top.against.length === 0
        ? [
            {
              ...{ do: 'set-value', valueMap: valueMap.id, from: key, before: null },
              after: { label: label.slice(0, 200), to: top.key, why: top.reasons.join(' ').slice(0, 500) },
            },
          ]
        : [],
    )
    .slice(0, mostEntries)
}

/** Values without an entry where nothing in GP is surely the answer: people hear of them before an order needs one. Pure. */
export function unsureOnes(
  valueMap: ValueMap,
  found: readonly RowSuggestion[],
  turnedDown: ReadonlySet<string>,
): UnsureValue[] {
  const known = new Set(valueMap.entries.map((entry) => entry.from))
  return found
    .filter(({ key }) => !known.has(key) && !turnedDown.has(`${valueMap.id} ${key}`))
    .flatMap(({ key, label, candidates: [top] }) => {
      if (top?.suggested && top.against.length === 0) return []
      const named = label === key ? key : `${label} (${key})`
      const perhaps = top === undefined ? null : top.label === top.key ? top.key : `${top.key} (${top.label})`
      return [{ valueMap: valueMap.id, value: named.slice(0, 200), perhaps }]
    })
    .slice(0, mostEntries)
}

type Meanings = ReadonlySet<string>

/**
 * What a new order state may be added to, by its flag and by what its name means. All of the name has to be understood, and to
 * say nothing but this, what is named `beside` it, and ways to pay: a state "Partially paid", or "Paid, on hold", would book money
 * that nobody has.
 */
const stateSettings: readonly {
  readonly setting: string
  readonly says: string
  readonly paid: boolean
  readonly means: string
  readonly beside?: readonly string[]
  readonly never?: string
}[] = [
  {
    setting: 'acceptedStates',
    says: 'orders in it are taken over although they are not paid: the money comes with the parcel or later',
    ...{ paid: false, means: 'cash-on-delivery', beside: ['awaiting-payment', 'preparing'] },
  },
  {
    setting: 'unpaidStates',
    says: 'an order in it waits for its payment',
    ...{ paid: false, means: 'awaiting-payment', never: 'cash-on-delivery' },
  },
  {
    setting: 'paymentStates',
    says: 'staff say by it that money came',
    ...{ paid: true, means: 'paid' },
  },
]

/** A shop has states 1 to 13 when it is installed, used or not (PrestaShop, install/data/xml/order_state.xml). */
const installedStates = 13

export interface NewStates {
  readonly setting: string
  readonly states: readonly { readonly id: string; readonly name: string }[]
  readonly says: string
  readonly edit: NewEdit
}

/**
 * States of the shop that no setting names, where name and flag say what they are. Those that settings name were thought
 * of already. Pure.
 */
export function newStates(
  settings: Readonly<Record<string, Setting>>,
  states: readonly RecordValue[],
  turnedDown: ReadonlySet<string>,
): NewStates[] {
  const named = new Set(
    Object.entries(settings).flatMap(([name, { value }]) => (/state/i.test(name) ? [value].flat().map(String) : [])),
  )
  const fresh = states.flatMap(({ id, name, paid, deleted }) =>
    typeof id === 'string' &&
    typeof name === 'string' &&
    deleted !== true &&
    !named.has(id) &&
    Number(id) > installedStates
      ? [{ id, name, paid: paid === true, means: meaningsOf(name) }]
      : [],
  )
  return stateSettings.flatMap(({ setting, says, paid: isPaid, means: own, beside = [], never = '' }) => {
    const its = settings[setting]
    if (its?.type !== 'texts') return []
    const before = its.value ?? []
    const added = fresh.filter(
      ({ id, paid, means }) =>
        paid === isPaid &&
        means?.has(own) &&
        !means.has(never) &&
        [...means].every((one) => one === own || beside.includes(one) || !(one in orderState)) &&
        !turnedDown.has(`${setting} ${id}`),
    )
    if (added.length === 0) return []
    const after = [...before, ...added.map(({ id }) => id)]
    return [{ setting, states: added, says, edit: { do: 'set-setting', name: setting, before: [...before], after } }]
  })
}

const words = lexicon(['order-state', 'payment'], '')

/** Words of a name that say nothing by themselves, in the languages that the words know. */
const fillers = new Set(
  'by the per via with in of a an and at par avec le la les des du de un une et mit per von der die das und bei con il el los por en e op met van'.split(
    ' ',
  ),
)

/** Everything that a name says, in any of the languages that the words know. Null: a part of it is not understood. */
function meaningsOf(name: string): Meanings | null {
  const said = pieces(name).map(({ text }) => text)
  const means = new Set<string>()
  for (let at = 0; at < said.length; ) {
    const found = words.phrase(said, at)
    for (const [meaning, strength] of found?.meanings ?? []) if (strength === 1) means.add(meaning)
    if (!found && !fillers.has(said[at]!)) return null
    at += found?.length ?? 1
  }
  return means
}
