import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { recordWords } from '../domain/record.ts'
import type { BackfillNow } from '../engine/index.ts'
import { answer, type CommandContext, durationText } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import { periodOf } from './period.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const backfill = program
    .command('backfill')
    .description('older records that a flow takes up, a period at a time: how far it is, and what was counted')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption) => show(contextOf(options), options))
  backfill
    .command('count <flow>')
    .description('count the records of a period and try some of them; nothing is written')
    .requiredOption('--from <day>', 'made from this day on: 2025-01-01 (UTC)')
    .requiredOption('--to <day>', 'and up to this one, which is the last')
    .option('--only <field=values...>', 'of those that hold one of these: current_state=2,5')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string, options: CountOptions) => count(contextOf(options), flow, options))
  for (const [to, says] of Object.entries(moves))
    backfill
      .command(`${to} [flow]`)
      .description(says)
      .option(...emailOption)
      .option(...stdinOption)
      .option(...integrationOption)
      .option(...jsonOption)
      .action((flow: string | undefined, options: MoveOptions) => move(contextOf(options), to, flow, options))
}

const moves = {
  run: 'let it run, for the first time or again: its records go over, a few at a time',
  pause: 'hand nothing more over until it runs again',
  stop: 'end it for good; what was handed over comes to its end',
}

type Context = CommandContext & { openHub: OpenHub }

interface CountOptions extends IntegrationOption {
  readonly from: string
  readonly to: string
  readonly only?: readonly string[]
}
type MoveOptions = IntegrationOption & SignInOptions

const dayMs = 24 * 60 * 60_000

/** `backfill`: the newest ones. */
function show(context: Context, { integration }: IntegrationOption): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, integration)
    const found = await client.get<BackfillNow[]>(`/api/integrations/${id}/backfills`)
    answer(context, found, () =>
      found.length === 0
        ? 'No backfill yet: "ledgerline backfill count FLOW --from DAY --to DAY" counts what there is.'
        : found.map(backfillText).join('\n\n'),
    )
  })
}

/** `backfill count FLOW`: waits until all is counted and tried; it goes on without the command, too. */
function count(context: Context, flow: string, { integration, only = [], ...days }: CountOptions): Promise<void> {
  const { from, to } = periodOf(days)
  const end = Math.min(Date.parse(to) + dayMs, Date.now())
  return withHub(context, async (client, { running }) => {
    const { id } = await chosenIntegration(client, integration)
    const path = `/api/integrations/${id}/backfills`
    const period = { from: `${from}T00:00:00Z`, until: new Date(end).toISOString(), only: fieldsOf(only) }
    let its = await client.post<BackfillNow>(path, { flow, ...period })
    while (running && its.state === 'counting' && its.reason === null) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      its = (await client.get<BackfillNow[]>(path)).find((one) => one.id === its.id) ?? its
    }
    answer(context, its, () => backfillText(its))
  })
}

function fieldsOf(only: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    only.map((text) => {
      const [, field, values] = /^(\w+)=(.+)$/.exec(text) ?? []
      if (field === undefined || values === undefined)
        throw new InvalidInput('--only', [{ at: text, reason: 'must be a field and its values: current_state=2,5' }])
      return [field, values.split(',')]
    }),
  )
}

/** `backfill run|pause|stop [FLOW]`: of the one that is not at its end. */
function move(context: Context, to: string, flow: string | undefined, options: MoveOptions): Promise<void> {
  const { integration, ...signIn } = options
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, integration)
      const path = `/api/integrations/${id}/backfills`
      const open = (await client.get<BackfillNow[]>(path)).filter(
        (one) => !['done', 'stopped'].includes(one.state) && (flow === undefined || one.flow === flow),
      )
      const [its] = open
      if (!its || open.length > 1)
        throw new InvalidInput('The backfill', [
          {
            at: flow ?? 'flow',
            reason: its
              ? `is one of several: ${open.map((one) => one.flow).join(', ')}`
              : 'has none that is not at its end; "ledgerline backfill" lists them',
          },
        ])
      const now = await client.put<BackfillNow>(`${path}/${its.id}`, { to })
      answer(context, now, () => backfillText(now))
    },
    to === 'run' ? signIn : undefined,
  )
}

const states: Readonly<Record<BackfillNow['state'], string>> = {
  counting: 'is being counted while the hub runs: "ledgerline backfill" shows it',
  counted: 'is counted: "ledgerline backfill run" lets it run, "ledgerline backfill stop" drops it',
  running: 'runs',
  paused: 'is paused: "ledgerline backfill run" lets it go on',
  stopped: 'was stopped',
  done: 'is done',
}
const reasons: Readonly<Record<NonNullable<BackfillNow['reason']>['why'], string>> = {
  live: 'Other records are worked on, and go first.',
  busy: 'Runs of its records are under way.',
  paused: 'Its flow or the integration is paused.',
  off: 'Its flow is off.',
  failed: 'A system does not answer, or refuses:',
  held: 'It has paused by itself: many of its records are held. See the incidents, then let it run again.',
  grown: 'It has paused by itself: there are many more records than were counted.',
  gone: 'Its flow is not there any more: "ledgerline backfill stop FLOW" ends it, where it is only paused.',
  company: 'It was stopped: the connection to GP leads to another company since then. Begin another one for that.',
}
const outcomes = [
  ['would-write', 'would go over'],
  ['nothing-to-do', 'would change nothing'],
  ['skipped', 'would be left'],
  ['held', 'would be held'],
] as const

const day = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`

function backfillText(its: BackfillNow): string {
  const { count, tried, ends, reason } = its
  const sums = Object.entries(count.sums).map(([currency, sum]) => `${sum} ${currency}`)
  const alike = [...Map.groupBy(tried, (one) => `${one.outcome} ${one.reason}`).values()]
  const pace = its.perMinute === null ? '' : `, ${its.perMinute} a minute`
  const wait = its.leftMs === null ? '' : `, ${durationText(its.leftMs)}`
  const skipped = Object.entries(its.reasons).map(([because, records]) => `  ${records} left: ${because}`)
  return [
    `The backfill of “${its.flow}”, ${day(its.period.from)} to ${day(its.period.until)}, ${states[its.state]}.`,
    ...(reason ? [`${reasons[reason.why]}${reason.says ? ` ${reason.says}` : ''}`] : []),
    `${count.records} records, ${count.linked} of them in the other system already${sums.length > 0 ? `; the others come to ${sums.join(', ')}` : ''}${count.unreadable > 0 ? `; ${count.unreadable} cannot be read` : ''}.`,
    ...(tried.length > 0 ? [`Tried, as a sample: ${tried.length}.`] : []),
    ...outcomes.flatMap(([outcome, says]) =>
      alike
        .filter(([one]) => one!.outcome === outcome)
        .map(
          (some) =>
            `  ${some.length} ${says}: ${some[0]!.reason} (${some
              .slice(0, 3)
              .map(({ key }) => key)
              .join(', ')})`,
        ),
    ),
    ...(its.decidedBy === null
      ? []
      : [
          `${ends.done} done, ${ends.already} were there, ${ends.skipped} left, ${ends.held} held; ${its.left} to come${pace}${wait}.`,
          ...skipped,
          ...(its.held.length > 0
            ? [
                `Held still: ${its.held.join(', ')}. "ledgerline show ${recordWords({ entity: its.on, key: its.held[0]! })}" says why; "ledgerline incidents" lists the causes.`,
              ]
            : []),
        ]),
  ].join('\n')
}
