import { type Command, Option } from 'commander'
import type { AnswerOf, InputOf } from '../client/index.ts'
import { type AlertKind, alertKinds, channelKinds, isMail } from '../domain/alert.ts'
import { InvalidInput } from '../domain/errors.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type JsonOption, jsonOption, stdinOption } from './options.ts'
import { printTable } from './print.ts'
import { ask, type SignInOptions } from './sign-in.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  const alerts = program.command('alerts').description('who gets which alerts by mail, webhook, Slack or Teams')
  alerts
    .command('list', { isDefault: true })
    .description('rules, channels, and the newest messages')
    .option(...jsonOption)
    .action((options: JsonOption) => listAlerts(contextOf(options)))
  alerts
    .command('add <kind> <name>')
    .description(`add a channel: ${channelKinds.join(', ')}; its address or password is asked for`)
    .addOption(new Option('--on <kind...>', 'what it is for; default: all').choices(alertKinds))
    .option('--to <address...>', 'mail: who gets it')
    .option('--from <address>', 'mail: the sender')
    .option('--server <host:port>', 'mail: the server; 465 is TLS, others STARTTLS')
    .option('--user <name>', 'mail: the user name, where the server wants one')
    .addOption(
      new Option('--report <language>', 'mail: the morning report too, in this language').choices(['en', 'fr']),
    )
    .option('--private', 'webhooks: the address may lie in a private network')
    .addOption(new Option('--pace <pace>', 'how often').choices(['at-once', 'hourly', 'daily']).default('at-once'))
    .option('--zone <zone>', 'time zone of quiet hours and of a daily message; default UTC')
    .option('--quiet <from-to>', 'no messages between, such as 22:00-07:00')
    .option('--says-end', 'say too when it is over')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((kind: string, name: string, options: AddOptions) => addChannel(contextOf(options), kind, name, options))
  alerts
    .command('test <id>')
    .description('send a test on a channel now')
    .option(...jsonOption)
    .action((id: string, options: JsonOption) => testChannel(contextOf(options), id))
  alerts
    .command('remove <id>')
    .description('remove a channel')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((id: string, options: SignInOptions & JsonOption) => removeChannel(contextOf(options), id, options))
  alerts
    .command('rules')
    .description('set when alerts are sent; what is left out stays')
    .option('--address <url>', 'where people reach the pages, for links')
    .option('--silence <minutes>', 'a feed or system that is silent for so long; "off"')
    .option('--approval <minutes>', 'a proposal that waits for so long; 0: at once; "off"')
    .option('--disk <megabytes>', 'less free space than this; "off"')
    .option(
      '--money <currency=amount...>',
      'orders and payouts of more than this stand still, receipts and refunds aside; replaces all bounds; "off"',
    )
    .option('--flow <integration/flow=minutes...>', 'a flow without a run for so long; replaces all; "off"')
    .option('--heartbeat <minutes>', 'report to an outside monitor; its address is asked for; "off"')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...jsonOption)
    .action((options: RuleOptions) => setRules(contextOf(options), options))
}

interface AddOptions extends SignInOptions, JsonOption {
  readonly on?: readonly AlertKind[]
  readonly to?: readonly string[]
  readonly from?: string
  readonly server?: string
  readonly user?: string
  readonly private?: boolean
  readonly pace: 'at-once' | 'hourly' | 'daily'
  readonly zone?: string
  readonly quiet?: string
  readonly saysEnd?: boolean
  readonly report?: 'en' | 'fr'
}

interface RuleOptions extends SignInOptions, JsonOption {
  readonly address?: string
  readonly silence?: string
  readonly approval?: string
  readonly disk?: string
  readonly money?: readonly string[]
  readonly flow?: readonly string[]
  readonly heartbeat?: string
}

type Context = CommandContext & { openHub: OpenHub }
type Known = AnswerOf<'GET /api/alerts'>
type Channel = InputOf<'POST /api/alerts/channels'>['body']

function listAlerts(context: Context): Promise<void> {
  return withHub(context, async (client) => {
    const known = await client.call('GET /api/alerts')
    answer(context, known, () => [printRules(known), printChannels(known), printMessages(known)].join('\n\n'))
  })
}

function printRules({ rules, listensAt, disk }: Known): string {
  const limit = (minutes: number | null, text: string) => (minutes === null ? 'off' : `${minutes} ${text}`)
  return printTable([
    ['Links lead to', rules.address ?? `${listensAt} (set one with "ledgerline alerts rules --address URL")`],
    ['Silence of feeds and systems', limit(rules.silenceMinutes, 'minutes')],
    ...rules.flowSilence.map(({ integration, flow, minutes }) => [
      `Silence of ${integration}/${flow}`,
      `${minutes} minutes`,
    ]),
    ['Money held above', rules.moneyHeld.map(({ currency, amount }) => `${amount} ${currency}`).join(', ') || 'off'],
    ['A proposal waits', limit(rules.approvalMinutes, 'minutes')],
    [
      'Free disk space below',
      `${limit(rules.diskFreeMb, 'MB')}${disk ? ` (${disk.freeMb} of ${disk.totalMb} MB are free)` : ''}`,
    ],
    ['Report to an outside monitor', limit(rules.heartbeatMinutes, 'minutes')],
  ])
}

function printChannels({ channels }: Known): string {
  if (channels.length === 0) return 'No channel, so nobody gets alerts. Add one: "ledgerline alerts add mail NAME".'
  return printTable([
    ['id', 'name', 'kind', 'to', 'on', 'pace'],
    ...channels.map(({ id, name, kind, target, on, pace, paused }) => [
      ...[id, name, kind, isMail(target) ? target.to.join(' ') : target.origin],
      ...[on.length === alertKinds.length ? 'all' : on.join(' '), paused ? 'paused' : pace],
    ]),
  ])
}

function printMessages({ messages, channels }: Known): string {
  if (messages.length === 0) return 'No message yet.'
  return printTable([
    ['at', 'channel', 'state', 'says'],
    ...messages
      .slice(0, 10)
      .map(({ at, channel, state, problem, notices, report }) => [
        `${at.slice(0, 16).replace('T', ' ')} UTC`,
        channels.find(({ id }) => id === channel)?.name ?? channel,
        problem === null ? state : `${state}: ${problem}`,
        `${report ?? notices[0]?.title ?? ''}${notices.length > 1 ? ` and ${notices.length - 1} more` : ''}`,
      ]),
  ])
}

function addChannel(context: Context, kind: string, name: string, options: AddOptions): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const body = await channelOf(kind, name, options)
      const made = await client.call('POST /api/alerts/channels', { body })
      answer(context, made, () =>
        [
          `Channel ${made.channel.id} is there. Try it: "ledgerline alerts test ${made.channel.id}".`,
          ...(made.signingKey === null ? [] : [`The key that signs it, shown only now: ${made.signingKey}`]),
        ].join('\n'),
      )
    },
    options,
  )
}

/** @throws InvalidInput naming the option that is missing or wrong */
async function channelOf(kind: string, name: string, options: AddOptions): Promise<Channel> {
  const wrong = (at: string, reason: string) => new InvalidInput('alerts add', [{ at, reason }])
  const known = channelKinds.find((one) => one === kind)
  if (!known) throw wrong(kind, `is none of ${channelKinds.join(', ')}`)
  const [, from = '', to = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(options.quiet ?? '') ?? []
  if (options.quiet !== undefined && from === '') throw wrong('--quiet', 'must be two times such as 22:00-07:00')
  const common = {
    ...{
      name,
      kind: known,
      on: [...(options.on ?? alertKinds)],
      pace: options.pace,
      saysEnd: options.saysEnd ?? false,
    },
    ...{ zone: options.zone ?? 'UTC', quiet: options.quiet === undefined ? null : { from, to } },
  }
  if (known !== 'mail') {
    const url = await ask('Its address (not shown): ', false)
    return { ...common, target: { private: options.private ?? false }, url }
  }
  const [, server = '', digits] = /^(.+?)(?::(\d+))?$/.exec(options.server ?? '') ?? []
  if (server === '') throw wrong('--server', 'is needed: host or host:port')
  if (options.from === undefined) throw wrong('--from', 'is needed: the sender’s address')
  if (options.to === undefined) throw wrong('--to', 'is needed: who gets the mail')
  const port = Number(digits ?? 587)
  const local = /^(localhost|127\.|::1)/.test(server)
  const security = port === 465 ? 'tls' : local && options.user === undefined ? 'none' : 'starttls'
  const target = {
    server,
    port,
    security,
    username: options.user ?? null,
    from: options.from,
    to: [...options.to],
    report: options.report ?? null,
  } as const
  if (options.user === undefined) return { ...common, target }
  return { ...common, target, password: await ask('Its password: ', false) }
}

/** Ends with 1 when the test was not taken, or not for everybody, for scripts. */
function testChannel(context: Context, id: string): Promise<void> {
  return withHub(context, async (client) => {
    const done = await client.call('POST /api/alerts/channels/:id/test', { params: { id } })
    if (done.problem !== null) process.exitCode = 1
    answer(context, done, () =>
      done.problem === null
        ? 'The test was sent.'
        : done.taken
          ? `The test was sent, but ${done.problem}.`
          : `The test was not taken: ${done.problem}.`,
    )
  })
}

function removeChannel(context: Context, id: string, signIn: SignInOptions): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const done = await client.call('DELETE /api/alerts/channels/:id', { params: { id } })
      answer(context, done, () => 'The channel is removed.')
    },
    signIn,
  )
}

function setRules(context: Context, options: RuleOptions): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { rules } = await client.call('GET /api/alerts')
      const changed = {
        ...rules,
        ...(options.address === undefined ? {} : { address: options.address }),
        ...(options.silence === undefined ? {} : { silenceMinutes: numberOrOff('--silence', options.silence) }),
        ...(options.approval === undefined ? {} : { approvalMinutes: numberOrOff('--approval', options.approval) }),
        ...(options.disk === undefined ? {} : { diskFreeMb: numberOrOff('--disk', options.disk) }),
        ...(options.heartbeat === undefined ? {} : { heartbeatMinutes: numberOrOff('--heartbeat', options.heartbeat) }),
        moneyHeld: (options.money ? pairs('--money', options.money) : null)?.map(([currency, amount]) => ({
          ...{ currency: currency.toUpperCase(), amount },
        })) ?? [...rules.moneyHeld],
        flowSilence: (options.flow ? pairs('--flow', options.flow) : null)?.map(([place, given]) => {
          const [integration = '', flow = ''] = place.split('/')
          return { integration, flow, minutes: Number(given) }
        }) ?? [...rules.flowSilence],
      }
      const asked = options.heartbeat !== undefined && changed.heartbeatMinutes !== null
      const heartbeatUrl = asked ? await ask('Address of the monitor (not shown): ', false) : undefined
      const off = options.heartbeat === 'off' ? { heartbeatUrl: null } : {}
      const seen = { ...rules, moneyHeld: [...rules.moneyHeld], flowSilence: [...rules.flowSilence] }
      const body = { rules: changed, seen, ...(heartbeatUrl ? { heartbeatUrl } : off) }
      const done = await client.call('PUT /api/alerts/rules', { body })
      answer(context, done, () => 'The rules are set: "ledgerline alerts" shows them.')
    },
    options,
  )
}

function numberOrOff(at: string, given: string): number | null {
  if (given === 'off') return null
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new InvalidInput('alerts rules', [{ at, reason: 'must be a whole number, or off' }])
}

/** "EUR=5000" as its two sides; none where it is switched off. */
function pairs(at: string, given: readonly string[]): [string, string][] {
  if (given.length === 1 && given[0] === 'off') return []
  return given.map((text) => {
    const [left = '', right = '', ...more] = text.split('=')
    if (left === '' || right === '' || more.length > 0)
      throw new InvalidInput('alerts rules', [{ at, reason: `takes NAME=VALUE, not ${text}` }])
    return [left, right]
  })
}
