import { z } from 'zod'
import type { DryRun } from '../src/engine/index.ts'
import { defineTool, inputs } from './define-tool.ts'
import { clean, cleanDeep, quoted } from './untrusted.ts'

export const planOrder = defineTool({
  name: 'plan_order',
  title: 'Plan an order',
  effect: 'simulate',
  description:
    'What a run of the order would do now, without doing it: the documents it would write, the difference to what is in GP, and the proof of the totals. Reads the shop and GP. Use it after a cause was removed, or with `edits` to try other expressions of a mapping before proposing them.',
  input: {
    order: inputs.order,
    edits: z
      .array(
        z.strictObject({
          mapping: z.string().max(64),
          path: z.array(z.string().max(60)).min(1).max(4).describe('["Comment"], or ["ShipToAddress", "Line3"].'),
          before: z.string().max(2000).nullable().describe('The present expression, exactly; null: none.'),
          after: z.string().max(2000).nullable(),
        }),
      )
      .max(10)
      .default([])
      .describe('Mapping edits to try, as propose_mapping_edit takes them.'),
    integration: inputs.integration,
    format: inputs.format,
  },
  output: {
    order: z.string(),
    outcome: z.string(),
    reason: z.string(),
    writes: z.array(z.unknown()),
    proof: z.unknown(),
  },
  async run({ order, edits, integration, format }, { hub, integration: chosen, nonce, progress }) {
    await progress('Reading the shop and GP')
    const dry = await hub.post<DryRun>(`/api/integrations/${await chosen(integration)}/orders/${order}/plan`, {
      edits: edits.map((edit) => ({ do: 'set-field', ...edit })),
    })
    const writes = dry.writes.map(({ do: deed, target, differences, document }) => ({
      do: deed,
      target: `${target.entity} ${target.key}`,
      ...(deed === 'update' ? { differences } : {}),
      ...(format === 'detailed' ? { document } : {}),
    }))
    const summary =
      dry.writes.map(({ do: deed, target }) => `${deed} ${target.entity} ${target.key}`).join(', ') || 'no documents'
    return {
      text: [
        `Order ${order}: ${dry.outcome}. ${clean(dry.reason)}`,
        `It would: ${summary}. Nothing was written.`,
        ...(dry.proof
          ? [
              `Totals: ${dry.proof.state}; ${dry.proof.total} ${dry.proof.currency}, the shop charged ${dry.proof.anchor}.`,
            ]
          : []),
        ...(dry.question ? [`It would stop: ${clean(dry.question.message)} ${clean(dry.question.hint)}`] : []),
        ...(format === 'detailed' || writes.some(({ differences }) => differences && differences.length > 0)
          ? [quoted(writes, nonce, format === 'detailed')]
          : []),
      ].join('\n'),
      data: { order, outcome: dry.outcome, reason: clean(dry.reason), writes: cleanDeep(writes), proof: dry.proof },
    }
  },
})
