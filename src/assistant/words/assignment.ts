/**
 * The pairing of rows and columns with the highest sum, each used at most once: the Hungarian method by shortest
 * augmenting paths, O(rows² × columns). Own code, because the packages for it take a full square matrix of costs, and
 * ours is wide and has a value for "no partner": a row stays alone where every pair would cost more than it brings.
 *
 * @param gain rows × columns, higher is better; negative infinity: never.
 * @param alone what a row gains without a partner.
 * @returns per row its column, or null.
 */
export function assign(gain: readonly ArrayLike<number>[], alone: readonly number[]): (number | null)[] {
  const rows = gain.length
  if (rows === 0) return []
  const real = gain[0]!.length
  // A column of its own for each row stands for staying alone.
  const columns = real + rows
  const never = 1e9
  const cost = (row: number, column: number): number => {
    const value = column < real ? gain[row]![column]! : column - real === row ? alone[row]! : Number.NEGATIVE_INFINITY
    return Number.isFinite(value) ? -value : never
  }
  const rowPrice = new Float64Array(rows + 1)
  const columnPrice = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)
  const way = new Int32Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row
    let column = 0
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Uint8Array(columns + 1)
    do {
      used[column] = 1
      const current = rowOf[column]!
      let [delta, next] = [Number.POSITIVE_INFINITY, 0]
      for (let other = 1; other <= columns; other++) {
        if (used[other]) continue
        const reduced = cost(current - 1, other - 1) - rowPrice[current]! - columnPrice[other]!
        if (reduced < least[other]!) {
          least[other] = reduced
          way[other] = column
        }
        if (least[other]! < delta) {
          delta = least[other]!
          next = other
        }
      }
      for (let other = 0; other <= columns; other++) {
        if (used[other]) {
          rowPrice[rowOf[other]!]! += delta
          columnPrice[other]! -= delta
        } else least[other]! -= delta
      }
      column = next
    } while (rowOf[column] !== 0)
    do {
      const before = way[column]!
      rowOf[column] = rowOf[before]!
      column = before
    } while (column !== 0)
  }
  const found: (number | null)[] = Array.from({ length: rows }, () => null)
  for (let column = 1; column <= real; column++) if (rowOf[column]! > 0) found[rowOf[column]! - 1] = column - 1
  return found
}
