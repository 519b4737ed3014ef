import { z } from 'zod'
import type { Preview } from '../src/proposals/index.ts'
import type { Operation } from './operation.ts'
import { propose } from './propose.ts'

/** As its route answers. */
interface Drafted {
  readonly edits: readonly { readonly do?: unknown }[]
  readonly assumptions: readonly string[]
  readonly cannot: string | null
  readonly says: readonly string[]
  readonly risk: { readonly level: string; readonly reasons: readonly string[] } | null
  readonly preview: Preview | null
}

const edits = z.array(z.record(z.string(), z.json())).min(1).max(20)

/** A rule in words, compiled and tried, before it is proposed. */
export const draftRule: Operation = {
  id: 'hub.rule.draft',
  effect: 'read',
  about:
    'A rule in words as exact edits, compiled and tried on recent orders: what goes into a field, which orders wait for approval above an amount or are left out, settings, answers. Says what it took for granted, or why it cannot.',
  takes: z.strictObject({
    words: z.string().min(5).max(1000).describe('"orders above 5000 EUR wait for approval".'),
    preview: z.boolean().default(true).describe('Try it on recent orders.'),
  }),
  async run({ words, preview }, { hub }, integration) {
    const found = await hub.post<Drafted>(`/api/integrations/${integration}/rules/draft`, { words, preview })
    if (found.cannot !== null)
      return {
        says: [
          'No rule was made of these words. Where you can write the edits yourself, hub.rule.propose takes them: read_flow shows steps, conditions and expressions.',
        ],
        remote: { cannot: found.cannot },
      }
    const tried = found.preview
    return {
      says: [
        `A rule was made; nothing has changed. Risk: ${found.risk?.level}. ${found.risk?.reasons.join(' ') ?? ''}`,
        ...(tried ? [`${tried.sampled} recent orders tried: ${tried.same} stay as they are.`] : []),
        'Tell the person the assumptions before you propose it.',
      ],
      remote: {
        does: found.says,
        assumptions: found.assumptions,
        edits: found.edits,
        ...(tried && tried.changed.length > 0 ? { changed: tried.changed.slice(0, 5) } : {}),
      },
      next: [
        {
          tool: 'call_operation',
          // An entry has the name that the shop gives it: such edits stand in the data alone.
          arguments: {
            ...{ operation: 'hub.rule.propose', reason: '…' },
            arguments: { edits: found.edits.some((edit) => edit.do === 'set-value') ? '…' : found.edits },
          },
          because: 'when the person wants it so',
        },
      ],
    }
  },
}

/** Typed edits of flows, mappings, settings and value maps together, as one proposal. */
export const editRules: Operation = {
  id: 'hub.rule.propose',
  effect: 'propose',
  about:
    'Proposes edits of flows, mappings, settings and value maps as hub.rule.draft gives them: add-step, set-condition, remove-step, move-step, set-field, set-let, set-setting, set-value. A step that waits for approval is a stop with "once".',
  takes: z.strictObject({ edits: edits.describe('A list of edits, each with `do`, and what stands there `before`.') }),
  run: ({ edits: given }, context, integration, asked) =>
    propose(context, {
      ...asked,
      integration,
      title: titleOf(given as readonly { readonly [member: string]: unknown }[]),
      changes: [{ do: 'edit-definition', edits: given }],
    }),
}

function titleOf(all: readonly { readonly [member: string]: unknown }[]): string {
  const [first] = all
  const because = (first?.step as { because?: unknown } | undefined)?.because
  const named =
    typeof because === 'string'
      ? because
      : `${String(first?.do)} ${String(first?.mapping ?? first?.flow ?? first?.name ?? first?.valueMap ?? '')}`
  return all.length > 1 ? `${named} and ${all.length - 1} more` : named
}
