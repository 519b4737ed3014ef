import { z } from 'zod'
import { type Change, type Decision, type Proposal, proposalStates, type WriteProgress } from '../domain/proposal.ts'
import type { RecordRef } from '../domain/record.ts'
import { type RunState, runStates } from '../domain/run.ts'
import { typedEmail, typedLine, typedText } from '../domain/typed-text.ts'
import { hasHidden } from '../domain/visible.ts'
import type { AmountChange, Preview } from '../proposals/index.ts'
import { route, shape } from './route.ts'
import { fieldDifference, recordEdit } from './runs.ts'
import { actor, amount, askedModel, entityName, json, proof, recordRef, recordValue, time } from './shapes.ts'

const entity = z.string().regex(/^(prestashop|gp)\.\w{1,60}$/)
const record = z.strictObject({
  entity,
  key: z
    .string()
    .min(1)
    .max(100)
    .refine((text) => !hasHidden(text), { error: 'must be visible text' }),
})
/** Also what the hub keeps itself: a payout has a journal. */
const linked = record.extend({ entity: z.string().regex(/^(prestashop|gp|hub)\.\w{1,60}$/) })
const edit = z.strictObject({ path: z.string().min(1).max(200), before: z.json(), after: z.json() })
const requested = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('edit-definition'), edits: z.array(z.json()).min(1).max(100) }),
  z.strictObject({ do: z.literal('correct-record'), record, edits: z.array(edit).min(1).max(100) }),
  z.strictObject({ do: z.literal('replay'), records: z.array(record).min(1).max(500) }),
  z.strictObject({
    do: z.literal('repair-link'),
    source: linked,
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

const marks = z.record(z.string(), z.string())
const change = shape<Change>()(
  z
    .discriminatedUnion('do', [
      z.object({ do: z.literal('edit-definition'), edits: z.array(json) }),
      z.object({ do: z.literal('correct-record'), record: recordRef, edits: z.array(recordEdit) }),
      z.object({ do: z.literal('replay'), records: z.array(recordRef) }),
      z.object({
        do: z.literal('repair-link'),
        source: recordRef,
        entity: entityName,
        before: z.string().nullable(),
        after: z.string().nullable(),
        marks: marks.optional(),
        confirms: z.string().optional(),
      }),
      z.object({
        do: z.literal('rewrite'),
        version: z.number(),
        documents: z.array(
          z.object({
            source: recordRef,
            target: recordRef,
            record: recordRef,
            madeUnder: z.number().nullable(),
            currency: z.string().nullable(),
            fields: z.array(fieldDifference),
            differs: z.string(),
          }),
        ),
      }),
      z.object({
        do: z.literal('write'),
        write: z.enum(['create', 'update', 'void']),
        record: recordRef,
        before: recordValue.nullable(),
        after: recordValue,
        marks: marks.optional(),
        is: z.array(z.object({ field: z.string(), value: json })).optional(),
        also: z.string().optional(),
        tellCustomer: z.boolean(),
      }),
    ])
    .meta({ id: 'Change', description: 'What would change, exactly, with what was there before.' }),
)
const decision = shape<Decision>()(
  z
    .object({
      approve: z.boolean(),
      by: z.object({ kind: z.literal('person'), id: z.string(), email: z.string() }),
      at: time,
      channel: z.enum(['command', 'web']),
      reason: z.string().nullable(),
      planHash: z.string(),
      first: z.literal(true).optional(),
      typed: z.string().optional(),
      signature: z.string(),
    })
    .meta({ id: 'Decision' }),
)
const progress = shape<WriteProgress>()(
  z.object({
    change: z.number(),
    state: z.enum(['sent', 'done']),
    at: time,
    after: z.string().optional(),
    key: z.string().optional(),
  }),
)
const risk = z.object({ level: z.enum(['low', 'medium', 'high']), reasons: z.array(z.string()) })
const fields = {
  id: z.string(),
  integration: z.string(),
  title: z.string(),
  reason: z.string(),
  changes: z.array(change),
  inverse: z.array(change).nullable(),
  planHash: z.string(),
  keyFacts: z.array(z.string()),
  risk,
  incidents: z.array(z.string()),
  proposedBy: actor,
  askedBy: z.string().nullable(),
  state: z.enum(proposalStates),
  at: time,
  expiresAt: time,
  approvals: z.array(decision),
  decision: decision.nullable(),
  progress: z.array(progress),
  started: z.array(recordRef),
  outcome: z.string().nullable(),
  occasion: z.string().nullable(),
}
const proposal = shape<Proposal>()(
  z.object(fields).meta({ id: 'Proposal', description: 'An exact change that a person must allow first.' }),
)

/** A record that a proposal started again, and the state of its newest run. */
export interface StartedAgain {
  readonly record: RecordRef
  /** A record may start several. */
  readonly flow: string
  readonly state: RunState
}

/** A proposal as people read it. */
export interface ShownProposal extends Proposal {
  /** What it would do, in sentences. */
  readonly says: readonly string[]
  /** Who must still approve, in a sentence; null: one approval is enough. */
  readonly needs: string | null
  readonly startedAgain: readonly StartedAgain[]
}
const shown = shape<ShownProposal>()(
  z
    .object({
      ...fields,
      says: z.array(z.string()),
      needs: z.string().nullable(),
      startedAgain: z.array(z.object({ record: recordRef, flow: z.string(), state: z.enum(runStates) })),
    })
    .meta({ id: 'ShownProposal', description: 'A proposal, also in sentences.' }),
)

export const amountChange = shape<AmountChange>()(
  z
    .object({
      currency: z.string().nullable(),
      field: z.string(),
      documents: z.number(),
      before: amount,
      after: amount,
    })
    .meta({ id: 'AmountChange' }),
)
const preview = shape<Preview>()(
  z
    .object({
      at: time,
      sampled: z.number(),
      same: z.number(),
      using: z.number().nullable(),
      changed: z.array(
        z.object({
          record: z.string(),
          before: z.string(),
          after: z.string(),
          differs: z.array(z.string()),
          fields: z.array(z.object({ path: z.string(), before: json, after: json, document: z.string() })),
        }),
      ),
      amounts: z.array(amountChange),
      kept: z.number(),
      sends: z.array(z.object({ record: z.string(), text: z.string() })),
    })
    .meta({ id: 'Preview' }),
)

const filter = {
  integration: z.string().optional(),
  state: z.enum(proposalStates).optional(),
}

export const proposalRoutes = {
  listProposals: route('GET /api/proposals', {
    says: 'Proposals, newest first.',
    scope: 'read',
    query: z.object({
      ...filter,
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    answer: z.array(proposal),
  }),
  downloadProposals: route('GET /api/proposals.csv', {
    says: 'The same list as CSV, with who decided and why; the newest 5,000.',
    // Titles and reasons repeat what people and programs have written about records.
    scope: 'people',
    query: z.object(filter),
    answer: { media: 'text/csv' },
  }),
  readProposal: route('GET /api/proposals/:id', {
    says: 'One proposal, also in sentences; what became of the records that it started again.',
    scope: 'read',
    answer: shown,
  }),
  previewProposal: route('GET /api/proposals/:id/preview', {
    says: 'The orders it is about, and the newest ones when it edits the definition, tried before and under it. Writes nothing. Of one that is decided: what was tried last before.',
    scope: 'read',
    answer: preview,
  }),
  draftRule: route('POST /api/integrations/:integration/rules/draft', {
    says: 'A rule in words as edits of the definition: compiled, checked, tried on the newest orders, with what was taken for granted; or why it cannot be made. Changes nothing: the edits are what a proposal takes. With "model" a model is asked where the usual sentences do not fit: that takes the scope propose.',
    scope: 'read',
    input: 'The rule',
    body: z.strictObject({
      words: typedText(5, 1000),
      model: z.boolean().default(false),
      /** Whether it is tried on orders: that reads both systems. */
      preview: z.boolean().default(true),
    }),
    answer: z.object({
      edits: z.array(json),
      assumptions: z.array(z.string()),
      /** Why no rule was made; null: one was. */
      cannot: z.string().nullable(),
      model: askedModel,
      says: z.array(z.string()),
      risk: risk.nullable(),
      preview: preview.nullable(),
    }),
  }),
  propose: route('POST /api/proposals', {
    says: 'Proposes changes.',
    scope: 'propose',
    input: 'The proposal',
    body: z.strictObject({
      integration: z.string().max(40),
      title: typedLine(5, 200),
      reason: typedText(10, 1000),
      changes: z.array(requested).min(1).max(20),
      incidents: z.array(z.string().max(64)).max(50).default([]),
      /** The e-mail of the person who is said to have asked for it. */
      askedBy: typedEmail.nullable().default(null),
    }),
    answer: shown,
    status: 201,
  }),
  decide: route('POST /api/proposals/:id/decide', {
    says: 'A person’s decision, with their own e-mail and password; in a session that was confirmed lately without them, but for high risk. No token is enough. Still pending: one more person must approve, see `needs`.',
    scope: 'propose',
    input: 'The decision',
    body: z.strictObject({
      approve: z.boolean(),
      planHash: z.string().length(64),
      reason: typedText(0, 1000).optional(),
      typed: z.string().max(500).optional(),
      email: z.string().max(254).optional(),
      ...proof,
      channel: z.enum(['command', 'web']).default('command'),
    }),
    answer: shown,
  }),
  withdraw: route('POST /api/proposals/:id/withdraw', {
    says: 'Who made a proposal takes it back while it waits.',
    scope: 'propose',
    input: 'The withdrawal',
    body: z.object({ reason: typedText(0, 900).default('') }),
    answer: shown,
  }),
  revert: route('POST /api/proposals/:id/revert', {
    says: 'Proposes what undoes an applied one.',
    scope: 'propose',
    input: 'The undoing',
    /** Why it is undone; left out: only which proposal is. */
    body: z.object({ reason: typedText(0, 900).default('') }),
    answer: shown,
    status: 201,
  }),
}
