import type { Change, Risk } from '../domain/proposal.ts'
import type { Json } from '../domain/record.ts'
import { type DefinitionEdit, parseEdits } from '../language/index.ts'
import { assess, type Known, riskLevels } from './risk.ts'

const mostFacts = 3
const longestFact = 40

/**
 * The few words a person types back who decides alone: what is changed and what it becomes, the riskiest first, and how
 * much more there is. One line each that a keyboard can write.
 */
export function keyFactsOf(changes: readonly Change[], known: Known): string[] {
  const rank = ({ level }: Risk) => riskLevels.indexOf(level)
  const facts = changes
    .flatMap(piecesOf)
    .map((piece) => ({ fact: factOf(piece), rank: rank(assess([piece], known)) }))
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ fact }) => fact)
  const all = [...new Set(facts)]
  return all.length <= mostFacts ? all : [...all.slice(0, mostFacts), `and ${all.length - mostFacts} more`]
}

/** Typed text is compared without regard to spaces and capitals. */
export const sameFacts = (typed: string, facts: readonly string[]) => plain(typed) === plain(facts.join(' '))
const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase()

/** A change with one edit each, so that each has a risk and a fact of its own. */
function piecesOf(change: Change): Change[] {
  if (change.do === 'edit-definition') return change.edits.map((edit) => ({ ...change, edits: [edit] }))
  if (change.do === 'correct-record') return change.edits.map((edit) => ({ ...change, edits: [edit] }))
  return [change]
}

function factOf(change: Change): string {
  switch (change.do) {
    case 'edit-definition':
      return parseEdits(change.edits).map(factOfEdit).join(' ')
    case 'correct-record':
      return words(change.record.key, ...change.edits.map(({ after }) => after))
    case 'replay':
      return change.records.length === 1 ? words(change.records[0]!.key) : words(`${change.records.length} records`)
    case 'rewrite':
      return words(
        change.documents.length === 1 ? change.documents[0]!.target.key : `${change.documents.length} documents`,
      )
    case 'repair-link':
      return words(change.source.key, change.after)
    case 'write':
      return words(change.record.key, ...(change.write === 'void' ? ['void'] : Object.values(change.after)))
  }
}

function factOfEdit(one: DefinitionEdit): string {
  switch (one.do) {
    case 'set-value':
      return words(one.from, one.after?.to ?? null)
    case 'set-setting':
      return words(one.name, one.after)
    case 'set-field':
      return words(one.path.join('.'), ...(one.after === null ? [null] : []))
    case 'set-let':
      return words(one.name, ...(one.after === null ? [null] : []))
    case 'set-condition':
      return words(one.flow, one.step)
    case 'add-step':
    case 'remove-step':
      return words(one.flow, one.do === 'add-step' ? 'add' : 'remove', one.step.do)
    case 'move-step':
      return words(one.flow, `move ${one.from + 1} to ${one.to + 1}`)
    case 'set-member':
      return words(one.path.join('/'), ...(one.after === undefined ? [null] : []))
    case 'set-part':
      return words(one.part.replace('.json', ''), ...(one.after === null ? [null] : []))
  }
}

const words = (...values: (Json | undefined)[]) => values.map(word).join(' ')

function word(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const typable = text.replace(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, ' ').trim()
  return typable.slice(0, longestFact).trim() || 'empty'
}
