import { AccessDenied, HubError, RemoteUnavailable, WrongAddress } from '../../domain/errors.ts'
import { type RecordRef, ref, type System } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'
import { questionOf } from './failure.ts'

/** What an incident about a whole connection holds instead of an order. It is never read or written. */
export const connectionRecord = (system: System): RecordRef => ref(`${system}.connection`, 'sign-in')

export const isConnection = ({ entity }: RecordRef) => entity.endsWith('.connection')

/** The incident's `flow`: whatever calls the system meets the same. */
export const connectionFlow = 'connection'

/**
 * The question about a connection that waiting alone does not mend: a refused sign-in, a wrong address, a web service
 * that is switched off. Null: the failure says nothing of the whole connection, or passes by itself.
 */
export function connectionQuestion(error: unknown, step: string | null): Question | null {
  if (!(error instanceof HubError)) return null
  const lasting =
    (error instanceof AccessDenied && error.resource === null) ||
    error instanceof WrongAddress ||
    (error instanceof RemoteUnavailable && error.diagnosis?.class === 'configuration')
  if (!lasting) return null
  const { call } = error as AccessDenied
  return { ...questionOf(error, step), subject: call.system, everywhere: true }
}
