import { createHash } from 'node:crypto'
import type { SpanContext } from '@opentelemetry/api'
import { msBetween, systemClock } from './domain/clock.ts'
import type { Log } from './domain/observe.ts'
import type { Json } from './domain/record.ts'
import type { Database } from './domain/stores.ts'
import { noTraces, type TracedTurn, type Traces } from './domain/traces.ts'
import { version } from './version.ts'

export interface LangfuseSettings {
  readonly publicKey: string
  readonly secretKey: string
  readonly baseUrl: string
}

export interface TracesParts {
  readonly langfuse: LangfuseSettings | null
  readonly log: Log
  /** How long the end of the hub waits for what was not sent yet. */
  readonly closeMs?: number
}

const exportMs = 5_000
/** Waiting spans and scores beyond this are dropped: a dead receiver must not fill the memory. */
const mostWaiting = 2_048
/** Characters of one text: a conversation may hold whole documents. */
const longest = 20_000

/**
 * Traces in Langfuse. Its own span processor (`@langfuse/otel`) is made for OpenTelemetry 2, which cannot stand beside the
 * OpenTelemetry 3 of the metrics; so its attributes (`@langfuse/tracing`) go to its OTLP door by OpenTelemetry's exporter,
 * and scores by `@langfuse/client`. The packages are loaded for the first trace.
 */
export function createTraces({ langfuse, log, closeMs = 3_000 }: TracesParts): Traces {
  if (langfuse === null) return noTraces
  // In their order, behind whoever made them; a defect in here costs a trace and nothing else.
  let opened: Promise<Opened | null> | null = null
  let queue: Promise<void> = Promise.resolve()
  let waiting = 0
  const later = (work: (open: Opened) => void) => {
    if (waiting >= mostWaiting) return
    waiting++
    opened ??= open(langfuse, log).catch((error: unknown) => {
      log.warn('traces cannot be made', { error: error instanceof Error ? error : undefined })
      return null
    })
    const ready = opened
    queue = queue
      .then(async () => {
        const made = await ready
        if (made) work(made)
      })
      .catch((error: unknown) =>
        log.warn('a trace was not made', { error: error instanceof Error ? error : undefined }),
      )
      .finally(() => {
        waiting--
      })
  }
  const contexts = new WeakMap<TracedTurn, { context: SpanContext | null }>()

  return {
    call(call, within = null) {
      later(({ startObservation }) => {
        const from = new Date(call.at)
        const place = within ? contexts.get(within)?.context : null
        const parent = place ?? rootOf(call.subject, call.id)
        const { input, output, cacheRead, cacheWrite } = call.tokens
        const span = startObservation(
          call.task,
          {
            model: call.model,
            version: `${call.prompt} ${call.promptHash.slice(0, 12)}`,
            input: short(call.sent),
            output: short(call.answered),
            usageDetails: {
              input,
              output,
              cache_read_input_tokens: cacheRead,
              cache_creation_input_tokens: cacheWrite,
            },
            costDetails: { total: Number(call.costUsd) },
            metadata: {
              ...{ prompt: call.prompt, promptHash: call.promptHash, outcome: call.outcome, call: call.id },
              ...{ integration: call.integration, subject: call.subject, requestId: call.requestId },
            },
            level: call.outcome === 'answered' ? 'DEFAULT' : 'WARNING',
            ...(call.outcome === 'answered' ? {} : { statusMessage: call.outcome }),
          },
          { asType: 'generation', startTime: from, parentSpanContext: parent },
        )
        if (!place) span.otelSpan.setAttributes(asRoot(call.task))
        span.end(new Date(from.getTime() + call.tookMs))
      })
    },

    turn({ chat, integration, at }) {
      const held: { context: SpanContext | null; end: ((at: Date, more: object) => void) | null } = {
        context: null,
        end: null,
      }
      later(({ startObservation }) => {
        const span = startObservation(
          'chat',
          { metadata: { integration, chat }, version },
          { asType: 'agent', startTime: new Date(at) },
        )
        span.otelSpan.setAttributes({ ...asRoot('chat'), 'session.id': chat })
        held.context = span.otelSpan.spanContext()
        held.end = (ended, more) => {
          span.update(more)
          span.end(ended)
        }
      })
      const turn: TracedTurn = {
        tool({ name, from, to, input, output, failed }) {
          later(({ startObservation }) => {
            const parent = held.context
            if (!parent) return
            startObservation(
              name,
              { input: short(input), output: short(output), level: failed ? 'WARNING' : 'DEFAULT' },
              { asType: 'tool', startTime: new Date(from), parentSpanContext: parent },
            ).end(new Date(Date.parse(from) + Math.max(0, msBetween(from, to))))
          })
        },
        end(ended, why, { steps, costUsd }) {
          later(() =>
            held.end?.(new Date(ended), {
              level: why === 'answered' ? 'DEFAULT' : 'WARNING',
              ...(why === 'answered' ? {} : { statusMessage: why }),
              metadata: { integration, chat, steps, costUsd },
            }),
          )
        },
      }
      contexts.set(turn, held)
      return turn
    },

    score({ id, about, name, value, comment }) {
      later(({ client }) =>
        client.score.create({
          ...{ id, name, traceId: traceIdOf(about), value },
          dataType: typeof value === 'number' ? 'NUMERIC' : 'CATEGORICAL',
          ...(comment === undefined ? {} : { comment }),
        }),
      )
    },

    async close() {
      if (opened === null) return
      const ended = new AbortController()
      await Promise.race([
        queue.then(async () => {
          const made = await opened
          await Promise.allSettled([made?.provider.shutdown(), made?.client.shutdown()])
        }),
        systemClock.sleep(closeMs, ended.signal),
      ])
      ended.abort()
    },
  }
}

/** What people decide on a proposal, as a score: on the trace of the incident that it answers, else on one of its own. */
export function scoreDecisions(
  database: Pick<Database, 'events'> & { readonly stores: Pick<Database['stores'], 'proposals'> },
  traces: Pick<Traces, 'score'>,
): Promise<() => Promise<void>> {
  return database.events.hear(({ noun, id, state }) => {
    if (noun !== 'proposal' || id === undefined || !(state === 'approved' || state === 'rejected')) return
    void database.stores.proposals
      .get(id)
      .then((proposal) => {
        if (!proposal) return
        const [incident] = proposal.incidents
        const about = incident === undefined ? `proposal ${id}` : `incident ${incident}`
        const kinds = [...new Set(proposal.changes.map((change) => change.do))].join(', ')
        const waited = msBetween(proposal.at, proposal.decision?.at ?? proposal.at)
        const comment = `${kinds}; risk ${proposal.risk.level}; proposed by a ${proposal.proposedBy.kind}; waited ${Math.round(waited / 60_000)} min`
        traces.score({ id: `decision-${id}`, about, name: 'decision', value: state, comment })
      })
      // A score that is lost is no reason to end the hub.
      .catch(() => {})
  })
}

type Opened = Awaited<ReturnType<typeof open>>

async function open({ publicKey, secretKey, baseUrl }: LangfuseSettings, log: Log) {
  const [tracing, { LangfuseClient }, core, { BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@langfuse/tracing'),
      import('@langfuse/client'),
      import('@langfuse/core'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ])
  // Above its highest level: it would write to the console, past the log.
  core.configureGlobalLogger({ level: core.LogLevel.ERROR + 1 })
  const exporter = new OTLPTraceExporter({
    url: `${baseUrl}/api/public/otel/v1/traces`,
    headers: { Authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}` },
    timeoutMillis: exportMs,
  })
  let failing = false
  const provider = new TracerProvider({
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: {
          export: (spans, done) =>
            exporter.export(spans, (result) => {
              // Once for each time that it begins: it is tried again with every batch.
              if (result.code !== 0 && !failing) log.warn('Langfuse does not take traces', { error: result.error })
              failing = result.code !== 0
              done(result)
            }),
          forceFlush: () => exporter.forceFlush(),
          shutdown: () => exporter.shutdown(),
        },
        maxQueueSize: mostWaiting,
        exportTimeoutMillis: exportMs,
      }),
    ],
  })
  // Not the global one: the SDK of the models would then trace too, and send our trace's id to the provider.
  tracing.setLangfuseTracerProvider(provider)
  const client = new LangfuseClient({ publicKey, secretKey, baseUrl, timeout: exportMs / 1000 })
  return { provider, client, startObservation: tracing.startObservation }
}

/** The trace of what one thing is about: whoever knows the thing finds it again, and so do scores. */
const traceIdOf = (about: string) => createHash('sha256').update(about).digest('hex').slice(0, 32)

/** Langfuse's own example of a parent that is nowhere: the trace's id alone counts. */
const nowhere = '0123456789abcdef'
const rootOf = (subject: string, call: string): SpanContext => ({
  traceId: traceIdOf(subject.startsWith('incident ') ? subject : `call ${call}`),
  spanId: nowhere,
  traceFlags: 1,
})
const asRoot = (name: string) => ({ 'langfuse.trace.name': name, 'langfuse.internal.as_root': true })

function short(value: Json | string): Json | string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= longest ? value : `${text.slice(0, longest).toWellFormed()}… (${text.length} characters)`
}
