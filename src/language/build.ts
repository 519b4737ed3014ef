import type { EntityName } from '../domain/record.ts'
import type { Branch, FieldForm, Flow, ForEach, Mapping, Setting, Step, StepOf } from './format.ts'

/** Builders for flows and mappings written in TypeScript. They return the plain JSON that everyone else edits. */

export const defineFlow = (flow: Omit<Flow, 'format'>): Flow => ({ format: 1, ...flow })
export const defineMapping = (mapping: Omit<Mapping, 'format'>): Mapping => ({ format: 1, ...mapping })

export const read = (entity: EntityName, key: string, as: string): Step => ({
  do: 'read',
  id: `read-${dashed(as)}`,
  entity,
  key,
  as,
})

/** Reads a record that need not be there: without it the run is skipped. */
export const readIfThere = (entity: EntityName, key: string, as: string, because: string): Step => ({
  ...{ do: 'read', id: `read-${dashed(as)}`, entity, key, as, missing: 'skip', because },
})

/** Finds one record by its fields; see the step in format.ts. */
export const find = (as: string, step: Omit<StepOf<'find'>, 'do' | 'id' | 'as'>): Step => ({
  do: 'find',
  id: `find-${dashed(as)}`,
  as,
  ...step,
})

/** Whether the other system mails its customer about what is written; see the step in format.ts. */
type Telling = Pick<StepOf<'write'>, 'tellCustomer' | 'mostTold'>

/** Sets fields of a record that is there; of one that is appended, adds it. */
export const set = (document: string, to: EntityName, telling: Telling = {}): Step => ({
  do: 'write',
  id: `set-${dashed(document)}`,
  document,
  to,
  identity: ['key'],
  update: 'difference',
  ...telling,
})

export const skipUnless = (because: string, unless: string): Step => ({
  do: 'skip',
  id: `skip-unless-${dashed(because)}`,
  unless,
  because,
})

/** The same, for what is only not yet so: the record is looked at again. */
export const skipUntil = (
  because: string,
  unless: string,
  again: NonNullable<StepOf<'skip'>['again']>,
  says?: string,
): Step => ({
  ...(skipUnless(because, unless) as StepOf<'skip'>),
  ...(says === undefined ? {} : { says }),
  again,
})

export const stopUnless = (because: string, unless: string, hint: string, says?: string): Step => ({
  do: 'stop',
  id: `stop-unless-${dashed(because)}`,
  unless,
  because,
  hint,
  ...(says === undefined ? {} : { says }),
})

/** The same; once a person has resolved its incident, the run goes on. */
export const askOnceUnless = (
  because: string,
  unless: string,
  hint: string,
  says: string,
  links?: NonNullable<StepOf<'stop'>['links']>,
): Step => ({
  ...(stopUnless(because, unless, hint, says) as StepOf<'stop'>),
  once: true,
  ...(links ? { links } : {}),
})

/**
 * A question after which a person has booked what it is about, or nothing is to be booked: the record is left alone from
 * then on, as what was entered by hand would be there twice.
 */
export const settledUnless = (because: string, unless: string, hint: string, says: string): Step[] => [
  askOnceUnless(because, unless, hint, says),
  skipUnless(`${because.replace(/\.$/, '')}; a person has settled it.`, unless),
]

export const ensure = (as: string, step: Omit<StepOf<'ensure'>, 'do' | 'id' | 'as'>): Step => ({
  do: 'ensure',
  id: `ensure-${dashed(as)}`,
  as,
  ...step,
})

export const map = (as: string, by: string): Step => ({ do: 'map', id: `map-${dashed(as)}`, by, as })

export const balance = (document: string, step: Omit<StepOf<'balance'>, 'do' | 'id' | 'document'>): Step => ({
  do: 'balance',
  id: `balance-${dashed(document)}`,
  document,
  ...step,
})

export const writeOnce = (document: string, step: Omit<StepOf<'write'>, 'do' | 'id' | 'document'>): Step => ({
  do: 'write',
  id: `write-${dashed(document)}`,
  document,
  ...step,
})

export const branch = (
  because: string,
  condition: string,
  then: readonly Step[],
  otherwise: readonly Step[] = [],
): Branch => ({
  do: 'branch',
  id: `if-${dashed(because)}`,
  if: condition,
  because,
  then,
  otherwise,
})

/** Steps for each row of a list; see the step in format.ts. */
export const forEach = (because: string, list: string, as: string, steps: readonly Step[]): ForEach => ({
  ...{ do: 'each', id: `each-${dashed(because)}`, list, as, because, steps },
})

/** A list of the target, made from each row of a list. */
export const each = (
  list: string,
  as: string,
  fields: Readonly<Record<string, FieldForm>>,
  lets?: Readonly<Record<string, string>>,
): FieldForm => ({ each: list, as, ...(lets && { let: lets }), fields })
/** A record inside the target. */
export const group = (fields: Readonly<Record<string, FieldForm>>): FieldForm => ({ fields })

/** @param oneOf what flows know; any other value is refused */
export const textSetting = (about: string, value: string | null, oneOf?: readonly string[]): Setting => ({
  ...{ type: 'text', about },
  ...(oneOf && { oneOf: [...oneOf] }),
  value,
})
export const booleanSetting = (about: string, value: boolean | null): Setting => ({ type: 'boolean', about, value })
export const integerSetting = (about: string, value: number | null): Setting => ({ type: 'integer', about, value })
/** @param oneOf what flows know; any other value is refused */
export const textsSetting = (about: string, value: string[] | null, oneOf?: readonly string[]): Setting => ({
  ...{ type: 'texts', about },
  ...(oneOf && { oneOf: [...oneOf] }),
  value,
})

/** "the order is paid" → "the-order-is-paid"; "salesOrder" → "sales-order". */
function dashed(words: string): string {
  return words
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48)
}
