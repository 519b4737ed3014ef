import { z } from 'zod'
import type { Proposal } from '../src/domain/proposal.ts'
import type { Json } from '../src/domain/record.ts'
import { defineTool, type HubDoor, inputs, outputs, proposed } from './define-tool.ts'
import { clean, quoted } from './untrusted.ts'

const orderRef = (order: string) => ({ entity: 'prestashop.order', key: order })
const about = 'Nothing changes until a person approves it.'

export const proposeValueMapEntry = defineTool({
  name: 'propose_value_map_entry',
  title: 'Propose a value map entry',
  effect: 'propose',
  description: `Propose which GP value stands for a shop value. ${about} Look with read_value_map and list_gp_records first: \`to\` must be a key that GP has.`,
  input: {
    valueMap: z.string().max(64).describe('"carrier", "tax", "tax-rate", "payment" or "item".'),
    from: z.string().min(1).max(200).describe('The value exactly as the question names it.'),
    to: z.string().min(1).max(200).describe('The key exactly as GP has it.'),
    reason: inputs.reason,
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: outputs.proposal,
  async run({ valueMap, from, to, reason, incidents, askedBy, integration }, context) {
    const parts = await context.hub.get<Record<string, Json>>(
      `/api/integrations/${await context.integration(integration)}`,
    )
    const map = parts[`value-maps/${valueMap}.json`] as
      | { entries: { from: string; label?: string; to: string | null; why?: string }[] }
      | undefined
    const { from: _, ...before } = map?.entries.find((entry) => entry.from === from) ?? { from: '' }
    const known = Object.keys(before).length > 0
    const after = { ...(known && 'label' in before && before.label ? { label: before.label } : {}), to }
    return proposed(context, {
      integration,
      reason,
      incidents,
      askedBy,
      title: clean(`In value map ${valueMap}, ${from} stands for ${to}`).slice(0, 200),
      changes: [
        { do: 'edit-definition', edits: [{ do: 'set-value', valueMap, from, before: known ? before : null, after }] },
      ],
    })
  },
})

export const proposeMappingEdit = defineTool({
  name: 'propose_mapping_edit',
  title: 'Propose a mapping edit',
  effect: 'propose',
  description: `Propose another expression for one field of a mapping. ${about} Read the present one with read_flow, format "detailed"; it is checked against both systems' fields before it is accepted.`,
  input: {
    mapping: z.string().max(64),
    path: z.array(z.string().max(60)).min(1).max(4).describe('["Comment"], or ["ShipToAddress", "Line3"].'),
    before: z.string().max(2000).nullable().describe('The present expression, exactly; null when the field has none.'),
    after: z.string().max(2000).nullable().describe('The new expression in CEL; null takes the field out.'),
    reason: inputs.reason,
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: outputs.proposal,
  run: ({ mapping, path, before, after, ...rest }, context) =>
    proposed(context, {
      ...rest,
      title: clean(`In mapping ${mapping}, another ${path.join('.')}`).slice(0, 200),
      changes: [{ do: 'edit-definition', edits: [{ do: 'set-field', mapping, path, before, after }] }],
    }),
})

export const proposeRecordCorrection = defineTool({
  name: 'propose_record_correction',
  title: 'Propose a record correction',
  effect: 'propose',
  description: `Propose to take one value of a shop order as another one, for this order alone, and to start it again. The shop itself stays as it is. ${about}`,
  input: {
    order: inputs.order,
    path: z.string().min(1).max(200).describe('"order_details.0.product_reference".'),
    before: z.string().max(500).nullable().describe('What the shop says, exactly.'),
    after: z.string().max(500).nullable(),
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: outputs.proposal,
  run: ({ order, path, before, after, ...rest }, context) =>
    proposed(context, {
      ...rest,
      title: clean(`Correct ${path} of order ${order}`).slice(0, 200),
      changes: [{ do: 'correct-record', record: orderRef(order), edits: [{ path, before, after }] }],
    }),
})

export const proposeReplay = defineTool({
  name: 'propose_replay',
  title: 'Propose a replay',
  effect: 'propose',
  description: `Propose to start orders again from the shop, under the newest version. Use it when the cause was removed in the shop or in GP. ${about}`,
  input: {
    orders: z.array(inputs.order).min(1).max(100),
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: outputs.proposal,
  run: ({ orders, ...rest }, context) =>
    proposed(context, {
      ...rest,
      title: `Start ${orders.length === 1 ? `order ${orders[0]}` : `${orders.length} orders`} again`,
      changes: [{ do: 'replay', records: orders.map(orderRef) }],
    }),
})

export const proposeLinkRepair = defineTool({
  name: 'propose_link_repair',
  title: 'Propose a link repair',
  effect: 'propose',
  description: `Propose which GP record a shop record is: for a customer or address that exists in GP under another key, or a link to a document that was deleted. ${about}`,
  input: {
    source: z.strictObject({
      entity: z.enum(['prestashop.order', 'prestashop.customer', 'prestashop.address']),
      key: z.string().regex(/^\d{1,10}$/),
    }),
    entity: z.enum(['gp.salesOrder', 'gp.customer', 'gp.customerAddress']),
    before: z.string().max(100).nullable().describe('The GP key it is linked to now; null: none.'),
    after: z.string().max(100).nullable().describe('The GP key it should be linked to; null: none.'),
    reason: inputs.reason,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: outputs.proposal,
  run: ({ source, entity, before, after, ...rest }, context) =>
    proposed(context, {
      ...rest,
      title: clean(`${source.entity} ${source.key} is ${entity} ${after ?? 'of its own'}`).slice(0, 200),
      changes: [{ do: 'repair-link', source, entity, before, after }],
    }),
})

interface Preview {
  readonly sampled: number
  readonly same: number
  readonly changed: readonly {
    readonly record: string
    readonly before: string
    readonly after: string
    readonly differs: readonly string[]
  }[]
}

export const listProposals = defineTool({
  name: 'list_proposals',
  title: 'List proposals',
  effect: 'read',
  description: 'Proposals by state, newest first: what waits for a person, what was applied or rejected.',
  input: {
    state: z.enum(['pending', 'approved', 'rejected', 'expired', 'superseded', 'applied', 'failed']).default('pending'),
    limit: inputs.limit,
  },
  output: { proposals: z.array(z.record(z.string(), z.unknown())) },
  async run({ state, limit }, { hub }) {
    const found = await hub.get<Proposal[]>(`/api/proposals?${new URLSearchParams({ state, limit: String(limit) })}`)
    const proposals = found.map(({ id, title, risk, at }) => ({ id, title: clean(title), risk: risk.level, at }))
    return {
      text:
        proposals.length === 0
          ? `No ${state} proposals.`
          : proposals.map(({ id, title, risk }) => `${id} (${risk}): ${title}`).join('\n'),
      data: { proposals },
    }
  },
})

export const readProposal = defineTool({
  name: 'read_proposal',
  title: 'Read a proposal',
  effect: 'read',
  description:
    'One proposal: what would change, why, its risk, whether a person has decided, and what came of it. With `preview`, while it is pending: the orders it is about and a sample of recent ones, tried before and under it (takes some seconds, writes nothing); do that before you ask a person to approve.',
  input: { proposal: z.string().max(64), preview: z.boolean().default(false) },
  output: {
    id: z.string(),
    state: z.string(),
    title: z.string(),
    says: z.array(z.string()),
    risk: z.string(),
    decided: z.boolean(),
    outcome: z.string().nullable(),
    preview: z
      .object({ sampled: z.number(), same: z.number(), changed: z.array(z.record(z.string(), z.unknown())) })
      .optional(),
  },
  async run({ proposal: id, preview }, { hub, nonce, progress }) {
    const found = await hub.get<Proposal & { says: string[] }>(`/api/proposals/${encodeURIComponent(id)}`)
    const { title, state, reason, says, risk, decision, outcome } = found
    if (preview) await progress('Trying recent orders, before and under it')
    const tried = preview && state === 'pending' ? await previewOf(hub, id) : null
    const decided = decision
      ? `${decision.approve ? 'Approved' : 'Rejected'} by ${decision.by.email}${decision.reason ? `: ${clean(decision.reason)}` : ''}.`
      : 'Nobody has decided yet.'
    return {
      text: [
        `${clean(title)}: ${state}. ${decided}`,
        `Why: ${clean(reason)}`,
        ...says.map((sentence) => `• ${clean(sentence)}`),
        `Risk: ${risk.level}.`,
        ...(outcome ? [quoted({ outcome }, nonce)] : []),
        ...(tried ? previewText(tried) : []),
      ].join('\n'),
      data: {
        id,
        state,
        title: clean(title),
        says: says.map(clean),
        risk: risk.level,
        decided: decision !== null,
        outcome: outcome === null ? null : clean(outcome),
        ...(tried ? { preview: tried } : {}),
      },
    }
  },
})

async function previewOf(hub: HubDoor, id: string): Promise<Preview> {
  const { sampled, same, changed } = await hub.get<Preview>(`/api/proposals/${encodeURIComponent(id)}/preview`)
  return {
    sampled,
    same,
    changed: changed.map((each) => ({ ...each, before: clean(each.before), after: clean(each.after) })),
  }
}

const previewText = ({ sampled, same, changed }: Preview) => [
  `${sampled} orders tried: ${same} stay as they are, ${sampled - same} differ.`,
  ...changed.map(
    ({ record, before, after, differs }) =>
      `${record}: ${before} → ${after}${differs.length > 0 ? `; ${differs.join(', ')}` : ''}`,
  ),
]
