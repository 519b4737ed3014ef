import { Environment, Optional } from '@marcbachmann/cel-js'
import { Decimal } from '../domain/decimal.ts'
import {
  CsvRow,
  functionsOf,
  payoutTypes,
  priceTypes,
  sentPartTypes,
  TaxShare,
  taxTypes,
  type World,
} from './functions/index.ts'
import type { RecordType } from './values.ts'

/** What every expression can use: the types of records and of amounts, the operators of decimals, our functions. */
export function baseEnvironment(types: readonly RecordType[], world: () => World): Environment {
  // Bounds: an expression is a line or a short paragraph, not a program.
  const limits = { maxAstNodes: 600, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 }
  let environment: Environment = new Environment({ enableOptionalTypes: true, limits })
    .registerType('decimal', { ctor: Decimal as unknown as new () => object, fields: {} })
    .registerType('TaxShare', {
      ctor: TaxShare as unknown as new () => object,
      fields: { id: 'string', amount: 'decimal', taxable: 'decimal' },
    })
    .registerType('CsvRow', { ctor: CsvRow as unknown as new () => object, fields: { line: 'int' } })
  for (const { name, ctor, fields } of [...taxTypes, ...priceTypes, ...sentPartTypes, ...payoutTypes])
    environment = environment.registerType(name, { ctor: ctor as unknown as new () => object, fields })
  for (const type of types) environment = withRecordType(environment, type)
  for (const [operator, code] of decimalOperators)
    environment = environment.registerOperator(operator, code as (a: unknown, b: unknown) => unknown)
  for (const { signature, code, meaning, of } of functionsOf(world)) {
    if (of !== undefined && !types.some(({ name }) => name === of)) continue
    environment = environment.registerFunction(signature, code as (...values: unknown[]) => unknown, {
      description: meaning,
    })
  }
  return environment
}

/** The type of a record, and of those in it. */
function withRecordType(environment: Environment, type: RecordType): Environment {
  let within = environment
  const fields: Record<string, string> = {}
  for (const [name, { field, type: value }] of type.fields) {
    const nested = value.record ?? value.of?.record
    if (nested) within = withRecordType(within, nested)
    fields[name] = field.optional ? `optional<${value.cel}>` : value.cel
  }
  return within.registerType(type.name, { ctor: type.make, fields })
}

/** The same, and those in it compare with each other: two are equal that hold the same. */
export function withComparedRecords(environment: Environment, type: RecordType): Environment {
  let within = withRecordType(environment, type)
  for (const { name } of recordsIn(type))
    within = within.registerOperator(`${name} == ${name}`, (one: unknown, other: unknown) => holdsSame(one, other))
  return within
}

const recordsIn = (type: RecordType): RecordType[] =>
  [...type.fields.values()].flatMap(({ type: value }) => {
    const nested = value.record ?? value.of?.record
    return nested ? [nested, ...recordsIn(nested)] : []
  })

function holdsSame(one: unknown, other: unknown): boolean {
  if (one instanceof Decimal) return other instanceof Decimal && one.equals(other)
  if (one instanceof Date) return other instanceof Date && one.getTime() === other.getTime()
  if (one instanceof Optional)
    return other instanceof Optional && holdsSame(one.orValue(undefined), other.orValue(undefined))
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  const [names, others] = [Object.keys(one), Object.keys(other)]
  const at = (value: object, name: string) => (value as Readonly<Record<string, unknown>>)[name]
  return names.length === others.length && names.every((name) => holdsSame(at(one, name), at(other, name)))
}

const whole = (value: bigint) => new Decimal(value.toString())
type Operator = (a: never, b: never) => unknown
const arithmetic = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'div' } as const
const comparison = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', '==': 'eq' } as const

/** decimal with decimal, and with a whole number on either side. `!=` follows from `==`. */
const decimalOperators: readonly (readonly [string, Operator])[] = [
  ...Object.entries({ ...arithmetic, ...comparison }).flatMap(([sign, method]): (readonly [string, Operator])[] => [
    [`decimal ${sign} decimal`, (a: Decimal, b: Decimal) => a[method](b)],
    [`decimal ${sign} int`, (a: Decimal, b: bigint) => a[method](whole(b))],
    ...(sign === '==' ? [] : [[`int ${sign} decimal`, (a: bigint, b: Decimal) => whole(a)[method](b)] as const]),
  ]),
]
