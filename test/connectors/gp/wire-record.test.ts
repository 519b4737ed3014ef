import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { gpEntities } from '../../../src/connectors/gp/entities/index.ts'
import type { GpEntity } from '../../../src/connectors/gp/gp-entity.ts'
import { writeOperation, writtenOnce } from '../../../src/connectors/gp/web-services/envelope.ts'
import { compileWireRecord } from '../../../src/connectors/gp/web-services/wire-record.ts'
import { readWireSchema } from '../../../src/connectors/gp/web-services/wire-schema.ts'
import type { Field, Fields } from '../../../src/domain/entity.ts'
import type { Json, RecordValue } from '../../../src/domain/record.ts'
import { ref } from '../../../src/domain/record.ts'
import { problemsOf } from './check-envelope.ts'
import { envelope } from './raw-gp.ts'

const schema = readWireSchema()

/** Documents as a mapping may make them: any subset of the optional fields, texts up to the column's length. */
function documents(fields: Fields): fc.Arbitrary<RecordValue> {
  const own = Object.entries(fields).filter(([, field]) => !field.readOnly)
  const required = own.filter(([, field]) => !field.optional).map(([name]) => name)
  const record = Object.fromEntries(own.map(([name, field]) => [name, values(field)]))
  return fc.record(record, { requiredKeys: required }) as fc.Arbitrary<RecordValue>
}

const cents = fc.integer({ min: -1_000_000_00, max: 1_000_000_00 }).map((value) => String(value / 100))
const printable = fc.string({ unit: fc.constantFrom(...'abcÄé€ <>&"\'\n]ž'), minLength: 1 })

function values(field: Field): fc.Arbitrary<Json> {
  switch (field.type) {
    case 'text': {
      const longest = Math.min(field.maxLength ?? 40, 40)
      return printable.map((text) => text.trim().slice(0, longest).trim() || 'x')
    }
    case 'decimal':
      return cents
    case 'integer':
      return fc.integer({ min: 0, max: 2 ** 31 - 1 })
    case 'boolean':
      return fc.boolean()
    case 'date':
      return fc
        .integer({ min: 1, max: 70_000 })
        .map((day) => new Date(Date.UTC(1900, 0, 1 + day)).toISOString().slice(0, 10))
    case 'list':
      return fc.array(values(field.of), { maxLength: 3 })
    case 'record':
      return documents(field.fields).filter((value) => Object.keys(value).length > 0)
    case 'choice':
      return fc.constantFrom(...field.values)
    default:
      return fc.constant('x')
  }
}

/** What is there again after the wire: empty lists stand for absent ones. */
function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, content]) => !(Array.isArray(content) && content.length === 0))
  return Object.fromEntries(kept.map(([name, content]) => [name, normal(content)]))
}

/** Without what is ours alone: no member of the wire holds it. */
const sentFields = ({ schema: { fields }, webServices: { shape } }: GpEntity): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const own = shape.within?.[name]?.derived ?? []
      if (field.type !== 'list' || field.of.type !== 'record' || own.length === 0) return [name, field]
      const sent = Object.entries(field.of.fields).filter(([inner]) => !own.includes(inner))
      return [name, { ...field, of: { ...field.of, fields: Object.fromEntries(sent) } }]
    }),
  )

/** The members of an element, parsed without the connector or `soap`: lists where the schema has them. */
const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  htmlEntities: false,
  isArray: (name) => ['SalesOrderLine', 'SalesDocumentTax', 'SalesLineTax'].includes(name),
})

describe.each(['salesOrder', 'customer', 'customerAddress'])('a %s', (name) => {
  const entity = gpEntities[name]!
  const { type, shape, derive, write: written } = entity.webServices
  const form = compileWireRecord(schema, entity.schema, type, shape)
  const write = written!
  const money = { currency: 'USD', digits: 2 }
  const nobody = () => Promise.reject(new Error('nothing is asked'))

  test('survives the way to the wire and back, in schema order, field by field', async () => {
    const law = fc.asyncProperty(documents(sentFields(entity)), async (drawn) => {
      const key = name === 'customerAddress' ? 'C1/A1' : 'K1'
      const document = (await write.derive?.({ ...drawn, Key: key }, key, nobody)) ?? { ...drawn, Key: key }
      const wire = form.toWire(ref(`gp.${name}`, key), document, money, 'create')
      const complete = write.complete?.(wire) ?? wire
      const xml = writeOperation(schema, schema.operations.get(write.create)!, { [write.parameter]: complete })
      expect(problemsOf(envelope(xml))).toEqual([])
      const sent = parser.parse(xml)[write.create][write.parameter]
      const read = form.fromWire(sent)
      expect(normal(derive?.(read, sent) ?? read)).toEqual(normal(document))
    })
    await fc.assert(law, { numRuns: 200 })
  })
})

test('a customer without a name is read as any other, and one whose key is missing is not', () => {
  const { schema: customer, webServices } = gpEntities.customer!
  const form = compileWireRecord(schema, customer, webServices.type, webServices.shape)
  for (const Name of ['', ' \n'])
    expect(form.fromWire({ Key: { Id: 'C1' }, Name })).toMatchObject({ Key: 'C1', Name: '' })
  expect(form.fromWire({ Key: { Id: '' } })).not.toHaveProperty('Key')
  expect(form.fromWire({ Key: { Id: 'C1' } })).not.toHaveProperty('Name')
})

test('every entity fits its wire type', () => {
  for (const { schema: its, webServices } of Object.values(gpEntities)) {
    const { type, shape, byKey, list } = webServices
    compileWireRecord(schema, its, type, shape)
    if (byKey) expect(schema.operations.has(byKey.operation)).toBe(true)
    if (list) {
      expect(schema.operations.has(list.operation)).toBe(true)
      compileWireRecord(schema, its, list.item, shape, { partial: true })
    }
  }
})

describe('the envelope check of these tests', () => {
  const order = (content: string) =>
    envelope(
      `<CreateSalesOrder xmlns="http://schemas.microsoft.com/dynamics/gp/2006/01" xmlns:dyn="http://schemas.microsoft.com/dynamics/2006/01" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${content}</CreateSalesOrder>`,
    )
  test.each([
    ['<salesOrder><Date>x</Date><Key><Id>1</Id></Key></salesOrder>', 'out of order'],
    ['<salesOrder><Colour/></salesOrder>', 'unknown'],
    ['<salesOrder><Key><CompanyKey><Id>1</Id></CompanyKey></Key></salesOrder>', 'unknown'],
    ['<salesOrder><Type>Bestellung</Type></salesOrder>', 'is no value'],
    ['<context><dyn:OrganizationKey><dyn:Id>1</dyn:Id></dyn:OrganizationKey></context>', 'abstract'],
    ['<policy/><context/>', 'out of order'],
  ])('finds the mistake in %s', (content, problem) => {
    expect(problemsOf(order(content)).join()).toContain(problem)
  })
})

test('a member the schema does not know is never dropped in silence', () => {
  const operation = schema.operations.get('CreateCustomer')!
  expect(() => writeOperation(schema, operation, { customer: { Nme: 'x' } })).toThrow(
    'CreateCustomer.customer has no member Nme',
  )
  expect(() => writeOperation(schema, operation, { context: { OrganizationKey: { Id: 1 } } })).toThrow('abstract')
})

test('what is kept of a value is used where the same type is written, and what is wrong in it is refused each time', () => {
  const operation = schema.operations.get('CreateSalesOrder')!
  const write = (args: Parameters<typeof writeOperation>[2]) => writeOperation(schema, operation, args)
  const key = writtenOnce({ Id: 'A' })
  const both = () => write({ salesOrder: { BatchKey: key, WarehouseKey: key, ShippingMethodKey: { Id: 'A' } } })
  expect(both()).toContain('<WarehouseKey><Id>A</Id></WarehouseKey>')
  expect(both()).toBe(both())
  const wrong = writtenOnce({ Idd: 'A' })
  for (const _ of 'ab') expect(() => write({ salesOrder: { WarehouseKey: wrong } })).toThrow('no member Idd')
  const lists = writtenOnce({ Key: [] })
  expect(write({ policy: lists })).toContain('<policy></policy>')
  expect(() => write({ salesOrder: { CustomerKey: lists } })).toThrow('no member Key')
})

test('an entity says which of its fields a list of GP holds, where that is less than the record', () => {
  for (const { schema: entity, webServices: names } of Object.values<GpEntity>(gpEntities)) {
    if (!names.list || names.list.oneOnly) continue
    const members = schema.types.get(names.list.item)!.members.map(({ name }) => name)
    /** The list names the class of a customer otherwise than the record. */
    const renamed = entity.entity === 'gp.customer' && members.includes('CustomerClassKey') ? ['ClassKey'] : []
    const held = Object.keys(entity.fields).filter((field) => {
      if (renamed.includes(field)) return true
      const [member] = (names.shape?.at?.[field] ?? field).split('.')
      return field === entity.key || (members.includes(member!) && !names.shape?.derived?.includes(field))
    })
    const whole = held.length === Object.keys(entity.fields).length
    expect({ entity: entity.entity, inList: entity.inList }).toEqual({
      entity: entity.entity,
      inList: whole ? undefined : held,
    })
  }
})
