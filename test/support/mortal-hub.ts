import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Joined } from '../whole/joined.ts'
import { program } from './program.ts'

/** What the thread of a hub is given. */
export interface MortalHubData {
  readonly config: Joined['config']
  /** The module of the bundle that opens a hub. */
  readonly hub: string
  /** How far its clock is ahead of the machine's, at its start. */
  readonly aheadMs: number
}

/**
 * A hub at work in a thread of its own, on the database of `all`. It can die at any moment, as by kill −9: nothing is finished,
 * its connections break.
 */
export interface MortalHub {
  /** Its clock goes as far ahead as this. */
  advanceTo(ms: number): void
  /** Another one begins in its place. */
  die(): Promise<void>
  stop(): Promise<void>
}

export async function startMortalHub(all: Joined): Promise<MortalHub> {
  let worker = await started(all)
  return {
    advanceTo: (ms) => worker.postMessage(ms),
    async die() {
      await worker.terminate()
      worker = await started(all)
    },
    async stop() {
      await worker.terminate()
    },
  }
}

function started({ config, clock }: Joined): Promise<Worker> {
  const workerData: MortalHubData = {
    ...{ config, hub: join(dirname(program), 'hub.mjs') },
    aheadMs: Date.parse(clock.now()) - Date.now(),
  }
  const worker = new Worker(new URL('./mortal-hub-thread.ts', import.meta.url), { workerData, execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker))
    worker.once('error', reject)
  })
}
