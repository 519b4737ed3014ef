import type { Finding } from '../../domain/connector.ts'
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

/** One word is enough: a person is asked. */
function isOnlyAuthorised(name: string): boolean {
  const { means } = heardIn(name)
  return (means.has('authorised') || waitsForCapture.test(name)) && !means.has('paid')
}
/** "Waiting for capture", "En attente de capture": names that modules give the state after an authorisation. */
const waitsForCapture = /\b(?:wait|await|pending|to be|attente|wart|attesa|espera|afwachting)\w*\b.{0,20}\bcaptur/i

/** A shop has states 1 to 13 when it is installed, used or not (PrestaShop, install/data/xml/order_state.xml). */
const installedStates = 13

export interface NewStates {
  readonly setting: string
  readonly states: readonly { readonly id: string; readonly name: string }[]
  readonly says: string
  readonly edit: NewEdit
}

/** Ids that settings of states name. */
const namedStates = (settings: Readonly<Record<string, Setting>>): ReadonlySet<string> =>
  new Set(
    Object.entries(settings).flatMap(([name, { value }]) => (/state/i.test(name) ? [value].flat().map(String) : [])),
  )

/**
 * What nobody has said of the states of the shop, where payments become receipts or deposits: whether money has come, or is only
 * authorised. States in which goods are made ready or leave are marked as paid in every shop, and say nothing of money. Pure.
 */
export function stateFindings(settings: Readonly<Record<string, Setting>>, states: readonly RecordValue[]): Finding[] {
  if (settings.paymentStates?.type !== 'texts' || settings.authorisedStates?.type !== 'texts') return []
  const named = namedStates(settings)
  const unsaid = states.flatMap(({ id, name, module_name, paid, shipped, delivery, deleted }) =>
    typeof id === 'string' && typeof name === 'string' && deleted !== true && !named.has(id)
      ? [
          {
            says: `“${name.slice(0, 64)}” (${id}${typeof module_name === 'string' && module_name !== '' ? `, ${module_name.slice(0, 64)}` : ''})`,
            ...{ id, onlyAuthorised: isOnlyAuthorised(name) },
            isPaid: paid === true && shipped !== true && delivery !== true,
          },
        ]
      : [],
  )
  const authorised = unsaid.filter(({ onlyAuthorised }) => onlyAuthorised)
  const paid = unsaid.filter(({ onlyAuthorised, isPaid }) => isPaid && !onlyAuthorised)
  const listed = (some: typeof unsaid) =>
    some
      .slice(0, mostNamed)
      .map(({ says }) => says)
      .join(', ')
  return [
    ...(authorised.length === 0
      ? []
      : [
          {
            ...{ check: 'hub.states.authorised', level: 'warning' as const },
            found: `By its name, money is only authorised in ${listed(authorised)}, and no setting says so: a payment of such an order may become a receipt before the money was taken.`,
            todo: `Add to the setting authorisedStates: ${authorised.map(({ id }) => id).join(', ')}. Name the states by which the capture is said in paymentStates or capturedStates; where the module captures when goods are shipped, that is the shipped state, in capturedStates. If the money has come in such a state, name it in paymentStates.`,
          },
        ]),
    ...(paid.length === 0
      ? []
      : [
          {
            ...{ check: 'hub.states.paid', level: 'warning' as const },
            found: `The shop marks ${listed(paid)} as paid, and no setting says whether money has come by then, or is only authorised.`,
            todo: `Add each to one setting: paymentStates where staff or a module say by it that money came, authorisedStates where it is only authorised, capturedStates where it says of such money that it is captured. A payment that the shop writes by itself with another state asks a person.`,
          },
        ]),
  ]
}
/** States that one sentence names. */
const mostNamed = 10

/**
 * States of the shop that no setting names, where name and flag say what they are. Those that settings name were thought
 * of already. Pure.
 */
export function newStates(
  settings: Readonly<Record<string, Setting>>,
  states: readonly RecordValue[],
  turnedDown: ReadonlySet<string>,
): NewStates[] {
  const named = namedStates(settings)
  const fresh = states.flatMap(({ id, name, paid, deleted }) =>
    typeof id === 'string' &&
    typeof name === 'string' &&
    deleted !== true &&
    !named.has(id) &&
    Number(id) > installedStates
      ? [{ id, name, paid: paid === true, heard: heardIn(name) }]
      : [],
  )
  return stateSettings.flatMap(({ setting, says, paid: isPaid, means: own, beside = [], never = '' }) => {
    const its = settings[setting]
    if (its?.type !== 'texts') return []
    const before = its.value ?? []
    const added = fresh.filter(
      ({ id, paid, heard: { means, whole } }) =>
        whole &&
        paid === isPaid &&
        means.has(own) &&
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

/** Everything that a name says, in any of the languages that the words know. `whole`: each part of it is understood. */
function heardIn(name: string): { readonly means: Meanings; readonly whole: boolean } {
  const said = pieces(name).map(({ text }) => text)
  const means = new Set<string>()
  let whole = true
  for (let at = 0; at < said.length; ) {
    const found = words.phrase(said, at)
    for (const [meaning, strength] of found?.meanings ?? []) if (strength === 1) means.add(meaning)
    whole &&= found !== null || fillers.has(said[at]!)
    at += found?.length ?? 1
  }
  return { means, whole }
}
