import { errorJson, printError } from './command.ts'

/** A terminal signals every program in front of it, and the bootstrap hands its signal on: both are one wish. */
const sameWishMs = 1000

/**
 * Ends once, in order, on the first signal; a later one ends at once.
 * @param status of the process, when it has ended in order
 */
export function endWith(end: () => Promise<void>, status = 0): void {
  let since: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since !== null && performance.now() - since > sameWishMs) process.exit(1)
      if (since !== null) return
      since = performance.now()
      end().then(() => process.exit(status), fail)
    })
  }
}

/** Ends with 1. A caller that asked for JSON gets the error as JSON, on standard error as every error. */
export function fail(error: unknown): void {
  process.stderr.write(`${process.argv.includes('--json') ? errorJson(error) : printError(error)}\n`)
  process.exit(1)
}
