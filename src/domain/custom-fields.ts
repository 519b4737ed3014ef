import { z } from 'zod'
import type { EntityRegistry } from './connector.ts'
import { type EntitySchema, type Field, type Fields, type FieldType, fieldsIn } from './entity.ts'
import type { Problem } from './errors.ts'
import { type EntityName, type Json, memberOf } from './record.ts'

/**
 * Fields that one shop or one company has beside those that its kind of system always has: a module's column on an order, a
 * user-defined field that a company uses. They are part of an integration's definition, by entity and by path
 * ("order_details.engraving" for one of each line), and then fields like any other: in expressions, documents, read-backs.
 */
export const customFields = z.record(
  z.string().regex(/^[a-z]+\.[A-Za-z_]+$/, 'must be system.entity'),
  z.record(
    z.string().regex(/^[A-Za-z_]\w{0,63}(\.[A-Za-z_]\w{0,63}){0,3}$/, 'must be a name, or a path such as "Lines.Note"'),
    z.strictObject({
      type: z.enum(['text', 'id', 'decimal', 'integer', 'boolean', 'instant', 'date']),
      about: z.string().min(1).max(500),
      /** Characters: GP cuts longer texts silently, so that the hub refuses them before. */
      maxLength: z.int().min(1).max(32_000).optional(),
      /** It says who a person is, where they live or what they wrote. */
      personal: z.literal(true).optional(),
      /** The system sets it. */
      readOnly: z.literal(true).optional(),
      /** It stands beside the record, in a column of a view of the system's database, and is only read. */
      from: z
        .strictObject({ view: z.string().min(1).max(128), column: z.string().regex(/^[^[\]\p{C}]{1,128}$/u) })
        .optional(),
    }),
  ),
)
export type CustomFields = z.output<typeof customFields>

/** The part of a definition that holds them. */
export const customFieldsFile = 'custom-fields.json'
export const customFieldsPart = z.strictObject({ format: z.literal(1), fields: customFields })

/** Those of a definition's parts, which were checked when it was stored. */
export function customFieldsIn(parts: Readonly<Record<string, Json>>): CustomFields {
  const part = memberOf(parts, customFieldsFile)
  return part === undefined ? {} : customFieldsPart.parse(part).fields
}

type CustomField = CustomFields[string][string]
export type CustomFieldType = CustomField['type']

/** The entities with the custom fields of a definition. The same registry where it has none. */
export function withCustomFields(entities: EntityRegistry, custom: CustomFields): EntityRegistry {
  if (Object.keys(custom).length === 0) return entities
  return new Map(
    [...entities].map(([name, schema]) => {
      const its = custom[name]
      return [name, its ? extended(schema, its) : schema]
    }),
  )
}

/** Entities of one system by their names without it, as a connector has them. */
export const extendedByName = <S extends EntitySchema>(
  schemas: Readonly<Record<string, S>>,
  custom: CustomFields,
): Readonly<Record<string, EntitySchema>> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const its = custom[schema.entity]
      return [name, its ? extended(schema, its) : schema]
    }),
  )

/**
 * Those whose name is none of a secret: a definition may have such a field from before an import refused it.
 * @param secret what the name of one matches
 */
export const withoutSecrets = (custom: CustomFields, secret: RegExp): CustomFields =>
  Object.fromEntries(
    Object.entries(custom).map(([entity, its]) => [
      entity,
      Object.fromEntries(Object.entries(its).filter(([path]) => !secret.test(path.split('.').at(-1)!))),
    ]),
  )

/** One entity with its custom fields. Those that `customFieldProblems` names are left out. */
export function extended(schema: EntitySchema, custom: Readonly<Record<string, CustomField>>): EntitySchema {
  let { fields } = schema
  for (const [path, field] of Object.entries(custom))
    fields = withField(fields, path.split('.'), fieldOf(field)) ?? fields
  return { ...schema, fields }
}

/** What cannot be: an entity that is not there, a field that is there already, a path into something that has no fields. */
export function customFieldProblems(entities: EntityRegistry, custom: CustomFields): Problem[] {
  return Object.entries(custom).flatMap(([name, its]) => {
    const schema = entities.get(name as EntityName)
    if (!schema) return [{ at: `${customFieldsFile}/${name}`, reason: 'is no entity' }]
    return Object.keys(its).flatMap((path) =>
      withField(schema.fields, path.split('.'), { type: 'text' }) === null
        ? [{ at: `${customFieldsFile}/${name}/${path}`, reason: whyNot(schema.fields, path) }]
        : [],
    )
  })
}

function fieldOf({ type, about, maxLength, personal, readOnly, from }: CustomField): Field {
  const held: FieldType = type === 'text' && maxLength !== undefined ? { type, maxLength } : { type }
  return {
    ...held,
    about,
    optional: true,
    custom: true,
    ...(personal && { personal }),
    ...((readOnly || from) && { readOnly: true }),
  }
}

/** Null: it cannot stand there. */
function withField(fields: Fields, [name = '', ...rest]: readonly string[], field: Field): Fields | null {
  const there = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (rest.length === 0) return there ? null : { ...fields, [name]: field }
  const grown = there && hasFields(there) ? withField(fieldsIn(there), rest, field) : null
  return grown && { ...fields, [name]: withInner(there, grown) }
}

const hasFields = (field: FieldType): boolean =>
  field.type === 'record' || (field.type === 'list' && hasFields(field.of))

function withInner<T extends FieldType>(field: T | undefined, fields: Fields): T {
  if (field?.type === 'list') return { ...field, of: withInner(field.of, fields) }
  return { ...field, type: 'record', fields } as T
}

function whyNot(fields: Fields, path: string): string {
  const [name = '', ...rest] = path.split('.')
  const there = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (rest.length === 0) return 'is a field of this entity already'
  if (!there) return `has no field ${name} to stand in`
  return hasFields(there) ? whyNot(fieldsIn(there), rest.join('.')) : `stands in ${name}, which has no fields`
}
