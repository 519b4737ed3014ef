import type { Link } from './stores.ts'

/**
 * A document that people have entered in the ledger themselves, in place of the one that the hub would have made. Its link
 * says so where it else has the hash of what was written:
 *
 *   "entered by hand"           nobody has compared it yet
 *   "entered by hand HASH"      its record wanted the document of this hash at the first look after that
 *   "entered by hand worth H"   no document could be made of it then; this is the hash of what lists show of the record
 */
const byHand = 'entered by hand'

export const enteredHash = (wanted: string | null): string => (wanted === null ? byHand : `${byHand} ${wanted}`)

export const isEnteredByHand = ({ writtenHash }: Pick<Link, 'writtenHash'>): boolean => writtenHash.startsWith(byHand)

/** The hash of what its record wanted at the first look; null: nobody has looked. */
export const wantedWhenEntered = ({ writtenHash }: Pick<Link, 'writtenHash'>): string | null =>
  writtenHash.slice(byHand.length).trim() || null

/** People have entered the document, or have linked it, and the hub has written nothing to it since: what is in it is theirs. */
export const isLinkedByHand = (link: Pick<Link, 'writtenHash' | 'writtenBy'>): boolean =>
  isEnteredByHand(link) || (link.writtenHash === '' && link.writtenBy === null)
