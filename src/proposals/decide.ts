import { NeedsPerson } from '../domain/errors.ts'
import { mayAct, type Person } from '../domain/person.ts'
import type { Decision, Proposal } from '../domain/proposal.ts'
import { systemOf } from '../domain/record.ts'
import { isOfAnotherCompany } from './another-company.ts'
import { approversAmong, isEnough, isGenuine, signed } from './approval.ts'
import { audit, expire } from './audited.ts'
import { sameFacts } from './key-facts.ts'
import { integrationWithDefinition, type ProposalParts } from './parts.ts'

export interface DecisionInput {
  readonly id: string
  readonly approve: boolean
  /** Of the plan that the person saw. */
  readonly planHash: string
  readonly reason?: string
  /** Signed in just now. */
  readonly person: Person
  readonly channel: Decision['channel']
  /** The key facts, typed back by a person who decides alone because nobody else may. */
  readonly typed?: string
}

/**
 * Notes a person's decision on a proposal that was shown to them.
 * @returns the state that it has now
 * @throws NeedsPerson saying what stands against it
 */
export async function decide(
  parts: ProposalParts,
  shown: Proposal,
  input: DecisionInput,
): Promise<'pending' | 'approved' | 'rejected'> {
  const { database, clock } = parts
  const { id, person, approve } = input
  const refuse = refusalOf(shown)
  if (!mayAct(person.role, 'approver')) throw refuse(`${person.email} may not decide.`, 'Ask an approver or an admin.')
  if (input.planHash !== shown.planHash)
    throw refuse('The plan is not the one that was shown.', 'Look at it again, then decide.')
  if (approve) await checkCompany(parts, shown, refuse)
  const people = await database.people.list()

  const state = await database.transaction(async (tx) => {
    // Nobody else decides until this has committed: two first approvals at once are a first and a second.
    const proposal = (await tx.proposals.lock(id))!
    if (proposal.state === 'pending' && proposal.expiresAt <= clock.now()) {
      await expire(parts, tx, proposal)
      return 'expired'
    }
    if (proposal.state !== 'pending')
      throw refuse(`The proposal is ${proposal.state}.`, 'Only a pending proposal can be decided on.')
    const counts = approve ? howItCounts(parts, proposal, input, people) : {}
    const decision = signed(parts.seal, id, {
      approve,
      by: { kind: 'person', id: person.id, email: person.email },
      at: clock.now(),
      channel: input.channel,
      reason: input.reason ?? null,
      planHash: proposal.planHash,
      ...counts,
    })
    if (decision.first) await tx.proposals.approve(id, decision)
    else await tx.proposals.move(id, approve ? 'approved' : 'rejected', { decision })
    const deed = decision.first ? 'approved-first' : approve ? 'approved' : 'rejected'
    const { planHash, signature } = decision
    await audit(parts, tx, decision.by, deed, proposal, { planHash, signature })
    return decision.first ? 'pending' : approve ? 'approved' : 'rejected'
  })
  if (state === 'expired')
    throw refuse('The proposal has expired.', 'Propose it again: what it was made for may have changed.')
  return state
}

/** Whether this approval settles it, is the first of two, or stands alone with the facts typed back. */
function howItCounts(
  parts: ProposalParts,
  proposal: Proposal,
  { person, typed = '' }: DecisionInput,
  people: readonly Person[],
): Pick<Decision, 'first' | 'typed'> {
  const refuse = refusalOf(proposal)
  const before = approversAmong(
    proposal.approvals.filter((one) => isGenuine(parts, proposal, one)),
    people,
  )
  if (isEnough(proposal, new Set([...before, person.email]))) return {}
  const others = people.filter(({ id, role }) => id !== person.id && mayAct(role, 'approver'))
  if (others.length > 0 && before.has(person.email))
    throw refuse(
      'You have approved it already, and it takes one more person.',
      `Ask ${others.map(({ email }) => email).join(' or ')}.`,
    )
  if (others.length > 0) return { first: true }
  const facts = proposal.keyFacts.join(' ')
  if (!sameFacts(typed, proposal.keyFacts))
    throw refuse(
      'It is of high risk and takes two people, and there is nobody else to decide.',
      `Type what it is about to confirm: ${facts}`,
      'typing_needed',
    )
  return { typed: facts }
}

const refusalOf =
  (proposal: Proposal) =>
  (message: string, hint: string, code = 'not_decided') =>
    new NeedsPerson(code, message, hint, { subject: `proposal ${proposal.id}` })

async function checkCompany(
  { database }: ProposalParts,
  shown: Proposal,
  refuse: (message: string, hint: string, code?: string) => Error,
): Promise<void> {
  const { id: proposal, integration: id, changes } = shown
  if (await isOfAnotherCompany(database.stores, shown, changes))
    throw refuse(
      'It was proposed about another GP company: the connection leads elsewhere since then.',
      // Rather than rejected: that is remembered by keys, and the new company may have the same. The hub's own nobody takes back.
      `Whoever proposed it takes it back with "ledgerline proposals withdraw ${proposal}"; one of the hub is rejected. Look at the company of now, and propose it again if it holds there, too.`,
    )
  const { integration } = await integrationWithDefinition(database, id)
  const writesToGp = changes.some((change) => change.do === 'write' && systemOf(change.record.entity) === 'gp')
  if (writesToGp && integration.confirmed === null)
    throw refuse(
      'Nobody has confirmed yet which GP company this integration writes to.',
      'Confirm it with "ledgerline confirm", then decide.',
    )
}
