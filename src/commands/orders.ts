import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import { HubError, InvalidInput, NotFound } from '../domain/errors.ts'
import { type Json, recordWords, refText, systemOf } from '../domain/record.ts'
import type { RecordEdit } from '../domain/run.ts'
import type { DryRun, InRounds } from '../engine/index.ts'
import type { RecordStory } from '../server/index.ts'
import { answer, type CommandContext, endsHeld, inHowLong } from './command.ts'
import { contextOf } from './context.ts'
import { readFolder } from './definition-folder.ts'
import { replayIncident } from './incidents.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { printJournal, printProof, printQuestion } from './print.ts'
import { printDryRun } from './print-dry-run.ts'
import { printRounds } from './print-rounds.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('run <order>')
    .description('carry an order out now')
    .option('--dry-run', 'only print what would be written')
    .option('--with <folder>', 'under the definition in this folder; with --dry-run')
    .option('--although-paused', 'also while the integration or its flow is paused')
    .option(...entityOption)
    .option(...flowOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((order: string, options: RunOptions) => runOrder(contextOf(options), order, options))
  program
    .command('show <order>')
    .description("what became of an order: its run's journal and its proof")
    .option(...entityOption)
    .option(...flowOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((order: string, options: RecordOptions) => showOrder(contextOf(options), order, options))
  program
    .command('replay [order]')
    .description('start an order again from the shop, or every order of an incident')
    .option('--edit <path=old=>new...>', 'correct what is read from the shop')
    .option('--incident <id>', 'instead of an order')
    .option(...entityOption)
    .option(...flowOption)
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((order: string | undefined, options: ReplayOptions & { incident?: string }) => {
      if (options.incident !== undefined) return replayIncident(contextOf(options), options.incident)
      if (order === undefined)
        throw new InvalidInput('replay', [{ at: 'order', reason: 'name an order, or an incident with --incident' }])
      return replayOrder(contextOf(options), order, options)
    })
}

type Context = CommandContext & { openHub: OpenHub }

/** Another record than a shop order, and one of its flows. */
interface RecordOptions extends IntegrationOption {
  readonly entity?: string
  readonly flow?: string
}
const entityOption = [
  '--entity <entity>',
  'of another record than a shop order: gp.item, hub.file',
  'prestashop.order',
] as const
type Named = { readonly entity: string; readonly key: string }
const flowOption = ['--flow <flow>', 'one of the flows that start on it'] as const

interface RunOptions extends RecordOptions {
  readonly dryRun?: boolean
  /** A folder whose definition is tried. */
  readonly with?: string
  readonly althoughPaused?: boolean
}

interface ReplayOptions extends RecordOptions, SignInOptions {
  readonly edit?: readonly string[]
}

/**
 * `run ORDER`: carries it out now. `--dry-run`: what would be written, and what differs from what is there; also under the
 * definition of a folder, before it is imported.
 */
async function runOrder(context: Context, order: string, options: RunOptions): Promise<void> {
  if (options.with !== undefined && !options.dryRun)
    throw new InvalidInput('The run', [{ at: '--with', reason: 'needs --dry-run: only an imported definition is run' }])
  const tried = options.with === undefined ? {} : { parts: readFolder(options.with) }
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const path = `/api/integrations/${id}/records/run`
    const what = await recordOf(client, id, order, options)
    if (options.dryRun) {
      const dry = await client.post<DryRun>(path, { ...what, dryRun: true, ...tried })
      endsHeld(dry.outcome === 'held')
      answer(context, dry, () => printDryRun(dry))
    } else {
      const story = await client.post<RecordStory>(path, { ...what, althoughPaused: options.althoughPaused ?? false })
      endsHeld(isHeld(story))
      answer(context, story, () => printStory(story))
    }
  })
}

/**
 * `show ORDER`: what became of it, the journal of its newest run, and the proof sheet; and what a run would do now, since
 * the shop may have changed meanwhile. Of what rounds set, as stock, or are made of, as an item: how fresh it is.
 */
function showOrder(context: Context, order: string, options: RecordOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const path = `/api/integrations/${id}/records`
    const what = await recordOf(client, id, order, options)
    const rounds = await client.get<readonly InRounds[]>(
      `${path}/rounds?${new URLSearchParams({ entity: what.entity, key: what.key })}`,
    )
    const story = await client
      .get<RecordStory>(`${path}/story?${new URLSearchParams(what)}`)
      .catch((error: unknown) => {
        // What only rounds have looked at has no run of its own.
        if (error instanceof NotFound && rounds.length > 0) return null
        throw error
      })
    if (!story) return answer(context, { rounds }, () => printRounds(rounds))
    const now = await client.post<DryRun>(`${path}/plan`, { ...what, flow: story.run.flow }).catch((error: unknown) => {
      if (error instanceof HubError) return error
      throw error
    })
    endsHeld(isHeld(story))
    answer(context, { ...story, rounds, now: now instanceof HubError ? null : now }, () =>
      [
        printStory(story),
        ...(rounds.length > 0 ? ['', printRounds(rounds)] : []),
        '',
        printNow(now, what, options),
      ].join('\n'),
    )
  })
}

const runWords = (what: Named, { flow, integration }: RecordOptions) =>
  [
    `ledgerline run ${recordWords(what)}`,
    ...(flow === undefined ? [] : [`--flow ${flow}`]),
    ...(integration === undefined ? [] : [`--integration ${integration}`]),
  ].join(' ')

/** What a run of the record would do now, and the command that carries it out. */
export function printNow(now: DryRun | HubError, what: Named, options: RecordOptions): string {
  if (now instanceof HubError) return `What a run would do now is not known: ${now.message}. ${now.hint}`
  switch (now.outcome) {
    case 'would-write':
      // Both addresses of an order can be one: it is named once.
      return `A run now would write: ${[...new Map(now.writes.map((write) => [refText(write.target), write])).values()]
        .filter((write) => write.do !== 'nothing')
        .map((write) => `${write.do} ${refText(write.target)}${fieldsOf(write)}`)
        .join('; ')}. "${runWords(what, options)}" does it; by itself the hub does it within a day.`
    case 'nothing-to-do':
      return 'A run now would write nothing: GP has what it would write.'
    case 'skipped':
      return `A run now would write nothing: ${now.reason}`
    case 'held':
      return `A run now would stop: ${now.reason}`
  }
}

function fieldsOf({ differences }: DryRun['writes'][number]): string {
  const fields = [...new Set(differences.map(({ path }) => path))]
  if (fields.length === 0) return ''
  return ` (${fields.slice(0, 6).join(', ')}${fields.length > 6 ? ' …' : ''})`
}

/**
 * `replay ORDER`: starts again from the shop under the newest version. `--edit path=old=>new` corrects what is read, which
 * takes an approver's sign-in.
 */
function replayOrder(context: Context, order: string, options: ReplayOptions): Promise<void> {
  const edits = (options.edit ?? []).map(parseEdit)
  const replay = async (client: HubClient) => {
    const { id } = await chosenIntegration(client, options.integration)
    const story = await client.post<RecordStory>(`/api/integrations/${id}/records/replay`, {
      ...(await recordOf(client, id, order, options)),
      edits,
    })
    endsHeld(isHeld(story))
    answer(context, story, () => printStory(story))
  }
  return withHub(context, replay, options)
}

/** A person must act, or it waits. */
const isHeld = ({ newest }: RecordStory) => newest.state === 'stopped' || newest.state === 'waiting'

export function printStory(story: RecordStory): string {
  // A later run that had nothing to do says less than the one whose journal follows.
  const run = story.newest.state === 'done' && story.run.state === 'done' ? story.run : story.newest
  const others = story.flows.filter(({ flow }) => flow !== story.run.flow)
  const state = `${refText(story.record)}: ${run.state}${run.reason ? `. ${run.reason}` : ''}`
  return [
    state,
    ...(run.state === 'waiting' ? [`It goes on ${inHowLong(run.nextAt)}.`] : []),
    ...(story.link
      ? [
          `${systemOf(story.link.target.entity) === 'gp' ? 'In GP' : 'Written'} as ${refText(story.link.target)}, last written ${story.link.at.slice(0, 19).replace('T', ' ')} UTC.`,
        ]
      : []),
    ...story.sent.map(
      (target) =>
        `Sent as ${refText(target)}, and whether it arrived is not known: do not enter it by hand. The next run looks it up first.`,
    ),
    '',
    `Run ${story.run.id} of ${story.run.flow}, version ${story.run.version}, ${story.run.startedAt.slice(0, 10)} (UTC):`,
    printJournal(story.journal),
    ...(others.length > 0
      ? [
          '',
          `Other flows on it: ${others.map(({ flow, state: its }) => `${flow} (${its})`).join(', ')}; see them with --flow.`,
        ]
      : []),
    ...story.incidents.flatMap((incident) => [
      '',
      `Incident ${incident.id}, since ${incident.firstAt.slice(0, 19).replace('T', ' ')} UTC:`,
      printQuestion(incident.question, incident.id, incident.triage),
    ]),
    ...(story.incidents.some(({ question }) => question.sheet)
      ? []
      : story.proofs.slice(-1).flatMap((sheet) => ['', printProof(sheet)])),
  ].join('\n')
}

/** The id of an order as people name it. What is no number is looked for, which needs more of the program. */
export async function orderKey(client: HubClient, integration: string, order: string): Promise<string> {
  if (/^\d{1,10}$/.test(order)) return order
  const { orderId } = await import('../../tools/index.ts')
  return orderId(client, integration, order, 'Look for it with "ledgerline orders TEXT".')
}

/** The record that a command names. */
async function recordOf(
  client: HubClient,
  integration: string,
  key: string,
  { entity = 'prestashop.order', flow }: RecordOptions,
) {
  const named = flow === undefined ? {} : { flow }
  return { entity, key: entity === 'prestashop.order' ? await orderKey(client, integration, key) : key, ...named }
}

/** "order_details.0.product_reference=OLD=>NEW". Values are JSON, or text when they are none. */
function parseEdit(text: string): RecordEdit {
  const [, path, before, after] = /^([\w.]+)=(.*)=>(.*)$/s.exec(text) ?? []
  if (path === undefined || before === undefined || after === undefined)
    throw new InvalidInput('The edit', [
      { at: text, reason: 'must look like path=old=>new, for example order_details.0.product_reference=ECO1=>ECO-01' },
    ])
  return { path, before: jsonOrText(before), after: jsonOrText(after) }
}

function jsonOrText(text: string): Json {
  if (!/^(null|true|false|[[{"].*)$/s.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
