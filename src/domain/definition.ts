import type { Instant } from './clock.ts'
import type { IntegrationId, Json, System } from './record.ts'

/**
 * One shop joined to one GP company. Who may be reached, and whether work flows; what the work is stands in its
 * definition, which has versions.
 */
export interface Integration {
  readonly id: IntegrationId
  readonly name: string
  /** Settings of the two connections, without secrets: checked by each connector's own schema. */
  readonly connections: Readonly<Record<System, Json>>
  /** Orders placed earlier are not taken over by themselves. */
  readonly cutOver: Instant
  /** Nothing is claimed while true: changes are stored and wait. */
  readonly paused: boolean
  /** Their changes are stored and wait. */
  readonly pausedFlows: readonly string[]
  /** Nothing starts them: what changes meanwhile is not theirs. A feed that no other flow wants is not polled. */
  readonly offFlows: readonly string[]
  /**
   * Flows that came after the first import, or were told to begin anew, and since when they take records: what was made
   * before may have been entered by hand. The others begin at the cut-over.
   */
  readonly flowsSince?: Readonly<Record<string, Instant>>
  /** The GP company a person has confirmed for writing, `test` or `live`; null: writes ask first. */
  readonly confirmed: {
    readonly company: string
    readonly kind: 'test' | 'live'
    readonly by: string
    readonly at: Instant
  } | null
  /** When it first wrote to a live company by itself. Null: a person says then since when orders go over. */
  readonly liveSince?: Instant | null
  /** The newest version of the definition; runs in progress keep theirs. */
  readonly version: number
}

/** When the records were made that a flow takes up by itself. */
export const startsOf = (
  { cutOver, flowsSince = {} }: Pick<Integration, 'cutOver' | 'flowsSince'>,
  flow: string,
): { readonly cutOver: Instant; readonly flowSince: Instant } => {
  const since = flowsSince[flow] ?? cutOver
  return { cutOver, flowSince: since > cutOver ? since : cutOver }
}

/** How one version of a definition came to be. */
export interface VersionNote {
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly note: string
}
