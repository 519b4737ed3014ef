import { type Clock, isYoung } from '../domain/clock.ts'
import { AccessDenied, type Call, RemoteUnavailable } from '../domain/errors.ts'

/** A person who has just mended something need not wait for the next probe, but a program that asks again must. */
const soonestAgainMs = 60_000
/** Windows forgets wrong passwords after 10 to 30 minutes, by the usual policies. */
const usualProbeMs = 15 * 60_000

/** What one connection does about sign-ins that are refused. */
export interface SignInGuard {
  /**
   * Carries out a call that signs in. While the sign-in is refused, nothing is sent: the refusal is repeated, with the
   * time until the next probe. Then one call passes, and decides for the others.
   * @throws AccessDenied; what `work` throws
   */
  call<T>(call: Call, work: () => Promise<T>): Promise<T>
  /** A person looks: the next call is a probe, at the earliest a minute after the last refusal. */
  lookAgain(): void
}

/**
 * Accounts are locked after a few wrong passwords, Windows accounts often after five within half an hour. So a refused
 * sign-in is tried again once every `probeMs`, whoever asks; and until the first one has been taken, one call goes at a
 * time. State of this process; a new credential makes a new connection, which starts afresh.
 */
export function createSignInGuard({
  clock,
  probeMs = usualProbeMs,
}: {
  readonly clock: Clock
  readonly probeMs?: number | undefined
}): SignInGuard {
  let accepted = false
  let refused: { readonly error: AccessDenied; readonly atMs: number; untilMs: number } | null = null
  let trying: Promise<unknown> | null = null
  const nowMs = () => Date.parse(clock.now())

  /** A clock that was ahead and is set back says nothing of how long ago it was. */
  const isOver = ({ atMs, untilMs }: NonNullable<typeof refused>) => !isYoung(nowMs() - atMs, untilMs - atMs)

  const repeated = ({ error, untilMs }: NonNullable<typeof refused>, call: Call) =>
    new AccessDenied(call, error.hint, {
      signIn: { probeInMs: Math.max(0, untilMs - nowMs()) },
      ...(error.reply ? { reply: error.reply } : {}),
      ...(error.diagnosis ? { diagnosis: error.diagnosis } : {}),
    })

  function judge(error: unknown): unknown {
    if (error instanceof AccessDenied && error.signIn) {
      accepted = false
      const atMs = nowMs()
      refused = { error, atMs, untilMs: atMs + probeMs }
      return repeated(refused, error.call)
    }
    // No answer says nothing of the sign-in. Any other answer was given to somebody who is known.
    if (!(error instanceof RemoteUnavailable)) {
      accepted = true
      refused = null
    }
    return error
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      accepted = true
      refused = null
      return result
    } catch (error) {
      throw judge(error)
    }
  }

  return {
    async call(call, work) {
      for (;;) {
        if (accepted) return attempt(work)
        if (refused && (!isOver(refused) || trying)) throw repeated(refused, call)
        if (!trying) break
        await trying.catch(() => {})
      }
      const first = attempt(work)
      trying = first
      try {
        return await first
      } finally {
        trying = null
      }
    },
    lookAgain() {
      if (refused) refused.untilMs = Math.min(refused.untilMs, refused.atMs + Math.min(soonestAgainMs, probeMs))
    },
  }
}
