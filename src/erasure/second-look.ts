import { randomUUID } from 'node:crypto'
import { type Instant, instant, later, mostAheadMs } from '../domain/clock.ts'
import type { Actor } from '../domain/person.ts'
import { type IntegrationId, integrationId, type RecordRef } from '../domain/record.ts'
import type { Stores, Transaction } from '../domain/stores.ts'

/** What is looked for of a person. */
export interface Sought {
  readonly people: readonly RecordRef[]
  readonly records: readonly RecordRef[]
  readonly targets: readonly RecordRef[]
  /** Rows that are about them, by name, and whether about nobody else. */
  readonly rows: readonly (readonly [string, boolean])[]
  readonly texts: readonly string[]
}

export interface SecondLook extends Sought {
  readonly integration: IntegrationId
  readonly actor: Actor
  readonly began: Instant
}

/** No integration can be named so. */
const place = integrationId('hub:erasures')

/**
 * What the second look of an erasure goes by is kept from the first one on, sealed as credentials are: a process may end between the
 * two, and by then these texts stand nowhere else.
 * @returns the name that it is kept under
 */
export async function keepSecondLook(tx: Transaction, look: SecondLook): Promise<string> {
  const name = `${look.began} ${randomUUID()}`
  await tx.secrets.put(place, name, JSON.stringify(look), null)
  return name
}

export const forgetSecondLook = (tx: Transaction, name: string) => tx.secrets.remove(place, name)

/** Those that began before `before`, or by a clock that was ahead. */
export async function secondLooksLeft(
  { secrets }: Pick<Stores, 'secrets'>,
  { now, apartMs }: { readonly now: Instant; readonly apartMs: number },
): Promise<readonly { readonly name: string; readonly look: SecondLook }[]> {
  const left: { name: string; look: SecondLook }[] = []
  for (const { name } of await secrets.list(place)) {
    const began = instant(name.split(' ')[0]!)
    if (began > later(now, -apartMs) && began <= later(now, mostAheadMs)) continue
    const kept = await secrets.get(place, name, null)
    if (kept !== null) left.push({ name, look: JSON.parse(kept) as SecondLook })
  }
  return left
}
