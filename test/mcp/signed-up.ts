import type { Joined } from '../whole/joined.ts'

export const email = 'ada@example.com'
export const password = 'correct horse battery'

/** Ada, an admin, and tokens that she makes for programs. */
export async function signUp(all: Joined): Promise<(...scopes: string[]) => Promise<string>> {
  await all.hub.database.people.add({ email, name: 'Ada', role: 'admin', password })
  return async (...scopes) => {
    const made = await all.client.post<{ token: string }>('/api/tokens', {
      by: { email, password },
      name: 'client',
      scopes,
    })
    return made.token
  }
}
