import type { CauseClass } from '../../domain/cause.ts'
import type { EntityRegistry } from '../../domain/connector.ts'
import { fieldsNamed, isHarmless } from '../../domain/entity.ts'
import type { FixChange } from '../../domain/fix.ts'
import { type Json, memberOf } from '../../domain/record.ts'
import type { Definition } from '../../language/index.ts'

/** What a rule of the policy looks at. */
export interface Around {
  readonly definition: Definition
  readonly entities: EntityRegistry
  /** Whether the target system still has the answer that an entry gives; null: not known. */
  readonly has: (valueMap: string, to: string) => boolean | null
}

/** One thing that the hub never proposes as a fix. */
export interface Never {
  readonly id: string
  readonly says: string
  /** Causes beside which people are reminded of it. */
  readonly classes: readonly CauseClass[]
  /** One change, or one edit of it, that would be that. */
  readonly matches: (change: FixChange, edit: Edit | null, around: Around, all: readonly FixChange[]) => boolean
}
type Edit = { readonly [member: string]: Json }

/** So many values with one answer in one plan are a default, no answers. */
const fewAnswers = 3

/**
 * What must never be "fixed" by the hub: a table that people read from top to bottom. A draft that matches a row is
 * dropped, whoever made it, rules or a model.
 */
export const nevers: readonly Never[] = [
  {
    id: 'forced-total',
    says: 'Force a total, raise what rounding may explain, or take out the proof.',
    classes: ['totals_mismatch', 'missing_mapping', 'our_bug'],
    matches: (change, edit, { definition, entities }) =>
      (edit !== null && /-step$|^set-(condition|part|let)$/.test(String(edit.do))) ||
      (edit?.do === 'set-field' && !isHarmlessField(edit, definition, entities)) ||
      (change.do === 'correct-record' &&
        change.edits.some(({ path }) => !isHarmlessPath(change.record.entity, path, entities))),
  },
  {
    id: 'default-for-all',
    says: 'Take one answer for whatever has none.',
    classes: ['missing_mapping', 'missing_master_record'],
    matches: (_, edit, __, all) => {
      if (edit?.do === 'set-field')
        return /valueMap\(/.test(String(edit.before)) && !/valueMap\(/.test(String(edit.after))
      if (edit?.do !== 'set-value') return false
      const alike = editsOf(all).filter(
        (one) => one.do === 'set-value' && one.valueMap === edit.valueMap && toOf(one.after) === toOf(edit.after),
      )
      return toOf(edit.after) !== null && alike.length >= fewAnswers
    },
  },
  {
    id: 'other-service',
    says: 'Choose another service, item or tax than the customer paid for.',
    classes: ['missing_mapping', 'missing_master_record', 'invalid_value', 'quantity_shortage'],
    matches: (change, edit, { has }) => {
      if (change.do === 'correct-record') return change.edits.some(({ path }) => /(^|\.)(id_)?(carrier|tax)/.test(path))
      if (edit?.do !== 'set-value') return false
      const before = toOf(edit.before)
      return before !== null && has(String(edit.valueMap), before) !== false
    },
  },
  {
    id: 'other-debtor',
    says: 'Book the order on another customer.',
    classes: ['missing_master_record', 'missing_mapping', 'invalid_value'],
    matches: (_, edit) => edit?.do === 'set-setting' && edit.name === 'guestCustomer',
  },
  {
    id: 'void-or-overwrite',
    says: 'Void, delete or overwrite what stands in GP; above all what is posted.',
    classes: ['duplicate', 'invalid_value', 'closed_period', 'totals_mismatch', 'locked'],
    matches: (change, _, { entities }) =>
      (change.do === 'write' && change.write !== 'create') ||
      (change.do === 'repair-link' && entities.get(change.entity)?.document !== undefined),
  },
  {
    id: 'cut-code',
    says: 'Cut what is only right whole: a postal code, a phone number, an e-mail.',
    classes: ['too_long', 'invalid_value'],
    matches: (_, edit) =>
      edit?.do === 'set-field' &&
      /truncate\(/.test(String(edit.after)) &&
      /Postal|Phone|Mail|State|Country|Code|Key$|Id$/.test(String(lastOf(edit.path))),
  },
  {
    id: 'other-day',
    says: 'Give the document another day, so that a closed period takes it.',
    classes: ['closed_period'],
    matches: (_, edit) => edit?.do === 'set-field' && /Date$/.test(String(lastOf(edit.path))),
  },
]

/** What of the policy these changes break, in words. Empty: nothing. Pure. */
export const brokenBy = (changes: readonly FixChange[], around: Around): readonly Never[] =>
  nevers.filter(({ matches }) =>
    changes.some((change) =>
      change.do === 'edit-definition'
        ? change.edits.some((edit) => matches(change, edit as Edit, around, changes))
        : matches(change, null, around, changes),
    ),
  )

/** What people are reminded of beside a cause of this class. */
export const neverFor = (of: CauseClass | null): readonly string[] =>
  nevers.filter(({ classes }) => of !== null && classes.includes(of)).map(({ says }) => says)

const editsOf = (changes: readonly FixChange[]): Edit[] =>
  changes.flatMap((change) => (change.do === 'edit-definition' ? (change.edits as Edit[]) : []))

const toOf = (entry: Json | undefined): string | null =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry) && typeof entry.to === 'string' ? entry.to : null

const lastOf = (path: Json | undefined) => (Array.isArray(path) ? path.at(-1) : undefined)

/** The field that a mapping fills says itself that it touches no money. */
function isHarmlessField({ mapping, path }: Edit, { mappings }: Definition, entities: EntityRegistry): boolean {
  const to = memberOf(mappings, String(mapping))?.to
  return to !== undefined && isHarmless(fieldsNamed(entities.get(to)?.fields ?? {}, String(lastOf(path))))
}

const isHarmlessPath = (entity: string, path: string, entities: EntityRegistry) =>
  isHarmless(fieldsNamed(entities.get(entity as never)?.fields ?? {}, path.split('.').at(-1)!))
