import { z } from 'zod'
import { counted, defineTool, inputs, type NextCall } from './define-tool.ts'
import { code } from './untrusted.ts'

interface FieldChoices {
  readonly path: string
  readonly present: string | null
  readonly candidates: readonly {
    readonly expression: string | null
    readonly fields: readonly string[]
    readonly probability: number
    readonly suggested: boolean
    readonly reasons: readonly string[]
    readonly against: readonly string[]
  }[]
}

const candidatesShown = 3
/** Beside the best one, where all fields are asked for: what is less likely is noise. */
const worthShowing = 0.1

export const suggestMapping = defineTool({
  name: 'suggest_mapping',
  title: 'Suggest a mapping',
  effect: 'read',
  description:
    'Which shop fields may fill the fields of a mapping, with probability, reasons and what speaks against it, beside the present expressions. From schemas and recent records, not by a model. Try one with plan_order, then propose_mapping_edit.',
  input: {
    mapping: z.string().min(1).max(64),
    field: z.string().max(200).optional().describe('One field alone: "Comment".'),
    limit: inputs.limit,
    offset: inputs.offset,
    integration: inputs.integration,
  },
  output: { mapping: z.string(), total: z.number(), fields: z.array(z.unknown()) },
  async run({ mapping, field, limit, offset, integration }, { hub, integration: chosen }) {
    const path = `/api/integrations/${await chosen(integration)}/suggestions/mappings/${encodeURIComponent(mapping)}`
    const { fields: all, read } = await hub.get<{ fields: readonly FieldChoices[]; read: number }>(path)
    // What nothing fills comes first: that is what is asked for.
    const wanted = (field === undefined ? all : all.filter((one) => one.path.toLowerCase() === field.toLowerCase()))
      .filter(({ candidates }) => field !== undefined || candidates.length > 0)
      .toSorted((a, b) => Number(a.present !== null) - Number(b.present !== null))
    const open = wanted.filter(({ present }) => present === null)
    return {
      says: [
        `${counted(wanted.length, 'field')} with candidates, ${open.length} of them filled by nothing now; ${counted(read, 'record')} of recent runs were compared.`,
        'No model was asked. A person decides: nothing here has changed anything.',
      ],
      facts: { mapping, total: wanted.length },
      remote: {
        fields: wanted.slice(offset, offset + limit).map(({ path: target, present, candidates }) => ({
          field: target,
          present: present ?? 'nothing',
          candidates: candidates
            .filter(({ probability }, place) => place === 0 || field !== undefined || probability >= worthShowing)
            .slice(0, candidatesShown)
            .map(({ expression, fields, probability, ...more }) => ({
              from: expression ?? fields.join(' + '),
              probability,
              ...(more.suggested ? { suggested: true } : {}),
              ...(more.reasons.length > 0 ? { reasons: more.reasons } : {}),
              ...(more.against.length > 0 ? { against: more.against } : {}),
            })),
        })),
      },
      next: edits(mapping, open),
      more: {
        of: 'fields',
        from: (shown) =>
          offset + shown < wanted.length
            ? {
                tool: 'suggest_mapping',
                arguments: { mapping, limit, offset: offset + shown },
                because: 'for the next page',
              }
            : null,
      },
    }
  },
  remedies: ({ code: error }) =>
    error === 'not_found' ? [{ tool: 'read_flow', arguments: {}, because: 'to see what mappings there are' }] : [],
})

function edits(mapping: string, open: readonly FieldChoices[]): NextCall[] {
  const first = open.find(({ candidates }) => candidates[0]?.suggested && candidates[0].expression !== null)
  if (!first) return []
  return [
    {
      tool: 'propose_mapping_edit',
      arguments: {
        ...{ mapping: code(mapping), path: first.path.split('.'), before: null },
        ...{ after: code(first.candidates[0]!.expression!), reason: '…' },
      },
      because: 'when the candidate is right',
    },
  ]
}
