import type { Command } from 'commander'
import { visible } from '../domain/visible.ts'
import type { EntrySuggestion } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('suggest <value-map>')
    .description('what the shop values of a value map that have no answer may stand for in GP, with reasons')
    .option('--model', 'let a model look at them too, where one is set up')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((valueMap: string, options: IntegrationOption & { model?: true }) =>
      suggest(contextOf(options), valueMap, options),
    )
}

type Context = CommandContext & { openHub: OpenHub }

const candidatesShown = 3

/** `suggest carrier`: reads both systems and changes nothing. An answer is proposed, or written into the map's file. */
async function suggest(
  context: Context,
  valueMap: string,
  options: { integration?: string; model?: true },
): Promise<void> {
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const found = await client.call('GET /api/integrations/:integration/suggestions/value-maps/:valueMap', {
      params: { integration: id, valueMap },
      query: { model: options.model ? 'true' : 'false' },
    })
    answer(context, found, () =>
      [
        ...(found.entries.length === 0
          ? ['Every value that the shop has now is answered.']
          : found.entries.flatMap(lines)),
        `${found.model.says} Nothing was changed.`,
      ].join('\n'),
    )
  })
}

function lines({ key, label, candidates }: EntrySuggestion): string[] {
  const named = label === key ? visible(key) : `${visible(label)} (${visible(key)})`
  if (candidates.length === 0) return [`${named}: nothing in GP is likely.`]
  return [
    `${named}:`,
    ...candidates.slice(0, candidatesShown).map((one) => {
      const said = [...one.reasons, ...one.against.map((sentence) => `But: ${sentence}`)].map(visible).join(' ')
      const mark = one.suggested ? 'suggested' : 'perhaps'
      return `  ${mark} ${visible(one.key)} "${visible(one.label)}", ${Math.round(one.probability * 100)} %. ${said}`
    }),
  ]
}
