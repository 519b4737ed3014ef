import type { PlannedWrite } from './run.ts'
import type { Link } from './stores.ts'

/**
 * A document that people have entered in the ledger themselves, in place of the one that the hub would have made. Its link
 * says so where it else has the hash of what was written:
 *
 *   "entered by hand"                nobody has compared it yet
 *   "entered by hand HASH worth H"   at the first look its record wanted the document of this hash; H is the hash of what
 *                                    lists showed of it. Either may be missing: no document could be made of it then, or
 *                                    an earlier version has kept one of them alone
 */
const byHand = 'entered by hand'

/** What a record wanted when the document was entered for it. Null: that is not known. */
export interface WantedByHand {
  readonly document: string | null
  readonly worth: string | null
}

export const enteredHash = (wanted: WantedByHand | null): string =>
  [byHand, wanted?.document, wanted?.worth && `worth ${wanted.worth}`].filter(Boolean).join(' ')

export const isEnteredByHand = ({ writtenHash }: Pick<Link, 'writtenHash'>): boolean => writtenHash.startsWith(byHand)

/** Both are null, where nobody has looked. */
export function wantedWhenEntered({ writtenHash }: Pick<Link, 'writtenHash'>): WantedByHand {
  const [document = '', worth] = ` ${writtenHash.slice(byHand.length).trim()}`.split(/ worth /)
  return { document: document.trim() || null, worth: worth ?? null }
}

/**
 * What stays of it when the record's person is erased: whether the record is worth the same, which is of nothing personal. What
 * a document of it was made of is.
 * @param marked a hash as it is kept then
 */
export function enteredErased(link: Pick<Link, 'writtenHash'>, marked: (hash: string) => string): string {
  const { worth } = wantedWhenEntered(link)
  return enteredHash({ document: null, worth: worth === null ? null : marked(worth) })
}

/** People have entered the document, or have linked it, and the hub has written nothing to it since: what is in it is theirs. */
export const isLinkedByHand = (link: Pick<Link, 'writtenHash' | 'writtenBy'>): boolean =>
  isEnteredByHand(link) || isLookedAtFirst(link)

/** A person has linked the two, and no run has compared them yet. */
export const isLookedAtFirst = (link: Pick<Link, 'writtenHash' | 'writtenBy'>): boolean =>
  link.writtenHash === '' && link.writtenBy === null

/** Nothing is sent to it. What is written once, and never updated, asks nothing when its record changes. */
export const isPeoples = (
  { update }: Pick<PlannedWrite, 'update'>,
  link: Pick<Link, 'writtenHash' | 'writtenBy'>,
): boolean => isEnteredByHand(link) || (update !== 'never' && isLookedAtFirst(link))
