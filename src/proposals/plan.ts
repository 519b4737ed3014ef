import { customFieldsFile, customFieldsPart } from '../domain/custom-fields.ts'
import type { Change, Proposal, ProposedWrite } from '../domain/proposal.ts'
import {
  canonicalJson,
  type EntityName,
  type IntegrationId,
  type Json,
  type RecordRef,
  refText,
} from '../domain/record.ts'
import type { FieldDifference, RecordEdit } from '../domain/run.ts'
import {
  changedPlaces,
  changesNothing,
  conditionInWords,
  type Definition,
  type DefinitionEdit,
  edit,
  fieldKindOf,
  parseEdits,
  pinned,
  type Step,
  valueInWords,
} from '../language/index.ts'
import { amountChanges } from './amount-changes.ts'

/** The definition as the changes would make it. @throws InvalidInput when something is no longer what it was before */
export function changedDefinition(definition: Definition, changes: readonly Change[]): Definition {
  return changes.reduce(
    (current, change) =>
      change.do === 'edit-definition' ? edit(current, parseEdits(change.edits)).definition : current,
    definition,
  )
}

/** The changes, with what stands before each place that an edit goes by. @throws InvalidInput as `changedDefinition` */
export function pinnedChanges(definition: Definition, changes: readonly Change[]): Change[] {
  let current = definition
  return changes.map((change) => {
    if (change.do !== 'edit-definition') return change
    const edits = pinned(current, parseEdits(change.edits))
    current = edit(current, edits).definition
    return { ...change, edits: edits as unknown as Json[] }
  })
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
    else if (change.do === 'correct-record')
      inverse.unshift({ ...change, edits: change.edits.map((one) => ({ ...one, after: one.before })) })
    else if (change.do === 'repair-link' && change.confirms === undefined) {
      const { source, entity, before, after } = change
      inverse.unshift({ do: 'repair-link', source, entity, before: after, after: before })
    } else if (change.do === 'write' && change.write === 'update' && change.before !== null)
      inverse.unshift({ ...change, before: change.after, after: change.before })
    else return null
  }
  return inverse
}

/**
 * Parts of a plan that leave everything as it is.
 * @param corrected whether a correction holds for that place in the record: the same before and after takes it back
 */
export const idleParts = (
  changes: readonly Change[],
  corrected: (record: RecordRef, correction: RecordEdit) => boolean,
): readonly string[] =>
  changes.flatMap((change) => {
    switch (change.do) {
      case 'edit-definition':
        return parseEdits(change.edits).filter(changesNothing).flatMap(describeEdit)
      case 'correct-record':
        return change.edits
          .filter((one) => isSame(one.before, one.after) && !corrected(change.record, one))
          .map(({ path }) => path)
      case 'repair-link':
        return change.before === change.after && change.confirms === undefined ? [refText(change.source)] : []
      default:
        return []
    }
  })

/** How a plan corrects a record. */
export const correctionsOf = (changes: readonly Change[], record: RecordRef): RecordEdit[] =>
  changes.flatMap((change) =>
    change.do === 'correct-record' && refText(change.record) === refText(record) ? change.edits : [],
  )

/** Whether a record of the entity starts a flow by itself. */
export const startsFlow = ({ flows }: Definition, entity: EntityName) =>
  Object.values(flows).some(({ on }) => on === entity)

/** Records that a plan names itself, and that start again with it. */
export const namedRecords = (changes: readonly Change[]): RecordRef[] =>
  changes.flatMap((change) => {
    switch (change.do) {
      case 'replay':
        return change.records
      case 'rewrite':
        return change.documents.map(({ record }) => record)
      case 'correct-record':
        return [change.record]
      case 'repair-link':
        return [change.source]
      default:
        return []
    }
  })

/**
 * Records of which people decide that their documents are written under the newest rules. What the hub itself proposes to try
 * again only goes on, under the rules that its documents were written under: for the others it proposes a `rewrite`.
 */
export const decidedRecords = ({ changes, proposedBy }: Pick<Proposal, 'changes' | 'proposedBy'>): RecordRef[] =>
  namedRecords(changes.filter((change) => change.do !== 'replay' || proposedBy.kind !== 'hub'))

/** What a decision is about, and nothing else. */
export const planText = (integration: IntegrationId, changes: readonly Change[]) =>
  canonicalJson({ integration, changes } as unknown as Json)

/**
 * The changes in sentences, with what was before: all that a person goes by who decides. What somebody else wrote stands
 * between marks that it cannot close.
 */
export const describeChanges = (changes: readonly Change[]): string[] => changes.flatMap(describeChange)

function describeChange(change: Change): string[] {
  switch (change.do) {
    case 'edit-definition':
      return parseEdits(change.edits).flatMap(describeEdit)
    case 'correct-record':
      return change.edits.map(({ path, before, after }) =>
        isSame(before, after)
          ? `${nameOf(change.record)}: ${textOf(path)} is no longer corrected, the shop’s ${textOf(before)} counts; it starts again.`
          : `${nameOf(change.record)}: ${textOf(path)} is taken as ${textOf(after)} as long as the shop says ${textOf(before)}; it starts again.`,
      )
    case 'replay':
      return [`Starts again: ${shortList(change.records)}.`]
    case 'repair-link':
      return [
        change.confirms === undefined
          ? `${nameOf(change.source)} is linked to ${change.entity} ${textOf(change.after)} (before: ${textOf(change.before)}).`
          : `${nameOf(change.source)} is taken as the record that ${change.entity} ${textOf(change.after)} stands for (${textOf(change.confirms)}); what differs is then written to it.`,
      ]
    case 'rewrite':
      return describeRewrite(change)
    case 'write':
      return describeWrite(change)
  }
}

/** Documents of a rewrite that are listed one by one. */
const mostTold = 100

function describeRewrite({ version, documents }: Extract<Change, { do: 'rewrite' }>): string[] {
  const versions = [...new Set(documents.map(({ madeUnder }) => madeUnder ?? 'unknown'))].join(', ')
  const amounts = amountChanges()
  const others = new Map<string, number>()
  for (const { currency, fields } of documents) {
    amounts.add(currency, fields)
    for (const field of new Set(fields.map(({ path }) => fieldKindOf(path))))
      others.set(field, (others.get(field) ?? 0) + 1)
  }
  const sums = amounts.all()
  for (const { field } of sums) others.delete(field)
  return [
    `${documents.length} documents are written again under version ${version} of the definition; they were made under version ${versions}.`,
    ...sums.map(
      ({ field, currency, documents: count, before, after }) =>
        `${field}: ${count} documents, in all ${after} ${currency ?? ''} (before: ${before}).`,
    ),
    ...[...others].map(([field, count]) => `${field}: ${count} documents.`),
    ...documents
      .slice(0, mostTold)
      .map(
        ({ target, record, fields }) =>
          `${nameOf(target)} of ${nameOf(record)}: ${fields.map(describeField).join('; ')}.`,
      ),
    ...(documents.length > mostTold ? [`And ${documents.length - mostTold} more documents.`] : []),
  ]
}

const describeField = ({ path, before, after }: FieldDifference) =>
  `${textOf(path)} becomes ${textOf(after)} (before: ${textOf(before)})`

function describeWrite({ write, record, before, after, is = [], also, tellCustomer }: ProposedWrite): string[] {
  const facts = is.map(({ field, value }) => `${field} ${textOf(value)}`)
  const which = facts.length > 0 ? `${nameOf(record)} (${facts.join(', ')})` : nameOf(record)
  const more = `${also === undefined ? '' : ` ${also}`}${tellCustomer ? ' The customer is mailed.' : ''}`
  if (write === 'void') return [`${which} is voided (now: ${textOf(before)}).${more}`]
  if (write === 'create') return [`${which} is made: ${textOf(after)}.${more}`]
  return Object.entries(after).map(
    ([field, value]) => `${which}: ${field} becomes ${textOf(value)} (before: ${textOf(before?.[field])}).${more}`,
  )
}

function describeEdit(one: DefinitionEdit): string | string[] {
  switch (one.do) {
    case 'set-value':
      return `In value map "${one.valueMap}", ${JSON.stringify(one.from)} becomes ${answer(one.after)} (before: ${answer(one.before)}).`
    case 'set-setting':
      return `Setting ${one.name} becomes ${textOf(one.after)} (before: ${textOf(one.before)}).`
    case 'set-field':
      return `In mapping "${one.mapping}", ${textOf(one.path.join('.'))} becomes ${textOf(one.after as Json)} (before: ${textOf(one.before as Json)}).${valueSaid(one.after)}`
    case 'set-let':
      return `In mapping "${one.mapping}", the value ${textOf(one.name)} becomes ${textOf(one.after)} (before: ${textOf(one.before)}).${valueSaid(one.after)}`
    case 'set-condition':
      return `In flow "${one.flow}", step ${one.step} goes on if ${textOf(one.after)} (before: ${textOf(one.before)}). In words: it goes on if ${conditionInWords(one.after)}.`
    case 'add-step':
      return `In flow "${one.flow}", a step is added at ${one.at + 1}: ${stepSaid(one.step)}`
    case 'remove-step':
      return `In flow "${one.flow}", step ${one.at + 1} goes: ${textOf(one.step as unknown as Json)}.`
    case 'move-step':
      return `In flow "${one.flow}", step ${one.from + 1} moves to ${one.to + 1}.`
    case 'set-member':
      return `In ${textOf(one.part)}, ${textOf(one.path.join('/'))} becomes ${textOf(one.after)} (before: ${textOf(one.before)}).`
    case 'set-part':
      return describePart(one)
  }
}

/** A step as it is written, all of it; of a condition first what it does, in words. */
function stepSaid(step: Step): string {
  const written = textOf(step as unknown as Json)
  if (step.do !== 'skip' && step.do !== 'stop') return `${written}.`
  const otherwise =
    step.do === 'skip' ? 'the record is left alone' : 'once' in step ? 'a person is asked, once' : 'a person is asked'
  return `it goes on if ${conditionInWords(step.unless)}; otherwise ${otherwise}. As it is written: ${written}.`
}

/** What an expression gives, for those who do not read it. */
const valueSaid = (form: unknown): string => (typeof form === 'string' ? ` In words: it is ${valueInWords(form)}.` : '')

function describePart(one: Extract<DefinitionEdit, { do: 'set-part' }>): string[] {
  const { part, before, after, conflicts = [] } = one
  const file = textOf(part)
  // It is about nothing but its fields: each is said, also where there were none before.
  const fields = before === null || after === null ? customFieldsSaid(one) : []
  if (fields.length > 0) return fields
  if (before === null) return [`${file} is added: ${textOf(aboutOf(after))}.`]
  if (after === null) return [`${file} goes: ${textOf(aboutOf(before))}.`]
  return [
    ...changedPlaces(before, after).map(
      (place) => `In ${file}, ${textOf(place.at)} becomes ${textOf(place.after)} (before: ${textOf(place.before)}).`,
    ),
    ...conflicts.map(
      ({ at, base, theirs, standard }) =>
        `In ${file}, ${textOf(at)} stays as it was changed here: ${textOf(theirs)}. The newer standard has ${textOf(standard)} there, the one before had ${textOf(base)}. Change it by hand if the newer one is wanted.`,
    ),
  ]
}

function customFieldsSaid({ part, ...one }: Extract<DefinitionEdit, { do: 'set-part' }>): string[] {
  if (part !== customFieldsFile) return []
  const [before, after] = [fieldsByPlace(one.before), fieldsByPlace(one.after)]
  return [...new Set([...before.keys(), ...after.keys()])].map(
    (place) =>
      `In ${textOf(part)}, ${textOf(place)} becomes ${textOf(after.get(place))} (before: ${textOf(before.get(place))}).`,
  )
}

/** As a change of one of them names its place. */
function fieldsByPlace(part: Json): ReadonlyMap<string, Json> {
  const read = customFieldsPart.safeParse(part)
  const fields = read.success ? Object.entries(read.data.fields) : []
  return new Map(
    fields.flatMap(([entity, its]) =>
      Object.entries(its).map(([path, field]) => [`fields/${entity}/${path}`, field as Json] as const),
    ),
  )
}

const aboutOf = (part: Json) =>
  typeof part === 'object' && part !== null && !Array.isArray(part) && typeof part.about === 'string' ? part.about : ''

const isSame = (before: Json, after: Json) => canonicalJson(before) === canonicalJson(after)
const answer = (entry: { readonly to: string | null } | null) =>
  entry?.to == null ? 'nothing' : JSON.stringify(entry.to)

function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value !== 'string' || /[“”]/.test(value)) return JSON.stringify(value)
  return /^[\w.+-]+$/.test(value) && value !== 'nothing' ? value : `“${value}”`
}
const nameOf = ({ entity, key }: RecordRef) => `${entity} ${/^[\w./+-]+$/.test(key) ? key : textOf(key)}`
/** Who decides sees every record: a replay names no more. */
const mostNamed = 500
const shortList = (records: readonly RecordRef[]) =>
  `${records.slice(0, mostNamed).map(nameOf).join(', ')}${records.length > mostNamed ? ` and ${records.length - mostNamed} more` : ''}`
