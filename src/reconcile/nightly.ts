import { type Clock, type Instant, instant, later } from '../domain/clock.ts'
import {
  afterComparison,
  afterFailure,
  comparisonRecord,
  comparisonValue,
  mostToldApart,
  readComparison,
} from '../domain/comparison.ts'
import { HubError } from '../domain/errors.ts'
import { reconciliationOf } from '../domain/hub-records.ts'
import type { Log } from '../domain/observe.ts'
import type { IntegrationId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { acceptedLines, openLines, type Reader, type Reconciled, reconcilePeriod, summaryOf } from './period.ts'

const dayMs = 24 * 60 * 60_000
/** Days before yesterday that are compared again: what a person has corrected since is seen, and what was changed since. */
const days = 7
/** Once a week those before them: a document that people change later is found by no other night. */
const earlierDays = 62
const earlierEveryMs = 7 * dayMs
const pauseMs = 30 * 60_000
const unappliedWarning = 'what is not applied could not be proposed to be'
/** Differences that the report lists; it counts all. */
const listed = 300

/**
 * Once a night, in the hour `hour` (UTC), the orders of the last days up to yesterday are compared with GP, once a week those
 * of two months as well, and what does not agree is kept as a `hub.report`. The key is the day: neither a restart nor a
 * second process makes another. A system that does not answer is asked again after a while, until the day is over, and a
 * night that was cut off is done again. How it stands is kept as the `Comparison`, which the morning report and the alerts
 * read.
 */
export function createNightlyReconciliation({
  database,
  clock,
  log,
  hour,
  reader,
  offerDrift,
  offerApplies,
  offerValues,
  lease,
}: {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly hour: number
  readonly reader: () => Reader
  /** Proposes to set what GP says where the shop holds something else. */
  readonly offerDrift: (integration: IntegrationId) => Promise<unknown>
  /** Proposes to apply what stands open beside its invoice. */
  readonly offerApplies: (integration: IntegrationId, open: Reconciled['open']) => Promise<unknown>
  /** Proposes entries of value maps for numbers that the two sides write in two ways. */
  readonly offerValues: (integration: IntegrationId, differences: Reconciled['differences']) => Promise<unknown>
  /** Of several processes on one database one compares. */
  readonly lease: { hold(): Promise<boolean>; during<T>(work: () => Promise<T>): Promise<T>; release(): Promise<void> }
}): () => Promise<void> {
  /** The day of which nothing is left to be done: an idle hub asks its database nothing more. */
  let done = ''
  /** A system that is down, or a defect, is left alone for a while: a comparison begins with the first of its days again. */
  let notBefore: string | null = null
  return async () => {
    const now = clock.now()
    if (notBefore !== null && now < notBefore) return
    const due = instant(`${now.slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00.000Z`)
    if (now < due || done === due) return
    let isWhole = true
    const defects: unknown[] = []
    const record = reconciliationOf(due)
    const period = { from: later(due, -days * dayMs).slice(0, 10), to: later(due, -dayMs).slice(0, 10) }
    for (const { id, paused } of await database.stores.integrations.list()) {
      if (paused) continue
      const stands = await readComparison(database.stores.ownRecords, id)
      if (stands?.at && stands.at >= due && stands.whole) continue
      const versions = await database.stores.integrations.versions(id)
      if (!versions.some(({ at }) => at < due)) continue
      if (!(await lease.hold())) {
        isWhole = false
        continue
      }
      const keep = (result: Reconciled, earlier: Reconciled | null, whole: boolean) =>
        database.transaction(async (tx) => {
          const isTold = earlier !== null && countOf(earlier) > 0
          if (!whole || isTold)
            await tx.ownRecords.put(
              id,
              record,
              reportOf(record.key, isTold ? [result, earlier] : [result]),
              clock.now(),
            )
          const before = await readComparison(tx.ownRecords, id)
          const next = afterComparison(before, foundIn(result, due), earlier && foundIn(earlier, due))
          await tx.ownRecords.put(id, comparisonRecord, comparisonValue({ ...next, whole }), clock.now())
        })
      try {
        const result = await lease.during(() => reconcilePeriod(reader(), id, period, mostToldApart))
        // What the night has found does not wait for what takes nine times as long.
        await keep(result, null, false)
        await offered('what differs in the shop could not be proposed to be set', id, () => offerDrift(id))
        await offered(unappliedWarning, id, () => offerApplies(id, result.open))
        await offered('what value maps should say could not be proposed', id, () => offerValues(id, result.differences))
        const before = await readComparison(database.stores.ownRecords, id)
        const earlier = await earlierThan(id, period.from, before?.earlier?.at ?? null, due)
        if (earlier) await offered(unappliedWarning, id, () => offerApplies(id, earlier.open))
        await keep(result, earlier, true)
      } catch (error) {
        isWhole = false
        // The look may have taken longer than the rest.
        notBefore = later(clock.now(), pauseMs)
        if (!(error instanceof HubError)) {
          // The comparisons of the others do not wait for what only a new version mends.
          defects.push(error)
          continue
        }
        const { code } = error
        await database.transaction(async (tx) => {
          const next = afterFailure(await readComparison(tx.ownRecords, id), { at: due, code })
          await tx.ownRecords.put(id, comparisonRecord, comparisonValue(next), clock.now())
        })
        log.warn('orders could not be compared with GP; it is tried again', { integration: id, code })
      }
    }
    await lease.release()
    if (isWhole) done = due
    if (defects.length > 0) throw defects[0]
  }

  /** What cannot be proposed now, for want of a right or of a system that answers, is found again in the next night. */
  async function offered(warning: string, id: IntegrationId, offer: () => Promise<unknown>): Promise<void> {
    try {
      await lease.during(offer)
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      log.warn(warning, { integration: id, code: error.code })
    }
  }

  /** The weeks before `to`, when their turn has come; null: it has not, or they cannot be compared now, and the next night tries. */
  async function earlierThan(
    id: IntegrationId,
    to: string,
    last: Instant | null,
    due: Instant,
  ): Promise<Reconciled | null> {
    if (last !== null && due < later(last, earlierEveryMs)) return null
    const period = {
      from: later(due, -earlierDays * dayMs).slice(0, 10),
      to: later(instant(`${to}T00:00:00.000Z`), -dayMs).slice(0, 10),
    }
    try {
      return await lease.during(() => reconcilePeriod(reader(), id, period, mostToldApart, true))
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      log.warn('the orders of two months could not be compared with GP; the next night tries again', {
        integration: id,
        code: error.code,
      })
      return null
    }
  }
}

const countOf = ({ kinds }: Reconciled) => Object.values(kinds).reduce((total, one) => total + one, 0)

const reportOf = (key: string, parts: readonly Reconciled[]) => ({
  key,
  title: parts.map(summaryOf).join(' ').slice(0, 200),
  text: parts.flatMap(linesOf).join('\n').slice(0, 127_000),
  count: parts.reduce((sum, one) => sum + countOf(one), 0),
})

function linesOf(result: Reconciled): string[] {
  const more = countOf(result) - Math.min(listed, result.differences.length)
  return [
    summaryOf(result),
    ...result.differences
      .slice(0, listed)
      .map(
        ({ order, reference, kind, cause, amount, currency, says, next }) =>
          `${order === '' ? reference : `Order ${order} (${reference})`}: ${kind}, ${amount} ${currency}; cause: ${cause}. ${says} ${next}`,
      ),
    ...acceptedLines(result),
    ...openLines(result),
    ...result.notes,
    ...(more > 0 ? [`And ${more} more: "ledgerline reconcile --from ${result.from} --to ${result.to}".`] : []),
  ]
}

const foundIn = (result: Reconciled, at: Instant) => ({
  at,
  count: countOf(result),
  found: result.differences.map(({ order, reference, kind, amount }) => `${order || reference} ${kind} ${amount}`),
})
