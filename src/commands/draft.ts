import type { Command } from 'commander'
import type { HubClient } from '../client/index.ts'
import { visible } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

type Drafted = Awaited<ReturnType<typeof drafted>>
type Context = CommandContext & { openHub: OpenHub }
interface DraftOptions {
  readonly model?: true
  readonly preview: boolean
  readonly propose?: true
  readonly integration?: string
}

export function describe(program: Command): void {
  program
    .command('draft <words>')
    .description(
      'a rule in words, such as "orders above 5000 EUR wait for me": as exact edits, checked, and tried on recent orders; with --propose it becomes a proposal',
    )
    .option('--model', 'let a model read it where the usual sentences do not fit, and one is set up')
    .option('--no-preview', 'do not try it on orders')
    .option('--propose', 'propose it: a person decides')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((words: string, options: IntegrationOption & DraftOptions) => draft(contextOf(options), words, options))
}

const drafted = (client: HubClient, integration: string, body: { words: string; model: boolean; preview: boolean }) =>
  client.call('POST /api/integrations/:integration/rules/draft', { params: { integration }, body })

/** `draft WORDS`: changes nothing. With `--propose` what was drafted is proposed, its assumptions as the reason. */
export function draft(context: Context, words: string, options: DraftOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const made = await drafted(client, id, { words, model: options.model ?? false, preview: options.preview })
    if (made.cannot !== null) process.exitCode = 3
    if (made.cannot !== null || !options.propose) return answer(context, made, () => linesOf(made).join('\n'))
    const proposal = await client.call('POST /api/proposals', {
      body: {
        integration: id,
        title: `Rule: ${visible(words)}`.slice(0, 200),
        reason: `Said in words: “${visible(words)}”. ${made.assumptions.join(' ')}`.slice(0, 1000),
        changes: [{ do: 'edit-definition', edits: made.edits }],
      },
    })
    answer(context, { ...made, proposal: { id: proposal.id, state: proposal.state } }, () =>
      [...linesOf(made), `Proposed as ${proposal.id}. Decide with "ledgerline proposals approve ${proposal.id}".`].join(
        '\n',
      ),
    )
  })
}

const mostShown = 8

function linesOf({ cannot, says, assumptions, risk, preview, model }: Drafted): string[] {
  if (cannot !== null) return [visible(cannot), model.says, 'Nothing was changed.']
  return [
    ...says.map((sentence) => `• ${visible(sentence)}`),
    ...assumptions.map((sentence) => `  Assumed: ${visible(sentence)}`),
    ...(risk ? [`Risk: ${risk.level}. ${risk.reasons.join(' ')}`] : []),
    ...(preview
      ? [
          preview.sampled === 0
            ? 'No recent order was there to try it on.'
            : `${preview.sampled} recent orders tried: ${preview.same} stay as they are, ${preview.sampled - preview.same} differ.`,
          ...preview.changed
            .slice(0, mostShown)
            .flatMap(({ record, before, after, fields }) => [
              `  ${visible(record)}: ${before === after ? after : `${visible(before)} → ${visible(after)}`}`,
              ...fields.map(
                ({ path, before: was, after: becomes }) =>
                  `    ${visible(path)}: ${visible(JSON.stringify(was ?? null))} → ${visible(JSON.stringify(becomes ?? null))}`,
              ),
            ]),
        ]
      : []),
    `${model.says} Nothing was changed.`,
  ]
}
