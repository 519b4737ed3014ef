import { pino } from 'pino'
import { faultTrace } from './domain/fault-text.ts'
import type { Log, LogFields } from './domain/observe.ts'
import { visibleLines } from './domain/visible.ts'

/**
 * Structured logs: one JSON object a line on standard error, so that standard output stays free for answers; at a terminal
 * a line that people read. The parts hand in no personal data; the redaction below is the second lock on the door.
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
    isTerminal(stream) ? { write: (line: string) => void stream.write(lineForPeople(line)) } : stream,
  )
  return {
    ...wrap(logger),
    setLevel(next) {
      logger.level = next
    },
  }
}

const isTerminal = (stream: NodeJS.WritableStream) => 'isTTY' in stream && stream.isTTY === true

/** "09:30:12 WARN  an alert could not be sent  channel=…": time in UTC, level, event, then what else there is. */
export function lineForPeople(line: string): string {
  const { level, time, event, ...fields } = JSON.parse(line) as Record<string, unknown>
  const shown = Object.entries(fields).map(([name, value]) =>
    typeof value === 'string' && value.includes('\n')
      ? `\n    ${name}: ${value.replaceAll('\n', '\n    ')}`
      : `${name}=${typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)}`,
  )
  const head = [String(time).slice(11, 19), String(level).toUpperCase().padEnd(5), String(event)].join(' ')
  return `${head}${shown.length > 0 ? `  ${shown.join(' ')}` : ''}\n`
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
