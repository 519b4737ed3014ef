import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { AskedSignIn } from '../client/index.ts'
import { InvalidInput } from '../domain/errors.ts'

export interface SignInOptions {
  readonly email?: string | undefined
  readonly passwordStdin?: boolean
}

/**
 * A person's own sign-in, asked for at the terminal. The password is not shown, and is never an argument. From standard input
 * it is the first line; a second one is the code of who has an authenticator app.
 */
export async function askSignIn(
  { email, passwordStdin }: SignInOptions,
  question = 'Your password: ',
): Promise<AskedSignIn> {
  if (passwordStdin) {
    if (email === undefined)
      throw new InvalidInput('The sign-in', [{ at: '--email', reason: 'is needed with --password-stdin' }])
    let text = ''
    for await (const chunk of process.stdin) text += String(chunk)
    const [password = '', code = '', ...more] = text.replace(/\r?\n$/, '').split(/\r?\n/)
    if (more.length > 0)
      throw new InvalidInput('The sign-in', [{ at: '--password-stdin', reason: 'is more than a password and a code' }])
    return { email, password, ...(code === '' ? {} : { code }) }
  }
  if (!process.stdin.isTTY)
    throw new InvalidInput('The sign-in', [
      { at: 'terminal', reason: 'there is none to ask at; give --email and --password-stdin' },
    ])
  const address = email ?? (await ask('Your e-mail: ', true))
  return { email: address, password: await ask(question, false) }
}

/** The code that a sign-in takes beside the password. Null: nobody is there to ask. */
export const askCode = async (): Promise<string | null> =>
  process.stdin.isTTY ? (await ask('The code of your authenticator app, or a backup code: ', true)).trim() : null

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
