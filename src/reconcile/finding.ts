import { type Decimal, dec } from '../domain/decimal.ts'
import type { RecordRef } from '../domain/record.ts'
import type { Cause, Correction } from './causes.ts'
import type { Difference } from './differences.ts'

/** What a finder of differences says of one. `currency`: where it is not the order's. */
export interface Finding {
  readonly kind: Difference['kind']
  readonly cause: Cause
  readonly amount: Decimal
  readonly says: string
  readonly next: string
  readonly correction?: Correction
  readonly currency?: string
  /** Records of the shop that it is about, where these are others than the order. */
  readonly about?: readonly RecordRef[]
  /** The documents and values that are different: with others it is another difference, which nobody has accepted. */
  readonly facts: readonly string[]
}

/** Sums of two maps are compared by name; a name that one does not hold counts as 0. @returns in words, what differs */
export function changesOf(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [dec(before[name] ?? '0'), dec(now[name] ?? '0')]
    return was.eq(is) ? [] : [`${name} ${was.toFixed()} → ${is.toFixed()}`]
  })
}
