import type { Command } from 'commander'
import type { AnswerOf } from '../client/index.ts'
import { Decimal, dec, decimalText } from '../domain/decimal.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('uncounted')
    .description('orders that are taken off the stock of the shop, because GP does not count them yet')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption) => listUncounted(contextOf(options), options))
}

export type UncountedOrders = AnswerOf<'GET /api/integrations/:integration/uncounted'>

/** `uncounted`: each with what it takes, oldest first. */
function listUncounted(context: CommandContext & { openHub: OpenHub }, given: { integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, given.integration)
    const found = await client.call('GET /api/integrations/:integration/uncounted', { params: { integration: id } })
    answer(context, found, () =>
      found.records.length + found.unreadable.length === 0
        ? 'GP counts every order that takes stock.'
        : [
            printTable([
              ['order', 'placed', 'takes'],
              ...found.records.map(({ record, placedAt, parts }) => [
                record.key,
                placedAt === null ? '?' : `${placedAt.slice(0, 16).replace('T', ' ')} UTC`,
                parts.map(({ item, quantity }) => `${quantity} ${item}`).join(', ') || 'nothing that GP has',
              ]),
            ]),
            ...found.unreadable.map(({ key }) => `! Order ${key} cannot be read: no stock is raised until it can.`),
            'One that somebody has entered in GP: "ledgerline incidents ID --entered-as NUMBER".',
          ].join('\n'),
    )
  })
}

/** One line for `status`; null: nothing is taken off. */
export function sumOfUncounted({ records, unreadable }: UncountedOrders): string | null {
  const taking = records.filter(({ parts }) => parts.length > 0)
  const pieces = taking
    .flatMap(({ parts }) => parts)
    .reduce((all, { quantity }) => all.plus(dec(quantity)), new Decimal(0))
  const oldest = taking.find(({ placedAt }) => placedAt !== null)?.placedAt
  const says = [
    ...(taking.length > 0
      ? [
          `${decimalText(pieces)} pieces of ${taking.length === 1 ? 'one order' : `${taking.length} orders`} are taken off the stock, because GP does not count them yet${oldest ? `; the oldest was placed ${oldest.slice(0, 16).replace('T', ' ')} UTC` : ''}`,
        ]
      : []),
    ...(unreadable.length > 0
      ? [`${unreadable.length} cannot be read, so no stock is raised: ${unreadable.map(({ key }) => key).join(', ')}`]
      : []),
  ]
  return says.length > 0 ? `${says.join('; ')}. See "ledgerline uncounted".` : null
}
