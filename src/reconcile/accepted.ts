import { acceptedEntity } from '../domain/hub-records.ts'
import { type IntegrationId, type RecordRef, type RecordValue, recordKey } from '../domain/record.ts'
import type { PayoutId, Stores } from '../domain/stores.ts'
import { booksOf } from './books.ts'
import type { BothSides } from './both-sides.ts'
import { type Difference, differencesOf } from './differences.ts'
import { compareRates, exchangeRate } from './exchange-rates.ts'
import { goneNow } from './gone.ts'
import type { ComparedPage, ReconciledPage } from './page.ts'
import { differencesOfPayout, readPayouts } from './payouts.ts'
import { readFacts } from './read-facts.ts'

/** A person's word that a difference is right as it is. */
export interface Acceptance {
  readonly at: string
  /** Who accepted it. */
  readonly by: string
  readonly because: string
}

/**
 * A difference that a person has accepted. It counts no more, and is shown with who, when and why, as long as its facts are the
 * same: with another amount or document it has another mark, and is open again by itself.
 */
export interface AcceptedDifference extends Difference {
  readonly accepted: Acceptance
}

export const acceptedRecord = (mark: string): RecordRef => ({ entity: acceptedEntity, key: recordKey(mark) })

/** Of more than these nobody has an overview. */
export const mostAccepted = 5_000

/**
 * What was accepted about the GP company of before is nothing about this one: documents bear the same numbers there. It stays in
 * the history.
 */
async function readAccepted({ links }: AcceptedStores, integration: IntegrationId) {
  const forgottenAt = await links.forgottenAt(integration)
  return (values: readonly (RecordValue | null | undefined)[]): readonly AcceptedDifference[] =>
    values.flatMap((value) => {
      if (!value) return []
      const { key: _, ...one } = value
      const accepted = one as unknown as AcceptedDifference
      return forgottenAt !== null && accepted.accepted.at <= forgottenAt ? [] : [accepted]
    })
}

type AcceptedStores = Pick<Stores, 'links' | 'ownRecords'>

/** Of one integration, newest first. */
export const acceptedOf = async (
  stores: AcceptedStores,
  integration: IntegrationId,
): Promise<readonly AcceptedDifference[]> =>
  (await readAccepted(stores, integration))(await stores.ownRecords.list(integration, acceptedEntity, mostAccepted))

/** The one of this mark; null: nobody has accepted it. */
export async function acceptedBy(
  stores: AcceptedStores,
  integration: IntegrationId,
  mark: string,
): Promise<AcceptedDifference | null> {
  const value = await stores.ownRecords.get(integration, acceptedRecord(mark))
  return (await readAccepted(stores, integration))([value])[0] ?? null
}

export const acceptedValue = (one: AcceptedDifference): RecordValue =>
  ({ key: one.mark, ...one }) as unknown as RecordValue

/** The page with what people have accepted of it by itself. */
export async function withoutAccepted(
  stores: AcceptedStores,
  integration: IntegrationId,
  page: ComparedPage,
): Promise<ReconciledPage> {
  const differences: Difference[] = []
  const accepted: AcceptedDifference[] = []
  const marks = page.differences.flatMap(({ mark }) => (mark === null ? [] : [recordKey(mark)]))
  const known = await stores.ownRecords.many(integration, acceptedEntity, marks)
  const read = await readAccepted(stores, integration)
  for (const one of page.differences) {
    const [its] = one.mark === null ? [] : read([known.get(recordKey(one.mark))])
    if (its) accepted.push({ ...one, accepted: its.accepted })
    else differences.push(one)
  }
  return { ...page, differences, accepted }
}

/** What says where a difference is found. */
export type DifferencePlace = Pick<Difference, 'order' | 'kind' | 'about'> & { readonly mark: string }

/** The difference as both sides say now; null: there is none of this mark any more. Reads what it is about, and no more. */
export async function differenceNow(
  sides: BothSides,
  { order, kind, about, mark }: DifferencePlace,
): Promise<Difference | null> {
  const found = [
    ...(await goneNow(sides, kind, about)),
    ...(await ofOrder(sides, order)),
    ...(await ofPayouts(sides, about)),
    ...(kind === exchangeRate ? await ofRates(sides, about) : []),
  ]
  return found.find((one) => one.mark === mark) ?? null
}

async function ofOrder(sides: BothSides, order: string): Promise<readonly Difference[]> {
  if (order === '') return []
  const one = (await readFacts(sides, booksOf(sides), [order])).get(order)
  return one && 'facts' in one ? differencesOf(one.facts) : []
}

async function ofRates(sides: BothSides, about: readonly RecordRef[]): Promise<readonly Difference[]> {
  const ids = about.flatMap(({ entity, key }) => (entity === 'prestashop.order' ? [String(key)] : []))
  const read = await readFacts(sides, booksOf(sides), ids)
  return (await compareRates(sides, read.values())).differences
}

async function ofPayouts(sides: BothSides, about: readonly RecordRef[]): Promise<readonly Difference[]> {
  const ids = about.flatMap(({ entity, key }): PayoutId[] => {
    // "stripe po_1 EUR": the provider's id of it may have blanks.
    const [, provider, payout, currency] = /^(\S+) (.+) (\S+)$/s.exec(key) ?? []
    return entity === 'hub.payout' && payout !== undefined ? [{ provider: provider!, payout, currency: currency! }] : []
  })
  if (ids.length === 0) return []
  return (await readPayouts(sides, ids)).flatMap((one) => ('because' in one ? [] : differencesOfPayout(one)))
}
