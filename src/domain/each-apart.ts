/**
 * Does it for each, one after the other. One that fails keeps none of those behind it waiting.
 *
 * @throws what the first of them threw, when all have had their turn
 */
export async function eachApart<One>(all: Iterable<One>, work: (one: One) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = []
  for (const one of all) await work(one).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
