import {
  IconAlertTriangle,
  IconArrowRight,
  IconBook2,
  IconCircleCheckFilled,
  IconEdit,
  IconEraser,
  IconFlag,
  IconHandStop,
  IconHourglass,
  IconLink,
  IconPlayerPlay,
  IconRefresh,
  IconScale,
  IconSend,
  IconTextWrap,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RecordRef } from '../../domain/record.ts'
import type { JournalEntry, StoredJournalEntry } from '../../domain/run.ts'
import { plural, t } from '../words/index.ts'
import { clockText, durationText, momentText, moneyText } from './format.ts'
import css from './journal.module.css'
import { entityText, sentenceText, systemText } from './record.ts'

type Hue = 'grey' | 'blue' | 'green' | 'orange' | 'red'

/** One entry of a journal as a sentence, with what it is at a glance. */
interface Told {
  readonly icon: typeof IconSend
  readonly hue: Hue
  readonly text: ReactNode
  /** What a newcomer need not see. */
  readonly minor?: boolean
}

const name = (record: RecordRef): ReactNode => (
  <>
    {entityText(record.entity)} <span className="mono">{record.key}</span>
  </>
)

/** @param entry of a kind that a newer hub knows and this page does not: shown by its name */
function tell(entry: JournalEntry): Told {
  const j = t.journal
  switch (entry.kind) {
    case 'read':
      return {
        icon: IconBook2,
        hue: 'grey',
        text:
          entry.value === null ? (
            <>
              {`${j.notThere} ${systemText(entry.record.entity)}${t.colon}`}
              {name(entry.record)}
            </>
          ) : (
            <>
              {j.read} {name(entry.record)} {j.from} {systemText(entry.record.entity)}
            </>
          ),
      }
    case 'looked-up': {
      const found =
        entry.links.filter(({ target, sources = [] }) => target !== null || sources.length > 0).length +
        entry.records.filter(({ exists }) => exists).length
      const all = entry.links.length + entry.records.length
      return {
        icon: IconLink,
        hue: 'grey',
        text: `${j.lookedUp} ${plural(all, j.linkOrRecord, j.linksOrRecords)}${t.colon}${found} ${j.found}`,
        minor: true,
      }
    }
    case 'requested':
      return {
        icon: IconPlayerPlay,
        hue: 'grey',
        text: `${j.requested} ${entry.by === 'person' ? j.person : entry.by}`,
      }
    case 'edited':
      return {
        icon: IconEdit,
        hue: 'blue',
        text: `${j.edited} ${entry.by}${t.colon}${entry.edits.map(({ path }) => path).join(', ')}`,
      }
    case 'lapsed':
      return { icon: IconEdit, hue: 'grey', text: `${j.lapsed} ${entry.edits.map(({ path }) => path).join(', ')}` }
    case 'answered':
      return { icon: IconPlayerPlay, hue: 'blue', text: `${j.answered} ${entry.subject}` }
    case 'waited-out':
      return {
        icon: IconPlayerPlay,
        hue: 'orange',
        text: `${j.waitedOut} ${momentText(entry.since)}${t.colon}${sentenceText(entry.because)}`,
      }
    case 'texts':
      return {
        icon: IconTextWrap,
        hue: 'grey',
        text: `${j.texts} ${entry.changes.map(({ path, before, after }) => `${path}: “${before}” → “${after}”`).join('; ')}`,
      }
    case 'proof': {
      const { sheet } = entry
      const amount = moneyText(sheet.total, sheet.currency, sheet.digits)
      if (sheet.state === 'held')
        return {
          icon: IconScale,
          hue: 'orange',
          text: `${j.held} ${moneyText(sheet.difference, sheet.currency, sheet.digits)}`,
        }
      return {
        icon: IconScale,
        hue: 'green',
        text: (
          <>
            {sheet.of === 'document' ? j.provedDocument : j.provedReadBack} <strong className="number">{amount}</strong>
          </>
        ),
      }
    }
    case 'intended':
      return {
        icon: IconSend,
        hue: 'blue',
        text: (
          <>
            {entry.write.do === 'create' ? j.creates : j.updates} {name(entry.write.record)} {j.in}{' '}
            {systemText(entry.write.record.entity)}
          </>
        ),
      }
    case 'settled':
      return entry.arrived
        ? {
            icon: IconRefresh,
            hue: 'blue',
            text: (
              <>
                {j.arrived} {name(entry.record)}
              </>
            ),
          }
        : {
            icon: IconRefresh,
            hue: 'grey',
            text: (
              <>
                {j.notArrived} {name(entry.record)}
              </>
            ),
          }
    case 'written':
      return {
        icon: IconCircleCheckFilled,
        hue: 'green',
        text: entry.found ? (
          <>
            {j.foundAsMeant} {name(entry.record)}
          </>
        ) : (
          <>
            {j.wrote} {name(entry.record)}
          </>
        ),
      }
    case 'unchanged':
      return {
        icon: IconCircleCheckFilled,
        hue: 'grey',
        text: (
          <>
            {j.unchanged} {name(entry.record)}
          </>
        ),
        minor: true,
      }
    case 'kept':
      return {
        icon: IconFlag,
        hue: 'grey',
        text: (
          <>
            {j.kept} {name(entry.record)}
          </>
        ),
      }
    case 'failed':
      return { icon: IconAlertTriangle, hue: 'red', text: `${j.failed} ${sentenceText(entry.message)}` }
    case 'erased':
      return { icon: IconEraser, hue: 'grey', text: `${j.erased} ${entry.by}` }
    case 'resumed':
      return { icon: IconRefresh, hue: 'blue', text: j.resumed }
    case 'finished':
      return {
        icon: entry.state === 'stopped' ? IconHandStop : entry.state === 'done' ? IconFlag : IconArrowRight,
        hue: entry.state === 'done' ? 'green' : entry.state === 'stopped' ? 'orange' : 'grey',
        text: (
          <>
            {`${t.states[entry.state]}${t.colon}`}
            {entry.reason && sentenceText(entry.reason)}
          </>
        ),
      }
    default:
      return { icon: IconArrowRight, hue: 'grey', text: (entry as { kind: string }).kind }
  }
}

/** Waits shorter than this say nothing. */
const gapMs = 2_000

/** A journal as a story, oldest first: one sentence an entry, long waits said with their length. */
export function Journal({ entries, onlyMain = false }: { entries: readonly StoredJournalEntry[]; onlyMain?: boolean }) {
  const shown = onlyMain ? entries.filter(({ entry }) => !tell(entry).minor) : entries
  return (
    <ol className={css.journal}>
      {shown.map(({ sequence, at, entry }, place) => {
        const { icon: Icon, hue, text } = tell(entry)
        const before = shown[place - 1]
        const gap = before ? Date.parse(at) - Date.parse(before.at) : 0
        return (
          <li key={sequence} data-hue={hue}>
            {gap >= gapMs && (
              <p className={css.gap}>
                <IconHourglass size={13} aria-hidden /> {durationText(gap)}
              </p>
            )}
            <div className={css.entry}>
              <span className={css.icon}>
                <Icon size={16} aria-hidden />
              </span>
              <span className={css.text}>{text}</span>
              {before?.at !== at && (
                <time className={css.time} dateTime={at}>
                  {clockText(at)}
                </time>
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
