import { Hono } from 'hono'
import { z } from 'zod'
import { NeedsPerson } from '../domain/errors.ts'
import type { Proposal } from '../domain/proposal.ts'
import { integrationId, type RecordRef } from '../domain/record.ts'
import type { RunState } from '../domain/run.ts'
import type { Database } from '../domain/stores.ts'
import { typedEmail, typedLine, typedText } from '../domain/typed-text.ts'
import { hasHidden } from '../domain/visible.ts'
import type { ChangeRequest, Proposals } from '../proposals/index.ts'
import type { Caller, CallerEnv } from './actors.ts'
import { parseInput, readBody } from './input.ts'
import type { SignIn } from './sign-in.ts'

const entity = z.string().regex(/^(prestashop|gp)\.\w{1,60}$/)
const record = z.strictObject({
  entity,
  key: z
    .string()
    .min(1)
    .max(100)
    .refine((text) => !hasHidden(text), { error: 'must be visible text' }),
})
const recordEdit = z.strictObject({ path: z.string().min(1).max(200), before: z.json(), after: z.json() })
const change = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('edit-definition'), edits: z.array(z.json()).min(1).max(100) }),
  z.strictObject({ do: z.literal('correct-record'), record, edits: z.array(recordEdit).min(1).max(100) }),
  z.strictObject({ do: z.literal('replay'), records: z.array(record).min(1).max(500) }),
  z.strictObject({
    do: z.literal('repair-link'),
    source: record,
    entity,
    before: z.string().max(100).nullable(),
    after: z.string().max(100).nullable(),
  }),
  z.strictObject({
    do: z.literal('write'),
    write: z.enum(['create', 'update', 'void']),
    record,
    after: z.record(z.string().max(60), z.json()).default({}),
    tellCustomer: z.boolean().default(false),
  }),
])
export const proposalInput = z.strictObject({
  integration: z.string().max(40),
  title: typedLine(5, 200),
  reason: typedText(10, 1000),
  changes: z.array(change).min(1).max(20),
  incidents: z.array(z.string().max(64)).max(50).default([]),
  /** The e-mail of the person who is said to have asked for it. */
  askedBy: typedEmail.nullable().default(null),
})
export const decisionInput = z.strictObject({
  approve: z.boolean(),
  planHash: z.string().length(64),
  reason: typedText(0, 1000).optional(),
  typed: z.string().max(500).optional(),
  email: z.string().max(254),
  password: z.string().max(128),
  channel: z.enum(['command', 'web']).default('command'),
})
/** Why it is undone; left out: only which proposal is. */
export const revertInput = z.object({ reason: typedText(0, 900).default('') })
export const proposalFilter = z.object({
  integration: z.string().optional(),
  state: z.enum(['pending', 'approved', 'rejected', 'expired', 'superseded', 'applied', 'failed']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

/** A record that a proposal started again, and the state of its newest run. */
export interface StartedAgain {
  readonly record: RecordRef
  readonly state: RunState
}

/** Records started again whose state one answer tells. */
const mostStarted = 500

/** Proposals: made, looked at, decided on. A decision brings the person's own e-mail and password; no token is enough. */
export function proposalRoutes(parts: {
  database: Database
  proposals: Proposals
  signIn: SignIn
  readOnly: boolean
}): Hono<CallerEnv> {
  const { database, proposals, signIn, readOnly } = parts
  const app = new Hono<CallerEnv>()
  const shown = async (id: string) => {
    const proposal = await proposals.get(id)
    const needs = await proposals.needs(proposal)
    return { ...proposal, says: proposals.describe(proposal), needs, startedAgain: await startedAgain(proposal) }
  }

  /** What became of the records that it started again: the state of the newest run of each. */
  async function startedAgain({ integration, started: records }: Proposal): Promise<StartedAgain[]> {
    if (records.length === 0) return []
    const newest = await database.stores.runs.newest({ integration, records, limit: mostStarted })
    return newest.map(({ record, state }) => ({ record, state }))
  }

  /** Who proposes. @throws NeedsPerson: a program, of a hub that only reads */
  const proposer = ({ actor }: Caller) => {
    if (!readOnly || actor.kind === 'person') return actor
    throw new NeedsPerson(
      'read_only',
      'Programs propose nothing to this hub: LEDGERLINE_READ_ONLY is set.',
      'Ask whoever runs the hub.',
      { subject: 'proposals' },
    )
  }

  app.get('/', async (context) => {
    const { integration, state, limit } = parseInput('Query', proposalFilter, context.req.query())
    const found = await database.stores.proposals.list({
      limit,
      ...(state ? { state } : {}),
      ...(integration ? { integration: integrationId(integration) } : {}),
    })
    return context.json(found)
  })
  app.get('/:id', async (context) => context.json(await shown(context.req.param('id'))))
  app.get('/:id/preview', async (context) => context.json(await proposals.preview(context.req.param('id'))))
  app.post('/', async (context) => {
    const { integration, changes, ...input } = parseInput('The proposal', proposalInput, await readBody(context))
    const proposedBy = proposer(context.get('caller'))
    const made = await proposals.propose({
      ...input,
      integration: integrationId(integration),
      changes: changes as unknown as ChangeRequest[],
      proposedBy,
    })
    return context.json(await shown(made.id), 201)
  })
  app.post('/:id/decide', async (context) => {
    const { email, password, reason, typed, ...input } = parseInput(
      'The decision',
      decisionInput,
      await readBody(context),
    )
    const person = await signIn(email, password, context.get('from'))
    await proposals.decide({
      ...input,
      id: context.req.param('id'),
      person,
      ...(reason === undefined ? {} : { reason }),
      ...(typed === undefined ? {} : { typed }),
    })
    return context.json(await shown(context.req.param('id')))
  })
  app.post('/:id/revert', async (context) => {
    const { reason } = parseInput('The undoing', revertInput, await readBody(context))
    const made = await proposals.revert(context.req.param('id'), proposer(context.get('caller')), reason)
    return context.json(await shown(made.id), 201)
  })
  return app
}
