import { type Command, Option } from 'commander'
import type { AnswerOf } from '../client/index.ts'
import { runStates } from '../domain/run.ts'
import { answer, type CommandContext, inHowLong } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('orders [search]')
    .description('orders and what became of them, newest first; one by its number, reference or document')
    .addOption(new Option('--state <state...>', 'only these').choices(runStates))
    .option('--customer <number>', 'only of this customer of the shop')
    .option('--entity <entity>', 'other records than shop orders: prestashop.order_slip, gp.item', 'prestashop.order')
    .option('--limit <count>', 'how many at most', '25')
    .option('--after <place>', 'goes on where a list ended')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((search: string | undefined, options: ListOptions) => listOrders(contextOf(options), search, options))
}

interface ListOptions extends IntegrationOption {
  readonly state?: readonly string[]
  readonly customer?: string
  readonly entity: string
  readonly limit: string
  readonly after?: string
}

type Page = AnswerOf<'GET /api/integrations/:integration/records'>

/** `orders`: a page of the list that the pages show, with the same search. */
function listOrders(
  context: CommandContext & { openHub: OpenHub },
  search: string | undefined,
  options: ListOptions,
): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const query = {
      ...{ entity: options.entity, limit: options.limit },
      ...(search === undefined ? {} : { search }),
      ...(options.state === undefined ? {} : { state: options.state.join(',') }),
      ...(options.customer === undefined ? {} : { owner: options.customer }),
      ...(options.after === undefined ? {} : { after: options.after }),
    }
    const page = await client.call('GET /api/integrations/:integration/records', { params: { integration: id }, query })
    answer(context, page, () => printPage(page))
  })
}

function printPage({ records, next }: Page): string {
  if (records.length === 0) return 'No such order.'
  const table = printTable([
    ['number', 'reference', 'amount', 'state', 'in GP as', 'started (UTC)', 'what it waits for'],
    ...records.map(({ record, facts, state, document, startedAt, reason, nextAt }) => [
      ...[record.key, facts.reference ?? '', facts.amount ? `${facts.amount} ${facts.currency ?? ''}`.trim() : ''],
      ...[state, document?.key ?? '', startedAt.slice(0, 16).replace('T', ' ')],
      [...(reason === null ? [] : [reason]), ...(state === 'waiting' ? [`goes on ${inHowLong(nextAt)}`] : [])].join(
        '; ',
      ),
    ]),
  ])
  return next === null ? table : `${table}\n\nMore: "ledgerline orders --after ${next}"`
}
