import { z } from 'zod'
import type { Field } from '../domain/entity.ts'
import { findingKinds, type JudgedPlace } from '../domain/judged-place.ts'
import type { RecordRef } from '../domain/record.ts'
import { type FieldDifference, runStates } from '../domain/run.ts'
import { typedLine } from '../domain/typed-text.ts'
import type { Erasure } from '../erasure/index.ts'
import type { AmountChange } from '../proposals/index.ts'
import { amountChange } from './proposals.ts'
import { route, shape } from './route.ts'
import { fieldDifference } from './runs.ts'
import { askedModel, entityName, proof, recordRef, recordValue } from './shapes.ts'

const one = '/api/integrations/:integration'
const entity = z.string().regex(/^[a-z]{1,20}\.\w{1,60}$/)

/** Of reports of the hub alone. */
const readersLanguage = z.enum(['en', 'fr']).default('en').describe('Of a report of the hub: its words.')

const findQuery = z
  .object({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    before: z
      .string()
      .regex(/^\d{1,10}$/)
      .optional(),
  })
  .catchall(z.string().max(255))

/** One value without an answer, and what it may be, the likeliest first. */
export interface EntrySuggestion {
  readonly key: string
  readonly label: string
  readonly candidates: readonly {
    readonly key: string
    readonly label: string
    readonly probability: number
    readonly suggested: boolean
    readonly reasons: readonly string[]
    readonly evidence: readonly unknown[]
    readonly against: readonly string[]
  }[]
}
/** One field of a mapping, and what may fill it, the likeliest first. */
export interface FieldChoices {
  readonly path: string
  /** Its expression now; null: nothing fills it. */
  readonly present: string | null
  readonly candidates: readonly {
    /** Null: several fields together, by an expression that somebody has to write. */
    readonly expression: string | null
    readonly fields: readonly string[]
    readonly probability: number
    readonly suggested: boolean
    readonly reasons: readonly string[]
    readonly against: readonly string[]
  }[]
}
const fieldChoices = z.object({
  path: z.string(),
  present: z.string().nullable(),
  candidates: z.array(
    z.object({
      expression: z.string().nullable(),
      fields: z.array(z.string()),
      probability: z.number(),
      suggested: z.boolean(),
      reasons: z.array(z.string()),
      against: z.array(z.string()),
    }),
  ),
})
const source = z.object({
  ...{ entity: z.string(), key: z.string(), label: z.string(), before: z.string().optional() },
  /** Left out: all of its records are listed. `seen`: values of the newest records; `unlisted`: nothing lists them. */
  known: z.enum(['seen', 'unlisted']).optional(),
})
const side = source.extend({ also: z.array(source).optional(), words: z.array(z.string()).optional() })

/** A document that the rules of today would write differently. */
export interface DifferingDocument {
  readonly source: RecordRef
  readonly target: RecordRef
  /** In the remote system, as read just now. `unknown`: it does not answer. */
  readonly state: 'work' | 'closed' | 'gone' | 'unknown'
  /** The version of the definition that it was made under. */
  readonly madeUnder: number | null
  readonly currency: string | null
  readonly fields: readonly FieldDifference[]
}

/** One page: a few of the documents, in the order of their sources' keys as text. */
export interface RuleDifferences {
  readonly looked: number
  readonly documents: readonly DifferingDocument[]
  /** What this page comes to. */
  readonly amounts: readonly AmountChange[]
  /** Documents of which it cannot be told: what they were made of is not kept, or the flow does not come to them any more. */
  readonly untold: readonly RecordRef[]
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null
}

/** Fields of the shop's orders that its list can be filtered by. */
const orderFields = {
  reference: z.string().max(255).optional(),
  current_state: z.string().regex(/^\d+$/).optional(),
  id_customer: z.string().regex(/^\d+$/).optional(),
}

/** A field of an entity; `fields`: of the record that it holds, or of each of its rows. */
export interface DescribedField {
  readonly name: string
  readonly type: Field['type']
  readonly about?: string
  readonly readOnly?: true
  readonly optional?: true
  /** Characters of a text. */
  readonly maxLength?: number
  /** Of a choice. */
  readonly values?: readonly string[]
  readonly fields?: readonly DescribedField[]
}
const describedField: z.ZodType<DescribedField> = shape<DescribedField>()(
  z
    .object({
      name: z.string(),
      type: z.enum(['text', 'id', 'decimal', 'integer', 'boolean', 'instant', 'date', 'choice', 'list', 'record']),
      about: z.string().optional(),
      readOnly: z.literal(true).optional(),
      optional: z.literal(true).optional(),
      maxLength: z.number().optional(),
      values: z.array(z.string()).optional(),
      fields: z
        .array(z.lazy(() => describedField))
        .optional()
        .describe('Of the record that it holds, or of each of its rows.'),
    })
    .meta({ id: 'DescribedField', description: 'A field of an entity.' }),
)

/** What stands in both systems, and what is kept of it. */
export const recordRoutes = {
  listEntities: route(`GET ${one}/records/entities`, {
    says: 'Entities of both systems: fields, searches, writes.',
    scope: 'read',
    answer: z.array(
      z.object({
        entity: entityName,
        about: z.string(),
        key: z.string(),
        fields: z.array(describedField),
        listed: z.boolean(),
        searchedBy: z.array(z.string()),
        write: z
          .object({
            about: z.string(),
            create: z.boolean(),
            update: z.array(z.string()),
            void: z.boolean(),
            tellsCustomer: z.boolean(),
            tells: z.array(z.string()),
            belongsTo: z.array(z.object({ entity: entityName, by: z.string(), tells: z.array(z.string()) })).optional(),
            alsoChanges: z.string().optional(),
            risk: z.string().optional(),
          })
          .nullable(),
      }),
    ),
  }),
  discoverFields: route(`GET ${one}/records/fields/:system/:entity`, {
    says: 'Fields that records of an entity hold and the hub does not read: what custom fields can be made of.',
    scope: 'read',
    answer: z.object({
      entity: entityName,
      about: z.string(),
      found: z.array(
        z.object({
          path: z.string(),
          type: z.enum(['text', 'id', 'decimal', 'integer', 'boolean', 'instant', 'date']),
          maxLength: z.number().optional(),
          samples: z.array(z.string()),
          from: z.object({ view: z.string(), column: z.string() }).optional(),
        }),
      ),
    }),
  }),
  findShopOrders: route(`GET ${one}/records/prestashop/orders`, {
    says: 'Shop orders by reference, state or customer.',
    scope: 'read',
    input: 'The search',
    query: z.object({
      ...orderFields,
      before: z.string().regex(/^\d+$/).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answer: z.array(recordValue),
  }),
  searchShopOrders: route(`GET ${one}/shop-orders`, {
    says: 'Shop orders, newest first, by what people know of them: reference, state, customer (e-mail, name or company), country they are sent to, carrier, payment, least total, whether the hub has a document of it in GP. With what the hub has made of each. `next`: `before` of the next page, also where a search stopped after 1,000 orders.',
    scope: 'read',
    input: 'The search',
    query: z.object({
      ...orderFields,
      customer: z.string().trim().min(2).max(255).optional(),
      country: z.string().trim().min(2).max(64).optional(),
      carrier: z.string().trim().min(1).max(64).optional(),
      payment: z.string().trim().min(2).max(255).optional(),
      /** Placed on this day, UTC, or later. */
      since: z.iso.date().optional(),
      /** Of the total, in the order's own currency. */
      least: z
        .string()
        .regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be an amount such as 500')
        .optional(),
      inGp: z.enum(['yes', 'no']).optional(),
      before: z.string().regex(/^\d+$/).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answer: z.object({
      orders: z.array(recordValue),
      /** In the same order: the number of its document in GP, and the state of its newest run; null: there is none. */
      inHub: z.array(
        z.object({ order: z.string(), document: z.string().nullable(), state: z.enum(runStates).nullable() }),
      ),
      next: z.string().nullable(),
      looked: z.number(),
    }),
  }),
  findShopRecords: route(`GET ${one}/records/prestashop/:entity`, {
    says: 'Shop records whose fields are equal to those of the query.',
    scope: 'read',
    input: 'The search',
    query: findQuery,
    answer: z.array(recordValue),
  }),
  findShopRows: route(`GET ${one}/records/shop-rows/:resource`, {
    says: 'Rows of any resource of the shop’s Webservice, without secrets.',
    scope: 'read',
    input: 'The search',
    query: findQuery,
    answer: z.array(recordValue),
  }),
  listGpRecords: route(`GET ${one}/records/gp/:entity`, {
    says: 'GP items or reference data, searched and paged.',
    scope: 'read',
    input: 'The search',
    query: z.object({
      search: z.string().max(100).default(''),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    answer: z.object({ total: z.number(), records: z.array(recordValue) }),
  }),
  listOwnRecords: route(`GET ${one}/records/hub/:entity`, {
    says: 'What the hub keeps itself, newest first: reports, files.',
    scope: 'read',
    input: 'The search',
    query: z.object({
      language: readersLanguage,
      limit: z.coerce.number().int().min(1).max(500).default(50),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    answer: z.object({ total: z.number(), records: z.array(recordValue) }),
  }),
  findGpRecords: route(`GET ${one}/records/gp-search/:entity`, {
    says: 'GP customers, addresses and sales orders by fields.',
    scope: 'read',
    input: 'The search',
    /** GP gives a thousand rows of a search at most, and has no paging. */
    query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(20) }).catchall(z.string().max(255)),
    answer: z.array(recordValue),
  }),
  readRecord: route(`GET ${one}/records/:system/:entity/:key{.+}`, {
    says: 'One record as the system has it now.',
    scope: 'read',
    input: 'The query',
    query: z.object({ language: readersLanguage }),
    answer: recordValue,
  }),
  suggestValueMapEntries: route(`GET ${one}/suggestions/value-maps/:valueMap`, {
    says: 'What the values without an answer may stand for: candidates of the other system, with reasons; with "model" a model looks at them too.',
    scope: 'read',
    query: z.object({ model: z.enum(['true', 'false']).default('false') }),
    answer: z.object({
      valueMap: z.string(),
      between: z.object({ from: side, to: side }),
      model: askedModel,
      /** How many records of each side were read. */
      read: z.object({ from: z.number(), to: z.number() }),
      /** Why values may be missing, in sentences. */
      unread: z.array(z.string()),
      entries: z.array(
        shape<EntrySuggestion>()(
          z.object({
            key: z.string(),
            label: z.string(),
            candidates: z.array(
              z.object({
                key: z.string(),
                label: z.string(),
                probability: z.number(),
                suggested: z.boolean(),
                reasons: z.array(z.string()),
                evidence: z.array(z.unknown()),
                against: z.array(z.string()),
              }),
            ),
          }),
        ),
      ),
    }),
  }),
  suggestMapping: route(`GET ${one}/suggestions/mappings/:mapping`, {
    says: 'What may fill the fields of a mapping: source fields with reasons, beside what fills them now; read from schemas and recent records. With "model" a model looks at them too.',
    scope: 'read',
    query: z.object({ model: z.enum(['true', 'false']).default('false') }),
    answer: z.object({
      mapping: z.string(),
      model: askedModel,
      /** Records of recent runs whose values were compared. */
      read: z.number(),
      fields: z.array(shape<FieldChoices>()(fieldChoices)),
    }),
  }),
  checkDefinition: route(`GET ${one}/findings`, {
    says: 'What of the definition compiles and may yet be wrong, by recent records and by what both systems list now: amounts with tax where none belongs, other grain, cut codes, mixed currencies, entries of value maps that are dead, gone or doubtful, fields that nothing fills. `sure` false: it may be meant so.',
    scope: 'read',
    answer: z.object({
      version: z.number(),
      /** Recent runs that were looked at. */
      runs: z.number(),
      /** What could not be read, and so was not judged. */
      unread: z.array(z.string()),
      findings: z.array(
        shape<JudgedPlace>()(
          z.object({
            kind: z.enum(findingKinds),
            at: z.string(),
            says: z.string(),
            evidence: z.array(z.string()),
            sure: z.boolean(),
          }),
        ),
      ),
    }),
  }),
  readValueMap: route(`GET ${one}/value-maps/:valueMap`, {
    says: 'A value map as a grid: each entry with what both systems call its two sides, and what is missing, unused or gone.',
    scope: 'read',
    answer: z.object({
      id: z.string(),
      about: z.string(),
      /** Null: its definition does not say whose values stand for whose, so there are no names. */
      between: z.object({ from: side, to: side }).nullable(),
      entries: z.array(
        z.object({
          from: z.string(),
          /** What the system calls it now; null: it has none of that key, or was not asked. */
          fromName: z.string().nullable(),
          /** Null: not decided yet. */
          to: z.string().nullable(),
          toName: z.string().nullable(),
          label: z.string().nullable(),
          why: z.string().nullable(),
          /**
           * `answered`; `open`: not decided; `missing`: the source system has this value and the map has no entry of it;
           * `unused`: the source system has no such value; `gone`: what it stands for is not in the target system.
           */
          state: z.enum(['answered', 'open', 'missing', 'unused', 'gone']),
        }),
      ),
      /** What an entry may stand for. */
      choices: z.array(z.object({ key: z.string(), name: z.string() })),
      /** Why names or choices are missing, in sentences. */
      unchecked: z.array(z.string()),
    }),
  }),
  listRuleDifferences: route(`GET ${one}/rule-differences`, {
    says: 'Documents in GP that the rules of today would write differently, a page at a time, with sums per currency. Writes nothing.',
    scope: 'read',
    query: z.object({
      source: entity.default('prestashop.order'),
      target: entity.default('gp.salesOrder'),
      /** Only fields whose name begins with one of these words, with commas between: "Taxes,FreightTaxes". Left out: all. */
      fields: z.string().max(300).optional(),
      /** The key of the last source of the page before, `next`. */
      after: z.string().max(100).optional(),
      /** Documents that are looked at, not those that differ. */
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: shape<RuleDifferences>()(
      z.object({
        looked: z.number(),
        documents: z.array(
          z.object({
            source: recordRef,
            target: recordRef,
            state: z.enum(['work', 'closed', 'gone', 'unknown']),
            madeUnder: z.number().nullable(),
            currency: z.string().nullable(),
            fields: z.array(fieldDifference),
          }),
        ),
        amounts: z.array(amountChange),
        untold: z.array(recordRef),
        next: z.string().nullable(),
      }),
    ),
  }),
  erase: route(`POST ${one}/erasures`, {
    says: 'What is kept of a customer, and with "confirm" its erasure, for good. Takes an admin’s own sign-in.',
    scope: 'admin',
    input: 'The erasure',
    body: z.object({
      /** The number that the customer has in the shop. */
      customer: typedLine(1, 64),
      /** The same number again: what is erased does not come back. Left out: only what would be erased is told. */
      confirm: typedLine(1, 64).optional(),
      /** In a session: the password of its person, each time. */
      ...proof,
    }),
    answer: shape<Erasure>()(
      z.object({
        people: z.array(recordRef),
        runs: z.number(),
        links: z.number(),
        proposals: z.number(),
        incidents: z.number(),
        ended: z.array(z.string()),
        left: z.array(z.string()),
        stillThere: z.array(recordRef).nullable(),
      }),
    ),
  }),
}
