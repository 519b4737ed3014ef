import type { Command } from 'commander'
import { refText } from '../domain/record.ts'
import { visible, visibleLines } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { orderKey } from './orders.ts'
import { printTable } from './print.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('messages [id]')
    .description(
      'what was sent to the shop and to GP and what they answered, as it went over the wire; one of them with its texts',
    )
    .option('--order <id>', 'what was written of this order')
    .option('--limit <count>', 'how many at most', '50')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((id: string | undefined, options: MessageOptions) => messages(contextOf(options), id, options))
}

interface MessageOptions extends IntegrationOption, SignInOptions {
  readonly order?: string
  readonly limit: string
}

function messages(
  context: CommandContext & { openHub: OpenHub },
  id: string | undefined,
  options: MessageOptions,
): Promise<void> {
  const show = async (client: Parameters<Parameters<typeof withHub>[1]>[0]) => {
    const { id: integration } = await chosenIntegration(client, options.integration)
    if (id !== undefined) {
      const params = { integration, id }
      const found = await client.call('GET /api/integrations/:integration/messages/:id', { params })
      answer(context, found, () =>
        visibleLines(
          [
            `${found.operation}, ${found.at}, ${found.status === null ? 'no answer' : `status ${found.status}`} after ${found.tookMs} ms`,
            ...['', 'Sent:', found.sent, '', 'Received:', found.received],
          ].join('\n'),
        ),
      )
      return
    }
    const query = {
      limit: options.limit,
      ...(options.order === undefined
        ? {}
        : { entity: 'prestashop.order', key: await orderKey(client, integration, options.order) }),
    }
    const found = await client.call('GET /api/integrations/:integration/messages', { params: { integration }, query })
    answer(context, found, () =>
      found.length === 0
        ? 'No messages are kept of that.'
        : printTable([
            ['id', 'at (UTC)', 'what', 'record', 'status', 'ms'],
            ...found.map(({ id: its, at, operation, record, status, tookMs }) => [
              its,
              at.slice(0, 19).replace('T', ' '),
              visible(operation),
              record ? visible(refText(record)) : '',
              status === null ? 'no answer' : String(status),
              String(tookMs),
            ]),
          ]),
    )
  }
  return withHub(context, show, options)
}
