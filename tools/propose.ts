import { z } from 'zod'
import type { ToolAnswer, ToolContext } from './define-tool.ts'

/** What a proposing tool hands in. `changes`: as the route for proposals takes them. */
export interface Draft {
  readonly integration?: string | undefined
  readonly title: string
  readonly reason: string
  readonly changes: readonly unknown[]
  readonly incidents?: readonly string[]
  readonly askedBy?: string | undefined
}

export const proposalOutput = {
  proposal: z.string(),
  state: z.string(),
  risk: z.string(),
  planHash: z.string(),
  expiresAt: z.string(),
  says: z.array(z.string()),
}

/** A proposal as its route answers. */
export interface Made {
  readonly id: string
  readonly state: string
  readonly says: readonly string[]
  readonly risk: { readonly level: string; readonly reasons: readonly string[] }
  readonly planHash: string
  readonly expiresAt: string
  /** What it waits for besides one approver. */
  readonly needs: string | null
  readonly changes: readonly { readonly do: string }[]
  readonly inverse: unknown
}

/** Makes the proposal. Nothing has changed by it: a person decides, with a sign-in of their own. */
export async function propose(context: ToolContext, draft: Draft): Promise<ToolAnswer> {
  const { askedBy, title, ...rest } = draft
  const integration = await context.integration(draft.integration)
  const body = { ...rest, title: title.slice(0, 200), integration, ...(askedBy ? { askedBy } : {}) }
  return proposedAnswer(await context.hub.post<Made>('/api/proposals', body))
}

export function proposedAnswer({
  id,
  state,
  says,
  risk,
  planHash,
  expiresAt,
  needs,
  changes,
  inverse,
}: Made): ToolAnswer {
  // A single write goes through no flow: there is nothing to try on orders.
  const preview = changes.some((change) => change.do !== 'write')
  return {
    says: [
      `Proposed as ${id}. Nothing has changed: a person decides, with "ledgerline proposals approve ${id}".`,
      `Risk: ${risk.level}. ${risk.reasons.join(' ')} ${undoSentence(inverse)}`,
      ...(needs ? [needs] : []),
    ],
    facts: { proposal: id, state, risk: risk.level, planHash, expiresAt },
    // With what stands there now, which others may have written.
    remote: { says },
    next: [
      {
        tool: 'read_proposal',
        arguments: { proposal: id, ...(preview ? { preview } : {}) },
        because: preview
          ? 'to see what it would do to its orders and recent ones; later, whether it was decided and what came of it'
          : 'later, to see whether it was decided and what came of it',
      },
    ],
  }
}

export const undoSentence = (inverse: unknown) =>
  inverse === null ? 'It cannot be undone.' : 'It can be undone; what orders it lets go to GP stays there.'

/** The order as the hub's routes name it. */
export const orderRef = (order: string) => ({ entity: 'prestashop.order', key: order })
