import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { MockMessage } from './mocks.ts'
import type { ReadBack } from './rounds.ts'

type Counts = Extract<MockMessage, { is: 'counts' }>

/** The mocks as a process of their own. */
export interface MockProcess {
  readonly shop: string
  readonly gp: string
  readonly readBack: ReadBack
  /** The calls since the last time, and what was wrong so far. */
  counts(): Promise<Counts>
  stop(): void
}

export async function startMocks(recording: string, delayMs: string): Promise<MockProcess> {
  const child = fork(resolve(import.meta.dirname, 'mocks.ts'), [recording, delayMs])
  const waiting = new Map<number, (atMs: number) => void>()
  const listening = Promise.withResolvers<Extract<MockMessage, { is: 'listening' }>>()
  let counted = Promise.withResolvers<Counts>()
  child.on('message', (message: MockMessage) => {
    if (message.is === 'listening') listening.resolve(message)
    else if (message.is === 'counts') counted.resolve(message)
    else {
      waiting.get(message.n)?.(message.atMs)
      waiting.delete(message.n)
    }
  })
  const { shop, gp } = await listening.promise
  return {
    shop,
    gp,
    readBack: (n) => new Promise((done) => waiting.set(n, done)),
    counts() {
      counted = Promise.withResolvers()
      child.send('counts')
      return counted.promise
    },
    stop: () => child.disconnect(),
  }
}
