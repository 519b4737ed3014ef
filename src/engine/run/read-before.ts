import { isRecord, type Json } from '../../domain/record.ts'

/**
 * `now` with the members that `before` has, at every depth. A newer program reads more of a record than the one before
 * it did: what it reads beside is no change of the record.
 */
export function asReadBefore(before: Json, now: Json): Json {
  if (Array.isArray(before) && Array.isArray(now))
    return now.map((row, index) => (before[index] === undefined ? row : asReadBefore(before[index], row)))
  if (isRecord(before) && isRecord(now))
    return Object.fromEntries(
      Object.entries(now).flatMap(([name, value]) =>
        Object.hasOwn(before, name) ? [[name, asReadBefore(before[name]!, value)]] : [],
      ),
    )
  return now
}
