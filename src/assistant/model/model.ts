import type { Message, MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import { z } from 'zod'
import { type Clock, later, msBetween } from '../../domain/clock.ts'
import type { Decimal } from '../../domain/decimal.ts'
import { decimalText } from '../../domain/decimal.ts'
import type { Effort, ModelChoices, ModelTask } from '../../domain/model-tasks.ts'
import type { Log } from '../../domain/observe.ts'
import type { IntegrationId, Json, RecordRef } from '../../domain/record.ts'
import type { ModelCall, ModelOutcome } from '../../domain/stores/model-calls.ts'
import type { TracedTurn, Traces } from '../../domain/traces.ts'
import { createBudget } from './budget.ts'
import { marked } from './marks.ts'
import { restMs, saysWhyNot, type WhyNot } from './outcome.ts'
import { costOf, isPriced, type Tokens } from './prices.ts'
import { type Prompt, promptOf } from './prompt.ts'
import { createWire, maxRetries, type Wire, type WireParts } from './wire.ts'

/** One structured question to a model. What it holds is minimised already. */
interface Question<T> {
  readonly task: ModelTask
  readonly integration: IntegrationId | null
  /** "incident …", "value map carrier": what it is about. */
  readonly subject: string
  /** The record whose data are shown, where it is one. */
  readonly record?: RecordRef | null
  /** Goes out as JSON between marks. */
  readonly data: Json
  readonly form: z.ZodType<T>
  /** What is wrong with an answer of the right form: it names what it was not given, or quotes what it was not shown. */
  readonly wrong?: (value: T) => string | null
}

/** `model`, `at`: who answered and when, so that every figure can say so. */
type Answer<T> = { readonly is: 'answered'; readonly value: T; readonly by: AnsweredBy } | Unanswered

export interface AnsweredBy {
  readonly model: string
  readonly prompt: string
  readonly costUsd: string
}

/** The baseline's answer stands. `says`: why no model answered, in a sentence. */
export interface Unanswered {
  readonly is: 'unanswered'
  readonly why: WhyNot
  readonly says: string
}

export interface ModelParts extends WireParts {
  readonly choices: ModelChoices
  /** US dollars a day; "0": no call at all. */
  readonly budgetUsd: string
  readonly promptsFolder: string
  readonly clock: Clock
  readonly log: Log
  readonly newId: () => string
  /** 128 random bits as text, new for each call. */
  readonly nonce: () => string
  readonly store: {
    add(call: ModelCall): Promise<void>
    spentSince(at: ModelCall['at']): Promise<string>
  }
  readonly traces: Pick<Traces, 'call'>
  /** Whether people let this integration's data go to a model. */
  readonly allowed: (integration: IntegrationId) => Promise<boolean>
}

/** The one door to a model. Each way in which it can fail ends in an answer that says so; nothing is thrown. */
export interface Model {
  ask<T>(question: Question<T>, signal?: AbortSignal): Promise<Answer<T>>
  /** For conversations: a call that is prepared, paid and stored as any other. */
  open(task: ModelTask, integration: IntegrationId | null): Promise<OpenCall | Unanswered>
  readonly settings: ModelSettings
}

export interface ModelSettings {
  /** Which model does a task. Null: its prompt is missing. */
  of(task: ModelTask): { readonly model: string; readonly effort: Effort; readonly prompt: string } | null
  readonly budgetUsd: string
  leftUsd(): Promise<string>
  /** The SDK, for checks; null without a key. */
  wire(): Promise<Wire | null>
}

export interface OpenCall {
  readonly wire: Wire
  readonly prompt: Prompt
  readonly model: string
  readonly effort: Effort
  /** Puts aside what one call may cost; null: over the budget. */
  reserve(promptBytes: number): Promise<(() => void) | null>
  store(ended: Ended): Promise<ModelCall>
}

export interface Ended {
  readonly outcome: ModelOutcome
  readonly message: Message | null
  readonly startedAt: ModelCall['at']
  readonly subject: string
  readonly record?: RecordRef | null
  readonly sent: Json
  readonly requestId?: string | null
  /** Of the conversation that it is a part of. */
  readonly within?: TracedTurn
}

/** A token has about 3.5 bytes; a call must not cost more than was put aside, so fewer are taken. */
const bytesPerToken = 2.5

const unanswered = (why: WhyNot): Unanswered => ({ is: 'unanswered', why, says: saysWhyNot[why] })

export function createModel(parts: ModelParts): Model {
  const { choices, clock, promptsFolder, store, log } = parts
  const wire = createWire(parts)
  const budget = createBudget(parts.budgetUsd, clock, (at) => store.spentSince(at))
  let rest: { readonly until: ModelCall['at']; readonly why: WhyNot } | null = null

  const promptFor = (task: ModelTask): Prompt | null => {
    try {
      return promptOf(task, promptsFolder)
    } catch (error) {
      log.warn('a prompt cannot be read', { task, error: error instanceof Error ? error : undefined })
      return null
    }
  }
  const chosen = (task: ModelTask, prompt: Prompt) => ({
    model: choices[task]?.model ?? prompt.model,
    effort: choices[task]?.effort ?? prompt.effort,
  })

  async function open(task: ModelTask, integration: IntegrationId | null): Promise<OpenCall | Unanswered> {
    if (integration !== null && !(await parts.allowed(integration))) return unanswered('switched_off')
    const prompt = promptFor(task)
    if (prompt === null) return unanswered('no_prompt')
    if (rest && msBetween(clock.now(), rest.until) > 0) return unanswered('resting')
    const opened = await wire()
    if (opened === null) return unanswered('no_key')
    const { model, effort } = chosen(task, prompt)
    return {
      wire: opened,
      prompt,
      model,
      effort,
      reserve: (bytes) => budget.reserve(mostCost(model, prompt, bytes)),
      store: (ended) => stored(task, integration, prompt, model, ended),
    }
  }

  async function stored(
    task: ModelTask,
    integration: IntegrationId | null,
    prompt: Prompt,
    model: string,
    { outcome, message, startedAt, subject, record = null, sent, requestId = null, within }: Ended,
  ): Promise<ModelCall> {
    const tokens = tokensOf(message)
    const pause = outcome === 'answered' ? undefined : restMs[outcome]
    if (pause !== undefined && outcome !== 'answered') rest = { until: later(clock.now(), pause), why: outcome }
    if (!isPriced(model)) log.warn('a model has no price in the table', { model })
    const call: ModelCall = {
      ...{ id: parts.newId(), at: startedAt, integration, task, model, outcome, tokens, subject, record, sent },
      prompt: `${prompt.task} ${prompt.version}`,
      promptHash: prompt.hash,
      costUsd: decimalText(message === null ? mayHaveCost(outcome, model, prompt, sent) : costOf(model, tokens)),
      tookMs: Math.max(0, msBetween(startedAt, clock.now())),
      requestId,
      answered: message === null ? null : (contentOf(message) as Json),
    }
    await store.add(call)
    parts.traces.call(call, within)
    return call
  }

  return {
    open,
    settings: {
      of: (task) => {
        const prompt = promptFor(task)
        return prompt && { ...chosen(task, prompt), prompt: `${prompt.task} ${prompt.version}` }
      },
      budgetUsd: parts.budgetUsd,
      leftUsd: async () => decimalText(await budget.left()),
      wire,
    },

    async ask<T>(question: Question<T>, signal?: AbortSignal): Promise<Answer<T>> {
      const call = await open(question.task, question.integration)
      if ('is' in call) return call
      const body = bodyOf(call, question, parts.nonce())
      const release = await call.reserve(Buffer.byteLength(JSON.stringify(body)))
      if (release === null) return unanswered('budget_spent')
      const startedAt = clock.now()
      try {
        const { data, request_id } = await call.wire.client.messages
          .create(body, signal ? { signal } : {})
          .withResponse()
        const read = readAnswer(question, data)
        const { outcome, value } = read
        const { costUsd, prompt, model } = await call.store({
          ...{ outcome, message: data, startedAt, requestId: request_id ?? null, sent: question.data },
          ...{ subject: question.subject, record: question.record ?? null },
        })
        if (outcome !== 'answered') return unanswered(outcome)
        return { is: 'answered', value: value as T, by: { model, prompt, costUsd } }
      } catch (error) {
        const outcome = call.wire.outcomeOf(error)
        await call.store({
          ...{ outcome, message: null, startedAt, requestId: requestIdOf(error), sent: question.data },
          ...{ subject: question.subject, record: question.record ?? null },
        })
        return unanswered(outcome)
      } finally {
        release()
      }
    },
  }
}

/** The prompt comes first and is the same for every question of its task, so that the provider keeps it. */
function bodyOf<T>(
  { model, effort, prompt, wire }: OpenCall,
  { data, form }: Question<T>,
  nonce: string,
): MessageCreateParamsNonStreaming {
  return {
    model,
    max_tokens: prompt.maxTokens,
    system: [{ type: 'text', text: prompt.text, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: marked(data, nonce) }],
    output_config: { effort, format: wire.format(form) },
  }
}

/** What a call costs at most: every byte as tokens, and the whole length of an answer. */
function mostCost(model: string, { maxTokens, text }: Prompt, bytes: number): Decimal {
  const input = Math.ceil((bytes + text.length) / bytesPerToken)
  return costOf(model, { input: 0, cacheWrite: input, cacheRead: 0, output: maxTokens })
}

/**
 * What a call without an answer may have cost: the provider counts what it has begun, and the SDK sends a call again that
 * timed out. The budget holds only when the most is counted.
 */
function mayHaveCost(outcome: ModelOutcome, model: string, prompt: Prompt, sent: Json): Decimal {
  const times = outcome === 'timed_out' ? 1 + maxRetries : outcome === 'dropped' || outcome === 'stopped' ? 1 : 0
  return mostCost(model, prompt, Buffer.byteLength(JSON.stringify(sent))).times(times)
}

const tokensOf = (message: Pick<Message, 'usage'> | null): Tokens => ({
  input: message?.usage.input_tokens ?? 0,
  output: message?.usage.output_tokens ?? 0,
  cacheRead: message?.usage.cache_read_input_tokens ?? 0,
  cacheWrite: message?.usage.cache_creation_input_tokens ?? 0,
})

const contentOf = ({ content, stop_reason }: Message) => ({
  stop: stop_reason,
  content: content.map((block) =>
    block.type === 'text'
      ? { text: block.text }
      : block.type === 'tool_use'
        ? { tool: block.name, input: block.input }
        : { type: block.type },
  ),
})

const requestIdOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'requestID' in error && typeof error.requestID === 'string'
    ? error.requestID
    : null

/** Why an answer is not used, by its stop reason first: half an answer can look like a whole one. */
export function outcomeOfStop({ stop_reason }: Message): ModelOutcome {
  switch (stop_reason) {
    case 'refusal':
      return 'refused'
    case 'max_tokens':
      return 'truncated'
    case 'model_context_window_exceeded':
      return 'too_long'
    default:
      return 'answered'
  }
}

function readAnswer<T>({ form, wrong }: Question<T>, message: Message): { outcome: ModelOutcome; value: T | null } {
  const stopped = outcomeOfStop(message)
  if (stopped !== 'answered') return { outcome: stopped, value: null }
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  const read = z.safeParse(form, parsed(text))
  if (!read.success || wrong?.(read.data)) return { outcome: 'unfit', value: null }
  return { outcome: 'answered', value: read.data }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
