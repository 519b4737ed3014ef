import { Hono } from 'hono'
import { isClosed, isVoided } from '../domain/document.ts'
import { InvalidInput, NotFound, type Problem } from '../domain/errors.ts'
import { payoutKey } from '../domain/hub-records.ts'
import { integrationId, type RecordRef, ref, refText } from '../domain/record.ts'
import type { Link } from '../domain/stores.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { type DecidingParts, mustApprove } from './deciding.ts'
import type { FileParts } from './files.ts'
import type { RecordParts } from './records.ts'
import { serve } from './serve.ts'

export type TakeBackParts = FileParts &
  Pick<RecordParts, 'remote' | 'entities'> &
  Omit<DecidingParts, 'database' | 'clock'>

const takenBack = 'The settlement report was taken back.'

/**
 * A settlement report that was read by a wrong rule. Its rows go together with all that says that it was read, as long as no
 * journal stands on them: what is in the ledger is corrected there.
 */
export function takeBackRoutes(parts: TakeBackParts): Hono<CallerEnv> {
  const { database, clock, remote } = parts
  const app = new Hono<CallerEnv>()
  serve(app, routes.takeFileBack, async ({ params, body: { because }, caller, from }) => {
    const id = integrationId(params.integration)
    const file = ref('hub.file', params.key)
    const integration = await database.stores.integrations.get(id)
    const report = ref('hub.payoutFile', file.key)
    const payouts = integration ? await database.stores.payouts.ofFile(id, file.key) : []
    // All rows of one that was read may have been kept under an earlier file.
    const wasRead = payouts.length > 0 || (await database.stores.ownRecords.get(id, report)) !== null
    if (!integration || !wasRead)
      throw new NotFound(
        `Rows of the file ${file.key}`,
        'GET files lists the files; one that was skipped brought no rows.',
      )
    await mustApprove(parts, { caller, from }, 'This takes the rows of a settlement report back', `file ${file.key}`)
    const sources = payouts.map((payout) => ref('hub.payout', payoutKey(payout)))
    const links = (await Promise.all(sources.map((source) => database.stores.links.bySource(id, source))))
      .flat()
      .filter(({ target }) => isElsewhere(target))
    const standing = (await Promise.all(links.map((link) => problemOf(link)))).flatMap((one) => one ?? [])
    if (standing.length > 0) throw new InvalidInput('Taking the file back', standing)
    const rows = await database.transaction(async (tx) => {
      // First: a run that is at them sends nothing any more, and what it has sent is seen by what follows.
      await tx.runs.supersede(id, takenBack, clock.now(), [file, ...sources])
      // One after the other: a transaction has one connection.
      const looked = new Set(links.map(({ target }) => refText(target)))
      const under: RecordRef[] = []
      for (const source of [file, ...sources]) {
        under.push(...(await tx.intents.unsettled(id, source)))
        // Made while GP was asked about the others: nobody has looked at it there.
        const its = await tx.links.bySource(id, source)
        under.push(
          ...its.flatMap(({ target }) => (isElsewhere(target) && !looked.has(refText(target)) ? [target] : [])),
        )
      }
      if (under.length > 0)
        throw new InvalidInput(
          'Taking the file back',
          under.map((journal) => ({
            at: refText(journal),
            reason: 'is on its way: wait until its run has ended',
          })),
        )
      // It was read, and is never read again by itself: the rows would be in no file that brings them back.
      const others = await tx.payouts.alsoNamedBy(id, file.key)
      if (others.length > 0)
        throw new InvalidInput(
          'Taking the file back',
          others.map((key) => ({ at: key, reason: 'has rows of this file as well: take that file back first' })),
        )
      for (const { source, target } of links) {
        await tx.links.remove(id, source, target.entity)
        await tx.intents.forget({ integration: id, source, target })
      }
      await tx.links.remove(id, file, report.entity)
      await tx.intents.forget({ integration: id, source: file, target: report })
      await tx.ownRecords.remove(id, report)
      const gone = await tx.payouts.takeBack(id, file.key)
      const details = { integration: id, rows: gone, payouts: payouts.map(payoutKey), because }
      await tx.audit.append({
        ...{
          at: clock.now(),
          actor: caller.actor,
          deed: 'payouts.rows-taken-back',
          subject: `file ${file.key}`,
          details,
        },
      })
      // What was claimed meanwhile has perhaps read the rows.
      await tx.runs.supersede(id, takenBack, clock.now(), [file, ...sources])
      return gone
    })
    return { rows, payouts: payouts.map((payout) => String(payoutKey(payout))) }

    function isElsewhere({ entity }: RecordRef): boolean {
      return parts.entities.get(entity)?.own !== true
    }

    /** What stands in GP, and what to do about it first. */
    async function problemOf({ source, target }: Link): Promise<Problem | null> {
      const held = await remote.read(integration!, target)
      const schema = parts.entities.get(target.entity)!
      if (!held || isVoided(schema, held)) return null
      return {
        at: String(source.key),
        reason: isClosed(schema, held)
          ? `has ${refText(target)}, which is posted: its rows stay; correct it in GP by a journal of your own`
          : `has ${refText(target)}, which is not posted: delete it in GP (Transactions > Financial > General), then take the file back again`,
      }
    }
  })
  return app
}
