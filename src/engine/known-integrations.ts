import { type Instant, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { NeedsPerson, NotFound } from '../domain/errors.ts'
import { canonicalJson, type IntegrationId, type RecordRef } from '../domain/record.ts'
import type { Transaction } from '../domain/stores.ts'
import type { Program } from '../language/index.ts'
import { flowsOn } from './intake/intake.ts'
import type { EngineParts } from './parts.ts'
import type { Programs } from './programs.ts'

/** How old the engine's knowledge of an integration may be: another process may have paused it. */
const freshForMs = 1_000

/** What the engine knows of integrations and their newest definitions, kept for a second. */
export class KnownIntegrations {
  private readonly parts: Pick<EngineParts, 'database' | 'clock'>
  private readonly programs: Programs
  private readonly known = new Map<IntegrationId, { readonly integration: Integration; readonly readAt: Instant }>()

  constructor(parts: Pick<EngineParts, 'database' | 'clock'>, programs: Programs) {
    this.parts = parts
    this.programs = programs
  }

  /** A second old at most. @throws NotFound */
  async fresh(id: IntegrationId): Promise<Integration> {
    const known = this.known.get(id)
    if (known && later(known.readAt, freshForMs) > this.parts.clock.now()) return known.integration
    return this.reread(id)
  }

  /** As it is now. @throws NotFound */
  async reread(id: IntegrationId): Promise<Integration> {
    const { database, clock } = this.parts
    const integration = await database.stores.integrations.get(id)
    if (!integration) throw noIntegration(id)
    this.known.set(id, { integration, readAt: clock.now() })
    return integration
  }

  /** Known without asking: the queue may not wait for an answer. Polling renews it. */
  isPaused(id: IntegrationId, flow: string): boolean {
    const known = this.known.get(id)?.integration
    return known === undefined || known.paused || known.pausedFlows.includes(flow) || known.offFlows.includes(flow)
  }

  /** The flows at their newest version. */
  programOf({ id, version }: Integration): Promise<Program> {
    return this.programs.at(id, version)
  }

  /** The flows that start on a record. @throws NotFound when none does */
  async flowsOf({ integration, record }: { readonly integration: IntegrationId; readonly record: RecordRef }) {
    const known = await this.reread(integration)
    const program = await this.programOf(known)
    const flows = flowsOn(program, record)
    if (flows.length === 0)
      throw new NotFound(`A flow that starts with ${record.entity}`, 'Import a definition that has one.')
    return { known, program, flows }
  }

  /**
   * @param also what commits with it
   * @param seen as it was when a person decided. @throws NeedsPerson: it leads elsewhere by now, or begins at another time
   */
  async change(
    id: IntegrationId,
    set: (integration: Integration) => Integration,
    also?: (tx: Transaction) => Promise<void>,
    seen?: Seen,
  ): Promise<void> {
    await this.parts.database.transaction(async (tx) => {
      const integration = await tx.integrations.hold(id)
      if (!integration) throw noIntegration(id)
      if (seen && decidedBy(seen) !== decidedBy(integration))
        throw new NeedsPerson(
          'changed_meanwhile',
          `“${id}” was changed while this was decided`,
          'Look at its connections and its cut-over, then decide again.',
          { subject: `integration ${id}` },
        )
      const { version: _, ...changed } = set(integration)
      await tx.integrations.put(changed)
      if (changed.cutOver > integration.cutOver) await tx.runs.forgetRequests(id, this.parts.clock.now())
      await also?.(tx)
    })
    await this.reread(id)
  }
}

/** What people go by when they confirm a company, or let an integration go live. */
export type Seen = Pick<Integration, 'connections' | 'cutOver' | 'liveSince'>
const decidedBy = ({ connections, cutOver, liveSince }: Seen) =>
  canonicalJson({ connections, cutOver, liveSince: liveSince ?? null })

const noIntegration = (id: IntegrationId) => new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
