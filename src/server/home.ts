import { Hono } from 'hono'
import { instant, later, msBetween } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, InvalidInput, NotFound } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import { type EntityName, integrationId, memberOf, type RecordRef, ref, systemOf } from '../domain/record.ts'
import { type RunState, runStates } from '../domain/run.ts'
import type { ConnectionPeriod, ListedRecord, PagePlace, RecordFilter } from '../domain/stores.ts'
import { isLate } from '../engine/index.ts'
import type { Mapping } from '../language/index.ts'
import {
  type Anomaly,
  anomalyKey,
  anomalySentence,
  figuresFrom,
  hourMs,
  hourOf,
  makeReport,
  moreSentences,
  postingSentence,
  type ReportParts,
  readAnomalies,
  readFacts,
  readStanding,
  readUnusualPostings,
  readUnusualStock,
  sentencesIn,
  stockSentence,
  trendsOf,
  type UnusualPosting,
  type UnusualStock,
  withWaiting,
} from '../report/index.ts'
import { type Answer, routes, usualTargets } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { csvAnswer, cutAfter } from './csv.ts'
import { serve } from './serve.ts'

export type HomeParts = ReportParts

const hour = 60 * 60_000
const day = 24 * hour
/** Of charts: at most 168 steps, so that each is some pixels wide. */
const stepsOf = { 7: hour, 30: 6 * hour, 90: day } as const
const mostCounted = 500
const mostPeriods = 50
const longestMuteMs = 90 * day
const csvPage = 500
const mostCsvRows = 50_000
/** Of a list: beyond it only that there are more is said. */
const mostCountedRecords = 10_000

/** What pages show first: whether all is well, and the list of records behind each number. */
export function homeRoutes(parts: HomeParts): Hono<CallerEnv> {
  const { database, clock } = parts
  const { stores } = database
  const app = new Hono<CallerEnv>()

  async function existing(id: string): Promise<Integration> {
    const integration = await stores.integrations.get(integrationId(id))
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline status" lists them.')
    return integration
  }

  serve(app, routes.readHome, async ({ params, query }) => {
    const integration = await existing(params.integration)
    const { id } = integration
    const entity = query.entity as EntityName
    const at = clock.now()
    const since = later(at, -day)
    const [hours, held, feeds, periods, incidents, pending, standing] = await Promise.all([
      stores.runs.since(id, entity, since),
      stores.runs.held(id, entity),
      feedsOf(integration),
      stores.connections.list(id, later(at, -7 * day)),
      stores.incidents.list({ integration: id, state: 'open', limit: mostCounted }),
      stores.proposals.list({ integration: id, state: 'pending', limit: mostCounted }),
      readStanding(parts, integration, at),
    ])
    const cares = await stores.incidents.care(incidents.map((incident) => incident.id))
    const waitsFor = pending.filter(({ expiresAt }) => expiresAt > at)
    const moneyIn = (state: RunState) =>
      held.filter((one) => one.state === state).map(({ currency, amount, records }) => ({ currency, amount, records }))
    const states = Object.fromEntries(
      runStates.map((state) => [state, hours.reduce((sum, one) => sum + (one.state === state ? one.records : 0), 0)]),
    ) as Record<RunState, number>
    return {
      at,
      paused: integration.paused,
      pausedFlows: integration.pausedFlows,
      day: { since, states, hours },
      held: {
        waiting: moneyIn('waiting'),
        stopped: moneyIn('stopped'),
        oldest: earliest(held.map(({ oldest }) => oldest)),
      },
      feeds: feeds ?? [],
      connected: feeds !== null,
      connections: Object.keys(integration.connections).map((system) =>
        connectionOf(system, periods, feeds !== null && isAsked(system, states, feeds)),
      ),
      reconciled: standing.reconciled,
      uncompared: standing.uncompared,
      missedRounds: [...standing.missedRounds],
      incidents: {
        open: incidents.length,
        snoozed: cares.filter(({ snoozedUntil }) => snoozedUntil !== null && snoozedUntil > at).length,
      },
      approvals: {
        pending: waitsFor.length,
        high: waitsFor.filter(({ risk }) => risk.level === 'high').length,
        oldest: earliest(waitsFor.map((proposal) => proposal.at)),
      },
    }
  })

  serve(app, routes.readTrends, async ({ params, query }) => {
    const { id } = await existing(params.integration)
    const entity = query.entity as EntityName
    const at = clock.now()
    const stepMs = stepsOf[query.days]
    const to = later(hourOf(at), hourMs)
    // Whole steps up to now, of which the last one may be under way.
    const from = later(to, -Math.ceil((query.days * day) / stepMs) * stepMs)
    // The last hours are made anew: what is stored may be an hour old.
    const fresh = later(hourOf(at), -hourMs)
    const [stored, newest, heldBefore] = await Promise.all([
      stores.figures.list(id, from, fresh, entity),
      figuresFrom(stores, id, fresh, at),
      stores.figures.heldBefore(id, from),
    ])
    const its = <T extends { readonly entity: EntityName }>(all: readonly T[]) =>
      all.filter((one) => one.entity === entity)
    const { steps, held } = trendsOf([...stored, ...its(newest)], its(heldBefore), { from, to, stepMs })
    return {
      from,
      stepMs,
      steps: [...steps],
      held: held.map(({ amounts, ...one }) => ({ ...one, amounts: [...amounts] })),
    }
  })

  serve(app, routes.readOutages, async ({ params, query }) => {
    const { id } = await existing(params.integration)
    const since = later(clock.now(), -query.days * day)
    const [periods, waited] = await Promise.all([
      stores.connections.list(id, since),
      stores.connections.waited(id, query.entity as EntityName, since),
    ])
    return withWaiting(periods, waited).slice(0, mostPeriods)
  })

  serve(app, routes.readReport, async ({ params, query }) => {
    const integration = await existing(params.integration)
    const facts = await readFacts(parts, integration, query.entity as EntityName)
    const report = makeReport(facts, query.language, await parts.hubWordsIn(query.language))
    return { ...report, sections: report.sections.map(({ title, lines }) => ({ title, lines: [...lines] })) }
  })

  serve(app, routes.readUnusual, async ({ params, query }) => {
    const integration = await existing(params.integration)
    const at = clock.now()
    const now = await readAnomalies(database, integration, query.entity as EntityName, at)
    const postings = await readUnusualPostings(database.stores, integration.id, at)
    const stock = await readUnusualStock(database.stores, integration.id, at)
    const say = sentencesIn(query.language)
    const posted = (muted: boolean) => (one: UnusualPosting) => ({
      ...{ key: one.key, kind: one.kind, from: later(at, -day), to: at, says: postingSentence(one, say), muted },
      orders: [],
    })
    const ofStock = (muted: boolean) => (one: UnusualStock) => ({
      ...{ key: one.key, kind: one.kind, from: later(at, -day), to: at, says: stockSentence(one, say), muted },
      orders: [],
    })
    const shown = (muted: boolean) => (one: Anomaly) => ({
      ...{ key: anomalyKey(one), kind: one.kind, from: one.from, to: one.to, says: anomalySentence(one, say), muted },
      orders: one.records.map(({ key, reference }) => ({ key, reference })),
    })
    return {
      ...{ at, from: now.from, mutes: [...now.mutes] },
      unusual: [
        ...[
          ...now.anomalies.map(shown(false)),
          ...postings.found.map(posted(false)),
          ...stock.found.map(ofStock(false)),
        ],
        ...[...now.muted.map(shown(true)), ...postings.muted.map(posted(true)), ...stock.muted.map(ofStock(true))],
      ],
      more: moreSentences(stock, say),
    }
  })

  serve(app, routes.muteUnusual, async ({ params, body, caller: { actor } }) => {
    const { id } = await existing(params.integration)
    const at = clock.now()
    const until = body.until === null ? null : instant(body.until)
    if (until !== null && (until <= at || until > later(at, longestMuteMs)))
      throw new InvalidInput('The time', [{ at: 'until', reason: 'must lie ahead, and at most 90 days' }])
    const { key } = body
    await database.transaction(async (tx) => {
      if (until === null) await tx.mutes.remove(id, key)
      else await tx.mutes.put(id, { key, until, by: actorText(actor), at })
      const deed = until === null ? 'unusual.unmuted' : 'unusual.muted'
      await tx.audit.append({ at, actor, deed, subject: `integration ${id}`, details: { key, until } })
    })
    return { key, until }
  })

  serve(app, routes.listRecords, async ({ params, query }) => {
    const { id, version } = await existing(params.integration)
    const targets = await targetsOf({ id, version }, query)
    const filter = await filterOf(id, query, targets)
    const { order } = query
    const [found, total] = await Promise.all([
      stores.runs.page({ ...filter, order, after: placeOf(query.after), limit: query.limit + 1 }),
      query.count === 'yes' ? stores.runs.countRecords(filter, mostCountedRecords + 1) : null,
    ])
    const page = found.slice(0, query.limit)
    const last = page.at(-1)
    return {
      records: await withDocuments(id, targets, page),
      next: found.length > page.length && last ? cursorOf({ startedAt: last.run.startedAt, id: last.run.id }) : null,
      total,
    }
  })

  serve(app, routes.downloadRecords, async ({ params, query }) => {
    const { id, version } = await existing(params.integration)
    const targets = await targetsOf({ id, version }, query)
    const filter = await filterOf(id, query, targets)
    const given = new Set<string>()
    async function* pages() {
      // A record whose flow runs meanwhile is listed before those that were read: what moved there comes last.
      const [newest] = await stores.runs.page({ ...filter, after: null, limit: 1 })
      yield* pagesOf('newest', null)
      if (newest && given.size < mostCsvRows) yield* pagesOf('oldest', placeIn(newest))
    }
    async function* pagesOf(order: 'newest' | 'oldest', from: PagePlace | null) {
      let after = from
      for (;;) {
        const page: readonly ListedRecord[] = await stores.runs.page({ ...filter, order, after, limit: csvPage })
        const fresh = page.filter(({ run }) => !given.has(run.record.key))
        if (given.size + fresh.length > mostCsvRows) {
          yield cutAfter(mostCsvRows)
          return
        }
        for (const { run } of fresh) given.add(run.record.key)
        const listed = await withDocuments(id, targets, fresh)
        if (listed.length > 0)
          yield listed.map(({ record, facts, flow, state, reason, startedAt, updatedAt, document }) => [
            ...[record.key, facts.reference ?? '', facts.owner ?? '', facts.amount ?? '', facts.currency ?? ''],
            ...[facts.madeAt ?? '', state, reason ?? '', document?.key ?? '', flow, startedAt, updatedAt],
          ])
        const last = page.at(-1)
        if (page.length < csvPage || !last) return
        after = placeIn(last)
      }
    }
    const header = ['number', 'reference', 'owner', 'amount', 'currency', 'made', 'state', 'reason', 'document']
    return csvAnswer('records', [...header, 'flow', 'started', 'updated'], pages())
  })
  return app

  /** Null: the integration's credentials cannot be read, so it has no connector. */
  async function feedsOf(integration: Integration): Promise<Feeds | null> {
    try {
      const health = await parts.engine.feeds(integration.id)
      const now = clock.now()
      return health.map((its) => ({
        feed: its.feed,
        ageSeconds: its.polledAt === null ? null : Math.round(msBetween(its.polledAt, now) / 1000),
        everySeconds: Math.round(its.everyMs / 1000),
        failingSince: its.failing?.since ?? null,
        late: !integration.paused && isLate(its, now),
        unreadable: its.unreadable.length,
      }))
    } catch (error) {
      if (error instanceof HubError) return null
      throw error
    }
  }

  /** What is made of such a record: what was asked for, or whatever the mappings make of it in the other system. */
  async function targetsOf(
    { id, version }: Pick<Integration, 'id' | 'version'>,
    { entity, target }: { readonly entity: string; readonly target?: string | undefined },
  ): Promise<readonly EntityName[]> {
    const one = target ?? memberOf(usualTargets, entity)
    if (one !== undefined) return [one as EntityName]
    const own = systemOf(entity as EntityName)
    // As they are stored: a list of records checks no definition.
    const made = Object.entries(await stores.integrations.version(id, version)).flatMap(([file, part]) => {
      if (!file.startsWith('mappings/')) return []
      const { from, to } = part as unknown as Pick<Mapping, 'from' | 'to'>
      return Object.values(from).includes(entity as EntityName) && ![own, 'hub'].includes(systemOf(to)) ? [to] : []
    })
    return [...new Set(made)]
  }

  /**
   * A search is for one of a record's names, so it needs no more than the rows that it finds. What no number or document is
   * called so is a reference; what no reference is either, the number of whose it is.
   */
  async function filterOf(
    integration: Integration['id'],
    query: {
      readonly entity: string
      readonly state?: string | undefined
      readonly search?: string | undefined
      readonly owner?: string | undefined
    },
    targets: readonly EntityName[],
  ): Promise<RecordFilter> {
    const entity = query.entity as EntityName
    const base = {
      ...{ integration, entity },
      ...(query.state === undefined ? {} : { states: query.state.split(',') as RunState[] }),
      ...(query.owner === undefined ? {} : { owner: query.owner }),
    }
    const wanted = query.search ?? ''
    if (wanted === '') return base
    const links = (
      await Promise.all(targets.map((target) => stores.links.byTarget(integration, ref(target, wanted))))
    ).flat()
    const keys = [...new Set([wanted, ...links.map(({ source }) => source).flatMap(keyIn(entity))])]
    const named = [{ keys }, { reference: wanted }, ...(query.owner === undefined ? [{ owner: wanted }] : [])]
    for (const name of named) {
      const [first] = await stores.runs.page({ ...base, ...name, after: null, limit: 1 })
      if (first) return { ...base, ...name }
    }
    return { ...base, keys: [] }
  }

  async function withDocuments(
    integration: Integration['id'],
    targets: readonly EntityName[],
    page: readonly ListedRecord[],
  ): Promise<Answer<(typeof routes)['listRecords']>['records']> {
    const records = page.map(({ run }) => run.record)
    const links = await Promise.all(targets.map((target) => stores.links.find(integration, target, records)))
    return page.map(({ run, facts }) => ({
      ...{ record: run.record, facts, run: run.id, flow: run.flow, state: run.state, reason: run.reason },
      ...{ attempts: run.attempts, startedAt: run.startedAt, updatedAt: run.updatedAt, nextAt: run.nextAt },
      document: links.map((of) => of.get(run.record.key)?.target).find((made) => made !== undefined) ?? null,
    }))
  }
}

const keyIn = (entity: EntityName) => (record: RecordRef) => (record.entity === entity ? [record.key as string] : [])

const earliest = <T extends string>(times: readonly T[]): T | null =>
  times.reduce<T | null>((first, time) => (first === null || time < first ? time : first), null)

type Feeds = Answer<(typeof routes)['readHome']>['feeds']

/** What a day's work shows: a feed of the shop came through, or a document was written. */
const isAsked = (system: string, states: Readonly<Record<RunState, number>>, feeds: Feeds): boolean =>
  states.done > 0 ||
  (system === 'prestashop' && feeds.some(({ ageSeconds }) => ageSeconds !== null && ageSeconds * 1000 < day))

function connectionOf(system: string, all: readonly ConnectionPeriod[], asked: boolean) {
  const periods = all.filter((one) => one.system === system)
  const now = (kind: ConnectionPeriod['kind']) => periods.find((one) => one.kind === kind && one.until === null)
  const [down, slow] = [now('outage'), now('slow')]
  const state = down ? 'down' : slow ? 'slow' : asked ? 'well' : 'unknown'
  return {
    system,
    state: state as 'down' | 'slow' | 'well' | 'unknown',
    since: (down ?? slow)?.since ?? null,
    periods: periods.slice(0, mostPeriods),
  }
}

const placeIn = ({ run: { startedAt, id } }: ListedRecord): PagePlace => ({ startedAt, id })
const cursorOf = ({ startedAt, id }: PagePlace) => Buffer.from(`${startedAt} ${id}`).toString('base64url')

/** @throws InvalidInput: it is not one that a page ended with */
function placeOf(cursor: string | undefined): PagePlace | null {
  if (cursor === undefined) return null
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at)) || !/^[\w-]{1,64}$/.test(id))
    throw new InvalidInput('Query', [{ at: 'after', reason: 'is not where a page ended: take `next` as it was given' }])
  return { startedAt: instant(at), id }
}
