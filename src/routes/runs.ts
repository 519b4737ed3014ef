import { z } from 'zod'
import { causeClasses, type Diagnosis, type IncidentTriage, owners } from '../domain/cause.ts'
import type { Instant } from '../domain/clock.ts'
import type { ProofSheet } from '../domain/proof.ts'
import type { RecordKey, RecordRef } from '../domain/record.ts'
import {
  type JournalEntry,
  type KeptDifference,
  type Question,
  type RecordEdit,
  type Run,
  type RunState,
  runStates,
  type StoredJournalEntry,
} from '../domain/run.ts'
import type { Incident, Link } from '../domain/stores.ts'
import type { DryRun, InRounds } from '../engine/index.ts'
import { route, shape } from './route.ts'
import { amount, difference, entityName, json, proof, recordRef, recordValue, time } from './shapes.ts'

const one = '/api/integrations/:integration'

const taxedAmount = z.object({ base: amount, tax: amount })
const taxProof = z.object({
  way: z.string(),
  state: z.enum(['proved', 'held']),
  problems: z.array(z.string()),
  notes: z.array(z.string()),
  rows: z.array(
    z.object({
      part: z.enum(['goods', 'freight', 'wrapping']),
      tax: z.string(),
      rate: z.string(),
      detail: z.string().nullable(),
      shop: taxedAmount,
      document: taxedAmount.nullable(),
      readBack: taxedAmount.nullable(),
      within: amount,
    }),
  ),
  total: amount,
})
const proofSheet = shape<ProofSheet>()(
  z
    .object({
      currency: z.string(),
      digits: z.number(),
      anchor: amount,
      parts: z.array(z.object({ label: z.string(), amount })),
      total: amount,
      difference: amount,
      adjustments: z.array(
        z.object({ place: z.string(), amount, reason: z.string(), split: z.literal(true).optional() }),
      ),
      notes: z.array(z.string()).optional(),
      taxes: z.array(taxProof).optional(),
      state: z.enum(['proved', 'held']),
      of: z.enum(['document', 'read-back']),
    })
    .meta({ id: 'ProofSheet', description: 'How a document reaches what the shop charged. Amounts as text.' }),
)

const missing = z.discriminatedUnion('what', [
  z.object({ what: z.literal('value'), valueMap: z.string(), from: z.string(), label: z.string().optional() }),
  z.object({ what: z.literal('link'), source: recordRef, entity: entityName }),
  z.object({ what: z.literal('record'), record: recordRef }),
])
const diagnosis = shape<Diagnosis>()(
  z
    .object({
      cause: z.string(),
      class: z.enum(causeClasses),
      owner: z.enum(owners),
      retryHelps: z.boolean(),
      says: z.string(),
      next: z.string(),
      evidence: z.array(z.string()),
    })
    .meta({ id: 'Diagnosis' }),
)
const triage = shape<IncidentTriage>()(
  z
    .object({
      cause: z.string(),
      class: z.enum(causeClasses),
      owner: z.enum(owners),
      retryHelps: z.boolean(),
      says: z.string(),
      next: z.string(),
      evidence: z.array(z.string()),
      confidence: z.number(),
      abstain: z.boolean(),
      /** Null: none had to be asked. `name` null: none answered, and `says` says why. */
      model: z.object({ name: z.string().nullable(), says: z.string() }).nullable(),
      final: z.boolean(),
      /** What a model said of it names nobody, and is used again where the same cause comes back. */
      general: z.boolean().optional(),
    })
    .meta({ id: 'Triage', description: 'What the assistant makes of a cause.' }),
)
const question = shape<Question>()(
  z
    .object({
      code: z.string(),
      step: z.string().nullable(),
      message: z.string(),
      hint: z.string(),
      subject: z.string(),
      sheet: proofSheet.optional(),
      missing: z.array(missing).optional(),
      once: z.literal(true).optional(),
      settles: z.literal(true).optional().describe('Resolved, its records stay as they are.'),
      counted: z.number().optional(),
      repairs: z
        .array(
          z.object({
            source: recordRef,
            entity: entityName,
            before: z.string().nullable(),
            after: z.string().nullable(),
            because: z.string(),
            unsure: z.literal(true).optional(),
          }),
        )
        .optional(),
      diagnosis: diagnosis.optional(),
      everywhere: z.literal(true).optional(),
      tooLong: z.object({ field: z.string(), fits: z.number() }).optional(),
      closed: z.string().optional(),
    })
    .meta({ id: 'Question', description: 'Why a person is needed, and what they can do.' }),
)

const run = shape<Run>()(
  z
    .object({
      id: z.string(),
      integration: z.string(),
      flow: z.string(),
      record: recordRef,
      state: z.enum(runStates),
      epoch: z.number(),
      attempts: z.number(),
      crashes: z.number(),
      version: z.number(),
      reason: z.string().nullable(),
      nextAt: time.nullable(),
      startedAt: time,
      updatedAt: time,
    })
    .meta({ id: 'Run' }),
)

export const recordEdit = shape<RecordEdit>()(
  z.object({ path: z.string(), before: json, after: json, rows: z.array(z.string()).optional() }),
)
export const fieldDifference = z.object({ path: z.string(), before: json, after: json })
const keptDifference = shape<KeptDifference>()(
  z.object({
    madeUnder: z.number().nullable(),
    version: z.number(),
    currency: z.string().nullable(),
    closed: z.boolean(),
    fields: z.array(fieldDifference),
  }),
)

const journalEntry = shape<JournalEntry>()(
  z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('read'),
        step: z.string(),
        as: z.string(),
        record: recordRef,
        value: recordValue.nullable(),
        replaced: z.array(z.string()).optional(),
      }),
      z.object({
        kind: z.literal('found'),
        step: z.string(),
        entity: entityName,
        keys: z.array(z.string()),
        more: z.boolean(),
      }),
      z.object({
        kind: z.literal('page'),
        phase: z.enum(['compared', 'wrote']),
        next: z.string().nullable(),
        read: z.number(),
        unchanged: z.number(),
        changed: z.number(),
        skipped: z.number(),
        failed: z.number(),
        failures: z.array(z.object({ key: z.string(), reason: z.string() })),
        guarded: z.record(z.string(), z.object({ counted: z.number(), digest: z.string(), of: z.number().optional() })),
      }),
      z.object({
        kind: z.literal('looked-up'),
        links: z.array(
          z.object({
            source: recordRef,
            entity: entityName,
            target: z.string().nullable(),
            sent: z.string().optional(),
            sources: z.array(z.string()).optional(),
          }),
        ),
        records: z.array(
          z.object({
            record: recordRef,
            exists: z.boolean(),
            facts: recordValue.optional(),
            asOf: time.optional(),
          }),
        ),
      }),
      z.object({ kind: z.literal('requested'), by: z.string(), newestRules: z.literal(true).optional() }),
      z.object({ kind: z.literal('edited'), as: z.string(), edits: z.array(recordEdit), by: z.string() }),
      z.object({ kind: z.literal('lapsed'), as: z.string(), edits: z.array(recordEdit) }),
      z.object({ kind: z.literal('answered'), code: z.string(), subject: z.string() }),
      z.object({ kind: z.literal('waited-out'), step: z.string(), because: z.string(), since: time }),
      z.object({
        kind: z.literal('texts'),
        step: z.string(),
        changes: z.array(
          z.object({ path: z.string(), before: z.string(), after: z.string(), why: z.enum(['cut', 'letters']) }),
        ),
      }),
      z.object({ kind: z.literal('proof'), step: z.string(), sheet: proofSheet }),
      z.object({
        kind: z.literal('intended'),
        step: z.string(),
        write: z.object({
          do: z.enum(['create', 'update']),
          record: recordRef,
          source: recordRef,
          document: recordValue,
          full: recordValue,
          kept: z.array(z.string()).optional(),
        }),
      }),
      z.object({ kind: z.literal('settled'), step: z.string(), record: recordRef, arrived: z.boolean() }),
      z.object({
        kind: z.literal('written'),
        step: z.string(),
        record: recordRef,
        value: recordValue,
        found: z.literal(true).optional(),
      }),
      z.object({ kind: z.literal('unchanged'), step: z.string(), record: recordRef }),
      z.object({
        kind: z.literal('kept'),
        step: z.string(),
        record: recordRef,
        source: recordRef,
        difference: keptDifference,
      }),
      z.object({
        kind: z.literal('failed'),
        step: z.string().nullable(),
        code: z.string(),
        message: z.string(),
        reply: z.string().optional(),
        cause: z.string().optional(),
      }),
      z.object({ kind: z.literal('erased'), by: z.string() }),
      z.object({ kind: z.literal('resumed'), epoch: z.number() }),
      z.object({ kind: z.literal('finished'), state: z.enum(runStates), reason: z.string() }),
    ])
    .meta({ id: 'JournalEntry', description: 'What a run saw and did, one thing at a time.' }),
)
const storedEntry = shape<StoredJournalEntry>()(
  z.object({ sequence: z.number(), at: time, entry: journalEntry }).meta({ id: 'StoredJournalEntry' }),
)

export const incidentFields = {
  id: z.string(),
  integration: z.string(),
  flow: z.string(),
  fingerprint: z.string(),
  question,
  triage: triage.nullable(),
  state: z.enum(['open', 'resolved']),
  runs: z.number(),
  /** What it stops: "prestashop.order"; null: it is about a connection. */
  entity: z.string().nullable(),
  firstAt: time,
  lastAt: time,
}
export const incident = shape<Incident>()(
  z.object(incidentFields).meta({ id: 'Incident', description: 'One cause that stops runs until a person acts.' }),
)

/** One record end to end: what became of it, why, and how the totals were proved. */
export interface RecordStory {
  readonly record: RecordRef
  /** The newest run of the flow that was asked for; else the one by which lists show the record, as in `RunStore.page`. */
  readonly newest: Run
  /** The last 20, and the newest of each flow; newest first. */
  readonly runs: readonly Run[]
  /** The newest run of the same flow that did something; later ones wrote nothing. */
  readonly run: Run
  /** Its journal. */
  readonly journal: readonly StoredJournalEntry[]
  /** The proof before writing and the one from the read-back, of the newest run that has them. */
  readonly proofs: readonly ProofSheet[]
  /** What that run has written, else what the record is in another system. */
  readonly link: Pick<Link, 'target' | 'at'> | null
  /** All that the record is elsewhere. */
  readonly links: readonly Pick<Link, 'target' | 'at'>[]
  /** Documents that were sent, and of which it is not known whether they arrived. */
  readonly sent: readonly RecordRef[]
  /** Every flow that has met the record, with the state of its newest run. */
  readonly flows: readonly { readonly flow: string; readonly state: RunState; readonly at: Instant }[]
  readonly incidents: readonly Incident[]
}
const recordStory = shape<RecordStory>()(
  z
    .object({
      record: recordRef,
      newest: run,
      runs: z.array(run),
      run,
      journal: z.array(storedEntry),
      proofs: z.array(proofSheet),
      link: z.object({ target: recordRef, at: time }).nullable(),
      links: z.array(z.object({ target: recordRef, at: time })),
      sent: z.array(recordRef),
      flows: z.array(z.object({ flow: z.string(), state: z.enum(runStates), at: time })),
      incidents: z.array(incident),
    })
    .meta({ id: 'RecordStory', description: 'One record end to end.' }),
)

const dryRun = shape<DryRun>()(
  z
    .object({
      record: recordRef,
      flow: z.string(),
      outcome: z.enum(['would-write', 'nothing-to-do', 'skipped', 'held']),
      reason: z.string(),
      writes: z.array(
        z.object({
          do: z.enum(['create', 'update', 'nothing']),
          target: recordRef,
          document: recordValue,
          differences: z.array(difference),
          whole: recordValue.optional(),
          kept: keptDifference.optional(),
          sends: z.string().optional(),
        }),
      ),
      proof: proofSheet.nullable(),
      question: question.nullable(),
    })
    .meta({ id: 'DryRun', description: 'What a run would do now. Nothing was written.' }),
)

/** A folder as it travels: part name to content. */
export const parts = z.record(z.string(), json)

const edit = z.object({ path: z.string().min(1).max(200), before: json, after: json })

/** One of the flows that start on the record. Left out: all of them; of a dry run, the first. */
const flow = { flow: z.string().max(64).optional() }
const runBody = {
  ...flow,
  dryRun: z.boolean().default(false),
  /** A dry run under the definition of this folder. */
  parts: parts.optional(),
  /** A run, although the integration or the flow is paused. */
  althoughPaused: z.boolean().default(false),
}
/** Edits of the definition and corrections of the record, as a proposal has them. */
const planBody = {
  ...flow,
  edits: z.array(json).max(20).default([]),
  corrections: z.array(edit).max(100).default([]),
}
const replayBody = {
  ...flow,
  edits: z.array(edit).max(100).default([]),
  /** In a session, with `edits`: the password of its person, unless it was confirmed lately. */
  ...proof,
}
/** Any record: "gp.item", "hub.tick". */
const named = {
  entity: z.string().regex(/^[a-z]{1,20}\.\w{1,60}$/, 'must be "gp.item", "hub.tick" …'),
  key: z.string().min(1).max(200),
}

const inRounds = shape<InRounds>()(
  z
    .object({
      flow: z.string(),
      record: recordRef,
      target: recordRef.nullable().describe('What the flow sets. Null: it leaves the record out.'),
      state: z
        .enum(['nothing-to-write', 'to-write', 'left-out', 'own-run'])
        .describe('own-run: its own run asks or tries again, and no round sets it meanwhile.'),
      asOf: time
        .nullable()
        .describe(
          'When the newest whole round began. With nothing to write, the record is as was said then, or a guard leaves what somebody has changed.',
        ),
      lookedAt: time.describe('When something of it moved last, so that it was looked at.'),
      written: recordValue.nullable(),
      wanted: recordValue.nullable().describe('What is still to be written.'),
      writtenBy: time.nullable().describe('The round that has written it last.'),
      before: recordValue.nullable().describe('What stood there before that.'),
    })
    .meta({ id: 'InRounds', description: 'What the rounds of a bulk flow know of a record.' }),
)

export const runRoutes = {
  readOrder: route(`GET ${one}/orders/:key`, {
    says: 'One order: runs, journal, proof, links, incidents.',
    scope: 'read',
    query: z.object(flow),
    answer: recordStory,
  }),
  readRecordStory: route(`GET ${one}/records/story`, {
    says: 'What became of any record: the journal of its newest run, of one flow or of all.',
    scope: 'read',
    query: z.object({ ...named, ...flow }),
    answer: recordStory,
  }),
  listRoundsOfRecord: route(`GET ${one}/records/rounds`, {
    says: 'How fresh a record is that rounds set, as stock and prices, or that they are made of, as an item: since when it is as the other system says, what was set and what stood there before. At most 50.',
    scope: 'read',
    query: z.object(named),
    answer: z.array(inRounds),
  }),
  runRecord: route(`POST ${one}/records/run`, {
    says: 'Carries the flows of any record out now, or only tries one.',
    scope: 'operate',
    input: 'Run',
    body: z.object({ ...named, ...runBody }),
    /** What became of it; null: nothing yet. With `dryRun` what would. */
    answer: z.union([recordStory, dryRun, z.null()]),
  }),
  planRecord: route(`POST ${one}/records/plan`, {
    says: 'What a flow would write for any record, also under edits and corrections. Writes nothing.',
    scope: 'read',
    input: 'Plan',
    body: z.object({ ...named, ...planBody }),
    answer: dryRun,
  }),
  replayRecord: route(`POST ${one}/records/replay`, {
    says: 'Starts any record again from its source. A correction takes an approver’s sign-in.',
    scope: 'operate',
    input: 'Replay',
    body: z.object({ ...named, ...replayBody }),
    /** Null: it has no run yet. */
    answer: recordStory.nullable(),
  }),
  runOrder: route(`POST ${one}/orders/:key/run`, {
    says: 'Carries an order out now, or only tries it.',
    scope: 'operate',
    input: 'Run',
    body: z.object(runBody),
    /** What became of it; null: nothing yet. With `dryRun` what would. */
    answer: z.union([recordStory, dryRun, z.null()]),
  }),
  planOrder: route(`POST ${one}/orders/:key/plan`, {
    says: 'What a run would do now, also under edits of the definition and corrections of the record. Writes nothing.',
    scope: 'read',
    input: 'Plan',
    body: z.object(planBody),
    answer: dryRun,
  }),
  replayOrder: route(`POST ${one}/orders/:key/replay`, {
    says: 'Starts again from the shop. A correction of the record takes an approver’s sign-in: it is proposed and approved as theirs.',
    scope: 'operate',
    input: 'Replay',
    body: z.object(replayBody),
    /** Null: it has no run yet. */
    answer: recordStory.nullable(),
  }),
  listRuns: route(`GET ${one}/runs`, {
    says: 'Runs, newest first; with "key" those of one record, with "flow" those of one flow.',
    scope: 'read',
    query: z.object({
      state: z.enum(runStates).optional(),
      key: z.string().max(100).optional(),
      /** Of `key`. */
      entity: z
        .string()
        .regex(/^[a-z]+\.\w{1,60}$/, 'must be "prestashop.order", "gp.customer" …')
        .default('prestashop.order'),
      flow: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answer: z.array(run),
  }),
  listOutcomes: route(`GET ${one}/outcomes`, {
    says: 'What became of each record of the last week, or since then, by each flow: the state of its newest run, newest first.',
    scope: 'read',
    query: z.object({
      state: z.enum(runStates).optional(),
      /** Only of this entity: "prestashop.order". */
      entity: z
        .string()
        .regex(/^[a-z]{1,20}\.\w{1,60}$/)
        .optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    answer: z.array(
      shape<Outcome>()(
        z.object({
          order: z.string(),
          record: recordRef,
          flow: z.string(),
          state: z.enum(runStates),
          salesOrder: z.string().nullable(),
          at: time,
          reason: z.string().nullable(),
        }),
      ),
    ),
  }),
  readRun: route(`GET ${one}/runs/:run`, {
    says: 'One run with its journal.',
    scope: 'read',
    answer: shape<Run & { readonly journal: readonly StoredJournalEntry[] }>()(
      z.object({
        id: z.string(),
        integration: z.string(),
        flow: z.string(),
        record: recordRef,
        state: z.enum(runStates),
        epoch: z.number(),
        attempts: z.number(),
        crashes: z.number(),
        version: z.number(),
        reason: z.string().nullable(),
        nextAt: time.nullable(),
        startedAt: time,
        updatedAt: time,
        journal: z.array(storedEntry),
      }),
    ),
  }),
  findLinks: route(`GET ${one}/links`, {
    says: 'Which records are linked.',
    scope: 'read',
    query: z.object({
      entity: z.string().regex(/^[a-z]{1,20}\.\w{1,60}$/, 'must be "prestashop.order", "gp.customer" …'),
      key: z.string().min(1).max(100),
    }),
    answer: z.array(
      shape<Pick<Link, 'source' | 'target' | 'at'> & { readonly proved: boolean }>()(
        z.object({ source: recordRef, target: recordRef, at: time, proved: z.boolean() }),
      ),
    ),
  }),
}

/** What became of one order. */
interface Outcome {
  /** The record's key. */
  readonly order: RecordKey
  readonly record: RecordRef
  readonly flow: string
  readonly state: RunState
  readonly salesOrder: RecordKey | null
  readonly at: Instant
  readonly reason: string | null
}
