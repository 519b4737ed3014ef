import type { Command } from 'commander'
import type { Finding } from '../domain/connector.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import type { ModuleState } from './module.ts'
import { moduleFindings } from './module-findings.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

export function describe(program: Command): void {
  program
    .command('doctor')
    .description('check connections, permissions, clocks and GP policies; says what to do')
    .option(...integrationOption)
    .option(...jsonOption)
    .action(async (options: IntegrationOption) => {
      if (!(await doctor(contextOf(options), options))) process.exitCode = 1
    })
}

/** `doctor`: connections, permissions, clocks, GP policies, and what to do. @returns false when something is wrong */
function doctor(context: CommandContext & { openHub: OpenHub }, options: { integration?: string }): Promise<boolean> {
  return withHub(context, async (client) => {
    const { id, confirmed } = await chosenIntegration(client, options.integration)
    const findings = await client.post<Finding[]>(`/api/integrations/${id}/check`)
    const all: Finding[] = confirmed
      ? [
          ...findings,
          {
            check: 'hub.company',
            level: 'ok',
            found: `Writing to “${confirmed.company}” is confirmed as ${confirmed.kind}.`,
          },
        ]
      : [
          ...findings,
          {
            check: 'hub.company',
            level: 'warning',
            found: 'No GP company is confirmed for writing yet; orders wait.',
            todo: 'Run "ledgerline confirm test COMPANY" or "ledgerline confirm live COMPANY".',
          },
        ]
    all.push(...moduleFindings(await client.get<ModuleState>(`/api/integrations/${id}/webhooks`), Date.now()))
    all.push(...(await client.call('POST /api/assistant/check')))
    answer(context, all, () => printFindings(all))
    return !all.some(({ level }) => level === 'error')
  })
}

const marks = { ok: '✓', warning: '!', error: '✗' }

function printFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, check, found, todo }) => [
    `${marks[level]} ${found}  [${check}]`,
    ...(todo && level !== 'ok' ? [`    → ${todo}`] : []),
  ])
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  return [...lines, '', `${count('error')} errors, ${count('warning')} warnings, ${count('ok')} checks passed.`].join(
    '\n',
  )
}
