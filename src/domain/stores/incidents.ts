import type { IncidentTriage } from '../cause.ts'
import type { Instant } from '../clock.ts'
import type { EntityName, IncidentId, IntegrationId, RecordRef, RunId } from '../record.ts'
import type { Question } from '../run.ts'
import type { Link } from './links.ts'

/** One cause that stops runs until a person acts. */
export interface Incident {
  readonly id: IncidentId
  readonly integration: IntegrationId
  readonly flow: string
  /** Same code, flow and subject: the same cause, the same incident. */
  readonly fingerprint: string
  readonly question: Question
  /** What the assistant makes of its cause; null: not looked at yet. */
  readonly triage: IncidentTriage | null
  readonly state: 'open' | 'resolved'
  /** How many records it stops now. */
  readonly runs: number
  /** What they are: "prestashop.order", "prestashop.orderPayment". Null: it is about a connection. */
  readonly entity: EntityName | null
  readonly firstAt: Instant
  readonly lastAt: Instant
}

/** What people have agreed on about an incident. */
export interface IncidentCare {
  readonly incident: IncidentId
  /** The e-mail of who sees to it. */
  readonly assignee: string | null
  /** Until then nobody needs to be reminded. */
  readonly snoozedUntil: Instant | null
}

export interface IncidentStore {
  /** Opens the incident of this fingerprint or joins it, with the run that met it. */
  raise(input: {
    integration: IntegrationId
    flow: string
    fingerprint: string
    question: Question
    /**
     * Of a new one, or how it is found in this transaction. The one that is open keeps what was found of it, and nothing is
     * read for it.
     */
    triage?: IncidentTriage | null | (() => Promise<IncidentTriage | null>)
    /** Null: no run has met it. `flow` is then what has: "feed order-contents". */
    run: RunId | null
    record: RecordRef
    at: Instant
  }): Promise<IncidentId>
  /**
   * The records got through, or ask something else: they leave their open incidents but `except`; one that nobody is left in
   * is resolved.
   */
  release(
    integration: IntegrationId,
    flow: string,
    records: RecordRef | readonly RecordRef[],
    at: Instant,
    /** `because`: kept with an incident that is resolved so. */
    more?: { readonly except?: IncidentId; readonly because?: string },
  ): Promise<void>
  /** The records that open incidents of a flow hold, each with the code of its question. */
  heldBy(
    integration: IntegrationId,
    flow: string,
  ): Promise<readonly { readonly record: RecordRef; readonly code: string }[]>
  get(id: IncidentId): Promise<Incident | null>
  list(filter: {
    integration?: IntegrationId
    state?: 'open' | 'resolved'
    record?: RecordRef
    limit: number
  }): Promise<readonly Incident[]>
  /** What the records of these open incidents are worth together, by currency, as far as their runs have read them. */
  money(ids: readonly IncidentId[]): Promise<
    readonly {
      readonly incident: IncidentId
      readonly currency: string | null
      readonly amount: string
      readonly records: number
    }[]
  >
  /** Who sees to these incidents. One that nobody has touched is left out. */
  care(ids: readonly IncidentId[]): Promise<readonly IncidentCare[]>
  /** @param to the e-mail of a person; null: nobody */
  assign(incident: Pick<Incident, 'id' | 'integration'>, to: string | null): Promise<void>
  /** @param until null: no longer */
  snooze(incident: Pick<Incident, 'id' | 'integration'>, until: Instant | null): Promise<void>
  note(
    incident: Pick<Incident, 'id' | 'integration'>,
    note: { readonly id: string; readonly at: Instant; readonly by: string; readonly note: string },
  ): Promise<void>
  /** Oldest first, at most 200. */
  notes(id: IncidentId): Promise<readonly { readonly at: Instant; readonly by: string; readonly note: string }[]>
  /** The records an open incident holds, and since when, oldest first. */
  records(id: IncidentId): Promise<readonly { record: RecordRef; run: RunId | null; since: Instant }[]>
  /** Records that have met it, the first ones first: also those that it holds no more. */
  met(
    id: IncidentId,
    limit: number,
  ): Promise<readonly { readonly integration: IntegrationId; readonly record: RecordRef }[]>
  /** What the assistant makes of it. */
  explain(id: IncidentId, triage: IncidentTriage): Promise<void>
  /** A person says that it is settled. @returns false: it was settled already */
  resolve(id: IncidentId, at: Instant): Promise<boolean>
  /** When a person has resolved an incident of this fingerprint last, what it asked, and whether it held this record; null: never. */
  answered(
    integration: IntegrationId,
    fingerprint: string,
    record: RecordRef,
  ): Promise<{
    readonly at: Instant
    readonly question: Question
    readonly held: boolean
    /** The last run of this record that met it. */
    readonly askedBy: RunId | null
  } | null>
  /**
   * When people first resolved an incident that held the source of a link, of the flow that wrote the document, since that; null:
   * never.
   * @param anyTime code of the questions that count also where they were answered before the document was written; null: none
   */
  settledAt(
    integration: IntegrationId,
    link: Pick<Link, 'source' | 'at' | 'writtenBy'>,
    anyTime: string | null,
  ): Promise<Instant | null>
}
