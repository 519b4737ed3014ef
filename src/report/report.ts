import type { Instant } from '../domain/clock.ts'
import { runStates } from '../domain/run.ts'
import { visible } from '../domain/visible.ts'
import { anomalySentence } from './anomalies/index.ts'
import type { HeldCause, OrdersOfDay, ReportFacts } from './facts.ts'
import { type HubWords, type ReportLanguage, type Sentences, sentencesIn } from './language/index.ts'
import { postingSentence } from './postings/index.ts'
import { countOf, stockSentences } from './stock/index.ts'
import { unusual } from './unusual.ts'
import { age, time, worth } from './words.ts'

/** Each line is one sentence or a few: plain text without line breaks. */
export interface ReportSection {
  readonly title: string
  readonly lines: readonly string[]
}

export interface Report {
  readonly integration: string
  readonly at: Instant
  readonly language: ReportLanguage
  readonly title: string
  /** Nothing is wrong and nothing waits for a person. */
  readonly well: boolean
  /** The first says it in short. A section without a line is left out. */
  readonly sections: readonly ReportSection[]
}

/**
 * The morning's page: what became of orders, what is held and why, what waits for whom, what fails. Pure.
 *
 * @param hubWords what the hub says elsewhere and the report quotes (what to do about a cause, what a comparison found), in that
 * language. Without it these stay English.
 */
export function makeReport(
  given: ReportFacts,
  language: ReportLanguage = 'en',
  hubWords: HubWords = (sentence) => sentence,
): Report {
  const facts = quotedIn(hubWords, given)
  const { integration, at } = facts
  const say = sentencesIn(language)
  const { sections } = say
  const troubles = [
    { title: sections.held, lines: heldLines(facts, say) },
    { title: sections.unknown, lines: unknownLines(facts, say) },
    { title: sections.agreement, lines: differenceLines(facts, say) },
    { title: sections.proposals, lines: proposalLines(facts, say) },
    { title: sections.systems, lines: systemLines(facts, say) },
    { title: sections.feeds, lines: [...feedLines(facts, say), ...roundLines(facts, say)] },
    { title: sections.backfills, lines: backfillLines(facts, say, true) },
    { title: sections.unusual, lines: [...unusual(facts, say), ...anomalyLines(facts, say)] },
  ].filter(({ lines }) => lines.length > 0)
  const well = troubles.length === 0
  // Values of the shop that nobody has named may stay so for years: they are no trouble.
  const asides = [
    { title: sections.backfillsDone, lines: backfillLines(facts, say, false) },
    { title: sections.newValues, lines: newValueLines(facts, say) },
    { title: sections.healed, lines: healedLines(facts, say) },
    { title: sections.assistant, lines: assistantLines(facts, say) },
  ].filter(({ lines }) => lines.length > 0)
  return {
    ...{ integration, at, well, language },
    title: say.title(integration, time(at)),
    sections: [
      { title: sections.short, lines: [well ? say.nothingWrong : inShort(facts, say)] },
      {
        title: sections.orders,
        lines: [...orderLines(facts, say), ...agreementLines(facts, say), ...anomalyNotes(facts, say)],
      },
      ...troubles,
      ...asides,
    ].map(({ title, lines }) => ({ title, lines: lines.map(oneLine) })),
  }
}

/** The facts with all that is quoted of the hub's own sentences in other words. */
const quotedIn = (hubWords: HubWords, facts: ReportFacts): ReportFacts => ({
  ...facts,
  causes: facts.causes.map((one) => ({ ...one, next: one.next === null ? null : hubWords(one.next) })),
  healed: facts.healed.map((one) => ({ ...one, because: hubWords(one.because) })),
  reconciled: facts.reconciled && { ...facts.reconciled, says: hubWords(facts.reconciled.says) },
})

/** Names come from both systems: whatever they hold, a sentence is one line, and nothing in it hides. */
const oneLine = (line: string) => visible(line.replace(/\s+/g, ' '))

/** The report as text of several lines. All times in it are UTC. */
export const reportText = ({ sections }: Pick<Report, 'sections'>) =>
  sections.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')

function inShort(facts: ReportFacts, say: Sentences): string {
  const { held, causes, moreCauses, proposals, periods, feeds, missedRounds, anomalies, backfills } = facts
  const of = (state: 'stopped' | 'waiting') => held.filter((row) => row.state === state)
  const lasting = periods.filter(({ until }) => until === null)
  const failing = feeds.filter(({ failingSince, late }) => failingSince !== null || late)
  const parts = [
    ...(of('stopped').length > 0 ? [say.needPerson(worth(of('stopped'), say))] : []),
    ...(of('waiting').length > 0 ? [say.waitForAttempt(worth(of('waiting'), say))] : []),
    ...(causes.length > 0 ? [say.counted(causes.length + moreCauses, 'openIncident')] : []),
    ...(facts.reconciled && facts.reconciled.differences > 0 ? [say.differences(facts.reconciled.differences)] : []),
    ...(facts.uncompared ? [say.notCompared] : []),
    ...(proposals.length > 0 ? [say.toDecide(proposals.length)] : []),
    ...(lasting.length > 0 ? [lasting.map(({ system, kind }) => say.isInState(system, kind)).join(', ')] : []),
    ...(failing.length > 0 ? [say.feedsFail(failing.length)] : []),
    ...(missedRounds.length > 0 ? [say.roundsMissed(missedRounds.length)] : []),
    ...(backfills.some(({ why }) => why !== null) ? [say.backfillsPaused] : []),
    ...(anomalies.found.length > 0 ? [say.unusualThings(anomalies.found.length)] : []),
    ...(facts.postings.length > 0 ? [say.unusualPostings(facts.postings.length)] : []),
    ...(facts.stock.found.length > 0 ? [say.unusualStock(countOf(facts.stock))] : []),
  ]
  return parts.length === 0 ? say.nothingHeld : say.toSeeTo(parts)
}

const inDay = (days: readonly OrdersOfDay[], week: number) => days.filter((row) => row.week === week)
const ordersIn = (rows: readonly OrdersOfDay[]) => rows.reduce((all, { orders }) => all + orders, 0)

const comparedWeeks = 4

function orderLines({ days, weeks }: ReportFacts, say: Sentences): string[] {
  const today = inDay(days, 0)
  const states = runStates.flatMap((state) => {
    const many = ordersIn(today.filter((row) => row.state === state))
    return many === 0 ? [] : [`${many} ${say.became[state]}`]
  })
  const compared = Array.from({ length: Math.min(weeks, comparedWeeks) }, (_, index) => inDay(days, index + 1))
  const held = (rows: readonly OrdersOfDay[]) => ordersIn(rows.filter(({ state }) => state === 'stopped'))
  return [
    today.length === 0 ? say.noOrders : say.workedOn(ordersIn(today), states),
    ...(today.length === 0 ? [] : [say.areWorth(worth(today, say))]),
    compared.length === 0
      ? say.noWeek
      : say.weeksBefore(compared.map((rows) => ({ orders: ordersIn(rows), held: held(rows) }))),
  ]
}

function anomalyLines({ anomalies: { found }, postings, stock }: ReportFacts, say: Sentences): string[] {
  const lines = [
    ...found.map((one) => anomalySentence(one, say)),
    ...postings.map((one) => postingSentence(one, say)),
    ...stockSentences(stock, say),
  ]
  return lines.length === 0 ? [] : [...lines, say.muteKnown]
}

/** Whether it is looked at all, and what people have muted. */
const anomalyNotes = ({ at, anomalies: { from, muted } }: ReportFacts, say: Sentences) => [
  ...(from !== null && from > at ? [say.anomaliesFrom(time(from))] : []),
  ...(muted > 0 ? [say.mutedNow(muted)] : []),
]

function heldLines({ at, held, causes, moreCauses, paused, pausedFlows }: ReportFacts, say: Sentences): string[] {
  const oldest = held.reduce<Instant | null>((first, row) => (!first || row.oldest < first ? row.oldest : first), null)
  return [
    ...(paused ? [say.paused] : []),
    ...pausedFlows.map((flow) => say.flowPaused(flow)),
    ...(oldest ? [say.oldest(age(oldest, at, say), time(oldest))] : []),
    ...causes.map((cause) => causeLine(cause, at, say)),
    ...(moreCauses > 0 ? [say.moreIncidents(moreCauses)] : []),
  ]
}

function causeLine(held: HeldCause, at: Instant, say: Sentences): string {
  const { code, triage, since, records, references, money } = held
  const cause = triage ? say.causeOf(code, triage.class, triage.owner) : code
  const more = records - references.length
  const names = [...references, ...(more > 0 ? [say.more(more)] : [])].join(', ')
  return say.causeLine(cause, age(since, at, say), records, worth(money, say), names, nextOf(held, say))
}

/** A fix that waits for a decision comes first, then what is to be done about the cause, then where to look. */
function nextOf({ incident, proposal, next }: HeldCause, say: Sentences): string {
  if (proposal !== null) return say.decideOn(proposal)
  const look = `"ledgerline incidents ${incident}"`
  return next === null ? look : `${next.replace(/[.\s]+$/, '')} (${look})`
}

const unknownLines = ({ unknown, notLooked }: ReportFacts, say: Sentences) => [
  ...unknown.map(({ incident, code, records }) => say.unknown(incident, code, records)),
  ...(notLooked > 0 ? [say.notLooked(notLooked)] : []),
]

const newValueLines = ({ newValues }: ReportFacts, say: Sentences) =>
  newValues.map(({ valueMap, value, perhaps }) => say.newValue(valueMap, value, perhaps))

/** What the nightly comparison found. */
function differenceLines({ reconciled, uncompared }: ReportFacts, say: Sentences): string[] {
  return [
    ...(reconciled && reconciled.differences > 0 ? [say.compared(reconciled.says)] : []),
    ...(uncompared
      ? [say.uncompared(time(uncompared.since), uncompared.code, uncompared.last && time(uncompared.last))]
      : []),
  ]
}

const agreementLines = ({ reconciled }: ReportFacts, say: Sentences) =>
  reconciled && reconciled.differences === 0 ? [say.agreed(reconciled.says)] : []

function proposalLines({ at, proposals }: ReportFacts, say: Sentences): string[] {
  const oldestFirst = [...proposals].sort((a, b) => (a.at < b.at ? -1 : 1))
  return oldestFirst.map(({ id, at: since, risk, approvals }) => say.proposal(id, risk, age(since, at, say), approvals))
}

function systemLines({ at, periods }: ReportFacts, say: Sentences): string[] {
  return periods.map(({ system, kind, since, until, waited }) => {
    const its =
      waited.length === 0
        ? null
        : worth(
            waited.map(({ currency, amount, records: orders }) => ({ currency, amount, orders })),
            say,
          )
    return until === null
      ? say.systemIs(system, kind, age(since, at, say), time(since), its)
      : say.systemWas(system, kind, age(since, until, say), time(since), time(until), its)
  })
}

function feedLines({ at, feeds }: ReportFacts, say: Sentences): string[] {
  return feeds.flatMap(({ feed, failingSince, polledAt, late, unreadable }) => {
    const last = say.cameThrough(polledAt && time(polledAt))
    return [
      ...(failingSince
        ? [say.feedFails(feed, age(failingSince, at, say), last)]
        : late
          ? [say.feedLate(feed, last)]
          : []),
      ...(unreadable > 0 ? [say.feedUnreadable(feed, unreadable)] : []),
    ]
  })
}

const roundLines = ({ missedRounds }: ReportFacts, say: Sentences) =>
  missedRounds.map(({ flow, due, last }) => say.roundMissed(flow, time(due), last && time(last)))

/** Those that have paused by themselves, or those that are at their end. */
const backfillLines = ({ backfills }: ReportFacts, say: Sentences, paused: boolean) =>
  backfills.flatMap(({ flow, why, ends, left }) => {
    if ((why !== null) !== paused) return []
    return [why === null ? say.backfillDone(flow, ends) : say.backfillPaused(flow, why, left)]
  })

const healedLines = ({ healed, moreHealed }: ReportFacts, say: Sentences) => [
  ...healed.map(({ code, records, because }) => say.healed(code, records, because)),
  ...(moreHealed > 0 ? [say.moreHealed(moreHealed)] : []),
]

function assistantLines({ assistant }: ReportFacts, say: Sentences): string[] {
  if (assistant === null) return []
  const { calls, failed, inputTokens, outputTokens, costUsd, lacks } = assistant
  return [
    calls === 0 ? say.notUsed : say.used(calls, failed, inputTokens, outputTokens, costUsd),
    ...(lacks === null ? [] : [say.lacks[lacks]]),
  ]
}
