import { memberOf, type System } from './record.ts'

/**
 * Where the credentials of an integration go: for each system the way of signing in and the address, scheme, host and
 * port. A credential belongs to the place it was given for; no other place gets it.
 */
export type Places = Readonly<Record<System, string>>

/** "gp.password" belongs to GP. The webhook secret belongs to the shop, whose module signs with it. */
export const placeOf = (places: Places, credential: string): string =>
  memberOf(places, credential.split('.')[0]!) ?? places.prestashop!

/** A connection that now leads elsewhere. */
export interface Move {
  readonly system: System
  readonly from: string
  readonly to: string
}

export const movesBetween = (before: Places, after: Places): Move[] =>
  Object.entries(after).flatMap(([system, to]) => {
    const from = before[system] ?? 'nowhere'
    return from === to ? [] : [{ system, from, to }]
  })
