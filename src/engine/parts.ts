import type { IncidentTriage } from '../domain/cause.ts'
import type { Circumstances } from '../domain/circumstances.ts'
import type { Clock } from '../domain/clock.ts'
import type { Connectors, EntityRegistry, FilledField } from '../domain/connector.ts'
import type { CustomFields } from '../domain/custom-fields.ts'
import type { Integration } from '../domain/definition.ts'
import type { Problem } from '../domain/errors.ts'
import type { Seal } from '../domain/identity.ts'
import type { Log, Metrics } from '../domain/observe.ts'
import type { System } from '../domain/record.ts'
import type { Question } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import type { Definition } from '../language/index.ts'
import type { Connections } from './connections/connections.ts'
import type { GroupOf } from './connections/failure.ts'
import type { KnownRecords } from './connections/known-records.ts'
import type { EarlyReads } from './early-reads.ts'
import type { Programs } from './programs.ts'
import type { Uncounted } from './uncounted/uncounted.ts'

/** What the engine is made of: handed in, so that it knows no connector and no database by name. */
export interface EngineParts {
  readonly database: Database
  readonly connectorsOf: (integration: Integration) => Promise<Connectors>
  /** Without the custom fields of any integration; those of a definition's are in its program. */
  readonly entities: EntityRegistry
  /** Why a system cannot have such custom fields. */
  readonly checkFields: (custom: CustomFields, filled: readonly FilledField[]) => readonly Problem[]
  /** What is wrong with a definition beside its language: settings that need flows of this version. */
  readonly checkSettings: (definition: Definition) => readonly Problem[]
  readonly clock: Clock
  /** 0 ≤ x < 1, for jitter. */
  readonly random: () => number
  /** SHA-256 of a text, in hexadecimal. */
  readonly hash: (text: string) => string
  /** Keyed hash of what is kept of a person only to be compared. Its key outlives the master key. */
  readonly seal: Seal
  readonly log: Log
  readonly metrics: Metrics
  /** This process among those that share the database: what it holds is held under this name. */
  readonly process: string
  /** What a question says of its cause, with what surrounds it. Absent: nobody explains, and all goes on without it. */
  readonly explain?: (question: Question, around: Circumstances | null) => IncidentTriage
  /** What makes two refusals the same cause. Absent: the remote system's own numbers do, else each record stands alone. */
  readonly groupOf?: GroupOf
  readonly options: EngineOptions
}

/** The parts and what the engine makes of them: what a run works with. */
export interface LoopParts {
  readonly parts: EngineParts
  readonly connections: Connections
  readonly uncounted: Uncounted
  readonly known: KnownRecords
  readonly programs: Programs
  readonly early: EarlyReads
}

/** The same parts, with the entities that a definition knows. */
export const withEntities = <L extends LoopParts>(loop: L, entities: EntityRegistry): L =>
  loop.parts.entities === entities ? loop : { ...loop, parts: { ...loop.parts, entities } }

export interface EngineOptions {
  /** Runs at a time in this process, for each flow. */
  readonly concurrency: number
  /**
   * How long a system may still be working on a call whose reply was lost. Only after that, and another look, is the
   * document sent again. A system that is not named answers at once: the hub itself.
   */
  readonly settleMs: Readonly<Record<System, number>>
  /** Whether this process polls and keeps the schedules, besides working. */
  readonly polls: boolean
}

/** Failures that are retried before a person is asked: 1 s, 2 s, 4 s … up to 15 minutes apart, about two hours in all. */
export const maxAttempts = 14
export const runBackoff = { firstMs: 1_000, longestMs: 15 * 60_000 }
/** Claims in a row that found a dead worker at the same action. */
export const maxCrashes = 5
/** More actions than any flow has: past it a flow goes round in circles. */
export const maxActions = 500
