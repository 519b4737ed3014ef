import type {
  ContentBlockParam,
  Message,
  MessageParam,
  Tool as ToolParam,
  ToolResultBlockParam,
  ToolUseBlock,
} from '@anthropic-ai/sdk/resources/messages'
import { z } from 'zod'
import { checkedInput, type HubDoor, showAnswer, showFailure, type Tool, tools } from '../../../tools/index.ts'
import type { Clock } from '../../domain/clock.ts'
import { dec, decimalText, sum } from '../../domain/decimal.ts'
import { NotFound } from '../../domain/errors.ts'
import type { IntegrationId, Json } from '../../domain/record.ts'
import type { ChatEvent } from '../../domain/stores/chats.ts'
import type { TracedTurn, Traces } from '../../domain/traces.ts'
import { type Model, type OpenCall, outcomeOfStop } from '../model/model.ts'
import { saysWhyNot, type WhyNot } from '../model/outcome.ts'
import type { Minimiser } from '../privacy/index.ts'
import { restoring } from './restoring.ts'

/** Calls of the model for one message of a person: the hardest questions took 14 calls of tools. */
const mostSteps = 20
/** US dollars for one message of a person. */
const mostCostUsd = '1'

export interface Turn {
  readonly model: Model
  readonly minimiser: Minimiser
  readonly clock: Clock
  readonly nonce: () => string
  readonly integration: IntegrationId
  readonly chat: string
  /** The hub as the person who asks: what they may not do, no tool can. */
  readonly hub: HubDoor
  readonly mayPropose: boolean
  /** The conversation so far, in the form of the Messages API, with placeholders. */
  readonly before: readonly MessageParam[]
  readonly text: string
  readonly emit: (event: ChatEvent) => void
  /** Keeps what was said, after each step: a conversation survives whatever ends it. */
  readonly keep: (messages: readonly MessageParam[]) => Promise<void>
  readonly signal: AbortSignal
  readonly traces: Pick<Traces, 'turn'>
}

/**
 * One message of a person, answered: the model calls tools until it has an answer. It reads and proposes under the
 * person's own rights; nothing it can call decides or writes.
 */
export async function answerTurn(turn: Turn): Promise<void> {
  const { model, minimiser, integration, emit, keep, signal, clock } = turn
  const call = await model.open('chat', integration)
  const traced = turn.traces.turn({ chat: turn.chat, integration, at: clock.now() })
  const end = (why: WhyNot | 'answered' | 'steps' | 'cost', steps: number, costUsd: string) => {
    traced.end(clock.now(), why, { steps, costUsd })
    emit({ type: 'ended', why, says: sayings[why as 'steps'] ?? saysWhyNot[why as WhyNot] ?? '', steps, costUsd })
  }
  if ('is' in call) return end(call.why, 0, '0')

  const asked: MessageParam = { role: 'user', content: minimiser.text(turn.text) }
  const messages: MessageParam[] = [...turn.before, asked]
  await keep([asked])
  const offered = tools.filter(({ effect }) => effect !== 'propose' || turn.mayPropose)
  const costs: string[] = []
  const spent = () => decimalText(sum(costs.map((cost) => dec(cost))))
  for (let step = 1; step <= mostSteps; step++) {
    const made = await nextMessage(turn, traced, call, messages, offered)
    if (made.costUsd !== null) costs.push(made.costUsd)
    if (made.message === null) return end(made.why, step, spent())
    const answer: MessageParam = { role: 'assistant', content: made.message.content as ContentBlockParam[] }
    const uses = made.message.content.filter((block): block is ToolUseBlock => block.type === 'tool_use')
    if (uses.length === 0) {
      await keep([answer])
      return end('answered', step, spent())
    }
    const results: ToolResultBlockParam[] = []
    for (const use of uses) results.push(await useTool(turn, traced, offered, use))
    const told: MessageParam = { role: 'user', content: results }
    // Together: a call without its result would be refused by the API for ever.
    await keep([answer, told])
    messages.push(answer, told)
    if (signal.aborted) return end('stopped', step, spent())
    if (dec(spent()).gte(mostCostUsd)) return end('cost', step, spent())
  }
  return end('steps', mostSteps, spent())
}

const sayings = {
  answered: '',
  steps: `Stopped after ${mostSteps} steps without an answer. Ask for a smaller part of it.`,
  cost: `Stopped: this answer has cost ${mostCostUsd} USD. Ask for a smaller part of it.`,
}

type Made =
  | { readonly message: Message; readonly why: 'answered'; readonly costUsd: string }
  | { readonly message: null; readonly why: WhyNot; readonly costUsd: string | null }

/**
 * The talk so far with a mark at its end: the next step reads all of it from the provider's cache, where it costs a tenth.
 * The system text and the tools have a mark of their own. Pure: what is kept of the talk has none.
 */
export function cachedUpTo(messages: readonly MessageParam[]): MessageParam[] {
  const last = messages.at(-1)
  if (!last) return []
  const cached = { cache_control: { type: 'ephemeral' as const } }
  const blocks: ContentBlockParam[] =
    typeof last.content === 'string' ? [{ type: 'text', text: last.content }] : [...last.content]
  const end = blocks.at(-1)
  // A block of thinking takes no mark, and an empty text is refused with one.
  if (!end || end.type === 'thinking' || end.type === 'redacted_thinking' || (end.type === 'text' && end.text === ''))
    return [...messages]
  const content = [...blocks.slice(0, -1), { ...end, ...cached } as ContentBlockParam]
  return [...messages.slice(0, -1), { role: last.role, content } as MessageParam]
}

/** One answer of the model, streamed. A stream that broke before a word of it was shown is asked for once more. */
async function nextMessage(
  turn: Turn,
  within: TracedTurn,
  call: OpenCall,
  messages: readonly MessageParam[],
  offered: readonly Tool[],
): Promise<Made> {
  const { minimiser, clock, emit, signal, chat } = turn
  const body = {
    model: call.model,
    max_tokens: call.prompt.maxTokens,
    system: [{ type: 'text' as const, text: call.prompt.text, cache_control: { type: 'ephemeral' as const } }],
    tools: offered.map(toolParam),
    messages: cachedUpTo(messages),
    output_config: { effort: call.effort },
  }
  for (let attempt = 1; ; attempt++) {
    const release = await call.reserve(JSON.stringify(body).length)
    if (release === null) return { message: null, why: 'budget_spent', costUsd: null }
    const startedAt = clock.now()
    const about = { startedAt, subject: `chat ${chat}`, sent: messages.at(-1) as unknown as Json, within }
    let shown = false
    let began = false
    const text = restoring(minimiser, (piece) => {
      shown = true
      emit({ type: 'text', text: piece })
    })
    try {
      const stream = call.wire.client.messages.stream(body, { signal })
      stream.on('connect', () => {
        began = true
      })
      stream.on('text', (piece) => text.take(piece))
      const message = await stream.finalMessage()
      text.end()
      const outcome = outcomeOfStop(message)
      const { costUsd } = await call.store({ ...about, outcome, message, requestId: stream.request_id ?? null })
      if (outcome !== 'answered') return { message: null, why: outcome, costUsd }
      return { message, why: 'answered', costUsd }
    } catch (error) {
      text.end()
      const failed = call.wire.outcomeOf(error)
      // It had begun to answer: that one stream broke, which says nothing of the next.
      const outcome = signal.aborted ? 'stopped' : failed === 'unreachable' && began ? 'dropped' : failed
      const { costUsd } = await call.store({ ...about, outcome, message: null })
      const again = !shown && attempt === 1 && (outcome === 'dropped' || outcome === 'overloaded')
      if (!again) return { message: null, why: outcome, costUsd }
    } finally {
      release()
    }
  }
}

const params = new Map<string, ToolParam>()
function toolParam(tool: Tool): ToolParam {
  const known = params.get(tool.name)
  if (known) return known
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input' })
  const made = { name: tool.name, description: tool.description, input_schema: schema as ToolParam['input_schema'] }
  params.set(tool.name, made)
  return made
}

async function useTool(
  turn: Turn,
  traced: TracedTurn,
  offered: readonly Tool[],
  use: ToolUseBlock,
): Promise<ToolResultBlockParam> {
  const { minimiser, emit, hub, mayPropose, integration, nonce, clock } = turn
  const from = clock.now()
  const result = (content: string, failed: boolean): ToolResultBlockParam => {
    traced.tool({ name: use.name, from, to: clock.now(), input: use.input as Json, output: content, failed })
    return { type: 'tool_result', tool_use_id: use.id, content, ...(failed ? { is_error: true } : {}) }
  }
  const tool = offered.find(({ name }) => name === use.name) ?? null
  // The model writes placeholders; the hub's records have the people's own words.
  const given = restored(use.input, minimiser) as Readonly<Record<string, unknown>>
  emit({ type: 'step', id: use.id, tool: use.name, title: tool?.title ?? use.name, arguments: given as Json })
  const mark = nonce()
  try {
    if (!tool) throw new NotFound(`Tool ${use.name.slice(0, 100)}`, 'Use one of those that are offered.')
    const answer = await tool.run(checkedInput(tool, given) as never, {
      hub,
      mayPropose,
      integration: async (named) => named ?? integration,
      progress: async () => {},
    })
    const remote = answer.remote && (minimiser.loose(answer.remote, kindsAsked(given)) as { [member: string]: unknown })
    const { text } = showAnswer({ ...answer, ...(remote ? { remote } : {}) }, mark, given)
    emit({ type: 'result', id: use.id, ok: true, says: answer.says.map((line) => minimiser.restore(line)).join(' ') })
    return result(minimiser.text(text), false)
  } catch (error) {
    const { text } = showFailure(error, tool, given, mark)
    emit({ type: 'result', id: use.id, ok: false, says: text })
    return result(minimiser.text(text), true)
  }
}

/** Of what kind the records are that a tool was asked for: a name is a person's in an address, and not in a carrier. */
function kindsAsked(given: unknown): string {
  if (given === null || typeof given !== 'object') return ''
  return Object.entries(given)
    .map(([name, value]) =>
      /^(?:entity|resource|operation)$/.test(name)
        ? `/${String(value)}`
        : typeof value === 'object'
          ? kindsAsked(value)
          : '',
    )
    .join('')
}

function restored(value: unknown, minimiser: Minimiser): unknown {
  if (typeof value === 'string') return minimiser.restore(value)
  if (Array.isArray(value)) return value.map((one) => restored(one, minimiser))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, restored(one, minimiser)]))
}
