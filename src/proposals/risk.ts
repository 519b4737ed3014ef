import type { DirectWrites, EntityRegistry } from '../domain/connector.ts'
import { type Fields, fieldsNamed, isHarmless } from '../domain/entity.ts'
import type { Change, RewrittenDocument, Risk } from '../domain/proposal.ts'
import type { EntityName, Json } from '../domain/record.ts'
import type { Definition } from '../language/index.ts'

type Level = Risk['level']
/** Lowest first. */
export const riskLevels: readonly Level[] = ['low', 'medium', 'high']

/** One rule: what it looks for in a change or an edit, and what follows. The highest level of all that match counts. */
interface Rule {
  readonly level: Level
  readonly reason: string
  readonly matches: (change: Change, edit: Edit | null, known: Known) => boolean
}

/** What the entities say. */
export interface Known {
  readonly entities: EntityRegistry
  readonly writes: DirectWrites
  /** Ids of the value maps that are about money, as the definition says. */
  readonly moneyMaps: ReadonlySet<string>
  /** Ids of the value maps that have a setting answer for what has no entry, where that is said. */
  readonly settledMaps: ReadonlySet<string>
}

/** What a definition says of its value maps. */
export function mapsKnownOf({ valueMaps, settings }: Definition): Pick<Known, 'moneyMaps' | 'settledMaps'> {
  const all = Object.values(valueMaps)
  const isSaid = (name: string) => (settings.settings[name]?.value ?? '') !== ''
  const idsOf = (some: typeof all) => new Set(some.map(({ id }) => id))
  return {
    moneyMaps: idsOf(all.filter(({ money }) => money)),
    settledMaps: idsOf(all.filter(({ otherwise }) => otherwise?.setting !== undefined && isSaid(otherwise.setting))),
  }
}

type Edit = { readonly [member: string]: Json }

/**
 * What can be changed of the standard flows without touching money, beside the fields that entities call harmless. What is
 * not listed is of high risk: a setting that nobody thought of is on the safe side.
 */
const harmless = {
  settings: ['batchPrefix', 'site'],
  lets: ['name', 'person'],
  valueMaps: [
    ...['carrier', 'category', 'feature', 'feature-value', 'manufacturer', 'option-value', 'shop-carrier'],
    ...['shop-country', 'sold-out-text'],
  ],
}

/** Whether a path in a record of the entity ends at a harmless field. */
const isHarmlessIn = ({ entities }: Known, entity: EntityName, path: string) =>
  isHarmless(fieldsNamed(entities.get(entity)?.fields ?? {}, path.split(/[. ]/).at(-1)!))

/** Of a mapping only the field's name is known: it must be harmless in every entity that says what is. */
const isHarmlessName = ({ entities }: Known, name: string) =>
  isHarmless(
    [...entities.values()].filter(({ fields }) => saysRisks(fields)).flatMap(({ fields }) => fieldsNamed(fields, name)),
  )
const saysRisks = (fields: Fields) => Object.values(fields).some(({ risk }) => risk !== undefined)

/** Value maps that do not say themselves that they are about money, as older definitions' and an integrator's own, are known by their names. */
const moneyNames = /tax|vat|pay|receipt|account|checkbook|currency|price|discount|terms|unit|uofm/i
const isMoneyMap = (edit: Edit, { moneyMaps }: Known) =>
  moneyNames.test(String(edit.valueMap)) || moneyMaps.has(String(edit.valueMap))

/** A rewrite of which somebody can say what it changes has fields. */
const isUnknown = ({ fields }: RewrittenDocument) => fields.length === 0

/** The policy, as a table: read from top to bottom by people, all of it by the engine. */
const policy: readonly Rule[] = [
  {
    level: 'high',
    reason: 'It changes parts of the definition: how documents are made from then on.',
    matches: (_, edit) => edit?.do === 'set-part' || edit?.do === 'set-member',
  },
  {
    level: 'high',
    reason: 'It writes documents anew that stand in GP, with other amounts, accounts or terms.',
    matches: (change, _, known) =>
      change.do === 'rewrite' &&
      change.documents.some(({ target, fields }) =>
        fields.some(({ path }) => !isHarmlessIn(known, target.entity, path)),
      ),
  },
  {
    level: 'high',
    reason:
      'It may write documents anew that stand in GP, and nobody can say whether with other amounts, accounts or terms: what they were made of is not kept, or cannot be read.',
    matches: (change) => change.do === 'rewrite' && change.documents.some(isUnknown),
  },
  {
    level: 'high',
    reason: 'It changes the steps of a flow.',
    matches: (_, edit) => /-step$|^set-condition$/.test(String(edit?.do)),
  },
  {
    level: 'high',
    reason: 'It changes how quantities, taxes or payments are booked.',
    matches: (_, edit, known) =>
      edit?.do === 'set-value' &&
      isMoneyMap(edit, known) &&
      (answered(edit.before) || known.settledMaps.has(String(edit.valueMap))),
  },
  {
    level: 'high',
    reason: 'It changes the day, and so the period, in which everything is booked from then on.',
    matches: (_, edit) => edit?.do === 'set-setting' && edit.name === 'timezone',
  },
  {
    level: 'high',
    reason: 'It changes how money is computed, who owes it, or by what a document is known again.',
    matches: (_, edit, known) =>
      (edit?.do === 'set-field' && !isHarmlessName(known, last(edit.path))) ||
      (edit?.do === 'set-let' && !harmless.lets.includes(String(edit.name))) ||
      (edit?.do === 'set-setting' && !['timezone', ...harmless.settings].includes(String(edit.name))),
  },
  {
    level: 'high',
    reason: 'It corrects more than a name, an address, a carrier or an item of a record.',
    matches: (change, _, known) =>
      change.do === 'correct-record' &&
      change.edits.some(
        ({ path, after }) =>
          !isHarmlessIn(known, change.record.entity, path) || (typeof after === 'object' && after !== null),
      ),
  },
  {
    level: 'high',
    reason: 'It says which document an order is, or that it is none: one may be written twice, or not at all.',
    matches: (change, _, { entities }) =>
      change.do === 'repair-link' && entities.get(change.entity)?.document !== undefined,
  },
  {
    level: 'high',
    reason: 'It moves a customer to another account.',
    matches: (change, _, { entities }) => {
      if (change.do !== 'repair-link' || change.before === null) return false
      const schema = entities.get(change.entity)
      return schema?.shared === true && schema.owner === undefined
    },
  },
  {
    level: 'high',
    reason: 'It voids a document.',
    matches: (change) => change.do === 'write' && change.write === 'void',
  },
  {
    level: 'high',
    reason: 'It makes a record that is worth money.',
    matches: (change, _, { entities }) =>
      change.do === 'write' && change.write === 'create' && entities.get(change.record.entity)?.worth !== undefined,
  },
  {
    level: 'high',
    reason: 'It changes on what terms somebody buys, or which batch a document is posted with.',
    matches: (change, _, { entities }) =>
      change.do === 'write' &&
      change.write === 'update' &&
      Object.keys(change.after).some((name) => entities.get(change.record.entity)?.fields[name]?.risk === 'high'),
  },
  {
    level: 'medium',
    reason: 'It answers a question about quantities, taxes or payments.',
    matches: (_, edit, known) => edit?.do === 'set-value' && isMoneyMap(edit, known),
  },
  {
    level: 'medium',
    reason: 'It changes an answer that orders already went by.',
    matches: (_, edit) => edit?.do === 'set-value' && answered(edit.before),
  },
  {
    level: 'medium',
    reason: 'It says which goods are sold, and so their stock, price and cost, or whether they can be ordered.',
    matches: (_, edit) => edit?.do === 'set-value' && ['item', 'sold-out'].includes(String(edit.valueMap)),
  },
  {
    level: 'medium',
    reason: 'It answers for a value map of your own: what documents take from it is not known.',
    matches: (_, edit, known) =>
      edit?.do === 'set-value' &&
      !isMoneyMap(edit, known) &&
      !['item', 'sold-out', ...harmless.valueMaps].includes(String(edit.valueMap)),
  },
  {
    level: 'medium',
    reason: 'It changes from which site goods are sold.',
    matches: (_, edit) => edit?.do === 'set-setting' && edit.name === 'site',
  },
  {
    level: 'medium',
    reason: 'It changes a mapping or a setting.',
    matches: (_, edit) => /^set-(field|let|setting)$/.test(String(edit?.do)),
  },
  {
    level: 'medium',
    reason: 'It corrects what the shop says of a record.',
    matches: (change) => change.do === 'correct-record',
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
  {
    level: 'medium',
    reason: 'It writes documents anew that stand in GP.',
    matches: (change) => change.do === 'rewrite' && !change.documents.every(isUnknown),
  },
  { level: 'medium', reason: 'It links records anew.', matches: (change) => change.do === 'repair-link' },
  {
    level: 'medium',
    reason: 'It starts many records again.',
    matches: (change) => change.do === 'replay' && change.records.length > 20,
  },
]

/** What the write risks by its nature. That of a custom field alone is none of it. */
function ownRisk({ record, write, after }: Extract<Change, { do: 'write' }>, writes: DirectWrites): string | undefined {
  const rule = writes.get(record.entity)
  return write === 'update' && !Object.keys(after).some((name) => rule?.update.includes(name)) ? undefined : rule?.risk
}

/** Pure: what a plan risks, by the policy. */
export function assess(changes: readonly Change[], known: Known): Risk {
  const parts = changes.flatMap((change): { change: Change; edit: Edit | null }[] =>
    change.do === 'edit-definition'
      ? change.edits.map((edit) => ({ change, edit: edit as Edit }))
      : [{ change, edit: null }],
  )
  const found = policy.filter((rule) => parts.some(({ change, edit }) => rule.matches(change, edit, known)))
  const level = riskLevels[Math.max(0, ...found.map((rule) => riskLevels.indexOf(rule.level)))]!
  const own = changes.flatMap((change) => (change.do === 'write' ? (ownRisk(change, known.writes) ?? []) : []))
  const reasons = [...new Set([...found.map(({ reason }) => reason), ...own])]
  if (reasons.length > 0) return { level, reasons }
  const starts = changes.some(({ do: kind }) => kind === 'replay')
  return {
    level,
    reasons: [
      starts
        ? 'Its records go on as their flows say; no document that stands in GP becomes another by the rules of today.'
        : 'It touches no money.',
    ],
  }
}

const answered = (before: Json | undefined) =>
  typeof before === 'object' && before !== null && !Array.isArray(before) && (before.to ?? null) !== null

const last = (path: Json | undefined) => (Array.isArray(path) ? String(path.at(-1)) : '')
