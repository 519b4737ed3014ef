import type { Confident } from '../suites/suite.ts'

export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean confidence in the bin, and the share that was right; null in an empty bin. */
  readonly confidence: number | null
  readonly accuracy: number | null
}

/** Ten bins of equal width: what a system said about itself against what came true. */
export function calibrationBins(answers: readonly Confident[]): Bin[] {
  return Array.from({ length: 10 }, (_, index) => {
    const inside = answers.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === index)
    const mean = (of: (answer: Confident) => number) =>
      inside.length === 0 ? null : inside.reduce((sum, answer) => sum + of(answer), 0) / inside.length
    return {
      from: index / 10,
      to: (index + 1) / 10,
      count: inside.length,
      confidence: mean(({ confidence }) => confidence),
      accuracy: mean(({ right }) => (right ? 1 : 0)),
    }
  })
}

/** Expected calibration error: the gap between confidence and accuracy, weighted by how many answers a bin holds. */
export function calibrationError(answers: readonly Confident[]): number | null {
  if (answers.length === 0) return null
  return calibrationBins(answers).reduce(
    (sum, { count, confidence, accuracy }) =>
      count === 0 ? sum : sum + (count / answers.length) * Math.abs(confidence! - accuracy!),
    0,
  )
}
