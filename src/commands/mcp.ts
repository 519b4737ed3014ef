import type { Command } from 'commander'
import { type HubClient, HubGone, hubClient, runningHub } from '../client/index.ts'
import type { Config } from '../config.ts'
import { HubError } from '../domain/errors.ts'
import { faultText } from '../domain/fault-text.ts'
import type { Scope } from '../domain/person.ts'
import { visibleLines } from '../domain/visible.ts'
import type { Hub, HubOptions } from '../hub.ts'
import { version } from '../version.ts'
import { createLog, openHub, readConfig } from './context.ts'

export function describe(program: Command): void {
  program
    .command('mcp')
    .description('the hub as tools for an MCP client, over standard input and output')
    .option('--people', 'show the model who customers are and where they live; without it, placeholders')
    .action(async ({ people = false }: { people?: boolean }) => {
      const config = readConfig()
      const log = await createLog(config.logLevel ?? 'warn')
      await mcp({ config, people, openHub: (its, options) => openHub(its, log, options) })
      process.exit(0)
    })
}

interface McpParts {
  readonly config: Config
  readonly people: boolean
  readonly openHub: (config: Config, options: HubOptions) => Promise<Hub>
}
type Print = (text: string) => void

/**
 * `mcp`: the hub's tools for one MCP client, over standard input and output. Through the hub that runs on the data
 * folder; when none does, it is run here, on the demo when nothing is configured: one line in a client's configuration
 * is enough to try it. With LEDGERLINE_TOKEN it may what that token may. Who customers are
 * goes to the client only where the person who writes its configuration says so. Standard output is the wire, so everything else
 * goes to standard error.
 */
async function mcp(parts: McpParts): Promise<void> {
  // Clients wait some seconds for the first answer, and a hub takes as long to start: they are greeted meanwhile.
  const opened = open(parts)
  const door = {
    get: async <T>(path: string) => (await (await opened).hub()).get<T>(path),
    post: async <T>(path: string, body?: unknown) => (await (await opened).hub()).post<T>(path, body),
  }
  const mayPropose = opened.then(async ({ hub }) => {
    const { scopes, readOnly } = await (await hub()).get<{ scopes: Scope[]; readOnly: boolean }>('/api/me')
    return scopes.includes('propose') && !readOnly && !parts.config.readOnly
  })
  const { serveStdio } = await import('../mcp/index.ts')
  const failed = mayPropose.then(() => new Promise<never>(() => {}))
  try {
    await Promise.race([serveStdio({ hub: door, mayPropose, version }), failed])
    // A client that went away at once still leaves behind why it could not be served.
    await mayPropose
  } finally {
    await (await opened.catch(() => null))?.close()
  }
}

/** The hub that runs on the data folder, or one of our own, until one is started to serve. */
async function open(parts: McpParts): Promise<{ hub: () => Promise<HubClient>; close: () => Promise<void> }> {
  const { dataFolder, token } = parts.config
  const tell: Print = (text) => void process.stderr.write(`${visibleLines(text)}\n`)
  const running = () => runningHub(dataFolder, { token: token ?? undefined, withoutPeople: hidesPeople(parts) })
  let own: OwnHub | null = null
  let asked = false
  const makeRoom = async () => {
    asked = true
    const ending = own
    own = null
    await ending?.close()
  }
  own = (await running()) ? null : await ownHub(parts, running, { print: tell, ended: makeRoom })
  let yielded = own !== null
  // It may be asked before it is up.
  if (asked) await makeRoom()
  return {
    // The hub may be started again while the client talks: it then has another address and another key.
    async hub() {
      if (own) return own.client
      // The one that was started in our place is given time to come up.
      const found = yielded ? await within(longestStart, running) : await running()
      yielded = false
      if (!found) throw new HubGone(dataFolder)
      return found
    },
    close: async () => own?.close(),
  }
}

interface OwnHub {
  readonly client: HubClient
  close(): Promise<void>
}

/** A token says by itself whether it reads them. */
const hidesPeople = ({ config, people }: McpParts) => !people && config.token === null

/** Null: another process was earlier, and its hub is asked. */
async function ownHub(
  parts: McpParts,
  running: () => Promise<HubClient | null>,
  { print, ended }: { print: Print; ended: () => Promise<void> },
): Promise<OwnHub | null> {
  const { config, openHub } = parts
  const serves = { yields: true, ended: () => void ended().catch((error: unknown) => print(String(error))) }
  const opened = await openedOnce(() => openHub({ ...config, port: 0 }, { say: print, serves }), running)
  if (!opened) return null
  // A client keeps what is said here, and whoever drives it may read that: a password has no place in it.
  if ((await opened.database.people.list()).length === 0)
    print('Nobody can sign in yet, so nobody can approve. In a terminal: ledgerline people first YOUR-EMAIL')
  const { startDemo, wantsDemo } = await import('./demo.ts')
  const demo = (await wantsDemo(opened))
    ? await startDemo(opened, { dataFolder: config.dataFolder, print, lives: false })
    : null
  const { url } = await opened.start()
  // The order is placed while the client begins to talk.
  const placed = demo?.opened(url).catch((error: unknown) => print(faultText(error)))
  return {
    client: hubClient(
      async (path, init) => opened.app.request(path, init),
      config.token ?? opened.token,
      async () => {},
      undefined,
      undefined,
      hidesPeople(parts),
    ),
    async close() {
      await placed
      demo?.stop()
      await opened.close()
    },
  }
}

/** Seconds that another process may take to start a hub, or to end. */
const longestStart = 50

/** Waits while another process has the data folder: until it serves (null), or has ended. */
async function openedOnce(open: () => Promise<Hub>, running: () => Promise<HubClient | null>): Promise<Hub | null> {
  for (let second = 0; ; second++) {
    try {
      return await open()
    } catch (error) {
      const taken = error instanceof HubError && error.code === 'data_folder_in_use'
      if (!taken || second === longestStart) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (await running()) return null
  }
}

/** What `look` finds, looked at every second. */
async function within<T>(seconds: number, look: () => Promise<T | null>): Promise<T | null> {
  for (let second = 0; ; second++) {
    const found = await look()
    if (found || second === seconds) return found
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}
