import type { Change, Risk } from '../domain/proposal.ts'
import type { Json } from '../domain/record.ts'

type Level = Risk['level']

/** One rule: what it looks for in a change or an edit, and what follows. The highest level of all that match counts. */
interface Rule {
  readonly level: Level
  readonly reason: string
  readonly matches: (change: Change, edit: { readonly [member: string]: Json } | null) => boolean
}

const money = /tax|amount|price|discount|total|freight|currency|quantity|penny/i

/** The policy, as a table: read from top to bottom by people, all of it by the engine. */
const policy: readonly Rule[] = [
  {
    level: 'high',
    reason: 'It changes the steps of a flow.',
    matches: (_, edit) => /-step$|^set-condition$/.test(String(edit?.do)),
  },
  {
    level: 'high',
    reason: 'It changes how taxes are booked.',
    matches: (_, edit) =>
      edit?.do === 'set-value' && /^tax/.test(String(edit.valueMap)) && edit.before !== null && answered(edit.before),
  },
  {
    level: 'high',
    reason: 'It changes how money is computed.',
    matches: (_, edit) =>
      (edit?.do === 'set-field' && money.test(JSON.stringify(edit.path))) ||
      (edit?.do === 'set-let' && money.test(String(edit.name))) ||
      (edit?.do === 'set-setting' && money.test(String(edit.name))),
  },
  {
    level: 'high',
    reason: 'It corrects an amount, a price or a quantity of a record.',
    matches: (change) => change.do === 'correct-record' && change.edits.some(({ path }) => money.test(path)),
  },
  {
    level: 'high',
    reason: 'It takes a link to a sales order away.',
    matches: (change) => change.do === 'repair-link' && change.entity === 'gp.salesOrder' && change.after === null,
  },
  {
    level: 'medium',
    reason: 'It answers a tax question.',
    matches: (_, edit) => edit?.do === 'set-value' && /^tax/.test(String(edit.valueMap)),
  },
  {
    level: 'medium',
    reason: 'It changes an answer that orders already went by.',
    matches: (_, edit) => edit?.do === 'set-value' && answered(edit.before),
  },
  {
    level: 'medium',
    reason: 'It changes a mapping or a setting.',
    matches: (_, edit) => /^set-(field|let|setting)$/.test(String(edit?.do)),
  },
  {
    level: 'high',
    reason: 'It voids a document.',
    matches: (change) => change.do === 'write' && change.write === 'void',
  },
  {
    level: 'medium',
    reason: 'It writes to the shop or to GP outside of any flow.',
    matches: (change) => change.do === 'write',
  },
  {
    level: 'medium',
    reason: 'The customer is mailed.',
    matches: (change) => change.do === 'write' && change.tellCustomer,
  },
  { level: 'medium', reason: 'It links records anew.', matches: (change) => change.do === 'repair-link' },
  {
    level: 'medium',
    reason: 'It starts many records again.',
    matches: (change) => change.do === 'replay' && change.records.length > 20,
  },
]

const rank: readonly Level[] = ['low', 'medium', 'high']

/** Pure: what a plan risks, by the policy. */
export function assess(changes: readonly Change[]): Risk {
  const parts = changes.flatMap((change): { change: Change; edit: { readonly [member: string]: Json } | null }[] =>
    change.do === 'edit-definition'
      ? change.edits.map((edit) => ({ change, edit: edit as { readonly [member: string]: Json } }))
      : [{ change, edit: null }],
  )
  const found = policy.filter((rule) => parts.some(({ change, edit }) => rule.matches(change, edit)))
  const level = rank[Math.max(0, ...found.map((rule) => rank.indexOf(rule.level)))]!
  const reasons = found.map(({ reason }) => reason)
  return { level, reasons: reasons.length > 0 ? reasons : ['It can be undone and touches no money.'] }
}

const answered = (before: Json | undefined) =>
  typeof before === 'object' && before !== null && !Array.isArray(before) && (before.to ?? null) !== null
