import { fingerprint, triage } from '../../src/assistant/triage/index.ts'
import { catalogue } from '../../src/catalogue.ts'
import type { CaseAnswer, CaseSeen } from '../suites/cases.ts'
import type { GroupAnswer, GroupSeen } from '../suites/groups.ts'
import type { System } from '../suites/suite.ts'

/** The product's own triage, without a model. */
export const triageBaseline: System<CaseSeen, CaseAnswer> = (seen) => caseAnswer(triage(seen, catalogue))

export const caseAnswer = (found: ReturnType<typeof triage>): CaseAnswer => ({
  class: found.class,
  confidence: found.confidence,
  abstain: found.abstain,
  retry_helps: found.retryHelps,
  owner: found.owner,
  cause: found.cause,
  next_step: found.nextStep,
})

/** Its fingerprints. */
export const groupsBaseline: System<GroupSeen, GroupAnswer> = (seen) => ({
  fingerprint: fingerprint({ ...seen, attempt: 1, recent: recentIn(seen) }, catalogue),
})

const recentIn = ({ request }: GroupSeen) =>
  Array.isArray(request.recent) ? request.recent.map((note) => String(note)) : undefined
