import type { Command } from 'commander'
import { findHub } from '../client/index.ts'
import type { Config } from '../config.ts'
import { DataFolderInUse } from '../domain/data-folder-in-use.ts'
import { InvalidInput } from '../domain/errors.ts'
import { asCalled } from './command.ts'
import { createLog, openHub, print as printPlain, readConfig } from './context.ts'
import type { startDemo } from './demo.ts'
import { endWith, fail } from './ending.ts'

const print = (text: string) => printPlain(asCalled(text))

export function describe(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('run the hub; with nothing configured, on a demo shop and company')
    .option('--no-demo', 'never show the demo')
    .option('--still', 'nobody orders, picks or posts in the demo but you')
    .action(start)
  program
    .command('worker')
    .description('work beside other hubs on the same PostgreSQL; serves health and metrics, does not poll')
    .action(work)
}

async function start(options: { demo: boolean; still?: boolean }): Promise<void> {
  const [{ giveBackStartMemory }, { buildingWebApp }, { demoLeft, startDemo, wantsDemo }] = await Promise.all([
    import('../start-memory.ts'),
    import('../web-app-folder.ts'),
    import('./demo.ts'),
  ])
  const config = readConfig()
  await requirePort(config)
  const log = await createLog(config.logLevel ?? 'warn')
  let endHub = (_: unknown): void => process.exit(1)
  let demo: Awaited<ReturnType<typeof startDemo>> | null = null
  const webApp = config.checkout === null ? null : buildingWebApp(config.checkout, print)
  const hub = await openHub(config, log, {
    ...{ say: print, serves: { yields: false, ended: (by) => endHub(by) } },
    ...(webApp ? { webApp: webApp.now } : {}),
    demo: () => demo?.demo ?? null,
  })
  const end = async () => {
    webApp?.stop()
    demo?.stop()
    await hub.close()
  }
  // While this one stood still, another was started in its place.
  endHub = (by) => void end().finally(() => fail(by))
  try {
    if (options.demo && (await wantsDemo(hub)))
      demo = await startDemo(hub, { dataFolder: config.dataFolder, print, lives: !options.still })
    const left = demo ? null : await demoLeft(hub, config.dataFolder)
    if (left !== null) print(left)
    // Who watches the demo reads what it prints; who runs a hub reads its log.
    if (!demo) log.setLevel(config.logLevel ?? 'info')
    endWith(end)
    const { url } = await hub.start()
    giveBackStartMemory()
    print(`Ledgerline is ready at ${url}`)
    await demo?.opened(url)
    // Works once, so it stands last, where it is seen.
    const welcome = await hub.welcome()
    if (welcome !== null) print(`\n${welcomeLines(url, welcome)}`)
    // After the first order, so that a newcomer's machine does one thing at a time.
    await webApp?.build()
  } catch (error) {
    await end()
    throw error
  }
}

/**
 * The hub will be able to listen; nothing is made for one that cannot. Where a hub of the same data folder has the port, it is named.
 * @throws DataFolderInUse, InvalidInput
 */
async function requirePort(config: Config): Promise<void> {
  const { checkPort } = await import('../listen.ts')
  await checkPort(config).catch(async (error: unknown) => {
    const other = await findHub(config.dataFolder)
    // Of one that an MCP client runs the port is another one, and it makes room.
    if (other !== null && portOf(other.url) === config.port) throw new DataFolderInUse(config.dataFolder, other)
    throw error
  })
}

const portOf = (url: string) => Number(new URL(url).port || 80)

/** Nobody can sign in yet: how to begin, with a browser and without one. */
function welcomeLines(url: string, path: string): string {
  const here = url.replace(/\/\/(0\.0\.0\.0|\[::\])(?=:)/, '//127.0.0.1')
  return `Open it in a browser on this machine, once, within an hour: ${here}${path}\nWithout a browser: "ledgerline people first YOUR-EMAIL" makes the first sign-in.`
}

async function work(): Promise<void> {
  const config = readConfig()
  if (config.databaseUrl === null)
    throw new InvalidInput('worker', [
      {
        at: 'DATABASE_URL',
        reason: 'is not set; the embedded database is for one machine, so workers need a PostgreSQL server',
      },
    ])
  await requirePort(config)
  const hub = await openHub(config, await createLog(config.logLevel ?? 'info'), { polls: false })
  endWith(() => hub.close())
  const { url } = await hub.start()
  print(`Ledgerline worker is ready at ${url}`)
}
