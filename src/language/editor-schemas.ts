import { z } from 'zod'
import type { EntityRegistry } from '../domain/connector.ts'
import type { Field, Fields, FieldType } from '../domain/entity.ts'
import type { Json } from '../domain/record.ts'
import { forms } from './format.ts'

type Schema = { [key: string]: Json }

/**
 * A JSON Schema (draft 7, which every editor reads) for each kind of file in an integration's folder, so that an editor completes names, shows
 * what a field means and marks what is wrong while somebody types. They hold the entities that the integration has, with
 * its custom fields. What an expression says is checked by the hub alone.
 */
export function editorSchemas(entities: EntityRegistry): Readonly<Record<keyof typeof forms, Json>> {
  const schemaOf = (form: z.ZodType): Schema => {
    const schema = editorSchema(form)
    const named = schema.definitions as Schema | undefined
    if (named?.entity)
      named.entity = { enum: [...entities.keys()].sort(), description: 'An entity: its system and its name.' }
    return schema
  }
  return {
    flows: schemaOf(forms.flows),
    mappings: withTargetFields(schemaOf(forms.mappings), entities),
    'value-maps': schemaOf(forms['value-maps']),
    settings: schemaOf(forms.settings),
    'custom-fields': schemaOf(forms['custom-fields']),
  }
}

/** The form as an editor gets it; a file may name its schema. */
export function editorSchema(form: z.ZodType): Schema {
  const schema = z.toJSONSchema(form, { io: 'input', target: 'draft-7' }) as unknown as Schema
  return { ...schema, properties: { $schema: { type: 'string' }, ...(schema.properties as Schema) } }
}

/** A mapping's fields are those of the entity it makes. */
const withTargetFields = (mapping: Schema, entities: EntityRegistry): Schema => ({
  ...mapping,
  definitions: {
    ...(mapping.definitions as Schema),
    ...Object.fromEntries([...entities].map(([name, { fields }]) => [`fields of ${name}`, fieldsSchema(fields)])),
  },
  allOf: [...entities.keys()].map((name) => ({
    if: { properties: { to: { const: name } } },
    then: { properties: { fields: { $ref: `#/definitions/${encodeURIComponent(`fields of ${name}`)}` } } },
  })),
})

const fieldsSchema = (fields: Fields): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => !field.readOnly)
      .map(([name, field]) => [name, { description: describeField(field), ...formSchema(field) }]),
  ),
  additionalProperties: false,
})

const expression: Schema = { type: 'string', minLength: 1, maxLength: 2000 }

/** An expression; for a list or a record the nested form as well. */
function formSchema(type: FieldType): Schema {
  if (type.type === 'record') return { anyOf: [expression, nested({ fields: fieldsSchema(type.fields) })] }
  if (type.type !== 'list' || type.of.type !== 'record') return expression
  const rows = nested(
    { each: expression, as: { type: 'string' }, fields: fieldsSchema(type.of.fields) },
    { let: { type: 'object', additionalProperties: expression } },
  )
  return { anyOf: [expression, rows] }
}

const nested = (needed: Schema, possible: Schema = {}): Schema => ({
  type: 'object',
  properties: { ...needed, ...possible },
  required: Object.keys(needed),
  additionalProperties: false,
})

/** "text, at most 15 characters. The customer's number." */
function describeField(field: Field): string {
  const kind =
    field.type === 'text' && field.maxLength !== undefined
      ? `text, at most ${field.maxLength} characters`
      : field.type === 'choice'
        ? `one of ${field.values.join(', ')}`
        : field.type
  return [`${kind}${field.optional ? '' : ', required'}.`, field.about ?? ''].join(' ').trim()
}
