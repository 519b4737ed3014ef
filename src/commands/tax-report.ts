import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { memberOf } from '../domain/record.ts'
import { readTaxReport, type TaxReport } from '../reconcile/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { periodOf } from './period.ts'
import { csvLine, markdownTable } from './tables.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('tax-report')
    .description('the taxes of a period by country, rate and tax detail, from shop and GP, equal or explained')
    .requiredOption('--from <day>', "first day, of the shop's time zone: 2026-11-01")
    .requiredOption('--to <day>', 'last day')
    .option('--as <format>', 'text, markdown or csv', 'text')
    .option('--file', 'keep these figures as filed: they stay as they are, with a hash, and later changes are named')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: TaxReportOptions) => taxReport(contextOf(options), options))
}

interface TaxReportOptions extends IntegrationOption {
  readonly from: string
  readonly to: string
  readonly as: string
  readonly file?: boolean
}

async function taxReport(context: CommandContext & { openHub: OpenHub }, options: TaxReportOptions): Promise<void> {
  const period = periodOf(options)
  const show = memberOf(formats, options.as)
  if (!show) throw new InvalidInput('The format', [{ at: options.as, reason: 'must be text, markdown or csv' }])
  await withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    if (options.file) await client.post(`/api/integrations/${encodeURIComponent(id)}/tax-filings`, period)
    const report = await readTaxReport(client, id, period)
    answer(context, report, () => show(report))
  })
}

const header = [
  ...['country', 'rate', 'tax detail', 'currency', 'shop sales base', 'shop sales tax', 'shop refunds base'],
  ...['shop refunds tax', 'GP sales tax', 'GP refunds tax', 'difference', 'explained'],
  ...['provider', 'input tax on fees', 'of it in journals'],
]
/** Input tax on fees stands in columns of its own: whoever adds up sales tax does not meet it. */
const rowsOf = ({ lines, fees }: TaxReport) => [
  ...lines.map(({ country, rate, detail, currency, shop, gp, difference, explained }) => [
    ...[country, rate, detail, currency, shop.sales.base, shop.sales.tax, shop.refunds.base, shop.refunds.tax],
    ...[gp.sales.tax, gp.refunds.tax, difference, explained, '', '', ''],
  ]),
  ...fees.map(({ provider, currency, tax, booked }) => [
    ...['', '', '', currency, ...Array.from({ length: 8 }, () => ''), provider, tax, booked],
  ]),
]
const sentences = ({ differences, summary, omitted, filed, earlier }: TaxReport) => [
  summary,
  ...differences.map(({ order, slip, country, rate, detail, currency, difference, because }) =>
    order === '' && slip === null
      ? (because ?? '')
      : `Order ${order}${slip === null ? '' : `, credit slip ${slip}`}: ${country} ${rate} % ${detail}, ${difference} ${currency}. ${because ?? 'Nobody knows why: compare the document with the order.'}`,
  ),
  ...(omitted > 0 ? [`And ${omitted} more documents.`] : []),
  ...(filed?.lines ?? []),
  ...(filed?.changes ?? []).map(({ says }) => says),
  ...(filed && filed.changed > filed.changes.length
    ? [`And ${filed.changed - filed.changes.length} more that changed after the filing.`]
    : []),
  ...earlier.flatMap(({ lines, changes }) => [...lines, ...changes.map(({ says }) => says)]),
]

const formats: Readonly<Record<string, (report: TaxReport) => string>> = {
  text: (report) =>
    [
      ...report.lines.map(
        ({ country, rate, detail, currency, shop, gp, difference }) =>
          `${country} ${rate} % ${detail} ${currency}: shop sales ${shop.sales.tax} on ${shop.sales.base}, refunds ${shop.refunds.tax} on ${shop.refunds.base}; GP sales ${gp.sales.tax}, refunds ${gp.refunds.tax}; difference ${difference}.`,
      ),
      ...sentences(report),
    ].join('\n'),
  markdown: (report) => [markdownTable(header, rowsOf(report)), '', ...sentences(report)].join('\n'),
  csv: (report) => [csvLine(header), ...rowsOf(report).map(csvLine)].join('\r\n'),
}
