import { Hono } from 'hono'
import { type Clock, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NotFound } from '../domain/errors.ts'
import { filingEntity } from '../domain/hub-records.ts'
import { actorText } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import { type IntegrationId, integrationId, type Json, type RecordValue } from '../domain/record.ts'
import type { Database, Stores } from '../domain/stores.ts'
import {
  type AcceptedDifference,
  acceptedBy,
  acceptedOf,
  acceptedRecord,
  acceptedValue,
  changedBefore,
  differenceNow,
  fileTaxes,
  filingOf,
  type HistorySides,
  historyKindNames,
  historyPage,
  mostAccepted,
  type Period,
  type ReconciledPage,
  reconcilePage,
  Sums,
  summaryOf,
  type TaxFiling,
  taxPage,
  taxPages,
  type WholeTaxFiling,
  withoutAccepted,
} from '../reconcile/index.ts'
import { routes } from '../routes/index.ts'
import { type CallerEnv, lacking } from './actors.ts'
import { mustBeApprover } from './deciding.ts'
import { exportParts } from './import.ts'
import { OneAtATime } from './one-at-a-time.ts'
import { serve } from './serve.ts'

const hourMs = 60 * 60_000

export interface ReconciliationParts {
  readonly database: Database
  readonly clock: Clock
  readonly bothSidesOf: (integration: Integration, parts: Readonly<Record<string, Json>>) => Promise<HistorySides>
  /** Proposes to set what GP says where the shop holds something else; those that wait then. */
  readonly offerDrift: (integration: IntegrationId) => Promise<readonly Proposal[]>
  readonly closing: AbortSignal
}

/** A comparison asks both systems for every order: of more than these the systems would know. */
const mostAtOnce = 2

/** A period is compared while somebody listens: each difference is sent when it is found, so none has to be kept. */
export function reconciliationRoutes({
  database,
  clock,
  bothSidesOf,
  offerDrift,
  closing,
}: ReconciliationParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  let underWay = 0
  const heavy = new OneAtATime()

  async function sidesOf(id: string): Promise<HistorySides> {
    const integration = await database.stores.integrations.get(integrationId(id))
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return bothSidesOf(integration, await exportParts(database, integration))
  }
  const pageOf = async (id: string, sides: HistorySides, period: Period, after: string): Promise<ReconciledPage> =>
    withoutAccepted(
      database.stores,
      integrationId(id),
      await reconcilePage(sides, period, after, clock.now().slice(0, 10)),
    )

  serve(app, routes.readReconciliation, async ({ params, query: { after, ...period } }) =>
    heavy.run(`${params.integration} reconciliation`, async () =>
      pageOf(params.integration, await sidesOf(params.integration), period, after),
    ),
  )
  serve(app, routes.acceptDifference, async ({ params, body: { because, ...place }, caller }) => {
    const { actor } = caller
    const id = integrationId(params.integration)
    await mustBeApprover(database, caller, 'This accepts a difference', `difference ${place.mark}`)
    const found = await heavy.run(`${id} accepting`, async () => differenceNow(await sidesOf(id), place))
    if (!found)
      throw new NotFound(
        `Difference ${place.mark}`,
        'It is not there any more, or is another one by now: compare again, and accept what you find then. What the hub sets right by itself, and what cannot be read, is not accepted.',
      )
    if ((await acceptedOf(database.stores, id)).length >= mostAccepted)
      throw new InvalidInput('The difference', [
        { at: 'mark', reason: `is one too many: ${mostAccepted} are accepted. Open those again that are gone` },
      ])
    const at = clock.now()
    const one = { ...found, accepted: { at, by: actorText(actor), because } }
    await database.transaction(async (tx) => {
      await tx.ownRecords.put(id, acceptedRecord(place.mark), acceptedValue(one), at)
      await tx.audit.append({ at, actor, ...auditOf(id, 'difference.accepted', one) })
    })
    return one
  })
  serve(app, routes.listAccepted, async ({ params }) => ({
    accepted: [...(await acceptedOf(database.stores, integrationId(params.integration)))],
  }))
  serve(app, routes.reopenDifference, async ({ params, caller: { actor } }) => {
    const id = integrationId(params.integration)
    const mark = params.mark!
    const one = await acceptedBy(database.stores, id, mark)
    if (!one) throw new NotFound(`The accepted difference ${mark}`, 'GET …/reconciliation/accepted lists them.')
    await database.transaction(async (tx) => {
      await tx.ownRecords.remove(id, acceptedRecord(mark))
      await tx.audit.append({ at: clock.now(), actor, ...auditOf(id, 'difference.reopened', one) })
    })
    return { reopened: mark }
  })
  serve(app, routes.proposeDrift, async ({ params }) => {
    await sidesOf(params.integration)
    const waiting = await heavy.run(`${params.integration} drift`, () => offerDrift(integrationId(params.integration)))
    return { proposals: waiting.map(({ id, title }) => ({ id, title })) }
  })
  serve(app, routes.readTaxes, async ({ params, query: { after, ...period } }) =>
    heavy.run(`${params.integration} taxes`, async () => taxPage(await sidesOf(params.integration), period, after)),
  )
  const filed = async (id: string, period: Period, { ownRecords }: Pick<Stores, 'ownRecords'> = database.stores) =>
    (await ownRecords.get(integrationId(id), filingOf(period))) as WholeTaxFiling | null
  const filings = async (id: string, { ownRecords }: Pick<Stores, 'ownRecords'> = database.stores) =>
    (await ownRecords.list(integrationId(id), filingEntity, 100, ['each'])) as unknown as TaxFiling[]
  const hashesOf = (all: readonly TaxFiling[]) => all.map(({ hash }) => hash).join()
  serve(app, routes.listTaxFilings, async ({ params: { integration } }) => ({ filings: await filings(integration) }))
  serve(app, routes.readTaxFiling, async ({ params: { integration, from, to } }) => ({
    filing: await filed(integration, { from: from!, to: to! }),
  }))
  serve(app, routes.fileTaxes, async ({ params: { integration }, body: period, caller }) =>
    heavy.run(`${integration} taxes`, async () => {
      const refused = (at: 'from' | 'to', reason: string) => new InvalidInput('The period', [{ at, reason }])
      if (period.from > period.to) throw refused('from', 'must not be after its last day')
      // In the last zone of the world a day begins twelve hours later than in UTC.
      if (later(clock.now(), -12 * hourMs).slice(0, 10) <= period.to)
        throw refused(
          'to',
          'must be over in every zone of the world, as it is from noon UTC of the next day on: what is filed does not change',
        )
      const refuseFiled = async (stores: Pick<Stores, 'ownRecords'>) => {
        const before = await filed(integration, period, stores)
        if (before) throw refused('from', `was filed on ${before.at} by ${before.by}, and is filed once`)
        const cut = (await filings(integration, stores)).find((one) => isCutBy(period, one))
        if (cut)
          throw refused(
            'from',
            `shares days with ${cut.from} to ${cut.to}, which was filed on ${cut.at}: it must hold all of them, or none`,
          )
      }
      await refuseFiled(database.stores)
      const at = clock.now()
      const { actor } = caller
      const by = actorText(actor)
      const sides = await sidesOf(integration)
      const kept = await filings(integration)
      const read = (one: Period) => filed(integration, one)
      const changed = await changedBefore(period, kept, read, (one) => taxPages(sides, one))
      // What is kept of a filing that is not intact says of no change what it is.
      const earlier = changed.filter(({ intact, changed, lines }) => intact && (changed > 0 || lines.length > 0))
      const filing = await fileTaxes(sides, period, { at, by }, earlier)
      const { each, ...its } = filing
      await database.transaction(async (tx) => {
        // Another hub may have filed it while this one was counting.
        await tx.integrations.hold(integrationId(integration))
        await refuseFiled(tx)
        // They may have taken in the same changes.
        if (hashesOf(await filings(integration, tx)) !== hashesOf(kept))
          throw refused('from', 'was being filed while another one was filed, so nothing of it was kept: file it again')
        await tx.ownRecords.put(integrationId(integration), filingOf(period), filing as unknown as RecordValue, at)
        const details = { ...period, hash: filing.hash, documents: filing.documents }
        await tx.audit.append({ at, actor, deed: 'taxes.filed', subject: `integration ${integration}`, details })
      })
      return its
    }),
  )
  serve(app, routes.readHistory, async ({ params, query: { after }, caller }, context) => {
    const kind = historyKindNames.find((name) => name === params.kind)
    if (!kind)
      throw new NotFound(`The history of ${params.kind}`, `There are the histories of ${historyKindNames.join(', ')}.`)
    // A history with placeholders in it would pass for one that is whole.
    const refused = lacking(context, caller, 'people')
    if (refused) return refused
    const sides = await sidesOf(params.integration)
    // Of each reading its first page: whoever takes all customers away is known by that.
    if (after === '')
      await database.transaction((tx) =>
        tx.audit.append({
          ...{
            at: clock.now(),
            actor: caller.actor,
            deed: 'history.read',
            subject: params.integration,
            details: { kind },
          },
        }),
      )
    return heavy.run(`${params.integration} history`, () => historyPage(sides, kind, after))
  })
  serve(app, routes.reconcile, async ({ params, body }, context) => {
    const sides = await sidesOf(params.integration)
    if (underWay >= mostAtOnce)
      return context.json(
        { error: { code: 'busy', message: 'Two periods are being compared.', hint: 'Wait for one of them to end.' } },
        429,
      )
    underWay++
    let isOpen = true
    const ended = () => {
      if (isOpen) underWay--
      isOpen = false
    }
    const signals = [closing, context.req.raw.signal]
    const isStopped = () => signals.some(({ aborted }) => aborted)
    const events = eventsOf()
    return new Response(
      new ReadableStream<Uint8Array>({
        // Asked for when the one who listens has room: a slow listener slows the comparison, not the hub.
        async pull(controller) {
          const { value, done } = isStopped() ? { value: undefined, done: true } : await events.next()
          if (value !== undefined) controller.enqueue(value)
          if (done) {
            await events.return(undefined)
            ended()
            controller.close()
          }
        },
        async cancel() {
          ended()
          await events.return(undefined)
        },
      }),
      { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } },
    )

    async function* eventsOf(): AsyncGenerator<Uint8Array, undefined> {
      const encoder = new TextEncoder()
      const event = (data: object) => encoder.encode(`data: ${JSON.stringify(data)}\n\n`)
      const sums = new Sums(body, 0)
      try {
        for (let after: string | null = ''; after !== null; ) {
          const page: ReconciledPage = await pageOf(params.integration, sides, body, after)
          sums.add(page)
          for (const one of page.differences) yield event({ type: 'difference', ...one })
          for (const one of page.accepted) yield event({ type: 'accepted', ...one })
          for (const one of page.open) yield event({ type: 'open', ...one })
          yield event({ type: 'progress', orders: sums.all.orders })
          after = page.next
        }
        const { differences: _, open: __, accepted: ___, from, to, ...all } = sums.all
        yield event({ type: 'ended', ...all, says: summaryOf(sums.all) })
      } catch (error) {
        ended()
        if (!(error instanceof HubError)) throw error
        yield event({ type: 'failed', code: error.code, says: `${error.message}. ${error.hint}` })
      }
      return undefined
    }
  })
  return app
}

const auditOf = (
  id: IntegrationId,
  deed: 'difference.accepted' | 'difference.reopened',
  { order, reference, kind, amount, currency, mark, accepted: { because } }: AcceptedDifference,
) => ({
  ...{ deed, subject: `integration ${id}` },
  details: { order, reference, kind, amount, currency, mark, because },
})

/** They share days, and neither holds the other: a year is filed beside its months, and no month in two halves of others. */
const isCutBy = (a: Period, b: Period) =>
  a.from <= b.to && b.from <= a.to && !(a.from <= b.from && b.to <= a.to) && !(b.from <= a.from && a.to <= b.to)
