import { pino } from 'pino'
import { faultTrace } from './domain/fault-text.ts'
import type { Log, LogFields } from './domain/observe.ts'
import { visibleLines } from './domain/visible.ts'

/**
 * Structured logs: one JSON object a line on standard error, so that standard output stays free for answers. The parts
 * hand in no personal data; the redaction below is the second lock on the door.
 */
export function createLog(
  level: string,
  stream: NodeJS.WritableStream = process.stderr,
): Log & { setLevel(level: string): void } {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['key', 'password', 'secret', 'token', 'authorization', '*.key', '*.password', '*.secret', '*.token'],
        censor: '[secret]',
      },
    },
    stream,
  )
  return {
    ...wrap(logger),
    setLevel(next) {
      logger.level = next
    },
  }
}

/** Errors without what they quote, and texts without what a terminal would obey. */
const harmless = (fields: LogFields) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? faultTrace(value) : typeof value === 'string' ? visibleLines(value) : value,
    ]),
  )

function wrap(logger: Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) =>
      logger[level](harmless(fields), event)
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => wrap(logger.child(harmless(fields))),
  }
}
