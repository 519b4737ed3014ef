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
  /** The GP company a person has confirmed for writing, `test` or `live`; null: writes ask first. */
  readonly confirmed: {
    readonly company: string
    readonly kind: 'test' | 'live'
    readonly by: string
    readonly at: Instant
  } | null
  /** The newest version of the definition; runs in progress keep theirs. */
  readonly version: number
}

/** How one version of a definition came to be. */
export interface VersionNote {
  readonly version: number
  readonly at: Instant
  readonly by: string
  readonly note: string
}
