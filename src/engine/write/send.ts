import { HubError, RejectedByRemote, RemoteUnavailable } from '../../domain/errors.ts'
import type { RecordKey } from '../../domain/record.ts'

/**
 * What became of one write.
 *
 * | is        | means                                                                        |
 * |-----------|------------------------------------------------------------------------------|
 * | `sent`    | the remote system has answered; under this key                               |
 * | `found`   | no usable answer, or it is said to be there already; and it is there         |
 * | `unknown` | no usable answer, and it is not there, yet: it is looked for again before anything is sent again |
 * | `refused` | nothing was written: the next send needs no look                             |
 */
export type Sent<Found> =
  | { readonly is: 'sent'; readonly key: RecordKey }
  | { readonly is: 'found'; readonly found: Found; readonly lost: boolean }
  | { readonly is: 'unknown'; readonly error: RemoteUnavailable }
  | { readonly is: 'refused'; readonly error: unknown }

/**
 * The one way in which anything is sent to a remote system, by runs and approved proposals alike. Whoever calls has made
 * durable before that it is about to be sent.
 * @param look what is there of it; null: nothing
 */
export async function send<Found>(
  write: () => Promise<RecordKey>,
  look: () => Promise<Found | null>,
): Promise<Sent<Found>> {
  try {
    return { is: 'sent', key: await write() }
  } catch (error) {
    const lost = error instanceof RemoteUnavailable && error.ambiguous
    const taken = error instanceof RejectedByRemote && error.code === 'duplicate'
    const found = lost || taken || !(error instanceof HubError) ? await look() : null
    if (found !== null) return { is: 'found', found, lost }
    return lost ? { is: 'unknown', error } : { is: 'refused', error }
  }
}
