import type { Finding } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { HubError } from '../../domain/errors.ts'
import type { FixChange } from '../../domain/fix.ts'
import { type UnsureValue, unsureValuesRecord, unsureValuesValue } from '../../domain/new-values.ts'
import type { IntegrationId } from '../../domain/record.ts'
import { turnedDownIn } from '../../domain/turned-down.ts'
import { type Definition, definitionFromParts, goesOnWithout, sourcesOf } from '../../language/index.ts'
import { suggestEntries } from '../value-maps.ts'
import { listed } from './look.ts'
import { type NewEdit, newStates, stateFindings, sureOnes, unsureOnes } from './new-entries.ts'
import { type FixParts, sameChanges } from './offer.ts'
import { brokenBy } from './policy.ts'
import { taxFindings } from './tax-answers.ts'

/** What a check of an integration says of order states and taxes. A system that does not answer has a finding of its own. */
export const createListFindings =
  (parts: Pick<FixParts, 'remote'>) =>
  async (integration: Integration, definition: Pick<Definition, 'settings' | 'valueMaps'>): Promise<Finding[]> => {
    try {
      const states = await listed(parts, integration, 'prestashop.orderState')
      return [
        ...stateFindings(definition.settings.settings, states),
        ...(await taxFindings(parts, integration, definition)),
      ]
    } catch (error) {
      if (error instanceof HubError) return []
      throw error
    }
  }

/** The lists of both systems are read so often: a new carrier is seldom used within the hour. */
const everyMs = 60 * 60_000
const mostRejected = 500
/** A report lists no more. */
const mostUnsure = 20

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
    for (const look of [valueMapOffers, stateOffers])
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

  /** Where a setting or the value itself answers for all that are not listed, and where nothing lists the answers, nothing is asked. */
  async function valueMapOffers(
    integration: Integration,
    { valueMaps, settings }: Definition,
    settled: ReadonlySet<string>,
    unsure: Unsure,
  ) {
    const offers: Offer[] = []
    const read = parts.valueMapSides(integration)
    for (const each of Object.values(valueMaps)) {
      const named = parts.withSides(each)
      if (!named || sourcesOf(named.between.to).length === 0) continue
      if (goesOnWithout(named, settings, () => true)('')) continue
      const sides = await read(each)
      if (!sides || sides.away) {
        unsure.whole &&= sides?.away !== true
        continue
      }
      const found = suggestEntries({ valueMap: named, from: sides.from.rows, to: sides.to.rows }) ?? []
      offers.push(...offerOf(named.id, sureOnes(named, found, settled)))
      unsure.values.push(...unsureOnes(named, found, settled))
    }
    return offers
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
      const outcome = 'A proposal with other new values takes its place.'
      if (made?.state === 'pending' && !(await parts.withdraw(made.id, outcome))) return
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
