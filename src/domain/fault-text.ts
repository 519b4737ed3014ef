import { databaseFailure, describeDatabaseFailure } from './database-error.ts'
import { HubError } from './errors.ts'
import { visible } from './visible.ts'

const strange = 'something that is no error was thrown'
/** Frames of the stack that a log line holds. */
const mostFrames = 12

/**
 * A failure as logs, incidents and callers may see it: the one place that knows what an error's message can hold. Our
 * own messages hold no customer data. Those of the database's driver hold the statement with its parameters, so a whole
 * order with its customer: of them only code and constraint are shown. Those of the runtime quote the data that they
 * failed on, so what they quote goes.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return strange
  if (error instanceof HubError) return visible(error.message)
  const database = databaseFailure(error)
  if (database) return describeDatabaseFailure(database)
  const { code } = error as { code?: unknown }
  const message = keepsNames(error) ? error.message : unquoted(error.message)
  return `${error.name}${typeof code === 'string' && /^\w{1,40}$/.test(code) ? ` ${code}` : ''}: ${visible(message.slice(0, 300))}`
}

/** With where it happened, for a log. */
export function faultTrace(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  return [faultText(error), ...frames.slice(0, mostFrames)].join('\n')
}

/** What was thrown, as a log takes it. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(strange))

/** These quote names of our own code. */
const keepsNames = (error: Error): boolean => error instanceof TypeError || error instanceof ReferenceError

const unquoted = (message: string) =>
  message
    .replace(/"(?:[^"\\]|\\.)*"?|`[^`]*`?|“[^”]*”?/gs, '"…"')
    .replace(/(?<!\w)'[^']*'?/gs, "'…'")
    // "Unexpected token A in JSON at position 3"
    .replace(/(token|character) \S+/gi, '$1 …')
