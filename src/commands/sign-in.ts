import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { InvalidInput } from '../domain/errors.ts'

export interface SignInOptions {
  readonly email?: string | undefined
  readonly passwordStdin?: boolean
}

/** A person's own sign-in, asked for at the terminal. The password is not shown, and is never an argument. */
export async function askSignIn(
  { email, passwordStdin }: SignInOptions,
  question = 'Your password: ',
): Promise<{ email: string; password: string }> {
  if (passwordStdin) {
    if (email === undefined)
      throw new InvalidInput('The sign-in', [{ at: '--email', reason: 'is needed with --password-stdin' }])
    let text = ''
    for await (const chunk of process.stdin) text += String(chunk)
    return { email, password: text.replace(/\r?\n$/, '') }
  }
  if (!process.stdin.isTTY)
    throw new InvalidInput('The sign-in', [
      { at: 'terminal', reason: 'there is none to ask at; give --email and --password-stdin' },
    ])
  const address = email ?? (await ask('Your e-mail: ', true))
  return { email: address, password: await ask(question, false) }
}

export async function ask(question: string, shown: boolean): Promise<string> {
  let muted = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!muted) process.stderr.write(chunk as Buffer)
      done()
    },
  })
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  const answer = terminal.question(question)
  muted = !shown
  const text = await answer
  terminal.close()
  if (!shown) process.stderr.write('\n')
  return text
}

/** A question that is answered with yes or no. Anything else is no. */
export const yes = async (question: string) => /^y(es)?$/i.test((await ask(`${question} Yes or no: `, true)).trim())
