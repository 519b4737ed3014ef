import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubClient, hubClient } from '../../src/client/index.ts'
import { readBoth } from '../../src/commands/begin.ts'
import { importParts } from '../../src/commands/carry.ts'
import type { Parts } from '../../src/commands/definition-folder.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { instant } from '../../src/domain/clock.ts'
import { type Log, silentLog } from '../../src/domain/observe.ts'
import type { Scope } from '../../src/domain/person.ts'
import { integrationId, type Json, ref } from '../../src/domain/record.ts'
import { type Hub, type HubOptions, openHub } from '../../src/hub.ts'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import type { RecordStory } from '../../src/server/index.ts'
import { asDescribed } from '../support/as-described.ts'
import { newDatabase } from '../support/database.ts'
import { ForwardClock } from '../support/forward-clock.ts'

/** A sandbox and a hub, joined by the standard flows as `init` writes them, over real HTTP and a real database. */
export interface Joined extends AsyncDisposable {
  readonly hub: Hub
  readonly sandbox: RunningSandbox
  readonly client: HubClient
  readonly config: Config
  /** The hub's, which can be moved forward. */
  readonly clock: ForwardClock
  /** Where the hub listens, when it was started. */
  readonly url: string
  /** The parts that were imported. */
  readonly parts: Parts
  /** @param given default: those of the sandbox */
  import(parts: Parts, given?: Readonly<Record<string, string>>, more?: ImportedHow): Promise<void>
  stop(): Promise<void>
  /** Opens the hub again on the same data, and starts it. `client` is still that of the one before. */
  restart(options?: HubOptions): Promise<{ url: string }>
  /** Carries an order out now and tells what became of it. */
  run(order: number | string): Promise<RecordStory>
  story(order: number | string): Promise<RecordStory>
  /** Resolves when the order's newest run is in one of the states. */
  settled(order: number | string, ...states: string[]): Promise<RecordStory>
  /** Resolves when the orders were polled, from their beginning to their end, and what that has started is over. */
  looked(): Promise<void>
  /** Sales orders in GP, by number. */
  salesOrders(): Map<string, GpOrder>
}

export interface GpOrder {
  readonly Key: { readonly Id: string }
  readonly TotalAmount: { readonly Value: string; readonly Currency: string }
  readonly CustomerPONumber?: string
  readonly TransactionState: string
  readonly Lines: readonly {
    readonly ItemKey: { readonly Id: string }
    readonly Quantity: { readonly Value: string }
  }[]
  readonly [member: string]: unknown
}

type ImportedHow = {
  readonly newFlows?: 'off'
  readonly links?: 'keep' | 'forget'
  readonly cutOver?: 'earlier'
  /** What it names is looked up in both systems. */
  readonly tryIt?: true
}

export interface JoinOptions extends SandboxOptions {
  /** Works and serves by itself; default: only what the test asks for. */
  readonly started?: boolean
  readonly cutOver?: string
  /** How documents of eConnect reach the sandbox's GP. Default: not at all. */
  readonly econnect?: 'sql' | { readonly folder: string }
  /** Default: the test company is confirmed. */
  readonly confirmed?: boolean
  readonly environment?: Readonly<Record<string, string>>
  /** Changes to the parts before they are imported. */
  readonly adapt?: (parts: Parts) => Parts
  readonly dataFolder?: string
  /** Default: nothing is logged. */
  readonly log?: Log
  /** How the hub is opened: another clock. */
  readonly hub?: HubOptions
}

export const webhookSecret = 'a secret of the tests, with more than 32 characters'

export async function joined(options: JoinOptions = {}): Promise<Joined> {
  const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'ledgerline-'))
  const sandbox = await startSandbox(options)
  const { shop, gp } = sandbox
  const config = readConfig({
    LEDGERLINE_DATA: join(folder, 'data'),
    DATABASE_URL: await newDatabase(),
    LEDGERLINE_KEY_FILE: join(folder, 'key', 'secret.key'),
    LEDGERLINE_PORT: '0',
    LEDGERLINE_POLL_SECONDS: '1',
    LEDGERLINE_SETTLE_SECONDS: '1',
    ...options.environment,
  })
  const log = options.log ?? silentLog
  const clock = new ForwardClock()
  const opening = { clock, ...options.hub }
  let hub = await openHub(config, log, opening)
  let isOpen = true
  const ask = async (path: string, init: RequestInit & { method: string }) =>
    asDescribed(path, init.method, await hub.app.request(path, init))
  const client = hubClient(ask, hub.token, async () => {})
  const credentials = {
    'prestashop.key': shop.key,
    'gp.username': gp.username,
    'gp.password': gp.password,
    'webhook.secret': webhookSecret,
    ...(options.econnect === 'sql' ? { 'gp.sqlUsername': gp.username, 'gp.sqlPassword': gp.password } : {}),
  }
  const drafted = await readBoth({
    id: 'main',
    name: 'Test',
    prestashop: { url: shop.url, timezone: shop.timezone, concurrency: 8 },
    gp: {
      ...{ url: gp.url, companyId: gp.companyId },
      ...(options.econnect === undefined ? {} : { econnect: options.econnect as Json }),
      ...(options.econnect === 'sql' ? { sql: { server: 'sandbox', ...gp.sql } } : {}),
    },
    credentials,
  })
  const file = {
    ...(drafted.parts['integration.json'] as { [member: string]: Json }),
    cutOver: options.cutOver ?? '2020-01-01T00:00:00Z',
  }
  const parts = (options.adapt ?? ((same) => same))({ ...drafted.parts, 'integration.json': file })
  const admin = hubClient(ask, await adminToken(hub), async () => {})
  /** Over whatever is there; what it names is looked up where a test is about that. */
  const importAll = async (
    all: Parts,
    given: Readonly<Record<string, string>> = credentials,
    more: ImportedHow = {},
  ) => {
    const known = await hub.database.stores.integrations.get(integrationId('main'))
    const over = known ? { over: known.version } : {}
    await importParts(admin, all, { credentials: given, note: 'test', tryIt: false, ...over, ...more })
  }
  await importAll(parts)
  if (options.confirmed !== false)
    await admin.post('/api/integrations/main/confirm', { company: gp.companyName, kind: 'test', by: 'test' })
  const url = options.started ? (await hub.start()).url : ''
  const story = (order: number | string) => client.get<RecordStory>(`/api/integrations/main/orders/${order}`)

  return {
    get hub() {
      return hub
    },
    sandbox,
    client,
    config,
    clock,
    url,
    parts,
    import: importAll,
    async stop() {
      isOpen = false
      await hub.close()
    },
    async restart(its) {
      hub = await openHub(config, log, { ...opening, ...its })
      isOpen = true
      return hub.start()
    },
    run: (order) => client.post<RecordStory>(`/api/integrations/main/orders/${order}/run`),
    story,
    async settled(order, ...states) {
      const record = ref('prestashop.order', String(order))
      for (;;) {
        const [run] = await hub.database.stores.runs.list({ integration: integrationId('main'), record, limit: 1 })
        if (run && states.includes(run.state)) {
          const told = await story(order)
          // A feed may have started another one meanwhile.
          if (told.runs[0]?.state !== 'running' || states.includes('running')) return told
        }
        // Nobody has to wait for what waits only for its time, or for a breaker that another record has opened.
        if (run?.state === 'waiting' && run.nextAt !== null) {
          if (run.nextAt > clock.now()) clock.advanceTo(run.nextAt)
          else if (!hub.engine.connected(integrationId('main'))) clock.advance(1_000)
        }
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
    },
    async looked() {
      const { stores } = hub.database
      const main = integrationId('main')
      const polled = async () => (await stores.cursors.polled(main)).get('orders-by-date')
      // The one that is under way may have begun before.
      for (let polls = 0; polls < 2; polls++) {
        const before = await polled()
        clock.advance(1_000)
        while ((await polled()) === before) await new Promise((resolve) => setTimeout(resolve, 20))
      }
      const isAtWork = async () => {
        const counts = (await hub.engine.flowStates(main)).map(({ waiting, active }) => waiting + active)
        return counts.some((count) => count > 0)
      }
      while (await isAtWork()) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    salesOrders: () =>
      new Map(
        [...gp.company.store.values('salesOrder')].map((order) => [order.Key?.Id ?? '', order as unknown as GpOrder]),
      ),
    async [Symbol.asyncDispose]() {
      if (isOpen) await hub.close()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Imports go on after somebody has signed in, when the data folder's owner is no admin any more. */
async function adminToken({ database }: Hub): Promise<string> {
  const token = `ledgerline_${randomBytes(32).toString('base64url')}`
  const hash = createHash('sha256').update(token).digest('hex')
  const [at, expiresAt] = [instant(Date.now()), instant(Date.now() + 30 * 86_400_000)]
  const scopes: Scope[] = ['read', 'propose', 'operate', 'admin']
  await database.transaction((tx) =>
    tx.tokens.add({ id: randomUUID(), name: 'import', hash, scopes, owner: 'test', at, expiresAt }),
  )
  return token
}
