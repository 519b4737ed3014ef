import { type Instant, instant, later, mostAheadMs } from '../domain/clock.ts'
import type { ChangedRecord, Feed } from '../domain/connector.ts'
import { withCustomFields } from '../domain/custom-fields.ts'
import { type Integration, startsOf } from '../domain/definition.ts'
import { HubError, InvalidInput, NeedsPerson, NotFound, type Problem } from '../domain/errors.ts'
import { uncountedEntity } from '../domain/hub-records.ts'
import { type IntegrationId, type RecordRef, refText } from '../domain/record.ts'
import { endLostTime } from '../domain/restored.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Backfill, BackfillPeriod, Cause, Link, StoredDelivery, Transaction } from '../domain/stores.ts'
import type { HeardDelivery } from '../domain/webhook.ts'
import { type Definition, type Flow, filledBy, goesByItsBeginning, type Program } from '../language/index.ts'
import { createAside } from './aside/aside.ts'
import { Attendance } from './attendance.ts'
import { type BackfillNow, backfillsOf, beginBackfill, changeBackfill } from './backfill/ask.ts'
import { ConnectionHistory } from './connections/connection-history.ts'
import { Connections } from './connections/connections.ts'
import { KnownRecords } from './connections/known-records.ts'
import { deciding } from './deciding.ts'
import { type DryRun, dryRun } from './dry-run.ts'
import { EarlyReads } from './early-reads.ts'
import { type FeedHealth, feedHealth } from './intake/feed-health.ts'
import { feedsInUse, takeIn, whatToTake } from './intake/intake.ts'
import { type FlowState, flowStates } from './intake/ticks.ts'
import { takeUpMissed } from './known-before.ts'
import { KnownIntegrations, type Seen } from './known-integrations.ts'
import type { LoopParts } from './parts.ts'
import { type EngineParts, withEntities } from './parts.ts'
import { createPrograms } from './programs.ts'
import { createMoved, type HasMoved } from './round/moved.ts'
import { type InRounds, roundsOfRecord } from './round/of-record.ts'
import { type RestoredRound, restoreRound } from './round/restore.ts'
import { type WantedNow, wantedNow } from './round/wanted.ts'
import { RunsHere } from './runs-here.ts'
import { type ReplayTarget, StartingAgain } from './starting-again.ts'
import { Uncounted, type UncountedNow } from './uncounted/uncounted.ts'
import { type Entered, enteredByHand } from './write/entered-by-hand.ts'
import { type RuleDifference, ruleDifference } from './write/own-rules.ts'

/** The engine's public face: it works by itself between `start` and `stop`, and does what people ask for. */
export interface Engine {
  /** Begins to work on every integration, and to poll. */
  start(): Promise<void>
  /** Ends when what is in progress has ended. */
  stop(): Promise<void>
  /** An integration was made or changed: its new version and settings count from now on. */
  refresh(integration: IntegrationId): Promise<void>
  /** An integration as it was a second ago at most; null: there is none. */
  known(integration: IntegrationId): Promise<Integration | null>
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
   * @returns false: nothing was started, because the flow whose incident it is is switched off
   * @throws InvalidInput when a correction does not fit what the record says
   */
  replay(target: ReplayTarget): Promise<boolean>
  /** A person names the company that may be written to; what waited for that starts again. */
  confirmCompany(confirmation: {
    integration: IntegrationId
    company: string
    kind: 'test' | 'live'
    by: string
    /** It goes live by this. */
    live?: LiveFrom | null
    /** As the person has seen it. @throws NeedsPerson: it is not so any more */
    seen?: Seen
    /** What commits with it. */
    also?: (tx: Transaction) => Promise<void>
  }): Promise<void>
  /** A person says that a record which its flow could not carry over stands in the ledger already. @see enteredByHand */
  enteredByHand(
    what: Parameters<typeof enteredByHand>[3] & {
      integration: IntegrationId
      by: string
      /** What commits with it. */
      also: (tx: Transaction, entered: Entered) => Promise<void>
    },
  ): Promise<Entered>
  /** The flows that start on the record, in the order of their names. @throws NotFound when none does */
  flowsOf(target: Omit<Target, 'flow'>): Promise<readonly string[]>
  /** How the feeds that a flow wants are doing. */
  feeds(integration: IntegrationId): Promise<readonly FeedHealth[]>
  /** What orders have taken that the ledger does not count yet, as of the last look. */
  uncounted(integration: IntegrationId): Promise<UncountedNow>
  /** Of the rows of a bulk flow those that its lists in the ledger show otherwise by now. @see createMoved */
  moved(integration: IntegrationId, flow: string): Promise<HasMoved>
  /** Paused integrations that sell from the same places of one ledger: without their orders no stock of this one is raised. */
  pausedBeside(integration: IntegrationId): Promise<readonly IntegrationId[]>
  /** Each flow of the newest definition: on, paused or off, and what waits for it. */
  flowStates(integration: IntegrationId): Promise<readonly FlowState[]>
  /** What the rounds of bulk flows know of a record, or of those that they make of it. @see roundsOfRecord */
  inRounds(integration: IntegrationId, record: RecordRef): Promise<readonly InRounds[]>
  /** What the newest round of a bulk flow has found that it would write: it asks, or is at work. @throws NotFound */
  wanted(integration: IntegrationId, flow: string, limit: number): Promise<WantedNow>
  /** `off`: nothing starts the flow any more, and its ticks are not made. `also`: what commits with it. */
  switchFlow(what: {
    integration: IntegrationId
    flow: string
    off: boolean
    /** From then on it takes what is made; absent: as before. */
    since?: Instant
    also?: (tx: Transaction) => Promise<void>
  }): Promise<void>
  /** `also`: what commits with it. */
  pause(what: { integration: IntegrationId; flow?: string; also?: (tx: Transaction) => Promise<void> }): Promise<void>
  /** `live`: it goes live by this. `seen`: as of `confirmCompany`. */
  resume(what: {
    integration: IntegrationId
    flow?: string
    live?: LiveFrom | null
    seen?: Seen
    also?: (tx: Transaction) => Promise<void>
  }): Promise<void>
  /** Pauses a bulk flow, and puts back what stood there before its newest round, or before all rounds since then. @see restoreRound */
  restoreRound(what: {
    integration: IntegrationId
    flow: string
    round: string | null
    since: Instant | null
    also?: (tx: Transaction) => Promise<void>
  }): Promise<RestoredRound>
  /** Backfills, those that are not at their end first: how far they are, and what was found before. */
  backfills(integration: IntegrationId): Promise<readonly BackfillNow[]>
  /** Begins to count what a backfill is of. @see beginBackfill */
  beginBackfill(what: {
    integration: IntegrationId
    /** Which it has from then on. */
    id: string
    flow: string
    period: BackfillPeriod
    by: string
    also: (tx: Transaction) => Promise<void>
  }): Promise<void>
  /** @see changeBackfill */
  changeBackfill(what: {
    integration: IntegrationId
    id: string
    to: 'run' | 'pause' | 'stop'
    by: string
    also: (tx: Transaction, backfill: Backfill) => Promise<void>
  }): Promise<void>
  /** What the rules of today would change in a document that is written; null: nobody can say. Writes nothing. */
  ruleDifference(integration: IntegrationId, link: Link): Promise<RuleDifference | null>
  /** False while a connection's breaker is open: for health. */
  connected(integration: IntegrationId): boolean
}

export type DryRunOf = (
  target: Target,
  what?: { edits?: readonly RecordEdit[]; newestRules?: boolean },
) => Promise<DryRun>

/** When an integration goes live for the first time, and since when orders go over by themselves. */
export type LiveFrom = { readonly [part in 'liveSince' | 'cutOver']: Instant }

export interface Target {
  readonly integration: IntegrationId
  readonly record: RecordRef
  /** One of the flows that start on the record. Left out: all of them; of a dry run, the first. */
  readonly flow?: string | undefined
}

export function createEngine(parts: EngineParts): Engine {
  const { database, clock } = parts
  const history = new ConnectionHistory(parts)
  const connections = new Connections(parts, history)
  const known = new KnownRecords(parts, connections)
  const programs = createPrograms(database.stores, parts.entities, clock)
  const uncounted = new Uncounted({ parts, connections, known, programs })
  connections.makes(uncountedEntity, (integration, records) => uncounted.read(integration, records))
  const aside = createAside(parts.entities)
  const loop: LoopParts = {
    parts,
    connections,
    uncounted,
    known,
    programs,
    early: new EarlyReads({ parts, connections }),
  }
  const moved = createMoved(loop)
  const integrations = new KnownIntegrations(parts, loop.programs)
  const attendance = new Attendance(loop, integrations)
  let running = false

  const underProposed: Engine['underProposed'] = (proposed, work) =>
    aside.use(proposed, ({ decide }) =>
      work(async (target, { edits = [], newestRules = edits.length > 0 } = {}) => {
        const { known, program: guards, flows } = await integrations.flowsOf(target)
        const flow = chosenFlow(flows, target)
        const what = { flow, record: target.record, edits, version: null, newestRules, guards }
        const entities = withCustomFields(parts.entities, proposed.customFields)
        return dryRun(loop, known, { definition: proposed, entities, decide }, what)
      }),
    )

  const here = new RunsHere(loop)
  const again = new StartingAgain(loop, integrations, here)
  const replay: Engine['replay'] = (target) => again.replay(target, { here: !running })

  /** The system answers that it has no such record. One that does not answer is the run's matter: it waits or asks. */
  async function isAbsent(integration: Integration, record: RecordRef): Promise<boolean> {
    try {
      return (await connections.read(integration, record)) === null
    } catch (error) {
      if (error instanceof HubError) return false
      throw error
    }
  }

  return {
    async start() {
      running = true
      await attendance.begin()
    },

    async stop() {
      running = false
      await Promise.all([attendance.stop(), here.settle()])
      await history.settle()
    },

    async refresh(id) {
      await integrations.programOf(await integrations.reread(id))
      if (connections.renew(id)) await again.hurryWaiting(id)
      if (running) await attendance.attend(id)
    },

    known: (id) =>
      integrations.fresh(id).catch((error: unknown) => {
        if (error instanceof NotFound) return null
        throw error
      }),

    async take(id, changed, cause, by) {
      const integration = await integrations.fresh(id)
      const program = await integrations.programOf(integration)
      const connectors = Object.values(await parts.connectorsOf(integration))
      const followed = new Set(connectors.flatMap((connector) => [...(connector.dependencies ?? [])]))
      const how = { followed }
      if (by) {
        const { changes, jobs } = await whatToTake(database.stores, integration, program, changed, cause, how)
        const quiet = attendance.isQuiet(id, jobs)
        const early = quiet ? loop.early.begin(integration, program, jobs) : () => {}
        const room = quiet ? database.queue.reserve(jobs) : null
        const stored = (delivery: StoredDelivery | null) => {
          early(delivery?.changes ?? null)
          room?.begin(delivery?.held ?? [])
        }
        const taken = await database.stores.webhooks
          .take({ ...by, integration: id, changes, jobs, holder: room?.id ?? null })
          .catch((error: unknown) => {
            stored(null)
            throw error
          })
        stored(taken)
        return taken === null ? 'replayed' : 'taken'
      }
      await database.transaction((tx) => takeIn(tx, integration, program, changed, cause, clock.now(), how))
      return 'taken'
    },

    async runNow(target) {
      const { known, flows: all } = await integrations.flowsOf(target)
      const named = target.flow === undefined ? all : [chosenFlow(all, target)]
      const flows = named.filter((flow) => !known.offFlows.includes(flow))
      if (flows.length === 0)
        throw new NeedsPerson(
          'off',
          `The flow “${named.join('”, “')}” is off, so ${refText(target.record)} was not run`,
          `Switch it on with "ledgerline flows on ${named[0]}". A dry run goes on meanwhile.`,
          { subject: `integration ${known.id}`, record: target.record },
        )
      const paused = known.paused ? known.id : flows.find((flow) => known.pausedFlows.includes(flow))
      if (paused !== undefined && !target.althoughPaused)
        throw new NeedsPerson(
          'paused',
          `${known.paused ? `“${paused}”` : `The flow “${paused}”`} is paused, so ${refText(target.record)} was not run`,
          `Let it go on with "ledgerline resume", or run this one with --although-paused. A dry run goes on meanwhile.`,
          { subject: `integration ${known.id}`, record: target.record },
        )
      const [before] = await database.stores.runs.list({ integration: known.id, record: target.record, limit: 1 })
      if (!before && (await isAbsent(known, target.record)))
        throw new NotFound(
          refText(target.record),
          'The shop has no record of this number, and the hub has never met it. The number is the ID in the list of the back office, not the reference.',
        )
      // No change says so: the next claim of the record would take it, of whatever flow. What the first flow of several makes
      // is the hub's own for the others.
      for (const flow of flows)
        await here.carryOut(known, { flow, record: target.record }, { asked: flow === flows[0] })
    },

    async dryRun(target, { proposed, edits = [], newestRules = edits.length > 0 } = {}) {
      if (proposed) return underProposed(proposed, (tried) => tried(target, { edits, newestRules }))
      const { known, program, flows } = await integrations.flowsOf(target)
      const what = {
        flow: chosenFlow(flows, target),
        record: target.record,
        edits,
        version: known.version,
        newestRules,
        guards: program,
      }
      return dryRun(loop, known, deciding(program), what)
    },

    replay,
    underProposed,
    check: async (definition) => [
      ...parts.checkFields(definition.customFields, filledBy(definition)),
      ...parts.checkSettings(definition),
      ...(await aside.check(definition)),
    ],

    async confirmCompany({ integration: id, company, kind, by, live, also, seen }) {
      const confirmed = { company, kind, by, at: clock.now() }
      await integrations.change(id, (integration) => ({ ...integration, ...live, confirmed }), also, seen)
      const known = await integrations.reread(id)
      const stopped = await database.stores.incidents.list({ integration: id, state: 'open', limit: 500 })
      for (const { id: incident, flow, question } of stopped) {
        if (question.code !== 'company_not_confirmed' || known.offFlows.includes(flow)) continue
        const held = await database.stores.incidents.records(incident)
        const records = held.map(({ record }) => record)
        const own = await database.stores.runs.takenUp(id, records, flow)
        const facts = await database.stores.runs.facts(id, records)
        for (const { record, run } of held) {
          // Nobody has asked for the others one by one, or for an order of before a cut-over that is another one now: the flow decides.
          const journal = run === null ? [] : await database.stores.runs.journal(run)
          const madeAt = facts.get(record.key)?.madeAt
          const isOfNow = madeAt !== undefined && instant(madeAt) >= startsOf(known, flow).flowSince
          if ((isOfNow || own.has(refText(record))) && journal.some(({ entry }) => entry.kind === 'requested'))
            await replay({ integration: id, record, by, metBy: flow })
          else await database.transaction((tx) => tx.enqueue([{ integration: id, flow, record, at: 'now' }]))
        }
      }
    },

    async enteredByHand({ integration: id, by, also, ...what }) {
      const known = await integrations.reread(id)
      const program = await integrations.programOf(known)
      const { entered, keep } = await enteredByHand(withEntities(loop, program.entities), known, program, what)
      if (entered.linked)
        await replay({
          ...{ integration: id, record: what.source, flow: what.flow, by },
          also: async (tx) => {
            await keep(tx)
            await also(tx, entered)
          },
        })
      return entered
    },

    async flowsOf(target) {
      return (await integrations.flowsOf(target)).flows
    },

    async feeds(id) {
      const integration = await integrations.reread(id)
      const program = await loop.programs.at(id, integration.version)
      const inUse = (feeds: readonly Feed[]) => feedsInUse(program, integration, feeds)
      return feedHealth(database.stores, id, await parts.connectorsOf(integration), inUse)
    },

    uncounted: async (id) => uncounted.kept(await integrations.reread(id)),

    moved: async (id, flow) => moved(await integrations.reread(id), flow),

    pausedBeside: async (id) => uncounted.pausedBeside(await integrations.reread(id)),

    async flowStates(id) {
      const integration = await integrations.reread(id)
      const program = await integrations.programOf(integration)
      return flowStates(
        database,
        integration,
        [...program.flows.values()].map(({ flow }) => flow),
        clock.now(),
      )
    },

    async inRounds(id, record) {
      const program = await integrations.programOf(await integrations.reread(id))
      return roundsOfRecord(database.stores, program, id, record)
    },

    async wanted(id, flow, limit) {
      const program = await integrations.programOf(await integrations.reread(id))
      mustBeInBulk(program, flow)
      return wantedNow(database.stores, id, program, flow, limit)
    },

    async switchFlow({ integration: id, flow, off, since, also }) {
      const before = await integrations.reread(id)
      const program = await integrations.programOf(before)
      const its = program.flows.get(flow)?.flow
      if (!its) throw new NotFound(`The flow ${flow}`, `The flows are ${[...program.flows.keys()].join(', ')}.`)
      if (since) refuseBeginning(its, before, since, clock.now())
      await integrations.change(
        id,
        (known) => {
          const others = known.offFlows.filter((one) => one !== flow)
          const flowsSince = { ...known.flowsSince, ...(since ? { [flow]: since } : {}) }
          return { ...known, flowsSince, offFlows: off ? [...others, flow] : others }
        },
        async (tx) => {
          if (!off) await takeUpMissed(tx, before, its, clock.now())
          await also?.(tx)
        },
      )
    },

    async restoreRound({ integration: id, flow, round, since, also }) {
      const known = await integrations.reread(id)
      const program = await integrations.programOf(known)
      mustBeInBulk(program, flow)
      await integrations.change(
        id,
        (its) => (its.pausedFlows.includes(flow) ? its : { ...its, pausedFlows: [...its.pausedFlows, flow] }),
        also,
      )
      return restoreRound(withEntities(loop, program.entities), known, program, flow, { round, since })
    },

    pause: ({ integration, flow, also }) =>
      integrations.change(
        integration,
        (known) =>
          flow === undefined
            ? { ...known, paused: true }
            : { ...known, pausedFlows: [...new Set([...known.pausedFlows, flow])] },
        also,
      ),

    resume: ({ integration, flow, live, also, seen }) =>
      integrations.change(
        integration,
        (known) =>
          flow === undefined
            ? { ...known, ...live, paused: false }
            : { ...known, pausedFlows: known.pausedFlows.filter((paused) => paused !== flow) },
        async (tx) => {
          if (flow === undefined) await endLostTime(tx, integration, clock.now())
          await also?.(tx)
        },
        live ? seen : undefined,
      ),

    async backfills(id) {
      const integration = await integrations.reread(id)
      return backfillsOf(database.stores, await integrations.programOf(integration), integration, clock.now())
    },

    async beginBackfill({ integration: id, also, ...what }) {
      const integration = await integrations.reread(id)
      await beginBackfill(parts, integration, await integrations.programOf(integration), what, also)
      attendance.nudge(id)
    },

    async changeBackfill({ integration: id, also, ...what }) {
      await changeBackfill(parts, await integrations.reread(id), what, also)
      attendance.nudge(id)
    },

    async ruleDifference(id, link) {
      const integration = await integrations.fresh(id)
      const program = await loop.programs.at(id, integration.version)
      return ruleDifference({ ...withEntities(loop, program.entities), integration, by: deciding(program) }, link)
    },

    connected: (id) => !connections.isOpen(id),
  }
}

/**
 * @throws InvalidInput: a beginning would change nothing, and what people have entered by hand would be taken all the same; or
 * it lies ahead, and what is made until then would be left to people without a word
 */
function refuseBeginning(flow: Flow, { cutOver }: Integration, since: Instant, now: Instant): void {
  if (goesByItsBeginning(flow)) {
    if (since <= later(now, mostAheadMs)) return
    throw new InvalidInput('The flow', [
      { at: `${flow.id} since`, reason: `lies ahead: what is made until ${since} would be left to people` },
    ])
  }
  throw new InvalidInput('The flow', [
    {
      at: `${flow.id} since`,
      reason: `is nothing that this flow goes by; nothing was switched. Where it asks when a record was made, it goes by the cut-over, ${cutOver}. If people have entered records by hand since then, set a later cut-over on the page of set-up or in integration.json; "ledgerline proposals" shows whether a newer standard of the flow waits, which may have a beginning of its own`,
    },
  ])
}

/** The flow that was named, or the first. @throws NotFound naming those that there are */
function chosenFlow(flows: readonly string[], { flow, record }: Target): string {
  if (flow === undefined) return flows[0]!
  if (flows.includes(flow)) return flow
  throw new NotFound(
    `A flow ${flow} that starts with ${record.entity}`,
    `Those that start with it: ${flows.join(', ')}.`,
  )
}

/** @throws NotFound */
function mustBeInBulk({ flows }: Program, flow: string): void {
  if (flows.get(flow)?.bulk) return
  throw new NotFound(
    `A flow in bulk named ${flow}`,
    'Only such a flow works in rounds; "ledgerline flows" lists them, with their last round.',
  )
}
