import { z } from 'zod'
import { counted, defineTool } from './define-tool.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

export const searchOperations = defineTool({
  name: 'search_operations',
  title: 'Search operations',
  effect: 'read',
  description:
    'Everything else that can be done in the shop, in GP or in the hub, by ordinary words: "void", "tracking", "return", "stock", "runs of an order", "setting". Gives operations with the arguments that call_operation takes. Reads run at once; writes become proposals.',
  input: {
    search: z.string().max(100).describe('Any words; empty for all.'),
    limit: z.int().min(1).max(50).default(6).describe('How many at most.'),
  },
  output: { total: z.number(), operations: z.array(z.record(z.string(), z.unknown())) },
  async run({ search, limit }, context) {
    const words = wordsOf(search)
    // Tools find each other here, too: what people ask for may have one of its own. Loaded late: the list holds this one.
    const { tools } = await import('./index.ts')
    const own = tools
      .filter(({ name }) => words.length > 0 && name !== 'search_operations' && name !== 'call_operation')
      .map((tool): Offered => ({ id: tool.name, effect: tool.effect, about: tool.description, tool: true }))
    const found = [...(await operations(context)), ...own]
      .filter(({ effect }) => effect !== 'propose' || context.mayPropose)
      .map((operation, _, all) => ({ operation, hits: hitsOf(words, operation, all, search) }))
      .filter(({ hits }) => words.length === 0 || hits > 0)
      .sort((a, b) => b.hits - a.hits)
      .map(({ operation: one }) =>
        'tool' in one
          ? {
              id: one.id,
              effect: one.effect,
              about: firstSentence(one.about),
              arguments: 'a tool of its own: call it by its name',
            }
          : { id: one.id, effect: one.effect, about: one.about, arguments: argumentsOf(one.takes) },
      )
    const shown = found.slice(0, limit)
    return {
      says: [
        ...byPeople.flatMap(([its, says]) => (its.some((one) => words.includes(stemOf(one))) ? [says] : [])),
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

interface Offered {
  readonly id: string
  readonly effect: string
  readonly about: string
  /** It is called by its own name, and not by call_operation. */
  readonly tool: true
}

const firstSentence = (text: string) => text.split(/(?<=\.) /)[0]!

/** What no operation does, and where people do or see it: the words that ask for it, and a sentence. */
const byPeople: readonly (readonly [words: readonly string[], says: string])[] = [
  [
    ['approve', 'approval', 'decide', 'decision', 'reject', 'accept', 'confirm', 'sign'],
    'No tool decides: a person approves or rejects a proposal, in the web app or with "ledgerline proposals approve ID".',
  ],
  [
    ['pause', 'resume', 'disable', 'enable'],
    'People pause and resume an integration or one flow: in the web app, or with "ledgerline pause" and "ledgerline resume".',
  ],
  [
    ['outage', 'down', 'unreachable', 'slow', 'connection', 'offline'],
    'read_status says which system is away or was, and since when; with check it asks both.',
  ],
  [
    ['reconcile', 'reconciliation', 'agree'],
    'A person compares a period with GP, in the web app or with "ledgerline reconcile"; hub.rule-differences compares documents with the rules of today.',
  ],
  [
    ['raw', 'wire', 'request', 'response', 'soap', 'xml'],
    'What went over the wire is for people with the right to it: in the web app on the page of the order, or with "ledgerline messages".',
  ],
  [
    ['audit', 'changed'],
    'Who changed what stands in the audit log: "ledgerline audit"; proposals say it too: list_proposals.',
  ],
]

/** Words that people use for the same thing. */
const alike: readonly (readonly string[])[] = [
  ['void', 'cancel', 'delete', 'annul', 'remove'],
  ['stock', 'quantity', 'inventory', 'available'],
  ['tracking', 'shipment', 'shipping', 'parcel', 'delivery', 'carrier'],
  ['state', 'status', 'mail', 'shipped', 'ship'],
  ['undo', 'revert', 'rollback', 'back'],
  ['return', 'refund', 'credit', 'slip', 'rma'],
  ['replay', 'retry', 'rerun', 'restart', 'resend', 'again'],
  ['customer', 'client', 'buyer', 'debtor'],
  ['item', 'product', 'article', 'sku'],
  ['payment', 'receipt', 'deposit', 'paid', 'invoice'],
  ['incident', 'error', 'failure', 'problem', 'stuck', 'held', 'stopped'],
  ['mapping', 'field', 'expression'],
  ['flow', 'rule', 'condition', 'step', 'automation', 'threshold'],
  ['run', 'attempt', 'journal', 'log', 'history'],
  ['difference', 'compare', 'drift'],
  ['address', 'street', 'postcode', 'country'],
  ['tax', 'vat', 'rate'],
  ['setting', 'option', 'configuration'],
  ['approve', 'approval', 'decide', 'proposal', 'reject'],
  ['withdraw', 'cancel', 'back'],
]
/** Words that say nothing of what is looked for. */
const empty = new Set(
  'a an and are at by can change do does edit for from get gp has have how i in is it its make me my not of on or please set shop show that the them there this to update want what when where which who why with would you'.split(
    ' ',
  ),
)

const wordsOf = (search: string): string[] =>
  (search.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => !empty.has(word)).map(stemOf)
const stemOf = (word: string) =>
  word.length > 3
    ? word
        .replace(/ies$/, 'y')
        .replace(/(?<!s)s$/, '')
        // A setting is no set.
        .replace(/(?<=[a-z]{3})(?<!^sett)(?:ed|ing)$/, '')
        .replace(/([bdgmnprt])\1$/, '$1')
    : word

/**
 * A word in the name counts more than one in the description or of a field that it takes, a person's own word more than one that
 * means the same, a rare word more than one that many operations have, and what has no tool of its own more than a plain read.
 */
function hitsOf(words: readonly string[], operation: Searched, all: readonly Searched[], search: string): number {
  const hits = words.reduce((sum, word) => {
    const others = alike
      .filter((group) => group.some((one) => stemOf(one) === word))
      .flat()
      .map(stemOf)
    const best = Math.max(worth(word, operation, 3), ...others.map((other) => worth(other, operation, 1) * 0.6))
    return best === 0 ? sum : sum + best * rarity(word, all)
  }, 0)
  const isMore = operation.effect === 'propose' || operation.id.startsWith('hub.')
  return hits === 0 ? 0 : hits + (isMore ? 1.5 : 0) + asMeant(search, operation)
}

/** Of operations alike, those of the system that is named, and what changes a record where something is to be changed. */
const meant: readonly (readonly [words: RegExp, ids: RegExp])[] = [
  [/\bgp\b/i, /^gp\./],
  [/\bshop\b/i, /^prestashop\./],
  [/\b(?:change|correct|edit|update)\b/i, /\.(?:update|set)$/],
]
const asMeant = (search: string, { id }: Searched) =>
  meant.filter(([words, ids]) => words.test(search) && ids.test(id)).length * 0.4

type Searched = Pick<Operation, 'id' | 'about'> & { readonly effect: string; readonly takes?: z.ZodObject }

/** @param inText what a word of the description counts */
const worth = (word: string, { id, about, takes }: Searched, inText: number) => {
  const begins = (one: string) => one.startsWith(word)
  // The fields of a document stand in what is said of it.
  const fields = (takes?.shape.document as { description?: string } | undefined)?.description ?? ''
  return (wordsIn(id).some(begins) ? 3 : 0) + (wordsIn(about).some(begins) || wordsIn(fields).some(begins) ? inText : 0)
}

/** "gp.salesOrder" as gp, sales, order. */
const wordsIn = (text: string): string[] =>
  (text.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? []).map((one) => one.toLowerCase())

/** 0.2 for a word that all have, 1 for one that hardly any has. */
const rarity = (word: string, all: readonly Searched[]) => {
  const having = all.filter((one) => worth(word, one, 1) > 0).length
  return 1 - 0.8 * Math.min(1, having / Math.max(1, all.length / 3))
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
