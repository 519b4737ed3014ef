import type { AlertChannel, AlertKind, AlertMessage, AlertRules, MailedReport, PresentCause } from '../alert.ts'
import type { Instant } from '../clock.ts'

/** A notice that stands in no message yet. */
export interface UnsentNotice {
  readonly channel: string
  readonly kind: AlertKind
  readonly at: Instant
}

/** Rules, channels, causes, and the messages that wait to be sent. */
export interface AlertStore {
  /** Null: nobody has set any. */
  rules(): Promise<{ readonly rules: AlertRules; readonly setAt: Instant } | null>
  /** The same, held until the transaction ends. */
  holdRules(): Promise<{ readonly rules: AlertRules; readonly setAt: Instant } | null>
  setRules(rules: AlertRules, at: Instant): Promise<void>
  channels(): Promise<readonly AlertChannel[]>
  /** Whether it is there; held until the transaction ends. */
  holdChannel(id: string): Promise<boolean>
  putChannel(channel: AlertChannel, at: Instant): Promise<void>
  /** With what waits to be sent on it. @returns whether there was one */
  removeChannel(id: string): Promise<boolean>
  /**
   * What is there now, of everything that was looked at. A cause that is new opens; one that is not there any more ends at
   * once, or after `lingersMs` where the store gives it time to come back. Differences that began later than those that are
   * open are another cause in their place: it is reported again, and nothing is said to be over.
   * @param unknown beginnings of keys: of these nothing is known now, so what is open stays open
   * @param newId of a cause
   */
  note(
    present: readonly PresentCause[],
    more: { readonly at: Instant; readonly unknown: readonly string[]; readonly newId: () => string },
  ): Promise<void>
  /** One notice a channel for each cause that is open, and for each that ended where the channel wants to know: each once. */
  addNotices(at: Instant): Promise<void>
  /** Notices that stand in no message, oldest first. */
  unsent(): Promise<readonly UnsentNotice[]>
  /** When the newest message of each channel was made, of those that were made until then. */
  newestMessages(until: Instant): Promise<ReadonlyMap<string, Instant>>
  /** All unsent notices of a channel become one message. */
  makeMessage(channel: string, id: string, at: Instant): Promise<void>
  /** A morning report becomes a message of a channel, due at once. */
  addReport(channel: string, id: string, at: Instant, report: MailedReport): Promise<void>
  /** The report that a message is; null: it tells of causes. */
  reportOf(id: string): Promise<MailedReport | null>
  /** A channel's waiting messages that are due, oldest first; also those that are due after `latest`, by a clock that was ahead. */
  due(channel: string, at: Instant, latest: Instant, limit: number): Promise<readonly AlertMessage[]>
  /** Before it is sent: the attempt counts, and when it is tried again if nothing comes of it. */
  attempt(id: string, nextAt: Instant): Promise<void>
  ended(
    id: string,
    outcome: { readonly state: AlertMessage['state']; readonly at: Instant; readonly problem: string | null },
  ): Promise<void>
  /** Newest first. */
  messages(limit: number): Promise<readonly AlertMessage[]>
  prune(before: Instant): Promise<void>
}
