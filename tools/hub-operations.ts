import { z } from 'zod'
import { InvalidInput } from '../src/domain/errors.ts'
import type { Json } from '../src/domain/record.ts'
import { runStates } from '../src/domain/run.ts'
import { query } from './define-tool.ts'
import { definitionOf, settingEdit } from './integration-definition.ts'
import { type DescribedEntity, filter, key, limit, type Operation, reading } from './operation.ts'
import { type Made, propose, proposedAnswer } from './propose.ts'
import { orderEntity } from './remedies.ts'
import { draftRule, editRules } from './rule-operations.ts'
import { shipOrder } from './ship-order.ts'

const entityName = z.string().max(80)

/** What the hub itself knows, and any other resource of the shop. */
export function hubOperations(entities: readonly DescribedEntity[]): Operation[] {
  return [
    reading({
      id: 'prestashop.rows',
      about:
        'Newest rows of any resource of the shop’s Webservice that the key may read: order_invoices, messages, cart_rules, specific_prices, tax_rules, groups, manufacturers …',
      takes: z.strictObject({
        resource: z.string().max(60).describe('A resource of the Webservice, "order_invoices".'),
        where: filter.default({}).describe('Fields that must be equal.'),
        limit,
      }),
      path: ({ resource, where, limit: most }) =>
        `records/shop-rows/${encodeURIComponent(String(resource))}?${query({ ...(where as object), limit: most })}`,
    }),
    fieldsOf(entities),
    reading({
      id: 'hub.orders',
      about:
        'What became of each order that ran since then, by each flow, newest first: state, sales order, reason. Which were done today, yesterday or this week, which are stopped, what waits for whom.',
      takes: z.strictObject({
        since: z.iso.datetime({ offset: true }).optional().describe('"2026-11-26T00:00:00Z"; default: a week ago.'),
        state: z
          .enum(runStates)
          .optional()
          .describe(`One of ${runStates.join(', ')}.`),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      path: (given) => `outcomes?${query({ ...given, entity: orderEntity })}`,
    }),
    reading({
      id: 'hub.runs',
      about:
        'Single runs of the flows, newest first, with state and reason: of one order or other record by `key`, of one flow. What happened to this order, its attempts, its history.',
      takes: z.strictObject({
        key: key.optional().describe('Of the record: the id of an order.'),
        entity: entityName.default('prestashop.order').describe('Of the record, where it is no order.'),
        flow: z.string().max(64).optional(),
        state: z.enum(runStates).optional(),
        limit,
      }),
      path: (given) => `runs?${query(given)}`,
    }),
    reading({
      id: 'hub.run',
      about: 'One run with its whole journal: what was read, decided, sent and read back.',
      takes: z.strictObject({ run: z.string().min(1).max(64) }),
      path: ({ run }) => `runs/${encodeURIComponent(String(run))}`,
    }),
    reading({
      id: 'hub.links',
      about: 'Which record stands for which: of a shop record its GP records, of a GP record its sources.',
      takes: z.strictObject({ entity: entityName.describe('"prestashop.customer", "gp.customer".'), key }),
      path: (given) => `links?${query(given)}`,
    }),
    reading({
      id: 'hub.rule-differences',
      about:
        'Documents in GP that the rules of today would write differently: after a change of mapping, tax rules, value maps or of the program. What differs, whether each is still open in GP, sums per currency. A page at a time.',
      takes: z.strictObject({
        fields: z.string().max(300).optional().describe('Only these, "Taxes,FreightTaxes,TaxAmount"; default: all.'),
        after: z.string().max(100).optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(100).default(20),
      }),
      path: (given) => `rule-differences?${query(given)}`,
    }),
    reading({
      id: 'hub.check',
      about:
        'What in mappings, conditions and value maps compiles and may yet be wrong, with evidence from recent records: amounts with tax where none belongs, an amount of the order on each line, cut codes, mixed currencies, entries that the shop or GP no longer has, doubtful answers, fields that nothing fills. Validate a mapping, check the value maps.',
      takes: z.strictObject({}),
      path: () => 'findings',
    }),
    shipOrder,
    setting,
    draftRule,
    editRules,
    undo,
    withdraw,
  ]
}

const fieldsOf = (entities: readonly DescribedEntity[]): Operation => ({
  id: 'hub.fields',
  effect: 'read',
  about: 'The fields of an entity: types, lengths, what they mean, which are read-only.',
  takes: z.strictObject({ entity: entityName.describe('"gp.customer", "prestashop.order".') }),
  async run({ entity }) {
    const found = entities.find((each) => each.entity === entity)
    if (found)
      return { says: [`${found.entity}: ${found.about} Its key: ${found.key}.`], remote: { result: found.fields } }
    throw new InvalidInput('The entity', [
      { at: 'entity', reason: `is not known; there are ${entities.map((each) => each.entity).join(', ')}` },
    ])
  },
})

const setting: Operation = {
  id: 'hub.setting.set',
  effect: 'propose',
  about:
    'Another value for a setting of the integration: rounding remainder, states, batch, site. read_flow without a name lists them with what each means.',
  takes: z.strictObject({
    name: z.string().min(1).max(64),
    value: z.json().describe('Of the kind that the setting has now; amounts as text: "0.05".'),
  }),
  async run({ name, value }, context, integration, asked) {
    const edit = settingEdit(await definitionOf(context.hub, integration), { name: String(name), value: value as Json })
    return propose(context, {
      ...asked,
      integration,
      title: `Another value for the setting ${String(name)}`,
      changes: [{ do: 'edit-definition', edits: [edit] }],
    })
  },
}

const undo: Operation = {
  id: 'hub.proposal.undo',
  effect: 'propose',
  about: 'Proposes what undoes an applied proposal, with what stood there before. Revert, take back.',
  takes: z.strictObject({ proposal: z.string().min(1).max(64) }),
  async run({ proposal }, { hub }, _, { reason }) {
    return proposedAnswer(
      await hub.post<Made>(`/api/proposals/${encodeURIComponent(String(proposal))}/revert`, { reason }),
    )
  },
}

const withdraw: Operation = {
  id: 'hub.proposal.withdraw',
  effect: 'propose',
  about: 'Takes back a proposal that you made yourself, while it waits for a decision. Cancel, withdraw.',
  takes: z.strictObject({ proposal: z.string().min(1).max(64) }),
  async run({ proposal }, { hub }, _, { reason }) {
    const { id, state, says, risk, planHash, expiresAt } = await hub.post<Made>(
      `/api/proposals/${encodeURIComponent(String(proposal))}/withdraw`,
      { reason },
    )
    return {
      says: [`Proposal ${id} is taken back: nobody is asked any more, and nothing was changed.`],
      facts: { proposal: id, state, risk: risk.level, planHash, expiresAt },
      remote: { says },
    }
  },
}
