import { readdirSync, readFileSync } from 'node:fs'

/** What a process and those it started have used so far. Linux only: elsewhere every figure is 0. */
export interface Usage {
  /** User and system time. */
  readonly cpuMs: number
  /** Of it the first thread of the process itself: what its JavaScript takes, with collecting its garbage. */
  readonly threadMs: number
  /**
   * Bytes that went to the disk; a page that is written again before it gets there counts once more. Too much on file
   * systems with large folios (ext4 since Linux 6.16): a commit of 9 kB counts as 1 MB, where the disk itself wrote 12 kB.
   */
  readonly writtenBytes: number
}

/** Clock ticks of /proc, always 100 a second on Linux. */
const tickMs = 10

/** @param without a process whose own figures, and those of all that it started, are left out */
export function usageOf(pid: number, without: number | null = null): Usage {
  let cpuMs = 0
  let writtenBytes = 0
  for (const one of [pid, ...descendantsOf(pid, without)]) {
    const fields = statOf(one)
    if (!fields) continue
    // Also of children that have ended.
    cpuMs += cpuOf(fields) + cpuOf(fields, 2)
    writtenBytes += Number(/^write_bytes: (\d+)/m.exec(read(`/proc/${one}/io`))?.[1] ?? 0)
  }
  return { cpuMs, threadMs: cpuOf(statOf(`${pid}/task/${pid}`)), writtenBytes }
}

/**
 * Milliseconds of a hub and of its embedded database, which is a child of the hub or of the command that has started it first.
 * @param database the process above all of its processes
 */
export const cpuOfBoth = (hub: number, database: number) => ({
  hub: usageOf(hub, database).cpuMs,
  database: usageOf(database).cpuMs,
})

/** Proportional memory of a process, without those it started, in megabytes. */
export function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024
}

/** Proportional memory of a process and all that it started, in megabytes. */
export const memoryOfAll = (pid: number): number =>
  [pid, ...descendantsOf(pid)].reduce((all, one) => all + memoryOf(one), 0)

function descendantsOf(pid: number, without: number | null = null): number[] {
  const parents = new Map<number, number>()
  for (const name of list('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = statOf(Number(name))
    if (fields) parents.set(Number(name), Number(fields[1]))
  }
  const found: number[] = []
  const add = (parent: number) => {
    for (const [child, of] of parents)
      if (of === parent && child !== without) {
        found.push(child)
        add(child)
      }
  }
  add(pid)
  return found
}

/** utime and stime are fields 14 and 15; those of ended children are 16 and 17. */
const cpuOf = (fields: readonly string[] | null, after = 0): number =>
  fields === null ? 0 : (Number(fields[11 + after]) + Number(fields[12 + after])) * tickMs

/** The fields of /proc/PID/stat from the third on: the second, the name, may hold anything. */
function statOf(pid: number | string): string[] | null {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
