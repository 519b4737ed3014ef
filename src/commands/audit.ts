import type { Command } from 'commander'
import { actorText } from '../domain/person.ts'
import type { AuditEntry } from '../domain/proposal.ts'
import type { AuditWalk } from '../domain/stores.ts'
import { visible } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'
import { type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('audit')
    .description('decisions and configuration, in the order they happened')
    .option('--verify', 'whether every line is as it was written')
    .option('--head <line:hash>', 'as an earlier check showed it: whether lines were cut off since')
    .option(...jsonOption)
    .action(async (options: JsonOption & { verify?: boolean; head?: string }) => {
      if (!(await showAudit(contextOf(options), options))) process.exitCode = 1
    })
}

type Context = CommandContext & { openHub: OpenHub }

const breakTexts: Readonly<Record<AuditWalk['breaks'][number]['found'], string>> = {
  missing: 'was taken out',
  different: 'was changed, or the line before it was',
  'other head': 'has another hash than the one you gave',
}

/**
 * `audit`: decisions and configuration, newest first. `--verify`: whether every line still is what was written.
 * `--head LINE:HASH`, as an earlier check showed it, also shows that none was cut off at the end.
 */
function showAudit(context: Context, options: { verify?: boolean; head?: string }): Promise<boolean> {
  return withHub(context, async (client) => {
    if (options.verify || options.head !== undefined) {
      const query = options.head === undefined ? '' : `?${new URLSearchParams({ head: options.head })}`
      const walked = await client.get<AuditWalk>(`/api/audit/verify${query}`)
      const { lines, brokenAt, breaks, head } = walked
      answer(context, walked, () =>
        brokenAt === null
          ? `All ${lines} lines are as they were written.${head ? ` Keep this elsewhere, to see later that none was cut off: --head ${head.sequence}:${head.hash}` : ''}`
          : [
              ...breaks.map(({ line, found }) => `Line ${line} ${breakTexts[found]}.`),
              `${lines} lines are as they were written; ${breaks.length} places are not. Compare them with a backup.`,
            ].join('\n'),
      )
      return brokenAt === null
    }
    const entries = await client.get<AuditEntry[]>('/api/audit')
    answer(context, entries, () =>
      printTable([
        ['line', 'at (UTC)', 'who', 'what', 'of'],
        ...entries.map(({ sequence, at, actor, deed, subject }) => [
          String(sequence),
          at.slice(0, 19).replace('T', ' '),
          visible(actorText(actor)),
          deed,
          visible(subject),
        ]),
      ]),
    )
    return true
  })
}
