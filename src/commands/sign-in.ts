import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { InvalidInput } from '../domain/errors.ts'
import type { People } from '../domain/stores.ts'

export interface SignInOptions {
  readonly email?: string
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

const firstEmail = 'admin@ledgerline.local'

/** The first start makes one admin, with a password that is told once and stands nowhere else. Later starts tell nothing. */
export async function firstAdmin(people: People, print: (text: string) => void): Promise<void> {
  if ((await people.list()).length > 0) return
  const password = randomBytes(15).toString('base64url')
  await people.add({ email: firstEmail, name: 'Admin', role: 'admin', password })
  print(
    `First sign-in, shown only now: ${firstEmail}  ${password}\nChange it with "ledgerline people password ${firstEmail}"; add others with "ledgerline people add".`,
  )
}
