import { later, mostAheadMs, msBetween } from '../../domain/clock.ts'
import { RemoteUnavailable } from '../../domain/errors.ts'
import { refText, systemOf } from '../../domain/record.ts'
import type { Intent } from '../../domain/stores.ts'
import type { WriteContext } from './write-context.ts'

/** @throws RemoteUnavailable while an earlier send of this may still be on its way */
export async function waitUntilSettled(context: Pick<WriteContext, 'parts'>, intent: Intent): Promise<void> {
  const { clock, options, database } = context.parts
  const system = systemOf(intent.target.entity)
  const now = clock.now()
  // Noted by a clock that was ahead, as of a worker on another machine: it counts from now.
  const isAhead = intent.lastSentAt !== null && intent.lastSentAt > later(now, mostAheadMs)
  if (isAhead) await database.transaction((tx) => tx.intents.setBack(intent.integration, now))
  const sentAt = isAhead ? now : intent.lastSentAt
  const since = sentAt === null ? Number.POSITIVE_INFINITY : msBetween(sentAt, now)
  if (since < (options.settleMs[system] ?? 0)) {
    throw new RemoteUnavailable(
      { system, operation: `look-up of ${refText(intent.target)}` },
      'an earlier send may still be on its way',
      {
        ambiguous: false,
        waits: true,
        afterMs: msBetween(now, later(sentAt!, options.settleMs[system] ?? 0)) + 50,
      },
    )
  }
}

/** What became of a send is not known: it is looked for again when it must have arrived or failed. */
export function retryWhenSettled(
  context: WriteContext,
  cause: RemoteUnavailable | null,
  system = cause!.call.system,
): RemoteUnavailable {
  return new RemoteUnavailable(
    cause?.call ?? { system, operation: 'read-back' },
    cause?.reason ?? 'the document that was just written is not there',
    {
      ambiguous: true,
      afterMs: (context.parts.options.settleMs[system] ?? 0) + 50,
      cause,
    },
  )
}
