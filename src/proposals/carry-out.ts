import { databaseFailure, describeDatabaseFailure } from '../domain/database-error.ts'
import { HubError, InvalidInput, isOfConnection } from '../domain/errors.ts'
import { actorText } from '../domain/person.ts'
import type { Proposal } from '../domain/proposal.ts'
import { incidentId, type RecordRef, refText, systemOf } from '../domain/record.ts'
import { carryOutWrite } from './agreed-write.ts'
import { checkSameCompany } from './another-company.ts'
import { approversAmong, isEnough, isGenuine } from './approval.ts'
import { changeDefinition } from './change-definition.ts'
import { Claim, NotHeld } from './claim.ts'
import { Ended } from './endings.ts'
import { repairLink } from './link-repair.ts'
import { type CarryOutParts, integrationWithDefinition } from './parts.ts'
import { correctionsOf, decidedRecords, namedRecords, startsFlow } from './plan.ts'
import { rewrittenBy } from './rewritten.ts'
import { assess, mapsKnownOf, riskLevels } from './risk.ts'

/**
 * Carries out an approved proposal. Can be called again, and by several processes: what is done stays done and is not
 * done twice. One that meets a system or a database that does not answer, or a system that lets nobody in, stays approved,
 * says what it waits for, and goes on later. Every other failure ends it, also one that is a mistake of ours.
 * @throws when the database is away
 */
export function createCarryOut(parts: CarryOutParts): (id: string) => Promise<void> {
  const { database, clock } = parts
  const { proposals } = database.stores

  return async function carryOut(id) {
    const claim = await Claim.take(parts, id)
    if (claim)
      await carryOutAs(claim).catch((error: unknown) => {
        if (!(error instanceof NotHeld)) throw error
      })
  }

  async function carryOutAs(claim: Claim): Promise<void> {
    const id = claim.proposal
    const proposal = (await proposals.get(id))!
    try {
      await checkDecision(parts, proposal)
      await checkRewrites(parts, proposal)
      await checkRisk(parts, proposal)
      await changeDefinition(parts, proposal)
      const isToBegin = (place: number) => !proposal.progress.some((one) => one.change === place)
      const left = await parts.outdated(
        proposal,
        proposal.changes.flatMap((change, place) => (change.do === 'write' && isToBegin(place) ? [change] : [])),
      )
      for (const [place, change] of proposal.changes.entries()) {
        if (change.do === 'repair-link') {
          await checkSameCompany(database.stores, proposal, [change])
          await repairLink(parts, proposal.integration, change)
        }
        if (change.do === 'write' && !(isToBegin(place) && left.has(refText(change.record))))
          await carryOutWrite(parts, claim, place, change)
      }
      const started = await startAgain(parts, claim, proposal)
      const done = started.length === 0 ? 'Done.' : `Done. Started again: ${started.join(', ')}.`
      await claim.end(
        'applied',
        left.size === 0
          ? done
          : `${done} ${left.size} of ${proposal.changes.length} records were left as they are: they hold it by now, or are to hold something else, which the next comparison says.`,
      )
    } catch (error) {
      if (error instanceof NotHeld) throw error
      const done = writesDone((await proposals.get(id))!)
      if (error instanceof Ended) await claim.end(error.state, `${error.message}${done}`)
      else if (error instanceof InvalidInput)
        await claim.end(
          'superseded',
          `What it would change is no longer what it was: ${error.message}. Propose it again.${done}`,
        )
      else if (
        error instanceof HubError &&
        (error.next.do === 'retry' || isOfConnection(error)) &&
        proposal.expiresAt > clock.now()
      )
        await claim.letGo({ outcome: `Not yet: ${error.message}. It goes on by itself.` })
      else if (error instanceof HubError)
        await claim.end('failed', `${error.message}: ${error.reply?.untrusted ?? error.hint}.${done}`)
      else await endDefect(parts, claim, error, done)
    }
  }
}

/** An error that is none of ours has no words for a person: the outcome says what kind it is, and the log has the rest. */
async function endDefect(parts: CarryOutParts, claim: Claim, error: unknown, done: string): Promise<void> {
  const failure = databaseFailure(error)
  if (failure?.passing) {
    await claim.letGo()
    throw error
  }
  const what = failure ? describeDatabaseFailure(failure) : 'the hub failed'
  parts.log.error('proposal failed', {
    proposal: claim.proposal,
    what,
    kind: error instanceof Error ? error.name : typeof error,
  })
  await claim.end(
    'failed',
    `It could not be carried out: ${what}. Look at what it changes, and propose it again; if it fails again, report it with the hub’s log.${done}`,
  )
}

/** Before anything is begun; what is begun is brought to its end. */
async function checkDecision(parts: CarryOutParts, proposal: Proposal): Promise<void> {
  const { database, clock } = parts
  const { decision, progress, started, changes, expiresAt } = proposal
  if (!decision || decision.first || !isGenuine(parts, proposal, decision))
    throw new Ended('failed', 'Its decision is not signed by this hub, or is about another plan. Nothing was done.')
  if (progress.length > 0) return
  if (started.length === 0) await checkSameCompany(database.stores, proposal, changes)
  if (expiresAt <= clock.now())
    throw new Ended('failed', 'It was approved, but could not be begun before it expired. Propose it again.')
  const approvals = [...proposal.approvals.filter((one) => isGenuine(parts, proposal, one)), decision]
  const approvers = approversAmong(approvals, await database.people.list())
  if (!approvers.has(decision.by.email) || (decision.typed === undefined && !isEnough(proposal, approvers)))
    throw new Ended('failed', 'Somebody who approved it may not decide any more. Propose it again.')
}

/** Only before it is begun: what is written then differs no more. */
async function checkRewrites(parts: CarryOutParts, { integration: id, changes, started }: Proposal): Promise<void> {
  const rewrites = changes.flatMap((change) => (change.do === 'rewrite' ? [change] : []))
  if (rewrites.length === 0 || started.length > 0) return
  const { integration } = await integrationWithDefinition(parts.database, id)
  for (const change of rewrites) await parts.keptDocuments.check(integration, change)
}

/**
 * Only before it is begun: what its records become goes by the rules of today, which may be others than those that it was judged
 * by. Where the plan itself changes the rules, both were judged together.
 */
async function checkRisk(parts: CarryOutParts, proposal: Proposal): Promise<void> {
  const { changes, risk, progress, started } = proposal
  if (progress.length + started.length > 0 || changes.some((change) => change.do === 'edit-definition')) return
  const { integration, definition } = await integrationWithDefinition(parts.database, proposal.integration)
  const rewritten = await rewrittenBy(parts, integration, proposal, 'thrown')
  const now = assess([...changes, ...rewritten], { ...parts, ...mapsKnownOf(definition) })
  if (riskLevels.indexOf(now.level) > riskLevels.indexOf(risk.level))
    throw new Ended(
      'superseded',
      `It risks more by now than when it was proposed: ${now.reasons.join(' ')} Nothing was done. Propose it again.`,
    )
}

/** What the plan says, and what waited for it. Noted first: of what has got through, its incident no longer tells. */
async function startAgain(
  { database, engine }: CarryOutParts,
  claim: Claim,
  { integration, changes, proposedBy, incidents, decision, started }: Proposal,
): Promise<string[]> {
  const by = decision ? actorText(decision.by) : 'the hub'
  const wanted: RecordRef[] = [...started]
  const { definition } = await integrationWithDefinition(database, integration)
  // A link of what an order is made of starts nothing by itself: which orders use it, its incidents say.
  const starting = changes.filter(
    (change) => change.do !== 'repair-link' || startsFlow(definition, change.source.entity),
  )
  wanted.push(...namedRecords(starting))
  const met = new Map<string, string[]>()
  for (const id of incidents) {
    const incident = await database.stores.incidents.get(incidentId(id))
    for (const { record } of await database.stores.incidents.records(incidentId(id))) {
      wanted.push(record)
      if (incident) met.set(refText(record), [...(met.get(refText(record)) ?? []), incident.flow])
    }
  }
  const records = [...new Map(wanted.map((record) => [refText(record), record])).values()]
  if (records.length > 0) await claim.note({ started: records })
  // What orders are made of was written: they are found as after a change that somebody made in the shop.
  const written = changes.flatMap((change) =>
    change.do === 'write' && systemOf(change.record.entity) === 'prestashop' ? [{ record: change.record }] : [],
  )
  // What was voided may be wanted by now: its flow says so.
  const voided = changes.flatMap((change) => (change.do === 'write' && change.write === 'void' ? [change.record] : []))
  const sources = await Promise.all(voided.map((record) => database.stores.links.byTarget(integration, record)))
  const looked = [...written, ...sources.flat().map(({ source }) => ({ record: source }))]
  if (looked.length > 0) await engine.take(integration, looked, 'sweep')
  const decided = new Set(decidedRecords({ changes, proposedBy }).map(refText))
  const changed = new Set(namedRecords(changes.filter((change) => change.do !== 'replay')).map(refText))
  for (const record of records) {
    const edits = correctionsOf(changes, record)
    const again = { integration, record, by, edits, newestRules: decided.has(refText(record)) }
    // What an incident holds goes on in the flow, or is looked at by the feed, that has met it.
    const flows = changed.has(refText(record)) ? [] : [...new Set(met.get(refText(record)))]
    if (flows.length === 0) await engine.replay(again)
    for (const metBy of flows) await engine.replay({ ...again, metBy })
  }
  return records.map(refText)
}

function writesDone({ changes, progress }: Proposal): string {
  const writes = changes.filter((change) => change.do === 'write').length
  const done = progress.filter(({ state }) => state === 'done').length
  return done > 0 ? ` ${done} of ${writes} writes were done before and stay.` : ''
}
