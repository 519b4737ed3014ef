import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { SuiteReport } from './measure.ts'

/** What a model reached on one set under one prompt. Figures of other rows or of fewer tasks are not comparable. */
const entry = z.object({
  suite: z.string(),
  /** SHA-256 of the rows. */
  data: z.string(),
  prompt: z.string(),
  models: z.array(z.string()),
  answeredBy: z.array(z.string()),
  /** When the newest of its answers was given. */
  at: z.iso.datetime(),
  answered: z.number(),
  figures: z.record(z.string(), z.number().nullable()),
})
export type PromptFigures = z.output<typeof entry>

/** The figures of the model in this run; null: nobody answered, or answers of several prompts are mixed. */
export function figuresOf({ suite, sha256, model, systems }: SuiteReport): PromptFigures | null {
  const own = systems.find(({ system }) => system === 'model')
  if (!own || model === null || model.to === null || model.prompts.length !== 1) return null
  return {
    ...{ suite, data: sha256, prompt: model.prompts[0]!, models: [...model.models], answeredBy: [...model.answeredBy] },
    ...{ at: model.to, answered: own.answered },
    figures: Object.fromEntries(own.figures.map(({ name, value }) => [name, value])),
  }
}

/** What was reached on the same rows under another prompt, the newest; null: nothing is known. */
export const figuresBefore = (known: readonly PromptFigures[], now: PromptFigures): PromptFigures | null =>
  known
    .filter(({ suite, data, prompt }) => suite === now.suite && data === now.data && prompt !== now.prompt)
    .sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null

export const readPromptFigures = (file: string): readonly PromptFigures[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => entry.parse(JSON.parse(line)))
    : []

/** One line a suite, set and prompt: the newest answers count. */
export function keepPromptFigures(file: string, now: readonly PromptFigures[]): void {
  const keyOf = ({ suite, data, prompt }: PromptFigures) => `${suite} ${data} ${prompt}`
  const all = new Map([...readPromptFigures(file), ...now].map((one) => [keyOf(one), one]))
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(file, sorted.map(([, one]) => `${JSON.stringify(one)}\n`).join(''))
}
