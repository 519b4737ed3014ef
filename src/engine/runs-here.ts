import type { Integration } from '../domain/definition.ts'
import type { Job } from '../domain/stores.ts'
import type { LoopParts } from './parts.ts'
import { carryOut } from './run-loop.ts'

/**
 * Runs that somebody waits for, carried out in this process beside what it takes from the queue. Each holds its record's job:
 * a worker that is at it ends first, since a claim in the middle of a send would have to wait out what became of that.
 */
export class RunsHere {
  private readonly loop: LoopParts
  private readonly underWay = new Set<Promise<void>>()

  constructor(loop: LoopParts) {
    this.loop = loop
  }

  /** Returns when it has come to an end, or waits. @param asked a person asks for this record in this flow */
  async carryOut(known: Integration, what: Pick<Job, 'flow' | 'record'>, { asked = false } = {}): Promise<void> {
    const { queue } = this.loop.parts.database
    const run = queue.carryOut({ integration: known.id, ...what }, async (job) => {
      await carryOut(this.loop, known, job, { asked })
    })
    this.underWay.add(run)
    try {
      await run
    } finally {
      this.underWay.delete(run)
    }
  }

  /** Resolves when none is under way. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.underWay)
  }
}
