import { call } from './client.ts'

/** Changes of the configuration are an admin's: a session does them shortly after its password. */
export const confirmSession = (password: string): Promise<unknown> =>
  call('POST /api/session/confirm', { body: { password } })
