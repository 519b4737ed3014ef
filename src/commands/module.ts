import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { WebhookHealth } from '../domain/webhook.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { emailOption, type IntegrationOption, integrationOption, jsonOption, stdinOption } from './options.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

const hubOption = ['--hub <url>', 'where the shop reaches this hub'] as const

export function describe(program: Command): void {
  const shopModule = program.command('module').description('the PrestaShop module that announces changes')
  shopModule
    .command('status', { isDefault: true })
    .description('when it was heard of, what waits in the shop, what it missed')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: IntegrationOption) => showModule(contextOf(options), options))
  shopModule
    .command('build')
    .description('write the module as a zip, to upload in the shop')
    .option('--out <file>', 'where to', 'ledgerline.zip')
    .option('--paired', 'with address and a fresh secret in it: it connects itself')
    .option(...hubOption, 'http://127.0.0.1:4620')
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ModuleOptions & { out: string; paired?: boolean }) => buildModule(contextOf(options), options))
  shopModule
    .command('pair')
    .description('a code to connect an installed module with')
    .requiredOption(...hubOption)
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((options: ModuleOptions) => pairModule(contextOf(options), options))
}

type Context = CommandContext & { openHub: OpenHub }

interface ModuleOptions extends SignInOptions, IntegrationOption {
  /** Where the shop reaches the hub. */
  readonly hub: string
}

/** `module pair`: a code that the module's settings page takes, once, within a quarter of an hour. */
function pairModule(context: Context, options: ModuleOptions): Promise<void> {
  return withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const offer = await client.post<{ address: string; code: string; expiresAt: string }>(
        `/api/integrations/${id}/webhooks/pair`,
        { hub: options.hub },
      )
      answer(context, offer, () =>
        [
          'In the shop: Modules, Ledgerline webhooks, Configure. Enter both, press Connect, then Test.',
          `  Hub address   ${offer.address}`,
          `  Pairing code  ${offer.code}   until ${offer.expiresAt.slice(11, 16)} UTC, once`,
        ].join('\n'),
      )
    },
    options,
  )
}

/** `module build`: the zip to upload in the shop; with `--paired` it connects itself. */
async function buildModule(
  context: Context,
  options: ModuleOptions & { out: string; paired?: boolean },
): Promise<void> {
  const file = resolve(options.out)
  if (!options.paired) {
    const { moduleZip } = await import('../connectors/prestashop/index.ts')
    writeFileSync(file, moduleZip())
    answer(context, { file }, () => `Wrote ${file}. Upload it in the shop: Modules, Upload a module.`)
    return
  }
  await withHub(
    context,
    async (client) => {
      const { id } = await chosenIntegration(client, options.integration)
      const zip = await client.download(`/api/integrations/${id}/webhooks/module`, { hub: options.hub })
      // It holds a secret.
      writeFileSync(file, zip, { mode: 0o600 })
      answer(
        context,
        { file },
        () =>
          `Wrote ${file}. It holds a secret: upload it in the shop (Modules, Upload a module), press Test, delete it.`,
      )
    },
    options,
  )
}

export interface ModuleState {
  readonly paired: boolean
  readonly health: WebhookHealth | null
}

/** `module status`: when it was last heard of, what waits in the shop, what it missed. */
function showModule(context: Context, options: { integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const { id } = await chosenIntegration(client, options.integration)
    const state = await client.get<ModuleState>(`/api/integrations/${id}/webhooks`)
    answer(context, state, () => moduleLines(state).join('\n'))
  })
}

/** The module's health in sentences. */
function moduleLines({ paired, health }: ModuleState): string[] {
  if (!paired) return ['No module is paired: "ledgerline module build --paired" makes one for this hub.']
  if (!health?.module.heardAt) return ['A module may connect, and was not heard of yet. Press Test in its settings.']
  const { module, shops, gaps } = health
  const { about, backlog } = module
  return [
    `The module${about ? ` ${about.version} (PrestaShop ${about.prestashop}, PHP ${about.php})` : ''} was last heard of ${minute(module.heardAt!)}.`,
    ...shops.map(
      ({ shop, lastEventAt, lagMs }) =>
        `Shop ${shop}: last event of ${minute(lastEventAt)}, ${(lagMs / 1000).toFixed(1)} s on its way.`,
    ),
    ...(backlog
      ? [
          `In the shop ${backlog.waiting} wait${backlog.oldest ? `, the oldest since ${minute(backlog.oldest)}` : ''}; ${backlog.dead} dead letters.`,
        ]
      : []),
    gaps.count === 0
      ? 'Polling found nothing that it had missed.'
      : `Polling found ${gaps.count} changes it had not announced: ${gaps.records.map(({ entity, key }) => `${entity} ${key}`).join(', ')}.`,
  ]
}

const minute = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`
