import { pino } from 'pino'
import type { Log, LogFields } from './domain/observe.ts'

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

function wrap(logger: Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) =>
      logger[level](fields, event)
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => wrap(logger.child(fields)),
  }
}
