import { HubError } from '../../domain/errors.ts'
import type { FixChange } from '../../domain/fix.ts'
import type { EntityName, IntegrationId } from '../../domain/record.ts'
import { definitionFromParts, type ValueMap } from '../../language/index.ts'
import { suggestEntries } from '../value-maps.ts'
import { listed } from './look.ts'
import { type FixParts, sameChanges } from './offer.ts'
import { brokenBy } from './policy.ts'

/** The lists of both systems are read so often: a new carrier is seldom used within the hour. */
const everyMs = 60 * 60_000
/** Entries of one proposal: a person has to check each. */
const mostEntries = 20

/**
 * Looks for values that are new in the shop, as a carrier or a tax that was added, and that no value map has: what each is
 * in GP is proposed before the first order needs it, where it is sure. Reads both systems, at most once an hour.
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
    const { valueMaps } = definitionFromParts(await stores.integrations.version(id, integration.version))
    const entities = await parts.entitiesOf(id)
    for (const valueMap of Object.values(valueMaps)) {
      const { between } = valueMap
      if (!between) continue
      try {
        const [from, to] = await Promise.all([
          listed(parts, integration, between.from.entity as EntityName),
          listed(parts, integration, between.to.entity as EntityName),
        ])
        const edits = newEntries(valueMap, from, to)
        if (edits.length === 0) continue
        const changes: FixChange[] = [{ do: 'edit-definition', edits }]
        const definition = {
          settings: { format: 1, settings: {} },
          flows: {},
          mappings: {},
          valueMaps,
          customFields: {},
        } as const
        if (brokenBy(changes, { definition, entities, has: () => null }).length > 0) continue
        const occasion = `new values ${valueMap.id}`
        const made = await stores.proposals.madeFor(id, occasion)
        if (made && made.state !== 'expired' && sameChanges(made, { changes })) continue
        if (made?.state === 'pending') {
          if (made.approvals.length > 0) continue
          await parts.withdraw(made.id, 'A proposal with other new values takes its place.')
        }
        await parts.propose({
          integration: id,
          title: `${edits.length === 1 ? 'A new value' : `${edits.length} new values`} of ${valueMap.id}: what it is in GP`,
          reason: `The shop has ${edits.map(({ from: key, after }) => `“${after.label ?? key}”`).join(', ')} since the value map ${valueMap.id} was filled. No order has needed it yet; without an answer the first one would stop.`,
          changes,
          ...{ incidents: [], proposedBy: { kind: 'hub' }, occasion },
        })
      } catch (error) {
        // A system that does not answer is asked by the next look.
        if (!(error instanceof HubError)) throw error
      }
    }
  }
}

/** Values of the shop that the map does not have at all, each with the answer that is sure. */
function newEntries(
  valueMap: ValueMap,
  from: Parameters<typeof suggestEntries>[0]['from'],
  to: Parameters<typeof suggestEntries>[0]['to'],
) {
  const known = new Set(valueMap.entries.map((entry) => entry.from))
  return (suggestEntries({ valueMap, from, to }) ?? [])
    .filter(({ key }) => !known.has(key))
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
