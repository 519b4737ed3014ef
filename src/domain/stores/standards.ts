import type { Instant } from '../clock.ts'
import type { Json } from '../record.ts'

/** The standard parts that this hub has run with: what later ones are compared with. */
export interface StandardStore {
  list(): Promise<readonly StandardPart[]>
  /** Those that are there stay as they are. */
  add(parts: readonly StandardPart[], at: Instant): Promise<void>
}

/** One part of a standard definition. `hash`: SHA-256 of its canonical JSON. */
export interface StandardPart {
  readonly name: string
  readonly hash: string
  readonly part: Json
}
