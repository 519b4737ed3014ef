import type { Command } from 'commander'
import { visible } from '../domain/visible.ts'
import type { EntrySuggestion, FieldChoices } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('suggest <name>')
    .description(
      'what the shop values of a value map that have no answer may stand for in GP, with reasons; with --mapping, what may fill the fields of a mapping',
    )
    .option('--mapping', 'the name is that of a mapping')
    .option('--model', 'let a model look at them too, where one is set up')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((name: string, { mapping, ...options }: IntegrationOption & { model?: true; mapping?: true }) =>
      mapping ? suggestFields(contextOf(options), name, options) : suggest(contextOf(options), name, options),
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
          ? [found.read.from === 0 ? 'There is no value to answer.' : 'Every value that was read is answered.']
          : found.entries.flatMap(lines)),
        ...found.unread.map(visible),
        `${found.model.says} Nothing was changed.`,
      ].join('\n'),
    )
  })
}

/** `suggest --mapping NAME`: fields that nothing fills first. It reads what recent runs have read, and changes nothing. */
export async function suggestFields(
  context: Context,
  mapping: string,
  options: { integration?: string; model?: true },
): Promise<void> {
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const found = await client.call('GET /api/integrations/:integration/suggestions/mappings/:mapping', {
      params: { integration: id, mapping },
      query: { model: options.model ? 'true' : 'false' },
    })
    const open = found.fields.filter(({ present, candidates }) => present === null && candidates.length > 0)
    answer(context, found, () =>
      [
        `${found.fields.length} fields, ${open.length} of them filled by nothing and with candidates.`,
        ...open.flatMap(fieldLines),
        `${found.model.says} Nothing was changed.`,
      ].join('\n'),
    )
  })
}

const fieldLines = ({ path, candidates }: FieldChoices): string[] => [
  `${path}:`,
  ...candidates.slice(0, candidatesShown).map((one) => {
    const said = [...one.reasons, ...one.against.map((sentence) => `But: ${sentence}`)].map(visible).join(' ')
    const from = visible(one.expression ?? one.fields.join(' + '))
    return `  ${one.suggested ? 'suggested' : 'perhaps'} ${from}, ${Math.round(one.probability * 100)} %. ${said}`
  }),
]

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
