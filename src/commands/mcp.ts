import type { Config } from '../config.ts'
import type { Hub } from '../hub.ts'
import { serveStdio } from '../mcp/index.ts'
import { version } from '../version.ts'
import { startDemo, wantsDemo } from './demo.ts'
import { type HubClient, hubClient, runningHub } from './hub-client.ts'
import { firstAdmin } from './sign-in.ts'

/**
 * `mcp`: the hub's tools for one MCP client, over standard input and output. Through the hub that runs on the data
 * folder; when none does, it is run here, on the demo when nothing is configured: one line in a client's configuration
 * is enough to try it. Standard output is the wire, so everything else goes to standard error.
 */
export async function mcp(parts: {
  config: Config
  openHub: (config: Config) => Promise<Hub>
  main: string
}): Promise<void> {
  const { config, main } = parts
  const tell = (text: string) => void process.stderr.write(`${text}\n`)
  const running = await runningHub(config.dataFolder)
  const { client, close } = running
    ? { client: running, close: async () => {} }
    : await ownHub(await parts.openHub({ ...config, port: 0 }), { main, dataFolder: config.dataFolder, print: tell })
  await serveStdio({ hub: client, scopes: ['read', 'propose', 'operate'], readOnly: config.readOnly, version })
  await close()
}

async function ownHub(
  hub: Hub,
  parts: { main: string; dataFolder: string; print: (text: string) => void },
): Promise<{ client: HubClient; close: () => Promise<void> }> {
  await firstAdmin(hub.database.people, parts.print)
  const demo = (await wantsDemo(hub)) ? await startDemo(hub, parts) : null
  const { url } = await hub.start()
  // The order is placed while the client begins to talk.
  const placed = demo?.opened(url).catch((error: unknown) => parts.print(String(error)))
  return {
    client: hubClient(
      async (path, init) => hub.app.request(path, init),
      hub.token,
      async () => {},
    ),
    async close() {
      await placed
      demo?.stop()
      await hub.close()
    },
  }
}
