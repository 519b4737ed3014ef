import type { DirectWrite } from '../domain/connector.ts'
import { AccessDenied } from '../domain/errors.ts'
import type { Fact, ProposedWrite } from '../domain/proposal.ts'
import { type RecordRef, type RecordValue, ref } from '../domain/record.ts'

/**
 * Which record a write is about, for whoever decides: what its entity tells of itself, and of the records it belongs to,
 * as "product.reference". What may not be read, or is not there, is left out.
 */
export async function identifyRecord(
  { tells, belongsTo = [], alsoChanges }: DirectWrite,
  held: RecordValue | null,
  read: (record: RecordRef) => Promise<RecordValue | null>,
): Promise<Pick<ProposedWrite, 'is' | 'also'>> {
  if (!held) return {}
  const facts = factsOf(held, tells)
  for (const { entity, by, tells: fields } of belongsTo) {
    const key = held[by]
    if (typeof key !== 'string' || key === '0') continue
    const owner = await read(ref(entity, key)).catch((error: unknown) => {
      if (error instanceof AccessDenied) return null
      throw error
    })
    const name = entity.slice(entity.indexOf('.') + 1)
    facts.push(...factsOf(owner ?? {}, fields).map(({ field, value }) => ({ field: `${name}.${field}`, value })))
  }
  return { is: facts, ...(alsoChanges === undefined ? {} : { also: alsoChanges }) }
}

const factsOf = (value: RecordValue, fields: readonly string[]): Fact[] =>
  fields.flatMap((field) => {
    const fact = value[field] ?? ''
    return fact === '' ? [] : [{ field, value: fact }]
  })
