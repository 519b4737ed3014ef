import type { Integration } from '../../domain/definition.ts'
import { HubError } from '../../domain/errors.ts'
import type { FixChange } from '../../domain/fix.ts'
import { type UnsureValue, unsureValuesRecord, unsureValuesValue } from '../../domain/new-values.ts'
import type { EntityName, IntegrationId, RecordValue } from '../../domain/record.ts'
import { turnedDownIn } from '../../domain/turned-down.ts'
import { type Definition, definitionFromParts } from '../../language/index.ts'
import { suggestEntries } from '../value-maps.ts'
import type { Row } from '../values/suggest.ts'
import { listed } from './look.ts'
import { type NewEdit, newStates, suggestNames, sureOnes, unsureOnes } from './new-entries.ts'
import { type FixParts, sameChanges } from './offer.ts'
import { brokenBy } from './policy.ts'

/** The lists of both systems are read so often: a new carrier is seldom used within the hour. */
const everyMs = 60 * 60_000
const mostRejected = 500
/** A report lists no more. */
const mostUnsure = 20
/** Newest orders whose payments are looked at. */
const recentOrders = 100

/** What is proposed together. */
interface Offer {
  readonly occasion: string
  readonly title: string
  readonly reason: string
  readonly edits: readonly NewEdit[]
}

/** Values of one look that nothing is surely the answer of. `whole`: both systems gave all their lists. */
interface Unsure {
  readonly values: UnsureValue[]
  whole: boolean
}

/**
 * Looks for what is new in the shop and has no answer yet: carriers, taxes and other values of value maps, payment methods,
 * order states. What each is in GP, or which setting it belongs to, is proposed before the first order needs it, where it is
 * sure; the rest is stored for the morning report. What a person rejected is not proposed again. Reads both systems, at most once an hour.
 *
 * @returns a look at one integration, to be taken again and again
 */
export function createNewValues(parts: FixParts): (integration: IntegrationId) => Promise<void> {
  const { database, clock } = parts
  const { stores } = database
  const looked = new Map<string, number>()

  return async (id) => {
    const integration = await stores.integrations.get(id)
    if (!integration || integration.paused) return
    // A new version of the definition is looked at as it is.
    const now = Date.parse(clock.now())
    const place = `${id} ${integration.version}`
    if (now - (looked.get(place) ?? 0) < everyMs) return
    looked.set(place, now)
    const definition = definitionFromParts(await stores.integrations.version(id, integration.version))
    const rejected = await stores.proposals.list({ integration: id, state: 'rejected', limit: mostRejected })
    const pending = await stores.proposals.list({ integration: id, state: 'pending', limit: mostRejected })
    // What the fix of an incident answers waits for its decision there.
    const asked = pending.filter(({ occasion }) => occasion?.startsWith('fix '))
    const settled = turnedDownIn([...rejected, ...asked])
    const unsure: Unsure = { values: [], whole: true }
    for (const look of [valueMapOffers, paymentOffers, stateOffers])
      for (const offer of await look(integration, definition, settled, unsure))
        await propose(integration, definition, offer)
    // Where a system did not answer, what was known of its values stays.
    if (!unsure.whole) return
    await database.transaction((tx) =>
      tx.ownRecords.put(id, unsureValuesRecord, unsureValuesValue(unsure.values.slice(0, mostUnsure)), clock.now()),
    )
  }

  /** Null: a system does not answer, and is asked by the next look. */
  async function unlessAway<T>(read: () => Promise<T>): Promise<T | null> {
    try {
      return await read()
    } catch (error) {
      if (error instanceof HubError) return null
      throw error
    }
  }

  async function valueMapOffers(
    integration: Integration,
    { valueMaps }: Definition,
    settled: ReadonlySet<string>,
    unsure: Unsure,
  ) {
    const offers: Offer[] = []
    for (const valueMap of Object.values(valueMaps)) {
      const { between } = valueMap
      if (!between) continue
      const sides = await unlessAway(() =>
        Promise.all([
          listed(parts, integration, between.from.entity as EntityName),
          listed(parts, integration, between.to.entity as EntityName),
        ]),
      )
      if (!sides) {
        unsure.whole = false
        continue
      }
      const [from, to] = sides
      const found = suggestEntries({ valueMap, from, to }) ?? []
      offers.push(...offerOf(valueMap.id, sureOnes(valueMap, found, settled)))
      unsure.values.push(...unsureOnes(valueMap, found, settled))
    }
    return offers
  }

  /**
   * Payment modules: those of the newest orders, whatever their state, and those that order states belong to, which a module
   * makes when it is installed. Where a setting answers for all that are not listed, nothing is asked.
   */
  async function paymentOffers(
    integration: Integration,
    { valueMaps, settings }: Definition,
    settled: ReadonlySet<string>,
    unsure: Unsure,
  ) {
    const { payment, receipt } = valueMaps
    const answered = settings.settings.paymentTerms?.value
    const asked = [...(payment && !answered ? [payment] : []), ...(receipt ? [receipt] : [])]
    if (asked.length === 0) return []
    const offers: Offer[] = []
    const names = await unlessAway(() => paymentsOf(integration))
    for (const valueMap of asked) {
      const to = await unlessAway(() => answersOf(integration, valueMap.id))
      if (!names || !to) {
        unsure.whole = false
        continue
      }
      const found = suggestNames(valueMap, names, to)
      offers.push(...offerOf(valueMap.id, sureOnes(valueMap, found, settled)))
      unsure.values.push(...unsureOnes(valueMap, found, settled))
    }
    return offers
  }

  async function paymentsOf(integration: Integration): Promise<Row[]> {
    const orders = await parts.remote.search(integration, 'prestashop.order', { where: {}, limit: recentOrders })
    const states = await parts.remote.rows(integration, 'prestashop', 'order_states', { where: {}, limit: 500 })
    const names = new Map<string, string>()
    for (const { module_name: module, name } of states)
      if (typeof module === 'string' && module !== '') names.set(module, typeof name === 'string' ? name : module)
    for (const { module, payment } of [...orders].reverse())
      if (typeof module === 'string' && module !== '') names.set(module, String(payment ?? module))
    return [...names].map(([key, label]) => ({ key, label }))
  }

  async function answersOf(integration: Integration, valueMap: string): Promise<Row[]> {
    const rowsOf = (records: readonly RecordValue[]) =>
      records.flatMap(({ Key, Description }) =>
        typeof Key === 'string' ? [{ key: Key, label: typeof Description === 'string' ? Description : Key }] : [],
      )
    if (valueMap === 'payment') return rowsOf(await parts.remote.list(integration, 'gp.paymentTerms'))
    const cards = rowsOf(await parts.remote.list(integration, 'gp.paymentCardType'))
    return [...cards, { key: 'Check', label: 'Check' }, { key: 'Cash', label: 'Cash' }]
  }

  async function stateOffers(integration: Integration, { settings }: Definition, settled: ReadonlySet<string>) {
    const states = await unlessAway(() => listed(parts, integration, 'prestashop.orderState'))
    return newStates(settings.settings, states ?? [], settled).map(({ setting, states: its, says, edit }): Offer => {
      const names = its.map(({ id: state, name }) => `“${name}” (${state})`).join(', ')
      return {
        occasion: `new values ${setting}`,
        title: `${counted(its.length, 'order state')} for the setting ${setting}`,
        reason: `The shop has ${names}, which no setting names. By the name, ${says}.`,
        edits: [edit],
      }
    })
  }

  async function propose(
    { id }: Integration,
    { valueMaps }: Definition,
    { occasion, title, reason, edits }: Offer,
  ): Promise<void> {
    const changes: FixChange[] = [{ do: 'edit-definition', edits }]
    const around = {
      definition: { settings: { format: 1, settings: {} }, flows: {}, mappings: {}, valueMaps, customFields: {} },
      entities: await parts.entitiesOf(id),
      has: () => null,
    } as const
    if (brokenBy(changes, around).length > 0) return
    const made = await stores.proposals.madeFor(id, occasion)
    if (made && made.state !== 'expired' && sameChanges(made, { changes })) return
    if (made?.state === 'pending' && made.approvals.length > 0) return
    await unlessAway(async () => {
      if (made?.state === 'pending') await parts.withdraw(made.id, 'A proposal with other new values takes its place.')
      await parts.propose({
        integration: id,
        title,
        reason,
        changes,
        incidents: [],
        proposedBy: { kind: 'hub' },
        occasion,
      })
    })
  }
}

/** What comes of a value without an answer. */
const unanswered: Readonly<Record<string, string>> = {
  payment: 'Without an answer orders paid so take the terms that their customer has.',
}

function offerOf(valueMap: string, edits: readonly NewEdit[]): Offer[] {
  if (edits.length === 0) return []
  const names = edits.map(({ from, after }) => `“${(after as { label?: string }).label ?? String(from)}”`)
  return [
    {
      occasion: `new values ${valueMap}`,
      title: `${counted(edits.length, 'new value')} of ${valueMap}: ${edits.length === 1 ? 'what it is' : 'what they are'} in GP`,
      reason: `The shop has ${names.join(', ')} and the value map ${valueMap} has no entry for it. ${unanswered[valueMap] ?? 'Without an answer the first order that needs it would stop.'}`,
      edits,
    },
  ]
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
