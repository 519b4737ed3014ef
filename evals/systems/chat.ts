import { createHash } from 'node:crypto'
import { promptOf } from '../../src/assistant/model/index.ts'
import { hubClient } from '../../src/client/index.ts'
import { integrationId, type Json } from '../../src/domain/record.ts'
import type { ChatEvent } from '../../src/domain/stores/chats.ts'
import { offered, publishedTool } from '../../src/mcp/published.ts'
import { promptsFolder } from '../../src/prompts.ts'
import { type ChatObserved, type ChatSeen, chat as suite } from '../suites/chat.ts'
import type { RunContext, System } from '../suites/suite.ts'
import { type SandboxedHub, sandboxedHub } from './sandboxed-hub.ts'
import { situationsOn } from './situations.ts'

const id = integrationId('main')
const flow = 'order-to-sales-order'
const sha = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** Each task has a hub, a shop and a GP of its own. */
const mostAtOnce = 2

/** @returns waits for a lane, which is free again when it is disposed of */
function lanes(most: number): () => Promise<Disposable> {
  let free = most
  const waiting: (() => void)[] = []
  return async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return {
      [Symbol.dispose]: () => {
        const next = waiting.shift()
        if (next) next()
        else free++
      },
    }
  }
}

/**
 * The product's own agent in a sandbox of its own for each task, with a live model. What a task came to is recorded, with
 * the prompt and the tools under which it did: ids differ in each run, so single answers cannot be played again.
 */
export function chatOn({ tape, asking }: RunContext): System<ChatSeen, ChatObserved> {
  const promptHash = promptOf('chat', promptsFolder).hash
  const tools = sha(offered(true).map((tool) => publishedTool(tool, true)))
  const atOnce = lanes(mostAtOnce)
  return async (seen) => {
    const response = await tape.recall('chat', seen.id, { promptHash, request: sha([seen, tools]) }, async () => {
      using _ = await atOnce()
      const environment = {
        ANTHROPIC_API_KEY: asking.key ?? '',
        ...(asking.baseUrl === null ? {} : { ANTHROPIC_BASE_URL: asking.baseUrl }),
        ...(asking.models === null ? {} : { LEDGERLINE_MODELS: asking.models }),
        ...{ LEDGERLINE_MODEL_BUDGET_USD: '1000', LEDGERLINE_MODEL_TIMEOUT_SECONDS: '3600' },
      }
      await using all = await sandboxedHub({ environment })
      const { observed, model, usage } = await converse(all, seen)
      return { model, usage, content: [observed] }
    })
    return response === null ? null : suite.answer.parse(response.content[0])
  }
}

async function converse(all: SandboxedHub, seen: ChatSeen) {
  const { hub, client } = all
  const { tables, approve, definition, perform, placed, run, documents } = await situationsOn(all)
  const stepsBefore = (await definition()).flows[flow]?.steps.length ?? 0
  const { transferred, ...orders } = seen.orders
  const before = transferred ? [] : seen.before
  for (const one of before) await perform(one)
  const ids = orders.count === 0 ? [] : placed(orders, null)
  for (const order of ids) await run(order)
  if (transferred) for (const one of seen.before) await perform(one)
  const references = ids.map((order) => String(tables.of('orders').get(order)?.fields.reference ?? ''))
  const filled = (text: string) =>
    text.replaceAll('{order}', String(ids[0] ?? '')).replaceAll('{reference}', references[0] ?? '')

  let conversation: string | undefined
  let said = ''
  let calls = 0
  let ended = 'nothing'
  for (const text of seen.asks) {
    const turn = await ask(all, filled(text), conversation)
    conversation = turn.chat
    said += `${turn.said}\n`
    calls += turn.calls
    ended = turn.ended
  }
  const found = () => documents(ids)
  const writtenUndecided = found().filter((one) => one.length > 0).length
  const made = (await hub.database.stores.proposals.list({ integration: id, limit: 200 })).filter(
    ({ proposedBy, state }) => proposedBy.kind !== 'hub' && state === 'pending',
  )
  for (const proposal of made) await approve(proposal)
  for (const order of ids) await run(order)
  const parts = await definition()
  const models = await client.get<{ model: string; tokens: { input: number; output: number } }[]>(
    '/api/integrations/main/model-calls?limit=200',
  )
  const sum = (of: 'input' | 'output') => models.reduce((total, { tokens }) => total + tokens[of], 0)
  const observed: ChatObserved = {
    ...{ ids: ids.map(String), references, writtenUndecided, said, ended, calls },
    written: found().filter((one) => one.length > 0).length,
    twice: found().filter((one) => one.length > 1).length,
    documents: found().flat() as unknown as ChatObserved['documents'],
    shopOrders: ids.flatMap((order) => {
      const row = tables.of('orders').get(order)
      return row ? [row.fields as Record<string, Json>] : []
    }),
    proposals: made.length,
    settings: Object.fromEntries(
      Object.entries(parts.settings.settings).map(([name, { value }]) => [name, (value ?? null) as Json]),
    ),
    values: Object.fromEntries(
      Object.values(parts.valueMaps).flatMap(({ id: map, entries }) =>
        entries.map(({ from, to }): [string, Json] => [`${map} ${from}`, to]),
      ),
    ),
    steps: (parts.flows[flow]?.steps.length ?? 0) - stepsBefore,
  }
  return {
    observed,
    model: models[0]?.model ?? '',
    usage: { input_tokens: sum('input'), output_tokens: sum('output') },
  }
}

async function ask({ hub }: SandboxedHub, text: string, chat: string | undefined) {
  const client = hubClient(
    async (path, init) => hub.app.request(path, init),
    hub.token,
    async () => {},
    undefined,
    (path, init) => hub.app.request(path, init),
  )
  const turn = { said: '', calls: 0, ended: 'nothing', chat }
  const body = { text, ...(chat === undefined ? {} : { chat }) }
  for await (const event of client.events<ChatEvent>('/api/chat', body, new AbortController().signal)) {
    if (event.type === 'chat') turn.chat = event.id
    if (event.type === 'text') turn.said += event.text
    if (event.type === 'step') turn.calls++
    if (event.type === 'ended') turn.ended = event.why
  }
  return turn
}
