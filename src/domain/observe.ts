import type { CounterName, DurationName, GaugeName } from './metrics.ts'

/**
 * What the parts report while they work, without knowing where it goes. Handed in by main.ts.
 * Fields hold ids, counts, codes and times, and errors, of which the log shows what is ours: no customer data, no remote
 * text, no secrets.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  /** A log whose every line carries `fields`, for example the run's id. */
  with(fields: LogFields): Log
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | Error>>

/** Figures for operators; `metrics.ts` lists them. */
export interface Metrics {
  count(name: CounterName, labels?: Labels, by?: number): void
  /** Durations in seconds. */
  observe(name: DurationName, seconds: number, labels?: Labels): void
  /** The last value counts. */
  gauge(name: GaugeName, value: number, labels?: Labels): void
}

export type Labels = Readonly<Record<string, string>>

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silentLog }
