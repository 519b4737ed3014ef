import { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest.ts'
import { version } from '../version.ts'

export { fail } from './ending.ts'

/** A file of commands: it describes them, and does them. What it needs for that alone it loads when one is called. */
type CommandFile = () => Promise<{ describe(program: Command): void }>

const start = () => import('./start.ts')
const orders = () => import('./orders.ts')
const carry = () => import('./carry.ts')
const backup = () => import('./backup.ts')
const rules = () => import('./rules.ts')
const govern = () => import('./govern.ts')
const people = () => import('./people.ts')
const flows = () => import('./flows.ts')
const terminal = () => import('./terminal.ts')

/** Which file describes a command, in the order of --help. */
const files: Readonly<Record<string, CommandFile>> = {
  start,
  worker: start,
  mcp: () => import('./mcp.ts'),
  sandbox: () => import('./sandbox.ts'),
  init: () => import('./init.ts'),
  doctor: () => import('./doctor.ts'),
  run: orders,
  orders: () => import('./list-orders.ts'),
  show: orders,
  replay: orders,
  incidents: () => import('./incidents.ts'),
  messages: () => import('./messages.ts'),
  import: carry,
  diff: carry,
  export: carry,
  processes: () => import('./processes.ts'),
  explain: () => import('./explain.ts'),
  fields: () => import('./fields.ts'),
  suggest: () => import('./suggest.ts'),
  draft: () => import('./draft.ts'),
  check: () => import('./check.ts'),
  assistant: () => import('./assistant.ts'),
  chat: () => import('./chat.ts'),
  module: () => import('./module.ts'),
  backup,
  restore: backup,
  'rotate-key': () => import('./rotate-key.ts'),
  standard: rules,
  compare: rules,
  status: () => import('./status.ts'),
  support: () => import('./support.ts'),
  confirm: govern,
  pause: govern,
  resume: govern,
  flows,
  file: flows,
  'take-back': flows,
  report: flows,
  unusual: () => import('./unusual.ts'),
  reports: flows,
  reconcile: () => import('./reconcile.ts'),
  backfill: () => import('./backfill.ts'),
  uncounted: () => import('./uncounted.ts'),
  'tax-report': () => import('./tax-report.ts'),
  history: () => import('./history.ts'),
  proposals: () => import('./proposals.ts'),
  alerts: () => import('./alerts.ts'),
  people,
  tokens: () => import('./tokens.ts'),
  'sign-in': terminal,
  'sign-out': terminal,
  erase: () => import('./erase.ts'),
  audit: () => import('./audit.ts'),
  completion: () => import('./completion.ts'),
}

/**
 * The command line, ready to be parsed.
 * @param called the first word: only the file of that command is loaded; all of them where it is none, or an option
 * @throws InvalidInput: it is no command, with the one that may be meant
 */
export async function programFor(called: string | undefined): Promise<Command> {
  const program = new Command('ledgerline')
    .description('PrestaShop orders become Microsoft Dynamics GP sales orders, to the cent.')
    .version(version)
    // "flows on FLOW --integration ID": "flows" takes that option, too, and would keep it from the command that is meant.
    .enablePositionalOptions()
    .exitOverride()
  const known = called !== undefined && Object.hasOwn(files, called) ? files[called] : undefined
  if (!known && called !== undefined && called !== 'help' && !called.startsWith('-'))
    throw new InvalidInput('ledgerline', [
      { at: called, reason: `is no command${didYouMean(called, Object.keys(files))}. "ledgerline --help" lists them` },
    ])
  for (const file of known ? [known] : new Set(Object.values(files))) (await file()).describe(program)
  return program
}
