import type { Circumstances } from '../../domain/circumstances.ts'
import { type Instant, msBetween } from '../../domain/clock.ts'
import { type EntityName, systemOf } from '../../domain/record.ts'
import type { JournalEntry, Question } from '../../domain/run.ts'
import type { Failure } from './failure.ts'

const dayMs = 24 * 60 * 60_000
/** A restart is over by then. */
const longMs = 30 * 60_000

/** A question of the hub as a failure: what was sent, what was answered, and what went before and around it. Pure. */
export function failureFrom(question: Question, around: Circumstances | null): Failure {
  const { code, step, message, subject } = question
  if (around === null) return { system: 'hub', request: { code, step, subject }, raw: message, attempt: 1 }
  const failed = last(around.journal, 'failed')
  const intended = last(around.journal, 'intended')
  const replied = failed?.reply !== undefined && intended !== undefined
  return {
    system: replied ? wireOf(intended.write.record.entity) : 'hub',
    request: {
      ...{ code, flow: around.flow, step, subject },
      ...(intended
        ? {
            entity: intended.write.record.entity,
            operation: operations[intended.write.do],
            record: intended.write.document,
          }
        : {}),
    },
    raw: [message, ...(failed?.reply === undefined ? [] : [failed.reply])].join('\n'),
    attempt: around.attempts,
    recent: notesOn(around),
  }
}

const operations: Readonly<Record<string, string>> = { create: 'Create', update: 'Update' }

/** The wire that an entity is written over, as the catalogue names it. */
export const wireOf = (entity: EntityName) => (systemOf(entity) === 'gp' ? 'gp-web-services' : systemOf(entity))

export function last<Kind extends JournalEntry['kind']>(journal: readonly JournalEntry[], kind: Kind) {
  return journal.findLast((entry): entry is Extract<JournalEntry, { kind: Kind }> => entry.kind === kind)
}

/** The circumstances as notes of that time, in the words that the rules look for. */
function notesOn({ at, flow, attempts, periods, lastPassed, rulesChanged }: Circumstances): string[] {
  const outage = periods.find(({ kind, until }) => kind === 'outage' && until === null)
  return [
    ...periods.map(({ system, kind, since, until }) =>
      until === null
        ? msBetween(since, at) < longMs
          ? `${system} is ${kind === 'outage' ? 'out' : 'slow'}: ${lasted(since, at)} by now.`
          : `${system} is ${kind === 'outage' ? 'out' : 'slow'} since ${clock(since)}, for ${lasted(since, at)}.`
        : `${system} was ${kind === 'outage' ? 'out' : 'slow'} from ${clock(since)} to ${clock(until)}.`,
    ),
    ...(attempts > 1 ? [`Attempt ${attempts} of this record.`] : []),
    lastPassed === null
      ? 'No record has gone through yet: the connection has never worked for this flow.'
      : outage && lastPassed < outage.since
        ? `The connection worked until ${clock(lastPassed)}.`
        : `A record of ${flow} went through at ${clock(lastPassed)}, ${lasted(lastPassed, at)} before.`,
    ...(rulesChanged !== null && msBetween(rulesChanged, at) < dayMs
      ? [`The rules of the integration were changed at ${clock(rulesChanged)}.`]
      : []),
  ]
}

const clock = (at: Instant) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

function lasted(from: Instant, to: Instant): string {
  const minutes = Math.max(0, Math.floor(msBetween(from, to) / 60_000))
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`
}
