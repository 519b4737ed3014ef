import { z } from 'zod'
import { route } from './route.ts'
import { person, proof, time } from './shapes.ts'

/** A person at a terminal: for a quarter of an hour their commands ask as them, and decide nothing. */
export const terminalRoutes = {
  openTerminal: route('POST /api/terminal', {
    says: 'Signs a person in at a terminal: a token of a quarter of an hour, with which their commands read, run and propose as them. It decides nothing and configures nothing.',
    scope: 'read',
    input: 'The sign-in',
    body: z.strictObject({ email: z.string().max(254), password: z.string().max(128), code: proof.code }),
    answer: z.object({ person, token: z.string(), expiresAt: time }),
  }),
  endTerminal: route('DELETE /api/terminal', {
    says: 'Ends the session of the terminal that asks.',
    scope: 'read',
    answer: z.object({ signedIn: z.literal(false) }),
  }),
}
