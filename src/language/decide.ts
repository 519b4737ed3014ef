import type { Instant } from '../domain/clock.ts'
import type { RecordRef } from '../domain/record.ts'
import type { Action, JournalEntry } from '../domain/run.ts'
import { askLostCorrections, askOnce } from './asked-of-record.ts'
import type { MadeSince } from './beginning.ts'
import { Memory } from './memory.ts'
import type { Program } from './program.ts'
import { Walk } from './walk.ts'

/**
 * What `decide` knows of a run beside its journal. `cutOver`: orders placed earlier are left alone, unless asked for.
 * `flowSince`: the same for what this flow alone takes; `ordersSince`: since when orders become documents by themselves, for
 * flows of what hangs on an order. Default of both: the cut-over. `madeSince`: since when records become documents of an entity
 * by themselves; default: nothing does.
 */
export interface DecidedRun {
  readonly flow: string
  readonly record: RecordRef
  readonly cutOver: Instant
  readonly flowSince?: Instant
  readonly ordersSince?: Instant
  readonly madeSince?: MadeSince
}

/**
 * The next action of a run. Pure: the same program and journal give the same action, so a crash resumes, a dry run is
 * the same loop stopped at the first write, and a bug report is a journal.
 *
 * Steps are walked from the top, or from where the decision before has come to; each is either done already, by the journal, or
 * is what is to be done now. Reads whose keys are known are asked for together.
 *
 * @param memory of the same run's decisions before, under the same program; it changes nothing but the time that they take
 */
export function decide(
  program: Program,
  run: DecidedRun,
  journal: readonly JournalEntry[],
  memory: Memory = new Memory(),
): Action {
  const compiled = program.flows.get(run.flow)
  if (!compiled)
    return {
      do: 'ask',
      question: {
        code: 'no_flow',
        step: null,
        message: `There is no flow ${run.flow}.`,
        hint: 'Import a definition that has it.',
        subject: run.flow,
      },
    }
  const walk = memory.goOn(run, journal) ?? new Walk(program, compiled, run, journal, memory)
  const [lapsed] = walk.lapsed
  if (lapsed) return { do: 'note', entry: lapsed }
  const lost = askLostCorrections(walk.own)
  if (lost) return lost
  const asked = askOnce(walk.own)
  if (asked.now) return asked.now
  const action = walk.next() ?? { do: 'finish', state: 'done', reason: walk.outcome }
  memory.keep(run, journal, walk)
  if (action.do === 'ask') {
    // Nobody is asked because of facts that were read before this run: they are read again first.
    const kept = [...walk.records.values()].flatMap(({ record, asOf }) => (asOf === undefined ? [] : [record]))
    if (kept.length > 0) return { do: 'look-up', links: [], records: kept, fresh: true }
  }
  return asked.beforeWriting && action.do === 'write' ? asked.beforeWriting : action
}
