import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { memberOf } from '../domain/record.ts'
import { reconciledPages, reconcilePeriod } from '../reconcile/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { daysAgo, periodOf } from './period.ts'
import { csvHeader, csvOpenRow, csvRow, formats } from './print-reconciled.ts'
import { proposeDrift, proposeValues, proposeVoids } from './propose-corrections.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('reconcile')
    .description(
      'compare the orders of a period with their documents, receipts and credit memos in GP: differences with their cause and the next step, and open items',
    )
    .option('--from <day>', 'first day on which orders were placed, UTC: 2026-11-01; without, a week ago', daysAgo(7))
    .option('--to <day>', 'last day; without, today', daysAgo(0))
    .option('--as <format>', 'text, markdown or csv', 'text')
    .option(
      '--propose',
      'propose to void the documents that are to be voided, to set in the shop what GP says, and entries of value maps; nothing changes until a person approves',
    )
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ReconcileOptions) => reconcile(contextOf(options), options))
}

interface ReconcileOptions extends IntegrationOption {
  readonly from: string
  readonly to: string
  readonly as: string
  readonly propose?: true
}

async function reconcile(context: CommandContext & { openHub: OpenHub }, options: ReconcileOptions): Promise<void> {
  periodOf(options)
  const show = memberOf(formats, options.as)
  if (!show) throw new InvalidInput('The format', [{ at: options.as, reason: 'must be text, markdown or csv' }])
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    // A row of a file at a time: a year of orders takes the memory of one page.
    if (options.as === 'csv' && !context.json && !options.propose) {
      context.print(csvHeader)
      for await (const { differences, open } of reconciledPages(client, id, options)) {
        for (const one of differences) context.print(csvRow(one))
        for (const one of open) context.print(csvOpenRow(one))
      }
      return
    }
    const result = await reconcilePeriod(client, id, options)
    const proposed = options.propose
      ? [
          ...(await proposeVoids(client, id, result.differences)),
          ...(await proposeValues(client, id, result.differences)),
          ...(await proposeDrift(client, id)),
        ]
      : []
    answer(context, options.propose ? { ...result, proposed: [...proposed] } : result, () =>
      [show(result), ...proposed].join('\n'),
    )
  })
}
