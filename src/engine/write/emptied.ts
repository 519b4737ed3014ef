import type { EntitySchema } from '../../domain/entity.ts'
import { inASentence, type RecordRef, type RecordValue } from '../../domain/record.ts'
import type { Question } from '../../domain/run.ts'

/**
 * Fields that a write has emptied beside those that it sent: some systems change more than they are asked to. Pure.
 * @param before right before the write
 */
export const emptiedBeside = (sent: RecordValue, before: RecordValue, after: RecordValue): readonly string[] =>
  Object.keys(before).filter((field) => !Object.hasOwn(sent, field) && !isEmpty(before[field]) && isEmpty(after[field]))

/**
 * The same of a record that is written by itself, as a customer or an address. Not of a document, whose amounts follow from its
 * lines, nor of what the remote system sets by itself. Pure.
 */
export function emptiedOf(
  { way, document, fields }: EntitySchema,
  sent: RecordValue,
  before: RecordValue,
  after: RecordValue,
): readonly string[] {
  if (way !== 'document' || document) return []
  return emptiedBeside(sent, before, after).filter((field) => fields[field] && !fields[field].readOnly)
}

/** It was written, and people set again what that took away. What somebody's data was is not said. Pure. */
export function emptiedQuestion(
  { fields }: EntitySchema,
  step: string,
  target: RecordRef,
  emptied: readonly string[],
  before: RecordValue,
): Question {
  const held = emptied.map((field) => (fields[field]?.personal ? field : `${field} ${inASentence(before[field])}`))
  return {
    code: 'write_emptied_field',
    step,
    message: `The write of ${target.entity} ${target.key} has emptied ${emptied.join(', ')} there.`,
    hint: `Set it there again as it was: ${held.join(', ')}. A policy or a modification of the other system changes more than it is asked to: "ledgerline doctor" lists the policies. Then resolve the incident.`,
    subject: `${target.entity} ${emptied.join(', ')}`,
  }
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || value === '0' || value === false || value === 0
