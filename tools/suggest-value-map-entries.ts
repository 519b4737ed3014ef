import { z } from 'zod'
import { counted, defineTool, inputs, type NextCall } from './define-tool.ts'
import { code } from './untrusted.ts'

interface Suggested {
  readonly valueMap: string
  readonly read: { readonly from: number; readonly to: number }
  readonly unread: readonly string[]
  readonly entries: readonly {
    readonly key: string
    readonly label: string
    readonly candidates: readonly {
      readonly key: string
      readonly label: string
      readonly probability: number
      readonly suggested: boolean
      readonly reasons: readonly string[]
      readonly against: readonly string[]
    }[]
  }[]
}

const candidatesShown = 3

export const suggestValueMapEntries = defineTool({
  name: 'suggest_value_map_entries',
  title: 'Suggest value map entries',
  effect: 'read',
  description:
    'For the shop values of a value map that have no answer: which GP values they may stand for, with probability, reasons and what speaks against it. Computed from words, numbers and currencies, not by a model. Check the candidates, then propose_value_map_entry.',
  input: {
    valueMap: z
      .string()
      .min(1)
      .max(64)
      .describe('For example "carrier", "tax", "payment" or "receipt"; read_flow lists the maps.'),
    from: z.string().max(200).optional().describe('One value alone, exactly as the map or the question names it.'),
    limit: inputs.limit,
    offset: inputs.offset,
    integration: inputs.integration,
  },
  output: { valueMap: z.string(), total: z.number(), suggested: z.number(), entries: z.array(z.unknown()) },
  async run({ valueMap, from, limit, offset, integration }, { hub, integration: chosen }) {
    const path = `/api/integrations/${await chosen(integration)}/suggestions/value-maps/${encodeURIComponent(valueMap)}`
    const { entries: all, read, unread } = await hub.get<Suggested>(path)
    const entries = from === undefined ? all : all.filter(({ key }) => key === from)
    const sure = entries.filter(({ candidates }) => candidates[0]?.suggested)
    return {
      says: [
        entries.length === 0
          ? read.from === 0
            ? 'There is no value to answer.'
            : 'Every value that was read is answered.'
          : `${counted(entries.length, 'value')} without an answer; for ${sure.length} of them there is a suggestion that is sure enough to be shown as one.`,
        ...(unread.length > 0 ? ['Not everything could be read: see unread.'] : []),
        'No model was asked. A person decides: nothing here has changed anything.',
      ],
      facts: { valueMap, total: entries.length, suggested: sure.length },
      remote: {
        ...(unread.length > 0 ? { unread } : {}),
        entries: entries.slice(offset, offset + limit).map(({ key, label, candidates }) => ({
          from: key,
          label,
          candidates: candidates.slice(0, candidatesShown).map((one) => ({
            to: one.key,
            label: one.label,
            probability: one.probability,
            ...(one.suggested ? { suggested: true } : {}),
            reasons: one.reasons,
            ...(one.against.length > 0 ? { against: one.against } : {}),
          })),
        })),
      },
      next: proposals(valueMap, sure),
      more: {
        of: 'entries',
        from: (shown) =>
          offset + shown < entries.length
            ? {
                tool: 'suggest_value_map_entries',
                arguments: { valueMap, limit, offset: offset + shown },
                because: 'for the next page',
              }
            : null,
      },
    }
  },
  remedies: ({ code: error }) =>
    error === 'not_found' ? [{ tool: 'read_flow', arguments: {}, because: 'to see what value maps there are' }] : [],
})

function proposals(valueMap: string, [first]: Suggested['entries']): NextCall[] {
  const top = first?.candidates[0]
  if (!first || !top) return []
  return [
    {
      tool: 'propose_value_map_entry',
      arguments: { valueMap, from: code(first.key), to: code(top.key), reason: '…' },
      because: 'when the candidate is right',
    },
  ]
}
