import type { Instant } from '../domain/clock.ts'
import { runStates } from '../domain/run.ts'
import type { HeldCause, OrdersOfDay, ReportFacts } from './facts.ts'
import { unusual } from './unusual.ts'
import { age, counted, time, worth } from './words.ts'

/** Each line is one sentence or a few: plain text without line breaks. */
export interface ReportSection {
  readonly title: string
  readonly lines: readonly string[]
}

export interface Report {
  readonly integration: string
  readonly at: Instant
  readonly title: string
  /** Nothing is wrong and nothing waits for a person. */
  readonly well: boolean
  /** The first says it in short. A section without a line is left out. */
  readonly sections: readonly ReportSection[]
}

/** The morning's page: what became of orders, what is held and why, what waits for whom, what fails. Pure. */
export function makeReport(facts: ReportFacts): Report {
  const { integration, at } = facts
  const troubles = [
    { title: 'Held', lines: heldLines(facts) },
    { title: 'Shop and GP', lines: differenceLines(facts) },
    { title: 'Proposals', lines: proposalLines(facts) },
    { title: 'Systems', lines: systemLines(facts) },
    { title: 'Feeds and rounds', lines: [...feedLines(facts), ...roundLines(facts)] },
    { title: 'Unusual', lines: unusual(facts) },
  ].filter(({ lines }) => lines.length > 0)
  const well = troubles.length === 0
  return {
    ...{ integration, at, well },
    title: `Morning report of ${integration}, ${time(at)}`,
    sections: [
      { title: 'In short', lines: [well ? nothingWrong : inShort(facts)] },
      { title: 'Orders', lines: [...orderLines(facts), ...agreementLines(facts)] },
      ...troubles,
    ],
  }
}

const nothingWrong =
  'Nothing is wrong: no order is held, no proposal waits, the systems answer, and feeds and rounds come through.'

/** The report as text of several lines. All times in it are UTC. */
export const reportText = ({ sections }: Pick<Report, 'sections'>) =>
  sections.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')

function inShort(facts: ReportFacts): string {
  const { held, causes, moreCauses, proposals, periods, feeds, missedRounds } = facts
  const of = (state: 'stopped' | 'waiting') => held.filter((row) => row.state === state)
  const lasting = periods.filter(({ until }) => until === null)
  const failing = feeds.filter(({ failingSince, late }) => failingSince !== null || late)
  const parts = [
    ...(of('stopped').length > 0 ? [`orders that need a person: ${worth(of('stopped'))}`] : []),
    ...(of('waiting').length > 0 ? [`orders that wait for the next attempt: ${worth(of('waiting'))}`] : []),
    ...(causes.length > 0 ? [counted(causes.length + moreCauses, 'open incident')] : []),
    ...(facts.reconciled && facts.reconciled.differences > 0
      ? [`${counted(facts.reconciled.differences, 'difference')} between shop and GP`]
      : []),
    ...(facts.uncompared ? ['orders that could not be compared with GP'] : []),
    ...(proposals.length > 0 ? [`${counted(proposals.length, 'proposal')} to decide on`] : []),
    ...(lasting.length > 0 ? [lasting.map(({ system, kind }) => `${system} is ${stateWord[kind]}`).join(', ')] : []),
    ...(failing.length > 0 ? [`${counted(failing.length, 'feed')} without success`] : []),
    ...(missedRounds.length > 0 ? [`${counted(missedRounds.length, 'round')} missed`] : []),
  ]
  if (parts.length === 0) return 'Nothing is held; what was unusual stands below.'
  return `To see to: ${parts.join('; ')}.`
}

const stateWord = { outage: 'out', slow: 'slow' } as const

const inDay = (days: readonly OrdersOfDay[], week: number) => days.filter((row) => row.week === week)
const ordersIn = (rows: readonly OrdersOfDay[]) => rows.reduce((all, { orders }) => all + orders, 0)

/** What each state means to who reads the report. */
const becameOf = {
  running: 'in work',
  waiting: 'waiting for the next attempt',
  done: 'done',
  skipped: 'left out by a rule',
  superseded: 'changed meanwhile',
  stopped: 'needing a person',
} as const

const comparedWeeks = 4

function orderLines({ days, weeks }: ReportFacts): string[] {
  const today = inDay(days, 0)
  const states = runStates.flatMap((state) => {
    const many = ordersIn(today.filter((row) => row.state === state))
    return many === 0 ? [] : [`${many} ${becameOf[state]}`]
  })
  const compared = Array.from({ length: Math.min(weeks, comparedWeeks) }, (_, index) => inDay(days, index + 1))
  const held = (rows: readonly OrdersOfDay[]) => ordersIn(rows.filter(({ state }) => state === 'stopped'))
  return [
    today.length === 0
      ? 'No order was worked on in the last 24 hours.'
      : `${counted(ordersIn(today), 'order')} worked on in the last 24 hours: ${states.join(', ')}.`,
    ...(today.length === 0 ? [] : [`They are worth ${worth(today)}.`]),
    compared.length === 0
      ? 'There is no earlier week to compare with.'
      : `The same weekday before, newest first: ${compared.map((rows) => `${counted(ordersIn(rows), 'order')} (${held(rows)} needed a person)`).join(', ')}.`,
  ]
}

function heldLines({ at, held, causes, moreCauses, paused, pausedFlows }: ReportFacts): string[] {
  const oldest = held.reduce<Instant | null>((first, row) => (!first || row.oldest < first ? row.oldest : first), null)
  return [
    ...(paused ? ['The integration is paused: nothing is written until "ledgerline resume".'] : []),
    ...pausedFlows.map((flow) => `The flow ${flow} is paused until "ledgerline resume ${flow}".`),
    ...(oldest ? [`The oldest is held for ${age(oldest, at)}, since ${time(oldest)}.`] : []),
    ...causes.map((cause) => causeLine(cause, at)),
    ...(moreCauses > 0 ? [`And ${counted(moreCauses, 'incident')} more: "ledgerline incidents" lists them.`] : []),
  ]
}

function causeLine(held: HeldCause, at: Instant): string {
  const { code, triage, since, records, references, money } = held
  const cause = triage ? `${code} (${triage.class.replaceAll('_', ' ')}, for ${triage.owner})` : code
  const more = records - references.length
  const names = [...references, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  const value = money.length > 0 ? `: ${worth(money)}` : ''
  return `${cause}, for ${age(since, at)}, stops ${counted(records, 'record')}${value}${names ? `: ${names}` : ''}. Next: ${nextOf(held)}.`
}

/** A fix that waits for a decision comes first, then what is to be done about the cause, then where to look. */
function nextOf({ incident, proposal, next }: HeldCause): string {
  if (proposal !== null) return `decide on the proposal that answers it, "ledgerline proposals show ${proposal}"`
  const look = `"ledgerline incidents ${incident}"`
  return next === null ? look : `${next.replace(/[.\s]+$/, '')} (${look})`
}

/** What the nightly comparison found. */
function differenceLines({ reconciled, uncompared }: ReportFacts): string[] {
  return [
    ...(reconciled && reconciled.differences > 0
      ? [`${reconciled.says} Next: "ledgerline reports" shows each, with its cause.`]
      : []),
    ...(uncompared
      ? [
          `Orders could not be compared with GP since ${time(uncompared.since)} (${uncompared.code}); ${uncompared.last ? `the last comparison is of ${time(uncompared.last)}` : 'no comparison has come through yet'}. It is tried again; "ledgerline reconcile" shows what is wrong.`,
        ]
      : []),
  ]
}

const agreementLines = ({ reconciled }: ReportFacts) =>
  reconciled && reconciled.differences === 0 ? [reconciled.says] : []

function proposalLines({ at, proposals }: ReportFacts): string[] {
  const oldestFirst = [...proposals].sort((a, b) => (a.at < b.at ? -1 : 1))
  return oldestFirst.map(
    ({ id, at: since, risk, approvals }) =>
      `Proposal ${id}, ${risk} risk, waits for ${age(since, at)}. ${
        risk !== 'high'
          ? 'Any approver decides'
          : approvals > 0
            ? 'One more approver must agree'
            : 'It takes two people, at least one of them an approver who did not ask for it'
      }: "ledgerline proposals show ${id}".`,
  )
}

function systemLines({ at, periods }: ReportFacts): string[] {
  return periods.map(({ system, kind, since, until }) =>
    until === null
      ? `${system} is ${stateWord[kind]} for ${age(since, at)}, since ${time(since)}.`
      : `${system} was ${stateWord[kind]} for ${age(since, until)}, from ${time(since)} to ${time(until)}.`,
  )
}

function feedLines({ at, feeds }: ReportFacts): string[] {
  return feeds.flatMap(({ feed, failingSince, polledAt, late, unreadable }) => {
    const last = polledAt ? `It last came through ${time(polledAt)}` : 'It has not come through yet'
    return [
      ...(failingSince
        ? [`The feed ${feed} fails for ${age(failingSince, at)}. ${last}. "ledgerline doctor" says why.`]
        : late
          ? [`The feed ${feed} did not come through when it was due. ${last}. "ledgerline doctor" says more.`]
          : []),
      ...(unreadable > 0 ? [`The feed ${feed} goes on without ${counted(unreadable, 'record')} it cannot read.`] : []),
    ]
  })
}

function roundLines({ missedRounds }: ReportFacts): string[] {
  return missedRounds.map(
    ({ flow, due, last }) =>
      `The round of ${flow} that was due ${time(due)} has not gone through. ${last ? `The last one that did was due ${time(last)}` : 'None has yet'}.`,
  )
}
