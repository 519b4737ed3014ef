import type { Joined } from '../whole/joined.ts'

export const email = 'ada@example.com'
/** Decides on what was asked for with a token of Ada's. */
export const other = 'ben@example.com'
export const password = 'correct horse battery'

/** Ada, an admin, with tokens that she makes for programs, and Ben, an approver. */
export async function signUp(all: Joined): Promise<(...scopes: string[]) => Promise<string>> {
  await all.hub.database.people.add({ email, name: 'Ada', role: 'admin', password })
  await all.hub.database.people.add({ email: other, name: 'Ben', role: 'approver', password })
  return async (...scopes) => {
    const made = await all.client.post<{ token: string }>('/api/tokens', {
      by: { email, password },
      name: 'client',
      scopes,
    })
    return made.token
  }
}
