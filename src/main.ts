#!/usr/bin/env node
import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Argument, Command, CommanderError, Option } from 'commander'
import { diffFolder, exportFolder, type ImportOptions, importFolder } from './commands/carry.ts'
import { type CommandContext, printError } from './commands/command.ts'
import { startDemo, wantsDemo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { explain } from './commands/explain.ts'
import { confirmCompany, pauseOrResume, showStatus } from './commands/govern.ts'
import { listIncidents, replayIncident, resolveIncident } from './commands/incidents.ts'
import { type InitOptions, init } from './commands/init.ts'
import { buildModule, pairModule, showModule } from './commands/module.ts'
import { type RunOptions, replayOrder, runOrder, showOrder } from './commands/orders.ts'
import {
  addFirst,
  addPerson,
  addToken,
  listPeople,
  listTokens,
  removePerson,
  revokeToken,
  setPassword,
  setRole,
  showAudit,
} from './commands/people.ts'
import { decide, listProposals, proposeLink, revertProposal, showProposal } from './commands/proposals.ts'
import { rotateKey } from './commands/rotate-key.ts'
import { compareDocuments, showStandard } from './commands/rules.ts'
import { printSandbox, type SandboxCommandOptions, sandbox } from './commands/sandbox.ts'
import { firstAdmin, type SignInOptions } from './commands/sign-in.ts'
import { type Config, readConfig as readConfiguration } from './config.ts'
import { requireDataFolder } from './data-folder.ts'
import { InvalidInput } from './domain/errors.ts'
import { type Role, roles, type Scope, scopes } from './domain/person.ts'
import { type ProposalState, proposalStates } from './domain/proposal.ts'
import { visibleLines } from './domain/visible.ts'
import type { Hub, HubOptions, openHub as OpenHub } from './hub.ts'
import { checkPort } from './listen.ts'
import { createLog } from './log.ts'
import { version } from './version.ts'

/** Read when a command runs, so that --help works with a wrong one. */
function readConfig(): Config {
  const config = readConfiguration()
  if (config.dataFolderNote !== null) process.stderr.write(`${config.dataFolderNote}\n`)
  return config
}

/** The one way in which a command says something: nothing that others wrote reaches the terminal as it came. */
const print = (text: string) => void process.stdout.write(`${visibleLines(text)}\n`)
/** Beside the answer: what takes long. */
const say = (text: string) => void process.stderr.write(`${visibleLines(text)}\n`)
const program = new Command('ledgerline')
  .description('PrestaShop orders become Microsoft Dynamics GP sales orders, to the cent.')
  .version(version)
  .exitOverride()
const integrationOption = ['--integration <id>', 'which integration; not needed when there is one'] as const
const jsonOption = ['--json', 'answer as JSON'] as const
const emailOption = ['--email <email>', 'who you are; asked for when left out'] as const
const stdinOption = ['--password-stdin', 'read your password from standard input'] as const

/** Loaded when it is needed: a command that asks a running hub starts in half the time. */
const openHub: typeof OpenHub = async (...given) => (await import('./hub.ts')).openHub(...given)

function contextOf(options: { json?: boolean }): Context {
  const config = readConfig()
  // A command's answer is what it prints; the log of a hub opened for it alone would only stand in the way.
  const log = createLog(config.logLevel ?? 'warn')
  return {
    config,
    json: options.json ?? false,
    print,
    openHub: (more = {}) => {
      // A command that finds no hub and no data tells that; it does not begin an empty hub in a misspelt folder.
      if (config.databaseUrl === null && !more.begins) requireDataFolder(config.dataFolder)
      return openHub(config, log, { polls: false, say, ...more })
    },
  }
}

type Context = CommandContext & { openHub: (options?: HubOptions & { begins?: boolean }) => Promise<Hub> }

/** For the commands that a hub begins with. */
function beginningContextOf(options: { json?: boolean }): Context {
  const context = contextOf(options)
  return { ...context, openHub: (more) => context.openHub({ ...more, begins: true }) }
}

program
  .command('start', { isDefault: true })
  .description('run the hub; with nothing configured, on a demo shop and company')
  .option('--no-demo', 'never show the demo')
  .action(async (options: { demo: boolean }) => {
    const config = readConfig()
    await checkPort(config)
    const log = createLog(config.logLevel ?? 'warn')
    let endHub = (_: unknown): void => process.exit(1)
    const hub = await openHub(config, log, { say: print, serves: { yields: false, ended: (by) => endHub(by) } })
    let demo: Awaited<ReturnType<typeof startDemo>> | null = null
    const end = async () => {
      demo?.stop()
      await hub.close()
    }
    // While this one stood still, another was started in its place.
    endHub = (by) => void end().finally(() => fail(by))
    try {
      if (options.demo && (await wantsDemo(hub)))
        demo = await startDemo(hub, { main: fileURLToPath(import.meta.url), dataFolder: config.dataFolder, print })
      // Who watches the demo reads what it prints; who runs a hub reads its log.
      if (!demo) log.setLevel(config.logLevel ?? 'info')
      endWith(end)
      const { url } = await hub.start()
      print(`Ledgerline is ready at ${url}`)
      // Shown once, so not before everything else has gone well.
      await firstAdmin(hub.database.people, print)
      await demo?.opened(url)
    } catch (error) {
      await end()
      throw error
    }
  })

program
  .command('worker')
  .description('work beside other hubs on the same PostgreSQL; serves health and metrics, does not poll')
  .action(async () => {
    const config = readConfig()
    if (config.databaseUrl === null)
      throw new InvalidInput('worker', [
        {
          at: 'DATABASE_URL',
          reason: 'is not set; the embedded database is for one machine, so workers need a PostgreSQL server',
        },
      ])
    await checkPort(config)
    const hub = await openHub(config, createLog(config.logLevel ?? 'info'), { polls: false })
    endWith(() => hub.close())
    const { url } = await hub.start()
    print(`Ledgerline worker is ready at ${url}`)
  })

program
  .command('mcp')
  .description('the hub as tools for an MCP client, over standard input and output')
  .action(async () => {
    const config = readConfig()
    const log = createLog(config.logLevel ?? 'warn')
    const { mcp } = await import('./commands/mcp.ts')
    await mcp({ config, openHub: (its, options) => openHub(its, log, options), main: fileURLToPath(import.meta.url) })
    process.exit(0)
  })

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
  .action(async (options: SandboxCommandOptions & { json?: boolean }) => {
    const { address, running } = await sandbox(options)
    endWith(() => running.stop())
    if (process.send) {
      process.once('disconnect', () => process.exit(0))
      process.send(address)
    } else print(options.json ? JSON.stringify(address) : printSandbox(address))
  })

program
  .command('init <folder>')
  .description('read both systems and write an integration to begin with, as a folder of JSON files')
  .requiredOption('--shop <url>', 'address of the shop')
  .requiredOption('--gp <url>', 'address of the legacy endpoint of GP Web Services')
  .requiredOption('--company-id <id>', 'CMPANYID of the GP company')
  .option('--id <id>', 'id of the integration', 'main')
  .option('--name <name>', 'name of the integration')
  .option('--timezone <zone>', "the shop's time zone, when its settings cannot be read")
  .addOption(new Option('--auth <kind>', 'how to sign in to GP').choices(['ntlm', 'basic', 'none']))
  .option('--allow-plain-http', 'the addresses may be http: keys and passwords are open to whoever listens on the way')
  .option(...jsonOption)
  .action((folder: string, options: InitOptions & { json?: boolean }) => init(contextOf(options), folder, options))

program
  .command('doctor')
  .description('check connections, permissions, clocks and GP policies; says what to do')
  .option(...integrationOption)
  .option(...jsonOption)
  .action(async (options: { integration?: string; json?: boolean }) => {
    if (!(await doctor(contextOf(options), options))) process.exitCode = 1
  })

program
  .command('run <order>')
  .description('carry an order out now')
  .option('--dry-run', 'only print what would be written')
  .option('--with <folder>', 'under the definition in this folder; with --dry-run')
  .option('--although-paused', 'also while the integration or its flow is paused')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((order: string, options: RunOptions & { json?: boolean }) => runOrder(contextOf(options), order, options))

program
  .command('show <order>')
  .description("what became of an order: its run's journal and its proof")
  .option(...integrationOption)
  .option(...jsonOption)
  .action((order: string, options: { integration?: string; json?: boolean }) =>
    showOrder(contextOf(options), order, options),
  )

program
  .command('replay [order]')
  .description('start an order again from the shop, or every order of an incident')
  .option('--edit <path=old=>new...>', 'correct what is read from the shop')
  .option('--incident <id>', 'instead of an order')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...integrationOption)
  .option(...jsonOption)
  .action(
    (
      order: string | undefined,
      options: SignInOptions & { edit?: string[]; incident?: string; integration?: string; json?: boolean },
    ) => {
      if (options.incident !== undefined) return replayIncident(contextOf(options), options.incident)
      if (order === undefined)
        throw new InvalidInput('replay', [{ at: 'order', reason: 'name an order, or an incident with --incident' }])
      return replayOrder(contextOf(options), order, options)
    },
  )

program
  .command('incidents [id]')
  .description('what stops orders until a person acts')
  .option('--resolved', 'those that are settled')
  .option('--resolve', 'say that this one is settled')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...integrationOption)
  .option(...jsonOption)
  .action(
    (
      id: string | undefined,
      options: SignInOptions & { resolved?: boolean; resolve?: boolean; integration?: string; json?: boolean },
    ) => {
      if (!options.resolve) return listIncidents(contextOf(options), id, options)
      if (id === undefined) throw new InvalidInput('incidents', [{ at: 'id', reason: 'name the incident' }])
      return resolveIncident(contextOf(options), id, options)
    },
  )

program
  .command('import <folder>')
  .description('check an integration in a folder and make it the newest version')
  .option('--note <text>', 'what this version is for')
  .option('--dry-run', 'check and try it, and store nothing')
  .option('--over <version>', 'the newest version, when it may take the place of versions that it does not come from')
  .option('--new-address', 'an address has changed, and the credentials in the environment are for the new one')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((folder: string, options: ImportOptions & { json?: boolean }) =>
    importFolder(beginningContextOf(options), folder, options),
  )

program
  .command('diff <folder>')
  .description('what an import of the folder would change')
  .option(...jsonOption)
  .action((folder: string, options: { json?: boolean }) => diffFolder(contextOf(options), folder))

program
  .command('export <folder>')
  .description('write the newest version of an integration to a folder, without secrets')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((folder: string, options: { integration?: string; json?: boolean }) =>
    exportFolder(contextOf(options), folder, options),
  )

program
  .command('explain')
  .description('flows and mappings in plain sentences')
  .option('--functions', 'what expressions may call')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: { integration?: string; functions?: boolean; json?: boolean }) =>
    explain(contextOf(options), options),
  )

const hubOption = ['--hub <url>', 'where the shop reaches this hub'] as const
const shopModule = program.command('module').description('the PrestaShop module that announces changes')
shopModule
  .command('status', { isDefault: true })
  .description('when it was heard of, what waits in the shop, what it missed')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: { integration?: string; json?: boolean }) => showModule(contextOf(options), options))
shopModule
  .command('build')
  .description('write the module as a zip, to upload in the shop')
  .option('--out <file>', 'where to', 'ledgerline.zip')
  .option('--paired', 'with address and a fresh secret in it: it connects itself')
  .option(hubOption[0], hubOption[1], 'http://127.0.0.1:4620')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...integrationOption)
  .option(...jsonOption)
  .action(
    (options: SignInOptions & { out: string; paired?: boolean; hub: string; integration?: string; json?: boolean }) =>
      buildModule(contextOf(options), options),
  )
shopModule
  .command('pair')
  .description('a code to connect an installed module with')
  .requiredOption(...hubOption)
  .option(...emailOption)
  .option(...stdinOption)
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: SignInOptions & { hub: string; integration?: string; json?: boolean }) =>
    pairModule(contextOf(options), options),
  )

program
  .command('backup <file>')
  .description('everything as it is now into one file, while the hub works; without the master key')
  .option(...jsonOption)
  .action(async (file: string, options: { json?: boolean }) =>
    (await import('./commands/backup.ts')).backup(contextOf(options), file),
  )

program
  .command('restore <file>')
  .description('make a backup the database; stop the hub before')
  .option('--replace', 'what is there now may be lost')
  .option(...jsonOption)
  .action(async (file: string, options: { replace?: boolean; json?: boolean }) =>
    (await import('./commands/backup.ts')).restore(contextOf(options), file, options),
  )

program
  .command('rotate-key')
  .description('wrap every stored credential under a new master key')
  .option('--lost', 'the old key is gone for good: forget what it had sealed, and take another')
  .option(...jsonOption)
  .action((options: { lost?: boolean; json?: boolean }) => rotateKey(contextOf(options), options))

program
  .command('standard')
  .description('whether this program brings newer standard flows and mappings than an integration has')
  .option('--again', 'propose them again, also where that was declined')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: { again?: boolean; integration?: string; json?: boolean }) =>
    showStandard(contextOf(options), options),
  )

program
  .command('compare')
  .description('documents in GP that the rules of today would write differently')
  .option('--taxes', 'only their taxes')
  .option('--after <key>', 'begin after this order')
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: { taxes?: boolean; after?: string; integration?: string; json?: boolean }) =>
    compareDocuments(contextOf(options), options),
  )

program
  .command('status')
  .description('integrations and the states of their runs')
  .option(...jsonOption)
  .action((options: { json?: boolean }) => showStatus(contextOf(options)))

for (const kind of ['test', 'live'] as const) {
  const confirm =
    program.commands.find((command) => command.name() === 'confirm') ??
    program.command('confirm').description('name the GP company that may be written to')
  confirm
    .command(`${kind} <company>`)
    .description(`it is a ${kind} company`)
    .option('--by <name>', 'who confirms', userName())
    .option(...emailOption)
    .option(...stdinOption)
    .option(...integrationOption)
    .option(...jsonOption)
    .action((company: string, options: SignInOptions & { by: string; integration?: string; json?: boolean }) =>
      confirmCompany(contextOf(options), kind, company, options),
    )
}

for (const deed of ['pause', 'resume'] as const) {
  program
    .command(`${deed} [flow]`)
    .description(deed === 'pause' ? 'stop working on an integration or one flow; changes wait' : 'work on')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((flow: string | undefined, options: { integration?: string; json?: boolean }) =>
      pauseOrResume(contextOf(options), deed, flow, options),
    )
}

const proposals = program.command('proposals').description('what waits for a person; decisions take your own sign-in')
proposals
  .command('list', { isDefault: true })
  .addOption(new Option('--state <state>', 'default: pending').choices(proposalStates))
  .option(...integrationOption)
  .option(...jsonOption)
  .action((options: { state?: ProposalState; integration?: string; json?: boolean }) =>
    listProposals(contextOf(options), options),
  )
proposals
  .command('show <id>')
  .option(...jsonOption)
  .action((id: string, options: { json?: boolean }) => showProposal(contextOf(options), id))
for (const deed of ['approve', 'reject'] as const) {
  proposals
    .command(`${deed} <id>`)
    .option(...emailOption)
    .option(...stdinOption)
    .option('--reason <text>', 'why; kept with the decision')
    .option('--plan <hash>', 'decide only if this is still the plan')
    .option('--typed <text>', 'what it is about, when it asks for that')
    .option(...jsonOption)
    .action((id: string, options: SignInOptions & { reason?: string; plan?: string; typed?: string; json?: boolean }) =>
      decide(contextOf(options), id, deed === 'approve', options),
    )
}
proposals
  .command('link <entity> <key> <gp-entity> <gp-key>')
  .description('propose which GP record a shop record is; "none": it is none')
  .option('--reason <text>', 'why, in a sentence that can be checked')
  .option(...integrationOption)
  .option(...jsonOption)
  .action(
    (
      entity: string,
      key: string,
      gpEntity: string,
      gpKey: string,
      options: { reason?: string; integration?: string; json?: boolean },
    ) => proposeLink(contextOf(options), { entity, key, gpEntity, gpKey }, options),
  )
proposals
  .command('revert <id>')
  .description('propose what undoes an applied one')
  .option(...jsonOption)
  .action((id: string, options: { json?: boolean }) => revertProposal(contextOf(options), id))

const people = program.command('people').description('who may sign in')
people
  .command('list', { isDefault: true })
  .option(...jsonOption)
  .action((options: { json?: boolean }) => listPeople(contextOf(options)))
people
  .command('first <your-email>')
  .description('become the first admin, where nobody can sign in yet')
  .option(...stdinOption)
  .option(...jsonOption)
  .action((email: string, options: { passwordStdin?: boolean; json?: boolean }) =>
    addFirst(beginningContextOf(options), email, options),
  )
people
  .command('add <new-email>')
  .option('--new-name <name>', 'the name of the new person')
  .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('viewer'))
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((email: string, options: SignInOptions & { newName?: string; role: Role; json?: boolean }) =>
    addPerson(contextOf(options), email, options),
  )
people
  .command('role <their-email>')
  .description('give another role')
  .addArgument(new Argument('<role>').choices(roles))
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((email: string, role: Role, options: SignInOptions & { json?: boolean }) =>
    setRole(contextOf(options), email, role, options),
  )
people
  .command('remove <their-email>')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((email: string, options: SignInOptions & { json?: boolean }) =>
    removePerson(contextOf(options), email, options),
  )
people
  .command('password <their-email>')
  .option(...emailOption)
  .option(...jsonOption)
  .action((email: string, options: SignInOptions & { json?: boolean }) =>
    setPassword(contextOf(options), email, options),
  )

const tokens = program.command('tokens').description('tokens of programs; none of them can decide')
tokens
  .command('list', { isDefault: true })
  .option(...jsonOption)
  .action((options: { json?: boolean }) => listTokens(contextOf(options)))
tokens
  .command('add <name>')
  .addOption(new Option('--scope <scope...>', 'what it may do').choices(scopes).default(['read']))
  .option('--for <their-email>', 'whose client uses it; default: you')
  .option('--days <days>', 'how long it is valid; default 90')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((name: string, options: SignInOptions & { scope: Scope[]; for?: string; days?: string; json?: boolean }) =>
    addToken(contextOf(options), name, options),
  )
tokens
  .command('revoke <id>')
  .option(...emailOption)
  .option(...stdinOption)
  .option(...jsonOption)
  .action((id: string, options: SignInOptions & { json?: boolean }) => revokeToken(contextOf(options), id, options))

program
  .command('audit')
  .description('decisions and configuration, in the order they happened')
  .option('--verify', 'whether every line is as it was written')
  .option('--head <line:hash>', 'as an earlier check told it: whether lines were cut off since')
  .option(...jsonOption)
  .action(async (options: { verify?: boolean; head?: string; json?: boolean }) => {
    if (!(await showAudit(contextOf(options), options))) process.exitCode = 1
  })

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

/** A terminal signals every program in front of it, and the bootstrap hands its signal on: both are one wish. */
const sameWishMs = 1000

/** Ends once, in order, on the first signal; a later one ends at once. */
function endWith(end: () => Promise<void>): void {
  let since: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (since !== null && performance.now() - since > sameWishMs) process.exit(1)
      if (since !== null) return
      since = performance.now()
      end().then(() => process.exit(0), fail)
    })
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${printError(error)}\n`)
  process.exit(1)
}

// What nobody caught would be printed whole, with what the database's driver puts into its messages.
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else fail(error)
}
