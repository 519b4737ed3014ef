import { HubError } from '../domain/errors.ts'
import { refText, systemOf } from '../domain/record.ts'
import { echoed, isEcho } from './echo.ts'
import { takeIn } from './intake.ts'
import type { Look } from './poller.ts'

/** Changes that are looked at in a row; each is one read. */
const mostAtOnce = 50

/**
 * Looks at the changes of records that the hub has written last, which were stored without a job: an echo is forgotten,
 * what is no echo starts its flows. One that was reported again while it was looked at stays for the next look, since the
 * read may be older than that. One that cannot be read gets its run after a minute, which says why (`enqueueUntaken`).
 */
export async function lookAtEchoes({ loop, integration, lease }: Look): Promise<void> {
  const { parts, connections, programs } = loop
  const { stores } = parts.database
  const program = await programs.at(integration.id, integration.version)
  const entities = echoed(program)
  if (entities.length === 0) return
  const changes = await stores.changes.untaken(integration.id, parts.clock.now(), mostAtOnce, entities)
  const links = await stores.links.own(
    integration.id,
    changes.map(({ record }) => record),
  )
  for (const change of changes) {
    const { record } = change
    const link = links.get(refText(record))
    if (!link || connections.pauseMs(integration.id, systemOf(record.entity)) > 0) continue
    const held = await connections.read(integration, record, { fresh: true }).catch((error: unknown) => {
      if (error instanceof HubError) return undefined
      throw error
    })
    if (held === undefined) continue
    const echo = isEcho(parts.entities.get(record.entity)!, link, held, parts.seal)
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      if (echo) await tx.changes.forget(change)
      else await takeIn(tx, integration, program, [{ record }], 'sweep', parts.clock.now(), { look: 'at nothing' })
    })
    if (echo) parts.metrics.count('ledgerline_echoes_total', { entity: record.entity })
  }
}
