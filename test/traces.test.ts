import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { instant } from '../src/domain/clock.ts'
import { type Log, silentLog } from '../src/domain/observe.ts'
import type { Proposal } from '../src/domain/proposal.ts'
import { integrationId } from '../src/domain/record.ts'
import type { ModelCall } from '../src/domain/stores/model-calls.ts'
import type { HubEvent } from '../src/domain/stores.ts'
import { noTraces } from '../src/domain/traces.ts'
import { createTraces, scoreDecisions } from '../src/traces.ts'
import { startLangfuse } from './support/langfuse.ts'

const at = instant('2026-11-28T08:00:00Z')
const call = (more: Partial<ModelCall> = {}): ModelCall => ({
  ...{ id: 'call-1', at, integration: integrationId('main'), task: 'triage', model: 'claude-haiku-5-5' },
  ...{ prompt: 'triage 3', promptHash: 'abcdef0123456789', outcome: 'answered', costUsd: '0.00017', tookMs: 1500 },
  tokens: { input: 1000, output: 100, cacheRead: 2000, cacheWrite: 0 },
  ...{ requestId: 'req_1', subject: 'incident 7', record: null, sent: { raw: 'for [name 0a0b0c0d]' } },
  ...{ answered: { content: [{ text: '{}' }] }, ...more },
})
const keys = { publicKey: 'pk-test', secretKey: 'sk-test' }

test('a call is a generation with its prompt, tokens, cost and time; a decision is a score on the same trace', async () => {
  await using langfuse = await startLangfuse()
  const traces = createTraces({ langfuse: { ...keys, baseUrl: langfuse.url }, log: silentLog })
  traces.call(call())
  traces.call(call({ id: 'call-2', outcome: 'overloaded', answered: null }))
  traces.score({ id: 'decision-9', about: 'incident 7', name: 'decision', value: 'approved' })
  await traces.close()
  expect([...langfuse.credentials]).toEqual(['pk-test:sk-test'])
  const [first, second] = langfuse.spans
  expect(first).toMatchObject({
    name: 'triage',
    attributes: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'claude-haiku-5-5',
      'langfuse.version': 'triage 3 abcdef012345',
      'langfuse.trace.name': 'triage',
      'langfuse.observation.metadata.promptHash': 'abcdef0123456789',
    },
  })
  expect(JSON.parse(String(first!.attributes['langfuse.observation.input']))).toEqual({ raw: 'for [name 0a0b0c0d]' })
  expect(JSON.parse(String(first!.attributes['langfuse.observation.cost_details']))).toEqual({ total: 0.00017 })
  expect(JSON.parse(String(first!.attributes['langfuse.observation.usage_details']))).toMatchObject({ input: 1000 })
  expect(Number(BigInt(first!.endTimeUnixNano) - BigInt(first!.startTimeUnixNano)) / 1e6).toBe(1500)
  expect(second!.attributes).toMatchObject({ 'langfuse.observation.status_message': 'overloaded' })
  expect(second!.traceId).toBe(first!.traceId)
  expect(langfuse.scores).toMatchObject([
    { id: 'decision-9', traceId: first!.traceId, name: 'decision', value: 'approved', dataType: 'CATEGORICAL' },
  ])
})

test('what belongs to one message of a conversation hangs below it', async () => {
  await using langfuse = await startLangfuse()
  const traces = createTraces({ langfuse: { ...keys, baseUrl: langfuse.url }, log: silentLog })
  const turn = traces.turn({ chat: 'c1', integration: integrationId('main'), at })
  traces.call(call({ task: 'chat', subject: 'chat c1' }), turn)
  const used = { from: at, to: at, input: { order: '1' }, output: 'done', failed: false }
  turn.tool({ name: 'explain_order', ...used })
  turn.end(instant('2026-11-28T08:00:04Z'), 'answered', { steps: 2, costUsd: '0.01' })
  await traces.close()
  const byType = new Map(langfuse.spans.map((span) => [span.attributes['langfuse.observation.type'], span]))
  const agent = byType.get('agent')!
  expect(agent.attributes).toMatchObject({ 'session.id': 'c1', 'langfuse.observation.metadata.steps': '2' })
  for (const type of ['generation', 'tool'])
    expect(byType.get(type)).toMatchObject({ traceId: agent.traceId, parentSpanId: agent.spanId })
})

test('without keys nothing is loaded and nothing is dialled; one key alone is refused', async () => {
  expect(createTraces({ langfuse: null, log: silentLog })).toBe(noTraces)
  const environment = { LEDGERLINE_DATA: '/tmp/never-made', LANGFUSE_BASE_URL: 'http://127.0.0.1:9' }
  expect(readConfig(environment).langfuse).toBeNull()
  expect(() => readConfig({ ...environment, LANGFUSE_PUBLIC_KEY: 'pk' })).toThrow(/LANGFUSE_SECRET_KEY: is missing/)
})

test.each([['never'], [500], [401]] as const)('a receiver that answers %s stops nothing', async (answers) => {
  await using langfuse = await startLangfuse(answers)
  const warned: string[] = []
  const log: Log = { ...silentLog, warn: (event) => void warned.push(event) }
  const traces = createTraces({ langfuse: { ...keys, baseUrl: langfuse.url }, log, closeMs: 200 })
  traces.call(call())
  traces.score({ id: 's', about: 'incident 7', name: 'decision', value: 'rejected' })
  await traces.close()
  if (answers === 401) expect(warned).toEqual(['Langfuse does not take traces'])
})

test('a decision becomes a score of the incident that it answers; what is only pending becomes none', async () => {
  const proposal = {
    ...{ id: 'p1', incidents: ['7'], changes: [{ do: 'replay', records: [] }], risk: { level: 'low', reasons: [] } },
    ...{
      proposedBy: { kind: 'program', id: 't', name: 'chat' },
      at,
      decision: { at: instant('2026-11-28T09:30:00Z') },
    },
  } as unknown as Proposal
  let said: (event: HubEvent) => void = () => {}
  const scored = Promise.withResolvers<object>()
  const events = {
    tell() {},
    hear: async (listener: (event: HubEvent) => void) => {
      said = listener
      return async () => {}
    },
  }
  const stores = { proposals: { get: async () => proposal } as never }
  await scoreDecisions({ events, stores }, { score: (score) => scored.resolve(score) })
  said({ noun: 'proposal', id: 'p1', state: 'pending' })
  said({ noun: 'proposal', id: 'p1', state: 'rejected' })
  expect(await scored.promise).toEqual({
    ...{ id: 'decision-p1', about: 'incident 7', name: 'decision', value: 'rejected' },
    comment: 'replay; risk low; proposed by a program; waited 90 min',
  })
})
