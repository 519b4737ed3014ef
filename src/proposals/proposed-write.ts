import { type DirectWrite, unborn, updatable } from '../domain/connector.ts'
import { closedBy, isParted } from '../domain/document.ts'
import { type EntitySchema, type Fields, type FieldType, zodOf } from '../domain/entity.ts'
import { InvalidInput, NotFound, type Problem } from '../domain/errors.ts'
import type { ProposedWrite } from '../domain/proposal.ts'
import { type Json, memberOf, type RecordValue, refText } from '../domain/record.ts'
import { compareReadBack } from '../language/index.ts'

/** A write as it is asked for: what the record holds now is looked up, not believed. */
export type WriteRequest = Omit<ProposedWrite, 'before' | 'is' | 'also' | 'marks'>

/**
 * A checked write, with what the record holds now as its `before`.
 * @throws NotFound: nothing to change; InvalidInput: not writable so, fields that do not fit, or nothing would change
 */
export function prepareWrite(
  request: WriteRequest,
  policy: DirectWrite | undefined,
  schema: EntitySchema | undefined,
  held: RecordValue | null,
): ProposedWrite {
  const { write, record, after } = request
  const refuse = (problems: readonly Problem[]) => new InvalidInput(`The write of ${refText(record)}`, problems)
  if (!policy || !schema || !may(policy, write))
    throw refuse([{ at: `${write} ${record.entity}`, reason: 'is not offered; search_operations lists the writes' }])
  if (request.tellCustomer && !policy.tellsCustomer)
    throw refuse([{ at: 'tellCustomer', reason: 'this write mails nobody; leave it out' }])
  const problems = write === 'void' ? voidProblems(after) : fieldProblems(write, policy, schema, after)
  if (problems.length > 0) throw refuse(problems)
  if (schema.way === 'append' && record.key !== unborn)
    throw refuse([{ at: schema.key, reason: `must be "${unborn}": the remote system gives the key` }])
  if (write === 'create') {
    if (held) throw refuse([{ at: schema.key, reason: 'is taken: the record is there already; update it instead' }])
    return { ...request, before: null }
  }
  if (!held) throw new NotFound(refText(record), 'Look it up by its key with read_record.')
  const rule = closedBy(schema, held)
  if (rule)
    throw new InvalidInput(
      `The write of ${refText(record)}`,
      [{ at: rule.field, reason: `is ${String(held[rule.field])}: it cannot be changed or voided any more` }],
      'What is posted is corrected by a document of its own: enter a return or a credit memo in GP (Transactions > Sales > Sales Transaction Entry). Propose nothing for this record.',
    )
  const parted = schema.document?.parted
  if (write === 'void' && parted && isParted(schema, held))
    throw new InvalidInput(
      `The write of ${refText(record)}`,
      [{ at: parted.field, reason: `is ${String(held[parted.field])}: a part of it is transferred already` }],
      'A void would leave what was made of that part standing. Cancel the quantities that are still open in GP; what is invoiced is corrected by a return or a credit memo. Propose nothing for this record.',
    )
  const before = pick(held, write === 'void' ? (schema.document?.voidFacts ?? []) : Object.keys(after))
  if (write === 'update' && compareReadBack(schema, after, held).length === 0)
    throw refuse([{ at: Object.keys(after).join(', '), reason: 'has that value already' }])
  return { ...request, before }
}

const may = (rule: DirectWrite, write: ProposedWrite['write']) =>
  write === 'update' ? rule.update.length > 0 : write === 'create' ? rule.create : rule.void

const voidProblems = (after: RecordValue): Problem[] =>
  Object.keys(after).map((at) => ({ at, reason: 'must be left out: a void changes no fields' }))

function fieldProblems(
  write: 'create' | 'update',
  rule: DirectWrite,
  schema: EntitySchema,
  after: RecordValue,
): Problem[] {
  const names = Object.keys(after)
  if (names.length === 0) return [{ at: 'document', reason: 'must name at least one field' }]
  const allowed =
    write === 'update'
      ? updatable(rule, schema)
      : Object.keys(schema.fields).filter((name) => !schema.fields[name]!.readOnly && name !== schema.key)
  const foreign = names
    .filter((name) => !allowed.includes(name))
    .map((at): Problem => ({ at, reason: `is not written; written are ${allowed.join(', ')}` }))
  if (foreign.length > 0) return foreign
  const fields = Object.fromEntries(Object.entries(schema.fields).filter(([name]) => allowed.includes(name)))
  const form = write === 'create' ? zodOf(withoutDerived(schema, fields)) : zodOf(fields).partial()
  const read = form.safeParse(after)
  const wrong = (read.error?.issues ?? []).map(
    ({ path, message }): Problem => ({ at: path.join('.'), reason: message }),
  )
  return [...wrong, ...Object.entries(after).flatMap(([name, value]) => misfits(fields[name]!, value, name))]
}

/** The parts of a joined key follow from the key. */
const withoutDerived = ({ owner }: EntitySchema, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== owner?.field && name !== owner?.within))

/** What the schema's shape does not say: unknown inner fields, and texts longer than their column. */
function misfits(field: FieldType, value: Json | undefined, at: string): Problem[] {
  if (
    field.type === 'text' &&
    typeof value === 'string' &&
    field.maxLength !== undefined &&
    value.length > field.maxLength
  )
    return [{ at, reason: `must be at most ${field.maxLength} characters, is ${value.length}` }]
  if (field.type === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => misfits(field.of, item, `${at}.${index}`))
  if (field.type !== 'record' || typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const known = memberOf(field.fields, name)
    return known ? misfits(known, inner, `${at}.${name}`) : [{ at: `${at}.${name}`, reason: 'is no field' }]
  })
}

const pick = (value: RecordValue, fields: readonly string[]): RecordValue =>
  Object.fromEntries(fields.map((field) => [field, value[field] ?? null]))
