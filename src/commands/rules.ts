import type { Command } from 'commander'
import { visible } from '../domain/visible.ts'
import type { AmountChange, StandardState } from '../proposals/index.ts'
import type { DifferingDocument, RuleDifferences } from '../server/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('standard')
    .description('whether this program brings newer standard flows and mappings than an integration has')
    .option('--again', 'propose them again, also where that was declined')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption & { again?: boolean }) => showStandard(contextOf(options), options))
  program
    .command('compare')
    .description('documents in GP that the rules of today would write differently')
    .option('--taxes', 'only their taxes')
    .option('--after <key>', 'begin after this order')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption & { taxes?: boolean; after?: string }) =>
      compareDocuments(contextOf(options), options),
    )
}

type Context = CommandContext & { openHub: OpenHub }

/** `standard [--again]`: how an integration stands to the standard flows and mappings of this program. */
function showStandard(context: Context, options: { again?: boolean; integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const { id, notes } = await chosenIntegration(client, options.integration)
    if (options.again) {
      const state = await client.post<StandardState>(`/api/integrations/${id}/standard`)
      answer(context, state, () =>
        state.is === 'offered' && state.proposal !== null
          ? `Proposed as ${state.proposal}. Look at it with "ledgerline proposals show ${state.proposal}".`
          : state.is === 'newest'
            ? 'Nothing to propose: the standard parts of this integration are the newest.'
            : 'Nothing was proposed. "ledgerline doctor" says why.',
      )
      return
    }
    const found = notes.filter(({ check }) => check === 'hub.standard')
    answer(context, found, () =>
      found.length === 0
        ? 'Nothing waits: the newer standard parts were taken over, were declined, or there are none.'
        : found.map(({ found: what, todo }) => `${what}${todo ? `\n  → ${todo}` : ''}`).join('\n'),
    )
  })
}

const taxFields = 'Taxes,FreightTaxes,MiscellaneousTaxes,TaxAmount,FreightTaxAmount,MiscellaneousTaxAmount'

/**
 * `compare`: documents in GP that the rules of today would write differently, page after page as they are found, and
 * what all of them come to. As JSON: one page, with where the next begins.
 */
export function compareDocuments(
  context: Context,
  options: { taxes?: boolean; after?: string; integration?: string },
): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const page = (after: string | null) =>
      client.get<RuleDifferences>(
        `/api/integrations/${id}/rule-differences?${new URLSearchParams({
          ...(options.taxes && { fields: taxFields }),
          ...(after !== null && { after }),
        })}`,
      )
    if (context.json) return answer(context, await page(options.after ?? null), () => '')
    const { amountChanges } = await import('../proposals/index.ts')
    const amounts = amountChanges()
    const counts = { looked: 0, differ: 0, closed: 0, untold: 0 }
    for (let after: string | null = options.after ?? null, more = true; more; ) {
      const found: RuleDifferences = await page(after)
      counts.looked += found.looked
      counts.differ += found.documents.length
      counts.closed += found.documents.filter(({ state }) => state === 'closed').length
      counts.untold += found.untold.length
      for (const document of found.documents) {
        amounts.add(document.currency, document.fields)
        context.print(printDocument(document).map(visible).join('\n'))
      }
      after = found.next
      more = found.next !== null
    }
    const { looked, differ, closed, untold } = counts
    context.print(
      [
        `${looked} documents looked at. The rules of today would write ${differ} of them differently; ${closed} of those are posted or voided and stay.`,
        ...(untold > 0 ? [`Of ${untold} it is not known: what they were made of is not kept.`] : []),
        ...amounts.all().map(printAmount),
      ].join('\n'),
    )
  })
}

const printDocument = ({ source, target, state, currency, fields }: DifferingDocument): string[] => [
  `${target.key} (order ${source.key}, ${state}, ${currency ?? 'no currency'})`,
  ...fields.map(({ path, before, after }) => `  ${path}: ${shown(before)} → ${shown(after)}`),
]

const printAmount = ({ currency, field, documents, before, after }: AmountChange) =>
  `  ${field}: ${before} → ${after} ${currency ?? ''} in ${documents} documents`

const shown = (value: unknown) =>
  value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
