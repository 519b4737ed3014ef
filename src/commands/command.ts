import { type Config, calledAs } from '../config.ts'
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

/** Commands that a text names, as they are called from here. */
const asCalled = (text: string) => text.replaceAll('"ledgerline ', `"${calledAs} `)

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
