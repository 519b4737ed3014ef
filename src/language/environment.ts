import { Environment } from '@marcbachmann/cel-js'
import { Decimal } from '../domain/decimal.ts'
import { CsvRow, functionsOf, payoutTypes, TaxShare, taxTypes, type World } from './functions/index.ts'
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
  for (const { name, ctor, fields } of [...taxTypes, ...payoutTypes])
    environment = environment.registerType(name, { ctor: ctor as unknown as new () => object, fields })
  const register = (type: RecordType) => {
    const fields: Record<string, string> = {}
    for (const [name, { field, type: value }] of type.fields) {
      const nested = value.record ?? value.of?.record
      if (nested) register(nested)
      fields[name] = field.optional ? `optional<${value.cel}>` : value.cel
    }
    environment = environment.registerType(type.name, { ctor: type.make, fields })
  }
  for (const type of types) register(type)
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
