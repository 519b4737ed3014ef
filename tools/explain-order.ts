import { z } from 'zod'
import { HubError } from '../src/domain/errors.ts'
import type { ProofSheet } from '../src/domain/proof.ts'
import type { Question } from '../src/domain/run.ts'
import type { DryRun } from '../src/engine/index.ts'
import { counted, defineTool, type HubDoor, inputs, type NextCall, query } from './define-tool.ts'
import { plannedWrites, proofFacts, proofSentence, sentenceOf, sheetOf } from './dry-run-shown.ts'
import { orderId } from './order-id.ts'
import { recordsText, remediesFor, shownQuestion, unreadable } from './remedies.ts'
import { code } from './untrusted.ts'

interface Story {
  /** The one that says how it stands. */
  readonly newest: Run
  /** The newest that did something: its is the journal. */
  readonly run: Run
  readonly journal: readonly { readonly at: string; readonly entry: Entry }[]
  readonly proofs: readonly ProofSheet[]
  readonly links: readonly { readonly target: Target; readonly at: string }[]
  readonly sent: readonly Target[]
  readonly incidents: readonly {
    readonly id: string
    readonly flow: string
    readonly entity: string | null
    readonly question: Question
    readonly runs: number
  }[]
}

interface Target {
  readonly entity: string
  readonly key: string
}

interface Run {
  readonly id: string
  readonly flow: string
  readonly state: string
  readonly reason: string | null
  readonly updatedAt: string
  readonly nextAt: string | null
  readonly attempts: number
}

type Value = { readonly [field: string]: unknown }
interface Entry {
  readonly kind: string
  readonly [member: string]: unknown
}

/** What a question about one order needs of each side; "detailed" or read_record show the rest. */
const shopFields = ['reference', 'date_add', 'total_paid', 'total_paid_real', 'payment', 'module', 'id_customer']
const gpFields = ['TransactionState', 'IsVoided', 'BatchKey', 'CustomerKey', 'TotalAmount', 'CurrencyKey', 'Date']
const journalShown = 8

export const explainOrder = defineTool({
  name: 'explain_order',
  title: 'Explain an order',
  effect: 'read',
  description:
    'Why a shop order is, or is not, in GP: both sides as they are now, its newest run with the journal in short, the question that stops it with what to do about it, the proof of the totals, and what a run would do now. Start here for any question about one order.',
  input: { order: inputs.order, integration: inputs.integration, format: inputs.format },
  output: {
    order: z.string(),
    state: z.string().nullable().describe('Of its newest run; null: there was none.'),
    inGp: z.boolean().nullable().describe('Null: it was sent, and whether it arrived is not known.'),
    salesOrder: z.string().nullable(),
    incident: z.string().nullable(),
    proof: z.unknown(),
    now: z.string().nullable().describe('What a run would come to now; null: not known.'),
  },
  async run({ order: named, integration, format }, { hub, integration: chosen, progress }) {
    await progress('Reading the shop and GP')
    const id = await chosen(integration)
    const order = await orderId(hub, id, named)
    const base = `/api/integrations/${id}`
    const detailed = format === 'detailed'
    const [story, shop] = await Promise.all([
      unless('not_found', hub.get<Story>(`${base}/orders/${order}`)),
      side<Value>(hub, `${base}/records/prestashop/order/${order}`),
    ])
    const link = story?.links.find(({ target }) => target.entity === 'gp.salesOrder')
    const sent = story?.sent.find(({ entity }) => entity === 'gp.salesOrder')
    const key = link?.target.key ?? null
    const gp = key === null ? null : await side<Value>(hub, `${base}/records/gp/salesOrder/${encodeURIComponent(key)}`)
    // A dry run reads both sides again: no use when one of them does not answer.
    const now =
      shop.is === 'there' && gp?.is !== 'silent'
        ? await unless(null, hub.post<DryRun>(`${base}/orders/${order}/plan`, {}))
        : null
    const run = story?.newest
    const [incident, ...others] = bySeverity(story?.incidents ?? [], run?.flow)
    const proof = story?.proofs.at(-1) ?? null
    const madeOfIt = gp?.is === 'there' && isHistory(gp.value) ? await documentsOf(hub, base, shop, key!) : []
    const line = shop.is === 'there' && incident ? await missingLine(hub, base, shop.value, incident.question) : null
    return {
      says: [
        key === null
          ? sent
            ? `Order ${order} was sent to GP as sales order ${sent.key}, and whether it arrived is not known: do not enter it by hand. The next run looks it up before anything is sent.`
            : `The hub has not written order ${order} to GP, and no sales order is linked to it.`
          : incident?.question.code === 'another_record'
            ? `Sales order ${key} in GP was made for another order that had the id ${order}.`
            : `Order ${order} is in GP as sales order ${key}, last written ${link!.at}. Times are UTC.`,
        ...(gp?.is === 'there' ? [gpSentence(gp.value)] : []),
        ...lostReplies(story),
        shopSentence(shop),
        ...(gp && gp.is !== 'there' ? [gp.is === 'gone' ? `GP has no ${key} any more.` : `GP: ${gp.why}`] : []),
        run
          ? `Its newest run, of ${run.flow}: ${run.state}, ${run.updatedAt}${run.nextAt ? `, tried again ${run.nextAt} by itself` : ''}${run.attempts > 0 ? `, ${counted(run.attempts, 'failed attempt')}` : ''}.`
          : `No run was made of it: the hub has not heard of it, or it was placed before the cut-over. "ledgerline run ${order}" takes it over by hand.`,
        ...(incident
          ? [
              `${incident.question.code === unreadable ? 'It cannot be read from the shop, so changes of it are not seen' : 'An open question stops it'}: ${incident.question.code}, incident ${incident.id}, ${recordsText(incident.runs, incident.entity)}.`,
            ]
          : []),
        ...(others.length > 0
          ? [
              `Also open: ${others.map(({ id: its, flow, question }) => `${question.code} in ${flow}, incident ${its}`).join('; ')}.`,
            ]
          : []),
        ...proofSentence(proof),
        ...(now ? [`Now ${sentenceOf(now)}`] : []),
        ...(story && run && story.run.id !== run.id
          ? [
              `The journal below is of an earlier run, ${story.run.updatedAt} (${story.run.state}): the newest found nothing to do.`,
            ]
          : []),
      ],
      facts: {
        order,
        state: run?.state ?? null,
        inGp: key !== null ? true : sent ? null : false,
        salesOrder: key ?? sent?.key ?? null,
        incident: incident?.id ?? null,
        proof: proof && proofFacts(proof),
        now: now?.outcome ?? null,
      },
      remote: {
        ...(shop.is === 'there' ? { shop: detailed ? shop.value : shortOrder(shop.value) } : {}),
        ...(gp?.is === 'there' ? { gp: detailed ? gp.value : pick(gp.value, gpFields) } : {}),
        ...(madeOfIt.length > 0 ? { madeOfIt } : {}),
        ...(incident ? { question: shownQuestion(incident.question) } : run?.reason ? { reason: run.reason } : {}),
        ...(line ? { line } : {}),
        ...(now?.outcome === 'skipped' ? { because: now.reason } : {}),
        ...(now?.question && now.question.message !== incident?.question.message
          ? { wouldAsk: now.question.message }
          : {}),
        ...(now ? plannedWrites(now, false) : {}),
        ...sheetOf(proof, format),
        ...correctionsIn(story),
        ...(story ? { journal: journalOf(story, detailed) } : {}),
      },
      next: incident
        ? remediesFor({
            question: incident.question,
            incident: incident.id,
            order,
            orders: [order],
            path: line ? `${line.path}.product_reference` : undefined,
          })
        : nextOf({ order, shop, key, gp: gp?.is === 'there' ? gp.value : null, now, waits: run?.state === 'waiting' }),
    }
  },
  remedies: ({ code }) =>
    code === 'not_found' ? [{ tool: 'search_shop_orders', arguments: {}, because: 'to find the order' }] : [],
})

interface Standing {
  readonly order: string
  readonly shop: Side<Value>
  /** Of its sales order. */
  readonly key: string | null
  readonly gp: Value | null
  readonly now: DryRun | null
  readonly waits: boolean
}

function nextOf({ order, shop, key, gp, now, waits }: Standing): NextCall[] {
  if (shop.is !== 'there')
    return [{ tool: 'search_shop_orders', arguments: {}, because: 'to find the order; ids are not references' }]
  if (waits) return [{ tool: 'read_status', arguments: {}, because: 'to see whether a system is away, and since when' }]
  switch (now?.outcome) {
    case 'would-write':
      return [
        { tool: 'plan_order', arguments: { order, format: 'detailed' }, because: 'to see the documents of a run' },
        {
          tool: 'propose_replay',
          arguments: { orders: [order], reason: '…' },
          because:
            'to have it done now; by itself the hub does it when the module of the shop reports the change, or within a day',
        },
      ]
    case 'skipped':
      return [
        {
          tool: 'read_flow',
          arguments: { name: 'order-to-sales-order', kind: 'flow' },
          because: 'to see when orders are taken; a change of the order in the shop starts it by itself',
        },
      ]
    default:
      return [
        ...refundsIn(shop.value).map(
          (slip): NextCall => ({
            tool: 'call_operation',
            arguments: { operation: 'hub.runs', arguments: { entity: 'prestashop.orderSlip', key: slip } },
            because: 'to see what became of the refund',
          }),
        ),
        ...(gp && key ? inGpNext(key, gp, shop.value) : []),
      ]
  }
}

/** The calls that are useful for a document as it is: what is open can be changed, what is closed is looked at. */
const inGpNext = (key: string, gp: Value, shop: Value): NextCall[] =>
  isHistory(gp)
    ? [
        {
          tool: 'call_operation',
          arguments: {
            operation: 'gp.salesDocument.search',
            arguments: { where: { CustomerPONumber: code(String(shop.reference ?? '…')) } },
          },
          because: 'to see the invoice, return or back order that GP made of it',
        },
      ]
    : [
        {
          tool: 'read_record',
          arguments: { system: 'gp', entity: 'salesOrder', key },
          because: 'to see the whole document',
        },
        ...(gp.IsVoided === true
          ? []
          : [
              {
                tool: 'search_operations',
                arguments: { search: 'change sales order' },
                because: 'to see what can still be proposed for it',
              },
            ]),
      ]

const isHistory = (gp: Value) => gp.TransactionState === 'History'

/** What a state of GP means for whoever asks, and what is still possible. */
export function gpSentence(gp: Value): string {
  if (gp.IsVoided === true)
    return 'There it is voided: nothing more of it is shipped or invoiced, and the hub does not write it again. An invoice that was made of a part of it before stands all the same.'
  if (isHistory(gp))
    return 'There it is in history: posted, or transferred whole to an invoice. It can no longer be changed or voided; what was given back is corrected by a return or a credit memo, what is more by a new document.'
  if (gp.ShippingProcessStatus === 'In Process')
    return 'There a part of it is transferred already, to documents of their own: it must not be voided. What is still open of it can be cancelled in GP; what is invoiced is given back by a return or a credit memo.'
  if (gp.TransactionState === 'Work')
    return 'There it is a work document: not posted yet. It can still be changed, put into another batch or voided; changes in the shop still reach it where the hub has written it, and never where people have entered it.'
  return ''
}

/** A send without a usable answer, and what the look-up found: in words, since "settled" says little. */
const lostReplies = (story: Story | null): string[] =>
  (story?.journal ?? []).flatMap(({ at, entry }) => {
    if (entry.kind !== 'settled') return []
    const { entity, key } = entry.record as Target
    return entry.arrived
      ? [`The reply to ${entity} ${key} was lost (${at}): it was looked up, found, and not sent again.`]
      : [
          `The reply to ${entity} ${key} was lost (${at}): it was looked up, was not there, and was sent again under the same number.`,
        ]
  })

/** That of the flow that its newest run is of comes first: it is the one that is explained. */
const bySeverity = (incidents: Story['incidents'], flow: string | undefined) =>
  incidents.toSorted((a, b) => Number(b.flow === flow) - Number(a.flow === flow))

/** Ids of the credit slips of an order. */
const refundsIn = (order: Value): string[] =>
  Array.isArray(order.refunds)
    ? order.refunds.slice(0, 5).flatMap(({ subject }: Value) => /^slip (\d+)$/.exec(String(subject))?.[1] ?? [])
    : []

/** What GP made of a closed order: it carries the order's customer PO number. None where GP does not answer. */
async function documentsOf(hub: HubDoor, base: string, shop: Side<Value>, key: string): Promise<Value[]> {
  const reference = shop.is === 'there' ? shop.value.reference : null
  if (typeof reference !== 'string' || reference === '') return []
  const asked = hub.get<Value[]>(
    `${base}/records/gp-search/salesDocument?${query({ CustomerPONumber: reference, limit: 10 })}`,
  )
  const found = (await unless(null, asked)) ?? []
  return found
    .filter(({ Key }) => Key !== key)
    .map((one) => pick(one, ['Type', 'Key', 'TransactionState', 'Date', 'TotalAmount']))
}

/** The line whose item GP does not have, and what the shop calls its product by now. */
async function missingLine(hub: HubDoor, base: string, order: Value, { missing }: Question) {
  const [first] = missing ?? []
  if (first?.what !== 'record' || first.record.entity !== 'gp.item') return null
  const lines = (order.order_details ?? []) as Value[]
  const place = lines.findIndex(({ product_reference }) => (product_reference ?? '') === first.record.key)
  const line = lines[place]
  if (!line) return null
  const combination = String(line.product_attribute_id ?? '0')
  const path = combination === '0' ? `product/${String(line.product_id)}` : `combination/${combination}`
  const product = await side<Value>(hub, `${base}/records/prestashop/${path}`)
  return {
    path: `order_details.${place}`,
    ...pick(line, ['product_reference', 'product_name', 'product_id', 'product_attribute_id', 'product_quantity']),
    ...(product.is === 'there' ? { productNow: pick(product.value, ['id', 'reference', 'name', 'active']) } : {}),
  }
}

type Side<T> =
  | { readonly is: 'there'; readonly value: T }
  | { readonly is: 'gone' }
  | { readonly is: 'silent'; readonly why: string }

/** One side of it; a system that does not answer is told of, and the rest is explained all the same. */
async function side<T>(hub: HubDoor, path: string): Promise<Side<T>> {
  try {
    return { is: 'there', value: await hub.get<T>(path) }
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return error.code === 'not_found' ? { is: 'gone' } : { is: 'silent', why: `${error.message} (${error.code}).` }
  }
}

/** Null on an error with this code; on any of the hub's when `code` is null. */
async function unless<T>(code: string | null, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HubError && (code === null || error.code === code)) return null
    throw error
  }
}

function shopSentence(shop: Side<Value>): string {
  if (shop.is === 'gone') return 'The shop has no such order.'
  if (shop.is === 'silent') return `The shop: ${shop.why}`
  const { paid } = (shop.value.order_state ?? {}) as { paid?: boolean }
  return `In the shop its state counts as ${paid ? 'paid' : 'not paid'}.`
}

const pick = (value: Value, fields: readonly string[]) =>
  Object.fromEntries(fields.filter((field) => field in value).map((field) => [field, value[field]]))

function shortOrder(order: Value): Value {
  const { name: state } = (order.order_state ?? {}) as { name?: string }
  const { iso_code: currency } = (order.currency ?? {}) as { iso_code?: string }
  const { name: carrier } = (order.carrier ?? {}) as { name?: string }
  const refunds = Array.isArray(order.refunds) && order.refunds.length > 0 ? { refunds: order.refunds } : {}
  return { ...pick(order, shopFields), state, currency, carrier, ...refunds }
}

/** What is corrected of what the shop says, by a person's decision. */
function correctionsIn(story: Story | null) {
  const edits = (story?.journal ?? []).flatMap(({ entry }) =>
    entry.kind === 'edited' ? (entry.edits as { path: string; before: unknown; after: unknown }[]) : [],
  )
  return edits.length > 0 ? { corrections: edits.map(({ path, before, after }) => ({ path, before, after })) } : {}
}

/** What the newest run saw and did, oldest first. */
function journalOf({ journal }: Story, detailed: boolean): unknown[] {
  if (detailed) return journal.map(({ at, entry }) => ({ at, ...withoutValues(entry) }))
  const told = journal.filter(({ entry }) => !['read', 'looked-up', 'proof'].includes(entry.kind))
  return told.slice(-journalShown).map(({ at, entry }) => `${at} ${inShort(entry)}`)
}

/** Records and documents are large, and read_record has them. */
const withoutValues = ({ value: _, write: __, sheet: ___, ...entry }: Entry) => entry

function inShort({ kind, record, code, message, state, write }: Entry): string {
  const about = (record ?? (write as { record?: unknown } | undefined)?.record) as
    | { entity: string; key: string }
    | undefined
  return [kind, about && `${about.entity} ${about.key}`, code, kind === 'failed' ? message : state]
    .filter(Boolean)
    .join(' ')
}
