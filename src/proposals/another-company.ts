import type { Change, Proposal } from '../domain/proposal.ts'
import { systemOf } from '../domain/record.ts'
import type { Stores } from '../domain/stores.ts'
import { Ended } from './endings.ts'

/**
 * Whether the connection leads to another company of GP since it was proposed, and some of these changes go by what the company
 * before holds.
 */
export async function isOfAnotherCompany(
  { links }: Pick<Stores, 'links'>,
  { integration, at }: Pick<Proposal, 'integration' | 'at'>,
  changes: readonly Change[],
): Promise<boolean> {
  const forgottenAt = changes.some(goesByCompany) ? await links.forgottenAt(integration) : null
  return forgottenAt !== null && at <= forgottenAt
}

/** An approved one may wait for days: it is asked before it is begun, and before each of its changes. @throws Ended */
export async function checkSameCompany(
  stores: Pick<Stores, 'links'>,
  proposal: Pick<Proposal, 'integration' | 'at'>,
  changes: readonly Change[],
): Promise<void> {
  if (await isOfAnotherCompany(stores, proposal, changes))
    throw new Ended(
      'superseded',
      'It was proposed about another GP company: the connection leads elsewhere since then. Look at the company of now, and propose it again if it holds there, too.',
    )
}

/** It was made by what one company of GP holds: also what it sets in the shop, as a price. */
const goesByCompany = (change: Change): boolean =>
  change.do === 'write' || change.do === 'rewrite' || (change.do === 'repair-link' && systemOf(change.entity) === 'gp')
