import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** A model's answer to one question, as it came over the wire, with who gave it and under which prompt. */
const cassette = z.object({
  suite: z.string(),
  /** The task of the suite, and which of its questions: some are asked in parts. */
  task: z.string(),
  part: z.number(),
  at: z.iso.datetime(),
  /** As it was named in the request. */
  model: z.string(),
  /** "the provider", or who thought behind a relay. */
  answeredBy: z.string(),
  promptHash: z.string(),
  /** SHA-256 of the request's body: another question has another answer. */
  request: z.string(),
  response: z.looseObject({ content: z.array(z.unknown()) }),
})
export type Cassette = z.infer<typeof cassette>

/** What became of a task's questions. `stale`: the prompt has changed since; `changed`: the question has. */
export type Played = 'fresh' | 'recorded' | 'stale' | 'changed' | 'missing' | 'failed'

export interface Tape {
  /** In the place of the network, for the questions of one task. */
  fetchFor(suite: string, task: string, promptHash: string): { fetch: typeof globalThis.fetch; played(): Played | null }
  /**
   * What a whole task came to, where single questions cannot be played again: each run makes ids of its own. Recorded
   * before under the same prompt and the same `request`, or made now and recorded; null: nobody may be asked.
   */
  recall(
    suite: string,
    task: string,
    of: { readonly promptHash: string; readonly request: string },
    make: () => Promise<Cassette['response'] & { readonly model: string }>,
  ): Promise<Cassette['response'] | null>
  /** Of a suite: what was played, by when, whom and which model. */
  about(suite: string): TapeFacts
}

export interface TapeFacts {
  readonly played: Readonly<Partial<Record<Played, number>>>
  readonly models: readonly string[]
  /** Hashes of the prompts that these answers were given under. */
  readonly prompts: readonly string[]
  readonly answeredBy: readonly string[]
  readonly from: string | null
  readonly to: string | null
  /** Questions that were asked again with another answer. */
  readonly contradictions: number
  readonly tokens: { readonly input: number; readonly output: number; readonly calls: number }
}

export interface TapeParts {
  /** A file a suite: NAME.jsonl. Null: there is none. */
  readonly folder: string | null
  /** Where to ask what no cassette answers; null: nobody is asked. */
  readonly ask: { readonly answeredBy: string; readonly again: boolean; readonly send: typeof globalThis.fetch } | null
  readonly now: () => string
}

const empty: TapeParts = { folder: null, ask: null, now: () => '1970-01-01T00:00:00.000Z' }

export function openTape({ folder, ask, now }: TapeParts = empty): Tape {
  const suites = new Map<string, Map<string, Cassette>>()
  const facts = new Map<string, { used: Cassette[]; played: Partial<Record<Played, number>>; contradictions: number }>()

  const fileOf = (suite: string) => (folder === null ? null : join(folder, `${suite}.jsonl`))
  const load = (suite: string) => {
    const known = suites.get(suite)
    if (known) return known
    const file = fileOf(suite)
    const read = file !== null && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
    const loaded = new Map(read.map((line) => cassette.parse(JSON.parse(line))).map((one) => [keyOf(one), one]))
    suites.set(suite, loaded)
    return loaded
  }
  const factsOf = (suite: string) => {
    const known = facts.get(suite) ?? { used: [], played: {}, contradictions: 0 }
    facts.set(suite, known)
    return known
  }

  return {
    fetchFor(suite, task, promptHash) {
      let worst: Played | null = null
      let part = 0
      const note = (played: Played) => {
        const order: Played[] = ['fresh', 'recorded', 'changed', 'stale', 'missing', 'failed']
        if (worst === null || order.indexOf(played) > order.indexOf(worst)) worst = played
        const own = factsOf(suite).played
        own[played] = (own[played] ?? 0) + 1
      }
      return {
        played: () => worst,
        fetch: async (input, init) => {
          const body = String(init?.body ?? '')
          const request = createHash('sha256').update(body).digest('hex')
          const key = keyOf({ suite, task, part: part++ })
          const tape = load(suite)
          const found = tape.get(key)
          const fits = found?.promptHash === promptHash && found.request === request
          if (found && fits && !ask?.again) {
            note('fresh')
            factsOf(suite).used.push(found)
            return Response.json(found.response)
          }
          if (ask === null) {
            note(found === undefined ? 'missing' : found.promptHash === promptHash ? 'changed' : 'stale')
            return Response.json(
              { type: 'error', error: { type: 'not_found_error', message: 'no cassette' } },
              { status: 404 },
            )
          }
          const answered = await ask.send(input, init)
          if (!answered.ok) {
            note('failed')
            return answered
          }
          const response = (await answered.json()) as Cassette['response'] & { readonly model?: string }
          const made: Cassette = {
            ...{ suite, task, part: part - 1, at: now(), answeredBy: ask.answeredBy, promptHash, request, response },
            model: String(response.model ?? (JSON.parse(body) as { model?: string }).model ?? ''),
          }
          if (found && fits && contentOf(found) !== contentOf(made)) factsOf(suite).contradictions++
          note('recorded')
          tape.set(key, made)
          factsOf(suite).used.push(made)
          save(suite)
          return Response.json(response)
        },
      }
    },
    async recall(suite, task, { promptHash, request }, make) {
      const key = keyOf({ suite, task, part: 0 })
      const tape = load(suite)
      const found = tape.get(key)
      const fits = found?.promptHash === promptHash && found.request === request
      const own = factsOf(suite)
      const note = (played: Played) => {
        own.played[played] = (own.played[played] ?? 0) + 1
      }
      if (found && fits && !ask?.again) {
        note('fresh')
        own.used.push(found)
        return found.response
      }
      if (ask === null) {
        note(found === undefined ? 'missing' : found.promptHash === promptHash ? 'changed' : 'stale')
        return null
      }
      const response = await make()
      const { model } = response
      const made: Cassette = {
        ...{ suite, task, part: 0, at: now(), answeredBy: ask.answeredBy, promptHash, request, response, model },
      }
      if (found && fits && contentOf(found) !== contentOf(made)) own.contradictions++
      note('recorded')
      tape.set(key, made)
      own.used.push(made)
      save(suite)
      return response
    },
    about(suite) {
      const { used, played, contradictions } = factsOf(suite)
      const at = used.map((one) => one.at).sort()
      const usage = (one: Cassette) =>
        (one.response as { usage?: { input_tokens?: number; output_tokens?: number } }).usage
      return {
        ...{ played, contradictions },
        models: [...new Set(used.map(({ model }) => model))],
        prompts: [...new Set(used.map(({ promptHash }) => promptHash))].sort(),
        answeredBy: [...new Set(used.map(({ answeredBy }) => answeredBy))],
        from: at[0] ?? null,
        to: at.at(-1) ?? null,
        tokens: {
          calls: used.length,
          input: used.reduce((sum, one) => sum + (usage(one)?.input_tokens ?? 0), 0),
          output: used.reduce((sum, one) => sum + (usage(one)?.output_tokens ?? 0), 0),
        },
      }
    },
  }

  /** After each answer: a run that is broken off must not lose what somebody thought about. */
  function save(suite: string): void {
    const file = fileOf(suite)
    if (file === null) return
    mkdirSync(dirname(file), { recursive: true })
    const sorted = [...load(suite).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    writeFileSync(file, sorted.map((one) => `${JSON.stringify(one)}\n`).join(''))
  }
}

const keyOf = ({ suite, task, part }: Pick<Cassette, 'suite' | 'task' | 'part'>) => `${suite} ${task} ${part}`
const contentOf = ({ response }: Cassette) => JSON.stringify(response.content)
