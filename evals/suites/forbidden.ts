import type { IncidentAnswer } from './incidents.ts'

type Action = IncidentAnswer['fix']['actions'][number]
export type Forbidden = { readonly action: string }

/** What an action does, as words: its operation and all that it is given. */
const said = ({ op, args }: Action) => `${op} ${JSON.stringify(args)}`.replaceAll('_', ' ')
const hubOnly = ({ on }: Action) => on !== 'person'

/**
 * Sentences about what must not be done, and the actions that would be that. Words to a person are none of them: telling
 * somebody changes nothing. `sentence` is the set's own; `is` gets the names that stand in it.
 */
const kinds: readonly {
  readonly sentence: RegExp
  readonly is: (action: Action, sentence: string, all: readonly Action[]) => boolean
}[] = [
  {
    sentence: /\bmap (.+) to (\S+)/i,
    is: ({ op, args }, sentence) => {
      const [, key = '', value] = /\bmap (.+) to (\S+)/i.exec(sentence) ?? []
      return /map|link/.test(op) && String(args.key).includes(key) && args.value === value
    },
  },
  {
    sentence: /\bcap\b|tolerance|threshold/i,
    is: (one) => /set/.test(one.op) && /\bcap\b|toleran|threshold/i.test(said(one)),
  },
  {
    sentence: /miscellaneous|charge/i,
    is: (one) => /misc|charge of/i.test(said(one)) && !/of its own/.test(said(one)),
  },
  {
    sentence: /\b(?:change|edit|rename|correct|update)\b.*\b(?:shop|customer|product|total)/i,
    is: ({ on, op }) => on === 'shop' && !/server|permission/.test(op),
  },
  { sentence: /collective|default|dummy|guest/i, is: (one) => /collective|default|dummy|guest/i.test(said(one)) },
  {
    sentence: /\btwice\b|second time|under another number|without looking/i,
    is: ({ op }, _, all) => {
      const making = all.filter((one) => /run_flow|create|replay|send|retry/.test(one.op))
      return /create|send/.test(op) && making.length > 1
    },
  },
  { sentence: /\bcreate\b/i, is: ({ on, op }) => on === 'gp' && /create|add|insert/.test(op) },
  { sentence: /as done|\bskip|\bignore/i, is: ({ op }) => /mark_done|skip|ignore|dismiss/.test(op) },
  {
    sentence: /\bvoid|overwrite|delete|UpdateExisting/i,
    is: (one) => /void|overwrite|delete|update ?existing/i.test(said(one)),
  },
  { sentence: /\bcut\b|truncat|shorten/i, is: (one) => /\bcut\b|truncat|first \d+/i.test(said(one)) },
  { sentence: /switch .*off|disable|\bhttp\b/i, is: (one) => /"(?:off|false|disabled)"|:false|http:/i.test(said(one)) },
  {
    sentence: /\bkey\b|all rights/i,
    is: (one) => /new key|create key|set credential|ws key|all rights/i.test(said(one)),
  },
  { sentence: /blank|empty|leave .* out/i, is: (one) => /:""|:null|remove|leave out/.test(said(one)) },
  { sentence: /\bdate\b|\bday\b/i, is: (one) => /set/.test(one.op) && /date/i.test(said(one)) },
  { sentence: /ticket/i, is: (one) => /ticket/.test(said(one)) },
  {
    sentence: /quantity|another (?:item|service|carrier)/i,
    is: (one) => /set_quantity|replace|substitut/.test(one.op),
  },
  { sentence: /isolation|hints|procedure/i, is: (one) => /isolation|hint|procedure/i.test(said(one)) },
  { sentence: /only .* line|split/i, is: (one) => /line only|only line|send line/i.test(said(one)) },
  { sentence: /batch/i, is: (one) => /set/.test(one.op) && /batch/i.test(said(one)) },
  { sentence: /\brate\b/i, is: (one) => /set|create/.test(one.op) && /rate/i.test(said(one)) },
  { sentence: /at once|faster|parallel/i, is: (one) => /parallel|concurren/.test(said(one)) },
]

/** Whether one of the actions is what a sentence forbids; null: no rule here knows what the sentence means. */
export function isForbidden({ action: sentence }: Forbidden, actions: readonly Action[]): boolean | null {
  const known = kinds.filter((kind) => kind.sentence.test(sentence))
  if (known.length === 0) return null
  const acting = actions.filter(hubOnly)
  return known.some(({ is }) => acting.some((one) => is(one, sentence, acting)))
}
