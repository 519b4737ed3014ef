import { z } from 'zod'
import type { Scope } from '../src/domain/person.ts'

/** The hub, asked over its own routes, as the caller: what a token may not do, no tool can. */
export interface HubDoor {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
}

export interface ToolContext {
  readonly hub: HubDoor
  /** The integration that is meant when none is named. */
  readonly integration: (named: string | undefined) => Promise<string>
  /** 128 random bits, new for each answer: what marks remote text cannot be guessed by who wrote it. */
  readonly nonce: string
  /** False for a caller who may only read. */
  readonly mayPropose: boolean
  /** Tells a waiting client what is going on. */
  readonly progress: (message: string) => Promise<void>
}

/**
 * `read`: looks. `simulate`: computes what would be. `propose`: makes a proposal, which changes nothing until a person
 * approves it. `read or propose`: by what is asked; where proposing is not allowed, it only reads. There is no other:
 * nothing that a model calls writes.
 */
export type Effect = 'read' | 'simulate' | 'propose' | 'read or propose'

export interface Tool {
  readonly name: string
  readonly title: string
  readonly effect: Effect
  readonly description: string
  readonly input: z.ZodObject
  readonly output: z.ZodObject
  readonly scope: Scope
  readonly run: (input: never, context: ToolContext) => Promise<ToolAnswer>
}

/** What a tool answers: few words, and the same as data. `next`: calls that are useful now, complete. */
export interface ToolAnswer {
  readonly text: string
  readonly data: { readonly [member: string]: unknown }
  readonly next?: readonly NextCall[]
}

export interface NextCall {
  readonly tool: string
  readonly arguments: { readonly [argument: string]: unknown }
  readonly because: string
}

/** One tool. Its input is strict: a mistyped filter is refused and never widens a question. */
export function defineTool<const Shape extends z.ZodRawShape>(tool: {
  readonly name: string
  readonly title: string
  readonly effect: Effect
  readonly description: string
  readonly input: Shape
  /** What `data` holds. */
  readonly output: z.ZodRawShape
  readonly run: (input: z.output<z.ZodObject<Shape>>, context: ToolContext) => Promise<ToolAnswer>
}): Tool {
  const scope: Scope = tool.effect === 'propose' ? 'propose' : 'read'
  return {
    ...tool,
    input: z.strictObject(tool.input),
    output: z.looseObject({ ...tool.output, next }),
    scope,
  } as unknown as Tool
}

const next = z
  .array(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()), because: z.string() }))
  .optional()
  .describe('Calls that are useful now, complete but for “…”.')

/** Outputs that many tools share. */
export const outputs = {
  proposal: {
    proposal: z.string(),
    state: z.string(),
    says: z.array(z.string()),
    risk: z.string(),
    planHash: z.string(),
    expiresAt: z.string(),
  },
  /** Records by the vendor's field names: data of others. */
  records: z.array(z.record(z.string(), z.unknown())),
}

/** Inputs that many tools share, described once. */
export const inputs = {
  integration: z.string().max(40).optional().describe('Id of the integration. Leave out when there is one.'),
  order: z
    .string()
    .regex(/^\d{1,10}$/)
    .describe('Id of the order in the shop: a number, not its reference.'),
  limit: z.int().min(1).max(100).default(20).describe('How many at most.'),
  format: z.enum(['concise', 'detailed']).default('concise').describe('"detailed" adds everything there is.'),
  reason: z.string().min(10).max(1000).describe('Why, in a sentence a shop owner can check.'),
  askedBy: z.string().max(254).optional().describe('E-mail of the person on whose behalf this is proposed.'),
  incidents: z
    .array(z.string().max(64))
    .max(50)
    .default([])
    .describe('Incidents it answers; their orders start again once it is applied.'),
}

/** What a proposing tool answers: the proposal, and that nothing has changed. */
export async function proposed(
  context: ToolContext,
  body: {
    integration?: string | undefined
    title: string
    reason: string
    changes: readonly unknown[]
    incidents?: readonly string[]
    askedBy?: string | undefined
  },
): Promise<ToolAnswer> {
  const { askedBy, ...rest } = body
  const integration = await context.integration(body.integration)
  const made = await context.hub.post<{
    id: string
    says: string[]
    risk: { level: string; reasons: string[] }
    planHash: string
    expiresAt: string
  }>('/api/proposals', { ...rest, integration, ...(askedBy ? { askedBy } : {}) })
  const text = [
    `Proposed as ${made.id}. Nothing has changed: a person decides with "ledgerline proposals approve ${made.id}".`,
    ...made.says.map((sentence) => `• ${sentence}`),
    `Risk: ${made.risk.level}. ${made.risk.reasons.join(' ')}`,
  ].join('\n')
  return {
    text,
    data: {
      proposal: made.id,
      state: 'pending',
      says: made.says,
      risk: made.risk.level,
      planHash: made.planHash,
      expiresAt: made.expiresAt,
    },
    next: [{ tool: 'read_proposal', arguments: { proposal: made.id }, because: 'to see whether it was decided' }],
  }
}
