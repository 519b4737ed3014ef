import { z } from 'zod'
import {
  differenceCauses,
  differenceKinds,
  type HistoryPage,
  openItemKinds,
  type ReconciledPage,
  type TaxFiling,
  type TaxPage,
  taxDifferenceKinds,
  type WholeTaxFiling,
} from '../reconcile/index.ts'
import { route, shape } from './route.ts'
import { amount, recordRef, recordValue } from './shapes.ts'

const one = '/api/integrations/:integration'
const period = { from: z.iso.date(), to: z.iso.date() }

const correction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('void'), entity: z.string(), key: z.string() }),
  z.object({ do: z.literal('run'), entity: z.string(), key: z.string() }),
  z.object({
    ...{ do: z.literal('apply'), entity: z.literal('gp.receivablesApply'), key: z.string() },
    ...{ amount, date: z.string() },
  }),
  z.object({
    do: z.literal('value'),
    valueMap: z.string(),
    from: z.string(),
    to: z.string(),
    because: z.enum(['number', 'name']),
  }),
])
const difference = z.object({
  order: z.string(),
  reference: z.string(),
  kind: z.enum(differenceKinds),
  cause: z.enum(differenceCauses),
  says: z.string(),
  /** The next step of a person. */
  next: z.string(),
  /** What would put it right; null: a person has to see. Nothing is done by itself. */
  correction: correction.nullable(),
  /** The records of the shop, or the payout, that it is about; empty: the order as a whole. */
  about: z.array(recordRef),
  /** Names it as long as its facts are the same; null: it is none to be accepted. */
  mark: z.string().nullable(),
  /** At stake, in `currency`. */
  amount,
  currency: z.string(),
})
const acceptedDifference = difference.extend({
  accepted: z.object({ at: z.string(), by: z.string(), because: z.string() }),
})
const page = shape<ReconciledPage>()(
  z
    .object({
      /** Orders that were compared. */
      orders: z.number(),
      differences: z.array(difference),
      /** What people have accepted; it is none of `differences`. */
      accepted: z.array(acceptedDifference),
      open: z.array(
        z.object({
          order: z.string(),
          reference: z.string(),
          kind: z.enum(openItemKinds),
          says: z.string(),
          next: z.string(),
          amount,
          currency: z.string(),
          since: z.string(),
          ageDays: z.number(),
          /** What would put it right, as of a difference. */
          correction: correction.nullable(),
        }),
      ),
      /** What could not be looked at. */
      notes: z.array(z.string()),
      /** `after` of the next page; null: this was the last. */
      next: z.string().nullable(),
    })
    .meta({ id: 'ReconciledPage', description: 'Some orders of a period, compared with GP.' }),
)

const taxSum = z.object({ base: amount, tax: amount })
const taxSide = z.object({ sales: taxSum, refunds: taxSum })
const taxPlace = { country: z.string(), rate: z.string(), detail: z.string(), currency: z.string() }
const taxLines = z.array(
  z.object({ ...taxPlace, shop: taxSide, gp: taxSide, difference: z.string(), explained: z.string() }),
)
const documentName = z.object({ order: z.string(), slip: z.string().nullable() })
const taxedDocuments = z.array(
  documentName.extend({
    currency: z.string(),
    base: amount,
    shop: amount,
    gp: amount,
  }),
)
/** Input tax on fees of payment providers. */
const feeTaxes = z.array(z.object({ provider: z.string(), currency: z.string(), tax: amount, booked: amount }))
const filing = {
  ...{ from: z.string(), to: z.string(), at: z.string(), by: z.string() },
  /** SHA-256 of the canonical JSON of from, to, documents, lines, each, and of fees and earlier where they are there. */
  hash: z.string(),
  documents: z.number(),
  lines: taxLines,
  fees: feeTaxes.optional(),
  /** What it took in of periods that were filed before it: later reports leave that out. */
  earlier: z
    .array(
      z.object({
        ...{ from: z.string(), to: z.string(), at: z.string(), intact: z.boolean(), unread: z.number() },
        ...{
          changes: z.array(documentName.extend({ says: z.string() })),
          changed: z.number(),
          lines: z.array(z.string()),
        },
        now: z.object({
          each: taxedDocuments,
          gone: z.array(documentName),
          lines: taxLines.nullable(),
          fees: feeTaxes.optional(),
        }),
      }),
    )
    .optional(),
}
const taxFiling = shape<TaxFiling>()(
  z.object(filing).meta({ id: 'TaxFiling', description: 'The taxes of a period as they were filed.' }),
)
const wholeTaxFiling = shape<WholeTaxFiling>()(
  z
    .object({ ...filing, each: taxedDocuments })
    .meta({ id: 'WholeTaxFiling', description: 'The taxes of a period as they were filed, document by document.' }),
)
const taxes = shape<TaxPage>()(
  z
    .object({
      /** Orders and credit slips. */
      documents: z.number(),
      lines: taxLines,
      differences: z.array(
        z.object({
          ...taxPlace,
          kind: z.enum(taxDifferenceKinds),
          order: z.string(),
          slip: z.string().nullable(),
          difference: z.string(),
          /** Null: nobody knows. */
          because: z.string().nullable(),
        }),
      ),
      each: taxedDocuments,
      /** Input tax on fees of payment providers, which is in none of the lines. */
      fees: feeTaxes,
      others: z.array(
        z.object({
          when: z.enum(['earlier', 'later', 'not yet']),
          ...{ detail: z.string(), currency: z.string(), tax: z.string() },
          sales: z.number(),
        }),
      ),
      next: z.string().nullable(),
    })
    .meta({ id: 'TaxPage', description: 'Taxes of some orders or credit slips of a period, from shop and GP.' }),
)
const history = shape<HistoryPage>()(
  z
    .object({
      columns: z.array(z.string()),
      records: z.array(recordValue),
      unreadable: z.number(),
      next: z.string().nullable(),
    })
    .meta({ id: 'HistoryPage', description: 'Some records of one kind, whole.' }),
)

const driftProposals = shape<{ proposals: { id: string; title: string }[] }>()(
  z
    .object({ proposals: z.array(z.object({ id: z.string(), title: z.string() })) })
    .meta({ id: 'DriftProposals', description: 'Proposals to set in the shop what GP says.' }),
)

/** Where shop and ledger agree, and where not. */
export const reconciliationRoutes = {
  readReconciliation: route(`GET ${one}/reconciliation`, {
    says: 'Compares a page of the orders that were placed on the days of a period with their documents, receipts and credit memos in GP, newest first; after them, what GP has of records that the shop has no more. Differences have a cause, the money at stake and the next step; open items wait for somebody. Only reads.',
    scope: 'read',
    input: 'The period',
    query: z.object({ ...period, after: z.string().max(200).default('') }),
    answer: page,
  }),
  reconcile: route(`POST ${one}/reconciliation`, {
    says: 'The same for the whole period, as a stream of events: "difference", "accepted" and "open" (fields as in the pages), "progress" (orders so far), "ended" (orders, kinds, causes, acceptedCount, atStake, openKinds, notes, says), or "failed" (code, says). It reads both systems; closing the connection stops it.',
    scope: 'read',
    input: 'The period',
    body: z.strictObject(period),
    answer: { media: 'text/event-stream' },
  }),
  acceptDifference: route(`POST ${one}/reconciliation/accepted`, {
    says: 'A person accepts one difference as it is, with a reason, in an approver’s own sign-in; no token is enough. It is shown as accepted, and counts no more as open. It is read again first. As soon as its facts change (amounts, documents, kind) it is another difference, and open again.',
    scope: 'operate',
    input: 'The difference',
    body: z.strictObject({
      ...{ order: z.string().max(100), kind: z.enum(differenceKinds), about: z.array(recordRef).max(100) },
      mark: z.string().regex(/^[\da-f]{16}$/, 'must be the mark of a difference'),
      because: z.string().trim().min(10).max(1000),
    }),
    answer: acceptedDifference,
    status: 201,
  }),
  listAccepted: route(`GET ${one}/reconciliation/accepted`, {
    says: 'All differences that people have accepted, the newest first, also those that are not there any more.',
    scope: 'read',
    answer: z.object({ accepted: z.array(acceptedDifference) }),
  }),
  reopenDifference: route(`DELETE ${one}/reconciliation/accepted/:mark`, {
    says: 'A difference that was accepted is so no more: it is open again, as long as it is there.',
    scope: 'operate',
    answer: z.object({ reopened: z.string() }),
  }),
  proposeDrift: route(`POST ${one}/reconciliation/proposals`, {
    says: 'Compares what the hub sets in the shop (stock, prices, names, what is discontinued) with what GP says, and proposes to set it right: one proposal a kind and cause, up to 200 records each, and to take back what no flow keeps any more. Nothing changes until a person approves. Answers with those that wait, also from before.',
    scope: 'propose',
    answer: driftProposals,
  }),
  readTaxes: route(`GET ${one}/tax-report`, {
    says: 'The taxes of a page of the orders, then of the credit slips, then of what GP has of deleted ones, and last the input tax on fees of payment providers, of a period by country, rate and GP tax detail, from shop and GP: equal, or explained. A refund counts on the day of its slip. Add the lines of all pages. Only reads.',
    scope: 'read',
    input: 'The period',
    query: z.object({ ...period, after: z.string().max(200).default('') }),
    answer: taxes,
  }),
  listTaxFilings: route(`GET ${one}/tax-filings`, {
    says: 'The periods whose taxes were filed, with their figures and hashes, the newest first; at most 100.',
    scope: 'read',
    answer: z.object({ filings: z.array(taxFiling) }),
  }),
  readTaxFiling: route(`GET ${one}/tax-filings/:from/:to`, {
    says: 'What was filed of a period, document by document; null: it was not filed.',
    scope: 'read',
    answer: z.object({ filing: wholeTaxFiling.nullable() }),
  }),
  fileTaxes: route(`POST ${one}/tax-filings`, {
    says: 'Files the taxes of a period that has ended: what both sides say of it now is kept with its hash, which stands in the audit log, and never changes. Reads both systems, which takes as long as the report. What has changed of filed periods of the three months before, and is in no filing yet, is taken in, and named by no later report. A period is filed once.',
    scope: 'operate',
    input: 'The period',
    body: z.strictObject(period),
    answer: taxFiling,
    status: 201,
  }),
  readHistory: route(`GET ${one}/history/:kind`, {
    says: 'A page of the history for a move away from GP: orders, payments, slips, payouts, customers, sales-orders, invoices, cash-receipts, credit-memos, sales-returns, journals, tax-filings, accepted, or links with their proofs, each record whole. Only reads; noted in the audit log.',
    scope: 'admin',
    query: z.object({ after: z.string().max(200).default('') }),
    answer: history,
  }),
}
