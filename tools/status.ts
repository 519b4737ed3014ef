import { z } from 'zod'
import type { Finding } from '../src/domain/connector.ts'
import { defineTool, inputs } from './define-tool.ts'
import { clean } from './untrusted.ts'

export const readStatus = defineTool({
  name: 'read_status',
  title: 'Read the status',
  effect: 'read',
  description:
    'Integrations, whether they work or are paused, which GP company is confirmed, and how many runs are done, waiting or stopped. With `check` also the connections, permissions, clocks and GP policies (takes some seconds).',
  input: { check: z.boolean().default(false).describe('Ask both systems too.'), integration: inputs.integration },
  output: {
    integrations: z.array(z.record(z.string(), z.unknown())),
    checks: z.array(z.record(z.string(), z.unknown())).optional(),
  },
  async run({ check, integration }, { hub, integration: chosen, progress }) {
    if (check) await progress('Asking the shop and GP')
    const all =
      await hub.get<
        {
          id: string
          paused: boolean
          confirmed: { company: string; kind: string } | null
          runs: Record<string, number>
        }[]
      >('/api/integrations')
    const findings = check ? await hub.post<Finding[]>(`/api/integrations/${await chosen(integration)}/check`) : []
    const wrong = findings.filter(({ level }) => level !== 'ok')
    const lines = all.map(
      ({ id, paused, confirmed, runs }) =>
        `${id}: ${paused ? 'paused' : 'at work'}, ${confirmed ? `${confirmed.company} (${confirmed.kind})` : 'no company confirmed'}; ${
          Object.entries(runs)
            .filter(([, count]) => count > 0)
            .map(([state, count]) => `${count} ${state}`)
            .join(', ') || 'no runs'
        }`,
    )
    return {
      text:
        [
          ...lines,
          ...(check
            ? [
                wrong.length === 0 ? `All ${findings.length} checks are well.` : '',
                ...wrong.map(({ level, found, todo }) => `${level}: ${clean(found)} → ${clean(todo ?? '')}`),
              ]
            : []),
        ]
          .filter((line) => line !== '')
          .join('\n') || 'No integration yet.',
      data: {
        integrations: all,
        ...(check
          ? {
              checks: wrong.map(({ check: name, level, found, todo }) => ({
                check: name,
                level,
                found: clean(found),
                todo: clean(todo ?? ''),
              })),
            }
          : {}),
      },
      next: [{ tool: 'list_incidents', arguments: {}, because: 'to see what stops orders' }],
    }
  },
})
