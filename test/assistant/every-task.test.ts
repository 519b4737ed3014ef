import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createModel, type Model } from '../../src/assistant/model/index.ts'
import { createMinimiser, type Minimiser, personalNames } from '../../src/assistant/privacy/index.ts'
import { draftRuleWithModel } from '../../src/assistant/tasks/draft-rule.ts'
import { judgeFailure } from '../../src/assistant/tasks/judge-failure.ts'
import { suggestFieldsWithModel } from '../../src/assistant/tasks/suggest-fields.ts'
import { suggestValuesWithModel } from '../../src/assistant/tasks/suggest-values.ts'
import { catalogue } from '../../src/catalogue.ts'
import { entities } from '../../src/connected-systems.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { type ModelTask, modelTasks } from '../../src/domain/model-tasks.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { noTraces } from '../../src/domain/traces.ts'
import { standardDefinition } from '../../src/flows/index.ts'
import { startMessagesApi } from '../support/messages-api.ts'

let api: Awaited<ReturnType<typeof startMessagesApi>>
beforeAll(async () => {
  api = await startMessagesApi({ json: {} })
})
afterAll(() => api[Symbol.asyncDispose]())

const nonce = 'ffeeddccbbaa99887766554433221100'
const strings = readFileSync(join(import.meta.dirname, '../../evals/data/injection/strings.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => z.object({ id: z.string(), text: z.string() }).parse(JSON.parse(line)))

const person = {
  ...{ firstname: 'Margaux', lastname: 'Delcourt', email: 'margaux.delcourt@example.com' },
  ...{ address1: '14 quai des Brumes', phone: '+33 6 12 99 88 77' },
}
const personal = Object.values(person)

type Asked = { readonly model: Model; readonly minimiser: Minimiser; readonly integration: null }

/** Each task with what a stranger can write into it, and a person wherever one may stand. Chat goes by the whole hub. */
const asking: Readonly<Record<Exclude<ModelTask, 'chat'>, (asked: Asked, text: string) => Promise<unknown>>> = {
  triage: (asked, text) =>
    judgeFailure(
      {
        ...{ system: 'gp-web-services', attempt: 1, recent: [`Also open: ${text}`] },
        request: { operation: 'CreateSalesOrder', record: { Comment: text, ...person } },
        raw: `Something that no catalogue has: ${text}. ${person.firstname} ${person.lastname}, ${person.email}`,
      },
      catalogue,
      { ...asked, subject: 'incident 1' },
    ),
  'value-map': (asked, text) =>
    suggestValuesWithModel(
      {
        ...{ name: 'customer', kind: 'customer->gp_customer', country: 'FR', language: 'fr' },
        from: [{ key: '7', label: `${person.firstname} ${person.lastname}`, ...person, note: text }],
        to: [
          { key: 'DELC001', label: 'Delcourt M', CITY: 'Lille' },
          { key: 'BRUME02', label: text },
        ],
      },
      asked,
    ),
  fields: (asked, text) =>
    suggestFieldsWithModel(
      {
        source: {
          name: 'customer',
          fields: [
            ...Object.entries(person).map(([path, sample]) => ({ path, type: 'text', samples: [sample] })),
            { path: 'note', type: 'text', description: text, samples: [text] },
          ],
        },
        target: { name: 'gp.customer', fields: [{ path: 'Name', type: 'text', samples: [] }] },
      } as Parameters<typeof suggestFieldsWithModel>[0],
      asked,
    ),
  draft: (asked, text) =>
    draftRuleWithModel(
      `Orders of ${person.email}, phone ${person.phone}, need a blue ribbon: ${text}`,
      { definition: standardDefinition(), entities },
      asked,
    ),
}

async function sent(task: keyof typeof asking, text: string) {
  const model = createModel({
    ...{ baseUrl: api.url, timeoutMs: 5_000, choices: {}, budgetUsd: '1000', clock: systemClock, log: silentLog },
    promptsFolder: join(import.meta.dirname, '..', '..', 'prompts'),
    ...{ key: async () => 'sk-test', traces: noTraces, newId: () => 'call', nonce: () => nonce },
    store: { add: async () => {}, spentSince: async () => '0' },
    allowed: async () => true,
  })
  const minimiser = createMinimiser({ names: personalNames(entities.values()), seal: (one) => `sealed ${one}` })
  const before = api.asked().length
  await asking[task]({ model, minimiser, integration: null }, text)
  return api.asked().slice(before)
}

test('every task of the model has its row here, or is asked by the whole hub', () => {
  expect([...Object.keys(asking), 'chat'].sort()).toEqual([...modelTasks].sort())
})

describe.each(Object.keys(asking) as (keyof typeof asking)[])('%s, on the wire', (task) => {
  const people = task === 'draft' ? [person.email, person.phone] : personal

  test('names no person', async () => {
    const requests = await sent(task, 'Please ring twice.')
    expect(requests.length).toBeGreaterThan(0)
    const wire = JSON.stringify(requests.map(({ body }) => body))
    for (const one of people) expect(wire).not.toContain(one)
  })

  test('keeps what strangers write between its marks, and out of the prompt', async () => {
    for (const { text } of strings.filter((_, index) => index % 9 === 0)) {
      const requests = await sent(task, text)
      for (const { body } of requests) {
        expect(JSON.stringify(body.system)).not.toContain(text)
        const marks = (body.messages[0].content as string).match(/<\/?remote-data[^>]*>/g)
        expect(marks).toEqual([`<remote-data nonce="${nonce}">`, `</remote-data nonce="${nonce}">`])
      }
    }
  })
})
