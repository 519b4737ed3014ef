import type { Instant } from '../domain/clock.ts'
import { later } from '../domain/clock.ts'
import type { ChangedRecord } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError, LostLease, NeedsPerson, NotFound, type Problem } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import { type IntegrationId, type RecordRef, refText } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Cause, Link, Transaction } from '../domain/stores.ts'
import type { HeardDelivery } from '../domain/webhook.ts'
import { checkCorrections, type Definition, type Program } from '../language/index.ts'
import { createAside } from './aside.ts'
import { isConnection } from './connection-incident.ts'
import { Connections } from './connections.ts'
import { deciding } from './deciding.ts'
import { correctionOf, type DryRun, dryRun } from './dry-run.ts'
import { enqueueUntaken, flowsOn, takeIn } from './intake.ts'
import { KnownRecords } from './known-records.ts'
import { Lease } from './lease.ts'
import { enqueueOverdue } from './overdue.ts'
import { type RuleDifference, ruleDifference } from './own-rules.ts'
import type { EngineParts } from './parts.ts'
import { type Look, pollOnce } from './poller.ts'
import { createPrograms } from './programs.ts'
import { carryOut, type LoopParts } from './run-loop.ts'

/** The engine's public face: it works by itself between `start` and `stop`, and does what people ask for. */
export interface Engine {
  /** Begins to work on every integration, and to poll. */
  start(): Promise<void>
  /** Ends when what is in progress has ended. */
  stop(): Promise<void>
  /** An integration was made or changed: its new version and settings count from now on. */
  refresh(integration: IntegrationId): Promise<void>
  /**
   * Stores what may have changed, and enqueues its jobs.
   * @param by the delivery of a webhook
   * @returns `replayed`: its nonce was seen before; nothing was stored
   */
  take(
    integration: IntegrationId,
    changed: readonly ChangedRecord[],
    cause: Cause,
    by?: { readonly nonce: string; readonly expires: Instant; readonly heard: HeardDelivery },
  ): Promise<'taken' | 'replayed'>
  /**
   * Carries a record's flows out now, in this process, and returns when they have come to an end or wait.
   * @throws NeedsPerson while the integration or one of the flows is paused, unless `althoughPaused`
   */
  runNow(target: Target & { althoughPaused?: boolean }): Promise<void>
  /**
   * What a run would do now, with the corrections that hold. `proposed`: another definition than the newest; `edits`:
   * further corrections, which an approval writes under the newest rules; `newestRules`: as `replay` with them.
   * @throws InvalidInput when the definition does not check, or a correction does not fit what the record says
   */
  dryRun(
    target: Target,
    what?: { proposed?: Definition; edits?: readonly RecordEdit[]; newestRules?: boolean },
  ): Promise<DryRun>
  /** Dry runs under one proposed definition, which is prepared once for all of them. */
  underProposed<T>(proposed: Definition, work: (dryRun: DryRunOf) => Promise<T>): Promise<T>
  /** Everything wrong with a definition that nobody has approved. */
  check(definition: Definition): Promise<readonly Problem[]>
  /**
   * Starts again from the source, under the newest version, with a person's corrections: they hold from then on.
   * `newestRules`: a person has decided that its documents are written under that version, also where nothing else differs.
   * @throws InvalidInput when a correction does not fit what the record says
   */
  replay(
    target: Target & {
      edits?: readonly RecordEdit[]
      by: string
      newestRules?: boolean
      /** What commits with it. */
      also?: (tx: Transaction) => Promise<void>
    },
  ): Promise<void>
  /** A person names the company that may be written to; what waited for that starts again. */
  confirmCompany(confirmation: {
    integration: IntegrationId
    company: string
    kind: 'test' | 'live'
    by: string
    /** What commits with it. */
    also?: (tx: Transaction) => Promise<void>
  }): Promise<void>
  /** `also`: what commits with it. */
  pause(what: { integration: IntegrationId; flow?: string; also?: (tx: Transaction) => Promise<void> }): Promise<void>
  resume(what: { integration: IntegrationId; flow?: string; also?: (tx: Transaction) => Promise<void> }): Promise<void>
  /** What the rules of today would change in a document that is written; null: it cannot be told. Writes nothing. */
  ruleDifference(integration: IntegrationId, link: Link): Promise<RuleDifference | null>
  /** False while a connection's breaker is open: for health. */
  connected(integration: IntegrationId): boolean
}

export type DryRunOf = (
  target: Target,
  what?: { edits?: readonly RecordEdit[]; newestRules?: boolean },
) => Promise<DryRun>

export interface Target {
  readonly integration: IntegrationId
  readonly record: RecordRef
}

/** Runs that a connection which is back rings for at once; the others come at their own time. */
const mostHurried = 5_000

/** How old the engine's knowledge of an integration may be: another process may have paused it. */
const freshForMs = 1_000

export function createEngine(parts: EngineParts): Engine {
  const { database, clock, log } = parts
  const connections = new Connections(parts)
  const aside = createAside(parts.entities)
  const loop: LoopParts = {
    parts,
    connections,
    known: new KnownRecords(parts, connections),
    programs: createPrograms(database.stores, parts.entities),
  }
  const integrations = new Map<IntegrationId, { readonly integration: Integration; readonly readAt: Instant }>()
  const workers = new Map<string, { stop(): Promise<void> }>()
  const pollers = new Map<IntegrationId, AbortController>()
  const polling = new Set<Promise<void>>()
  let running = false

  async function fresh(id: IntegrationId): Promise<Integration> {
    const known = integrations.get(id)
    if (known && later(known.readAt, freshForMs) > clock.now()) return known.integration
    return reread(id)
  }

  async function reread(id: IntegrationId): Promise<Integration> {
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
    integrations.set(id, { integration, readAt: clock.now() })
    return integration
  }

  /** The flows at their newest version, each with its queue. */
  async function programOf({ id, version }: Integration): Promise<Program> {
    const program = await loop.programs.at(id, version)
    for (const flow of program.flows.keys()) await database.queue.prepare(id, flow)
    return program
  }

  /** Known without asking: the queue may not wait for an answer. Polling renews it. */
  const isPaused = (id: IntegrationId, flow: string) => {
    const known = integrations.get(id)?.integration
    return known === undefined || known.paused || known.pausedFlows.includes(flow)
  }

  async function attend(id: IntegrationId): Promise<void> {
    const integration = await reread(id)
    const program = await programOf(integration)
    for (const flow of program.flows.keys()) {
      const name = `${id} ${flow}`
      if (workers.has(name)) continue
      const worker = await database.queue.work({
        integration: id,
        flow,
        concurrency: parts.options.concurrency,
        room: () => (isPaused(id, flow) ? 0 : connections.room(id)),
        handler: async (job) => {
          connections.starts(id)
          try {
            await carryOut(loop, await fresh(id), job)
          } finally {
            connections.ends(id)
          }
        },
      })
      workers.set(name, worker)
    }
    if (parts.options.polls && !pollers.has(id)) {
      const abort = new AbortController()
      pollers.set(id, abort)
      const done = keepPolling(id, abort.signal).finally(() => polling.delete(done))
      polling.add(done)
    }
  }

  /** Polls while this process has the lease: of several that share a database, one. The others stand by. */
  async function keepPolling(id: IntegrationId, signal: AbortSignal): Promise<void> {
    const lease = new Lease({ stores: database.stores, clock, name: `poll ${id}`, holder: parts.process })
    let forgetAt = clock.now()
    while (!signal.aborted) {
      let waitMs = 1_000
      try {
        // Known to this process, too, when another polls.
        const integration = await reread(id)
        if (await lease.hold()) waitMs = await lease.during(() => lookOnce({ loop, integration, lease }))
        if (clock.now() >= forgetAt) {
          await database.transaction((tx) => tx.changes.forgetNonces(clock.now()))
          await enqueueOverdue(parts, await fresh(id))
          forgetAt = later(clock.now(), 60_000)
        }
      } catch (error) {
        // The next poll begins where this one did: nothing is skipped.
        if (!(error instanceof LostLease)) log.warn('poll failed', { integration: id, reason: faultText(error) })
      }
      await clock.sleep(Math.min(Math.max(waitMs, 20), 1_000), signal)
    }
    await lease.release().catch(() => {})
  }

  /** The safety net works whatever becomes of the feeds. */
  async function lookOnce(look: Look): Promise<number> {
    try {
      return await pollOnce(look)
    } finally {
      if (!look.integration.paused) await enqueueUntaken(loop, look.integration)
    }
  }

  async function change(
    id: IntegrationId,
    set: (integration: Integration) => Integration,
    also?: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await database.transaction(async (tx) => {
      const integration = await tx.integrations.get(id)
      if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
      const { version: _, ...changed } = set(integration)
      await tx.integrations.put(changed)
      await also?.(tx)
    })
    await reread(id)
  }

  const flowsOf = async ({ integration, record }: Target) => {
    const known = await reread(integration)
    const program = await programOf(known)
    const flows = flowsOn(program, record)
    if (flows.length === 0)
      throw new NotFound(`A flow that starts with ${record.entity}`, 'Import a definition that has one.')
    return { known, program, flows }
  }

  const underProposed: Engine['underProposed'] = (proposed, work) =>
    aside.use(proposed, ({ decide }) =>
      work(async (target, { edits = [], newestRules = edits.length > 0 } = {}) => {
        const { known, flows } = await flowsOf(target)
        const what = { flow: flows[0]!, record: target.record, edits, version: null, newestRules }
        return dryRun(loop, known, { definition: proposed, decide }, what)
      }),
    )

  /** What waited for a connection goes on now: runs that wait for their next attempt, and feeds that failed. */
  async function hurryWaiting(id: IntegrationId): Promise<void> {
    const waiting = await database.stores.runs.list({ integration: id, states: ['waiting'], limit: mostHurried })
    const failing = await database.stores.feeds.failures(id)
    await database.transaction(async (tx) => {
      for (const failure of failing) await tx.feeds.fail(id, { ...failure, nextAt: clock.now() })
      await tx.enqueue(waiting.map(({ flow, record }) => ({ integration: id, flow, record, at: 'now' })))
    })
  }

  async function replay(target: Parameters<Engine['replay']>[0]): Promise<void> {
    if (isConnection(target.record)) {
      connections.renew(target.integration)
      return hurryWaiting(target.integration)
    }
    if (await lookedAtAgain(target)) return
    const { known, program, flows } = await flowsOf(target)
    const { edits = [], by, newestRules, also } = target
    if (edits.length > 0) checkCorrections((await connections.read(known, target.record)) ?? {}, edits)
    const at = clock.now()
    await database.transaction(async (tx) => {
      for (const flow of flows) {
        const { run } = await tx.runs.claim({
          integration: known.id,
          flow,
          record: target.record,
          version: known.version,
          at,
        })
        const fence = { run: run.id, epoch: run.epoch }
        await tx.runs.append(
          fence,
          [
            { kind: 'requested', by, ...(newestRules ? { newestRules } : {}) },
            ...(edits.length > 0 ? [correctionOf(program.definition, flow, edits, by)] : []),
          ],
          at,
        )
        await tx.runs.move(fence, 'waiting', { reason: 'Starts again.', nextAt: at, at })
      }
      await tx.enqueue(flows.map((flow) => ({ integration: known.id, flow, record: target.record, at: 'now' })))
      await also?.(tx)
    })
    if (!running && !known.paused)
      for (const flow of flows.filter((one) => !known.pausedFlows.includes(one)))
        await carryOut(loop, known, { integration: known.id, flow, record: target.record })
  }

  /** A record that feeds could not read is tried again at once. @returns true when that is all there is to start */
  async function lookedAtAgain({ integration, record }: Target): Promise<boolean> {
    const waiting = (await database.stores.feeds.unreadable(integration)).filter(
      (each) => refText(each.record) === refText(record),
    )
    if (waiting.length === 0) return false
    await database.transaction(async (tx) => {
      for (const each of waiting) await tx.feeds.putUnreadable(integration, { ...each, nextAt: clock.now() })
    })
    return flowsOn(await programOf(await reread(integration)), record).length === 0
  }

  return {
    async start() {
      running = true
      for (const { id } of await database.stores.integrations.list()) {
        try {
          await attend(id)
        } catch (error) {
          // One integration that cannot start must not keep the others from working.
          log.error('integration cannot start', {
            integration: id,
            reason: error instanceof HubError ? `${error.message} ${error.hint}` : faultText(error),
          })
        }
      }
    },

    async stop() {
      running = false
      for (const abort of pollers.values()) abort.abort()
      await Promise.all([...[...workers.values()].map((worker) => worker.stop()), ...polling])
      workers.clear()
      pollers.clear()
    },

    async refresh(id) {
      await programOf(await reread(id))
      if (connections.renew(id)) await hurryWaiting(id)
      if (running) await attend(id)
    },

    async take(id, changed, cause, by) {
      const integration = await fresh(id)
      const program = await programOf(integration)
      const connectors = Object.values(await parts.connectorsOf(integration))
      const followed = new Set(connectors.flatMap((connector) => [...(connector.parts ?? [])]))
      return database.transaction(async (tx) => {
        if (by && !(await tx.changes.rememberNonce(id, by.nonce, by.expires))) return 'replayed'
        if (by) await tx.webhooks.heard(id, by.heard)
        await takeIn(tx, integration, program, changed, cause, clock.now(), followed)
        return 'taken'
      })
    },

    async runNow(target) {
      const { known, flows } = await flowsOf(target)
      const paused = known.paused ? known.id : flows.find((flow) => known.pausedFlows.includes(flow))
      if (paused !== undefined && !target.althoughPaused)
        throw new NeedsPerson(
          'paused',
          `${known.paused ? `“${paused}”` : `The flow “${paused}”`} is paused, so ${refText(target.record)} was not run`,
          `Let it go on with "ledgerline resume", or run this one with --although-paused. A dry run goes on meanwhile.`,
          { subject: `integration ${known.id}`, record: target.record },
        )
      const [before] = await database.stores.runs.list({ integration: known.id, record: target.record, limit: 1 })
      if (!before && (await connections.read(known, target.record)) === null)
        throw new NotFound(
          refText(target.record),
          'The shop has no record of this number, and the hub has never met it. The number is the ID in the list of the back office, not the reference.',
        )
      await database.transaction((tx) =>
        tx.changes.add([{ integration: known.id, record: target.record, cause: 'person', at: clock.now() }]),
      )
      for (const flow of flows) await carryOut(loop, known, { integration: known.id, flow, record: target.record })
    },

    async dryRun(target, { proposed, edits = [], newestRules = edits.length > 0 } = {}) {
      if (proposed) return underProposed(proposed, (tried) => tried(target, { edits, newestRules }))
      const { known, program, flows } = await flowsOf(target)
      const what = { flow: flows[0]!, record: target.record, edits, version: known.version, newestRules }
      return dryRun(loop, known, deciding(program), what)
    },

    replay,
    underProposed,
    check: aside.check,

    async confirmCompany({ integration: id, company, kind, by, also }) {
      const confirmed = { company, kind, by, at: clock.now() }
      await change(id, (integration) => ({ ...integration, confirmed }), also)
      const stopped = await database.stores.incidents.list({ integration: id, state: 'open', limit: 500 })
      for (const incident of stopped.filter(({ question }) => question.code === 'company_not_confirmed')) {
        for (const { record } of await database.stores.incidents.records(incident.id))
          await replay({ integration: id, record, by })
      }
    },

    pause: ({ integration, flow, also }) =>
      change(
        integration,
        (known) =>
          flow === undefined
            ? { ...known, paused: true }
            : { ...known, pausedFlows: [...new Set([...known.pausedFlows, flow])] },
        also,
      ),

    resume: ({ integration, flow, also }) =>
      change(
        integration,
        (known) =>
          flow === undefined
            ? { ...known, paused: false }
            : { ...known, pausedFlows: known.pausedFlows.filter((paused) => paused !== flow) },
        also,
      ),

    async ruleDifference(id, link) {
      const integration = await fresh(id)
      const program = await loop.programs.at(id, integration.version)
      return ruleDifference({ ...loop, integration, by: deciding(program) }, link)
    },

    connected: (id) => !connections.isOpen(id),
  }
}
