import { msBetween } from '../../domain/clock.ts'
import { HubError } from '../../domain/errors.ts'
import { type RecordRef, type RecordValue, refText, systemOf } from '../../domain/record.ts'
import { isEcho } from '../write/echo.ts'
import { takeIn } from './intake.ts'
import type { Look } from './poller.ts'

/** Changes that are looked at in a row; each is one read. */
const mostAtOnce = 50

/** What cannot be read for so long gets its run, which says why. */
const lookedAtMs = 60_000

/**
 * Looks at the changes of records that the hub has written last, which are held without a job: an echo is forgotten, what
 * is no echo starts its flows. Each is looked at once; then it is one of those that wait for their run. One that was
 * reported again while it was looked at stays for the next look, since the read may be older than that.
 *
 * @returns milliseconds until it is due again
 */
export async function lookAtEchoes({ loop, integration, lease }: Look): Promise<number> {
  const { parts, connections, programs } = loop
  const { stores } = parts.database
  const changes = await stores.changes.held(integration.id, mostAtOnce)
  if (changes.length === 0) return 60_000
  const program = await programs.at(integration.id, integration.version)
  const links = await stores.links.own(
    integration.id,
    changes.map(({ record }) => record),
  )
  for (const change of changes) {
    const { record } = change
    const link = links.get(refText(record))
    const held = link ? await read(record) : null
    if (held === undefined && msBetween(change.at, parts.clock.now()) < lookedAtMs) continue
    const echo = !!link && !!held && isEcho(program.entities.get(record.entity)!, link, held, parts.seal)
    await parts.database.transaction(async (tx) => {
      await lease.mustHold(tx)
      if (echo) return tx.changes.forget(change)
      const taken = await takeIn(tx, integration, program, [{ record }], 'sweep', parts.clock.now(), {
        look: 'at nothing',
      })
      // Rounds find what nothing is started by: left here it would be looked at for ever.
      if (taken.length === 0) await tx.changes.forget(change)
    })
    if (echo) parts.metrics.count('ledgerline_echoes_total', { entity: record.entity })
  }
  return 1_000

  /** Undefined: it cannot be read. */
  async function read(record: RecordRef): Promise<RecordValue | null | undefined> {
    if (connections.pauseMs(integration.id, [systemOf(record.entity)]) > 0) return undefined
    return connections.read(integration, record, { fresh: true }).catch((error: unknown) => {
      if (error instanceof HubError) return undefined
      throw error
    })
  }
}
