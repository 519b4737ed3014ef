import type { Command } from 'commander'
import { systemClock } from '../domain/clock.ts'
import { InvalidInput, NotFound } from '../domain/errors.ts'
import { memberOf } from '../domain/record.ts'
import {
  type AcceptedDifference,
  type Difference,
  type Reader,
  reconciledPages,
  reconcilePeriod,
} from '../reconcile/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { daysAgo, periodOf } from './period.ts'
import { csvAcceptedRow, csvHeader, csvOpenRow, csvRow, formats } from './print-reconciled.ts'
import { proposeApplies, proposeDrift, proposeValues, proposeVoids } from './propose-corrections.ts'
import type { SignInOptions } from './sign-in.ts'
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
      'propose to void the documents that are to be voided, to apply receipts and credits to invoices, to set in the shop what GP says, and entries of value maps; nothing changes until a person approves',
    )
    .option(
      '--accept <mark>',
      'accept one difference of the period as it is, by its mark: it is shown as accepted and counts no more, until its facts change; needs --because',
    )
    .option('--because <reason>', 'why it is accepted; kept with who and when, also in the audit log')
    .option('--reopen <mark>', 'a difference that was accepted is open again')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ReconcileOptions) => reconcile(contextOf(options), options))
}

interface ReconcileOptions extends IntegrationOption, SignInOptions {
  readonly from: string
  readonly to: string
  readonly as: string
  readonly propose?: true
  readonly accept?: string
  readonly because?: string
  readonly reopen?: string
}

async function reconcile(context: CommandContext & { openHub: OpenHub }, options: ReconcileOptions): Promise<void> {
  periodOf(options)
  const show = memberOf(formats, options.as)
  if (!show) throw new InvalidInput('The format', [{ at: options.as, reason: 'must be text, markdown or csv' }])
  const signIn = options.accept === undefined ? undefined : options
  await withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const at = `/api/integrations/${encodeURIComponent(id)}/reconciliation/accepted`
      if (options.reopen !== undefined) {
        await client.call('DELETE /api/integrations/:integration/reconciliation/accepted/:mark', {
          params: { integration: id, mark: options.reopen },
        })
        return answer(context, { reopened: options.reopen }, () => `Difference ${options.reopen} is open again.`)
      }
      if (options.accept !== undefined) {
        const { order, kind, about, mark } = await differenceOf(client, id, options, options.accept)
        const because = options.because ?? ''
        const one = await client.post<AcceptedDifference>(at, { order, kind, about, mark, because })
        return answer(context, one, () => `Accepted: ${one.says} It is open again as soon as its facts change.`)
      }
      // A row of a file at a time: a year of orders takes the memory of one page.
      if (options.as === 'csv' && !context.json && !options.propose) {
        context.print(csvHeader)
        for await (const { differences, open, accepted } of reconciledPages(client, id, options)) {
          for (const one of differences) context.print(csvRow(one))
          for (const one of open) context.print(csvOpenRow(one))
          for (const one of accepted) context.print(csvAcceptedRow(one))
        }
        return
      }
      const result = await reconcilePeriod(client, id, options)
      const proposed = options.propose
        ? [
            ...(await proposeVoids(client, id, result.differences)),
            ...(await proposeApplies(client, id, result.open)),
            ...(await proposeValues(client, id, result.differences, systemClock.now())),
            ...(await proposeDrift(client, id)),
          ]
        : []
      answer(context, options.propose ? { ...result, proposed: [...proposed] } : result, () =>
        [show(result), ...proposed].join('\n'),
      )
    },
    signIn,
  )
}

/** The difference of the period that has this mark. @throws NotFound */
async function differenceOf(
  client: Reader,
  integration: string,
  period: ReconcileOptions,
  mark: string,
): Promise<Difference> {
  for await (const { differences } of reconciledPages(client, integration, period)) {
    const found = differences.find((one) => one.mark === mark)
    if (found) return found
  }
  throw new NotFound(
    `Difference ${mark} of ${period.from} to ${period.to}`,
    '"ledgerline reconcile" shows the marks of a period; --from and --to say which one. What is accepted already is no difference.',
  )
}
