import type { CaseAnswer, CaseSeen } from '../suites/cases.ts'
import type { GroupAnswer, GroupSeen } from '../suites/groups.ts'
import type { System, Systems } from '../suites/suite.ts'

type FailureClass = CaseAnswer['class']

const answer = (name: FailureClass, confidence: number): CaseAnswer => ({
  class: name,
  confidence,
  retry_helps: ['connection', 'intermittent', 'rate_limit', 'locked'].includes(name),
  owner: ['connection', 'intermittent', 'rate_limit', 'locked'].includes(name)
    ? 'nobody (waits)'
    : ['missing_mapping', 'configuration'].includes(name)
      ? 'integrator'
      : 'GP admin',
  cause: `A word of the message points to ${name}.`,
  next_step: 'Read the message.',
})

/** The most frequent class of the development rows, always. */
const majority: System<CaseSeen, CaseAnswer> = () => answer('missing_master_record', 0.1)

/** The first words that occur in the message decide; what a person would write in ten minutes. */
const keywordList: readonly (readonly [RegExp, FailureClass])[] = [
  [/401|unauthori[sz]ed|password|credential|sign-?in|login failed/i, 'authentication'],
  [/403|forbidden|permission|denied|not allowed/i, 'permission'],
  [/429|too many|rate limit|quota/i, 'rate_limit'],
  [/ECONNREFUSED|ENOTFOUND|ECONNRESET|certificate|getaddrinfo|handshake/i, 'connection'],
  [/timed? ?out|502|503|504|deadlock/i, 'intermittent'],
  [/locked|in use by another/i, 'locked'],
  [/period/i, 'closed_period'],
  [/duplicate|already exists/i, 'duplicate'],
  [/quantity|stock|shortage/i, 'quantity_shortage'],
  [/total|difference|balance/i, 'totals_mismatch'],
  [/no entry|value map|not mapped/i, 'missing_mapping'],
  [/does not exist|not found|404/i, 'missing_master_record'],
  [/too long|truncat|maximum length/i, 'too_long'],
  [/ZodError|TypeError|undefined/i, 'our_bug'],
  [/Fatal error|PHP|NullReference/i, 'remote_bug'],
  [/invalid|validation|format/i, 'invalid_value'],
  [/config|setting/i, 'configuration'],
]
const keywords: System<CaseSeen, CaseAnswer> = ({ raw }) => {
  const found = keywordList.find(([pattern]) => pattern.test(raw))
  return found ? answer(found[1], 0.6) : answer('unknown', 0.2)
}

export const trivialCases: Systems<CaseSeen, CaseAnswer> = { majority: () => majority, keywords: () => keywords }

/** The message as it is. */
const wholeText: System<GroupSeen, GroupAnswer> = ({ raw }) => ({ fingerprint: raw })

/** The message without numbers and quoted texts. */
const maskedText: System<GroupSeen, GroupAnswer> = ({ raw, system }) => ({
  fingerprint: `${system} ${raw.replace(/"[^"]*"|'[^']*'/g, '""').replace(/\d+/g, '0')}`,
})

export const trivialGroups: Systems<GroupSeen, GroupAnswer> = { exact: () => wholeText, masked: () => maskedText }
