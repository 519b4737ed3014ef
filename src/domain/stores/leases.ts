import type { Clock, Instant } from '../clock.ts'
import type { HubError } from '../errors.ts'

export interface LeaseHolder {
  readonly clock: Clock
  /** Of the operating system; shown to people. */
  readonly pid: number
  /** Makes room for a process that does not yield. */
  readonly yields: boolean
  /** Called once when this process has to stop serving. `by`: who serves already; null: it is asked to make room. */
  ended(by: HubError | null): void
}

export interface Lease {
  /** Tells others where this process listens. */
  serving(url: string): Promise<void>
  release(): Promise<void>
}

/** What one process at a time does, over all processes of a database. */
export interface LeaseStore {
  /** Takes it, or keeps it, until then. @returns false while another holds it: nothing was changed */
  hold(name: string, holder: string, now: Instant, until: Instant): Promise<boolean>
  /** Lets it go, if `holder` has it. */
  release(name: string, holder: string): Promise<void>
}
