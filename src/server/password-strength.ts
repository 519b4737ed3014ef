import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { InvalidInput } from '../domain/errors.ts'
import type { PasswordQuestion } from './judge-password.ts'

/** Of zxcvbn's 0 to 4: safe from guesses over the network, also by many machines (10^8 guesses and more). */
const leastScore = 3

/** The same module as it stands: `.ts` in the sources, `.mjs` once built. */
const judge = fileURLToPath(
  new URL(`./judge-password${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url),
)

/**
 * Refuses a password that is soon guessed: in lists of leaked passwords, a row of keys, a repetition, a date, or made of
 * the person's own name. By zxcvbn-ts, which is kept, knows patterns beside its lists, and asks nobody. Its lists take
 * 70 MB while they are read, so they are read in a thread that ends with its answer.
 * @param about what an attacker knows: e-mail and name
 * @throws InvalidInput
 */
export async function refuseWeakPassword(password: string, about: readonly string[]): Promise<void> {
  const known = [...new Set(['ledgerline', ...about.flatMap((text) => [text, ...text.split(/[\s@.]+/)])])]
  const workerData: PasswordQuestion = { password, known: known.filter((text) => text.length > 2) }
  const score = await new Promise<number>((resolve, reject) => {
    const worker = new Worker(judge, { workerData, env: {}, execArgv: [] })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`The judge of passwords ended with exit code ${code}`)))
  })
  if (score < leastScore)
    throw new InvalidInput('The password', [
      {
        at: 'password',
        reason:
          'is soon guessed: it is a common one, a row of keys, a repetition, or made of your name or address. Take four words that have nothing to do with each other, or let a password manager make one',
      },
    ])
}
