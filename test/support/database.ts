/** Those of the file that is being run. */
let given: string[] = []

/**
 * A database of the test's own on the PostgreSQL of the run. Empty outside of a test run, where a script joins a sandbox
 * and a hub: then the hub brings its own.
 * @param kind migrated: as an opened and closed hub leaves it; empty: nothing in it
 */
export async function newDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<string> {
  if (process.env.VITEST === undefined) return ''
  const { inject } = await import('vitest')
  const answer = await fetch(`${inject('databases')}/${kind}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  given.push(text)
  return text
}

/** At the end of a file: nobody looks into them any more. @param door `databases`, as it is injected */
export async function dropDatabases(door: string): Promise<void> {
  if (given.length === 0) return
  const dropped = given
  given = []
  await fetch(`${door}/drop`, { method: 'POST', body: dropped.join('\n') })
}
