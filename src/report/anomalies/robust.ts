/** Robust statistics of small samples. Numbers without units; pure. */

/** The median absolute deviation of normal values times this is their standard deviation (Iglewicz and Hoaglin, 1993). */
const deviationOfMad = 1.4826

/** @param values one or more */
export function median(values: readonly number[]): number {
  const sorted = new Float64Array(values).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** The standard deviation of values of which up to half may be anything. @param values one or more */
export function deviation(values: readonly number[], middle = median(values)): number {
  return deviationOfMad * median(values.map((value) => Math.abs(value - middle)))
}

/**
 * Counts of things that happen by chance have a deviation of 1 on this scale, however many there are (Anscombe, 1948).
 * Where they differ by more than chance, the deviation of earlier counts on this scale says so.
 */
const countScale = (count: number) => 2 * Math.sqrt(count + 3 / 8)
const countFrom = (scaled: number) => Math.max(0, (Math.max(0, scaled) / 2) ** 2 - 3 / 8)

/** A count beside earlier ones. `usual`: their middle; `low`, `high`: what chance and habit explain. */
export interface CountJudged {
  readonly distance: number
  readonly usual: number
  readonly low: number
  readonly high: number
}

/**
 * @param before earlier counts of the same hours and weekday, one or more
 * @param others those of other weekdays, each with its own: how much days differ is known better from all of them
 * @param far in deviations
 */
export function judgeCount(
  now: number,
  before: readonly number[],
  others: readonly (readonly number[])[],
  far: number,
): CountJudged {
  const middle = median(before.map(countScale))
  const around = [before, ...others].flatMap((some) => {
    const scaled = some.map(countScale)
    const its = median(scaled)
    return scaled.map((count) => count - its)
  })
  // The middle of few counts is itself known with an error of 1.2533 / √n deviations.
  const unit = Math.max(1, deviation(around, 0)) * Math.sqrt(1 + 1.5708 / before.length)
  return {
    distance: (countScale(now) - middle) / unit,
    usual: median(before),
    low: countFrom(middle - far * unit),
    high: countFrom(middle + far * unit),
  }
}

/** From so many a day on, the scale of counts is as good as the exact tail, whose terms vanish at some hundred. */
const few = 30
/** However much days differ: a tail so many times further out is still a number. */
const wild = 7
/** So many weeks the days of all weekdays count beside those of the same one. */
const sharedWeeks = 2

/**
 * Whether there are more than usual of what is rare: as `judgeCount`, by the exact tail. Where one a day is usual, that scale
 * would take up to ten for chance, and chance makes eight of them once in 100,000 days.
 *
 * Counts are Poisson, their mean is known from a dozen days alone, so the tail is that of a negative binomial. No earlier day
 * counts for more than the third largest: a day that was unusual itself is no habit.
 */
export function judgeRareCount(
  now: number,
  before: readonly number[],
  others: readonly (readonly number[])[],
  far: number,
): CountJudged {
  const usual = median(before)
  const all = [before, ...others].flat()
  const most = all.toSorted((a, b) => b - a)[2] ?? Number.POSITIVE_INFINITY
  const sum = (some: readonly number[]) => some.reduce((total, count) => total + Math.min(count, most), 0)
  // Half a one more: what was never seen is rare, and not impossible.
  const mean = (sum(all) + 0.5) / all.length
  if (mean > few) return judgeCount(now, before, others, far)
  // How much more than by chance days differ; where chance alone is at work, the variance of counts is their mean.
  const square = all.reduce((total, count) => total + (Math.min(count, most) - mean) ** 2, 0)
  const unit = Math.min(wild, Math.max(1, Math.sqrt(square / all.length / mean)))
  const shape = sum(before) + sharedWeeks * mean
  const days = before.length + sharedWeeks
  const distanceOf = (count: number) => deviationsOf(tailOf(count, shape, days)) / unit
  let high = Math.floor(usual)
  while (distanceOf(high + 1) <= far) high++
  return { distance: distanceOf(now), usual, low: 0, high }
}

/** How likely so many or more are on one more day, where `days` days with a Poisson count came to `shape` together. */
function tailOf(count: number, shape: number, days: number): number {
  let [term, tail] = [(days / (days + 1)) ** shape, 0]
  // Past the middle the terms fall; the last that counts is a millionth of a millionth of all.
  for (let k = 0; k < count || term > tail * 1e-12; k++) {
    if (k >= count) tail += term
    term *= (shape + k) / ((k + 1) * (days + 1))
  }
  return tail
}

/** How many deviations of a normal value are as unlikely. The tail's form is that of Börjesson and Sundberg (1979), within 0.3 %. */
function deviationsOf(tail: number): number {
  const normal = (x: number) =>
    Math.exp((-x * x) / 2) / (Math.sqrt(2 * Math.PI) * (0.661 * x + 0.339 * Math.hypot(x, Math.sqrt(5.51))))
  let [low, high] = [0, 30]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (normal(middle) > tail) low = middle
    else high = middle
  }
  return low
}

/** Of one day: how many, and how many of those are of the kind that is looked at. */
export interface Part {
  readonly of: number
  readonly all: number
}

/** A share beside the shares of earlier days, in deviations; days differ by chance, or by more, as they did before. */
export function judgeShare(now: Part, before: readonly Part[]): { readonly distance: number; readonly usual: number } {
  const [of, all] = [before.reduce((sum, day) => sum + day.of, 0), before.reduce((sum, day) => sum + day.all, 0)]
  // Half a one more: what was never seen is rare, and not impossible.
  const angle = 2 * Math.asin(Math.sqrt((of + 0.5) / (all + 1)))
  // On this scale a share of n has a deviation of 1 whatever it is, also where none or all are of the kind (Freeman and Tukey, 1950).
  const scaled = (part: Part) => {
    const at = (count: number) => Math.asin(Math.sqrt(count / (part.all + 1)))
    return Math.sqrt(part.all + 0.5) * (at(part.of) + at(part.of + 1) - angle)
  }
  const days = before.filter((day) => day.all > 0).map(scaled)
  return { distance: scaled(now) / Math.max(1, deviation(days, 0)), usual: of / Math.max(1, all) }
}

/** A middle or mean of n values. */
export interface Level {
  readonly value: number
  readonly n: number
}

/** A day's level beside earlier ones, in deviations. @param spread deviation of one value, above 0 */
export function judgeLevel(
  now: Level,
  before: readonly Level[],
  spread: number,
): { readonly distance: number; readonly usual: number } {
  const usual = median(before.map(({ value }) => value))
  const scaled = ({ value, n }: Level) => ((value - usual) / spread) * Math.sqrt(n)
  return { distance: scaled(now) / Math.max(1, deviation(before.map(scaled), 0)), usual }
}
