import { instant, msBetween } from '../../domain/clock.ts'
import type { Connector } from '../../domain/connector.ts'
import { followedAs, followedRecord } from '../../domain/hub-records.ts'
import { takeIn } from './intake.ts'
import type { Look } from './poller.ts'

/** The name under which failures of this are kept, beside those of the connector's feeds. */
export const followingFeed = 'changed-parts'
const mostAtOnce = 100
/** A feed that looks at everything is not brought forward more often. */
const broughtForwardAfterMs = 10 * 60_000

/**
 * Changes of records that others are made of, such as an address that the shop's module reported: they are followed to the
 * orders that are made of them. What was reported again meanwhile is in what those runs read.
 *
 * @returns milliseconds until it is due again
 */
export async function followDependencies(
  { loop: { parts, connections, programs }, integration, lease }: Look,
  connector: Connector,
): Promise<number> {
  if (!connector.dependencies || !connector.dependents) return 60_000
  const { stores } = parts.database
  const changed = await stores.changes.untaken(integration.id, parts.clock.now(), mostAtOnce, [
    ...connector.dependencies,
    ...followedAs,
  ])
  for (const { record } of changed) {
    const its = followedRecord(record)
    if (!connector.dependencies.has(its.entity)) continue
    const found = await connections.call(integration, connector.system, 'dependents', () => connector.dependents!(its))
    const program = await programs.at(integration.id, integration.version)
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      if ('feed' in found) {
        const known = await tx.cursors.get(integration.id, found.feed)
        if (known && msBetween(known.polledAt, parts.clock.now()) < broughtForwardAfterMs) return
        if (known) await tx.cursors.put(integration.id, found.feed, known.cursor, instant(0))
      } else await takeIn(tx, integration, program, found.changed, 'sweep', parts.clock.now(), { look: 'at nothing' })
      await tx.changes.followed(integration.id, [record])
    })
  }
  // What was brought forward is looked at soon.
  if (changed.length > 0) return changed.length >= mostAtOnce ? 0 : 1_000
  return 60_000
}
