import type { Cause } from '../../../domain/cause.ts'
import type { GpCheck } from './checks.ts'

/** A row of GP's part of the catalogue. */
export type GpCause = Cause<GpCheck>
