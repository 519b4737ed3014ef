import type { Command } from 'commander'
import type { AnswerOf, HubClient } from '../client/index.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Fix } from '../domain/fix.ts'
import { type EntityName, type Json, type RecordRef, ref, refText } from '../domain/record.ts'
import type { Incident } from '../domain/stores.ts'
import { visible } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { printQuestion, printTable } from './print.ts'
import { type SignInOptions, yes } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('incidents [id]')
    .description('what stops orders until a person acts')
    .option('--resolved', 'those that are settled')
    .option('--resolve', 'say that this one is settled')
    .option('--entered-as <number>', 'say that its record stands in GP already, entered by hand under this number')
    .option('--order <id>', 'with --entered-as: which of its orders')
    .option('--record <record>', 'with --entered-as: which of its records, as "prestashop.orderPayment 7"')
    .option(
      '--although-different',
      'with --entered-as: they are the same although they are not worth the same, or not of one customer',
    )
    .option('--propose', 'propose what the hub drafts for it, on all of its records')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action(
      (
        id: string | undefined,
        options: IntegrationOption &
          SignInOptions & {
            resolved?: boolean
            resolve?: boolean
            propose?: boolean
            enteredAs?: string
          } & Omit<EnteredOptions, 'number'>,
      ) => {
        if (options.enteredAs !== undefined)
          return enteredByHand(contextOf(options), named(id), { ...options, number: options.enteredAs })
        if (options.propose) return proposeFix(contextOf(options), named(id))
        if (!options.resolve) return listIncidents(contextOf(options), id, options)
        return resolveIncident(contextOf(options), named(id), options)
      },
    )
}

function named(id: string | undefined): string {
  if (id !== undefined) return id
  throw new InvalidInput('incidents', [{ at: 'id', reason: 'name the incident' }])
}

type Context = CommandContext & { openHub: OpenHub }

interface EnteredOptions extends SignInOptions {
  readonly number: string
  readonly order?: string
  readonly record?: string
  readonly althoughDifferent?: boolean
}

/** `incidents`: what stops runs until a person acts. `incidents ID`: one of them, with its records. */
function listIncidents(
  context: Context,
  id: string | undefined,
  options: { resolved?: boolean; integration?: string },
): Promise<void> {
  return withHub(context, async (client) => {
    if (id !== undefined) {
      const found = await client.get<{ incident: Incident; records: readonly { record: RecordRef }[] }>(
        `/api/incidents/${encodeURIComponent(id)}`,
      )
      const records = found.records.map(({ record }) => `  ${refText(record)}`)
      const drafted =
        found.incident.state === 'open'
          ? await client.call('GET /api/incidents/:id/fix', { params: { id } }).catch(() => null)
          : null
      const now =
        found.incident.state === 'open' && records.length > 0
          ? await client.call('POST /api/incidents/:id/plan', { params: { id }, body: {} }).catch(() => null)
          : null
      answer(context, { ...found, ...drafted, now }, () =>
        [
          printIncident(found.incident),
          '  Records:',
          ...records.map((line) => `  ${line}`),
          ...(now ? printNow(now) : []),
          ...(drafted ? printFix(drafted, id) : []),
        ].join('\n'),
      )
      return
    }
    const query = new URLSearchParams({
      state: options.resolved ? 'resolved' : 'open',
      ...(options.integration && { integration: options.integration }),
    })
    const found = await client.get<Incident[]>(`/api/incidents?${query}`)
    answer(context, found, () => (found.length === 0 ? 'No open incidents.' : found.map(printIncident).join('\n\n')))
  })
}

/** `replay --incident ID`: every record of the incident starts again. */
export function replayIncident(context: Context, id: string): Promise<void> {
  return withHub(context, async (client) => {
    const done = await client.post<{ replayed: RecordRef[] }>(`/api/incidents/${encodeURIComponent(id)}/replay`)
    answer(context, done, () => `Started again: ${done.replayed.map(refText).join(', ') || 'no record is left in it'}.`)
  })
}

/** `incidents ID --resolve`: a person says that it is settled, for the records that are shown. */
function resolveIncident(context: Context, id: string, signIn: SignInOptions): Promise<void> {
  const resolve = async (client: HubClient) => {
    const asked = { params: { id } }
    const { incident, records } = await client.call('GET /api/incidents/:id', asked)
    if (process.stdin.isTTY && !context.json && !signIn.passwordStdin) {
      const held = records.length === 0 ? 'no record' : records.map(({ record }) => refText(record)).join(', ')
      context.print(`${incident.question.message}\nIt holds ${held}.`)
      if (!(await yes('Is it settled for all of that?'))) {
        context.print('It stays open.')
        return
      }
    }
    const done = await client.call('POST /api/incidents/:id/resolve', { ...asked, query: { seen: incident.lastAt } })
    answer(context, done, () => resolvedText(done))
  }
  return withHub(context, resolve, signIn)
}

function resolvedText(done: {
  readonly records: readonly RecordRef[]
  readonly replayed: readonly RecordRef[]
}): string {
  const started = new Set(done.replayed.map(refText))
  const left = done.records.map(refText).filter((text) => !started.has(text))
  return [
    'Resolved.',
    ...(started.size > 0 ? [`Started again: ${[...started].join(', ')}.`] : []),
    ...(left.length > 0 ? [`Left as they are: ${left.join(', ')}.`] : []),
  ].join(' ')
}

/** `incidents ID --entered-as NUMBER`: what the hub could not carry over stands in GP already. Both are shown first. */
function enteredByHand(
  context: Context,
  id: string,
  { number, order, record: named, althoughDifferent = false, ...signIn }: EnteredOptions,
): Promise<void> {
  const enter = async (client: HubClient) => {
    const body = { number, ...whichRecord({ order, record: named }), confirm: althoughDifferent }
    const asked = { params: { id }, body }
    const both = await client.call('POST /api/incidents/:id/entered', { ...asked, body: { ...body, look: true } })
    if (!context.json) context.print(printBoth(both))
    if (process.stdin.isTTY && !context.json && !signIn.passwordStdin && !(await yes('Are both the same?'))) {
      context.print('Nothing was linked.')
      return
    }
    const done = await client.call('POST /api/incidents/:id/entered', asked)
    answer(
      context,
      done,
      () => `${refText(done.record)} is ${refText(done.document)} from now on. The hub does not change that document.`,
    )
  }
  return withHub(context, enter, signIn)
}

/** The record that --order or --record names; neither: the incident holds one alone. @throws InvalidInput */
export function whichRecord({
  order,
  record,
}: {
  readonly order?: string | undefined
  readonly record?: string | undefined
}): {
  readonly record?: RecordRef
} {
  if (record === undefined) return order === undefined ? {} : { record: ref('prestashop.order', order) }
  const [, entity, key] = /^(\w+\.\w+)\s+(\S.*)$/.exec(record.trim()) ?? []
  if (order !== undefined || entity === undefined || key === undefined)
    throw new InvalidInput('incidents', [
      { at: 'record', reason: 'is an entity and a key, as "prestashop.orderPayment 7", and stands without --order' },
    ])
  return { record: ref(entity as EntityName, key) }
}

function printBoth({ record, document, facts, tax, held }: AnswerOf<'POST /api/incidents/:id/entered'>): string {
  const said = (value: Json | undefined) => (typeof value === 'string' && value !== '' ? visible(value) : '–')
  return printTable([
    ['', 'of', 'customer', 'reference', 'amount', 'tax in it'],
    [
      refText(record),
      facts.madeAt?.slice(0, 10) ?? '–',
      said(facts.owner),
      said(facts.reference),
      `${facts.amount ?? '–'} ${facts.currency ?? ''}`,
      said(tax.record),
    ],
    [
      refText(document),
      said(held.Date).slice(0, 10),
      [held.CustomerKey, held.CustomerName].map(said).join(', '),
      said(held.CustomerPONumber),
      `${said(held.TotalAmount)} ${said(held.CurrencyKey)}`,
      said(tax.document),
    ],
  ])
}

/** `incidents ID --propose`: what the hub drafts becomes a proposal. */
export function proposeFix(context: Context, id: string): Promise<void> {
  return withHub(context, async (client) => {
    const made = await client.call('POST /api/incidents/:id/fix', { params: { id } })
    answer(context, made, () =>
      [...printFix(made, id), `Nothing has changed: "ledgerline proposals approve ${made.proposal.id}" decides.`].join(
        '\n',
      ),
    )
  })
}

type Now = AnswerOf<'POST /api/incidents/:id/plan'>
const outcomes = {
  'would-write': 'would be written',
  'nothing-to-do': 'would find nothing to write',
  skipped: 'would be left alone',
  held: 'would be held still',
} as const

/** What a replay of its records would come to, by dry runs of the oldest. */
function printNow({ tried, untried, ended, sums }: Now): string[] {
  const lines = Object.entries(outcomes).flatMap(([outcome, word]) => {
    const its = tried.filter((one) => one.outcome === outcome)
    const money = sums.filter((one) => one.outcome === outcome)
    const worth = money.map(({ currency, amount, records }) =>
      currency === null ? `${records} of unknown amount` : `${amount} ${currency}`,
    )
    return its.length === 0
      ? []
      : [
          `    ${its.length} ${word}, ${worth.join(' and ')}: ${its.map(({ record }) => record.key).join(', ')}`,
          ...its.flatMap(({ record, question }) =>
            question && !question.same ? [`      ${record.key}: ${visible(question.message)}`] : [],
          ),
        ]
  })
  return [
    '  If its records were started now (tried without writing):',
    ...lines,
    ...(untried > 0 ? [`    ${untried} not tried. ${ended ? `${ended.why} ${ended.hint ?? ''}`.trim() : ''}`] : []),
  ]
}

/** What can be done, with who does it. Quotes names that others gave. */
function printFix(
  { fix, proposal }: { readonly fix: Fix; readonly proposal: { readonly id: string; readonly state: string } | null },
  id: string,
): string[] {
  return [
    `  What can be done: ${visible(fix.title)}.`,
    `    ${visible(fix.reason)}`,
    ...fix.steps.map(({ owner, says }) => `    ${owner}: ${visible(says)}`),
    ...fix.choices
      .slice(0, 3)
      .map(({ value, label, probability }) =>
        probability > 0
          ? `    perhaps ${visible(value)} (${visible(label)}), ${Math.round(probability * 100)} %`
          : `    perhaps ${visible(value)} (${visible(label)})`,
      ),
    ...(proposal
      ? [`    Proposal ${proposal.id} is ${proposal.state}.`]
      : fix.changes.length > 0
        ? [`    "ledgerline incidents ${id} --propose" proposes it.`]
        : []),
    ...(fix.never.length > 0 ? [`    Never: ${fix.never.join(' ')}`] : []),
  ]
}

/** "4 orders", "3 prestashop.orderPayment": what is counted is said. */
function recordsText(count: number, entity: string | null): string {
  if (entity !== null && entity !== 'prestashop.order') return `${count} ${entity}`
  return `${count} ${count === 1 ? 'order' : 'orders'}`
}

function printIncident(incident: Incident): string {
  const since = incident.firstAt.slice(0, 19).replace('T', ' ')
  const heading = `${incident.id}  ${incident.question.code}  ${recordsText(incident.runs, incident.entity)} since ${since} UTC  (${incident.integration}, ${incident.flow})`
  return [heading, printQuestion(incident.question, incident.id, incident.triage)].join('\n')
}
