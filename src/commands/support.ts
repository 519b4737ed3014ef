import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { strToU8, zipSync } from 'fflate'
import type { AnswerOf, HubClient } from '../client/index.ts'
import { variablesSet } from '../config.ts'
import type { Finding } from '../domain/connector.ts'
import { HubError, InvalidInput } from '../domain/errors.ts'
import type { Run } from '../domain/run.ts'
import type { FeedHealth } from '../engine/index.ts'
import { version } from '../version.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import type { Parts } from './definition-folder.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { type IntegrationSummary, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('support <file>')
    .description('one zip that tells somebody else how this hub is doing, without personal data and secrets')
    .option('--messages', 'with the messages of incidents and runs as they are stored: they may name people')
    .option(...jsonOption)
    .action((file: string, options: SupportOptions) => support(contextOf(options), file, options))
}

interface SupportOptions extends JsonOption {
  readonly messages?: boolean
}
type Incident = AnswerOf<'GET /api/incidents'>[number]
type Report = AnswerOf<'GET /api/integrations/:integration/report'>

/**
 * `support FILE`: what a supporter asks for first, in one zip that only its owner can read. Of records it holds ids and
 * states; what people and other systems wrote stays out, unless it is asked for.
 */
function support(
  context: CommandContext & { openHub: OpenHub },
  file: string,
  { messages = false }: SupportOptions,
): Promise<void> {
  return withHub(context, async (client) => {
    const files = await supportFiles(client, messages)
    const names = Object.keys(files).sort()
    const zipped = zipSync(Object.fromEntries(names.map((name) => [name, strToU8(files[name]!)])))
    writeNew(file, zipped)
    answer(context, { file, files: names, messages }, () =>
      [
        `${file} holds ${names.length} files, ${Math.ceil(zipped.length / 1000)} kB:`,
        ...names.map((name) => `  ${name}`),
        messages
          ? 'Messages of incidents, runs, feeds and checks are in it as they are stored: they may name people. Look through it before you send it.'
          : 'No credentials, and no names, addresses or messages of records are in it. Addresses of servers, ids of records, and settings and value maps as people have written them are.',
      ].join('\n'),
    )
  })
}

/** Only its owner may read it, so it takes no place that is there already. */
function writeNew(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new InvalidInput('support', [{ at: file, reason: 'is there already; name a new file' }])
  }
}

/** The files of the bundle: name → text. */
export async function supportFiles(client: HubClient, messages: boolean): Promise<Readonly<Record<string, string>>> {
  const integrations = await client.get<IntegrationSummary[]>('/api/integrations')
  const files: Record<string, string> = {
    'about.json': pretty(about(integrations)),
    'metrics.txt': await orWhyNot(async () => decoded(await client.download('/metrics'))),
  }
  for (const { id } of integrations)
    for (const [name, text] of Object.entries(await filesOf(client, id, messages))) files[`${id}/${name}`] = text
  return files
}

async function filesOf(client: HubClient, id: string, messages: boolean): Promise<Record<string, string>> {
  const one = `/api/integrations/${id}`
  const definition = await client.get<Parts>(one)
  const asked: Record<string, () => Promise<string>> = {
    'state.json': async () => {
      const [feeds, flows, webhooks] = await Promise.all([
        client.get<FeedHealth[]>(`${one}/feeds`),
        client.get<unknown>(`${one}/flows`),
        client.get<unknown>(`${one}/webhooks`),
      ])
      return pretty({ feeds: messages ? feeds : feeds.map(feedFacts), flows, webhooks })
    },
    'checks.json': async () => {
      const findings = await client.post<Finding[]>(`${one}/check`)
      return pretty(messages ? findings : findings.map(({ check, level }) => ({ check, level })))
    },
    'incidents.json': async () => {
      const query = { integration: id, limit: '500' } as const
      return pretty((await client.call('GET /api/incidents', { query })).map((each) => incidentFacts(each, messages)))
    },
    'runs.json': async () =>
      pretty((await client.get<Run[]>(`${one}/runs?limit=100`)).map((run) => runFacts(run, messages))),
    'report.txt': async () => reportText(await client.get<Report>(`${one}/report`)),
  }
  const answered = await Promise.all(
    Object.entries(asked).map(async ([name, ask]) => [name, await orWhyNot(ask)] as const),
  )
  return {
    ...Object.fromEntries(answered),
    ...Object.fromEntries(Object.entries(definition).map(([name, part]) => [`definition/${name}`, pretty(part)])),
  }
}

/** What cannot be had is said in its place: a bundle is asked for when something is broken. */
async function orWhyNot(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof HubError) return `${error.code}: not to be had\n`
    throw error
  }
}

const about = (integrations: readonly IntegrationSummary[]) => ({
  version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  at: new Date().toISOString(),
  variables: variablesSet(),
  integrations: integrations.map(({ name: _, confirmed, ...rest }) => ({
    ...rest,
    confirmed: confirmed?.kind ?? null,
  })),
})

const feedFacts = ({ failing, unreadable, ...feed }: FeedHealth) => ({
  ...feed,
  failing: failing && { code: failing.code, since: failing.since },
  unreadable: unreadable.length,
})

/** @param messages with what the question and its hint say */
function incidentFacts({ question, triage, integration: _, ...incident }: Incident, messages: boolean) {
  const { id, flow, state, runs, firstAt, lastAt } = incident
  const { code, step, message, hint, diagnosis } = question
  return {
    ...{ id, flow, state, code, step, runs, firstAt, lastAt, cause: triage?.cause ?? null },
    ...(messages ? { message, hint, diagnosis } : {}),
  }
}

const runFacts = ({ reason, integration: _, ...run }: Run, messages: boolean) => ({
  ...run,
  ...(messages ? { reason } : {}),
})

const reportText = ({ title, sections }: Report) =>
  [title, ...sections.flatMap((section) => ['', section.title, ...section.lines.map((line) => `  ${line}`)]), ''].join(
    '\n',
  )

const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
