import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import { InvalidInput } from '../domain/errors.ts'
import { type RecordRef, refText } from '../domain/record.ts'
import type { Incident } from '../domain/stores.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { printQuestion } from './print.ts'
import type { SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('incidents [id]')
    .description('what stops orders until a person acts')
    .option('--resolved', 'those that are settled')
    .option('--resolve', 'say that this one is settled')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action(
      (
        id: string | undefined,
        options: IntegrationOption & SignInOptions & { resolved?: boolean; resolve?: boolean },
      ) => {
        if (!options.resolve) return listIncidents(contextOf(options), id, options)
        if (id === undefined) throw new InvalidInput('incidents', [{ at: 'id', reason: 'name the incident' }])
        return resolveIncident(contextOf(options), id, options)
      },
    )
}

type Context = CommandContext & { openHub: OpenHub }

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
      answer(context, found, () =>
        [printIncident(found.incident), '  Records:', ...records.map((line) => `  ${line}`)].join('\n'),
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

/** `incidents ID --resolve`: a person says that it is settled. */
function resolveIncident(context: Context, id: string, signIn: SignInOptions): Promise<void> {
  const resolve = async (client: HubClient) => {
    const done = await client.post<{ replayed: RecordRef[] }>(`/api/incidents/${encodeURIComponent(id)}/resolve`)
    answer(context, done, () =>
      done.replayed.length > 0 ? `Resolved. Started again: ${done.replayed.map(refText).join(', ')}.` : 'Resolved.',
    )
  }
  return withHub(context, resolve, signIn)
}

function printIncident(incident: Incident): string {
  const since = incident.firstAt.slice(0, 19).replace('T', ' ')
  const heading = `${incident.id}  ${incident.question.code}  ${incident.runs} ${incident.runs === 1 ? 'order' : 'orders'} since ${since} UTC  (${incident.integration}, ${incident.flow})`
  return [heading, printQuestion(incident.question, incident.id)].join('\n')
}
