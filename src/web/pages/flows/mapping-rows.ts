import type { Mapping } from '../../../language/index.ts'
import type { DescribedField } from '../../../routes/index.ts'

export interface MappingRow {
  /** From the document to the field. */
  readonly path: readonly string[]
  readonly expression: string
  readonly depth: number
  /** It holds rows or fields of its own, which follow. */
  readonly list: boolean
}

/** A mapping as rows, target first, nested fields below the one that holds them. Pure. */
export function mappingRows({ fields }: Pick<Mapping, 'fields'>, above: readonly string[] = []): readonly MappingRow[] {
  return Object.entries(fields).flatMap(([name, form]): readonly MappingRow[] => {
    const path = [...above, name]
    const depth = above.length
    if (typeof form === 'string') return [{ path, expression: form, depth, list: false }]
    const head = 'each' in form ? `${form.each} → ${form.as}` : ''
    return [{ path, expression: head, depth, list: true }, ...mappingRows(form as Pick<Mapping, 'fields'>, path)]
  })
}

/** The field at a path, as its entity describes it; undefined: it is not known, as before the entities are loaded. */
export function fieldAt(
  fields: readonly DescribedField[],
  [name, ...rest]: readonly string[],
): DescribedField | undefined {
  const field = fields.find((one) => one.name === name)
  return rest.length === 0 ? field : fieldAt(field?.fields ?? [], rest)
}
