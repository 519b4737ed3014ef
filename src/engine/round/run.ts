import { mostAheadMs, msBetween } from '../../domain/clock.ts'
import { tickEntity, tickIn } from '../../domain/hub-records.ts'
import type { EntityName } from '../../domain/record.ts'
import type { JournalEntry, Question, Run } from '../../domain/run.ts'
import type { BulkRow, Transaction } from '../../domain/stores.ts'
import type { Program } from '../../language/index.ts'
import { noteRound } from '../last-round.ts'
import { Lease, roundLease } from '../lease.ts'
import type { LoopParts } from '../parts.ts'
import { answerTo, isGrown } from '../run/answers.ts'
import { askPerson, raise, release } from '../run/asking.ts'
import { isOlder, otherRules } from '../run/changed-meanwhile.ts'
import type { ClaimedRun } from '../run/claimed-run.ts'
import { missedMore, missedMoreCode, reportDrift } from './drift.ts'
import { recordsGone } from './guards.ts'
import { carryOutRound, type NotedPage, pagesOf } from './index.ts'
import { decidedBy, rulesOf } from './rules-of.ts'

/** The run of a round of a bulk flow. One at a time: a tick that comes during a long one leaves it to that one. */
export async function runRound(loop: LoopParts, claimed: ClaimedRun, program: Program, goesOn: boolean): Promise<void> {
  const { integration, run, journal } = claimed
  const { database, clock } = loop.parts
  const { due } = tickIn(run.record.key)!
  // Whoever has started it may go by a clock that is ahead of this one.
  const began = [run.startedAt, claimed.now()].sort()[0]!
  const name = roundLease(integration.id, run.flow)
  const lease = new Lease({ ...{ stores: database.stores, clock, holder: run.id }, name })
  if (!(await lease.hold()))
    return claimed.end('skipped', 'An earlier round of this flow is still under way.', async () => {})
  const startedMs = performance.now()
  try {
    // Whoever takes up the fresh one finds the lease free.
    const anew = (why: string) => claimed.beginAnew(why, (tx) => tx.leases.release(name, run.id))
    const old = goesOn ? await whyOld(claimed) : null
    if (old) return await anew(old)
    const result = await lease.during(() =>
      carryOutRound({
        ...{ loop, integration, program, flow: run.flow, journal, due, run: run.id },
        rules: loop.parts.hash(decidedBy(integration, program, run.flow)),
        answered: async (question) =>
          (await answerTo(loop.parts, { ...run, integration: integration.id }, question)) !== null,
        stopped: async () => {
          const now = await database.stores.integrations.get(integration.id)
          if (!now || now.paused || now.pausedFlows.includes(run.flow) || now.offFlows.includes(run.flow))
            return 'paused'
          if (now.version <= run.version) return null
          const { definition } = await loop.programs.at(integration.id, now.version)
          return rulesOf(definition, run.flow) === rulesOf(program.definition, run.flow) ? null : 'other rules'
        },
        keep: (rows) =>
          database.transaction(async (tx) => {
            await lease.mustHold(tx)
            await tx.bulkRows.put(integration.id, run.flow, rows, claimed.now())
          }),
        forgetUnread: () =>
          database.transaction(async (tx) => {
            await lease.mustHold(tx)
            await tx.bulkRows.forgetWanted(integration.id, run.flow, began)
          }),
        goOnWithout: async (gone) => {
          const { flow, bulk } = program.flows.get(run.flow)!
          for (let from = 0; from < gone.length; from += saidAtOnce)
            await database.transaction(async (tx) => {
              await lease.mustHold(tx)
              for (const { key, entity } of gone.slice(from, from + saidAtOnce))
                await raise(claimed, tx, recordsGone(run.flow, entity), { entity: flow.on, key })
            })
          if (program.schemaOf(bulk!.to)!.takenBack) return
          await database.transaction(async (tx) => {
            await lease.mustHold(tx)
            await tx.bulkRows.settleLeftOut(integration.id, run.flow)
          })
        },
        transaction: (work) =>
          database.transaction(async (tx) => {
            await lease.mustHold(tx)
            await work(tx)
          }),
        commit: (noted) => commitPage(claimed, program, lease, noted),
      }),
    )
    if ('anew' in result) return await anew(result.anew)
    if ('question' in result) {
      return await askPerson(claimed, await askedBefore(claimed, result.question))
    }
    const missed = pagesOf(journal, 'compared').some(({ drift }) => drift?.some(({ cause }) => cause === 'missed'))
    const more = result.whole && missed ? await missedMore(database.stores, integration, run.flow, due) : null
    await claimed.end(result.whole ? 'done' : 'skipped', result.reason, async (tx) => {
      await release(claimed, tx, result.reason)
      if (result.whole) await releaseEarlier(claimed, tx)
      if (more) await raise(claimed, tx, more)
      if (result.whole)
        await noteRound(tx, integration.id, run.flow, {
          ...{ due, ended: claimed.now(), reason: result.reason, workMs: performance.now() - startedMs },
        })
    })
  } finally {
    await lease.release().catch(() => {})
  }
}

/** How old what a round has compared may be when it goes on. Stock and prices move meanwhile. */
const oldMs = 10 * 60_000

/**
 * Why a round that goes on, after a wait or the end of its process, has to begin anew. It reads all of its records again, and
 * what it has written stays known: nothing has to be brought to its end. Null: it goes on.
 */
async function whyOld(claimed: ClaimedRun): Promise<string | null> {
  if (isOlder(claimed)) return otherRules
  const journal = await claimed.parts.database.stores.runs.journal(claimed.run.id)
  const compared = journal.findLast(({ entry }) => entry.kind === 'page' && entry.phase === 'compared')
  if (!compared) return null
  const agoMs = msBetween(compared.at, claimed.now())
  // A clock that was ahead says nothing of how long ago it was.
  return agoMs >= -mostAheadMs && agoMs < oldMs ? null : tooOld
}

const tooOld = 'What the round had compared is too old to be written; a fresh run has started.'
/** More than a round can have: each of them has failed, or its process has ended. */
const mostBefore = 100

/**
 * What was counted by the runs of this tick that began anew since what they had compared was too old. A fresh one goes on counting from
 * there: a round that reads well and whose writes fail for good would else begin anew for ever, and nobody would be asked.
 */
export async function countedBefore({
  parts,
  integration,
  run,
}: ClaimedRun): Promise<Pick<Run, 'attempts' | 'crashes'>> {
  const { flow, record } = run
  const known = await parts.database.stores.runs.list({ integration: integration.id, flow, record, limit: mostBefore })
  const others = known.filter(({ id }) => id !== run.id)
  // A person, or other rules, have begun it from the beginning.
  const first = others.findIndex(({ state, reason }) => state !== 'superseded' || reason !== tooOld)
  const before = first === -1 ? others : others.slice(0, first)
  return {
    attempts: before.reduce((total, { attempts }) => total + attempts, 0),
    crashes: before.reduce((total, { crashes }) => total + crashes, 0),
  }
}

/** Records that are raised in one transaction. */
const saidAtOnce = 100

/** Open incidents that are looked through. */
const mostOpen = 500

/**
 * A question that is open already keeps the smallest number that people have seen. One about many more records by now is another
 * one, with an alert of its own: whoever has seen 12 must not answer for 900.
 */
async function askedBefore({ parts, integration, run }: ClaimedRun, question: Question): Promise<Question> {
  const { incidents } = parts.database.stores
  const open = await incidents.list({ integration: integration.id, state: 'open', limit: mostOpen })
  const before = open.find(
    ({ flow, question: { code, subject } }) =>
      flow === run.flow && code === question.code && subject === question.subject,
  )
  if (!before || question.counted === undefined) return question
  if (!isGrown(before.question, question))
    return { ...question, counted: Math.min(question.counted, before.question.counted ?? 0) }
  const held = (await incidents.records(before.id)).map(({ record }) => record)
  const because = `It is ${question.counted} records by now, and asked anew.`
  await parts.database.transaction((tx) =>
    tx.incidents.release(integration.id, run.flow, held, parts.clock.now(), { because }),
  )
  return question
}

/** Stays for a person, whatever later rounds find: what they write is written on the same way, and they see as little. */
const outlastsRounds = ['write_emptied_field', missedMoreCode]

/** What earlier rounds have asked is no question any more: this one went through. */
async function releaseEarlier({ parts, integration, run }: ClaimedRun, tx: Transaction): Promise<void> {
  const held = await tx.incidents.heldBy(integration.id, run.flow)
  const earlier = held.filter(({ record, code }) => record.entity === tickEntity && !outlastsRounds.includes(code))
  await tx.incidents.release(
    integration.id,
    run.flow,
    earlier.map(({ record }) => record),
    parts.clock.now(),
    { because: 'A later round went through without a question.' },
  )
}

/** Records that a round finds as they are wanted, or has written, ask nothing any more. */
async function releaseFound(
  { parts, integration, run }: ClaimedRun,
  tx: Transaction,
  entity: EntityName,
  rows: readonly BulkRow[],
): Promise<void> {
  if (rows.length === 0) return
  const found = new Map<string, BulkRow>(rows.map((row) => [row.key, row]))
  const held = await tx.incidents.heldBy(integration.id, run.flow)
  const through = held.filter(({ record, code }) => {
    const row = record.entity === entity ? found.get(record.key) : undefined
    return row !== undefined && (code !== 'left_out' || row.targetKey !== '')
  })
  await tx.incidents.release(
    integration.id,
    run.flow,
    through.map(({ record }) => record),
    parts.clock.now(),
    { because: 'A later round went through with it.' },
  )
}

/** A page of a round: its entry, its rows, the runs of records that need one of their own, links of what it made, and what it saw. */
async function commitPage(
  claimed: ClaimedRun,
  program: Program,
  lease: Lease,
  { page, rows, waiting, starting, links, levels }: NotedPage,
): Promise<void> {
  const { parts, run } = claimed
  const { id } = claimed.integration
  const { flow, bulk } = program.flows.get(run.flow)!
  const entity = flow.on
  const entry: JournalEntry = { kind: 'page', ...page }
  await parts.database.transaction(async (tx) => {
    await lease.mustHold(tx)
    await claimed.append(tx, [entry])
    await tx.bulkRows.put(id, run.flow, rows, claimed.now())
    // Whatever becomes of the round then, a later one does not look again at what is wanted already.
    await reportDrift(tx, { integration: claimed.integration, run, now: claimed.now() }, bulk!.to, page)
    await tx.bulkRows.readAgain(id, run.flow, waiting, claimed.now())
    for (const link of links) await tx.links.put(link)
    for (const [its, seen] of levels) await tx.levels.note(id, its, seen, claimed.now())
    const records = starting.map((key) => ({ entity, key }))
    await tx.changes.add(records.map((record) => ({ integration: id, record, cause: 'clock', at: claimed.now() })))
    const asking = new Set(starting)
    await releaseFound(
      claimed,
      tx,
      entity,
      rows.filter(({ key, wanted }) => wanted === null && !asking.has(key)),
    )
    await tx.enqueue(records.map((record) => ({ integration: id, flow: run.flow, record, at: 'now' })))
  })
  claimed.appended([entry])
  parts.metrics.count('ledgerline_bulk_rows_total', { flow: run.flow, phase: page.phase }, page.changed)
}
