import { addressOf, type Call } from '../../routes/request.ts'
import { startAnew } from '../kit/guard.ts'

/** Why a request did not give what was asked for, as a page shows it. */
export type FailureKind =
  | 'network'
  | 'signed-out'
  | 'forbidden'
  | 'confirm'
  | 'missing'
  | 'conflict'
  | 'invalid'
  | 'busy'
  | 'remote'
  | 'ours'

/** A refused or failed request: what happened, and what to do next. Both come from the hub where it answered. */
export class RequestFailed extends Error {
  readonly kind: FailureKind
  readonly code: string
  readonly hint: string
  readonly status: number
  /** By field: "email", "changes.0". */
  readonly problems: readonly { readonly at: string; readonly reason: string }[]
  constructor(status: number, answer: Answered) {
    super(answer.message)
    this.name = 'RequestFailed'
    this.status = status
    this.code = answer.code
    this.hint = answer.hint
    this.problems = answer.problems ?? []
    this.kind = kindOf(status, answer.code)
  }
}

interface Answered {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly problems?: readonly { readonly at: string; readonly reason: string }[]
}

function kindOf(status: number, code: string): FailureKind {
  if (status === 0) return 'network'
  if (code === 'confirmation_needed') return 'confirm'
  if (status === 401) return 'signed-out'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  if (status === 409) return 'conflict'
  if (status === 400 || status === 415 || status === 422) return 'invalid'
  if (status === 429 || status === 503) return 'busy'
  return status === 502 || status === 504 ? 'remote' : 'ours'
}

let asked: string | null = null

/**
 * As whom this page asks. All tabs of a browser share one session: where somebody else has signed in in another tab, the hub
 * refuses what this one still sends, and the page is opened anew. @param person their id; null: nobody has signed in
 */
export function askAs(person: string | null): void {
  asked = person
}
/** Goes with each request of this page. */
export const personHeader = (): Record<string, string> => (asked === null ? {} : { 'ledgerline-person': asked })

/** A page waits this long at most: then it says so, and offers to try again. */
const patienceMs = 30_000
/** What changes something may be done all the same, and is perhaps shown once: its answer is waited for. */
const patienceToChangeMs = 10 * 60_000

/** What ends a request early, beside the patience: TanStack Query's, when nobody waits for it any more. */
let during: AbortSignal | undefined

/** A call whose request ends with `signal`. */
export function until<T>(signal: AbortSignal, make: () => Promise<T>): Promise<T> {
  during = signal
  try {
    return make()
  } finally {
    during = undefined
  }
}

/**
 * Asks one route, with the session's cookie; typed by the description of the route.
 * @throws RequestFailed: refused, failed, or no answer
 */
export const call: Call = async (at, ...[input]) => {
  const { method, path } = addressOf(at, input)
  const signal = during
  const limit = AbortSignal.timeout(method === 'GET' ? patienceMs : patienceToChangeMs)
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...personHeader(),
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(input?.body ?? {}) }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new RequestFailed(0, { code: 'no_answer', message: '', hint: '' })
  })
  if (!response.ok) throw await refusalOf(response)
  const text = await response.text().catch(() => '')
  return text === '' ? null : JSON.parse(text)
}

/** Why a request that was not made by `call` gave nothing. @param response null: no answer */
export async function refusalOf(response: Response | null): Promise<RequestFailed> {
  if (!response) return new RequestFailed(0, { code: 'no_answer', message: '', hint: '' })
  const text = await response.text().catch(() => '')
  const failure = new RequestFailed(response.status, answered(text, response.status))
  if (failure.code === 'other_person') startAnew()
  else if (failure.kind === 'signed-out') for (const listener of signedOut) listener()
  return failure
}

/** A proxy before the hub may answer in its own way. */
function answered(text: string, status: number): Answered {
  try {
    const { error } = JSON.parse(text) as { error?: Answered }
    if (error && typeof error.message === 'string') return { ...error, code: error.code ?? '', hint: error.hint ?? '' }
  } catch {}
  return { code: `http_${status}`, message: `HTTP ${status}`, hint: '' }
}

const signedOut = new Set<() => void>()

/** Hears when the hub no longer knows the session. @returns ends that */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener)
  return () => void signedOut.delete(listener)
}
