import type { EntityName } from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import type { WriteResult } from '../write/write-context.ts'

/** One that was sent, and answered. */
interface Sent {
  readonly step: string
  readonly entity: EntityName
  /** By which the run has decided since. */
  readonly assumed: readonly JournalEntry[]
}
/** What is there of it; or why that could not be read. */
type Outcome = Sent & ({ readonly result: WriteResult } | { readonly error: unknown })

/**
 * What one run has made on the way, and is still reading back while it goes on. A crash in between loses nothing: the intents
 * are stored, so each is looked up before anything is sent again.
 */
export class BeingProved {
  private open: Promise<Outcome>[] = []

  add(sent: Sent, proving: Promise<WriteResult>): void {
    // Heard at once: nobody may be waiting yet when it fails.
    this.open.push(
      proving.then(
        (result) => ({ ...sent, result }),
        (error: unknown) => ({ ...sent, error }),
      ),
    )
  }

  /** What has come of each that was added since the last time, in their order. */
  take(): Promise<readonly Outcome[]> {
    return Promise.all(this.open.splice(0))
  }
}
