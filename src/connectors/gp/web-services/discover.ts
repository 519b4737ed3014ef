import type { FoundField } from '../../../domain/connector.ts'
import { type CustomFields, type CustomFieldType, extended } from '../../../domain/custom-fields.ts'
import { type EntitySchema, type Fields, type FieldType, fieldsIn } from '../../../domain/entity.ts'
import { InvalidInput, NotFound, type Problem } from '../../../domain/errors.ts'
import { gpEntities, gpSchemas } from '../entities/index.ts'
import { compileWireRecord } from './wire-record.ts'
import { readWireSchema, type WireMember, type WireSchema, type WireType } from './wire-schema.ts'

/** Never read: a process hold is taken off by it. */
export const secretMember = /password/i

/** Members of GP's types that the hub does not read: user-defined fields above all. What they hold is not asked for. */
export function discoverFields(name: string, schemas: Readonly<Record<string, EntitySchema>>): readonly FoundField[] {
  const [entity, schema] = [gpEntities[name], schemas[name]]
  if (!entity || !schema) throw new NotFound(`GP entity ${name}`, `GP has ${Object.keys(gpEntities).join(', ')}.`)
  const wire = readWireSchema()
  const { type, shape } = entity.webServices
  const taken = new Set([
    ...Object.values(shape.at ?? {}).map((path) => path.split('.')[0]!),
    ...Object.keys(shape.always ?? {}).map((path) => path.split('.')[0]!),
  ])
  return membersBeside(wire, wire.types.get(type)!, schema.fields, '').filter(({ path }) => !taken.has(path))
}

function membersBeside(wire: WireSchema, type: WireType, fields: Fields, at: string): FoundField[] {
  return type.members.flatMap((member) => {
    const path = `${at}${member.name}`
    const field = Object.hasOwn(fields, member.name) ? fields[member.name] : undefined
    if (!field) {
      const its = typeOf(wire, member)
      return its && !member.many && !secretMember.test(member.name) ? [{ path, type: its, samples: [] }] : []
    }
    const inside = insideOf(wire, member, field)
    return inside ? membersBeside(wire, inside, fieldsIn(field), `${path}.`) : []
  })
}

/** The type of a record, or of the rows of a list. */
function insideOf(wire: WireSchema, member: WireMember, field: FieldType): WireType | undefined {
  if (Object.keys(fieldsIn(field)).length === 0) return undefined
  const type = wire.types.get(member.type)
  return field.type === 'list' ? wire.types.get(type?.members[0]?.type ?? '') : type
}

const plainTypes: Readonly<Record<string, CustomFieldType>> = {
  string: 'text',
  int: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  dateTime: 'date',
  MoneyAmount: 'decimal',
  Quantity: 'decimal',
  Percent: 'decimal',
  PhoneNumber: 'text',
}

/** Null: it has parts of its own. */
function typeOf(wire: WireSchema, { type: name }: WireMember): CustomFieldType | null {
  const plain = plainTypes[name]
  if (plain) return plain
  const type = wire.types.get(name)
  const keyed = type?.key && type.members.some((member) => ['Id', 'ISOCode'].includes(member.name))
  return type?.values || keyed ? 'text' : null
}

/** Custom fields that GP's Web Services do not have, or have as something else. */
export function notOnTheWire(custom: CustomFields): Problem[] {
  const wire = readWireSchema()
  return Object.entries(gpEntities).flatMap(([name, { webServices }]) => {
    const schema = gpSchemas[name]!
    return Object.entries(custom[schema.entity] ?? {}).flatMap(([path, field]) => {
      const at = `custom-fields.json/${schema.entity}/${path}`
      if (secretMember.test(path.split('.').at(-1)!)) return [{ at, reason: 'holds a secret, and is never read' }]
      try {
        compileWireRecord(wire, extended(schema, { [path]: field }), webServices.type, webServices.shape)
        return []
      } catch (error) {
        if (error instanceof InvalidInput || !(error instanceof Error)) throw error
        return [
          {
            at,
            reason: `Web Services of GP have no such ${field.type}: ${error.message}`,
          },
        ]
      }
    })
  })
}
