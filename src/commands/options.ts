import { InvalidInput } from '../domain/errors.ts'

/** Options that several commands have, as commander takes them: `.option(...jsonOption)`. */
export const integrationOption = ['--integration <id>', 'which integration; not needed when there is one'] as const
export const jsonOption = ['--json', 'answer as JSON'] as const
export const emailOption = ['--email <email>', 'who you are; asked for when left out'] as const
export const stdinOption = [
  '--password-stdin',
  'read your password from standard input; a code of your authenticator app on the next line',
] as const

export interface JsonOption {
  readonly json?: boolean
}
export interface IntegrationOption extends JsonOption {
  readonly integration?: string
}

/** A time as `--since` takes it. @throws InvalidInput */
export function momentOf(text: string): string {
  const at = text === 'now' ? new Date() : new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new InvalidInput('--since', [{ at: text, reason: 'is no time: write "now", a day, or a time with its zone' }])
  return at.toISOString()
}
