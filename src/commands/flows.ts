import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { erasedText } from '../domain/erased.ts'
import { InvalidInput } from '../domain/errors.ts'
import { inASentence, type RecordValue, refText } from '../domain/record.ts'
import type { FlowState, RestoredRound, WantedNow } from '../engine/index.ts'
import {
  type Report,
  type ReportLanguage,
  reportHtml,
  reportLanguages,
  reportMarkdown,
  reportText,
} from '../report/index.ts'
import { answer, type CommandContext, durationText } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption, momentOf, stdinOption } from './options.ts'
import { printTable } from './print.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const flows = program
    .command('flows')
    .description('the flows: on, paused or off, and what waits for them')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption) => showFlows(contextOf(options), options))
  flows
    .command('on <flow>')
    .description('let changes and the clock start it')
    .option('--since <time>', 'take only what was made since then: "now", "2026-11-28" (UTC), "2026-11-28T18:00:00Z"')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string, options: SwitchOptions) => switchFlow(contextOf(options), flow, 'on', options))
  flows
    .command('off <flow>')
    .description('nothing starts it any more')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string, options: IntegrationOption) => switchFlow(contextOf(options), flow, 'off', options))
  flows
    .command('restore <flow>')
    .description('pause a flow that works in rounds, and put back what stood there before its newest round')
    .option('--since <time>', 'all rounds since then, the newest first: "2026-11-28" (UTC), "2026-11-28T18:00:00Z"')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string, options: SwitchOptions) => restore(contextOf(options), flow, options))
  flows
    .command('wanted <flow>')
    .description('what the newest round of a flow would write, and has not written: what it asks about')
    .option('--limit <number>', 'at most so many, 1–500', '50')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string, options: WantedOptions) => showWanted(contextOf(options), flow, options))
  program
    .command('file <path>')
    .description('hand a file to the flows that read files')
    .option('--folder <name>', 'as if it lay in this folder of the watched one', '')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((path: string, options: FileOptions) => takeFile(contextOf(options), path, options))
  program
    .command('take-back <file>')
    .description('take back the rows of a settlement report that was read wrongly, by the key of its hub.file')
    .requiredOption('--because <text>', 'why, for the audit log')
    .option('--email <address>', 'sign in as')
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((file: string, options: TakeBackOptions) => takeBack(contextOf(options), file, options))
  program
    .command('reports [key]')
    .description('what flows and the hub each morning report: the newest, or one of them whole')
    .addOption(
      new Option('--language <language>', 'of those that the hub makes').choices([...reportLanguages]).default('en'),
    )
    .option(...integrationOption)
    .option(...jsonOption)
    .action((key: string | undefined, options: ReportsOptions) => showReports(contextOf(options), key, options))
  program
    .command('report')
    .description('the morning report as of now: orders, what is held and why, what waits for whom, what fails')
    .addOption(
      new Option('--as <form>', 'text, markdown, or html for a mail')
        .choices(['text', 'markdown', 'html'])
        .default('text'),
    )
    .addOption(new Option('--language <language>', 'of its sentences').choices([...reportLanguages]).default('en'))
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ReportOptions) => showReport(contextOf(options), options))
}

type Context = CommandContext & { openHub: OpenHub }

interface FileOptions extends IntegrationOption {
  readonly folder: string
}

interface TakeBackOptions extends IntegrationOption, SignInOptions {
  readonly because: string
}

interface WantedOptions extends IntegrationOption {
  readonly limit: string
}

interface SwitchOptions extends IntegrationOption {
  readonly since?: string
}

const time = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`

/** `flows`: each flow of an integration, whether it is at work, and what waits for it. */
function showFlows(context: Context, options: IntegrationOption): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const flows = await client.get<FlowState[]>(`/api/integrations/${id}/flows`)
    answer(context, flows, () =>
      printTable([
        ['flow', 'starts on', 'state', 'waiting', 'at work', 'next tick', 'last round', 'round now'],
        ...flows.map(({ id: flow, on, state, waiting, deferred, active, nextTick, lastRound, roundNow }) => [
          flow,
          on,
          state,
          deferred > 0 ? `${waiting} (and ${deferred} later)` : String(waiting),
          String(active),
          nextTick ? time(nextTick) : '',
          lastRound ? `${time(lastRound.due)}: ${lastRound.reason}` : '',
          roundNow ? progressText(roundNow) : '',
        ]),
      ]),
    )
  })
}

/** "100000 read, 1200 written, 98800 left: 300 a minute, 5 h 29 min". */
function progressText({ read, written, left, perMinute, leftMs }: NonNullable<FlowState['roundNow']>): string {
  const pace = perMinute === null || leftMs === null ? '' : `: ${perMinute} a minute, ${durationText(leftMs)}`
  return `${read} read, ${written} written, ${left} left${pace}`
}

/** `flows on|off FLOW`. What was stored for it before stays, and goes on when it is on again. */
function switchFlow(context: Context, flow: string, state: 'on' | 'off', options: SwitchOptions): Promise<void> {
  const since = options.since === undefined ? undefined : momentOf(options.since)
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const path = `/api/integrations/${id}/flows/${encodeURIComponent(flow)}`
    const now = await client.put<FlowState>(path, { state, ...(since ? { since } : {}) })
    const begins = now.since
      ? ` It takes what was made since ${time(now.since)}; if people entered some of that by hand meanwhile, say "ledgerline flows on ${flow} --since now".`
      : ''
    const waits = now.waiting + now.deferred
    answer(context, now, () =>
      state === 'on'
        ? `The flow “${flow}” is on.${begins}${waits > 0 ? ` ${waits} records that waited go on.` : ''}`
        : `The flow “${flow}” is off: nothing starts it.${waits > 0 ? ` ${waits} records wait until it is on again.` : ''}`,
    )
  })
}

/** `flows wanted FLOW`: of each record the fields that would change. */
function showWanted(context: Context, flow: string, { integration, limit }: WantedOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const path = `/api/integrations/${id}/flows/${encodeURIComponent(flow)}/wanted?limit=${encodeURIComponent(limit)}`
    const wanted = await client.get<WantedNow>(path)
    answer(context, wanted, () =>
      wanted.count === 0
        ? `Nothing waits to be written by “${flow}”.`
        : [
            `${wanted.count} records wait to be written by “${flow}”${wanted.count > wanted.records.length ? `; the first ${wanted.records.length}` : ''}:`,
            printTable([['record', 'sets', 'field', 'now', 'then'], ...wanted.records.flatMap(fieldsOf)]),
          ].join('\n'),
    )
  })
}

function fieldsOf({ record, target, before, after }: WantedNow['records'][number]): string[][] {
  const which = [refText(record), refText(target)]
  if (after === null) return [[...which, '', '', erasedText]]
  return Object.entries(after)
    .map(([field, value]) => [field, inASentence(before?.[field]), inASentence(value)] as const)
    .filter(([, now, then]) => now !== then)
    .map((values) => [...which, ...values])
}

/** `flows restore FLOW`: as many calls as it takes, each of some hundred records. */
function restore(context: Context, flow: string, { integration, since }: SwitchOptions): Promise<void> {
  const from = since === undefined ? null : momentOf(since)
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const path = `/api/integrations/${id}/flows/${encodeURIComponent(flow)}/restore`
    let all = await client.post<RestoredRound>(path, from === null ? {} : { since: from })
    while (all.more) {
      const next = await client.post<RestoredRound>(path, from === null ? { round: all.round } : { since: from })
      all = { ...next, restored: all.restored + next.restored, left: all.left + next.left }
    }
    const before =
      from === null
        ? `before the round of ${time(all.round)}`
        : `before the rounds since ${time(from)}; one that several of them wrote, what it held before the last of these`
    const left =
      all.left === 0
        ? ''
        : ` ${all.left} were left: they are gone, somebody changed them since, or the write that puts them back takes nothing away that the round has added. Look at them in the other system.`
    const others =
      from === null
        ? ` What earlier rounds wrote stays; "ledgerline flows restore ${flow} --since TIME" puts back all rounds since then.`
        : ''
    answer(
      context,
      all,
      () =>
        `The flow “${flow}” is paused. ${all.restored} records hold again what they held ${before}.${left}${others} "ledgerline resume ${flow}" lets it go on.`,
    )
  })
}

/** What the hub takes; a larger one is not even read. */
const mostBytes = 8 * 1024 * 1024

/** `file PATH`: the same content twice is recognised, and starts nothing. */
function takeFile(context: Context, path: string, { folder, integration }: FileOptions): Promise<void> {
  if (statSync(path).size > mostBytes)
    throw new InvalidInput('The file', [{ at: path, reason: 'has more than 8 MB; cut it into parts' }])
  const base64 = readFileSync(path).toString('base64')
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const taken = await client.post<{ key: string; name: string; isNew: boolean; flows: string[]; receivedAt: string }>(
      `/api/integrations/${id}/files`,
      { name: basename(path), folder, base64 },
    )
    answer(context, taken, () =>
      taken.isNew
        ? `“${taken.name}” is taken in as hub.file ${taken.key.slice(0, 12)}… and starts ${taken.flows.join(', ')}.`
        : `The hub has this content since ${time(taken.receivedAt)}, as “${taken.name}”: nothing is started. "ledgerline replay ${taken.key} --entity hub.file" starts it again.`,
    )
  })
}

interface ReportsOptions extends IntegrationOption {
  readonly language: ReportLanguage
}

interface ReportOptions extends IntegrationOption {
  readonly as: 'text' | 'markdown' | 'html'
  readonly language: ReportLanguage
}

/** `take-back FILE`: refused while a journal of its payouts stands in GP. */
function takeBack(context: Context, file: string, { because, integration, ...signIn }: TakeBackOptions): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, integration)
      const gone = await client.post<{ rows: number; payouts: string[] }>(
        `/api/integrations/${id}/files/${encodeURIComponent(file)}/take-back`,
        { because },
      )
      answer(
        context,
        gone,
        () =>
          `${gone.rows} rows are taken back, of ${gone.payouts.join(', ')}. Correct the value map "payout-columns", then "ledgerline replay ${file} --entity hub.file" reads the file again.`,
      )
    },
    signIn,
  )
}

/** `report`: made of what the hub knows now; nothing is stored. */
function showReport(context: Context, options: ReportOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const report = await client.get<Report>(`/api/integrations/${id}/report?language=${options.language}`)
    const text = () => [report.title, '', reportText(report)].join('\n')
    answer(context, report, () =>
      ({ text, markdown: () => reportMarkdown(report), html: () => reportHtml(report) })[options.as](),
    )
  })
}

/** `reports`: the newest; `reports KEY`: one whole. */
function showReports(context: Context, key: string | undefined, options: ReportsOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    if (key !== undefined) {
      const report = await client.get<RecordValue>(
        `/api/integrations/${id}/records/hub/report/${encodeURIComponent(key)}?language=${options.language}`,
      )
      return answer(context, report, () => [report.title, '', report.text ?? ''].join('\n'))
    }
    const { records } = await client.get<{ records: RecordValue[] }>(
      `/api/integrations/${id}/records/hub/report?language=${options.language}`,
    )
    answer(context, records, () =>
      records.length === 0
        ? 'No report yet: flows write them, and the hub makes one each morning.'
        : printTable([
            ['report', 'title', 'records'],
            ...records.map(({ key: its, title, count }) => [String(its), String(title), String(count ?? '')]),
          ]),
    )
  })
}
