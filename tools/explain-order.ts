import { z } from 'zod'
import type { ProofSheet } from '../src/domain/proof.ts'
import type { Question } from '../src/domain/run.ts'
import { defineTool, inputs, type NextCall } from './define-tool.ts'
import { clean, cleanDeep, quoted } from './untrusted.ts'

interface Story {
  readonly runs: readonly {
    readonly id: string
    readonly state: string
    readonly reason: string | null
    readonly updatedAt: string
    readonly version: number
  }[]
  readonly journal: readonly {
    readonly at: string
    readonly entry: { readonly kind: string; readonly message?: string; readonly reason?: string }
  }[]
  readonly proofs: readonly ProofSheet[]
  readonly link: { readonly target: { readonly key: string }; readonly at: string } | null
  readonly incidents: readonly {
    readonly id: string
    readonly question: Question
    readonly firstAt: string
    readonly runs: number
  }[]
}

export const explainOrder = defineTool({
  name: 'explain_order',
  title: 'Explain an order',
  effect: 'read',
  description:
    'Why a shop order is, or is not, in GP: the state of its newest run, the open question that stops it with what to do about it, the GP document, and the proof of the totals. Start here for any question about one order. Takes the order id; find it with search_shop_orders when only a reference is known.',
  input: { order: inputs.order, integration: inputs.integration, format: inputs.format },
  output: {
    order: z.string(),
    state: z.string().nullable(),
    reason: z.string(),
    salesOrder: z.string().nullable(),
    incident: z.unknown(),
    proof: z.unknown(),
  },
  async run({ order, integration, format }, { hub, integration: chosen, nonce }) {
    const id = await chosen(integration)
    const story = await hub.get<Story>(`/api/integrations/${id}/orders/${order}`)
    const [run] = story.runs
    const [incident] = story.incidents
    const lines = [
      `Order ${order}: ${run?.state ?? 'no run'}. ${clean(run?.reason ?? '')}`.trim(),
      story.link ? `In GP as sales order ${story.link.target.key}, last written ${story.link.at}.` : 'It is not in GP.',
      ...(incident
        ? [
            `Open question ${incident.question.code}: ${clean(incident.question.message)}`,
            `What to do: ${clean(incident.question.hint)}`,
          ]
        : []),
      ...story.proofs
        .slice(-1)
        .map(
          (sheet) =>
            `Totals: ${sheet.state}; ${sheet.of} ${sheet.total} ${sheet.currency}, the shop charged ${sheet.anchor}, difference ${sheet.difference}.`,
        ),
    ]
    const data = {
      order,
      state: run?.state ?? null,
      reason: clean(run?.reason ?? ''),
      salesOrder: story.link?.target.key ?? null,
      incident: incident
        ? {
            id: incident.id,
            code: incident.question.code,
            message: clean(incident.question.message),
            hint: clean(incident.question.hint),
            missing: cleanDeep(incident.question.missing ?? []),
            orders: incident.runs,
          }
        : null,
      proof: story.proofs.at(-1) ?? null,
    }
    const journal = story.journal.map(({ at, entry }) => ({
      at,
      kind: entry.kind,
      ...(entry.message ? { message: entry.message } : {}),
      ...(entry.reason ? { reason: entry.reason } : {}),
    }))
    return {
      text: [...lines, ...(format === 'detailed' ? [quoted(journal, nonce, true)] : [])].join('\n'),
      data: format === 'detailed' ? { ...data, journal: cleanDeep(journal) } : data,
      next: remedies(order, incident),
    }
  },
})

/** The tools that find the answer and propose it, with their arguments where they are known. */
function remedies(order: string, incident: Story['incidents'][number] | undefined): NextCall[] {
  if (!incident) return [{ tool: 'plan_order', arguments: { order }, because: 'to see what a run would do now' }]
  const [missing] = incident.question.missing ?? []
  if (missing?.what === 'value') return missingValue(missing.valueMap, missing.from, incident.id)
  if (missing?.what === 'record') return missingRecord(order, missing.record, incident.id)
  const { code } = incident.question
  return [
    { tool: 'read_incident', arguments: { incident: incident.id }, because: 'to see every order it stops' },
    ...(/^(access_denied|wrong_address|held_otherwise|company_not_confirmed)$/.test(code)
      ? [{ tool: 'read_status', arguments: { check: true }, because: 'to see which connection, right or policy it is' }]
      : [
          { tool: 'plan_order', arguments: { order }, because: 'to see the documents and differences as they are now' },
        ]),
    { tool: 'propose_replay', arguments: { orders: [order], reason: '…' }, because: 'when its cause is gone' },
  ]
}

/** Where the shop value's name stands, and what GP has for it. */
const sourcesOf: Readonly<Record<string, { shop?: (from: string) => NextCall; gp: string }>> = {
  carrier: {
    shop: (from) => ({
      tool: 'list_shop_records',
      arguments: { entity: 'carrier', where: [{ field: 'id_reference', value: from }] },
      because: 'to see its name in the shop',
    }),
    gp: 'shippingMethod',
  },
  tax: {
    shop: (from) => ({
      tool: 'read_record',
      arguments: { system: 'prestashop', entity: 'tax', key: from },
      because: 'to see its name and rate in the shop',
    }),
    gp: 'taxDetail',
  },
  'tax-rate': { gp: 'taxDetail' },
  payment: { gp: 'paymentTerms' },
  item: { gp: 'item' },
}

function missingValue(valueMap: string, from: string, incident: string): NextCall[] {
  const sources = sourcesOf[valueMap]
  return [
    ...(sources?.shop ? [sources.shop(from)] : []),
    { tool: 'read_value_map', arguments: { valueMap }, because: 'to see what stands for similar values' },
    ...(sources
      ? [{ tool: 'list_gp_records', arguments: { entity: sources.gp }, because: 'to see what GP has for it' }]
      : []),
    {
      tool: 'propose_value_map_entry',
      arguments: { valueMap, from, to: '…', reason: '…', incidents: [incident] },
      because: 'to propose the missing answer',
    },
  ]
}

function missingRecord(order: string, record: { entity: string; key: string }, incident: string): NextCall[] {
  const entity = record.entity.slice('gp.'.length)
  return [
    {
      tool: 'list_gp_records',
      arguments: { entity, search: record.key },
      because: 'to look for the record under another key',
    },
    ...(entity === 'item'
      ? [
          {
            tool: 'propose_value_map_entry',
            arguments: { valueMap: 'item', from: record.key, to: '…', reason: '…', incidents: [incident] },
            because: 'when GP has it under another number: for every order',
          },
        ]
      : []),
    {
      tool: 'propose_record_correction',
      arguments: { order, path: '…', before: record.key, after: '…', reason: '…' },
      because: 'when the shop has it misspelt in this order alone',
    },
  ]
}
