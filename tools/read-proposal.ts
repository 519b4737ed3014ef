import { z } from 'zod'
import { HubError } from '../src/domain/errors.ts'
import { actorText } from '../src/domain/person.ts'
import type { Proposal } from '../src/domain/proposal.ts'
import type { Preview } from '../src/proposals/index.ts'
import { counted, defineTool, type NextCall } from './define-tool.ts'
import { undoSentence } from './propose.ts'
import { orderEntity } from './remedies.ts'

export const readProposal = defineTool({
  name: 'read_proposal',
  title: 'Read a proposal',
  effect: 'read',
  description:
    'One proposal: what would change, why, its risk, whether a person has decided, and what came of it. With `preview`: the orders it is about and a sample of recent ones, tried before and under it (takes some seconds, writes nothing); do that before you ask a person to approve.',
  input: { proposal: z.string().min(1).max(64), preview: z.boolean().default(false) },
  output: {
    proposal: z.string(),
    state: z.string(),
    risk: z.string(),
    decided: z.boolean(),
    undoable: z.boolean(),
    preview: z.object({ sampled: z.number(), same: z.number(), differ: z.number() }).optional(),
    changed: z.array(z.record(z.string(), z.unknown())).optional(),
    title: z.string(),
    reason: z.string(),
    says: z.array(z.string()),
    outcome: z.string().optional(),
  },
  async run({ proposal: id, preview }, { hub, progress }) {
    const path = `/api/proposals/${encodeURIComponent(id)}`
    const proposal = await hub.get<Shown>(path)
    const { title, state, reason, says, at, proposedBy, risk, decision, outcome, needs, startedAgain = [] } = proposal
    if (preview && state === 'pending') await progress('Trying recent orders, before and under it')
    // Of one that is decided it is what was tried before, where somebody had it tried.
    const tried = preview
      ? await hub.get<Preview>(`${path}/preview`).catch((error: unknown) => {
          if (state !== 'pending' && error instanceof HubError && error.code === 'not_found') return null
          throw error
        })
      : null
    return {
      says: [
        `Proposal ${id}: ${state}. Proposed by ${actorText(proposedBy)} at ${at}. ${decision ? `${decision.approve ? 'Approved' : 'Rejected'} by ${decision.by.email} at ${decision.at}.` : 'Nobody has decided yet.'} Times are UTC.`,
        `Risk: ${risk.level}. ${risk.reasons.join(' ')} ${undoSentence(proposal.inverse)}`,
        ...(needs ? [needs] : []),
        ...(tried ? [triedSentence(tried, state)] : []),
        ...(state === 'pending' ? [`A person decides with "ledgerline proposals approve ${id}", or reject.`] : []),
        ...(startedAgain.length > 0 ? [`Started again, as they are now: ${startedText(startedAgain)}.`] : []),
      ],
      facts: {
        proposal: id,
        state,
        risk: risk.level,
        decided: decision !== null,
        undoable: proposal.inverse !== null,
        ...(tried ? { preview: { sampled: tried.sampled, same: tried.same, differ: tried.sampled - tried.same } } : {}),
      },
      remote: {
        title,
        reason,
        says,
        ...(decision?.reason ? { decidedBecause: decision.reason } : {}),
        ...(outcome ? { outcome } : {}),
        ...(tried && tried.changed.length > 0 ? { changed: tried.changed } : {}),
        ...(tried && tried.sends.length > 0 ? { wouldSend: tried.sends } : {}),
      },
      next: nextOf(proposal),
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'list_proposals', arguments: {}, because: 'to see what waits' }] : [],
})

interface Shown extends Proposal {
  readonly says: readonly string[]
  readonly needs: string | null
  /** Orders that it started again, with the state of their newest run. */
  readonly startedAgain?: readonly Started[]
}

interface Started {
  readonly record: { readonly entity: string; readonly key: string }
  readonly flow: string
  readonly state: string
}

const mostStarted = 20

/** "prestashop.order 2: order-to-sales-order done, shipment-to-shop skipped": a record once, with each of its flows. */
function startedText(all: readonly Started[]): string {
  const records = [...Map.groupBy(all, ({ record }) => `${record.entity} ${record.key}`)]
  const shown = records
    .slice(0, mostStarted)
    .map(([record, flows]) => `${record}: ${flows.map(({ flow, state }) => `${flow} ${state}`).join(', ')}`)
  return [...shown, ...(records.length > mostStarted ? [`and ${records.length - mostStarted} more`] : [])].join('; ')
}

const triedSentence = ({ at, sampled, same, using }: Preview, state: string) =>
  sampled === 0
    ? 'No order was tried: it goes through no flow, or there is none.'
    : `${counted(sampled, 'order')} tried${state === 'pending' ? '' : ` at ${at}, before the decision`}: ${same} stay as they are, ${sampled - same} differ.${using === null ? '' : using === 0 ? ' None of them uses a value that is changed: nothing was put to the test.' : ` ${using} of them use a value that is changed.`}`

function nextOf({ id, state, inverse, startedAgain = [] }: Shown): NextCall[] {
  const [stopped] = startedAgain.filter(({ record, state: now }) => now === 'stopped' && record.entity === orderEntity)
  return [
    ...(stopped
      ? [{ tool: 'explain_order', arguments: { order: stopped.record.key }, because: 'to see why it stopped again' }]
      : []),
    ...(state === 'applied' && inverse !== null
      ? [
          {
            tool: 'call_operation',
            arguments: { operation: 'hub.proposal.undo', arguments: { proposal: id }, reason: '…' },
            because: 'to propose its undoing, if that is wanted',
          },
        ]
      : []),
    ...(state === 'failed'
      ? [
          {
            tool: 'read_status',
            arguments: { check: true },
            because: 'to see whether a connection or a right is wrong',
          },
        ]
      : []),
  ]
}
