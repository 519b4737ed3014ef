import type { Question } from '../../../domain/run.ts'
import { t } from '../../words/index.ts'

/** The class of a cause, in words. Without a diagnosis the question itself says what it is about. */
export function classWord({ diagnosis, sheet, missing }: Question): string {
  const known: Readonly<Record<string, string>> = t.incidents.classes
  if (diagnosis) return known[diagnosis.class] ?? diagnosis.class
  if (sheet) return t.incidents.classes.totals_mismatch
  if (missing?.some(({ what }) => what === 'value')) return t.incidents.classes.missing_mapping
  if (missing && missing.length > 0) return t.incidents.classes.missing_master_record
  return t.incidents.classes.unknown
}

/** Who has to act. */
export function ownerWord({ diagnosis, missing }: Question): string {
  const known: Readonly<Record<string, string>> = t.incidents.owners
  if (diagnosis) return known[diagnosis.owner] ?? diagnosis.owner
  return missing && missing.length > 0 ? t.incidents.owners.integrator : t.incidents.owners.operations
}
