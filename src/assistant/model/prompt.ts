import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { efforts, type ModelTask, modelTasks } from '../../domain/model-tasks.ts'

/** One file of prompts/: what a model is told before it sees any data. */
export interface Prompt {
  readonly task: ModelTask
  readonly version: number
  readonly model: string
  readonly effort: (typeof efforts)[number]
  /** The most tokens of an answer. */
  readonly maxTokens: number
  /** Name of the form of its answers; "text" where it answers freely. */
  readonly schema: string
  readonly text: string
  /** SHA-256 of the whole file: a changed prompt is another prompt. */
  readonly hash: string
}

const head = z.strictObject({
  task: z.enum(modelTasks),
  version: z.coerce.number().int().min(1),
  model: z.string().min(1),
  effort: z.enum(efforts),
  maxTokens: z.coerce.number().int().min(256).max(16_000),
  schema: z.string().min(1),
})

/** Reads a prompt's file: `name: value` lines between two lines of dashes, then the text. @throws where it is not so */
function readPrompt(file: string): Prompt {
  const [, front, text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file.replaceAll('\r\n', '\n')) ?? []
  if (front === undefined || text === undefined) throw new Error('A prompt begins with its front matter between "---".')
  const members = Object.fromEntries(
    front.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
  return { ...head.parse(members), text: text.trim(), hash: createHash('sha256').update(file).digest('hex') }
}

const read = new Map<ModelTask, Prompt>()

/** @param folder that holds the prompts */
export function promptOf(task: ModelTask, folder: string): Prompt {
  const known = read.get(task) ?? readPrompt(readFileSync(join(folder, `${task}.md`), 'utf8'))
  read.set(task, known)
  return known
}
