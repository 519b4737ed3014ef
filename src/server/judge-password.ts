import { parentPort, workerData } from 'node:worker_threads'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

/** What is asked: a password, and what an attacker knows of its owner. */
export interface PasswordQuestion {
  readonly password: string
  readonly known: readonly string[]
}

/** Of a longer password the beginning is judged: the time grows with the square of the length. */
const mostJudged = 48

const { password, known } = workerData as PasswordQuestion
const { score } = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }).check(password.slice(0, mostJudged), [
  ...known,
])
parentPort!.postMessage(score)
