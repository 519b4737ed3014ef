import { inject } from 'vitest'

/**
 * A database of the test's own on the PostgreSQL of the run.
 * @param kind migrated: as an opened and closed hub leaves it; empty: nothing in it
 */
export async function newDatabase(kind: 'migrated' | 'empty' = 'migrated'): Promise<string> {
  const answer = await fetch(`${inject('databases')}/${kind}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}
