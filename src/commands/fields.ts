import type { Command } from 'commander'
import type { FoundField } from '../domain/connector.ts'
import { customFieldsFile } from '../domain/custom-fields.ts'
import { InvalidInput } from '../domain/errors.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('fields <entity>')
    .description(
      'fields of a record that the hub does not read, such as those of modules: what custom fields are made of',
    )
    .option(...integrationOption)
    .option(...jsonOption)
    .action((entity: string, options: IntegrationOption) => showFields(contextOf(options), entity, options))
}

/** `fields ENTITY`: for example prestashop.order. */
function showFields(
  context: CommandContext & { openHub: OpenHub },
  entity: string,
  options: IntegrationOption,
): Promise<void> {
  const [, system, name] = /^([a-z]+)\.(\w+)$/.exec(entity) ?? []
  if (!system || !name)
    throw new InvalidInput('fields', [{ at: entity, reason: 'must be an entity such as prestashop.order' }])
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const path = `/api/integrations/${id}/records/fields/${system}/${name}`
    const { found } = await client.get<{ found: FoundField[] }>(path)
    answer(context, found, () =>
      found.length === 0
        ? `The hub reads every field of ${entity}.`
        : [
            printTable([
              ['field', 'looks like', 'for example'],
              ...found.map(({ path: field, type, samples, from }) => [
                field,
                type,
                from ? `${from.view}.${from.column}` : samples.join(' · ').slice(0, 80),
              ]),
            ]),
            '',
            `To use some of them, name them in ${customFieldsFile} of the integration's folder, and import it:`,
            '',
            exampleOf(entity, found[0]!),
          ].join('\n'),
    )
  })
}

const exampleOf = (entity: string, { path, type, from }: FoundField) =>
  JSON.stringify({ format: 1, fields: { [entity]: { [path]: { type, about: 'What it means.', from } } } }, null, 2)
