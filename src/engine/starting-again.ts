import { NotFound } from '../domain/errors.ts'
import { type IntegrationId, type RecordRef, refText } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { Transaction } from '../domain/stores.ts'
import { checkCorrections } from '../language/index.ts'
import { isConnection } from './connections/connection-incident.ts'
import { correctionOf } from './dry-run.ts'
import { flowsOn } from './intake/intake.ts'
import { isOfFeed } from './intake/unreadable-records.ts'
import type { KnownIntegrations } from './known-integrations.ts'
import type { LoopParts } from './parts.ts'
import { startAsked } from './run/start-asked.ts'
import type { RunsHere } from './runs-here.ts'

export interface ReplayTarget {
  readonly integration: IntegrationId
  readonly record: RecordRef
  /** Left out: every flow that starts on the record and is not off. */
  readonly flow?: string | undefined
  /**
   * Whose incident it is that starts the record again. A flow: it alone starts, as no person has asked for the others; nothing
   * does, where it is switched off. A feed: the record is only looked at again; whether a flow takes it is decided by what it
   * is, as its date.
   */
  readonly metBy?: string
  readonly edits?: readonly RecordEdit[]
  readonly by: string
  readonly newestRules?: boolean
  /** What commits with it. */
  readonly also?: (tx: Transaction) => Promise<void>
}

/** Runs whose jobs are enqueued at once when a connection is back; the others come at their own time. */
const mostHurried = 5_000

/** Starts records again: one that a person names, or all that waited for a connection. */
export class StartingAgain {
  private readonly loop: LoopParts
  private readonly integrations: KnownIntegrations
  private readonly here: RunsHere

  constructor(loop: LoopParts, integrations: KnownIntegrations, here: RunsHere) {
    this.loop = loop
    this.integrations = integrations
    this.here = here
  }

  /** What waited for a connection goes on now: runs that wait for their next attempt, and feeds that failed. */
  async hurryWaiting(id: IntegrationId): Promise<void> {
    const { database, clock } = this.loop.parts
    const waiting = await database.stores.runs.list({ integration: id, states: ['waiting'], limit: mostHurried })
    await database.transaction(async (tx) => {
      await tx.feeds.hurry(id, clock.now())
      await tx.enqueue(waiting.map(({ flow, record }) => ({ integration: id, flow, record, at: 'now' })))
    })
  }

  /**
   * From the source, under the newest version: a run that waits ends, and what it has read counts no more. One whose
   * document was sent without an answer goes on, because that comes first.
   * @param here it is carried out in this process, because none works by itself
   * @returns false: nothing was started, because the flow whose incident it is is switched off
   */
  async replay(target: ReplayTarget, { here }: { readonly here: boolean }): Promise<boolean> {
    const { connections } = this.loop
    const { database, clock } = this.loop.parts
    if (isConnection(target.record)) {
      connections.renew(target.integration)
      await this.hurryWaiting(target.integration)
      return true
    }
    if (await this.lookedAtAgain(target)) return true
    const { known, program, flows: all } = await this.integrations.flowsOf(target)
    const on = all.filter((one) => !known.offFlows.includes(one))
    const metBy = all.find((one) => one === target.metBy)
    if (target.flow === undefined && metBy !== undefined && !on.includes(metBy)) return false
    const asked = target.flow ?? metBy
    const flows = asked === undefined ? on : all.filter((one) => one === asked)
    if (target.flow !== undefined && flows.length === 0)
      throw new NotFound(
        `A flow ${target.flow} that starts with ${target.record.entity}`,
        `Those that start with it: ${all.join(', ')}.`,
      )
    const { edits = [], by, newestRules, also } = target
    const corrections =
      edits.length > 0 ? checkCorrections((await connections.read(known, target.record)) ?? {}, edits) : []
    const at = clock.now()
    await database.transaction(async (tx) => {
      for (const flow of flows) {
        const asked = { integration: known.id, flow, record: target.record, version: known.version, at }
        await startAsked(tx, asked, 'Starts again.', [
          { kind: 'requested', by, ...(newestRules ? { newestRules } : {}) },
          ...(corrections.length > 0 ? [correctionOf(program.definition, flow, corrections, by)] : []),
        ])
      }
      await tx.enqueue(flows.map((flow) => ({ integration: known.id, flow, record: target.record, at: 'now' })))
      await also?.(tx)
    })
    if (here && !known.paused)
      for (const flow of flows.filter((one) => !known.pausedFlows.includes(one)))
        await this.here.carryOut(known, { flow, record: target.record })
    return true
  }

  /** A record that feeds could not read is tried again at once. @returns true when that is all there is to start */
  private async lookedAtAgain({ integration, record, metBy }: ReplayTarget): Promise<boolean> {
    const { database, clock } = this.loop.parts
    const waiting = (await database.stores.feeds.unreadable(integration)).filter(
      (each) => refText(each.record) === refText(record),
    )
    const ofFeed = metBy !== undefined && isOfFeed(metBy)
    if (waiting.length === 0) return ofFeed
    await database.transaction(async (tx) => {
      for (const each of waiting) await tx.feeds.putUnreadable(integration, { ...each, nextAt: clock.now() })
    })
    if (ofFeed) return true
    return flowsOn(await this.integrations.programOf(await this.integrations.reread(integration)), record).length === 0
  }
}
