import { setTimeout as pause } from 'node:timers/promises'

/** How long a statement waits while the server is started again. */
const patienceMs = 15_000

/** Tries to connect again while the server is being started. */
export async function patiently<T>(connect: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + patienceMs; ; await pause(50)) {
    try {
      return await connect()
    } catch (error) {
      if (!isStarting(error) || Date.now() > until) throw error
    }
  }
}

/** Refused, cut off, starting up or shutting down. */
function isStarting(error: unknown): boolean {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown }
  if (code === 'database_unreachable') return isStarting(cause)
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', '57P01', '57P03'].includes(code ?? '') ||
    message === 'Connection terminated unexpectedly'
  )
}
