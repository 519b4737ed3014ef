import type { Command } from 'commander'
import { settingUses } from '../domain/setting-uses.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import type { Parts } from './definition-folder.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('explain')
    .description('flows and mappings in plain sentences')
    .option('--functions', 'what expressions may call')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption & { functions?: boolean }) => explain(contextOf(options), options))
}

type Context = CommandContext & { openHub: OpenHub }

/** `explain`: the flows and mappings of an integration in plain sentences. `--functions`: what expressions may call. */
async function explain(context: Context, options: { integration?: string; functions?: boolean }): Promise<void> {
  const { definitionFromParts, explainFlow, explainMapping, functionReference } = await import('../language/index.ts')
  if (options.functions) {
    answer(context, functionReference, () =>
      functionReference.map(({ signature, meaning }) => `${signature}\n    ${meaning}`).join('\n'),
    )
    return
  }
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const { 'integration.json': _, ...parts } = await client.get<Parts>(`/api/integrations/${id}`)
    const definition = definitionFromParts(parts)
    const { flows, mappings } = definition
    const explained = {
      flows: Object.fromEntries(Object.values(flows).map((flow) => [flow.id, explainFlow(flow)])),
      mappings: Object.fromEntries(Object.values(mappings).map((mapping) => [mapping.id, explainMapping(mapping)])),
      settings: Object.fromEntries(settingUses(definition)),
    }
    answer(context, explained, () =>
      Object.entries({ ...explained.flows, ...explained.mappings, settings: settingLines(explained.settings) })
        .map(([name, sentences]) => [name, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'))
        .join('\n\n'),
    )
  })
}

/** Each setting with the flows that read it. */
const settingLines = (uses: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(uses).map(([name, flows]) =>
    flows.length === 0 ? `No flow names "${name}".` : `"${name}" is read by ${flows.join(', ')}.`,
  )
