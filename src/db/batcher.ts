import { setImmediate } from 'node:timers/promises'
import { databaseFailure } from '../domain/database-error.ts'

/** How much one statement carries at most. */
export interface Bounds {
  readonly items: number
  readonly bytes: number
}

/** Statements of more than this gain nothing, and hold their locks longer. */
const defaultBounds: Bounds = { items: 100, bytes: 2_000_000 }

export interface BatcherParts<Item, Result> {
  /** One statement for all of them: all or nothing. Results in the order of the items. */
  readonly send: (items: readonly Item[]) => Promise<readonly Result[]>
  readonly bytes?: (item: Item) => number
  /** Items of one batch that name the same may not go together: the second waits for the batch after. */
  readonly key?: (item: Item) => string
  readonly bounds?: Bounds
}

/**
 * Group commit: what is asked for while a batch is under way goes together in the batch after. There is no timer: what is asked
 * for alone is sent when the event loop has come round. Each asker hears of its own item, and not before its batch is durable.
 *
 * An item that fails for whatever reason fails alone: a batch that the server refuses is cut in halves until the item is
 * found. Where the server did not answer, nobody knows whether the batch has come through, so nothing is sent again.
 *
 *     ask ─► waiting ─► batch ─► statement ─► commit ─► each asker
 *              ▲                    │ refused
 *              └── collects ───     └─► halves, one after the other
 */
export class Batcher<Item, Result> {
  private readonly parts: BatcherParts<Item, Result>
  private readonly bounds: Bounds
  private waiting: Asked<Item, Result>[] = []
  private underWay = false

  constructor(parts: BatcherParts<Item, Result>) {
    this.parts = parts
    this.bounds = parts.bounds ?? defaultBounds
  }

  ask(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      if (!this.underWay) void this.sendOn()
    })
  }

  private async sendOn(): Promise<void> {
    this.underWay = true
    while (this.waiting.length > 0) {
      // The answers that let runs go on come several in one turn: ten orders at a time take a third less transactions so.
      await setImmediate()
      await this.send(this.next())
    }
    this.underWay = false
  }

  /** The oldest, as many as fit: one that is too large goes by itself. What names the same as an earlier one waits. */
  private next(): Asked<Item, Result>[] {
    const { bytes, key } = this.parts
    const batch: Asked<Item, Result>[] = []
    const left: Asked<Item, Result>[] = []
    const names = new Set<string>()
    let room = this.bounds.bytes
    for (const asked of this.waiting) {
      const its = bytes?.(asked.item) ?? 0
      const name = key?.(asked.item)
      const goes =
        batch.length < this.bounds.items && (its <= room || batch.length === 0) && (!name || !names.has(name))
      if (name) names.add(name)
      if (goes) room -= its
      ;(goes ? batch : left).push(asked)
    }
    this.waiting = left
    return batch
  }

  private async send(batch: readonly Asked<Item, Result>[]): Promise<void> {
    let results: readonly Result[]
    try {
      results = await conflictsAgain(() => this.parts.send(batch.map(({ item }) => item)))
    } catch (error) {
      if (batch.length === 1 || !isRefused(error)) {
        for (const { reject } of batch) reject(error)
        return
      }
      const middle = Math.ceil(batch.length / 2)
      await this.send(batch.slice(0, middle))
      await this.send(batch.slice(middle))
      return
    }
    for (const [index, { resolve }] of batch.entries()) resolve(results[index]!)
  }
}

interface Asked<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * The server has refused the statement: nothing of it was stored. Not so where the connection broke (08, 57P) or where
 * the error has no SQLSTATE.
 */
function isRefused(error: unknown): boolean {
  const code = databaseFailure(error)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('08') && !code.startsWith('57P')
}

const mostTries = 8

/** 40P01 deadlock, 40001 serialisation failure: the same succeeds when it runs again. */
export async function conflictsAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const code = databaseFailure(error)?.code
      if (attempt >= mostTries || (code !== '40P01' && code !== '40001')) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
    }
  }
}
