import { z } from 'zod'
import { memberOf } from '../src/domain/record.ts'
import { counted, defineTool } from './define-tool.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

export const searchOperations = defineTool({
  name: 'search_operations',
  title: 'Search operations',
  effect: 'read',
  description:
    'Everything else that can be done in the shop, in GP or in the hub, by words: "void", "tracking", "stock", "customer search", "runs", "setting". Gives operations with the arguments that call_operation takes. Reads run at once; writes become proposals.',
  input: {
    search: z.string().max(100).describe('Words that stand in the name or the description; empty for all.'),
    limit: z.int().min(1).max(50).default(6).describe('How many at most.'),
  },
  output: { total: z.number(), operations: z.array(z.record(z.string(), z.unknown())) },
  async run({ search, limit }, context) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean).map(stemOf)
    const found = (await operations(context))
      .filter(({ effect }) => effect === 'read' || context.mayPropose)
      .map((operation) => ({ operation, hits: hitsOf(words, operation) }))
      .filter(({ hits }) => words.length === 0 || hits > 0)
      .sort((a, b) => b.hits - a.hits)
      .map(({ operation: { id, effect, about, takes } }) => ({ id, effect, about, arguments: argumentsOf(takes) }))
    const shown = found.slice(0, limit)
    return {
      says: [
        shown.length === 0
          ? 'No operation has these words. An empty search lists all; connections and rights: read_status with check; proposals: list_proposals.'
          : `${counted(found.length, 'operation')}${found.length > shown.length ? `, the ${shown.length} that fit best` : ''}:`,
        ...shown.map(
          ({ id, effect, about, arguments: takes }) => `${id} (${effect}) ${JSON.stringify(takes)}: ${about}`,
        ),
      ],
      facts: { total: found.length, operations: shown },
    }
  },
})

/** Other words for what the operations call it. */
const sameAs: Readonly<Record<string, string>> = {
  cancel: 'void',
  delete: 'void',
  quantity: 'stock',
  inventory: 'stock',
  shipment: 'tracking',
  status: 'state',
  revert: 'undo',
  mail: 'state',
}
const stemOf = (word: string) => {
  const stem = word.length > 3 ? word.replace(/s$/, '') : word
  return memberOf(sameAs, stem) ?? stem
}

/** A word in the name counts more than one in the description, and what has no tool of its own more than a plain read. */
function hitsOf(words: readonly string[], { id, about, effect }: Operation): number {
  const [name, text] = [id.toLowerCase(), about.toLowerCase()]
  const hits = words.reduce((sum, word) => sum + (name.includes(word) ? 3 : 0) + (text.includes(word) ? 1 : 0), 0)
  return hits === 0 ? 0 : hits + (effect === 'propose' || id.startsWith('hub.') ? 1.5 : 0)
}

/** What a model must know of the arguments: their names, and how each looks. */
function argumentsOf(takes: z.ZodObject): Record<string, string> {
  const { properties = {}, required = [] } = z.toJSONSchema(takes, { io: 'input' })
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const { type, description } = schema as { type?: string; description?: string }
      const about = [type, description].filter(Boolean).join(': ') || 'value'
      return [name, `${about}${required.includes(name) ? '' : ' (optional)'}`]
    }),
  )
}
