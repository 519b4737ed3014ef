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

interface Made {
  readonly id: string
  readonly state: string
  readonly says: readonly string[]
  readonly risk: { readonly level: string; readonly reasons: readonly string[] }
  readonly planHash: string
  readonly expiresAt: string
}

/** Makes the proposal. Nothing has changed by it: a person decides, with a sign-in of their own. */
export async function propose(context: ToolContext, draft: Draft): Promise<ToolAnswer> {
  const { askedBy, title, ...rest } = draft
  const integration = await context.integration(draft.integration)
  const body = { ...rest, title: title.slice(0, 200), integration, ...(askedBy ? { askedBy } : {}) }
  const made = await context.hub.post<Made>('/api/proposals', body)
  return {
    says: [
      `Proposed as ${made.id}. Nothing has changed: a person decides, with "ledgerline proposals approve ${made.id}".`,
      `Risk: ${made.risk.level}. ${made.risk.reasons.join(' ')}`.trim(),
    ],
    facts: {
      proposal: made.id,
      state: made.state,
      risk: made.risk.level,
      planHash: made.planHash,
      expiresAt: made.expiresAt,
    },
    // With what stands there now, which others may have written.
    remote: { says: made.says },
    next: [
      {
        tool: 'read_proposal',
        arguments: { proposal: made.id, preview: true },
        because: 'to see what it would do to recent orders, and later whether it was decided',
      },
    ],
  }
}

/** The order as the hub's routes name it. */
export const orderRef = (order: string) => ({ entity: 'prestashop.order', key: order })

