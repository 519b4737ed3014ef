import { Decimal } from '../../src/domain/decimal.ts'
import type { EntityName, RecordValue } from '../../src/domain/record.ts'
import { Budget } from '../../src/language/budget.ts'
import { applyMapping, attempt } from '../../src/language/evaluate.ts'
import type { Known } from '../../src/language/known-world.ts'
import { recordToValue } from '../../src/language/values.ts'
import { itemFacts, program } from '../flows/play.ts'
import { plainCart, shopAddress, shopCustomer, shopOrder } from '../flows/shop-order.ts'

/**
 * Microseconds that the mapping of an order of 5 lines takes, everything looked up already: the fastest and the median
 * of 1,500 rounds of 30.
 *
 *     node test/bench/mapping.ts
 */
const lines = Array.from({ length: 5 }, (_, line) => ({ price: new Decimal(`${line + 1}2.345678`), quantity: 3 }))
const records: Readonly<Record<EntityName, RecordValue>> = {
  'prestashop.order': shopOrder({ ...plainCart, lines }),
  'prestashop.customer': shopCustomer,
  'prestashop.address': shopAddress('4'),
}
/** Every link is there, and every record exists. */
const known = {
  links: { get: () => 'KEY' },
  records: { get: () => ({ exists: true, facts: itemFacts }) },
} as unknown as Known
const compiled = program.mappings.get('order-to-sales-order')!
const rest = {
  settings: program.settings,
  ...Object.fromEntries(Object.keys(compiled.mapping.lists ?? {}).map((name) => [name, []])),
}
/** What was read of another order each time: its taxes are worked out once for each. */
const another = () => ({
  ...rest,
  ...Object.fromEntries(
    Object.entries(compiled.mapping.from).map(([name, entity]) => [
      name,
      recordToValue(program.recordType(entity), records[entity]!),
    ]),
  ),
})

const map = (scope: ReturnType<typeof another>) => {
  const budget = new Budget()
  return attempt(program, known, budget, () => applyMapping(compiled, scope, budget))
}
const outcome = map(another())
if (outcome.is !== 'value') throw new Error(JSON.stringify(outcome))
for (let warm = 0; warm < 5_000; warm++) map(another())
const rounds = Array.from({ length: 1_500 }, () => {
  const scopes = Array.from({ length: 30 }, another)
  const start = process.hrtime.bigint()
  for (const scope of scopes) map(scope)
  return Number(process.hrtime.bigint() - start) / 30_000
}).sort((a, b) => a - b)
console.log(`fastest ${rounds[0]!.toFixed(1)} µs, median ${rounds[750]!.toFixed(1)} µs`)
