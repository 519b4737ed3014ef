import { InvalidInput } from './errors.ts'

/** What a model is asked for. Each has a prompt of its name in prompts/. */
export const modelTasks = ['value-map', 'fields', 'triage', 'chat', 'draft'] as const
export type ModelTask = (typeof modelTasks)[number]

export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]

/** Which model does a task, and with how much effort; what is not chosen is as the prompt says. */
export type ModelChoices = Readonly<Partial<Record<ModelTask, { readonly model: string; readonly effort?: Effort }>>>

const isTask = (name: string): name is ModelTask => (modelTasks as readonly string[]).includes(name)
const isEffort = (name: string): name is Effort => (efforts as readonly string[]).includes(name)

/**
 * Reads "triage=claude-haiku-5-5:low,chat=claude-opus-5-5".
 * @throws InvalidInput naming the part that cannot be read
 */
export function readModelChoices(text: string): ModelChoices {
  const choices: { [Task in ModelTask]?: { model: string; effort?: Effort } } = {}
  for (const part of text.split(',')) {
    const [, task = '', model = '', effort] = /^([\w-]+)=([\w.-]+)(?::(\w+))?$/.exec(part.trim()) ?? []
    if (!isTask(task) || (effort !== undefined && !isEffort(effort)))
      throw new InvalidInput('Configuration', [
        {
          at: 'LEDGERLINE_MODELS',
          reason: `"${part}" is not task=model or task=model:effort; tasks are ${modelTasks.join(', ')}, efforts ${efforts.join(', ')}`,
        },
      ])
    choices[task] = effort === undefined ? { model } : { model, effort }
  }
  return choices
}
