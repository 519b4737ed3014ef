import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { visible, visibleLines } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import {
  emailOption,
  type IntegrationOption,
  integrationOption,
  type JsonOption,
  jsonOption,
  stdinOption,
} from './options.ts'
import { ask, type SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

type Context = CommandContext & { openHub: OpenHub }

export function describe(program: Command): void {
  const assistant = program
    .command('assistant')
    .description('the models behind the assistant: which, what they were sent, what they cost')
    .option(...jsonOption)
    .action((options: { json?: true }) => status(contextOf(options)))
  assistant
    .command('calls')
    .description('what models were asked: exactly what was sent, the answer, and the cost')
    .option('--order <id>', 'about this order of the shop alone')
    .option('--subject <text>', 'about this alone, for example "incident …" or "value map carrier"')
    .option('--limit <number>', 'how many', '5')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: CallOptions) => calls(contextOf(options), options))
  for (const [name, allowed] of [
    ['on', true],
    ['off', false],
  ] as const)
    assistant
      .command(name)
      .description(allowed ? 'let data of an integration go to a model' : 'no data of an integration goes to a model')
      .option(...integrationOption)
      .option(...emailOption)
      .option(...stdinOption)
      .option(...jsonOption)
      .action((options: IntegrationOption & SignInOptions) => allow(contextOf(options), options, allowed))
  assistant
    .command('key')
    .description('store the key for the models, encrypted')
    .option('--file <path>', 'the file that holds it; asked for when left out')
    .option('--remove', 'forget the one that is stored')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((options: KeyOptions) => key(contextOf(options), options))
}

async function status(context: Context): Promise<void> {
  await withHub(context, async (client) => {
    const found = await client.call('GET /api/assistant')
    const { key: from, tasks, integrations, budgetUsd, leftUsd, prices } = found
    answer(context, found, () =>
      [
        from === null
          ? 'No key is set: the baseline answers alone, and says so. Set ANTHROPIC_API_KEY, or run "ledgerline assistant key".'
          : `Key: ${from === 'environment' ? 'from the environment' : 'stored in the hub'}, for ${visible(found.baseUrl)}.`,
        `Budget: ${budgetUsd} USD a day, ${leftUsd} left today (prices of ${prices.at}).`,
        ...tasks.map(
          ({ task, model, effort, prompt }) => `  ${task}: ${visible(model)}, effort ${effort} (prompt ${prompt})`,
        ),
        ...integrations.flatMap(({ id, allowed, used }) => [
          `${visible(id)}: ${allowed ? 'a model may see its data, without what is personal' : 'no data goes to a model'}`,
          ...used.map(
            (row) =>
              `  ${row.task}, ${visible(row.model)}: ${row.calls} calls in 30 days, ${row.failed} failed, ${row.inputTokens} tokens in, ${row.outputTokens} out, ${row.costUsd} USD`,
          ),
        ]),
      ].join('\n'),
    )
  })
}

interface CallOptions extends IntegrationOption {
  readonly order?: string
  readonly subject?: string
  readonly limit: string
}

async function calls(context: Context, { order, subject, limit, integration }: CallOptions): Promise<void> {
  if (!/^\d{1,3}$/.test(limit)) throw new InvalidInput('The command', [{ at: '--limit', reason: 'must be a number' }])
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const found = await client.call('GET /api/integrations/:integration/model-calls', {
      params: { integration: id },
      query: {
        limit: Number(limit),
        ...(order === undefined ? {} : { entity: 'prestashop.order', key: order }),
        ...(subject === undefined ? {} : { subject }),
      },
    })
    answer(context, found, () =>
      found.length === 0
        ? 'No model was asked about that.'
        : found
            .map((call) =>
              visibleLines(
                [
                  `${call.at} ${call.task}, ${call.subject}: ${call.outcome} by ${call.model}, prompt ${call.prompt} (${call.promptHash.slice(0, 12)}), ${call.costUsd} USD, request ${call.requestId ?? 'none'}`,
                  `sent: ${call.sent === null ? 'forgotten by now' : JSON.stringify(call.sent, null, 1)}`,
                  `answered: ${call.answered === null ? 'nothing' : JSON.stringify(call.answered, null, 1)}`,
                ].join('\n'),
              ),
            )
            .join('\n\n'),
    )
  })
}

async function allow(
  context: Context,
  { integration, ...signIn }: IntegrationOption & SignInOptions,
  allowed: boolean,
): Promise<void> {
  await withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, integration)
      const done = await client.call('PUT /api/integrations/:integration/model', {
        params: { integration: id },
        body: { allowed },
      })
      answer(context, done, () =>
        allowed
          ? `Data of ${visible(id)} may go to a model again, without what is personal.`
          : `No data of ${visible(id)} goes to a model from now on. Suggestions and triage go on without one.`,
      )
    },
    signIn,
  )
}

interface KeyOptions extends SignInOptions, JsonOption {
  readonly file?: string
  readonly remove?: true
}

async function key(context: Context, { remove, file, ...signIn }: KeyOptions): Promise<void> {
  const given = remove ? null : (file === undefined ? await ask('Key: ', false) : keyIn(file)).trim()
  if (given === '') throw new InvalidInput('The key', [{ at: file ?? 'the terminal', reason: 'holds nothing' }])
  await withHub(
    context,
    async (client) => {
      const done = await client.call('PUT /api/assistant/key', { body: { key: given } })
      answer(context, done, () =>
        done.stored
          ? 'The key is stored. "ledgerline doctor" tries it.'
          : 'The key is forgotten. What is in the environment still counts.',
      )
    },
    signIn,
  )
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new InvalidInput('The key', [{ at: file, reason: 'cannot be read' }])
  }
}
