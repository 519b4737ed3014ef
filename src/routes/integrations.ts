import { z } from 'zod'
import type { Move } from '../domain/credential.ts'
import type { Integration, VersionNote } from '../domain/definition.ts'
import type { Json } from '../domain/record.ts'
import { runStates } from '../domain/run.ts'
import { typedLine } from '../domain/typed-text.ts'
import type { FeedHealth } from '../engine/index.ts'
import type { DefinitionDifference, OpenQuestion } from '../language/index.ts'
import type { StandardState } from '../proposals/index.ts'
import { route, shape } from './route.ts'
import { parts } from './runs.ts'
import { finding, json, problem, recordRef, time } from './shapes.ts'

const one = '/api/integrations/:integration'

/** How a folder stands to what the hub has. */
export interface Comparison {
  readonly id: string
  /** Of the folder; null when it does not say, or the hub has no such version. */
  readonly base: number | null
  /** Of the hub; 0: there is none yet. */
  readonly newest: number
  /** Versions that the folder does not come from, newest first: an import would undo them. */
  readonly newer: readonly VersionNote[]
  /** From the newest version to the folder. */
  readonly differences: readonly DefinitionDifference[]
  /** Connections that lead elsewhere: their credentials are asked for again. */
  readonly moved: readonly Move[]
}

export interface Imported extends Comparison {
  /** What the definition is now; in a dry run what it is still. */
  readonly version: number
  readonly openQuestions: readonly OpenQuestion[]
  /** Settings that nothing reads. */
  readonly unusedSettings: readonly string[]
  /** What could not be looked at, in sentences. */
  readonly unchecked: readonly string[]
  readonly unconfirmed: boolean
  /** Names of the credentials that are stored for these addresses. */
  readonly secrets: readonly string[]
}

export interface Confirmation {
  /** As GP names it. */
  readonly company: string
  readonly kind: 'test' | 'live'
  readonly by: string
  /** What was compared with what, in sentences. */
  readonly compared: readonly string[]
}

const companyKind = z.enum(['test', 'live'])
const confirmed = z.object({ company: z.string(), kind: companyKind, by: z.string(), at: time }).nullable()
const summary = shape<
  Pick<Integration, 'id' | 'name' | 'version' | 'cutOver' | 'paused' | 'pausedFlows' | 'offFlows' | 'confirmed'>
>()(
  z.object({
    id: z.string(),
    name: z.string(),
    version: z.number(),
    cutOver: time,
    paused: z.boolean(),
    pausedFlows: z.array(z.string()),
    offFlows: z.array(z.string()),
    confirmed,
  }),
)
const lookedAt = z.object({
  /** Runs by state; left out with `runs=false`. */
  runs: z.record(z.enum(runStates), z.number()).optional(),
  /** What somebody should look at; left out as above. */
  notes: z.array(finding).optional(),
})

const compared = {
  id: z.string(),
  base: z.number().nullable(),
  newest: z.number(),
  newer: z.array(z.object({ version: z.number(), at: time, by: z.string(), note: z.string() })),
  differences: z.array(z.object({ at: z.string(), before: json, after: json })),
  moved: z.array(z.object({ system: z.string(), from: z.string(), to: z.string() })),
}
const comparison = shape<Comparison>()(z.object(compared).meta({ id: 'Comparison' }))
const imported = shape<Imported>()(
  z
    .object({
      ...compared,
      version: z.number(),
      openQuestions: z.array(z.object({ at: z.string(), question: z.string() })),
      unusedSettings: z.array(z.string()),
      unchecked: z.array(z.string()),
      unconfirmed: z.boolean(),
      secrets: z.array(z.string()),
    })
    .meta({ id: 'Imported' }),
)

const feedHealth = shape<FeedHealth>()(
  z
    .object({
      feed: z.string(),
      everyMs: z.number(),
      hastens: z.boolean(),
      polledAt: time.nullable(),
      failing: z
        .object({
          failures: z.number(),
          since: time,
          nextAt: time,
          code: z.string(),
          message: z.string(),
          hint: z.string(),
        })
        .nullable(),
      unreadable: z.array(
        z.object({
          record: recordRef,
          since: time,
          tries: z.number(),
          nextAt: time,
          message: z.string(),
          hint: z.string(),
        }),
      ),
    })
    .meta({ id: 'FeedHealth', description: 'How the hub learns of changes.' }),
)

const standardState = shape<StandardState>()(
  z
    .discriminatedUnion('is', [
      z.object({ is: z.literal('newest') }),
      z.object({ is: z.literal('offered'), parts: z.array(z.string()), proposal: z.string().nullable() }),
      z.object({
        is: z.literal('declined'),
        parts: z.array(z.string()),
        proposal: z.string(),
        at: time.nullable(),
      }),
      z.object({ is: z.literal('stuck'), parts: z.array(z.string()), problems: z.array(problem) }),
    ])
    .meta({ id: 'StandardState' }),
)

/** Needed where it goes live for the first time by this, and its cut-over is some time ago. */
const liveSince = z
  .union([z.literal('now'), z.iso.datetime({ offset: true })])
  .optional()
  .describe('Where it writes to a live company by itself for the first time: orders placed earlier stay with people.')
const pauseInput = z.object({ flow: z.string().optional() })
const pauseAnswer = z.object({ integration: z.string(), flow: z.string().nullable(), paused: z.boolean() })

export const integrationRoutes = {
  listIntegrations: route('GET /api/integrations', {
    says: 'Integrations with their state and counts of runs.',
    scope: 'read',
    query: z.object({
      /** "false" leaves out the counts of runs and what somebody should look at: both cost a look at more. */
      runs: z
        .enum(['true', 'false'])
        .default('true')
        .transform((text) => text === 'true'),
    }),
    answer: z.array(z.intersection(summary, lookedAt)),
  }),
  readIntegration: route(`GET ${one}`, {
    says: 'The newest version as files: part name to content.',
    scope: 'read',
    answer: shape<Readonly<Record<string, Json>>>()(parts),
  }),
  importIntegration: route(`PUT ${one}`, {
    says: 'Checks and tries such files, and stores them as a new version, with credentials; or only tries them.',
    scope: 'admin',
    input: 'Import',
    body: z.object({
      parts,
      credentials: z.record(z.string(), z.string()).default({}),
      note: typedLine(0, 500).default('imported'),
      /** The newest version, when this import may take the place of versions that the folder does not come from. */
      over: z.int().min(1).optional(),
      /** Everything is looked at, nothing is stored. */
      dryRun: z.boolean().default(false),
      /** Flows that the version before did not have begin on, or off until somebody has looked at them. */
      newFlows: z.enum(['on', 'off']).default('on'),
      /** Both systems are asked whether they take the credentials and have what the definition names. */
      tryIt: z.boolean().default(true),
      /**
       * Needed where the GP connection leads elsewhere and records are linked there. `keep`: it is the same company under
       * another address. `forget`: it is another company, and nothing of this integration is in it yet.
       */
      links: z.enum(['keep', 'forget']).optional(),
      /** Needed where the cut-over moves back: orders since then that are not transferred go to GP by themselves. */
      cutOver: z.enum(['earlier']).optional(),
    }),
    answer: imported,
  }),
  compareIntegration: route(`POST ${one}/compare`, {
    says: 'How such files differ from the newest version, and what an import of them would undo.',
    scope: 'read',
    input: 'Comparison',
    body: z.object({ parts }),
    answer: comparison,
  }),
  checkIntegration: route(`POST ${one}/check`, {
    says: 'Checks connections, permissions, clocks and policies.',
    scope: 'read',
    answer: z.array(finding),
  }),
  confirmCompany: route(`POST ${one}/confirm`, {
    says: 'Names the GP company that may be written to.',
    scope: 'admin',
    input: 'Confirmation',
    body: z.object({ company: typedLine(1, 100), kind: companyKind, by: typedLine(1, 100), since: liveSince }),
    answer: shape<Confirmation>()(
      z.object({ company: z.string(), kind: companyKind, by: z.string(), compared: z.array(z.string()) }),
    ),
  }),
  pause: route(`POST ${one}/pause`, {
    says: 'Pauses the integration or one flow.',
    scope: 'operate',
    input: 'pause',
    body: pauseInput,
    answer: pauseAnswer,
  }),
  resume: route(`POST ${one}/resume`, {
    says: 'Lets it go on.',
    scope: 'operate',
    input: 'resume',
    body: pauseInput.extend({ since: liveSince }),
    answer: pauseAnswer,
  }),
  listFeeds: route(`GET ${one}/feeds`, {
    says: 'How the hub learns of changes: when each feed came through, since when and why it fails, what it cannot read.',
    scope: 'read',
    answer: z.array(feedHealth),
  }),
  offerStandard: route(`POST ${one}/standard`, {
    says: 'Proposes the newer standard flows and mappings, also where that was declined before.',
    scope: 'propose',
    answer: standardState,
  }),
}
