import { type Complaint, candidatesFor, type Diagnosis, diagnose, diagnosisOf } from '../../../domain/cause.ts'
import {
  AccessDenied,
  type HubError,
  RejectedByRemote,
  RemoteUnavailable,
  UnexpectedAnswer,
  untrusted,
  WrongAddress,
} from '../../../domain/errors.ts'
import type { RecordRef } from '../../../domain/record.ts'
import { type Facts, type GpCause, gpCauses, runCheck } from '../causes/index.ts'
import { complaintsOf, econnectErrors, type GpFault, saysNotFound, textsOf } from './faults.ts'

/** What IIS, WCF and SQL Server say of themselves in a system exception. */
const ofTheServer = ['gp.web-server', 'gp.message-security', 'gp.endpoint', 'gp.channel-broken', 'gp.database-away']

/**
 * What a fault means to the hub, by the complaint alone. @param record null: a list or a policy, about no one record.
 */
export function explainFault(fault: GpFault, record: RecordRef | null): HubError {
  const known = withoutRecord(fault, record)
  if (known) return known
  const [first] = complaintsOf(fault).flatMap((complaint) =>
    candidatesFor(gpCauses, complaint)
      .filter(({ cause }) => !cause.mustHold)
      .slice(0, 1),
  )
  return refused(fault, record!, diagnosisOf(first?.cause ?? causeOf('gp.unknown-rule')))
}

/** The same for a document that was refused, with what GP's own records say about the candidates. */
export async function explainRefusal(fault: GpFault, record: RecordRef, facts: Facts): Promise<HubError> {
  return withoutRecord(fault, record) ?? refused(fault, record, await diagnosisFor(complaintsOf(fault), facts))
}

/** Of several complaints the one that is confirmed; else the first that names a cause. */
async function diagnosisFor(complaints: readonly Complaint[], facts: Facts): Promise<Diagnosis> {
  const found: Diagnosis[] = []
  for (const complaint of complaints) {
    const candidates = candidatesFor(gpCauses, complaint)
    const diagnosis = await diagnose(candidates, async ({ check }) => (check ? runCheck(check, facts) : null))
    if (diagnosis && diagnosis.evidence.length > 0) return diagnosis
    if (diagnosis) found.push(diagnosis)
  }
  return found[0] ?? diagnosisOf(causeOf('gp.unknown-rule'))
}

/** Faults that are no refusal of a record. Null: it is one. */
function withoutRecord(fault: GpFault, record: RecordRef | null): HubError | null {
  const { call, effect } = fault
  const texts = textsOf(fault)
  const reply = untrusted(texts.join('\n'))
  const ids = new Set(complaintsOf(fault).flatMap((each) => candidatesFor(gpCauses, each).map(({ cause }) => cause.id)))
  if (/ActionNotSupported$/.test(fault.faultcode))
    return new WrongAddress(call, 'this address does not know the operation', causeOf('gp.operation-unknown').next, {
      diagnosis: diagnosisOf(causeOf('gp.operation-unknown')),
    })
  if (/(AccessDenied|FailedAuthentication)$/.test(fault.faultcode) || (!fault.logId && ids.has('gp.no-role'))) {
    const diagnosis = diagnosisOf(causeOf('gp.no-role'))
    return new AccessDenied(call, diagnosis.next, { reply, diagnosis, cause: fault })
  }
  const unreadable = /DeserializationFailed$/.test(fault.faultcode)
  if (!fault.logId && !texts.some((text) => econnectErrors(text).length > 0) && !unreadable && !saysNotFound(fault))
    return new RemoteUnavailable(call, 'system exception in GP (see its Exception Management Console)', {
      ambiguous: effect === 'write',
      reply,
      diagnosis: diagnosisOf(causeOf(ofTheServer.find((id) => ids.has(id)) ?? 'gp.system-exception')),
      cause: fault,
    })
  return record ? null : new UnexpectedAnswer(call, ['GP refused the request by its rules'])
}

function refused(fault: GpFault, record: RecordRef, diagnosis: Diagnosis): RejectedByRemote {
  const numbers = textsOf(fault).flatMap((text) => econnectErrors(text).map(({ number }) => number))
  return new RejectedByRemote(record, untrusted(saidBy(fault)), {
    numbers: [...new Set(numbers)],
    code: codeOf(diagnosis),
    diagnosis,
    cause: fault,
  })
}

/** What GP complained of. The general text of a fault says nothing beside its complaints. */
const saidBy = ({ faultstring, items }: GpFault) =>
  items.length > 0 ? items.map(({ message }) => message).join('\n') : faultstring

function codeOf({ cause, ...diagnosis }: Diagnosis) {
  if (cause === 'gp.number-taken') return 'duplicate'
  return diagnosis.class === 'locked' ? 'locked' : 'rejected_by_remote'
}

/** A row that this file names. */
function causeOf(id: string): GpCause {
  const found = gpCauses.find((cause) => cause.id === id)
  if (!found) throw new Error(`The catalogue has no cause ${id}`)
  return found
}
