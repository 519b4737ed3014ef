import { later } from '../../domain/clock.ts'
import type { Connector, Feed, FeedPage, UnreadableOnPage } from '../../domain/connector.ts'
import { HubError, isOfItsRecord, LostLease, perhapsOneRecord } from '../../domain/errors.ts'
import { canonicalJson, type RecordRef, refText } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import type { Transaction, UnreadableRecord } from '../../domain/stores.ts'
import { backoffMs } from '../connections/backoff.ts'
import { takeInPage } from './intake.ts'
import type { Look } from './poller.ts'

/** A record that cannot be read is tried again after 1, 2, 4 … minutes, at most six hours apart. */
const recordBackoff = { firstMs: 60_000, longestMs: 6 * 60 * 60_000 }
/** How many are tried again in one look. */
const mostAtOnce = 20

/** The incident's `flow`: no flow has met the record. */
const flowOf = (feed: string) => `feed ${feed}`
export const isOfFeed = (flow: string): boolean => flow.startsWith(flowOf(''))

/** Notes which records of a page could not be read, each with an incident, and which can be read again. */
export async function setAside(tx: Transaction, look: Look, feed: Feed, page: FeedPage): Promise<void> {
  const { integration } = look
  const broken = page.unreadable ?? []
  const known = (await tx.feeds.unreadable(integration.id)).filter((each) => each.feed === feed.name)
  if (broken.length === 0 && known.length === 0) return
  const read = new Set(page.changed.map(({ record }) => refText(record)))
  for (const each of known) if (read.has(refText(each.record))) await readAgain(tx, look, each)
  const noted = new Set(known.map(({ record }) => refText(record)))
  for (const each of broken) if (!noted.has(refText(each.record))) await note(tx, look, feed, each, null)
}

/** Tries records again that could not be read, when their time has come. @returns how many there were */
export async function lookAgain(look: Look, connectors: readonly Connector[]): Promise<number> {
  const { loop, integration, lease } = look
  const { parts, connections } = loop
  const all = await parts.database.stores.feeds.unreadable(integration.id)
  const due = all.filter(({ nextAt }) => nextAt <= parts.clock.now())
  for (const each of due.slice(0, mostAtOnce)) {
    const connector = connectors.find(({ feeds }) => feeds.some(({ name }) => name === each.feed))
    if (connector && connections.pauseMs(integration.id, [connector.system]) > 0) continue
    const feed = connector?.feeds.find(({ name }) => name === each.feed)
    try {
      // Outside of the breaker: one broken record says nothing of the connection.
      const changed = feed ? await feed.look(each.record) : []
      await parts.database.transaction(async (tx) => {
        await lease.mustHold(tx)
        if (feed) await takeInPage(tx, look, feed, changed)
        await readAgain(tx, look, each)
      })
    } catch (error) {
      if (!(error instanceof HubError) || error instanceof LostLease) throw error
      await parts.database.transaction(async (tx) => {
        await lease.mustHold(tx)
        // A shop that does not answer at all says nothing of the record: what is known of it stays.
        if (perhapsOneRecord(error)) await note(tx, look, feed!, { record: each.record, error }, each)
        else
          await tx.feeds.putUnreadable(integration.id, {
            ...each,
            nextAt: later(parts.clock.now(), recordBackoff.firstMs),
          })
      })
    }
  }
  return all.length
}

async function note(
  tx: Transaction,
  { loop: { parts }, integration }: Look,
  feed: Feed,
  { record, error }: UnreadableOnPage,
  before: UnreadableRecord | null,
): Promise<void> {
  const now = parts.clock.now()
  const tries = (before?.tries ?? 0) + 1
  const pauseMs = backoffMs(recordBackoff, tries, parts.random())
  const question = questionOf(feed.name, record, error)
  const { message, hint } = question
  const flow = flowOf(feed.name)
  await tx.feeds.putUnreadable(integration.id, {
    ...{ feed: feed.name, record, since: before?.since ?? now, tries, message, hint },
    nextAt: later(now, pauseMs),
  })
  const fingerprint = parts.hash(canonicalJson([question.code, flow, question.subject]))
  const triage = parts.explain?.(question, null) ?? null
  const about = { integration: integration.id, flow, fingerprint, question, triage, run: null }
  await tx.incidents.raise({ ...about, record, at: now })
  parts.log.warn('record cannot be read', { integration: integration.id, feed: feed.name, record: refText(record) })
}

async function readAgain(tx: Transaction, { loop: { parts }, integration }: Look, each: UnreadableRecord) {
  await tx.feeds.removeUnreadable(integration.id, each.feed, each.record)
  const because = `${refText(each.record)} can be read again.`
  await tx.incidents.release(integration.id, flowOf(each.feed), each.record, parts.clock.now(), { because })
}

function questionOf(feed: string, record: RecordRef, error: HubError): Question {
  const remedy = isOfItsRecord(error)
    ? error.hint
    : "The shop itself fails on this record: look at it in the back office, and at the shop's error log."
  return {
    code: 'unreadable_record',
    step: null,
    message: `${refText(record)} cannot be read: ${error.message}. The feed ${feed} goes on without it; changes of it are not seen.`,
    hint: `${remedy} The hub tries the record again by itself; to have it tried at once, replay the incident.`,
    subject: refText(record),
  }
}
