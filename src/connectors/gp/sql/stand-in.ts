import { z } from 'zod'
import { type SqlDriver, SqlFailure } from './driver.ts'

const answer = z.union([
  z.object({ rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))) }),
  z.object({ error: z.object({ number: z.int(), message: z.string() }) }),
])

/**
 * The sandbox in the place of SQL Server, at the seam of the driver: the same batches and values as `mssql` would get, as JSON
 * over HTTP instead of TDS.
 */
export function createStandIn(url: string, database: string, timeoutMs: number): SqlDriver {
  return {
    async run(login, { text, parameters }) {
      let read: unknown
      try {
        const reply = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...login, database, text, parameters }),
          signal: AbortSignal.timeout(timeoutMs),
        })
        read = await reply.json()
      } catch (cause) {
        const code = codeOf(cause)
        throw new SqlFailure('the stand-in gave no answer', { code, sent: code !== 'ECONNREFUSED', cause })
      }
      const checked = answer.safeParse(read)
      if (!checked.success)
        throw new SqlFailure('the stand-in gave no usable answer', { code: 'ECONNRESET', sent: true })
      if ('rows' in checked.data) return checked.data.rows
      const { number, message } = checked.data.error
      throw new SqlFailure(message, { number, sent: true })
    },
  }
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown'
  if (cause.name === 'TimeoutError') return 'timeout'
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return cause.cause === undefined ? 'ECONNRESET' : codeOf(cause.cause)
}
