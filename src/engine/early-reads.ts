import { type Instant, later } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { canonicalJson, type EntityName, type IntegrationId, type RecordRef, refText } from '../domain/record.ts'
import type { Job } from '../domain/stores.ts'
import type { Program } from '../language/index.ts'
import { needsOf, type Read } from './ahead.ts'
import type { LoopParts } from './parts.ts'

/** A read of a record, begun before there was a run for it. */
export interface EarlyRead {
  readonly found: Promise<Read>
  /** Each record that is read along, as soon as it is known; also those that were before. */
  hear(listener: (record: RecordRef) => void): void
}

interface Begun extends EarlyRead {
  readonly at: Instant
  /** As it was then. */
  readonly integration: Integration
  /** The change that the delivery made; null: nothing of it was stored. */
  readonly change: Promise<string | null>
}

/**
 * One that no run has used by then was in vain: another process has taken the job, a second report came, or the job waits. Of
 * what is read along not every edit is reported, so it would be as old as the job.
 */
const usedWithinMs = 5_000
/** Nothing is begun for so long after one that was in vain. */
const pauseMs = 60_000

/**
 * A record that a webhook reports is read while the delivery is being stored, so that one which comes alone waits for the
 * longer of both instead of one after the other.
 *
 *     delivery ─┬─► stored ─► 202 ─► job ─► claim ─┬─► run
 *               └─► read begun ─────────► found ───┘ only for the claim that took this delivery's change, and nothing else
 *
 * Such a read is no older than one that the run would begin itself, as far as anybody has reported: all that was reported
 * before the claim is in what the claim took, and that was one report, which came before the read. Any other one has either
 * raised the count of the change, so the run reads again; or comes after the claim, so another run follows. What nobody reports
 * is `usedWithinMs` old at most.
 */
export class EarlyReads {
  private readonly loop: Pick<LoopParts, 'parts' | 'connections'>
  private readonly begun = new Map<string, Begun>()
  private notBefore: Instant | null = null

  constructor(loop: Pick<LoopParts, 'parts' | 'connections'>) {
    this.loop = loop
  }

  /**
   * @param jobs those of a delivery
   * @returns to be told what was stored of it: the change of each record, by `refText`; null: nothing, or nobody knows
   */
  begin(
    integration: Integration,
    program: Program,
    jobs: readonly Pick<Job, 'flow' | 'record'>[],
  ): (stored: ReadonlyMap<string, string> | null) => void {
    const [first] = jobs
    if (!first || jobs.some(({ record }) => refText(record) !== refText(first.record))) return () => {}
    const { record } = first
    const name = nameOf(integration.id, record)
    if (!this.mayBegin(name)) return () => {}
    const flows = jobs.flatMap(({ flow }) => program.flows.get(flow)?.flow ?? [])
    const of = new Set(flows.flatMap((flow): EntityName[] => [...needsOf(flow).reads]))
    const known: RecordRef[] = []
    const listeners: ((record: RecordRef) => void)[] = []
    const along = {
      of,
      begun: (one: RecordRef) => {
        known.push(one)
        for (const listener of listeners) listener(one)
      },
    }
    const found = this.loop.connections.readMany(integration, [record], { fresh: false, along })
    // Nobody may come for it; and whoever comes reads again.
    found.catch(() => {})
    const change = Promise.withResolvers<string | null>()
    this.begun.set(name, {
      ...{ at: this.loop.parts.clock.now(), integration, found, change: change.promise },
      hear(listener) {
        for (const one of known) listener(one)
        listeners.push(listener)
      },
    })
    return (stored) => change.resolve(stored?.get(refText(record)) ?? null)
  }

  private mayBegin(name: string): boolean {
    const now = this.loop.parts.clock.now()
    for (const [other, begun] of this.begun)
      if (other === name || this.isOld(begun)) {
        this.begun.delete(other)
        this.notBefore = later(now, pauseMs)
      }
    if (this.notBefore !== null && this.notBefore > now) return false
    // With more of them, orders are read together anyway, in fewer calls.
    return this.begun.size === 0
  }

  /** @param heardOnce the change that the run's claim took, where it was reported once */
  async of(integration: Integration, record: RecordRef, heardOnce: string | null): Promise<EarlyRead | null> {
    const name = nameOf(integration.id, record)
    const begun = this.begun.get(name)
    if (!begun || heardOnce === null || (await begun.change) !== heardOnce) return null
    this.begun.delete(name)
    if (!this.isOld(begun) && asksAlike(begun.integration, integration)) return begun
    this.notBefore = later(this.loop.parts.clock.now(), pauseMs)
    return null
  }

  private isOld({ at }: Begun): boolean {
    return later(at, usedWithinMs) < this.loop.parts.clock.now()
  }
}

/** The same shop is asked, for the same fields. */
const asksAlike = (one: Integration, other: Integration) =>
  one.version === other.version && canonicalJson(one.connections) === canonicalJson(other.connections)

const nameOf = (integration: IntegrationId, record: RecordRef) => `${integration} ${refText(record)}`
