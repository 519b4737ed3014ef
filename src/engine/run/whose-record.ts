import { isDeepStrictEqual } from 'node:util'
import { instant } from '../../domain/clock.ts'
import { startsOf } from '../../domain/definition.ts'
import { isEnteredByHand } from '../../domain/entered-by-hand.ts'
import { NeedsPerson } from '../../domain/errors.ts'
import { refText } from '../../domain/record.ts'
import { type Action, askedEarlier, type JournalEntry, type Question, type Run } from '../../domain/run.ts'
import type { Link } from '../../domain/stores.ts'
import { decide, type Program, startsIn, writeSteps } from '../../language/index.ts'
import { questionOf } from '../connections/failure.ts'
import { keepEntered, worthHash } from '../write/entered-by-hand.ts'
import { askPerson, isAnswered, release } from './asking.ts'
import type { ClaimedRun } from './claimed-run.ts'
import { isWaitedFor, letGo, letGoCode } from './waited-in-vain.ts'

/**
 * Whose a run's record is: the hub's, or people's, as it is when it is of a time before its flow began, when the cut-over was
 * moved past it, or when people have entered its document by hand.
 */
export class WhoseRecord {
  private readonly claimed: ClaimedRun
  private readonly program: Program
  /** A person had asked for the run before it was claimed, and none has since then. */
  private askedBefore: boolean

  constructor(claimed: ClaimedRun, program: Program) {
    this.claimed = claimed
    this.program = program
    this.askedBefore = claimed.journal.some(({ kind }) => kind === 'requested')
  }

  /** A person asks for the record in this claim. */
  ask(by: string): void {
    this.askedBefore = false
    this.claimed.note({ kind: 'requested', by })
  }

  /**
   * The run skips its record or asks whose it is, and would not if a person had asked for it: as for an order of before the
   * cut-over. One that a person has asked for earlier, or whose document the hub has sent, is the hub's own from then on, and
   * that is noted: the flow decides again.
   */
  async isTakenUp(action: Extract<Action, { do: 'finish' | 'ask' }>): Promise<boolean> {
    if (!this.isOfBefore(action)) return false
    const hasArrived = this.claimed.journal.some((entry) => entry.kind === 'settled' && entry.arrived)
    if (!hasArrived && !(await this.isOwn())) return false
    this.claimed.note({ kind: 'requested', by: askedEarlier })
    return true
  }

  /**
   * The request that the run began with was made before the cut-over was moved past its record: whoever moved it has left the
   * record with people, and nothing of it is in the other system.
   */
  async isAskedNoMore(): Promise<boolean> {
    return this.askedBefore && this.isMadeBefore() && !(await this.isOwn())
  }

  /**
   * The run before waited for this record, or asked about it, and the rules of today leave it alone as it was then: the flow
   * was switched off and on again, or its setting. Nobody would hear of it any more.
   *
   * @returns what is asked of people then
   */
  async letGo(action: Extract<Action, { do: 'finish' }>): Promise<Question | null> {
    const { run } = this.claimed
    const { runs } = this.claimed.parts.database.stores
    const earlier = await this.claimed.runBefore()
    if (!earlier) return null
    const isAsked = earlier.state === 'stopped' && (this.isOfBefore(action) || (await this.isAsked(letGoCode)))
    if (!isWaitedFor(earlier) && !isAsked) return null
    // Who went live has said so of the records of before.
    const { liveSince } = this.claimed.integration
    if (liveSince && earlier.startedAt <= liveSince && this.isOfBefore(action)) return null
    const journal = (await runs.journal(earlier.id)).map(({ entry }) => entry)
    const today = this.decided(earlier, journal)
    if (today.do !== 'finish' || today.state !== 'skipped' || today.again) return null
    return letGo(run, earlier, action.reason)
  }

  /**
   * What stands in the way of this flow's document is no matter any more where people have entered that by hand, as long as
   * the record is worth what it was.
   *
   * @returns true: the run is left, at its end or with a question
   */
  async endAsEntered(): Promise<boolean> {
    const { integration, parts, run } = this.claimed
    const written = new Set(writeSteps(this.program.flows.get(run.flow)?.flow.steps ?? []).map(({ to }) => to))
    const links = await parts.database.stores.links.bySource(integration.id, run.record)
    const entered = links.find((link) => isEnteredByHand(link) && written.has(link.target.entity))
    if (!entered) return false
    let kept: Link | null = null
    try {
      kept = keepEntered(entered, { document: null, worth: worthHash(parts, this.claimed.facts()) }, parts.seal)
    } catch (error) {
      if (!(error instanceof NeedsPerson)) throw error
      const question = questionOf(error, null)
      if (!(await isAnswered(this.claimed, question))) {
        await askPerson(this.claimed, question)
        return true
      }
    }
    const reason = `It was entered by hand as ${refText(entered.target)}.`
    await this.claimed.end('skipped', reason, async (tx) => {
      if (kept) await tx.links.put(kept)
      await release(this.claimed, tx, reason)
    })
    return true
  }

  /** The record is of a time before its flow began, and the run would do something else if a person had asked for it. */
  private isOfBefore(action: Action): boolean {
    const { run, journal } = this.claimed
    if (journal.some(({ kind }) => kind === 'requested')) return false
    // "Only when a person asks" may be a rule of the flow for newer records, and stays one.
    if (!this.isMadeBefore()) return false
    const requested: JournalEntry = { kind: 'requested', by: askedEarlier }
    return !isDeepStrictEqual(this.decided(run, [...journal, requested]), action)
  }

  private isMadeBefore(): boolean {
    const { integration, run } = this.claimed
    const madeAt = this.claimed.facts()?.madeAt
    return madeAt !== undefined && instant(madeAt) < startsOf(integration, run.flow).flowSince
  }

  /** A person has asked for it at any time since its flow began, or the hub has sent its document. */
  private async isOwn(): Promise<boolean> {
    const { integration, parts, run } = this.claimed
    return (await parts.database.stores.runs.takenUp(integration.id, [run.record], run.flow)).has(refText(run.record))
  }

  private decided(run: Run, journal: readonly JournalEntry[]): Action {
    const { program } = this
    return decide(program, { ...run, ...startsIn(program, this.claimed.integration, run.flow) }, journal)
  }

  /** Whether an open incident of this code holds the record. */
  private async isAsked(code: string): Promise<boolean> {
    const { integration, parts, run } = this.claimed
    const held = await parts.database.stores.incidents.heldBy(integration.id, run.flow)
    return held.some((one) => one.code === code && refText(one.record) === refText(run.record))
  }
}
