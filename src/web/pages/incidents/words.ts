import { explained } from '../../../domain/cause.ts'
import type { Incident } from '../../../domain/stores.ts'
import { t } from '../../words/index.ts'

type Explaining = Pick<Incident, 'question' | 'triage'>

/** The class of a cause, in words. Where nothing explains it the question itself says what it is about. */
export function classWord({ question, triage }: Explaining): string {
  const classes: Readonly<Record<string, string>> = t.incidents.classes
  const { diagnosis, sheet, missing } = question
  const known = explained(diagnosis, triage)
  if (known && known.class !== 'unknown') return classes[known.class] ?? known.class
  if (sheet) return t.incidents.classes.totals_mismatch
  if (missing?.some(({ what }) => what === 'value')) return t.incidents.classes.missing_mapping
  if (missing && missing.length > 0) return t.incidents.classes.missing_master_record
  return t.incidents.classes.unknown
}

/** Who has to act. */
export function ownerWord({ question: { diagnosis, missing }, triage }: Explaining): string {
  const owners: Readonly<Record<string, string>> = t.incidents.owners
  const known = explained(diagnosis, triage)
  if (known) return owners[known.owner] ?? known.owner
  return missing && missing.length > 0 ? t.incidents.owners.integrator : t.incidents.owners.operations
}
