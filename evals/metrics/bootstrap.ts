/** Reproducible random numbers in [0, 1): mulberry32. An eval that is run again gives the same intervals. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * 95 % intervals of several measures by a two-stage bootstrap: clusters are drawn with replacement, then rows within
 * each. Rows of one task succeed and fail together, so drawing rows alone would make the intervals far too narrow.
 * The percentile method; a measure that has no value in a draw is left out of that draw.
 */
export function intervals<Row>(
  rows: readonly Row[],
  clusterOf: (row: Row) => string,
  measures: readonly ((rows: readonly Row[]) => number | null)[],
  { draws = 1000, seed = 1 }: { draws?: number; seed?: number } = {},
): (Interval | null)[] {
  const clusters = [...Map.groupBy(rows, clusterOf).values()]
  if (clusters.length === 0) return measures.map(() => null)
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const values: number[][] = measures.map(() => [])
  for (let draw = 0; draw < draws; draw++) {
    const drawn: Row[] = []
    for (let n = 0; n < clusters.length; n++) {
      const cluster = pick(clusters)
      for (let k = 0; k < cluster.length; k++) drawn.push(pick(cluster))
    }
    measures.forEach((measure, index) => {
      const value = measure(drawn)
      if (value !== null) values[index]!.push(value)
    })
  }
  return values.map((list) => {
    if (list.length === 0) return null
    list.sort((a, b) => a - b)
    const at = (share: number) => list[Math.min(list.length - 1, Math.floor(share * list.length))]!
    return { low: at(0.025), high: at(0.975) }
  })
}
