import type { RecordValue } from '../../../domain/record.ts'
import type { RecordStory } from '../../../routes/index.ts'
import { lastRead } from './editable.ts'

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/**
 * The state of a record in its own system, and that of the document that was made of it, as a run has read them last; null:
 * it has none, or none was read. Pure.
 */
export function statesOf({ record, journal, link }: Pick<RecordStory, 'record' | 'journal' | 'link'>): {
  readonly source: string | null
  readonly target: string | null
} {
  const state = lastRead(journal, record)?.order_state
  let target: RecordValue | null = null
  for (const { entry } of journal)
    if (
      link &&
      (entry.kind === 'written' || entry.kind === 'read') &&
      entry.record.entity === link.target.entity &&
      entry.record.key === link.target.key
    )
      target = entry.value ?? target
  return {
    source: state !== null && typeof state === 'object' && !Array.isArray(state) ? textOf(state?.name) : null,
    target: textOf(target?.TransactionState),
  }
}
