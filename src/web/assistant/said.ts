import type { ChatEvent } from '../../domain/stores/chats.ts'

/** One tool that was called for an answer. `ok` null: it is under way. */
export interface Step {
  readonly id: string
  readonly tool: string
  readonly title: string
  readonly ok: boolean | null
  readonly says: string
}

export interface Said {
  readonly by: 'person' | 'assistant'
  readonly text: string
  readonly steps: readonly Step[]
  /** Ids of what was proposed for it. */
  readonly proposals: readonly string[]
  /** What ended it early, in a sentence. */
  readonly stopped: string
}

/** An answer before its first event. */
export const empty: Said = { by: 'assistant', text: '', steps: [], proposals: [], stopped: '' }

/** Tools that propose name what they made in their first sentence. */
const proposed = /\bProposed as ([\w-]+)\./

/** An answer after one more event. Pure. */
export function withEvent(said: Said, event: ChatEvent): Said {
  switch (event.type) {
    case 'text':
      return { ...said, text: said.text + event.text }
    case 'step':
      return {
        ...said,
        steps: [...said.steps, { id: event.id, tool: event.tool, title: event.title, ok: null, says: '' }],
      }
    case 'result': {
      // Other tools repeat what stands in records, which anybody may have written.
      const proposes = said.steps.some(({ id, tool }) => id === event.id && tool.startsWith('propose_'))
      const made = event.ok && proposes ? proposed.exec(event.says)?.[1] : undefined
      return {
        ...said,
        steps: said.steps.map((step) => (step.id === event.id ? { ...step, ok: event.ok, says: event.says } : step)),
        proposals: made ? [...said.proposals, made] : said.proposals,
      }
    }
    case 'ended':
      return { ...said, stopped: event.why === 'answered' ? '' : event.says }
    default:
      return said
  }
}
