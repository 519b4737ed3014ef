/** What both fits of mapping suggestion share: a softmax over candidates and "none", and a logistic calibration. */

/** One question: candidates by their features, which is right (-1: none), and the features of "none". */
export interface Question {
  readonly features: readonly Float64Array[]
  readonly none: readonly number[]
  readonly right: number
}

const round = (value: number) => Math.round(value * 1000) / 1000

/**
 * Weights with which the right candidate gets the largest share, drawn towards `centre` so that few rows cannot turn
 * what experience says (Adam on the log likelihood, 300 steps: it has settled by then).
 */
export function fitShares(questions: readonly Question[], centre: readonly number[], features: number): number[] {
  const pull = 0.002
  const size = centre.length
  const weights = Float64Array.from(centre)
  const [moment, square] = [new Float64Array(size), new Float64Array(size)]
  for (let step = 1; step <= 300; step++) {
    const gradient = new Float64Array(size)
    for (const { features: list, none, right } of questions) {
      const values = list.map((own) => own.reduce((sum, value, k) => sum + value * weights[k]!, 0))
      const alone = none.reduce((sum, value, k) => sum + value * weights[features + k]!, 0)
      const highest = Math.max(alone, ...values)
      const total = values.reduce((sum, value) => sum + Math.exp(value - highest), Math.exp(alone - highest))
      for (const [j, own] of list.entries()) {
        const error = Math.exp(values[j]! - highest) / total - (j === right ? 1 : 0)
        for (let k = 0; k < own.length; k++) gradient[k]! += error * own[k]!
      }
      const error = Math.exp(alone - highest) / total - (right < 0 ? 1 : 0)
      for (const [k, value] of none.entries()) gradient[features + k]! += error * value
    }
    for (let k = 0; k < size; k++) {
      const slope = gradient[k]! / questions.length + pull * (weights[k]! - centre[k]!)
      moment[k] = 0.9 * moment[k]! + 0.1 * slope
      square[k] = 0.999 * square[k]! + 0.001 * slope * slope
      weights[k]! -= (0.1 * (moment[k]! / (1 - 0.9 ** step))) / (Math.sqrt(square[k]! / (1 - 0.999 ** step)) + 1e-8)
    }
  }
  return Array.from(weights, round)
}

export interface Judged {
  readonly signs: readonly number[]
  readonly right: boolean
}

const logistic = (signs: readonly number[], weights: readonly number[]) =>
  1 / (1 + Math.exp(-signs.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0)))

/** Logistic regression: how often an answer with these signs is right. */
export function fitTrust(answers: readonly Judged[]): number[] {
  const size = answers[0]!.signs.length
  const weights = new Array<number>(size).fill(0)
  const moment = new Float64Array(size)
  for (let step = 0; step < 3000; step++) {
    const gradient = new Float64Array(size)
    for (const { signs, right } of answers) {
      const error = logistic(signs, weights) - (right ? 1 : 0)
      for (let k = 0; k < size; k++) gradient[k]! += (error * signs[k]!) / answers.length
    }
    for (let k = 0; k < size; k++) {
      moment[k] = 0.9 * moment[k]! + gradient[k]! + (k === 0 ? 0 : 0.004 * weights[k]!)
      weights[k]! -= 0.1 * moment[k]!
    }
  }
  return weights.map(round)
}

/** Each answer with its probability by a calibration that did not see its company. */
export function heldOutTrust<T extends Judged & { readonly company: string }>(
  answers: readonly T[],
): (T & { p: number })[] {
  return [...new Set(answers.map(({ company }) => company))].flatMap((company) => {
    const calibration = fitTrust(answers.filter((answer) => answer.company !== company))
    return answers
      .filter((answer) => answer.company === company)
      .map((answer) => ({ ...answer, p: logistic(answer.signs, calibration) }))
  })
}

/** The lowest probability from which on at least `wanted` of the answers are right, all higher ones included. */
export function thresholdFor(
  answers: readonly { readonly p: number; readonly right: boolean }[],
  wanted: number,
): number {
  let [right, found] = [0, 1]
  for (const [at, row] of [...answers].sort((a, b) => b.p - a.p).entries()) {
    if (row.right) right++
    if (at >= 20 && right / (at + 1) >= wanted) found = row.p
  }
  return round(found)
}
