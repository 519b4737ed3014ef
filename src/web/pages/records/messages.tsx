import type { JournalEntry, StoredJournalEntry } from '../../../domain/run.ts'
import { clockText } from '../../kit/format.ts'
import { JsonView } from '../../kit/json.tsx'
import { entityText, systemText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'
import css from './records.module.css'

/** Entries that hold a whole record: what was read, what was to be sent, what was read back. */
function messageOf(entry: JournalEntry): { readonly says: string; readonly value: unknown } | null {
  switch (entry.kind) {
    case 'read':
      return entry.value === null
        ? null
        : {
            says: `${t.messages.readFrom} ${systemText(entry.record.entity)}${t.colon}${entityText(entry.record.entity)} ${entry.record.key}`,
            value: entry.value,
          }
    case 'intended':
      return {
        says: `${t.messages.sentTo} ${systemText(entry.write.record.entity)}${t.colon}${entityText(entry.write.record.entity)} ${entry.write.record.key}`,
        value: entry.write.document,
      }
    case 'written':
      return {
        says: `${t.messages.readBack} ${systemText(entry.record.entity)}${t.colon}${entityText(entry.record.entity)} ${entry.record.key}`,
        value: entry.value,
      }
    case 'failed':
      return entry.reply === undefined
        ? null
        : { says: `${t.messages.answer}${t.colon}${entry.code}`, value: entry.reply }
    default:
      return null
  }
}

/** Each record that was read or written, whole, behind a click. */
export function Messages({ journal }: { journal: readonly StoredJournalEntry[] }) {
  const found = journal.flatMap(({ sequence, at, entry }) => {
    const message = messageOf(entry)
    return message ? [{ sequence, at, ...message }] : []
  })
  if (found.length === 0)
    return (
      <p style={{ padding: 16 }} className="quiet">
        {t.messages.none}
      </p>
    )
  return (
    <div>
      {found.map(({ sequence, at, says, value }) => (
        <details key={sequence} className={css.entry}>
          <summary>
            {says}
            <time dateTime={at}>{clockText(at)}</time>
          </summary>
          <div>
            <JsonView value={value} label={says} />
          </div>
        </details>
      ))}
    </div>
  )
}
