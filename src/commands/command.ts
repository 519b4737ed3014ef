import { type Config, calledAs } from '../config.ts'
import { type Instant, instant, msBetween, systemClock } from '../domain/clock.ts'
import { HubError, InvalidInput } from '../domain/errors.ts'
import { faultTrace } from '../domain/fault-text.ts'
import { visible, visibleJson, visibleLines } from '../domain/visible.ts'

/** What every command is given. Answers go to `print`; `--json` answers are one JSON document. */
export interface CommandContext {
  readonly config: Config
  readonly json: boolean
  print(text: string): void
}

/** Prints the answer: as JSON for programs, as text for people. */
export function answer(context: CommandContext, value: unknown, text: () => string): void {
  context.print(context.json ? visibleJson(value) : asCalled(text()))
}

/** What went wrong, to which record, and what to do next: for the terminal. */
export const printError = (error: unknown) => asCalled(visibleLines(errorText(error)))

/** Commands that a text names, in quotes or at the beginning of a line, as they are called from here. */
export const asCalled = (text: string) => text.replaceAll(/("|^ *)ledgerline (?=[a-z-])/gm, `$1${calledAs} `)

/** A word of a command that is named in a hint, as a shell takes it: folders have blanks in their names. */
export const shellWord = (text: string) =>
  /^[\w./:@%+=,~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** The same for programs, in the shape in which the hub's routes answer errors. */
export function errorJson(error: unknown): string {
  const known = error instanceof HubError
  return visibleJson({
    error: {
      code: known ? error.code : 'defect',
      message: known ? error.message : faultTrace(error),
      hint: known ? asCalled(error.hint) : '',
      ...(error instanceof InvalidInput ? { problems: [...error.problems] } : {}),
    },
  })
}

/** A command that worked, and whose records are not through: a script tells it from 0, done, and 1, failed. */
const heldExitCode = 3
export function endsHeld(held: boolean): void {
  if (held) process.exitCode = heldExitCode
}

/** When something that waits goes on: "in 4 min (12:03 UTC)". */
export function inHowLong(at: string | null, now: Instant = systemClock.now()): string {
  if (at === null) return 'as soon as what it waits for is there'
  const seconds = Math.round(msBetween(now, instant(at)) / 1000)
  const time = `${at.slice(11, 16)} UTC`
  if (seconds <= 0) return `now (${time})`
  if (seconds < 60) return `in ${seconds} s (${time})`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `in ${minutes} min (${time})` : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min (${time})`
}

/** "4 min", "5 h 29 min". */
export function durationText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function errorText(error: unknown): string {
  if (error instanceof InvalidInput) {
    return [
      `${error.message.slice(0, error.message.indexOf(':'))} cannot be used:`,
      ...error.problems.map((problem) => `  ${visible(problem.at)}: ${visible(problem.reason)}`),
      error.hint,
    ].join('\n')
  }
  if (error instanceof HubError) return `${visible(error.message)} (${visible(error.code)})\n${visible(error.hint)}`
  return faultTrace(error)
}
