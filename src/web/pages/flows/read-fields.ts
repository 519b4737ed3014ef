import type { CustomFields } from '../../../domain/custom-fields.ts'
import type { Json } from '../../../domain/record.ts'
import type { AnswerOf } from '../../../routes/index.ts'

/** A field that a system holds and the hub does not read. */
export type UnreadField = AnswerOf<'GET /api/integrations/:integration/records/fields/:system/:entity'>['found'][number]

/** A field of a system that a person wants the hub to read. */
export interface WantedField {
  readonly entity: string
  readonly found: UnreadField
  /** What it means. */
  readonly about: string
  readonly personal: boolean
}

/** As the definition names it. */
const asCustom = ({ found: { type, maxLength, from }, about, personal }: WantedField) => ({
  ...{ type, about: about.trim() },
  ...(maxLength === undefined ? {} : { maxLength }),
  ...(personal ? { personal: true } : {}),
  ...(from ? { from } : {}),
})

const byPath = (wanted: readonly WantedField[]) =>
  Object.fromEntries(wanted.map((one) => [one.found.path, asCustom(one)]))

/**
 * The edits of the definition that add them to its custom fields. Each names one place, so that the fields of somebody else stay,
 * and two people may propose different ones. Pure.
 * @param known those of now; without any the definition has no such part
 */
export function editsToRead(known: CustomFields, wanted: readonly WantedField[]): Json[] {
  const byEntity = [...Map.groupBy(wanted, ({ entity }) => entity)]
  const part = 'custom-fields.json'
  if (Object.keys(known).length === 0) {
    const fields = Object.fromEntries(byEntity.map(([entity, its]) => [entity, byPath(its)]))
    return [{ do: 'set-part', part, before: null, after: { format: 1, fields } }]
  }
  return byEntity.flatMap(([entity, its]): Json[] =>
    Object.hasOwn(known, entity)
      ? its.map((one) => ({
          ...{ do: 'set-member', part, path: ['fields', entity, one.found.path], after: asCustom(one) },
        }))
      : [{ do: 'set-member', part, path: ['fields', entity], after: byPath(its) }],
  )
}
