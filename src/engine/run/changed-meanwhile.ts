import { canonicalJson, type EntityName, isRecord, type Json, refText, systemOf } from '../../domain/record.ts'
import type { JournalEntry } from '../../domain/run.ts'
import { decide, type Program, startsIn } from '../../language/index.ts'
import type { LoopParts } from '../parts.ts'
import type { ClaimedRun } from './claimed-run.ts'
import { findRecords } from './find-records.ts'

/**
 * Why a run that goes on has to begin anew: what it has read has changed, or other rules came; null: it goes on.
 *
 * @param goesOn it began in an earlier claim: what it has read may be old. Whether something was reported since does not
 *   say so: of several flows of a record, the first that is claimed takes the report
 * @param waited it goes on after a wait, in which other rules may have come
 * @param fresh nothing is taken from what this process has kept
 */
export async function changedMeanwhile(
  loop: Pick<LoopParts, 'parts' | 'connections'>,
  claimed: ClaimedRun,
  program: Program,
  { goesOn, waited, fresh }: { readonly goesOn: boolean; readonly waited: boolean; readonly fresh: boolean },
): Promise<string | null> {
  const { integration, journal, run } = claimed
  const { connections } = loop
  const { intents } = claimed.parts.database.stores
  const source = systemOf(run.record.entity)

  if (goesOn && (await readsDiffer((entity) => systemOf(entity) === source)))
    return 'The record, or one that it names, changed while the run waited; a fresh run has started.'
  if (waited && (await otherSideDiffers()))
    return 'A record of the other system that it had read changed while the run waited; a fresh run has started.'
  if (waited && (await searchesDiffer()))
    return 'What the run had searched for changed while it waited; a fresh run has started.'
  if (waited && (await isOutdated())) return otherRules
  return null

  /**
   * A document that the run goes by may have been voided while the shop was away. Not where the run has sent something there:
   * that makes such a difference itself, and each write reads again what it writes to. Nor of a bulk flow, which goes by numbers
   * that move all the time, and whose next round looks again.
   */
  async function otherSideDiffers(): Promise<boolean> {
    if (program.flows.get(run.flow)!.bulk) return false
    const isOther = (entity: EntityName) => !['hub', source].includes(systemOf(entity))
    if (journal.some((entry) => entry.kind === 'written' && isOther(entry.record.entity))) return false
    const sent = await intents.unsettled(integration.id, run.record)
    return !sent.some(({ entity }) => isOther(entity)) && readsDiffer(isOther)
  }

  /**
   * What it had looked for in vain may have been made meanwhile, by people or by another run: no record that it has read shows
   * that. Not where it has sent something, which it would find itself; nor of a bulk flow, as above.
   */
  async function searchesDiffer(): Promise<boolean> {
    const { bulk } = program.flows.get(run.flow)!
    if (bulk || !journal.some(({ kind }) => kind === 'found') || (await hasSent())) return false
    const of = { flow: run.flow, record: run.record, ...startsIn(program, integration, run.flow) }
    for (const [place, entry] of journal.entries()) {
      if (entry.kind !== 'found') continue
      // The journal says what was found, and what comes before it, what for.
      const action = decide(program, of, journal.slice(0, place))
      if (
        action.do === 'find' &&
        action.step === entry.step &&
        !isSame(entry, await findRecords(loop, integration, action))
      )
        return true
    }
    return false
  }

  /** Something of it is there, or may be. */
  async function hasSent(): Promise<boolean> {
    for (const entry of journal) {
      if (entry.kind === 'written') return true
      if (entry.kind !== 'intended') continue
      const { source, record } = entry.write
      const { intent, link } = await intents.look(integration.id, source, record)
      if (link || intent?.state === 'sent') return true
    }
    return false
  }

  /** Of all that the run has read, not of its record alone: an order's address may be another while the order is as it was. */
  async function readsDiffer(isAsked: (entity: EntityName) => boolean): Promise<boolean> {
    const last = new Map(
      journal.flatMap((entry) =>
        entry.kind === 'read' && isAsked(entry.record.entity) ? [[refText(entry.record), entry] as const] : [],
      ),
    )
    if (last.size === 0) return false
    const records = [...last.values()].map(({ record }) => record)
    const now = await connections.readMany(integration, records, { fresh })
    return [...last].some(([text, { value }]) => {
      const held = now.get(text)?.value ?? null
      return canonicalJson(asReadBefore(value, held)) !== canonicalJson(value)
    })
  }

  /** The rules are other ones by now, and nothing is under way that these have to bring to its end. */
  async function isOutdated(): Promise<boolean> {
    return isOlder(claimed) && (await intents.unsettled(integration.id, run.record)).length === 0
  }
}

export const otherRules = 'Other rules came while the run waited; a fresh run has started.'

/** Whether the run began by other rules than those of today. */
export const isOlder = ({ run, integration }: Pick<ClaimedRun, 'run' | 'integration'>): boolean =>
  run.version < integration.version

type Found = Extract<JournalEntry, { kind: 'found' }>

/** Whatever the order. Of more than were asked for nobody knows which come first. */
const isSame = (before: Found, now: Found): boolean =>
  (before.more && now.more) ||
  (before.more === now.more && canonicalJson(before.keys.toSorted()) === canonicalJson(now.keys.toSorted()))

/**
 * `now` with the members that `before` has, at every depth. A newer program reads more of a record than the one before
 * it did: what it reads beside is no change of the record.
 */
function asReadBefore(before: Json, now: Json): Json {
  if (Array.isArray(before) && Array.isArray(now))
    return now.map((row, index) => (before[index] === undefined ? row : asReadBefore(before[index], row)))
  if (isRecord(before) && isRecord(now))
    return Object.fromEntries(
      Object.entries(now).flatMap(([name, value]) =>
        Object.hasOwn(before, name) ? [[name, asReadBefore(before[name]!, value)]] : [],
      ),
    )
  return now
}
