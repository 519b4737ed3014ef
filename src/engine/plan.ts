import type { Change, ProposedWrite } from '../domain/proposal.ts'
import { canonicalJson, type IntegrationId, type Json, type RecordRef, refText } from '../domain/record.ts'
import { type Definition, type DefinitionEdit, edit, parseEdits } from '../language/index.ts'

/** The definition as the changes would make it. @throws InvalidInput when something is no longer what it was before */
export function changedDefinition(definition: Definition, changes: readonly Change[]): Definition {
  return changes.reduce(
    (current, change) =>
      change.do === 'edit-definition' ? edit(current, parseEdits(change.edits)).definition : current,
    definition,
  )
}

/** What undoes the changes; null when a part of them cannot be undone, as a replay cannot. */
export function inverseOf(definition: Definition, changes: readonly Change[]): Change[] | null {
  const inverse: Change[] = []
  for (const change of changes) {
    if (change.do === 'edit-definition')
      inverse.unshift({
        do: 'edit-definition',
        edits: edit(definition, parseEdits(change.edits)).inverse as unknown as Json[],
      })
    else if (change.do === 'repair-link') inverse.unshift({ ...change, before: change.after, after: change.before })
    else if (change.do === 'write' && change.write === 'update' && change.before !== null)
      inverse.unshift({ ...change, before: change.after, after: change.before })
    else return null
  }
  return inverse
}

/** What a decision is about, and nothing else. */
export const planText = (integration: IntegrationId, changes: readonly Change[]) =>
  canonicalJson({ integration, changes } as unknown as Json)

/** The changes in sentences, with what was before. */
export const describeChanges = (changes: readonly Change[]): string[] => changes.flatMap(describeChange)

function describeChange(change: Change): string[] {
  switch (change.do) {
    case 'edit-definition':
      return parseEdits(change.edits).map(describeEdit)
    case 'correct-record':
      return change.edits.map(
        ({ path, before, after }) =>
          `${refText(change.record)}: ${path} is taken as ${textOf(after)} (the shop says ${textOf(before)}); then it starts again.`,
      )
    case 'replay':
      return [`Starts again: ${shortList(change.records)}.`]
    case 'repair-link':
      return [
        `${refText(change.source)} is linked to ${change.entity} ${change.after ?? 'nothing'} (before: ${change.before ?? 'nothing'}).`,
      ]
    case 'write':
      return describeWrite(change)
  }
}

function describeWrite({ write, record, before, after, tellCustomer }: ProposedWrite): string[] {
  const mail = tellCustomer ? ' The customer is mailed.' : ''
  if (write === 'void') return [`${refText(record)} is voided (now: ${textOf(before)}).`]
  if (write === 'create') return [`${refText(record)} is made: ${textOf(after)}.${mail}`]
  return Object.entries(after).map(
    ([field, value]) =>
      `${refText(record)}: ${field} becomes ${textOf(value)} (before: ${textOf(before?.[field])}).${mail}`,
  )
}

function describeEdit(one: DefinitionEdit): string {
  switch (one.do) {
    case 'set-value':
      return `In value map "${one.valueMap}", "${one.from}" stands for ${answer(one.after)} (before: ${answer(one.before)}).`
    case 'set-setting':
      return `Setting ${one.name} becomes ${textOf(one.after)} (before: ${textOf(one.before)}).`
    case 'set-field':
      return `In mapping "${one.mapping}", ${one.path.join('.')} becomes ${textOf(one.after as Json)} (before: ${textOf(one.before as Json)}).`
    case 'set-let':
      return `In mapping "${one.mapping}", the value ${one.name} becomes ${one.after ?? 'nothing'} (before: ${one.before ?? 'nothing'}).`
    case 'set-condition':
      return `In flow "${one.flow}", step ${one.step} goes on if ${one.after} (before: ${one.before}).`
    case 'add-step':
      return `In flow "${one.flow}", a step is added at ${one.at + 1}: ${one.step.do}.`
    case 'remove-step':
      return `In flow "${one.flow}", step ${one.at + 1} goes: ${one.step.do}.`
    case 'move-step':
      return `In flow "${one.flow}", step ${one.from + 1} moves to ${one.to + 1}.`
  }
}

const answer = (entry: { readonly to: string | null } | null) => (entry?.to == null ? 'nothing' : `"${entry.to}"`)
const textOf = (value: Json | undefined) =>
  value === null || value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
const shortList = (records: readonly RecordRef[]) =>
  `${records.slice(0, 5).map(refText).join(', ')}${records.length > 5 ? ` and ${records.length - 5} more` : ''}`
