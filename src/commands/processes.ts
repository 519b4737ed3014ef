import type { Command } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest.ts'
import type { EntityName } from '../domain/record.ts'
import type { Added } from '../flows/index.ts'
import type { Flow, Step } from '../language/index.ts'
import { answer, type CommandContext, shellWord } from './command.ts'
import { contextOf } from './context.ts'
import { readFolder, writePart } from './definition-folder.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printTable } from './print.ts'

export function describe(program: Command): void {
  const command = program
    .command('processes')
    .description('business processes that an integration can be given beside its orders')
    .option(...jsonOption)
    .action((options: JsonOption) => listProcesses(contextOf(options)))
  command
    .command('add <process> <folder>')
    .description('add the flows, mappings and settings of a process to an exported integration')
    .option(...jsonOption)
    .action((process: string, folder: string, options: JsonOption) => addProcess(contextOf(options), process, folder))
}

async function listProcesses(context: CommandContext): Promise<void> {
  const { processes } = await import('../flows/index.ts')
  const shown = processes.map(({ id, about, flows }) => ({ id, about, flows: flows.map((flow) => flow.id) }))
  answer(context, shown, () =>
    [
      printTable([['process', 'what it does'], ...shown.map(({ id, about }) => [id, about])]),
      '',
      'To add one: "ledgerline export FOLDER", then "ledgerline processes add PROCESS FOLDER".',
    ].join('\n'),
  )
}

/** `processes add PROCESS FOLDER`: changes the folder alone. What is in it already stays. */
async function addProcess(context: CommandContext, id: string, folder: string): Promise<void> {
  const { processes, withProcess } = await import('../flows/index.ts')
  const process = processes.find((one) => one.id === id)
  if (!process) {
    const known = processes.map((one) => one.id)
    throw new InvalidInput('processes add', [
      { at: id, reason: `is no process${didYouMean(id, known)}; there are ${known.join(', ')}` },
    ])
  }
  const { parts, added, kept }: Added = withProcess(readFolder(folder), process)
  for (const name of new Set(added.map((place) => place.replace(/^(settings\.json)\/.*/, '$1'))))
    writePart(folder, name, parts[name]!)
  const needs = await operationsOf(process.flows)
  answer(context, { process: id, added, kept, needs }, () =>
    [
      added.length > 0 ? `Added to ${folder}:` : `${folder} has everything of “${id}” already.`,
      ...added.map((place) => `  ${place}`),
      ...(kept.length > 0
        ? ['There already and different, so left as it is:', ...kept.map((place) => `  ${place}`)]
        : []),
      ...(added.length > 0
        ? [
            '',
            ...(needs.length > 0
              ? [`The role of the hub's user in GP needs ${needs.join(', ')}: "ledgerline doctor" says what it lacks.`]
              : []),
            'Look at the settings, then:',
            `  ledgerline import ${shellWord(folder)} --new-flows-off   # the new flows start nothing yet`,
            `  ledgerline run KEY --entity ENTITY --flow ${process.flows[0]!.id} --dry-run   # what one record would do`,
            `  ledgerline flows on ${process.flows[0]!.id}`,
          ]
        : []),
    ].join('\n'),
  )
}

/** What the flows call in GP, as its rights name it. */
async function operationsOf(flows: readonly Flow[]): Promise<readonly string[]> {
  const [{ gp }, { stepsWithin }] = await Promise.all([
    import('../connectors/gp/index.ts'),
    import('../language/index.ts'),
  ])
  const all = (steps: readonly Step[]): readonly Step[] =>
    steps.flatMap((step) => [step, ...stepsWithin(step).flatMap(all)])
  const of = (entity: EntityName) => gp.operationsOf?.(entity) ?? { read: [], write: [] }
  const called = flows.flatMap(({ steps }) =>
    all(steps).flatMap((step) => {
      if (step.do === 'read' || step.do === 'find') return of(step.entity).read
      return step.do === 'write' ? [...of(step.to).read, ...of(step.to).write] : []
    }),
  )
  return [...new Set(called)].sort()
}
