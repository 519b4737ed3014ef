import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { hubClient } from '../client/index.ts'
import { integrationId, type Json, ref } from '../domain/record.ts'
import { openStates } from '../domain/run.ts'
import type { IntegrationStore } from '../domain/stores.ts'
import type { Hub } from '../hub.ts'
import { type Demo, explainRecord, type RecordStory } from '../server/index.ts'
import { readBoth } from './begin.ts'
import { importParts } from './carry.ts'
import { program } from './context.ts'
import { watchOrders } from './demo-lines.ts'
import { demoRules } from './demo-rules.ts'
import { printStory } from './orders.ts'
import type { SandboxAddress } from './sandbox.ts'

const demoId = 'demo'

/** Kept beside the database: what the sandbox and the hub must know of each other from one start to the next. */
interface DemoFile {
  readonly key: string
  readonly webhookSecret: string
  readonly ordered: boolean
  /** How many days were begun: each start plays the next one, so a fresh demo always begins with the same. */
  readonly days?: number
  /** Where both were last: they are there again where the ports are free. */
  readonly ports?: { readonly shop: number; readonly gp: number }
}

/** Whether this hub shows the demo: nothing is configured, or it did so before. */
export async function wantsDemo(hub: Hub): Promise<boolean> {
  const integrations = await hub.database.stores.integrations.list()
  return integrations.every(({ id }) => id === demoId)
}

/**
 * What is said where the demo's systems are not started any more, since the hub has integrations of its own; null: nothing
 * waits for them.
 */
export async function demoLeft(
  { database }: { readonly database: { readonly stores: { readonly integrations: Pick<IntegrationStore, 'list'> } } },
  dataFolder: string,
): Promise<string | null> {
  const integrations = await database.stores.integrations.list()
  const demo = integrations.find(({ id }) => id === demoId)
  if (!demo || demo.paused || integrations.length === 1 || !existsSync(demoFile(dataFolder))) return null
  return `The hub has integrations of its own now, so the demo's shop and GP are not started. "ledgerline pause --integration ${demoId}" ends the demo's polling; its orders stay where they are.`
}

const demoFile = (dataFolder: string) => join(dataFolder, 'demo', 'demo.json')

/**
 * A shop and a company of our own, in a process that ends with this one, joined by the standard flows. On the first
 * start an order is placed, and its way to GP and its proof are printed.
 */
export async function startDemo(
  hub: Hub,
  parts: { dataFolder: string; print: (text: string) => void; lives: boolean },
): Promise<{ demo: Demo; opened(url: string): Promise<void>; stop(): void }> {
  const { dataFolder, print, lives } = parts
  const folder = join(dataFolder, 'demo')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = demoFile(dataFolder)
  let known: DemoFile = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as DemoFile)
    : {
        key: randomBytes(16).toString('hex').toUpperCase(),
        webhookSecret: randomBytes(32).toString('base64url'),
        ordered: false,
      }
  const keep = (more: Partial<DemoFile>) => {
    known = { ...known, ...more }
    writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 })
  }
  keep({})
  const ports = known.ports && (await areFree([known.ports.shop, known.ports.gp])) ? known.ports : { shop: 0, gp: 0 }
  const { child, address } = await spawnSandbox(folder, known.key, ports)
  keep({ ports: { shop: portOf(address.shop.url), gp: portOf(address.gp.origin) } })
  const client = hubClient(
    async (path, init) => hub.app.request(path, init),
    hub.ownToken,
    async () => {},
  )
  const credentials = {
    'prestashop.key': address.shop.key,
    'gp.username': address.gp.username,
    'gp.password': address.gp.password,
    'webhook.secret': known.webhookSecret,
  }
  const connections = {
    prestashop: { url: address.shop.url, timezone: address.shop.timezone, concurrency: 6 },
    gp: { url: address.gp.url, companyId: address.gp.companyId },
  }
  const controlOf = (origin: string) => async (action: string, body?: unknown) => {
    const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${origin}/_${action}?token=${address.token}`, given)
    return response.json() as Promise<unknown>
  }
  const [control, gpControl] = [controlOf(address.shop.url), controlOf(address.gp.origin)]
  // Before anything reads it: of a company without stock and prices the shop would learn that all is sold out.
  await control('day', { open: true })
  const integration = await hub.database.stores.integrations.get(integrationId(demoId))
  // Ports are new on every start; what someone changed in the definition stays.
  const drafted = integration
    ? {
        ...(await client.get<Record<string, never>>(`/api/integrations/${demoId}`)),
        'integration.json': {
          format: 1,
          id: demoId,
          name: integration.name,
          connections,
          cutOver: integration.cutOver,
        },
      }
    : demoRules(
        (
          await readBoth({
            id: demoId,
            name: 'Demo',
            prestashop: connections.prestashop,
            gp: connections.gp,
            credentials,
          })
        ).parts,
      )
  await importParts(client, drafted, { credentials, note: 'demo', tryIt: false })
  await client.post(`/api/integrations/${demoId}/confirm`, {
    company: address.gp.companyName,
    kind: 'test',
    by: 'demo',
  })

  const place = async (newCarrier = false) => {
    const { orders } = (await control('order', { newCarrier })) as { orders: number[] }
    return String(orders[0])
  }
  let unwatch = async () => {}
  /** The first order, with its whole way and its proof. */
  async function showFirst() {
    const order = await place()
    print(`\nAn order was placed in the shop: ${order}. Its way to GP:\n`)
    const story = await settled(hub, order)
    print(story ? printStory(story) : 'It has not come through yet; see "ledgerline orders".')
    keep({ ordered: true })
    print(`\nAgain: "ledgerline show ${order}"`)
  }
  /** People work in both for half an hour, the same people for the same day. */
  async function live() {
    const seed = (known.days ?? 0) + 1
    await control('day', { seed, minutes: dayMinutes, orders: 16, faults: 0 })
    keep({ days: seed })
    print(
      `\nThe shop lives: for ${dayMinutes} minutes people order, pay, edit, pick, invoice and post (day ${seed}). ${stillLine(address)}`,
    )
  }
  return {
    demo: {
      integration: demoId,
      async place({ loseReply, newCarrier }) {
        if (loseReply) await gpControl('faults', { match: { operation: 'CreateSalesOrder' }, do: 'drop-after' })
        return place(newCarrier)
      },
      async documents(number) {
        const { salesOrders } = (await gpControl('state')) as { salesOrders: { Key: { Id: string } }[] }
        return salesOrders.filter(({ Key }) => Key.Id === number) as unknown as Json[]
      },
    },
    async opened(url) {
      await control('announce', { url: `${url}/webhooks/prestashop/${demoId}`, secret: known.webhookSecret, times: 1 })
      print(demoLines(address))
      if (!known.ordered) await showFirst()
      unwatch = await watchOrders(hub.database, print)
      // A demo that does not live is one all the same.
      if (lives) await live().catch((error: unknown) => print(`The day of the demo could not begin: ${String(error)}`))
    },
    stop() {
      void unwatch()
      child.disconnect()
    },
  }
}

/** A few events a minute, so that somebody can follow them. */
const dayMinutes = 30

const stillLine = ({ shop, token }: SandboxAddress) =>
  `To have it still: start with --still, or curl -X POST '${shop.url}/_day?token=${token}' -d '{"stop":true}'`

/** What can be tried, ready to be pasted, at every start: the token is new each time. */
const demoLines = ({ shop, gp, token }: SandboxAddress) =>
  [
    `The demo shop is at ${shop.url}, its GP at ${gp.origin}. Token for both: ${token}`,
    `Place an order:       curl -X POST '${shop.url}/_order?token=${token}'`,
    `Lose GP’s next reply: curl -X POST '${gp.origin}/_faults?token=${token}' -d '{"match":{"operation":"CreateSalesOrder"},"do":"drop-after"}'`,
    `Play a day by seed:   curl -X POST '${shop.url}/_day?token=${token}' -d '{"seed":7,"minutes":5}'`,
    `What GP holds:        curl '${gp.origin}/_state?token=${token}'`,
    'What becomes of each order stands here.',
  ].join('\n')

const portOf = (address: string) => Number(new URL(address).port)

/** Whether nothing listens on these ports of this machine. */
async function areFree(ports: readonly number[]): Promise<boolean> {
  const free = ports.map(
    (port) =>
      new Promise<boolean>((resolve) => {
        const server = createServer()
        server.once('error', () => resolve(false))
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
      }),
  )
  return (await Promise.all(free)).every((each) => each)
}

/** In a process of its own: it stops when the channel to this one breaks, however this one ends. */
function spawnSandbox(
  folder: string,
  key: string,
  ports: NonNullable<DemoFile['ports']>,
): Promise<{ child: ChildProcess; address: SandboxAddress }> {
  const wanted = ['sandbox', '--state', folder, '--key', key, '--all-rights']
  wanted.push('--shop-port', String(ports.shop), '--gp-port', String(ports.gp))
  const child = spawn(process.execPath, [...process.execArgv, program, ...wanted], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (address) => resolve({ child, address: address as SandboxAddress }))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The sandbox ended with code ${code}; its message is shown above.`)))
  })
}

/** The order's story when its run has come to an end, looked at often for half a minute. */
async function settled(hub: Hub, key: string): Promise<RecordStory | null> {
  for (let look = 0; look < 300; look++) {
    const story = await explainRecord(hub.database.stores, integrationId(demoId), ref('prestashop.order', key))
    if (story && !openStates.includes(story.newest.state)) return story
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return null
}
