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
