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
  return text
}
