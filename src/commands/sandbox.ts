import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import type { Happened, liveDayInput as LiveDayInput, RunningSandbox } from '../sandbox/index.ts'
import { print } from './context.ts'
import { endWith } from './ending.ts'
import { type JsonOption, jsonOption } from './options.ts'

export function describe(program: Command): void {
  program
    .command('sandbox')
    .description('a PrestaShop and a Dynamics GP to try everything on, without either')
    .option('--load <folder>', 'recorded shop answers; without it a demo shop')
    .option('--gp <file>', 'the GP company as JSON; without it one that knows what the shop sells')
    .option('--shop-port <port>', 'default: a free one')
    .option('--gp-port <port>', 'default: a free one')
    .option('--dialect <release>', '8.2 or 9.0')
    .option('--state <folder>', 'keep both there')
    .option('--key <key>', 'Webservice key, 32 characters')
    .option('--all-rights', 'the key may do all that processes do; without it what orders need alone')
    .option('--webhook <url>', 'announce changes there')
    .option('--webhook-secret <secret>', 'sign announcements with it')
    .option(
      '--day <seed>',
      'people work in both: a day of orders, payments, picking, posting and faults, the same for each seed',
    )
    .option('--day-minutes <minutes>', 'how long that day lasts here; default: 30')
    .option('--day-orders <count>', 'orders of that day; default: 16')
    .option(...jsonOption)
    .action(async (options: SandboxOptions) => {
      const { address, running, day } = await sandbox(options)
      endWith(() => running.stop())
      if (process.send) {
        process.once('disconnect', () => process.exit(0))
        process.send(address)
      } else print(options.json ? JSON.stringify(address) : printSandbox(address))
      if (day) running.day.begin(day)
    })
}

interface SandboxOptions extends JsonOption {
  readonly load?: string
  readonly gp?: string
  readonly shopPort?: string
  readonly gpPort?: string
  readonly dialect?: string
  readonly state?: string
  readonly key?: string
  readonly allRights?: boolean
  readonly webhook?: string
  readonly webhookSecret?: string
  readonly day?: string
  readonly dayMinutes?: string
  readonly dayOrders?: string
}

/** What a sandbox tells its starter: where it is and how to get in. */
export interface SandboxAddress {
  readonly shop: { readonly url: string; readonly key: string; readonly timezone: string; readonly version: string }
  readonly gp: {
    readonly url: string
    readonly origin: string
    readonly companyId: number
    readonly companyName: string
    readonly username: string
    readonly password: string
  }
  /** For /_state, /_faults and the actions, on both. */
  readonly token: string
}

/** `sandbox`: a shop and a GP to try everything on. Runs until it is stopped. */
async function sandbox(options: SandboxOptions): Promise<{
  readonly address: SandboxAddress
  readonly running: RunningSandbox
  readonly day: ReturnType<typeof dayOf>
}> {
  if ((options.webhook === undefined) !== (options.webhookSecret === undefined))
    throw new InvalidInput('sandbox', [{ at: '--webhook', reason: 'needs --webhook-secret, and the other way round' }])
  const { liveDayInput, startSandbox } = await import('../sandbox/index.ts')
  const day = dayOf(options, liveDayInput)
  const running = await startSandbox({
    load: options.load,
    gp: options.gp,
    shopPort: port('--shop-port', options.shopPort),
    gpPort: port('--gp-port', options.gpPort),
    version: options.dialect === undefined ? undefined : releaseOf(options.dialect),
    stateFolder: options.state,
    key: options.key,
    ...(options.allRights && { permissions: 'all' as const }),
    happened: (one) => {
      if (!process.send && !options.json) print(happenedLine(one))
    },
    announce: options.webhook === undefined ? undefined : { url: options.webhook, secret: options.webhookSecret! },
  })
  const { shop, gp } = running
  const address: SandboxAddress = {
    shop: { url: shop.url, key: shop.key, timezone: shop.timezone, version: shop.version },
    gp: {
      url: gp.url,
      origin: gp.origin,
      companyId: gp.companyId,
      companyName: gp.companyName,
      username: gp.username,
      password: gp.password,
    },
    token: shop.token,
  }
  return { address, running, day }
}

function printSandbox({ shop, gp, token }: SandboxAddress): string {
  return [
    `Shop  ${shop.url}  (PrestaShop ${shop.version}, ${shop.timezone})`,
    `      key ${shop.key}`,
    `GP    ${gp.url}`,
    `      company ${gp.companyId} “${gp.companyName}”, user ${gp.username}, password ${gp.password}`,
    `Look inside: curl '${shop.url}/_state?token=${token}'`,
    `             curl '${gp.origin}/_state?token=${token}'`,
    `Make it fail: curl -X POST '${gp.origin}/_faults?token=${token}' -d '{"match":{"operation":"CreateSalesOrder"},"do":"drop-after"}'`,
    `Place an order: curl -X POST '${shop.url}/_order?token=${token}'`,
  ].join('\n')
}

/** "14:05 shopper: buy, order 3"; in the day's own time. */
function happenedLine({ event, refused }: Happened): string {
  const [hour, minute] = [Math.floor(event.at / 60), Math.floor(event.at % 60)].map((part) =>
    String(part).padStart(2, '0'),
  )
  const what =
    'order' in event
      ? `, order ${event.order} of the day`
      : 'item' in event
        ? `, ${event.item}`
        : 'fault' in event
          ? `, ${event.fault.do} in ${event.system}, ${event.fault.match?.operation}`
          : ''
  return `${hour}:${minute} ${event.who}: ${event.does}${what}${refused === null ? '' : ` (refused: ${refused})`}`
}

/** Null: none is asked for. @throws InvalidInput */
function dayOf({ day, dayMinutes = '30', dayOrders = '16' }: SandboxOptions, input: typeof LiveDayInput) {
  if (day === undefined) return null
  const found = input.safeParse({ seed: Number(day), minutes: Number(dayMinutes), orders: Number(dayOrders) })
  if (found.success && 'seed' in found.data) return found.data
  throw new InvalidInput('sandbox', [
    { at: '--day', reason: 'takes a whole number as seed; --day-minutes 0.1–1440, --day-orders 1–1000' },
  ])
}

function port(option: string, text: string | undefined): number {
  if (text === undefined) return 0
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidInput('sandbox', [{ at: option, reason: 'must be a port, 0–65535' }])
}

function releaseOf(dialect: string): string {
  if (/^8(\.|$)/.test(dialect)) return '8.2.1'
  if (/^9(\.|$)/.test(dialect)) return '9.0.0'
  throw new InvalidInput('sandbox', [{ at: '--dialect', reason: 'must be 8.2 or 9.0' }])
}
