import { type Config, readConfig as readConfiguration } from '../config.ts'
import { requireDataFolder } from '../data-folder.ts'
import { visibleLines } from '../domain/visible.ts'
import type { Hub, HubOptions, openHub as OpenHub } from '../hub.ts'
import type { CommandContext } from './command.ts'
import type { JsonOption } from './options.ts'

/** The one way in which a command says something: nothing that others wrote reaches the terminal as it came. */
export const print = (text: string) => void process.stdout.write(`${visibleLines(text)}\n`)
/** Beside the answer: what takes long. */
const say = (text: string) => void process.stderr.write(`${visibleLines(text)}\n`)

/** Read when a command runs, so that --help works with a wrong one. */
export function readConfig(): Config {
  const config = readConfiguration()
  for (const note of config.notes) say(note)
  return config
}

/** What this process runs: other processes of the hub's own are started with it. */
export const program = process.argv[1] ?? ''

/** Loaded when it is needed: a command that asks a running hub needs nothing of it. */
export const openHub: typeof OpenHub = async (...given) => (await import('../hub.ts')).openHub(...given)
export const createLog = async (level: string) => (await import('../log.ts')).createLog(level)

/** What a command gets that asks the hub on the data folder, or opens it for itself. */
export function contextOf(options: JsonOption, { begins = false }: { begins?: boolean } = {}): Context {
  const config = readConfig()
  return {
    config,
    json: options.json ?? false,
    print,
    openHub: async (more = {}) => {
      // A command that finds no hub and no data says so; it does not begin an empty hub in a misspelt folder.
      if (config.databaseUrl === null && !begins) requireDataFolder(config.dataFolder)
      // A command's answer is what it prints; the log of a hub opened for it alone would only stand in the way.
      const log = await createLog(config.logLevel ?? 'warn')
      return openHub(config, log, { polls: false, say, ...more })
    },
  }
}

export type Context = CommandContext & { openHub: (options?: HubOptions) => Promise<Hub> }
