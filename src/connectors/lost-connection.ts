import { candidatesFor, type Diagnosis, diagnosisOf } from '../domain/cause.ts'
import { memberOf, type System } from '../domain/record.ts'
import { connectionCauses } from './causes/index.ts'

const closedBefore = 'the connection was closed before anything was sent'

/** Failures before the first byte left: the remote system cannot have acted on the request. */
const neverSent: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name could not be looked up',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'timeout while connecting',
  // Our own client was closed while the call waited for its turn. Nothing ends one with requests on the wire.
  UND_ERR_CLOSED: closedBefore,
  UND_ERR_DESTROYED: closedBefore,
  CERT_HAS_EXPIRED: 'TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS certificate has an unknown issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS certificate has an unknown issuer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS certificate is for another host name',
}

const underway: Readonly<Record<string, string>> = {
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection closed before the answer was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answer cut off',
  UND_ERR_HEADERS_TIMEOUT: 'timeout while waiting for the answer',
  UND_ERR_BODY_TIMEOUT: 'timeout while waiting for the answer',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'answer too large',
}

/** Sending these again costs little and often helps. A time-out does not: the remote may still be busy with the first. */
const passing = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
])

/** A failed request in our words. `sent` is false only when not a byte of it can have left. `passing`: worth another try. */
export function failureReason(cause: unknown): { reason: string; sent: boolean; passing: boolean } {
  const code = codeOf(cause)
  const unsent = memberOf(neverSent, code)
  const reason =
    unsent ??
    memberOf(underway, code) ??
    (code.startsWith('HPE_') ? 'the answer is not HTTP' : `connection failed (${code})`)
  return { reason, sent: unsent === undefined, passing: passing.has(code) }
}

/** Its cause by the catalogue. @param timedOut the hub's own bound ended the call */
export function connectionDiagnosis(cause: unknown, system: System, timedOut: boolean): Diagnosis | undefined {
  const complaint = { codes: [`net:${timedOut ? 'timeout' : codeOf(cause)}`], text: '' }
  const [found] = candidatesFor(connectionCauses, complaint)
  return found && diagnosisOf(found.cause, [], system)
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown'
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0])
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
}
