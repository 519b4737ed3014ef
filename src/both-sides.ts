import { directWrites } from './connected-systems.ts'
import { type Connectors, connectorOf, updatable } from './domain/connector.ts'
import type { Integration } from './domain/definition.ts'
import { HubError, NotOurs, perhapsOneRecord } from './domain/errors.ts'
import { tickEntity } from './domain/hub-records.ts'
import {
  type EntityName,
  type IntegrationId,
  type RecordRef,
  type RecordValue,
  recordKey,
  refText,
  systemOf,
} from './domain/record.ts'
import type { Database } from './domain/stores.ts'
import type { HistorySides, Read } from './reconcile/index.ts'

/** As far as a comparison asks. */
interface Tried {
  readonly outcome: 'would-write' | 'nothing-to-do' | 'skipped' | 'held'
  readonly reason: string
  readonly writes: readonly { readonly do: string; readonly document: RecordValue; readonly whole?: RecordValue }[]
}

/** One that belongs to another shop of a multistore is there, and is nothing of this integration. */
const isOfOne = (error: unknown): error is HubError => perhapsOneRecord(error) || error instanceof NotOurs

/** Rows of settlement reports that are of the payments of one page. */
const mostRows = 5_000

/** What a comparison reads of an integration: its systems through their connectors, and the hub's own database. */
export async function createBothSides(
  {
    database,
    connectorsOf,
    dryRun,
    moved,
  }: {
    readonly database: Database
    readonly connectorsOf: (of: Integration) => Promise<Connectors>
    /** What a run would do now. */
    readonly dryRun: (target: { integration: IntegrationId; record: RecordRef; flow: string }) => Promise<Tried>
    readonly moved: (integration: IntegrationId, flow: string) => ReturnType<HistorySides['moved']>
  },
  integration: Integration,
  /** The definition in force, with what is set of the integration itself. */
  parts: HistorySides['parts'],
): Promise<HistorySides> {
  const { stores } = database
  const connectors = await connectorsOf(integration)
  const homeOf = (entity: EntityName) => connectorOf(connectors, systemOf(entity))
  const schemaOf = (entity: EntityName) => homeOf(entity).entities[entity.slice(systemOf(entity).length + 1)]!

  async function readOf(records: readonly RecordRef[]): Promise<ReadonlyMap<string, Read>> {
    const [first] = records
    if (!first) return new Map()
    const home = homeOf(first.entity)
    try {
      const found = await home.readMany(records)
      return new Map([...found].map(([key, value]) => [key, { value }]))
    } catch (error) {
      if (!isOfOne(error)) throw error
    }
    const apart = new Map<string, Read>()
    for (const record of records)
      apart.set(
        refText(record),
        await home.read(record).then(
          (value) => ({ value }),
          (error: unknown) => {
            if (isOfOne(error)) return { error }
            throw error
          },
        ),
      )
    // Of several not one: the system is down, and its records are none to blame.
    const errors = [...apart.values()].flatMap((one) => ('error' in one ? [one.error] : []))
    if (errors.length > 1 && errors.length === apart.size && errors.every(({ code }) => code === 'remote_unavailable'))
      throw errors[0]!
    return apart
  }

  return {
    parts,
    offFlows: integration.offFlows,
    flowsSince: integration.flowsSince ?? {},
    async readMany(records) {
      const found = new Map<string, Read>()
      for (const [, same] of Map.groupBy(records, ({ entity }) => entity))
        for (const [key, one] of await readOf(same)) found.set(key, one)
      return found
    },
    async readTogether(records) {
      const [first] = records
      if (!first) return new Map()
      try {
        return await homeOf(first.entity).readMany(records)
      } catch (error) {
        if (error instanceof HubError) return `${error.message}. ${error.hint}`
        throw error
      }
    },
    search: (entity, search) => homeOf(entity).search(entity.slice(systemOf(entity).length + 1), search),
    async page(entity, cursor) {
      const home = homeOf(entity)
      if (!home.page) throw new Error(`${entity} cannot be read a page at a time`)
      return home.page(entity.slice(systemOf(entity).length + 1), cursor)
    },
    links: async (entity, sources) =>
      sources.length === 0 ? new Map() : stores.links.find(integration.id, entity, sources),
    linksAfter: (between, after, limit) =>
      stores.links.page(integration.id, between, { after: after === null ? null : recordKey(after), limit }),
    isProposed(entity, fields) {
      const rule = directWrites.get(entity)
      const allowed = rule ? updatable(rule, schemaOf(entity)) : []
      return fields.length > 0 && fields.every((field) => allowed.includes(field))
    },
    schema: schemaOf,
    proofs: async (run) =>
      (await stores.runs.journal(run)).flatMap(({ entry }) => (entry.kind === 'proof' ? [entry.sheet] : [])),
    settled: (entity, limit, without) => stores.ownRecords.list(integration.id, entity, limit, without),
    settledOne: (record) => stores.ownRecords.get(integration.id, record),
    async payoutRows(transactions) {
      const found = await stores.payouts.named(integration.id, { transactions, kinds: null, limit: mostRows + 1 })
      return found.length > mostRows ? null : found
    },
    payouts: (days, after, limit) => stores.payouts.between(integration.id, days, after, limit),
    bulkRows: (flow, after, limit) =>
      stores.bulkRows.page(integration.id, flow, after === null ? null : recordKey(after), limit),
    async tryRun(flow, record) {
      try {
        const { outcome, reason, writes } = await dryRun({ integration: integration.id, record, flow })
        const [write] = writes
        // Also of what a guard holds: people decide on the proposal.
        if (write && write.do !== 'nothing') return { is: 'differs', wanted: write.whole ?? write.document }
        return outcome === 'held' ? { is: 'held', reason } : { is: 'agrees' }
      } catch (error) {
        if (error instanceof HubError && perhapsOneRecord(error)) return { is: 'held', reason: error.message }
        throw error
      }
    },
    async blocked(flow) {
      if (integration.paused) return 'The integration is paused.'
      if (integration.pausedFlows.includes(flow)) return `The flow ${flow} is paused.`
      const rounds = (await stores.incidents.heldBy(integration.id, flow)).filter(
        ({ record }) => record.entity === tickEntity,
      )
      if (rounds.length === 0) return null
      const runs = await stores.runs.newest({
        ...{ integration: integration.id, records: rounds.map(({ record }) => record), limit: rounds.length * 2 },
      })
      const stopped = runs.find((run) => run.flow === flow && run.state === 'stopped')
      return `A round of ${flow} is stopped: ${stopped?.reason ?? 'a person is asked.'}`
    },
    moved: (flow) => moved(integration.id, flow),
    heldBy: async (flow) =>
      new Set((await stores.incidents.heldBy(integration.id, flow)).map(({ record }) => refText(record))),
    linkedTo: async (target) => (await stores.links.byTarget(integration.id, target)).map(({ source }) => source),
    async runs(records, flow) {
      if (records.length === 0) return new Map()
      const runs = await stores.runs.newest({ integration: integration.id, records, limit: records.length * 20 })
      // Another flow's run says nothing of why this one wrote nothing.
      return new Map(runs.filter((run) => run.flow === flow).map((run) => [run.record.key, run]))
    },
  }
}
