import { type Command, Option } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { visible } from '../domain/visible.ts'
import { reportLanguages } from '../report/index.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

interface UnusualOptions extends IntegrationOption {
  readonly mute?: string
  readonly unmute?: string
  readonly days: string
  readonly language: (typeof reportLanguages)[number]
}
type Context = CommandContext & { openHub: OpenHub }

export function describe(program: Command): void {
  program
    .command('unusual')
    .description('what is unusual about the orders, refunds, payouts and stock of late, and what of it is muted')
    .option('--mute <key>', 'leave this out of reports and pages: "payment-mix paypal", or a kind alone')
    .option('--days <days>', 'with --mute: for so many days, 1 to 90', '7')
    .option('--unmute <key>', 'no longer')
    .addOption(new Option('--language <language>', 'of its sentences').choices([...reportLanguages]).default('en'))
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: UnusualOptions) => {
      if (options.mute !== undefined) return mute(contextOf(options), options.mute, daysOf(options.days), options)
      if (options.unmute !== undefined) return mute(contextOf(options), options.unmute, null, options)
      return list(contextOf(options), options)
    })
}

const time = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`

function daysOf(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 90) return days
  throw new InvalidInput('unusual', [{ at: '--days', reason: 'must be a whole number from 1 to 90' }])
}

function list(context: Context, { integration, language }: UnusualOptions): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const found = await client.call('GET /api/integrations/:integration/unusual', {
      params: { integration: id },
      query: { language },
    })
    answer(context, found, () => {
      const early = found.from === null || found.from > found.at
      const none =
        found.from === null
          ? 'No order is known yet.'
          : early
            ? `Nothing is said before ${time(found.from)}: there is too little to compare with.`
            : 'Nothing is unusual about the orders placed lately.'
      return [
        ...(found.unusual.length === 0 ? [none] : []),
        ...found.unusual.flatMap(({ key, says, muted }) => [`${visible(key)}${muted ? ' (muted)' : ''}`, `  ${says}`]),
        ...found.more,
        ...found.mutes.map(({ key, until, by }) => `${visible(key)} is muted until ${time(until)}, by ${by}.`),
      ].join('\n')
    })
  })
}

function mute(context: Context, key: string, days: number | null, { integration }: IntegrationOption): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const until = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString()
    const done = await client.call('POST /api/integrations/:integration/unusual/mute', {
      params: { integration: id },
      body: { key, until },
    })
    answer(context, done, () =>
      done.until === null
        ? `${visible(key)} is no longer muted.`
        : `${visible(key)} is muted until ${time(done.until)}.`,
    )
  })
}
