import type { RecordKey } from '../../domain/record.ts'
import type { Action, FoundLink, JournalEntry } from '../../domain/run.ts'
import type { Link } from '../../domain/stores.ts'
import type { LookAhead } from '../ahead.ts'
import type { LoopParts } from '../parts.ts'
import { linkedFrom } from '../write/linked-from.ts'
import { isLinkOf, marksRead } from '../write/same-record.ts'
import type { ClaimedRun } from './claimed-run.ts'

type LookUp = Extract<Action, { do: 'look-up' }>

/**
 * What the hub knows: the links of records, and whether these exist in the other system. Together: each costs a round trip.
 * @param lookAhead what was looked up while the records were read. A link found there is not asked for again
 */
export async function lookUp(
  loop: LoopParts,
  claimed: ClaimedRun,
  { links, records, fresh }: LookUp,
  lookAhead: LookAhead,
): Promise<JournalEntry> {
  const { integration } = claimed
  const [back, forth] = [links.filter((one) => one.back), links.filter((one) => !one.back)]
  const groups = Map.groupBy(forth, ({ source, entity }) => `${source.entity} ${entity}`)
  const [known, ...found] = await Promise.all([
    loop.known.look(integration, records, { fresh: fresh ?? false }),
    linkedFrom(loop.parts.database.stores, integration.id, back),
    ...[...groups.values()].map((group) => findLinks(loop, claimed, group, lookAhead)),
  ])
  return { kind: 'looked-up', links: found.flat(), records: known }
}

/** @param group links of one entity to one entity */
async function findLinks(
  { parts }: LoopParts,
  claimed: ClaimedRun,
  group: LookUp['links'],
  lookAhead: LookAhead,
): Promise<FoundLink[]> {
  const { stores } = parts.database
  const { id } = claimed.integration
  const { entity } = group[0]!
  const sources = group.map(({ source }) => source)
  const known = new Map<RecordKey, Link>()
  for (const source of sources) {
    const link = (await lookAhead(source, entity))?.link
    if (link) known.set(source.key, link)
  }
  // Where there was none it may have come meanwhile, of another run.
  const asked = sources.filter(({ key }) => !known.has(key))
  const sent = new Map<RecordKey, RecordKey>()
  for (const [key, found] of await stores.links.findOrSent(id, entity, asked))
    if (found.link) known.set(key, found.link)
    else if (found.sent) sent.set(key, found.sent)
  return sources.map((source) => {
    const link = known.get(source.key)
    // A link of another record that had the same id is none of this one's.
    const own = link && isLinkOf(parts, link, marksRead(parts, claimed.journal, source))
    const key = sent.get(source.key)
    return { source, entity, target: own ? link.target.key : null, ...(key === undefined ? {} : { sent: key }) }
  })
}
