import { type Json, memberOf } from '../domain/record.ts'
import type { BothSides } from './both-sides.ts'

/** The answers of a value map of the definition in force; '' where it has none for an entry. */
export function answersOf({ parts }: Pick<BothSides, 'parts'>, map: string): ReadonlyMap<string, string> {
  const part = parts[`value-maps/${map}.json`] as
    | { readonly entries?: readonly { readonly from: string; readonly to: string | null }[] }
    | undefined
  return new Map((part?.entries ?? []).map(({ from, to }) => [from, to ?? '']))
}

/** The GP tax detail of a tax of the shop in a country, by its id, or by country and rate where the shop does not name it; '': none. */
export function detailsOf(sides: Pick<BothSides, 'parts'>): (id: string, key: string, country: string) => string {
  const [byId, byRate] = [answersOf(sides, 'tax'), answersOf(sides, 'tax-rate')]
  return (id, key, country) => (id === '' ? byRate.get(key) : byId.get(`${id} ${country}`) || byId.get(id)) ?? ''
}

/** What people set where a value map answers nothing; undefined: the definition has no such setting. */
export function settingOf({ parts }: Pick<BothSides, 'parts'>, name: string): Json | undefined {
  const file = parts['settings.json'] as
    | { readonly settings?: Readonly<Record<string, { readonly value?: Json }>> }
    | undefined
  return memberOf(file?.settings ?? {}, name)?.value
}
