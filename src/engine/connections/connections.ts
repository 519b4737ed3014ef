import { type Clock, msBetween } from '../../domain/clock.ts'
import { type AlsoRead, type Connector, type Connectors, connectorOf } from '../../domain/connector.ts'
import type { Integration } from '../../domain/definition.ts'
import { AccessDenied, HubError, RemoteUnavailable, WrongAddress } from '../../domain/errors.ts'
import type { Metrics } from '../../domain/observe.ts'
import {
  type EntityName,
  type IntegrationId,
  type RecordRef,
  type RecordValue,
  refText,
  type System,
  systemOf,
} from '../../domain/record.ts'
import { type Storable, storable } from '../../domain/storable.ts'
import { type Breaker, closed, failed, leftMs, probe, room } from './breaker.ts'
import type { ConnectionHistory } from './connection-history.ts'

/**
 * The systems of an integration as a run sees them: every call passes the connection's breaker. How many calls go to a system
 * at a time is the budget of its connection, whichever flows they are for; a run that waits for its turn at one system holds
 * no place at another.
 */
export class Connections {
  private readonly clock: Clock
  private readonly metrics: Metrics
  private readonly connect: (integration: Integration) => Promise<Connectors>
  private readonly breakers = new Map<IntegrationId, Map<System, Breaker>>()
  private readonly history: ConnectionHistory | null
  /** Reads records that the engine makes itself, of what the systems have. */
  private readonly made = new Map<
    EntityName,
    (integration: Integration, records: readonly RecordRef[]) => Promise<ReadonlyMap<string, RecordValue | null>>
  >()

  constructor(
    parts: {
      clock: Clock
      metrics: Metrics
      connectorsOf: (integration: Integration) => Promise<Connectors>
    },
    /** Null: nobody is shown it afterwards. */
    history: ConnectionHistory | null = null,
  ) {
    this.history = history
    this.clock = parts.clock
    this.metrics = parts.metrics
    this.connect = parts.connectorsOf
  }

  /** How many runs that call these systems may be started now. */
  room(integration: IntegrationId, systems: Iterable<System>): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...systems].map((system) => room(this.breaker(integration, system), this.nowMs())),
    )
  }

  /** A run that calls these systems starts: if a breaker is half open, this is its probe. */
  starts(integration: IntegrationId, systems: Iterable<System>): void {
    for (const system of systems) {
      const breaker = this.breaker(integration, system)
      if (breaker.openUntilMs !== 0 && leftMs(breaker, this.nowMs()) === 0)
        this.set(integration, system, probe(breaker))
    }
  }

  /** A run ended: a probe that called nothing leaves the breaker to the next one. */
  ends(integration: IntegrationId, systems: Iterable<System>): void {
    for (const system of systems) {
      const breaker = this.breaker(integration, system)
      if (breaker.probing) this.set(integration, system, { ...breaker, probing: false })
    }
  }

  /** Milliseconds until the open breakers of these systems let a run through; 0 when none of them is open. */
  pauseMs(integration: IntegrationId, systems: Iterable<System>): number {
    return Math.max(0, ...[...systems].map((system) => leftMs(this.breaker(integration, system), this.nowMs())))
  }

  /** The connections of an integration are new: what failed before says nothing of them. @returns whether one was open */
  renew(integration: IntegrationId): boolean {
    const wasOpen = this.isOpen(integration)
    for (const system of this.breakers.get(integration)?.keys() ?? []) this.set(integration, system, closed)
    return wasOpen
  }

  isOpen(integration: IntegrationId): boolean {
    return [...(this.breakers.get(integration)?.values() ?? [])].some(({ openUntilMs }) => openUntilMs !== 0)
  }

  async call<T>(
    integration: Integration,
    system: System,
    deed: string,
    work: (connector: Connector) => Promise<T>,
  ): Promise<T> {
    const connectors = await this.connect(integration)
    const started = this.clock.now()
    try {
      const connector = connectorOf(connectors, system)
      const result = await work(connector)
      this.set(integration.id, system, closed)
      this.history?.reached(integration.id, system, false)
      this.history?.took(integration.id, system, msBetween(started, this.clock.now()), connector.paced)
      return result
    } catch (error) {
      if (error instanceof RemoteUnavailable)
        this.set(integration.id, system, failed(this.breaker(integration.id, system), this.nowMs(), 'unavailable'))
      else if (error instanceof AccessDenied || error instanceof WrongAddress) {
        const probeInMs = error instanceof AccessDenied ? (error.signIn?.probeInMs ?? 0) : 0
        const before = this.breaker(integration.id, system)
        this.set(integration.id, system, failed(before, this.nowMs(), 'refused', probeInMs))
      } else this.set(integration.id, system, closed)
      const down = this.breaker(integration.id, system).openUntilMs !== 0
      if (down) this.history?.reached(integration.id, system, true, error instanceof HubError ? error.code : null)
      throw error
    } finally {
      this.metrics.observe('ledgerline_remote_seconds', msBetween(started, this.clock.now()) / 1000, { system, deed })
    }
  }

  /** What a call to the system takes of late; null: not known yet. */
  usualMs(integration: Integration, system: System): number | null {
    return this.history?.usualMs(integration.id, system) ?? null
  }

  /** A page of all records of an entity. @param cursor null at the beginning */
  page(
    integration: Integration,
    entity: EntityName,
    cursor: string | null,
  ): Promise<{ readonly records: readonly RecordValue[]; readonly next: string | null }> {
    return this.call(integration, systemOf(entity), `page of ${entity}`, (connector) => {
      if (!connector.page) throw new Error(`${entity} cannot be read a page at a time`)
      return connector.page(entity.slice(entity.indexOf('.') + 1), cursor)
    })
  }

  /** @param how `fresh`: rows that the record points to are read again, too */
  async read(
    integration: Integration,
    record: RecordRef,
    how?: { readonly fresh?: boolean },
  ): Promise<RecordValue | null> {
    if (this.made.has(record.entity))
      return (await this.readMany(integration, [record])).get(refText(record))?.value ?? null
    return storable(
      await this.call(integration, systemOf(record.entity), 'read', (connector) => connector.read(record, how)),
    ).value
  }

  /**
   * Records as they can be stored, by `refText`, and where a character of one could not. Each system is asked for its own
   * with as few calls as it allows. `along`: as a connector takes it.
   */
  async readMany(
    integration: Integration,
    records: readonly RecordRef[],
    how?: { readonly fresh?: boolean; readonly along?: AlsoRead },
  ): Promise<ReadonlyMap<string, Storable<RecordValue | null>>> {
    const bySystem = Map.groupBy(
      records.filter(({ entity }) => !this.made.has(entity)),
      ({ entity }) => systemOf(entity),
    )
    // What the engine counts comes first: who reads it together with a system's stock relies on that order.
    const made: ReadonlyMap<string, RecordValue | null>[] = []
    for (const [entity, make] of this.made) {
      const its = records.filter((record) => record.entity === entity)
      if (its.length > 0) made.push(await make(integration, its))
    }
    const found = [...bySystem].map(([system, its]) =>
      this.call(integration, system, 'read', (connector) => connector.readMany(its, how)),
    )
    return new Map(
      [...made, ...(await Promise.all(found))].flatMap((values) =>
        [...values].map(([key, value]) => [key, storable(value)] as const),
      ),
    )
  }

  /** Records of this entity are made by the engine, not asked of a system. */
  makes(
    entity: EntityName,
    make: (integration: Integration, records: readonly RecordRef[]) => Promise<ReadonlyMap<string, RecordValue | null>>,
  ): void {
    this.made.set(entity, make)
  }

  isMade(entity: EntityName): boolean {
    return this.made.has(entity)
  }

  private nowMs(): number {
    return Date.parse(this.clock.now())
  }

  private breaker(integration: IntegrationId, system: System): Breaker {
    return this.breakers.get(integration)?.get(system) ?? closed
  }

  private set(integration: IntegrationId, system: System, breaker: Breaker): void {
    const before = this.breaker(integration, system)
    if (before === breaker) return
    const its = this.breakers.get(integration) ?? new Map<System, Breaker>()
    this.breakers.set(integration, its.set(system, breaker))
    if ((before.openUntilMs === 0) !== (breaker.openUntilMs === 0)) {
      this.metrics.gauge('ledgerline_breaker_open', breaker.openUntilMs === 0 ? 0 : 1, { integration, system })
    }
  }
}
