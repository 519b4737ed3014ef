import { Decimal } from '../../src/domain/decimal.ts'
import type { EntityName, RecordValue } from '../../src/domain/record.ts'
import { Budget } from '../../src/language/budget.ts'
import { applyMapping, attempt, type Known } from '../../src/language/evaluate.ts'
import { recordToValue } from '../../src/language/values.ts'
import { program } from '../flows/play.ts'
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
const known = { links: { get: () => 'KEY' }, records: { get: () => ({ exists: true, facts: {} }) } } as unknown as Known
const compiled = program.mappings.get('order-to-sales-order')!
const scope = {
  settings: program.settings,
  ...Object.fromEntries(
    Object.entries(compiled.mapping.from).map(([name, entity]) => [
      name,
      recordToValue(program.recordType(entity), records[entity]!),
    ]),
  ),
}

const once = () => {
  const budget = new Budget()
  return attempt(program, known, budget, () => applyMapping(compiled, scope, budget))
}
const outcome = once()
if (outcome.is !== 'value') throw new Error(JSON.stringify(outcome))
for (let warm = 0; warm < 5_000; warm++) once()
const rounds = Array.from({ length: 1_500 }, () => {
  const start = process.hrtime.bigint()
  for (let turn = 0; turn < 30; turn++) once()
  return Number(process.hrtime.bigint() - start) / 30_000
}).sort((a, b) => a - b)
console.log(`fastest ${rounds[0]!.toFixed(1)} µs, median ${rounds[750]!.toFixed(1)} µs`)
