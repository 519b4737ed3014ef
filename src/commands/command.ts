import type { Config } from '../config.ts'
import { HubError, InvalidInput } from '../domain/errors.ts'

/** What every command is given. Answers go to `print`; `--json` answers are one JSON document. */
export interface CommandContext {
  readonly config: Config
  readonly json: boolean
  print(text: string): void
}

/** Prints the answer: as JSON for programs, as text for people. */
export function answer(context: CommandContext, value: unknown, text: () => string): void {
  context.print(context.json ? JSON.stringify(value, null, 2) : text())
}

/** What went wrong, to which record, and what to do next: for the terminal. */
export function printError(error: unknown): string {
  if (error instanceof InvalidInput) {
    return [
      `${error.message.slice(0, error.message.indexOf(':'))} cannot be used:`,
      ...error.problems.map((problem) => `  ${problem.at}: ${problem.reason}`),
      error.hint,
    ].join('\n')
  }
  if (error instanceof HubError) return `${error.message} (${error.code})\n${error.hint}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
