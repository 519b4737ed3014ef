import type { JudgedPlace } from '../../domain/judged-place.ts'
import type { ValidationFacts } from './facts.ts'
import { judgeCurrencies, judgeMappings } from './mappings.ts'
import { judgeValueMaps } from './value-maps.ts'

export { seenRun, type ValidationFacts } from './facts.ts'

/**
 * What compiles and may yet be wrong: mappings, conditions and value maps beside recent records and what both systems list
 * now. The sure ones first. Pure.
 */
export function judgeDefinition(facts: ValidationFacts): JudgedPlace[] {
  const found = [...judgeMappings(facts), ...judgeCurrencies(facts), ...judgeValueMaps(facts)]
  return found.sort((a, b) => Number(b.sure) - Number(a.sure))
}
