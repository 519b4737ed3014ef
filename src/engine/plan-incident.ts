import { setTimeout as delay } from 'node:timers/promises'
import { dec, decimalText, sum } from '../domain/decimal.ts'
import type { RecordFacts } from '../domain/entity.ts'
import { HubError } from '../domain/errors.ts'
import type { IncidentId, IntegrationId, RecordRef } from '../domain/record.ts'
import type { Incident, Stores } from '../domain/stores.ts'
import type { DryRun } from './dry-run.ts'
import type { Engine } from './engine.ts'
import { isOfFeed } from './intake/unreadable-records.ts'

/** What the records of an incident would come to now. Nothing was written. */
export interface IncidentPlan {
  readonly integration: IntegrationId
  readonly incident: IncidentId
  readonly tried: readonly TriedRecord[]
  /** How many it holds beside those. */
  readonly untried: number
  /** Why not all were tried: as many as were asked for, no time left, or the error of a system; null: all were. */
  readonly ended: { readonly why: string; readonly hint: string | null } | null
  /** What was tried, by outcome and currency; null: not known. Never one sum over currencies. */
  readonly sums: readonly {
    readonly outcome: DryRun['outcome']
    readonly currency: string | null
    readonly amount: string
    readonly records: number
  }[]
}

export interface TriedRecord {
  readonly record: RecordRef
  readonly reference: string | null
  readonly outcome: DryRun['outcome']
  /** What it is worth, as it was read now, or last; null: not known. */
  readonly amount: string | null
  readonly currency: string | null
  /** What would hold it. `same`: the question of this incident, not another. */
  readonly question: { readonly code: string; readonly message: string; readonly same: boolean } | null
}

/** So long records are begun; whoever waits for the answer is a person or a model. */
const budgetMs = 6_000

/**
 * What the records of an incident would do if they were started now: dry runs, the oldest first and one after the other, so
 * that they do not press on the systems. After `limit` of them, after some seconds, or when a system does not answer, the
 * rest is counted and not tried. So are all where a feed or a whole connection is asked about: no record would say why. Writes
 * nothing.
 */
export async function planIncident(
  { engine, stores }: { readonly engine: Pick<Engine, 'dryRun'>; readonly stores: Pick<Stores, 'incidents' | 'runs'> },
  incident: Incident,
  limit: number,
): Promise<IncidentPlan> {
  const { id, integration, flow } = incident
  const held = incident.state === 'open' ? (await stores.incidents.records(id)).map(({ record }) => record) : []
  if (isOfFeed(flow) || incident.question.everywhere === true)
    return { integration, incident: id, tried: [], untried: held.length, ended: ofNoRecord, sums: [] }
  const chosen = held.slice(0, limit)
  const facts = await stores.runs.facts(integration, chosen)
  const over = new AbortController()
  const timeIsOver = delay(budgetMs, null, { signal: over.signal, ref: false }).catch(() => null)
  const tried: TriedRecord[] = []
  let ended: IncidentPlan['ended'] =
    held.length > chosen.length ? { why: `As many as were asked for, ${limit}, were tried.`, hint: null } : null
  try {
    for (const record of chosen) {
      const run = await Promise.race([engine.dryRun({ integration, record, flow }), timeIsOver])
      if (run === null) {
        ended = { why: `The time for it, ${budgetMs / 1000} seconds, is over.`, hint: null }
        break
      }
      tried.push(triedOf(record, run, incident, facts.get(record.key) ?? {}))
    }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    ended = { why: error.message, hint: error.hint }
  } finally {
    over.abort()
  }
  return { integration, incident: id, tried, untried: held.length - tried.length, ended, sums: sumsOf(tried) }
}

const ofNoRecord: IncidentPlan['ended'] = {
  ...{ why: 'It is about what cannot be read, not about what a record says.', hint: null },
}

function triedOf(
  record: RecordRef,
  { outcome, question, proof }: DryRun,
  incident: Incident,
  known: RecordFacts,
): TriedRecord {
  const isSame = question?.code === incident.question.code && question.subject === incident.question.subject
  return {
    ...{ record, outcome, reference: known.reference ?? null },
    amount: proof?.anchor ?? known.amount ?? null,
    currency: proof?.currency ?? known.currency ?? null,
    question: question && { code: question.code, message: question.message, same: isSame },
  }
}

function sumsOf(tried: readonly TriedRecord[]): IncidentPlan['sums'] {
  const groups = Map.groupBy(tried, ({ outcome, amount, currency }) =>
    JSON.stringify([outcome, amount === null ? null : currency]),
  )
  return [...groups.values()].map((its) => {
    const { outcome, amount, currency } = its[0]!
    const total = decimalText(sum(its.map((one) => dec(one.amount ?? '0'))))
    return { outcome, currency: amount === null ? null : currency, amount: total, records: its.length }
  })
}
