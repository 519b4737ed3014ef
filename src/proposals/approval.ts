import { mayAct, type Person } from '../domain/person.ts'
import type { Decision, Proposal } from '../domain/proposal.ts'
import { canonicalJson, type Json } from '../domain/record.ts'
import { planText } from './plan.ts'

/** Signatures under a key that only the hub has. */
export interface Seal {
  sign(text: string): string
  verify(text: string, signature: string): boolean
}

/** The word of a person on a plan, signed by the hub. */
export function signed(seal: Seal, id: string, decision: Omit<Decision, 'signature'>): Decision {
  return { ...decision, signature: seal.sign(signedText(id, decision)) }
}

/** Whether the hub has signed this, for this proposal, and its plan is still the one it is about. */
export function isGenuine(
  { seal, hash }: { seal: Seal; hash: (text: string) => string },
  { id, integration, changes }: Proposal,
  { signature, ...decision }: Decision,
): boolean {
  return seal.verify(signedText(id, decision), signature) && decision.planHash === hash(planText(integration, changes))
}

const signedText = (id: string, decision: Omit<Decision, 'signature'>) =>
  canonicalJson({ id, decision } as unknown as Json)

/** Those whose word counts, of those who gave it: people who may decide today. */
export const approversAmong = (approvals: readonly Decision[], people: readonly Person[]): Set<string> =>
  new Set(
    people
      .filter(({ id, role }) => mayAct(role, 'approver') && approvals.some(({ by }) => by.id === id))
      .map(({ email }) => email),
  )

/**
 * High risk takes two different people who have signed in, or whose token it was. Who is known to have asked is one of
 * them. Who is only said to have asked is not the other: anything can be said, and it may be true. Nor is who made the token
 * in another's name: whoever holds it may be the one who made it.
 */
export function isEnough(proposal: Proposal, approvers: ReadonlySet<string>): boolean {
  if (proposal.risk.level !== 'high') return approvers.size > 0
  if (approvers.size > 1) return true
  const asker = knownAsker(proposal)
  const alike = [asker, proposal.askedBy, makerOf(proposal)]
  return asker !== null && [...approvers].some((one) => !alike.includes(one))
}

const knownAsker = ({ proposedBy }: Proposal): string | null =>
  proposedBy.kind === 'person' ? proposedBy.email : proposedBy.kind === 'token' ? (proposedBy.owner ?? null) : null

/** Who made the token that asked, in another's name. */
const makerOf = ({ proposedBy }: Proposal): string | null =>
  proposedBy.kind === 'token' ? (proposedBy.madeBy ?? null) : null

/** What a pending proposal of high risk still waits for, in words. Null: any one approver decides. */
export function whatItNeeds(proposal: Proposal, people: readonly Person[]): string | null {
  if (proposal.risk.level !== 'high') return null
  const deciders = people.filter(({ role }) => mayAct(role, 'approver'))
  const [only] = deciders
  if (deciders.length === 1 && only && !isEnough(proposal, new Set([only.email])))
    return `It takes two people, and only ${only.email} may decide here: they type back what it is about.`
  const approvers = [...approversAmong(proposal.approvals, people)]
  if (approvers.length > 0) return `${approvers.join(' and ')} approved it; one more person must approve it.`
  const asker = knownAsker(proposal)
  if (asker === null) return 'It takes two people, and nobody signed in to ask for it: two must approve it.'
  const maker = makerOf(proposal)
  const said = [
    ...(proposal.askedBy !== null && proposal.askedBy !== asker ? [` and, it is said, by ${proposal.askedBy}`] : []),
    ...(maker === null ? [] : [`, with a token that ${maker} made`]),
  ].join('')
  return said === ''
    ? `It takes two people, and ${asker} asked for it: somebody else must approve it.`
    : `It takes two people, and was asked for by ${asker}${said}: a third must approve it, or two people.`
}
