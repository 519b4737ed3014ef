import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import type { RunningSandbox } from '../sandbox/index.ts'
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
    .option('--webhook <url>', 'announce changes there')
    .option('--webhook-secret <secret>', 'sign announcements with it')
    .option(...jsonOption)
    .action(async (options: SandboxOptions) => {
      const { address, running } = await sandbox(options)
      endWith(() => running.stop())
      if (process.send) {
        process.once('disconnect', () => process.exit(0))
        process.send(address)
      } else print(options.json ? JSON.stringify(address) : printSandbox(address))
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
  readonly webhook?: string
  readonly webhookSecret?: string
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
async function sandbox(options: SandboxOptions): Promise<{ address: SandboxAddress; running: RunningSandbox }> {
  if ((options.webhook === undefined) !== (options.webhookSecret === undefined))
    throw new InvalidInput('sandbox', [{ at: '--webhook', reason: 'needs --webhook-secret, and the other way round' }])
  const { startSandbox } = await import('../sandbox/index.ts')
  const running = await startSandbox({
    load: options.load,
    gp: options.gp,
    shopPort: port('--shop-port', options.shopPort),
    gpPort: port('--gp-port', options.gpPort),
    version: options.dialect === undefined ? undefined : releaseOf(options.dialect),
    stateFolder: options.state,
    key: options.key,
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
  return { address, running }
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
