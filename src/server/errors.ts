import type { Context } from 'hono'
import { HubError, InvalidInput } from '../domain/errors.ts'
import { asError } from '../domain/fault-text.ts'
import type { Log } from '../domain/observe.ts'
import type { CallerEnv } from './actors.ts'
import type { PeopleMask } from './shown-to.ts'

/**
 * A failure as JSON: `{ error: { code, message, hint, problems? } }`. 400 for input, 404 for what is not there, 409 for
 * what a person must settle first, 502 for a remote system, 500 for a defect of ours, whose text stays in the log.
 */
export function errorAnswer(context: Context<CallerEnv>, error: unknown, log: Log, mask: PeopleMask) {
  if (error instanceof HubError) {
    const problems = error instanceof InvalidInput ? { problems: error.problems } : {}
    const { code, message, hint } = error
    const given = { error: { code, message, hint, ...problems } }
    // A problem can quote what a record holds.
    const hides = context.get('caller') && !context.get('caller').scopes.includes('people')
    const shown = hides
      ? (mask.answer(
          given,
          { about: [], around: '', ours: true, staff: [], unseen: new Set(), blind: false },
          [],
        ) as typeof given)
      : given
    return context.json(shown, statusOf(error))
  }
  log.error('request failed', {
    path: context.req.path,
    error: asError(error),
  })
  return context.json(
    { error: { code: 'internal', message: 'The hub failed to answer.', hint: 'Its log has the details.' } },
    500,
  )
}

function statusOf(error: HubError): 400 | 404 | 409 | 502 {
  switch (error.code) {
    case 'invalid_input':
      return 400
    case 'not_found':
      return 404
    case 'remote_unavailable':
    case 'access_denied':
    case 'wrong_address':
    case 'unexpected_answer':
      return 502
    default:
      return 409
  }
}
