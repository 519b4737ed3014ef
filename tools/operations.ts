import { z } from 'zod'
import { InvalidInput } from '../src/domain/errors.ts'
import { defineTool, inputs, proposed, type ToolAnswer, type ToolContext } from './define-tool.ts'
import { clean, cleanDeep, quoted } from './untrusted.ts'

/** One thing that can be done, beside what has a tool of its own. */
interface Operation {
  /** "gp.customer.search", "prestashop.stockAvailable.update", "hub.runs". */
  readonly id: string
  readonly effect: 'read' | 'propose'
  readonly about: string
  readonly takes: z.ZodObject
  run(given: Given, context: ToolContext, integration: string, asked: Asked): Promise<ToolAnswer>
}

type Given = Readonly<Record<string, unknown>>
/** What goes with a proposal. */
interface Asked {
  readonly reason: string | undefined
  readonly incidents: readonly string[]
  readonly askedBy: string | undefined
}

interface DescribedEntity {
  readonly entity: string
  readonly about: string
  readonly key: string
  readonly fields: readonly { readonly name: string; readonly type: string; readonly readOnly?: true }[]
  readonly listed: boolean
  readonly searchedBy: readonly string[]
  readonly write: {
    readonly about: string
    readonly create: boolean
    readonly update: readonly string[]
    readonly void: boolean
    readonly tellsCustomer: boolean
  } | null
}

const limit = z.coerce.number().int().min(1).max(100).default(20)
const key = z.string().min(1).max(100)
const where = z.record(z.string().regex(/^\w{1,60}$/), z.string().max(255))

export const searchOperations = defineTool({
  name: 'search_operations',
  title: 'Search operations',
  effect: 'read',
  description:
    'Everything else that can be done in the shop, in GP or in the hub, by words: "void", "tracking", "stock", "customer search", "runs". Gives operations with the arguments that call_operation takes. Reads run at once; writes become proposals.',
  input: {
    search: z.string().max(100).describe('Words that stand in the name or the description; empty for all.'),
    limit: inputs.limit,
  },
  output: { total: z.number(), operations: z.array(z.record(z.string(), z.unknown())) },
  async run({ search, limit: most }, context) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const found = (await operations(context))
      .map((operation) => {
        const text = `${operation.id} ${operation.about}`.toLowerCase()
        return { operation, hits: words.filter((word) => text.includes(word)).length }
      })
      .filter(({ hits }) => words.length === 0 || hits > 0)
      .sort((a, b) => b.hits - a.hits)
      .map(({ operation: { id, effect, about, takes } }) => ({ id, effect, about, arguments: argumentsOf(takes) }))
    return {
      text: [
        `${found.length} operations.`,
        ...found
          .slice(0, most)
          .map(({ id, effect, about, arguments: takes }) => `${id} (${effect}) ${JSON.stringify(takes)}: ${about}`),
      ].join('\n'),
      data: { total: found.length, operations: found.slice(0, most) },
    }
  },
})

export const callOperation = defineTool({
  name: 'call_operation',
  title: 'Call an operation',
  effect: 'read or propose',
  description:
    'Calls an operation that search_operations found. A read answers. A write (void an order, set stock, a tracking number, an order state, correct an address or customer …) becomes a proposal with the exact document; nothing changes until a person approves it, and the hub notes what stands there now. A write needs `reason`.',
  input: {
    operation: z.string().max(80).describe('"gp.salesOrder.void", "prestashop.rows" …'),
    arguments: z.record(z.string().max(60), z.json()).default({}).describe('As search_operations tells.'),
    reason: inputs.reason.optional(),
    incidents: inputs.incidents,
    askedBy: inputs.askedBy,
    integration: inputs.integration,
  },
  output: {},
  async run({ operation: id, arguments: given, integration, reason, incidents, askedBy }, context) {
    const all = await operations(context)
    const operation = all.find((each) => each.id === id)
    if (!operation) {
      const search = id.split('.').slice(1).join(' ')
      return {
        text: `There is no operation "${clean(id)}".`,
        data: { found: false },
        next: [{ tool: 'search_operations', arguments: { search }, because: 'to find its name' }],
      }
    }
    const checked = operation.takes.safeParse(given)
    if (!checked.success)
      throw new InvalidInput(
        `The arguments of ${id}`,
        checked.error.issues.map(({ path, message }) => ({ at: path.join('.') || 'arguments', reason: message })),
      )
    if (operation.effect === 'propose' && !context.mayPropose)
      throw new InvalidInput('The operation', [
        { at: id, reason: 'is a write, and this connection may only read; a token with the scope "propose" may' },
      ])
    return operation.run(checked.data, context, await context.integration(integration), { reason, incidents, askedBy })
  },
})

/** What a model must know of the arguments: their names, and how each looks. */
function argumentsOf(takes: z.ZodObject): Record<string, string> {
  const { properties = {}, required = [] } = z.toJSONSchema(takes, { io: 'input' })
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const { type, description } = schema as { type?: string; description?: string }
      return [name, `${description ?? type ?? 'value'}${required.includes(name) ? '' : ' (optional)'}`]
    }),
  )
}

async function operations(context: ToolContext): Promise<Operation[]> {
  const entities = await context.hub.get<DescribedEntity[]>(
    `/api/integrations/${await context.integration(undefined).catch(() => 'none')}/records/entities`,
  )
  return [...entities.flatMap(ofEntity), ...ofHub(entities)]
}

function ofEntity(entity: DescribedEntity): Operation[] {
  const [system, name] = entity.entity.split('.') as [string, string]
  const fieldNames = entity.searchedBy.join(', ')
  const searched: Operation[] = entity.searchedBy.length
    ? [
        reading({
          id: `${entity.entity}.search`,
          about: `Records by fields that must be equal${system === 'gp' ? ' ("%" stands for anything)' : ', newest first'}. ${entity.about}`,
          takes: z.strictObject({ where: where.describe(`Fields of ${fieldNames}, with their values.`), limit }),
          path: ({ where: fields, limit: most }) =>
            `records/${system === 'gp' ? 'gp-search' : 'prestashop'}/${name}?${query({ ...(fields as Given), limit: most })}`,
        }),
      ]
    : []
  const listed: Operation[] = entity.listed
    ? [
        reading({
          id: `${entity.entity}.list`,
          about: `All of them, those with \`search\` in them. ${entity.about}`,
          takes: z.strictObject({ search: z.string().max(100).default(''), limit, offset: z.int().min(0).default(0) }),
          path: (given) => `records/${system}/${name}?${query(given)}`,
        }),
      ]
    : []
  return [
    reading({
      id: `${entity.entity}.read`,
      about: `One record by its key. ${entity.about}`,
      takes: z.strictObject({ key }),
      path: (given) => `records/${system}/${name}/${String(given.key).split('/').map(encodeURIComponent).join('/')}`,
    }),
    ...listed,
    ...searched,
    ...writesOf(entity),
  ]
}

function writesOf({ entity, write, fields, key: keyField }: DescribedEntity): Operation[] {
  if (!write) return []
  const mail = write.tellsCustomer
    ? { tellCustomer: z.boolean().default(false).describe('Whether the customer gets the mail; default: no.') }
    : {}
  const document = (names: readonly string[]) =>
    z.record(z.string().max(60), z.json()).describe(`An object with fields of: ${names.join(', ')}.`)
  const creatable = fields.filter(({ name, readOnly }) => !readOnly && name !== keyField).map(({ name }) => name)
  const forms: readonly [string, boolean, z.ZodRawShape][] = [
    ['create', write.create, { key, document: document(creatable) }],
    ['update', write.update.length > 0, { key, document: document(write.update), ...mail }],
    ['void', write.void, { key }],
  ]
  return forms
    .filter(([, offered]) => offered)
    .map(([deed, , shape]) => ({
      id: `${entity}.${deed}`,
      effect: 'propose',
      about: write.about,
      takes: z.strictObject(shape),
      run: (given, context, integration, { reason, incidents, askedBy }) => {
        if (reason === undefined)
          throw new InvalidInput('The proposal', [
            { at: 'reason', reason: 'must say why, in a sentence a person can check' },
          ])
        return proposed(context, {
          integration,
          reason,
          incidents,
          askedBy,
          title: clean(`${deed} ${entity} ${String(given.key)}`).slice(0, 200),
          changes: [
            {
              do: 'write',
              write: deed,
              record: { entity, key: given.key },
              after: given.document ?? {},
              tellCustomer: given.tellCustomer ?? false,
            },
          ],
        })
      },
    }))
}

function ofHub(entities: readonly DescribedEntity[]): Operation[] {
  return [
    reading({
      id: 'prestashop.rows',
      about:
        'Newest rows of any resource of the shop’s Webservice that the key may read: order_invoices, messages, cart_rules, specific_prices, tax_rules, groups, manufacturers …',
      takes: z.strictObject({
        resource: z.string().max(60).describe('A resource of the Webservice, "order_invoices".'),
        where: where.default({}).describe('Fields that must be equal.'),
        limit,
      }),
      path: ({ resource, where: fields, limit: most }) =>
        `records/shop-rows/${resource}?${query({ ...(fields as Given), limit: most })}`,
    }),
    {
      id: 'hub.fields',
      effect: 'read',
      about: 'The fields of an entity: types, lengths, what they mean, which are read-only.',
      takes: z.strictObject({ entity: z.string().max(80).describe('"gp.customer", "prestashop.order".') }),
      async run({ entity }) {
        const found = entities.find((each) => each.entity === entity)
        if (!found)
          throw new InvalidInput('The entity', [
            { at: String(entity), reason: `is not known; there are ${entities.map((each) => each.entity).join(', ')}` },
          ])
        return { text: JSON.stringify(found.fields), data: { entity, fields: found.fields } }
      },
    },
    reading({
      id: 'hub.runs',
      about: 'Runs of the flows, newest first, with state and reason.',
      takes: z.strictObject({
        state: z.enum(['running', 'waiting', 'done', 'skipped', 'superseded', 'stopped']).optional(),
        limit,
      }),
      path: (given) => `runs?${query(given)}`,
    }),
    reading({
      id: 'hub.run',
      about: 'One run with its whole journal: what was read, decided, sent and read back.',
      takes: z.strictObject({ run: z.string().max(64) }),
      path: ({ run }) => `runs/${encodeURIComponent(String(run))}`,
    }),
    reading({
      id: 'hub.links',
      about: 'Which record stands for which: of a shop record its GP records, of a GP record its sources.',
      takes: z.strictObject({ entity: z.string().max(80).describe('"prestashop.customer", "gp.customer".'), key }),
      path: (given) => `links?${query(given)}`,
    }),
  ]
}

/** A read of the hub's own routes; what comes back is data of others. */
function reading(operation: Omit<Operation, 'effect' | 'run'> & { path(given: Given): string }): Operation {
  const { path, ...rest } = operation
  return {
    ...rest,
    effect: 'read',
    async run(given, { hub, nonce }, integration) {
      const found = await hub.get<unknown>(`/api/integrations/${integration}/${path(given)}`)
      const count = Array.isArray(found) ? `${found.length} found.\n` : ''
      return { text: `${count}${quoted(found, nonce, true)}`, data: { result: cleanDeep(found) } }
    },
  }
}

const query = (given: Given) =>
  new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
  ).toString()
