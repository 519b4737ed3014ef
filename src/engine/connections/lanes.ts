/** Calls under way at a time; the connector bounds all of them together with those of other flows. */
const lanes = 8

/** Works through the items, some at a time; those of one `turn` one after another, in their order. */
export async function inLanes<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  turn: (item: T) => unknown = () => undefined,
): Promise<void> {
  const byTurn = Map.groupBy(items, (item) => turn(item) ?? {})
  const waiting = [...byTurn.values()]
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      for (const item of next) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
