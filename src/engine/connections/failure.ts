import {
  AccessDenied,
  HubError,
  LostLease,
  NeedsPerson,
  RejectedByRemote,
  RemoteUnavailable,
  WrongAddress,
} from '../../domain/errors.ts'
import { faultText } from '../../domain/fault-text.ts'
import { refText } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import { maxAttempts, runBackoff } from '../parts.ts'
import { backoffMs } from './backoff.ts'
import { connectionQuestion } from './connection-incident.ts'

/** What makes two refusals the same cause, by the catalogue of causes; null: nothing is known that does. */
export type GroupOf = (refused: RejectedByRemote) => string | null

/** What follows a failure. Pure. */
export type Verdict =
  /** Another worker holds the run: stop without a word. */
  | { readonly do: 'let-go' }
  | {
      readonly do: 'retry'
      readonly afterMs: number
      readonly countsAsAttempt: boolean
      readonly alsoAsk: Question | null
    }
  | { readonly do: 'ask'; readonly question: Question }
  | { readonly do: 'skip'; readonly reason: string }

/**
 * @param pauseMs how long an open breaker of a system that the flow calls will stay open; 0 when none is.
 * @param random 0 ≤ x < 1: retries of many runs must not come together.
 */
export function judge(
  error: unknown,
  run: { attempts: number; step: string | null },
  pauseMs: number,
  random: number,
  groupOf: GroupOf = () => null,
): Verdict {
  if (error instanceof LostLease) return { do: 'let-go' }
  if (!(error instanceof HubError)) return { do: 'ask', question: crashed(error, run.step) }
  if (error instanceof AccessDenied || error instanceof WrongAddress) {
    // A person has to act, and then everything goes on by itself: the run waits with the connection.
    return {
      do: 'retry',
      afterMs: Math.max(pauseMs, 5_000) + random * 2_000,
      countsAsAttempt: false,
      alsoAsk: connectionQuestion(error, run.step) ?? { ...questionOf(error, run.step), subject: error.call.system },
    }
  }
  switch (error.next.do) {
    case 'ask':
      return { do: 'ask', question: grouped(error, questionOf(error, run.step), groupOf) }
    case 'skip':
      return { do: 'skip', reason: `${error.message}. ${error.hint}` }
    case 'retry': {
      const asked = error.next.afterMs ?? 0
      const counts = error instanceof RemoteUnavailable && error.answersElse
      if (pauseMs > 0 && !counts)
        return {
          do: 'retry',
          afterMs: Math.max(asked, pauseMs) + random * 2_000,
          countsAsAttempt: false,
          alsoAsk: connectionQuestion(error, run.step),
        }
      if (error instanceof RemoteUnavailable && error.waits)
        return { do: 'retry', afterMs: asked, countsAsAttempt: false, alsoAsk: null }
      if (run.attempts + 1 >= maxAttempts) {
        const question = questionOf(error, run.step)
        return { do: 'ask', question: { ...question, message: `${question.message} (${maxAttempts} attempts)` } }
      }
      const backoff = backoffMs(runBackoff, run.attempts + 1, random)
      return {
        do: 'retry',
        afterMs: Math.max(pauseMs, asked, asked > 0 && !isLocked(error) ? 0 : backoff),
        countsAsAttempt: true,
        alsoAsk: connectionQuestion(error, run.step),
      }
    }
  }
}

/** A person works on it: a batch can take an hour to post, so the pauses grow, and two hours pass before anybody is asked. */
const isLocked = (error: HubError) => error.code === 'locked'

/**
 * Refusals of one cause are one question: what was read to confirm it says which, else the catalogue does. A number that
 * is taken is the own matter of its document.
 */
function grouped(error: HubError, question: Question, groupOf: GroupOf): Question {
  if (!(error instanceof RejectedByRemote) || error.code !== 'rejected_by_remote') return question
  const { diagnosis, record } = error
  const confirmed =
    diagnosis && diagnosis.evidence.length > 0 ? [diagnosis.cause, ...diagnosis.evidence].join(' ') : null
  const group = confirmed ?? groupOf(error)
  // What was read may name the document itself.
  const own = record.key === '' ? group : (group?.replaceAll(record.key, '#') ?? null)
  return own === null ? question : { ...question, subject: `${record.entity} ${own}`.slice(0, 300) }
}

/** A failure as the question that it asks. */
export function questionOf(error: HubError, step: string | null): Question {
  const numbers = 'numbers' in error && Array.isArray(error.numbers) ? error.numbers.join(' ') : ''
  const subject =
    'subject' in error && typeof error.subject === 'string'
      ? error.subject
      : numbers !== ''
        ? `${error.record?.entity ?? ''} ${numbers}`
        : error.record
          ? refText(error.record)
          : error.message
  const said = error.reply ? saidIn(error.reply.untrusted) : ''
  return {
    code: error.code,
    step,
    message: `${error.message}.${said === '' ? '' : ` The reply: “${said}”.`}`.replace(/\.\./g, '.'),
    hint: error.hint,
    subject,
    ...(error instanceof NeedsPerson && error.once ? { once: true } : {}),
    ...(error instanceof NeedsPerson && error.repairs.length > 0 ? { repairs: error.repairs } : {}),
    ...(error.diagnosis ? { diagnosis: error.diagnosis } : {}),
  }
}

const longestReply = 240

/** A reply as a sentence quotes it: its text without markup and lists of parameters, cut at the end of a word. */
function saidIn(reply: string): string {
  const text = reply
    .replace(/Sql procedure error codes returned:/g, '')
    .replace(/(?:Node Identifier|Related Error Code) Parameters[\s\S]*?(?=Error Number|$)/g, '')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (text.length <= longestReply) return text.replace(/\.$/, '')
  return `${text.slice(0, longestReply).replace(/\s+\S*$/, '')} …`
}

/** A broken assumption of ours: the run stops, the hub goes on. */
function crashed(error: unknown, step: string | null): Question {
  const message = faultText(error)
  return {
    code: 'defect',
    step,
    message: `The hub failed: ${message}`,
    hint: 'This is a defect of Ledgerline. Report it with the journal of the run ("ledgerline show ORDER --json"), then replay the incident.',
    subject: message.slice(0, 100),
  }
}

/** What is asked when the process has ended, or lost its database, again and again at one action of a run. */
export const crashedTooOften = (crashes: number): Question => ({
  code: 'crashes',
  step: null,
  message: `The work on this record broke off ${crashes} times: the process ended, or the hub's database was away.`,
  hint: 'Look at the log before each start. When the cause is found, replay the incident.',
  subject: 'crashes',
})
