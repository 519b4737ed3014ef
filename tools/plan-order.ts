import { z } from 'zod'
import { memberOf } from '../src/domain/record.ts'
import type { DryRun } from '../src/engine/index.ts'
import { defineTool, inputs, type NextCall } from './define-tool.ts'
import { plannedWrites, proofFacts, proofSentence, sentenceOf, sheetOf } from './dry-run-shown.ts'
import { recordValue } from './entities.ts'
import { definitionOf, settingEdit, valueEdit } from './integration-definition.ts'
import { orderId } from './order-id.ts'

export const planOrder = defineTool({
  name: 'plan_order',
  title: 'Plan an order',
  effect: 'simulate',
  description:
    'What a run of the order would do now, without doing it: the documents it would write, the difference to what is in GP, and the proof of the totals. Reads the shop and GP. With `answers`, `edits`, `settings` or `corrections` it tries value map answers, mapping expressions, settings or corrections on this order before they are proposed. "detailed" shows the documents whole.',
  input: {
    order: inputs.order,
    answers: z
      .array(z.strictObject({ valueMap: z.string().max(64), from: z.string().max(200), to: z.string().max(200) }))
      .max(10)
      .default([])
      .describe('Value map answers to try, as propose_value_map_entry takes them.'),
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
    settings: z
      .array(z.strictObject({ name: z.string().max(64), value: z.json() }))
      .max(10)
      .default([])
      .describe('Settings to try, as hub.setting.set takes them: amounts as text, "0.05".'),
    corrections: z
      .array(z.strictObject({ path: z.string().min(1).max(200), before: recordValue, after: recordValue }))
      .max(10)
      .default([])
      .describe('Corrections of this order to try, as propose_record_correction takes them.'),
    integration: inputs.integration,
    format: inputs.format,
  },
  output: {
    order: z.string(),
    outcome: z.enum(['would-write', 'nothing-to-do', 'skipped', 'held']),
    proof: z.unknown().optional(),
    writes: z.array(z.unknown()).optional(),
    question: z.unknown().optional(),
  },
  async run(
    { order: named, answers, edits, settings, corrections, integration, format },
    { hub, integration: chosen, progress },
  ) {
    await progress('Reading the shop and GP')
    const id = await chosen(integration)
    const order = await orderId(hub, id, named)
    const trying = answers.length + edits.length + settings.length + corrections.length > 0
    const definition = trying ? await definitionOf(hub, id) : null
    const dry = await hub.post<DryRun>(`/api/integrations/${id}/orders/${order}/plan`, {
      edits: [
        ...(definition ? answers.map((answer) => valueEdit(definition, answer)) : []),
        ...(definition ? settings.map((setting) => settingEdit(definition, setting)) : []),
        ...edits.map((edit) => ({ do: 'set-field', ...edit })),
      ],
      corrections,
    })
    return {
      says: [`Order ${order}: ${sentenceOf(dry)}`, ...proofSentence(dry.proof), 'Nothing was written.'],
      facts: { order, outcome: dry.outcome, ...(dry.proof ? { proof: proofFacts(dry.proof) } : {}) },
      remote: {
        ...(dry.outcome === 'skipped' ? { because: dry.reason } : {}),
        ...(dry.question ? { question: { message: dry.question.message, hint: dry.question.hint } } : {}),
        ...(definition ? triedFields({ answers, edits, settings, corrections }, dry, definition.mappings) : {}),
        ...plannedWrites(dry, format === 'detailed'),
        ...sheetOf(dry.proof, format),
      },
      next:
        dry.outcome === 'would-write' || dry.outcome === 'nothing-to-do'
          ? nextOf({ order, answers, edits, settings, corrections })
          : [],
    }
  },
  remedies: ({ code }, { order, answers = [], edits = [], corrections = [] }) => {
    if (code === 'not_found') return [{ tool: 'search_shop_orders', arguments: {}, because: 'to find the order' }]
    const [[edit], [answer]] = [edits, answers]
    return [
      ...(edit
        ? [
            {
              tool: 'read_flow',
              arguments: { name: edit.mapping, field: edit.path.join('.') },
              because: 'to see the present expression',
            },
          ]
        : []),
      ...(answer
        ? [
            {
              tool: 'read_value_map',
              arguments: { valueMap: answer.valueMap },
              because: 'to see what stands there now',
            },
          ]
        : []),
      ...(corrections.length > 0
        ? [
            {
              tool: 'read_record',
              arguments: { system: 'prestashop', entity: 'order', key: order },
              because: 'to see paths and values',
            },
          ]
        : []),
    ]
  },
})

type Mappings = Readonly<
  Record<string, { readonly to: string; readonly fields: object; readonly let?: object | undefined }>
>

/**
 * What the fields would hold that the trial reaches: those that are edited, and those whose expressions name a tried value
 * map, setting or corrected field. A difference alone shows only where GP has the document already.
 */
function triedFields(
  tried: {
    readonly answers: readonly { readonly valueMap: string }[]
    readonly edits: readonly { readonly mapping: string; readonly path: readonly string[] }[]
    readonly settings: readonly { readonly name: string }[]
    readonly corrections: readonly { readonly path: string }[]
  },
  { writes }: DryRun,
  mappings: Mappings,
) {
  const named = [
    ...tried.answers.map(({ valueMap }) => `valueMap\\(\\\\*"${escaped(valueMap)}\\\\*"`),
    ...tried.settings.map(({ name }) => `settings\\.${escaped(name)}\\b`),
    ...tried.corrections.map(({ path }) => `\\b${escaped(path.split('.').at(-1)!)}\\b`),
  ]
  const reached = (expressions: object) =>
    Object.entries(expressions).flatMap(([name, made]) =>
      named.some((one) => new RegExp(one).test(JSON.stringify(made))) ? [name] : [],
    )
  const fields = Object.entries(mappings).flatMap(([mapping, { fields: its, let: values = {} }]) => {
    // A value of the mapping's own hands on what it was made of.
    const between = reached(values)
    const byValue = Object.entries(its).flatMap(([name, made]) =>
      between.some((value) => new RegExp(`\\b${escaped(value)}\\b`).test(JSON.stringify(made))) ? [name] : [],
    )
    return [...new Set([...reached(its), ...byValue])].map((name) => ({ mapping, path: [name] }))
  })
  const shown = [...tried.edits, ...fields].flatMap(({ mapping, path }) => {
    const documents = writes.filter(({ target }) => target.entity === memberOf(mappings, mapping)?.to)
    // A field of a mapping that this order does not go through.
    if (documents.length === 0 && !tried.edits.some((one) => one.mapping === mapping)) return []
    const held = documents.map(({ document, whole }) => at(whole ?? document, path))
    return [{ field: path.join('.'), becomes: held.map((value) => value ?? '(left out)') }]
  })
  return shown.length > 0 ? { tried: shown.slice(0, mostTried) } : {}
}

const mostTried = 20
const at = (document: unknown, path: readonly string[]) =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What was tried and would work, as the proposal of it. */
function nextOf({
  order,
  answers,
  edits,
  settings,
  corrections,
}: {
  readonly order: string
  readonly answers: readonly object[]
  readonly edits: readonly object[]
  readonly settings: readonly object[]
  readonly corrections: readonly object[]
}): NextCall[] {
  const because = 'when the person wants it so'
  const reason = '…'
  return [
    ...answers.map((answer) => ({ tool: 'propose_value_map_entry', arguments: { ...answer, reason }, because })),
    ...edits.map((edit) => ({ tool: 'propose_mapping_edit', arguments: { ...edit, reason }, because })),
    ...settings.map((setting) => ({
      tool: 'call_operation',
      arguments: { operation: 'hub.setting.set', arguments: setting, reason },
      because,
    })),
    ...corrections.map((correction) => ({
      tool: 'propose_record_correction',
      arguments: { order, ...correction, reason },
      because,
    })),
  ]
}
