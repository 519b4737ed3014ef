import { idsOf } from './exchange.ts'
import type { HubProcess } from './hub-process.ts'
import { memoryOf, memoryOfAll, type Usage, usageOf } from './usage.ts'

/** What one round of orders took. */
export interface Round {
  readonly perSecond: number
  /** From the announcement until the sales order was read back; of the bare calls, all of them. */
  readonly latenciesMs: readonly number[]
  /** The rest is of the hub alone. How long it took to answer 202. */
  readonly answersMs: readonly number[]
  readonly hub: Cost
  readonly database: Cost
}

/** An order's share of a round, and the most memory that was seen in it. */
interface Cost {
  readonly cpuMs: number
  readonly threadMs: number
  readonly writtenBytes: number
  readonly memoryMb: number
}

const nothing: Cost = { cpuMs: 0, threadMs: 0, writtenBytes: 0, memoryMb: 0 }

/** `order` for each of `orders`, `atOnce` at a time. */
export async function bareRound(
  orders: readonly number[],
  atOnce: number,
  order: (n: number) => Promise<number>,
): Promise<Round> {
  return { ...(await carryOut(orders, atOnce, order)), answersMs: [], hub: nothing, database: nothing }
}

/** Says when the mocks have seen a sales order read back: milliseconds on the clock of the machine. */
export type ReadBack = (n: number) => Promise<number>

/** Each order is announced by itself, and counts as done when it was read back. The round ends when the hub says so too. */
export async function hubRound(
  orders: readonly number[],
  atOnce: number,
  parts: { hub: HubProcess; databasePid: number | null; readBack: ReadBack },
): Promise<Round> {
  const { hub, databasePid, readBack } = parts
  const pids = [hub.pid, ...(databasePid === null ? [] : [databasePid])]
  // The hub may have started the database itself.
  const usage = (index: number) => usageOf(pids[index]!, index === 0 ? databasePid : null)
  const before = pids.map((_, index) => usage(index))
  const answersMs: number[] = []
  const memory = [0, 0]
  const watch = setInterval(() => {
    for (const [index, pid] of pids.entries())
      memory[index] = Math.max(memory[index]!, index === 0 ? memoryOf(pid) : memoryOfAll(pid))
  }, 500)
  const done = await hub.done()
  const carried = await carryOut(orders, atOnce, async (n) => {
    const seen = readBack(n)
    const sent = Number(process.hrtime.bigint()) / 1e6
    answersMs.push(await hub.announce(idsOf(n).order))
    return (await seen) - sent
  })
  while ((await hub.done()) < done + orders.length) await new Promise((later) => setTimeout(later, 20))
  clearInterval(watch)
  const cost = (index: number): Cost => {
    const after: Usage = pids[index] === undefined ? before[0]! : usage(index)
    const then = pids[index] === undefined ? after : before[index]!
    return {
      cpuMs: (after.cpuMs - then.cpuMs) / orders.length,
      threadMs: (after.threadMs - then.threadMs) / orders.length,
      writtenBytes: (after.writtenBytes - then.writtenBytes) / orders.length,
      memoryMb: memory[index]!,
    }
  }
  return { ...carried, answersMs, hub: cost(0), database: cost(1) }
}

async function carryOut(orders: readonly number[], atOnce: number, work: (n: number) => Promise<number>) {
  const waiting = [...orders]
  const latenciesMs: number[] = []
  const start = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) latenciesMs.push(await work(n))
    }),
  )
  return { perSecond: (orders.length / (performance.now() - start)) * 1000, latenciesMs }
}

/** The value below which `part` of the values lie. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
