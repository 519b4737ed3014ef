import { statfs } from 'node:fs/promises'
import type { AlertRules } from '../domain/alert.ts'
import type { Clock, Instant } from '../domain/clock.ts'
import { readComparison } from '../domain/comparison.ts'
import { dec, decimalText } from '../domain/decimal.ts'
import type { Integration } from '../domain/definition.ts'
import { HubError } from '../domain/errors.ts'
import type { EntityName } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import type { Looked, LookedAt } from './causes.ts'

export interface LookParts {
  readonly database: Database
  readonly clock: Clock
  readonly engine: Pick<Engine, 'feeds'>
  /** Entities whose records are worth money. */
  readonly worth: readonly EntityName[]
  /** Where the hub keeps its data: as root the embedded database lies outside of the data folder, on another disk perhaps. */
  readonly dataFolders: readonly string[]
}

const mostRead = 500

/** Reads what alerts can be about. */
export async function look(parts: LookParts, rules: AlertRules, rulesSince: Instant): Promise<Looked> {
  const integrations: LookedAt[] = []
  for (const integration of await parts.database.stores.integrations.list())
    integrations.push(await lookAt(parts, rules, integration))
  return { at: parts.clock.now(), integrations, disk: await diskSpace(parts.dataFolders), rulesSince }
}

async function lookAt(
  { database, clock, engine, worth }: LookParts,
  rules: AlertRules,
  integration: Integration,
): Promise<LookedAt> {
  const { stores } = database
  const { id, paused } = integration
  const named = rules.flowSilence.filter((one) => one.integration === id).map(({ flow }) => flow)
  const [incidents, proposals, periods, feeds, held, runs, comparison, backfills] = await Promise.all([
    stores.incidents.list({ integration: id, state: 'open', limit: mostRead }),
    stores.proposals.list({ integration: id, state: 'pending', limit: mostRead }),
    stores.connections.list(id, clock.now()),
    engine.feeds(id).catch((error: unknown) => {
      // An integration whose credentials cannot be read has no connector: nothing is known of its feeds.
      if (error instanceof HubError) return null
      throw error
    }),
    rules.moneyHeld.length === 0 ? [] : Promise.all(worth.map((entity) => stores.runs.held(id, entity))),
    Promise.all(
      named.map((flow) => stores.runs.list({ integration: id, flow, states: ['done', 'skipped'], limit: 1 })),
    ),
    readComparison(stores.ownRecords, id),
    stores.backfills.list(id, mostRead),
  ])
  const now = clock.now()
  return {
    ...{ id, paused },
    incidents: incidents.map(({ id: incident, flow, question, triage, runs: records, firstAt }) => {
      const cause = triage && !triage.abstain ? triage : question.diagnosis
      const known = { class: cause?.class ?? null, owner: cause?.owner ?? null }
      return { id: incident, flow, code: question.code, records, firstAt, ...known }
    }),
    moreIncidents: incidents.length === mostRead,
    feeds: feeds?.map(({ feed, polledAt, failing }) => ({ feed, polledAt, since: failing?.since ?? null })) ?? null,
    outages: periods.filter(({ kind, until }) => kind === 'outage' && until === null),
    flows: named.map((flow, place) => ({
      flow,
      lastAt: integration.pausedFlows.includes(flow) ? now : (runs[place]?.[0]?.updatedAt ?? null),
    })),
    held: sumsOf(held.flat()),
    comparison,
    proposals: proposals
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ id: proposal, at, risk }) => ({ id: proposal, at, risk: risk.level })),
    moreProposals: proposals.length === mostRead,
    backfills: backfills.flatMap(({ id: backfill, flow, state, reason, updatedAt }) =>
      state === 'paused' && reason !== null ? [{ id: backfill, flow, at: updatedAt }] : [],
    ),
  }
}

type Held = Awaited<ReturnType<Database['stores']['runs']['held']>>[number]

/** What waits and what is stopped, and of several entities, together. */
function sumsOf(held: readonly Held[]): LookedAt['held'] {
  const sums = new Map<string, LookedAt['held'][number]>()
  for (const { currency, amount, records, oldest } of held) {
    if (currency === null) continue
    const before = sums.get(currency)
    sums.set(currency, {
      currency,
      amount: before ? decimalText(dec(before.amount).plus(dec(amount))) : amount,
      records: (before?.records ?? 0) + records,
      oldest: before && before.oldest < oldest ? before.oldest : oldest,
    })
  }
  return [...sums.values()]
}

const bytesInMb = 1024 * 1024

interface Space {
  readonly freeMb: number
  readonly totalMb: number
}

/** Of the disks that hold these folders, the one with the least room; null: the system does not say. */
export async function diskSpace(folders: readonly string[]): Promise<Space | null> {
  const known = (await Promise.all(folders.map(spaceOf))).filter((one) => one !== null)
  return known.reduce<Space | null>((least, one) => (least === null || one.freeMb < least.freeMb ? one : least), null)
}

async function spaceOf(folder: string): Promise<Space | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { freeMb: Math.floor((bavail * bsize) / bytesInMb), totalMb: Math.floor((blocks * bsize) / bytesInMb) }
  } catch {
    return null
  }
}
