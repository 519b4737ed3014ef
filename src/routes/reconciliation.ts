import { z } from 'zod'
import {
  differenceCauses,
  differenceKinds,
  type HistoryPage,
  openItemKinds,
  type ReconciledPage,
  type TaxPage,
} from '../reconcile/index.ts'
import { route, shape } from './route.ts'
import { amount, recordValue } from './shapes.ts'

const one = '/api/integrations/:integration'
const period = { from: z.iso.date(), to: z.iso.date() }

const correction = z.object({ do: z.enum(['void', 'run']), entity: z.string(), key: z.string() })
const page = shape<ReconciledPage>()(
  z
    .object({
      /** Orders that were compared. */
      orders: z.number(),
      differences: z.array(
        z.object({
          order: z.string(),
          reference: z.string(),
          kind: z.enum(differenceKinds),
          cause: z.enum(differenceCauses),
          says: z.string(),
          /** The next step of a person. */
          next: z.string(),
          /** What would put it right; null: a person has to see. Nothing is done by itself. */
          correction: correction.nullable(),
          /** At stake, in `currency`. */
          amount,
          currency: z.string(),
        }),
      ),
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
const taxes = shape<TaxPage>()(
  z
    .object({
      /** Orders and credit slips. */
      documents: z.number(),
      lines: z.array(
        z.object({ ...taxPlace, shop: taxSide, gp: taxSide, difference: z.string(), explained: z.string() }),
      ),
      differences: z.array(
        z.object({
          ...taxPlace,
          order: z.string(),
          slip: z.string().nullable(),
          difference: z.string(),
          /** Null: nobody knows. */
          because: z.string().nullable(),
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
    says: 'The same for the whole period, as a stream of events: "difference" and "open" (fields as in the pages), "progress" (orders so far), "ended" (orders, kinds, causes, atStake, openKinds, notes, says), or "failed" (code, says). It reads both systems; closing the connection stops it.',
    scope: 'read',
    input: 'The period',
    body: z.strictObject(period),
    answer: { media: 'text/event-stream' },
  }),
  proposeDrift: route(`POST ${one}/reconciliation/proposals`, {
    says: 'Compares what the hub sets in the shop (stock, prices, names, what is discontinued) with what GP says, and proposes to set it right: one proposal a kind and cause, up to 200 records each, and to take back what no flow keeps any more. Nothing changes until a person approves. Answers with those that wait, also from before.',
    scope: 'propose',
    answer: driftProposals,
  }),
  readTaxes: route(`GET ${one}/tax-report`, {
    says: 'The taxes of a page of the orders, then of the credit slips, of a period by country, rate and GP tax detail, from shop and GP: equal, or explained. A refund counts on the day of its slip. Add the lines of all pages. Only reads.',
    scope: 'read',
    input: 'The period',
    query: z.object({ ...period, after: z.string().max(200).default('') }),
    answer: taxes,
  }),
  readHistory: route(`GET ${one}/history/:kind`, {
    says: 'A page of the history for a move away from GP: orders, payments, slips, payouts, customers, sales-orders, cash-receipts, credit-memos, journals, or links with their proofs, each record whole. Only reads; noted in the audit log.',
    scope: 'admin',
    query: z.object({ after: z.string().max(200).default('') }),
    answer: history,
  }),
}
